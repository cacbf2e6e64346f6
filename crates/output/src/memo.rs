//! What was made of DATA objects that many entries share.

use journalq_file::{DataObject, DataOffset};

/// A table from DATA objects to what was made of them, of a fixed size that fits into a processor's cache: each object has
/// one place, and the last one that was put there counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo<V> {
    places: Vec<(u64, V)>,
}

impl<V: Copy + Default> Memo<V> {
    const PLACES_LOG2: u32 = 14;

    /// Objects of fewer entries are not kept: they would displace others, and hardly be met again.
    const LEAST_ENTRIES: u64 = 3;

    /// What was made of the object at `offset` in the file with this index.
    #[inline]
    pub(crate) fn get(&self, file: usize, offset: DataOffset) -> Option<V> {
        let key = key(file, offset)?;
        let (kept, value) = self.places.get(Self::place(key))?;
        (*kept == key).then_some(*value)
    }

    /// Tells whether an object is kept.
    pub(crate) fn is_worth_it(data: &DataObject<'_>) -> bool {
        data.n_entries() >= Self::LEAST_ENTRIES
    }

    /// Keeps what was made of an object, if it is worth it.
    pub(crate) fn put(&mut self, file: usize, data: &DataObject<'_>, value: V) {
        if !Self::is_worth_it(data) {
            return;
        }
        let Some(key) = key(file, data.offset()) else { return };
        if self.places.is_empty() {
            self.places.resize(1 << Self::PLACES_LOG2, (0, V::default()));
        }
        if let Some(place) = self.places.get_mut(Self::place(key)) {
            *place = (key, value);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.places.clear();
    }

    fn place(key: u64) -> usize {
        // Offsets are multiples of 8 and clustered; the upper bits of the product depend on all of theirs.
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::PLACES_LOG2);
        usize::try_from(mixed).unwrap_or_default()
    }
}

/// A number for an object that no other has; 0 is none. What is beyond 256 TiB or 65,536 files is not kept.
fn key(file: usize, offset: DataOffset) -> Option<u64> {
    let file = u64::from(u16::try_from(file).ok()?);
    (offset.get() >> 48 == 0).then_some(file << 48 | offset.get())
}
