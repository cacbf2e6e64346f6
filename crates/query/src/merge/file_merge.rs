//! One file's part in a merge: the entry that it offers next.

use std::ops::ControlFlow;
use std::sync::Arc;

use journalq_file::layout::flags::State;
use journalq_file::{
    Cursor, Direction, Entry, EntryList, EntryOffset, Findings, Id128, JournalFile, Succession,
};

use super::Location;
use super::cut::{FileCut, is_before};
use super::front::{Lead, ahead};
use super::order::Candidate;
use crate::boot_order::{Boot, BootOrder};
use crate::matches::Expr;
use crate::plan::EntrySet;

/// One file's part in the merge.
#[derive(Clone, Debug)]
pub(super) struct FileMerge<'a> {
    pub(super) file: JournalFile<'a>,
    /// What the file held before anything was looked for in it; `None` for one that is written to, which may link an entry
    /// to its fields a moment after it counts it.
    pub(super) extent: Option<Extent>,
    /// The number of its series of sequence numbers, the same for files that share one.
    pub(super) series: usize,
    pub(super) set: EntrySet<'a>,
    pub(super) offer: Offer<'a>,
    /// The direction in which the offer was found.
    pub(super) direction: Option<Direction>,
    /// The entry that was looked at last.
    pub(super) last: Option<EntryOffset>,
    /// The entry from which on those that come into question are offered without being checked: another walk checks them.
    pub(super) unchecked_from: Option<EntryOffset>,
    /// Whether the offer was not checked.
    pub(super) is_unchecked: bool,
    pub(super) succession: Succession,
    /// The boot met last, since most entries are of the same.
    pub(super) recent_boot: Option<(Id128, Boot)>,
    pub(super) findings: Findings,
    /// All entries, by which one out of order is looked for in its place; made when the first is met.
    in_place: Option<EntryList<'a>>,
    /// Whether it went back since the last seek: entries counted on the way come again on the way down.
    went_back: bool,
}

/// What changes when a file gets more entries, and when more of it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    n_entries: u64,
    len: u64,
}

/// What a file has to offer for the next step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Offer<'a> {
    /// Nothing was looked for yet, or the location changed.
    Unknown,
    /// This entry of this boot, not taken yet.
    Open(Entry<'a>, Boot),
    /// This entry was taken; the one behind it is next.
    Taken(EntryOffset),
    /// There is nothing more in this direction.
    Exhausted,
}

impl Extent {
    fn of(file: &JournalFile<'_>) -> Option<Self> {
        let extent = Self { n_entries: file.header().n_entries(), len: file.len() };
        (file.header().state() != State::ONLINE).then_some(extent)
    }
}

impl<'a> Offer<'a> {
    /// The entry that is offered, and its boot.
    #[inline]
    pub(super) const fn open(&self) -> Option<(&Entry<'a>, Boot)> {
        match self {
            Self::Open(entry, boot) => Some((entry, *boot)),
            Self::Unknown | Self::Taken(_) | Self::Exhausted => None,
        }
    }
}

impl<'a> FileMerge<'a> {
    pub(super) fn new(file: JournalFile<'a>, expr: Option<Arc<Expr>>) -> Self {
        Self {
            file,
            extent: Extent::of(&file),
            series: 0,
            set: EntrySet::new(file, expr),
            offer: Offer::Unknown,
            direction: None,
            last: None,
            unchecked_from: None,
            is_unchecked: false,
            succession: Succession::new(&file, Direction::Down),
            recent_boot: None,
            findings: Findings::default(),
            in_place: None,
            went_back: false,
        }
    }

    pub(super) fn check_tail(mut self) -> Self {
        self.findings.extend(self.file.check_tail_object().err());
        self
    }

    /// Drops what was found: it was for another location or other matches.
    pub(super) const fn forget(&mut self) {
        self.offer = Offer::Unknown;
        self.went_back = false;
        self.direction = None;
        self.last = None;
    }

