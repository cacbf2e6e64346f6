//! How journald 262 looks for an entry in a chain of arrays: with what it remembers of the last few chains, array by array by
//! their last items, around the item used last, then halving. In a damaged chain these steps decide what it finds.

use std::collections::VecDeque;

use super::super::contents::length;
use super::super::object::Array;
use crate::items::ArrayItems;

/// How many chains are remembered.
const MOST_REMEMBERED: usize = 20;

/// A place in a chain of arrays.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    /// The first array.
    pub(super) first: u64,
    /// The array that is next.
    pub(super) next: u64,
    /// How many items there are from that array on.
    pub(super) left: u64,
    /// How many there are before it.
    pub(super) before: u64,
    /// The index in it of the item that was used last.
    pub(super) used_last: Option<u64>,
}

impl Chain {
    /// Goes on behind an array.
    pub(super) fn go_on(&mut self, array: &Array<'_>) {
        let capacity = length(array.items.len());
        self.left = self.left.saturating_sub(capacity);
        self.before = self.before.saturating_add(capacity);
        self.used_last = None;
        self.next = array.next;
    }
}

/// The chains that were searched lately, the one that was remembered first in front.
#[derive(Default)]
pub(super) struct Recent(VecDeque<Remembered>);

#[derive(Clone, Copy)]
struct Remembered {
    first: u64,
    array: u64,
    /// The first item of that array.
    begin: u64,
    before: u64,
    used_last: u64,
}

impl Recent {
    /// The place to begin at: where the chain was used last, if that lies before what is looked for.
    pub(super) fn resume(&self, chain: Chain, entry: u64) -> Chain {
        let known = self.0.iter().find(|known| known.first == chain.first);
        match known.filter(|known| chain.left > known.before && known.begin != 0 && known.begin < entry) {
            Some(known) => Chain {
                first: chain.first,
                next: known.array,
                left: chain.left.saturating_sub(known.before),
                before: known.before,
                used_last: Some(known.used_last),
            },
            None => chain,
        }
    }

    pub(super) fn remember(&mut self, chain: &Chain, begin: u64, used_last: u64) {
        let new =
            Remembered { first: chain.first, array: chain.next, begin, before: chain.before, used_last };
        match self.0.iter_mut().find(|known| known.first == chain.first) {
            Some(known) => *known = new,
            // The first array needs no memory to be found.
            None if chain.next == chain.first => {}
            None => {
                if self.0.len() >= MOST_REMEMBERED {
                    self.0.pop_front();
                }
                self.0.push_back(new);
            }
        }
    }
}

/// What was found in an array.
pub(super) enum Halved {
    /// The item is here.
    At(u64),
    /// It can only be in a later array.
    Beyond,
    /// It is nowhere.
    Nowhere,
}

/// Looks for the first item that is not before the entry among the first `left` items.
pub(super) fn halve(items: ArrayItems<'_>, left: u64, used_last: Option<u64>, entry: u64) -> Halved {
    let count = length(items.len()).min(left);
    let mut range = Range { items, entry, count, low: 0, high: count.saturating_sub(1) };
    if items.get(0).unwrap_or_default() == 0 {
        return Halved::Nowhere;
    }
    // From the last item on back to one that was written.
    let last = range.high;
    loop {
        let high = range.high;
        match range.look(high) {
            Side::Unwritten => {}
            Side::Before if high == last => return Halved::Beyond,
            // It does not look behind what was never written.
            Side::Before => return Halved::Nowhere,
            Side::Behind => break,
        }
    }
    if let Some(used) = used_last {
        for probe in [used.checked_sub(1), used.checked_add(1)].into_iter().flatten() {
            if probe >= range.low && probe < range.high {
                range.look(probe);
            }
        }
    }
    while range.low < range.high {
        range.look(range.low.midpoint(range.high));
    }
    // Where an item that was never written cut the search short, what is left can be before the entry.
    let is_found = range.low == range.high && items.get(range.low).is_some_and(|item| item >= entry);
    if is_found { Halved::At(range.low) } else { Halved::Nowhere }
}

/// The items among which the one that is looked for is.
struct Range<'a> {
    items: ArrayItems<'a>,
    entry: u64,
    /// How many items are taken to be there.
    count: u64,
    low: u64,
    high: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The item is before what is looked for.
    Before,
    /// It is that, or behind.
    Behind,
    /// There is none: the items end here.
    Unwritten,
}

impl Range<'_> {
    /// Looks at an item, and leaves out what cannot be.
    fn look(&mut self, index: u64) -> Side {
        let item = self.items.get(index).unwrap_or_default();
        if item == 0 {
            self.count = index;
            self.high = index.saturating_sub(1);
            return Side::Unwritten;
        }
        if item < self.entry {
            if index.saturating_add(1) < self.count {
                self.low = index.saturating_add(1);
            }
            return Side::Before;
        }
        self.high = index;
        Side::Behind
    }
}
