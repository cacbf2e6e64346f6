use super::*;
use crate::layout::id128::Id128;
use crate::write::{JournalWriter, Layout, NewEntry, WriteOptions};

fn journal(layout: Layout) -> Vec<u8> {
    let mut writer = JournalWriter::new(WriteOptions { layout, ..WriteOptions::default() }).unwrap();
    for number in 1..=100_u64 {
        let message = format!("MESSAGE={number}");
        let unit = format!("UNIT={}", number % 2);
        let payloads: &[&[u8]] = &[message.as_bytes(), unit.as_bytes(), b"HOST=one"];
        let (realtime_usec, monotonic_usec, boot_id) = (number, number, Id128([1; 16]));
        let entry =
            NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id, xor_hash: None, payloads };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

fn fields(usage: &Usage) -> Vec<(&str, u64, u64)> {
    let row = |(name, field): (&'_ Vec<u8>, &FieldUsage)| {
        (str::from_utf8(name).unwrap().to_owned().leak() as &str, field.values, field.references)
    };
    usage.fields.iter().map(row).collect()
}

#[test]
fn every_byte_is_counted_once() {
    for layout in [Layout::Compact, Layout::Regular] {
        let bytes = journal(layout);
        let file = JournalFile::open(&bytes).unwrap();
        let mut findings = Findings::default();
        let usage = file.usage(&mut findings);
        assert!(findings.is_empty());
        assert_eq!(usage.total(), file.len());
        assert_eq!((usage.other, usage.tags), (0, 0));
        assert_eq!(fields(&usage), [("HOST", 1, 100), ("MESSAGE", 100, 100), ("UNIT", 2, 100)]);
        // Each has a FIELD object, and DATA objects of a head and the payload.
        let head = ObjectType::DATA.head_size(file.is_compact()).unwrap() as u64;
        let messages = (1..=100).map(|number| padded(head + format!("MESSAGE={number}").len() as u64));
        assert_eq!(usage.fields[&b"MESSAGE"[..]].bytes, messages.sum::<u64>() + padded(40 + 7));
        let item = if file.is_compact() { 4 } else { 16 };
        assert_eq!(usage.entries, 100 * padded(64 + 3 * item));
    }
}

#[test]
fn the_shares_of_all_entries_are_what_they_are_made_of() {
    for layout in [Layout::Compact, Layout::Regular] {
        let bytes = journal(layout);
        let file = JournalFile::open(&bytes).unwrap();
        let mut sum = Share::default();
        for entry in file.entries() {
            sum.add(file.entry_usage(&entry));
        }
        let data: u64 = file
            .objects()
            .map(Result::unwrap)
            .filter(|(_, object)| *object == ObjectType::DATA)
            .map(|(offset, _)| file.data_size(&file.read_data(DataOffset::new(offset).unwrap()).unwrap()))
            .sum();
        // An item in the list of all, and one in the list of each value but for its first entry.
        let items = 100 + (100 - 1) + 2 * (50 - 1);
        let entries = file.usage(&mut Findings::default()).entries;
        assert_eq!(sum.bytes(), entries + data + items * file.item_size());
    }
}

#[test]
fn a_share_of_nothing_is_nothing() {
    assert_eq!(Share::of(10, 0), Share::default());
    let mut third = Share::of(10, 3);
    assert_eq!(third.bytes(), 3);
    third.add(Share::of(10, 3));
    assert_eq!(third.bytes(), 7);
    third.add(Share::of(10, 3));
    assert_eq!(third.bytes(), 10);
    let mut most = Share::of(u64::MAX, 1);
    most.add(most);
    assert_eq!(most.bytes(), u64::MAX);
}

#[test]
fn damage_hides_what_is_behind_it() {
    let mut bytes = journal(Layout::Compact);
    let entries = JournalFile::open(&bytes).unwrap().usage(&mut Findings::default()).entries;
    let objects: Vec<_> = JournalFile::open(&bytes).unwrap().objects().map(Result::unwrap).collect();
    let middle = objects[objects.len() / 2].0 as usize;
    bytes[middle..middle + 64].fill(0);
    let file = JournalFile::open(&bytes).unwrap();
    let mut findings = Findings::default();
    let usage = file.usage(&mut findings);
    assert!(!findings.is_empty());
    assert_eq!(usage.total(), file.len());
    assert!(usage.entries < entries && usage.unused > 0);
}

/// Chains that lead to the same arrays are not walked again and again, and the sum stays what the file has.
#[test]
fn lists_that_share_arrays_count_once() {
    let bytes = journal(Layout::Compact);
    let whole = JournalFile::open(&bytes).unwrap();
    let lists = |object| object == ObjectType::ENTRY_ARRAY;
    let array = whole.objects().map(Result::unwrap).find(|(_, object)| lists(*object)).unwrap().0;
    let mut damaged = bytes.clone();
    for (offset, _) in whole.objects().map(Result::unwrap).filter(|(_, object)| *object == ObjectType::DATA) {
        let at = offset as usize + 48;
        damaged[at..at + 8].copy_from_slice(&array.to_le_bytes());
    }
    let file = JournalFile::open(&damaged).unwrap();
    let usage = file.usage(&mut Findings::default());
    assert!(usage.fields.values().map(|field| field.bytes).sum::<u64>() < file.len());
}
