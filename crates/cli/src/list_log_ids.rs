//! `--list-boots` and `--list-invocations`: as a table, or as JSON.

use journalq_output::{Clock, TimeStyle};
use journalq_query::log_ids::{self, Kind, LogId};
use journalq_query::{Journal, Lines};

use crate::Outcome;
use crate::args::Args;
use crate::stderr::{Level, say};
use crate::table::{Align, Cell, Table};
use crate::{environment, filter, units};

/// Lists the boots.
pub(crate) fn boots(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    list(args, journal, Kind::Boot, ("BOOT ID", "boot_id"), "No boot found.")
}

/// Lists the runs of a unit.
pub(crate) fn invocations(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let unit = units::the_only(args, &files, "--list-invocations")?;
    let kind = Kind::Invocation(unit.runs(filter::boot(args, &files)?));
    let nothing = format!("No invocation ID for {} found.", unit.name);
    list(args, journal, kind, ("INVOCATION ID", "invocation_id"), &nothing)
}

fn list(
    args: &Args,
    journal: &Journal,
    kind: Kind,
    id_column: (&'static str, &'static str),
    nothing: &str,
) -> anyhow::Result<Outcome> {
    let lines = args.lines.unwrap_or_default();
    let found = log_ids::list(&journal.files()?, kind, lines);
    if found.is_empty() {
        if !args.quiet {
            say(Level::Error, &nothing);
        }
        return Ok(Outcome::NothingFound);
    }
    table(&found, id_column, lines, args.reverse).print(args)?;
    Ok(Outcome::Complete)
}

fn table(found: &[LogId], id_column: (&'static str, &'static str), lines: Lines, reverse: bool) -> Table {
    // Table times are local: --utc has no effect on them.
    let mut clock = Clock::new(TimeStyle::Pretty, environment::time_zone());
    let mut time = |usec: u64| {
        let mut text = Vec::new();
        clock.push(&mut text, usec);
        Cell::Quantity { number: usec, text: String::from_utf8_lossy(&text).into_owned() }
    };
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let first = if matches!(lines, Lines::First(_)) { 1 } else { 1 - count };
    let mut rows: Vec<Vec<Cell>> = (first..)
        .zip(found)
        .map(|(index, one)| {
            vec![
                Cell::Number(index),
                Cell::Text(one.id.to_string()),
                time(one.first_usec),
                time(one.last_usec),
            ]
        })
        .collect();
    if reverse {
        rows.reverse();
    }
    let columns = [
        ("IDX", "index", Align::Right),
        (id_column.0, id_column.1, Align::Left),
        ("FIRST ENTRY", "first_entry", Align::Left),
        ("LAST ENTRY", "last_entry", Align::Left),
    ];
    Table::new(&columns, rows)
}
