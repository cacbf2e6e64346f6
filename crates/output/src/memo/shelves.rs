//! What was made of the objects of each of many files, for entries that come file by file.
//!
//! The table of a [`Memo`](super::Memo) holds what is kept of a few dozen files. To look at an object again that left the
//! processor's cache meanwhile takes longer than to put back what was made of it.

use journalq_file::DataOffset;

/// A shelf for each file, of objects and what was made of them.
#[derive(Clone, Debug)]
pub(super) struct Shelves<V> {
    of_files: Vec<Vec<(DataOffset, V)>>,
    /// The file that entries come from.
    current: Option<usize>,
    /// How many objects more are kept.
    room: usize,
}

impl<V> Shelves<V> {
    /// How many objects are kept of all files.
    const ROOM: usize = 1 << 19;

    /// Tells whether anything is kept.
    pub(super) const fn is_open(&self) -> bool {
        self.current.is_some()
    }
}

impl<V> Default for Shelves<V> {
    fn default() -> Self {
        Self { of_files: Vec::new(), current: None, room: Self::ROOM }
    }
}

impl<V: Copy> Shelves<V> {
    /// What is kept of a file, to which more is added from now on.
    pub(super) fn begin(&mut self, file: usize) -> &[(DataOffset, V)] {
        self.current = Some(file);
        if self.of_files.len() <= file {
            self.of_files.resize(file.saturating_add(1), Vec::new());
        }
        self.of_files.get(file).map_or(&[], Vec::as_slice)
    }

    /// Keeps what was made of an object, if its file is the one that entries come from.
    pub(super) fn keep(&mut self, file: usize, object: DataOffset, value: V) {
        let Some(shelf) = self.of_files.get_mut(file).filter(|_| self.current == Some(file)) else { return };
        if shelf.len() == shelf.capacity() {
            // Two that share a place in the table come again and again.
            let len = shelf.len();
            shelf.sort_unstable_by_key(|(object, _)| *object);
            shelf.dedup_by_key(|(object, _)| *object);
            self.room = self.room.saturating_add(len.saturating_sub(shelf.len()));
            shelf.reserve(shelf.len().saturating_add(1));
        }
        if let Some(room) = self.room.checked_sub(1) {
            self.room = room;
            shelf.push((object, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(number: usize) -> DataOffset {
        DataOffset::new(8 * (number as u64 + 1)).unwrap()
    }

    #[test]
    fn what_was_kept_of_a_file_is_there_when_it_begins_again() {
        let mut shelves = Shelves::default();
        shelves.keep(0, object(0), 'x');
        assert!(!shelves.is_open());
        assert_eq!(shelves.begin(0), []);
        shelves.keep(0, object(1), 'a');
        shelves.keep(1, object(2), 'x');
        assert_eq!(shelves.begin(1), []);
        shelves.keep(1, object(2), 'b');
        shelves.keep(0, object(3), 'x');
        assert_eq!(shelves.begin(0), [(object(1), 'a')]);
        assert_eq!(shelves.begin(1), [(object(2), 'b')]);
    }

    #[test]
    fn what_comes_again_and_again_takes_no_room() {
        let mut shelves = Shelves::default();
        shelves.begin(0);
        for round in 0..4 * Shelves::<usize>::ROOM {
            shelves.keep(0, object(round % 100), round % 100);
        }
        let kept = shelves.begin(0);
        assert!(kept.len() <= 400, "{}", kept.len());
        assert!((0..100).all(|number| kept.contains(&(object(number), number))));
    }

    #[test]
    fn there_is_room_for_so_many() {
        let mut shelves = Shelves::default();
        for file in 0..4 {
            shelves.begin(file);
            for number in 0..Shelves::<()>::ROOM / 2 {
                shelves.keep(file, object(number), ());
            }
        }
        let kept: Vec<usize> = (0..4).map(|file| shelves.begin(file).len()).collect();
        assert_eq!(kept, [Shelves::<()>::ROOM / 2, Shelves::<()>::ROOM / 2, 0, 0]);
    }
}
