//! Runs: objects one behind the other, each where the one before ends, and where in its file a run belongs.
//!
//! Offsets in a file count from its beginning, which an image does not show. What tells it are the entries: journald writes
//! the fields that are new, then the entry, whose largest item is the last field written. So each entry behind a new field
//! names a place for the whole run, and the place that most of them name is tried on their other items.

use std::ops::Range;

use zerocopy::FromBytes;

use super::plausible::{Plausible, intact_part, object_at};
use super::scan::Extent;
use crate::check::is_aligned;
use crate::items::EntryItems;
use crate::layout::flags::{IncompatibleFlags, State};
use crate::layout::header::{MIN_HEADER_SIZE, RawHeader, SIGNATURE};
use crate::layout::id128::Id128;
use crate::layout::object::{DataHead, ObjectType, RawEntryHead};
use crate::window::Window;

/// Where a file's bytes are in an image, and how its objects are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// What has to be added to a place in the image to get the offset in the file, modulo 2^64.
    shift: u64,
    pub(super) compact: bool,
}

impl Place {
    /// The place of a file whose byte `offset` is at `at`.
    pub(super) const fn new(at: u64, offset: u64, compact: bool) -> Self {
        Self { shift: offset.wrapping_sub(at), compact }
    }

    pub(super) const fn offset(self, at: u64) -> u64 {
        at.wrapping_add(self.shift)
    }

    pub(super) const fn in_image(self, offset: u64) -> u64 {
        offset.wrapping_sub(self.shift)
    }
}

/// A file's header in an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoundHeader {
    /// The header and all that it says to follow, in bytes.
    pub(super) size: u64,
    pub(super) file_id: Id128,
    pub(super) keyed: bool,
}

/// Objects that follow each other without a gap.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) begin: u64,
    pub(super) end: u64,
    /// Where the last object begins.
    pub(super) last: Option<u64>,
    /// Whether the last object is a table or an array that ends before its time, where something else begins.
    pub(super) is_cut: bool,
    pub(super) header: Option<FoundHeader>,
    pub(super) place: Option<Place>,
    pub(super) entries: u64,
    pub(super) sample: Sample,
}

/// Reads the header that may be at `at`.
fn header_at(image: Window<'_>, at: u64) -> Option<(FoundHeader, u64, Place)> {
    const LARGEST_HEADER: u64 = 4096;
    let bytes = image.from(at)?;
    let mut padded = [0; size_of::<RawHeader>()];
    for (to, from) in padded.iter_mut().zip(bytes) {
        *to = *from;
    }
    let header = RawHeader::ref_from_bytes(&padded).ok()?;
    let flags = IncompatibleFlags(header.incompatible_flags.get());
    let header_size = header.header_size.get();
    let holds = header.signature == SIGNATURE
        && flags.unknown() == IncompatibleFlags::default()
        && header.state <= State::ARCHIVED.0
        && is_aligned(header_size)
        && (MIN_HEADER_SIZE..=LARGEST_HEADER).contains(&header_size);
    let found = FoundHeader {
        size: header_size.saturating_add(header.arena_size.get()),
        file_id: header.file_id,
        keyed: flags.contains(IncompatibleFlags::KEYED_HASH),
    };
    let place = Place::new(at, 0, flags.contains(IncompatibleFlags::COMPACT));
    holds.then_some((found, header_size, place))
}

/// The run that begins at `at`, if there is a header or at least one plausible object. `near` are extents before it.
pub(super) fn run_at(image: Window<'_>, at: u64, near: &[Extent]) -> Option<Run> {
    let header = header_at(image, at);
    let begin = header.map_or(at, |(_, size, _)| at.saturating_add(size));
    let mut walk = Walk { header: header.map(|(_, _, place)| place), ..Walk::default() };
    let mut next = begin;
    let (mut last, mut is_cut) = (None, false);
    while let Some(object) = object_at(image, next) {
        if !walk.fits(image, begin..next, object) {
            // Something else began between the entry before and this one.
            (next, last, is_cut) = (walk.sure_end.max(begin), walk.sure_last, true);
            break;
        }
        last = Some(next);
        let intact = intact_part(image, next, object);
        let end = next.saturating_add(intact.checked_next_multiple_of(8).unwrap_or(intact));
        walk.take(image, next..end, object);
        next = end;
        if intact < object.size {
            is_cut = true;
            break;
        }
    }
    if header.is_none() && last.is_none() {
        return None;
    }
    let end = next.min(image.len());
    let place = walk.header.or_else(|| walk.place(image, at..end, near));
    let Walk { entries, sample, .. } = walk;
    let header = header.map(|(found, _, _)| found);
    Some(Run { begin: at, end, last, is_cut, header, place, entries, sample })
}

