//! What every entry has beside its fields, under the names of fields.

use journalq_file::EntryHead;

use crate::digits::{push_cursor, push_decimal};
use crate::export::BOOT_ID;

/// A member of the head of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeadMember {
    Cursor,
    Realtime,
    Monotonic,
    Seqnum,
    SeqnumId,
    BootId,
}

impl HeadMember {
    /// All of them, in the order of the export format.
    pub(crate) const ALL: [Self; 6] =
        [Self::Cursor, Self::Realtime, Self::Monotonic, Self::Seqnum, Self::SeqnumId, Self::BootId];

    pub(crate) const fn name(self) -> &'static [u8] {
        match self {
            Self::Cursor => b"__CURSOR",
            Self::Realtime => b"__REALTIME_TIMESTAMP",
            Self::Monotonic => b"__MONOTONIC_TIMESTAMP",
            Self::Seqnum => b"__SEQNUM",
            Self::SeqnumId => b"__SEQNUM_ID",
            Self::BootId => BOOT_ID,
        }
    }

    /// The member of this name.
    #[inline]
    pub(crate) fn of_name(name: &[u8]) -> Option<Self> {
        if name == BOOT_ID {
            return Some(Self::BootId);
        }
        if !name.starts_with(b"__") {
            return None;
        }
        Self::ALL.into_iter().find(|member| member.name() == name)
    }

    /// Its value, if that is a number.
    pub(crate) const fn number(self, head: &EntryHead) -> Option<u64> {
        match self {
            Self::Realtime => Some(head.realtime_usec),
            Self::Monotonic => Some(head.monotonic_usec),
            Self::Seqnum => Some(head.seqnum),
            Self::Cursor | Self::SeqnumId | Self::BootId => None,
        }
    }

    /// Appends its value, which needs no escapes anywhere.
    pub(crate) fn push_value(self, out: &mut Vec<u8>, head: &EntryHead) {
        match self {
            Self::Cursor => push_cursor(out, head),
            Self::Realtime => push_decimal(out, head.realtime_usec, 1, b' '),
            Self::Monotonic => push_decimal(out, head.monotonic_usec, 1, b' '),
            Self::Seqnum => push_decimal(out, head.seqnum, 1, b' '),
            Self::SeqnumId => out.extend_from_slice(&head.seqnum_id.to_hex()),
            Self::BootId => out.extend_from_slice(&head.boot_id.to_hex()),
        }
    }
}
