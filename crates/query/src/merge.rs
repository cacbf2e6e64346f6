//! Many files as one sequence: journald's order, without duplicates.
//!
//! In a file where old bytes lie over newer ones, an entry is not shown again behind the one in its place; going back it comes
//! first, where nothing tells that it is a copy, and is shown twice.
//!
//! journald's comparison of entries is no total order (sequence numbers where the namespace agrees, then boot and
//! monotonic time, then wall clock time), so this is no sort: at each step every file offers its next entry beyond the
//! present location, and the first of these in pairwise comparison is taken. `docs/format.md`, "Order", has the rules.

mod cut;
mod file_merge;
mod front;
mod order;
mod stretch;
mod suspended;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use journalq_file::{Cursor, Direction, Entry, EntryHead, Findings, JournalFile};

pub use self::cut::{Cut, Cuts, PieceFindings, PieceSize};
use self::file_merge::{FileMerge, Offer};
use self::front::Front;
use self::order::Candidate;
pub use self::stretch::Stretch;
pub(crate) use self::suspended::SuspendedMerge;
use crate::boot_order::BootOrder;
use crate::matches::Expr;

/// An entry and the file that it is in, by index in the order of the files.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// The file's index.
    pub file: usize,
    /// The entry.
    pub entry: Entry<'a>,
}

/// The entries of many files in journald's order, forward and backward from any location.
#[derive(Clone, Debug)]
pub struct Merge<'a> {
    files: Vec<FileMerge<'a>>,
    boots: BootOrder,
    front: Front,
    location: Location,
    current: Option<Position<'a>>,
    /// The last entry of the pieces before.
    before: Option<EntryHead>,
    /// The number of the cut from which on entries are not checked.
    checked_before: Option<u64>,
}

/// Where the sequence stands.
#[derive(Clone, Copy, Debug)]
enum Location {
    /// Before the first entry.
    Head,
    /// Behind the last entry.
    Tail,
    /// At a place that was asked for, where there need be no entry.
    Seek(Cursor),
    /// At an entry.
    Entry(Candidate, usize),
}

impl<'a> Merge<'a> {
    /// Merges the entries of `files` that fulfil `expr`, standing before the first.
    #[must_use]
    pub fn new(files: &[JournalFile<'a>], expr: Option<&Expr>) -> Self {
        let expr = expr.cloned().map(Arc::new);
        let boots = BootOrder::new(files);
        let files = files.iter().map(|file| FileMerge::new(*file, expr.clone()).check_tail()).collect();
        Self::of(files, boots, Location::Head)
    }

    fn of(mut files: Vec<FileMerge<'a>>, boots: BootOrder, location: Location) -> Self {
        let mut known = HashMap::new();
        for file in &mut files {
            let new = known.len();
            let seqnum_id = file.file.header().seqnum_id();
            // Files whose series is not known have none in common.
            let key = if seqnum_id.is_null() { Err(new) } else { Ok(seqnum_id) };
            file.series = *known.entry(key).or_insert(new);
        }
        Self {
            files,
            boots,
            front: Front::default(),
            location,
            current: None,
            before: None,
            checked_before: None,
        }
    }

    /// Restricts the sequence to entries that fulfil `expr`, or lifts the restriction. The location stays.
    pub fn set_matches(&mut self, expr: Option<&Expr>) {
        let expr = expr.cloned().map(Arc::new);
        for file in &mut self.files {
            file.set.set_matches(expr.clone());
            file.forget();
        }
        self.front.dissolve();
    }

    /// Moves before the first entry.
    pub fn seek_head(&mut self) {
        self.relocate(Location::Head);
    }

    /// Moves behind the last entry.
    pub fn seek_tail(&mut self) {
        self.relocate(Location::Tail);
    }

    /// Moves to a time, in microseconds since the epoch: the next step goes to the first entry at or after it, or going
    /// up to the last at or before it, by one bisection in each file.
    pub fn seek_realtime(&mut self, realtime_usec: u64) {
        self.relocate(Location::Seek(Cursor { realtime_usec: Some(realtime_usec), ..Cursor::default() }));
    }

    /// Moves to the place that a cursor describes: the next step goes to its entry, or where that is gone or filtered
    /// out to the next one.
    pub fn seek_cursor(&mut self, cursor: Cursor) {
        self.relocate(Location::Seek(cursor));
    }

    fn relocate(&mut self, location: Location) {
        self.location = location;
        (self.current, self.before) = (None, None);
        self.files.iter_mut().for_each(FileMerge::forget);
        self.front.dissolve();
    }

    /// The entry of the last step that found one, since the last seek.
    #[must_use]
    pub const fn current(&self) -> Option<Position<'a>> {
        self.current
    }

    /// The entry where the sequence stands, in this piece of it or one before.
    pub(crate) fn last(&self) -> Option<EntryHead> {
        self.current.map(|position| position.entry.head()).or(self.before)
    }

    /// What could not be read, for each file.
    pub fn findings(&self) -> impl Iterator<Item = Findings> {
        self.files.iter().map(|file| {
            let mut findings = file.findings.clone();
            file.set.report_defects(&mut findings);
            findings
        })
    }

