//! On random journals every answer of an index is what the naive reader finds by looking at everything.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use journalq_file::{Cursor, DataOffset, Direction, EntryHead, EntryList, EntryOffset, JournalFile, Scratch};
use journalq_testkit::naive::{Entry, Journal};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::{journal, payload};

/// A key by which the entries of the samples are sorted.
#[derive(Clone, Copy, Debug)]
enum Key {
    Seqnum,
    Realtime,
    Monotonic,
}

impl Key {
    const ALL: [Self; 3] = [Self::Seqnum, Self::Realtime, Self::Monotonic];

    const fn of(self, head: &EntryHead) -> u64 {
        match self {
            Self::Seqnum => head.seqnum,
            Self::Realtime => head.realtime_usec,
            Self::Monotonic => head.monotonic_usec,
        }
    }

    const fn of_naive(self, entry: &Entry) -> u64 {
        match self {
            Self::Seqnum => entry.seqnum,
            Self::Realtime => entry.realtime,
            Self::Monotonic => entry.monotonic,
        }
    }
}

/// A search: by which key, for the key of which entry and how far from it, in which direction.
type Search = (Key, Index, i8, bool);

fn searches() -> impl Strategy<Value = Vec<Search>> {
    let key = prop::sample::select(Key::ALL.as_slice());
    prop::collection::vec((key, any::<Index>(), -2..=2_i8, any::<bool>()), 1..30)
}

const fn direction(down: bool) -> Direction {
    if down { Direction::Down } else { Direction::Up }
}

/// The first entry, or going up the last, that stands so to what is looked for, with its index.
fn scan(entries: &[&Entry], down: bool, order: impl Fn(&Entry) -> Ordering) -> Option<(u64, u64)> {
    let numbered = (0..).zip(entries).map(|(index, entry)| (index, *entry));
    let found = if down {
        numbered.clone().find(|(_, entry)| order(entry).is_ge())
    } else {
        numbered.filter(|(_, entry)| order(entry).is_le()).last()
    };
    found.map(|(index, entry)| (index, entry.offset))
}

fn plain(found: Option<(u64, EntryOffset)>) -> Option<(u64, u64)> {
    found.map(|(index, entry)| (index, entry.get()))
}

/// The list of all entries and that of each DATA object, with the entries that should be in it.
fn for_each_list(bytes: &[u8], mut check: impl FnMut(JournalFile<'_>, EntryList<'_>, &[&Entry])) {
    let naive = Journal::read(bytes).unwrap();
    let file = JournalFile::open(bytes).unwrap();
    check(file, file.all_entries(), &naive.entries.iter().collect::<Vec<_>>());
    for (offset, data) in &naive.data {
        let data_object = file.read_data(DataOffset::new(*offset).unwrap()).unwrap();
        check(file, file.entries_of(&data_object), &naive.entries_with(&data.payload));
    }
}

