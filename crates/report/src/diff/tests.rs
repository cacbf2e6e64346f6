use journalq_file::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{EntryHead, Findings, Id128, JournalFile};
use journalq_output::Field;

use super::*;

const BOOT: Id128 = Id128([7; 16]);

fn place(realtime_usec: u64, entry: u64) -> Place {
    Place { realtime_usec, file: 0, entry: EntryOffset::new(entry).unwrap() }
}

fn head(seqnum_id: u8, seqnum: u64, usec: u64) -> EntryHead {
    EntryHead {
        seqnum,
        seqnum_id: Id128([seqnum_id; 16]),
        realtime_usec: usec,
        monotonic_usec: usec,
        boot_id: BOOT,
        xor_hash: 0,
    }
}

/// A journal of entries at these times, of one boot.
fn journal(options: WriteOptions, entries: &[(u64, &[&str])]) -> Vec<u8> {
    let mut writer = JournalWriter::new(options).unwrap();
    for (usec, fields) in entries {
        let payloads: Vec<&[u8]> = fields.iter().map(|field| field.as_bytes()).collect();
        let (realtime_usec, monotonic_usec, payloads) = (*usec, *usec, payloads.as_slice());
        let entry =
            NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id: BOOT, xor_hash: None, payloads };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

fn fingerprints(journal: &[u8], key: u8, ignored: &[&str]) -> Vec<u128> {
    let file = JournalFile::open(journal).unwrap();
    let ignored: Vec<Vec<u8>> = ignored.iter().map(|name| name.as_bytes().to_vec()).collect();
    let mut fingerprints = Fingerprints::new([key; 16], &ignored);
    let mut findings = Findings::default();
    let all = file.entries().map(|entry| fingerprints.of(0, &file, &entry, &mut findings)).collect();
    assert!(findings.is_empty());
    all
}

#[test]
fn fingerprints_depend_on_what_entries_say_and_on_nothing_else() {
    let long = format!("LONG={}", "x".repeat(5000));
    let entries: &[(u64, &[&str])] = &[(1, &["A=1", "B=2", &long]), (2, &["A=1"]), (3, &["B=2", "A=1"])];
    let plain = WriteOptions { hash: Hash::Jenkins, layout: Layout::Regular, ..WriteOptions::default() };
    let packed = WriteOptions {
        codec: Some(journalq_file::codec::Codec::Zstd),
        file_id: Id128([9; 16]),
        ..WriteOptions::default()
    };
    let found = fingerprints(&journal(plain, entries), 1, &[]);
    assert_eq!(found, fingerprints(&journal(packed, entries), 1, &[]));
    let other_order: &[(u64, &[&str])] = &[(1, &[&long, "B=2", "A=1"]), (2, &["A=1"]), (3, &["A=1", "B=2"])];
    assert_eq!(found, fingerprints(&journal(WriteOptions::default(), other_order), 1, &[]));
    // The boot may be a field, too, and readers add some.
    let boot = format!("_BOOT_ID={BOOT}");
    let added: &[(u64, &[&str])] = &[(2, &["A=1", &boot, "__JOURNALQ_OFFSET=8"])];
    let options = WriteOptions { allow_any_name: true, ..WriteOptions::default() };
    assert_eq!(found[1], fingerprints(&journal(options, added), 1, &[])[0]);
}

#[test]
fn fingerprints_differ_where_anything_does() {
    let entries: [(u64, &[&str]); 6] = [
        (1, &["A=1", "B=2"]),
        (1, &["A=1"]),
        (1, &["A=1B=2"]),
        (1, &["A=2", "B=1"]),
        (2, &["A=1", "B=2"]),
        (1, &["_BOOT_ID=00000000000000000000000000000001", "A=1", "B=2"]),
    ];
    let one = |entry: &(u64, &[&str])| {
        fingerprints(&journal(WriteOptions::default(), std::slice::from_ref(entry)), 1, &[])[0]
    };
    let all: std::collections::BTreeSet<u128> = entries.iter().map(one).collect();
    assert_eq!(all.len(), entries.len());
    let bytes = journal(WriteOptions::default(), &entries[..1]);
    assert_ne!(fingerprints(&bytes, 1, &[]), fingerprints(&bytes, 2, &[]));
    let without = journal(WriteOptions::default(), &entries[1..2]);
    assert_eq!(fingerprints(&bytes, 1, &["B"]), fingerprints(&without, 1, &["B"]));
}

#[test]
fn equal_entries_are_matched_one_to_one_in_any_order() {
    let mut matcher = Matcher::default();
    for (side, usec, entry, fingerprint) in [
        (Side::A, 5, 8, 100),
        (Side::A, 1, 16, 200),
        (Side::A, 5, 24, 100),
        (Side::A, 5, 32, 100),
        (Side::B, 1, 8, 200),
        (Side::B, 5, 16, 100),
        (Side::B, 4, 24, 300),
    ] {
        matcher.add(side, place(usec, entry), fingerprint);
    }
    assert_eq!(matcher.waiting(), 3);
    let (equal, [a, b]) = matcher.finish();
    assert_eq!(equal, 2);
    assert_eq!(a, [place(5, 24), place(5, 32)]);
    assert_eq!(b, [place(4, 24)]);
}

#[test]
fn sets_in_the_same_order_wait_for_nothing() {
    // Times that go back and forth, the same ones on both sides.
    let times = [100, 200, 50, 60, 300, 10, 20, 30, 400];
    let (mut matcher, mut next) = (Matcher::default(), [0; 2]);
    while next != [times.len(); 2] {
        let side = if next[0] == times.len() { Side::B } else { matcher.wanted() };
        let at = &mut next[usize::from(side == Side::B)];
        matcher.add(side, place(times[*at], 8), u128::try_from(*at).unwrap());
        *at += 1;
        assert!(matcher.waiting() <= 1);
    }
    assert_eq!(matcher.finish(), (9, [vec![], vec![]]));
}

#[test]
fn what_is_left_is_paired_by_cursor_then_by_times() {
    let places: Vec<Place> = (1..=5).map(|n| place(n, n * 8)).collect();
    let head_of = |side: Side, place: &Place| {
        Some(match (side, place.realtime_usec) {
            // The same cursor, at another time.
            (Side::A, 1) => head(1, 10, 1),
            (Side::B, 4) => head(1, 10, 4),
            // Another series, the same times.
            (Side::A, 2) => head(1, 11, 2),
            (Side::B, 2) => head(2, 11, 2),
            // The same times as another entry.
            (Side::A, 3) => head(1, 12, 3),
            (Side::B, _) => head(2, place.realtime_usec, 3),
            _ => return None,
        })
    };
    let left = [places[..4].to_vec(), vec![places[1], places[2], places[3], places[4]]];
    let differences = pair(left, head_of);
    assert_eq!(
        differences,
        [
            Difference::Altered(places[0], places[3]),
            Difference::Altered(places[1], places[1]),
            Difference::Only(Side::A, places[2]),
            Difference::Only(Side::B, places[2]),
            Difference::Only(Side::A, places[3]),
            Difference::Only(Side::B, places[4]),
        ]
    );
    let counts = Counts::of(7, &differences);
    assert_eq!(counts, Counts { equal: 7, only_a: 2, only_b: 2, altered: 2 });
    assert!(!counts.are_same() && Counts::of(7, &[]).are_same());
}

#[test]
fn changes_name_fields_with_their_values() {
    let field = |payload: &'static str| Field::split(payload.as_bytes()).unwrap();
    let a = [field("A=1"), field("B=1"), field("B=2"), field("C=1"), field("__JOURNALQ_FILE=x")];
    let b = [field("A=1"), field("B=2"), field("B=3"), field("D=1")];
    let value = |text: &str| text.as_bytes().to_vec();
    let change = |name: &str, only_a: &[&str], only_b: &[&str]| Change {
        name: value(name),
        only_a: only_a.iter().map(|text| value(text)).collect(),
        only_b: only_b.iter().map(|text| value(text)).collect(),
    };
    let (head_a, head_b) = (head(1, 1, 5), EntryHead { realtime_usec: 6, ..head(2, 2, 5) });
    let found = changes((&head_a, &a), (&head_b, &b), &[value("D")]);
    assert_eq!(
        found,
        [
            change("B", &["1"], &["3"]),
            change("C", &["1"], &[]),
            change("__REALTIME_TIMESTAMP", &["5"], &["6"])
        ]
    );
    assert!(changes((&head_a, &a), (&head_a, &a), &[]).is_empty());
}
