//! A file that its writer goes on with while it is mapped.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::path::Path;

use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{FileNumber, Findings, Id128, Limits, Source};
use journalq_testkit::write_in_place;

/// More than fit into a file whose first entry was just written.
const MANY: u64 = 3000;

/// Brings a file to where its writer is after `n` entries.
fn write(path: &Path, n: u64) {
    let options = WriteOptions { data_hash_buckets: 100, field_hash_buckets: 10, ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options).unwrap();
    for seqnum in 1..=n {
        let message = format!("MESSAGE={seqnum}");
        writer
            .append(&NewEntry {
                seqnum: None,
                realtime_usec: seqnum,
                monotonic_usec: seqnum,
                boot_id: Id128([1; 16]),
                xor_hash: None,
                payloads: &[message.as_bytes()],
            })
            .unwrap();
    }
    write_in_place(path, &writer.finish()).unwrap();
}

/// The number of entries that can be read, and what cannot be.
fn read(source: &Source) -> (u64, Findings) {
    let mut entries = source.journal(Limits::default()).unwrap().entries();
    let n = entries.by_ref().count();
    (u64::try_from(n).unwrap(), entries.findings())
}

#[test]
fn what_is_beyond_the_mapping_of_a_file_that_has_grown_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("system.journal");
    write(&path, 1);
    let source = Source::open(&path).unwrap();
    assert!(!source.has_grown());

    write(&path, MANY);
    assert!(source.has_grown());
    let (n, mut findings) = read(&source);
    assert!((1..MANY).contains(&n), "{n}");
    assert!(!findings.is_empty());
    findings.forget_beyond_end();
    assert!(findings.is_empty(), "{findings:?}");

    // In a file that is cut short the same is lost.
    let cut = folder.path().join("cut.journal");
    fs::write(&cut, source.bytes()).unwrap();
    let source = Source::open(&cut).unwrap();
    assert!(!source.has_grown());
    assert_eq!(read(&source).0, n);
    assert!(!read(&source).1.is_empty());
}

#[test]
fn a_file_that_is_kept_open_is_mapped_again_under_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let (path, later) = (folder.path().join("system.journal"), folder.path().join("system@1.journal"));
    write(&path, 1);
    let mut growing = Source::open_growing(&path).unwrap();
    let mut closed = Source::open(&path).unwrap();
    assert_eq!(growing.number(), Some(FileNumber::at(&path).unwrap()));

    fs::rename(&path, &later).unwrap();
    write(&later, MANY);
    write(&path, 2);
    assert_eq!(growing.number(), Some(FileNumber::at(&later).unwrap()));
    assert_ne!(growing.number(), Some(FileNumber::at(&path).unwrap()));
    growing.renew().unwrap();
    assert_eq!(read(&growing), (MANY, Findings::default()));
    assert!(!growing.has_grown());
    // Another file is at the path by now.
    closed.renew().unwrap();
    assert!(read(&closed).0 < MANY);
    assert!(!closed.has_grown());

    let mut closed = Source::open(&path).unwrap();
    write(&path, MANY);
    closed.renew().unwrap();
    assert_eq!(read(&closed), (MANY, Findings::default()));
}
