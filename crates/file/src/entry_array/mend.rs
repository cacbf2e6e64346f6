//! Entries of a list that its own arrays do not lead to any more.
//!
//! ```text
//! the chain breaks:    [ e e e e ] -> [ e e x ] -> ?     all that other indexes reach takes its place
//! the header is old:   [ e e e e ] -> [ e e | e e 0 ]    so it does where the chain goes on behind what is counted
//! items out of place:  [ e e ? ? ? e e ]                 what others reach between the neighbours fills the run
//! ```
//!
//! Both depend on the file's bytes alone, not on what was read before, so that indexes mean the same to everyone.

use std::ops::Range;

use zerocopy::little_endian::U64;

use super::{EntryList, Span};
use crate::findings::{Findings, Loss};
use crate::items::ArrayItems;
use crate::layout::flags::State;
use crate::layout::offset::{EntryArrayOffset, EntryOffset};

/// What takes the place of a broken chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recovered {
    /// How many entries it has more than the chain.
    more: u64,
    /// How many are missing all the same.
    missing: u64,
}

/// A run of items that lead to no entry or out of order, with those beside them, and the entries that belong there.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    range: Range<u64>,
    entries: Vec<EntryOffset>,
}

impl Run {
    #[inline]
    pub(super) fn holds(&self, index: u64) -> bool {
        self.range.contains(&index)
    }

    fn get(&self, index: u64) -> Option<EntryOffset> {
        let at = usize::try_from(index.checked_sub(self.range.start)?).ok()?;
        self.entries.get(at).copied()
    }
}

impl<'a> EntryList<'a> {
    /// The list with what other indexes reach, where it ends before its time; at the latest that is with `tail`.
    ///
    /// What the file ends before is not looked for.
    pub(super) fn recovered(mut self, tail: Option<EntryOffset>) -> Self {
        if self.goes_on() && self.is_ended(tail) {
            return self;
        }
        let last = (0..self.len).rev().find(|index| self.slot(*index).is_some());
        let end = last.map_or(0, |last| last.saturating_add(1));
        let broken = self.broken.or_else(|| self.hole_at(end));
        if let Some(entries) = self.file.survey().and_then(|survey| survey.list(self.of)) {
            let slots = (0..end).map(|index| self.slot(index).map_or(0, EntryOffset::get));
            if slots.eq(entries.iter().map(|entry| entry.get())) {
                // The counter alone is wrong.
                (self.broken, self.len) = (broken, end);
            } else {
                self.broken = broken.or_else(|| self.file.wrong_counter());
                self.replace(entries);
            }
        }
        self
    }

    /// Tells whether each array is full, and the next one goes on behind it.
    fn goes_on(&self) -> bool {
        self.spans.windows(2).all(|pair| match pair {
            [a, b] => a.item(a.end.saturating_sub(1)).zip(b.item(b.begin)).is_some_and(|(a, b)| a < b),
            _ => true,
        })
    }

    /// Tells whether the list ends as it should, as far as that shows.
    fn is_ended(&mut self, tail: Option<EntryOffset>) -> bool {
        if let Some(broken) = &self.broken {
            return self.file.lies_beyond_end(broken);
        }
        if self.is_continued() {
            return false;
        }
        let Some(last) = self.len.checked_sub(1) else { return tail.is_none() };
        let is_ended = match self.slot(last) {
            Some(last) => tail.is_none_or(|tail| last >= tail || tail.get() >= self.file.len()),
            None => self.is_unseen(last),
        };
        self.recent = 0;
        is_ended
    }

    /// Tells whether the file's chain goes on behind what the header counts: the header is that of an earlier moment. Of a file
    /// that is written to, an entry is listed a moment before it is counted.
    fn is_continued(&self) -> bool {
        let is_written_to = || self.file.header().state() == State::ONLINE;
        if self.of.is_some() || self.file.recovery.is_none() || is_written_to() {
            return false;
        }
        let last = self.spans.last().and_then(|span| span.item(span.end.saturating_sub(1)));
        let next = self.uncounted().filter(|next| last.is_none_or(|last| last < *next));
        // It may have become so since.
        next.is_some_and(|next| self.file.read_entry(next).is_ok()) && !is_written_to()
    }

    /// What stands in the chain behind the last item that is counted.
    fn uncounted(&self) -> Option<EntryOffset> {
        let next_array = match self.spans.last() {
            Some(span) => match span.items.get(span.end.checked_sub(span.begin)?) {
                Some(item) => return EntryOffset::new(item),
                None => self.file.read_entry_array(span.offset?).ok()?.0,
            },
            None => self.file.header().entry_array_offset(),
        };
        let (_, items) = self.file.read_entry_array(EntryArrayOffset::new(next_array)?).ok()?;
        EntryOffset::new(items.get(0)?)
    }

    /// Takes these entries instead of those that the chain leads to.
    fn replace(&mut self, entries: &'a [U64]) {
        let len = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let (more, missing) = (len.saturating_sub(self.len), self.expected.saturating_sub(len));
        self.recovered = Some(Recovered { more, missing });
        self.spans = vec![Span { offset: None, begin: 0, end: len, items: ArrayItems::of(entries) }];
        (self.first, self.len, self.patience) = (None, len, len.saturating_mul(8));
    }

    /// Tells whether the item at `index` leads behind the bytes that there are of the file.
    fn is_unseen(&mut self, index: u64) -> bool {
        let item = match self.first.filter(|_| index == 0) {
            Some(first) => Some(first),
            None => self.span_of(index).and_then(|span| span.item(index)),
        };
        item.is_some_and(|item| self.file.is_beyond_end(item.get().saturating_add(super::SMALLEST_ENTRY)))
    }

