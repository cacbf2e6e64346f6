//! DATA objects: a field with its value, its place in the look-up structures, and its payload.
//!
//! Links are checked when they are followed, not when the object is read: a broken link costs what lies behind it, not
//! the payload.

use std::io::Read;

use memchr::memchr;
use zerocopy::FromBytes;

use crate::check::check_link;
use crate::codec::{self, Codec, CodecError, Decompressor};
use crate::error::{FormatError, ObjectCause};
use crate::file::{JournalFile, Object};
use crate::layout::flags::ObjectFlags;
use crate::layout::object::{DataHead, ObjectType};
use crate::layout::offset::{DataOffset, EntryArrayOffset, EntryOffset};
use crate::limits::Limits;

/// Room for decompressed payloads, reused from one to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    decompressor: Decompressor,
    bytes: Vec<u8>,
}

impl Scratch {
    /// Room for payloads of files under these limits: a codec's window need not be larger than the largest payload.
    pub(crate) fn within(limits: Limits) -> Self {
        let window = u32::try_from(limits.payload_bytes).unwrap_or(u32::MAX);
        let window = window.min(Decompressor::DEFAULT_WINDOW_LIMIT);
        Self { decompressor: Decompressor::with_window_limit(window), bytes: Vec::new() }
    }
}

/// A DATA object in the file's bytes.
#[derive(Clone, Copy, Debug)]
pub struct DataObject<'a> {
    offset: DataOffset,
    head: &'a DataHead,
    flags: ObjectFlags,
    stored: &'a [u8],
    payload_limit: usize,
}

impl<'a> JournalFile<'a> {
    /// Reads the DATA object at `offset`.
    ///
    /// # Errors
    ///
    /// When there is no DATA object, it reaches beyond the file, or it has no payload.
    pub fn read_data(&self, offset: DataOffset) -> Result<DataObject<'a>, FormatError> {
        let Object { flags, bytes, .. } = self.object(offset.get(), ObjectType::DATA)?;
        let wrong_size = || {
            data_error(offset, ObjectCause::Size { found: u64::try_from(bytes.len()).unwrap_or(u64::MAX) })
        };
        let (head, _) = DataHead::ref_from_prefix(bytes).map_err(|_| wrong_size())?;
        let payload_at = ObjectType::DATA.head_size(self.is_compact()).unwrap_or(usize::MAX);
        let stored = bytes.get(payload_at..).filter(|stored| !stored.is_empty()).ok_or_else(wrong_size)?;
        Ok(DataObject { offset, head, flags, stored, payload_limit: self.limits().payload_bytes })
    }
}

impl<'a> JournalFile<'a> {
    /// The first `len` bytes that the DATA object at `offset` stores: for those who read the object before, and remember that
    /// it stores as many. Nothing is checked but that they are in the file.
    #[must_use]
    #[inline]
    pub fn stored_at(&self, offset: DataOffset, len: usize) -> Option<&'a [u8]> {
        let head_size = ObjectType::DATA.head_size(self.is_compact())?;
        self.window().from(offset.get())?.get(head_size..)?.get(..len)
    }
}

impl<'a> DataObject<'a> {
    /// Where the object starts.
    #[must_use]
    pub const fn offset(&self) -> DataOffset {
        self.offset
    }

