//! Entries to objects: the order of journald's own stores, with the bookkeeping in memory.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem::size_of;

use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromZeros, IntoBytes};

use super::arena::{Arena, object, padded, to_u64};
use super::chain::Chain;
use super::hash_table::HashTable;
use super::{Hash, HeaderSize, Layout, NewEntry, WriteError, WriteOptions};
use crate::codec::{self, Codec};
use crate::layout::flags::{CompatibleFlags, IncompatibleFlags};
use crate::layout::hash::{HashFunction, jenkins64};
use crate::layout::header::{RawHeader, SIGNATURE};
use crate::layout::object::{CompactDataHead, DataHead, EntryItem, FieldHead, ObjectType, RawEntryHead};
use crate::layout::offset::EntryOffset;

/// Times from here on are invalid, in microseconds.
const TIMESTAMP_END: u64 = 1 << 55;

/// The longest name of a field, in bytes.
const MAX_NAME_LEN: usize = 64;

/// Builds a journal file in memory, entry after entry.
#[derive(Debug)]
pub struct JournalWriter {
    options: WriteOptions,
    hash: HashFunction,
    arena: Arena,
    header: RawHeader,
    flags: IncompatibleFlags,
    data_table: HashTable,
    field_table: HashTable,
    /// The index in `data` of each payload.
    known_data: HashMap<Box<[u8]>, usize>,
    /// All DATA objects, in the order of their offsets.
    data: Vec<Data>,
    fields: HashMap<Box<[u8]>, Field>,
    entries: Chain,
    n_entries: u64,
    n_entry_arrays: u64,
}

/// What the writer knows of a DATA object.
#[derive(Debug)]
struct Data {
    offset: u64,
    hash: u64,
    depth: u64,
    n_entries: u64,
    /// The entries from the second on.
    chain: Chain,
}

/// What the writer knows of a FIELD object.
#[derive(Clone, Copy, Debug)]
struct Field {
    offset: u64,
    depth: u64,
    head_data_offset: u64,
}

impl JournalWriter {
    /// Starts a file without entries.
    ///
    /// # Errors
    ///
    /// [`WriteError::FileFull`] when not even the hash tables fit.
    pub fn new(options: WriteOptions) -> Result<Self, WriteError> {
        let max_size = match options.layout {
            Layout::Regular => options.max_size,
            Layout::Compact => options.max_size.min(u32::MAX.into()),
        };
        let mut arena = Arena::new(options.header_size.bytes(), max_size);
        let buckets = options.field_hash_buckets;
        let field_table = HashTable::create(&mut arena, ObjectType::FIELD_HASH_TABLE, buckets)?;
        let buckets = options.data_hash_buckets;
        let data_table = HashTable::create(&mut arena, ObjectType::DATA_HASH_TABLE, buckets)?;
        let codec = options.codec;
        let mut writer = Self {
            hash: match options.hash {
                Hash::Jenkins => HashFunction::Jenkins,
                Hash::Keyed => HashFunction::Keyed(options.file_id),
            },
            flags: flags_of(&options),
            options,
            arena,
            header: RawHeader::new_zeroed(),
            data_table,
            field_table,
            known_data: HashMap::new(),
            data: Vec::new(),
            fields: HashMap::new(),
            entries: Chain::default(),
            n_entries: 0,
            n_entry_arrays: 0,
        };
        writer.set_codec(codec);
        Ok(writer)
    }

    /// Changes the codec for the payloads to come; the header announces every codec that was ever set.
    ///
    /// journald uses one codec in a file; the format allows several.
    pub fn set_codec(&mut self, codec: Option<Codec>) {
        self.options.codec = codec;
        if let Some(codec) = codec {
            self.flags = self.flags.with(codec.incompatible_flags());
        }
    }

    /// The number of entries so far.
    #[must_use]
    pub const fn n_entries(&self) -> u64 {
        self.n_entries
    }