fn check_positions(list: &mut EntryList<'_>, entries: &[&Entry]) {
    let len = u64::try_from(entries.len()).unwrap();
    assert_eq!((list.len(), list.is_empty(), list.defect()), (len, entries.is_empty(), None));
    let indices: Vec<u64> = (0..len).chain([len, len + 1, u64::MAX]).collect();
    // Down, and up again, so that each array is entered from both sides.
    for &index in indices.iter().chain(indices.iter().rev()) {
        let wanted =
            usize::try_from(index).ok().and_then(|index| entries.get(index)).map(|entry| entry.offset);
        assert_eq!(list.get(index).map(EntryOffset::get), wanted);
        for down in [true, false] {
            let nearest = plain(list.nearest(index, direction(down)));
            assert_eq!(nearest, wanted.map(|offset| (index, offset)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn entries_and_their_payloads_are_those_of_a_walk_over_all_objects(bytes in journal()) {
        let naive = Journal::read(&bytes).unwrap();
        let file = JournalFile::open(&bytes).unwrap();
        let mut scratch = Scratch::default();
        let mut entries = file.entries();
        for expected in &naive.entries {
            let entry = entries.next().unwrap();
            prop_assert_eq!(entry.offset().get(), expected.offset);
            let head = entry.head();
            for key in Key::ALL {
                prop_assert_eq!(key.of(&head), key.of_naive(expected));
            }
            prop_assert_eq!(head.boot_id.0, expected.boot_id);
            prop_assert_eq!(head.xor_hash, expected.xor_hash);
            prop_assert_eq!(head.seqnum_id.0, naive.header.seqnum_id);
            let payloads = naive.payloads(expected);
            prop_assert_eq!(entry.n_items(), payloads.len());
            for (data, payload) in entry.items().zip(payloads) {
                let data = file.read_data(data).unwrap();
                prop_assert!(data.payload(&mut scratch).unwrap() == payload);
            }
        }
        prop_assert!(entries.next().is_none() && entries.findings().is_empty());
    }

    #[test]
    fn prefixes_are_what_payloads_begin_with(bytes in journal(), len in 0..300_usize) {
        let naive = Journal::read(&bytes).unwrap();
        let file = JournalFile::open(&bytes).unwrap();
        let mut scratch = Scratch::default();
        for (offset, expected) in &naive.data {
            let data = file.read_data(DataOffset::new(*offset).unwrap()).unwrap();
            let full = expected.payload.len();
            for len in [0, 1, len, full - 1, full, full + 1, usize::MAX] {
                let prefix = data.payload_prefix(len, &mut scratch).unwrap();
                prop_assert!(prefix == &expected.payload[..len.min(full)]);
            }
            let mut out = b"before".to_vec();
            data.decompress_onto(&mut scratch, full, &mut out).unwrap();
            prop_assert!(out.strip_prefix(b"before") == Some(&expected.payload));
        }
    }

    #[test]
    fn look_ups_find_what_is_there_and_nothing_else(
        bytes in journal(),
        others in prop::collection::vec(payload(), 0..20),
    ) {
        let naive = Journal::read(&bytes).unwrap();
        let file = JournalFile::open(&bytes).unwrap();
        let mut scratch = Scratch::default();
        let payloads = naive.data.values().map(|data| &data.payload);
        for payload in payloads.chain(&others) {
            let found = file.find_data(payload, &mut scratch).unwrap().map(|data| data.offset().get());
            let wanted = naive.data.iter().find(|(_, data)| data.payload == *payload);
            prop_assert_eq!(found, wanted.map(|(offset, _)| *offset));
            for name in [&payload[..1], &payload[..2], payload, b"E"] {
                let found = file.find_field(name).unwrap().map(|field| field.offset().get());
                let wanted = naive.fields.iter().find(|(_, field)| field.name == name);
                prop_assert_eq!(found, wanted.map(|(offset, _)| *offset));
            }
        }
    }

    #[test]
    fn every_field_is_listed_once_and_every_value_the_newest_first(bytes in journal()) {
        let naive = Journal::read(&bytes).unwrap();
        let file = JournalFile::open(&bytes).unwrap();
        let fields: Vec<_> = file.fields().map(Result::unwrap).collect();
        let names: BTreeSet<&[u8]> = fields.iter().map(|field| field.name()).collect();
        prop_assert_eq!(names.len(), fields.len());
        prop_assert!(names.iter().copied().eq(naive.fields.values().map(|field| &*field.name).collect::<BTreeSet<_>>()));
        // Files from before v195 do not index fields; their objects are looked at in the order of the file. So it is
        // with files whose header does not count fields.
        let indexed = naive.header.n_fields.is_some_and(|n| n > 0);
        let mut scratch = Scratch::default();
        for name in naive.field_names().into_iter().chain([&b"E"[..]]) {
            let of_name = |data: &&_| journalq_testkit::naive::Data::split(data).is_some_and(|(of, _)| of == name);
            let mut wanted: Vec<&[u8]> = naive.data.values().filter(of_name).map(|data| &*data.payload).collect();
            if indexed {
                wanted.reverse();
            }
            let mut values = file.values_of(name);
            for wanted in wanted {
                let data = values.next_with(&mut scratch).unwrap().unwrap();
                prop_assert!(data.payload(&mut scratch).unwrap() == wanted);
            }
            prop_assert!(values.next_with(&mut scratch).unwrap().is_none());
        }
    }

    #[test]
    fn every_index_of_every_list_gives_its_entry(bytes in journal()) {
        for_each_list(&bytes, |_, mut list, entries| check_positions(&mut list, entries));
    }

    #[test]
    fn seeking_an_offset_finds_what_a_scan_finds_from_any_hint(
        bytes in journal(),
        searches in prop::collection::vec((any::<Index>(), -1..=1_i64, any::<bool>(), any::<Index>()), 1..12),
    ) {
        for_each_list(&bytes, |_, mut list, entries| {
            let len = list.len();
            for (at, beside, down, hint) in &searches {
                let offset = entries.get(at.index(entries.len().max(1))).map_or(500, |entry| entry.offset);
                let offset = offset.saturating_add_signed(*beside);
                let near = u64::try_from(hint.index(entries.len() + 1)).unwrap();
                for hint in [near, len, len + 1, u64::MAX] {
                    let found = list.seek_offset(direction(*down), EntryOffset::new(offset).unwrap(), hint);
                    let wanted = scan(entries, *down, |entry| entry.offset.cmp(&offset));
                    assert_eq!(plain(found), wanted, "{offset:#x} from {hint}");
                }
            }
        });
    }

    /// Of equal keys the first is found going down, the last going up. The list remembers where its last search
    /// ended; what it finds does not depend on that.
    #[test]
    fn bisecting_finds_what_a_scan_finds_whatever_was_found_before(
        bytes in journal(),
        searches in searches(),
    ) {
        for_each_list(&bytes, |file, mut list, entries| {
            for (key, at, beside, down) in &searches {
                let key_at = entries.get(at.index(entries.len().max(1))).map_or(1, |entry| key.of_naive(entry));
                let wanted = key_at.saturating_add_signed((*beside).into());
                let found = list.bisect(direction(*down), |entry| {
                    Some(key.of(&file.read_entry(entry).unwrap().head()).cmp(&wanted))
                });
                let scanned = scan(entries, *down, |entry| key.of_naive(entry).cmp(&wanted));
                assert_eq!(plain(found), scanned, "{key:?} {wanted}, down: {down}");
            }
        });
    }

    #[test]
    fn the_cursor_of_an_entry_describes_it_and_no_other(bytes in journal()) {
        let file = JournalFile::open(&bytes).unwrap();
        let heads: Vec<EntryHead> = file.entries().map(|entry| entry.head()).collect();
        for head in &heads {
            let cursor = Cursor::parse(head.to_string().as_bytes()).unwrap();
            prop_assert_eq!(cursor, Cursor::from(*head));
            let described: Vec<&EntryHead> = heads.iter().filter(|head| cursor.describes(head)).collect();
            prop_assert_eq!(described, [head]);
        }
    }
}
