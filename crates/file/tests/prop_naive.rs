//! What the reader finds by an index is what the naive reader finds by looking at everything, on every journal of
//! `testdata`.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use journalq_file::{DataOffset, Direction, EntryList, EntryOffset, JournalFile, Scratch, split_field};
use journalq_testkit::naive::{Entry, Journal};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Every journal below `folder`, decompressed.
fn journal_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(journal_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "zst") {
            files.push((path.clone(), zstd::stream::decode_all(fs::File::open(&path).unwrap()).unwrap()));
        } else if path.extension().is_some_and(|extension| extension == "journal") {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files
}

/// Calls `check` for every journal, with the name to show, the reader and the naive reader.
fn for_each_journal(check: impl Fn(&str, JournalFile<'_>, &Journal)) {
    let mut files = journal_files(&testdata().join("journals"));
    files.extend(journal_files(&testdata().join("demo")));
    assert!(files.len() > 20);
    for (path, bytes) in files {
        let name = path.display().to_string();
        check(&name, JournalFile::open(&bytes).unwrap(), &Journal::read(&bytes).unwrap());
    }
}

fn offsets<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<u64> {
    entries.into_iter().map(|entry| entry.offset).collect()
}

fn listed(mut list: EntryList<'_>) -> Vec<u64> {
    (0..list.len()).map(|index| list.get(index).unwrap().get()).collect()
}

#[test]
fn header_and_objects() {
    for_each_journal(|name, file, naive| {
        let (header, expected) = (file.header(), &naive.header);
        assert_eq!(header.seqnum_id().0, expected.seqnum_id, "{name}");
        assert_eq!(header.machine_id().0, expected.machine_id, "{name}");
        assert_eq!(header.n_entries(), expected.n_entries, "{name}");
        assert_eq!(header.n_data(), expected.n_data, "{name}");
        assert_eq!(header.tail_entry_offset(), expected.tail_entry_offset, "{name}");
        assert_eq!(header.tail_entry_array_offset(), expected.tail_entry_array_offset, "{name}");
        assert_eq!(file.is_compact(), expected.is_compact(), "{name}");
        let objects: Vec<_> = file.objects().map(Result::unwrap).collect();
        assert_eq!(objects.len() as u64, naive.n_objects, "{name}");
    });
}

#[test]
fn entries_and_their_payloads() {
    for_each_journal(|name, file, naive| {
        let mut scratch = Scratch::default();
        let mut entries = file.entries();
        let mut count = 0;
        for (entry, expected) in entries.by_ref().zip(&naive.entries) {
            let head = entry.head();
            assert_eq!(entry.offset().get(), expected.offset, "{name}");
            assert_eq!((head.seqnum, head.realtime_usec), (expected.seqnum, expected.realtime), "{name}");
            assert_eq!(
                (head.monotonic_usec, head.boot_id.0),
                (expected.monotonic, expected.boot_id),
                "{name}"
            );
            assert_eq!(head.xor_hash, expected.xor_hash, "{name}");
            let items: Vec<u64> = entry.items().map(DataOffset::get).collect();
            assert_eq!(items, expected.items, "{name}");
            for (item, payload) in entry.items().zip(naive.payloads(expected)) {
                let data = file.read_data(item).unwrap();
                assert!(data.payload(&mut scratch).unwrap() == payload, "{name}: data at {:#x}", item.get());
            }
            count += 1;
        }
        assert_eq!(count, naive.entries.len(), "{name}");
        assert!(entries.next().is_none() && entries.findings().is_empty(), "{name}");
    });
}

#[test]
fn every_payload_is_found_with_its_entries() {
    for_each_journal(|name, file, naive| {
        let mut scratch = Scratch::default();
        let find = |payload: &[u8], scratch: &mut Scratch| file.find_data(payload, scratch).unwrap();
        for (offset, expected) in &naive.data {
            let found = find(&expected.payload, &mut scratch).unwrap();
            assert_eq!(found.offset().get(), *offset, "{name}");
            assert_eq!(found.hash(), file.hash_function().hash(&expected.payload), "{name}");
            let (_, value) = expected.split().unwrap();
            assert_eq!(split_field(&expected.payload).map(|(_, value)| value), Some(value), "{name}");
        }
        // The entries of some values each, since looking at every entry for every value takes minutes.
        for expected in naive.data.values().step_by(29) {
            let found = find(&expected.payload, &mut scratch).unwrap();
            let entries = offsets(naive.entries_with(&expected.payload));
            assert_eq!(listed(file.entries_of(&found)), entries, "{name}");
        }
        assert!(find(b"PRIORITY=no such value", &mut scratch).is_none(), "{name}");
        assert!(find(b"PRIORITY", &mut scratch).is_none(), "{name}");
    });
}

#[test]
fn names_and_values() {
    for_each_journal(|name, file, naive| {
        let mut names = BTreeSet::new();
        for field in file.fields() {
            names.insert(field.unwrap().name().to_vec());
        }
        assert!(names.iter().map(|name| &name[..]).eq(naive.field_names()), "{name}");
        let mut scratch = Scratch::default();
        for field in &names {
            let mut values = BTreeSet::new();
            let mut found = file.values_of(field);
            while let Some(data) = found.next_with(&mut scratch).unwrap() {
                let payload = data.payload(&mut scratch).unwrap();
                values.insert(split_field(payload).unwrap().1.to_vec());
            }
            let expected = naive.distinct_values(field);
            assert!(values.iter().map(|value| &value[..]).eq(expected), "{name}: values");
        }
    });
}

/// Keys around those of some entries: one less, the same, one more.
fn around<'a>(naive: &'a Journal, key: impl Fn(&Entry) -> u64 + 'a) -> impl Iterator<Item = u64> + 'a {
    naive.entries.iter().step_by(37).flat_map(move |entry| {
        let key = key(entry);
        [key.saturating_sub(1), key, key + 1]
    })
}

#[test]
fn seeking_in_the_list_of_all_entries() {
    for_each_journal(|name, file, naive| {
        let mut list = file.all_entries();
        let seqnum = |offset| file.read_entry(offset).unwrap().head().seqnum;
        for wanted in around(naive, |entry| entry.seqnum) {
            let down = list.bisect(Direction::Down, |entry| Some(seqnum(entry).cmp(&wanted)));
            let up = list.bisect(Direction::Up, |entry| Some(seqnum(entry).cmp(&wanted)));
            let expected_down = naive.first(|entry| entry.seqnum >= wanted).map(|entry| entry.offset);
            let expected_up = naive.last(|entry| entry.seqnum <= wanted).map(|entry| entry.offset);
            assert_eq!(down.map(|(_, entry)| entry.get()), expected_down, "{name}: down to {wanted}");
            assert_eq!(up.map(|(_, entry)| entry.get()), expected_up, "{name}: up to {wanted}");
        }
        for wanted in around(naive, |entry| entry.offset) {
            let offset = EntryOffset::new(wanted).unwrap();
            for hint in [0, 5, list.len() / 2, list.len(), u64::MAX] {
                let down = list.seek_offset(Direction::Down, offset, hint);
                let up = list.seek_offset(Direction::Up, offset, hint);
                let expected_down = naive.first(|entry| entry.offset >= wanted).map(|entry| entry.offset);
                let expected_up = naive.last(|entry| entry.offset <= wanted).map(|entry| entry.offset);
                assert_eq!(down.map(|(_, entry)| entry.get()), expected_down, "{name}: down from {hint}");
                assert_eq!(up.map(|(_, entry)| entry.get()), expected_up, "{name}: up from {hint}");
            }
        }
    });
}

#[test]
fn seeking_by_realtime_where_it_is_sorted() {
    for_each_journal(|name, file, naive| {
        if !naive.entries.is_sorted_by_key(|entry| entry.realtime) {
            return;
        }
        let mut list = file.all_entries();
        let realtime = |offset| file.read_entry(offset).unwrap().head().realtime_usec;
        for wanted in around(naive, |entry| entry.realtime) {
            let down = list.bisect(Direction::Down, |entry| Some(realtime(entry).cmp(&wanted)));
            let expected = naive.first(|entry| entry.realtime >= wanted).map(|entry| entry.offset);
            assert_eq!(down.map(|(_, entry)| entry.get()), expected, "{name}: down to {wanted}");
            let up = list.bisect(Direction::Up, |entry| Some(realtime(entry).cmp(&wanted)));
            let expected = naive.last(|entry| entry.realtime <= wanted).map(|entry| entry.offset);
            assert_eq!(up.map(|(_, entry)| entry.get()), expected, "{name}: up to {wanted}");
        }
    });
}
