//! One of many workers: walks pieces of a window, and makes their text.

use std::mem;

use journalq_file::{Findings, JournalFile};
use journalq_query::{Cut, Position, Window};

use super::batch::{self, Batch};
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
    batch: Batch<'a>,
}

impl<'w, 'a, 'o> Worker<'w, 'a, 'o> {
    pub(super) fn new(
        workshop: &'w Workshop<'a, 'o>,
        files: &'w [JournalFile<'a>],
        text: EntryText,
        separator: Separator,
        window: Window<'a>,
    ) -> Self {
        let lost = vec![Findings::default(); files.len()];
        Self { workshop, files, text, separator, window, lost, batch: Batch::default() }
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
            match cut.as_deref().filter(|cut| batch::is_worth_it(cut)) {
                Some(cut) => self.push_batches(number, cut, &mut piece)?,
                None => self.push_all(number, cut.as_deref(), &mut piece)?,
            }
            if piece.failure.is_some() {
                return Ok(piece);
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

    /// Appends the texts of the entries before a cut, one after the other.
    fn push_all(&mut self, number: usize, cut: Option<&Cut>, piece: &mut Piece<'a>) -> Result<(), Void> {
        while piece.failure.is_none()
            && let Some(position) = self.window.next_before(cut)
        {
            self.push(position, number, piece)?;
        }
        Ok(())
    }

    /// As [`push_all`](Self::push_all), but the texts are made file by file.
    fn push_batches(&mut self, number: usize, cut: &Cut, piece: &mut Piece<'a>) -> Result<(), Void> {
        let mut batch = mem::take(&mut self.batch);
        while piece.failure.is_none() && batch.gather(|| self.window.next_before(Some(cut))) {
            if let Some(shown) = batch.render(self.files, &mut self.text, &mut self.lost) {
                piece.done.shown |= shown;
                for (position, text) in batch.texts() {
                    self.begin_entry(position, piece);
                    piece.text.extend_from_slice(text);
                }
                self.write_if_large(number, piece)?;
            } else {
                // One after the other, up to the entry that fails.
                for position in batch.positions() {
                    if piece.failure.is_none() {
                        self.push(position, number, piece)?;
                    }
                }
            }
        }
        self.batch = batch;
        Ok(())
    }

    /// Appends the text of an entry.
    fn push(&mut self, position: Position<'a>, number: usize, piece: &mut Piece<'a>) -> Result<(), Void> {
        self.begin_entry(position, piece);
        match self.text.push(self.files, position, &mut self.lost, &mut piece.text) {
            Ok(counts) => piece.done.shown |= counts,
            Err(error) => piece.failure = Some(error),
        }
        self.write_if_large(number, piece)
    }

    /// Appends what goes before an entry.
    fn begin_entry(&mut self, position: Position<'a>, piece: &mut Piece<'a>) {
        let boot_id = position.entry.head().boot_id;
        if piece.last_boot.replace(boot_id).is_none() {
            piece.first_boot = Some(boot_id);
        }
        self.separator.push(boot_id, &mut piece.text);
    }

    fn write_if_large(&self, number: usize, piece: &mut Piece<'a>) -> Result<(), Void> {
        if piece.failure.is_none() && piece.text.len() >= LARGEST_TEXT {
            self.workshop.write_early(number, piece)?;
        }
        Ok(())
    }
}
