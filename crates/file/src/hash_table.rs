//! Look-up of DATA objects by payload and FIELD objects by name through the file's hash tables.
//!
//! A bucket is the hash modulo the number of buckets; from its head a chain of objects leads strictly forward. See
//! `docs/format.md`, "Look-ups".

use zerocopy::FromBytes;

use crate::check::{bucket_count, size_of_u64};
use crate::data::{DataObject, Scratch};
use crate::error::{FormatError, ObjectCause};
use crate::field::FieldObject;
use crate::file::JournalFile;
use crate::layout::object::{HashItem, ObjectType};
use crate::layout::offset::{DataOffset, FieldOffset};

impl<'a> JournalFile<'a> {
    /// Finds the DATA object whose uncompressed payload is `payload` (`NAME=value`).
    ///
    /// Costs one chain of its bucket; a payload is decompressed only where the hash agrees.
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
        let head = self.data_buckets().head_for(*self, hash)?;
        let mut next = DataOffset::new(head);
        let mut links: u64 = 0;
        while let Some(offset) = next {
            let data = self.read_data(offset)?;
            if data.hash() == hash && data.has_payload(payload, scratch)? {
                return Ok(Some(data));
            }
            links = links.saturating_add(1);
            self.check_chain(links, ObjectType::DATA, offset.get())?;
            next = data.next_hash()?;
        }
        Ok(None)
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
        let head = self.field_buckets().head_for(*self, hash)?;
        let mut next = FieldOffset::new(head);
        let mut links: u64 = 0;
        while let Some(offset) = next {
            let field = self.read_field(offset)?;
            if field.hash() == hash && field.name() == name {
                return Ok(Some(field));
            }
            links = links.saturating_add(1);
            self.check_chain(links, ObjectType::FIELD, offset.get())?;
            next = field.next_hash()?;
        }
        Ok(None)
    }

    pub(crate) fn check_chain(&self, links: u64, object: ObjectType, offset: u64) -> Result<(), FormatError> {
        let limit = self.limits().chain_links;
        if links <= limit {
            return Ok(());
        }
        Err(FormatError::Object { object, offset, cause: ObjectCause::TooLong { limit } })
    }

    fn data_buckets(&self) -> Buckets {
        let header = self.header();
        Buckets {
            object: ObjectType::DATA_HASH_TABLE,
            offset: header.data_hash_table_offset(),
            count: bucket_count(header.data_hash_table_size()),
        }
    }

    pub(crate) fn field_buckets(&self) -> Buckets {
        let header = self.header();
        Buckets {
            object: ObjectType::FIELD_HASH_TABLE,
            offset: header.field_hash_table_offset(),
            count: bucket_count(header.field_hash_table_size()),
        }
    }
}

/// Where a hash table's items are, as the header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buckets {
    object: ObjectType,
    offset: u64,
    pub(crate) count: u64,
}

impl Buckets {
    /// The offset of the first object in the bucket of `hash`, 0 for none.
    fn head_for(self, file: JournalFile<'_>, hash: u64) -> Result<u64, FormatError> {
        if self.offset == 0 {
            return Ok(0);
        }
        match hash.checked_rem(self.count) {
            Some(bucket) => self.head(file, bucket),
            None => Err(self.error(ObjectCause::NoBuckets)),
        }
    }

    /// The offset of the first object in `bucket`, 0 for none.
    pub(crate) fn head(self, file: JournalFile<'_>, bucket: u64) -> Result<u64, FormatError> {
        const SIZE: u64 = size_of_u64::<HashItem>();
        let at = bucket.saturating_mul(SIZE).saturating_add(self.offset);
        let item = file.window().get(at, SIZE).and_then(|bytes| HashItem::ref_from_bytes(bytes).ok());
        let out_of_bounds =
            ObjectCause::OutOfBounds { need: at.saturating_add(SIZE), have: file.window().len() };
        item.map(|item| item.head_hash_offset.get()).ok_or_else(|| self.error(out_of_bounds))
    }

    fn error(self, cause: ObjectCause) -> FormatError {
        FormatError::Object { object: self.object, offset: self.offset, cause }
    }
}
