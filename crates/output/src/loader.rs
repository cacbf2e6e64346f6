//! An entry's fields, as the renderer wants them: payloads in place, or decompressed into room that is reused.

use std::ops::Range;

use journalq_file::codec::{Codec, CodecError};
use journalq_file::layout::object::ObjectType;
use journalq_file::{
    DataObject, Entry, Findings, FormatError, JournalFile, ObjectCause, Scratch, split_field,
};

use crate::{Field, Wanted};

/// Loads the fields of one entry after the other. One to a worker: it keeps a decompressor and its buffers.
#[derive(Debug, Default)]
pub struct Loader {
    scratch: Scratch,
    decompressed: Vec<u8>,
}

/// A field whose payload is in the file, or in the buffer of decompressed ones.
enum Loaded<'a> {
    Mapped(Field<'a>),
    Decompressed(Range<usize>),
}

impl Loader {
    /// Hands the fields of `entry` that are `wanted` to `take`, in stored order.
    ///
    /// A field that cannot be read, exceeds the file's [`Limits`](journalq_file::Limits), or has no name goes into
    /// `findings`; the others are there all the same.
    #[inline]
    pub fn load<R>(
        &mut self,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        wanted: &Wanted,
        findings: &mut Findings,
        take: impl FnOnce(&[Field<'_>]) -> R,
    ) -> R {
        self.decompressed.clear();
        let mut budget = file.limits().entry_bytes;
        let mut loaded = Vec::with_capacity(entry.n_items().min(64));
        for offset in entry.items() {
            match file.read_data(offset).and_then(|data| self.load_field(data, wanted, &mut budget)) {
                Ok(field) => loaded.extend(field),
                Err(error) => findings.record(error),
            }
        }
        let fields: Vec<Field<'_>> = loaded
            .into_iter()
            .filter_map(|field| match field {
                Loaded::Mapped(field) => Some(field),
                Loaded::Decompressed(range) => Field::split(self.decompressed.get(range)?),
            })
            .collect();
        take(&fields)
    }

    /// Loads a field; `None` for one that is not wanted. Its payload, wanted or not as far as it had to be decoded, counts
    /// against `budget`.
    fn load_field<'a>(
        &mut self,
        data: DataObject<'a>,
        wanted: &Wanted,
        budget: &mut usize,
    ) -> Result<Option<Loaded<'a>>, FormatError> {
        let error =
            |cause| FormatError::Object { object: ObjectType::DATA, offset: data.offset().get(), cause };
        let over_limit = || error(ObjectCause::Payload(CodecError::OverLimit));
        match data.codec()? {
            None => {
                let field = Field::split(data.stored()).ok_or_else(|| error(ObjectCause::NoField))?;
                if !wanted.includes(field.name) {
                    return Ok(None);
                }
                *budget = budget.checked_sub(data.stored().len()).ok_or_else(over_limit)?;
                Ok(Some(Loaded::Mapped(field)))
            }
            // Of an LZ4 payload no part can be had without the whole.
            Some(Codec::Xz | Codec::Zstd) if !self.starts_wanted(data, wanted)? => Ok(None),
            Some(_) if *budget == 0 => Err(over_limit()),
            Some(_) => {
                let range = self.decompress(data, budget)?;
                let payload = self.decompressed.get(range.clone()).unwrap_or_default();
                let (name, _) = split_field(payload).ok_or_else(|| error(ObjectCause::NoField))?;
                if wanted.includes(name) {
                    return Ok(Some(Loaded::Decompressed(range)));
                }
                self.decompressed.truncate(range.start);
                Ok(None)
            }
        }
    }

    /// Tells from the beginning of a payload whether the rest is worth decompressing.
    fn starts_wanted(&mut self, data: DataObject<'_>, wanted: &Wanted) -> Result<bool, FormatError> {
        let Some(longest) = wanted.longest_name() else { return Ok(true) };
        let prefix = data.payload_prefix(longest.saturating_add(1), &mut self.scratch)?;
        Ok(split_field(prefix).is_some_and(|(name, _)| wanted.includes(name)))
    }

    /// Decompresses a payload behind the others. A failure uses the budget up: what made us decode that much in vain gets
    /// no second try in the same entry.
    fn decompress(&mut self, data: DataObject<'_>, budget: &mut usize) -> Result<Range<usize>, FormatError> {
        let begin = self.decompressed.len();
        let left = std::mem::take(budget);
        let result = data.decompress_onto(&mut self.scratch, left, &mut self.decompressed);
        let spent = self.decompressed.len().saturating_sub(begin);
        match result {
            Ok(()) => *budget = left.saturating_sub(spent),
            Err(FormatError::Object { cause: ObjectCause::Payload(CodecError::OverLimit), .. }) => {}
            // A corrupt payload may decode to almost anything before it fails; what it stores tells how much.
            Err(_) => *budget = left.saturating_sub(data.stored().len().saturating_mul(256)),
        }
        result.map(|()| begin..self.decompressed.len())
    }
}
