//! FIELD objects: field names, and through them the distinct values of a field.

use std::vec;

use zerocopy::FromBytes;

use crate::check::check_link;
use crate::data::{DataObject, Scratch};
use crate::error::{FormatError, ObjectCause};
use crate::file::{JournalFile, Object};
use crate::hash_table::Buckets;
use crate::layout::object::{FieldHead, ObjectType};
use crate::layout::offset::{DataOffset, FieldOffset};
use crate::objects::Objects;
use crate::recovery::Survey;

/// What the names of those fields begin with that a reader adds to entries, such as where a salvaged one was found. No
/// logger can make up such a field: journald refuses names with two underscores in front.
pub const ADDED_FIELDS: &[u8] = b"__JOURNALQ_";

/// A FIELD object in the file's bytes.
#[derive(Clone, Copy, Debug)]
pub struct FieldObject<'a> {
    offset: FieldOffset,
    head: &'a FieldHead,
    name: &'a [u8],
}

impl<'a> FieldObject<'a> {
    /// Where the object starts.
    #[must_use]
    pub const fn offset(&self) -> FieldOffset {
        self.offset
    }

    /// The hash of the name, as stored.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.head.hash.get()
    }

    /// The field's name, without `=`.
    #[must_use]
    pub const fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The DATA object that was added last with this name.
    #[must_use]
    pub fn head_data(&self) -> Option<DataOffset> {
        DataOffset::new(self.head.head_data_offset.get())
    }

    /// The next object in the same hash bucket; it lies behind this one.
    ///
    /// # Errors
    ///
    /// When the link is misaligned or does not move forward.
    pub fn next_hash(&self) -> Result<Option<FieldOffset>, FormatError> {
        let (offset, next) = (self.offset.get(), self.head.next_hash_offset.get());
        check_link(ObjectType::FIELD, offset, "next_hash_offset", next, next > offset)?;
        Ok(FieldOffset::new(next))
    }
}

impl<'a> JournalFile<'a> {
    /// Reads the FIELD object at `offset`.
    ///
    /// # Errors
    ///
    /// When there is no FIELD object, it reaches beyond the file, or it has no name.
    pub fn read_field(&self, offset: FieldOffset) -> Result<FieldObject<'a>, FormatError> {
        let Object { bytes, .. } = self.object(offset.get(), ObjectType::FIELD)?;
        match FieldHead::ref_from_prefix(bytes) {
            Ok((head, name)) if !name.is_empty() => Ok(FieldObject { offset, head, name }),
            _ => Err(FormatError::Object {
                object: ObjectType::FIELD,
                offset: offset.get(),
                cause: ObjectCause::Size { found: u64::try_from(bytes.len()).unwrap_or(u64::MAX) },
            }),
        }
    }

    /// The FIELD objects, in the order of the hash table's buckets, which for keyed hashes is a different one in every
    /// file.
    ///
    /// An error costs the rest of its bucket's chain, the next bucket follows. In a file with a
    /// [`Recovery`](crate::Recovery) what the buckets do not lead to comes behind them. Files from before v195 have none.
    #[must_use]
    pub fn fields(&self) -> Fields<'a> {
        Fields {
            file: *self,
            buckets: self.field_buckets(),
            bucket: 0,
            next: None,
            links: 0,
            expected: self.header().n_fields().unwrap_or_default(),
            met: Vec::new(),
            rest: None,
        }
    }

    /// The DATA objects of the field `name`, one for each distinct value, newest first.
    ///
    /// Files from before v195 do not index them: there all objects are looked at, oldest first. Ends after an error, unless
    /// the file has a [`Recovery`](crate::Recovery): then what other indexes reach comes behind.
    #[must_use]
    pub fn values_of(&self, name: &[u8]) -> Values<'a> {
        let found = match self.header().n_fields() {
            Some(0) | None => {
                return Values::new(*self, name, From::Scan(self.objects()));
            }
            Some(_) => self.find_field(name),
        };
        let from = match found {
            Ok(field) => From::Chain(field.and_then(|field| field.head_data())),
            Err(error) => From::Failed(error),
        };
        Values::new(*self, name, from)
    }
}

/// The FIELD objects of a file; made by [`JournalFile::fields`].
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    file: JournalFile<'a>,
    buckets: Buckets,
    /// The bucket to enter when the present chain ends.
    bucket: u64,
    next: Option<FieldOffset>,
    links: u64,
    /// How many there should be.
    expected: u64,
    /// Those that were returned.
    met: Vec<FieldOffset>,
    /// Those that the buckets do not lead to, when the buckets have ended.
    rest: Option<vec::IntoIter<FieldOffset>>,
}

