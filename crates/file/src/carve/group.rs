//! Extents to files.
//!
//! Two extents are of one file when the hashes of one are keyed by the file ID in the header of the other, or when entries of
//! one lead to their DATA objects in the other (`evidence`); and never when they cover the same part of the file.

use std::ops::Range;

use super::evidence::{Count, Evidence};
use super::run::{FoundHeader, Place, plain_data_at};
use super::scan::Extent;
use super::{Carved, Piece};
use crate::layout::hash::HashFunction;
use crate::window::Window;

/// How much may be spent on comparing extents, about in bytes that are looked at: some that go with the image, made so that
/// honest images stay far below. When it is used up, extents stay files of their own.
#[derive(Debug)]
pub(super) struct Budget(u64);

impl Budget {
    fn new(image: Window<'_>) -> Self {
        Self(image.len().saturating_mul(8).saturating_add(256 << 20))
    }

    /// Takes as much; tells whether there was enough.
    pub(super) fn spend(&mut self, bytes: usize) -> bool {
        self.0 = self.0.saturating_sub(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.0 > 0
    }
}

/// Puts extents together, which are in the order of the image.
pub(super) fn group(image: Window<'_>, extents: Vec<Extent>) -> Vec<Carved> {
    let extents = widen(image, extents);
    let mut groups = Groups { image, files: Vec::new(), budget: Budget::new(image) };
    let (with_header, without): (Vec<_>, Vec<_>) =
        extents.into_iter().partition(|extent| extent.header.is_some());
    groups.files.extend(with_header.into_iter().map(|extent| File { extents: vec![extent] }));
    without.into_iter().for_each(|extent| groups.add(extent));
    let mut files: Vec<Carved> = groups.files.into_iter().map(File::into_carved).collect();
    files.sort_by_key(|file| file.pieces.iter().map(|piece| piece.image.start).min());
    files
}

/// Widens extents to the blocks of the file system, within which nothing else can be: objects that reach from one extent into
/// another are whole again when both are put together. Notes how far there is nothing else behind one.
fn widen(image: Window<'_>, mut extents: Vec<Extent>) -> Vec<Extent> {
    let mut free = 0;
    for extent in extents.iter_mut() {
        let Range { start, end } = extent.image;
        if extent.header.is_none() {
            let block = extent.place.block();
            let ahead = extent.place.offset(start).checked_rem(block).unwrap_or_default();
            extent.image.start = start.saturating_sub(ahead).max(free).min(start);
        }
        free = end;
    }
    let mut next = image.len();
    for extent in extents.iter_mut().rev() {
        let Range { start, end } = extent.image;
        let whole = end.checked_next_multiple_of(extent.place.block()).unwrap_or(end);
        extent.image.end = whole.min(next).max(end);
        extent.free_until = next;
        next = start;
    }
    extents
}

impl Place {
    /// The size of the blocks that a file with this place can consist of, in bytes.
    fn block(self) -> u64 {
        [4096, 512].into_iter().find(|&block| self.offset(0).is_multiple_of(block)).unwrap_or(8)
    }
}

/// The extents of one file.
#[derive(Debug)]
struct File {
    extents: Vec<Extent>,
}

impl File {
    fn header(&self) -> Option<FoundHeader> {
        self.extents.iter().find_map(|extent| extent.header)
    }

    /// Tells whether no other extent begins or ends within one of these; the last object of one may end in the next one.
    fn is_free(&self, other: &[Extent]) -> bool {
        let overlaps = |a: &Extent, b: &Extent| {
            let (a, b) = (a.objects(), b.objects());
            a.start < b.end && b.start < a.end
        };
        !other.iter().any(|extent| self.extents.iter().any(|own| overlaps(own, extent)))
    }

    /// The first extent reaches as far as the header says, where nothing else is known to be there: damage may have hidden what
    /// follows. Each ends where the next one begins.
    fn settle_ends(&mut self) {
        self.extents.sort_by_key(|extent| extent.in_file().start);
        if let Some(first) = self.extents.first_mut()
            && let Some(header) = first.header
        {
            let end = first.image.start.saturating_add(header.size).min(first.free_until);
            first.image.end = first.image.end.max(end);
        }
        let mut next = u64::MAX;
        for extent in self.extents.iter_mut().rev() {
            let begin = extent.in_file().start;
            let room = next.saturating_sub(begin);
            extent.image.end = extent.image.end.min(extent.image.start.saturating_add(room));
            next = begin;
        }
    }

