//! Many files as one sequence: journald's order, without duplicates.
//!
//! journald's comparison of entries is no total order (sequence numbers where the namespace agrees, then boot and
//! monotonic time, then wall clock time), so this is no sort: at each step every file offers its next entry beyond the
//! present location, and the first of these in pairwise comparison is taken. `docs/format.md`, "Order", has the rules.

mod suspended;

use std::cmp::Ordering;
use std::sync::Arc;

use journalq_file::layout::flags::State;
use journalq_file::{
    Cursor, Direction, Entry, EntryHead, EntryOffset, Findings, Id128, JournalFile, Succession,
};

pub(crate) use self::suspended::SuspendedMerge;

use crate::boot_order::{Boot, BootOrder};
use crate::matches::Expr;
use crate::plan::EntrySet;

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
    location: Location,
    current: Option<Position<'a>>,
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

/// An entry's values, with its boot as an index.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    head: EntryHead,
    boot: Boot,
}

/// One file's part in the merge.
#[derive(Clone, Debug)]
struct FileMerge<'a> {
    file: JournalFile<'a>,
    /// What the file held before anything was looked for in it; `None` for one that is written to, which may link an entry
    /// to its fields a moment after it counts it.
    extent: Option<Extent>,
    set: EntrySet<'a>,
    offer: Offer<'a>,
    /// The direction in which the offer was found.
    direction: Option<Direction>,
    /// The entry that was looked at last.
    last: Option<EntryOffset>,
    succession: Succession,
    /// The boot met last, since most entries are of the same.
    recent_boot: Option<(Id128, Boot)>,
    findings: Findings,
}

/// What changes when a file gets more entries, and when more of it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    n_entries: u64,
    len: u64,
}

/// What a file has to offer for the next step.
#[derive(Clone, Copy, Debug)]
enum Offer<'a> {
    /// Nothing was looked for yet, or the location changed.
    Unknown,
    /// This entry of this boot, not taken yet.
    Open(Entry<'a>, Boot),
    /// This entry was taken; the one behind it is next.
    Taken(EntryOffset),
    /// There is nothing more in this direction.
    Exhausted,
}

impl<'a> Merge<'a> {
    /// Merges the entries of `files` that fulfil `expr`, standing before the first.
    #[must_use]
    pub fn new(files: &[JournalFile<'a>], expr: Option<&Expr>) -> Self {
        let expr = expr.cloned().map(Arc::new);
        let boots = BootOrder::new(files);
        let files = files.iter().map(|file| FileMerge::new(*file, expr.clone()).check_tail()).collect();
        Self { files, boots, location: Location::Head, current: None }
    }

    /// Restricts the sequence to entries that fulfil `expr`, or lifts the restriction. The location stays.
    pub fn set_matches(&mut self, expr: Option<&Expr>) {
        let expr = expr.cloned().map(Arc::new);
        for file in &mut self.files {
            file.set.set_matches(expr.clone());
            file.forget();
        }
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
        self.current = None;
        self.files.iter_mut().for_each(FileMerge::forget);
    }

    /// The entry of the last step that found one, since the last seek.
    #[must_use]
    pub const fn current(&self) -> Option<Position<'a>> {
        self.current
    }

    /// What could not be read, for each file.
    pub fn findings(&self) -> impl Iterator<Item = Findings> {
        self.files.iter().map(|file| {
            let mut findings = file.findings.clone();
            file.set.report_defects(&mut findings);
            findings
        })
    }

