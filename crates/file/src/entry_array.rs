//! Sorted lists of entries: the global chain of entry arrays, and that of each DATA object.
//!
//! ```text
//! header.entry_array_offset -> [ e e e e ] -> [ e e e e e e e e ] -> [ e e ... 0 0 0 ]
//! DATA.entry_offset = e;  DATA.entry_array_offset -> [ e e e e ] -> ...
//! ```
//!
//! Arrays grow geometrically, so that a list of n entries has O(log n) of them. An [`EntryList`] remembers those it has
//! seen; positions are plain indexes, and moving by one costs one read. See `docs/format.md`, "Entry arrays".

mod bisection;
mod mend;

use std::cmp::Ordering;
use std::ops::Range;

use zerocopy::FromBytes;

use self::bisection::Bisection;
use self::mend::{Recovered, Run};
use crate::check::{is_aligned, size_of_u64};
use crate::data::DataObject;
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::items::ArrayItems;
use crate::layout::object::{EntryArrayHead, ObjectType};
use crate::layout::offset::{DataOffset, EntryArrayOffset, EntryOffset};

/// The bytes that an ENTRY object takes at least.
const SMALLEST_ENTRY: u64 = 64;

/// The way in which a position moves through entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards newer entries.
    Down,
    /// Towards older entries.
    Up,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }
}

/// The entries of a file or of a DATA object, by index.
///
/// The number of entries is what the header or the DATA object says, or less where the chain of arrays ends before, or
/// the file has no room for as many. In a file with a [`Recovery`](crate::Recovery) a list whose chain is broken has the entries
/// that other indexes reach, and so have items that lead to none.
#[derive(Clone, Debug)]
pub struct EntryList<'a> {
    file: JournalFile<'a>,
    /// The DATA object that has these entries; `None` for those of the file.
    of: Option<DataOffset>,
    /// What a DATA object holds beside its chain.
    first: Option<EntryOffset>,
    len: u64,
    /// What the counter says.
    expected: u64,
    spans: Vec<Span<'a>>,
    /// The span used last: neighbours are usually asked for next.
    recent: usize,
    /// The index of the item of the chain that was found last; bisections begin there.
    found: Option<u64>,
    /// The run of items without entries that was passed over last.
    hole: Range<u64>,
    /// How many more such items may be looked at before the list counts as ended.
    patience: u64,
    /// What ended the chain before its time.
    broken: Option<FormatError>,
    /// The first item without an entry of its own.
    lost: Option<FormatError>,
    /// What was found instead of the chain.
    recovered: Option<Recovered>,
    /// The run of items out of place that was met last.
    run: Run,
}

/// One array of the chain.
#[derive(Clone, Copy, Debug)]
struct Span<'a> {
    /// Where it is in the file; nowhere for entries that were recovered.
    offset: Option<EntryArrayOffset>,
    /// The index of its first item in the list.
    begin: u64,
    /// The index behind its last item in use.
    end: u64,
    items: ArrayItems<'a>,
}

impl Span<'_> {
    fn holds(&self, index: u64) -> bool {
        (self.begin..self.end).contains(&index)
    }

    /// What stands at `index`.
    fn item(&self, index: u64) -> Option<EntryOffset> {
        EntryOffset::new(self.items.get(index.checked_sub(self.begin)?)?)
    }

    /// What stands at `index`, if it stands between a lower and a higher offset.
    #[inline]
    fn item_between(&self, index: u64) -> Option<EntryOffset> {
        EntryOffset::new(self.items.get_between(index.checked_sub(self.begin)?)?)
    }
}

impl<'a> JournalFile<'a> {
    /// All entries of the file, in the order in which they were written.
    ///
    /// Costs a read of each array's head.
    #[must_use]
    pub fn all_entries(&self) -> EntryList<'a> {
        let head = EntryArrayOffset::new(self.header().entry_array_offset());
        // A writer counts an entry before it is the last one.
        let tail = self.header().tail_entry_offset().and_then(EntryOffset::new);
        EntryList::new(*self, None, None, head, self.header().n_entries()).recovered(tail)
    }

    /// The entries that refer to `data`, in the order in which they were written.
    ///
    /// Costs a read of each array's head.
    #[must_use]
    pub fn entries_of(&self, data: &DataObject<'a>) -> EntryList<'a> {
        EntryList::new(*self, Some(data.offset()), data.entry(), data.entry_array(), data.n_entries())
            .recovered(None)
    }

    /// The entry array at `offset`: the one that follows, and its items.
    pub(crate) fn read_entry_array(
        &self,
        offset: EntryArrayOffset,
    ) -> Result<(u64, ArrayItems<'a>), FormatError> {
        let bytes = self.object(offset.get(), ObjectType::ENTRY_ARRAY)?.bytes;
        let wrong_size = || {
            let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            array_error(offset.get(), ObjectCause::Size { found })
        };
        let (head, items) = EntryArrayHead::ref_from_prefix(bytes).map_err(|_| wrong_size())?;
        let next = head.next_entry_array_offset.get();
        // A size that reaches beyond the next array is wrong, and would list the same bytes again and again.
        let room = next
            .checked_sub(offset.get())
            .and_then(|extent| extent.checked_sub(size_of_u64::<EntryArrayHead>()))
            .and_then(|room| usize::try_from(room).ok());
        let items = items.get(..room.unwrap_or(usize::MAX).min(items.len())).unwrap_or_default();
        let items = ArrayItems::new(items, self.is_compact());
        if items.len() == 0 { Err(wrong_size()) } else { Ok((next, items)) }
    }
}

