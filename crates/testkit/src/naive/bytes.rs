//! Little-endian values out of a file's bytes; anything outside is an error.

use super::Error;

#[derive(Clone, Copy)]
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    /// The `size` bytes at `offset`.
    pub(super) fn range(self, offset: u64, size: u64) -> Result<Self, Error> {
        let range = || {
            let start = usize::try_from(offset).ok()?;
            let end = start.checked_add(usize::try_from(size).ok()?)?;
            self.0.get(start..end)
        };
        range().map(Self).ok_or(Error { offset, what: "object passes the end of the file" })
    }

    /// Everything from `at` on.
    pub(super) fn from(self, at: usize) -> Result<Self, Error> {
        let error = Error { offset: at as u64, what: "object smaller than its fixed part" };
        self.0.get(at..).map(Self).ok_or(error)
    }

    /// The `N` bytes at `offset + at`.
    fn array<const N: usize>(self, offset: u64, at: u64) -> Result<[u8; N], Error> {
        let start = offset.saturating_add(at);
        let bytes = self.range(start, N as u64)?.0;
        bytes.try_into().map_err(|_| Error { offset: start, what: "short read" })
    }

    pub(super) fn u8(self, offset: u64, at: u64) -> Result<u8, Error> {
        self.array(offset, at).map(u8::from_le_bytes)
    }

    pub(super) fn u32(self, offset: u64, at: u64) -> Result<u32, Error> {
        self.array(offset, at).map(u32::from_le_bytes)
    }

    pub(super) fn u64(self, offset: u64, at: u64) -> Result<u64, Error> {
        self.array(offset, at).map(u64::from_le_bytes)
    }

    pub(super) fn id128(self, offset: u64, at: u64) -> Result<[u8; 16], Error> {
        self.array(offset, at)
    }

    /// All 32-bit numbers: items of the compact layout.
    pub(super) fn all_u32(self) -> Vec<u64> {
        let words = self.0.chunks_exact(4).filter_map(|word| word.try_into().ok());
        words.map(|word| u64::from(u32::from_le_bytes(word))).collect()
    }

    /// All 64-bit numbers: items of regular entry arrays.
    pub(super) fn all_u64(self) -> Vec<u64> {
        self.0.chunks_exact(8).filter_map(|word| word.try_into().ok()).map(u64::from_le_bytes).collect()
    }

    /// The first number of each pair: items of regular entries, which have a hash beside each offset.
    pub(super) fn every_second_u64(self) -> Vec<u64> {
        self.all_u64().into_iter().step_by(2).collect()
    }
}
