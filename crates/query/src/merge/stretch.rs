//! All entries between two cuts at once: one file after the other, and put in order afterwards.
//!
//! A step of a merge looks at what several files offer, for every entry. A stretch is sorted by wall clock times, and then it is
//! shown that journald's comparison says the same of any two of its entries: in this order the sequence numbers of each series
//! rise, the monotonic times of each boot do not fall, nor do the places of each machine's boots. Then each entry is what
//! the steps would have found. Where that cannot be shown, as with copies and clocks that were set back, steps have to be made.

use journalq_file::{Direction, Entry};

use super::file_merge::FileMerge;
use super::front::ahead;
use super::order::Candidate;
use super::{Cut, Location, Merge, Position};
use crate::boot_order::{Boot, BootOrder};

/// The entries between two cuts, see [`Window::gather`](crate::Window::gather). One to a worker: it keeps its room.
#[derive(Clone, Debug, Default)]
pub struct Stretch<'a> {
    /// File by file.
    entries: Vec<(Position<'a>, Boot)>,
    /// The places of entries in their order, and the times that they have it from, as [`ahead`] gives them.
    order: Vec<(u64, usize)>,
    progress: Progress,
}

impl<'a> Stretch<'a> {
    /// More entries take too much room.
    const MOST: usize = 1 << 17;

    /// How many entries with the same time are compared with each other.
    const MOST_AT_ONCE: usize = 8;

    /// The entries, those of each file behind each other.
    pub fn by_file(&self) -> impl ExactSizeIterator<Item = Position<'a>> {
        self.entries.iter().map(|(position, _)| *position)
    }

    /// The order: for each entry its place in [`by_file`](Self::by_file).
    pub fn order(&self) -> impl ExactSizeIterator<Item = usize> {
        self.order.iter().map(|(_, place)| *place)
    }

    /// The entries in their order.
    pub fn in_order(&self) -> impl Iterator<Item = Position<'a>> {
        self.order().filter_map(|place| self.entries.get(place)).map(|(position, _)| *position)
    }

    /// The first and the last entry.
    pub(crate) fn ends(&self) -> Option<(Position<'a>, Position<'a>)> {
        let ends = [self.order.first()?, self.order.last()?];
        let [first, last] = ends.map(|(_, place)| self.entries.get(*place).map(|(position, _)| *position));
        first.zip(last)
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }

    /// Takes the entries of a file before `end`. Tells whether it could.
    fn take(
        &mut self,
        at: usize,
        file: &mut FileMerge<'a>,
        direction: Direction,
        end: Option<&Cut>,
        boots: &mut BootOrder,
    ) -> bool {
        let end = end.and_then(|cut| cut.next_of(at));
        file.walk(direction, end, boots, |entry, boot| {
            self.entries.push((Position { file: at, entry }, boot));
            self.entries.len() <= Self::MOST
        })
    }

    /// Puts the entries in order. Tells whether that is certain, and all that the files offer now comes behind them.
    fn put_in_order(&mut self, direction: Direction, files: &[FileMerge<'_>], boots: &BootOrder) -> bool {
        let Self { entries, order, progress, .. } = self;
        let time = |entry: &Entry<'_>| ahead(direction, entry.head().realtime_usec);
        order.extend(entries.iter().enumerate().map(|(place, (position, _))| (time(&position.entry), place)));
        order.sort_by_key(|(time, _)| *time);
        let mut at_once = order.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|places| places.len() > 1);
        if !at_once.all(|places| arrange(places, direction, entries, boots)) {
            return false;
        }
        progress.begin(files.len(), boots.len());
        let mut in_order = order.iter().filter_map(|(_, place)| entries.get(*place));
        let goes_on = in_order.all(|(position, boot)| {
            let file = files.get(position.file);
            file.is_some_and(|file| progress.pass(direction, file.series, (&position.entry, *boot), boots))
        });
        let last = order.last().map(|(time, _)| *time);
        let mut offers = files.iter().filter_map(|file| Some((file.series, file.offer.open()?)));
        goes_on
            && offers.all(|(series, offer)| {
                last.is_none_or(|last| last < time(offer.0))
                    && progress.allows(direction, series, offer, boots)
            })
    }
}

