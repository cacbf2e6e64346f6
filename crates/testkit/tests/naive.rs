//! The naive reader agrees with what the headers count, with the arrays and lists of the files, and with journalctl.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use journalq_testkit::naive::{Entry, Journal, merge};
use journalq_testkit::recorded::Recorded;

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
            let bytes = zstd::stream::decode_all(fs::File::open(&path).unwrap()).unwrap();
            files.push((path, bytes));
        } else if path.extension().is_some_and(|extension| extension == "journal") {
            let bytes = fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files
}

fn journals() -> Vec<(PathBuf, Journal)> {
    let mut files = journal_files(&testdata().join("journals"));
    files.extend(journal_files(&testdata().join("demo")));
    assert_eq!(files.len(), 23);
    files.into_iter().map(|(path, bytes)| (path, Journal::read(&bytes).unwrap())).collect()
}

fn journal(name: &str) -> Journal {
    let bytes = fs::File::open(testdata().join("journals").join(name)).unwrap();
    Journal::read(&zstd::stream::decode_all(bytes).unwrap()).unwrap()
}

fn demo() -> Vec<u8> {
    fs::read(testdata().join("demo/system.journal")).unwrap()
}

#[test]
fn counts_are_those_of_the_header() {
    for (path, journal) in journals() {
        let header = &journal.header;
        assert_eq!(journal.n_objects, header.n_objects, "{path:?}");
        assert_eq!(journal.entries.len() as u64, header.n_entries, "{path:?}");
        assert_eq!(Some(journal.data.len() as u64), header.n_data, "{path:?}");
        assert_eq!(Some(journal.fields.len() as u64), header.n_fields, "{path:?}");
        assert_eq!(Some(journal.n_tags), header.n_tags, "{path:?}");
        assert_eq!(Some(journal.entry_arrays.len() as u64), header.n_entry_arrays, "{path:?}");

        let (head, tail) = (&journal.entries[0], &journal.entries[journal.entries.len() - 1]);
        assert_eq!(
            (head.seqnum, tail.seqnum),
            (header.head_entry_seqnum, header.tail_entry_seqnum),
            "{path:?}"
        );
        assert_eq!(head.realtime, header.head_entry_realtime, "{path:?}");
        assert_eq!(tail.realtime, header.tail_entry_realtime, "{path:?}");
        assert_eq!(tail.monotonic, header.tail_entry_monotonic, "{path:?}");
        assert!(header.tail_entry_offset.is_none_or(|offset| offset == tail.offset), "{path:?}");
    }
}

/// Follows a chain of entry arrays for `n` items.
fn chain(journal: &Journal, mut array: u64, n: usize) -> Vec<u64> {
    let mut offsets = Vec::new();
    while offsets.len() < n {
        let entry_array = &journal.entry_arrays[&array];
        offsets.extend(entry_array.items.iter().take(n - offsets.len()));
        array = entry_array.next_entry_array_offset;
    }
    offsets
}

#[test]
fn the_global_chain_has_every_entry() {
    for (path, journal) in journals() {
        let offsets: Vec<u64> = journal.entries.iter().map(|entry| entry.offset).collect();
        assert_eq!(chain(&journal, journal.header.entry_array_offset, offsets.len()), offsets, "{path:?}");
        assert!(offsets.is_sorted(), "{path:?}");
    }
}

#[test]
fn the_list_of_a_data_object_has_the_entries_that_refer_to_it() {
    for (path, journal) in journals() {
        // Every value of these fields, and of one with a single entry each: all data would take minutes.
        for (offset, data) in journal.data.iter().filter(|(_, data)| {
            [&b"PRIORITY"[..], b"_SYSTEMD_UNIT", b"_BOOT_ID", b"MESSAGE_ID", b"COREDUMP"]
                .contains(&data.split().unwrap().0)
        }) {
            let mut listed = vec![data.entry_offset];
            let n = usize::try_from(data.n_entries).unwrap();
            listed.extend(chain(&journal, data.entry_array_offset, n - 1));
            let refer: Vec<u64> =
                journal.entries_with(&data.payload).into_iter().map(|entry| entry.offset).collect();
            assert_eq!(listed, refer, "{path:?}: data at {offset:#x}");
        }
        assert!(journal.entries_with(b"PRIORITY").is_empty());
    }
}

#[test]
fn names_and_values_are_those_that_journalctl_lists() {
    let recorded = Recorded::load(&testdata()).unwrap();
    let mut journals = BTreeMap::new();
    let mut listings = 0;
    for case in recorded.cases() {
        let args: Vec<&str> = case.args.iter().map(|arg| &**arg).collect();
        if case.is_directory() || case.source == "-" || !matches!(args[..], ["-N"] | ["-F", _]) {
            continue;
        }
        let read = || Journal::read(&fs::read(recorded.journals().join(&case.source)).unwrap()).unwrap();
        let journal = journals.entry(&case.source).or_insert_with(read);
        let found = match args[..] {
            ["-F", field] => journal.distinct_values(field.as_bytes()),
            _ => journal.field_names(),
        };
        // journalctl prints a value up to its first NUL, and a value of several lines as such.
        let printed = found.iter().filter_map(|value| value.split(|byte| *byte == 0).next());
        let found: BTreeSet<&[u8]> = printed.flat_map(|value| value.split(|byte| *byte == b'\n')).collect();
        let stdout = &recorded.expected(case).unwrap().stdout;
        let listed: BTreeSet<&[u8]> = match stdout.strip_suffix(b"\n") {
            Some(lines) => lines.split(|byte| *byte == b'\n').collect(),
            None => BTreeSet::new(),
        };
        assert!(found == listed, "{}: {args:?}", case.id);
        listings += 1;
    }
    assert!(listings >= 20, "{listings}");
}

