//! A naive reader of healthy journal files: walks every object in file order and keeps everything in memory.
//!
//! It is slow on purpose. No hash table, no entry array and no link is followed, nothing is bisected; a question is
//! answered by looking at all entries. That makes it obviously right, and a fast reader is compared with it.
//!
//! Damaged files are not its business: it returns an [`Error`] at the first thing that is wrong.

mod bytes;
mod content;
mod merge;
mod payload;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use self::bytes::Bytes;
pub use self::content::Content;
pub use self::merge::{Merged, merge};

const KEYED_HASH: u32 = 1 << 2;
const COMPACT: u32 = 1 << 4;
const OBJECT_HEADER_SIZE: u64 = 16;

/// Why a file cannot be read: what is wrong, and the offset in bytes where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Bytes from the start of the file.
    pub offset: u64,
    /// What is wrong there.
    pub what: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {:#x}", self.what, self.offset)
    }
}

impl std::error::Error for Error {}

/// A whole journal file in memory.
#[derive(Clone, Debug)]
pub struct Journal {
    /// The header.
    pub header: Header,
    /// DATA objects by offset.
    pub data: BTreeMap<u64, Data>,
    /// FIELD objects by offset.
    pub fields: BTreeMap<u64, Field>,
    /// ENTRY objects, in the order of their sequence numbers.
    pub entries: Vec<Entry>,
    /// ENTRY_ARRAY objects by offset.
    pub entry_arrays: BTreeMap<u64, EntryArray>,
    /// The number of TAG objects.
    pub n_tags: u64,
    /// The number of objects of all kinds, the hash tables included.
    pub n_objects: u64,
    /// Where all objects lie, in the order of the file.
    pub objects: Vec<Object>,
}

/// The place of an object of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// The number of the object's type.
    pub object_type: u8,
    /// Bytes from the start of the file.
    pub offset: u64,
    /// The size in bytes as the object's header gives it, without padding.
    pub size: u64,
}

/// The header's values; those of later versions are `None` where `header_size` does not cover them.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct Header {
    pub compatible_flags: u32,
    pub incompatible_flags: u32,
    pub state: u8,
    pub file_id: [u8; 16],
    pub machine_id: [u8; 16],
    pub tail_entry_boot_id: [u8; 16],
    pub seqnum_id: [u8; 16],
    pub header_size: u64,
    pub arena_size: u64,
    pub data_hash_table_offset: u64,
    pub data_hash_table_size: u64,
    pub field_hash_table_offset: u64,
    pub field_hash_table_size: u64,
    pub tail_object_offset: u64,
    pub n_objects: u64,
    pub n_entries: u64,
    pub tail_entry_seqnum: u64,
    pub head_entry_seqnum: u64,
    pub entry_array_offset: u64,
    pub head_entry_realtime: u64,
    pub tail_entry_realtime: u64,
    pub tail_entry_monotonic: u64,
    pub n_data: Option<u64>,
    pub n_fields: Option<u64>,
    pub n_tags: Option<u64>,
    pub n_entry_arrays: Option<u64>,
    pub data_hash_chain_depth: Option<u64>,
    pub field_hash_chain_depth: Option<u64>,
    pub tail_entry_array_offset: Option<u32>,
    pub tail_entry_array_n_entries: Option<u32>,
    pub tail_entry_offset: Option<u64>,
}

impl Header {
    /// Tells whether the file has the compact layout.
    #[must_use]
    pub fn is_compact(&self) -> bool {
        self.incompatible_flags & COMPACT != 0
    }

    /// Tells whether the hashes of DATA and FIELD objects are keyed.
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.incompatible_flags & KEYED_HASH != 0
    }
}

/// A DATA object.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct Data {
    pub hash: u64,
    pub next_hash_offset: u64,
    pub next_field_offset: u64,
    pub entry_offset: u64,
    pub entry_array_offset: u64,
    pub n_entries: u64,
    /// The object's flags, which tell how the payload is stored.
    pub flags: u8,
    /// `NAME=value`, decompressed.
    pub payload: Vec<u8>,
}

impl Data {
    /// The name and the value; `None` where the payload has no `=`.
    #[must_use]
    pub fn split(&self) -> Option<(&[u8], &[u8])> {
        let at = self.payload.iter().position(|byte| *byte == b'=')?;
        Some((&self.payload[..at], &self.payload[at + 1..]))
    }
}

/// A FIELD object.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct Field {
    pub hash: u64,
    pub next_hash_offset: u64,
    pub head_data_offset: u64,
    pub name: Vec<u8>,
}