impl JournalFile<'_> {
    /// The size of the entry array at `offset`, in bytes and padded, and where it says that the next one is.
    pub(crate) fn array_size(&self, offset: EntryArrayOffset) -> Option<(u64, u64)> {
        let bytes = self.object(offset.get(), ObjectType::ENTRY_ARRAY).ok()?.bytes;
        let (head, _) = EntryArrayHead::ref_from_prefix(bytes).ok()?;
        let size = u64::try_from(bytes.len()).ok()?.checked_next_multiple_of(8)?;
        Some((size, head.next_entry_array_offset.get()))
    }
}

impl<'a> EntryList<'a> {
    fn new(
        file: JournalFile<'a>,
        of: Option<DataOffset>,
        first: Option<EntryOffset>,
        head: Option<EntryArrayOffset>,
        len: u64,
    ) -> Self {
        let mut list = Self {
            file,
            of,
            first,
            len: 0,
            expected: len,
            spans: Vec::new(),
            recent: 0,
            found: None,
            hole: 0..0,
            patience: 0,
            broken: None,
            lost: None,
            recovered: None,
            run: Run::default(),
        };
        // Arrays that overlap could list the same bytes again and again: there are not more entries than have room.
        let room = file.window().len().checked_div(SMALLEST_ENTRY).unwrap_or_default();
        list.broken = list.link(head, len.min(room)).err();
        // A run of lost items is passed over again whenever another was since; so often that it hurts is no accident.
        list.patience = list.len.saturating_mul(8);
        list
    }

    /// Reads the heads of the arrays that hold `len` entries, as far as the chain goes.
    fn link(&mut self, head: Option<EntryArrayOffset>, len: u64) -> Result<(), FormatError> {
        self.len = len.min(u64::from(self.first.is_some()));
        let mut next = head;
        let mut links: u64 = 0;
        while self.len < len {
            let Some(offset) = next else {
                let cause = ObjectCause::ChainTooShort { linked: self.len, expected: len };
                let last = self.spans.last().and_then(|span| span.offset);
                return Err(array_error(last.map_or(0, EntryArrayOffset::get), cause));
            };
            links = links.saturating_add(1);
            self.file.check_chain(links, ObjectType::ENTRY_ARRAY, offset.get())?;
            next = self.link_array(offset, len)?;
        }
        Ok(())
    }