    /// Looks for the file's next entry beyond `location`, where it is not known.
    pub(super) fn make_offer(
        &mut self,
        index: usize,
        direction: Direction,
        location: &Location,
        boots: &mut BootOrder,
    ) {
        let turned = self.direction.replace(direction) != Some(direction);
        self.went_back |= direction == Direction::Up;
        // In a file itself one entry comes behind the other whatever their values are: those of a damaged one may be far off.
        let mut goes_on = false;
        let mut found = match &self.offer {
            Offer::Exhausted if !turned => return,
            Offer::Open(entry, boot) if !turned && self.is_unchecked => {
                let (entry, boot) = (*entry, *boot);
                goes_on = location.file() == Some(index);
                if self.is_wanted(direction, &entry) {
                    Some((entry, boot))
                } else {
                    self.beyond(direction, entry.offset(), boots)
                }
            }
            Offer::Open(entry, boot) if !turned => {
                // In the file of the present entry it was looked for from there.
                if location.file() == Some(index)
                    || location.is_before(&Candidate::of((entry, *boot)), index, direction, boots)
                {
                    return;
                }
                let passed = entry.offset();
                self.beyond(direction, passed, boots)
            }
            Offer::Taken(taken) if !turned || location.file() == Some(index) => {
                let taken = *taken;
                if turned {
                    self.succession = Succession::new(&self.file, direction);
                }
                goes_on = location.file() == Some(index);
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
            let is_beyond = location.is_before(&Candidate::of((&entry, boot)), index, direction, boots);
            if !is_beyond && goes_on {
                self.succession.leave_order();
            }
            if is_beyond || goes_on && (self.went_back || !self.has_original(&entry)) {
                self.offer = Offer::Open(entry, boot);
                return;
            }
            found = self.beyond(direction, entry.offset(), boots);
        }
        self.offer = Offer::Exhausted;
    }

    /// Tells whether an entry out of order is there in its place, too: an old page lies over newer ones.
    fn has_original(&mut self, entry: &Entry<'_>) -> bool {
        let (file, head) = (self.file, entry.head());
        let list = self.in_place.get_or_insert_with(|| file.all_entries());
        let head_at = |offset| file.read_entry(offset).ok().map(|entry| entry.head());
        let is_before = |offset| head_at(offset).is_some_and(|other| other.seqnum < head.seqnum);
        // From the beginning: what lies before the damage is in order.
        let found = list.seek_from(Direction::Down, 0, is_before);
        found.is_some_and(|(_, offset)| offset != entry.offset() && head_at(offset) == Some(head))
    }

    /// Offers what it offers at a cut, as if nothing was looked at before. Should that not be readable, what is passed over is not
    /// recorded: no walk will join this one.
    pub(super) fn begin_at(&mut self, direction: Direction, cut: &FileCut, boots: &mut BootOrder) {
        if !(self.direction == Some(direction) && self.is_at(direction, cut)) {
            self.direction = Some(direction);
            self.succession = Succession::new(&self.file, direction);
            self.set.begin_at(&cut.places);
            // How far this walk goes is not known yet.
            self.unchecked_from = cut.next;
            self.offer = match self.readable(direction, cut.next, boots) {
                Some((entry, boot)) => Offer::Open(entry, boot),
                None => Offer::Exhausted,
            };
            self.last = self.offer.open().map(|(entry, _)| entry.offset());
        }
        self.findings = Findings::default();
        self.set.forget_lost();
    }

    /// Tells whether the file offers what it offers at a cut, and goes on from there as a walk that begins there. Entries out of
    /// order are counted over a whole walk.
    pub(super) fn is_at(&mut self, direction: Direction, cut: &FileCut) -> bool {
        match (&self.offer, cut.next) {
            (Offer::Open(entry, _), Some(next)) => {
                entry.offset() == next
                    && self.succession.is_in_order()
                    && self.set.is_at(direction, next, &cut.places)
            }
            (Offer::Exhausted, None) => self.succession.is_in_order(),
            _ => false,
        }
    }

    /// Hands the entries from the one that is offered on to `take`, and offers the one at `end`, or behind it. Tells whether `take`
    /// took them all: if not, nothing is known of what comes next.
    #[inline]
    pub(super) fn walk(
        &mut self,
        direction: Direction,
        end: Option<EntryOffset>,
        boots: &mut BootOrder,
        mut take: impl FnMut(Entry<'a>, Boot) -> bool,
    ) -> bool {
        let Offer::Open(mut entry, mut boot) = self.offer else {
            return matches!(self.offer, Offer::Exhausted);
        };
        self.offer = Offer::Unknown;
        while is_before(direction, &entry, end) {
            if !take(entry, boot) {
                return false;
            }
            self.last = Some(entry.offset());
            let Some(next) = self.beyond(direction, entry.offset(), boots) else {
                self.offer = Offer::Exhausted;
                return true;
            };
            (entry, boot) = next;
        }
        self.last = Some(entry.offset());
        self.offer = Offer::Open(entry, boot);
        true
    }

    /// Hands the entry that is offered to `take`, and those behind it as long as they come before all that other files offer, which
    /// `lead` knows, and before `end`; then offers the next one. Returns the last one that was taken, how many were, and whether
    /// `take` stopped it. Each was shown to come next, so that nothing of the merge has to change in between.
    #[inline]
    pub(super) fn run(
        &mut self,
        direction: Direction,
        lead: Option<Lead>,
        end: Option<EntryOffset>,
        boots: &mut BootOrder,
        mut take: impl FnMut(Entry<'a>) -> ControlFlow<()>,
    ) -> Option<(Candidate, Entry<'a>, usize, ControlFlow<()>)> {
        let Offer::Open(mut entry, mut boot) = self.offer else { return None };
        let mut taken: usize = 1;
        let mut flow = take(entry);
        self.offer = loop {
            let Some(lead) = lead.as_ref().filter(|_| flow.is_continue()) else {
                break Offer::Taken(entry.offset());
            };
            let Some((next, next_boot)) = self.beyond(direction, entry.offset(), boots) else {
                break Offer::Exhausted;
            };
            self.last = Some(next.offset());
            if !comes_behind(direction, (&next, next_boot), (&entry, boot), boots) {
                self.succession.leave_order();
            }
            if !(is_before(direction, &next, end) && lead.admits(direction, (&next, next_boot))) {
                break Offer::Open(next, next_boot);
            }
            (entry, boot) = (next, next_boot);
            taken = taken.saturating_add(1);
            flow = take(entry);
        };
        Some((Candidate::of((&entry, boot)), entry, taken, flow))
    }

    #[inline]
    fn beyond(
        &mut self,
        direction: Direction,
        entry: EntryOffset,
        boots: &mut BootOrder,
    ) -> Option<(Entry<'a>, Boot)> {
        let next = self.set.beyond(direction, entry);
        self.readable(direction, next, boots)
    }

    /// The first readable entry from `next` on that is wanted; what cannot be read is recorded.
    #[inline]
    fn readable(
        &mut self,
        direction: Direction,
        mut next: Option<EntryOffset>,
        boots: &mut BootOrder,
    ) -> Option<(Entry<'a>, Boot)> {
        loop {
            let offset = next?;
            match self.succession.read(&self.file, offset) {
                Ok(entry) if self.is_wanted(direction, &entry) => {
                    return Some((entry, self.boot(entry.head().boot_id, boots)));
                }
                Ok(_) => {}
                Err(error) => self.findings.record(error),
            }
            next = self.set.beyond(direction, offset);
        }
    }

    /// Tells whether an entry that comes into question is wanted, as far as that is to be checked here.
    #[inline]
    fn is_wanted(&mut self, direction: Direction, entry: &Entry<'a>) -> bool {
        if !self.set.has_check() {
            return true;
        }
        let offset = entry.offset();
        self.is_unchecked = self.unchecked_from.is_some_and(|from| match direction {
            Direction::Down => offset >= from,
            Direction::Up => offset <= from,
        });
        let is_wanted = self.is_unchecked || self.set.admits(entry, &mut self.findings);
        if !is_wanted {
            self.last = Some(offset);
        }
        is_wanted
    }

    #[inline]
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

/// Tells whether an entry comes behind another one of the same file.
#[inline]
fn comes_behind(
    direction: Direction,
    (entry, boot): (&Entry<'_>, Boot),
    (other, other_boot): (&Entry<'_>, Boot),
    boots: &BootOrder,
) -> bool {
    // Mostly the numbers tell.
    ahead(direction, entry.head().seqnum) > ahead(direction, other.head().seqnum)
        || Candidate::of((entry, boot)).is_beyond(&Candidate::of((other, other_boot)), direction, true, boots)
}
