//! The second pass as journalctl goes about it, up to the fault that it stops at.
//!
//! It follows the global chain and looks up each entry's objects and their lists anew, then it follows the buckets, and
//! each object's list. This costs much more than one look at everything, and decides nothing but which of several faults
//! is told first.

mod halving;

use std::ops::ControlFlow;

use self::halving::{Chain, Halved, Recent, halve};
use super::contents::length;
use super::fault::Fault;
use super::findings::Finding;
use super::links::Known;
use super::object::{Array, Body, Data, Entry};
use super::table::{bucket, buckets};
use crate::error::FormatError;
use crate::layout::object::ObjectType;

/// Steps that are taken for each byte of the file. More are needed only where lists share each other's arrays.
const STEPS_PER_BYTE: u64 = 4;

/// Why the pass ended.
pub(super) enum Stop {
    /// journalctl stops here.
    At(Finding),
    /// It would stop some time, but that takes too long.
    TooLong,
}

type Pass = ControlFlow<Stop>;

/// The fault that journalctl stops at, if there is one.
pub(super) fn first_fault(known: Known<'_, '_>) -> Option<Stop> {
    let steps = known.subject.file.len().saturating_mul(STEPS_PER_BYTE);
    let end = known.entries.last().copied().unwrap_or_default();
    let mut pass = Journalctl { known, steps, end, recent: Recent::default() };
    let result = match pass.main_chain() {
        ControlFlow::Continue(()) => pass.data_hash_table(),
        stopped => stopped,
    };
    result.break_value()
}

struct Journalctl<'s, 'a> {
    known: Known<'s, 'a>,
    /// How many may still be taken.
    steps: u64,
    /// The last entry that the global chain lists.
    end: u64,
    /// Where lists were used last.
    recent: Recent,
}

