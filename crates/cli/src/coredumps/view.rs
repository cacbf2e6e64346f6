//! Core dumps as a table, or one by one with all that is told of them.

use std::io::{self, Write};

use journalq_output::{Guard, Size};
use journalq_report::coredumps::Coredump;

use super::place::Place;
use crate::args::Args;
use crate::stderr::{Level, escaped, say};
use crate::table::{Align, Cell, Table, Times, count, is_for_programs, nothing, quantity, size};
use crate::{Outcome, environment, pager};

/// What stands behind entries that anybody can have logged.
const UNTRUSTED: &str = "not systemd-coredump's";

/// The columns that programs get beside those of the table, and the fields that they are of.
const MORE: [(&str, &str); 12] = [
    ("comm", "COREDUMP_COMM"),
    ("cmdline", "COREDUMP_CMDLINE"),
    ("unit", "COREDUMP_UNIT"),
    ("user_unit", "COREDUMP_USER_UNIT"),
    ("slice", "COREDUMP_SLICE"),
    ("cgroup", "COREDUMP_CGROUP"),
    ("session", "COREDUMP_SESSION"),
    ("hostname", "COREDUMP_HOSTNAME"),
    ("machine_id", "_MACHINE_ID"),
    ("filename", "COREDUMP_FILENAME"),
    ("timestamp", "COREDUMP_TIMESTAMP"),
    ("message", "MESSAGE"),
];

/// The fields that `info` prints as they are, under these names.
const PLAIN: [(&str, &str); 8] = [
    ("Command Line", "COREDUMP_CMDLINE"),
    ("Executable", "COREDUMP_EXE"),
    ("Control Group", "COREDUMP_CGROUP"),
    ("Unit", "COREDUMP_UNIT"),
    ("User Unit", "COREDUMP_USER_UNIT"),
    ("Slice", "COREDUMP_SLICE"),
    ("Session", "COREDUMP_SESSION"),
    ("Owner UID", "COREDUMP_OWNER_UID"),
];

/// Says that there is nothing.
pub(super) fn say_none(args: &Args) -> Outcome {
    if !args.quiet {
        say(Level::Notice, &"No coredumps found.");
    }
    Outcome::NothingFound
}

/// A row for each.
pub(super) fn table(args: &Args, coredumps: &[(&Coredump, Place)]) -> Table {
    use Align::{Left, Right};

    let is_for_programs = is_for_programs(args);
    let mut columns = vec![
        ("TIME", "time", Left),
        ("PID", "pid", Right),
        ("UID", "uid", Right),
        ("GID", "gid", Right),
        ("SIG", "sig", Left),
        ("COREFILE", "corefile", Left),
        ("EXE", "exe", Left),
        ("SIZE", "size", Right),
    ];
    if is_for_programs {
        columns.extend(MORE.map(|(name, _)| (name, name, Left)));
        columns.extend([("boot_id", "boot_id", Left), ("trusted", "trusted", Left)]);
    } else {
        columns.push(("", "", Left));
    }
    let mut cells = Cells { args, times: Times::new(args), is_for_programs };
    let rows = coredumps.iter().map(|(coredump, place)| cells.row(coredump, place));
    Table::new(&columns, rows.collect())
}

/// What makes cells.
struct Cells<'a> {
    args: &'a Args,
    times: Times,
    is_for_programs: bool,
}

impl Cells<'_> {
    fn row(&mut self, coredump: &Coredump, place: &Place) -> Vec<Cell> {
        let received = self.times.cell(Some(coredump.realtime_usec));
        let number = |name| self.or_nothing(coredump.number(name).map(count));
        let mut row = vec![
            received,
            number("COREDUMP_PID"),
            number("COREDUMP_UID"),
            number("COREDUMP_GID"),
            self.signal(coredump),
            self.text(Some(place.state)),
            self.text(coredump.get("COREDUMP_EXE").or_else(|| coredump.get("COREDUMP_COMM"))),
            self.or_nothing(place.bytes.map(size)),
        ];
        if self.is_for_programs {
            row.extend(MORE.map(|(_, field)| self.text(coredump.get(field))));
            row.push(Cell::Text(coredump.boot_id.to_string()));
            row.push(Cell::Text(if coredump.is_trusted() { "yes" } else { "no" }.to_owned()));
        } else {
            let mark = if coredump.is_trusted() { "" } else { UNTRUSTED };
            row.push(Cell::Mark(mark.to_owned()));
        }
        row
    }

    /// The name of the signal; for programs its number.
    fn signal(&self, coredump: &Coredump) -> Cell {
        match (coredump.number("COREDUMP_SIGNAL"), coredump.signal()) {
            (Some(number), Some(name)) => quantity(number, name.into_owned()),
            (_, name) => self.text(name.as_deref()),
        }
    }

    fn text(&self, text: Option<&str>) -> Cell {
        self.or_nothing(text.map(|text| Cell::Text(text.to_owned())))
    }

    fn or_nothing(&self, cell: Option<Cell>) -> Cell {
        cell.unwrap_or_else(|| nothing(self.args))
    }
}

