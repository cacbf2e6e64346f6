//! A sequence in pieces, which can be walked at the same time.
//!
//! A cut names the entry that each file offers next. It is guessed by wall clock times: whether the sequence ever stands
//! there is known when the piece before has been walked. If so, the next piece goes on as the whole would have, since
//! nothing but the offers, and where the searches for them ended, decides what follows.

use std::mem;

use journalq_file::{Direction, Entry, EntryHead, EntryOffset, Findings, FormatError, JournalFile};

use super::file_merge::{FileMerge, Offer};
use super::{Location, Merge, Position};
use crate::plan::{EntrySet, Place};

/// A place where a sequence may be cut: the entry that each file offers next there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Which one it is of those that were planned together.
    number: u64,
    files: Vec<FileCut>,
    /// How many files the entries before it are from, back to the cut before.
    n_files: u64,
}

/// How many entries a piece should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PieceSize {
    /// About so many, as long as they are from few files.
    pub entries: u64,
    /// At most about so many, where entries of many files alternate: so many that there are 64 of each file, whose entries can
    /// be worked on file by file then.
    pub most: u64,
}

impl PieceSize {
    /// How many entries of each file a piece should have.
    const OF_EACH_FILE: u64 = 64;

    /// The first piece goes on from where the sequence stands, step by step: others should not have to wait for it.
    const MOST_OF_FIRST: u64 = 1 << 12;

    /// The size of the first piece.
    fn first(self) -> u64 {
        self.entries.min(Self::MOST_OF_FIRST)
    }

    /// The size of a piece of so many files.
    fn of(self, n_files: u64) -> u64 {
        n_files.saturating_mul(Self::OF_EACH_FILE).min(self.most).max(self.entries)
    }
}

impl Cut {
    /// From how many files the entries are that lie before it, back to the cut before.
    #[must_use]
    pub const fn n_files(&self) -> u64 {
        self.n_files
    }

    /// What a file offers there.
    pub(super) fn next_of(&self, file: usize) -> Option<EntryOffset> {
        self.files.get(file)?.next
    }
}

/// What a file offers at a cut, and where the search for it ended: lists that are out of order go on by that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileCut {
    pub(super) next: Option<EntryOffset>,
    pub(super) places: Vec<Place>,
}

/// What could not be read of a piece, and its last entry.
#[derive(Clone, Debug, Default)]
pub struct PieceFindings {
    files: Vec<FileFindings>,
    last: Option<EntryHead>,
}

#[derive(Clone, Debug)]
struct FileFindings {
    file: usize,
    entries: Findings,
    /// The first item without an entry of each list.
    items: Vec<Option<FormatError>>,
}

/// Plans cuts, one behind the other; made by [`Window::cuts`](crate::Window::cuts).
#[derive(Clone, Debug)]
pub struct Cuts<'a> {
    direction: Direction,
    files: Vec<Planned<'a>>,
    /// The time of the last cut.
    time: u64,
    /// The time beyond which nothing is wanted.
    limit: u64,
    size: PieceSize,
    /// How far ahead in each file the next cut is looked for.
    steps: u64,
    /// How many cuts there were.
    n_cuts: u64,
}

/// A file, as far as it is planned.
#[derive(Clone, Debug)]
struct Planned<'a> {
    file: JournalFile<'a>,
    set: EntrySet<'a>,
    next: Option<EntryOffset>,
    /// The time of that entry.
    time: u64,
    /// The next entry at the last cut.
    begin: Option<EntryOffset>,
}

