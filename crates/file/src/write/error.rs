//! Why an entry was not written.

use std::fmt;

use crate::layout::id128::Id128;

/// Why an entry was not written. The file is as it was before, and other entries can follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// The sequence number does not follow that of the entry before (0 when there is none).
    SeqnumNotIncreasing {
        /// The number that was asked for.
        seqnum: u64,
        /// The largest one in the file.
        previous: u64,
    },
    /// All sequence numbers are used up: the last one was 2^64 - 1.
    SeqnumsExhausted,
    /// The realtime is 0, or 2^55 microseconds or more.
    InvalidRealtime(u64),
    /// The monotonic time is 2^55 microseconds or more.
    InvalidMonotonic(u64),
    /// The boot ID is null.
    NullBootId,
    /// The entry has no field.
    NoFields,
    /// The field of this index, from 0, is empty.
    EmptyField(usize),
    /// The field of this index, from 0, has no `=`.
    NoEqualsSign(usize),
    /// The name of the field of this index, from 0, is not 1 to 64 of `A-Z`, `0-9` and `_`, or starts with a digit.
    InvalidName(usize),
    /// The entry could make the file larger than it may become.
    FileFull {
        /// The size that the entry may need, in bytes.
        needed: u64,
        /// The largest size, in bytes.
        max_size: u64,
    },
    /// The writer lost track of the object at this offset. This does not happen.
    LostObject(u64),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SeqnumNotIncreasing { seqnum, previous } => {
                write!(f, "entry seqnum {seqnum} does not follow {previous}")
            }
            Self::SeqnumsExhausted => write!(f, "no entry seqnum follows {}", u64::MAX),
            Self::InvalidRealtime(usec) => write!(f, "entry realtime {usec} is not in 1 to 2^55 - 1"),
            Self::InvalidMonotonic(usec) => write!(f, "entry monotonic time {usec} is not below 2^55"),
            Self::NullBootId => write!(f, "entry boot ID is null: {}", Id128::NULL),
            Self::NoFields => f.write_str("entry has no fields"),
            Self::EmptyField(index) => write!(f, "field {index} of the entry is empty"),
            Self::NoEqualsSign(index) => write!(f, "field {index} of the entry has no `=`"),
            Self::InvalidName(index) => write!(f, "field {index} of the entry has an invalid name"),
            Self::FileFull { needed, max_size } => {
                write!(f, "entry could grow the file to {needed} bytes, more than its {max_size}")
            }
            Self::LostObject(offset) => write!(f, "object at {offset:#x} is not where it was written"),
        }
    }
}

impl std::error::Error for WriteError {}
