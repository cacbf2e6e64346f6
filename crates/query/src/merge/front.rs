//! The files whose offers may come next, and bounds for the offers of all others.
//!
//! Of many files few are near the place where the sequence stands; what the others offer lies far ahead. So a step
//! takes the nearest offer of the few by wall clock time, and proves that it comes before every other one: before those of
//! the few one by one, before the rest by bounds. What comes before every other is what comparing all of them finds,
//! in whatever order. Where the proof fails, which clocks that were set back and copies of entries make it do, all are compared.

use std::cmp::Ordering;

use journalq_file::{Direction, Entry};

use super::file_merge::FileMerge;
use super::order::Candidate;
use crate::boot_order::{Boot, BootOrder};

/// The files in front, and bounds for the rest: of a merge in one direction, all of whose offers lie beyond its location.
#[derive(Clone, Debug, Default)]
pub(super) struct Front {
    /// `None` where nothing is known.
    direction: Option<Direction>,
    files: Vec<usize>,
    rest: Bounds,
    lead: Option<Lead>,
    /// Room to form it: offers' times, and their files.
    nearest: Vec<(u64, usize)>,
    /// How many files are in front, if there are as many.
    size: usize,
    /// The steps since it was formed.
    steps: usize,
    /// For how many steps more it is not worth while to look for a front.
    pause: u32,
}

impl Front {
    /// The least number of files in front. At most it is twice the square root of the number of files, since the rest are
    /// gone over whenever those in front are used up.
    const SMALLEST: usize = 4;

    /// How many steps are made without a front after one was found that does not hold.
    const PAUSE: u32 = 32;

    /// Forgets all: offers changed in other ways than by taking one in front.
    pub(super) fn dissolve(&mut self) {
        self.direction = None;
    }

    pub(super) fn is_known(&self, direction: Direction) -> bool {
        self.direction == Some(direction)
    }

