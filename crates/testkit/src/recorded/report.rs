//! What a run over the recorded commands found.

use std::collections::BTreeMap;
use std::fmt;

use super::canonical::{canonical, message};
use super::case::Case;
use super::diff::first_difference;
use super::run::Printed;

/// How many failures are printed in full; the rest by name.
const SHOWN: usize = 20;

/// The outcome of [`Recorded::check`](super::Recorded::check). Printed, it shows the failures and a count per group.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Commands whose output and exit status agree.
    pub passed: usize,
    /// The others, in the order of the commands.
    pub failed: Vec<Failure>,
    /// Commands whose first line on standard error agrees with journalctl's.
    pub messages_same: usize,
    /// Commands for which journalctl printed something on standard error.
    pub messages_told: usize,
    /// The commands whose first line on standard error does not agree: identifier, expected, printed.
    pub messages_other: Vec<[String; 3]>,
    /// Passed and all commands of each group.
    groups: BTreeMap<String, (usize, usize)>,
}

/// A command whose output or exit status differs.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The command.
    pub case: Case,
    /// What journalctl's exit status was.
    pub expected_status: Option<i32>,
    /// What the program's was; `None` where a signal or the time limit ended it.
    pub status: Option<i32>,
    /// The first difference of the outputs, for a person to read; empty where only the exit status differs.
    pub difference: String,
    /// What the program printed on standard error.
    pub stderr: String,
}

impl Report {
    pub(super) fn add(&mut self, case: &Case, expected: &Printed, printed: &Printed) {
        let told = message(&expected.stderr);
        if !told.is_empty() {
            self.messages_told += 1;
            if message(&printed.stderr) == told {
                self.messages_same += 1;
            } else {
                let other = [&case.id, told, message(&printed.stderr)].map(str::to_owned);
                self.messages_other.push(other);
            }
        }
        let (wanted, got) = (canonical(case, &expected.stdout), canonical(case, &printed.stdout));
        let same_status = printed.status.is_some_and(|status| status < 124)
            && (printed.status == Some(0)) == (expected.status == Some(0));
        let (passed, all) = self.groups.entry(case.group().to_owned()).or_default();
        *all += 1;
        if wanted == got && same_status {
            *passed += 1;
            self.passed += 1;
            return;
        }
        self.failed.push(Failure {
            case: case.clone(),
            expected_status: expected.status,
            status: printed.status,
            difference: if wanted == got { String::new() } else { first_difference(&wanted, &got) },
            stderr: printed.stderr.clone(),
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in self.failed.iter().take(SHOWN) {
            write!(f, "{failure}")?;
        }
        if let Some(rest) = self.failed.get(SHOWN..).filter(|rest| !rest.is_empty()) {
            let ids: Vec<&str> = rest.iter().map(|failure| &*failure.case.id).collect();
            writeln!(f, "and {} more: {}", rest.len(), ids.join(" "))?;
        }
        for (group, (passed, all)) in &self.groups {
            writeln!(f, "{group:<12} {passed:>4} of {all:>4}")?;
        }
        writeln!(f, "{:<12} {:>4} of {:>4}", "messages", self.messages_same, self.messages_told)?;
        write!(f, "{} of {} commands print the same", self.passed, self.passed + self.failed.len())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status =
            |status: Option<i32>| status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let words = self.case.words();
        let command = shlex::try_join(words.iter().map(|word| &**word)).unwrap_or_else(|_| words.join(" "));
        writeln!(f, "{}: {command}", self.case.id)?;
        write!(f, "    TZ={}, ", self.case.time_zone)?;
        writeln!(f, "exit status {}, expected {}", status(self.status), status(self.expected_status))?;
        f.write_str(&self.difference)?;
        self.stderr.lines().take(3).try_for_each(|line| writeln!(f, "    on standard error: {line}"))
    }
}
