//! What the bytes of a file are spent on: fields, entries, lists, and room that is not used.
//!
//! A DATA object is there once for all entries that have its value, so that there are two questions: what a field takes up,
//! which is the sum over its values ([`JournalFile::usage`]), and what an entry takes up, of which the objects that it shares
//! count in parts ([`JournalFile::entry_usage`]).

use std::collections::{BTreeMap, HashSet};

use crate::data::{DataObject, Scratch, split_field};
use crate::entry::Entry;
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::findings::Findings;
use crate::layout::object::ObjectType;
use crate::layout::offset::{DataOffset, EntryArrayOffset, FieldOffset};

/// The longest name that is looked for in a compressed payload.
const LONGEST_NAME: usize = 64;

/// What the bytes of a file are spent on. All sizes are in bytes; together they are the length of the file,
/// if it is not damaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The header.
    pub header: u64,
    /// The two hash tables.
    pub hash_tables: u64,
    /// The ENTRY objects.
    pub entries: u64,
    /// The arrays that list all entries, and those that lead from no field.
    pub entry_lists: u64,
    /// The TAG objects, which seal the file.
    pub tags: u64,
    /// Objects of other types.
    pub other: u64,
    /// Room that was allocated and not used, and what is behind damage that hides where the next object starts.
    pub unused: u64,
    /// The fields, by name.
    pub fields: BTreeMap<Vec<u8>, FieldUsage>,
}

impl Usage {
    /// The sum of all sizes.
    #[must_use]
    pub fn total(&self) -> u64 {
        let Self { header, hash_tables, entries, entry_lists, tags, other, unused, fields } = self;
        let fields = fields.values().map(|field| field.bytes);
        [header, hash_tables, entries, entry_lists, tags, other, unused]
            .into_iter()
            .copied()
            .chain(fields)
            .fold(0, u64::saturating_add)
    }
}

/// What a field takes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldUsage {
    /// The number of its DATA objects: of distinct values.
    pub values: u64,
    /// How often entries refer to these.
    pub references: u64,
    /// The bytes of its FIELD object, its DATA objects and the arrays that list their entries.
    pub bytes: u64,
}

/// A number of bytes with a fraction, so that many parts add up to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share(u128);

impl Share {
    const FRACTION_BITS: u32 = 32;

    /// So many bytes, divided among so many; none of them where that is 0.
    #[must_use]
    pub const fn of(bytes: u64, among: u64) -> Self {
        match (wide(bytes) << Self::FRACTION_BITS).checked_div(wide(among)) {
            Some(share) => Self(share),
            None => Self(0),
        }
    }

    /// Adds another share.
    pub const fn add(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }

    /// The whole number of bytes that is nearest.
    #[must_use]
    pub fn bytes(self) -> u64 {
        let half = 1_u128 << Self::FRACTION_BITS.saturating_sub(1);
        u64::try_from(self.0.saturating_add(half) >> Self::FRACTION_BITS).unwrap_or(u64::MAX)
    }
}

#[expect(clippy::as_conversions, reason = "it widens, and From is not const")]
const fn wide(number: u64) -> u128 {
    number as u128
}

impl<'a> JournalFile<'a> {
    /// Adds up what the bytes of the file are spent on.
    ///
    /// Costs a look at every object, and of compressed payloads as much decompression as shows the name. What cannot be read goes
    /// into `findings`; where that hides where the next object starts, the rest of the file counts as unused.
    #[must_use]
    pub fn usage(&self, findings: &mut Findings) -> Usage {
        let mut sum = Sum::new(*self);
        let mut objects = self.objects();
        while let Some(object) = objects.next() {
            let end = objects.next_offset().unwrap_or(self.len());
            let added = object.and_then(|(offset, kind)| sum.add(offset, kind, end.saturating_sub(offset)));
            findings.extend(added.err());
        }
        sum.finish()
    }

    /// What an entry takes up: its object, and of each DATA object and the arrays behind it the part that falls to one
    /// of the entries that refer to it.
    ///
    /// Costs a look at each of its objects; one that cannot be read is left out.
    #[must_use]
    pub fn entry_usage(&self, entry: &Entry<'a>) -> Share {
        let own = padded(entry.end().saturating_sub(entry.offset().get()));
        // With the item in the list of all entries.
        let mut share = Share::of(own.saturating_add(self.item_size()), 1);
        for data in entry.items().filter_map(|offset| self.read_data(offset).ok()) {
            // The first of its entries stands in the object itself, the others in arrays.
            let n_entries = data.n_entries().max(1);
            let listed = n_entries.saturating_sub(1).saturating_mul(self.item_size());
            share.add(Share::of(self.data_size(&data).saturating_add(listed), n_entries));
        }
        share
    }

