//! journald's own code, as systemd-journal-remote, writes the same bytes for the same entries.
//!
//! `JOURNALQ_JOURNAL_REMOTE` names the program (words split at blanks; v258 or later, for the fields' hash table),
//! `JOURNALQ_JOURNALCTL_ROOT` the root that it runs in when that is another one. Without it the test says so.
#![expect(clippy::unwrap_used, reason = "what cannot be asked fails the test")]

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use journalq_file::Id128;
use journalq_file::layout::flags::State;
use journalq_file::layout::header::RawHeader;
use journalq_file::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};
use tempfile::TempDir;
use zerocopy::FromBytes;

/// Object for object, and every field of the header: counters, depths of hash chains, tails.
///
/// Only the size of the arena differs, which journald allocates in steps of 8 MiB. Payloads are not compressed, since
/// compressed bytes depend on the version of the codec's library.
#[test]
fn every_byte_is_as_journald_writes_it() {
    let Ok(command) = env::var("JOURNALQ_JOURNAL_REMOTE") else {
        let mut stderr = io::stderr();
        writeln!(stderr, "NOTE: JOURNALQ_JOURNAL_REMOTE is not set; files were NOT compared").unwrap();
        return;
    };
    let root: PathBuf = env::var_os("JOURNALQ_JOURNALCTL_ROOT").unwrap_or_else(|| "/".into()).into();
    let folder = TempDir::new_in(root.join("tmp")).unwrap();
    fs::write(folder.path().join("export"), export()).unwrap();
    for (layout, compact) in [(Layout::Regular, "0"), (Layout::Compact, "1")] {
        for (hash, keyed) in [(Hash::Jenkins, "0"), (Hash::Keyed, "1")] {
            let path = folder.path().join(format!("{layout:?}-{hash:?}.journal"));
            let seen = |path: &Path| Path::new("/").join(path.strip_prefix(&root).unwrap());
            let output = Command::new(command.split_whitespace().next().unwrap())
                .args(command.split_whitespace().skip(1))
                .arg("-o")
                .arg(seen(&path))
                .arg(seen(&folder.path().join("export")))
                .env("SYSTEMD_JOURNAL_COMPACT", compact)
                .env("SYSTEMD_JOURNAL_KEYED_HASH", keyed)
                .env("SYSTEMD_JOURNAL_COMPRESS", "0")
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            compare(&fs::read(&path).unwrap(), layout, hash);
        }
    }
}

/// Writes the same entries into a file with the identity of `theirs`, and compares.
fn compare(theirs: &[u8], layout: Layout, hash: Hash) {
    let (header, _) = RawHeader::ref_from_prefix(theirs).unwrap();
    let buckets = |size: u64| usize::try_from(size / 16).unwrap();
    let mut writer = JournalWriter::new(WriteOptions {
        layout,
        hash,
        codec: None,
        file_id: header.file_id,
        machine_id: header.machine_id,
        seqnum_id: header.seqnum_id,
        state: State::OFFLINE,
        data_hash_buckets: buckets(header.data_hash_table_size.get()),
        field_hash_buckets: buckets(header.field_hash_table_size.get()),
        ..WriteOptions::default()
    })
    .unwrap();
    for n in 0..N_ENTRIES {
        let payloads = payloads(n);
        let payloads: Vec<&[u8]> = payloads.iter().map(String::as_bytes).collect();
        let (realtime_usec, monotonic_usec) = times(n);
        let boot_id = boot_id(n);
        let entry = NewEntry {
            seqnum: None,
            realtime_usec,
            monotonic_usec,
            boot_id,
            xor_hash: None,
            payloads: &payloads,
        };
        writer.append(&entry).unwrap();
    }
    let ours = writer.finish();
    assert!(ours[..96] == theirs[..96], "{layout:?} {hash:?}: header up to the arena size");
    let different = ours.iter().zip(theirs).skip(104).position(|(our, their)| our != their);
    assert_eq!(different.map(|at| at + 104), None, "{layout:?} {hash:?}: the first byte that differs");
    assert!(theirs[ours.len()..].iter().all(|&byte| byte == 0), "{layout:?} {hash:?}: theirs has more");
}

/// Enough for the hash chains to be deeper than one.
const N_ENTRIES: u64 = 4000;

fn export() -> String {
    let mut export = String::new();
    for n in 0..N_ENTRIES {
        let (realtime, monotonic) = times(n);
        export += &format!("__REALTIME_TIMESTAMP={realtime}\n__MONOTONIC_TIMESTAMP={monotonic}\n");
        for payload in payloads(n) {
            export += &payload;
            export += "\n";
        }
        export += "\n";
    }
    export
}

/// Unique, shared and repeated fields; names that come up late; one field given twice.
fn payloads(n: u64) -> Vec<String> {
    let mut payloads = vec![
        format!("_BOOT_ID={}", boot_id(n)),
        format!("MESSAGE=message number {n}"),
        format!("PRIORITY={}", n % 8),
        format!("_SYSTEMD_UNIT=unit-{}.service", n * n % 97),
        format!("TWICE={}", n % 3),
        format!("TWICE={}", n % 2),
    ];
    if n % 10 == 3 {
        payloads.push(format!("LATE_{}={n}", n / 100));
        payloads.push(format!("LONG={}", "long ".repeat(usize::try_from(n).unwrap())));
    }
    payloads
}

fn times(n: u64) -> (u64, u64) {
    (1_700_000_000_000_000 + n * 1003, 7_000_000 + n * 1001)
}

fn boot_id(n: u64) -> Id128 {
    Id128([if n < N_ENTRIES / 2 { 0x11 } else { 0x22 }; 16])
}