    fn into_carved(mut self) -> Carved {
        self.settle_ends();
        Carved {
            file_id: self.header().map(|header| header.file_id),
            compact: self.extents.first().is_some_and(|extent| extent.place.compact),
            entries: self.extents.iter().fold(0, |sum, extent| sum.saturating_add(extent.entries)),
            pieces: self.into_pieces(),
        }
    }

    /// The extents, those of one place that have nothing between them joined: what is there is a damaged part of the file.
    fn into_pieces(self) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.extents.len());
        let mut open: Option<(Place, u64)> = None;
        // Of two extents that begin at the same place of the file the first has no room left.
        for extent in self.extents.into_iter().filter(|extent| !extent.image.is_empty()) {
            match (pieces.last_mut(), open) {
                (Some(piece), Some((place, until)))
                    if place == extent.place && until == extent.image.start =>
                {
                    piece.image.end = extent.image.end;
                }
                _ => pieces.push(Piece { offset: extent.in_file().start, image: extent.image }),
            }
            open = Some((extent.place, extent.free_until));
        }
        pieces
    }
}

impl Extent {
    /// From where the first object begins in its file to where the last one does.
    fn objects(&self) -> Range<u64> {
        let [begin, last] = [self.objects.start, self.objects.end].map(|at| self.place.offset(at));
        begin..last.saturating_add(1)
    }

    /// What of its file it holds.
    pub(super) fn in_file(&self) -> Range<u64> {
        let start = self.place.offset(self.image.start);
        start..start.saturating_add(self.image.end.saturating_sub(self.image.start))
    }
}

struct Groups<'a> {
    image: Window<'a>,
    files: Vec<File>,
    budget: Budget,
}

impl Groups<'_> {
    /// Adds an extent to the files that it belongs to, which are one file then.
    fn add(&mut self, extent: Extent) {
        let mut file = File { extents: vec![extent] };
        if !self.budget.spend(self.files.len()) {
            self.files.push(file);
            return;
        }
        let mut kept = Vec::with_capacity(self.files.len());
        for other in std::mem::take(&mut self.files) {
            if self.are_one(&file, &other) {
                // The one with the header stays the first, which gives the file its name.
                let parts = std::mem::replace(&mut file, other).extents;
                file.extents.extend(parts);
            } else {
                kept.push(other);
            }
        }
        kept.push(file);
        self.files = kept;
    }

    fn are_one(&mut self, file: &File, other: &File) -> bool {
        if !self.budget.spend(file.extents.len().saturating_mul(other.extents.len())) {
            return false;
        }
        // The extent that is being added, and those that were found to belong to it.
        let Some(added) = file.extents.last() else { return false };
        let is_alike = other.extents.iter().all(|extent| extent.place.compact == added.place.compact);
        let has_room = other.header().is_none_or(|header| added.in_file().start < header.size);
        if !is_alike || !has_room || !file.is_free(&other.extents) {
            return false;
        }
        // Files that grow side by side can lie so that the same place fits both.
        let is_same_place = other.extents.iter().any(|extent| extent.place == added.place);
        if let Some(header) = other.header().filter(|header| header.keyed) {
            return self.is_keyed_by(added, header).unwrap_or(is_same_place);
        }
        let mut evidence = Evidence::default();
        evidence.look(self.image, &file.extents, &other.extents, &mut self.budget);
        evidence.look(self.image, &other.extents, &file.extents, &mut self.budget);
        evidence.convinces() || is_same_place && !evidence.contradicts()
    }

    /// Tells whether DATA objects in the extent are hashed with the file ID of this header; `None` if it has none to look at.
    fn is_keyed_by(&mut self, extent: &Extent, header: FoundHeader) -> Option<bool> {
        const LOOKED_AT: usize = 4;
        let hash = HashFunction::Keyed(header.file_id);
        let data = extent.sample.data(self.image, extent.place).filter(|at| extent.image.contains(at));
        let plain = data.filter_map(|at| plain_data_at(self.image, at, extent.place.compact));
        let mut hashes = Count::default();
        for (stored, payload) in plain.take(LOOKED_AT) {
            hashes.add(self.budget.spend(payload.len()) && hash.hash(payload) == stored);
        }
        hashes.verdict()
    }
}