    /// The hash of the uncompressed payload, as stored.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.head.hash.get()
    }

    /// The number of entries that refer to this object.
    #[must_use]
    pub fn n_entries(&self) -> u64 {
        self.head.n_entries.get()
    }

    /// The first entry that refers to this object.
    #[must_use]
    pub fn entry(&self) -> Option<EntryOffset> {
        EntryOffset::new(self.head.entry_offset.get())
    }

    /// The chain of the second and following entries.
    #[must_use]
    pub fn entry_array(&self) -> Option<EntryArrayOffset> {
        EntryArrayOffset::new(self.head.entry_array_offset.get())
    }

    /// The next object in the same hash bucket; it lies behind this one.
    ///
    /// # Errors
    ///
    /// When the link is misaligned or does not move forward.
    pub fn next_hash(&self) -> Result<Option<DataOffset>, FormatError> {
        let next = self.head.next_hash_offset.get();
        let offset = self.offset.get();
        check_link(ObjectType::DATA, offset, "next_hash_offset", next, next > offset)?;
        Ok(DataOffset::new(next))
    }

    /// The next object with the same field name; it lies before this one.
    ///
    /// # Errors
    ///
    /// When the link is misaligned or does not move backward.
    pub fn next_field(&self) -> Result<Option<DataOffset>, FormatError> {
        let next = self.head.next_field_offset.get();
        let offset = self.offset.get();
        check_link(ObjectType::DATA, offset, "next_field_offset", next, next < offset)?;
        Ok(DataOffset::new(next))
    }

    /// The payload as stored, which is compressed where [`codec`](Self::codec) names one.
    #[must_use]
    pub const fn stored(&self) -> &'a [u8] {
        self.stored
    }

    /// How the payload is compressed; `None` for a plain one.
    ///
    /// The object's own flag decides; the header's flags only announce what may occur.
    ///
    /// # Errors
    ///
    /// When the object claims several codecs at once.
    pub fn codec(&self) -> Result<Option<Codec>, FormatError> {
        Codec::from_object_flags(self.flags).map_err(|error| self.payload_error(error))
    }

    /// The payload, `NAME=value`: in place, or decompressed into `scratch`.
    ///
    /// # Errors
    ///
    /// When the payload cannot be decompressed, or is larger than [`Limits::payload_bytes`](crate::Limits).
    pub fn payload<'s>(&self, scratch: &'s mut Scratch) -> Result<&'s [u8], FormatError>
    where
        'a: 's,
    {
        let Some(codec) = self.codec()? else { return Ok(self.stored) };
        let Scratch { decompressor, bytes } = scratch;
        bytes.clear();
        self.decompress(codec, decompressor, self.payload_limit, bytes)?;
        Ok(bytes)
    }

    /// Tells whether this is the payload. Decompresses no more than `payload` is long.
    ///
    /// # Errors
    ///
    /// When the payload cannot be decompressed as far.
    pub fn has_payload(&self, payload: &[u8], scratch: &mut Scratch) -> Result<bool, FormatError> {
        let Some(codec) = self.codec()? else { return Ok(self.stored == payload) };
        let Scratch { decompressor, bytes } = scratch;
        bytes.clear();
        match decompressor.decompress(codec, self.stored, payload.len().min(self.payload_limit), bytes) {
            Ok(()) => Ok(bytes == payload),
            Err(CodecError::OverLimit) => Ok(false),
            Err(error) => Err(self.payload_error(error)),
        }
    }

    /// Appends the payload to `out`, however it is stored.
    ///
    /// `limit` bounds the decompressed bytes beside the file's own limit.
    ///
    /// # Errors
    ///
    /// As [`payload`](Self::payload); `out` is then as it was.
    pub fn decompress_onto(
        &self,
        scratch: &mut Scratch,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), FormatError> {
        match self.codec()? {
            Some(codec) => {
                self.decompress(codec, &mut scratch.decompressor, limit.min(self.payload_limit), out)
            }
            None => {
                out.extend_from_slice(self.stored);
                Ok(())
            }
        }
    }

    fn decompress(
        &self,
        codec: Codec,
        decompressor: &mut Decompressor,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), FormatError> {
        decompressor.decompress(codec, self.stored, limit, out).map_err(|error| self.payload_error(error))
    }

    /// At most `len` bytes of the payload's start, decompressing no more than needed.
    ///
    /// # Errors
    ///
    /// When the payload cannot be decompressed as far.
    pub fn payload_prefix<'s>(&self, len: usize, scratch: &'s mut Scratch) -> Result<&'s [u8], FormatError>
    where
        'a: 's,
    {
        let Some(codec) = self.codec()? else { return Ok(self.stored.get(..len).unwrap_or(self.stored)) };
        let Scratch { decompressor, bytes } = scratch;
        bytes.clear();
        decompressor
            .decompress_prefix(codec, self.stored, len, self.payload_limit, bytes)
            .map_err(|error| self.payload_error(error))?;
        Ok(bytes)
    }

    /// The payload as a stream, so that it need not be held; of LZ4 payloads it is.
    ///
    /// It has no limit but for LZ4, where [`Limits::payload_bytes`](crate::Limits) counts.
    ///
    /// # Errors
    ///
    /// When it shows at once that the payload cannot be decompressed. Damage further on is an error of the stream.
    pub fn payload_reader(&self) -> Result<Box<dyn Read + 'a>, FormatError> {
        match self.codec()? {
            None => Ok(Box::new(self.stored)),
            Some(codec) => codec::reader(codec, self.stored, self.payload_limit)
                .map_err(|error| self.payload_error(error)),
        }
    }

    fn payload_error(&self, error: CodecError) -> FormatError {
        data_error(self.offset, ObjectCause::Payload(error))
    }
}

/// Splits a payload at its first `=` into field name and value.
///
/// Returns `None` for a payload without `=`, which is no field.
#[must_use]
pub fn split_field(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr(b'=', payload)?;
    let (name, rest) = payload.split_at_checked(at)?;
    Some((name, rest.get(1..)?))
}

fn data_error(offset: DataOffset, cause: ObjectCause) -> FormatError {
    FormatError::Object { object: ObjectType::DATA, offset: offset.get(), cause }
}
