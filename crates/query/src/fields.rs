//! Field names, and the distinct values of a field, over many files.
//!
//! Both come from the files' indexes, without a look at entries: a value whose entries were lost is still listed. Files from
//! before v195 have no such index, and all their DATA objects are looked at.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use journalq_file::layout::object::ObjectType;
use journalq_file::{DataOffset, Findings, FormatError, JournalFile, ObjectCause, Scratch, split_field};

use crate::matches::is_field_name;

/// The longest name that a field can have, in bytes.
const LONGEST_NAME: usize = 64;

/// The names of the fields of a file, in the order of its hash table.
///
/// What cannot be read, and names that no field can have, go into `findings`.
#[must_use]
pub fn field_names(file: &JournalFile<'_>, findings: &mut Findings) -> Vec<Vec<u8>> {
    findings.extend(file.check_tail_object().err());
    if file.header().n_fields().unwrap_or_default() == 0 {
        return scan_names(file, findings);
    }
    let mut names = Vec::new();
    for field in file.fields() {
        match field {
            Ok(field) if is_field_name(field.name()) => names.push(field.name().to_vec()),
            Ok(field) => findings.record(no_field(ObjectType::FIELD, field.offset().get())),
            Err(error) => findings.record(error),
        }
    }
    names
}

fn scan_names(file: &JournalFile<'_>, findings: &mut Findings) -> Vec<Vec<u8>> {
    let mut scratch = Scratch::default();
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for object in file.objects() {
        let result = object.and_then(|(offset, object_type)| {
            let data = DataOffset::new(offset).filter(|_| object_type == ObjectType::DATA);
            let Some(data) = data.map(|offset| file.read_data(offset)).transpose()? else { return Ok(None) };
            let prefix = data.payload_prefix(LONGEST_NAME.saturating_add(1), &mut scratch)?;
            let name = split_field(prefix).map(|(name, _)| name).filter(|name| is_field_name(name));
            name.map(|name| Some(name.to_vec())).ok_or_else(|| no_field(ObjectType::DATA, offset))
        });
        match result {
            Ok(name) => names.extend(name.filter(|name| seen.insert(name.clone()))),
            Err(error) => findings.record(error),
        }
    }
    names
}

fn no_field(object: ObjectType, offset: u64) -> FormatError {
    FormatError::Object { object, offset, cause: ObjectCause::NoField }
}

/// Hands each distinct value of the field `name` to `take` until it returns `false`: file by file, in each the value
/// that was added last first, without those of an earlier file.
///
/// Costs a look at each value, and some 50 bytes of memory for each distinct one. What cannot be read goes into the file's
/// `findings`, of which there is one for each file; the next value or file follows.
pub fn field_values(
    files: &[JournalFile<'_>],
    name: &[u8],
    findings: &mut [Findings],
    mut take: impl FnMut(&[u8]) -> bool,
) {
    let mut scratch = Scratch::default();
    let mut seen = Seen::new(files);
    for ((index, file), findings) in files.iter().enumerate().zip(findings) {
        findings.extend(file.check_tail_object().err());
        let mut values = file.values_of(name);
        loop {
            let data = match values.next_with(&mut scratch) {
                Ok(Some(data)) => data,
                Ok(None) => break,
                Err(error) => {
                    findings.record(error);
                    continue;
                }
            };
            match data.payload(&mut scratch) {
                Ok(payload) if !seen.insert(index, data.offset(), payload) => {}
                Ok(payload) => {
                    if split_field(payload).is_some_and(|(_, value)| !take(value)) {
                        return;
                    }
                }
                Err(error) => findings.record(error),
            }
        }
    }
}

/// The values that were met, as the DATA objects that hold them.
struct Seen<'f, 'a> {
    files: &'f [JournalFile<'a>],
    /// Which values are in which place nobody can tell beforehand who writes them.
    hasher: RandomState,
    table: HashTable<Value>,
    scratch: Scratch,
}

#[derive(Clone, Copy)]
struct Value {
    hash: u64,
    file: usize,
    data: DataOffset,
}

impl<'f, 'a> Seen<'f, 'a> {
    fn new(files: &'f [JournalFile<'a>]) -> Self {
        Self { files, hasher: RandomState::new(), table: HashTable::new(), scratch: Scratch::default() }
    }

    /// Notes a payload that a DATA object holds. Tells whether it was not met before.
    fn insert(&mut self, file: usize, data: DataOffset, payload: &[u8]) -> bool {
        let Self { files, hasher, table, scratch } = self;
        let hash = hasher.hash_one(payload);
        // An object that can be read no more is no reason to leave out a value.
        let mut holds = |value: &Value| {
            let file = files.get(value.file)?;
            let held = file.read_data(value.data).ok()?;
            Some(held.payload(scratch).ok()? == payload)
        };
        match table.entry(hash, |value| value.hash == hash && holds(value) == Some(true), |value| value.hash)
        {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(Value { hash, file, data });
                true
            }
        }
    }
}