/// An ENTRY object.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct Entry {
    pub offset: u64,
    pub seqnum: u64,
    pub realtime: u64,
    pub monotonic: u64,
    pub boot_id: [u8; 16],
    pub xor_hash: u64,
    /// Offsets of DATA objects, in stored order.
    pub items: Vec<u64>,
}

/// An ENTRY_ARRAY object.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct EntryArray {
    pub next_entry_array_offset: u64,
    /// Offsets of entries; 0 where an item is not used yet.
    pub items: Vec<u64>,
}

impl Journal {
    /// Reads a journal file from its bytes.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong: a short or foreign file, an object that passes the end of the file or is of an
    /// unknown type, a last object elsewhere than the header says, a payload that does not decompress, an entry item that is not the offset of a DATA object.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = Bytes(bytes);
        let mut journal = Self {
            header: read_header(bytes)?,
            data: BTreeMap::new(),
            fields: BTreeMap::new(),
            entries: Vec::new(),
            entry_arrays: BTreeMap::new(),
            n_tags: 0,
            n_objects: 0,
            objects: Vec::new(),
        };
        let tail = journal.header.tail_object_offset;
        let (mut offset, mut last) = (journal.header.header_size, 0);
        while tail != 0 && offset <= tail {
            last = offset;
            let size = journal.read_object(bytes, offset)?;
            offset = offset
                .checked_add(size)
                .and_then(|end| end.checked_next_multiple_of(8))
                .ok_or(Error { offset, what: "object passes the end of the file" })?;
        }
        if last != tail {
            return Err(Error { offset: tail, what: "no object where the last one should be" });
        }
        journal.entries.sort_by_key(|entry| entry.seqnum);
        for entry in &journal.entries {
            if entry.items.iter().any(|item| !journal.data.contains_key(item)) {
                return Err(Error {
                    offset: entry.offset,
                    what: "entry with an item that is no data object",
                });
            }
        }
        Ok(journal)
    }

    /// Adds the object at `offset` and returns its size.
    fn read_object(&mut self, bytes: Bytes<'_>, offset: u64) -> Result<u64, Error> {
        let size = bytes.u64(offset, 8)?;
        if size < OBJECT_HEADER_SIZE {
            return Err(Error { offset, what: "object smaller than its header" });
        }
        let object = bytes.range(offset, size)?;
        let compact = self.header.is_compact();
        let object_type = object.u8(0, 0)?;
        match object_type {
            1 => drop(self.data.insert(offset, read_data(object, offset, compact)?)),
            2 => drop(self.fields.insert(offset, read_field(object)?)),
            3 => self.entries.push(read_entry(object, offset, compact)?),
            4 | 5 => {}
            6 => drop(self.entry_arrays.insert(offset, read_entry_array(object, compact)?)),
            7 => self.n_tags += 1,
            _ => return Err(Error { offset, what: "object of unknown type" }),
        }
        self.n_objects += 1;
        self.objects.push(Object { object_type, offset, size });
        Ok(size)
    }

    /// The payloads of an entry's items, in stored order.
    #[must_use]
    pub fn payloads(&self, entry: &Entry) -> Vec<&[u8]> {
        entry.items.iter().filter_map(|item| self.data.get(item)).map(|data| &data.payload[..]).collect()
    }

    /// The values that an entry has for a field, in stored order.
    #[must_use]
    pub fn values(&self, entry: &Entry, field: &[u8]) -> Vec<&[u8]> {
        let pairs = entry.items.iter().filter_map(|item| self.data.get(item)).filter_map(Data::split);
        pairs.filter(|(name, _)| *name == field).map(|(_, value)| value).collect()
    }

    /// The entries that have `NAME=value` among their items, by sequence number.
    #[must_use]
    pub fn entries_with(&self, payload: &[u8]) -> Vec<&Entry> {
        let equal = self.data.iter().filter(|(_, data)| data.payload == payload);
        let data: Vec<u64> = equal.map(|(offset, _)| *offset).collect();
        self.entries.iter().filter(|entry| entry.items.iter().any(|item| data.contains(item))).collect()
    }

    /// Every distinct value of a field that some DATA object holds.
    #[must_use]
    pub fn distinct_values(&self, field: &[u8]) -> BTreeSet<&[u8]> {
        let pairs = self.data.values().filter_map(Data::split);
        pairs.filter(|(name, _)| *name == field).map(|(_, value)| value).collect()
    }

    /// The name of every field that some DATA object belongs to.
    #[must_use]
    pub fn field_names(&self) -> BTreeSet<&[u8]> {
        self.data.values().filter_map(Data::split).map(|(name, _)| name).collect()
    }

    /// The first entry, by sequence number, with this property: `|e| e.realtime >= since`.
    pub fn first(&self, wanted: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        self.entries.iter().find(|entry| wanted(entry))
    }

    /// The last entry, by sequence number, with this property: `|e| e.offset <= offset`.
    pub fn last(&self, wanted: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| wanted(entry))
    }
}

