//! A row for each boot: what its parts took.

use std::collections::HashMap;

use journalq_file::{Findings, Id128, JournalFile};
use journalq_query::Lines;
use journalq_query::log_ids::{self, Kind};
use journalq_report::boot_times::{Basis, BootTimes};
use journalq_report::manager::{self, Manager, Record};

use super::window;
use crate::args::Args;
use crate::stderr::{Level, say};
use crate::table::{Align, Cell, Table, Times, span};
use crate::{Outcome, filter};

/// The first only where several boots are listed.
const COLUMNS: [(&str, &str, Align); 11] = [
    ("IDX", "index", Align::Right),
    ("BOOT ID", "boot_id", Align::Left),
    ("MANAGER", "manager", Align::Left),
    ("TIME", "time", Align::Left),
    ("FIRMWARE", "firmware_usec", Align::Right),
    ("LOADER", "loader_usec", Align::Right),
    ("KERNEL", "kernel_usec", Align::Right),
    ("INITRD", "initrd_usec", Align::Right),
    ("USERSPACE", "userspace_usec", Align::Right),
    ("TOTAL", "total_usec", Align::Right),
    ("TIMES ARE", "basis", Align::Left),
];

/// Prints all boots, numbered as `--list-boots` does.
pub(super) fn print(
    args: &Args,
    files: &[JournalFile<'_>],
    lost: &mut [Findings],
) -> anyhow::Result<Outcome> {
    let boots = log_ids::list(files, Kind::Boot, Lines::All);
    let mut times: HashMap<Id128, BootTimes> = HashMap::new();
    manager::read(files, filter::expression(args, files)?, window(args), lost, |record| {
        let boot_id = match &record {
            Record::Unit(message) => message.boot_id,
            Record::Startup(startup) => startup.boot_id,
            _ => return,
        };
        times.entry(boot_id).or_default().add(record);
    });
    if boots.is_empty() {
        if !args.wants_quiet() {
            say(Level::Error, &"No boot found.");
        }
        return Ok(Outcome::NothingFound);
    }
    let first = 1_i64.saturating_sub(i64::try_from(boots.len()).unwrap_or(i64::MAX));
    let none = BootTimes::default();
    let rows: Vec<_> = (first..)
        .zip(&boots)
        .map(|(index, boot)| (Some(index), boot.id, boot.first_usec, times.get(&boot.id).unwrap_or(&none)))
        .collect();
    table(args, &rows).print(args)?;
    Ok(Outcome::Complete)
}

/// A row for each boot, by its number, where all are listed, its ID and first entry; and one for each user's manager that started.
pub(super) fn table(args: &Args, boots: &[(Option<i64>, Id128, u64, &BootTimes)]) -> Table {
    let mut clock = Times::new(args);
    let mut rows = Vec::new();
    for (index, id, first_usec, times) in boots {
        let mut add = |manager: Manager, usec: u64, spans: [Option<u64>; 6], basis: Basis| {
            let mut row = Vec::from_iter(index.map(Cell::Number));
            let time = clock.cell(Some(usec));
            row.extend([Cell::Text(id.to_string()), Cell::Text(manager.to_string()), time]);
            row.extend(spans.map(|usec| span(args, usec)));
            row.push(Cell::Text(basis.name().to_owned()));
            rows.push(row);
        };
        let shares = times.shares();
        let spans = [
            shares.firmware_usec,
            shares.loader_usec,
            shares.kernel_usec,
            shares.initrd_usec,
            shares.userspace_usec,
            shares.total_usec(),
        ];
        add(Manager::System, *first_usec, spans, shares.basis);
        for user in times.users() {
            let usec = user.userspace_usec;
            let spans = [None, None, None, None, usec, usec];
            add(user.manager, user.moment.realtime_usec, spans, Basis::Logged);
        }
    }
    let n_left_out = usize::from(boots.iter().any(|(index, ..)| index.is_none()));
    Table::new(COLUMNS.get(n_left_out..).unwrap_or_default(), rows)
}
