//! A query on one file: the tree of matches as sorted lists of entry offsets, evaluated lazily.
//!
//! A match is the entry list of a DATA object, found through the hash table. Nothing is scanned: every answer is a few
//! searches in these lists, which gallop from where they were, so that a sweep costs little more than its steps.

mod leaf;

use std::sync::Arc;

use journalq_file::{Cursor, Direction, EntryOffset, Findings, FormatError, JournalFile, Scratch};

use self::leaf::Leaf;
pub(crate) use self::leaf::Place;
use crate::matches::Expr;

/// The entries of a file that fulfil an expression, which is looked up when it is needed first.
#[derive(Clone, Debug)]
pub(crate) struct EntrySet<'a> {
    file: JournalFile<'a>,
    expr: Option<Arc<Expr>>,
    root: Option<Node<'a>>,
    /// The list of all entries, kept while matches are set: what it found last counts when they are lifted.
    all: Option<Leaf<'a>>,
    /// The matches that could not be looked up.
    findings: Findings,
}

#[derive(Clone, Debug)]
enum Node<'a> {
    /// All entries, in the order in which they are linked.
    All(Leaf<'a>),
    /// The entries of one DATA object.
    Data(Leaf<'a>),
    And(Vec<Node<'a>>),
    /// One of these; none where it is empty.
    Or(Vec<Node<'a>>),
}

impl<'a> EntrySet<'a> {
    /// The entries of `file` that fulfil `expr`; without one, all entries are meant.
    pub(crate) fn new(file: JournalFile<'a>, expr: Option<Arc<Expr>>) -> Self {
        Self { file, expr, root: None, all: None, findings: Findings::default() }
    }

    /// Means other entries from now on.
    pub(crate) fn set_matches(&mut self, expr: Option<Arc<Expr>>) {
        self.expr = expr;
        if let Some(Node::All(all)) = self.root.take() {
            self.all = Some(all);
        }
    }

    fn root(&mut self) -> &mut Node<'a> {
        let Self { file, expr, root, all, findings } = self;
        root.get_or_insert_with(|| match expr {
            Some(expr) => Node::new(*file, expr, &mut Scratch::default(), findings),
            None => Node::All(all.take().unwrap_or_else(|| Leaf::new(file.all_entries()))),
        })
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
        match root {
            Node::All(leaf) if leaf.is_at(from) => leaf.step(direction),
            Node::Data(leaf) if leaf.is_at(from) => match leaf.step(direction) {
                Some(next) if is_beyond(direction, next, from) => Some(next),
                _ => leaf.seek(direction, next_offset(direction, from)?),
            },
            root => root.seek(direction, next_offset(direction, from)?),
        }
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

/// The nearest offset beyond that of an entry; nothing need be there.
fn next_offset(direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
    let next = match direction {
        Direction::Down => from.get().checked_add(1),
        Direction::Up => from.get().checked_sub(1),
    };
    EntryOffset::new(next?)
}

fn is_beyond(direction: Direction, entry: EntryOffset, from: EntryOffset) -> bool {
    match direction {
        Direction::Down => entry > from,
        Direction::Up => entry < from,
    }
}

/// Of two entries the one that comes first in the given direction.
fn nearer(direction: Direction, a: EntryOffset, b: EntryOffset) -> EntryOffset {
    match direction {
        Direction::Down => a.min(b),
        Direction::Up => a.max(b),
    }
}

/// Of two entries the one that comes last in the given direction.
fn farther(direction: Direction, a: EntryOffset, b: EntryOffset) -> EntryOffset {
    match direction {
        Direction::Down => a.max(b),
        Direction::Up => a.min(b),
    }
}

impl<'a> Node<'a> {
    fn new(file: JournalFile<'a>, expr: &Expr, scratch: &mut Scratch, findings: &mut Findings) -> Self {
        let mut nodes = |terms: &[Expr]| {
            terms.iter().map(|term| Self::new(file, term, scratch, findings)).collect::<Vec<_>>()
        };
        match expr {
            Expr::Match(payload) => match file.find_data(payload, scratch) {
                Ok(Some(data)) => Self::Data(Leaf::new(file.entries_of(&data))),
                Ok(None) => Self::Or(Vec::new()),
                Err(error) => {
                    findings.record(error);
                    Self::Or(Vec::new())
                }
            },
            Expr::Or(terms) => Self::Or(nodes(terms)),
            Expr::And(terms) => {
                let mut nodes = nodes(terms);
                // The shortest list leads, the others are only asked at its entries.
                nodes.sort_by_key(Self::cost);
                Self::And(nodes)
            }
        }
    }

    fn report_defects(&self, findings: &mut Findings) {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.list.report(findings),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.report_defects(findings)),
        }
    }

    /// An upper bound of the entries in the set.
    fn cost(&self) -> u64 {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.list.len(),
            Self::And(nodes) => nodes.iter().map(Self::cost).min().unwrap_or(u64::MAX),
            Self::Or(nodes) => nodes.iter().map(Self::cost).fold(0, u64::saturating_add),
        }
    }

    fn for_each_leaf(&mut self, visit: &mut dyn FnMut(&mut Leaf<'a>)) {
        match self {
            Self::All(leaf) | Self::Data(leaf) => visit(leaf),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter_mut().for_each(|node| node.for_each_leaf(visit)),
        }
    }

    /// Has the next entries loaded, where most of them will be looked at.
    fn touch_ahead(&mut self, direction: Direction) {
        match self {
            Self::Data(leaf) => leaf.touch_ahead(direction),
            Self::Or(nodes) => nodes.iter_mut().for_each(|node| node.touch_ahead(direction)),
            Self::All(_) | Self::And(_) => {}
        }
    }

    fn ahead(&mut self, direction: Direction, steps: u64) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.ahead(direction, steps),
            Self::Or(nodes) => nearest_of(nodes, direction, |node| node.ahead(direction, steps)),
            // The shortest list leads.
            Self::And(nodes) => nodes.first_mut()?.ahead(direction, steps),
        }
    }

    fn passed(&self) -> u64 {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.place.index,
            Self::Or(nodes) => nodes.iter().map(Self::passed).fold(0, u64::saturating_add),
            Self::And(nodes) => nodes.first().map_or(0, Self::passed),
        }
    }

    fn outermost(&mut self, direction: Direction) -> Option<EntryOffset> {
        self.locate(direction, &mut |leaf| leaf.outermost(direction))
    }

    /// The nearest entry at or beyond `from`.
    fn seek(&mut self, direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.seek(direction, from),
            Self::Or(nodes) => nearest_of(nodes, direction, |node| node.seek(direction, from)),
            Self::And(nodes) => agree(nodes, direction, from),
        }
    }

    /// Positions every leaf by `position`; of alternatives the nearest counts, of terms that must all hold the
    /// farthest, from where they have to agree. This is how journald positions a file (`docs/format.md`, "Order").
    fn locate(
        &mut self,
        direction: Direction,
        position: &mut dyn FnMut(&mut Leaf<'a>) -> Option<EntryOffset>,
    ) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => position(leaf),
            Self::Or(nodes) => nearest_of(nodes, direction, |node| node.locate(direction, position)),
            Self::And(nodes) => {
                let mut farthest: Option<EntryOffset> = None;
                for node in nodes.iter_mut() {
                    let found = node.locate(direction, position)?;
                    farthest = Some(farthest.map_or(found, |so_far| farther(direction, so_far, found)));
                }
                agree(nodes, direction, farthest?)
            }
        }
    }
}

fn nearest_of<'a>(
    nodes: &mut [Node<'a>],
    direction: Direction,
    find: impl FnMut(&mut Node<'a>) -> Option<EntryOffset>,
) -> Option<EntryOffset> {
    nodes.iter_mut().filter_map(find).reduce(|a, b| nearer(direction, a, b))
}

/// The nearest entry at or beyond `from` that is in all of `nodes`.
fn agree(nodes: &mut [Node<'_>], direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
    let mut at = from;
    loop {
        let start = at;
        for node in nodes.iter_mut() {
            at = node.seek(direction, at)?;
        }
        if at == start {
            return Some(at);
        }
    }
}