#[test]
fn first_and_last_entry_with_a_property() {
    let journal = journal("plain.journal.zst");
    let third = &journal.entries[2];
    let same = |found: Option<&Entry>| found.map(|entry| entry.offset) == Some(third.offset);
    assert!(same(journal.first(|entry| entry.seqnum >= third.seqnum)));
    assert!(same(journal.first(|entry| entry.realtime >= third.realtime)));
    assert!(same(journal.last(|entry| entry.offset < journal.entries[3].offset)));
    assert!(journal.first(|entry| entry.seqnum > 1 << 40).is_none());
    assert_eq!(journal.values(third, b"PRIORITY").len(), 1);
    assert_eq!(journal.payloads(third).len(), third.items.len());
}

#[test]
fn files_of_one_writer_merge_by_sequence_number_as_journalctl_does() {
    let recorded = Recorded::load(&testdata()).unwrap();
    let files: Vec<Journal> = fs::read_dir(recorded.journals().join("journald"))
        .unwrap()
        .map(|entry| Journal::read(&fs::read(entry.unwrap().path()).unwrap()).unwrap())
        .collect();
    let merged = merge(&files.iter().collect::<Vec<_>>()).unwrap();
    let merged: Vec<String> =
        merged.iter().map(|merged| format!("__SEQNUM={}", merged.entry.seqnum)).collect();

    let is_export = |args: &[String]| args == ["-o", "export"];
    let case =
        recorded.cases().iter().find(|case| case.source == "journald/" && is_export(&case.args)).unwrap();
    let export = String::from_utf8_lossy(&recorded.expected(case).unwrap().stdout).into_owned();
    let printed: Vec<&str> = export.lines().filter(|line| line.starts_with("__SEQNUM=")).collect();
    assert_eq!(merged, printed);
}

#[test]
fn files_of_one_boot_merge_by_monotonic_time() {
    let (mut system, mut user) =
        (journal("multi/system.journal.zst"), journal("multi/user-1000.journal.zst"));
    assert!(merge(&[&system, &user]).is_none(), "several boots of one machine: the order of boots decides");
    let boot = user.entries[user.entries.len() - 1].boot_id;
    system.entries.retain(|entry| entry.boot_id == boot);
    user.entries.retain(|entry| entry.boot_id == boot);
    let merged = merge(&[&system, &user]).unwrap();
    assert_eq!(merged.len(), system.entries.len() + user.entries.len());
    assert!(merged.is_sorted_by_key(|merged| merged.entry.monotonic));
    assert!(merged.is_sorted_by_key(|merged| merged.entry.realtime), "the clock was not set in this boot");
    assert!(
        merged.windows(2).filter(|pair| pair[0].file != pair[1].file).count() > 10,
        "the files interleave"
    );

    user.entries[0].monotonic = system.entries[0].monotonic;
    assert!(merge(&[&system, &user]).is_none(), "equal times: xor_hash would decide");
}

#[test]
fn files_of_different_machines_merge_by_realtime() {
    let (plain, mut other) = (journal("plain.journal.zst"), journal("multi/system@arch.journal.zst"));
    let merged = merge(&[&plain, &other]).unwrap();
    assert_eq!(merged.len(), plain.entries.len() + other.entries.len());
    assert!(merged.is_sorted_by_key(|merged| merged.entry.realtime));
    assert!(
        merged.windows(2).filter(|pair| pair[0].file != pair[1].file).count() > 10,
        "the files interleave"
    );
    assert!(merge(&[&plain, &plain]).is_none(), "every sequence number occurs twice");

    other.entries[0].realtime = u64::MAX;
    assert!(merge(&[&plain, &other]).is_none(), "realtime goes back within a file");
}

#[test]
fn a_cut_file_is_an_error() {
    let bytes = demo();
    let tail = usize::try_from(Journal::read(&bytes).unwrap().header.tail_object_offset).unwrap();
    for end in (0..tail).step_by(997) {
        assert!(Journal::read(&bytes[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn garbage_never_panics() {
    let mut bytes = demo();
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let healthy = bytes.clone();
    let mut errors = 0;
    for round in 0..300 {
        bytes.copy_from_slice(&healthy);
        // Damage in the header first, then anywhere.
        let range = if round < 100 { 272 } else { bytes.len() };
        for _ in 0..20 {
            bytes[8 + random(range - 8)] = u8::try_from(random(256)).unwrap();
        }
        errors += usize::from(Journal::read(&bytes).is_err());
    }
    assert!(errors > 100, "{errors}");

    let mut noise: Vec<u8> = (0..4096).map(|_| u8::try_from(random(256)).unwrap()).collect();
    assert!(Journal::read(&noise).is_err());
    noise[..8].copy_from_slice(b"LPKSHHRH");
    assert!(Journal::read(&noise).is_err());
}
