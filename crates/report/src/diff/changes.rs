//! What an altered entry says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use journalq_file::{ADDED_FIELDS, EntryHead};
use journalq_output::Field;

/// A field whose values differ, and those that only one of both entries has. What stands in the head of an entry has the name
/// that it has in exported entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field's name.
    pub name: Vec<u8>,
    /// The values that only the entry of A has.
    pub only_a: Vec<Vec<u8>>,
    /// The values that only the entry of B has.
    pub only_b: Vec<Vec<u8>>,
}

/// The values of the fields of an entry, and what of its head counts.
type Values<'v> = BTreeMap<&'v [u8], BTreeSet<Vec<u8>>>;

/// What differs between two entries, by the names of fields. Those of the names `ignored` do not count.
#[must_use]
pub fn changes(
    a: (&EntryHead, &[Field<'_>]),
    b: (&EntryHead, &[Field<'_>]),
    ignored: &[Vec<u8>],
) -> Vec<Change> {
    let of_a = values(a.0, a.1, ignored);
    let of_b = values(b.0, b.1, ignored);
    let none = BTreeSet::new();
    let names: BTreeSet<&[u8]> = of_a.keys().chain(of_b.keys()).copied().collect();
    let change = |name: &[u8]| {
        let (a, b) = (of_a.get(name).unwrap_or(&none), of_b.get(name).unwrap_or(&none));
        let [only_a, only_b] = [(a, b), (b, a)].map(|(one, other)| one.difference(other).cloned().collect());
        Change { name: name.to_vec(), only_a, only_b }
    };
    names.into_iter().map(change).filter(|it| !(it.only_a.is_empty() && it.only_b.is_empty())).collect()
}

fn values<'v>(head: &EntryHead, fields: &[Field<'v>], ignored: &[Vec<u8>]) -> Values<'v> {
    let mut values = Values::new();
    let mut add = |name: &'v [u8], value: Vec<u8>| values.entry(name).or_default().insert(value);
    add(b"__REALTIME_TIMESTAMP", head.realtime_usec.to_string().into_bytes());
    add(b"__MONOTONIC_TIMESTAMP", head.monotonic_usec.to_string().into_bytes());
    add(b"_BOOT_ID", head.boot_id.to_string().into_bytes());
    for field in fields {
        if !field.name.starts_with(ADDED_FIELDS) && !ignored.iter().any(|name| name == field.name) {
            add(field.name, field.value.to_owned());
        }
    }
    values
}