impl<'a> Merge<'a> {
    /// Plans cuts ahead of the entry where the sequence stands, up to a time.
    pub(crate) fn cuts(
        &mut self,
        direction: Direction,
        limit: Option<u64>,
        size: PieceSize,
    ) -> Option<Cuts<'a>> {
        self.check_before(None);
        self.next(direction)?;
        self.files.iter_mut().for_each(|file| file.set.look_up());
        let files: Vec<Planned<'a>> = self.files.iter().map(Planned::new).collect();
        let n_files = u64::try_from(files.len()).unwrap_or(u64::MAX);
        Some(Cuts {
            direction,
            files,
            time: self.current?.entry.head().realtime_usec,
            limit: limit.unwrap_or(if direction == Direction::Down { u64::MAX } else { 0 }),
            size,
            steps: size.first().checked_div(n_files).unwrap_or_default().max(1),
            n_cuts: 0,
        })
    }

    /// Goes to a cut.
    pub(crate) fn begin_at(&mut self, direction: Direction, cut: &Cut) {
        let Self { files, boots, front, location, current, before, checked_before } = self;
        *location = if direction == Direction::Down { Location::Head } else { Location::Tail };
        *current = None;
        *before = None;
        *checked_before = Some(cut.number);
        front.dissolve();
        for (file, cut) in files.iter_mut().zip(&cut.files) {
            file.begin_at(direction, cut, boots);
        }
    }

    /// Goes to the next entry, unless it lies beyond the cut in its file.
    pub(crate) fn step_before(&mut self, direction: Direction, cut: &Cut) -> Option<Position<'a>> {
        self.check_before(Some(cut));
        let at = self.next(direction)?;
        let (offered, _) = self.files.get(at)?.offer.open()?;
        if is_before(direction, offered, cut.next_of(at)) { self.take(at) } else { None }
    }

    /// Leaves it to others to check entries from a cut on: where few are wanted it could take this walk far to find the first.
    pub(super) fn check_before(&mut self, cut: Option<&Cut>) {
        let number = cut.map(|cut| cut.number);
        if self.checked_before == number {
            return;
        }
        self.checked_before = number;
        for (at, file) in self.files.iter_mut().enumerate() {
            file.unchecked_from = cut.and_then(|cut| cut.files.get(at)).and_then(|file| file.next);
        }
        // What was offered unchecked may have to be checked now.
        if self.files.iter().any(|file| file.is_unchecked) {
            self.front.dissolve();
        }
    }

    /// Tells whether the sequence stands at a cut, so that what follows is what [`begin_at`](Self::begin_at) begins with.
    pub(crate) fn is_at(&mut self, direction: Direction, cut: &Cut) -> bool {
        self.files.iter_mut().zip(&cut.files).all(|(file, cut)| file.is_at(direction, cut))
    }

    /// Takes out what could not be read so far.
    pub(crate) fn take_findings(&mut self) -> PieceFindings {
        let take = |(at, file): (usize, &mut FileMerge<'_>)| {
            let found = FileFindings {
                file: at,
                entries: mem::take(&mut file.findings),
                items: file.set.forget_lost(),
            };
            (!found.entries.is_empty() || !found.items.is_empty()).then_some(found)
        };
        let files = self.files.iter_mut().enumerate().filter_map(take).collect();
        PieceFindings { files, last: self.current.map(|position| position.entry.head()) }
    }

    /// Adds what could not be read of another piece, one after the other in their order.
    pub(crate) fn add_findings(&mut self, found: &PieceFindings) {
        self.before = found.last.or(self.before);
        for FileFindings { file, entries, items } in &found.files {
            if let Some(file) = self.files.get_mut(*file) {
                file.findings.append(entries);
                file.set.note_lost(items);
            }
        }
    }
}

impl<'a> Planned<'a> {
    fn new(file: &FileMerge<'a>) -> Self {
        let next = match file.offer {
            Offer::Open(entry, _) => Some(entry.offset()),
            Offer::Taken(entry) => Some(entry),
            Offer::Unknown | Offer::Exhausted => None,
        };
        let mut planned = Self { file: file.file, set: file.set.clone(), next, time: 0, begin: next };
        planned.time = planned.next.and_then(|next| planned.time_of(next)).unwrap_or_default();
        planned
    }

    /// Goes on to a time. Returns the number of entries that were passed.
    fn cross(&mut self, direction: Direction, time: u64) -> u64 {
        let before = self.set.passed();
        let file = self.file;
        self.next = self.set.cross(direction, &|entry| {
            file.read_entry(entry).is_ok_and(|entry| entry.head().realtime_usec < time)
        });
        self.time = self.next.and_then(|next| self.time_of(next)).unwrap_or_default();
        self.set.passed().abs_diff(before)
    }

