//! How far the verification is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use journalq_file::verify::STEPS;

use crate::args::Args;

/// A bar on standard error, if that is a terminal and not asked to be quiet.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many files.
    pub(crate) fn new(args: &Args, files: usize) -> Self {
        let target = if args.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let files = u64::try_from(files).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(files.saturating_mul(STEPS)), target);
        // The bar shows without a style, too.
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3}%") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So many more steps are done.
    pub(crate) fn add(&self, steps: u64) {
        self.0.inc(steps);
    }

    /// Takes the bar away while something else is printed.
    pub(crate) fn pause<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
