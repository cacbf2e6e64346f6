//! Look-up of DATA objects by payload and FIELD objects by name through the file's hash tables.
//!
//! A bucket is the hash modulo the number of buckets; from its head a chain of objects leads strictly forward. See
//! `docs/format.md`, "Look-ups".

use zerocopy::FromBytes;
use zerocopy::little_endian::U64;

use crate::check::{bucket_count, size_of_u64};
use crate::data::{DataObject, Scratch};
use crate::error::{FormatError, ObjectCause};
use crate::field::FieldObject;
use crate::file::JournalFile;
use crate::layout::object::{HashItem, ObjectType};
use crate::layout::offset::{DataOffset, FieldOffset};
use crate::recovery::Survey;

/// The bytes of a bucket.
const ITEM: u64 = size_of_u64::<HashItem>();

impl<'a> JournalFile<'a> {
    /// Finds the DATA object whose uncompressed payload is `payload` (`NAME=value`).
    ///
    /// Costs one chain of its bucket; a payload is decompressed only where the hash agrees. Where the chain is broken a file
    /// with a [`Recovery`](crate::Recovery) is searched by its other indexes.
    ///
    /// # Errors
    ///
    /// When an object on the way cannot be read, or the chain does not move forward.
    pub fn find_data(
        &self,
        payload: &[u8],
        scratch: &mut Scratch,
    ) -> Result<Option<DataObject<'a>>, FormatError> {
        let hash = self.hash_function().hash(payload);
        self.data_chain(payload, hash, scratch).or_else(|hidden| {
            self.find_elsewhere(hidden, Survey::has_all_data, |survey| {
                let same_hash = survey.data_with_hash(hash);
                let mut data = same_hash.filter_map(|offset| self.read_data(offset).ok());
                data.find(|data| data.has_payload(payload, scratch).unwrap_or(false))
            })
        })
    }

    /// Looks a payload up in its bucket.
    fn data_chain(
        &self,
        payload: &[u8],
        hash: u64,
        scratch: &mut Scratch,
    ) -> Result<Option<DataObject<'a>>, Hidden> {
        let bucket = self.data_buckets().of_hash(*self, hash)?;
        let mut next = DataOffset::new(bucket.head);
        let (mut links, mut last): (u64, u64) = (0, 0);
        while let Some(offset) = next {
            let data = self.read_data(offset)?;
            if data.hash() == hash && data.has_payload(payload, scratch)? {
                return Ok(Some(data));
            }
            links = links.saturating_add(1);
            self.check_chain(links, ObjectType::DATA, offset.get())?;
            (next, last) = (data.next_hash()?, offset.get());
        }
        bucket.check_end(last).map(|()| None)
    }

    /// Finds the FIELD object of the field `name`.
    ///
    /// Files from before v195 have none, even for fields that they hold.
    ///
    /// # Errors
    ///
    /// When an object on the way cannot be read, or the chain does not move forward.
    pub fn find_field(&self, name: &[u8]) -> Result<Option<FieldObject<'a>>, FormatError> {
        let hash = self.hash_function().hash(name);
        self.field_chain(name, hash).or_else(|hidden| {
            self.find_elsewhere(hidden, Survey::has_all_fields, |survey| {
                let mut fields = survey.fields().iter().filter_map(|offset| self.read_field(*offset).ok());
                fields.find(|field| field.name() == name)
            })
        })
    }

    /// Looks a name up in its bucket.
    fn field_chain(&self, name: &[u8], hash: u64) -> Result<Option<FieldObject<'a>>, Hidden> {
        let bucket = self.field_buckets().of_hash(*self, hash)?;
        let mut next = FieldOffset::new(bucket.head);
        let (mut links, mut last): (u64, u64) = (0, 0);
        while let Some(offset) = next {
            let field = self.read_field(offset)?;
            if field.hash() == hash && field.name() == name {
                return Ok(Some(field));
            }
            links = links.saturating_add(1);
            self.check_chain(links, ObjectType::FIELD, offset.get())?;
            (next, last) = (field.next_hash()?, offset.get());
        }
        bucket.check_end(last).map(|()| None)
    }

    /// What is found without the hash table, where a chain of it hides something.
    fn find_elsewhere<T>(
        &self,
        hidden: Hidden,
        has_all: impl FnOnce(&Survey, &Self) -> bool,
        find: impl FnOnce(&Survey) -> Option<T>,
    ) -> Result<Option<T>, FormatError> {
        let survey = match hidden {
            Hidden::Behind(error) if self.lies_beyond_end(&error) => None,
            _ => self.survey(),
        };
        match (survey.and_then(find), hidden) {
            (None, Hidden::Behind(error)) if !survey.is_some_and(|survey| has_all(survey, self)) => {
                Err(error)
            }
            (found, _) => Ok(found),
        }
    }

    pub(crate) fn check_chain(&self, links: u64, object: ObjectType, offset: u64) -> Result<(), FormatError> {
        let limit = self.limits().chain_links;
        if links <= limit {
            return Ok(());
        }
        Err(FormatError::Object { object, offset, cause: ObjectCause::TooLong { limit } })
    }

    pub(crate) fn data_buckets(&self) -> Buckets {
        let header = self.header();
        Buckets {
            object: ObjectType::DATA_HASH_TABLE,
            offset: header.data_hash_table_offset(),
            count: bucket_count(header.data_hash_table_size()),
            objects: header.n_data().unwrap_or_default(),
        }
    }

    pub(crate) fn field_buckets(&self) -> Buckets {
        let header = self.header();
        Buckets {
            object: ObjectType::FIELD_HASH_TABLE,
            offset: header.field_hash_table_offset(),
            count: bucket_count(header.field_hash_table_size()),
            objects: header.n_fields().unwrap_or_default(),
        }
    }
}