    fn time_of(&self, entry: EntryOffset) -> Option<u64> {
        self.file.read_entry(entry).ok().map(|entry| entry.head().realtime_usec)
    }
}

impl Cuts<'_> {
    /// A time ahead of the last cut, at which a piece of about the wanted size ends. `None` where nothing is left.
    fn next_time(&mut self) -> Option<u64> {
        let mut ahead = self.time_ahead();
        while ahead.is_none() && self.steps > 1 {
            // No file has as many entries left.
            self.steps = self.steps.wrapping_div(2);
            ahead = self.time_ahead();
        }
        while !is_ahead(self.direction, ahead?, self.time) {
            // Clocks were set back there.
            self.steps = self.steps.saturating_mul(2);
            ahead = self.time_ahead();
        }
        ahead.filter(|&time| !is_ahead(self.direction, time, self.limit))
    }

    /// Goes on to a time in each file. Returns the number of entries that were passed.
    fn cross(&mut self, time: u64) -> u64 {
        let Self { direction, files, .. } = self;
        let mut passed: u64 = 0;
        for planned in files.iter_mut().filter(|file| file.next.is_some()) {
            if is_ahead(*direction, time, planned.time) {
                passed = passed.saturating_add(planned.cross(*direction, time));
            }
        }
        self.time = time;
        passed
    }

    /// How many files were gone on in since the last cut.
    fn n_files(&self) -> u64 {
        let n_files = self.files.iter().filter(|file| file.next != file.begin).count();
        u64::try_from(n_files).unwrap_or(u64::MAX)
    }

    /// The nearest of the times so many steps ahead in each file.
    fn time_ahead(&mut self) -> Option<u64> {
        let Self { direction, files, steps, .. } = self;
        let mut nearest: Option<u64> = None;
        for file in files.iter_mut().filter(|file| file.next.is_some()) {
            if nearest.is_some_and(|nearest| !is_ahead(*direction, nearest, file.time)) {
                continue;
            }
            let ahead = file.set.ahead(*direction, *steps).and_then(|entry| file.time_of(entry));
            let nearer = |&time: &u64| nearest.is_none_or(|nearest| is_ahead(*direction, nearest, time));
            nearest = ahead.filter(nearer).or(nearest);
        }
        nearest
    }
}

/// Tells whether an entry comes before the one that its file offers at a cut.
pub(super) fn is_before(direction: Direction, entry: &Entry<'_>, end: Option<EntryOffset>) -> bool {
    end.is_none_or(|end| match direction {
        Direction::Down => entry.offset() < end,
        Direction::Up => entry.offset() > end,
    })
}

/// Tells whether one time comes strictly behind another one in the direction.
const fn is_ahead(direction: Direction, time: u64, other: u64) -> bool {
    match direction {
        Direction::Down => time > other,
        Direction::Up => time < other,
    }
}

impl Iterator for Cuts<'_> {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let (mut passed, mut n_files, mut size) = (0_u64, 0, 0_u64);
        while passed == 0 || passed < size.wrapping_div(2) {
            let time = self.next_time()?;
            let crossed = self.cross(time);
            passed = passed.saturating_add(crossed);
            n_files = self.n_files();
            size = if self.n_cuts == 0 { self.size.first() } else { self.size.of(n_files) };
            let wanted = self.steps.saturating_mul(size).checked_div(crossed).unwrap_or(u64::MAX);
            self.steps = wanted.clamp(1, self.steps.saturating_mul(2)).min(size);
        }
        let cut = |file: &mut Planned<'_>| {
            file.begin = file.next;
            FileCut { next: file.next, places: file.set.places() }
        };
        let number = self.n_cuts;
        self.n_cuts = number.saturating_add(1);
        let cut = Cut { number, files: self.files.iter_mut().map(cut).collect(), n_files };
        // Behind a cut there is always an entry, so that the last piece knows where the sequence ends.
        cut.files.iter().any(|file| file.next.is_some()).then_some(cut)
    }
}
