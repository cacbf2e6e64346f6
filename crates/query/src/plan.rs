//! A query on one file: an expression as sorted lists of entry offsets, evaluated lazily.
//!
//! ```text
//! Expr -> term: looked up in the file -> node: lists, united, intersected, left out of others
//!                                     -> check: what only an entry tells, if anything
//! ```
//!
//! A match is the entry list of a DATA object, found through the hash table; a condition on a field is that of all its values
//! that pass. Nothing is scanned: every answer is a few searches in these lists, which gallop from where they were, so that a
//! sweep costs little more than its steps. Of a field with too many values, of times and where an index is broken the lists
//! tell only which entries come into question, and each of these is checked by whoever reads it ([`EntrySet::admits`]).

mod check;
mod leaf;
mod memo;
mod node;
mod term;

use std::sync::Arc;

use journalq_file::{Cursor, Direction, Entry, EntryOffset, Findings, FormatError, JournalFile, Scratch};

use self::check::Check;
use self::leaf::Leaf;
pub(crate) use self::leaf::Place;
use self::node::{Node, is_beyond};
use self::term::LookUp;
use crate::matches::Expr;

/// The entries of a file that fulfil an expression, which is looked up when it is needed first.
#[derive(Clone, Debug)]
pub(crate) struct EntrySet<'a> {
    file: JournalFile<'a>,
    expr: Option<Arc<Expr>>,
    root: Option<Node<'a>>,
    /// What the entries in question have to be checked for, beside what lists tell.
    check: Option<Check>,
    /// Room for what a check could not read.
    unread: Vec<FormatError>,
    /// How many more times a search may lead backwards.
    patience: u32,
    /// The list of all entries, kept while matches are set: what it found last counts when they are lifted.
    all: Option<Leaf<'a>>,
    /// The matches that could not be looked up.
    findings: Findings,
}

impl<'a> EntrySet<'a> {
    /// How often a search may lead backwards. Lists that are out of order do that, and could lead round in circles.
    const PATIENCE: u32 = 1024;

    /// The entries of `file` that fulfil `expr`; without one, all entries are meant.
    pub(crate) fn new(file: JournalFile<'a>, expr: Option<Arc<Expr>>) -> Self {
        let (check, unread) = (None, Vec::new());
        let (patience, findings) = (Self::PATIENCE, Findings::default());
        Self { file, expr, root: None, check, unread, patience, all: None, findings }
    }

    /// Means other entries from now on.
    pub(crate) fn set_matches(&mut self, expr: Option<Arc<Expr>>) {
        self.expr = expr;
        if let Some(Node::All(all)) = self.root.take() {
            self.all = Some(all);
        }
    }