/// Prints all that is told of each.
pub(super) fn print_info(args: &Args, coredumps: &[(&Coredump, Place)]) -> io::Result<()> {
    let (mut times, guard) = (Times::new(args), environment::guard(false));
    let texts: Vec<String> =
        coredumps.iter().map(|(coredump, place)| info(&mut times, guard, coredump, place)).collect();
    if !texts.is_empty() {
        pager::start(args.paging);
    }
    let mut stdout = pager::stdout();
    stdout.write_all(texts.join("\n").as_bytes())?;
    stdout.flush()
}

fn info(times: &mut Times, guard: Guard, coredump: &Coredump, place: &Place) -> String {
    let mut text = String::new();
    for (name, value) in
        told(times, coredump, place).into_iter().filter_map(|(name, value)| Some((name, value?)))
    {
        for (number, line) in value.trim_end().split('\n').enumerate() {
            let label = if number == 0 { format!("{name}:") } else { String::new() };
            text.push_str(format!("{label:>15} {}", escaped(line, guard)).trim_end());
            text.push('\n');
        }
    }
    text
}

/// All that is told of a process, under coredumpctl's names and in its order.
fn told(times: &mut Times, coredump: &Coredump, place: &Place) -> Vec<(&'static str, Option<String>)> {
    let value = |name| coredump.get(name).map(str::to_owned);
    let timestamp = value("COREDUMP_TIMESTAMP").map(|text| match text.parse() {
        Ok(usec) => times.text(usec),
        Err(_) => text,
    });
    let signal = value("COREDUMP_SIGNAL").map(|number| match coredump.signal() {
        Some(name) => format!("{number} ({})", name.strip_prefix("SIG").unwrap_or(&name)),
        None => number,
    });
    let joined = |name, other, join: fn(String, &str) -> String| {
        value(name).map(|first| match coredump.get(other) {
            Some(second) => join(first, second),
            None => first,
        })
    };
    let mut lines = vec![
        ("PID", joined("COREDUMP_PID", "COREDUMP_COMM", |pid, comm| format!("{pid} ({comm})"))),
        ("UID", value("COREDUMP_UID")),
        ("GID", value("COREDUMP_GID")),
        (if coredump.is_backtrace() { "Reason" } else { "Signal" }, signal),
        ("Timestamp", timestamp),
    ];
    lines.extend(PLAIN.map(|(label, field)| (label, value(field))));
    lines.extend([
        ("Boot ID", Some(coredump.boot_id.to_string())),
        ("Machine ID", value("_MACHINE_ID")),
        ("Hostname", value("COREDUMP_HOSTNAME")),
        ("Storage", Some(storage(coredump, place))),
        ("Size on Disk", place.bytes.map(|bytes| Size(bytes).to_string())),
        (
            "Package",
            joined("COREDUMP_PACKAGE_NAME", "COREDUMP_PACKAGE_VERSION", |name, at| format!("{name}/{at}")),
        ),
        (
            "Logged by",
            (!coredump.is_trusted())
                .then(|| "anybody, since nothing proves that it was systemd-coredump".to_owned()),
        ),
        ("Message", value("MESSAGE")),
    ]);
    lines
}

fn storage(coredump: &Coredump, place: &Place) -> String {
    match (coredump.get("COREDUMP_FILENAME"), place.state) {
        (Some(file), state) => format!("{file} ({state})"),
        (None, "-") => "none".to_owned(),
        (None, "truncated") => "journal (truncated)".to_owned(),
        (None, state) => state.to_owned(),
    }
}
