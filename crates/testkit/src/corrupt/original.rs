//! The healthy file that is damaged, and places in it that are worth damaging.

use std::ops::Range;

use crate::naive::{Error, Journal, Object};
use crate::random::Random;

pub(super) const DATA: u8 = 1;
pub(super) const FIELD: u8 = 2;
pub(super) const ENTRY_ARRAY: u8 = 6;
const DATA_HASH_TABLE: u8 = 4;
const FIELD_HASH_TABLE: u8 = 5;

/// What a file system reads and loses at once, in bytes.
pub(super) const PAGE: u64 = 4096;

#[derive(Clone, Debug)]
pub(super) struct Original<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) journal: Journal,
}

impl<'a> Original<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        Ok(Self { bytes, journal: Journal::read(bytes)? })
    }

    /// From the first object to the end of the last one.
    pub(super) fn used(&self) -> Range<u64> {
        let start = self.journal.header.header_size;
        start..self.journal.objects.last().map_or(start, |object| object.offset + object.size)
    }

    /// From the end of the hash tables, which are much of a small file and mostly empty, to that of the last object.
    fn used_behind_tables(&self) -> Range<u64> {
        let is_table = |object: &&Object| [DATA_HASH_TABLE, FIELD_HASH_TABLE].contains(&object.object_type);
        let tables = self.journal.objects.iter().take_while(is_table);
        let used = self.used();
        tables.last().map_or(used.start, |table| table.offset + table.size)..used.end
    }

    /// A place of `size` bytes among the objects, mostly behind the hash tables.
    pub(super) fn somewhere(&self, random: &mut Random, size: u64, align: u64) -> Option<u64> {
        let used = if random.once_in(8) { self.used() } else { self.used_behind_tables() };
        let last = used.end.checked_sub(size)? / align;
        let first = used.start.div_ceil(align);
        (first <= last).then(|| random.within(first..last + 1) * align)
    }

    /// A page among the objects, mostly behind the hash tables, and not the header's.
    pub(super) fn some_page(&self, random: &mut Random) -> Option<u64> {
        let used = if random.once_in(8) { self.used() } else { self.used_behind_tables() };
        let pages = (used.start / PAGE).max(1)..used.end.div_ceil(PAGE);
        (!pages.is_empty()).then(|| random.within(pages) * PAGE)
    }

    /// All objects of these types.
    pub(super) fn objects_of(&self, types: &[u8]) -> Vec<Object> {
        let objects = self.journal.objects.iter();
        objects.filter(|object| types.contains(&object.object_type)).copied().collect()
    }

    /// The offsets of the entry arrays of the chain that begins at `first`.
    pub(super) fn chain(&self, first: u64) -> Vec<u64> {
        let mut chain = Vec::new();
        let mut next = first;
        while let Some(array) = self.journal.entry_arrays.get(&next) {
            // The naive reader does not look at links: one that does not lead on ends the chain.
            if chain.last().is_some_and(|last| next <= *last) {
                break;
            }
            chain.push(next);
            next = array.next_entry_array_offset;
        }
        chain
    }

    /// The size of an item of an entry array, in bytes.
    pub(super) fn item_size(&self) -> u64 {
        if self.journal.header.is_compact() { 4 } else { 8 }
    }

    /// Where the payload begins in a DATA object.
    pub(super) fn payload_at(&self) -> u64 {
        if self.journal.header.is_compact() { 72 } else { 64 }
    }
}
