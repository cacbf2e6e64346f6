//! The file header: 208 to 272 bytes, by the version that wrote it.
//!
//! ```text
//!   0 signature  8 compatible  12 incompatible  16 state  17 reserved
//!  24 file_id  40 machine_id  56 tail_entry_boot_id  72 seqnum_id
//!  88 header_size  96 arena_size
//! 104 data hash table (offset, size)  120 field hash table (offset, size)
//! 136 tail_object_offset  144 n_objects  152 n_entries
//! 160 tail_entry_seqnum  168 head_entry_seqnum  176 entry_array_offset
//! 184 head_entry_realtime  192 tail_entry_realtime  200 tail_entry_monotonic
//! 208 n_data  216 n_fields                                   since v187
//! 224 n_tags  232 n_entry_arrays                             since v189
//! 240 data_hash_chain_depth  248 field_hash_chain_depth      since v246
//! 256 tail_entry_array_offset  260 tail_entry_array_n_entries  since v252
//! 264 tail_entry_offset                                      since v254
//! ```
//!
//! A field is contained when `header_size` covers it; bytes beyond belong to the arena. See `docs/format.md`, "Header".

use std::mem::{offset_of, size_of};

use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::id128::Id128;

/// The first eight bytes of every journal file.
pub const SIGNATURE: [u8; 8] = *b"LPKSHHRH";

/// The smallest header that a reader accepts: that of versions before v187.
pub const MIN_HEADER_SIZE: u64 = 208;

/// The header as v254 to v262 write it.
#[derive(Clone, Debug, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
#[expect(missing_docs, reason = "the fields are the format's own, described in docs/format.md")]
pub struct RawHeader {
    pub signature: [u8; 8],
    pub compatible_flags: U32,
    pub incompatible_flags: U32,
    pub state: u8,
    pub reserved: [u8; 7],
    pub file_id: Id128,
    pub machine_id: Id128,
    pub tail_entry_boot_id: Id128,
    pub seqnum_id: Id128,
    pub header_size: U64,
    pub arena_size: U64,
    pub data_hash_table_offset: U64,
    pub data_hash_table_size: U64,
    pub field_hash_table_offset: U64,
    pub field_hash_table_size: U64,
    pub tail_object_offset: U64,
    pub n_objects: U64,
    pub n_entries: U64,
    pub tail_entry_seqnum: U64,
    pub head_entry_seqnum: U64,
    pub entry_array_offset: U64,
    pub head_entry_realtime: U64,
    pub tail_entry_realtime: U64,
    pub tail_entry_monotonic: U64,
    pub n_data: U64,
    pub n_fields: U64,
    pub n_tags: U64,
    pub n_entry_arrays: U64,
    pub data_hash_chain_depth: U64,
    pub field_hash_chain_depth: U64,
    pub tail_entry_array_offset: U32,
    pub tail_entry_array_n_entries: U32,
    pub tail_entry_offset: U64,
}

const _: () = {
    assert!(size_of::<RawHeader>() == 272);
    assert!(offset_of!(RawHeader, state) == 16);
    assert!(offset_of!(RawHeader, file_id) == 24);
    assert!(offset_of!(RawHeader, seqnum_id) == 72);
    assert!(offset_of!(RawHeader, header_size) == 88);
    assert!(offset_of!(RawHeader, arena_size) == 96);
    assert!(offset_of!(RawHeader, data_hash_table_offset) == 104);
    assert!(offset_of!(RawHeader, tail_object_offset) == 136);
    assert!(offset_of!(RawHeader, n_entries) == 152);
    assert!(offset_of!(RawHeader, entry_array_offset) == 176);
    assert!(offset_of!(RawHeader, tail_entry_monotonic) == 200);
    assert!(offset_of!(RawHeader, n_data) == 208);
    assert!(offset_of!(RawHeader, n_tags) == 224);
    assert!(offset_of!(RawHeader, n_entry_arrays) == 232);
    assert!(offset_of!(RawHeader, data_hash_chain_depth) == 240);
    assert!(offset_of!(RawHeader, tail_entry_array_offset) == 256);
    assert!(offset_of!(RawHeader, tail_entry_offset) == 264);
};
