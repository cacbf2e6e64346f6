//! What tests of DATA objects found, for those that many entries share.

use journalq_file::{DataObject, DataOffset, JournalFile};

/// Whether a DATA object is one of the field that is tested, and passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Fails,
    Passes,
}

/// A table of verdicts of a fixed size, which fits into a processor's cache: each object has one place, and the last one
/// that was put there counts. Offsets are multiples of 8, so that the lowest bit of one has room for its verdict.
#[derive(Debug, Default)]
pub(super) struct Memo {
    places: Vec<u64>,
}

impl Memo {
    const LEAST_PLACES: usize = 64;
    const MOST_PLACES: usize = 1 << 13;

    /// Objects of fewer entries are not kept: they would displace others, and hardly be met again.
    const LEAST_ENTRIES: u64 = 3;

    pub(super) fn get(&self, object: DataOffset) -> Option<Verdict> {
        let kept = *self.places.get(self.place(object))?;
        match kept ^ object.get() {
            0 => Some(Verdict::Fails),
            1 => Some(Verdict::Passes),
            _ => None,
        }
    }

    pub(super) fn put(&mut self, file: &JournalFile<'_>, object: &DataObject<'_>, verdict: Verdict) {
        let is_compressed = !matches!(object.codec(), Ok(None));
        if object.n_entries() < Self::LEAST_ENTRIES && !is_compressed {
            return;
        }
        if self.places.is_empty() {
            let n_data = usize::try_from(file.header().n_data().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
            let places = n_data.clamp(Self::LEAST_PLACES, Self::MOST_PLACES).next_power_of_two();
            self.places.resize(places, 0);
        }
        let place = self.place(object.offset());
        if let Some(kept) = self.places.get_mut(place) {
            *kept = object.offset().get() | u64::from(verdict == Verdict::Passes);
        }
    }

    /// The place of an object. Offsets are clustered; the upper bits of the product depend on all of theirs.
    fn place(&self, object: DataOffset) -> usize {
        let mixed = object.get().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS / 2);
        usize::try_from(mixed).unwrap_or_default() & self.places.len().saturating_sub(1)
    }
}