    /// Adds the array at `offset`, of which as many items are in use as are missing to `len`. Returns the next one.
    fn link_array(
        &mut self,
        offset: EntryArrayOffset,
        len: u64,
    ) -> Result<Option<EntryArrayOffset>, FormatError> {
        let (next, items) = self.file.read_entry_array(offset)?;
        let begin = self.len;
        let capacity = u64::try_from(items.len()).unwrap_or(u64::MAX);
        self.len = begin.saturating_add(capacity).min(len);
        self.spans.push(Span { offset: Some(offset), begin, end: self.len, items });
        if self.len < len && next != 0 && (!is_aligned(next) || next <= offset.get()) {
            return Err(array_error(offset.get(), ObjectCause::NotForward { next }));
        }
        Ok(EntryArrayOffset::new(next))
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Tells whether there is no entry.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What ended the chain of arrays before its time, or the first item on the way that leads to no entry.
    #[must_use]
    pub fn defect(&self) -> Option<FormatError> {
        self.broken.or(self.lost)
    }

    /// Forgets which items without entries were met so far. Returns the first of them.
    pub fn forget_lost(&mut self) -> Option<FormatError> {
        self.hole = 0..0;
        self.lost.take()
    }

    /// Takes note of an item without an entry that another walk over the same list met.
    pub fn note_lost(&mut self, lost: FormatError) {
        self.lost.get_or_insert(lost);
    }

    /// The entry at `index`, from 0; `None` beyond the end, and for an item that was never written or leads out of the
    /// file.
    #[inline]
    pub fn get(&mut self, index: u64) -> Option<EntryOffset> {
        let span = self.spans.get(self.recent).filter(|span| span.holds(index));
        match span.and_then(|span| span.item_between(index)).filter(|entry| self.can_be_entry(*entry)) {
            Some(entry) => Some(entry),
            None => self.get_with_care(index),
        }
    }

    /// The entry at `index`, if there is one that calls itself so, or that is the best guess.
    #[inline]
    fn get_entry(&mut self, index: u64) -> Option<EntryOffset> {
        match self.get(index) {
            Some(entry) if !self.is_entry(entry) => self.get_with_care(index),
            found => found,
        }
    }

    /// What stands at `index`, wherever that leads in the file.
    fn slot(&mut self, index: u64) -> Option<EntryOffset> {
        let slot = match self.first.filter(|_| index == 0 && self.len > 0) {
            Some(first) => Some(first),
            None => match self.spans.get(self.recent).filter(|span| span.holds(index)) {
                Some(span) => span.item(index),
                None => self.span_of(index)?.item(index),
            },
        };
        // Keeps offsets that cannot be one from being taken for a place far ahead.
        slot.filter(|entry| self.can_be_entry(*entry))
    }

    #[inline]
    fn can_be_entry(&self, entry: EntryOffset) -> bool {
        is_aligned(entry.get()) && entry.get() < self.file.window().len()
    }

    /// Tells whether something at `entry` calls itself an entry.
    #[inline]
    fn is_entry(&self, entry: EntryOffset) -> bool {
        let bytes = self.file.window().from(entry.get());
        bytes.and_then(<[u8]>::first) == Some(&ObjectType::ENTRY.0)
    }

    fn span_of(&mut self, index: u64) -> Option<Span<'a>> {
        self.recent = self.spans.partition_point(|span| span.end <= index);
        self.spans.get(self.recent).copied().filter(|span| span.holds(index))
    }

    /// The nearest written item from `index` on, in the given direction, with its index.
    #[inline]
    pub fn nearest(&mut self, index: u64, direction: Direction) -> Option<(u64, EntryOffset)> {
        let (index, entry) = match self.get_entry(index) {
            Some(entry) => (index, entry),
            None => self.written(index, direction)?,
        };
        if self.run.holds(index) && !(self.slot(index) == Some(entry) && self.is_in_place(index)) {
            self.note_hole(index);
        }
        self.remember(index);
        Some((index, entry))
    }

    fn written(&mut self, index: u64, direction: Direction) -> Option<(u64, EntryOffset)> {
        let mut at = index;
        while at < self.len {
            if self.hole.contains(&at) {
                at = match direction {
                    Direction::Down => self.hole.end,
                    Direction::Up => self.hole.start.checked_sub(1)?,
                };
                continue;
            }
            if let Some(entry) = self.get_entry(at) {
                return Some((at, entry));
            }
            self.pass_over(at)?;
        }
        None
    }

    /// Adds an item without an entry to the run that is known. `None` when too many of them were looked at.
    fn pass_over(&mut self, index: u64) -> Option<()> {
        self.patience = self.patience.checked_sub(1)?;
        self.note_hole(index);
        let behind = index.checked_add(1)?;
        if self.hole.end == index {
            self.hole.end = behind;
        } else if self.hole.start == behind {
            self.hole.start = index;
        } else {
            self.hole = index..behind;
        }
        Some(())
    }

    fn note_hole(&mut self, index: u64) {
        self.lost = self.lost.or_else(|| self.hole_at(index));
    }

    /// What is wrong with an item that leads to no entry.
    fn hole_at(&mut self, index: u64) -> Option<FormatError> {
        let have = self.file.window().len();
        if let Some(first) = self.first.filter(|_| index == 0) {
            let need = first.get().saturating_add(SMALLEST_ENTRY);
            let cause = if is_aligned(first.get()) {
                ObjectCause::OutOfBounds { need, have }
            } else {
                ObjectCause::Misaligned
            };
            return Some(FormatError::Object { object: ObjectType::ENTRY, offset: first.get(), cause });
        }
        let span = self.span_of(index)?;
        let item = span.item(index).map_or(0, EntryOffset::get);
        if is_aligned(item) && item >= have {
            let cause = ObjectCause::OutOfBounds { need: item.saturating_add(SMALLEST_ENTRY), have };
            return Some(FormatError::Object { object: ObjectType::ENTRY, offset: item, cause });
        }
        let cause = ObjectCause::NoEntry { item: index.saturating_sub(span.begin) };
        Some(array_error(span.offset.map_or(0, EntryArrayOffset::get), cause))
    }

