//! The report as a whole: what was run, what it comes to, and everything that it lists.

use journalq_file::Id128;

use super::activity::Activity;
use super::anomaly::Anomaly;
use super::boots::Boot;
use super::capped::Capped;
use super::evidence::{FileReport, Times};
use super::kinds::Severity;
use super::series::Series;

/// All that an examination found.
///
/// Texts that come from files (names, values, messages) hold any bytes, as far as they are text: whoever shows them escapes
/// them.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was run, when.
    pub run: Run,
    /// What it comes to.
    pub summary: Summary,
    /// The inputs and what was in them, in the order in which they were read. Other parts refer to them by their index.
    pub files: Vec<FileReport>,
    /// The machines that wrote the entries.
    pub hosts: Capped<Host>,
    /// The sequences of numbers, each with its files in the order of their numbers.
    pub series: Capped<Series>,
    /// The boots, by machine, oldest first.
    pub boots: Capped<Boot>,
    /// How much was logged when, at which priority, and by whom.
    pub activity: Activity,
    /// What does not fit, the severest first.
    pub anomalies: Capped<Anomaly>,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The version of the program.
    pub version: String,
    /// The command line, quoted for a shell.
    pub command: String,
    /// When, in microseconds since the Unix epoch, by the clock of the host on which it ran.
    pub began_usec: u64,
    /// Whether a key for seals was given.
    pub has_key: bool,
}

/// What an examination comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many journal files were read.
    pub journals: u64,
    /// How many inputs could not be.
    pub unreadable: u64,
    /// How many bytes all inputs have.
    pub bytes: u64,
    /// How many entries could be read, those that are in several files once for each.
    pub entries: u64,
    /// The times of the first and last entry by wall clock time; `None` without entries.
    pub times: Option<Times>,
    /// How many machines.
    pub hosts: u64,
    /// How many boots.
    pub boots: u64,
    /// How many anomalies of each severity, listed or not.
    pub anomalies: [u64; Severity::ALL.len()],
}

impl Summary {
    /// The number of anomalies of this severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> u64 {
        Severity::ALL
            .iter()
            .zip(self.anomalies)
            .find(|(this, _)| **this == severity)
            .map_or(0, |(_, count)| count)
    }
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// By the headers of its files; null where they do not say.
    pub machine_id: Id128,
    /// What its entries call it (`_HOSTNAME`), the most frequent name first.
    pub names: Capped<String>,
    /// How many of the files are of it.
    pub files: u64,
    /// How many entries are in them.
    pub entries: u64,
    /// When they were written; `None` without entries.
    pub times: Option<Times>,
}