fn read_header(bytes: Bytes<'_>) -> Result<Header, Error> {
    if bytes.range(0, 8)?.0 != b"LPKSHHRH" {
        return Err(Error { offset: 0, what: "wrong signature" });
    }
    let u64 = |at| bytes.u64(0, at);
    let size = u64(88)?;
    if size < 208 {
        return Err(Error { offset: 88, what: "header too small" });
    }
    let optional_u64 = |at| if at + 8 <= size { u64(at).map(Some) } else { Ok(None) };
    let optional_u32 = |at| if at + 4 <= size { bytes.u32(0, at).map(Some) } else { Ok(None) };
    Ok(Header {
        compatible_flags: bytes.u32(0, 8)?,
        incompatible_flags: bytes.u32(0, 12)?,
        state: bytes.u8(0, 16)?,
        file_id: bytes.id128(0, 24)?,
        machine_id: bytes.id128(0, 40)?,
        tail_entry_boot_id: bytes.id128(0, 56)?,
        seqnum_id: bytes.id128(0, 72)?,
        header_size: size,
        arena_size: u64(96)?,
        data_hash_table_offset: u64(104)?,
        data_hash_table_size: u64(112)?,
        field_hash_table_offset: u64(120)?,
        field_hash_table_size: u64(128)?,
        tail_object_offset: u64(136)?,
        n_objects: u64(144)?,
        n_entries: u64(152)?,
        tail_entry_seqnum: u64(160)?,
        head_entry_seqnum: u64(168)?,
        entry_array_offset: u64(176)?,
        head_entry_realtime: u64(184)?,
        tail_entry_realtime: u64(192)?,
        tail_entry_monotonic: u64(200)?,
        n_data: optional_u64(208)?,
        n_fields: optional_u64(216)?,
        n_tags: optional_u64(224)?,
        n_entry_arrays: optional_u64(232)?,
        data_hash_chain_depth: optional_u64(240)?,
        field_hash_chain_depth: optional_u64(248)?,
        tail_entry_array_offset: optional_u32(256)?,
        tail_entry_array_n_entries: optional_u32(260)?,
        tail_entry_offset: optional_u64(264)?,
    })
}

fn read_data(object: Bytes<'_>, offset: u64, compact: bool) -> Result<Data, Error> {
    let flags = object.u8(0, 1)?;
    let stored = object.from(if compact { 72 } else { 64 })?;
    let payload = payload::decompress(flags, stored.0).map_err(|what| Error { offset, what })?;
    Ok(Data {
        hash: object.u64(0, 16)?,
        next_hash_offset: object.u64(0, 24)?,
        next_field_offset: object.u64(0, 32)?,
        entry_offset: object.u64(0, 40)?,
        entry_array_offset: object.u64(0, 48)?,
        n_entries: object.u64(0, 56)?,
        flags,
        payload,
    })
}

fn read_field(object: Bytes<'_>) -> Result<Field, Error> {
    Ok(Field {
        hash: object.u64(0, 16)?,
        next_hash_offset: object.u64(0, 24)?,
        head_data_offset: object.u64(0, 32)?,
        name: object.from(40)?.0.to_vec(),
    })
}

fn read_entry(object: Bytes<'_>, offset: u64, compact: bool) -> Result<Entry, Error> {
    let items = object.from(64)?;
    Ok(Entry {
        offset,
        seqnum: object.u64(0, 16)?,
        realtime: object.u64(0, 24)?,
        monotonic: object.u64(0, 32)?,
        boot_id: object.id128(0, 40)?,
        xor_hash: object.u64(0, 56)?,
        items: if compact { items.all_u32() } else { items.every_second_u64() },
    })
}

fn read_entry_array(object: Bytes<'_>, compact: bool) -> Result<EntryArray, Error> {
    let items = object.from(24)?;
    Ok(EntryArray {
        next_entry_array_offset: object.u64(0, 16)?,
        items: if compact { items.all_u32() } else { items.all_u64() },
    })
}
