//! The part of the sequence that is shown: between two times, from a cursor, the first or last so many entries.
//!
//! Repeats what journalctl does step by step, down to its habits: after going back over the last N entries the end of the
//! time window is no longer checked, and only the first entry is compared with its beginning.

use std::ops::ControlFlow;

use journalq_file::{Cursor, Direction, EntryHead, JournalFile};

use crate::matches::Expr;
use crate::merge::{Cut, Cuts, Merge, PieceFindings, PieceSize, Position, Stretch, SuspendedMerge};

/// How many entries are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lines {
    /// As many as there are.
    #[default]
    All,
    /// The last so many.
    Last(u64),
    /// The first so many.
    First(u64),
}

/// Where to begin, if not at an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the entry that the cursor describes.
    At(Cursor),
    /// With the next entry behind it.
    After(Cursor),
}

/// What part of a sequence is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// How many entries.
    pub lines: Lines,
    /// Newest first.
    pub reverse: bool,
    /// The earliest wall clock time, in microseconds since the epoch.
    pub since: Option<u64>,
    /// The latest wall clock time, in microseconds since the epoch.
    pub until: Option<u64>,
    /// A cursor to begin with.
    pub start: Option<Start>,
    /// Everything that comes behind the wanted entries, too.
    pub follow: bool,
}

/// The wanted entries, in order.
#[derive(Clone, Debug)]
pub struct Window<'a> {
    merge: Merge<'a>,
    options: WindowOptions,
    direction: Direction,
    phase: Phase<'a>,
    /// Whether the present entry was compared with `since`, which forward is done once.
    since_checked: bool,
    check_until: bool,
    shown: u64,
}

/// A window without its files: between two looks at files that are being written.
#[derive(Clone, Debug)]
pub struct SuspendedWindow {
    merge: SuspendedMerge,
    options: WindowOptions,
    since_checked: bool,
    check_until: bool,
}

impl SuspendedWindow {
    /// The entry where the sequence stands; its cursor continues the search.
    #[must_use]
    pub const fn current(&self) -> Option<EntryHead> {
        self.merge.current()
    }
}

#[derive(Clone, Copy, Debug)]
enum Phase<'a> {
    /// The sequence stands at this entry, which was not shown yet.
    At(Position<'a>),
    /// The next entry is one step on.
    Between,
    Ended,
}

impl<'a> Window<'a> {
    /// Positions `merge` at the first wanted entry.
    #[must_use]
    pub fn new(merge: Merge<'a>, options: WindowOptions) -> Self {
        let direction = if options.reverse { Direction::Up } else { Direction::Down };
        let mut window = Self {
            merge,
            options,
            direction,
            phase: Phase::Ended,
            since_checked: false,
            check_until: options.until.is_some() && (!options.reverse || options.start.is_some()),
            shown: 0,
        };
        window.phase = match window.begin() {
            // It was only gone to for its cursor.
            Some(_) if options.start.is_none() && options.lines == Lines::Last(0) => Phase::Between,
            Some(position) => Phase::At(position),
            None => Phase::Ended,
        };
        window
    }

    /// Lets go of the files of a window that is followed.
    #[must_use]
    pub fn suspend(self) -> SuspendedWindow {
        SuspendedWindow {
            merge: self.merge.suspend(),
            options: self.options,
            since_checked: self.since_checked,
            check_until: self.check_until,
        }
    }

    /// Goes on with these files: those of before, which may have grown or been renamed, and new ones.
    ///
    /// What was not in the sequence before and lies beyond the entry where it stands comes next.
    #[must_use]
    pub fn resume(suspended: SuspendedWindow, files: &[JournalFile<'a>], expr: Option<&Expr>) -> Self {
        let SuspendedWindow { merge, options, since_checked, check_until } = suspended;
        Self {
            merge: Merge::resume(merge, files, expr),
            options,
            direction: Direction::Down,
            phase: Phase::Between,
            since_checked,
            check_until,
            shown: 0,
        }
    }

    /// Goes to where the window begins, by the first rule that applies.
    fn begin(&mut self) -> Option<Position<'a>> {
        if let Some(start) = self.options.start {
            return self.begin_with(start);
        }
        match self.options.lines {
            _ if self.options.reverse => {
                self.seek_end();
                self.merge.step(Direction::Up)
            }
            Lines::Last(lines) => {
                self.seek_end();
                // With no line wanted the last entry is gone to all the same: its cursor may be asked for.
                let steps = lines.max(1);
                let mut taken: u64 = 0;
                while taken < steps && self.merge.step(Direction::Up).is_some() {
                    taken = taken.saturating_add(1);
                }
                // What lies before the end needs no comparison with it.
                self.check_until &= taken < lines;
                // Where there is nothing before the end, the sequence begins behind it, and the end is checked.
                self.merge
                    .current()
                    .or_else(|| if lines > 0 { self.merge.step(Direction::Down) } else { None })
            }
            _ => {
                match self.options.since {
                    Some(since) => self.seek_since(since),
                    None => self.merge.seek_head(),
                }
                self.merge.step(Direction::Down)
            }
        }
    }

