//! The growing bytes of the file: room for the header, then objects without gaps, each at a multiple of 8.

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use super::WriteError;
use crate::layout::object::{ObjectHeader, ObjectType};

/// Objects start at multiples of this.
const ALIGNMENT: u64 = 8;

/// The file's bytes, the header's still zero.
#[derive(Debug)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    max_size: u64,
    tail_object_offset: u64,
    n_objects: u64,
}

impl Arena {
    pub(super) fn new(header_size: usize, max_size: u64) -> Self {
        Self { bytes: vec![0; header_size], max_size, tail_object_offset: 0, n_objects: 0 }
    }

    /// The size of the file so far.
    pub(super) fn len(&self) -> u64 {
        to_u64(self.bytes.len())
    }

    /// Where the last object starts, 0 when there is none.
    pub(super) const fn tail_object_offset(&self) -> u64 {
        self.tail_object_offset
    }

    pub(super) const fn n_objects(&self) -> u64 {
        self.n_objects
    }

    /// Makes sure that objects of `bytes` in all, padding included, still fit.
    pub(super) fn require(&self, bytes: u64) -> Result<(), WriteError> {
        let needed = self.len().saturating_add(bytes);
        if needed > self.max_size {
            return Err(WriteError::FileFull { needed, max_size: self.max_size });
        }
        Ok(())
    }

    /// Appends an object of `head` and `payload`, sets the size in its header, and returns its offset.
    pub(super) fn append<H>(&mut self, head: &H, payload: &[u8]) -> Result<u64, WriteError>
    where
        H: IntoBytes + Immutable,
    {
        self.append_object(head, to_u64(payload.len()), |bytes| bytes.extend_from_slice(payload))
    }

    /// As [`append`](Self::append), with `size` bytes of items behind `head` that are still zero.
    pub(super) fn append_zeroed<H>(&mut self, head: &H, size: u64) -> Result<u64, WriteError>
    where
        H: IntoBytes + Immutable,
    {
        self.append_object(head, size, |bytes| bytes.extend(zeros(size)))
    }

    fn append_object<H>(
        &mut self,
        head: &H,
        rest_size: u64,
        append_rest: impl FnOnce(&mut Vec<u8>),
    ) -> Result<u64, WriteError>
    where
        H: IntoBytes + Immutable,
    {
        let size = to_u64(size_of::<H>()).saturating_add(rest_size);
        self.require(padded(size))?;
        let offset = self.len();
        self.bytes.extend_from_slice(head.as_bytes());
        append_rest(&mut self.bytes);
        self.bytes.extend(zeros(padded(size).saturating_sub(size)));
        self.at_mut::<ObjectHeader>(offset)?.size = size.into();
        self.tail_object_offset = offset;
        self.n_objects = self.n_objects.saturating_add(1);
        Ok(offset)
    }

    /// The structure at `offset`, to be changed in place.
    pub(super) fn at_mut<T>(&mut self, offset: u64) -> Result<&mut T, WriteError>
    where
        T: FromBytes + IntoBytes + KnownLayout,
    {
        usize::try_from(offset)
            .ok()
            .and_then(|start| self.bytes.get_mut(start..))
            .and_then(|bytes| T::mut_from_prefix(bytes).ok())
            .map(|(structure, _)| structure)
            .ok_or(WriteError::LostObject(offset))
    }

    /// The file: the arena with `header` in front, cut to the size that was kept free for it.
    pub(super) fn finish(mut self, header: &[u8], header_size: usize) -> Vec<u8> {
        for (to, from) in self.bytes.iter_mut().zip(header.iter().take(header_size)) {
            *to = *from;
        }
        self.bytes
    }
}

/// The header of a new object; its size is set when it is appended.
pub(super) fn object(object_type: ObjectType) -> ObjectHeader {
    ObjectHeader { object_type, flags: 0, reserved: [0; 6], size: 0.into() }
}

/// `size` with the padding behind an object of that size.
pub(super) fn padded(size: u64) -> u64 {
    size.checked_next_multiple_of(ALIGNMENT).unwrap_or(u64::MAX)
}

fn zeros(size: u64) -> impl Iterator<Item = u8> {
    std::iter::repeat_n(0, usize::try_from(size).unwrap_or(usize::MAX))
}

pub(super) fn to_u64(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_padded_but_their_size_is_not() {
        let mut arena = Arena::new(208, u64::MAX);
        assert_eq!(arena.append(&object(ObjectType::DATA), b"abc"), Ok(208));
        assert_eq!(arena.append(&object(ObjectType::DATA), b"12345678"), Ok(232));
        assert_eq!((arena.len(), arena.tail_object_offset(), arena.n_objects()), (256, 232, 2));
        assert_eq!(arena.at_mut::<ObjectHeader>(208).unwrap().size.get(), 19);
        assert_eq!(arena.at_mut::<ObjectHeader>(248).unwrap_err(), WriteError::LostObject(248));
    }

    #[test]
    fn the_bound_counts_the_padding() {
        let mut arena = Arena::new(208, 231);
        let full = WriteError::FileFull { needed: 232, max_size: 231 };
        assert_eq!(arena.append(&object(ObjectType::DATA), b"abc"), Err(full));
        assert_eq!(arena.append(&object(ObjectType::DATA), b""), Ok(208));
        assert_eq!(arena.len(), 224);
    }
}