    fn root(&mut self) -> &mut Node<'a> {
        let Self { file, expr, root, check, all, findings, .. } = self;
        root.get_or_insert_with(|| match expr {
            Some(expr) => {
                let term = LookUp { file: *file, scratch: &mut Scratch::default(), findings }.term(expr);
                *check = term.remaining_check();
                term.into_node(*file)
            }
            None => {
                *check = None;
                Node::All(all.take().unwrap_or_else(|| Leaf::new(file.all_entries())))
            }
        })
    }

    /// Tells whether entries have to be checked when they are read, as far as that is known: when one was found it is.
    #[inline]
    pub(crate) const fn has_check(&self) -> bool {
        self.check.is_some()
    }

    /// Checks an entry that was found. What cannot be read of one that is left out goes into `findings`; of one that is
    /// not, who looks at it will find that.
    pub(crate) fn admits(&mut self, entry: &Entry<'_>, findings: &mut Findings) -> bool {
        let Self { file, check: Some(check), unread, .. } = self else { return true };
        let admitted = check.admits(file, entry, unread);
        if !admitted {
            findings.extend(unread.iter().copied());
        }
        unread.clear();
        admitted
    }

    /// Adds what is wrong with the lists, as far as they were searched.
    pub(crate) fn report_defects(&self, findings: &mut Findings) {
        findings.append(&self.findings);
        if let Some(root) = &self.root {
            root.report_defects(findings);
        }
    }

    /// The first entry going down, the last going up.
    pub(crate) fn outermost(&mut self, direction: Direction) -> Option<EntryOffset> {
        self.root().outermost(direction)
    }

    /// The nearest entry beyond `from`, which was found before.
    ///
    /// All entries are followed by their index, so that one misplaced item does not hide those behind it.
    pub(crate) fn beyond(&mut self, direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
        let root = self.root();
        root.touch_ahead(direction);
        let found = root.beyond(direction, from)?;
        // That of all entries is followed by its index, which ends.
        let goes_on = matches!(root, Node::All(_)) || is_beyond(direction, found, from);
        if !goes_on {
            self.patience = self.patience.checked_sub(1)?;
        }
        Some(found)
    }

    /// The nearest entry beyond a border, from where the last search ended on: `is_before` tells which entries lie before
    /// it, in the order of the file.
    pub(crate) fn cross(
        &mut self,
        direction: Direction,
        is_before: &dyn Fn(EntryOffset) -> bool,
    ) -> Option<EntryOffset> {
        self.root().locate(direction, &mut |leaf| leaf.cross(direction, is_before))
    }

    /// An entry some `steps` ahead of where the last search ended: no farther, and much nearer only where one term of
    /// several is met more rarely. `None` where there are not as many.
    pub(crate) fn ahead(&mut self, direction: Direction, steps: u64) -> Option<EntryOffset> {
        self.root().ahead(direction, steps)
    }

    /// How many entries were passed so far, at most: going up, as many fewer.
    pub(crate) fn passed(&mut self) -> u64 {
        self.root().passed()
    }

    /// How many entries there are, where a single list tells it.
    pub(crate) fn listed(&mut self) -> Option<u64> {
        let listed = self.root().listed();
        listed.filter(|_| !self.has_check())
    }

    /// Looks the lists up, if that was not done yet.
    pub(crate) fn look_up(&mut self) {
        self.root();
    }

    /// Where the search in each list stands.
    pub(crate) fn places(&mut self) -> Vec<Place> {
        let mut places = Vec::new();
        self.for_each_leaf(&mut |leaf| places.push(leaf.place));
        places
    }

    /// Goes to where another search in the same set stood.
    pub(crate) fn begin_at(&mut self, places: &[Place]) {
        if let Some(root) = &mut self.root {
            root.forget();
        }
        let mut places = places.iter();
        self.for_each_leaf(&mut |leaf| leaf.place = places.next().copied().unwrap_or_default());
    }

    /// Tells whether this search goes on from `next` as another one would that stands at these places. Lists that ended
    /// before are left aside.
    pub(crate) fn is_at(&mut self, direction: Direction, next: EntryOffset, places: &[Place]) -> bool {
        let is_ahead = |place: Place| place.entry.is_some_and(|entry| !is_beyond(direction, next, entry));
        let (mut places, mut agrees) = (places.iter(), true);
        self.for_each_leaf(&mut |leaf| {
            let other = places.next().copied().unwrap_or_default();
            agrees &= leaf.place == other || !is_ahead(leaf.place) && !is_ahead(other);
        });
        agrees
    }

    /// Forgets which items of lists lead to no entry, as far as they were met. Returns the first of each list; nothing where
    /// there is none.
    pub(crate) fn forget_lost(&mut self) -> Vec<Option<FormatError>> {
        let (mut lost, mut leaves) = (Vec::new(), 0_usize);
        self.for_each_leaf(&mut |leaf| {
            if let Some(item) = leaf.list.forget_lost() {
                lost.resize(leaves, None);
                lost.push(Some(item));
            }
            leaves = leaves.saturating_add(1);
        });
        lost
    }

    /// Takes note of what another search in the same set met.
    pub(crate) fn note_lost(&mut self, lost: &[Option<FormatError>]) {
        let mut lost = lost.iter();
        self.for_each_leaf(&mut |leaf| {
            if let Some(Some(lost)) = lost.next() {
                leaf.list.note_lost(*lost);
            }
        });
    }

    fn for_each_leaf(&mut self, visit: &mut dyn FnMut(&mut Leaf<'a>)) {
        if let Some(root) = &mut self.root {
            root.for_each_leaf(visit);
        }
    }

    /// The nearest entry at or beyond the place that a cursor describes, by the first of its parts that the file can
    /// place: sequence number, time since the boot, wall clock time, the boot as a whole.
    pub(crate) fn locate(&mut self, direction: Direction, place: &Cursor) -> Option<EntryOffset> {
        let file = self.file;
        self.root().locate(direction, &mut |leaf| leaf.locate(file, direction, place))
    }
}
