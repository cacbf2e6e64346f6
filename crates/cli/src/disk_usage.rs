//! `--disk-usage`: what the files take up.

use std::io::{self, Write};

use journalq_file::Source;
use journalq_output::push_size;
use journalq_query::Journal;

use crate::Outcome;

/// Prints the sum over all files.
pub(crate) fn run(journal: &Journal) -> anyhow::Result<Outcome> {
    let bytes = journal.sources().iter().map(Source::disk_usage).fold(0, u64::saturating_add);
    let mut out = b"Archived and active journals take up ".to_vec();
    push_size(&mut out, bytes);
    out.extend_from_slice(b" in the file system.\n");
    let mut stdout = io::stdout().lock();
    stdout.write_all(&out)?;
    stdout.flush()?;
    Ok(Outcome::Complete)
}
