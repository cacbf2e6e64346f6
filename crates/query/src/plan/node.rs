//! Sorted lists of entries, united, intersected, and left out of others.

use journalq_file::{Direction, EntryOffset, Findings};

use super::leaf::Leaf;

#[derive(Clone, Debug)]
pub(super) enum Node<'a> {
    /// All entries, in the order in which they are linked.
    All(Leaf<'a>),
    /// The entries of one DATA object.
    Data(Leaf<'a>),
    And(Vec<Node<'a>>, Ahead),
    /// One of these; none where it is empty.
    Or(Vec<Node<'a>>),
    /// Those of the first without those of the second.
    Except(Box<Node<'a>>, Box<Node<'a>>, Ahead),
}

/// What was found last from some place on: it is the answer for every place between. Where one of alternatives is far
/// ahead of the others it would be looked for again at each step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ahead(Option<(Direction, EntryOffset, Option<EntryOffset>)>);

impl Ahead {
    fn get(&self, direction: Direction, from: EntryOffset) -> Option<Option<EntryOffset>> {
        let (known, since, found) = self.0?;
        let lies_between = !is_beyond(direction, since, from)
            && found.is_none_or(|found| !is_beyond(direction, from, found));
        (known == direction && lies_between).then_some(found)
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

pub(super) fn is_beyond(direction: Direction, entry: EntryOffset, from: EntryOffset) -> bool {
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
    /// Those of any of `nodes`.
    pub(super) fn any(mut nodes: Vec<Self>) -> Self {
        match nodes.iter().position(|node| matches!(node, Self::All(_))) {
            Some(all) => nodes.swap_remove(all),
            None if nodes.len() == 1 => nodes.swap_remove(0),
            None => Self::Or(nodes),
        }
    }

    /// Those that are in all of `nodes`.
    pub(super) fn all_of(nodes: Vec<Self>, all: impl FnOnce() -> Self) -> Self {
        let (mut nodes_in, mut left_out) = (Vec::new(), Vec::new());
        for node in nodes {
            let node = match node {
                Self::Except(of, out, _) => {
                    left_out.push(*out);
                    *of
                }
                node => node,
            };
            nodes_in.extend(Some(node).filter(|node| !matches!(node, Self::All(_))));
        }
        // The shortest list leads, the others are only asked at its entries.
        nodes_in.sort_by_key(Self::cost);
        let found = match nodes_in.len() {
            0 => all(),
            1 => nodes_in.swap_remove(0),
            _ => Self::And(nodes_in, Ahead::default()),
        };
        if left_out.is_empty() { found } else { Self::except(found, Self::any(left_out)) }
    }

    /// Those of `of` that are not in `out`.
    pub(super) fn except(of: Self, out: Self) -> Self {
        match out {
            Self::Or(none) if none.is_empty() => of,
            out => Self::Except(Box::new(of), Box::new(out), Ahead::default()),
        }
    }

    pub(super) fn report_defects(&self, findings: &mut Findings) {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.list.report(findings),
            Self::And(nodes, _) | Self::Or(nodes) => {
                nodes.iter().for_each(|node| node.report_defects(findings));
            }
            Self::Except(of, out, _) => [of, out].into_iter().for_each(|node| node.report_defects(findings)),
        }
    }

    /// How many entries there are, where a single list tells it.
    pub(super) fn listed(&self) -> Option<u64> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => Some(leaf.list.len()),
            Self::Or(nodes) if nodes.is_empty() => Some(0),
            Self::Or(_) | Self::And(..) | Self::Except(..) => None,
        }
    }

    /// An upper bound of the entries in the set.
    fn cost(&self) -> u64 {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.list.len(),
            Self::And(nodes, _) => nodes.iter().map(Self::cost).min().unwrap_or(u64::MAX),
            Self::Or(nodes) => nodes.iter().map(Self::cost).fold(0, u64::saturating_add),
            Self::Except(of, ..) => of.cost(),
        }
    }

    pub(super) fn for_each_leaf(&mut self, visit: &mut dyn FnMut(&mut Leaf<'a>)) {
        match self {
            Self::All(leaf) | Self::Data(leaf) => visit(leaf),
            Self::And(nodes, _) | Self::Or(nodes) => {
                nodes.iter_mut().for_each(|node| node.for_each_leaf(visit));
            }
            Self::Except(of, out, _) => {
                of.for_each_leaf(visit);
                out.for_each_leaf(visit);
            }
        }
    }

    /// Forgets what was found: places in lists change in other ways than by looking for it.
    pub(super) fn forget(&mut self) {
        match self {
            Self::All(_) | Self::Data(_) => {}
            Self::Or(nodes) => nodes.iter_mut().for_each(Self::forget),
            Self::And(nodes, ahead) => {
                *ahead = Ahead::default();
                nodes.iter_mut().for_each(Self::forget);
            }
            Self::Except(of, out, ahead) => {
                *ahead = Ahead::default();
                of.forget();
                out.forget();
            }
        }
    }

    /// Has the next entries loaded, where most of them will be looked at.
    pub(super) fn touch_ahead(&mut self, direction: Direction) {
        match self {
            Self::Data(leaf) => leaf.touch_ahead(direction),
            Self::Or(nodes) => nodes.iter_mut().for_each(|node| node.touch_ahead(direction)),
            Self::Except(of, ..) => of.touch_ahead(direction),
            Self::All(_) | Self::And(..) => {}
        }
    }

    pub(super) fn ahead(&mut self, direction: Direction, steps: u64) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.ahead(direction, steps),
            Self::Or(nodes) => nearest_of(nodes, direction, |node| node.ahead(direction, steps)),
            // The shortest list leads.
            Self::And(nodes, _) => nodes.first_mut()?.ahead(direction, steps),
            Self::Except(of, ..) => of.ahead(direction, steps),
        }
    }

    pub(super) fn passed(&self) -> u64 {
        match self {
            Self::All(leaf) | Self::Data(leaf) => leaf.place.index,
            Self::Or(nodes) => nodes.iter().map(Self::passed).fold(0, u64::saturating_add),
            Self::And(nodes, _) => nodes.first().map_or(0, Self::passed),
            Self::Except(of, ..) => of.passed(),
        }
    }

    pub(super) fn outermost(&mut self, direction: Direction) -> Option<EntryOffset> {
        self.locate(direction, &mut |leaf| leaf.outermost(direction))
    }

    /// The nearest entry beyond `from`, which was found before.
    ///
    /// All entries are followed by their index, so that one misplaced item does not hide those behind it.
    pub(super) fn beyond(&mut self, direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) if leaf.is_at(from) => leaf.step(direction),
            Self::Data(leaf) if leaf.is_at(from) => match leaf.step(direction) {
                Some(next) if is_beyond(direction, next, from) => Some(next),
                _ => leaf.seek(direction, next_offset(direction, from)?),
            },
            Self::Except(of, out, _) => {
                let next = of.beyond(direction, from)?;
                leave_out(of, out, direction, next)
            }
            node => node.seek(direction, next_offset(direction, from)?),
        }
    }

    /// The nearest entry at or beyond `from`.
    fn seek(&mut self, direction: Direction, from: EntryOffset) -> Option<EntryOffset> {
        let (found, ahead) = match self {
            Self::All(leaf) | Self::Data(leaf) => return leaf.seek(direction, from),
            Self::Or(nodes) => return nearest_of(nodes, direction, |node| node.seek(direction, from)),
            Self::And(nodes, ahead) => match ahead.get(direction, from) {
                Some(found) => return found,
                None => (agree(nodes, direction, from), ahead),
            },
            Self::Except(of, out, ahead) => match ahead.get(direction, from) {
                Some(found) => return found,
                None => {
                    let next = of.seek(direction, from);
                    (next.and_then(|next| leave_out(of, out, direction, next)), ahead)
                }
            },
        };
        *ahead = Ahead(Some((direction, from, found)));
        found
    }

    /// Tells whether an entry is in the set. Every list is asked, so that where they stand depends on the entry alone.
    fn contains(&mut self, direction: Direction, entry: EntryOffset) -> bool {
        match self {
            Self::All(_) => true,
            Self::Data(leaf) => leaf.seek(direction, entry) == Some(entry),
            Self::And(nodes, _) => count_with(nodes, direction, entry) == nodes.len(),
            Self::Or(nodes) => count_with(nodes, direction, entry) > 0,
            Self::Except(of, out, _) => {
                let is_out = out.contains(direction, entry);
                of.contains(direction, entry) && !is_out
            }
        }
    }

    /// Positions every leaf by `position`; of alternatives the nearest counts, of terms that must all hold the
    /// farthest, from where they have to agree. This is how journald positions a file (`docs/format.md`, "Order").
    pub(super) fn locate(
        &mut self,
        direction: Direction,
        position: &mut dyn FnMut(&mut Leaf<'a>) -> Option<EntryOffset>,
    ) -> Option<EntryOffset> {
        match self {
            Self::All(leaf) | Self::Data(leaf) => position(leaf),
            Self::Or(nodes) => nearest_of(nodes, direction, |node| node.locate(direction, position)),
            Self::Except(of, out, ahead) => {
                *ahead = Ahead::default();
                let found = of.locate(direction, position)?;
                leave_out(of, out, direction, found)
            }
            Self::And(nodes, ahead) => {
                *ahead = Ahead::default();
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
    /// How often lists that are out of order may lead backwards, before they lead round in circles.
    const PATIENCE: u32 = 64;

    let (mut at, mut patience) = (from, PATIENCE);
    loop {
        let start = at;
        for node in nodes.iter_mut() {
            at = node.seek(direction, at)?;
        }
        if at == start {
            return Some(at);
        }
        if is_beyond(direction, start, at) {
            patience = patience.checked_sub(1)?;
        }
    }
}

/// How many of `nodes` have an entry.
fn count_with(nodes: &mut [Node<'_>], direction: Direction, entry: EntryOffset) -> usize {
    nodes.iter_mut().map(|node| usize::from(node.contains(direction, entry))).sum()
}

/// The nearest of the entries of `of` from `next` on, which was found in it, that is not in `out`.
fn leave_out<'a>(
    of: &mut Node<'a>,
    out: &mut Node<'a>,
    direction: Direction,
    mut next: EntryOffset,
) -> Option<EntryOffset> {
    while out.contains(direction, next) {
        let beyond = of.beyond(direction, next)?;
        // Lists that are out of order could lead round in circles; those that are followed by their index do not.
        if !matches!(of, Node::All(_)) && !is_beyond(direction, beyond, next) {
            return None;
        }
        next = beyond;
    }
    Some(next)
}
