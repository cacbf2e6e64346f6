//! Objects as the verifier loads them: with every check that journald makes on moving to one.
//!
//! The reader checks a link when it follows it; journald refuses the object that has it. To judge like journald, this is
//! stricter than the reader (`docs/format.md`, "Objects").

use zerocopy::FromBytes;
use zerocopy::little_endian::U64;

use crate::check::{TIME_LIMIT, is_aligned};
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::items::{ArrayItems, EntryItems};
use crate::layout::flags::ObjectFlags;
use crate::layout::id128::Id128;
use crate::layout::object::{
    CompactDataHead, DataHead, EntryArrayHead, FieldHead, HashItem, ObjectHeader, ObjectType, RawEntryHead,
    TagObject,
};

/// An object that passed the checks. What it says was copied once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loaded<'a> {
    pub(super) offset: u64,
    pub(super) object_type: ObjectType,
    pub(super) flags: ObjectFlags,
    /// All of it, as long as its size says.
    pub(super) bytes: &'a [u8],
    pub(super) body: Body<'a>,
}

/// What an object holds, by its type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'a> {
    Data(Data<'a>),
    Field(Field<'a>),
    Entry(Entry<'a>),
    Table(&'a [HashItem]),
    Array(Array<'a>),
    Tag { seqnum: u64, epoch: u64 },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Data<'a> {
    pub(super) hash: u64,
    pub(super) next_hash: u64,
    pub(super) next_field: u64,
    pub(super) entry: u64,
    pub(super) array: u64,
    pub(super) n_entries: u64,
    /// In the compact layout the last array of the list, and the items in use in it.
    pub(super) tail: Option<(u64, u64)>,
    pub(super) payload: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) hash: u64,
    pub(super) next_hash: u64,
    pub(super) head_data: u64,
    pub(super) name: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) seqnum: u64,
    pub(super) realtime: u64,
    pub(super) monotonic: u64,
    pub(super) boot_id: Id128,
    pub(super) items: EntryItems<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Array<'a> {
    pub(super) next: u64,
    pub(super) items: ArrayItems<'a>,
}

impl Loaded<'_> {
    /// Where the next object starts.
    pub(super) fn end(&self) -> u64 {
        let size = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        size.checked_next_multiple_of(8).and_then(|size| self.offset.checked_add(size)).unwrap_or(u64::MAX)
    }

    /// The reserved bytes of its header.
    pub(super) fn reserved(&self) -> [u8; 6] {
        ObjectHeader::ref_from_prefix(self.bytes).map(|(header, _)| header.reserved).unwrap_or_default()
    }
}

impl<'a> JournalFile<'a> {
    /// Loads the object at `offset`, of the `expected` type or of any, after journald's checks in journald's order.
    pub(super) fn load(&self, offset: u64, expected: Option<ObjectType>) -> Result<Loaded<'a>, FormatError> {
        let mut object = expected.unwrap_or(ObjectType(0));
        self.load_checked(offset, expected, &mut object).map_err(|cause| FormatError::Object {
            object,
            offset,
            cause,
        })
    }

    fn load_checked(
        &self,
        offset: u64,
        expected: Option<ObjectType>,
        found: &mut ObjectType,
    ) -> Result<Loaded<'a>, ObjectCause> {
        if !is_aligned(offset) {
            return Err(ObjectCause::Misaligned);
        }
        if offset < self.header_size() {
            return Err(ObjectCause::InHeader);
        }
        let have = self.window().len();
        let out_of_bounds = |len: u64| ObjectCause::OutOfBounds { need: offset.saturating_add(len), have };
        let header: &ObjectHeader = self.window().read(offset).ok_or_else(|| out_of_bounds(16))?;
        let (object_type, flags, size) = (header.object_type, header.flags, header.size.get());
        if size == 0 {
            return Err(ObjectCause::Unwritten);
        }
        let head_size = object_type.head_size(self.is_compact());
        let head_size = head_size.ok_or(ObjectCause::WrongType { found: object_type })?;
        if expected.is_some_and(|expected| expected != object_type) {
            return Err(ObjectCause::WrongType { found: object_type });
        }
        *found = object_type;
        if u64::try_from(head_size).is_ok_and(|head_size| size < head_size) {
            return Err(ObjectCause::Size { found: size });
        }
        if offset.checked_add(size).is_none() {
            return Err(ObjectCause::Size { found: size });
        }
        let bytes = self.window().get(offset, size).ok_or_else(|| out_of_bounds(size))?;
        let body = self.body(offset, object_type, bytes)?;
        Ok(Loaded { offset, object_type, flags: ObjectFlags(flags), bytes, body })
    }

    fn body(&self, offset: u64, object_type: ObjectType, bytes: &'a [u8]) -> Result<Body<'a>, ObjectCause> {
        let wrong_size = || ObjectCause::Size { found: u64::try_from(bytes.len()).unwrap_or(u64::MAX) };
        let body = match object_type {
            ObjectType::DATA => self.data_body(offset, bytes)?.map(Body::Data),
            ObjectType::FIELD => field_body(offset, bytes)?.map(Body::Field),
            ObjectType::ENTRY => self.entry_body(bytes)?.map(Body::Entry),
            ObjectType::DATA_HASH_TABLE | ObjectType::FIELD_HASH_TABLE => bytes
                .get(size_of::<ObjectHeader>()..)
                .and_then(|items| <[HashItem]>::ref_from_bytes(items).ok())
                .filter(|items| !items.is_empty())
                .map(Body::Table),
            ObjectType::ENTRY_ARRAY => self.array_body(offset, bytes)?.map(Body::Array),
            _ => tag_body(bytes)?,
        };
        body.ok_or_else(wrong_size)
    }

    fn data_body(&self, offset: u64, bytes: &'a [u8]) -> Result<Option<Data<'a>>, ObjectCause> {
        let (head, tail, payload) = if self.is_compact() {
            let Ok((head, payload)) = CompactDataHead::ref_from_prefix(bytes) else { return Ok(None) };
            let tail = (head.tail_entry_array_offset.get(), head.tail_entry_array_n_entries.get());
            (&head.data, Some((tail.0.into(), tail.1.into())), payload)
        } else {
            let Ok((head, payload)) = DataHead::ref_from_prefix(bytes) else { return Ok(None) };
            (head, None, payload)
        };
        let data = Data {
            hash: head.hash.get(),
            next_hash: head.next_hash_offset.get(),
            next_field: head.next_field_offset.get(),
            entry: head.entry_offset.get(),
            array: head.entry_array_offset.get(),
            n_entries: head.n_entries.get(),
            tail,
            payload,
        };
        if (data.entry == 0) != (data.n_entries == 0) {
            return Err(ObjectCause::Value { field: "n_entries", found: data.n_entries });
        }
        if payload.is_empty() {
            return Ok(None);
        }
        check_aligned("next_hash_offset", data.next_hash)?;
        check_aligned("next_field_offset", data.next_field)?;
        check_aligned("entry_offset", data.entry)?;
        check_aligned("entry_array_offset", data.array)?;
        check_onward(data.next_hash, data.next_hash > offset)?;
        check_onward(data.next_field, data.next_field < offset)?;
        Ok(Some(data))
    }

    fn entry_body(&self, bytes: &'a [u8]) -> Result<Option<Entry<'a>>, ObjectCause> {
        let Ok((head, items)) = RawEntryHead::ref_from_prefix(bytes) else { return Ok(None) };
        let items = EntryItems::new(items, self.is_compact()).filter(|items| items.len() > 0);
        let Some(items) = items else { return Ok(None) };
        let entry = Entry {
            seqnum: head.seqnum.get(),
            realtime: head.realtime.get(),
            monotonic: head.monotonic.get(),
            boot_id: head.boot_id,
            items,
        };
        let value = |field, found| Err(ObjectCause::Value { field, found });
        if entry.seqnum == 0 {
            return value("seqnum", 0);
        }
        if entry.realtime == 0 || entry.realtime >= TIME_LIMIT {
            return value("realtime", entry.realtime);
        }
        if entry.monotonic >= TIME_LIMIT {
            return value("monotonic", entry.monotonic);
        }
        if entry.boot_id.is_null() {
            return value("boot_id", 0);
        }
        Ok(Some(entry))
    }

    fn array_body(&self, offset: u64, bytes: &'a [u8]) -> Result<Option<Array<'a>>, ObjectCause> {
        let Ok((head, items)) = EntryArrayHead::ref_from_prefix(bytes) else { return Ok(None) };
        let size = if self.is_compact() { 4 } else { size_of::<U64>() };
        if items.is_empty() || !items.len().is_multiple_of(size) {
            return Ok(None);
        }
        let next = head.next_entry_array_offset.get();
        check_aligned("next_entry_array_offset", next)?;
        check_onward(next, next > offset)?;
        Ok(Some(Array { next, items: ArrayItems::new(items, self.is_compact()) }))
    }
}

fn field_body(offset: u64, bytes: &[u8]) -> Result<Option<Field<'_>>, ObjectCause> {
    let Ok((head, name)) = FieldHead::ref_from_prefix(bytes) else { return Ok(None) };
    if name.is_empty() {
        return Ok(None);
    }
    let (next_hash, head_data) = (head.next_hash_offset.get(), head.head_data_offset.get());
    check_aligned("next_hash_offset", next_hash)?;
    check_aligned("head_data_offset", head_data)?;
    check_onward(next_hash, next_hash > offset)?;
    Ok(Some(Field { hash: head.hash.get(), next_hash, head_data, name }))
}

fn tag_body<'a>(bytes: &[u8]) -> Result<Option<Body<'a>>, ObjectCause> {
    let Ok(tag) = TagObject::ref_from_bytes(bytes) else { return Ok(None) };
    let (seqnum, epoch) = (tag.seqnum.get(), tag.epoch.get());
    if epoch >= TIME_LIMIT {
        return Err(ObjectCause::Value { field: "epoch", found: epoch });
    }
    Ok(Some(Body::Tag { seqnum, epoch }))
}

fn check_aligned(field: &'static str, found: u64) -> Result<(), ObjectCause> {
    if is_aligned(found) { Ok(()) } else { Err(ObjectCause::Value { field, found }) }
}

fn check_onward(next: u64, moves_on: bool) -> Result<(), ObjectCause> {
    if next == 0 || moves_on { Ok(()) } else { Err(ObjectCause::NotForward { next }) }
}
