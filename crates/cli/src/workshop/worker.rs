//! One of many workers: walks pieces of a window, and makes their text.

use std::mem;
use std::ops::ControlFlow;

use journalq_file::{Findings, Id128, JournalFile};
use journalq_query::{Cut, Position, Stretch, Window};

use super::MANY_FILES;
use super::batch::Batch;
use super::state::{Alarm, LARGEST_TEXT, Piece, Void, Workshop};
use crate::entry_text::EntryText;
use crate::separator::Separator;

pub(super) struct Worker<'w, 'a, 'o> {
    window: Window<'a>,
    pen: Pen<'w, 'a, 'o>,
    stretch: Stretch,
    batch: Batch,
    /// How many pieces more are walked step by step.
    steps: u32,
}

/// What writes entries into pieces.
struct Pen<'w, 'a, 'o> {
    workshop: &'w Workshop<'a, 'o>,
    files: &'w [JournalFile<'a>],
    text: EntryText,
    separator: Separator,
    lost: Vec<Findings>,
}

impl<'w, 'a, 'o> Worker<'w, 'a, 'o> {
    /// How many pieces are walked step by step after one whose order was not certain.
    const STEPS: u32 = 8;

    pub(super) fn new(
        workshop: &'w Workshop<'a, 'o>,
        files: &'w [JournalFile<'a>],
        text: EntryText,
        separator: Separator,
        window: Window<'a>,
    ) -> Self {
        let lost = vec![Findings::default(); files.len()];
        let pen = Pen { workshop, files, text, separator, lost };
        Self { window, pen, stretch: Stretch::default(), batch: Batch::default(), steps: 0 }
    }

    /// Works on pieces until there are no more.
    pub(super) fn work(mut self) {
        let _alarm = Alarm(self.pen.workshop);
        while let Some((number, begin)) = self.pen.workshop.begin() {
            if let Ok(piece) = self.walk(number, begin.as_deref()) {
                self.pen.workshop.finish(number, piece);
            }
        }
    }

    /// Walks a piece from where it begins, if that is not where the window stands, up to a cut where the next one can go on, or
    /// to the end of the window.
    fn walk(&mut self, number: usize, mut begin: Option<&Cut>) -> Result<Piece<'a>, Void> {
        let mut piece = Piece { end: number, text: self.pen.workshop.buffer(), ..Piece::default() };
        // Whether a line goes before the first entry is known when the piece is written.
        self.pen.separator = self.pen.separator.another();
        // What was found in a piece that became void is found by others.
        self.pen.lost.fill(Findings::default());
        loop {
            let cut = self.pen.workshop.cut(number, piece.end)?;
            match begin.take() {
                Some(begin) if self.gather(begin, cut.as_deref()) => self.push_batch(number, &mut piece)?,
                _ => self.push_all(number, cut.as_deref(), &mut piece)?,
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
        let lost = self.pen.lost.iter_mut().enumerate().filter(|(_, lost)| !lost.is_empty());
        piece.done.lost.extend(lost.map(|(index, lost)| (index, mem::take(lost))));
        Ok(piece)
    }

    /// Begins a piece, and takes its entries at once if they are of many files, as those before the end or at least those
    /// before the beginning are. Where entries have to be taken one by one the next pieces are not tried.
    fn gather(&mut self, begin: &Cut, end: Option<&Cut>) -> bool {
        let are_many = end.unwrap_or(begin).n_files() >= MANY_FILES;
        if !are_many || self.steps > 0 {
            self.steps = self.steps.saturating_sub(1);
            self.window.begin_at(begin);
            return false;
        }
        let Self { window, pen, stretch, batch, .. } = self;
        batch.begin(pen.files.len());
        let is_gathered =
            window.gather(begin, end, stretch, |position| batch.push(pen.files, position, &mut pen.text));
        self.steps = if is_gathered { 0 } else { Self::STEPS };
        is_gathered
    }

    /// Appends the texts of the entries before a cut, one after the other.
    fn push_all(&mut self, number: usize, cut: Option<&Cut>, piece: &mut Piece<'a>) -> Result<(), Void> {
        let Self { window, pen, .. } = self;
        let mut result = Ok(());
        window.walk(cut, |position| {
            result = pen.push(position, number, piece);
            if result.is_ok() && piece.failure.is_none() {
                ControlFlow::Continue(true)
            } else {
                ControlFlow::Break(true)
            }
        });
        result
    }

    /// Appends the texts of the entries that were taken at once.
    fn push_batch(&mut self, number: usize, piece: &mut Piece<'a>) -> Result<(), Void> {
        let Self { pen, stretch, batch, .. } = self;
        batch.take_lost(&mut pen.lost);
        piece.done.shown |= batch.shown;
        for (boot_id, text) in batch.texts(stretch) {
            pen.begin_entry(boot_id, piece);
            piece.text.extend_from_slice(text);
            pen.write_if_large(number, piece)?;
        }
        Ok(())
    }
}

impl<'a> Pen<'_, 'a, '_> {
    /// Appends the text of an entry.
    fn push(&mut self, position: Position<'a>, number: usize, piece: &mut Piece<'a>) -> Result<(), Void> {
        self.begin_entry(position.entry.head().boot_id, piece);
        match self.text.push(self.files, position, &mut self.lost, &mut piece.text) {
            Ok(counts) => piece.done.shown |= counts,
            Err(error) => piece.failure = Some(error),
        }
        self.write_if_large(number, piece)
    }

    /// Appends what goes before an entry.
    fn begin_entry(&mut self, boot_id: Id128, piece: &mut Piece<'a>) {
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
