//! All entries between two cuts at once: one file after the other, and put in order afterwards.
//!
//! A step of a merge looks at what several files offer, for every entry. A stretch is sorted by wall clock times, and then it is
//! shown that journald's comparison says the same of any two of its entries: in this order the sequence numbers of each series
//! rise, the monotonic times of each boot do not fall, nor do the places of each machine's boots. Then each entry is what
//! the steps would have found. Where that cannot be shown, as with copies and clocks that were set back, steps have to be made.

use journalq_file::{Direction, Entry, EntryHead, EntryOffset};

use super::file_merge::FileMerge;
use super::front::ahead;
use super::order::Candidate;
use super::{Cut, Location, Merge, Position};
use crate::boot_order::{Boot, BootOrder};

/// The order of the entries between two cuts, see [`Window::gather`](crate::Window::gather). One to a worker: it keeps its room.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// File by file.
    entries: Vec<Taken>,
    /// The places of entries in their order, and the times that they have it from, as [`ahead`] gives them.
    order: Vec<(u64, usize)>,
    progress: Progress,
}

/// An entry that was taken: what its order depends on, and where the rest is.
#[derive(Clone, Copy, Debug)]
struct Taken {
    file: usize,
    offset: EntryOffset,
    seqnum: u64,
    realtime_usec: u64,
    monotonic_usec: u64,
    boot: Boot,
}

impl Taken {
    #[inline]
    const fn new(file: usize, (entry, boot): (&Entry<'_>, Boot)) -> Self {
        let EntryHead { seqnum, realtime_usec, monotonic_usec, .. } = entry.head();
        Self { file, offset: entry.offset(), seqnum, realtime_usec, monotonic_usec, boot }
    }

    fn position<'a>(&self, files: &[FileMerge<'a>]) -> Option<Position<'a>> {
        let entry = files.get(self.file)?.file.read_entry(self.offset).ok()?;
        Some(Position { file: self.file, entry })
    }
}

impl Stretch {
    /// More entries take too much room.
    const MOST: usize = 1 << 17;

    /// How many entries with the same time are compared with each other.
    const MOST_AT_ONCE: usize = 8;

    /// The order of the entries: the number of each one among those that were handed out.
    pub fn order(&self) -> impl ExactSizeIterator<Item = usize> {
        self.order.iter().map(|(_, place)| *place)
    }

    /// The wall clock times of the first and the last entry.
    pub(crate) fn ends(&self) -> Option<[u64; 2]> {
        Some([self.at(self.order.first()?)?, self.at(self.order.last()?)?].map(|taken| taken.realtime_usec))
    }

    fn at(&self, (_, place): &(u64, usize)) -> Option<&Taken> {
        self.entries.get(*place)
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
    }

    /// Takes the entries of a file before `end`, and hands them out. Tells whether it could.
    fn take<'a>(
        &mut self,
        at: usize,
        file: &mut FileMerge<'a>,
        direction: Direction,
        end: Option<&Cut>,
        boots: &mut BootOrder,
        take: &mut impl FnMut(Position<'a>) -> bool,
    ) -> bool {
        let end = end.and_then(|cut| cut.next_of(at));
        file.walk(direction, end, boots, |entry, boot| {
            self.entries.push(Taken::new(at, (&entry, boot)));
            self.entries.len() <= Self::MOST && take(Position { file: at, entry })
        })
    }

