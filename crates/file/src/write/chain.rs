//! A chain of ENTRY_ARRAY objects: the entries of the file, or those of a data object from its second on.
//!
//! Each array is allocated when the one before is full, about three times as large as all before it, so that walking a
//! chain meets few arrays.

use std::mem::size_of;

use zerocopy::little_endian::{U32, U64};

use super::arena::{Arena, object, padded, to_u64};
use super::{Layout, WriteError};
use crate::layout::object::{EntryArrayHead, ObjectType};

/// The capacity of a chain's first array.
const MIN_CAPACITY: u64 = 4;

/// The state of one chain. Offsets are 0 while it is empty, as in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chain {
    first: u64,
    tail: u64,
    tail_capacity: u64,
    tail_used: u64,
    linked: u64,
}

impl Chain {
    /// The offset of the first array.
    pub(super) const fn first(&self) -> u64 {
        self.first
    }

    /// The offset of the last array and the number of items used in it, as the header and compact DATA objects
    /// remember them: in 32 bits, and both zero where the offset needs more.
    pub(super) fn tail(&self) -> (U32, U32) {
        match (u32::try_from(self.tail), u32::try_from(self.tail_used)) {
            (Ok(offset), Ok(used)) => (offset.into(), used.into()),
            _ => (0.into(), 0.into()),
        }
    }

    /// The bytes that the next [`push`](Self::push) allocates.
    pub(super) fn growth(&self, layout: Layout) -> u64 {
        if self.tail_used < self.tail_capacity {
            return 0;
        }
        let items = self.next_capacity().saturating_mul(item_size(layout));
        padded(to_u64(size_of::<EntryArrayHead>()).saturating_add(items))
    }

    /// Appends an entry. Returns whether that took a new array.
    pub(super) fn push(
        &mut self,
        arena: &mut Arena,
        layout: Layout,
        entry_offset: u64,
    ) -> Result<bool, WriteError> {
        let grows = self.tail_used >= self.tail_capacity;
        if grows {
            self.grow(arena, layout)?;
        }
        let item = to_u64(size_of::<EntryArrayHead>())
            .saturating_add(self.tail_used.saturating_mul(item_size(layout)))
            .saturating_add(self.tail);
        match layout {
            Layout::Regular => *arena.at_mut::<U64>(item)? = entry_offset.into(),
            Layout::Compact => {
                let offset = u32::try_from(entry_offset).map_err(|_| WriteError::LostObject(entry_offset))?;
                *arena.at_mut::<U32>(item)? = offset.into();
            }
        }
        self.tail_used = self.tail_used.saturating_add(1);
        self.linked = self.linked.saturating_add(1);
        Ok(grows)
    }

    fn grow(&mut self, arena: &mut Arena, layout: Layout) -> Result<(), WriteError> {
        let capacity = self.next_capacity();
        let head =
            EntryArrayHead { object: object(ObjectType::ENTRY_ARRAY), next_entry_array_offset: 0.into() };
        let offset = arena.append_zeroed(&head, capacity.saturating_mul(item_size(layout)))?;
        if self.tail == 0 {
            self.first = offset;
        } else {
            arena.at_mut::<EntryArrayHead>(self.tail)?.next_entry_array_offset = offset.into();
        }
        *self = Self { tail: offset, tail_capacity: capacity, tail_used: 0, ..*self };
        Ok(())
    }

    /// journald's growth, measured in v257 and v262: 4, 8, 26, 78, 234, ... items.
    fn next_capacity(&self) -> u64 {
        let doubled =
            if self.linked > self.tail_capacity { self.linked.saturating_add(1) } else { self.tail_capacity };
        doubled.saturating_mul(2).max(MIN_CAPACITY)
    }
}

fn item_size(layout: Layout) -> u64 {
    match layout {
        Layout::Regular => to_u64(size_of::<U64>()),
        Layout::Compact => to_u64(size_of::<U32>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_grow_as_journald_grows_them() {
        for layout in [Layout::Regular, Layout::Compact] {
            let mut arena = Arena::new(272, u64::MAX);
            let mut chain = Chain::default();
            let mut arrays = Vec::new();
            for entry in 1..2000_u64 {
                let (before, growth) = (arena.len(), chain.growth(layout));
                if chain.push(&mut arena, layout, entry * 8).unwrap() {
                    arrays.push((chain.tail, chain.tail_capacity));
                }
                assert_eq!(arena.len() - before, growth, "growth is foretold");
            }
            let capacities: Vec<u64> = arrays.iter().map(|&(_, capacity)| capacity).collect();
            assert_eq!(capacities, [4, 8, 26, 78, 234, 702, 2106], "{layout:?}");
            assert_eq!(chain.first(), 272);
            for pair in arrays.windows(2) {
                let next = arena.at_mut::<EntryArrayHead>(pair[0].0).unwrap().next_entry_array_offset;
                assert_eq!(next.get(), pair[1].0);
            }
            let (tail, used) = chain.tail();
            assert_eq!((u64::from(tail.get()), used.get()), (chain.tail, 1999 - 1052));
        }
    }

    #[test]
    fn a_tail_beyond_32_bits_is_not_remembered() {
        let chain = Chain { first: 8, tail: 1 << 32, tail_capacity: 4, tail_used: 2, linked: 6 };
        assert_eq!(chain.tail(), (0.into(), 0.into()));
    }
}
