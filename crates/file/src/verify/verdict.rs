//! The verdict on a file: journalctl's, and what there is beside it.

use std::fmt;

use super::fault::Fault;
use super::findings::{Finding, Findings};
use crate::error::ErrorClass;

/// What verifying a file came to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Why journalctl 262 fails the file; `None` where it passes it.
    pub failure: Option<Failure>,
    /// All findings.
    pub findings: Findings,
    /// Where verifying ended, in bytes from the start of the file, because the file was being written; what is behind was not
    /// looked at. `None` where all of it was.
    pub end: Option<u64>,
    /// The number of entries in the global chain of entry arrays.
    pub n_entries: u64,
}

/// Why journalctl fails a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error that it ends with.
    pub class: ErrorClass,
    /// How far it came, in bytes from the start of the file; `None` where it did not begin.
    pub position: Option<u64>,
    /// The first fault.
    pub finding: Option<Finding>,
}

/// A line of journalctl's about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The offset that it begins with.
    pub offset: Option<u64>,
    /// What it says.
    pub text: LineText,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineText {
    /// The fault.
    Fault(Fault),
    /// That the fault is in an object's contents.
    Contents(ErrorClass),
}

impl Failure {
    /// The lines that journalctl has about the fault, before it says where it stopped.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let Some(finding) = self.finding else { return Vec::new() };
        let fault = finding.fault;
        let offset = (fault != Fault::UnknownExtensions).then_some(finding.offset);
        let own = fault.has_line().then_some(LineText::Fault(fault));
        let contents = fault.is_about_contents().then_some(LineText::Contents(self.class));
        own.into_iter().chain(contents).map(|text| Line { offset, text }).collect()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(offset) = self.offset {
            write!(f, "{offset:06x}: ")?;
        }
        match self.text {
            LineText::Fault(fault) => fault.fmt(f),
            LineText::Contents(class) => write!(f, "Invalid object contents: {class}"),
        }
    }
}
