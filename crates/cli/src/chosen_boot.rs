//! The one boot that a subcommand is about: which it is, and from when to when there are entries of it.

use anyhow::bail;
use journalq_file::{EntryHead, Id128, JournalFile};
use journalq_query::log_ids::{self, Descriptor, Kind};
use journalq_query::{Expr, Lines, Merge, Window, WindowOptions};

use crate::args::{Args, Choice};
use crate::filter;
use crate::stderr::{Level, say};
use crate::table::Times;

/// How long after its start the journal of a boot usually begins, in microseconds: when journald is there.
const USUAL_BEGINNING: u64 = 30_000_000;

/// A boot by its first and last entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChosenBoot {
    pub(crate) first: EntryHead,
    pub(crate) last: EntryHead,
}

/// Makes the last boot the one that is meant where nothing was said.
pub(crate) fn imply_last(args: &mut Args) {
    if args.boot == Choice::Unsaid {
        args.boot = Choice::One(Descriptor::default());
    }
}

/// The last boot that began before this time, in microseconds since the epoch.
pub(crate) fn at(files: &[JournalFile<'_>], usec: u64) -> anyhow::Result<Descriptor> {
    let boots = log_ids::list(files, Kind::Boot, Lines::All);
    match boots.iter().rev().find(|boot| boot.first_usec <= usec) {
        Some(boot) => Ok(Descriptor { id: Some(boot.id), offset: 0 }),
        None => bail!("All boots in these journals began later than the time asked for."),
    }
}

impl ChosenBoot {
    /// The boot that was asked for; `None` where that was not one, or there are no entries of it.
    pub(crate) fn find(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Self>> {
        let Some(expr) = filter::boot(args, files)? else { return Ok(None) };
        let end = |lines| one(files, &expr, lines);
        Ok(end(Lines::First(1)).zip(end(Lines::Last(1))).map(|(first, last)| Self { first, last }))
    }

    pub(crate) const fn id(&self) -> Id128 {
        self.first.boot_id
    }

    /// Says that what the boot began with is not in the journal, if that is so.
    pub(crate) fn say_beginning(&self, args: &Args) {
        let late = self.first.monotonic_usec;
        if late > USUAL_BEGINNING && !args.wants_quiet() {
            let late = journalq_output::Span(late);
            let text = format!(
                "The first entry of this boot is from {late} after its start: what was before is not known."
            );
            say(Level::Notice, &text);
        }
    }

    /// Which boot it is, in a line.
    pub(crate) fn title(&self, args: &Args) -> String {
        let time = Times::new(args).text(self.first.realtime_usec);
        format!("Boot {} of {time}", self.id())
    }
}

fn one(files: &[JournalFile<'_>], expr: &Expr, lines: Lines) -> Option<EntryHead> {
    let options = WindowOptions { lines, ..WindowOptions::default() };
    Window::new(Merge::new(files, Some(expr)), options).next().map(|position| position.entry.head())
}