    /// Forms a front of the files whose offers are nearest, unless that failed lately.
    pub(super) fn form(&mut self, direction: Direction, files: &[FileMerge<'_>], boots: &BootOrder) {
        if let Some(pause) = self.pause.checked_sub(1) {
            self.pause = pause;
            self.direction = None;
            return;
        }
        self.direction = Some(direction);
        self.lead = None;
        self.rest.clear(files.len(), boots.len());
        self.nearest.clear();
        let offers = files.iter().enumerate().filter_map(|(at, file)| Some((file.offer.open()?.0, at)));
        self.nearest.extend(offers.map(|(entry, at)| (ahead(direction, entry.head().realtime_usec), at)));
        self.adapt(files.len());
        if self.size < self.nearest.len() {
            self.nearest.select_nth_unstable(self.size);
            for (_, at) in self.nearest.drain(self.size..) {
                if let Some(file) = files.get(at) {
                    self.rest.add(direction, file);
                }
            }
        }
        self.files.clear();
        self.files.extend(self.nearest.drain(..).map(|(_, at)| at));
    }

    /// Chooses how many of so many files are in front: more where those of the last front were used up soon.
    fn adapt(&mut self, files: usize) {
        let largest = files.isqrt().saturating_mul(2);
        if self.steps < self.size.saturating_mul(4) {
            self.size = self.size.saturating_mul(2).min(largest);
        } else if self.steps > self.size.saturating_mul(32) {
            self.size = self.size.wrapping_div(2);
        }
        self.size = self.size.max(Self::SMALLEST);
        self.steps = 0;
    }

    /// The file whose offer comes before all others; `None` where that is not certain.
    pub(super) fn first(&mut self, files: &[FileMerge<'_>], boots: &BootOrder) -> Option<usize> {
        let direction = self.direction?;
        self.steps = self.steps.saturating_add(1);
        let offer_of = |lead: &Lead| files.get(lead.file)?.offer.open();
        let goes_on = |lead: &Lead| offer_of(lead).is_some_and(|offer| lead.admits(direction, offer));
        if !self.lead.as_ref().is_some_and(goes_on) {
            self.lead = self.nearest(direction, files).and_then(|at| self.prove(direction, at, files, boots));
        }
        self.lead.as_ref().map(|lead| lead.file)
    }

    /// Bounds for what a file offers next, if its present offer is known to come first.
    pub(super) fn lead(&self, at: usize) -> Option<Lead> {
        self.lead.filter(|lead| lead.file == at && self.direction.is_some())
    }

    /// Notes that so many steps were made in the lead.
    pub(super) const fn count(&mut self, steps: usize) {
        self.steps = self.steps.saturating_add(steps);
    }

    /// Of those in front the file whose offer is nearest by wall clock time.
    fn nearest(&self, direction: Direction, files: &[FileMerge<'_>]) -> Option<usize> {
        let time = |&at: &usize| {
            let (entry, _) = files.get(at)?.offer.open()?;
            Some((ahead(direction, entry.head().realtime_usec), at))
        };
        self.files.iter().filter_map(time).reduce(|a, b| if b.0 < a.0 { b } else { a }).map(|(_, at)| at)
    }

    /// Shows that a file's offer comes before all others, if that is certain.
    fn prove(
        &mut self,
        direction: Direction,
        first_at: usize,
        files: &[FileMerge<'_>],
        boots: &BootOrder,
    ) -> Option<Lead> {
        let file = files.get(first_at)?;
        let first = Candidate::of(file.offer.open()?);
        if !self.rest.lies_beyond(direction, file, &first, boots) {
            return None;
        }
        let mut lead = self.rest.lead(first_at, file, first.boot);
        for &at in self.files.iter().filter(|&&at| at != first_at) {
            let Some((other, offer)) = files.get(at).and_then(|file| Some((file, file.offer.open()?))) else {
                continue;
            };
            if !Candidate::of(offer).is_beyond(&first, direction, false, boots) {
                return None;
            }
            lead.stay_before(direction, other.series == file.series, offer);
        }
        Some(lead)
    }

    /// Gives up for a while: the front does not hold.
    pub(super) fn give_up(&mut self) {
        if self.direction.take().is_some() {
            self.pause = Self::PAUSE;
        }
    }
}

/// The file whose offer was the first one, and bounds for what it offers next: below these that is the first one, too, since
/// nothing else changed. All values as [`ahead`] gives them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead {
    file: usize,
    boot: Boot,
    /// The least time of all other offers.
    realtime: u64,
    /// The least sequence number of those of the same series.
    seqnum: u64,
    /// The least monotonic time of those of the same boot.
    monotonic: u64,
}

impl Lead {
    /// Stays before one more offer.
    fn stay_before(&mut self, direction: Direction, is_same_series: bool, (entry, boot): (&Entry<'_>, Boot)) {
        let head = entry.head();
        self.realtime = self.realtime.min(ahead(direction, head.realtime_usec));
        if is_same_series {
            self.seqnum = self.seqnum.min(ahead(direction, head.seqnum));
        }
        if boot == self.boot {
            self.monotonic = self.monotonic.min(ahead(direction, head.monotonic_usec));
        }
    }

    /// Tells whether this entry of the file comes before all other offers, too.
    #[inline]
    pub(super) fn admits(&self, direction: Direction, (entry, boot): (&Entry<'_>, Boot)) -> bool {
        let head = entry.head();
        boot == self.boot
            && ahead(direction, head.realtime_usec) < self.realtime
            && ahead(direction, head.seqnum) < self.seqnum
            && ahead(direction, head.monotonic_usec) < self.monotonic
    }
}

/// What an entry must come before to come before a set of offers. All values as [`ahead`] gives them.
#[derive(Clone, Debug, Default)]
struct Bounds {
    realtime: u64,
    /// The least sequence number of each series.
    seqnums: Vec<u64>,
    /// The least monotonic time of each boot.
    monotonic: Vec<u64>,
    /// The boots of the offers.
    boots: Vec<Boot>,
    /// Which boots come before all of these, as far as that was asked for.
    earlier_boots: Vec<Option<bool>>,
    /// The boots for which it was.
    asked: Vec<Boot>,
}

impl Bounds {
    /// Costs what was set: there may be far more boots than files.
    fn clear(&mut self, files: usize, boots: usize) {
        self.realtime = u64::MAX;
        self.seqnums.clear();
        self.seqnums.resize(files, u64::MAX);
        for boot in self.boots.drain(..) {
            if let Some(monotonic) = self.monotonic.get_mut(boot.index()) {
                *monotonic = u64::MAX;
            }
        }
        for boot in self.asked.drain(..) {
            if let Some(known) = self.earlier_boots.get_mut(boot.index()) {
                *known = None;
            }
        }
        self.monotonic.resize(boots, u64::MAX);
        self.earlier_boots.resize(boots, None);
    }

    fn add(&mut self, direction: Direction, file: &FileMerge<'_>) {
        let Some((entry, boot)) = file.offer.open() else { return };
        let head = entry.head();
        self.realtime = self.realtime.min(ahead(direction, head.realtime_usec));
        if let Some(seqnum) = self.seqnums.get_mut(file.series) {
            *seqnum = (*seqnum).min(ahead(direction, head.seqnum));
        }
        if let Some(monotonic) = self.monotonic.get_mut(boot.index()) {
            if *monotonic == u64::MAX {
                self.boots.push(boot);
            }
            *monotonic = (*monotonic).min(ahead(direction, head.monotonic_usec));
        }
    }

    /// How far a file goes on before all these offers, if its present one lies before them.
    fn lead(&self, at: usize, file: &FileMerge<'_>, boot: Boot) -> Lead {
        let bound = |bounds: &[u64], at: usize| bounds.get(at).copied().unwrap_or(u64::MAX);
        Lead {
            file: at,
            boot,
            realtime: self.realtime,
            seqnum: bound(&self.seqnums, file.series),
            monotonic: bound(&self.monotonic, boot.index()),
        }
    }

    /// Tells whether all offers lie beyond an entry of `file`. A boot that was not known yet when the bounds were made
    /// has no offer among them.
    fn lies_beyond(
        &mut self,
        direction: Direction,
        file: &FileMerge<'_>,
        first: &Candidate,
        boots: &BootOrder,
    ) -> bool {
        let is_less = |bounds: &[u64], at: usize, value| {
            bounds.get(at).is_none_or(|&bound| ahead(direction, value) < bound)
        };
        let head = &first.head;
        ahead(direction, head.realtime_usec) < self.realtime
            && is_less(&self.seqnums, file.series, head.seqnum)
            && is_less(&self.monotonic, first.boot.index(), head.monotonic_usec)
            && self.is_earlier_boot(direction, first.boot, boots)
    }

    /// Tells whether no boot of an offer is known to come before this one.
    fn is_earlier_boot(&mut self, direction: Direction, boot: Boot, boots: &BootOrder) -> bool {
        if !boots.is_ordered(boot) {
            return true;
        }
        let find = || {
            let wanted = if direction == Direction::Down { Ordering::Less } else { Ordering::Greater };
            self.boots
                .iter()
                .all(|&other| other == boot || boots.compare(boot, other).is_none_or(|order| order == wanted))
        };
        match self.earlier_boots.get_mut(boot.index()) {
            Some(Some(known)) => *known,
            Some(unknown) => {
                self.asked.push(boot);
                *unknown.insert(find())
            }
            None => find(),
        }
    }
}

/// A value such that less of it comes first in the direction.
#[inline]
pub(super) const fn ahead(direction: Direction, value: u64) -> u64 {
    match direction {
        Direction::Down => value,
        Direction::Up => !value,
    }
}

#[cfg(test)]
mod tests {
    use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
    use journalq_file::{EntryHead, Id128, JournalFile};
    use proptest::prelude::*;

    use super::*;
    use crate::Merge;

    /// Entries of a file: the distance of the sequence number to the one before, realtime, monotonic time and boot.
    type Entries = Vec<(u64, u64, u64, u8)>;

    /// Files of few series, machines and boots, most of them with clocks that go on.
    fn files() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let entry = (1..4_u64, 1..50_u64, 1..50_u64, 1..4_u8);
        let entries = prop::collection::vec(entry, 1..12);
        prop::collection::vec((any::<bool>(), 0..200_u64, 1..5_u8, 1..3_u8, entries), 1..24)
            .prop_map(|files| files.into_iter().zip(1..).map(|(file, number)| build(number, file)).collect())
    }

    fn build(
        number: u8,
        (goes_on, begin, series, machine, entries): (bool, u64, u8, u8, Entries),
    ) -> Vec<u8> {
        let id = |byte| Id128([byte; 16]);
        let options = WriteOptions {
            file_id: id(number),
            seqnum_id: id(series),
            machine_id: id(machine),
            data_hash_buckets: 16,
            field_hash_buckets: 4,
            ..WriteOptions::default()
        };
        let mut writer = JournalWriter::new(options).unwrap();
        let (mut seqnum, mut time) = (begin, begin + 1);
        for (step, realtime, monotonic, boot) in entries {
            (seqnum, time) = (seqnum + step, time + realtime % 4);
            let (realtime_usec, monotonic_usec) =
                if goes_on { (1000 + time, time) } else { (900 + realtime * 4, monotonic) };
            // Boots of their own for half of the files that go on.
            let boot_id = if goes_on && begin.is_multiple_of(2) { id(0x80 + number) } else { id(boot) };
            let entry = NewEntry {
                seqnum: Some(seqnum),
                realtime_usec,
                monotonic_usec,
                boot_id,
                xor_hash: None,
                payloads: &[b"A=1"],
            };
            writer.append(&entry).unwrap();
        }
        writer.finish()
    }

    /// All entries from an end on, and how often they came from a front.
    fn sweep(mut merge: Merge<'_>, direction: Direction) -> (Vec<(usize, EntryHead)>, usize) {
        if direction == Direction::Up {
            merge.seek_tail();
        }
        let (mut found, mut from_front) = (Vec::new(), 0);
        while let Some(position) = merge.step(direction) {
            found.push((position.file, position.entry.head()));
            from_front += usize::from(merge.front.is_known(direction));
        }
        (found, from_front)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn a_front_finds_what_comparing_all_finds(files in files(), up in any::<bool>()) {
            let files: Vec<_> = files.iter().map(|file| JournalFile::open(file).unwrap()).collect();
            let direction = if up { Direction::Up } else { Direction::Down };
            let merge = Merge::new(&files, None);
            let mut thorough = merge.clone();
            thorough.front.pause = u32::MAX;
            let (wanted, from_front) = sweep(thorough, direction);
            prop_assert_eq!(from_front, 0);
            prop_assert_eq!(sweep(merge, direction).0, wanted);
        }
    }

    #[test]
    fn files_with_clocks_that_agree_need_no_comparison_of_all() {
        let files: Vec<_> = (0..40_u8)
            .map(|number| build(number + 1, (true, u64::from(number) * 10, 1, 1, vec![(1, 1, 1, 1); 8])))
            .collect();
        let files: Vec<_> = files.iter().map(|file| JournalFile::open(file).unwrap()).collect();
        for direction in [Direction::Down, Direction::Up] {
            let (found, from_front) = sweep(Merge::new(&files, None), direction);
            assert_eq!((found.len(), from_front), (40 * 8, 40 * 8));
        }
    }
}
