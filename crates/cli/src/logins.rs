//! `journalq logins`: who logged in, from where, until when; and who tried.
//!
//! ```text
//! entries of programs that let people in -> Tracker -> Login, filtered by what is asked for -> table, or summaries
//! ```

mod view;

use std::ffi::OsString;

use journalq_file::{Findings, JournalFile, Scratch};
use journalq_output::Mode;
use journalq_query::grep::Pattern;
use journalq_query::log_ids::{self, Kind};
use journalq_query::{Journal, Lines, WindowOptions};
use journalq_report::logins::{self, Addresses, BootEnd, Login, Outcome as End, Tracker};

use crate::args::Args;
use crate::each_entry::{Of, each_entry};
use crate::flags::{Argument, Flag};
use crate::parse::Stop;
use crate::stderr::{Level, say};
use crate::subcommands::{Subcommand, selects_records};
use crate::{Outcome, filter, lost, on_journal};

/// What the subcommand's own options say.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoginsArgs {
    failed: bool,
    cron: bool,
    untrusted: bool,
    users: Vec<String>,
    addresses: Vec<Addresses>,
    by: Option<By>,
}

/// What logins are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    User,
    Address,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "logins",
    synopsis: "[OPTION...] [FIELD=VALUE...]",
    help: "List logins, sudo and su, and who failed",
    flags: &[
        Flag::own("failed", Argument::None, "Only those that failed", |args, _| {
            args.logins.failed = true;
            Ok(())
        }),
        Flag::own(
            "user",
            Argument::Required("USER"),
            "Only those of a user; may be repeated",
            |args, value| {
                args.logins.users.push(text(value));
                Ok(())
            },
        ),
        Flag::own(
            "from",
            Argument::Required("ADDRESS"),
            "Only those from an address or network",
            add_address,
        ),
        Flag::own("by", Argument::Required("WHAT"), "Counts by user or address", set_by),
        Flag::own("cron", Argument::None, "The sessions of cron's jobs, too", |args, _| {
            args.logins.cron = true;
            Ok(())
        }),
        Flag::own("untrusted", Argument::None, "Those that anybody can have logged, instead", |args, _| {
            args.logins.untrusted = true;
            Ok(())
        }),
    ],
    takes: selects_records,
    check,
    run: |args, _: Option<Pattern>| on_journal(args, |journal| run(args, journal)),
};

fn text(value: Option<OsString>) -> String {
    value.unwrap_or_default().to_string_lossy().into_owned()
}

fn add_address(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let value = text(value);
    let bad = || Stop::Fail(format!("Failed to parse --from='{value}'."));
    args.logins.addresses.push(Addresses::parse(&value).ok_or_else(bad)?);
    Ok(())
}

fn set_by(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    args.logins.by = match &*text(value) {
        "user" => Some(By::User),
        "address" => Some(By::Address),
        other => {
            return Err(Stop::Fail(format!("Logins can be counted by user or address, not by '{other}'.")));
        }
    };
    Ok(())
}

fn check(args: &mut Args) -> Result<(), String> {
    let mode = args.mode;
    if mode == Mode::Short || mode.is_json() || mode.is_delimited() {
        return Ok(());
    }
    let modes = "json, json-pretty, csv and tsv";
    Err(format!("journalq: logins has no output format '{}': it has {modes}.", mode.name()))
}

fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let mut lost = vec![Findings::default(); files.len()];
    let mut tracker = Tracker::new(args.logins.cron);
    // Of a login that began within the times that were asked for, the end may lie behind them.
    let of = Of { expr: logins::candidates(), fields: logins::fields(), window: WindowOptions::default() };
    each_entry(args, &files, of, &mut lost, |_, entry, fields| tracker.add(&entry.head(), fields))?;
    let all = tracker.finish(&boots(&files));
    let is_meant = |login: &&Login| is_meant(args, login);
    let n_untrusted = all.iter().filter(|login| !login.is_trusted).filter(is_meant).count();
    let mut chosen: Vec<&Login> = all.iter().filter(is_meant).collect();
    chosen.retain(|login| login.is_trusted != args.logins.untrusted);
    match args.lines {
        Some(Lines::First(n)) => chosen.truncate(usize::try_from(n).unwrap_or(usize::MAX)),
        Some(Lines::Last(n)) => {
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            chosen.drain(..chosen.len().saturating_sub(n));
        }
        Some(Lines::All) | None => {}
    }
    if args.reverse {
        chosen.reverse();
    }
    match args.logins.by {
        Some(by) => view::summaries(args, &chosen, by).print(args)?,
        None => view::table(args, &chosen).print(args)?,
    }
    if !args.logins.untrusted {
        say_untrusted(n_untrusted);
    }
    Ok(lost::report(journal, lost).max(filter::report(args)))
}

/// Says that there are lines which look like logins. Nobody should be able to leave them out silently, nor put them among others.
fn say_untrusted(n_untrusted: usize) {
    let text = match n_untrusted {
        0 => return,
        1 => "1 entry looks like a login, but is not proven to be of the program it names".to_owned(),
        n => format!("{n} entries look like logins, but are not proven to be of the programs they name"),
    };
    say(Level::Warning, &format!("{text}: --untrusted lists what is left out."));
}

fn is_meant(args: &Args, login: &Login) -> bool {
    let asked = &args.logins;
    let is_named = |user: &String| login.user.as_ref() == Some(user) || login.target.as_ref() == Some(user);
    (!asked.failed || login.outcome == End::Failed)
        && (asked.users.is_empty() || asked.users.iter().any(is_named))
        && (asked.addresses.is_empty() || asked.addresses.iter().any(|address| address.contain(login)))
        && args.since.is_none_or(|since| since <= login.begin_usec)
        && args.until.is_none_or(|until| login.begin_usec <= until)
}

/// The boots that there are entries of, each with its machine.
fn boots(files: &[JournalFile<'_>]) -> Vec<BootEnd> {
    let boots = log_ids::list(files, Kind::Boot, Lines::All);
    let mut scratch = Scratch::default();
    let mut machine_of = |payload: &[u8]| {
        let mut has_boot = |file: &&JournalFile<'_>| {
            file.find_data(payload, &mut scratch).is_ok_and(|found| found.is_some())
        };
        files.iter().find(|file| has_boot(file)).map(|file| file.header().machine_id())
    };
    let end = |boot: log_ids::LogId| BootEnd {
        boot_id: boot.id,
        machine_id: machine_of(format!("_BOOT_ID={}", boot.id).as_bytes()).unwrap_or_default(),
        last_usec: boot.last_usec,
    };
    boots.into_iter().map(end).collect()
}
