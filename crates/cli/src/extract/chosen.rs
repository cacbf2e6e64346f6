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
        let series = Series::of(places.iter().filter_map(|place| place.head(files)));
        if let Series::New(_) = series {
            put_in_order(&mut places, files);
        }
        Ok(Self { places, series })
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
        let mut why = None;
        for head in heads {
            if head.seqnum_id != seqnum_id {
                return Self::New(Why::ManySeries);
            }
            if head.seqnum <= last.seqnum {
                why = why.or(Some(Why::Repeated));
            }
            if head.boot_id == last.boot_id && head.monotonic_usec < last.monotonic_usec {
                why = why.or(Some(Why::TimesGoBack));
            }
            last = head;
        }
        why.map_or(Self::Kept(seqnum_id), Self::New)
    }
}

/// Sorts each run of entries of one boot by the time since then; where that is equal the order stays.
fn put_in_order(places: &mut [Place], files: &[JournalFile<'_>]) {
    let boot = |place: &Place| place.head(files).map(|head| head.boot_id);
    for run in places.chunk_by_mut(|a, b| boot(a) == boot(b)) {
        run.sort_by_key(|place| place.head(files).map(|head| head.monotonic_usec));
    }
}
