//! Groups as a table.

use std::borrow::Cow;
use std::collections::HashSet;

use super::StatsArgs;
use super::calendar::Calendar;
use super::groups::{Counts, Groups, Key, Value};
use crate::args::Args;
use crate::environment;
use crate::table::{Align, Cell, Table, Times, count, is_for_programs, quantity, shortened, size};

/// How long a bar is at most.
const BAR: u128 = 30;

/// How many stretches of time without entries are listed.
const MOST_STRETCHES: usize = 10_000;

/// The table of the groups, the largest first; with stretches of time these in their order.
pub(super) fn table(args: &Args, mut groups: Groups) -> Table {
    let stats = &args.stats;
    if let Some(top) = stats.top {
        groups.keep_largest(top, stats.usage);
    }
    if stats.by.is_empty() && stats.every.is_none() {
        // What is counted as a whole has its row, also where it is nothing.
        groups.counts.entry(Key::default()).or_default();
    }
    let mut view = View::new(args, &groups);
    let mut rows: Vec<(&Key, &Counts)> = groups.counts.iter().collect();
    let (empty, stretches);
    if stats.by.is_empty() {
        empty = Counts::default();
        stretches = view.empty_stretches();
        rows.extend(stretches.iter().map(|key| (key, &empty)));
    }
    rows.sort_unstable_by(|(key, counts), (other, other_counts)| {
        let is_other = |key: &Key| key.values.first() == Some(&Value::Other);
        key.begin
            .cmp(&other.begin)
            .then_with(|| is_other(key).cmp(&is_other(other)))
            .then_with(|| other_counts.rank(stats.usage).cmp(&counts.rank(stats.usage)))
            .then_with(|| groups.compare(&key.values, &other.values))
    });
    let rows = rows.into_iter().map(|(key, counts)| view.row(key, counts)).collect();
    let names: Vec<_> = stats.by.iter().map(|name| String::from_utf8_lossy(name)).collect();
    let distinct: Vec<_> = stats.distinct.iter().map(|name| distinct_name(name)).collect();
    Table::new(&columns(stats, &names, &distinct), rows)
}

type Column<'a> = (&'a str, &'a str, Align);

fn columns<'a>(
    stats: &StatsArgs,
    names: &'a [Cow<'_, str>],
    distinct: &'a [(String, String)],
) -> Vec<Column<'a>> {
    use Align::{Left, Right};

    let mut columns = Vec::new();
    columns.extend(stats.every.map(|_| ("TIME", "time", Left)));
    columns.extend(names.iter().map(|name| (&**name, &**name, Left)));
    columns.extend([("ENTRIES", "entries", Right), ("SHARE", "share", Right)]);
    columns.extend(stats.usage.then_some(("ROOM", "bytes", Right)));
    columns.extend(distinct.iter().map(|(heading, name)| (heading.as_str(), name.as_str(), Right)));
    if stats.seen {
        columns.extend([("FIRST ENTRY", "first_entry", Left), ("LAST ENTRY", "last_entry", Left)]);
    }
    columns.push(("", "", Left));
    columns
}

/// What the number of values of a field is called, for people and in JSON.
fn distinct_name(name: &[u8]) -> (String, String) {
    let name = String::from_utf8_lossy(name);
    (format!("DISTINCT {name}"), format!("distinct {name}"))
}

/// What all rows have in common.
struct View<'g> {
    args: &'g Args,
    groups: &'g Groups,
    times: Times,
    calendar: Option<Calendar>,
    /// What the bars are lengths of: the largest group, and all.
    largest: u64,
    total: u64,
    is_utf8: bool,
}

impl<'g> View<'g> {
    fn new(args: &'g Args, groups: &'g Groups) -> Self {
        let usage = args.stats.usage;
        let ranks = || groups.counts.values().map(|counts| counts.rank(usage));
        Self {
            args,
            groups,
            times: Times::new(args),
            calendar: args.stats.every.map(|every| Calendar::new(every, environment::shown_zone(args.utc))),
            largest: ranks().max().unwrap_or_default(),
            total: if usage { ranks().fold(0, u64::saturating_add) } else { groups.entries },
            is_utf8: environment::is_utf8(),
        }
    }