/// What is kept of the objects of a run.
#[derive(Debug, Default)]
struct Walk {
    /// The place that a header gives.
    header: Option<Place>,
    entries: u64,
    last_data: Option<u64>,
    votes: Votes,
    sample: Sample,
    /// The last entry, and where it ends.
    sure_last: Option<u64>,
    sure_end: u64,
}

impl Walk {
    /// Tells whether an object behind those of `run` can be of the same file. A file system may have put another file's block
    /// there, in which an object happens to begin just where the one before should end. Entries tell.
    fn fits(&self, image: Window<'_>, run: Range<u64>, object: Plausible) -> bool {
        /// The first items are the oldest, which another file hardly has at the same places.
        const LOOKED_AT: usize = 8;
        let place = self.header.or_else(|| self.votes.agreed());
        let Some(place) = place.filter(|_| object.object_type == ObjectType::ENTRY) else { return true };
        match place.score(image, run.end, &run, LOOKED_AT) {
            (0, 0) => self.vote(image, run.end).is_none_or(|places| places.contains(&place)),
            (hits, misses) => hits >= misses,
        }
    }

    /// What the entry at `at` says of its file's place, in the compact layout and in the regular one.
    fn vote(&self, image: Window<'_>, at: u64) -> Option<[Place; 2]> {
        let data = self.last_data?;
        let place = |compact| {
            let largest = items_at(image, at, compact).max().unwrap_or_default();
            Place::new(data, largest, compact)
        };
        Some([true, false].map(place))
    }

    fn take(&mut self, image: Window<'_>, object_at: Range<u64>, object: Plausible) {
        let at = object_at.start;
        match object.object_type {
            ObjectType::DATA => self.last_data = Some(at),
            ObjectType::ENTRY => {
                self.entries = self.entries.saturating_add(1);
                self.sample.take(at);
                self.votes.extend(self.vote(image, at).into_iter().flatten());
                self.last_data = None;
                (self.sure_last, self.sure_end) = (Some(at), object_at.end);
            }
            _ => {}
        }
    }

    /// The place that most items of the entries agree with. One that an extent before has needs less to be believed.
    fn place(&self, image: Window<'_>, run: Range<u64>, near: &[Extent]) -> Option<Place> {
        let near = near.iter().map(|extent| (extent.place, 1));
        let named = self.votes.0.iter().map(|&(place, _)| (place, 2));
        let tried = near.chain(named).filter_map(|(place, least)| {
            let (hits, misses) = self.sample.score(image, place, run.clone());
            (hits >= least && misses.saturating_mul(10) <= hits).then_some((hits, place))
        });
        tried.max_by_key(|&(hits, _)| hits).map(|(_, place)| place)
    }
}

/// The offsets of the DATA objects of the entry at `at`, of the first 128 of them.
fn items_at(image: Window<'_>, at: u64, compact: bool) -> impl Iterator<Item = u64> {
    /// More than what journald's entries have; those of others may have 64 Ki, each as dear as the next.
    const LOOKED_AT: usize = 128;
    let size = object_at(image, at).map_or(0, |object| object.size);
    let items = image
        .get(at, size)
        .and_then(|bytes| bytes.get(size_of::<RawEntryHead>()..))
        .and_then(|items| EntryItems::new(items, compact));
    items.into_iter().flat_map(|items| items.iter().map(|offset| offset.get())).take(LOOKED_AT)
}

/// Candidates for the place of a run, with how many entries named them. Those named by more than one in 16 are kept.
#[derive(Debug, Default)]
struct Votes(Vec<(Place, u64)>);

