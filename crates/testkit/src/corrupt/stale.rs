//! Old bytes where new ones should be: writes that were lost, and blocks that were used before.

use super::draft::Draft;
use super::original::{ENTRY_ARRAY, Original, PAGE};
use crate::naive::Object;
use crate::random::Random;

pub(super) fn tail(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    match random.within(0..3) {
        0 => old_header(original, random, draft),
        1 => old_pages(original, random, draft),
        _ => old_objects_behind_the_end(original, random, draft),
    }
}

/// The header tells of an earlier moment, when the file had fewer entries; the objects are those of now.
fn old_header(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let journal = &original.journal;
    let kept = random.within(1..journal.entries.len() as u64);
    let entry = journal.entries.get(usize::try_from(kept).ok()? - 1)?;
    let (array, in_array) = array_of(original, kept)?;
    let tail = entry.offset.max(array);
    let then: Vec<&Object> = journal.objects.iter().filter(|object| object.offset <= tail).collect();
    let count = |object_type| then.iter().filter(|object| object.object_type == object_type).count() as u64;
    draft.put(56, &entry.boot_id);
    for (at, number) in [
        (136, tail),
        (144, then.len() as u64),
        (152, kept),
        (160, entry.seqnum),
        (192, entry.realtime),
        (200, entry.monotonic),
    ] {
        draft.put_u64(at, number);
    }
    let later = [
        (208, 8, count(1)),
        (216, 8, count(2)),
        (224, 8, count(7)),
        (232, 8, count(ENTRY_ARRAY)),
        (256, 4, array),
        (260, 4, in_array),
        (264, 8, entry.offset),
    ];
    for (at, size, number) in
        later.into_iter().filter(|(at, size, _)| at + size <= journal.header.header_size)
    {
        draft.put_number(at, size, number);
    }
    Some(format!("header as it was after {kept} of {} entries", journal.entries.len()))
}

/// The array of the chain of all entries that has the n-th one, and how many of the n are in it.
fn array_of(original: &Original<'_>, n: u64) -> Option<(u64, u64)> {
    let mut before = 0;
    for array in original.chain(original.journal.header.entry_array_offset) {
        let capacity = original.journal.entry_arrays.get(&array)?.items.len() as u64;
        if n <= before + capacity {
            return Some((array, n - before));
        }
        before += capacity;
    }
    None
}

/// The last pages hold what an earlier part of the file holds.
fn old_pages(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let end = original.used().end;
    let pages = random.within(1..9).min(end / PAGE / 2);
    let at = (end / PAGE).checked_sub(pages).filter(|page| *page > 0)? * PAGE;
    let from = random.within(1..(at / PAGE).max(2)) * PAGE;
    let old = draft.get(from..from + (end - at)).to_vec();
    draft.put(at, &old);
    Some(format!("bytes from {at:#x} to {end:#x} are those at {from:#x}"))
}

/// Behind the last object there are copies of earlier ones, which the header does not tell of.
fn old_objects_behind_the_end(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let objects = &original.journal.objects;
    // Entries follow the data that they were the first to have: whole groups, as they were written.
    let first = random.pick(&original.journal.entries)?.offset;
    let copied = objects.iter().skip_while(|object| object.offset < first);
    let copied: Vec<&Object> = copied.take(random.within(2..200).try_into().ok()?).collect();
    let end = copied.last().map(|object| object.offset + object.size)?;
    let old = draft.get(first..end).to_vec();
    let at = original.used().end.next_multiple_of(8);
    draft.put_and_grow(at, &old);
    Some(format!("copies of {} objects from {first:#x} at {at:#x}, behind the last one", copied.len()))
}