    /// Loads the heads of the `count` entries beyond `index`, all at once: where they are scattered, waiting for one after the
    /// other would take most of the time of a walk.
    pub fn touch_ahead(&mut self, index: u64, direction: Direction, count: u64) {
        let range = match direction {
            Direction::Down => index.saturating_add(1)..index.saturating_add(count).saturating_add(1),
            Direction::Up => index.saturating_sub(count)..index,
        };
        for index in range {
            let Some(entry) = self.get(index) else { break };
            for line in [0, 64, 128] {
                self.file.window().touch(entry.get().saturating_add(line));
            }
        }
    }

    fn remember(&mut self, index: u64) {
        let in_chain = index >= u64::from(self.first.is_some());
        self.found = if in_chain { Some(index) } else { self.found };
    }

    /// Finds, going down, the first entry whose key is not less than what is looked for; going up, the last whose key is
    /// not greater. `compare` gives the order of an entry's key against what is looked for, `None` if unreadable.
    ///
    /// Repeats journald's search step by step, since keys need not be sorted (realtime after a clock step), and then the
    /// steps decide what is found: array by array by their last items from the one used last on, around the item used
    /// last, then halving (`docs/format.md`, "Entry arrays"). Unreadable items count as too large, and are then passed over.
    pub fn bisect(
        &mut self,
        direction: Direction,
        mut compare: impl FnMut(EntryOffset) -> Option<Ordering>,
    ) -> Option<(u64, EntryOffset)> {
        let index = Bisection { direction, compare: &mut compare }.border(self);
        match direction {
            Direction::Up => self.nearest(index.checked_sub(1)?, Direction::Up),
            Direction::Down => {
                // An unreadable item may stand at the border: the first readable one behind it is meant.
                let (mut index, mut entry) = self.written(index, Direction::Down)?;
                while compare(entry).is_none_or(|order| order == Ordering::Less) {
                    (index, entry) = self.written(index.checked_add(1)?, Direction::Down)?;
                }
                self.remember(index);
                Some((index, entry))
            }
        }
    }

    /// Finds, going down, the first entry at or behind `offset`; going up, the last at or before it.
    ///
    /// `hint` as in [`seek_from`](Self::seek_from).
    pub fn seek_offset(
        &mut self,
        direction: Direction,
        offset: EntryOffset,
        hint: u64,
    ) -> Option<(u64, EntryOffset)> {
        let inclusive = direction == Direction::Up;
        self.seek_from(direction, hint, |entry| entry < offset || inclusive && entry == offset)
    }

    /// Finds the border between the entries for which `is_before` holds and those behind them: going down, the first one
    /// behind it; going up, the last one before it.
    ///
    /// `hint` is an index near which it is likely to be: the search gallops from there, so that a sweep over the list
    /// costs little more than its steps.
    pub fn seek_from(
        &mut self,
        direction: Direction,
        hint: u64,
        is_before: impl FnMut(EntryOffset) -> bool,
    ) -> Option<(u64, EntryOffset)> {
        let border = self.gallop(hint.min(self.len), is_before);
        match direction {
            Direction::Down => self.nearest(border, Direction::Down),
            Direction::Up => self.nearest(border.checked_sub(1)?, Direction::Up),
        }
    }

    /// The index of the first entry that is not before the border.
    fn gallop(&mut self, hint: u64, mut is_before: impl FnMut(EntryOffset) -> bool) -> u64 {
        let mut before = |list: &mut Self, index| {
            // A hole takes the side of its neighbour, so that the border is next to written items.
            let entry =
                list.get(index).or_else(|| list.written(index, Direction::Down).map(|(_, entry)| entry));
            entry.is_some_and(&mut is_before)
        };
        let (mut low, mut high) = (hint, hint);
        let mut stride: u64 = 1;
        if hint < self.len && before(self, hint) {
            while high < self.len && before(self, high) {
                low = high.saturating_add(1);
                high = high.saturating_add(stride).min(self.len);
                stride = stride.saturating_mul(2);
            }
        } else {
            while low > 0 && !before(self, low.saturating_sub(1)) {
                high = low.saturating_sub(1);
                low = low.saturating_sub(stride);
                stride = stride.saturating_mul(2);
            }
        }
        while low < high {
            let middle = low.midpoint(high);
            if before(self, middle) {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        low
    }
}

fn array_error(offset: u64, cause: ObjectCause) -> FormatError {
    FormatError::Object { object: ObjectType::ENTRY_ARRAY, offset, cause }
}
