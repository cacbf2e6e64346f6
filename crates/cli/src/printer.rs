//! Entries, one after the other or many at once, as text on standard output.

use std::io;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::thread;

use journalq_file::{EntryHead, Findings, JournalFile, Limits};
use journalq_output::{push_cursor_line, push_no_entries};
use journalq_query::grep::Pattern;
use journalq_query::{Position, Window};

use crate::args::Args;
use crate::entry_text::EntryText;
use crate::output::Output;
use crate::pager::{self, Reader};
use crate::separator::Separator;
use crate::workshop::{self, Job};

/// Prints entries.
pub(crate) struct Printer {
    text: EntryText,
    separator: Separator,
    out: Output,
    /// How many threads share the work, if it can be divided.
    workers: Option<usize>,
}

impl Printer {
    /// How many entries are printed before others are asked to help: the first ones are out sooner without them.
    const ALONE: usize = 256;

    pub(crate) fn new(args: &Args, pattern: Option<Pattern>) -> Self {
        let text = EntryText::new(args, pattern);
        // Each worker has memory of its own, and text that waits for its turn.
        let is_frugal = args.limits == Limits::untrusted();
        let is_shared = text.is_independent() && pager::reader() == Reader::Other && !is_frugal;
        let mut out = Output::new();
        out.text.extend(text.heading().unwrap_or_default());
        Self {
            separator: Separator::new(!args.merge && !args.quiet, text.options().colour),
            text,
            out,
            workers: is_shared.then(|| thread::available_parallelism().map_or(1, NonZero::get)),
        }
    }

    /// Prints all entries of a window. Tells whether there was one that counts.
    pub(crate) fn print_all<'a>(
        &mut self,
        files: &[JournalFile<'a>],
        window: &mut Window<'a>,
        lost: &mut [Findings],
    ) -> anyhow::Result<bool> {
        let mut shown = false;
        let mut printed: usize = 0;
        // One worker is of use where entries are not taken in their order.
        let are_many = u64::try_from(files.len()).is_ok_and(|files| files >= workshop::MANY_FILES);
        let workers = self.workers.filter(|&workers| workers > 1 || are_many);
        let alone = if workers.is_some() { Self::ALONE } else { usize::MAX };
        let mut walk = |printer: &mut Self, window: &mut Window<'a>, lost: &mut [Findings], most: usize| {
            let mut failure = None;
            window.walk(None, |position| {
                printed = printed.saturating_add(1);
                match printer.print(files, position, lost) {
                    Ok(counts) => {
                        shown |= counts;
                        if printed < most {
                            ControlFlow::Continue(counts)
                        } else {
                            ControlFlow::Break(counts)
                        }
                    }
                    Err(error) => {
                        failure = Some(error);
                        ControlFlow::Break(true)
                    }
                }
            });
            failure.map_or(Ok(shown), Err)
        };
        let shown = walk(self, window, lost, alone)?;
        let Some(workers) = workers.filter(|_| !window.has_ended()) else { return Ok(shown) };
        self.out.flush()?;
        let Self { text, separator, out, .. } = self;
        let job = Job { files, text, separator, out, lost };
        match workshop::print(window, workers, job)? {
            Some(more) => Ok(more || shown),
            None => walk(self, window, lost, usize::MAX),
        }
    }

    /// Prints an entry of one of `files`. Tells whether it counts: it does unless its message does not match. What of its
    /// fields cannot be read is `lost`.
    pub(crate) fn print(
        &mut self,
        files: &[JournalFile<'_>],
        position: Position<'_>,
        lost: &mut [Findings],
    ) -> anyhow::Result<bool> {
        // The line between boots stands before entries that do not match, too.
        self.separator.push(position.entry.head().boot_id, &mut self.out.text);
        let counts = self.text.push(files, position, lost, &mut self.out.text)?;
        self.out.write_if_full()?;
        Ok(counts)
    }

    /// Is handed other files from now on.
    pub(crate) fn forget_files(&mut self) {
        self.text.forget_files();
    }

    /// Says that there was nothing to print.
    pub(crate) fn push_no_entries(&mut self) {
        push_no_entries(&mut self.out.text);
    }

    /// Writes what was printed so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the output, with the cursor of the last entry if that was asked for.
    pub(crate) fn finish(mut self, args: &Args, last: Option<&EntryHead>) -> io::Result<()> {
        if args.show_cursor
            && let Some(last) = last
        {
            push_cursor_line(&mut self.out.text, last);
        }
        self.out.flush()
    }
}
