//! An entry's fields, as the renderer wants them: payloads in place, or decompressed into room that is reused.

use std::ops::Range;

use journalq_file::codec::{Codec, CodecError};
use journalq_file::layout::object::ObjectType;
use journalq_file::{
    DataObject, DataOffset, Entry, Findings, FormatError, JournalFile, ObjectCause, Scratch, split_field,
};

use crate::memo::Memo;
use crate::wanted::Names;
use crate::{Field, Wanted};

/// Loads the wanted fields of one entry after the other. One to a worker: it keeps a decompressor, its buffers, and which of
/// the DATA objects that many entries share are wanted.
#[derive(Debug)]
pub struct Loader {
    names: Names,
    /// How many fields of an entry are wanted.
    most_fields: usize,
    scratch: Scratch,
    /// The payloads that had to be decompressed, one behind the other.
    decompressed: Vec<u8>,
    /// How many bytes may be decompressed for all entries, and how many were.
    run_limit: u64,
    run_spent: u64,
    /// Which of the fields these are, and where they are.
    unpacked: Vec<(usize, Range<usize>)>,
    /// Room for fields, empty between entries.
    room: Vec<Field<'static>>,
    /// Room for the items of which it is not known that they are not wanted.
    open: Vec<DataOffset>,
    /// The objects that are not wanted: most of an entry's, so that their table is small and asked first.
    unwanted: Memo<()>,
    /// Where the values of wanted ones are.
    known: Memo<Known>,
}

/// What is known of a DATA object that is wanted.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The length of its payload, which is not compressed.
    payload_len: u32,
    /// The length of the field's name.
    name_len: u32,
}

impl Loader {
    /// Makes a loader of these fields.
    #[must_use]
    pub fn new(wanted: Wanted) -> Self {
        Self {
            most_fields: wanted.most_fields(),
            names: wanted.names(),
            scratch: Scratch::default(),
            decompressed: Vec::new(),
            run_limit: 0,
            run_spent: 0,
            unpacked: Vec::new(),
            room: Vec::new(),
            open: Vec::new(),
            unwanted: Memo::default(),
            known: Memo::default(),
        }
    }

    /// Hands the wanted fields of `entry` to `take`, in stored order.
    ///
    /// `index` is the number of the file, which has to stay the same one until [`forget_files`](Self::forget_files). A
    /// field that cannot be read, exceeds the file's [`Limits`](journalq_file::Limits), or has no name goes into
    /// `findings`; the others are there all the same. What lies behind the [first](Wanted::First) of a name is not read.
    #[inline]
    pub fn load<R>(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        findings: &mut Findings,
        take: impl FnOnce(&[Field<'_>]) -> R,
    ) -> R {
        let mut fields = emptied(std::mem::take(&mut self.room));
        self.load_items(index, file, entry, findings, &mut fields);
        for (place, range) in &self.unpacked {
            let payload = self.decompressed.get(range.clone()).unwrap_or_default();
            if let (Some(field), Some(unpacked)) = (fields.get_mut(*place), Field::split(payload)) {
                *field = unpacked;
            }
        }
        let result = take(&fields);
        self.room = emptied(fields);
        result
    }

    /// Loads the wanted fields of an entry; those that are decompressed are not there yet, but in `unpacked`.
    fn load_items<'a>(
        &mut self,
        index: usize,
        file: &JournalFile<'a>,
        entry: &Entry<'_>,
        findings: &mut Findings,
        fields: &mut Vec<Field<'a>>,
    ) {
        self.decompressed.clear();
        self.unpacked.clear();
        let limits = file.limits();
        let mut budget = limits.entry_bytes;
        self.run_limit = limits.run_bytes;
        let mut open = std::mem::take(&mut self.open);
        self.find_open(index, entry, &mut open);
        for &offset in &open {
            if fields.len() >= self.most_fields {
                break;
            }
            let known = if is_new(entry, offset) { None } else { self.known.of_file(index).get(offset) };
            if let Err(error) = self.load_item(index, file, offset, known, &mut budget, fields) {
                findings.record(error);
            }
        }
        self.open = open;
    }

    /// Puts the items of which it is not known that they are not wanted into `open`.
    fn find_open(&self, index: usize, entry: &Entry<'_>, open: &mut Vec<DataOffset>) {
        let unwanted = self.unwanted.of_file(index);
        open.clear();
        entry.push_items(|offset| !unwanted.contains(offset), open);
    }

    /// The next entries are of this file alone, and what was learnt of it before is of use again.
    pub fn begin_file(&mut self, index: usize) {
        self.unwanted.begin_file(index);
        self.known.begin_file(index);
    }

    /// Forgets which file has which number.
    pub fn forget_files(&mut self) {
        self.unwanted.clear();
        self.known.clear();
    }

    /// Loads a field behind the others if it is wanted. Its payload, wanted or not as far as it had to be decoded, counts
    /// against `budget`.
    #[inline]
    fn load_item<'a>(
        &mut self,
        index: usize,
        file: &JournalFile<'a>,
        offset: DataOffset,
        known: Option<Known>,
        budget: &mut usize,
        fields: &mut Vec<Field<'a>>,
    ) -> Result<(), FormatError> {
        if let Some(field) = known.and_then(|known| known.field(file, offset)) {
            spend(budget, field.name.len() + 1 + field.value.len(), offset)?;
            fields.push(field);
            return Ok(());
        }
        let data = file.read_data(offset)?;
        match data.codec()? {
            None => self.load_plain(index, &data, budget, fields),
            Some(codec) => self.load_compressed(index, &data, codec, budget, fields),
        }
    }

