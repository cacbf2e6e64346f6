//! What all inputs of a run may cost together.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use journalq_file::{Limits, UnpackError, UnpackLimits};

/// What was spent so far, and the limits of it.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    /// Bytes that were read from files.
    packed: AtomicU64,
    /// Bytes that decoders made, of each layer.
    unpacked: AtomicU64,
    /// Bytes that are held.
    kept: AtomicU64,
    members: AtomicU64,
}

impl Budget {
    pub(super) const fn new(limits: Limits) -> Self {
        let [packed, unpacked, kept, members] = [const { AtomicU64::new(0) }; 4];
        Self { limits, packed, unpacked, kept, members }
    }

    pub(super) const fn limits(&self) -> Limits {
        self.limits
    }

    /// So many packed bytes are there.
    pub(super) fn add_packed(&self, bytes: usize) {
        add(&self.packed, bytes);
    }

    /// A stream of packed bytes.
    pub(super) fn counted<'a>(&'a self, stream: &'a mut dyn Read) -> Counted<'a> {
        Counted { budget: self, stream }
    }

    /// How much may be unpacked in all, as far as is known by now.
    fn allowed(&self) -> u64 {
        let UnpackLimits { unpacked_bytes, ratio, .. } = self.limits.unpacking;
        let packed = self.packed.load(Ordering::Relaxed);
        unpacked_bytes.min(packed.saturating_mul(ratio).saturating_add(UnpackLimits::FREE_BYTES))
    }

    fn left(&self) -> u64 {
        self.allowed().saturating_sub(self.unpacked.load(Ordering::Relaxed))
    }

    /// The largest journal that may still be kept, and why no larger one.
    pub(super) fn room(&self) -> (u64, UnpackError) {
        let limit = self.limits.stream_bytes;
        let kept_limit = self.limits.unpacking.kept_bytes;
        let left = kept_limit.saturating_sub(self.kept.load(Ordering::Relaxed));
        if left < limit {
            (left, UnpackError::TooMuchKept { limit: kept_limit })
        } else {
            (limit, UnpackError::TooLarge { limit })
        }
    }

    /// So many bytes are held.
    pub(super) fn keep(&self, bytes: usize) {
        add(&self.kept, bytes);
    }

    /// So many bytes are held no more.
    pub(super) fn release(&self, bytes: usize) {
        self.kept.fetch_sub(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Counts one more member.
    ///
    /// # Errors
    ///
    /// When that is one too many.
    pub(super) fn add_member(&self) -> Result<(), UnpackError> {
        let limit = self.limits.unpacking.members;
        if self.members.load(Ordering::Relaxed) >= limit {
            return Err(UnpackError::TooManyMembers { limit });
        }
        add(&self.members, 1);
        Ok(())
    }

    /// What an error of a stream means.
    pub(super) fn cause(&self, error: io::Error) -> UnpackError {
        if self.left() == 0 {
            UnpackError::TooMuchUnpacked { limit: self.allowed() }
        } else if error.kind() == io::ErrorKind::UnexpectedEof {
            UnpackError::Cut
        } else {
            UnpackError::Damaged(error)
        }
    }
}

fn add(to: &AtomicU64, number: usize) {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    // It never fails: the function always has a value.
    let _ = to.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |sum| Some(sum.saturating_add(number)));
}

/// What a decoder makes, as long as that may be.
pub(super) struct Metered<'a> {
    budget: &'a Budget,
    decoder: Box<dyn Read + 'a>,
}

impl<'a> Metered<'a> {
    pub(super) fn new(budget: &'a Budget, decoder: Box<dyn Read + 'a>) -> Self {
        Self { budget, decoder }
    }
}

impl Read for Metered<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.budget.left()).unwrap_or(usize::MAX).min(out.len());
        let (room, _) = out.split_at_mut(left);
        if room.is_empty() {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let read = self.decoder.read(room)?;
        add(&self.budget.unpacked, read);
        Ok(read)
    }
}

/// A stream of packed bytes that are counted as they come.
pub(super) struct Counted<'a> {
    budget: &'a Budget,
    stream: &'a mut dyn Read,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(out)?;
        self.budget.add_packed(read);
        Ok(read)
    }
}
