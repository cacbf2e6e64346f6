//! One pass over an image: the runs in it, as extents where their place is known.

use std::ops::Range;

use super::plausible::may_begin;
use super::run::{FoundHeader, Place, Run, Sample, plain_data_at, run_at};
use crate::layout::hash::HashFunction;
use crate::layout::header::SIGNATURE;
use crate::window::Window;

/// A stretch of an image that holds a stretch of a file.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    /// Where it is in the image.
    pub(super) image: Range<u64>,
    /// From the first object to the beginning of the last one, in the image.
    pub(super) objects: Range<u64>,
    /// Where the next extent begins, or the image ends.
    pub(super) free_until: u64,
    pub(super) place: Place,
    pub(super) header: Option<FoundHeader>,
    pub(super) entries: u64,
    pub(super) sample: Sample,
}

/// What one pass over an image gives.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// In the order of the image.
    pub(super) extents: Vec<Extent>,
    /// Entries of which it could not be told where in which file they belong.
    pub(super) stray_entries: u64,
    /// How many bytes were hashed.
    hashed: u64,
}

/// How many bytes are looked through between two reports of progress.
const STEP: u64 = 16 << 20;

/// Looks for journals in an image. `progress` is told how many bytes were looked through.
pub(super) fn scan(image: Window<'_>, progress: &mut dyn FnMut(u64)) -> Scan {
    let mut scan = Scan::default();
    let mut at = 0;
    let mut told = 0_u64;
    while let Some(candidate) = next_candidate(image, at, told.saturating_add(STEP)) {
        at = match candidate {
            Candidate::At(begin) => match run_at(image, begin, scan.near()) {
                Some(run) => scan.take(image, run),
                None => begin.saturating_add(8),
            },
            Candidate::NoneBefore(end) => end,
        };
        if at >= told.saturating_add(STEP) {
            told = at;
            progress(told);
        }
    }
    progress(image.len());
    scan
}

enum Candidate {
    At(u64),
    NoneBefore(u64),
}

/// The next place, from `from` on, where a header or an object may begin. `None` at the end of the image.
fn next_candidate(image: Window<'_>, from: u64, until: u64) -> Option<Candidate> {
    let from = from.checked_next_multiple_of(8)?;
    let until = until.max(from.saturating_add(8)).min(image.len());
    let bytes = image.get(from, until.checked_sub(from)?)?;
    let signature = u64::from_le_bytes(SIGNATURE);
    let (words, _) = bytes.as_chunks::<8>();
    let index = words.iter().position(|word| {
        let word = u64::from_le_bytes(*word);
        may_begin(word) || word == signature
    });
    match index {
        Some(index) => {
            let ahead = u64::try_from(index).ok()?.checked_mul(8)?;
            Some(Candidate::At(from.saturating_add(ahead)))
        }
        None if words.is_empty() => None,
        None => Some(Candidate::NoneBefore(until)),
    }
}

impl Scan {
    /// The last few extents.
    fn near(&self) -> &[Extent] {
        const LOOKED_AT: usize = 8;
        let begin = self.extents.len().saturating_sub(LOOKED_AT);
        self.extents.get(begin..).unwrap_or_default()
    }

    /// Adds a run. Returns where to go on.
    fn take(&mut self, image: Window<'_>, run: Run) -> u64 {
        let file = run.header.or_else(|| {
            let place = run.place?;
            self.near().iter().rev().find(|extent| extent.place == place)?.header
        });
        let behind = self.go_on(image, &run, file);
        match run.place {
            Some(place) => self.add(place, run),
            None => self.stray_entries = self.stray_entries.saturating_add(run.entries),
        }
        behind
    }

    fn add(&mut self, place: Place, run: Run) {
        let image = run.begin..run.end;
        let objects = run.begin..run.last.unwrap_or(run.begin);
        let Run { header, entries, sample, .. } = run;
        self.extents.push(Extent { free_until: image.end, image, objects, place, header, entries, sample });
    }

    /// Where to look for the next run: behind this one, if its last object is what it seems to be. If it may be something
    /// else, or is damaged, what it covers is looked through as well.
    fn go_on(&mut self, image: Window<'_>, run: &Run, header: Option<FoundHeader>) -> u64 {
        /// What a file system always keeps together, in bytes.
        const SMALL: u64 = 4096;
        let Some(last) = run.last else { return run.end.max(run.begin.saturating_add(8)) };
        let is_small = run.end.saturating_sub(last) <= SMALL;
        let is_followed_by_nothing =
            || image.get(run.end, 64).is_none_or(|bytes| bytes.iter().all(|&byte| byte == 0));
        if run.is_cut
            || is_small && is_followed_by_nothing()
            || self.is_proven(image, last, run.place, header)
        {
            return run.end.max(last.saturating_add(8));
        }
        last.saturating_add(8)
    }

    /// Tells whether a DATA object has the hash that it says. Objects can overlap, and be made to: no more is hashed than a
    /// small multiple of what was looked through.
    fn is_proven(
        &mut self,
        image: Window<'_>,
        at: u64,
        place: Option<Place>,
        header: Option<FoundHeader>,
    ) -> bool {
        let compact = place.is_none_or(|place| place.compact);
        let hash = match header {
            Some(header) if header.keyed => HashFunction::Keyed(header.file_id),
            _ => HashFunction::Jenkins,
        };
        let Some((stored, payload)) = plain_data_at(image, at, compact) else { return false };
        let bound = at.saturating_add(1 << 20).saturating_mul(4);
        self.hashed = self.hashed.saturating_add(u64::try_from(payload.len()).unwrap_or(u64::MAX));
        self.hashed <= bound && hash.hash(payload) == stored
    }
}
