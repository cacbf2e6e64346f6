//! The verdict on a file: journalctl's, and what there is beside it.

use super::fault::Fault;
use super::findings::{Finding, Findings};
use crate::error::ErrorClass;
use crate::seal::SealReport;

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
    /// What the seals say; `None` for a file that is not sealed, and without a key.
    pub seals: Option<SealReport>,
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

impl Line {
    /// The line, with times in it as `time` shows them.
    pub fn text(&self, time: impl Fn(u64) -> String) -> String {
        let text = match self.text {
            LineText::Fault(fault) => fault.text(time),
            LineText::Contents(class) => format!("Invalid object contents: {class}"),
        };
        match self.offset {
            Some(offset) => format!("{offset:06x}: {text}"),
            None => text,
        }
    }
}
