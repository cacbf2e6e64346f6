//! A row for each unit: what it is, since when, and how it came there.

use journalq_report::units::Unit;

use crate::args::Args;
use crate::table::{Align, Cell, Table, Times, count, optional_text};

pub(super) fn table(args: &Args, units: &[&Unit]) -> Table {
    let mut times = Times::new(args);
    let row = |unit: &&Unit| {
        let since = unit.since.map(|since| since.realtime_usec);
        vec![
            Cell::Value(Some(unit.name.to_vec())),
            Cell::Text(unit.manager.to_string()),
            Cell::Text(unit.active.name().to_owned()),
            times.cell(since),
            optional_text(args, unit.result.as_deref()),
            count(unit.runs),
            count(unit.restarts),
        ]
    };
    let columns = [
        ("UNIT", "unit", Align::Left),
        ("MANAGER", "manager", Align::Left),
        ("ACTIVE", "active", Align::Left),
        ("SINCE", "since", Align::Left),
        ("RESULT", "result", Align::Left),
        ("RUNS", "runs", Align::Right),
        ("RESTARTS", "restarts", Align::Right),
    ];
    Table::new(&columns, units.iter().map(row).collect())
}
