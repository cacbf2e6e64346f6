//! Built journals for the tests of queries, and the plain answers that they are compared with.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]
#![allow(dead_code, reason = "not every test target needs every helper")]

pub(crate) mod condition;
pub(crate) mod sample;

use std::path::PathBuf;

use journalq_file::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{Direction, Id128, Limits, Source};
use journalq_query::{Expr, Journal, Merge};

/// An entry to be written, and what it is compared with when it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) seqnum: u64,
    pub(crate) realtime: u64,
    pub(crate) monotonic: u64,
    pub(crate) boot: u8,
    pub(crate) fields: Vec<String>,
}

impl Given {
    /// Evaluates `expr` by looking at every field.
    pub(crate) fn fulfils(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Match(payload) => self.fields.iter().any(|field| field.as_bytes() == payload),
            Expr::And(terms) => terms.iter().all(|term| self.fulfils(term)),
            Expr::Or(terms) => terms.iter().any(|term| self.fulfils(term)),
            Expr::Where(condition) => {
                let address = [self.realtime, self.monotonic, self.seqnum];
                condition::holds(condition, address, &self.fields)
            }
        }
    }
}

/// The ID that consists of this byte.
pub(crate) const fn id(byte: u8) -> Id128 {
    Id128([byte; 16])
}

/// A small file; `number` makes it one of its own, and picks one of the layouts.
pub(crate) fn options(number: u8) -> WriteOptions {
    WriteOptions {
        layout: if number.is_multiple_of(2) { Layout::Compact } else { Layout::Regular },
        hash: if number.is_multiple_of(3) { Hash::Jenkins } else { Hash::Keyed },
        file_id: id(0x80 + number),
        seqnum_id: id(0x80 + number),
        data_hash_buckets: 16,
        field_hash_buckets: 4,
        ..WriteOptions::default()
    }
}

/// Writes a file of these entries; like journald's, each names its boot in `_BOOT_ID`.
pub(crate) fn build<'g>(options: WriteOptions, entries: impl IntoIterator<Item = &'g Given>) -> Vec<u8> {
    let mut writer = JournalWriter::new(options).unwrap();
    for entry in entries {
        let boot_id = id(entry.boot);
        let boot = format!("_BOOT_ID={boot_id}");
        let payloads: Vec<&[u8]> = entry.fields.iter().chain([&boot]).map(|field| field.as_bytes()).collect();
        let entry = NewEntry {
            seqnum: Some(entry.seqnum),
            realtime_usec: entry.realtime,
            monotonic_usec: entry.monotonic,
            boot_id,
            xor_hash: None,
            payloads: &payloads,
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

/// Opens files from memory.
pub(crate) fn journal(files: Vec<Vec<u8>>) -> Journal {
    let mut journal = Journal::with_limits(Limits::default());
    for (number, bytes) in files.into_iter().enumerate() {
        journal.add(Source::from_bytes(PathBuf::from(number.to_string()), bytes)).unwrap();
    }
    journal
}

/// The monotonic times of all entries in the given direction, from the end where it begins.
///
/// The tests give every entry a monotonic time of its own, by which it is known.
pub(crate) fn sweep(mut merge: Merge<'_>, direction: Direction) -> Vec<u64> {
    match direction {
        Direction::Down => merge.seek_head(),
        Direction::Up => merge.seek_tail(),
    }
    let mut times = Vec::new();
    while let Some(position) = merge.step(direction) {
        times.push(position.entry.head().monotonic_usec);
    }
    times
}
