//! Pages of zeros, as a file system leaves them after a crash.

use std::ops::Range;

use journalq_file::{ErrorClass, Scratch};

use crate::sample::{N, Sample, message, read};

/// Some bytes, less than a page: the samples are small.
const PAGE: u64 = 512;

fn overlap(range: &Range<u64>, offset: u64, len: u64) -> bool {
    offset < range.end && range.start < offset + len
}

/// The entries that are left when `lost` is zeroed: those whose object and item are there, up to the first array
/// whose head is not.
fn left(sample: &Sample, lost: &Range<u64>) -> Vec<u64> {
    let arrays = sample.global_chain().into_iter().take_while(|array| !overlap(lost, *array, 24));
    let linked: u64 = arrays.map(|array| sample.healthy.entry_arrays[&array].items.len() as u64).sum();
    let is_there = |seqnum: &u64| {
        let offset = sample.entry(*seqnum).offset;
        !overlap(lost, offset, sample.u64_at(offset + 8))
            && !overlap(lost, sample.global_item(*seqnum), sample.item_size())
    };
    (1..=linked.min(N)).filter(is_there).collect()
}

#[test]
fn zeroed_page_anywhere() {
    // A page of any part of the file but the header reads as zeros: the hash tables, DATA, entries, entry arrays. All
    // entries are returned that are not in it, unless it hides an array.
    for healthy in Sample::of_each_layout() {
        let begin = healthy.healthy.header.header_size;
        let mut losses = 0;
        for start in (begin..healthy.len() - PAGE).step_by(48) {
            let lost = start..start + PAGE;
            let expected = left(&healthy, &lost);
            let mut sample = healthy.clone();
            sample.put(start, &[0; PAGE as usize]);
            let reading = if start % 10 == 0 { sample.read() } else { read(sample.file()) };
            // Of an entry that is only touched, enough may be left.
            let returned = |seqnum: &u64| reading.seqnums.contains(seqnum);
            assert!(expected.iter().all(returned), "{lost:?}: {expected:?}, but {:?}", reading.seqnums);
            losses += u64::from(expected.len() as u64 != N);
        }
        assert!(losses > 50);
    }
}

#[test]
fn zeroed_hash_tables() {
    // Both hash tables are empty: nothing is found by a look-up, and no field is listed, but all entries are there.
    for mut sample in Sample::of_each_layout() {
        let header = sample.healthy.header.clone();
        for (offset, size) in [
            (header.data_hash_table_offset, header.data_hash_table_size),
            (header.field_hash_table_offset, header.field_hash_table_size),
        ] {
            sample.put(offset, &vec![0; usize::try_from(size).unwrap()]);
        }
        let file = sample.file();
        assert!(file.find_data(message(3).as_bytes(), &mut Scratch::default()).unwrap().is_none());
        assert!(file.find_field(b"MESSAGE").unwrap().is_none());
        assert_eq!(file.fields().count(), 0);
        sample.read().assert(1..=N);
    }
}

#[test]
fn zeroed_data() {
    // The DATA objects of an entry are gone: it is returned, and each of its fields says that it is unreadable.
    for mut sample in Sample::of_each_layout() {
        let entry = sample.entry(21).clone();
        for item in &entry.items {
            sample.put(*item, &[0; 72]);
        }
        sample.read().assert(1..=N);
        let payloads = sample.payloads(21);
        assert_eq!(payloads.len(), 4);
        assert!(
            payloads.iter().all(|payload| payload.as_ref().unwrap_err().class() == ErrorClass::BadMessage)
        );
    }
}

#[test]
fn zeroed_tail() {
    // The file was never written from some entry on: those before it are there.
    for mut sample in Sample::of_each_layout() {
        let begin = usize::try_from(sample.entry(26).offset).unwrap();
        sample.bytes[begin..].fill(0);
        assert_eq!(sample.read().seqnums, (1..=25).collect::<Vec<_>>());
    }
}
