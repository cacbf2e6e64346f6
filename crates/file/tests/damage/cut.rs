//! Files that end too early, or too late.

use journalq_file::{FormatError, JournalFile};

use crate::live;
use crate::sample::{N, Sample, read};

/// The end of the object at an offset.
fn end_of(sample: &Sample, offset: u64) -> u64 {
    offset + sample.u64_at(offset + 8)
}

/// The entries that a file of this length still has: of those whose array is there completely, the ones that are there
/// completely themselves.
fn left(sample: &Sample, len: u64) -> Vec<u64> {
    let arrays = sample.global_chain().into_iter().take_while(|array| end_of(sample, *array) <= len);
    let linked: u64 = arrays.map(|array| sample.healthy.entry_arrays[&array].items.len() as u64).sum();
    (1..=linked.min(N)).filter(|seqnum| end_of(sample, sample.entry(*seqnum).offset) <= len).collect()
}

#[test]
fn file_that_is_cut_short_anywhere() {
    // The file ends before its header says. As far as it goes it is read: what is returned are the first entries.
    for sample in Sample::of_each_layout() {
        let mut most = 0;
        for len in (208..sample.bytes.len()).step_by(7) {
            let bytes = &sample.bytes[..len];
            let reading = read(JournalFile::open(bytes).unwrap());
            assert_eq!(reading.seqnums, left(&sample, len as u64), "cut at {len:#x}");
            assert!(reading.seqnums.iter().copied().eq(1..=reading.seqnums.len() as u64));
            most = most.max(reading.seqnums.len());
            if len % 5 == 0 {
                live::assert_not_more_in_journalctl(bytes, &reading.seqnums);
            }
        }
        assert_eq!(most as u64, N - 1, "cut into the last entry, all others are there");
    }
}

#[test]
fn file_that_is_shorter_than_a_header() {
    // Not even the smallest header is there: the file cannot be opened.
    for sample in Sample::of_each_layout() {
        for have in 0..208 {
            let error = JournalFile::open(&sample.bytes[..have]).unwrap_err();
            assert_eq!(error, FormatError::NoHeader { need: 208, have: have as u64 });
        }
    }
}

#[test]
fn zeros_behind_the_end() {
    // Space that was allocated and not used yet follows the last object, whether the header counts it or not: all
    // entries are there.
    for mut sample in Sample::of_each_layout() {
        sample.bytes.extend([0; 10_000]);
        sample.read().assert(1..=N);
        let arena_size = sample.u64_at(96) + 10_000;
        sample.put_u64(96, arena_size);
        sample.read().assert(1..=N);
    }
}

#[test]
fn rubbish_behind_the_end() {
    // Other bytes follow the last object: nothing leads there, all entries are read.
    for mut sample in Sample::of_each_layout() {
        sample.bytes.extend([0xff; 999]);
        sample.read().assert(1..=N);
    }
}
