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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// How long a bar lasts in microseconds; it begins at a multiple of that since the Unix epoch.
    pub width_usec: u64,
    /// For each bar that has entries when it begins, in units of the width, and its entries by priority.
    pub bars: BTreeMap<u64, [u64; PRIORITIES]>,
}

impl Histogram {
    /// The widths, in seconds: each is a multiple of the one before.
    const WIDTHS: [u64; 12] =
        [1, 10, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 6_048_000, 60_480_000, 604_800_000];

    /// How many bars there are at most.
    const BARS: usize = 1000;

    /// Counts entries at a time, with a priority from 0 to 8.
    pub(super) fn add(&mut self, realtime_usec: u64, priority: usize, entries: u64) {
        if let Some(count) = self.bar(realtime_usec).get_mut(priority) {
            *count = count.saturating_add(entries);
        }
        if self.bars.len() > Self::BARS {
            self.widen();
        }
    }

    /// Adds the entries of another one.
    pub(super) fn append(&mut self, other: &Self) {
        while self.width_usec < other.width_usec {
            self.widen();
        }
        for (bar, counts) in &other.bars {
            let begin = bar.saturating_mul(other.width_usec);
            for (priority, entries) in counts.iter().enumerate().filter(|(_, entries)| **entries > 0) {
                self.add(begin, priority, *entries);
            }
        }
    }

    /// Goes on with the next width.
    fn widen(&mut self) {
        let second = 1_000_000;
        let mut wider = Self::WIDTHS.iter().map(|width| width.saturating_mul(second));
        let Some(width_usec) = wider.find(|width| *width > self.width_usec) else { return };
        let mut widened = Self { width_usec, bars: BTreeMap::new() };
        for (bar, counts) in &self.bars {
            let begin = bar.saturating_mul(self.width_usec);
            for (sum, entries) in widened.bar(begin).iter_mut().zip(counts) {
                *sum = sum.saturating_add(*entries);
            }
        }
        *self = widened;
    }

    fn bar(&mut self, realtime_usec: u64) -> &mut [u64; PRIORITIES] {
        self.bars.entry(realtime_usec.checked_div(self.width_usec).unwrap_or_default()).or_default()
    }
}

/// Bars of a second.
impl Default for Histogram {
    fn default() -> Self {
        Self { width_usec: 1_000_000, bars: BTreeMap::new() }
    }
}

/// A value of a field, and how many entries have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The value; what is no text in it is replaced.
    pub name: String,
    /// The number of entries.
    pub entries: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_widen_as_they_become_many() {
        let mut histogram = Histogram::default();
        (0..5000).for_each(|second| histogram.add(second * 1_000_000, 3, 1));
        assert_eq!((histogram.width_usec, histogram.bars.len()), (10_000_000, 500));
        let mut other = Histogram::default();
        other.add(7_000_000, 8, 5);
        other.append(&histogram);
        assert_eq!(other.width_usec, 10_000_000);
        assert_eq!(other.bars[&0], [0, 0, 0, 10, 0, 0, 0, 0, 5]);
        let all: u64 = other.bars.values().flatten().sum();
        assert_eq!(all, 5005);
    }
}
