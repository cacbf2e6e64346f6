//! How far long work is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Args;

/// A bar on standard error, if that is a terminal and not asked to be quiet.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps.
    pub(crate) fn new(args: &Args, steps: u64) -> Self {
        let target = if args.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
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

    /// So many steps are done by now.
    pub(crate) fn reach(&self, steps: u64) {
        self.0.set_position(steps);
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
