//! Compression of DATA payloads: XZ, LZ4 and Zstandard, as journald has stored them since v189.
//!
//! Only DATA payloads are compressed, each on its own; the object's flags name the codec. [`Decompressor`] undoes
//! it for payloads of unknown origin: output is bounded by the caller, a size announced by the payload is believed
//! only as far as its bytes could yield it, and the window of a codec is bounded too. [`compress`] is the writer's
//! side. See `docs/format.md`, "Compression".

mod lz4;
mod output;
mod xz;
mod zstd;

use std::fmt;
use std::io::{self, Read};

use self::output::Output;
use crate::layout::flags::{IncompatibleFlags, ObjectFlags};

/// An algorithm that DATA payloads may be compressed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// One .xz stream; written by versions before v216.
    Xz,
    /// The length in 64 bits, then a raw LZ4 block (v216).
    Lz4,
    /// One Zstandard frame (v246).
    Zstd,
}

impl Codec {
    /// All of them, in the order in which the format got them.
    pub const ALL: [Self; 3] = [Self::Xz, Self::Lz4, Self::Zstd];

    /// The codec that an object's flags name; `None` for a payload that is stored as it is.
    ///
    /// Bits other than those of the three codecs are ignored.
    ///
    /// # Errors
    ///
    /// [`CodecError::SeveralCodecs`] when more than one of them is set.
    pub fn from_object_flags(flags: ObjectFlags) -> Result<Option<Self>, CodecError> {
        match flags.compression() {
            ObjectFlags(0) => Ok(None),
            ObjectFlags::COMPRESSED_XZ => Ok(Some(Self::Xz)),
            ObjectFlags::COMPRESSED_LZ4 => Ok(Some(Self::Lz4)),
            ObjectFlags::COMPRESSED_ZSTD => Ok(Some(Self::Zstd)),
            _ => Err(CodecError::SeveralCodecs),
        }
    }

    /// The object flag of a payload that this codec compressed.
    #[must_use]
    pub const fn object_flags(self) -> ObjectFlags {
        match self {
            Self::Xz => ObjectFlags::COMPRESSED_XZ,
            Self::Lz4 => ObjectFlags::COMPRESSED_LZ4,
            Self::Zstd => ObjectFlags::COMPRESSED_ZSTD,
        }
    }

    /// The header flag of a file in which such payloads may occur.
    #[must_use]
    pub const fn incompatible_flags(self) -> IncompatibleFlags {
        match self {
            Self::Xz => IncompatibleFlags::COMPRESSED_XZ,
            Self::Lz4 => IncompatibleFlags::COMPRESSED_LZ4,
            Self::Zstd => IncompatibleFlags::COMPRESSED_ZSTD,
        }
    }

    /// The shortest payload, in bytes, that journald tries this codec on.
    const fn min_payload(self) -> usize {
        match self {
            Self::Xz => 80,
            Self::Lz4 => 9,
            Self::Zstd => 1,
        }
    }
}

/// journald's name for the codec, as in `COMPRESSED-ZSTD`.
impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Xz => "XZ",
            Self::Lz4 => "LZ4",
            Self::Zstd => "ZSTD",
        })
    }
}

/// Why a stored payload could not be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodecError {
    /// The object's flags name more than one codec.
    SeveralCodecs,
    /// The payload is, or announces itself to be, longer than the caller allowed.
    OverLimit,
    /// The stored bytes end before the payload does.
    Truncated,
    /// The stored bytes are not what the codec produces, or their checksum differs.
    Corrupt,
    /// An LZ4 payload announces more than the 2^31 - 1 bytes that the format allows.
    AnnouncedTooLong,
    /// An LZ4 payload decodes to another length than it announces.
    LengthMismatch,
    /// The payload needs a larger window than this [`Decompressor`] allows.
    WindowTooLarge,
    /// The memory for decoding could not be had.
    OutOfMemory,
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SeveralCodecs => "object flags name several codecs",
            Self::OverLimit => "payload is longer than the limit",
            Self::Truncated => "compressed payload is truncated",
            Self::Corrupt => "compressed payload is corrupt",
            Self::AnnouncedTooLong => "compressed payload announces more than 2147483647 bytes",
            Self::LengthMismatch => "compressed payload has another length than it announces",
            Self::WindowTooLarge => "compressed payload needs too large a window",
            Self::OutOfMemory => "out of memory while decompressing",
        })
    }
}

impl std::error::Error for CodecError {}

/// Decompresses payloads and keeps what is expensive to make between two of them.
///
/// The contexts are made when first needed, so an unused `Decompressor` costs nothing.
#[derive(Debug)]
pub struct Decompressor {
    window_limit: u32,
    zstd: Option<zstd::Context>,
}

