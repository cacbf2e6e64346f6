//! What was logged when, and by whom.

use journalq_report::examination::{Activity, Capped, Named, Report};

use super::Text;
use super::evidence::number;
use crate::table::{Align, Cell, Table};

const PRIORITY_NAMES: [&str; 9] =
    ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "none"];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) fn push_activity(text: &mut Text, report: &Report) {
    if report.summary.entries == 0 {
        return;
    }
    let activity = &report.activity;
    text.heading("ACTIVITY");
    push_priorities(text, activity);
    text.line("");
    push_week(text, activity);
    push_names(text, "UNIT", &activity.units);
    push_names(text, "IDENTIFIER", &activity.identifiers);
}

fn push_priorities(text: &mut Text, activity: &Activity) {
    let columns: Vec<(&str, &str, Align)> =
        PRIORITY_NAMES.iter().map(|name| (*name, "", Align::Right)).collect();
    let row = activity.priorities.iter().map(|entries| number(*entries)).collect();
    Table::new(&columns, vec![row]).push_text(&mut text.out, true, super::COLOURS);
}

/// A digit for each hour of the week: ninths of the busiest one.
fn push_week(text: &mut Text, activity: &Activity) {
    let busiest = activity.week.iter().flatten().copied().max().unwrap_or_default();
    text.line("hour 00    03    06    09    12    15    18    21");
    for (name, hours) in WEEKDAYS.iter().zip(&activity.week) {
        let digits = hours.iter().map(|entries| match entries.saturating_mul(9).div_ceil(busiest.max(1)) {
            0 => " .".to_owned(),
            ninths => format!(" {ninths}"),
        });
        text.line(&format!("{name} {}", digits.collect::<String>()));
    }
    text.line(&format!("9 is up to {busiest} entries, 1 up to a ninth of that, . none"));
}

fn push_names(text: &mut Text, heading: &str, names: &Capped<Named>) {
    if names.items.is_empty() {
        return;
    }
    text.line("");
    let columns = [("ENTRIES", "", Align::Right), (heading, "", Align::Left)];
    let name = |named: &Named| named.name.chars().take(80).collect();
    let row = |named: &Named| vec![number(named.entries), Cell::Text(name(named))];
    let rows = names.items.iter().map(row).collect();
    Table::new(&columns, rows).push_text(&mut text.out, true, super::COLOURS);
    text.push_rest(names, usize::MAX);
}
