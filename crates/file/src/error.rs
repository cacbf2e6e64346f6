//! What can be wrong with a journal file: one variant a cause, with the place and what was found there.
//!
//! [`FormatError`] allocates nothing and is `Copy`; the path is added once, by [`OpenError`].

use std::path::PathBuf;
use std::{fmt, io};

use crate::codec::CodecError;
use crate::layout::flags::IncompatibleFlags;
use crate::layout::object::ObjectType;
use crate::unpack_error::UnpackError;

/// A defect of the file's bytes, or something in them that this reader does not support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The file is too short for a header.
    NoHeader {
        /// Bytes that a header needs at least.
        need: u64,
        /// Bytes that there are.
        have: u64,
    },
    /// The file does not start with `LPKSHHRH`.
    Signature {
        /// What it starts with.
        found: [u8; 8],
    },
    /// The header has incompatible flags that this reader does not know.
    UnsupportedFlags {
        /// The unknown ones alone.
        flags: IncompatibleFlags,
    },
    /// A header field has a value that no writer leaves there.
    Header {
        /// The field's name.
        field: &'static str,
        /// What it holds.
        value: u64,
        /// What is wrong with it.
        cause: HeaderCause,
    },
    /// An object cannot be used.
    Object {
        /// The type that was looked for, or found where any would do.
        object: ObjectType,
        /// Its offset in bytes from the start of the file.
        offset: u64,
        /// What is wrong with it.
        cause: ObjectCause,
    },
}

/// What is wrong with a header field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderCause {
    /// The value is none of those that the format defines.
    Invalid,
    /// The value points or reaches outside of the file.
    OutOfBounds,
    /// The value contradicts another field of the header.
    Inconsistent,
}

/// What is wrong with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectCause {
    /// The offset is no multiple of 8.
    Misaligned,
    /// The offset lies within the file header.
    InHeader,
    /// The object reaches beyond the end of the file.
    OutOfBounds {
        /// Where it would end.
        need: u64,
        /// Where the file ends.
        have: u64,
    },
    /// There is only zeroed space: nothing was written here, or it was lost.
    Unwritten,
    /// There is an object of another type, or of none.
    WrongType {
        /// The type byte.
        found: ObjectType,
    },
    /// The size does not fit the type.
    Size {
        /// The size in bytes that the object gives.
        found: u64,
    },
    /// A field of the object holds an impossible value.
    Value {
        /// The field's name.
        field: &'static str,
        /// What it holds.
        found: u64,
    },
    /// A link points back, so that following it would never end.
    NotForward {
        /// Where the link points.
        next: u64,
    },
    /// A chain has more links than the limit allows.
    TooLong {
        /// The limit.
        limit: u64,
    },
    /// An item of an entry array, counted from 0, was never written or leads to where no entry can be.
    NoEntry {
        /// The item's index in the array.
        item: u64,
    },
    /// A chain of entry arrays ends with this one, before all entries were linked.
    ChainTooShort {
        /// How many entries are linked.
        linked: u64,
        /// How many there should be.
        expected: u64,
    },
    /// The payload has no `=`, so it is no field.
    NoField,
    /// The payload cannot be decompressed.
    Payload(CodecError),
    /// The hash table has no room for a single item.
    NoBuckets,
}

