//! journald's comparison of two entries of different files (`docs/format.md`, "Order").

use std::cmp::Ordering;

use journalq_file::{Direction, Entry, EntryHead};

use crate::boot_order::{Boot, BootOrder};

/// An entry's values, with its boot as an index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) head: EntryHead,
    pub(super) boot: Boot,
}

impl Candidate {
    #[inline]
    pub(super) const fn of((entry, boot): (&Entry<'_>, Boot)) -> Self {
        Self { head: entry.head(), boot }
    }

    /// Tells whether this entry lies strictly beyond another one, which a copy of it in another file does not.
    #[inline]
    pub(super) fn is_beyond(
        &self,
        other: &Self,
        direction: Direction,
        is_same_file: bool,
        boots: &BootOrder,
    ) -> bool {
        let (a, b) = (&self.head, &other.head);
        let is_copy = !is_same_file && EntryHead { monotonic_usec: b.monotonic_usec, ..*a } == *b;
        !is_copy
            && match direction {
                Direction::Down => self.order(other, is_same_file, boots).is_gt(),
                Direction::Up => self.order(other, is_same_file, boots).is_lt(),
            }
    }

    /// journald's order of two entries; equal only where all their values are.
    pub(super) fn compare(&self, other: &Self, boots: &BootOrder) -> Ordering {
        if self.head == other.head { Ordering::Equal } else { self.order(other, false, boots) }
    }

    #[inline]
    fn order(&self, other: &Self, is_same_file: bool, boots: &BootOrder) -> Ordering {
        let (first, second) = (&self.head, &other.head);
        if first.seqnum_id == second.seqnum_id
            && first.seqnum != second.seqnum
            // The series of salvaged entries may not be known.
            && (is_same_file || !first.seqnum_id.is_null())
        {
            return first.seqnum.cmp(&second.seqnum);
        }
        let by_boot = if self.boot == other.boot {
            Some(first.monotonic_usec.cmp(&second.monotonic_usec)).filter(|order| order.is_ne())
        } else {
            boots.compare(self.boot, other.boot)
        };
        by_boot
            .unwrap_or_else(|| first.realtime_usec.cmp(&second.realtime_usec))
            .then_with(|| first.xor_hash.cmp(&second.xor_hash))
    }
}
