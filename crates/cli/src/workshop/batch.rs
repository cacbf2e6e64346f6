//! Texts of entries that alternate between many files, made file by file.
//!
//! ```text
//! entries   a1 b1 c1 a2 c2 b2 ...      as they come
//! texts     a1 a2 ... b1 b2 ... c1     what a file's entries share is met together, while it is in the processor's cache
//! output    a1 b1 c1 a2 c2 b2 ...      as they came
//! ```

use std::mem;
use std::ops::Range;

use journalq_file::{Findings, JournalFile};
use journalq_query::{Cut, Position};

use crate::entry_text::EntryText;

/// How many files have to alternate: what the entries of fewer share stays in the cache from one to the next.
const MANY_FILES: u64 = 64;

/// How many entries are gathered at once.
const MOST_ENTRIES: usize = 1 << 16;

/// How much text is kept for its place in the order.
const MOST_TEXT: usize = 32 << 20;

/// Entries, and their texts.
#[derive(Default)]
pub(super) struct Batch<'a> {
    positions: Vec<Position<'a>>,
    /// The indexes of the positions, file by file.
    by_file: Vec<usize>,
    /// Where the text of each position is.
    spans: Vec<Range<usize>>,
    text: Vec<u8>,
    lost: Vec<Findings>,
}

/// Tells whether enough files alternate before a cut.
pub(super) const fn is_worth_it(cut: &Cut) -> bool {
    cut.n_files() >= MANY_FILES
}

impl<'a> Batch<'a> {
    /// Gathers entries instead of those of before. Tells whether there were any.
    pub(super) fn gather(&mut self, mut next: impl FnMut() -> Option<Position<'a>>) -> bool {
        self.positions.clear();
        while self.positions.len() < MOST_ENTRIES
            && let Some(position) = next()
        {
            self.positions.push(position);
        }
        !self.positions.is_empty()
    }

    /// The entries, as they came.
    pub(super) fn positions(&self) -> impl Iterator<Item = Position<'a>> {
        self.positions.iter().copied()
    }

    /// Makes the texts. Tells whether an entry counts; `None`, and nothing is `lost` yet, where an entry fails, or the texts are
    /// too large to be kept.
    pub(super) fn render(
        &mut self,
        files: &[JournalFile<'a>],
        text: &mut EntryText,
        lost: &mut [Findings],
    ) -> Option<bool> {
        let Self { positions, by_file, spans, text: out, lost: found } = self;
        by_file.clear();
        by_file.extend(0..positions.len());
        by_file.sort_by_key(|&index| positions.get(index).map(|position| position.file));
        spans.clear();
        spans.resize(positions.len(), 0..0);
        out.clear();
        out.shrink_to(MOST_TEXT);
        found.clear();
        found.resize(lost.len(), Findings::default());
        let mut shown = false;
        for &index in &*by_file {
            let begin = out.len();
            shown |= text.push(files, *positions.get(index)?, found, out).ok()?;
            *spans.get_mut(index)? = begin..out.len();
            if out.len() > MOST_TEXT {
                return None;
            }
        }
        for (lost, found) in lost.iter_mut().zip(found) {
            lost.append(&mem::take(found));
        }
        Some(shown)
    }

    /// The entries and their texts, as they came.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Position<'a>, &[u8])> {
        let text = |span: &Range<usize>| self.text.get(span.clone()).unwrap_or_default();
        self.positions.iter().copied().zip(self.spans.iter().map(text))
    }
}
