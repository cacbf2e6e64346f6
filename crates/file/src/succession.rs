//! One entry after the other: each moves on, and they do not overlap without end.
//!
//! Entries that a writer made never overlap. A damaged size makes one reach into those behind it, which costs nothing but
//! its own garbage. A file of nothing but overlapping entries would hold the work of a far larger one: that is bounded here.

use crate::entry::Entry;
use crate::entry_array::Direction;
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::layout::object::ObjectType;
use crate::layout::offset::EntryOffset;

/// Reads entries in one direction.
#[derive(Clone, Copy, Debug)]
pub struct Succession {
    direction: Direction,
    last: Option<EntryOffset>,
    /// How far the entries so far reach in the direction.
    edge: u64,
    /// The bytes of overlapping entries that are still admitted.
    patience: u64,
    is_in_order: bool,
}

impl Succession {
    /// Begins anywhere, to go on in the given direction.
    #[must_use]
    pub fn new(file: &JournalFile<'_>, direction: Direction) -> Self {
        let len = file.window().len();
        let edge = if direction == Direction::Down { 0 } else { len };
        Self { direction, last: None, edge, patience: len.saturating_mul(4), is_in_order: true }
    }

    /// Tells whether all entries so far moved on, and none overlapped others.
    #[must_use]
    pub const fn is_in_order(&self) -> bool {
        self.is_in_order
    }

    /// Notes that entries are not in order by what else is known of them.
    pub const fn leave_order(&mut self) {
        self.is_in_order = false;
    }

    /// Reads the entry at `offset`, which has to lie beyond the one that was read last.
    ///
    /// # Errors
    ///
    /// As [`JournalFile::read_entry`], and when the entry does not lie beyond the last one, or overlaps others after
    /// too many did.
    #[inline]
    pub fn read<'a>(
        &mut self,
        file: &JournalFile<'a>,
        offset: EntryOffset,
    ) -> Result<Entry<'a>, FormatError> {
        let down = self.direction == Direction::Down;
        let not_forward = || {
            let cause = ObjectCause::NotForward { next: offset.get() };
            FormatError::Object { object: ObjectType::ENTRY, offset: offset.get(), cause }
        };
        if self.last.is_some_and(|last| if down { offset <= last } else { offset >= last }) {
            self.is_in_order = false;
            return Err(not_forward());
        }
        let entry = file.read_entry(offset)?;
        let (begin, end) = (offset.get(), entry.end());
        if if down { begin < self.edge } else { end > self.edge } {
            self.is_in_order = false;
            self.patience = self.patience.checked_sub(end.saturating_sub(begin)).ok_or_else(not_forward)?;
        }
        self.edge = if down { self.edge.max(end) } else { self.edge.min(begin) };
        self.last = Some(offset);
        Ok(entry)
    }
}
