//! Which entries are copied, in which order, and whether they keep their sequence numbers.

use std::fmt;

use journalq_file::{EntryHead, EntryOffset, Findings, Id128, JournalFile};
use journalq_query::Window;
use journalq_query::grep::Pattern;

use crate::grep::Grep;

/// Entries to be copied: where each is.
pub(super) struct Chosen {
    pub(super) places: Vec<Place>,
    pub(super) series: Series,
    /// The times since the boot that are written instead of those that go back, in microseconds: by index, rising.
    pub(super) retimed: Vec<(usize, u64)>,
}

/// What becomes of a time since the boot that goes back. A journal with one does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimesBack {
    /// The entries are put in the order of these times.
    Reorder,
    /// Another time takes the place of the least number of them, which are taken to be wrong.
    Replace,
}

/// An entry of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) offset: EntryOffset,
}

/// The sequence numbers of the new journal. A journal has numbers of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Series {
    /// Those that the entries have, so that cursors stay what they are.
    Kept(Id128),
    /// New ones.
    New(Why),
}

/// Why entries cannot keep their sequence numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// They are of several series.
    ManySeries,
    /// Different entries have the same, or they do not rise.
    Repeated,
    /// Entries have to be put in another order, since a journal whose time since the boot goes back does not verify.
    TimesGoBack,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ManySeries => "The entries are of several series of sequence numbers",
            Self::Repeated => "Different entries have the same sequence number",
            Self::TimesGoBack => "Times since the boot go back",
        })
    }
}

impl Series {
    pub(super) const fn is_kept(self) -> bool {
        matches!(self, Self::Kept(_))
    }
}

impl Chosen {
    /// Takes the entries of a window whose messages match, the oldest first.
    pub(super) fn choose(
        window: &mut Window<'_>,
        is_reverse: bool,
        times_back: TimesBack,
        files: &[JournalFile<'_>],
        pattern: Option<Pattern>,
        lost: &mut [Findings],
    ) -> anyhow::Result<Self> {
        let mut grep = pattern.map(Grep::new);
        let mut places = Vec::new();
        while let Some(position) = window.next() {
            let index = position.file;
            let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) else { continue };
            if let Some(grep) = &mut grep
                && grep.find(index, file, &position.entry, lost)?.is_none()
            {
                window.uncount();
                continue;
            }
            places.push(Place { file: index, offset: position.entry.offset() });
        }
        if is_reverse {
            places.reverse();
        }
        let heads = || places.iter().filter_map(|place| place.head(files));
        let series = Series::of(heads());
        match (series, times_back, heads().next()) {
            (Series::New(Why::TimesGoBack), TimesBack::Replace, Some(first)) => {
                let retimed = repaired_times(&heads().collect::<Vec<_>>());
                Ok(Self { places, series: Series::Kept(first.seqnum_id), retimed })
            }
            (Series::New(_), ..) => {
                put_in_order(&mut places, files);
                Ok(Self { places, series, retimed: Vec::new() })
            }
            (Series::Kept(_), ..) => Ok(Self { places, series, retimed: Vec::new() }),
        }
    }
}

impl Place {
    fn head(&self, files: &[JournalFile<'_>]) -> Option<EntryHead> {
        files.get(self.file)?.read_entry(self.offset).ok().map(|entry| entry.head())
    }
}

impl Series {
    /// What becomes of the numbers of these entries.
    fn of(mut heads: impl Iterator<Item = EntryHead>) -> Self {
        let Some(mut last) = heads.next() else { return Self::Kept(Id128::NULL) };
        let seqnum_id = last.seqnum_id;
        let (mut repeats, mut goes_back) = (false, false);
        for head in heads {
            if head.seqnum_id != seqnum_id {
                return Self::New(Why::ManySeries);
            }
            repeats |= head.seqnum <= last.seqnum;
            goes_back |= head.boot_id == last.boot_id && head.monotonic_usec < last.monotonic_usec;
            last = head;
        }
        match (repeats, goes_back) {
            (true, _) => Self::New(Why::Repeated),
            (false, true) => Self::New(Why::TimesGoBack),
            (false, false) => Self::Kept(seqnum_id),
        }
    }
}

/// Sorts each run of entries of one boot by the time since then; where that is equal the order stays.
fn put_in_order(places: &mut [Place], files: &[JournalFile<'_>]) {
    let boot = |place: &Place| place.head(files).map(|head| head.boot_id);
    for run in places.chunk_by_mut(|a, b| boot(a) == boot(b)) {
        run.sort_by_key(|place| place.head(files).map(|head| head.monotonic_usec));
    }
}

/// The times that make those of each run of entries of one boot rise, where they do not: by index. As many entries as can be
/// keep theirs; the others get that of one that does before them, or of the first.
fn repaired_times(heads: &[EntryHead]) -> Vec<(usize, u64)> {
    let mut repaired = Vec::new();
    let mut begin = 0;
    for run in heads.chunk_by(|a, b| a.boot_id == b.boot_id) {
        let times: Vec<u64> = run.iter().map(|head| head.monotonic_usec).collect();
        let kept = longest_rise(&times);
        let mut last = kept.first().and_then(|&at| times.get(at)).copied().unwrap_or_default();
        let mut kept = kept.into_iter().peekable();
        for (at, &time) in times.iter().enumerate() {
            if kept.next_if_eq(&at).is_some() {
                last = time;
            } else {
                repaired.push((begin + at, last));
            }
        }
        begin += run.len();
    }
    repaired
}

/// The indexes of a longest series of times none of which is less than the one before.
fn longest_rise(times: &[u64]) -> Vec<usize> {
    // For each length the series that ends lowest: the time and the index of its end. The times rise with the length.
    let mut ends: Vec<(u64, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(times.len());
    for (at, &time) in times.iter().enumerate() {
        let length = ends.partition_point(|&(end, _)| end <= time);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|&(_, end)| end));
        match ends.get_mut(length) {
            Some(end) => *end = (time, at),
            None => ends.push((time, at)),
        }
    }
    let last = ends.last().map(|&(_, end)| end);
    let mut rise: Vec<usize> = std::iter::successors(last, |&at| before.get(at).copied().flatten()).collect();
    rise.reverse();
    rise
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise_is_found() {
        for (times, rise) in [
            (&[][..], &[][..]),
            (&[5], &[0]),
            (&[1, 2, 900, 3, 3, 0, 4], &[0, 1, 3, 4, 6]),
            (&[9, 1, 2, 8, 3], &[1, 2, 4]),
            (&[3, 2, 1], &[2]),
        ] {
            assert_eq!(longest_rise(times), rise, "{times:?}");
        }
    }

    #[test]
    fn few_times_are_replaced_and_the_rest_rises() {
        let head = |boot: u8, monotonic_usec| EntryHead {
            seqnum: 1,
            seqnum_id: Id128::NULL,
            realtime_usec: 1,
            monotonic_usec,
            boot_id: Id128([boot; 16]),
            xor_hash: 0,
        };
        let heads = [(1, 90), (1, 10), (1, 20), (1, 99), (1, 30), (2, 5), (2, 1), (2, 6), (2, 7), (1, 2)];
        let heads: Vec<EntryHead> = heads.into_iter().map(|(boot, usec)| head(boot, usec)).collect();
        assert_eq!(repaired_times(&heads), [(0, 10), (3, 20), (5, 1)]);
    }
}
