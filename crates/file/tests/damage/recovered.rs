//! Broken indexes of a file that may be read by the others: what one does not lead to another does.

use std::path::PathBuf;

use journalq_file::layout::flags::State;
use journalq_file::layout::object::ObjectType;
use journalq_file::write::{Layout, WriteOptions};
use journalq_file::{
    DataOffset, Direction, EntryList, EntryOffset, Findings, FormatError, HeaderCause, Limits, Loss,
    ObjectCause, Scratch, Source,
};

use crate::sample::{N, Sample, bad, message, small};

/// Where an ENTRY_ARRAY has the offset of the next one.
const NEXT: u64 = 16;
/// Where DATA and FIELD objects have the offset of the next one in the bucket.
const NEXT_HASH: u64 = 24;

/// The file as one that somebody owns.
fn source(sample: &Sample) -> Source {
    Source::from_bytes(PathBuf::from("damaged.journal"), sample.bytes.clone())
}

/// All entries, and what was passed over.
fn read(sample: &Sample) -> (Vec<u64>, Findings) {
    let source = source(sample);
    let mut entries = source.journal(Limits::default()).unwrap().entries();
    (entries.by_ref().map(|entry| entry.head().seqnum).collect(), entries.findings())
}

/// Asserts that all entries are read, so many of them by another index than the first, which has this defect.
#[track_caller]
fn assert_all(sample: &Sample, recovered: u64, error: FormatError) {
    let (seqnums, findings) = read(sample);
    assert_eq!(seqnums, (1..=N).collect::<Vec<_>>());
    assert_eq!((findings.total(), findings.recovered()), (0, Some((recovered, error))));
}

fn bad_array(offset: u64, cause: ObjectCause) -> FormatError {
    bad(ObjectType::ENTRY_ARRAY, offset, cause)
}

/// The offsets of a list, going down and up.
fn offsets(mut list: EntryList<'_>) -> Vec<u64> {
    let mut found = Vec::new();
    let mut at = Some(0);
    while let Some((index, entry)) = at.and_then(|at| list.nearest(at, Direction::Down)) {
        found.push(entry.get());
        at = index.checked_add(1);
    }
    let mut back = Vec::new();
    let mut at = list.len().checked_sub(1);
    while let Some((index, entry)) = at.and_then(|at| list.nearest(at, Direction::Up)) {
        back.push(entry.get());
        at = index.checked_sub(1);
    }
    back.reverse();
    assert_eq!(found, back);
    found
}

/// The sequence numbers of the entries that a look-up of this payload leads to.
fn entries_with(sample: &Sample, payload: &str) -> Vec<u64> {
    let source = source(sample);
    let file = source.journal(Limits::default()).unwrap();
    let data = file.find_data(payload.as_bytes(), &mut Scratch::default()).unwrap().unwrap();
    let seqnum = |offset| file.read_entry(EntryOffset::new(offset).unwrap()).unwrap().head().seqnum;
    offsets(file.entries_of(&data)).into_iter().map(seqnum).collect()
}

#[test]
fn next_link_of_an_array() {
    // The second array is followed by none, by itself, by the first, by what is no object, is behind the end, or of another type:
    // the entries behind it are found in the lists of their fields.
    for mut sample in Sample::of_each_layout() {
        let chain = sample.global_chain();
        let (array, entry) = (chain[1], sample.entry(50).offset);
        let wrong_type = ObjectCause::WrongType { found: ObjectType::ENTRY };
        let behind = 1 << 40;
        let out = ObjectCause::OutOfBounds { need: behind + 16, have: sample.len() };
        for (next, error) in [
            (0, bad_array(array, ObjectCause::ChainTooShort { linked: 12, expected: N })),
            (array, bad_array(array, ObjectCause::NotForward { next: array })),
            (chain[0], bad_array(array, ObjectCause::NotForward { next: chain[0] })),
            (chain[2] + 4, bad_array(array, ObjectCause::NotForward { next: chain[2] + 4 })),
            (entry, bad_array(entry, wrong_type)),
            (behind, bad_array(behind, out)),
        ] {
            sample.put_u64(array + NEXT, next);
            assert_all(&sample, N - 12, error);
        }
    }
}

