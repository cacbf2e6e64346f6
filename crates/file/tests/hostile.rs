//! Files that were made to cost more than they are worth: reading them takes time in proportion to their size.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::path::Path;

use journalq_file::carve::{Piece, carve};
use journalq_file::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{Direction, Id128, JournalFile, Limits, Scratch};

/// A regular journal with one entry.
fn journal() -> Vec<u8> {
    let options = WriteOptions { layout: Layout::Regular, hash: Hash::Jenkins, ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options).unwrap();
    let entry = NewEntry {
        seqnum: None,
        realtime_usec: 1,
        monotonic_usec: 1,
        boot_id: Id128([1; 16]),
        xor_hash: None,
        payloads: &[b"A=1"],
    };
    writer.append(&entry).unwrap();
    writer.finish()
}

fn put(journal: &mut [u8], at: usize, number: usize) {
    journal[at..at + 8].copy_from_slice(&(number as u64).to_le_bytes());
}

/// Each array begins 24 bytes behind the one before and reaches to the end of the file, so that n arrays have n * n
/// items. The header claims an arena in which there would be room for all of them.
#[test]
fn overlapping_entry_arrays() {
    const ARRAYS: usize = 20_000;
    let mut journal = journal();
    let begin = journal.len();
    let end = begin + 24 * ARRAYS;
    for array in (begin..end).step_by(24) {
        let next = if array + 24 < end { array + 24 } else { 0 };
        for number in [6, end - array, next] {
            journal.extend((number as u64).to_le_bytes());
        }
    }
    for (field, number) in [(96, 1 << 50), (136, end - 24), (144, 1 << 40), (152, 1 << 40), (176, begin)] {
        put(&mut journal, field, number);
    }
    put(&mut journal, 256, 0);
    for file in
        [JournalFile::open_with, JournalFile::open_damaged].map(|open| open(&journal, Limits::untrusted()))
    {
        let file = file.unwrap();
        let mut list = file.all_entries();
        assert!(list.len() <= end as u64 / 64, "{} entries", list.len());
        let mut entries = file.entries();
        assert_eq!(entries.by_ref().count(), 0);
        assert!(entries.findings().total() <= list.len() + 1, "each item is looked at once");
        assert!(
            list.bisect(Direction::Down, |entry| Some(file.read_entry(entry).ok()?.head().seqnum.cmp(&1)))
                .is_none()
        );
    }
}

/// What fuzzing found once: each way through such a file takes no more steps than it has bytes.
#[test]
fn files_that_were_found_by_fuzzing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/corrupt");
    let mut files = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = fs::read(&path).unwrap();
        let opened = [JournalFile::open_with, JournalFile::open_damaged]
            .map(|open| open(&bytes, Limits::untrusted()))
            .into_iter()
            .flatten();
        for file in opened {
            let mut scratch = Scratch::default();
            assert!(file.fields().take(bytes.len()).count() < bytes.len(), "{path:?}");
            assert!(file.objects().take(bytes.len()).count() < bytes.len(), "{path:?}");
            assert!(file.entries().take(bytes.len()).count() < bytes.len(), "{path:?}");
            for item in file.entries().flat_map(|entry| entry.items()) {
                if let Ok(data) = file.read_data(item) {
                    let found = data.payload(&mut scratch).map(<[u8]>::to_vec);
                    found.map(|payload| file.find_data(&payload, &mut Scratch::default()).is_ok()).ok();
                }
            }
        }
        for file in carve(&bytes, |_| ()).files {
            let lies_within =
                |piece: &Piece| piece.image.start < piece.image.end && piece.image.end <= bytes.len() as u64;
            assert!(file.pieces().iter().all(lies_within), "{path:?}: {:?}", file.pieces());
        }
        files += 1;
    }
    assert!(files > 0);
}
