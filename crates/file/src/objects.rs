//! All objects of a file, one behind the other, from the header to the tail object.

use zerocopy::FromBytes;

use crate::error::FormatError;
use crate::file::JournalFile;
use crate::layout::object::{ObjectHeader, ObjectType};

impl<'a> JournalFile<'a> {
    /// Walks the objects in file order, up to the tail object that the header names.
    #[must_use]
    pub fn objects(&self) -> Objects<'a> {
        let tail = self.header().tail_object_offset();
        Objects { file: *self, next: (tail != 0).then(|| self.header().header_size()), tail }
    }

    /// Checks that the object is there which the header names as the last.
    ///
    /// Where a file was cut, entries behind the cut can be missing without any other trace: lists do not tell an item
    /// that leads out of the file from one that was never written.
    ///
    /// # Errors
    ///
    /// When the object reaches beyond the end of the file, or was never written.
    pub fn check_tail_object(&self) -> Result<(), FormatError> {
        match self.header().tail_object_offset() {
            0 => Ok(()),
            tail => self.object(tail, self.type_at(tail)).map(|_| ()),
        }
    }

    /// Where the last object ends, in bytes from the start of the file, without what aligns the next one: behind it lies free
    /// room. That is the header's end where there is none.
    ///
    /// # Errors
    ///
    /// As [`check_tail_object`](Self::check_tail_object).
    pub fn end_of_objects(&self) -> Result<u64, FormatError> {
        let tail = match self.header().tail_object_offset() {
            0 => return Ok(self.header_size()),
            tail => tail,
        };
        let object = self.object(tail, self.type_at(tail))?;
        Ok(tail.saturating_add(u64::try_from(object.bytes.len()).unwrap_or(u64::MAX)))
    }

    /// The type of the object at `offset`, if there is any.
    pub(crate) fn type_at(&self, offset: u64) -> ObjectType {
        let bytes = self.window().from(offset).unwrap_or_default();
        ObjectHeader::ref_from_prefix(bytes).map_or(ObjectType(0), |(header, _)| header.object_type)
    }
}

/// The objects of a file with their offsets; made by [`JournalFile::objects`]. Ends after an error.
#[derive(Clone, Debug)]
pub struct Objects<'a> {
    file: JournalFile<'a>,
    next: Option<u64>,
    tail: u64,
}

impl Objects<'_> {
    /// Where the next object starts, or would: the offset in bytes behind the object found last. `None` after an error and at
    /// the end.
    #[must_use]
    pub const fn next_offset(&self) -> Option<u64> {
        self.next
    }
}

impl Iterator for Objects<'_> {
    type Item = Result<(u64, ObjectType), FormatError>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.next.take().filter(|&offset| offset <= self.tail)?;
        let object_type = self.file.type_at(offset);
        let object = match self.file.object(offset, object_type) {
            Ok(object) => object,
            Err(error) => return Some(Err(error)),
        };
        let size = u64::try_from(object.bytes.len()).unwrap_or(u64::MAX);
        self.next = size.checked_next_multiple_of(8).and_then(|size| offset.checked_add(size));
        Some(Ok((offset, object_type)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::id128::Id128;
    use crate::write::{JournalWriter, NewEntry, WriteOptions};

    #[test]
    fn a_file_that_was_cut_lacks_its_last_object() {
        let mut writer = JournalWriter::new(WriteOptions::default()).unwrap();
        let payloads: &[&[u8]] = &[b"A=1"];
        let (realtime_usec, monotonic_usec, boot_id) = (1, 1, Id128([1; 16]));
        let entry =
            NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id, xor_hash: None, payloads };
        writer.append(&entry).unwrap();
        let mut journal = writer.finish();
        let check = |bytes: &[u8]| {
            let file = JournalFile::open(bytes).unwrap();
            assert_eq!(file.check_tail_object().err(), file.entries().findings().first().first().copied());
            file.check_tail_object().err().map(|error| error.to_string())
        };
        let (end, tail) = (journal.len(), JournalFile::open(&journal).unwrap().header().tail_object_offset());
        let out = |object: &str, need: u64, have: usize| {
            Some(format!("{object} at {tail:#x}: ends at {need:#x}, the file at {have:#x}"))
        };
        assert_eq!(check(&journal[..end - 8]), out("entry array", end as u64, end - 8));
        let tail_at = usize::try_from(tail).unwrap();
        assert_eq!(check(&journal[..tail_at]), out("object", tail + 16, tail_at));
        journal.extend([0; 64]);
        assert_eq!(check(&journal[..end]), None);
        assert_eq!(check(&journal), None, "room for more entries");
        journal[tail_at..].fill(0);
        assert_eq!(check(&journal), Some(format!("object at {tail:#x}: nothing was written there")));
    }
}
