//! What was made of DATA objects that many entries share.

mod shelves;

use journalq_file::{DataObject, DataOffset};

use self::shelves::Shelves;

const PLACES_LOG2: u32 = 14;
const PLACES: usize = 1 << PLACES_LOG2;

/// How many bits of a key are the offset; the others are the file.
const OFFSET_BITS: u32 = 48;

/// A table from DATA objects to what was made of them, of a fixed size that fits into a processor's cache: each object has
/// one place, and the last one that was put there counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memo<V> {
    places: Vec<(u64, V)>,
    shelves: Shelves<V>,
}

/// What is kept of one file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OfFile<'m, V> {
    places: Option<&'m [(u64, V); PLACES]>,
    /// The part of the key that all objects of the file have.
    file: u64,
}

impl<V: Copy> OfFile<'_, V> {
    /// Tells whether the object at `offset` is kept.
    #[inline]
    pub(crate) fn contains(self, offset: u64) -> bool {
        let (Some(places), Some(key)) = (self.places, key(self.file, offset)) else { return false };
        places.get(place(key)).is_some_and(|(kept, _)| *kept == key)
    }

    /// What was made of the object at `offset`.
    #[inline]
    pub(crate) fn get(self, offset: DataOffset) -> Option<V> {
        let key = key(self.file, offset.get())?;
        let (kept, value) = self.places?.get(place(key))?;
        (*kept == key).then_some(*value)
    }
}

impl<V: Copy + Default> Memo<V> {
    /// Objects of fewer entries are not kept: they would displace others, and hardly be met again.
    const LEAST_ENTRIES: u64 = 3;

    /// What was made of the objects of the file with this index.
    #[inline]
    pub(crate) fn of_file(&self, file: usize) -> OfFile<'_, V> {
        let file = file_key(file);
        OfFile {
            places: file.and_then(|_| self.places.as_slice().try_into().ok()),
            file: file.unwrap_or_default(),
        }
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
        let Some(key) = file_key(file).and_then(|file| key(file, data.offset().get())) else { return };
        if self.places.is_empty() {
            self.places.resize(PLACES, (0, V::default()));
        }
        if let Some(place) = self.places.get_mut(place(key)) {
            *place = (key, value);
        }
        self.shelves.keep(file, data.offset(), value);
    }

    /// Tells whether entries come file by file.
    pub(crate) const fn is_by_file(&self) -> bool {
        self.shelves.is_open()
    }

    /// Puts back what is kept of a file, of which some entries come next.
    pub(crate) fn begin_file(&mut self, file: usize) {
        let Self { places, shelves } = self;
        let Some(file_key) = file_key(file) else { return };
        for (offset, value) in shelves.begin(file) {
            if let Some(key) = key(file_key, offset.get())
                && let Some(place) = places.get_mut(place(key))
            {
                *place = (key, *value);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.places.clear();
        self.shelves = Shelves::default();
    }
}

fn place(key: u64) -> usize {
    // Offsets are multiples of 8 and clustered; the upper bits of the product depend on all of theirs.
    let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PLACES_LOG2);
    usize::try_from(mixed).unwrap_or_default()
}

/// The part of a key that is the file's. What is beyond 65,536 files is not kept.
fn file_key(file: usize) -> Option<u64> {
    Some(u64::from(u16::try_from(file).ok()?) << OFFSET_BITS)
}

/// A number for an object that no other has; 0 is none. What is beyond 256 TiB is not kept.
#[inline]
fn key(file_key: u64, offset: u64) -> Option<u64> {
    (offset >> OFFSET_BITS == 0).then_some(file_key | offset)
}
