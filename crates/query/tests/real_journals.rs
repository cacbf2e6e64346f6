//! The merge of the journals in `testdata` is a plain sort, wherever a sort gives journald's order: of all files of a
//! host together, and of every file beside a copy of itself.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::path::Path;

use journalq_file::{Direction, JournalFile};
use journalq_query::Merge;
use journalq_testkit::naive::{self, Journal};

/// The journals in a folder of `testdata/journals`, in order of their names.
fn journals(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/journals").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "zst"));
    paths.sort();
    paths.iter().map(|path| zstd::stream::decode_all(fs::File::open(path).unwrap()).unwrap()).collect()
}

/// The entries in the order of the merge, each as the sequence number namespace and number.
fn merged(files: &[Vec<u8>], direction: Direction) -> Vec<([u8; 16], u64)> {
    let files: Vec<_> = files.iter().map(|bytes| JournalFile::open(bytes).unwrap()).collect();
    let mut merge = Merge::new(&files, None);
    if direction == Direction::Up {
        merge.seek_tail();
    }
    let heads = std::iter::from_fn(|| merge.step(direction)).map(|position| position.entry.head());
    heads.map(|head| (head.seqnum_id.0, head.seqnum)).collect()
}

/// The same by a sort; `None` where no sort gives journald's order.
fn sorted(files: &[Vec<u8>]) -> Option<Vec<([u8; 16], u64)>> {
    let journals: Vec<Journal> = files.iter().map(|bytes| Journal::read(bytes).unwrap()).collect();
    let merged = naive::merge(&journals.iter().collect::<Vec<_>>())?;
    Some(merged.iter().map(|one| (journals[one.file].header.seqnum_id, one.entry.seqnum)).collect())
}

fn assert_merged(files: &[Vec<u8>], expected: &[([u8; 16], u64)]) {
    assert_eq!(merged(files, Direction::Down), expected);
    let mut backward = merged(files, Direction::Up);
    backward.reverse();
    assert_eq!(backward, expected);
}

#[test]
fn the_files_of_a_host_are_merged_as_a_sort_orders_them() {
    let files = journals("journald");
    let expected = sorted(&files).unwrap();
    assert!(expected.len() > 5000);
    assert_merged(&files, &expected);
}

#[test]
fn a_file_beside_its_copy_is_the_file() {
    for folder in ["", "multi", "variants"] {
        for file in journals(folder) {
            let alone = merged(std::slice::from_ref(&file), Direction::Down);
            assert!(alone.len() > 300);
            assert_merged(&[file.clone(), file], &alone);
        }
    }
}
