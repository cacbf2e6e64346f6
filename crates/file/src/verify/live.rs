//! Files that are being written: what is seen of them belongs to several moments.

use super::passes::judge_up_to_last_entry;
use super::{Severity, VerifyOptions};
use crate::file::JournalFile;
use crate::layout::id128::Id128;
use crate::verify::subject::{HeaderCopy, Subject};
use crate::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};

const MOST: u64 = 120;

/// A file after so many entries, which share some fields.
fn written(entries: u64, layout: Layout) -> Vec<u8> {
    let options = WriteOptions {
        layout,
        hash: Hash::Jenkins,
        data_hash_buckets: 50,
        field_hash_buckets: 5,
        ..WriteOptions::default()
    };
    let mut writer = JournalWriter::new(options).unwrap();
    for number in 1..=entries {
        let (message, priority) = (format!("MESSAGE=entry {number}"), format!("PRIORITY={}", number % 5));
        let payloads: &[&[u8]] = &[message.as_bytes(), priority.as_bytes(), b"ALL=1"];
        let (realtime_usec, monotonic_usec, boot_id) = (number, number, Id128([3; 16]));
        let entry =
            NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id, xor_hash: None, payloads };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

/// The header was read, and then entries were added while all else was looked at.
#[test]
fn entries_that_are_added_meanwhile_are_no_fault() {
    for layout in [Layout::Regular, Layout::Compact] {
        let later = written(MOST, layout);
        for before in (0..MOST).step_by(7) {
            let early = written(before, layout);
            let copy = HeaderCopy::of(&JournalFile::open(&early).unwrap());
            let file = JournalFile::open(&later).unwrap();
            let subject = Subject { copy, ..Subject::new(file) };
            let verdict = judge_up_to_last_entry(subject, &VerifyOptions::default());
            assert_eq!(verdict.failure, None, "{before}");
            assert_eq!(verdict.findings.total_from(Severity::Warning), 0, "{before}");
            assert!(verdict.end.is_some());
            assert_eq!(verdict.n_entries, before);
        }
    }
}

/// What is wrong before the last entry stays wrong.
#[test]
fn faults_before_the_last_entry_are_found_meanwhile() {
    let mut later = written(MOST, Layout::Compact);
    let copy = HeaderCopy::of(&JournalFile::open(&written(100, Layout::Compact)).unwrap());
    let at = later.windows(15).position(|bytes| bytes == b"MESSAGE=entry 9").unwrap();
    later[at] ^= 1;
    let subject = Subject { copy, ..Subject::new(JournalFile::open(&later).unwrap()) };
    let verdict = judge_up_to_last_entry(subject, &VerifyOptions::default());
    assert!(verdict.failure.is_some());
}