    /// The entry at `index`, after a look at its neighbours.
    pub(super) fn get_with_care(&mut self, index: u64) -> Option<EntryOffset> {
        if index >= self.len {
            return None;
        }
        if !self.run.holds(index) {
            let slot = self.slot(index);
            if slot.is_some_and(|slot| self.is_entry(slot) && self.is_between_neighbours(index, slot))
                || self.is_unseen(index)
                || !self.is_suspect(index)
            {
                return slot;
            }
            let Some(run) = self.run_at(index) else { return slot };
            self.run = run;
        }
        self.run.get(index)
    }

    /// Tells whether `slot`, at `index`, lies between what the items beside it lead to.
    fn is_between_neighbours(&mut self, index: u64, slot: EntryOffset) -> bool {
        let before = index.checked_sub(1);
        let behind = index.checked_add(1).filter(|behind| *behind < self.len);
        before.is_none_or(|before| self.slot(before).is_some_and(|before| before < slot))
            && behind.is_none_or(|behind| self.slot(behind).is_some_and(|behind| slot < behind))
    }

    /// Tells whether the item at `index` leads to no entry, or out of order, or stands beside one that does: an item that leads
    /// to the entry behind it looks right, and what it leads to is then missing where it belongs.
    fn is_suspect(&mut self, index: u64) -> bool {
        let is_bad = |list: &mut Self, index| !list.is_in_place(index) && !list.is_unseen(index);
        if is_bad(self, index) {
            return true;
        }
        // Those are taken as they stand wherever they are met.
        if self.slot(index).is_some_and(|slot| self.is_between_neighbours(index, slot)) {
            return false;
        }
        let before = index.checked_sub(1);
        let behind = index.checked_add(1).filter(|behind| *behind < self.len);
        [before, behind].into_iter().flatten().any(|beside| is_bad(self, beside))
    }

    /// Tells whether the item at `index` leads to an entry that lies between those beside it.
    pub(super) fn is_in_place(&mut self, index: u64) -> bool {
        self.slot(index).is_some_and(|slot| self.fits(index, slot))
    }

    fn fits(&mut self, index: u64, slot: EntryOffset) -> bool {
        /// How far neighbours are looked for where some lead nowhere.
        const NEAR: usize = 64;
        let mut below = (0..index).rev().take(NEAR);
        let mut above = (index.saturating_add(1)..self.len).take(NEAR);
        self.is_entry(slot)
            && below.find_map(|before| self.slot(before)).is_none_or(|before| before < slot)
            && above.find_map(|behind| self.slot(behind)).is_none_or(|behind| slot < behind)
    }

    /// The suspect items around `index`, and what other indexes reach there. `None` where nobody knows, or it costs too much.
    fn run_at(&mut self, index: u64) -> Option<Run> {
        let known = self.file.survey()?.list(self.of)?;
        let (mut start, mut end) = (index, index.checked_add(1)?);
        while let Some(before) = start.checked_sub(1).filter(|before| self.is_suspect(*before)) {
            start = before;
            self.patience = self.patience.checked_sub(1)?;
        }
        while end < self.len && self.is_suspect(end) {
            end = end.checked_add(1)?;
            self.patience = self.patience.checked_sub(1)?;
        }
        let below = start.checked_sub(1).and_then(|before| self.slot(before)).map_or(0, EntryOffset::get);
        let above = self.slot(end).filter(|_| end < self.len).map_or(u64::MAX, EntryOffset::get);
        let first = known.partition_point(|entry| entry.get() <= below);
        let last = known.partition_point(|entry| entry.get() < above);
        let found = known.get(first..last).unwrap_or_default();
        Some(Run { range: start..end, entries: self.fill(start..end, found, below..above) })
    }

    /// The entries of a run: those that were found, and where there is room what the items lead to, readable or not.
    fn fill(&mut self, run: Range<u64>, found: &[U64], between: Range<u64>) -> Vec<EntryOffset> {
        let room = usize::try_from(run.end.saturating_sub(run.start)).unwrap_or(usize::MAX);
        let mut entries: Vec<_> =
            found.iter().take(room).filter_map(|entry| EntryOffset::new(entry.get())).collect();
        for index in run {
            if entries.len() >= room {
                break;
            }
            let unreadable = self.slot(index).filter(|slot| {
                slot.get() > between.start
                    && slot.get() < between.end
                    && found.binary_search_by_key(&slot.get(), |entry| entry.get()).is_err()
            });
            entries.extend(unreadable);
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// Adds what is wrong with the list, as far as it was searched: entries that are lost, and those that were recovered.
    pub fn report(&self, findings: &mut Findings) {
        match (self.broken, self.recovered) {
            (Some(broken), Some(Recovered { more, missing })) => {
                findings.lose(Loss::Unlinked, broken, missing);
                findings.recover(broken, more);
            }
            (Some(broken), None) => findings.record(broken),
            (None, _) => self.report_items(findings),
        }
    }

    /// Adds what became of items that lead to no entry, if any was met.
    fn report_items(&self, findings: &mut Findings) {
        let Some(first) = self.lost else { return };
        if self.file.recovery.is_none() {
            return findings.record(first);
        }
        let (mut lost, mut mended) = (0_u64, 0_u64);
        let mut list = self.clone();
        list.patience = list.len.saturating_mul(8);
        for index in 0..list.len {
            match (list.get(index), list.slot(index)) {
                (None, _) => lost = lost.saturating_add(1),
                (found, slot) => mended = mended.saturating_add(u64::from(found != slot)),
            }
        }
        findings.lose(Loss::of(&first), first, lost);
        findings.recover(first, mended);
    }
}
