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
use journalq_query::{Position, Stretch};

use crate::entry_text::EntryText;

/// How much text is kept for its place in the order.
const MOST_TEXT: usize = 32 << 20;

/// The texts of a stretch.
#[derive(Default)]
pub(super) struct Batch {
    /// Where the text of each entry is, file by file.
    spans: Vec<Range<usize>>,
    text: Vec<u8>,
    lost: Vec<Findings>,
}

impl Batch {
    /// Makes the texts. Tells whether an entry counts; `None`, and nothing is `lost` yet, where an entry fails, or the texts are
    /// too large to be kept.
    pub(super) fn render(
        &mut self,
        stretch: &Stretch<'_>,
        files: &[JournalFile<'_>],
        text: &mut EntryText,
        lost: &mut [Findings],
    ) -> Option<bool> {
        let Self { spans, text: out, lost: found } = self;
        spans.clear();
        out.clear();
        out.shrink_to(MOST_TEXT);
        found.clear();
        found.resize(lost.len(), Findings::default());
        let mut shown = false;
        for position in stretch.by_file() {
            let begin = out.len();
            shown |= text.push(files, position, found, out).ok()?;
            spans.push(begin..out.len());
            if out.len() > MOST_TEXT {
                return None;
            }
        }
        for (lost, found) in lost.iter_mut().zip(found) {
            lost.append(&mem::take(found));
        }
        Some(shown)
    }

    /// The entries and their texts, in the order of the entries.
    pub(super) fn texts<'s, 'a>(
        &'s self,
        stretch: &'s Stretch<'a>,
    ) -> impl Iterator<Item = (Position<'a>, &'s [u8])> {
        let text = |place: usize| self.text.get(self.spans.get(place)?.clone());
        stretch.in_order().zip(stretch.order().map(move |place| text(place).unwrap_or_default()))
    }
}
