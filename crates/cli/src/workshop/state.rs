//! What the workers share: the pieces, and whose turn it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::anyhow;
use journalq_file::{Findings, Id128};
use journalq_query::{Cut, Cuts, PieceFindings, Window};

use crate::output::Output;
use crate::separator::Separator;

/// A worker with as much text writes it before it goes on.
pub(super) const LARGEST_TEXT: usize = 8 << 20;

/// While as much is finished and waits for its turn, no other piece is begun.
const MOST_TEXT: usize = 64 << 20;

pub(super) struct Workshop<'a, 'o> {
    /// Locked before the state, if both are.
    planner: Mutex<Planner<'a>>,
    state: Mutex<State<'a, 'o>>,
    changed: Condvar,
    /// How many pieces there may be that are not written yet.
    most: usize,
}

/// Where pieces end that were not asked for yet.
struct Planner<'a> {
    cuts: Cuts<'a>,
    /// The number of the next cut; `None` when there are no more.
    next: Option<usize>,
}

struct State<'a, 'o> {
    /// Where pieces end, by their numbers; each begins where the one before ends. The last one ends with the window.
    cuts: BTreeMap<usize, Arc<Cut>>,
    /// No more will come.
    is_planned: bool,
    /// The number of the piece to be begun next.
    next: usize,
    /// What is finished, and whose turn it is not.
    finished: BTreeMap<usize, Piece<'a>>,
    /// The number of the piece that is to be written next.
    turn: usize,
    /// The cut up to which that piece goes, if it went through others.
    covered: usize,
    separator: &'o mut Separator,
    /// The output; `None` while somebody writes to it.
    out: Option<&'o mut Output>,
    /// Buffers for more text.
    buffers: Vec<Vec<u8>>,
    done: Done<'a>,
    failure: Option<anyhow::Error>,
}

/// What was written, in sum.
#[derive(Default)]
pub(super) struct Done<'a> {
    /// Whether an entry counted.
    pub(super) shown: bool,
    /// What of entries could not be read, with the indexes of files.
    pub(super) lost: Vec<(usize, Findings)>,
    /// What else could not be read.
    pub(super) found: Vec<PieceFindings>,
    /// The window at its end, which was reached.
    pub(super) window: Option<Window<'a>>,
}

/// What became of a piece.
#[derive(Default)]
pub(super) struct Piece<'a> {
    /// The number of the cut where it ends.
    pub(super) end: usize,
    pub(super) text: Vec<u8>,
    /// The boot of the first entry, until that is written.
    pub(super) first_boot: Option<Id128>,
    /// The boot of the last entry so far.
    pub(super) last_boot: Option<Id128>,
    pub(super) done: Done<'a>,
    pub(super) failure: Option<anyhow::Error>,
}

/// A piece is not needed: others went on through it, or somebody failed.
pub(super) struct Void;

