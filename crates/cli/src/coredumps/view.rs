//! Core dumps as a table, or one by one with all that is told of them.

use std::io::{self, Write};

use jiff::tz::TimeZone;
use journalq_output::{Clock, TimeStyle, push_size};
use journalq_report::coredumps::Coredump;

use super::place::Place;
use crate::args::Args;
use crate::stderr::{Level, escaped, say};
use crate::table::{Align, Cell, Table};
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

/// Says that there is nothing.
pub(super) fn say_none(args: &Args) -> Outcome {
    if !args.quiet {
        say(Level::Notice, &"No coredumps found.");
    }
    Outcome::NothingFound
}

fn clock(args: &Args) -> Clock {
    let zone = if args.utc { TimeZone::UTC } else { environment::time_zone() };
    Clock::new(TimeStyle::Pretty, zone)
}

fn time(clock: &mut Clock, usec: u64) -> String {
    let mut text = Vec::new();
    clock.push(&mut text, usec);
    String::from_utf8_lossy(&text).into_owned()
}

fn size(bytes: u64) -> String {
    let mut text = Vec::new();
    push_size(&mut text, bytes);
    String::from_utf8_lossy(&text).into_owned()
}

/// A row for each.
pub(super) fn table(args: &Args, coredumps: &[(&Coredump, Place)]) -> Table {
    use Align::{Left, Right};

    let is_for_programs = args.mode.is_json() || args.mode.is_delimited();
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
    let mut clock = clock(args);
    let nothing = || if is_for_programs { Cell::Value(None) } else { Cell::Mark("-".to_owned()) };
    let or_nothing = |cell: Option<Cell>| cell.unwrap_or_else(nothing);
    let text = |text: Option<&str>| or_nothing(text.map(|text| Cell::Text(text.to_owned())));
    let rows = coredumps.iter().map(|(coredump, place)| {
        let number = |name| {
            let cell = |number: u64| Cell::Quantity { number, text: number.to_string() };
            or_nothing(coredump.number(name).map(cell))
        };
        let realtime_usec = coredump.realtime_usec;
        let mut row = vec![
            Cell::Quantity { number: realtime_usec, text: time(&mut clock, realtime_usec) },
            number("COREDUMP_PID"),
            number("COREDUMP_UID"),
            number("COREDUMP_GID"),
            match (coredump.number("COREDUMP_SIGNAL"), coredump.signal()) {
                (Some(number), Some(name)) => Cell::Quantity { number, text: name.into_owned() },
                (_, name) => text(name.as_deref()),
            },
            text(Some(place.state)),
            text(coredump.get("COREDUMP_EXE").or_else(|| coredump.get("COREDUMP_COMM"))),
            or_nothing(place.bytes.map(|bytes| Cell::Quantity { number: bytes, text: size(bytes) })),
        ];
        if is_for_programs {
            row.extend(MORE.map(|(_, field)| text(coredump.get(field))));
            row.push(Cell::Text(coredump.boot_id.to_string()));
            row.push(Cell::Text(if coredump.is_trusted() { "yes" } else { "no" }.to_owned()));
        } else {
            let mark = if coredump.is_trusted() { "" } else { UNTRUSTED };
            row.push(Cell::Mark(mark.to_owned()));
        }
        row
    });
    Table::new(&columns, rows.collect())
}

/// Prints all that is told of each.
pub(super) fn print_info(args: &Args, coredumps: &[(&Coredump, Place)]) -> io::Result<()> {
    let mut clock = clock(args);
    let texts: Vec<String> =
        coredumps.iter().map(|(coredump, place)| info(&mut clock, coredump, place)).collect();
    if !texts.is_empty() {
        pager::start(args.paging);
    }
    let mut stdout = pager::stdout();
    stdout.write_all(texts.join("\n").as_bytes())?;
    stdout.flush()
}

fn info(clock: &mut Clock, coredump: &Coredump, place: &Place) -> String {
    let value = |name| coredump.get(name).map(str::to_owned);
    let pid = value("COREDUMP_PID").map(|pid| match coredump.get("COREDUMP_COMM") {
        Some(comm) => format!("{pid} ({comm})"),
        None => pid,
    });
    let signal = value("COREDUMP_SIGNAL").map(|number| match coredump.signal() {
        Some(name) => format!("{number} ({})", name.strip_prefix("SIG").unwrap_or(&name)),
        None => number,
    });
    let timestamp = value("COREDUMP_TIMESTAMP").map(|text| match text.parse() {
        Ok(usec) => time(clock, usec),
        Err(_) => text,
    });
    let storage = match value("COREDUMP_FILENAME") {
        Some(file) => format!("{file} ({})", place.state),
        None if place.state == "-" => "none".to_owned(),
        None if place.state == "truncated" => "journal (truncated)".to_owned(),
        None => place.state.to_owned(),
    };
    let package = value("COREDUMP_PACKAGE_NAME").map(|name| match coredump.get("COREDUMP_PACKAGE_VERSION") {
        Some(version) => format!("{name}/{version}"),
        None => name,
    });
    let lines = [
        ("PID", pid),
        ("UID", value("COREDUMP_UID")),
        ("GID", value("COREDUMP_GID")),
        (if coredump.is_backtrace() { "Reason" } else { "Signal" }, signal),
        ("Timestamp", timestamp),
        ("Command Line", value("COREDUMP_CMDLINE")),
        ("Executable", value("COREDUMP_EXE")),
        ("Control Group", value("COREDUMP_CGROUP")),
        ("Unit", value("COREDUMP_UNIT")),
        ("User Unit", value("COREDUMP_USER_UNIT")),
        ("Slice", value("COREDUMP_SLICE")),
        ("Session", value("COREDUMP_SESSION")),
        ("Owner UID", value("COREDUMP_OWNER_UID")),
        ("Boot ID", Some(coredump.boot_id.to_string())),
        ("Machine ID", value("_MACHINE_ID")),
        ("Hostname", value("COREDUMP_HOSTNAME")),
        ("Storage", Some(storage)),
        ("Size on Disk", place.bytes.map(size)),
        ("Package", package),
        ("Logged by", (!coredump.is_trusted()).then(|| format!("somebody, {UNTRUSTED}"))),
        ("Message", value("MESSAGE")),
    ];
    let mut text = String::new();
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        for (number, line) in value.trim_end().split('\n').enumerate() {
            let label = if number == 0 { format!("{name}:") } else { String::new() };
            text.push_str(format!("{label:>15} {}", escaped(line)).trim_end());
            text.push('\n');
        }
    }
    text
}
