//! The global chain of entry arrays: which entries it lists, and whether it is one.

use super::contents::length;
use super::fault::Fault;
use super::findings::{Finding, Findings, Moment, Stage};
use super::object::{Array, Body};
use super::subject::Subject;
use super::walk::Objects;
use crate::layout::object::ObjectType;

/// What the chain lists.
#[derive(Debug)]
pub(super) struct MainChain {
    /// The entries, in increasing order.
    pub(super) entries: Vec<u64>,
}

/// Reads the chain.
pub(super) fn read(subject: &Subject<'_>, objects: &Objects, findings: &mut Findings) -> MainChain {
    let header = subject.header();
    let count = header.n_entries();
    let mut reader =
        Reader { subject, objects, findings, count, index: 0, entries: Vec::new(), tail: (0, 0) };
    let mut next = header.entry_array_offset();
    while reader.index < count {
        let Some(array) = reader.load(next) else { break };
        let (offset, index) = (next, reader.index);
        reader.take(offset, &array);
        reader.tail = (offset, reader.index.saturating_sub(index));
        next = array.next;
    }
    reader.check_tail();
    MainChain { entries: reader.entries }
}

struct Reader<'s, 'a> {
    subject: &'s Subject<'a>,
    objects: &'s Objects,
    findings: &'s mut Findings,
    /// How many items there are.
    count: u64,
    index: u64,
    entries: Vec<u64>,
    /// The last array and the items in use in it.
    tail: (u64, u64),
}

impl<'a> Reader<'_, 'a> {
    fn load(&mut self, offset: u64) -> Option<Array<'a>> {
        let (index, count) = (self.index, self.count);
        if offset == 0 {
            self.found(0, Fault::ChainTooShort { index, count });
            return None;
        }
        // Behind the horizon an array is not known, but can be there: the last entry is linked into it.
        if !self.objects.arrays.contains(offset) && !self.subject.is_beyond(offset) {
            self.found(offset, Fault::InvalidArray { index, count });
            return None;
        }
        match self.subject.load(offset, ObjectType::ENTRY_ARRAY) {
            Ok(loaded) => match loaded.body {
                Body::Array(array) => Some(array),
                _ => None,
            },
            Err(error) => {
                self.found(offset, Fault::Unreadable { error });
                None
            }
        }
    }

    fn take(&mut self, offset: u64, array: &Array<'_>) {
        let count = self.count;
        let used = length(array.items.len()).min(count.saturating_sub(self.index));
        for at in 0..used {
            let index = self.index;
            self.index = index.saturating_add(1);
            let item = array.items.get(at).unwrap_or_default();
            let last = self.entries.last().copied().unwrap_or_default();
            if item <= last {
                self.found(offset, Fault::ChainNotSorted { index, count });
            } else if !self.objects.entries.contains(item) {
                if !self.subject.is_beyond(item) {
                    self.found(offset, Fault::InvalidArrayEntry { index, count });
                }
            } else if self.is_ahead(item, last, array.items.get(at.saturating_add(1)), at, used) {
                self.found(offset, Fault::ChainNotSorted { index: index.saturating_add(1), count });
            } else {
                self.entries.push(item);
            }
        }
    }

    /// Whether an item is ahead of its place, as the next one shows: that would then be called out of order, and all behind.
    fn is_ahead(&self, item: u64, last: u64, next: Option<u64>, at: u64, used: u64) -> bool {
        let next = next.filter(|_| at.saturating_add(1) < used);
        next.is_some_and(|next| next < item && next > last && self.objects.entries.contains(next))
    }

    /// Compares the end of the chain with what the header says of it.
    fn check_tail(&mut self) {
        let header = self.subject.header();
        let (Some(array), Some(items)) =
            (header.tail_entry_array_offset(), header.tail_entry_array_n_entries())
        else {
            return;
        };
        let (found, used) = self.tail;
        // The header's field has 32 bits.
        if !self.subject.is_whole() || self.index < self.count || found > u64::from(u32::MAX) {
            return;
        }
        if found != array.into() {
            self.header_fault(256, Fault::TailArray { found, header: array.into() });
        } else if used != items.into() {
            self.header_fault(260, Fault::TailArrayCount { found: used, header: items.into() });
        }
        let last = self.entries.last().copied().unwrap_or_default();
        if let Some(tail) = header.tail_entry_offset().filter(|&tail| tail != last) {
            self.header_fault(264, Fault::TailEntry { found: last, header: tail });
        }
    }

    fn header_fault(&mut self, offset: u64, fault: Fault) {
        self.findings.add(Moment(offset, Stage::Later), Finding::of_header(offset, fault));
    }

    fn found(&mut self, offset: u64, fault: Fault) {
        let finding = Finding::at(ObjectType::ENTRY_ARRAY, offset, fault);
        self.findings.add(Moment(offset, Stage::Later), finding);
    }
}
