//! The one way to the file's bytes: reads at an offset that answer `None` instead of panicking.

use std::hint::black_box;

use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

/// A file's bytes, addressed by the 64-bit offsets of the format on any host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a>(&'a [u8]);

impl<'a> Window<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The number of bytes.
    pub(crate) fn len(self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }

    /// The bytes from `offset` on.
    pub(crate) fn from(self, offset: u64) -> Option<&'a [u8]> {
        self.0.get(usize::try_from(offset).ok()?..)
    }

    /// The window that ends at `end` already.
    pub(crate) fn until(self, end: u64) -> Self {
        Self(usize::try_from(end).ok().and_then(|end| self.0.get(..end)).unwrap_or(self.0))
    }

    /// Exactly `len` bytes at `offset`.
    pub(crate) fn get(self, offset: u64, len: u64) -> Option<&'a [u8]> {
        self.from(offset)?.get(..usize::try_from(len).ok()?)
    }

    /// Has the processor load what is at `offset`.
    #[inline]
    pub(crate) fn touch(self, offset: u64) {
        black_box(self.from(offset).and_then(<[u8]>::first).copied());
    }

    /// The structure at `offset`, in place.
    pub(crate) fn read<T>(self, offset: u64) -> Option<&'a T>
    where
        T: FromBytes + Immutable + KnownLayout + Unaligned,
    {
        T::ref_from_prefix(self.from(offset)?).ok().map(|(value, _)| value)
    }
}
