//! The file header as read: later fields are there only where `header_size` covers them.

use std::mem::offset_of;

use zerocopy::FromBytes;
use zerocopy::little_endian::{U32, U64};

use crate::layout::flags::{CompatibleFlags, IncompatibleFlags, State};
use crate::layout::header::RawHeader;
use crate::layout::id128::Id128;

/// A view of a file's header. Every call reads the file anew: counters of a file that is being written change.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// As many bytes as are header, at least 208.
    bytes: &'a [u8],
}

macro_rules! base_fields {
    ($($(#[$doc:meta])* $name:ident: $raw:ty => $type:ty;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(self) -> $type {
            self.read::<$raw>(offset_of!(RawHeader, $name)).unwrap_or_default().into()
        }
    )*};
}

macro_rules! later_fields {
    ($($(#[$doc:meta])* $name:ident: $raw:ty => $type:ty;)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(self) -> Option<$type> {
            self.read::<$raw>(offset_of!(RawHeader, $name)).map(Into::into)
        }
    )*};
}

impl<'a> Header<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn read<T: FromBytes>(self, at: usize) -> Option<T> {
        T::read_from_prefix(self.bytes.get(at..)?).ok().map(|(value, _)| value)
    }

    base_fields! {
        /// Random per file; the key of its hashes where they are keyed.
        file_id: Id128 => Id128;
        /// The host that wrote the file, or received it; may be null.
        machine_id: Id128 => Id128;
        /// The boot of the last entry where TAIL_ENTRY_BOOT_ID is set, else of the last writer.
        tail_entry_boot_id: Id128 => Id128;
        /// The namespace of the sequence numbers.
        seqnum_id: Id128 => Id128;
        /// Bytes of the header; the first object starts here.
        header_size: U64 => u64;
        /// Bytes allocated behind the header.
        arena_size: U64 => u64;
        /// Offset of the data hash table's first item.
        data_hash_table_offset: U64 => u64;
        /// Bytes of the data hash table's items.
        data_hash_table_size: U64 => u64;
        /// Offset of the field hash table's first item.
        field_hash_table_offset: U64 => u64;
        /// Bytes of the field hash table's items.
        field_hash_table_size: U64 => u64;
        /// Offset of the last object, or 0.
        tail_object_offset: U64 => u64;
        /// Number of objects of all types.
        n_objects: U64 => u64;
        /// Number of entries linked into the global chain of entry arrays.
        n_entries: U64 => u64;
        /// Sequence number of the newest entry.
        tail_entry_seqnum: U64 => u64;
        /// Sequence number of the first entry, or 0.
        head_entry_seqnum: U64 => u64;
        /// Offset of the first entry array of the global chain, or 0.
        entry_array_offset: U64 => u64;
        /// Microseconds since the epoch of the first entry, or 0.
        head_entry_realtime: U64 => u64;
        /// Microseconds since the epoch of the last entry, or 0.
        tail_entry_realtime: U64 => u64;
        /// Microseconds since the boot of the last entry.
        tail_entry_monotonic: U64 => u64;
    }

    later_fields! {
        /// Number of DATA objects (v187).
        n_data: U64 => u64;
        /// Number of FIELD objects (v187).
        n_fields: U64 => u64;
        /// Number of TAG objects (v189).
        n_tags: U64 => u64;
        /// Number of ENTRY_ARRAY objects (v189).
        n_entry_arrays: U64 => u64;
        /// Deepest data hash chain that the writer saw (v246).
        data_hash_chain_depth: U64 => u64;
        /// Deepest field hash chain that the writer saw (v246).
        field_hash_chain_depth: U64 => u64;
        /// Offset of the last entry array of the global chain (v252).
        tail_entry_array_offset: U32 => u32;
        /// Items in use in the last entry array (v252).
        tail_entry_array_n_entries: U32 => u32;
        /// Offset of the last entry (v254).
        tail_entry_offset: U64 => u64;
    }

    /// The first eight bytes.
    #[must_use]
    pub fn signature(self) -> [u8; 8] {
        self.read(offset_of!(RawHeader, signature)).unwrap_or_default()
    }

    /// Flags that a reader may ignore.
    #[must_use]
    pub fn compatible_flags(self) -> CompatibleFlags {
        CompatibleFlags(self.read::<U32>(offset_of!(RawHeader, compatible_flags)).unwrap_or_default().get())
    }

    /// Flags that a reader has to know.
    #[must_use]
    pub fn incompatible_flags(self) -> IncompatibleFlags {
        IncompatibleFlags(
            self.read::<U32>(offset_of!(RawHeader, incompatible_flags)).unwrap_or_default().get(),
        )
    }

    /// What the writer was doing with the file.
    #[must_use]
    pub fn state(self) -> State {
        State(self.read(offset_of!(RawHeader, state)).unwrap_or_default())
    }
}