    /// Hands the entries up to a cut, or to the end, to `take`, until that stops it. Tells whether it did.
    #[inline]
    pub(crate) fn walk(
        &mut self,
        direction: Direction,
        end: Option<&Cut>,
        mut take: impl FnMut(Position<'a>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.check_before(end);
        while let Some(at) = self.next(direction) {
            self.leave_seek();
            let Self { files, boots, location, front, current, .. } = self;
            let Some(file) = files.get_mut(at) else { break };
            let end = end.and_then(|cut| cut.next_of(at));
            if !file.offer.open().is_some_and(|(entry, _)| cut::is_before(direction, entry, end)) {
                break;
            }
            let take = |entry| take(Position { file: at, entry });
            let Some((last, entry, taken, flow)) = file.run(direction, front.lead(at), end, boots, take)
            else {
                break;
            };
            *location = Location::Entry(last, at);
            *current = Some(Position { file: at, entry });
            front.count(taken.saturating_sub(1));
            flow?;
        }
        ControlFlow::Continue(())
    }

    /// Goes to the next entry in the given direction. Where there is none, the location stays as it is.
    pub fn step(&mut self, direction: Direction) -> Option<Position<'a>> {
        self.check_before(None);
        let at = self.next(direction)?;
        self.take(at)
    }

    /// The file whose offer is the next entry. What is offered is not taken yet.
    fn next(&mut self, direction: Direction) -> Option<usize> {
        let Self { files, boots, location, front, .. } = self;
        if front.is_known(direction) {
            // The others' offers lie beyond the location: they come behind what was taken.
            if let Location::Entry(_, at) = *location
                && let Some(file) = files.get_mut(at)
            {
                file.make_offer(at, direction, location, boots);
            }
            if let Some(first) = front.first(files, boots) {
                return Some(first);
            }
        } else {
            for (at, file) in files.iter_mut().enumerate() {
                file.make_offer(at, direction, location, boots);
            }
        }
        if !matches!(location, Location::Seek(_)) {
            front.form(direction, files, boots);
            if let Some(first) = front.first(files, boots) {
                return Some(first);
            }
            front.give_up();
        }
        self.check_offers(direction);
        self.first_offer(direction)
    }

    /// Checks what is offered unchecked: where entries have no order an offer that is not wanted changes which of the others comes
    /// first.
    fn check_offers(&mut self, direction: Direction) {
        let is_unchecked = |file: &FileMerge<'_>| file.is_unchecked && file.offer.open().is_some();
        if self.files.iter().any(is_unchecked) {
            self.check_before(None);
            let Self { files, boots, location, .. } = self;
            for (at, file) in files.iter_mut().enumerate() {
                file.make_offer(at, direction, location, boots);
            }
        }
    }

    /// Goes to the entry that a file offers.
    fn take(&mut self, at: usize) -> Option<Position<'a>> {
        self.leave_seek();
        let file = self.files.get_mut(at)?;
        let Offer::Open(entry, boot) = file.offer else { return None };
        file.offer = Offer::Taken(entry.offset());
        self.location = Location::Entry(Candidate { head: entry.head(), boot }, at);
        self.current = Some(Position { file: at, entry });
        self.current
    }

    /// What changes when an entry was found at a place that was asked for.
    fn leave_seek(&mut self) {
        if matches!(self.location, Location::Seek(_)) {
            // A file in which nothing was found at the place that was asked for joins in relation to the entry that was
            // found elsewhere.
            for file in self.files.iter_mut().filter(|file| matches!(file.offer, Offer::Exhausted)) {
                file.offer = Offer::Unknown;
            }
        }
    }

    /// The file with the first of the offers, pair by pair.
    fn first_offer(&self, direction: Direction) -> Option<usize> {
        let mut best: Option<(usize, Candidate)> = None;
        for (at, file) in self.files.iter().enumerate() {
            let Some(offer) = file.offer.open().map(Candidate::of) else { continue };
            if best.as_ref().is_none_or(|(_, best)| self.wins(direction, &offer, best)) {
                best = Some((at, offer));
            }
        }
        best.map(|(at, _)| at)
    }

    fn wins(&self, direction: Direction, offer: &Candidate, best: &Candidate) -> bool {
        // The entry that a cursor names is meant, whatever the other files hold around it.
        match (self.location.names(&offer.head), self.location.names(&best.head)) {
            (true, false) => return true,
            (false, true) => return false,
            _ => {}
        }
        let order = offer.compare(best, &self.boots);
        order == if direction == Direction::Down { Ordering::Less } else { Ordering::Greater }
    }
}

impl Location {
    /// Tells whether a candidate of file `index` lies strictly beyond the location.
    #[inline]
    fn is_before(
        &self,
        candidate: &Candidate,
        index: usize,
        direction: Direction,
        boots: &BootOrder,
    ) -> bool {
        match self {
            Self::Entry(at, file) => candidate.is_beyond(at, direction, *file == index, boots),
            Self::Head | Self::Tail | Self::Seek(_) => true,
        }
    }

    /// Tells whether the location was asked for by exactly this entry's sequence number in its namespace.
    fn names(&self, head: &EntryHead) -> bool {
        matches!(self, Self::Seek(Cursor { seqnum: Some(seqnum), seqnum_id: Some(id), .. })
            if *seqnum == head.seqnum && *id == head.seqnum_id)
    }
}