    /// Goes to the next entry in the given direction. Where there is none, the location stays as it is.
    pub fn step(&mut self, direction: Direction) -> Option<Position<'a>> {
        let Self { files, boots, location, .. } = self;
        for (at, file) in files.iter_mut().enumerate() {
            file.make_offer(at, direction, location, boots);
        }
        let (at, entry, boot) = self.first_offer(direction)?;
        if matches!(self.location, Location::Seek(_)) {
            // A file in which nothing was found at the place that was asked for joins in relation to the entry that was
            // found elsewhere.
            for file in self.files.iter_mut().filter(|file| matches!(file.offer, Offer::Exhausted)) {
                file.offer = Offer::Unknown;
            }
        }
        if let Some(file) = self.files.get_mut(at) {
            file.offer = Offer::Taken(entry.offset());
        }
        self.location = Location::Entry(Candidate { head: entry.head(), boot }, at);
        self.current = Some(Position { file: at, entry });
        self.current
    }

    /// The first of the files' offers, pair by pair.
    fn first_offer(&self, direction: Direction) -> Option<(usize, Entry<'a>, Boot)> {
        let mut best: Option<(usize, &Entry<'a>, Boot)> = None;
        for (at, file) in self.files.iter().enumerate() {
            let Offer::Open(entry, boot) = &file.offer else { continue };
            if best.is_none_or(|(_, best, best_boot)| self.wins(direction, (entry, *boot), (best, best_boot)))
            {
                best = Some((at, entry, *boot));
            }
        }
        best.map(|(at, entry, boot)| (at, *entry, boot))
    }

    fn wins(&self, direction: Direction, offer: (&Entry<'a>, Boot), best: (&Entry<'a>, Boot)) -> bool {
        let (candidate, best) = (Candidate::of(offer), Candidate::of(best));
        // The entry that a cursor names is meant, whatever the other files hold around it.
        match (self.location.names(&candidate.head), self.location.names(&best.head)) {
            (true, false) => return true,
            (false, true) => return false,
            _ => {}
        }
        let order = compare(&candidate, &best, &self.boots);
        order == if direction == Direction::Down { Ordering::Less } else { Ordering::Greater }
    }
}

impl Candidate {
    #[inline]
    const fn of((entry, boot): (&Entry<'_>, Boot)) -> Self {
        Self { head: entry.head(), boot }
    }
}

impl Location {
    /// Tells whether the location was asked for by exactly this entry's sequence number in its namespace.
    fn names(&self, head: &EntryHead) -> bool {
        matches!(self, Self::Seek(Cursor { seqnum: Some(seqnum), seqnum_id: Some(id), .. })
            if *seqnum == head.seqnum && *id == head.seqnum_id)
    }
}

impl Extent {
    fn of(file: &JournalFile<'_>) -> Option<Self> {
        let extent = Self { n_entries: file.header().n_entries(), len: file.len() };
        (file.header().state() != State::ONLINE).then_some(extent)
    }
}

impl<'a> FileMerge<'a> {
    fn new(file: JournalFile<'a>, expr: Option<Arc<Expr>>) -> Self {
        Self {
            file,
            extent: Extent::of(&file),
            set: EntrySet::new(file, expr),
            offer: Offer::Unknown,
            direction: None,
            last: None,
            succession: Succession::new(&file, Direction::Down),
            recent_boot: None,
            findings: Findings::default(),
        }
    }

    fn check_tail(mut self) -> Self {
        self.findings.extend(self.file.check_tail_object().err());
        self
    }

    /// Drops what was found: it was for another location or other matches.
    const fn forget(&mut self) {
        self.offer = Offer::Unknown;
        self.direction = None;
        self.last = None;
    }

    /// Looks for the file's next entry beyond `location`, where it is not known.
    fn make_offer(&mut self, index: usize, direction: Direction, location: &Location, boots: &mut BootOrder) {
        let turned = self.direction.replace(direction) != Some(direction);
        let mut found = match &self.offer {
            Offer::Exhausted if !turned => return,
            Offer::Open(entry, boot) if !turned => {
                if is_beyond(&Candidate::of((entry, *boot)), index, direction, location, boots) {
                    return;
                }
                let passed = entry.offset();
                self.beyond(direction, passed, boots)
            }
            Offer::Taken(taken) if !turned => {
                let taken = *taken;
                self.beyond(direction, taken, boots)
            }
            _ => {
                self.succession = Succession::new(&self.file, direction);
                self.last = None;
                let offset = self.position(direction, location);
                self.readable(direction, offset, boots)
            }
        };
        while let Some((entry, boot)) = found {
            self.last = Some(entry.offset());
            if is_beyond(&Candidate::of((&entry, boot)), index, direction, location, boots) {
                self.offer = Offer::Open(entry, boot);
                return;
            }
            found = self.beyond(direction, entry.offset(), boots);
        }
        self.offer = Offer::Exhausted;
    }