/// The kinds of errors that journald distinguishes, with the C library's names for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorClass {
    /// EBADMSG: the structure is corrupt.
    BadMessage,
    /// ENODATA: the file is truncated, or its header points outside.
    NoData,
    /// EADDRNOTAVAIL: an access beyond the end of the file.
    AddressNotAvailable,
    /// EPROTONOSUPPORT: a feature that is not supported.
    ProtocolNotSupported,
    /// EOPNOTSUPP: a file with features that a verifier does not know.
    NotSupported,
    /// ENOKEY: a sealed file, and no key to verify the seals with.
    KeyRequired,
    /// ENOMEM: a payload that XZ cannot decode.
    OutOfMemory,
    /// ERANGE: the times of a seal's epoch exceed 64 bits.
    OutOfRange,
    /// ENOBUFS: a Zstandard payload that is longer than it announces.
    NoBufferSpace,
    /// EFBIG: an LZ4 payload that announces too much.
    TooLarge,
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadMessage => "Bad message",
            Self::NoData => "No data available",
            Self::AddressNotAvailable => "Cannot assign requested address",
            Self::ProtocolNotSupported => "Protocol not supported",
            Self::NotSupported => "Operation not supported",
            Self::KeyRequired => "Required key not available",
            Self::OutOfMemory => "Cannot allocate memory",
            Self::OutOfRange => "Numerical result out of range",
            Self::NoBufferSpace => "No buffer space available",
            Self::TooLarge => "File too large",
        })
    }
}

impl FormatError {
    /// The class under which journald files this error, and which decides what journalctl prints for it.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NoHeader { .. } => ErrorClass::NoData,
            Self::Signature { .. } => ErrorClass::BadMessage,
            Self::UnsupportedFlags { .. } => ErrorClass::ProtocolNotSupported,
            Self::Header { cause: HeaderCause::Invalid, .. } => ErrorClass::BadMessage,
            Self::Header { .. } => ErrorClass::NoData,
            Self::Object { cause: ObjectCause::OutOfBounds { .. }, .. } => ErrorClass::AddressNotAvailable,
            Self::Object { .. } => ErrorClass::BadMessage,
        }
    }

    /// Tells whether the bytes are damaged, as opposed to not supported.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        !self.is_unsupported()
    }

    /// Tells whether a newer reader might make sense of the file.
    #[must_use]
    pub fn is_unsupported(&self) -> bool {
        self.class() == ErrorClass::ProtocolNotSupported
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeader { need, have } => {
                write!(f, "header needs {need} bytes, the file has {have}")
            }
            Self::Signature { found } => {
                write!(f, "signature \"{}\" is not that of a journal file", found.escape_ascii())
            }
            Self::UnsupportedFlags { flags } => write!(f, "unsupported incompatible flags: {flags}"),
            Self::Header { field, value, cause } => {
                let cause = match cause {
                    HeaderCause::Invalid => "is invalid",
                    HeaderCause::OutOfBounds => "lies outside of the file",
                    HeaderCause::Inconsistent => "contradicts the rest of the header",
                };
                write!(f, "header: {field} {value:#x} {cause}")
            }
            Self::Object { object, offset, cause } => write!(f, "{object} at {offset:#x}: {cause}"),
        }
    }
}

impl fmt::Display for ObjectCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misaligned => f.write_str("offset is no multiple of 8"),
            Self::InHeader => f.write_str("offset lies within the file header"),
            Self::OutOfBounds { need, have } => write!(f, "ends at {need:#x}, the file at {have:#x}"),
            Self::Unwritten => f.write_str("nothing was written there"),
            Self::WrongType { found } => write!(f, "found {found}"),
            Self::Size { found } => write!(f, "invalid size {found:#x}"),
            Self::Value { field, found } => write!(f, "invalid {field} {found:#x}"),
            Self::NotForward { next } => write!(f, "next offset {next:#x} does not move on"),
            Self::TooLong { limit } => write!(f, "chain is longer than {limit} links"),
            Self::NoEntry { item } => write!(f, "item {item} leads to no entry"),
            Self::ChainTooShort { linked, expected } => {
                write!(f, "chain ends here with {linked} of {expected} entries")
            }
            Self::NoField => f.write_str("payload has no field name"),
            Self::Payload(error) => write!(f, "payload: {error}"),
            Self::NoBuckets => f.write_str("table without buckets"),
        }
    }
}

impl std::error::Error for FormatError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Object { cause: ObjectCause::Payload(error), .. } => Some(error),
            _ => None,
        }
    }
}

/// Why a path could not be opened as a journal file.
#[derive(Debug)]
pub struct OpenError {
    /// The path as it was given.
    pub path: PathBuf,
    /// What went wrong there.
    pub cause: OpenCause,
}

