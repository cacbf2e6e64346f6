//! The seven kinds of objects, each a fixed head and, for most, items or a payload behind it.
//!
//! ```text
//!  0 type  1 flags  2 reserved  8 size            every object; starts at a multiple of 8, size is unpadded
//! DATA         16 hash  24 next_hash  32 next_field  40 entry  48 entry_array  56 n_entries  64 payload
//!              compact: 64 tail_entry_array_offset  68 tail_entry_array_n_entries  72 payload
//! FIELD        16 hash  24 next_hash  32 head_data  40 name
//! ENTRY        16 seqnum  24 realtime  32 monotonic  40 boot_id  56 xor_hash  64 items
//! hash tables  16 items (head, tail)
//! ENTRY_ARRAY  16 next_entry_array  24 items
//! TAG          16 seqnum  24 epoch  32 HMAC
//! ```
//!
//! See `docs/format.md`, "Objects".

use std::fmt;
use std::mem::{offset_of, size_of};

use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::id128::Id128;

/// The type byte of an object; unknown values are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(transparent)]
pub struct ObjectType(pub u8);

impl ObjectType {
    /// A field with its value, stored once per file and referenced by entries.
    pub const DATA: Self = Self(1);
    /// A field's name.
    pub const FIELD: Self = Self(2);
    /// One log entry.
    pub const ENTRY: Self = Self(3);
    /// The hash table over DATA objects.
    pub const DATA_HASH_TABLE: Self = Self(4);
    /// The hash table over FIELD objects.
    pub const FIELD_HASH_TABLE: Self = Self(5);
    /// A stretch of a chain of entry offsets.
    pub const ENTRY_ARRAY: Self = Self(6);
    /// A seal.
    pub const TAG: Self = Self(7);

    /// The size of the fixed part of an object of this type, its header included; `None` for an invalid type.
    #[must_use]
    pub const fn head_size(self, compact: bool) -> Option<usize> {
        Some(match self {
            Self::DATA if compact => size_of::<CompactDataHead>(),
            Self::DATA => size_of::<DataHead>(),
            Self::FIELD => size_of::<FieldHead>(),
            Self::ENTRY => size_of::<RawEntryHead>(),
            Self::DATA_HASH_TABLE | Self::FIELD_HASH_TABLE => size_of::<ObjectHeader>(),
            Self::ENTRY_ARRAY => size_of::<EntryArrayHead>(),
            Self::TAG => size_of::<TagObject>(),
            _ => return None,
        })
    }
}

/// journald's own word for the type: `data`, `entry array`, ...
impl fmt::Display for ObjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::DATA => "data",
            Self::FIELD => "field",
            Self::ENTRY => "entry",
            Self::DATA_HASH_TABLE => "data hash table",
            Self::FIELD_HASH_TABLE => "field hash table",
            Self::ENTRY_ARRAY => "entry array",
            Self::TAG => "tag",
            Self(0) => "object",
            Self(raw) => return write!(f, "object of type {raw}"),
        })
    }
}

impl fmt::Debug for ObjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectType({self})")
    }
}

/// What every object starts with.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct ObjectHeader {
    pub object_type: ObjectType,
    pub flags: u8,
    pub reserved: [u8; 6],
    pub size: U64,
}

/// A DATA object up to its payload, regular layout.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct DataHead {
    pub object: ObjectHeader,
    pub hash: U64,
    pub next_hash_offset: U64,
    pub next_field_offset: U64,
    pub entry_offset: U64,
    pub entry_array_offset: U64,
    pub n_entries: U64,
}

/// A DATA object up to its payload, compact layout.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct CompactDataHead {
    pub data: DataHead,
    pub tail_entry_array_offset: U32,
    pub tail_entry_array_n_entries: U32,
}

/// A FIELD object up to its name.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct FieldHead {
    pub object: ObjectHeader,
    pub hash: U64,
    pub next_hash_offset: U64,
    pub head_data_offset: U64,
}

/// An ENTRY object up to its items.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct RawEntryHead {
    pub object: ObjectHeader,
    pub seqnum: U64,
    pub realtime: U64,
    pub monotonic: U64,
    pub boot_id: Id128,
    pub xor_hash: U64,
}

/// An item of an ENTRY object, regular layout; in the compact one it is the offset alone, in 32 bits.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct EntryItem {
    pub data_offset: U64,
    pub hash: U64,
}

/// A bucket of a hash table.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct HashItem {
    pub head_hash_offset: U64,
    pub tail_hash_offset: U64,
}

/// An ENTRY_ARRAY object up to its items, which are 64-bit offsets, in the compact layout 32-bit ones.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct EntryArrayHead {
    pub object: ObjectHeader,
    pub next_entry_array_offset: U64,
}

/// A TAG object, complete.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct TagObject {
    pub object: ObjectHeader,
    pub seqnum: U64,
    pub epoch: U64,
    pub hmac: [u8; 32],
}

const _: () = {
    assert!(size_of::<ObjectHeader>() == 16);
    assert!(offset_of!(ObjectHeader, size) == 8);
    assert!(size_of::<DataHead>() == 64);
    assert!(offset_of!(DataHead, next_field_offset) == 32);
    assert!(offset_of!(DataHead, n_entries) == 56);
    assert!(size_of::<CompactDataHead>() == 72);
    assert!(offset_of!(CompactDataHead, tail_entry_array_offset) == 64);
    assert!(size_of::<FieldHead>() == 40);
    assert!(offset_of!(FieldHead, head_data_offset) == 32);
    assert!(size_of::<RawEntryHead>() == 64);
    assert!(offset_of!(RawEntryHead, boot_id) == 40);
    assert!(offset_of!(RawEntryHead, xor_hash) == 56);
    assert!(size_of::<EntryItem>() == 16);
    assert!(size_of::<HashItem>() == 16);
    assert!(size_of::<EntryArrayHead>() == 24);
    assert!(size_of::<TagObject>() == 64);
    assert!(offset_of!(TagObject, hmac) == 32);
};