    /// The stretches between the first and the last in which nothing was logged, unless these are too many.
    fn empty_stretches(&mut self) -> Vec<Key> {
        let begins = || self.groups.counts.keys().map(|key| key.begin);
        let (Some(first), Some(last), Some(calendar)) = (begins().min(), begins().max(), &mut self.calendar)
        else {
            return Vec::new();
        };
        let mut empty = Vec::new();
        let mut begin = calendar.behind(first);
        while begin < last {
            if empty.len() == MOST_STRETCHES {
                return Vec::new();
            }
            let key = Key { begin, values: Vec::new() };
            if !self.groups.counts.contains_key(&key) {
                empty.push(key);
            }
            begin = calendar.behind(begin);
        }
        empty
    }

    fn row(&mut self, key: &Key, counts: &Counts) -> Vec<Cell> {
        let stats = &self.args.stats;
        let rank = counts.rank(stats.usage);
        let mut row = Vec::new();
        row.extend(self.calendar.as_ref().map(|calendar| quantity(key.begin, calendar.name(key.begin))));
        row.extend(key.values.iter().map(|value| self.value(*value)));
        row.push(count(counts.entries));
        row.push(share(rank, self.total));
        row.extend(stats.usage.then(|| size(counts.usage.bytes())));
        let n_values = |index| counts.distinct.get(index).map_or(0, HashSet::len);
        let n_values = |index| u64::try_from(n_values(index)).unwrap_or(u64::MAX);
        row.extend((0..stats.distinct.len()).map(|index| count(n_values(index))));
        if stats.seen {
            match counts.seen {
                Some((first, last)) => row.extend([first, last].map(|usec| self.times.cell(Some(usec)))),
                // No time, since nothing was logged.
                None => row.extend([Cell::Mark(String::new()), Cell::Mark(String::new())]),
            }
        }
        row.push(bar(rank, self.largest, self.is_utf8));
        row
    }

    fn value(&self, value: Value) -> Cell {
        match value {
            Value::Other => Cell::Mark("(others)".to_owned()),
            Value::None => Cell::Value(None),
            Value::Of(place) => {
                let value = self.groups.values.get(place).map(Vec::as_slice).unwrap_or_default();
                // Values are whole for programs, and as long as fits into a column elsewhere.
                let is_whole = is_for_programs(self.args) || self.args.all;
                let cut = if is_whole { None } else { shortened(&String::from_utf8_lossy(value)) };
                cut.map_or_else(|| Cell::Value(Some(value.to_owned())), Cell::Text)
            }
        }
    }
}

/// A part of the whole, in percent.
pub(super) fn share(part: u64, whole: u64) -> Cell {
    let tenths = u128::from(part).saturating_mul(1000).checked_div(u128::from(whole)).unwrap_or(0);
    Cell::Mark(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// A bar that shows a part of the largest.
pub(super) fn bar(part: u64, largest: u64, is_utf8: bool) -> Cell {
    const EIGHTHS: [&str; 8] =
        ["", "\u{258f}", "\u{258e}", "\u{258d}", "\u{258c}", "\u{258b}", "\u{258a}", "\u{2589}"];
    let eighths = u128::from(part).saturating_mul(8 * BAR).checked_div(u128::from(largest)).unwrap_or(0);
    let eighths = usize::try_from(eighths).unwrap_or(0);
    Cell::Mark(if is_utf8 {
        "\u{2588}".repeat(eighths / 8) + EIGHTHS.get(eighths % 8).copied().unwrap_or_default()
    } else {
        "#".repeat(eighths.div_ceil(8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(cell: Cell) -> String {
        match cell {
            Cell::Mark(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bars_are_as_long_as_their_parts() {
        assert_eq!(mark(bar(0, 10, true)), "");
        assert_eq!(mark(bar(10, 10, true)), "\u{2588}".repeat(30));
        assert_eq!(mark(bar(5, 10, true)), "\u{2588}".repeat(15));
        assert_eq!(mark(bar(1, 48, true)), "\u{258b}");
        assert_eq!(mark(bar(1, 48, false)), "#");
        assert_eq!(mark(bar(u64::MAX, u64::MAX, false)), "#".repeat(30));
        assert_eq!(mark(bar(0, 0, true)), "");
    }

    #[test]
    fn shares_are_cut_not_rounded() {
        assert_eq!(mark(share(1, 3)), "33.3%");
        assert_eq!(mark(share(999_999, 1_000_000)), "99.9%");
        assert_eq!(mark(share(0, 0)), "0.0%");
    }
}
