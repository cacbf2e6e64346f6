//! Many workers, one output: a window is cut into pieces, which are walked and rendered at once, and written in order.
//!
//! ```text
//! cuts -> pieces, numbered -> any worker -> text -> whoever finishes the piece whose turn it is writes it, and those behind
//! ```
//!
//! Nobody waits for a turn but who has more text than should be kept, and who is too far ahead of the output. A piece that
//! does not join the next one goes on through it; what others made of that one is dropped.

mod batch;
mod state;
mod worker;

use std::thread;

use journalq_file::{Findings, JournalFile};
use journalq_query::{PieceSize, Window};

use self::state::{Done, Workshop};
use self::worker::Worker;
use crate::entry_text::EntryText;
use crate::output::Output;
use crate::separator::Separator;

/// How many files have to alternate for their entries to be taken file by file: what those of fewer share stays in the
/// processor's cache from one to the next.
pub(crate) const MANY_FILES: u64 = 64;

/// The size of pieces of so many files, whose texts are long or short. What a worker makes at once has to wait for its turn in
/// memory.
fn piece_size(files: usize, is_long: bool) -> PieceSize {
    /// Of few files.
    const SMALLEST: u64 = 1 << 12;
    /// For each file there is a little to do in every piece.
    const OF_EACH_FILE: u64 = 16;
    let (largest, most) = if is_long { (1 << 13, 1 << 14) } else { (1 << 14, 1 << 16) };
    let files = u64::try_from(files).unwrap_or(u64::MAX);
    PieceSize { entries: files.saturating_mul(OF_EACH_FILE).clamp(SMALLEST, largest), most }
}

/// What to print, and where to.
pub(crate) struct Job<'j, 'a> {
    pub(crate) files: &'j [JournalFile<'a>],
    pub(crate) text: &'j EntryText,
    pub(crate) separator: &'j mut Separator,
    pub(crate) out: &'j mut Output,
    /// What could not be read, for each file.
    pub(crate) lost: &'j mut [Findings],
}

/// Prints what is left of a window with the help of so many `workers`. Tells whether an entry counted; `None` where too little
/// is left to be shared, or the system lets nobody help: then no entry was taken.
pub(crate) fn print<'a>(
    window: &mut Window<'a>,
    workers: usize,
    job: Job<'_, 'a>,
) -> anyhow::Result<Option<bool>> {
    let Job { files, text, separator, out, lost } = job;
    let size = piece_size(files.len(), text.lists_fields());
    let Some(mut cuts) = window.cuts(size) else { return Ok(None) };
    let Some(first) = cuts.next() else { return Ok(None) };
    let found = window.take_findings();
    let apart = separator.another();
    let workshop = Workshop::new(workers, (first, cuts), separator, out);
    let is_shared = thread::scope(|scope| {
        let start = |_| {
            let worker = Worker::new(&workshop, files, text.another(), apart.clone(), window.clone());
            thread::Builder::new().spawn_scoped(scope, || worker.work()).ok()
        };
        let started: Vec<_> = (0..workers).map_while(start).collect();
        let is_shared = !started.is_empty();
        // One that panicked has said so.
        started.into_iter().for_each(|worker| drop(worker.join()));
        is_shared
    });
    if !is_shared {
        window.add_findings(&found);
        return Ok(None);
    }
    let Done { shown, lost: lost_fields, found: found_in_pieces, window: end } = workshop.close()?;
    for (index, fields) in lost_fields {
        if let Some(lost) = lost.get_mut(index) {
            lost.append(&fields);
        }
    }
    if let Some(end) = end {
        *window = end;
    }
    [found].iter().chain(&found_in_pieces).for_each(|found| window.add_findings(found));
    Ok(Some(shown))
}

#[cfg(test)]
mod tests;