/// Puts entries with the same time in order. Tells whether that is certain.
fn arrange(
    places: &mut [(u64, usize)],
    direction: Direction,
    entries: &[(Position<'_>, Boot)],
    boots: &BootOrder,
) -> bool {
    let is_beyond = |a: &(u64, usize), b: &(u64, usize)| {
        let (Some((a, a_boot)), Some((b, b_boot))) = (entries.get(a.1), entries.get(b.1)) else {
            return false;
        };
        let (first, second) = (Candidate::of((&b.entry, *b_boot)), Candidate::of((&a.entry, *a_boot)));
        second.is_beyond(&first, direction, a.file == b.file, boots)
    };
    if places.len() > Stretch::MOST_AT_ONCE {
        return false;
    }
    // Comparison need not be transitive, which library sorts may not stand.
    for end in 1..places.len() {
        for at in (1..=end).rev() {
            if let Some([before, behind]) = places.get_mut(at.saturating_sub(1)..=at)
                && is_beyond(before, behind)
            {
                std::mem::swap(before, behind);
            }
        }
    }
    let mut rest = &*places;
    while let Some((first, behind)) = rest.split_first() {
        if !behind.iter().all(|place| is_beyond(place, first)) {
            return false;
        }
        rest = behind;
    }
    true
}

/// How far entries in order have got, but for the wall clock: from what on the next ones have to be. All values as [`ahead`]
/// gives them.
#[derive(Clone, Debug, Default)]
struct Progress {
    /// The sequence numbers, by series.
    seqnums: Vec<u64>,
    /// The monotonic times, by boot.
    monotonic: Vec<u64>,
    /// The places of boots in their order, by machine.
    boots: Vec<u64>,
}

impl Progress {
    fn begin(&mut self, series: usize, boots: usize) {
        for (least, len) in
            [(&mut self.seqnums, series), (&mut self.monotonic, boots), (&mut self.boots, boots)]
        {
            least.clear();
            least.resize(len, 0);
        }
    }

    /// Tells whether an entry comes behind all those that were passed.
    #[inline]
    fn allows(
        &self,
        direction: Direction,
        series: usize,
        (entry, boot): (&Entry<'_>, Boot),
        boots: &BootOrder,
    ) -> bool {
        let head = entry.head();
        let is_far_enough = |least: &[u64], at: usize, value| {
            least.get(at).is_some_and(|&least| least <= ahead(direction, value))
        };
        is_far_enough(&self.seqnums, series, head.seqnum)
            && is_far_enough(&self.monotonic, boot.index(), head.monotonic_usec)
            && boots
                .place(boot)
                .is_none_or(|place| is_far_enough(&self.boots, place.machine, place.newest_usec))
    }

    /// Passes an entry. Tells whether it comes behind all those before.
    #[inline]
    fn pass(
        &mut self,
        direction: Direction,
        series: usize,
        (entry, boot): (&Entry<'_>, Boot),
        boots: &BootOrder,
    ) -> bool {
        let head = entry.head();
        // No two entries have the same number.
        let next = ahead(direction, head.seqnum).checked_add(1);
        let is_allowed = next.is_some() && self.allows(direction, series, (entry, boot), boots);
        let set = |least: &mut [u64], at: usize, value| {
            if let Some(least) = least.get_mut(at) {
                *least = value;
            }
        };
        set(&mut self.seqnums, series, next.unwrap_or_default());
        set(&mut self.monotonic, boot.index(), ahead(direction, head.monotonic_usec));
        if let Some(place) = boots.place(boot) {
            set(&mut self.boots, place.machine, ahead(direction, place.newest_usec));
        }
        is_allowed
    }
}

impl<'a> Merge<'a> {
    /// Goes from a cut, where it was just begun at, to another one, or to the end. Tells whether it could: if not, it is
    /// nowhere.
    pub(crate) fn gather(
        &mut self,
        direction: Direction,
        end: Option<&Cut>,
        stretch: &mut Stretch<'a>,
    ) -> bool {
        let Self { files, boots, front, location, current, .. } = self;
        stretch.clear();
        front.dissolve();
        // Which entries are left to others to check is known to steps alone.
        if files.iter().any(|file| file.set.has_check()) {
            return false;
        }
        let mut each = files.iter_mut().enumerate();
        let is_ordered = each.all(|(at, file)| stretch.take(at, file, direction, end, boots))
            && stretch.put_in_order(direction, files, boots);
        let last = stretch.order.last().and_then(|(_, place)| stretch.entries.get(*place));
        if let Some((position, boot)) = last.filter(|_| is_ordered) {
            *location = Location::Entry(Candidate::of((&position.entry, *boot)), position.file);
            *current = Some(*position);
        }
        is_ordered
    }
}
