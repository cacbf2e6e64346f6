//! `journalq stats`: entries counted, by the values of fields and by time, and what takes up how much room.
//!
//! ```text
//! arguments -> Spec -> lists of values, where they tell it all, or every entry -> Groups -> Table
//!                   -> --fields: Usage of each file                                     -> Table
//! ```

mod calendar;
mod fields;
mod groups;
mod tally;
mod view;

use std::ffi::OsString;

use journalq_file::Findings;
use journalq_query::grep::Pattern;
use journalq_query::matches::is_field_name;
use journalq_query::value_counts::value_counts;
use journalq_query::{Journal, Merge, Window, WindowOptions};

use self::calendar::Every;
use self::groups::Groups;
use self::tally::Tally;
use crate::args::Args;
use crate::flags::{Argument, Flag, Group, bytes};
use crate::grep::Grep;
use crate::parse::Stop;
use crate::progress::Progress;
use crate::subcommands::{Subcommand, selects_entries};
use crate::table::check_mode;
use crate::{Outcome, filter, lost, on_journal, show};

/// What is counted, and how it is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct StatsArgs {
    /// The fields whose values make groups.
    by: Vec<Vec<u8>>,
    /// The stretches of time that make groups.
    every: Option<Every>,
    /// How many groups are shown.
    top: Option<usize>,
    /// The fields whose values are counted in each group.
    distinct: Vec<Vec<u8>>,
    /// Whether the times of the first and last entry are shown.
    seen: bool,
    /// Whether the room that entries take up is shown.
    usage: bool,
    /// Whether the fields are listed instead, with the room that they take up.
    fields: bool,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "stats",
    synopsis: "[OPTION...] [FIELD=VALUE...]",
    help: "Count entries, and tell what takes up room",
    flags: &[
        Flag::own(
            "by",
            Argument::Required("FIELDS"),
            "A row for each value of these fields",
            |args, value| add_names(&mut args.stats.by, value),
        ),
        Flag::own("every", Argument::Required("SPAN"), "A row for each 1h, day, week, month, ...", set_every),
        Flag::own("top", Argument::Required("N"), "Only the N largest groups, and all others", set_top),
        Flag::own(
            "distinct",
            Argument::Required("FIELDS"),
            "How many values these fields have",
            |args, value| add_names(&mut args.stats.distinct, value),
        ),
        Flag::own("seen", Argument::None, "When the first and last entry came", |args, _| {
            args.stats.seen = true;
            Ok(())
        }),
        Flag::own("usage", Argument::None, "The room that entries take up in the files", |args, _| {
            args.stats.usage = true;
            Ok(())
        }),
        Flag::own("fields", Argument::None, "A row for each field: the room that it takes up", |args, _| {
            args.stats.fields = true;
            Ok(())
        }),
    ],
    takes,
    check,
    run: |args, pattern| on_journal(args, |journal| run(args, pattern, journal)),
};

/// What says which entries are meant, and how tables look. The order of entries makes no difference.
fn takes(flag: &Flag) -> bool {
    match flag.long {
        "reverse" | "no-tail" => false,
        "output" | "utc" | "all" | "defuse-formulas" => true,
        _ => selects_entries(flag) || flag.group == Group::Pager,
    }
}

fn check(args: &mut Args) -> Result<(), String> {
    let StatsArgs { by, every, top, distinct, seen, usage, fields } = &args.stats;
    check_mode(args.mode, "stats")?;
    let is_grouped = !by.is_empty() || every.is_some() || !distinct.is_empty() || *seen || *usage;
    if *fields
        && (is_grouped
            || args.limits_entries()
            || args.starts().contains(&true)
            || args.lines.is_some()
            || !args.words.is_empty())
    {
        return Err("journalq: --fields is about whole files: only --top goes with it".to_owned());
    }
    if top.is_some() && by.is_empty() && !fields {
        return Err("journalq: --top needs --by or --fields: without these there is nothing to choose from"
            .to_owned());
    }
    Ok(())
}

/// Adds the names of a list.
fn add_names(names: &mut Vec<Vec<u8>>, value: Option<OsString>) -> Result<(), Stop> {
    for name in value.map(bytes).unwrap_or_default().split(|&byte| byte == b',') {
        if !is_field_name(name) {
            let name = String::from_utf8_lossy(name);
            return Err(Stop::Fail(format!("No field can have the name '{name}'.")));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(())
}

fn set_every(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let value = value.unwrap_or_default().to_string_lossy().into_owned();
    let bad = || {
        Stop::Fail(format!(
            "Cannot make rows of '{value}': less than a day, whole days, a month or a year can be."
        ))
    };
    args.stats.every = Some(Every::parse(&value).ok_or_else(bad)?);
    Ok(())
}

fn set_top(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let value = value.unwrap_or_default().to_string_lossy().into_owned();
    let top = value.parse().ok().filter(|&top| top > 0);
    args.stats.top = Some(top.ok_or_else(|| Stop::Fail(format!("Failed to parse --top='{value}'.")))?);
    Ok(())
}

fn run(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let mut lost = vec![Findings::default(); files.len()];
    let table = if args.stats.fields {
        fields::table(args, &files, &mut lost)
    } else {
        view::table(args, count(args, pattern, journal, &mut lost)?)
    };
    table.print(args)?;
    Ok(lost::report(journal, lost).max(filter::report(args)))
}

/// Counts what was asked for.
fn count(
    args: &Args,
    pattern: Option<Pattern>,
    journal: &Journal,
    lost: &mut [Findings],
) -> anyhow::Result<Groups> {
    let files = journal.files()?;
    let expr = filter::expression(args, &files)?;
    let options = args.window(show::start(args)?);
    let are_all_meant = expr.is_none() && pattern.is_none() && options == WindowOptions::default();
    if let Some(field) = args.stats.is_told_by_lists().filter(|_| are_all_meant)
        && let Some(counts) = value_counts(&files, field)
    {
        return Ok(Groups::of_values(counts));
    }
    let mut grep = pattern.map(Grep::new);
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), options);
    let mut tally = Tally::new(args);
    let progress =
        Progress::new(args, files.iter().map(|file| file.header().n_entries()).fold(0, u64::saturating_add));
    while let Some(position) = window.next() {
        let index = position.file;
        let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) else { continue };
        progress.add(1);
        if let Some(grep) = &mut grep
            && grep.find(index, file, &position.entry, lost)?.is_none()
        {
            window.uncount();
            continue;
        }
        tally.add(index, file, &position.entry, lost);
    }
    lost::add(lost, window.merge().findings());
    Ok(tally.finish())
}

impl StatsArgs {
    /// The only field that is asked for, where nothing but the number of entries is.
    fn is_told_by_lists(&self) -> Option<&[u8]> {
        let Self { by, every, top: _, distinct, seen, usage, fields: _ } = self;
        let is_plain = every.is_none() && distinct.is_empty() && !seen && !usage;
        match by.as_slice() {
            [only] if is_plain => Some(only),
            _ => None,
        }
    }
}