    #[inline]
    fn load_plain<'a>(
        &mut self,
        index: usize,
        data: &DataObject<'a>,
        budget: &mut usize,
        fields: &mut Vec<Field<'a>>,
    ) -> Result<(), FormatError> {
        let Some(field) = self.names.field(data.stored()) else {
            Field::split(data.stored()).ok_or_else(|| no_field(data.offset()))?;
            self.unwanted.put(index, data, ());
            return Ok(());
        };
        spend(budget, data.stored().len(), data.offset())?;
        if let Some(known) = Known::of(field) {
            self.known.put(index, data, known);
        }
        fields.push(field);
        Ok(())
    }

    fn load_compressed(
        &mut self,
        index: usize,
        data: &DataObject<'_>,
        codec: Codec,
        budget: &mut usize,
        fields: &mut Vec<Field<'_>>,
    ) -> Result<(), FormatError> {
        // Of an LZ4 payload no part can be had without the whole.
        if codec != Codec::Lz4 && !self.starts_wanted(data)? {
            self.unwanted.put(index, data, ());
            return Ok(());
        }
        if *budget == 0 || self.run_spent >= self.run_limit {
            return Err(over_limit(data.offset()));
        }
        let range = self.decompress(data, budget)?;
        let payload = self.decompressed.get(range.clone()).unwrap_or_default();
        let (name, _) = split_field(payload).ok_or_else(|| no_field(data.offset()))?;
        if self.names.include(name) {
            self.unpacked.push((fields.len(), range));
            // The buffer may move until all are there.
            fields.push(Field { name: b"", value: b"" });
        } else {
            self.decompressed.truncate(range.start);
        }
        Ok(())
    }

    /// Tells from the beginning of a payload whether the rest is worth decompressing.
    fn starts_wanted(&mut self, data: &DataObject<'_>) -> Result<bool, FormatError> {
        let Some(longest) = self.names.longest() else { return Ok(true) };
        let prefix = data.payload_prefix(longest.saturating_add(1), &mut self.scratch)?;
        Ok(split_field(prefix).is_some_and(|(name, _)| self.names.include(name)))
    }

    /// Decompresses a payload behind the others. A failure uses the budget up: what made us decode that much in vain gets
    /// no second try in the same entry.
    fn decompress(&mut self, data: &DataObject<'_>, budget: &mut usize) -> Result<Range<usize>, FormatError> {
        let begin = self.decompressed.len();
        let left = std::mem::take(budget);
        let run_left = usize::try_from(self.run_limit.saturating_sub(self.run_spent)).unwrap_or(usize::MAX);
        let result = data.decompress_onto(&mut self.scratch, left.min(run_left), &mut self.decompressed);
        let spent = self.decompressed.len().saturating_sub(begin);
        match result {
            Ok(()) => *budget = left.saturating_sub(spent),
            Err(FormatError::Object { cause: ObjectCause::Payload(CodecError::OverLimit), .. }) => {}
            // A corrupt payload may decode to almost anything before it fails; what it stores tells how much.
            Err(_) => *budget = left.saturating_sub(data.stored().len().saturating_mul(256)),
        }
        let charged = u64::try_from(left.saturating_sub(*budget)).unwrap_or(u64::MAX);
        self.run_spent = self.run_spent.saturating_add(charged);
        result.map(|()| begin..self.decompressed.len())
    }
}

/// Tells whether an object lies so near before an entry that it was most likely written with it, and nothing is known of it: to
/// read it takes less time than to look it up in vain.
fn is_new(entry: &Entry<'_>, object: DataOffset) -> bool {
    const NEAR: u64 = 4096;
    entry.offset().get().checked_sub(object.get()).is_some_and(|distance| distance < NEAR)
}

impl Known {
    /// Of a field that is too long nothing is noted.
    fn of(field: Field<'_>) -> Option<Self> {
        let name_len = u32::try_from(field.name.len()).ok()?;
        let payload_len = u32::try_from(field.value.len()).ok()?.checked_add(name_len)?.checked_add(1)?;
        Some(Self { payload_len, name_len })
    }

    /// The field of the object at `offset`.
    #[inline]
    fn field<'a>(self, file: &JournalFile<'a>, offset: DataOffset) -> Option<Field<'a>> {
        let payload = file.stored_at(offset, self.payload_len.try_into().ok()?)?;
        let (name, rest) = payload.split_at_checked(self.name_len.try_into().ok()?)?;
        Some(Field { name, value: rest.get(1..)? })
    }
}

/// The room of these fields, for others that live as long or shorter: collecting in place keeps the allocation.
fn emptied<'a>(mut fields: Vec<Field<'_>>) -> Vec<Field<'a>> {
    fields.clear();
    fields.into_iter().map(|_| Field { name: b"", value: b"" }).collect()
}

/// Takes what a payload needs from what an entry may need.
fn spend(budget: &mut usize, len: usize, offset: DataOffset) -> Result<(), FormatError> {
    *budget = budget.checked_sub(len).ok_or_else(|| over_limit(offset))?;
    Ok(())
}

fn no_field(offset: DataOffset) -> FormatError {
    error(offset, ObjectCause::NoField)
}

fn over_limit(offset: DataOffset) -> FormatError {
    error(offset, ObjectCause::Payload(CodecError::OverLimit))
}

fn error(offset: DataOffset, cause: ObjectCause) -> FormatError {
    FormatError::Object { object: ObjectType::DATA, offset: offset.get(), cause }
}