    /// Puts the entries in order. Tells whether that is certain, and all that the files offer now comes behind them.
    fn put_in_order(&mut self, direction: Direction, files: &[FileMerge<'_>], boots: &BootOrder) -> bool {
        let Self { entries, order, progress, .. } = self;
        let time = |taken: &Taken| ahead(direction, taken.realtime_usec);
        order.extend(entries.iter().enumerate().map(|(place, taken)| (time(taken), place)));
        order.sort_by_key(|(time, _)| *time);
        let mut at_once = order.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|places| places.len() > 1);
        if !at_once.all(|places| arrange(places, direction, entries, files, boots)) {
            return false;
        }
        progress.begin(files.len(), boots.len());
        let series = |taken: &Taken| files.get(taken.file).map(|file| file.series);
        let mut in_order = order.iter().filter_map(|(_, place)| entries.get(*place));
        let goes_on = in_order
            .all(|taken| series(taken).is_some_and(|series| progress.pass(direction, series, taken, boots)));
        let last = order.last().map(|(time, _)| *time);
        let offers =
            files.iter().enumerate().filter_map(|(at, file)| Some(Taken::new(at, file.offer.open()?)));
        let mut offers = offers.filter_map(|offer| Some((series(&offer)?, offer)));
        goes_on
            && offers.all(|(series, offer)| {
                last.is_none_or(|last| last < time(&offer))
                    && progress.allows(direction, series, &offer, boots)
            })
    }
}

/// Puts entries with the same time in order. Tells whether that is certain.
fn arrange(
    places: &mut [(u64, usize)],
    direction: Direction,
    entries: &[Taken],
    files: &[FileMerge<'_>],
    boots: &BootOrder,
) -> bool {
    let candidate = |place: &(u64, usize)| {
        let taken = entries.get(place.1)?;
        Some((taken.file, Candidate { head: taken.position(files)?.entry.head(), boot: taken.boot }))
    };
    let is_beyond = |a: &(u64, usize), b: &(u64, usize)| {
        let (Some((a_file, a)), Some((b_file, b))) = (candidate(a), candidate(b)) else { return false };
        a.is_beyond(&b, direction, a_file == b_file, boots)
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
    fn allows(&self, direction: Direction, series: usize, taken: &Taken, boots: &BootOrder) -> bool {
        let is_far_enough = |least: &[u64], at: usize, value| {
            least.get(at).is_some_and(|&least| least <= ahead(direction, value))
        };
        is_far_enough(&self.seqnums, series, taken.seqnum)
            && is_far_enough(&self.monotonic, taken.boot.index(), taken.monotonic_usec)
            && boots
                .place(taken.boot)
                .is_none_or(|place| is_far_enough(&self.boots, place.machine, place.newest_usec))
    }

    /// Passes an entry. Tells whether it comes behind all those before.
    #[inline]
    fn pass(&mut self, direction: Direction, series: usize, taken: &Taken, boots: &BootOrder) -> bool {
        // No two entries have the same number.
        let next = ahead(direction, taken.seqnum).checked_add(1);
        let is_allowed = next.is_some() && self.allows(direction, series, taken, boots);
        let set = |least: &mut [u64], at: usize, value| {
            if let Some(least) = least.get_mut(at) {
                *least = value;
            }
        };
        set(&mut self.seqnums, series, next.unwrap_or_default());
        set(&mut self.monotonic, taken.boot.index(), ahead(direction, taken.monotonic_usec));
        if let Some(place) = boots.place(taken.boot) {
            set(&mut self.boots, place.machine, ahead(direction, place.newest_usec));
        }
        is_allowed
    }
}

impl<'a> Merge<'a> {
    /// Goes from a cut, where it was just begun at, to another one, or to the end, and hands out what lies between. Tells
    /// whether it could: if not, it is nowhere.
    pub(crate) fn gather(
        &mut self,
        direction: Direction,
        end: Option<&Cut>,
        stretch: &mut Stretch,
        mut take: impl FnMut(Position<'a>) -> bool,
    ) -> bool {
        self.check_before(end);
        let Self { files, boots, front, location, current, .. } = self;
        stretch.clear();
        front.dissolve();
        files.iter_mut().for_each(|file| file.check_offer(direction, boots));
        let mut each = files.iter_mut().enumerate();
        if !each.all(|(at, file)| stretch.take(at, file, direction, end, boots, &mut take))
            || !stretch.put_in_order(direction, files, boots)
        {
            return false;
        }
        let Some(last) = stretch.order.last().and_then(|last| stretch.at(last)) else { return true };
        let Some(position) = last.position(files) else { return false };
        *location =
            Location::Entry(Candidate { head: position.entry.head(), boot: last.boot }, position.file);
        *current = Some(position);
        true
    }
}
