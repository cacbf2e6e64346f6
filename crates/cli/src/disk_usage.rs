//! `--disk-usage`: what the files take up.

use std::io::{self, Write};

use journalq_file::Source;
use journalq_output::Size;
use journalq_query::Journal;

use crate::Outcome;

/// Prints the sum over all files.
pub(crate) fn run(journal: &Journal) -> anyhow::Result<Outcome> {
    let bytes = journal.sources().iter().map(Source::disk_usage).fold(0, u64::saturating_add);
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "Archived and active journals take up {} in the file system.", Size(bytes))?;
    stdout.flush()?;
    Ok(Outcome::Complete)
}
