//! The sequences of numbers: which files hold which part of each, and what is missing.

use std::ops::RangeInclusive;

use journalq_file::Id128;

use super::capped::Capped;
use super::evidence::Times;

/// The files whose entries are numbered in one sequence: what one journald wrote, to files for the system and for users, from one
/// rotation to the next.
#[derive(Clone, Debug)]
pub struct Series {
    /// The machine, by the headers; null where they do not say or do not agree.
    pub machine_id: Id128,
    /// The namespace of the numbers.
    pub seqnum_id: Id128,
    /// The files, by their first numbers.
    pub members: Capped<Member>,
    /// How many entries with a number of their own there are in all files together.
    pub numbers: u64,
    /// How many entries have a number that another file has, too.
    pub repeated: u64,
    /// The first and last number; `None` without entries.
    pub range: Option<(u64, u64)>,
    /// When these entries were written.
    pub times: Option<Times>,
    /// Runs of numbers between the first and the last one that no file has.
    pub gaps: Capped<RangeInclusive<u64>>,
    /// How many numbers that are in all.
    pub missing: u64,
}

/// A file of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its index in [`Report::files`](super::Report::files).
    pub file: usize,
    /// What the file is called without what rotation adds: `system`, `user-1000`.
    pub chain: String,
    /// The numbers of its first and last entry.
    pub range: (u64, u64),
    /// How many entries it has.
    pub entries: u64,
}
