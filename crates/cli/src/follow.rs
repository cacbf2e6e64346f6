//! `-f`: entries as they come, until a signal or the end of whoever reads the output.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use journalq_file::{Findings, OpenError};
use journalq_query::follow::{Follow, Stopper};
use journalq_query::grep::Pattern;
use journalq_query::{Expr, Journal, Merge, SuspendedWindow, Window, WindowOptions};

use crate::args::Args;
use crate::lost::say_findings;
use crate::printer::Printer;
use crate::stderr::say_problem;
use crate::{Outcome, announce, cursor_file, filter, interrupt, is_broken_pipe, lost, show};

/// Prints the entries that `args` ask for, and those that come after them.
pub(crate) fn run(args: &Args, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    if args.reads_standard_input() {
        bail!("The --follow switch is not supported in conjunction with reading from STDIN.");
    }
    let (mut follow, problems) = Follow::new(args.selection()?, args.limits)?;
    let outcome = announce(args, follow.journal(), &problems);
    cursor_file::check(args, follow.journal())?;
    interrupt::on_signals(follow.stopper())?;
    interrupt::on_hangup(follow.stopper());
    let mut output = Following {
        expr: filter::expression(args, &follow.journal().files()?)?,
        options: args.window(show::start(args)?),
        printer: Printer::new(args, pattern),
        stopper: follow.stopper(),
        said: HashMap::new(),
        cut_off: HashMap::new(),
        outcome,
    };
    let mut window = output.print(follow.journal(), None)?;
    while let Some(problems) = follow.wait() {
        output.say_problems(&problems);
        window = output.print(follow.journal(), Some(window))?;
    }
    output.say_cut_off();
    let last = window.current();
    let finished = output.printer.finish(args, last.as_ref());
    cursor_file::update(args, last.as_ref())?;
    finished?;
    Ok(output.outcome.max(filter::report(args)))
}

/// The output from one look at the files to the next.
struct Following {
    expr: Option<Expr>,
    options: WindowOptions,
    printer: Printer,
    stopper: Stopper,
    /// What was said to be lost in each file.
    said: HashMap<PathBuf, Findings>,
    /// What is lost in a file of this length if that is its end: it may still be being copied.
    cut_off: HashMap<PathBuf, (usize, Findings)>,
    outcome: Outcome,
}

impl Following {
    /// Prints what is new behind the place where the window was suspended, at first what it begins with.
    fn print(
        &mut self,
        journal: &Journal,
        window: Option<SuspendedWindow>,
    ) -> anyhow::Result<SuspendedWindow> {
        let files = journal.files()?;
        self.printer.forget_files();
        let expr = self.expr.as_ref();
        let mut window = match window {
            Some(window) => Window::resume(window, &files, expr),
            None => Window::new(Merge::new(&files, expr), self.options),
        };
        let mut lost = vec![Findings::default(); files.len()];
        let mut printed = Ok(());
        while printed.is_ok()
            && !self.stopper.is_stopped()
            && let Some(position) = window.next()
        {
            printed = self.printer.print(&files, position, &mut lost).map(drop);
        }
        match printed.and_then(|()| Ok(self.printer.flush()?)) {
            // Nobody reads the output any more: that is the end, but a regular one.
            Err(error) if is_broken_pipe(&error) => self.stopper.stop(),
            result => result?,
        }
        lost::add(&mut lost, window.merge().findings());
        self.say_lost(journal, lost);
        Ok(window.suspend())
    }

    /// Says what was lost as soon as that is known, and once.
    fn say_lost(&mut self, journal: &Journal, lost: Vec<Findings>) {
        for (source, mut lost) in journal.sources().iter().zip(lost) {
            let (path, len) = (source.path(), source.bytes().len());
            let earlier = self.cut_off.remove(path).filter(|(earlier, _)| *earlier == len);
            let all = lost.clone();
            lost.forget_beyond_end();
            if let Some((_, earlier)) = earlier {
                lost.append(&earlier);
            } else if all != lost {
                self.cut_off.insert(path.to_owned(), (len, all));
                continue;
            }
            self.say(path, lost);
        }
    }

    /// Says what was cut off, which nothing more came behind.
    fn say_cut_off(&mut self) {
        for (path, (_, lost)) in std::mem::take(&mut self.cut_off) {
            self.say(&path, lost);
        }
    }

    fn say(&mut self, path: &Path, lost: Findings) {
        if !lost.is_empty() {
            self.outcome = self.outcome.max(Outcome::Damaged);
        }
        if (!lost.is_empty() || lost.recovered().is_some()) && self.said.get(path) != Some(&lost) {
            say_findings(path, &lost);
            self.said.insert(path.to_owned(), lost);
        }
    }

    fn say_problems(&mut self, problems: &[OpenError]) {
        problems.iter().for_each(say_problem);
        if !problems.is_empty() {
            self.outcome = self.outcome.max(Outcome::Damaged);
        }
    }
}
