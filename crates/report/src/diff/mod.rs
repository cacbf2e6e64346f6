//! What is in one set of journals and not in another.
//!
//! ```text
//! entries of A, entries of B -> Fingerprints (128 bits of what each says) -> Matcher (equal ones, and what is left)
//!                                                                         -> pair (what is left of one entry in both)
//!                                                                         -> Difference, in the order of time
//! ```
//!
//! Entries are equal if they say the same: both times, the boot, and the values of all fields. Sequence numbers do not
//! count, since whoever receives entries numbers them anew. An entry that a set has twice needs two in the other.

mod changes;
mod fingerprint;
mod matcher;
mod pair;

use journalq_file::EntryOffset;

pub use self::changes::{Change, changes};
pub use self::fingerprint::Fingerprints;
pub use self::matcher::Matcher;
pub use self::pair::pair;

/// One of the two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first one.
    A,
    /// The second one.
    B,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// Where an entry of a set is. Places are ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entry's wall clock time, in microseconds since the Unix epoch.
    pub realtime_usec: u64,
    /// The index of its file among those of the set.
    pub file: usize,
    /// The entry in that file.
    pub entry: EntryOffset,
}

/// A difference between the sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// One set has this entry, the other one nothing like it.
    Only(Side, Place),
    /// Both have this entry, but it does not say the same: where it is in A, and in B.
    Altered(Place, Place),
}

impl Difference {
    /// By what differences are ordered: time, A before B.
    fn key(&self) -> (u64, bool, Place) {
        let (Self::Only(_, place) | Self::Altered(place, _)) = *self;
        (place.realtime_usec, matches!(self, Self::Only(Side::B, _)), place)
    }
}

/// How many entries there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that both sets have, saying the same.
    pub equal: u64,
    /// Those that only A has.
    pub only_a: u64,
    /// Those that only B has.
    pub only_b: u64,
    /// Those that both have, saying something else.
    pub altered: u64,
}

impl Counts {
    /// Counts the differences beside so many equal entries.
    #[must_use]
    pub fn of(equal: u64, differences: &[Difference]) -> Self {
        let mut counts = Self { equal, ..Self::default() };
        for difference in differences {
            let count = match difference {
                Difference::Only(Side::A, _) => &mut counts.only_a,
                Difference::Only(Side::B, _) => &mut counts.only_b,
                Difference::Altered(..) => &mut counts.altered,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    /// Tells whether there is no difference.
    #[must_use]
    pub const fn are_same(&self) -> bool {
        self.only_a == 0 && self.only_b == 0 && self.altered == 0
    }
}

#[cfg(test)]
mod tests;
