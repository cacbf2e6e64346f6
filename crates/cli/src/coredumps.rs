//! `journalq coredumps`: which processes dumped core, and the cores.
//!
//! ```text
//! entries of systemd-coredump -> Coredump, and where its core is -> list: table, info: text, dump: the core in a file
//! ```

mod dump;
mod place;
mod view;

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::PathBuf;

use journalq_file::{DataOffset, Findings, JournalFile, Scratch};
use journalq_output::Mode;
use journalq_query::grep::Pattern;
use journalq_query::{Journal, Lines, WindowOptions};
use journalq_report::coredumps::{self, Coredump, core_in};

use self::place::Place;
use crate::args::Args;
use crate::each_entry::{Of, each_entry};
use crate::flags::{Argument, Flag};
use crate::subcommands::{Subcommand, selects_records};
use crate::{Outcome, filter, lost, on_journal};

/// What the subcommand's own options and words say.
#[derive(Clone, Debug, Default)]
pub(crate) struct CoredumpsArgs {
    verb: Verb,
    /// Whether words say which processes are meant.
    has_matches: bool,
    /// The file to create.
    to: Option<PathBuf>,
    /// The root folder of the file system that the cores are in.
    core_root: Option<PathBuf>,
}

/// What to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Verb {
    #[default]
    List,
    Info,
    Dump,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "coredumps",
    synopsis: "[list|info|dump] [OPTION...] [PID|COMM|/EXE|FIELD=VALUE...]",
    help: "List processes that dumped core, write a core",
    flags: &[
        Flag::own("to", Argument::Required("FILE"), "dump: the file to create", |args, value| {
            args.coredumps.to = value.map(Into::into);
            Ok(())
        }),
        Flag::own(
            "core-root",
            Argument::Required("PATH"),
            "The root folder below which cores are",
            |args, value| {
                args.coredumps.core_root = value.map(Into::into);
                Ok(())
            },
        ),
    ],
    takes: selects_records,
    check,
    run: |args, _: Option<Pattern>| on_journal(args, |journal| run(args, journal)),
};

/// Takes the verb out of the words, and makes matches of what is left.
fn check(args: &mut Args) -> Result<(), String> {
    let verbs = [("list", Verb::List), ("info", Verb::Info), ("dump", Verb::Dump)];
    let verb = args.words.first().and_then(|word| verbs.iter().find(|(name, _)| word == *name));
    if let Some((_, verb)) = verb {
        args.coredumps.verb = *verb;
        args.words.remove(0);
    }
    args.words = std::mem::take(&mut args.words).into_iter().map(as_match).collect();
    args.coredumps.has_matches = !args.words.is_empty();
    let CoredumpsArgs { verb, to, .. } = &args.coredumps;
    if to.is_some() && *verb != Verb::Dump {
        return Err("journalq: --to is for coredumps dump".to_owned());
    }
    let is_listed = args.mode.is_json() || args.mode.is_delimited();
    if !(args.mode == Mode::Short || is_listed && *verb != Verb::Dump) {
        let modes = "json, json-pretty, csv and tsv, and dump none";
        return Err(format!(
            "journalq: coredumps has no output format '{}': it has {modes}.",
            args.mode.name()
        ));
    }
    Ok(())
}

/// A process number, the path of a binary, or the name of a process, as a match.
fn as_match(word: OsString) -> OsString {
    let bytes = word.as_encoded_bytes();
    let field = match bytes {
        b"+" => return word,
        _ if bytes.contains(&b'=') => return word,
        [b'/', ..] => "COREDUMP_EXE=",
        _ if bytes.iter().all(u8::is_ascii_digit) => "COREDUMP_PID=",
        _ => "COREDUMP_COMM=",
    };
    let mut matched = OsString::from(field);
    matched.push(word);
    matched
}

/// How long a value is at most that is kept where not all is told, in bytes: what the list has is shorter, and paths are.
const LISTED: usize = 1 << 14;

/// A core dump that was found.
struct Found {
    coredump: Coredump,
    /// The file whose entry tells of it, and the object in it that holds the core, if one does.
    file: usize,
    core: Option<DataOffset>,
}

fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let mut lost = vec![Findings::default(); files.len()];
    let mut found = find(args, &files, &mut lost)?;
    if let Some(lines) = lines(args) {
        match lines {
            Lines::First(n) => found.truncate(usize::try_from(n).unwrap_or(usize::MAX)),
            // Of these no more were kept.
            Lines::Last(_) | Lines::All => {}
        }
    }
    if args.reverse {
        found.reverse();
    }
    let done = act(args, journal, &files, &found)?;
    Ok(lost::report(journal, lost).max(filter::report(args)).max(done))
}

/// How many are meant. Without any word or number that is the last one, where only one is looked at.
fn lines(args: &Args) -> Option<Lines> {
    let CoredumpsArgs { verb, has_matches, .. } = args.coredumps;
    let last = (verb == Verb::Info && !has_matches).then_some(Lines::Last(1));
    args.lines.or(last)
}

fn find(args: &Args, files: &[JournalFile<'_>], lost: &mut [Findings]) -> anyhow::Result<Vec<Found>> {
    let window = WindowOptions { since: args.since, until: args.until, ..WindowOptions::default() };
    let of = Of { expr: coredumps::candidates(), fields: coredumps::fields(), window };
    let (mut found, mut scratch) = (VecDeque::new(), Scratch::default());
    let most = match lines(args) {
        Some(Lines::Last(n)) => usize::try_from(n).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    each_entry(args, files, of, lost, |index, entry, fields| {
        let core = files.get(index).and_then(|file| core_in(file, entry, &mut scratch));
        let mut coredump = Coredump::of(&entry.head(), fields);
        if args.coredumps.verb != Verb::Info {
            coredump.drop_longer(LISTED);
        }
        let core = core.map(|core| core.offset());
        found.push_back(Found { coredump, file: index, core });
        if found.len() > most {
            found.pop_front();
        }
    })?;
    Ok(found.into())
}

fn act(
    args: &Args,
    journal: &Journal,
    files: &[JournalFile<'_>],
    found: &[Found],
) -> anyhow::Result<Outcome> {
    let root = place::root(args)?;
    let place = |found: &Found| Place::of(&found.coredump, found.core.is_some(), root.as_deref());
    match args.coredumps.verb {
        Verb::Dump => dump::run(args, journal, files, found.last(), place),
        verb => {
            let rows: Vec<(&Coredump, Place)> =
                found.iter().map(|found| (&found.coredump, place(found))).collect();
            if verb == Verb::List || args.mode != Mode::Short {
                view::table(args, &rows).print(args)?;
            } else {
                view::print_info(args, &rows)?;
            }
            Ok(if rows.is_empty() { view::say_none(args) } else { Outcome::Complete })
        }
    }
}
