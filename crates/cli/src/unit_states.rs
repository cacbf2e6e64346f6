//! `journalq units`: the states of units at a moment, or what happened to some, by the service managers' own messages.
//!
//! ```text
//! arguments -> the boot -> records of the service managers -> Units -> listing: a row for each unit
//!                                                                  -> history: a row for each message about the named ones
//! ```

mod history;
mod listing;

use anyhow::anyhow;
use journalq_file::{Findings, JournalFile};
use journalq_query::grep::Pattern;
use journalq_query::unit::{InvalidUnit, UnitArgument, UnitPattern};
use journalq_query::{Journal, WindowOptions};
use journalq_report::manager::{self, Record};
use journalq_report::units::{Active, Keep, Unit, Units, picture};

use crate::args::{Args, Choice};
use crate::chosen_boot::{self, ChosenBoot};
use crate::flags::{Argument, Flag, Group, parse_time};
use crate::stderr::{Level, say};
use crate::subcommands::Subcommand;
use crate::svg_file::{self, SVG};
use crate::table::{Times, check_mode};
use crate::{Outcome, filter, lost, on_journal};

/// What the subcommand's own options and words say.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnitStatesArgs {
    /// The moment, in microseconds since the epoch, if not the end.
    at: Option<u64>,
    /// Whether only units that failed are listed.
    failed: bool,
    /// The units whose history is asked for.
    names: Vec<String>,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "units",
    synopsis: "[OPTION...] [UNIT...] [FIELD=VALUE...]",
    help: "Tell the states of units, or the history of some",
    flags: &[
        Flag::own(
            "at",
            Argument::Required("TIME"),
            "The states at this time, not at the end",
            |args, value| {
                args.unit_states.at = Some(parse_time(value)?);
                Ok(())
            },
        ),
        Flag::own("failed", Argument::None, "Only units that failed", |args, _| {
            args.unit_states.failed = true;
            Ok(())
        }),
        SVG,
    ],
    takes,
    check,
    run: |args, _: Option<Pattern>| on_journal(args, |journal| run(args, journal)),
};

/// What says which boot is meant, and which of several hosts. What leaves out some of the service manager's messages would make
/// states wrong.
pub(crate) fn takes(flag: &Flag) -> bool {
    match flag.group {
        Group::Source => flag.long != "merge",
        Group::Filter => matches!(flag.long, "since" | "until" | "boot" | "this-boot" | "where"),
        Group::Output => matches!(flag.long, "output" | "utc" | "all" | "quiet" | "defuse-formulas"),
        Group::Pager => flag.long == "no-pager",
        Group::Sealing | Group::Command | Group::Own => false,
    }
}

fn check(args: &mut Args) -> Result<(), String> {
    check_mode(args.mode, "units")?;
    let words = std::mem::take(&mut args.words);
    let (matches, names): (Vec<_>, Vec<_>) =
        words.into_iter().partition(|word| word.as_encoded_bytes().contains(&b'=') || word == "+");
    args.words = matches;
    args.unit_states.names = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    let UnitStatesArgs { at, failed, names } = &args.unit_states;
    if *failed && !names.is_empty() {
        return Err("journalq: --failed lists units, and takes no names".to_owned());
    }
    if args.boot == Choice::All && (names.is_empty() || args.svg.is_some()) {
        return Err("journalq: of all boots there is a history of units by name alone".to_owned());
    }
    if at.is_none() {
        chosen_boot::imply_last(args);
    }
    Ok(())
}

fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let svg = svg_file::new(args, journal)?;
    let names = Names::parse(&args.unit_states.names)?;
    let files = journal.files()?;
    let mut args = args.clone();
    if let (Choice::Unsaid, Some(at)) = (args.boot, args.unit_states.at) {
        args.boot = Choice::One(chosen_boot::at(&files, at)?);
    }
    let boot = ChosenBoot::find(&args, &files)?;
    let mut lost = vec![Findings::default(); files.len()];
    let keep = match (&svg, names.is_empty()) {
        (None, true) => Keep::State,
        (Some(_), true) => Keep::Changes,
        (_, false) => Keep::Steps,
    };
    let units = collect(&args, &files, &names, keep, &mut lost)?;
    let shown = shown(&args, &units);
    let nothing = shown.is_empty() && !args.unit_states.failed;
    say_notes(&args, boot.as_ref().filter(|_| !nothing), &units);
    if nothing {
        say_nothing(&args);
    } else if names.is_empty() {
        listing::table(&args, &shown).print(&args)?;
    } else {
        history::table(&args, &shown).print(&args)?;
    }
    if let (Some(svg), Some(boot)) = (svg.filter(|_| !nothing), boot) {
        let end_usec = boot.last.monotonic_usec;
        svg.create(picture(&shown, end_usec, &boot.title(&args)).as_bytes())?;
    }
    let outcome = lost::report(journal, lost).max(filter::report(&args));
    Ok(if nothing { outcome.max(Outcome::NothingFound) } else { outcome })
}

