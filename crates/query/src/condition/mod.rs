//! Conditions: which entries are meant, as an expression over the values of any field (`docs/query.md`).
//!
//! ```text
//! text -> lexer: tokens and where they stand -> parser -> Condition -> plan: lists of entries, and tests of single ones
//! ```

mod error;
mod lexer;
mod parser;
#[cfg(test)]
mod tests;
mod value;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journalq_file::EntryHead;

pub use self::error::ConditionError;
pub use self::value::{Glob, Regex, ValueTest, compare_values};
use crate::time_spec::Now;

/// A condition on an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of the values of the field with this name passes the test.
    Field(Vec<u8>, ValueTest),
    /// What places the entry compares so with a number.
    Address(Address, Relation, u64),
    /// This does not hold.
    Not(Box<Condition>),
    /// All of these hold.
    And(Vec<Condition>),
    /// One of these holds.
    Or(Vec<Condition>),
}

/// What places an entry, and is no field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// `__REALTIME_TIMESTAMP`: wall clock time, in microseconds since the epoch.
    Realtime,
    /// `__MONOTONIC_TIMESTAMP`: time since the boot, in microseconds.
    Monotonic,
    /// `__SEQNUM`: the sequence number.
    Seqnum,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Condition {
    /// The longest expression, in bytes.
    pub const LONGEST: usize = 1 << 16;

    /// How many comparisons an expression may have; each value of an `in` is one, and each alternative of a `glob`.
    pub const MOST_TERMS: usize = 1024;

    /// How deep parentheses and `not` may nest.
    pub const DEEPEST: usize = 64;

    /// Parses an expression. Times in it that name no day or zone of their own refer to `now`.
    ///
    /// # Errors
    ///
    /// For the first thing that is wrong, with its column: a word that does not belong there, an unknown operator, a name
    /// that no field can have, a bad pattern or time, and an expression that is longer or deeper than the bounds above.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_query::condition::Condition;
    /// use journalq_query::time_spec::Now;
    ///
    /// let zone = jiff::tz::TimeZone::UTC;
    /// let now = Now { realtime_usec: 1_700_000_000_000_000, zone, month_names: Vec::new() };
    /// assert!(Condition::parse(r#"not _COMM = "sshd" and PRIORITY <= 4"#, &now).is_ok());
    /// let error = Condition::parse("PRIORITY <= four", &now).unwrap_err();
    /// assert_eq!(error.to_string(), "column 13: a value is a number or stands in quotes: \"four\"");
    /// ```
    pub fn parse(text: &str, now: &Now) -> Result<Self, ConditionError> {
        parser::parse(text, now)
    }

    /// Why values were left out that a pattern could not be matched with in time, if there were any so far: PCRE2 gives up
    /// where a pattern goes back too often. Known to all clones of the condition.
    #[must_use]
    pub fn gave_up(&self) -> bool {
        match self {
            Self::Field(_, ValueTest::Matches(regex)) => regex.gave_up.is_set(),
            Self::Field(..) | Self::Address(..) => false,
            Self::Not(term) => term.gave_up(),
            Self::And(terms) | Self::Or(terms) => terms.iter().any(Self::gave_up),
        }
    }
}

impl Address {
    const ALL: [(&'static str, Self); 3] = [
        ("__REALTIME_TIMESTAMP", Self::Realtime),
        ("__MONOTONIC_TIMESTAMP", Self::Monotonic),
        ("__SEQNUM", Self::Seqnum),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, address)| address)
    }

    /// The number that this is of an entry.
    #[must_use]
    pub const fn of(self, head: &EntryHead) -> u64 {
        match self {
            Self::Realtime => head.realtime_usec,
            Self::Monotonic => head.monotonic_usec,
            Self::Seqnum => head.seqnum,
        }
    }
}

impl Relation {
    /// Tells whether two values that compare so are in this relation.
    #[must_use]
    pub const fn admits(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// Something that happened to any clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mark(Arc<AtomicBool>);

impl Mark {
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
