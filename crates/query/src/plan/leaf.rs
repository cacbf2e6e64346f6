//! One sorted list of entries, searched from where the last search ended.

use std::cmp::Ordering;

use journalq_file::{Cursor, Direction, EntryHead, EntryList, EntryOffset, Id128, JournalFile, Scratch};

/// Where a search ended: the index of an entry in its list, and the entry, if one was found yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) index: u64,
    pub(super) entry: Option<EntryOffset>,
}

#[derive(Clone, Debug)]
pub(super) struct Leaf<'a> {
    pub(super) list: EntryList<'a>,
    /// Where the last search ended.
    pub(super) place: Place,
    /// The entry from which on the next ones are not loaded yet.
    untouched: u64,
}

impl<'a> Leaf<'a> {
    pub(super) const fn new(list: EntryList<'a>) -> Self {
        Self { list, place: Place { index: 0, entry: None }, untouched: 0 }
    }

    /// The entries of a boot, by its `_BOOT_ID` field.
    fn boot(file: JournalFile<'a>, boot_id: Id128) -> Option<Self> {
        let payload = [&b"_BOOT_ID="[..], &boot_id.to_hex()].concat();
        let data = file.find_data(&payload, &mut Scratch::default()).ok()??;
        Some(Self::new(file.entries_of(&data)))
    }

    pub(super) fn locate(
        &mut self,
        file: JournalFile<'a>,
        direction: Direction,
        place: &Cursor,
    ) -> Option<EntryOffset> {
        if let Some(seqnum) = place.seqnum
            && place.seqnum_id == Some(file.header().seqnum_id())
        {
            return self.bisect(direction, |entry| compare(file, entry, seqnum, |head| head.seqnum));
        }
        let in_boot = place.boot_id.zip(place.monotonic_usec);
        if let Some((boot_id, usec)) = in_boot
            && let Some(found) = self.locate_in_boot(file, direction, boot_id, usec)
        {
            return Some(found);
        }
        if let Some(usec) = place.realtime_usec {
            return self.bisect(direction, |entry| compare(file, entry, usec, |head| head.realtime_usec));
        }
        match in_boot {
            Some((boot_id, _)) => self.beyond_boot(file, direction, boot_id),
            None => self.outermost(direction),
        }
    }

    /// The nearest entry of a boot at or beyond a time.
    fn locate_in_boot(
        &mut self,
        file: JournalFile<'a>,
        direction: Direction,
        boot_id: Id128,
        usec: u64,
    ) -> Option<EntryOffset> {
        let mut boot = Leaf::boot(file, boot_id)?;
        let mut at =
            boot.bisect(direction, |entry| compare(file, entry, usec, |head| head.monotonic_usec))?;
        let mut patience = self.list.len();
        loop {
            let mine = self.seek(direction, at)?;
            at = boot.seek(direction, mine)?;
            if at == mine {
                return Some(at);
            }
            // Each time one entry more of the list was passed, unless what is out of order leads round in circles.
            patience = patience.checked_sub(1)?;
        }
    }

    /// The nearest entry beyond the whole of a boot.
    fn beyond_boot(
        &mut self,
        file: JournalFile<'a>,
        direction: Direction,
        boot_id: Id128,
    ) -> Option<EntryOffset> {
        let border = Leaf::boot(file, boot_id)?.outermost(direction.opposite())?;
        let found = self.seek(direction, border)?;
        if found == border { self.step(direction) } else { Some(found) }
    }

    pub(super) fn outermost(&mut self, direction: Direction) -> Option<EntryOffset> {
        let end = match direction {
            Direction::Down => 0,
            Direction::Up => self.list.len().checked_sub(1)?,
        };
        let found = self.list.nearest(end, direction);
        self.remember(found)
    }

    pub(super) fn seek(&mut self, direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
        let found = self.list.seek_offset(direction, from, self.place.index);
        self.remember(found)
    }

    /// Tells whether this entry was found last.
    pub(super) fn is_at(&self, entry: EntryOffset) -> bool {
        self.place.entry == Some(entry)
    }

    /// Has the next entries loaded, now and then. It pays where they are far from each other.
    pub(super) fn touch_ahead(&mut self, direction: Direction) {
        const COUNT: u64 = 32;
        if self.place.index.abs_diff(self.untouched) >= COUNT || self.place.index == self.untouched {
            self.list.touch_ahead(self.place.index, direction, COUNT);
            self.untouched = match direction {
                Direction::Down => self.place.index.saturating_add(COUNT),
                Direction::Up => self.place.index.saturating_sub(COUNT),
            };
        }
    }

    pub(super) fn cross(
        &mut self,
        direction: Direction,
        is_before: &dyn Fn(EntryOffset) -> bool,
    ) -> Option<EntryOffset> {
        let found = self.list.seek_from(direction, self.place.index, is_before);
        self.remember(found)
    }

    pub(super) fn ahead(&mut self, direction: Direction, steps: u64) -> Option<EntryOffset> {
        let index = match direction {
            Direction::Down => self.place.index.checked_add(steps),
            Direction::Up => self.place.index.checked_sub(steps),
        };
        self.list.nearest(index?, direction).map(|(_, entry)| entry)
    }

    fn bisect(
        &mut self,
        direction: Direction,
        compare: impl Fn(EntryOffset) -> Option<Ordering>,
    ) -> Option<EntryOffset> {
        let found = self.list.bisect(direction, compare);
        self.remember(found)
    }

    pub(super) fn step(&mut self, direction: Direction) -> Option<EntryOffset> {
        let next = match direction {
            Direction::Down => self.place.index.checked_add(1),
            Direction::Up => self.place.index.checked_sub(1),
        };
        let found = self.list.nearest(next?, direction);
        self.remember(found)
    }

    fn remember(&mut self, found: Option<(u64, EntryOffset)>) -> Option<EntryOffset> {
        let (index, entry) = found?;
        self.place = Place { index, entry: Some(entry) };
        Some(entry)
    }
}

fn compare(
    file: JournalFile<'_>,
    entry: EntryOffset,
    wanted: u64,
    key: impl Fn(&EntryHead) -> u64,
) -> Option<Ordering> {
    file.read_entry(entry).ok().map(|entry| key(&entry.head()).cmp(&wanted))
}
