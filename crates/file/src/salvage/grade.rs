//! How far a salvaged entry is proven.

use std::fmt;

/// How far a salvaged entry is proven. The order is that of trust, most first.
///
/// An entry graded intact or orphan is one that a writer committed, or was about to, with just these fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// An index of the file leads to it, and all of its fields are proven.
    Intact,
    /// Some of its fields are lost; the others are proven.
    Partial,
    /// All of its fields are proven, and its place is; but no index that can still be read leads to it.
    Orphan,
    /// The proof is weaker: the file's header is lost, or the entry's place, times or fields are not corroborated.
    Carved,
    /// It lies within a logged value: bytes that look like an entry, and that anybody may have logged.
    Embedded {
        /// Where the DATA object starts whose payload it is part of.
        data: u64,
    },
}

impl Grade {
    pub(super) const COUNT: usize = 5;

    /// The grade's word: `intact`, `partial`, `orphan`, `carved` or `embedded`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Partial => "partial",
            Self::Orphan => "orphan",
            Self::Carved => "carved",
            Self::Embedded { .. } => "embedded",
        }
    }

    pub(super) const fn index(self) -> usize {
        match self {
            Self::Intact => 0,
            Self::Partial => 1,
            Self::Orphan => 2,
            Self::Carved => 3,
            Self::Embedded { .. } => 4,
        }
    }
}

/// The word, and for an embedded entry where: `embedded in data at 0x1f40`.
impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::Embedded { data } => write!(f, " in data at {data:#x}"),
            _ => Ok(()),
        }
    }
}