/// What went wrong on opening a path.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenCause {
    /// The operating system said no.
    Io(io::Error),
    /// The path is a directory.
    IsDirectory,
    /// The path is a device, a socket or a pipe.
    NotRegular,
    /// The file is not a journal that can be read.
    Format(FormatError),
    /// What is packed cannot be unpacked, or not completely.
    Unpack(UnpackError),
}

impl OpenError {
    /// Tells whether there is nothing at the path.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(&self.cause, OpenCause::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)
    }
}

impl fmt::Display for OpenCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::IsDirectory => f.write_str("is a directory"),
            Self::NotRegular => f.write_str("is no regular file"),
            Self::Format(error) => error.fmt(f),
            Self::Unpack(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            OpenCause::Io(error) => Some(error),
            OpenCause::Format(error) => Some(error),
            OpenCause::Unpack(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_its_text() {
        let object = |cause| FormatError::Object { object: ObjectType::ENTRY_ARRAY, offset: 0x1f40, cause };
        for (error, text, class) in [
            (
                FormatError::NoHeader { need: 208, have: 12 },
                "header needs 208 bytes, the file has 12",
                ErrorClass::NoData,
            ),
            (
                FormatError::Signature { found: *b"\x7fELF\0abc" },
                "signature \"\\x7fELF\\x00abc\" is not that of a journal file",
                ErrorClass::BadMessage,
            ),
            (
                FormatError::UnsupportedFlags { flags: IncompatibleFlags(0x80) },
                "unsupported incompatible flags: bit 7",
                ErrorClass::ProtocolNotSupported,
            ),
            (
                FormatError::Header { field: "state", value: 3, cause: HeaderCause::Invalid },
                "header: state 0x3 is invalid",
                ErrorClass::BadMessage,
            ),
            (
                FormatError::Header { field: "arena_size", value: 16, cause: HeaderCause::OutOfBounds },
                "header: arena_size 0x10 lies outside of the file",
                ErrorClass::NoData,
            ),
            (
                FormatError::Header { field: "n_entries", value: 16, cause: HeaderCause::Inconsistent },
                "header: n_entries 0x10 contradicts the rest of the header",
                ErrorClass::NoData,
            ),
            (
                object(ObjectCause::Misaligned),
                "entry array at 0x1f40: offset is no multiple of 8",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::InHeader),
                "entry array at 0x1f40: offset lies within the file header",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::OutOfBounds { need: 0x20, have: 0x10 }),
                "entry array at 0x1f40: ends at 0x20, the file at 0x10",
                ErrorClass::AddressNotAvailable,
            ),
            (
                object(ObjectCause::Unwritten),
                "entry array at 0x1f40: nothing was written there",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::WrongType { found: ObjectType::DATA }),
                "entry array at 0x1f40: found data",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::Size { found: 3 }),
                "entry array at 0x1f40: invalid size 0x3",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::Value { field: "realtime", found: 0 }),
                "entry array at 0x1f40: invalid realtime 0x0",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::NotForward { next: 0x1f40 }),
                "entry array at 0x1f40: next offset 0x1f40 does not move on",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::TooLong { limit: 9 }),
                "entry array at 0x1f40: chain is longer than 9 links",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::NoEntry { item: 3 }),
                "entry array at 0x1f40: item 3 leads to no entry",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::ChainTooShort { linked: 4, expected: 9 }),
                "entry array at 0x1f40: chain ends here with 4 of 9 entries",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::NoField),
                "entry array at 0x1f40: payload has no field name",
                ErrorClass::BadMessage,
            ),
            (
                object(ObjectCause::NoBuckets),
                "entry array at 0x1f40: table without buckets",
                ErrorClass::BadMessage,
            ),
        ] {
            assert_eq!(error.to_string(), text);
            assert_eq!(error.class(), class, "{text}");
            assert_eq!(error.is_corrupt(), class != ErrorClass::ProtocolNotSupported, "{text}");
        }
    }
}
