//! Field names and values over several files, from their indexes alone.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use std::collections::BTreeSet;

use journalq_file::layout::object::ObjectType;
use journalq_file::write::WriteOptions;
use journalq_file::{Findings, JournalFile};
use journalq_query::Journal;
use journalq_query::fields::{field_names, field_values};

use crate::common::{Given, build, journal, options};

fn file(options: WriteOptions, fields: &[&str]) -> Vec<u8> {
    let entry = |(n, field): (u64, &&str)| Given {
        seqnum: n,
        realtime: n,
        monotonic: n,
        boot: 1,
        fields: vec![(*field).to_owned()],
    };
    build(options, &(1..).zip(fields).map(entry).collect::<Vec<_>>())
}

fn two_files() -> Journal {
    journal(vec![
        file(options(1), &["A=1", "B=x", "A=2", "A=1", "A="]),
        file(options(2), &["A=3", "A=2", "C=y", "A=4"]),
    ])
}

/// The values of a field, at most `most`.
fn values(journal: &Journal, name: &str, most: usize) -> Vec<String> {
    let files = journal.files().unwrap();
    let mut findings = vec![Findings::default(); files.len()];
    let mut values = Vec::new();
    field_values(&files, name.as_bytes(), &mut findings, |value| {
        values.push(String::from_utf8(value.to_vec()).unwrap());
        values.len() < most
    });
    assert!(findings.iter().all(Findings::is_empty));
    values
}

/// The names of the fields of a file, and how many things it could not read.
fn names(journal: &Journal, file: usize) -> (BTreeSet<Vec<u8>>, u64) {
    let mut findings = Findings::default();
    let names = field_names(&journal.files().unwrap()[file], &mut findings);
    let distinct: BTreeSet<Vec<u8>> = names.iter().cloned().collect();
    assert_eq!(distinct.len(), names.len(), "each name comes once");
    (distinct, findings.total())
}

fn set(names: &[&str]) -> BTreeSet<Vec<u8>> {
    names.iter().map(|name| name.as_bytes().to_vec()).collect()
}

#[test]
fn names_are_those_of_a_file_indexed_or_not() {
    let journal = two_files();
    assert_eq!(names(&journal, 0), (set(&["A", "B", "_BOOT_ID"]), 0));
    assert_eq!(names(&journal, 1), (set(&["A", "C", "_BOOT_ID"]), 0));
    let old = WriteOptions { write_fields: false, ..options(1) };
    let journal = common::journal(vec![file(old, &["A=1", "B=x", "A=2"])]);
    assert_eq!(names(&journal, 0), (set(&["A", "B", "_BOOT_ID"]), 0));
}

#[test]
fn values_come_once_file_by_file_the_newest_first() {
    let journal = two_files();
    assert_eq!(values(&journal, "A", usize::MAX), ["", "2", "1", "4", "3"]);
    assert_eq!(values(&journal, "C", usize::MAX), ["y"]);
    assert!(values(&journal, "NONE", usize::MAX).is_empty());
}

#[test]
fn values_end_when_no_more_are_wanted() {
    let journal = two_files();
    for most in 1..=5 {
        assert_eq!(values(&journal, "A", most).len(), most);
    }
}

#[test]
fn without_an_index_of_fields_values_come_the_oldest_first() {
    let old = WriteOptions { write_fields: false, ..options(1) };
    let journal = journal(vec![file(old, &["A=1", "B=x", "A=2"]), file(options(2), &["A=2", "A=3"])]);
    assert_eq!(values(&journal, "A", usize::MAX), ["1", "2", "3"]);
}

/// The values of `A`, and how much was lost in each file.
fn values_and_losses(journal: &Journal) -> (Vec<Vec<u8>>, Vec<u64>) {
    let mut findings = vec![Findings::default(); journal.sources().len()];
    let mut taken = Vec::new();
    field_values(&journal.files().unwrap(), b"A", &mut findings, |value| {
        taken.push(value.to_vec());
        true
    });
    (taken, findings.iter().map(Findings::total).collect())
}

/// A file in which every bucket of the table over fields leads to its own middle.
fn without_a_table() -> Vec<u8> {
    let mut damaged = file(options(1), &["A=1"]);
    let tables = u64::from_le_bytes(damaged[120..128].try_into().unwrap());
    let (begin, len) = (usize::try_from(tables).unwrap(), 4 * 16);
    damaged[begin..begin + len].iter_mut().step_by(8).for_each(|byte| *byte = 0x11);
    damaged
}

#[test]
fn a_damaged_table_hides_neither_names_nor_values() {
    let journal = journal(vec![without_a_table(), file(options(2), &["A=2"])]);
    assert_eq!(names(&journal, 0), (set(&["A", "_BOOT_ID"]), 0));
    assert_eq!(values_and_losses(&journal), (vec![b"1".to_vec(), b"2".to_vec()], vec![0, 0]));
}

#[test]
fn what_is_damaged_is_recorded_and_the_next_file_follows() {
    let mut damaged = without_a_table();
    let file_of_fields = JournalFile::open(&damaged).unwrap();
    let objects: Vec<_> = file_of_fields.objects().map(Result::unwrap).collect();
    for (offset, _) in objects.into_iter().filter(|(_, object)| *object == ObjectType::FIELD) {
        damaged[usize::try_from(offset).unwrap()] = 77;
    }
    let journal = journal(vec![damaged, file(options(2), &["A=2"])]);
    assert_eq!(names(&journal, 0), (set(&[]), 4), "four buckets");
    assert_eq!(names(&journal, 1), (set(&["A", "_BOOT_ID"]), 0));
    // The values themselves are all there.
    assert_eq!(values_and_losses(&journal), (vec![b"1".to_vec(), b"2".to_vec()], vec![0, 0]));
}
