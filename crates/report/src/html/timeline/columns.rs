//! Columns of one width, no more than can be told apart, from bars that may be many or far from each other.

use super::Layer;
use crate::examination::{Histogram, PRIORITIES};

/// How many columns there are at most.
const MOST: u64 = 240;

/// How long a column may last, in seconds; beyond weeks twice as long as the last for ever after.
const SECONDS: [u64; 21] = [
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
    604_800, 1_209_600,
];

/// Entries by time, from the first to the last, with all that is empty between.
pub(super) struct Columns {
    /// How long each lasts in microseconds.
    pub(super) column_usec: u64,
    /// When the first begins, in units of their length since the Unix epoch.
    first: u64,
    counts: Vec<[u64; PRIORITIES]>,
}

impl Columns {
    /// `None` without entries.
    pub(super) fn of(histogram: &Histogram) -> Option<Self> {
        let (first, last) = (*histogram.bars.keys().next()?, *histogram.bars.keys().next_back()?);
        let count = |bars: u64| (last / bars).saturating_sub(first / bars).saturating_add(1);
        let width = histogram.width_usec.max(1);
        let round = SECONDS.iter().map(|seconds| seconds.saturating_mul(1_000_000));
        let round = round.filter(|usec| usec.is_multiple_of(width)).map(|usec| usec / width);
        let doubled = std::iter::successors(Some(1_u64), |bars| bars.checked_mul(2));
        let bars = round.filter(|bars| *bars > 0).chain(doubled).find(|bars| count(*bars) <= MOST)?;
        let mut counts = vec![[0; PRIORITIES]; usize::try_from(count(bars)).ok()?];
        for (bar, entries) in &histogram.bars {
            let index = usize::try_from((bar / bars).saturating_sub(first / bars)).ok()?;
            let column: &mut [u64; PRIORITIES] = counts.get_mut(index)?;
            for (sum, entries) in column.iter_mut().zip(entries) {
                *sum = sum.saturating_add(*entries);
            }
        }
        Some(Self { column_usec: width.saturating_mul(bars), first: first / bars, counts })
    }

    pub(super) fn count(&self) -> u64 {
        super::super::page::as_count(self.counts.len())
    }

    pub(super) fn counts(&self) -> impl Iterator<Item = &[u64; PRIORITIES]> {
        self.counts.iter()
    }

    /// When a column begins, in microseconds since the Unix epoch.
    pub(super) fn begin(&self, index: u64) -> u64 {
        self.first.saturating_add(index).saturating_mul(self.column_usec)
    }

    /// The column of a time, or the nearest one.
    pub(super) fn index_of(&self, usec: u64) -> u64 {
        let index = (usec / self.column_usec).saturating_sub(self.first);
        index.min(self.count().saturating_sub(1))
    }

    /// The most entries of these layers in a column.
    pub(super) fn highest(&self, layers: &[Layer]) -> u64 {
        let sum = |counts| layers.iter().fold(0_u64, |sum, layer| sum.saturating_add(layer.sum(counts)));
        self.counts.iter().map(sum).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn columns(bars: &[(u64, u64)]) -> Option<Columns> {
        let bars: BTreeMap<_, _> = bars.iter().map(|(bar, n)| (*bar, [*n; PRIORITIES])).collect();
        Columns::of(&Histogram { width_usec: 60, bars })
    }

    #[test]
    fn columns_last_round_times() {
        let of = |width_usec, last| {
            let bars = [(0, [1; PRIORITIES]), (last, [1; PRIORITIES])].into_iter().collect();
            Columns::of(&Histogram { width_usec, bars }).unwrap().column_usec / 1_000_000
        };
        let minute = 60_000_000;
        let lasts = [of(minute, 200), of(minute, 241), of(10 * minute, 1000), of(1440 * minute, 900)];
        assert_eq!(lasts, [60, 120, 3600, 604_800]);
    }

    #[test]
    fn no_entry_is_lost_and_no_column_too_many() {
        assert!(columns(&[]).is_none());
        for span in [1, 239, 240, 1000, 1 << 40, u64::MAX / 60 - 7] {
            let columns = columns(&[(7, 3), (7 + span, 4)]).unwrap();
            assert!(columns.count() <= MOST, "{span}");
            let sum: u64 = columns.counts().map(|counts| counts[5]).sum();
            assert_eq!(sum, 7, "{span}");
            assert!(columns.begin(0) <= 7 * 60);
            assert_eq!([0, u64::MAX].map(|usec| columns.index_of(usec)), [0, columns.count() - 1]);
        }
    }
}