/// Where a hash table's items are, as the header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buckets {
    object: ObjectType,
    offset: u64,
    pub(crate) count: u64,
    /// How many objects are in them.
    objects: u64,
}

/// Why a chain may not lead to an object that is there.
#[derive(Clone, Copy, Debug)]
enum Hidden {
    /// It breaks.
    Behind(FormatError),
    /// It ends before the object that the table names as the last, or is lost with others.
    Unlinked,
}

impl From<FormatError> for Hidden {
    fn from(error: FormatError) -> Self {
        Self::Behind(error)
    }
}

/// The ends of a chain, 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    head: u64,
    tail: u64,
    /// Whether it is empty together with so many others that they were hardly all empty.
    is_blank: bool,
}

impl Bucket {
    /// Checks that the chain, which ended with the object at `last`, led to its end. While a writer adds an object the
    /// table's tail is behind, but never ahead.
    const fn check_end(self, last: u64) -> Result<(), Hidden> {
        if last < self.tail || self.is_blank { Err(Hidden::Unlinked) } else { Ok(()) }
    }
}

impl Buckets {
    /// The bytes of a page of the table, which are lost together.
    const PAGE: u64 = 4096;

    /// The bucket of a hash.
    fn of_hash(self, file: JournalFile<'_>, hash: u64) -> Result<Bucket, FormatError> {
        if self.offset == 0 {
            return Ok(Bucket::default());
        }
        let Some(bucket) = hash.checked_rem(self.count) else {
            return Err(self.error(ObjectCause::NoBuckets));
        };
        let item = self.item(file, bucket)?;
        let (head, tail) = (item.head_hash_offset.get(), item.tail_hash_offset.get());
        Ok(Bucket { head, tail, is_blank: head == 0 && self.is_blank(file, bucket) })
    }

    /// Tells whether no bucket is in use on the page of this one, although some should be.
    fn is_blank(self, file: JournalFile<'_>, bucket: u64) -> bool {
        if self.objects.saturating_mul(16) < self.count {
            return false;
        }
        let place = self.place(bucket);
        let page = place.saturating_sub(place % Self::PAGE).max(self.offset);
        let items = file.window().get(page, Self::PAGE).and_then(|page| <[U64]>::ref_from_bytes(page).ok());
        items.is_some_and(|items| items.iter().all(|item| item.get() == 0))
    }

    /// The offset of the first object in `bucket`, 0 for none.
    pub(crate) fn head(self, file: JournalFile<'_>, bucket: u64) -> Result<u64, FormatError> {
        self.item(file, bucket).map(|item| item.head_hash_offset.get())
    }

    /// What the table says of `bucket`.
    pub(crate) fn item<'a>(self, file: JournalFile<'a>, bucket: u64) -> Result<&'a HashItem, FormatError> {
        let at = self.place(bucket);
        let out_of_bounds =
            ObjectCause::OutOfBounds { need: at.saturating_add(ITEM), have: file.window().len() };
        file.window().read(at).ok_or_else(|| self.error(out_of_bounds))
    }

    const fn place(self, bucket: u64) -> u64 {
        bucket.saturating_mul(ITEM).saturating_add(self.offset)
    }

    fn error(self, cause: ObjectCause) -> FormatError {
        FormatError::Object { object: self.object, offset: self.offset, cause }
    }
}
