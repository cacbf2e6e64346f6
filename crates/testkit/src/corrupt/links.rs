//! Damage to links: between entry arrays, along hash chains, along the values of a field.

use super::draft::Draft;
use super::original::{DATA, ENTRY_ARRAY, FIELD, Original};
use crate::random::Random;

/// Where an ENTRY_ARRAY has the link to the next one.
const NEXT_ARRAY: u64 = 16;
/// Where an ENTRY_ARRAY has its items.
const ITEMS: u64 = 24;
/// Where a DATA or FIELD object has its hash, and the link to the next one of its bucket.
const HASH: u64 = 16;
const NEXT_HASH: u64 = 24;

/// A link of an entry array, mostly of the chain that lists all entries, or one of its items.
pub(super) fn array_link(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let global = original.chain(original.journal.header.entry_array_offset);
    let all: Vec<u64> = original.journal.entry_arrays.keys().copied().collect();
    let any = random.once_in(4);
    let array = *random.pick(if any { &all } else { &global })?;
    let used = original.journal.entry_arrays.get(&array)?.items.iter().filter(|item| **item != 0).count();
    let (what, at, size) = if random.once_in(3) {
        let item = random.within(0..used as u64);
        (format!("item {item}"), array + ITEMS + item * original.item_size(), original.item_size())
    } else {
        ("link".to_owned(), array + NEXT_ARRAY, 8)
    };
    let old = draft.number(at, size);
    let others = &original.journal.objects;
    let new = match random.within(0..6) {
        0 => 0,
        1 => original.journal.header.entry_array_offset,
        2 => draft.len().next_multiple_of(8) + 8 * random.within(0..1 << 20),
        3 => old + 4,
        4 => random.pick(others)?.offset,
        _ => random.next() & (u64::MAX >> (64 - 8 * size)),
    };
    let new = if new == old { array } else { new };
    draft.put_number(at, size, new);
    Some(format!("{what} of entry array at {array:#x} set from {old:#x} to {new:#x}"))
}

/// A link of an object leads to the object itself.
pub(super) fn self_link(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let array_first = random.once_in(2);
    let types: &[u8] = if array_first { &[ENTRY_ARRAY] } else { &[DATA, FIELD] };
    let object = *random.pick(&original.objects_of(types))?;
    let links: &[(&str, u64)] = match object.object_type {
        ENTRY_ARRAY => &[("next_entry_array_offset", NEXT_ARRAY)],
        FIELD => &[("next_hash_offset", NEXT_HASH), ("head_data_offset", 32)],
        _ => &[
            ("next_hash_offset", NEXT_HASH),
            ("next_field_offset", 32),
            ("entry_offset", 40),
            ("entry_array_offset", 48),
        ],
    };
    let (name, at) = *random.pick(links)?;
    draft.put_u64(object.offset + at, object.offset);
    Some(format!("{name} of the object at {:#x} leads to itself", object.offset))
}

/// Two DATA objects that follow each other in a bucket, or are made to, lead to each other.
pub(super) fn hash_chain_cycle(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let data = &original.journal.data;
    let linked: Vec<(u64, u64)> = data
        .iter()
        .filter(|(_, data)| data.next_hash_offset != 0)
        .map(|(offset, data)| (*offset, data.next_hash_offset))
        .collect();
    let offsets: Vec<u64> = data.keys().copied().collect();
    let pair = if random.once_in(2) { random.pick(&linked) } else { None };
    let (first, second) = match pair {
        Some(pair) => *pair,
        None => (*random.pick(&offsets)?, *random.pick(&offsets)?),
    };
    draft.put_u64(first + NEXT_HASH, second);
    draft.put_u64(second + NEXT_HASH, first);
    Some(format!("data at {first:#x} and {second:#x} follow each other in a hash chain"))
}

/// Up to 100,000 objects are added behind the last one, all in one chain.
pub(super) fn deep_chain(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let depth = random.within(1_000..100_000);
    let (what, from, object_type, objects) = if random.once_in(3) {
        let data = original.journal.data.iter().filter(|(_, data)| data.next_hash_offset == 0);
        let ends: Vec<u64> = data.map(|(offset, _)| *offset).collect();
        let end = *random.pick(&ends)?;
        let object = data_object(original, draft.u64(end + HASH));
        (format!("hash chain of data at {end:#x}"), end + NEXT_HASH, DATA, object)
    } else {
        let lists = original.journal.data.values().map(|data| data.entry_array_offset);
        let lists: Vec<u64> = lists.filter(|list| *list != 0).collect();
        let global = original.journal.header.entry_array_offset;
        let list = if random.once_in(2) { global } else { *random.pick(&lists).unwrap_or(&global) };
        let end = *original.chain(list).last()?;
        let item = if random.once_in(2) { 0 } else { original.journal.entries.last()?.offset };
        (format!("chain of entry array at {list:#x}"), end + NEXT_ARRAY, ENTRY_ARRAY, array(item))
    };
    let next_at = if object_type == DATA { NEXT_HASH } else { NEXT_ARRAY };
    let first = original.used().end.next_multiple_of(8);
    let size = objects.len() as u64;
    let mut added = Vec::new();
    for n in 1..=depth {
        let next = if n < depth { first + n * size } else { 0 };
        added.extend(&objects[..next_at as usize]);
        added.extend(next.to_le_bytes());
        added.extend(&objects[next_at as usize + 8..]);
    }
    draft.put_and_grow(first, &added);
    draft.put_u64(from, first);
    count_added(original, draft, object_type, first + (depth - 1) * size, depth);
    Some(format!("{depth} objects at {first:#x} added to the {what}"))
}

/// An entry array with one item (two in the compact layout).
fn array(item: u64) -> Vec<u8> {
    [u64::from(ENTRY_ARRAY), 32, 0, item].map(u64::to_le_bytes).concat()
}

/// A DATA object that no entry has, with a hash that puts it into the same bucket.
fn data_object(original: &Original<'_>, hash: u64) -> Vec<u8> {
    let head = [u64::from(DATA), original.payload_at() + 8, hash, 0, 0, 0, 0, 0];
    let mut object = head.map(u64::to_le_bytes).concat();
    object.resize(usize::try_from(original.payload_at()).unwrap_or_default(), 0);
    object.extend(b"DEEP=max");
    object
}

/// Makes the header tell of the added objects, as it does of others.
fn count_added(original: &Original<'_>, draft: &mut Draft, object_type: u8, last: u64, count: u64) {
    let header = &original.journal.header;
    draft.put_u64(96, draft.len().saturating_sub(header.header_size).max(header.arena_size));
    draft.put_u64(136, last);
    draft.put_u64(144, header.n_objects + count);
    let counter = if object_type == DATA {
        header.n_data.map(|n| (208, n))
    } else {
        header.n_entry_arrays.map(|n| (232, n))
    };
    if let Some((at, n)) = counter {
        draft.put_u64(at, n + count);
    }
    if object_type == ENTRY_ARRAY {
        // So many entries that all arrays are needed.
        draft.put_u64(152, header.n_entries + count);
    }
}