    /// The size of a DATA object in the file.
    fn data_size(&self, data: &DataObject<'_>) -> u64 {
        let len =
            ObjectType::DATA.head_size(self.is_compact()).unwrap_or(0).saturating_add(data.stored().len());
        padded(u64::try_from(len).unwrap_or(u64::MAX))
    }

    /// The size of an item of an entry array.
    const fn item_size(&self) -> u64 {
        if self.is_compact() { 4 } else { 8 }
    }
}

/// The size of an object with what is left free before the next one.
fn padded(size: u64) -> u64 {
    size.checked_next_multiple_of(8).unwrap_or(size)
}

/// What was added up so far.
struct Sum<'a> {
    file: JournalFile<'a>,
    usage: Usage,
    /// How much of the arrays belongs to fields.
    lists_of_fields: u64,
    /// These arrays, each of which counts once wherever broken links lead.
    arrays: HashSet<EntryArrayOffset>,
    scratch: Scratch,
}

impl<'a> Sum<'a> {
    fn new(file: JournalFile<'a>) -> Self {
        let usage = Usage { header: file.header_size().min(file.len()), ..Usage::default() };
        Self {
            file,
            usage,
            lists_of_fields: 0,
            arrays: HashSet::new(),
            scratch: Scratch::within(file.limits()),
        }
    }

    /// Adds an object of this size. What cannot be read counts as other.
    fn add(&mut self, offset: u64, object: ObjectType, size: u64) -> Result<(), FormatError> {
        let added = match object {
            ObjectType::DATA => self.add_data(offset, size),
            ObjectType::FIELD => self.add_field(offset, size),
            _ => {
                let kind = self.kind(object);
                *kind = kind.saturating_add(size);
                return Ok(());
            }
        };
        if added.is_err() {
            self.usage.other = self.usage.other.saturating_add(size);
        }
        added
    }

    /// What objects of this type are counted as.
    const fn kind(&mut self, object: ObjectType) -> &mut u64 {
        match object {
            ObjectType::ENTRY => &mut self.usage.entries,
            ObjectType::ENTRY_ARRAY => &mut self.usage.entry_lists,
            ObjectType::DATA_HASH_TABLE | ObjectType::FIELD_HASH_TABLE => &mut self.usage.hash_tables,
            ObjectType::TAG => &mut self.usage.tags,
            _ => &mut self.usage.other,
        }
    }

    fn add_field(&mut self, offset: u64, size: u64) -> Result<(), FormatError> {
        let Some(offset) = FieldOffset::new(offset) else { return Ok(()) };
        let field = self.field(self.file.read_field(offset)?.name());
        field.bytes = field.bytes.saturating_add(size);
        Ok(())
    }

    fn add_data(&mut self, offset: u64, size: u64) -> Result<(), FormatError> {
        let Some(at) = DataOffset::new(offset) else { return Ok(()) };
        let data = self.file.read_data(at)?;
        let prefix = data.payload_prefix(LONGEST_NAME.saturating_add(1), &mut self.scratch)?;
        let name = split_field(prefix).map(|(name, _)| name.to_vec()).ok_or(FormatError::Object {
            object: ObjectType::DATA,
            offset,
            cause: ObjectCause::NoField,
        })?;
        let lists = self.add_lists(&data);
        let field = self.field(&name);
        field.values = field.values.saturating_add(1);
        field.references = field.references.saturating_add(data.n_entries());
        field.bytes = field.bytes.saturating_add(size).saturating_add(lists);
        Ok(())
    }

    /// The sizes of the arrays that a DATA object leads to.
    fn add_lists(&mut self, data: &DataObject<'_>) -> u64 {
        let (mut size, mut next) = (0_u64, data.entry_array());
        while let Some(at) = next
            && let Some((array, behind)) = self.file.array_size(at)
            && self.arrays.insert(at)
        {
            size = size.saturating_add(array);
            next = EntryArrayOffset::new(behind);
        }
        self.lists_of_fields = self.lists_of_fields.saturating_add(size);
        size
    }

    fn field(&mut self, name: &[u8]) -> &mut FieldUsage {
        self.usage.fields.entry(name.to_vec()).or_default()
    }

    fn finish(self) -> Usage {
        let Self { file, mut usage, lists_of_fields, .. } = self;
        usage.entry_lists = usage.entry_lists.saturating_sub(lists_of_fields);
        usage.unused = file.len().saturating_sub(usage.total());
        usage
    }
}

#[cfg(test)]
mod tests;
