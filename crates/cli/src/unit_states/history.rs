//! A row for each message about the named units: for people in words, for programs field by field.

use journalq_output::{Size, Span};
use journalq_report::manager::{Details, Event, Usage};
use journalq_report::units::{Step, Unit};

use crate::args::Args;
use crate::table::{Align, Cell, Table, Times, is_for_programs, number, optional_text, span};

/// What programs get field by field.
const FIELDS: [&str; 16] = [
    "boot_id",
    "monotonic_usec",
    "invocation_id",
    "job_result",
    "unit_result",
    "command",
    "exit_code",
    "exit_status",
    "n_restarts",
    "cpu_usage_nsec",
    "memory_peak",
    "memory_swap_peak",
    "io_read_bytes",
    "io_written_bytes",
    "ip_received_bytes",
    "ip_sent_bytes",
];

pub(super) fn table(args: &Args, units: &[&Unit]) -> Table {
    let mut rows: Vec<(&Unit, &Step)> =
        units.iter().flat_map(|unit| unit.steps.iter().map(move |step| (*unit, step))).collect();
    rows.sort_unstable_by_key(|(_, step)| step.order);
    let mut columns = vec![
        ("TIME", "time", Align::Left),
        ("UNIT", "unit", Align::Left),
        ("MANAGER", "manager", Align::Left),
        ("EVENT", "event", Align::Left),
        ("ACTIVE", "active", Align::Left),
        ("AFTER", "after_usec", Align::Right),
    ];
    if is_for_programs(args) {
        columns.extend(FIELDS.map(|name| ("", name, Align::Left)));
    } else {
        columns.push(("", "", Align::Left));
    }
    let mut times = Times::exact(args);
    Table::new(&columns, rows.into_iter().map(|(unit, step)| row(args, &mut times, unit, step)).collect())
}

fn row(args: &Args, times: &mut Times, unit: &Unit, step: &Step) -> Vec<Cell> {
    let message = &step.message;
    let mut row = vec![
        times.cell(Some(message.moment.realtime_usec)),
        Cell::Value(Some(unit.name.to_vec())),
        Cell::Text(unit.manager.to_string()),
        Cell::Text(message.event.name().to_owned()),
        Cell::Text(step.active.name().to_owned()),
        span(args, step.ended_usec),
    ];
    if is_for_programs(args) {
        row.extend(fields(args, unit, step));
    } else {
        row.push(Cell::Text(words(message.event, &message.details)));
    }
    row
}

/// In the order of [`FIELDS`].
fn fields(args: &Args, unit: &Unit, step: &Step) -> [Cell; 16] {
    let message = &step.message;
    let details = &message.details;
    let usage = details.usage.as_deref().copied().unwrap_or_default();
    let text = |value: &Option<Box<[u8]>>| optional_text(args, value.as_deref());
    let invocation_id = message.invocation_id.map(|id| id.to_string());
    [
        Cell::Text(unit.boot_id.to_string()),
        number(Some(message.moment.monotonic_usec)),
        optional_text(args, invocation_id.as_deref().map(str::as_bytes)),
        text(&details.job_result),
        text(&details.unit_result),
        text(&details.command),
        text(&details.exit_code),
        text(&details.exit_status),
        number(details.n_restarts),
        number(usage.cpu_nsec),
        number(usage.memory_peak),
        number(usage.swap_peak),
        number(usage.io_read),
        number(usage.io_written),
        number(usage.ip_received),
        number(usage.ip_sent),
    ]
}

/// What a message says beyond its event.
fn words(event: Event, details: &Details) -> String {
    let text = |value: &Option<Box<[u8]>>| {
        value.as_deref().map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
    };
    match event {
        Event::Exited => {
            let (code, status) = (text(&details.exit_code), text(&details.exit_status));
            let what = if code == "exited" { "status" } else { "signal" };
            format!("{} {code}, {what} {status}", text(&details.command)).trim_start().to_owned()
        }
        Event::Failed => text(&details.unit_result),
        Event::StartFailed => text(&details.job_result),
        // That a job is done is what the event says already.
        Event::Stopped | Event::Reloaded if details.job_result.as_deref() != Some(b"done") => {
            text(&details.job_result)
        }
        Event::RestartScheduled => details.n_restarts.map(|n| format!("number {n}")).unwrap_or_default(),
        Event::Resources => usage(details.usage.as_deref().copied().unwrap_or_default()),
        _ => String::new(),
    }
}

fn usage(usage: Usage) -> String {
    let size = |bytes| Size(bytes).to_string();
    let amounts = [
        (usage.cpu_nsec.map(|nsec| Span(nsec / 1000).to_string()), "CPU"),
        (usage.memory_peak.map(size), "memory"),
        (usage.swap_peak.filter(|&bytes| bytes > 0).map(size), "swap"),
        (usage.io_read.filter(|&bytes| bytes > 0).map(size), "read"),
        (usage.io_written.filter(|&bytes| bytes > 0).map(size), "written"),
        (usage.ip_received.filter(|&bytes| bytes > 0).map(size), "received"),
        (usage.ip_sent.filter(|&bytes| bytes > 0).map(size), "sent"),
    ];
    let amounts = amounts.into_iter().filter_map(|(amount, what)| Some(format!("{} {what}", amount?)));
    amounts.collect::<Vec<_>>().join(", ")
}