/// The file with the header that it had after so many entries.
fn with_header_of(healthy: &Sample, layout: Layout, kept: u64) -> Sample {
    let mut sample = healthy.clone();
    let mut header = Sample::new(small(layout), kept).bytes[..272].to_vec();
    header[96..104].copy_from_slice(&sample.bytes[96..104]);
    sample.put(0, &header);
    sample
}

#[test]
fn header_of_an_earlier_moment() {
    // The arrays list entries that the header does not count, behind those that it does or in the next array.
    for (layout, healthy) in [Layout::Regular, Layout::Compact].into_iter().zip(Sample::of_each_layout()) {
        for kept in [1, 4, 11, 12, 13, 59] {
            let mut sample = with_header_of(&healthy, layout, kept);
            let cause = HeaderCause::Inconsistent;
            assert_all(&sample, N - kept, FormatError::Header { field: "n_entries", value: kept, cause });
            // Who writes to the file counts an entry after it was listed.
            sample.bytes[16] = State::ONLINE.0;
            let (seqnums, findings) = read(&sample);
            assert_eq!((seqnums, findings.recovered()), ((1..=kept).collect(), None));
        }
    }
}

#[test]
fn an_item_that_was_never_an_entry_is_not_counted() {
    // What stands behind the last item leads back, to no entry, or out of the file.
    for (layout, healthy) in [Layout::Regular, Layout::Compact].into_iter().zip(Sample::of_each_layout()) {
        let mut sample = with_header_of(&healthy, layout, 11);
        let item = if layout == Layout::Compact { 4 } else { 8 };
        let (array, len) = (sample.global_chain()[1], usize::try_from(item).unwrap());
        for offset in [sample.entry(3).offset, sample.data("SHARED=1"), 1 << 30, 12] {
            sample.put(array + 24 + 7 * item, &offset.to_le_bytes()[..len]);
            let (seqnums, findings) = read(&sample);
            assert_eq!((seqnums, findings.recovered()), ((1..=11).collect(), None), "{offset}");
        }
    }
}

#[test]
fn head_of_the_global_chain() {
    // The header points at an entry instead of the first array.
    for mut sample in Sample::of_each_layout() {
        let entry = sample.entry(1).offset;
        sample.put_u64(176, entry);
        assert_all(&sample, N, bad_array(entry, ObjectCause::WrongType { found: ObjectType::ENTRY }));
    }
}

#[test]
fn size_of_an_array() {
    // The second array has fewer items than it had, or more, which are bytes of the next object.
    for mut sample in Sample::of_each_layout() {
        let array = sample.global_chain()[1];
        for items in [3, 11] {
            sample.put_u64(array + 8, 24 + items * sample.item_size());
            let (seqnums, findings) = read(&sample);
            assert_eq!(seqnums, (1..=N).collect::<Vec<_>>(), "{items} items: {findings:?}");
            assert_eq!(findings.total(), 0);
        }
    }
}

#[test]
fn zeroed_array() {
    // Nothing is left of an array, whichever of the chain it is.
    for healthy in Sample::of_each_layout() {
        for array in healthy.global_chain() {
            let mut sample = healthy.clone();
            let size = usize::try_from(sample.u64_at(array + 8)).unwrap();
            sample.put(array, &vec![0; size]);
            let (seqnums, findings) = read(&sample);
            assert_eq!(seqnums, (1..=N).collect::<Vec<_>>());
            assert!(findings.is_empty() && findings.recovered().is_some());
        }
    }
}

