//! The hash tables over DATA and FIELD objects: buckets of chains, linked through the objects themselves.
//!
//! What is in a table is found through the writer's own maps, not by walking its chains; but the depth of the
//! deepest chain that journald would have walked is counted, since the header tells it.

use std::mem::size_of;

use zerocopy::little_endian::U64;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::WriteError;
use super::arena::{Arena, object, to_u64};
use crate::layout::object::{HashItem, ObjectHeader, ObjectType};

/// What DATA and FIELD objects start with.
#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct Hashed {
    object: ObjectHeader,
    hash: U64,
    next_hash_offset: U64,
}

/// One hash table of the file.
#[derive(Debug)]
pub(super) struct HashTable {
    items_offset: u64,
    n_buckets: u64,
    chain_lengths: Vec<u64>,
    max_depth: u64,
}

impl HashTable {
    /// Appends an empty table of `n_buckets`, 0 counting as 1, to `arena`.
    pub(super) fn create(
        arena: &mut Arena,
        object_type: ObjectType,
        n_buckets: usize,
    ) -> Result<Self, WriteError> {
        let n_buckets = n_buckets.max(1);
        let items_size = to_u64(n_buckets).saturating_mul(to_u64(size_of::<HashItem>()));
        let offset = arena.append_zeroed(&object(object_type), items_size)?;
        Ok(Self {
            items_offset: offset.saturating_add(to_u64(size_of::<ObjectHeader>())),
            n_buckets: to_u64(n_buckets),
            chain_lengths: vec![0; n_buckets],
            max_depth: 0,
        })
    }

    /// Where the buckets start: the header points there, not at the object.
    pub(super) const fn items_offset(&self) -> u64 {
        self.items_offset
    }

    /// The size of all buckets in bytes.
    pub(super) fn items_size(&self) -> u64 {
        self.n_buckets.saturating_mul(to_u64(size_of::<HashItem>()))
    }

    /// The most steps along a chain that any look-up took.
    pub(super) const fn max_depth(&self) -> u64 {
        self.max_depth
    }

    /// Counts a look-up that ended at the object of this `depth`.
    pub(super) fn count_lookup(&mut self, depth: u64) {
        self.max_depth = self.max_depth.max(depth);
    }

    /// Links the object at `offset`, which a look-up has just missed, to the end of its bucket's chain.
    ///
    /// Returns the depth of the object: how many objects of the chain come before it.
    pub(super) fn link(&mut self, arena: &mut Arena, hash: u64, offset: u64) -> Result<u64, WriteError> {
        let bucket = hash.checked_rem(self.n_buckets).unwrap_or_default();
        let item_offset =
            bucket.saturating_mul(to_u64(size_of::<HashItem>())).saturating_add(self.items_offset);
        let item = arena.at_mut::<HashItem>(item_offset)?;
        let tail = item.tail_hash_offset.get();
        item.tail_hash_offset = offset.into();
        if tail == 0 {
            item.head_hash_offset = offset.into();
        } else {
            arena.at_mut::<Hashed>(tail)?.next_hash_offset = offset.into();
        }
        let length = usize::try_from(bucket)
            .ok()
            .and_then(|bucket| self.chain_lengths.get_mut(bucket))
            .ok_or(WriteError::LostObject(item_offset))?;
        let depth = *length;
        *length = depth.saturating_add(1);
        // The look-up that missed walked to the last object, one step less than there are objects.
        self.count_lookup(depth.saturating_sub(1));
        Ok(depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_their_chains_and_depths_are_those_of_look_ups() {
        let mut arena = Arena::new(272, u64::MAX);
        let mut table = HashTable::create(&mut arena, ObjectType::DATA_HASH_TABLE, 2).unwrap();
        assert_eq!((table.items_offset(), table.items_size()), (288, 32));
        let hashed = Hashed { object: object(ObjectType::DATA), hash: 0.into(), next_hash_offset: 0.into() };
        let offsets: Vec<u64> = (0..4).map(|_| arena.append(&hashed, b"").unwrap()).collect();
        let depths: Vec<u64> = [1, 2, 3, 5]
            .iter()
            .zip(&offsets)
            .map(|(&hash, &offset)| table.link(&mut arena, hash, offset).unwrap())
            .collect();
        assert_eq!(depths, [0, 0, 1, 2]);
        let odd = arena.at_mut::<HashItem>(288 + 16).unwrap();
        assert_eq!((odd.head_hash_offset.get(), odd.tail_hash_offset.get()), (offsets[0], offsets[3]));
        assert_eq!(arena.at_mut::<Hashed>(offsets[0]).unwrap().next_hash_offset.get(), offsets[2]);
        assert_eq!(table.max_depth(), 1, "the last miss went one step, from the first object to the second");
        table.count_lookup(2);
        assert_eq!(table.max_depth(), 2);
    }
}
