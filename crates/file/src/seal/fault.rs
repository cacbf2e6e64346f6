//! What can be wrong with the seals of a file for journalctl, in its own words.

use std::fmt;

/// A rule of journalctl's about seals that a file breaks; times are microseconds since the Unix epoch.
///
/// That a rule is broken does not say that anything was altered: journald itself breaks some. See
/// [`Proof`](super::Proof).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealFault {
    /// An entry stands before the first seal.
    EntryBeforeTag,
    /// An entry is older than the epoch of the seal before it.
    OlderThanTag {
        /// When the entry was written.
        realtime: u64,
        /// When the epoch began.
        tag: u64,
    },
    /// The seals are not numbered one by one.
    TagSeqnum {
        /// The seal's number.
        found: u64,
        /// How many seals there are up to here.
        expected: u64,
    },
    /// There is not one seal for each epoch.
    EpochGap {
        /// The seal's epoch.
        epoch: u64,
        /// That of the seal before it.
        previous: u64,
    },
    /// The seals go back, in a file where epochs may be left out.
    EpochOrder {
        /// The seal's epoch.
        epoch: u64,
        /// That of the seal before it.
        previous: u64,
    },
    /// The epoch's times exceed 64 bits. journalctl has no message for it.
    EpochRange,
    /// The entry before the seal was written after the seal's epoch.
    TagTime {
        /// When the entry was written.
        realtime: u64,
        /// When the epoch ended.
        end: u64,
    },
    /// The newest entry so far was written after the seal's epoch.
    TooLate {
        /// When the entry was written.
        realtime: u64,
        /// When the epoch ended.
        end: u64,
    },
    /// The oldest entry since the seal before was written before this seal's epoch.
    TooEarly {
        /// When the entry was written.
        realtime: u64,
        /// When the epoch began.
        start: u64,
    },
    /// The seal is not that of what it covers.
    TagFailed,
}

impl SealFault {
    /// journalctl's message, with its times as `time` shows them; `None` where it has none.
    pub fn message(&self, time: impl Fn(u64) -> String) -> Option<String> {
        Some(match *self {
            Self::EntryBeforeTag => "First entry before first tag".to_owned(),
            Self::OlderThanTag { realtime, tag } => {
                format!("Older entry after newer tag ({realtime} < {tag})")
            }
            Self::TagSeqnum { found, expected } => {
                format!("Tag sequence number out of synchronization ({found} != {expected})")
            }
            Self::EpochGap { epoch, previous } => {
                format!("Epoch sequence not continuous ({epoch} vs {previous})")
            }
            Self::EpochOrder { epoch, previous } => {
                format!("Epoch sequence out of synchronization ({epoch} < {previous})")
            }
            Self::EpochRange => return None,
            Self::TagTime { realtime, end } => {
                format!("tag/entry realtime timestamp out of synchronization ({realtime} >= {end})")
            }
            Self::TooLate { realtime, end } => format!(
                "Entry realtime ({realtime}, {}) is too late with respect to tag ({end}, {})",
                time(realtime),
                time(end)
            ),
            Self::TooEarly { realtime, start } => format!(
                "Entry realtime ({realtime}, {}) is too early with respect to tag ({start}, {})",
                time(realtime),
                time(start)
            ),
            Self::TagFailed => "Tag failed verification".to_owned(),
        })
    }
}

/// journalctl's message without its second way to give a time.
impl fmt::Display for SealFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::EpochRange => f.write_str("Epoch of the tag is out of range"),
            Self::TooLate { realtime, end } => {
                write!(f, "Entry realtime ({realtime}) is too late with respect to tag ({end})")
            }
            Self::TooEarly { realtime, start } => {
                write!(f, "Entry realtime ({realtime}) is too early with respect to tag ({start})")
            }
            _ => f.write_str(&self.message(|_| String::new()).unwrap_or_default()),
        }
    }
}