#[test]
fn items_of_an_array() {
    // One item, or several, lead nowhere, far ahead, back, or to an object of another type.
    for healthy in Sample::of_each_layout() {
        let places =
            [healthy.entry(51).offset, healthy.entry(3).offset, healthy.data(&message(60)), 0, 0xffff_fff8];
        for seqnum in [1, 4, 5, 21, 38, 39, N - 1, N] {
            for place in places.into_iter().chain([healthy.entry(seqnum).offset + 8]) {
                let mut sample = healthy.clone();
                sample.put_item(sample.global_item(seqnum), place);
                let (seqnums, findings) = read(&sample);
                assert_eq!(seqnums, (1..=N).collect::<Vec<_>>(), "item {seqnum} leads to {place:#x}");
                assert!(findings.is_empty(), "{findings:?}");
            }
        }
        let mut sample = healthy.clone();
        for seqnum in [14, 15, 16, 18, 30, 31] {
            sample.put_item(sample.global_item(seqnum), places[usize::try_from(seqnum % 5).unwrap()]);
        }
        assert_eq!(read(&sample).0, (1..=N).collect::<Vec<_>>());
    }
}

#[test]
fn item_that_leads_to_the_entry_of_the_next_one() {
    // The next item is gone, as where one word holds both: the first one looks right, where it stands. Anywhere in the chain
    // both entries are found, in both directions.
    for healthy in Sample::of_each_layout() {
        for seqnum in 1..N {
            let mut sample = healthy.clone();
            sample.put_item(sample.global_item(seqnum), sample.entry(seqnum + 1).offset);
            sample.put_item(sample.global_item(seqnum + 1), 0);
            let source = source(&sample);
            let file = source.journal(Limits::default()).unwrap();
            let all: Vec<_> = (1..=N).map(|seqnum| healthy.entry(seqnum).offset).collect();
            assert_eq!(offsets(file.all_entries()), all, "{seqnum}");
            assert!(read(&sample).1.is_empty());
        }
    }
}

#[test]
fn counter_of_entries() {
    // A counter that is too small hides no entry that the header knows; one that is too large is told as before.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(152, N - 20);
        let cause = HeaderCause::Inconsistent;
        assert_all(&sample, 20, FormatError::Header { field: "n_entries", value: N - 20, cause });
        sample.put_u64(152, N + 50);
        let (seqnums, findings) = read(&sample);
        assert_eq!(seqnums, (1..=N).collect::<Vec<_>>());
        assert_eq!((findings.total(), findings.recovered()), (1, None));
        assert_eq!(findings, sample.read().findings);
    }
}

#[test]
fn entries_that_nothing_leads_to() {
    // The chain breaks behind the twelfth entry, and three entries behind it cannot be read: these are lost, and counted.
    for mut sample in Sample::of_each_layout() {
        let array = sample.global_chain()[1];
        sample.put_u64(array + NEXT, 0);
        for seqnum in [20, 21, 40] {
            let entry = sample.entry(seqnum).offset;
            sample.put(entry, &[0; 64]);
        }
        let (seqnums, findings) = read(&sample);
        let left = (1..=N).filter(|seqnum| ![20, 21, 40].contains(seqnum));
        assert_eq!(seqnums, left.collect::<Vec<_>>());
        assert_eq!((findings.total(), findings.count(Loss::Unlinked)), (3, 3));
        assert_eq!(findings.recovered().map(|(entries, _)| entries), Some(N - 12 - 3));
    }
}

#[test]
fn a_file_that_was_cut_short_is_not_searched() {
    // What lies behind the end cannot be found, and is told as for any reader.
    for sample in Sample::of_each_layout() {
        for len in (300..sample.bytes.len()).step_by(97) {
            let cut = Sample { bytes: sample.bytes[..len].to_vec(), ..sample.clone() };
            let (seqnums, findings) = read(&cut);
            let plain = crate::sample::read(cut.file());
            assert_eq!((seqnums, findings.first()), (plain.seqnums, plain.findings.first()), "{len}");
            assert_eq!(findings.recovered(), None);
        }
    }
}

#[test]
fn list_of_a_value() {
    // The chain of a value's entries breaks, or its first entry or an item lead elsewhere: the entries that have the value are found.
    for healthy in Sample::of_each_layout() {
        let value = healthy.data("MOD=1");
        let array = healthy.healthy.data[&value].entry_array_offset;
        let second = healthy.chain(array)[1];
        for (at, word) in
            [(array + NEXT, 0), (array + NEXT, 8), (second, 0), (value + 40, 24), (value + 48, 0)]
        {
            let mut sample = healthy.clone();
            sample.put_u64(at, word);
            assert_eq!(entries_with(&sample, "MOD=1"), (1..=N).step_by(5).collect::<Vec<_>>(), "{at:#x}");
        }
        let mut sample = healthy.clone();
        sample.put_item(array + 24 + sample.item_size(), 0);
        assert_eq!(entries_with(&sample, "MOD=1"), (1..=N).step_by(5).collect::<Vec<_>>());
    }
}

