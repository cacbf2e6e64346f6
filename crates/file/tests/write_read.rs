//! What the writer writes, the reader reads: the walk over all entries and every look-up agree with the list of entries
//! that was given.
#![expect(clippy::unwrap_used, reason = "a file that was just written has to be readable")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use journalq_file::write::{HeaderSize, JournalWriter, NewEntry};
use journalq_file::{EntryOffset, Id128, JournalFile, Scratch};
use proptest::prelude::*;

use crate::common::{options, payload};

/// An entry's payloads, and how far its times are from those of the entry before.
type Given = (Vec<Vec<u8>>, u64);

proptest! {
    #[test]
    fn reading_gives_what_was_written(
        options in options(),
        given in prop::collection::vec((prop::collection::vec(payload(), 1..6), 0..9_u64), 0..60),
    ) {
        let write_fields = options.write_fields;
        // Without their number in the header the reader does not look for FIELD objects.
        let indexed = write_fields && options.header_size != HeaderSize::Oldest;
        let mut writer = JournalWriter::new(options).unwrap();
        let offsets = append(&mut writer, &given);
        let journal = writer.finish();
        let file = JournalFile::open(&journal).unwrap();
        let mut scratch = Scratch::default();
        check_walk(file, &given, &offsets, &mut scratch);
        check_data(file, &given, &offsets, &mut scratch);
        let values = values_of(&given);
        check_values(file, &values, indexed, &mut scratch);
        let found: BTreeSet<&[u8]> = file.fields().map(|field| field.unwrap().name()).collect();
        let wanted = values.into_keys().filter(|_| write_fields).collect();
        prop_assert_eq!(found, wanted);
    }
}

fn append(writer: &mut JournalWriter, given: &[Given]) -> Vec<EntryOffset> {
    let mut time = 1;
    given
        .iter()
        .map(|(payloads, step)| {
            time += step;
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            let entry = NewEntry {
                seqnum: Some(writer.n_entries() * 2 + 1),
                realtime_usec: time,
                monotonic_usec: time + 1,
                boot_id: Id128([9; 16]),
                xor_hash: Some(time + 2),
                payloads: &payloads,
            };
            writer.append(&entry).unwrap()
        })
        .collect()
}

/// The walk meets every entry in order, with its values and its fields, each once.
fn check_walk(file: JournalFile<'_>, given: &[Given], offsets: &[EntryOffset], scratch: &mut Scratch) {
    let mut entries = file.entries();
    let (mut time, mut seqnum) = (1, 1);
    for ((payloads, step), offset) in given.iter().zip(offsets) {
        time += step;
        let entry = entries.next().unwrap();
        let head = entry.head();
        assert_eq!(entry.offset(), *offset);
        assert_eq!((head.seqnum, head.realtime_usec), (seqnum, time));
        assert_eq!((head.monotonic_usec, head.xor_hash), (time + 1, time + 2));
        assert_eq!(head.boot_id, Id128([9; 16]));
        let wanted: BTreeSet<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
        assert_eq!(entry.n_items(), wanted.len());
        for data in entry.items() {
            assert!(wanted.contains(file.read_data(data).unwrap().payload(scratch).unwrap()));
        }
        seqnum += 2;
    }
    assert!(entries.next().is_none() && entries.findings().is_empty());
}

/// Each payload is found by hash, and leads to the entries that have it.
fn check_data(file: JournalFile<'_>, given: &[Given], offsets: &[EntryOffset], scratch: &mut Scratch) {
    let mut entries_of: BTreeMap<&[u8], Vec<EntryOffset>> = BTreeMap::new();
    for ((payloads, _), &offset) in given.iter().zip(offsets) {
        for payload in payloads.iter().map(Vec::as_slice).collect::<BTreeSet<_>>() {
            entries_of.entry(payload).or_default().push(offset);
        }
    }
    for (payload, wanted) in entries_of {
        let data = file.find_data(payload, scratch).unwrap().unwrap();
        let mut list = file.entries_of(&data);
        assert_eq!(list.defect(), None);
        let found: Vec<EntryOffset> = (0..list.len()).map(|index| list.get(index).unwrap()).collect();
        assert_eq!(found, wanted);
    }
    assert!(file.find_data(b"ABSENT=1", scratch).unwrap().is_none());
}

/// The payloads of each name, each once, the newest first.
fn values_of(given: &[Given]) -> BTreeMap<&[u8], Vec<&[u8]>> {
    let mut values_of: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
    for payload in given.iter().flat_map(|(payloads, _)| payloads) {
        let end = payload.iter().position(|&byte| byte == b'=').unwrap();
        let values = values_of.entry(&payload[..end]).or_default();
        if !values.contains(&payload.as_slice()) {
            values.insert(0, payload);
        }
    }
    values_of
}

/// Each field has its values, the newest first where they are indexed, else the oldest.
fn check_values(
    file: JournalFile<'_>,
    values_of: &BTreeMap<&[u8], Vec<&[u8]>>,
    indexed: bool,
    scratch: &mut Scratch,
) {
    for (name, wanted) in values_of {
        let mut values = file.values_of(name);
        let mut found = Vec::new();
        while let Some(data) = values.next_with(scratch).unwrap() {
            found.push(data.payload(scratch).unwrap().to_vec());
        }
        if !indexed {
            found.reverse();
        }
        assert!(&found == wanted, "{}", name.escape_ascii());
    }
}
