//! What is verified: a file, its header as it was once, and how far it is to be looked at.

use std::ops::Range;

use super::object::Loaded;
use crate::error::FormatError;
use crate::file::JournalFile;
use crate::header::Header;
use crate::layout::flags::CompatibleFlags;
use crate::layout::header::RawHeader;
use crate::layout::object::ObjectType;

/// The header's bytes at one point in time. In a file that is being written its counters go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeaderCopy {
    bytes: [u8; size_of::<RawHeader>()],
    len: usize,
}

impl HeaderCopy {
    pub(super) fn of(file: &JournalFile<'_>) -> Self {
        let mut bytes = [0; size_of::<RawHeader>()];
        let len = usize::try_from(file.header_size()).unwrap_or(usize::MAX).min(bytes.len());
        let stored = file.window().from(0).unwrap_or_default();
        let len = len.min(stored.len());
        for (to, from) in bytes.iter_mut().zip(stored.iter().take(len)) {
            *to = *from;
        }
        Self { bytes, len }
    }

    pub(super) fn header(&self) -> Header<'_> {
        Header::new(self.bytes.get(..self.len).unwrap_or_default())
    }

    /// Whether both say the same.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.len == other.len
    }

    /// The bytes in this range, as far as they are header.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }
}

/// A file under verification.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) file: JournalFile<'a>,
    pub(super) copy: HeaderCopy,
    /// Where to end in a file that is being written: what starts there or behind may not be complete, and is passed over.
    pub(super) horizon: u64,
}

impl<'a> Subject<'a> {
    /// The whole file.
    pub(super) fn new(file: JournalFile<'a>) -> Self {
        // Broken indexes are to be found, not gone round.
        Self { file: file.as_it_is(), copy: HeaderCopy::of(&file), horizon: u64::MAX }
    }

    /// The file up to its last entry: what a writer does is complete as far as that when the entry is listed.
    pub(super) fn up_to_last_entry(mut self) -> Self {
        // What was appended to the mapping since cannot be read.
        let mut list = self.file.all_entries();
        let mut index = self.header().n_entries().min(list.len());
        self.horizon = self.file.header_size();
        while let Some(at) = index.checked_sub(1) {
            let last = list.get(at).and_then(|entry| self.load(entry.get(), ObjectType::ENTRY).ok());
            if let Some(last) = last {
                self.horizon = last.end();
                break;
            }
            index = at;
        }
        self
    }

    pub(super) fn header(&self) -> Header<'_> {
        self.copy.header()
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.header().compatible_flags().contains(CompatibleFlags::SEALED)
    }

    /// Whether the file is looked at as far as it goes.
    pub(super) const fn is_whole(&self) -> bool {
        self.horizon == u64::MAX
    }

    /// Whether an object is so new that nothing can be said of it.
    #[inline]
    pub(super) const fn is_beyond(&self, offset: u64) -> bool {
        offset >= self.horizon
    }

    pub(super) fn load(&self, offset: u64, expected: ObjectType) -> Result<Loaded<'a>, FormatError> {
        self.file.load(offset, Some(expected))
    }
}