/// Follows the units that are meant through the entries that are.
fn collect(
    args: &Args,
    files: &[JournalFile<'_>],
    names: &Names,
    keep: Keep,
    lost: &mut [Findings],
) -> anyhow::Result<Units> {
    let until = [args.until, args.unit_states.at].into_iter().flatten().min();
    let options = WindowOptions { since: args.since, until, ..WindowOptions::default() };
    let mut units = Units::new(keep);
    manager::read(files, filter::expression(args, files)?, options, lost, |record| {
        units.add(record, |name| names.include(name));
    });
    Ok(units)
}

/// The units in the order in which they are listed.
fn shown<'u>(args: &Args, units: &'u Units) -> Vec<&'u Unit> {
    let is_shown = |unit: &&Unit| !args.unit_states.failed || unit.active == Active::Failed;
    let mut shown: Vec<&Unit> = units.units().iter().filter(is_shown).collect();
    shown.sort_by(|a, b| a.manager.cmp(&b.manager).then_with(|| a.name.cmp(&b.name)));
    shown
}

/// Says what makes states less certain than they look.
fn say_notes(args: &Args, boot: Option<&ChosenBoot>, units: &Units) {
    if args.wants_quiet() {
        return;
    }
    if let Some((count, Record::Untrusted { comm, pid })) = units.untrusted() {
        let text = |value: &Option<Box<[u8]>>| {
            value.as_deref().map_or("unknown".into(), |value| String::from_utf8_lossy(value).into_owned())
        };
        let (comm, pid) = (text(comm), text(pid));
        let text = format!(
            "Messages about units that are no service manager's do not count: {count}, the first of {comm}, PID {pid}."
        );
        say(Level::Warning, &text);
    }
    if units.suppressed() > 0 {
        let count = units.suppressed();
        let text = format!("journald dropped {count} messages of the service manager: states may be others.");
        say(Level::Warning, &text);
    }
    let Some(boot) = boot else { return };
    boot.say_beginning(args);
    let last_usec = boot.last.realtime_usec;
    let is_to_end = [args.until, args.unit_states.at].iter().flatten().all(|&usec| usec >= last_usec);
    if is_to_end && !units.has_ended(boot.id()) && !is_running(args, boot) {
        let time = Times::new(args).text(last_usec);
        let text = format!(
            "The journal of this boot ends {time} without a shutdown: units are as they were last known."
        );
        say(Level::Notice, &text);
    }
}

fn is_running(args: &Args, boot: &ChosenBoot) -> bool {
    args.reads_host() && filter::running_boot() == Some(boot.id())
}

/// Says what there is not.
fn say_nothing(args: &Args) {
    if args.wants_quiet() {
        return;
    }
    let names = &args.unit_states.names;
    let text = if names.is_empty() {
        "No messages about units: there are no entries of process 1 (_PID=1) with UNIT= and a MESSAGE_ID= of the service manager, \
         nor of a user's."
            .to_owned()
    } else {
        format!("No messages of a service manager about {}.", names.join(", "))
    };
    say(Level::Error, &text);
}

/// The units that were named.
struct Names {
    exact: Vec<Vec<u8>>,
    patterns: Vec<UnitPattern>,
}

impl Names {
    fn parse(names: &[String]) -> anyhow::Result<Self> {
        let (mut exact, mut patterns) = (Vec::new(), Vec::new());
        for name in names {
            let unit = UnitArgument::parse(name)
                .map_err(|InvalidUnit| anyhow!("Failed to mangle unit name '{name}': Invalid argument"))?;
            match unit.pattern() {
                Some(pattern) => patterns.push(pattern),
                None => exact.push(unit.name.into_bytes()),
            }
        }
        Ok(Self { exact, patterns })
    }

    const fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty()
    }

    fn include(&self, unit: &[u8]) -> bool {
        self.is_empty()
            || self.exact.iter().any(|name| name == unit)
            || self.patterns.iter().any(|pattern| pattern.matches(unit))
    }
}