impl<'a> Fields<'a> {
    fn step(&mut self) -> Result<Option<FieldObject<'a>>, FormatError> {
        while self.next.is_none() {
            if self.bucket >= self.buckets.count {
                return Ok(self.step_elsewhere());
            }
            let bucket = self.bucket;
            self.bucket = bucket.saturating_add(1);
            self.links = 0;
            let head = self.buckets.head(self.file, bucket).inspect_err(|_| {
                // The table ends here; the buckets that the header counts beyond are not worth an error each.
                self.bucket = self.buckets.count;
            });
            self.next = FieldOffset::new(head?);
        }
        let Some(offset) = self.next.take() else { return Ok(None) };
        let field = self.file.read_field(offset)?;
        // Buckets that share a chain would list it once for each of them.
        if field.hash().checked_rem(self.buckets.count) != self.bucket.checked_sub(1) {
            let cause = ObjectCause::Value { field: "hash", found: field.hash() };
            return Err(FormatError::Object { object: ObjectType::FIELD, offset: offset.get(), cause });
        }
        self.links = self.links.saturating_add(1);
        self.file.check_chain(self.links, ObjectType::FIELD, offset.get())?;
        self.next = field.next_hash()?;
        self.met.push(offset);
        Ok(Some(field))
    }

    /// The next one of those that the buckets do not lead to.
    fn step_elsewhere(&mut self) -> Option<FieldObject<'a>> {
        let Self { file, expected, met, rest, .. } = self;
        let rest = rest.get_or_insert_with(|| {
            let is_whole = u64::try_from(met.len()).is_ok_and(|met| met >= *expected);
            met.sort_unstable();
            let known = if is_whole { &[] } else { file.survey().map_or(&[][..], Survey::fields) };
            let unmet = known.iter().filter(|field| met.binary_search(field).is_err());
            unmet.copied().collect::<Vec<_>>().into_iter()
        });
        rest.find_map(|field| file.read_field(field).ok())
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<FieldObject<'a>, FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.step() {
                // Each of them comes behind the buckets.
                Err(_) if self.file.survey().is_some_and(|survey| survey.has_all_fields(&self.file)) => {}
                result => return result.transpose(),
            }
        }
    }
}

/// The DATA objects of one field; made by [`JournalFile::values_of`].
#[derive(Clone, Debug)]
pub struct Values<'a> {
    file: JournalFile<'a>,
    /// `NAME=`
    prefix: Vec<u8>,
    from: From<'a>,
    /// Where the last one was.
    last: Option<DataOffset>,
}

#[derive(Clone, Debug)]
enum From<'a> {
    Chain(Option<DataOffset>),
    Scan(Objects<'a>),
    /// DATA objects of all fields.
    Known(vec::IntoIter<DataOffset>),
    Failed(FormatError),
    Ended,
}

impl<'a> Values<'a> {
    fn new(file: JournalFile<'a>, name: &[u8], from: From<'a>) -> Self {
        Self { file, prefix: [name, b"="].concat(), from, last: None }
    }

    /// The next DATA object of the field, whose payload's first bytes are read with the help of `scratch`.
    ///
    /// # Errors
    ///
    /// When an object cannot be read, does not belong to the field, or the chain does not move on. What follows then, if anything,
    /// is found by other indexes.
    pub fn next_with(&mut self, scratch: &mut Scratch) -> Result<Option<DataObject<'a>>, FormatError> {
        let error = match self.step(scratch) {
            Ok(Some(data)) => {
                self.last = Some(data.offset());
                return Ok(Some(data));
            }
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let is_chain = matches!(self.from, From::Chain(_) | From::Failed(_));
        self.from = From::Ended;
        let Some(error) = error else { return Ok(None) };
        match self.file.survey().filter(|_| is_chain && !self.file.lies_beyond_end(&error)) {
            Some(survey) => {
                let end = self.last.map_or(u64::MAX, DataOffset::get);
                self.from = From::Known(survey.data_before(end).into_iter());
                if survey.has_all_data(&self.file) { self.next_with(scratch) } else { Err(error) }
            }
            None => Err(error),
        }
    }

    fn step(&mut self, scratch: &mut Scratch) -> Result<Option<DataObject<'a>>, FormatError> {
        match &mut self.from {
            From::Ended => Ok(None),
            From::Failed(error) => Err(*error),
            From::Known(known) => {
                let file = self.file;
                let mut data = known.filter_map(|offset| file.read_data(offset).ok());
                let prefix = &self.prefix;
                let is_of_field = |data: &DataObject<'a>| {
                    data.payload_prefix(prefix.len(), scratch).is_ok_and(|found| found == prefix)
                };
                Ok(data.find(is_of_field))
            }
            From::Scan(objects) => {
                for object in objects {
                    let (offset, object_type) = object?;
                    let Some(offset) = DataOffset::new(offset).filter(|_| object_type == ObjectType::DATA)
                    else {
                        continue;
                    };
                    let data = self.file.read_data(offset)?;
                    if data.payload_prefix(self.prefix.len(), scratch)? == self.prefix {
                        return Ok(Some(data));
                    }
                }
                Ok(None)
            }
            // There can be as many values as objects; that each link leads back bounds them.
            From::Chain(next) => {
                let Some(offset) = *next else { return Ok(None) };
                let data = self.file.read_data(offset)?;
                *next = data.next_field()?;
                if data.payload_prefix(self.prefix.len(), scratch)? != self.prefix {
                    let cause = ObjectCause::NoField;
                    return Err(FormatError::Object {
                        object: ObjectType::DATA,
                        offset: offset.get(),
                        cause,
                    });
                }
                Ok(Some(data))
            }
        }
    }
}
