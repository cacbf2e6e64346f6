//! Texts of entries that alternate between files, made file by file.
//!
//! ```text
//! entries   a1 b1 c1 a2 c2 b2 ...      as they come
//! texts     a1 a2 ... b1 b2 ... c1     what lies together in a file is read at once, and what its entries share
//! output    a1 b1 c1 a2 c2 b2 ...      as they came
//! ```

use std::mem;

use journalq_file::{Findings, Id128, JournalFile};
use journalq_query::{Position, Stretch};

use crate::entry_text::EntryText;

/// How much text is kept for its place in the order.
const MOST_TEXT: usize = 32 << 20;

/// The texts of a stretch.
#[derive(Default)]
pub(super) struct Batch {
    /// Of each entry the boot, and where its text ends, file by file.
    entries: Vec<(Id128, usize)>,
    text: Vec<u8>,
    lost: Vec<Findings>,
    /// Whether an entry counts.
    pub(super) shown: bool,
    /// The file that the last entry was of.
    file: Option<usize>,
}

impl Batch {
    /// Begins the texts of another stretch.
    pub(super) fn begin(&mut self, files: usize) {
        self.entries.clear();
        self.text.clear();
        self.text.shrink_to(MOST_TEXT);
        self.lost.clear();
        self.lost.resize(files, Findings::default());
        (self.shown, self.file) = (false, None);
    }

    /// Makes the text of an entry. Tells whether it could: not if the entry fails, or the texts are too large to be kept.
    pub(super) fn push(
        &mut self,
        files: &[JournalFile<'_>],
        position: Position<'_>,
        text: &mut EntryText,
    ) -> bool {
        if self.file.replace(position.file) != Some(position.file) {
            text.begin_file(position.file);
        }
        let Ok(counts) = text.push(files, position, &mut self.lost, &mut self.text) else { return false };
        self.shown |= counts;
        self.entries.push((position.entry.head().boot_id, self.text.len()));
        self.text.len() <= MOST_TEXT
    }

    /// Takes out what of the entries could not be read.
    pub(super) fn take_lost(&mut self, lost: &mut [Findings]) {
        for (lost, found) in lost.iter_mut().zip(&mut self.lost) {
            lost.append(&mem::take(found));
        }
    }

    /// The boots and the texts of the entries, in their order.
    pub(super) fn texts<'s>(&'s self, stretch: &'s Stretch) -> impl Iterator<Item = (Id128, &'s [u8])> {
        stretch.order().filter_map(|place| {
            let begin = match place.checked_sub(1) {
                Some(before) => self.entries.get(before)?.1,
                None => 0,
            };
            let (boot_id, end) = *self.entries.get(place)?;
            Some((boot_id, self.text.get(begin..end)?))
        })
    }
}