    fn beyond(
        &mut self,
        direction: Direction,
        entry: EntryOffset,
        boots: &mut BootOrder,
    ) -> Option<(Entry<'a>, Boot)> {
        let next = self.set.beyond(direction, entry);
        self.readable(direction, next, boots)
    }

    /// The first readable entry from `next` on; what is passed over is recorded.
    fn readable(
        &mut self,
        direction: Direction,
        mut next: Option<EntryOffset>,
        boots: &mut BootOrder,
    ) -> Option<(Entry<'a>, Boot)> {
        loop {
            let offset = next?;
            match self.succession.read(&self.file, offset) {
                Ok(entry) => return Some((entry, self.boot(entry.head().boot_id, boots))),
                Err(error) => self.findings.record(error),
            }
            next = self.set.beyond(direction, offset);
        }
    }

    fn boot(&mut self, boot_id: Id128, boots: &mut BootOrder) -> Boot {
        if let Some((recent, boot)) = self.recent_boot
            && recent == boot_id
        {
            return boot;
        }
        let boot = boots.boot(boot_id);
        self.recent_boot = Some((boot_id, boot));
        boot
    }

    /// The file's entry that is nearest to the location.
    fn position(&mut self, direction: Direction, location: &Location) -> Option<EntryOffset> {
        match location {
            Location::Head => self.end(direction, Direction::Down),
            Location::Tail => self.end(direction, Direction::Up),
            Location::Seek(cursor) => self.set.locate(direction, cursor),
            Location::Entry(Candidate { head, .. }, _) => self.set.locate(direction, &Cursor::from(*head)),
        }
    }

    /// From an end of the file there is something to find in one direction only.
    fn end(&mut self, direction: Direction, inward: Direction) -> Option<EntryOffset> {
        if direction == inward { self.set.outermost(direction) } else { None }
    }
}

/// Tells whether a candidate of file `index` lies strictly beyond the location, which an entry that is also in another
/// file does not.
fn is_beyond(
    candidate: &Candidate,
    index: usize,
    direction: Direction,
    location: &Location,
    boots: &BootOrder,
) -> bool {
    let Location::Entry(at, file) = location else { return true };
    let (a, b) = (&candidate.head, &at.head);
    let twin = *file != index && EntryHead { monotonic_usec: b.monotonic_usec, ..*a } == *b;
    !twin
        && match direction {
            Direction::Down => order(candidate, at, boots).is_gt(),
            Direction::Up => order(candidate, at, boots).is_lt(),
        }
}

/// journald's order of two entries; equal only where all their values are.
fn compare(a: &Candidate, b: &Candidate, boots: &BootOrder) -> Ordering {
    if a.head == b.head { Ordering::Equal } else { order(a, b, boots) }
}

fn order(a: &Candidate, b: &Candidate, boots: &BootOrder) -> Ordering {
    let (first, second) = (&a.head, &b.head);
    if first.seqnum_id == second.seqnum_id && first.seqnum != second.seqnum {
        return first.seqnum.cmp(&second.seqnum);
    }
    let by_boot = if a.boot == b.boot {
        Some(first.monotonic_usec.cmp(&second.monotonic_usec)).filter(|order| order.is_ne())
    } else {
        boots.compare(a.boot, b.boot)
    };
    by_boot
        .unwrap_or_else(|| first.realtime_usec.cmp(&second.realtime_usec))
        .then_with(|| first.xor_hash.cmp(&second.xor_hash))
}
