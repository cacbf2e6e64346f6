//! What of the files could not be read, one [`Findings`] for each.

use journalq_file::Findings;
use journalq_query::Journal;

use crate::Outcome;
use crate::stderr::say_findings;

/// Adds what was found elsewhere in the same files.
pub(crate) fn add(lost: &mut [Findings], more: impl Iterator<Item = Findings>) {
    for (lost, mut earlier) in lost.iter_mut().zip(more) {
        earlier.append(lost);
        *lost = earlier;
    }
}

/// Says for each file what was lost in it.
pub(crate) fn report(journal: &Journal, mut lost: Vec<Findings>) -> Outcome {
    for (source, lost) in journal.sources().iter().zip(&mut lost) {
        // What was written to the file after it was mapped is not lost.
        if !lost.is_empty() && source.has_grown() {
            lost.forget_beyond_end();
        }
        say_findings(source.path(), lost);
    }
    if lost.iter().all(Findings::is_empty) { Outcome::Complete } else { Outcome::Damaged }
}