    /// The size of the file so far, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.arena.len()
    }

    /// Appends an entry and returns where it is.
    ///
    /// # Errors
    ///
    /// Every [`WriteError`]: the entry is not one that journald would accept, or does not fit. The file is then as
    /// it was.
    pub fn append(&mut self, entry: &NewEntry<'_>) -> Result<EntryOffset, WriteError> {
        let seqnum = self.check(entry)?;
        self.arena.require(self.growth(entry))?;
        let mut items = Vec::with_capacity(entry.payloads.len());
        for payload in entry.payloads {
            items.push(self.data(payload)?);
        }
        // In the order of the offsets, as the indices are too.
        items.sort_unstable();
        items.dedup();
        let offset = self.append_entry(entry, seqnum, &items)?;
        self.link_entry(offset)?;
        self.count_entry(entry, seqnum, offset);
        for item in items {
            self.link_to_data(item, offset)?;
        }
        EntryOffset::new(offset).ok_or(WriteError::LostObject(offset))
    }

    /// The complete file.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let header_size = self.options.header_size.bytes();
        let header = &mut self.header;
        header.signature = SIGNATURE;
        header.incompatible_flags = self.flags.0.into();
        // Only since then does the boot ID in the header belong to the last entry.
        if self.options.header_size == HeaderSize::V254 {
            header.compatible_flags = CompatibleFlags::TAIL_ENTRY_BOOT_ID.0.into();
        }
        header.state = self.options.state.0;
        header.file_id = self.options.file_id;
        header.machine_id = self.options.machine_id;
        header.seqnum_id = self.options.seqnum_id;
        header.header_size = to_u64(header_size).into();
        header.arena_size = self.arena.len().saturating_sub(to_u64(header_size)).into();
        header.data_hash_table_offset = self.data_table.items_offset().into();
        header.data_hash_table_size = self.data_table.items_size().into();
        header.field_hash_table_offset = self.field_table.items_offset().into();
        header.field_hash_table_size = self.field_table.items_size().into();
        header.tail_object_offset = self.arena.tail_object_offset().into();
        header.n_objects = self.arena.n_objects().into();
        header.n_entries = self.n_entries.into();
        header.entry_array_offset = self.entries.first().into();
        header.n_data = to_u64(self.data.len()).into();
        header.n_fields = to_u64(self.fields.len()).into();
        header.n_entry_arrays = self.n_entry_arrays.into();
        header.data_hash_chain_depth = self.data_table.max_depth().into();
        header.field_hash_chain_depth = self.field_table.max_depth().into();
        (header.tail_entry_array_offset, header.tail_entry_array_n_entries) = self.entries.tail();
        self.arena.finish(self.header.as_bytes(), header_size)
    }

    /// Refuses what journald would not accept as an entry; returns the entry's sequence number.
    fn check(&self, entry: &NewEntry<'_>) -> Result<u64, WriteError> {
        let previous = self.header.tail_entry_seqnum.get();
        let seqnum = match entry.seqnum {
            Some(seqnum) => seqnum,
            None => previous.checked_add(1).ok_or(WriteError::SeqnumsExhausted)?,
        };
        if seqnum == 0 || (seqnum <= previous && !self.options.allow_any_seqnum) {
            return Err(WriteError::SeqnumNotIncreasing { seqnum, previous });
        }
        if entry.realtime_usec == 0 || entry.realtime_usec >= TIMESTAMP_END {
            return Err(WriteError::InvalidRealtime(entry.realtime_usec));
        }
        if entry.monotonic_usec >= TIMESTAMP_END {
            return Err(WriteError::InvalidMonotonic(entry.monotonic_usec));
        }
        if entry.boot_id.is_null() {
            return Err(WriteError::NullBootId);
        }
        if entry.payloads.is_empty() {
            return Err(WriteError::NoFields);
        }
        entry
            .payloads
            .iter()
            .enumerate()
            .try_for_each(|(index, payload)| self.check_payload(index, payload))?;
        Ok(seqnum)
    }

    fn check_payload(&self, index: usize, payload: &[u8]) -> Result<(), WriteError> {
        match name_of(payload) {
            _ if payload.is_empty() => Err(WriteError::EmptyField(index)),
            _ if self.options.allow_any_name => Ok(()),
            None => Err(WriteError::NoEqualsSign(index)),
            Some(name) if !is_valid_name(name) => Err(WriteError::InvalidName(index)),
            Some(_) => Ok(()),
        }
    }

    /// The most bytes that the objects for `entry` may take.
    ///
    /// Counted before anything is written, so that an entry is written completely or not at all.
    fn growth(&self, entry: &NewEntry<'_>) -> u64 {
        let layout = self.options.layout;
        let n_items = to_u64(entry.payloads.len());
        let entry_size = n_items
            .saturating_mul(to_u64(size_of::<EntryItem>()))
            .saturating_add(to_u64(size_of::<RawEntryHead>()));
        let data_size = |payload: &&[u8]| match self.known_data.get(*payload) {
            Some(&index) => self.data.get(index).map_or(0, |data| data.chain.growth(layout)),
            None => [size_of::<CompactDataHead>(), size_of::<FieldHead>(), payload.len(), payload.len()]
                .into_iter()
                .map(|size| padded(to_u64(size)))
                .fold(0, u64::saturating_add),
        };
        entry
            .payloads
            .iter()
            .map(data_size)
            .fold(entry_size.saturating_add(self.entries.growth(layout)), u64::saturating_add)
    }

    /// The index of the DATA object of `payload`, which is written when there is none yet.
    fn data(&mut self, payload: &[u8]) -> Result<usize, WriteError> {
        if let Some(&index) = self.known_data.get(payload) {
            let depth = self.data.get(index).map_or(0, |data| data.depth);
            self.data_table.count_lookup(depth);
            return Ok(index);
        }
        let hash = self.hash.hash(payload);
        let offset = self.append_data(payload, hash)?;
        let depth = self.data_table.link(&mut self.arena, hash, offset)?;
        if let Some(name) = name_of(payload).filter(|name| self.options.write_fields && !name.is_empty()) {
            self.link_to_field(name, offset)?;
        }
        let index = self.data.len();
        self.data.push(Data { offset, hash, depth, n_entries: 0, chain: Chain::default() });
        self.known_data.insert(payload.into(), index);
        Ok(index)
    }

    fn append_data(&mut self, payload: &[u8], hash: u64) -> Result<u64, WriteError> {
        let codec = self.options.codec.filter(|_| payload.len() >= self.options.compress_threshold);
        let compressed = codec.and_then(|codec| Some((codec, codec::compress(codec, payload)?)));
        let mut object = object(ObjectType::DATA);
        let stored = match compressed {
            Some((codec, stored)) => {
                object.flags = codec.object_flags().0;
                Cow::Owned(stored)
            }
            None => Cow::Borrowed(payload),
        };
        let head = DataHead { object, hash: hash.into(), ..DataHead::new_zeroed() };
        match self.options.layout {
            Layout::Regular => self.arena.append(&head, &stored),
            Layout::Compact => {
                let head = CompactDataHead { data: head, ..CompactDataHead::new_zeroed() };
                self.arena.append(&head, &stored)
            }
        }
    }

    /// Puts a new DATA object in front of the values of its field, which is written when there is none yet.
    fn link_to_field(&mut self, name: &[u8], data_offset: u64) -> Result<(), WriteError> {
        let mut field = match self.fields.get(name) {
            Some(&field) => {
                self.field_table.count_lookup(field.depth);
                field
            }
            None => self.append_field(name)?,
        };
        self.arena.at_mut::<DataHead>(data_offset)?.next_field_offset = field.head_data_offset.into();
        self.arena.at_mut::<FieldHead>(field.offset)?.head_data_offset = data_offset.into();
        field.head_data_offset = data_offset;
        self.fields.insert(name.into(), field);
        Ok(())
    }

    fn append_field(&mut self, name: &[u8]) -> Result<Field, WriteError> {
        let hash = self.hash.hash(name);
        let object = object(ObjectType::FIELD);
        let head = FieldHead { object, hash: hash.into(), ..FieldHead::new_zeroed() };
        let offset = self.arena.append(&head, name)?;
        let depth = self.field_table.link(&mut self.arena, hash, offset)?;
        Ok(Field { offset, depth, head_data_offset: 0 })
    }

    /// Appends the ENTRY object, with items for the DATA objects of these indices.
    fn append_entry(
        &mut self,
        entry: &NewEntry<'_>,
        seqnum: u64,
        items: &[usize],
    ) -> Result<u64, WriteError> {
        let xor_hash = entry.xor_hash.unwrap_or_else(|| {
            // Every field as it was given: one that is given twice cancels out, as in journald.
            entry.payloads.iter().fold(0, |xor, payload| xor ^ jenkins64(payload))
        });
        let head = RawEntryHead {
            object: object(ObjectType::ENTRY),
            seqnum: seqnum.into(),
            realtime: entry.realtime_usec.into(),
            monotonic: entry.monotonic_usec.into(),
            boot_id: entry.boot_id,
            xor_hash: xor_hash.into(),
        };
        let mut bytes = Vec::new();
        for data in items.iter().filter_map(|&index| self.data.get(index)) {
            match self.options.layout {
                Layout::Regular => {
                    let item = EntryItem { data_offset: data.offset.into(), hash: data.hash.into() };
                    bytes.extend_from_slice(item.as_bytes());
                }
                Layout::Compact => {
                    let offset =
                        u32::try_from(data.offset).map_err(|_| WriteError::LostObject(data.offset))?;
                    bytes.extend_from_slice(U32::new(offset).as_bytes());
                }
            }
        }
        self.arena.append(&head, &bytes)
    }

    /// Links the entry at `offset` to the entries of the file.
    fn link_entry(&mut self, offset: u64) -> Result<(), WriteError> {
        let grew = self.entries.push(&mut self.arena, self.options.layout, offset)?;
        self.n_entry_arrays = self.n_entry_arrays.saturating_add(grew.into());
        self.n_entries = self.n_entries.saturating_add(1);
        Ok(())
    }

    /// Keeps what the header tells about the first and the last entry.
    fn count_entry(&mut self, entry: &NewEntry<'_>, seqnum: u64, offset: u64) {
        let header = &mut self.header;
        if header.head_entry_seqnum == U64::ZERO {
            header.head_entry_seqnum = seqnum.into();
            header.head_entry_realtime = entry.realtime_usec.into();
        }
        header.tail_entry_seqnum = seqnum.into();
        header.tail_entry_realtime = entry.realtime_usec.into();
        header.tail_entry_monotonic = entry.monotonic_usec.into();
        header.tail_entry_boot_id = entry.boot_id;
        header.tail_entry_offset = offset.into();
    }

    /// Links the entry at `entry_offset` to the DATA object of this index.
    fn link_to_data(&mut self, index: usize, entry_offset: u64) -> Result<(), WriteError> {
        let layout = self.options.layout;
        let data = self.data.get_mut(index).ok_or(WriteError::LostObject(entry_offset))?;
        if data.n_entries == 0 {
            self.arena.at_mut::<DataHead>(data.offset)?.entry_offset = entry_offset.into();
        } else {
            let grew = data.chain.push(&mut self.arena, layout, entry_offset)?;
            self.n_entry_arrays = self.n_entry_arrays.saturating_add(grew.into());
        }
        data.n_entries = data.n_entries.saturating_add(1);
        let head = self.arena.at_mut::<DataHead>(data.offset)?;
        head.entry_array_offset = data.chain.first().into();
        head.n_entries = data.n_entries.into();
        if layout == Layout::Compact {
            let head = self.arena.at_mut::<CompactDataHead>(data.offset)?;
            (head.tail_entry_array_offset, head.tail_entry_array_n_entries) = data.chain.tail();
        }
        Ok(())
    }
}

/// The flags that hold for the whole file; those of codecs come when they are set.
fn flags_of(options: &WriteOptions) -> IncompatibleFlags {
    let keyed = (options.hash == Hash::Keyed).then_some(IncompatibleFlags::KEYED_HASH);
    let compact = (options.layout == Layout::Compact).then_some(IncompatibleFlags::COMPACT);
    keyed.into_iter().chain(compact).fold(IncompatibleFlags::default(), IncompatibleFlags::with)
}

/// What stands before the first `=`; `None` without one.
fn name_of(payload: &[u8]) -> Option<&[u8]> {
    let end = payload.iter().position(|&byte| byte == b'=')?;
    payload.get(..end)
}

/// journald's rule for names, its own ones with a leading underscore included.
fn is_valid_name(name: &[u8]) -> bool {
    name.len() <= MAX_NAME_LEN
        && name.first().is_some_and(|first| !first.is_ascii_digit())
        && name.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
}
