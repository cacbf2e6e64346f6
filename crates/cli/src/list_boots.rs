//! `--list-boots`: the boots as a table, or as JSON.

use std::io::{self, Write};

use journalq_output::{Clock, TimeStyle};
use journalq_query::boots::{self, Boot};
use journalq_query::{Journal, Lines};

use crate::Outcome;
use crate::args::Args;
use crate::environment;
use crate::stderr::say;
use crate::table::{Align, Cell, Table};

/// Lists the boots.
pub(crate) fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let lines = args.lines.unwrap_or_default();
    let boots =
        if lines == Lines::Last(0) { Vec::new() } else { boots::list_boots(&journal.files()?, lines) };
    if boots.is_empty() {
        if !args.quiet {
            say(&"No boot found.");
        }
        return Ok(Outcome::NothingFound);
    }
    let table = table(&boots, lines, args.reverse);
    let mut out = Vec::new();
    if args.mode.is_json() {
        table.push_json(&mut out, args.mode);
    } else {
        table.push_text(&mut out, !args.quiet);
    }
    let mut stdout = io::stdout().lock();
    stdout.write_all(&out)?;
    stdout.flush()?;
    Ok(Outcome::Complete)
}

fn table(boots: &[Boot], lines: Lines, reverse: bool) -> Table {
    // Table times are local: --utc has no effect on them.
    let mut clock = Clock::new(TimeStyle::Pretty, environment::time_zone());
    let mut time = |usec: u64| {
        let mut text = Vec::new();
        clock.push(&mut text, usec);
        Cell::Time { usec, text: String::from_utf8_lossy(&text).into_owned() }
    };
    let count = i64::try_from(boots.len()).unwrap_or(i64::MAX);
    let first = if matches!(lines, Lines::First(_)) { 1 } else { 1 - count };
    let mut rows: Vec<Vec<Cell>> = (first..)
        .zip(boots)
        .map(|(index, boot)| {
            vec![
                Cell::Number(index),
                Cell::Text(boot.boot_id.to_string()),
                time(boot.first_usec),
                time(boot.last_usec),
            ]
        })
        .collect();
    if reverse {
        rows.reverse();
    }
    let columns = [
        ("IDX", "index", Align::Right),
        ("BOOT ID", "boot_id", Align::Left),
        ("FIRST ENTRY", "first_entry", Align::Left),
        ("LAST ENTRY", "last_entry", Align::Left),
    ];
    Table::new(&columns, rows)
}