#[test]
fn chains_of_the_hash_tables() {
    // In a single bucket a DATA object and a FIELD object are followed by themselves, by none, or by an entry: those behind
    // them are found, and what was never there is known to be absent.
    for layout in [Layout::Regular, Layout::Compact] {
        let healthy = Sample::new(WriteOptions { data_hash_buckets: 1, ..small(layout) }, N);
        let (data, field) = (healthy.data(&message(20)), healthy.field("SHARED"));
        let entry = healthy.entry(25).offset;
        for (next, next_field) in [(0, 0), (data, field), (entry, entry), (data + 4, field + 4)] {
            let mut sample = healthy.clone();
            sample.put_u64(data + NEXT_HASH, next);
            sample.put_u64(field + NEXT_HASH, next_field);
            let source = source(&sample);
            let file = source.journal(Limits::default()).unwrap();
            let mut scratch = Scratch::default();
            let found = file.find_data(message(30).as_bytes(), &mut scratch).unwrap().unwrap();
            assert_eq!(found.offset().get(), sample.data(&message(30)));
            assert!(file.find_data(b"ABSENT=1", &mut scratch).unwrap().is_none());
            let found = file.find_field(b"LONG").unwrap().unwrap();
            assert_eq!(found.offset().get(), sample.field("LONG"));
            let mut names: Vec<_> = file.fields().map(|field| field.unwrap().name()).collect();
            names.sort_unstable();
            assert_eq!(names, [&b"LONG"[..], b"MESSAGE", b"MOD", b"SHARED"]);
        }
    }
}

#[test]
fn zeroed_hash_tables() {
    // Not one bucket is in use, although there are objects.
    for mut sample in Sample::of_each_layout() {
        let header = sample.healthy.header.clone();
        let (offset, size) = (header.field_hash_table_offset, header.field_hash_table_size);
        sample.put(offset, &vec![0; usize::try_from(size).unwrap()]);
        let source = source(&sample);
        let file = source.journal(Limits::default()).unwrap();
        assert_eq!(file.fields().map(|field| field.unwrap().name().to_vec()).collect::<Vec<_>>().len(), 4);
    }
}

#[test]
fn values_of_a_field() {
    // The chain of a field's values breaks: the older ones come all the same, and in the same order.
    for mut sample in Sample::of_each_layout() {
        let data = sample.data(&message(30));
        for next in [data, sample.entry(3).offset, 12] {
            sample.put_u64(data + 32, next);
            let source = source(&sample);
            let file = source.journal(Limits::default()).unwrap();
            let (mut values, mut scratch) = (file.values_of(b"MESSAGE"), Scratch::default());
            let mut found = Vec::new();
            while let Some(data) = values.next_with(&mut scratch).unwrap() {
                found.push(data.offset().get());
            }
            assert_eq!(found, (1..=N).rev().map(|n| sample.data(&message(n))).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_source_searches_once_and_anew_after_it_was_renewed() {
    let mut sample = Sample::of_each_layout()[0].clone();
    let array = sample.global_chain()[1];
    sample.put_u64(array + NEXT, 0);
    let source = source(&sample);
    let file = source.journal(Limits::default()).unwrap();
    assert_eq!(file.all_entries().len(), N);
    // Whoever opens the bytes alone reads what is linked.
    assert_eq!(sample.file().all_entries().len(), 12);
    assert_eq!(sample.file().with_recovery(source.recovery()).all_entries().len(), N);
    let data = file.read_data(DataOffset::new(sample.data("SHARED=1")).unwrap()).unwrap();
    assert_eq!(file.entries_of(&data).len(), N);
}