    fn begin_with(&mut self, start: Start) -> Option<Position<'a>> {
        let (Start::At(cursor) | Start::After(cursor)) = start;
        self.merge.seek_cursor(cursor);
        let found = self.merge.step(self.direction)?;
        match start {
            Start::After(_) if cursor.describes(&found.entry.head()) => self.merge.step(self.direction),
            _ => Some(found),
        }
    }

    fn seek_since(&mut self, since: u64) {
        self.merge.seek_realtime(since);
        self.since_checked = true;
    }

    fn seek_end(&mut self) {
        match self.options.until {
            Some(until) => self.merge.seek_realtime(until),
            None => self.merge.seek_tail(),
        }
    }

    /// The entry where the sequence stands, shown or not; its cursor continues the search.
    #[must_use]
    pub fn current(&self) -> Option<EntryHead> {
        self.merge.last()
    }

    /// The sequence, for what it found on the way.
    #[must_use]
    pub const fn merge(&self) -> &Merge<'a> {
        &self.merge
    }

    /// Takes back that the entry returned last counts towards the number of lines: a later filter left it out.
    pub const fn uncount(&mut self) {
        self.shown = self.shown.saturating_sub(1);
    }

    /// Plans how to walk the rest in pieces of this `size`, at the same time. `None` where a number of lines is
    /// wanted, which has to be counted, and where nothing is left.
    ///
    /// ```text
    /// this window       |=====|                 entries from next_before(first cut); joins(first cut)?
    /// a clone of it           |=====|           begin_at(first cut), next_before(second cut); joins(second cut)?
    /// a clone of it                 |=====|     begin_at(second cut), next_before(None)
    /// ```
    ///
    /// A piece that does not join the next one, since clocks were set back or something is damaged there, goes on to a later cut.
    pub fn cuts(&mut self, size: PieceSize) -> Option<Cuts<'a>> {
        let limit = match self.direction {
            Direction::Down => self.options.until.filter(|_| self.check_until),
            Direction::Up => self.options.since,
        };
        let is_divisible = self.options.lines == Lines::All && matches!(self.phase, Phase::Between);
        if is_divisible { self.merge.cuts(self.direction, limit, size) } else { None }
    }

    /// Begins a piece of the window at a cut.
    pub fn begin_at(&mut self, cut: &Cut) {
        self.merge.begin_at(self.direction, cut);
        self.phase = Phase::Between;
    }

    /// Hands the entries up to a cut, or to the end of the window, to `take`: faster than to ask for one after the other.
    /// `take` goes on or stops it, and tells whether the entry counts towards the number of lines.
    #[inline]
    pub fn walk(&mut self, end: Option<&Cut>, mut take: impl FnMut(Position<'a>) -> ControlFlow<bool, bool>) {
        while let Some(position) = self.advance(end) {
            let flow = take(position);
            let (ControlFlow::Continue(counts) | ControlFlow::Break(counts)) = flow;
            if !counts {
                self.uncount();
            }
            if flow.is_break() {
                return;
            }
            // As long as nothing but the order decides what is next, it is left to the merge.
            let is_plain = self.options.lines == Lines::All && !self.is_bounded();
            if is_plain
                && self
                    .merge
                    .walk(self.direction, end, |position| take(position).map_continue(drop).map_break(drop))
                    .is_break()
            {
                return;
            }
        }
    }

    /// The next entry of a piece that ends at a cut, or with the window.
    pub fn next_before(&mut self, end: Option<&Cut>) -> Option<Position<'a>> {
        self.advance(end)
    }

    /// Hands all entries of a piece to `take`, as long as that wants more: those of one file behind those of another, which is
    /// much faster than in their order. That is told by `stretch` afterwards.
    ///
    /// Tells whether it could. If not, the window stands at `begin`, what `take` got is void, and the entries have to be taken
    /// one by one.
    pub fn gather(
        &mut self,
        begin: &Cut,
        end: Option<&Cut>,
        stretch: &mut Stretch,
        take: impl FnMut(Position<'a>) -> bool,
    ) -> bool {
        self.begin_at(begin);
        // Behind the time where a window ends there may be far more than before it.
        let is_gathered = (end.is_some() || !self.is_bounded())
            && self.merge.gather(self.direction, end, stretch, take)
            && self.holds(stretch);
        if !is_gathered {
            self.begin_at(begin);
        } else if end.is_none() {
            self.phase = Phase::Ended;
        }
        is_gathered
    }

    /// Tells whether times of entries are compared with anything.
    const fn is_bounded(&self) -> bool {
        self.check_until || self.options.since.is_some() && (self.options.reverse || !self.since_checked)
    }

    /// Tells whether all entries of a stretch lie within the window.
    fn holds(&self, stretch: &Stretch) -> bool {
        let is_within = |usec| {
            self.options.since.is_none_or(|since| since <= usec)
                && self.options.until.is_none_or(|until| usec <= until)
        };
        !self.is_bounded() || stretch.ends().is_none_or(|ends| ends.into_iter().all(is_within))
    }

    /// Tells whether a piece that begins at this cut goes on as this one would.
    pub fn joins(&mut self, cut: &Cut) -> bool {
        self.merge.is_at(self.direction, cut)
    }

    /// Tells whether there is nothing more.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended)
    }

    /// Takes out what could not be read so far.
    pub fn take_findings(&mut self) -> PieceFindings {
        self.merge.take_findings()
    }

    /// Adds what could not be read of another piece, one after the other in their order: if nothing was found in this one, the
    /// last entry of those is where the sequence stands.
    pub fn add_findings(&mut self, found: &PieceFindings) {
        self.merge.add_findings(found);
    }

    fn wanted(&self) -> u64 {
        match self.options.lines {
            Lines::All => u64::MAX,
            Lines::Last(lines) | Lines::First(lines) => lines,
        }
    }

    /// The next entry, unless it lies beyond `end`.
    fn advance(&mut self, end: Option<&Cut>) -> Option<Position<'a>> {
        if self.shown >= self.wanted() && !self.options.follow {
            self.phase = Phase::Ended;
        }
        loop {
            let found = match (self.phase, end) {
                (Phase::At(position), _) => Some(position),
                (Phase::Between, Some(end)) => Some(self.merge.step_before(self.direction, end)?),
                (Phase::Between, None) => self.merge.step(self.direction),
                (Phase::Ended, _) => return None,
            };
            self.phase = Phase::Between;
            match found.map(|position| (position, self.place(position.entry.head().realtime_usec))) {
                Some((position, Place::Within)) => {
                    self.shown = self.shown.saturating_add(1);
                    return Some(position);
                }
                Some((_, Place::Before(since))) => {
                    // Going back over the last entries went too far.
                    self.seek_since(since);
                    self.check_until = self.options.until.is_some();
                }
                Some((_, Place::Beyond)) | None => self.phase = Phase::Ended,
            }
        }
    }

    /// Where an entry of this time lies, as far as that is checked.
    fn place(&mut self, realtime_usec: u64) -> Place {
        if self.check_until && self.options.until.is_some_and(|until| realtime_usec > until) {
            return Place::Beyond;
        }
        let is_checked = self.options.reverse || !self.since_checked;
        match self.options.since.filter(|_| is_checked) {
            Some(since) => {
                self.since_checked = true;
                match (realtime_usec < since, self.options.reverse) {
                    (false, _) => Place::Within,
                    (true, true) => Place::Beyond,
                    (true, false) => Place::Before(since),
                }
            }
            None => Place::Within,
        }
    }
}

/// Where an entry lies in respect of the window's times.
enum Place {
    /// Before the time at which the window begins.
    Before(u64),
    Within,
    /// Beyond its end, in the direction in which it is walked.
    Beyond,
}

impl<'a> Iterator for Window<'a> {
    type Item = Position<'a>;

    fn next(&mut self) -> Option<Position<'a>> {
        self.advance(None)
    }
}