impl<'a> Journalctl<'_, 'a> {
    fn main_chain(&mut self) -> Pass {
        let header = self.known.subject.header();
        let count = header.n_entries();
        let (mut index, mut last, mut next) = (0_u64, 0, header.entry_array_offset());
        while index < count {
            let at = |fault| stop(ObjectType::ENTRY_ARRAY, next, fault);
            if next == 0 {
                return at(Fault::ChainTooShort { index, count });
            }
            if !self.known.objects.arrays.contains(next) {
                return at(Fault::InvalidArray { index, count });
            }
            let array = self.array(next)?;
            if array.next != 0 && array.next <= next {
                return at(Fault::ChainCycle { index, count, from: next, to: array.next });
            }
            let used = length(array.items.len()).min(count.saturating_sub(index));
            for item in 0..used {
                let entry = array.items.get(item).unwrap_or_default();
                if entry <= last {
                    return at(Fault::ChainNotSorted { index, count });
                }
                last = entry;
                if !self.known.objects.entries.contains(entry) {
                    return at(Fault::InvalidArrayEntry { index, count });
                }
                index = index.saturating_add(1);
                self.entry_refers(entry, index == count)?;
            }
            next = array.next;
        }
        Pass::Continue(())
    }

    /// All objects that an entry refers to can be found, and list the entry or one behind it.
    fn entry_refers(&mut self, offset: u64, is_last: bool) -> Pass {
        let entry = self.entry(offset)?;
        let at = |fault| stop(ObjectType::ENTRY, offset, fault);
        for data in entry.items.offsets() {
            self.step(1)?;
            if !self.known.objects.data.contains(data) {
                return at(Fault::InvalidData { data });
            }
            let body = self.data(data)?;
            if !self.known.found.data.contains(data) && !self.is_in_bucket(&body, data)? {
                return at(Fault::DataNotInTable { data });
            }
            if !self.lists_from(&body, offset)? && !is_last {
                return at(Fault::NotReferenced { data });
            }
        }
        Pass::Continue(())
    }

    /// Whether the chain of its bucket leads to an object.
    fn is_in_bucket(&mut self, data: &Data<'a>, offset: u64) -> ControlFlow<Stop, bool> {
        let Some(index) = data.hash.checked_rem(buckets(self.known.subject)) else {
            return ControlFlow::Continue(false);
        };
        let (mut next, _) = bucket(self.known.subject, index);
        while next != 0 {
            self.step(1)?;
            if next == offset {
                return ControlFlow::Continue(true);
            }
            next = self.data(next)?.next_hash;
        }
        ControlFlow::Continue(false)
    }

    /// Whether the list of an object has an item at or behind the entry, as bisecting it finds.
    fn lists_from(&mut self, data: &Data<'a>, entry: u64) -> ControlFlow<Stop, bool> {
        if data.n_entries == 0 || data.entry >= entry {
            return ControlFlow::Continue(data.n_entries != 0);
        }
        let first = data.array;
        let chain =
            Chain { first, next: first, left: data.n_entries.saturating_sub(1), before: 0, used_last: None };
        let mut chain = self.recent.resume(chain, entry);
        while chain.next != 0 && chain.left > 0 {
            self.step(1)?;
            // An array that cannot be read is the end of the chain.
            let Ok(loaded) = self.known.subject.load(chain.next, ObjectType::ENTRY_ARRAY) else { break };
            let Body::Array(array) = loaded.body else { break };
            match halve(array.items, chain.left, chain.used_last, entry) {
                Halved::Beyond => chain.go_on(&array),
                Halved::Nowhere => break,
                Halved::At(index) => {
                    let begin = array.items.get(0).unwrap_or_default();
                    self.recent.remember(&chain, begin, index);
                    return ControlFlow::Continue(true);
                }
            }
        }
        ControlFlow::Continue(false)
    }

    fn data_hash_table(&mut self) -> Pass {
        let count = buckets(self.known.subject);
        for index in 0..count {
            self.step(1)?;
            let (head, tail) = bucket(self.known.subject, index);
            let (mut last, mut next) = (0, head);
            while next != 0 {
                self.step(1)?;
                let at = |fault| stop(ObjectType::DATA, next, fault);
                if !self.known.objects.data.contains(next) {
                    return at(Fault::InvalidDataInTable { index, count });
                }
                let data = self.data(next)?;
                if data.next_hash != 0 && data.next_hash <= next {
                    return at(Fault::HashChainCycle { index, count });
                }
                if data.hash.checked_rem(count) != Some(index) {
                    return at(Fault::WrongBucket { index, count });
                }
                self.list(next, &data)?;
                (last, next) = (next, data.next_hash);
            }
            if last != tail {
                return stop(ObjectType::DATA, last, Fault::TableTail { found: last, tail });
            }
        }
        Pass::Continue(())
    }

    /// The list of an object.
    fn list(&mut self, offset: u64, data: &Data<'a>) -> Pass {
        let at = |fault| stop(ObjectType::DATA, offset, fault);
        let count = data.n_entries;
        if data.array != 0 && count < 2 {
            return at(Fault::NeedlessArray { array: data.array, count });
        }
        if count == 0 {
            return Pass::Continue(());
        }
        self.lists_entry(offset, data.entry)?;
        let (mut index, mut previous, mut next) = (1_u64, data.entry, data.array);
        while index < count {
            if next == 0 {
                return at(Fault::DataChainTooShort);
            }
            if !self.known.objects.arrays.contains(next) {
                return at(Fault::DataInvalidArray { array: next });
            }
            let array = self.array(next)?;
            if array.next != 0 && array.next <= next {
                return at(Fault::DataChainCycle { from: next, to: array.next });
            }
            let used = length(array.items.len()).min(count.saturating_sub(index));
            for item in 0..used {
                let entry = array.items.get(item).unwrap_or_default();
                if entry <= previous {
                    return at(Fault::DataNotSorted { entry, previous });
                }
                previous = entry;
                self.lists_entry(offset, entry)?;
            }
            index = index.saturating_add(used);
            next = array.next;
        }
        Pass::Continue(())
    }

    /// An item of an object's list: an entry that the global chain lists.
    fn lists_entry(&mut self, data: u64, offset: u64) -> Pass {
        if !self.known.objects.entries.contains(offset) {
            return stop(ObjectType::DATA, data, Fault::InvalidEntryOfData { entry: offset });
        }
        self.step(1)?;
        if offset <= self.end && self.known.entries.binary_search(&offset).is_err() {
            return stop(ObjectType::ENTRY, offset, Fault::NotInMainArray);
        }
        Pass::Continue(())
    }

    fn data(&mut self, offset: u64) -> ControlFlow<Stop, Data<'a>> {
        match self.load(offset, ObjectType::DATA)? {
            Body::Data(data) => ControlFlow::Continue(data),
            _ => ControlFlow::Break(Stop::TooLong),
        }
    }

    fn entry(&mut self, offset: u64) -> ControlFlow<Stop, Entry<'a>> {
        match self.load(offset, ObjectType::ENTRY)? {
            Body::Entry(entry) => ControlFlow::Continue(entry),
            _ => ControlFlow::Break(Stop::TooLong),
        }
    }

    fn array(&mut self, offset: u64) -> ControlFlow<Stop, Array<'a>> {
        match self.load(offset, ObjectType::ENTRY_ARRAY)? {
            Body::Array(array) => ControlFlow::Continue(array),
            _ => ControlFlow::Break(Stop::TooLong),
        }
    }

    /// Loads an object; where it cannot be, journalctl stops without a line of its own.
    fn load(&self, offset: u64, object: ObjectType) -> ControlFlow<Stop, Body<'a>> {
        match self.known.subject.load(offset, object) {
            Ok(loaded) => ControlFlow::Continue(loaded.body),
            Err(error) => ControlFlow::Break(unreadable(object, offset, error)),
        }
    }

    fn step(&mut self, steps: u64) -> Pass {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                Pass::Continue(())
            }
            None => Pass::Break(Stop::TooLong),
        }
    }
}

fn stop(object: ObjectType, offset: u64, fault: Fault) -> Pass {
    Pass::Break(Stop::At(Finding::at(object, offset, fault)))
}

const fn unreadable(object: ObjectType, offset: u64, error: FormatError) -> Stop {
    Stop::At(Finding::at(object, offset, Fault::Unreadable { error }))
}
