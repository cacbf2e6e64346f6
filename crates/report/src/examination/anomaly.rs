//! What does not fit: one finding, with what is to be thought of it and where to look.

use super::capped::Capped;
use super::evidence::Times;
use super::kinds::{Kind, Severity};

/// Something that is not as journald leaves it, or that an examiner has to know.
#[derive(Clone, Debug)]
pub struct Anomaly {
    /// What it is: its name, and what there is to say of all of its kind.
    pub kind: &'static Kind,
    /// How much it weighs here.
    pub severity: Severity,
    /// What was found, in one line with numbers, times and names. Times are written as ISO 8601 in UTC.
    pub text: String,
    /// How many things of this kind the anomaly sums up: entries, numbers, files, as the text says.
    pub count: u64,
    /// The files that it is about: indexes into [`Report::files`](super::Report::files).
    pub files: Capped<usize>,
    /// When what it is about happened by the wall clock, if it has a time.
    pub times: Option<Times>,
    /// Where it shows.
    pub places: Capped<Place>,
    /// The command that shows the entries or the file, quoted for a shell.
    pub command: String,
    /// Entries around the first place.
    pub excerpt: Excerpt,
}

/// An entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The index of its file in [`Report::files`](super::Report::files).
    pub file: usize,
    /// Where its object starts in that file, in bytes.
    pub offset: u64,
    /// Its sequence number.
    pub seqnum: u64,
    /// When it was written, in microseconds since the Unix epoch.
    pub realtime_usec: u64,
}

/// Some entries around an anomaly, in the order of their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The entries; none where there is nothing to show.
    pub lines: Vec<Line>,
}

/// An entry in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is one that the anomaly is about, not one around it.
    pub is_meant: bool,
    /// The cursor, with which any other command finds the entry.
    pub cursor: String,
    /// When it was written, in microseconds since the Unix epoch.
    pub realtime_usec: u64,
    /// `PRIORITY`, if it has one.
    pub priority: Option<u8>,
    /// Who wrote it: `SYSLOG_IDENTIFIER` or `_COMM`, and the process in brackets.
    pub who: String,
    /// The beginning of its `MESSAGE`; what is no text in it is replaced.
    pub message: String,
}
