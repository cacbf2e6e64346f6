//! One of many workers: walks pieces of a window, and makes their text.

use std::mem;

use journalq_file::{Findings, JournalFile};
use journalq_query::{Position, Window};

use super::state::{Alarm, LARGEST_TEXT, Piece, Void, Workshop};
use crate::entry_text::EntryText;
use crate::separator::Separator;

pub(super) struct Worker<'w, 'a, 'o> {
    workshop: &'w Workshop<'a, 'o>,
    files: &'w [JournalFile<'a>],
    text: EntryText,
    separator: Separator,
    window: Window<'a>,
    lost: Vec<Findings>,
}

impl<'w, 'a, 'o> Worker<'w, 'a, 'o> {
    pub(super) fn new(
        workshop: &'w Workshop<'a, 'o>,
        files: &'w [JournalFile<'a>],
        text: EntryText,
        separator: Separator,
        window: Window<'a>,
    ) -> Self {
        Self { workshop, files, text, separator, window, lost: vec![Findings::default(); files.len()] }
    }

    /// Works on pieces until there are no more.
    pub(super) fn work(mut self) {
        let _alarm = Alarm(self.workshop);
        while let Some((number, begin)) = self.workshop.begin() {
            if let Some(begin) = begin {
                self.window.begin_at(&begin);
            }
            if let Ok(piece) = self.walk(number) {
                self.workshop.finish(number, piece);
            }
        }
    }

    /// Walks a piece up to a cut where the next one can go on, or to the end of the window.
    fn walk(&mut self, number: usize) -> Result<Piece<'a>, Void> {
        let mut piece = Piece { end: number, text: self.workshop.buffer(), ..Piece::default() };
        // Whether a line goes before the first entry is known when the piece is written.
        self.separator = self.separator.another();
        // What was found in a piece that became void is found by others.
        self.lost.fill(Findings::default());
        loop {
            let cut = self.workshop.cut(number, piece.end)?;
            while let Some(position) = self.window.next_before(cut.as_deref()) {
                if !self.push(position, &mut piece) {
                    return Ok(piece);
                }
                if piece.text.len() >= LARGEST_TEXT {
                    self.workshop.write_early(number, &mut piece)?;
                }
            }
            if self.window.has_ended() || cut.is_some_and(|cut| self.window.joins(&cut)) {
                break;
            }
            piece.end = piece.end.saturating_add(1);
        }
        piece.done.found.push(self.window.take_findings());
        piece.done.window = self.window.has_ended().then(|| self.window.clone());
        let lost = self.lost.iter_mut().enumerate().filter(|(_, lost)| !lost.is_empty());
        piece.done.lost.extend(lost.map(|(index, lost)| (index, mem::take(lost))));
        Ok(piece)
    }

    /// Appends the text of an entry. Tells whether to go on.
    fn push(&mut self, position: Position<'a>, piece: &mut Piece<'a>) -> bool {
        let boot_id = position.entry.head().boot_id;
        if piece.last_boot.replace(boot_id).is_none() {
            piece.first_boot = Some(boot_id);
        }
        self.separator.push(boot_id, &mut piece.text);
        match self.text.push(self.files, position, &mut self.lost, &mut piece.text) {
            Ok(counts) => {
                piece.done.shown |= counts;
                true
            }
            Err(error) => {
                piece.failure = Some(error);
                false
            }
        }
    }
}
