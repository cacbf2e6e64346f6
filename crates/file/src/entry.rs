//! ENTRY objects: one log entry, its identity and the DATA objects that it consists of.

use zerocopy::FromBytes;

use crate::check::{TIME_LIMIT, size_of_u64};
use crate::cursor::EntryHead;
use crate::error::{FormatError, ObjectCause};
use crate::file::{JournalFile, Object};
use crate::items::{EntryItems, Items};
use crate::layout::object::{ObjectType, RawEntryHead};
use crate::layout::offset::{DataOffset, EntryOffset};

/// An ENTRY object in the file's bytes. Its values were checked and copied once.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    offset: EntryOffset,
    head: EntryHead,
    items: EntryItems<'a>,
}

impl<'a> JournalFile<'a> {
    /// Reads the entry at `offset`.
    ///
    /// # Errors
    ///
    /// When there is no ENTRY object, it reaches beyond the file, has no whole number of items or none, or holds values
    /// that no writer leaves: a sequence number of 0, a time out of range, a null boot ID.
    #[inline]
    pub fn read_entry(&self, offset: EntryOffset) -> Result<Entry<'a>, FormatError> {
        let error = |cause| FormatError::Object { object: ObjectType::ENTRY, offset: offset.get(), cause };
        let Object { bytes, .. } = self.object(offset.get(), ObjectType::ENTRY)?;
        let size = || error(ObjectCause::Size { found: u64::try_from(bytes.len()).unwrap_or(u64::MAX) });
        let (raw, items) = RawEntryHead::ref_from_prefix(bytes).map_err(|_| size())?;
        let items =
            EntryItems::new(items, self.is_compact()).filter(|items| items.len() > 0).ok_or_else(size)?;
        let head = EntryHead {
            seqnum: raw.seqnum.get(),
            seqnum_id: self.header().seqnum_id(),
            realtime_usec: raw.realtime.get(),
            monotonic_usec: raw.monotonic.get(),
            boot_id: raw.boot_id,
            xor_hash: raw.xor_hash.get(),
        };
        let value = |field, found| error(ObjectCause::Value { field, found });
        if head.seqnum == 0 {
            return Err(value("seqnum", 0));
        }
        if head.realtime_usec == 0 || head.realtime_usec >= TIME_LIMIT {
            return Err(value("realtime", head.realtime_usec));
        }
        if head.monotonic_usec >= TIME_LIMIT {
            return Err(value("monotonic", head.monotonic_usec));
        }
        if head.boot_id.is_null() {
            return Err(value("boot_id", 0));
        }
        Ok(Entry { offset, head, items })
    }
}

impl<'a> Entry<'a> {
    /// Where the object starts.
    #[must_use]
    #[inline]
    pub const fn offset(&self) -> EntryOffset {
        self.offset
    }

    /// Where the object ends: the offset behind its last item, in bytes from the start of the file.
    pub(crate) fn end(&self) -> u64 {
        let items = u64::try_from(self.items.size()).unwrap_or(u64::MAX);
        self.offset.get().saturating_add(size_of_u64::<RawEntryHead>()).saturating_add(items)
    }

    /// The values that identify the entry and place it in time.
    #[must_use]
    #[inline]
    pub const fn head(&self) -> EntryHead {
        self.head
    }

    /// The entry's DATA objects, in stored order; an item of 0, which no writer leaves, is passed over.
    ///
    /// Writers sort them by offset without repeats, old ones did not always.
    #[must_use]
    #[inline]
    pub fn items(&self) -> Items<'a> {
        self.items.iter()
    }

    /// Appends those items to `out` that `is_wanted`, which is asked about an item of 0, too: faster than to filter
    /// [`items`](Self::items), where few are wanted.
    #[inline]
    pub fn push_items(&self, is_wanted: impl Fn(u64) -> bool, out: &mut Vec<DataOffset>) {
        self.items.push_wanted(is_wanted, out);
    }

    /// The items as stored, those of 0 included, with the copies of hashes that the regular layout has.
    pub(crate) fn stored_items(&self) -> impl Iterator<Item = (u64, Option<u64>)> + use<'a> {
        self.items.stored()
    }

    /// The number of items, those of 0 included.
    #[must_use]
    pub const fn n_items(&self) -> usize {
        self.items.len()
    }
}
