//! journald's bisection of a list of entries by a key that need not be sorted (`docs/format.md`, "Entry arrays").

use std::cmp::Ordering;

use super::{Direction, EntryList, Span};
use crate::layout::offset::EntryOffset;

/// A search for the border between the entries before what is looked for and those behind it.
pub(super) struct Bisection<'c, C> {
    pub(super) direction: Direction,
    pub(super) compare: &'c mut C,
}

impl<C: FnMut(EntryOffset) -> Option<Ordering>> Bisection<'_, C> {
    /// The index of the first item that is not before the border.
    pub(super) fn border(&mut self, list: &mut EntryList<'_>) -> u64 {
        if let Some(first) = list.first
            && !self.is_before(Some(first))
        {
            return 0;
        }
        let (start, mut used) = self.start(list);
        for at in start..list.spans.len() {
            let Some(&Span { begin, end, .. }) = list.spans.get(at) else { break };
            if self.direction == Direction::Up && !self.is_before(list.get(begin)) {
                return begin;
            }
            let last = end.saturating_sub(1);
            if !self.is_before(list.get(last)) {
                return self.narrow(list, begin, last, used);
            }
            used = None;
        }
        list.len
    }

    /// The span to begin with, and the index used last in it: where the last search ended, if that lies before.
    fn start(&mut self, list: &mut EntryList<'_>) -> (usize, Option<u64>) {
        let used = list.found;
        let at = used.map_or(0, |used| list.spans.partition_point(|span| span.end <= used));
        let begin = list.spans.get(at).map(|span| span.begin).and_then(|begin| list.get(begin));
        if begin.and_then(&mut *self.compare) == Some(Ordering::Less) { (at, used) } else { (0, None) }
    }

    /// Finds the border in `begin..=last`, whose last item is behind it.
    fn narrow(&mut self, list: &mut EntryList<'_>, begin: u64, last: u64, used: Option<u64>) -> u64 {
        // Going up journald knows the first item to be before the border, and rounds the middle the other way.
        let up = u64::from(self.direction == Direction::Up);
        let (mut low, mut high) = (begin.saturating_add(up), last);
        let neighbours =
            used.map(|used| [used.checked_sub(1).filter(|&probe| probe >= begin), used.checked_add(1)]);
        for probe in neighbours.into_iter().flatten().flatten() {
            if probe < high.saturating_sub(up) {
                self.divide(list, probe, &mut low, &mut high);
            }
        }
        while low < high {
            self.divide(list, low.midpoint(high.saturating_sub(up)), &mut low, &mut high);
        }
        low
    }

    /// Cuts `low..=high` at `index`.
    fn divide(&mut self, list: &mut EntryList<'_>, index: u64, low: &mut u64, high: &mut u64) {
        if self.is_before(list.get(index)) {
            *low = index.saturating_add(1);
        } else {
            *high = index;
        }
    }

    fn is_before(&mut self, entry: Option<EntryOffset>) -> bool {
        entry.and_then(&mut *self.compare).is_some_and(|order| match self.direction {
            Direction::Down => order == Ordering::Less,
            Direction::Up => order != Ordering::Greater,
        })
    }
}
