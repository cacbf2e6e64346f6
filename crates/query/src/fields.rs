//! Field names, and the distinct values of a field, over many files.
//!
//! Both come from the files' indexes, without a look at entries: a value whose entries were lost is still listed. Files from
//! before v195 have no such index, and all their DATA objects are looked at.

use std::collections::HashSet;

use journalq_file::layout::object::ObjectType;
use journalq_file::{
    DataObject, DataOffset, Findings, FormatError, JournalFile, ObjectCause, Scratch, split_field,
};

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
/// Costs one look-up in every earlier file for each value. What cannot be read goes into the file's `findings`, of which
/// there is one for each file; the next value or file follows.
pub fn field_values(
    files: &[JournalFile<'_>],
    name: &[u8],
    findings: &mut [Findings],
    mut take: impl FnMut(&[u8]) -> bool,
) {
    let mut scratch = Scratch::default();
    let mut earlier = Earlier::default();
    for ((index, file), findings) in files.iter().enumerate().zip(findings) {
        findings.extend(file.check_tail_object().err());
        let mut values = file.values_of(name);
        while let Some(data) = values.next_with(&mut scratch).unwrap_or_else(|error| {
            findings.record(error);
            None
        }) {
            match earlier.new_value(files.get(..index).unwrap_or_default(), data) {
                Ok(Some(value)) if !take(value) => return,
                Ok(_) => {}
                Err(error) => findings.record(error),
            }
        }
    }
}

/// Tells which values are not in an earlier file.
#[derive(Default)]
struct Earlier {
    value: Scratch,
    other: Scratch,
}

impl Earlier {
    /// The value of a DATA object, unless one of `files` has it, too.
    fn new_value<'s>(
        &'s mut self,
        files: &[JournalFile<'_>],
        data: DataObject<'s>,
    ) -> Result<Option<&'s [u8]>, FormatError> {
        let payload = data.payload(&mut self.value)?;
        // Where an earlier file cannot answer, a value listed twice is better than one left out.
        let known = files.iter().any(|file| matches!(file.find_data(payload, &mut self.other), Ok(Some(_))));
        Ok(split_field(payload).map(|(_, value)| value).filter(|_| !known))
    }
}