impl Decompressor {
    /// The default bound of a window, in bytes: 128 MiB. journald itself never needs more than 2 MiB.
    pub const DEFAULT_WINDOW_LIMIT: u32 = 128 << 20;

    /// A decompressor with the default bound of windows.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_window_limit(Self::DEFAULT_WINDOW_LIMIT)
    }

    /// A decompressor that refuses payloads which need a window (Zstandard) or dictionary (XZ) of more than
    /// `window_limit` bytes.
    ///
    /// For Zstandard the limit is rounded down to a power of two, and to at least 1 KiB.
    #[must_use]
    pub const fn with_window_limit(window_limit: u32) -> Self {
        Self { window_limit, zstd: None }
    }

    /// Appends the whole payload behind `stored` to `out`.
    ///
    /// What `out` holds already stays, and on an error nothing is added to it. `limit` bounds the payload in bytes.
    /// Bytes of `stored` behind the end of the compressed payload are ignored for XZ and an error for the others, as
    /// in journald 262.
    ///
    /// # Errors
    ///
    /// Every [`CodecError`] but [`CodecError::SeveralCodecs`].
    pub fn decompress(
        &mut self,
        codec: Codec,
        stored: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CodecError> {
        let start = out.len();
        let result = match codec {
            Codec::Lz4 => lz4::decompress(stored, limit, out),
            Codec::Xz | Codec::Zstd => {
                // One byte more than allowed tells a payload of just the limit from a longer one.
                let mut output = Output::new(out, limit.saturating_add(1));
                self.stream(codec, stored, &mut output)
                    .and_then(|()| if output.len() > limit { Err(CodecError::OverLimit) } else { Ok(()) })
            }
        };
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// Appends the first `len` bytes of the payload behind `stored` to `out`, fewer when the payload is shorter.
    ///
    /// Of XZ and Zstandard only as much as needed is decoded, so damage further on goes unnoticed. LZ4 payloads are
    /// decoded as a whole, up to `limit`. This is how a payload is asked for its field name.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); [`CodecError::OverLimit`] for LZ4 only. [`CodecError::WindowTooLarge`] also
    /// for a small Zstandard payload whose frame asks for a large window, which is not needed to decode all at once.
    pub fn decompress_prefix(
        &mut self,
        codec: Codec,
        stored: &[u8],
        len: usize,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CodecError> {
        let start = out.len();
        let result = match codec {
            Codec::Lz4 => lz4::decompress_prefix(stored, len, limit, out),
            Codec::Xz | Codec::Zstd => self.stream(codec, stored, &mut Output::new(out, len)),
        };
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// Decodes until the end of the payload or until `output` is full.
    fn stream(&mut self, codec: Codec, stored: &[u8], output: &mut Output<'_>) -> Result<(), CodecError> {
        if codec == Codec::Xz {
            return xz::decompress(stored, self.window_limit, output);
        }
        let context = match &mut self.zstd {
            Some(context) => context,
            none => none.insert(zstd::Context::new(self.window_limit)?),
        };
        context.decompress(stored, output)
    }
}

/// A stream of the payload behind `stored`, for payloads that are too long to be held. XZ and Zstandard are decoded as it is
/// read, with a window of at most [`Decompressor::DEFAULT_WINDOW_LIMIT`]; LZ4 payloads can only be decoded as a whole, up to
/// `limit` bytes.
///
/// # Errors
///
/// As [`Decompressor::decompress`], for what shows at the beginning; reading gives errors for the rest.
pub(crate) fn reader(codec: Codec, stored: &[u8], limit: usize) -> Result<Box<dyn Read + '_>, CodecError> {
    Ok(match codec {
        Codec::Xz => Box::new(xz::reader(stored)?),
        Codec::Zstd => Box::new(zstd::reader(stored)?),
        Codec::Lz4 => {
            let mut payload = Vec::new();
            lz4::decompress(stored, limit, &mut payload)?;
            Box::new(io::Cursor::new(payload))
        }
    })
}

impl Default for Decompressor {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a Zstandard payload that cannot be decompressed would be longer than it announces, within `limit`. journald has
/// another class of errors for that.
pub(crate) fn exceeds_announced(stored: &[u8], limit: usize) -> bool {
    zstd::exceeds_announced(stored, limit)
}

/// Compresses a payload as journald would store it.
///
/// Returns `None` when the payload is to be stored as it is: it is shorter than the codec is tried on, or would not
/// become strictly smaller.
#[must_use]
pub fn compress(codec: Codec, payload: &[u8]) -> Option<Vec<u8>> {
    if payload.len() < codec.min_payload() {
        return None;
    }
    let stored = match codec {
        Codec::Xz => xz::compress(payload),
        Codec::Lz4 => lz4::compress(payload),
        Codec::Zstd => zstd::compress(payload),
    }?;
    (stored.len() < payload.len()).then_some(stored)
}

#[cfg(test)]
mod tests;
