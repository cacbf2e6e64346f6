//! How much was logged: by time and priority, by hour and weekday, by units and identifiers.

use std::collections::BTreeMap;

use super::capped::Capped;

/// How many priorities are counted: 0 (emergency) to 7 (debug), and none.
pub const PRIORITIES: usize = 9;

/// What was logged when, and by whom. An entry that is in several files counts for each.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// Entries by wall clock time and priority.
    pub histogram: Histogram,
    /// Entries by priority: 0 to 7, and behind them those that have none.
    pub priorities: [u64; PRIORITIES],
    /// Entries by weekday, Monday first, and by hour, in the time zone of the output.
    pub week: [[u64; 24]; 7],
    /// The units (`_SYSTEMD_UNIT`) with the most entries, the largest number first.
    pub units: Capped<Named>,
    /// The identifiers (`SYSLOG_IDENTIFIER`) with the most entries, the largest number first.
    pub identifiers: Capped<Named>,
}

/// Entries by wall clock time: bars of one width, those without entries left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// How long a bar lasts in microseconds; it begins at a multiple of that since the Unix epoch.
    pub width_usec: u64,
    /// For each bar that has entries when it begins, in units of the width, and its entries by priority.
    pub bars: BTreeMap<u64, [u64; PRIORITIES]>,
}

/// A value of a field, and how many entries have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The value; what is no text in it is replaced.
    pub name: String,
    /// The number of entries.
    pub entries: u64,
}
