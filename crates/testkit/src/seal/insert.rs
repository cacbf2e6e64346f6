//! Inserts TAG objects between the objects of a journal: everything behind moves, and every offset is told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{
    DATA, DATA_HASH_TABLE, ENTRY, ENTRY_ARRAY, FIELD, FIELD_HASH_TABLE, NewSeal, TAG, is_compact, objects,
    word,
};

const TAG_SIZE: usize = 64;
const SEALED: u8 = 1;
const SEALED_CONTINUOUS: u8 = 1 << 2;

/// The journal with TAG objects, whose seals are still empty.
pub(super) fn insert_tags(journal: &[u8], seals: &[NewSeal]) -> Vec<u8> {
    let header_size = word(journal, 88);
    let mut sealed = journal[..header_size].to_vec();
    let mut moved = BTreeMap::new();
    let n_tags = seals.len();
    let mut seals = (1_u64..).zip(seals).peekable();
    let mut entries = 0;
    for object in objects(journal) {
        let object_type = journal[object.start];
        // the hash tables stand in front of all, and the arrays behind an entry list it
        let belongs = matches!(object_type, DATA_HASH_TABLE | FIELD_HASH_TABLE | ENTRY_ARRAY);
        while let Some((seqnum, seal)) = seals.next_if(|(_, seal)| !belongs && seal.after_entries == entries)
        {
            push_tag(&mut sealed, seqnum, seal.epoch);
        }
        moved.insert(object.start, sealed.len());
        entries += usize::from(object_type == ENTRY);
        sealed.extend_from_slice(&journal[object]);
        sealed.resize(sealed.len().next_multiple_of(8), 0);
    }
    let mut tail = moved_to(&moved, word(journal, 136));
    for (seqnum, seal) in seals {
        assert_eq!(seal.after_entries, entries, "seals are given in order, for entries that are there");
        tail = sealed.len();
        push_tag(&mut sealed, seqnum, seal.epoch);
    }
    put(&mut sealed, 136, tail);
    tell_objects(&mut sealed, &moved);
    tell_header(&mut sealed, &moved, n_tags);
    sealed
}

fn push_tag(sealed: &mut Vec<u8>, seqnum: u64, epoch: u64) {
    for word in [u64::from(TAG), TAG_SIZE as u64, seqnum, epoch] {
        sealed.extend(word.to_le_bytes());
    }
    sealed.extend([0; 32]);
}

/// Corrects the offsets in all objects.
fn tell_objects(sealed: &mut [u8], moved: &BTreeMap<usize, usize>) {
    let compact = is_compact(sealed);
    let header_size = word(sealed, 88);
    let mut start = header_size;
    while start < sealed.len() {
        let object = start..start + word(sealed, start + 8);
        for at in offsets_64(sealed[start], &object, compact) {
            let offset = moved_to(moved, word(sealed, at));
            put(sealed, at, offset);
        }
        for at in offsets_32(sealed[start], &object, compact) {
            move_32(sealed, at, moved);
        }
        start = object.end.next_multiple_of(8);
    }
}

/// Where an object holds offsets in 64 bits.
fn offsets_64(object_type: u8, object: &Range<usize>, compact: bool) -> Vec<usize> {
    let links =
        |range: Range<usize>| (object.start + range.start..object.start + range.end).step_by(8).collect();
    let items = |from: usize, step| (object.start + from..object.end).step_by(step);
    match object_type {
        DATA => links(24..56),
        FIELD => links(24..40),
        DATA_HASH_TABLE | FIELD_HASH_TABLE => items(16, 8).collect(),
        ENTRY if !compact => items(64, 16).collect(),
        ENTRY_ARRAY if !compact => items(16, 8).collect(),
        ENTRY_ARRAY => links(16..24),
        _ => Vec::new(),
    }
}

/// Where an object holds offsets in 32 bits.
fn offsets_32(object_type: u8, object: &Range<usize>, compact: bool) -> Vec<usize> {
    let items = |from: usize| (object.start + from..object.end).step_by(4).collect();
    match object_type {
        DATA if compact => vec![object.start + 64],
        ENTRY if compact => items(64),
        ENTRY_ARRAY if compact => items(24),
        _ => Vec::new(),
    }
}

/// Corrects the offsets and the counters in the header, and flags the file as sealed.
fn tell_header(sealed: &mut [u8], moved: &BTreeMap<usize, usize>, n_tags: usize) {
    let end = sealed.len();
    // of the hash tables the header has the first item
    for at in [104, 120] {
        let table = moved_to(moved, word(sealed, at) - 16);
        put(sealed, at, table + 16);
    }
    for at in [176, 264] {
        let offset = moved_to(moved, word(sealed, at));
        put(sealed, at, offset);
    }
    move_32(sealed, 256, moved);
    let header_size = word(sealed, 88);
    put(sealed, 96, end - header_size);
    let n_objects = word(sealed, 144) + n_tags;
    put(sealed, 144, n_objects);
    put(sealed, 224, n_tags);
    sealed[8] |= SEALED | SEALED_CONTINUOUS;
}

fn put(sealed: &mut [u8], at: usize, value: usize) {
    sealed[at..at + 8].copy_from_slice(&(value as u64).to_le_bytes());
}

/// Corrects an offset of 32 bits.
fn move_32(sealed: &mut [u8], at: usize, moved: &BTreeMap<usize, usize>) {
    let offset = u32::from_le_bytes(sealed[at..at + 4].try_into().unwrap_or_default());
    let offset = u32::try_from(moved_to(moved, offset as usize)).unwrap_or_default();
    sealed[at..at + 4].copy_from_slice(&offset.to_le_bytes());
}

fn moved_to(moved: &BTreeMap<usize, usize>, offset: usize) -> usize {
    if offset == 0 { 0 } else { moved[&offset] }
}