impl Votes {
    const KEPT: usize = 16;

    /// The place that most entries name, if at least two do.
    fn agreed(&self) -> Option<Place> {
        let most = self.0.iter().max_by_key(|&&(_, count)| count)?;
        Some(*most).filter(|&(_, count)| count > 1).map(|(place, _)| place)
    }
}

impl Extend<Place> for Votes {
    fn extend<T: IntoIterator<Item = Place>>(&mut self, places: T) {
        for place in places.into_iter().filter(|place| is_aligned(place.shift)) {
            if let Some((_, count)) = self.0.iter_mut().find(|(known, _)| *known == place) {
                *count = count.saturating_add(1);
            } else if self.0.len() < Self::KEPT {
                self.0.push((place, 1));
            } else {
                self.0.iter_mut().for_each(|(_, count)| *count = count.saturating_sub(1));
                self.0.retain(|&(_, count)| count > 0);
            }
        }
    }
}

/// Some of the entries of a stretch of an image, spread over all of it.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    entries: Vec<u64>,
    /// One entry of so many is kept.
    every: u64,
    seen: u64,
}

impl Default for Sample {
    fn default() -> Self {
        Self { entries: Vec::new(), every: 1, seen: 0 }
    }
}

impl Sample {
    const KEPT: usize = 64;

    fn take(&mut self, at: u64) {
        if self.seen.is_multiple_of(self.every) {
            self.entries.push(at);
        }
        self.seen = self.seen.saturating_add(1);
        if self.entries.len() > Self::KEPT {
            self.entries = self.entries.iter().copied().step_by(2).collect();
            self.every = self.every.saturating_mul(2);
        }
    }

    /// Where the entries are in the image.
    pub(super) fn entries(&self) -> &[u64] {
        &self.entries
    }

    /// Where DATA objects that the entries lead to are in the image.
    pub(super) fn data(&self, image: Window<'_>, place: Place) -> impl Iterator<Item = u64> {
        self.entries
            .iter()
            .flat_map(move |&entry| items_at(image, entry, place.compact))
            .map(move |offset| place.in_image(offset))
    }

    /// How many items of the entries lead to a DATA object within `stretch` of the image, and how many to something else
    /// there, when the entries' file has this place.
    pub(super) fn score(&self, image: Window<'_>, place: Place, stretch: Range<u64>) -> (u64, u64) {
        let (mut hits, mut misses) = (0_u64, 0_u64);
        for &entry in &self.entries {
            let (more_hits, more_misses) = place.score(image, entry, &stretch, usize::MAX);
            hits = hits.saturating_add(more_hits);
            misses = misses.saturating_add(more_misses);
            if misses > hits.saturating_add(16) {
                break;
            }
        }
        (hits, misses)
    }
}

impl Place {
    /// The same for the first `count` items of a single entry.
    fn score(self, image: Window<'_>, entry: u64, stretch: &Range<u64>, count: usize) -> (u64, u64) {
        let (mut hits, mut misses) = (0_u64, 0_u64);
        for offset in items_at(image, entry, self.compact).take(count) {
            let at = self.in_image(offset);
            if stretch.contains(&at) {
                let count = if is_data(image, at) { &mut hits } else { &mut misses };
                *count = count.saturating_add(1);
            }
        }
        (hits, misses)
    }
}

fn is_data(image: Window<'_>, at: u64) -> bool {
    is_aligned(at) && object_at(image, at).is_some_and(|object| object.object_type == ObjectType::DATA)
}

/// The stored hash and the payload of a DATA object that is not compressed.
pub(super) fn plain_data_at(image: Window<'_>, at: u64, compact: bool) -> Option<(u64, &[u8])> {
    let object = object_at(image, at).filter(|object| object.object_type == ObjectType::DATA)?;
    let bytes = image.get(at, object.size)?;
    let (head, _) = DataHead::ref_from_prefix(bytes).ok()?;
    let payload = bytes.get(ObjectType::DATA.head_size(compact)?..)?;
    (head.object.flags == 0).then_some((head.hash.get(), payload))
}
