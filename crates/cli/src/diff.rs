//! `journalq diff`: the entries that one set of journals has and another one has not.
//!
//! ```text
//! A, B -> Walk: the entries that are meant, with fingerprints, side by side -> Matcher -> pairs of what is left -> lines
//! ```

mod show;
mod walk;

use std::ffi::OsString;
use std::path::Path;

use anyhow::anyhow;
use journalq_output::{Field, Mode};
use journalq_query::Journal;
use journalq_query::discover::{self, Discovery, Origin, Selection};
use journalq_query::grep::Pattern;
use journalq_report::diff::{Counts, Matcher, Place, Side, pair};

use self::show::Show;
use self::walk::Walk;
use crate::args::Args;
use crate::flags::{Argument, Flag, Group, bytes};
use crate::parse::Stop;
use crate::progress::Progress;
use crate::stderr::{Level, say};
use crate::subcommands::{Subcommand, selects_entries};
use crate::table::{Align, Cell, Table};
use crate::{Outcome, announce, filter, lost, pager};

/// What the subcommand's own options and words say.
#[derive(Clone, Debug, Default)]
pub(crate) struct DiffArgs {
    /// What is compared: files or folders.
    sides: Option<[OsString; 2]>,
    /// Whether only numbers are printed.
    summary: bool,
    /// The fields that do not count.
    ignored: Vec<Vec<u8>>,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "diff",
    synopsis: "A B [OPTION...] [FIELD=VALUE...]",
    help: "Tell the entries of one journal from another's",
    flags: &[
        Flag::own("summary", Argument::None, "Only how many entries there are of each kind", |args, _| {
            args.diff.summary = true;
            Ok(())
        }),
        Flag::own("ignore", Argument::Required("FIELDS"), "Fields that may differ", add_ignored),
    ],
    takes,
    check,
    run,
};

fn takes(flag: &Flag) -> bool {
    match flag.group {
        Group::Source => flag.long == "limits",
        Group::Output => {
            matches!(
                flag.long,
                "output" | "utc" | "all" | "quiet" | "no-hostname" | "truncate-newline" | "output-fields"
            )
        }
        Group::Filter => !flag.long.contains("cursor") && selects_entries(flag),
        Group::Pager => flag.long == "no-pager",
        Group::Sealing | Group::Command | Group::Own => false,
    }
}

fn add_ignored(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    for name in value.map(bytes).unwrap_or_default().split(|&byte| byte == b',') {
        if !Field::is_valid_name(name) {
            let name = String::from_utf8_lossy(name);
            return Err(Stop::Fail(format!("No field can have the name '{name}'.")));
        }
        args.diff.ignored.push(name.to_owned());
    }
    Ok(())
}

/// Takes what is compared out of the words, the first two.
fn check(args: &mut Args) -> Result<(), String> {
    let is_listed = args.mode.is_delimited() || args.mode == Mode::JsonPretty;
    if !(args.mode.is_short() || args.mode == Mode::Json || is_listed && args.diff.summary) {
        let modes = "the short ones and json, and with --summary json-pretty, csv and tsv";
        return Err(format!("journalq: diff has no output format '{}': it has {modes}.", args.mode.name()));
    }
    if args.words.len() < 2 {
        return Err("journalq: diff needs two files or folders, A and B".to_owned());
    }
    let rest = args.words.split_off(2);
    let sides = std::mem::replace(&mut args.words, rest);
    if sides.iter().any(|side| side == "-") {
        return Err("journalq: diff does not read standard input".to_owned());
    }
    args.diff.sides = sides.try_into().ok();
    Ok(())
}

fn run(args: &Args, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    let Some(sides) = &args.diff.sides else { return Err(anyhow!("there is nothing to compare")) };
    let [(a, outcome_a), (b, outcome_b)] = [open(args, &sides[0])?, open(args, &sides[1])?];
    let compared = compare(args, pattern, [&a, &b])?;
    Ok(compared.max(outcome_a).max(outcome_b).max(filter::report(args)))
}

/// Opens the journals of a file or folder, packed or not.
fn open(args: &Args, side: &OsString) -> anyhow::Result<(Journal, Outcome)> {
    let is_folder = Path::new(side).is_dir();
    let origin = if is_folder { Origin::Directory(side.into()) } else { Origin::Files(vec![side.clone()]) };
    let selection = Selection { recursive: is_folder, ..origin.into() };
    let Discovery { journal, problems } = discover::discover(&selection, args.limits)?;
    let outcome = announce(args, &journal, &problems);
    Ok((journal, outcome))
}

fn compare(args: &Args, pattern: Option<Pattern>, journals: [&Journal; 2]) -> anyhow::Result<Outcome> {
    let [files_a, files_b] = [journals[0].files()?, journals[1].files()?];
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|error| anyhow!("Failed to make a key: {error}"))?;
    let mut a = Walk::new(args, pattern.clone(), &files_a, key)?;
    let mut b = Walk::new(args, pattern, &files_b, key)?;
    let (equal, left) = match_all(args, &mut a, &mut b)?;
    let head = |side: Side, place: &_| if side == Side::A { a.entry(place) } else { b.entry(place) };
    let differences = pair(left, |side, place| Some(head(side, place)?.head()));
    let counts = Counts::of(equal, &differences);
    let mut found = [a.into_findings(), b.into_findings()];
    pager::start(args.paging);
    if args.diff.summary {
        summary(counts).print(args)?;
    } else {
        Show::new(args, [&files_a, &files_b], &mut found).show(&differences)?;
        say_summary(args, counts);
    }
    let [found_a, found_b] = found;
    let lost = lost::report(journals[0], found_a).max(lost::report(journals[1], found_b));
    Ok(if counts.are_same() { lost } else { Outcome::NothingFound })
}

/// Walks both sets side by side. Returns how many entries are equal, and what is left of both.
fn match_all<'a>(args: &Args, a: &mut Walk<'a>, b: &mut Walk<'a>) -> anyhow::Result<(u64, [Vec<Place>; 2])> {
    let progress = Progress::new(args, a.n_entries().saturating_add(b.n_entries()));
    let mut matcher = Matcher::default();
    let mut have_ended = [false; 2];
    while have_ended != [true; 2] {
        let side = match have_ended {
            [true, _] => Side::B,
            [_, true] => Side::A,
            _ => matcher.wanted(),
        };
        let (walk, has_ended) = match side {
            Side::A => (&mut *a, &mut have_ended[0]),
            Side::B => (&mut *b, &mut have_ended[1]),
        };
        match walk.next()? {
            Some((place, fingerprint)) => matcher.add(side, place, fingerprint),
            None => *has_ended = true,
        }
        progress.add(1);
    }
    Ok(matcher.finish())
}

fn summary(counts: Counts) -> Table {
    let row = |name: &str, count: u64| {
        vec![Cell::Text(name.to_owned()), Cell::Quantity { number: count, text: count.to_string() }]
    };
    let rows = vec![
        row("equal", counts.equal),
        row("only in A", counts.only_a),
        row("only in B", counts.only_b),
        row("altered", counts.altered),
    ];
    Table::new(&[("KIND", "kind", Align::Left), ("ENTRIES", "entries", Align::Right)], rows)
}

fn say_summary(args: &Args, counts: Counts) {
    if !args.quiet {
        let Counts { equal, only_a, only_b, altered } = counts;
        let text = format!("{equal} equal, {only_a} only in A, {only_b} only in B, {altered} altered.");
        say(Level::Notice, &text);
    }
}
