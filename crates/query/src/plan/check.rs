//! What is looked up in an entry itself, where no list of entries tells it.

use journalq_file::codec::CodecError;
use journalq_file::layout::object::ObjectType;
use journalq_file::{DataObject, DataOffset, Entry, FormatError, JournalFile, ObjectCause, Scratch};

use super::memo::{Memo, Verdict};
use crate::condition::{Address, Relation, ValueTest};

/// A condition on an entry that was read.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// It refers to one of these DATA objects, which are sorted.
    Objects(Vec<DataOffset>),
    Field(Box<FieldCheck>),
    Address(Address, Relation, u64),
    Not(Box<Check>),
    And(Vec<Check>),
    Or(Vec<Check>),
}

impl Check {
    pub(super) fn objects(objects: impl Iterator<Item = DataOffset>) -> Self {
        let mut objects: Vec<DataOffset> = objects.collect();
        objects.sort_unstable();
        Self::Objects(objects)
    }

    pub(super) fn all(terms: impl Iterator<Item = Self>) -> Self {
        Self::And(cheap_first(terms))
    }

    pub(super) fn any(terms: impl Iterator<Item = Self>) -> Self {
        Self::Or(cheap_first(terms))
    }

    /// What it costs, compared with others.
    const fn cost(&self) -> u8 {
        match self {
            Self::Address(..) => 0,
            Self::Objects(_) => 1,
            Self::Not(_) | Self::And(_) | Self::Or(_) => 2,
            Self::Field(_) => 3,
        }
    }

    /// Tells whether it holds for an entry. What cannot be read of it counts as not there, and goes into `lost`.
    pub(super) fn admits(
        &mut self,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        lost: &mut Vec<FormatError>,
    ) -> bool {
        match self {
            Self::Objects(objects) => entry.items().any(|item| objects.binary_search(&item).is_ok()),
            Self::Field(field) => field.admits(file, entry, lost),
            Self::Address(address, relation, number) => {
                relation.admits(address.of(&entry.head()).cmp(number))
            }
            Self::Not(term) => !term.admits(file, entry, lost),
            Self::And(terms) => terms.iter_mut().all(|term| term.admits(file, entry, lost)),
            Self::Or(terms) => terms.iter_mut().any(|term| term.admits(file, entry, lost)),
        }
    }
}

fn cheap_first(terms: impl Iterator<Item = Check>) -> Vec<Check> {
    let mut terms: Vec<Check> = terms.collect();
    terms.sort_by_key(Check::cost);
    terms
}

/// A test of the values that an entry has of a field. DATA objects that many entries share are tested once.
#[derive(Debug)]
pub(super) struct FieldCheck {
    /// `NAME=`
    prefix: Vec<u8>,
    test: ValueTest,
    memo: Memo,
    scratch: Scratch,
    /// How many bytes were decompressed.
    spent: u64,
}

/// What was found stays behind: another worker meets other entries.
impl Clone for FieldCheck {
    fn clone(&self) -> Self {
        Self {
            prefix: self.prefix.clone(),
            test: self.test.clone(),
            memo: Memo::default(),
            scratch: Scratch::default(),
            spent: self.spent,
        }
    }
}

impl FieldCheck {
    pub(super) fn new(name: &[u8], test: ValueTest) -> Self {
        Self {
            prefix: [name, b"="].concat(),
            test,
            memo: Memo::default(),
            scratch: Scratch::default(),
            spent: 0,
        }
    }

    fn admits(&mut self, file: &JournalFile<'_>, entry: &Entry<'_>, lost: &mut Vec<FormatError>) -> bool {
        entry.items().any(|item| match self.memo.get(item) {
            Some(verdict) => verdict == Verdict::Passes,
            None => self.test_object(file, item).unwrap_or_else(|error| {
                lost.push(error);
                false
            }),
        })
    }

    fn test_object(&mut self, file: &JournalFile<'_>, item: DataOffset) -> Result<bool, FormatError> {
        let data = file.read_data(item)?;
        let is_compressed = data.codec()?.is_some();
        let limit = file.limits().run_bytes;
        if is_compressed && self.spent >= limit {
            let cause = ObjectCause::Payload(CodecError::OverLimit);
            return Err(FormatError::Object { object: ObjectType::DATA, offset: item.get(), cause });
        }
        let passes = self.test_payload(&data);
        if is_compressed {
            // What is no field of this name, or does not decompress, cost no less than what it stores.
            let len = passes.as_ref().map_or(0, |(_, len)| *len).max(data.stored().len());
            self.spent = self.spent.saturating_add(u64::try_from(len).unwrap_or(u64::MAX));
        }
        let (passes, _) = passes?;
        self.memo.put(file, &data, if passes { Verdict::Passes } else { Verdict::Fails });
        Ok(passes)
    }

    /// Tells whether a payload is one of the field whose value passes, and how many bytes were looked at.
    fn test_payload(&mut self, data: &DataObject<'_>) -> Result<(bool, usize), FormatError> {
        let Self { prefix, test, scratch, .. } = self;
        if data.payload_prefix(prefix.len(), scratch)? != prefix.as_slice() {
            return Ok((false, prefix.len()));
        }
        let payload = data.payload(scratch)?;
        let passes = payload.strip_prefix(prefix.as_slice()).is_some_and(|value| test.admits(value));
        Ok((passes, payload.len()))
    }
}
