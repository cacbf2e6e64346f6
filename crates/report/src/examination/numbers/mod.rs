//! The entries of all files of a series in the order of their numbers: what is missing, what is there twice, and how the
//! clocks went.
//!
//! Files for the system and for users share one sequence of numbers, so that only all of them together show a gap. They are
//! merged entry by entry, by the heads of the entries alone, and nothing is kept but the last entry of each boot.

mod silence;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::ops::RangeInclusive;

use journalq_file::{Entries, EntryHead, Id128, JournalFile};

use self::silence::Gaps;
pub(super) use self::silence::Silence;
use super::anomaly::Place;
use super::capped::Capped;
use super::evidence::Times;

/// How many gaps, steps of the clock and the like are kept of a series.
const KEPT: usize = 1024;

/// How many boots are followed at a time.
const BOOTS: usize = 1 << 14;

/// By how much the clocks may go apart from one entry to the next: a second, and a thousandth of the time between.
const DRIFT_USEC: u64 = 1_000_000;

/// What the entries of a series tell together.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Numbers that are there.
    pub(super) numbers: u64,
    /// Entries whose number was there before.
    pub(super) repeated: u64,
    pub(super) range: Option<(u64, u64)>,
    pub(super) times: Option<Times>,
    pub(super) gaps: Capped<NumberGap>,
    pub(super) missing: u64,
    /// Entries of one number that are not the same: pairs.
    pub(super) conflicts: Capped<(Place, Place)>,
    pub(super) steps: Capped<Step>,
    /// Pairs of entries of a boot whose monotonic time goes back.
    pub(super) monotonic_back: Capped<(Place, Place)>,
    /// The last entry of a boot, and the first one of the next, which is older.
    pub(super) boots_back: Capped<(Place, Place)>,
    pub(super) silences: Vec<Silence>,
    /// Whether there were more boots than are followed.
    pub(super) is_crowded: bool,
}

/// A run of numbers that are missing, and the entries around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberGap {
    pub(super) missing: RangeInclusive<u64>,
    pub(super) before: Place,
    pub(super) after: Place,
}

/// A step of the wall clock against the time since the start of the system, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) usec: i64,
    /// Since when the system was up, in microseconds.
    pub(super) monotonic_usec: u64,
    pub(super) before: Place,
    pub(super) after: Place,
}

/// Goes through the entries of files of one series, each file with its index among all.
pub(super) fn go_through(files: &[(usize, JournalFile<'_>)]) -> Numbers {
    let mut merged = Merged::new(files);
    let mut state = State::default();
    while let Some((head, place)) = merged.next() {
        state.take(head, place);
    }
    let State { mut numbers, gaps, .. } = state;
    numbers.silences = gaps.silences();
    numbers
}

/// The entries of several files by their numbers.
struct Merged<'a> {
    files: Vec<(usize, Entries<'a>)>,
    /// The next entry of each file, by its number and the place of the file.
    next: BinaryHeap<Reverse<(u64, usize)>>,
    heads: Vec<Option<(EntryHead, Place)>>,
}

impl<'a> Merged<'a> {
    fn new(files: &[(usize, JournalFile<'a>)]) -> Self {
        let files: Vec<_> = files.iter().map(|(index, file)| (*index, file.entries())).collect();
        let heads = files.iter().map(|_| None).collect();
        let mut merged = Self { files, next: BinaryHeap::new(), heads };
        (0..merged.files.len()).for_each(|at| merged.advance(at));
        merged
    }

    fn next(&mut self) -> Option<(EntryHead, Place)> {
        let Reverse((_, at)) = self.next.pop()?;
        let head = self.heads.get_mut(at)?.take();
        self.advance(at);
        head
    }

    /// Looks at the next entry of a file.
    fn advance(&mut self, at: usize) {
        let (Some((index, entries)), Some(place)) = (self.files.get_mut(at), self.heads.get_mut(at)) else {
            return;
        };
        let Some(entry) = entries.next() else { return };
        let head = entry.head();
        let (file, offset) = (*index, entry.offset().get());
        *place = Some((head, Place { file, offset, seqnum: head.seqnum, realtime_usec: head.realtime_usec }));
        self.next.push(Reverse((head.seqnum, at)));
    }
}

/// How far the walk is.
struct State {
    numbers: Numbers,
    last: Option<(EntryHead, Place)>,
    /// The last entry of each boot.
    boots: HashMap<Id128, (EntryHead, Place)>,
    gaps: Gaps,
}

impl Default for State {
    fn default() -> Self {
        Self { numbers: Numbers::default(), last: None, boots: HashMap::new(), gaps: Gaps::new() }
    }
}

impl State {
    fn take(&mut self, head: EntryHead, place: Place) {
        let numbers = &mut self.numbers;
        numbers.times = Some(Times::with(numbers.times, head.realtime_usec));
        let is_next = match self.last {
            Some((last, before)) if head.seqnum == last.seqnum => {
                numbers.repeated = numbers.repeated.saturating_add(1);
                if head != last {
                    numbers.conflicts.push(KEPT, (before, place));
                }
                return;
            }
            // Within a damaged file numbers may go back; verifying it tells.
            Some((last, _)) if head.seqnum < last.seqnum => return,
            Some((last, before)) => {
                let first = last.seqnum.saturating_add(1);
                let is_next = head.seqnum == first;
                if !is_next {
                    let missing = first..=head.seqnum.saturating_sub(1);
                    numbers.missing = numbers.missing.saturating_add(head.seqnum.saturating_sub(first));
                    numbers.gaps.push(KEPT, NumberGap { missing, before, after: place });
                }
                is_next
            }
            None => true,
        };
        numbers.numbers = numbers.numbers.saturating_add(1);
        let (begin, _) = numbers.range.unwrap_or((head.seqnum, head.seqnum));
        numbers.range = Some((begin, head.seqnum));
        self.take_boot(head, place, is_next);
        self.last = Some((head, place));
    }

    /// Compares the clocks with those of the boot's last entry.
    fn take_boot(&mut self, head: EntryHead, place: Place, is_next: bool) {
        let numbers = &mut self.numbers;
        let has_room = self.boots.len() < BOOTS;
        let Some(last) = self.boots.get_mut(&head.boot_id) else {
            let earlier = self
                .last
                .filter(|(last, _)| last.realtime_usec > head.realtime_usec.saturating_add(DRIFT_USEC));
            if let Some((_, before)) = earlier {
                numbers.boots_back.push(KEPT, (before, place));
            }
            if has_room {
                self.boots.insert(head.boot_id, (head, place));
            } else {
                numbers.is_crowded = true;
            }
            return;
        };
        let (before_head, before) = std::mem::replace(last, (head, place));
        if head.monotonic_usec < before_head.monotonic_usec {
            numbers.monotonic_back.push(KEPT, (before, place));
            return;
        }
        let elapsed = head.monotonic_usec.saturating_sub(before_head.monotonic_usec);
        // Where entries are missing nobody knows whether it was silent.
        if is_next {
            self.gaps.add(elapsed, before, place);
        }
        let usec = signed(head.realtime_usec)
            .saturating_sub(signed(before_head.realtime_usec))
            .saturating_sub(signed(elapsed));
        if usec.unsigned_abs() > DRIFT_USEC.saturating_add(elapsed / 1000) {
            numbers
                .steps
                .push(KEPT, Step { usec, monotonic_usec: head.monotonic_usec, before, after: place });
        }
    }
}

/// A time of an entry, which has 55 bits at most.
fn signed(usec: u64) -> i64 {
    i64::try_from(usec).unwrap_or(i64::MAX)
}