impl<'a, 'o> Workshop<'a, 'o> {
    /// For pieces that end at `first` and at `more` cuts behind it.
    pub(super) fn new(
        workers: usize,
        (first, more): (Cut, Cuts<'a>),
        separator: &'o mut Separator,
        out: &'o mut Output,
    ) -> Self {
        let state = State {
            cuts: BTreeMap::from([(0, Arc::new(first))]),
            is_planned: false,
            next: 0,
            finished: BTreeMap::new(),
            turn: 0,
            covered: 0,
            separator,
            out: Some(out),
            buffers: Vec::new(),
            done: Done::default(),
            failure: None,
        };
        Self {
            planner: Mutex::new(Planner { cuts: more, next: Some(1) }),
            state: Mutex::new(state),
            changed: Condvar::new(),
            most: workers.saturating_mul(2).saturating_add(2),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a, 'o>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a condition holds, or it is all over.
    fn wait_until(&self, holds: impl Fn(&State<'a, 'o>) -> bool) -> MutexGuard<'_, State<'a, 'o>> {
        let unless = |state: &mut State<'a, 'o>| !holds(state) && !state.is_over();
        self.changed.wait_while(self.lock(), unless).unwrap_or_else(PoisonError::into_inner)
    }

    /// Plans cuts up to this number. Whoever needs one does it: a thread of its own would be woken for each, and take a
    /// processor from those that work.
    fn plan(&self, number: usize) {
        let mut planner = self.planner.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(next) = planner.next.filter(|&next| next <= number) {
            let cut = planner.cuts.next();
            planner.next = cut.as_ref().and_then(|_| next.checked_add(1));
            let mut state = self.lock();
            match cut {
                Some(cut) => drop(state.cuts.insert(next, Arc::new(cut))),
                None => state.is_planned = true,
            }
        }
    }

    /// The next piece to be begun: its number, and where it begins, the first one where the window stands. `None` when there
    /// are no more.
    pub(super) fn begin(&self) -> Option<(usize, Option<Arc<Cut>>)> {
        loop {
            let mut state = self.wait_until(|state| {
                let next = state.next.max(state.turn);
                let is_near = next < state.turn.saturating_add(self.most) && state.waiting_text() < MOST_TEXT;
                is_near || next == state.turn
            });
            if state.is_over() {
                return None;
            }
            let number = state.next.max(state.turn);
            let begin = match number.checked_sub(1) {
                None => Some(None),
                Some(before) => state.cuts.get(&before).cloned().map(Some),
            };
            if let Some(begin) = begin {
                state.next = number.saturating_add(1);
                return Some((number, begin));
            }
            if state.is_planned {
                return None;
            }
            drop(state);
            self.plan(number);
        }
    }

    /// The cut with this number, at which piece `piece` may end; `None` if the window ends before.
    pub(super) fn cut(&self, piece: usize, number: usize) -> Result<Option<Arc<Cut>>, Void> {
        let mut state = self.lock();
        if piece == state.turn && number > piece {
            state.go_through(number);
        }
        if !state.cuts.contains_key(&number) {
            drop(state);
            self.plan(number);
            state = self.lock();
        }
        if state.is_over() || state.is_void(piece) { Err(Void) } else { Ok(state.cuts.get(&number).cloned()) }
    }

    /// A buffer for text.
    pub(super) fn buffer(&self) -> Vec<u8> {
        self.lock().buffers.pop().unwrap_or_default()
    }

    /// Writes what there is of a piece when its turn has come.
    pub(super) fn write_early(&self, number: usize, piece: &mut Piece<'a>) -> Result<(), Void> {
        let state =
            self.wait_until(|state| state.is_void(number) || state.turn == number && state.out.is_some());
        if state.is_over() || state.is_void(number) || self.write(state, piece).is_over() {
            return Err(Void);
        }
        Ok(())
    }

    /// Writes and clears the text of a piece. The output has to be there.
    fn write<'s>(
        &'s self,
        mut state: MutexGuard<'s, State<'a, 'o>>,
        piece: &mut Piece<'a>,
    ) -> MutexGuard<'s, State<'a, 'o>> {
        let Some(out) = state.out.take() else { return state };
        let mut line = Vec::new();
        if let Some(first) = piece.first_boot.take() {
            state.separator.push(first, &mut line);
        }
        if let Some(last) = piece.last_boot {
            state.separator.pass(last);
        }
        drop(state);
        let result = out.write_now(&line).and_then(|()| out.write_now(&piece.text));
        piece.text.clear();
        // What one huge entry needed is no measure for those that follow.
        piece.text.shrink_to(LARGEST_TEXT);
        let mut state = self.lock();
        state.out = Some(out);
        if let Err(error) = result {
            state.fail(error.into());
        }
        self.changed.notify_all();
        state
    }

    /// Writes this piece and those behind it that are finished, or leaves it to whoever writes those before it.
    pub(super) fn finish(&self, number: usize, piece: Piece<'a>) {
        let mut state = self.lock();
        if !state.is_void(number) {
            state.finished.insert(number, piece);
        }
        while !state.is_over() && state.out.is_some() {
            let turn = state.turn;
            let Some(mut piece) = state.finished.remove(&turn) else { break };
            state = self.write(state, &mut piece);
            state.add(piece);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Tells how it went when all is done.
    pub(super) fn close(self) -> anyhow::Result<Done<'a>> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.failure.map_or(Ok(state.done), Err)
    }
}

impl<'a> State<'a, '_> {
    /// Tells whether nothing more is to be done.
    fn is_over(&self) -> bool {
        self.failure.is_some() || self.done.window.is_some()
    }

    /// The piece whose turn it is goes on to a later cut. What lies before that is not needed any more.
    fn go_through(&mut self, cut: usize) {
        self.covered = cut;
        self.next = self.next.max(cut.saturating_add(1));
        self.cuts = self.cuts.split_off(&cut);
        self.finished = self.finished.split_off(&cut.saturating_add(1));
    }

    /// Tells whether others walked, or walk, through a piece.
    fn is_void(&self, piece: usize) -> bool {
        piece < self.turn || piece > self.turn && piece <= self.covered
    }

    /// How many bytes wait for their turn.
    fn waiting_text(&self) -> usize {
        self.finished.values().map(|piece| piece.text.len()).sum()
    }

    /// Adds what became of a piece that is written. What it went through is void.
    fn add(&mut self, piece: Piece<'a>) {
        let Piece { end, text, done, failure, .. } = piece;
        self.buffers.push(text);
        self.turn = end.saturating_add(1);
        self.finished = self.finished.split_off(&self.turn);
        self.cuts = self.cuts.split_off(&end);
        self.done.shown |= done.shown;
        self.done.lost.extend(done.lost);
        self.done.found.extend(done.found);
        self.done.window = done.window;
        if let Some(failure) = failure {
            self.fail(failure);
        }
    }

    /// The first failure counts.
    fn fail(&mut self, failure: anyhow::Error) {
        self.failure.get_or_insert(failure);
    }
}

/// Lets nobody wait for one that panicked.
pub(super) struct Alarm<'w, 'a, 'o>(pub(super) &'w Workshop<'a, 'o>);

impl Drop for Alarm<'_, '_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().fail(anyhow!("A worker panicked."));
            self.0.changed.notify_all();
        }
    }
}
