//! What can be wrong with a packed file, or with a member of an archive.

use std::{fmt, io};

/// Why something packed was not read, or not to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum UnpackError {
    /// It ends early. What comes before is read.
    Cut,
    /// It cannot be decoded any further, for the reason that the decoder gives. What comes before is read.
    Damaged(io::Error),
    /// There is no journal in it.
    NoJournal,
    /// A journal is larger than [`Limits::stream_bytes`](crate::Limits::stream_bytes).
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The journals are larger together than
    /// [`UnpackLimits::kept_bytes`](crate::UnpackLimits::kept_bytes), this one included.
    TooMuchKept {
        /// The limit.
        limit: u64,
    },
    /// More was unpacked than [`UnpackLimits::unpacked_bytes`](crate::UnpackLimits::unpacked_bytes) or
    /// [`UnpackLimits::ratio`](crate::UnpackLimits::ratio) allow. What comes before is read.
    TooMuchUnpacked {
        /// The limit that results from both.
        limit: u64,
    },
    /// There are more members than [`UnpackLimits::members`](crate::UnpackLimits::members). Those before are read.
    TooManyMembers {
        /// The limit.
        limit: u64,
    },
    /// It lies in more archives and layers of compression than
    /// [`UnpackLimits::nesting`](crate::UnpackLimits::nesting).
    TooDeep {
        /// The limit.
        limit: u32,
    },
    /// It uses a feature that is not supported.
    Unsupported(&'static str),
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("ends early, what comes before is read"),
            Self::Damaged(error) => write!(f, "is damaged, what comes before is read: {error}"),
            Self::NoJournal => f.write_str("no journal is in it"),
            Self::TooLarge { limit } => write!(f, "is larger than {limit} bytes, not read"),
            Self::TooMuchKept { limit } => {
                write!(f, "unpacked journals take more than {limit} bytes, not read")
            }
            Self::TooMuchUnpacked { limit } => {
                write!(f, "more than {limit} bytes were unpacked, the rest is not read")
            }
            Self::TooManyMembers { limit } => write!(f, "more than {limit} members, the rest is not read"),
            Self::TooDeep { limit } => write!(f, "packed more than {limit} times, not read"),
            Self::Unsupported(what) => write!(f, "{what} is not supported, not read"),
        }
    }
}

impl std::error::Error for UnpackError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Damaged(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_its_text() {
        for (error, text) in [
            (UnpackError::Cut, "ends early, what comes before is read"),
            (
                UnpackError::Damaged(io::Error::other("bad block")),
                "is damaged, what comes before is read: bad block",
            ),
            (UnpackError::NoJournal, "no journal is in it"),
            (UnpackError::TooLarge { limit: 9 }, "is larger than 9 bytes, not read"),
            (UnpackError::TooMuchKept { limit: 9 }, "unpacked journals take more than 9 bytes, not read"),
            (
                UnpackError::TooMuchUnpacked { limit: 9 },
                "more than 9 bytes were unpacked, the rest is not read",
            ),
            (UnpackError::TooManyMembers { limit: 9 }, "more than 9 members, the rest is not read"),
            (UnpackError::TooDeep { limit: 9 }, "packed more than 9 times, not read"),
            (UnpackError::Unsupported("encryption"), "encryption is not supported, not read"),
        ] {
            assert_eq!(error.to_string(), text);
            let has_source = std::error::Error::source(&error).is_some();
            assert_eq!(has_source, matches!(error, UnpackError::Damaged(_)));
        }
    }
}
