//! What a journal falls into, by an ID that entries carry: boots, and the runs of a unit. They are listed, or found by a
//! descriptor such as `-1`.
//!
//! They are walked from an end of the sequence: an entry with an ID that was not met before, then that ID's other end, then
//! the next entry behind it. What is nested in another, as clocks that were set back can make it, is missed in one
//! direction or the other, as journalctl misses it.

use std::collections::HashSet;
use std::fmt;

use journalq_file::{Direction, Entry, Id128, JournalFile, Scratch};

use crate::matches::Expr;
use crate::merge::{Merge, Position};
use crate::number::parse_int;
use crate::window::Lines;

/// The fields that name the run of a unit, in the order in which they count.
const INVOCATION_FIELDS: [&str; 4] =
    ["_SYSTEMD_INVOCATION_ID", "OBJECT_SYSTEMD_INVOCATION_ID", "INVOCATION_ID", "USER_INVOCATION_ID"];

/// A boot or a run of a unit, with the times of its first and last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogId {
    /// The boot ID or invocation ID.
    pub id: Id128,
    /// Microseconds since the epoch of the first entry.
    pub first_usec: u64,
    /// Microseconds since the epoch of the last entry.
    pub last_usec: u64,
}

/// What an argument of `-b` or `--invocation` stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The ID that is counted from; without one the last for offsets up to 0, else the one before the first.
    pub id: Option<Id128>,
    /// How many later, or earlier where it is negative.
    pub offset: i32,
}

impl Descriptor {
    /// Parses `[ID][±OFFSET]`.
    ///
    /// The ID has 32 hex digits; one of zeros counts as none. Without an ID the offset needs no sign.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = |id: &str| id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some((id, offset)) = text.split_at_checked(32).filter(|(id, _)| is_id(id)) else {
            return Some(Self { id: None, offset: parse_int(text)? });
        };
        let id = Id128::parse(id.as_bytes()).filter(|id| !id.is_null());
        let offset = match offset {
            "" => 0,
            signed if signed.starts_with(['+', '-']) => parse_int(signed)?,
            _ => return None,
        };
        Some(Self { id, offset })
    }
}

/// As journalctl names what it does not find: the ID, if any, and the offset with its sign.
impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = self.id {
            write!(f, "{id}")?;
        }
        write!(f, "{:+}", self.offset)
    }
}

/// The kinds of IDs.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Boots.
    Boot,
    /// Runs of a unit: only entries that fulfil the expression are looked at.
    Invocation(Expr),
}

impl Kind {
    /// The ID of this kind that an entry carries, if any.
    fn of(&self, file: &JournalFile<'_>, entry: &Entry<'_>, scratch: &mut Scratch) -> Option<Id128> {
        match self {
            Self::Boot => Some(entry.head().boot_id),
            Self::Invocation(_) => invocation_of(file, entry, scratch),
        }
    }

    /// The entries among which IDs are looked for; `None` for all.
    const fn among(&self) -> Option<&Expr> {
        match self {
            Self::Boot => None,
            Self::Invocation(unit) => Some(unit),
        }
    }

    /// The condition that an entry has this ID.
    #[must_use]
    pub fn matches(&self, id: Id128) -> Expr {
        let is = |field: &str| Expr::Match([field.as_bytes(), b"=", &id.to_hex()].concat());
        match self {
            Self::Boot => is("_BOOT_ID"),
            Self::Invocation(_) => match_invocation(id),
        }
    }
}

/// The entries of a run of a unit.
#[must_use]
pub fn match_invocation(id: Id128) -> Expr {
    let is = |field: &str| Expr::Match([field.as_bytes(), b"=", &id.to_hex()].concat());
    Expr::Or(INVOCATION_FIELDS.map(is).to_vec())
}

/// The first valid ID among the fields that can hold one.
fn invocation_of(file: &JournalFile<'_>, entry: &Entry<'_>, scratch: &mut Scratch) -> Option<Id128> {
    let mut found = [None; INVOCATION_FIELDS.len()];
    for data in entry.items().filter_map(|offset| file.read_data(offset).ok()) {
        let Ok(payload) = data.payload(scratch) else { continue };
        let Some((name, value)) = journalq_file::split_field(payload) else { continue };
        for (id, field) in found.iter_mut().zip(INVOCATION_FIELDS) {
            if field.as_bytes() == name {
                *id = id.or_else(|| Id128::parse(value).filter(|id| !id.is_null()));
            }
        }
    }
    found.into_iter().flatten().next()
}

/// Finds the ID that a descriptor stands for.
#[must_use]
pub fn find(files: &[JournalFile<'_>], kind: Kind, descriptor: Descriptor) -> Option<Id128> {
    let Descriptor { id, offset } = descriptor;
    let direction = if offset > 0 { Direction::Down } else { Direction::Up };
    let mut walk = Walk::new(files, kind, direction);
    let steps = usize::try_from(offset.unsigned_abs()).ok()?;
    let Some(start) = id else {
        // 0 is the last, 1 the first.
        let passed_over = if offset > 0 { steps.saturating_sub(1) } else { steps };
        return walk.nth(passed_over).map(|found| found.id);
    };
    walk.start_at(start)?;
    match steps.checked_sub(1) {
        None => Some(start),
        Some(passed_over) => walk.nth(passed_over).map(|found| found.id),
    }
}

/// Lists IDs, oldest first: all of them, or the last or first so many.
#[must_use]
pub fn list(files: &[JournalFile<'_>], kind: Kind, lines: Lines) -> Vec<LogId> {
    let (direction, limit) = match lines {
        Lines::All => (Direction::Down, usize::MAX),
        Lines::First(lines) => (Direction::Down, usize::try_from(lines).unwrap_or(usize::MAX)),
        Lines::Last(lines) => (Direction::Up, usize::try_from(lines).unwrap_or(usize::MAX)),
    };
    let mut listed = HashSet::new();
    let walk = Walk::new(files, kind, direction).take(limit);
    // What was listed already means that the walk goes round in circles.
    let mut ids: Vec<LogId> = walk.take_while(|found| listed.insert(found.id)).collect();
    if direction == Direction::Up {
        ids.reverse();
    }
    ids
}

/// The IDs in one direction.
struct Walk<'a> {
    files: Vec<JournalFile<'a>>,
    kind: Kind,
    merge: Merge<'a>,
    direction: Direction,
    scratch: Scratch,
    previous: Option<Id128>,
    /// IDs of entries without an entry that is found by the ID.
    broken: HashSet<Id128>,
}

impl<'a> Walk<'a> {
    fn new(files: &[JournalFile<'a>], kind: Kind, direction: Direction) -> Self {
        let mut merge = Merge::new(files, kind.among());
        if direction == Direction::Up {
            merge.seek_tail();
        }
        Self {
            files: files.to_vec(),
            kind,
            merge,
            direction,
            scratch: Scratch::default(),
            previous: None,
            broken: HashSet::new(),
        }
    }

    /// Continues behind the end of what has this ID, if there is any of it.
    fn start_at(&mut self, id: Id128) -> Option<()> {
        self.previous = Some(id);
        self.merge.set_matches(Some(&self.kind.matches(id)));
        let found = self.outermost(self.direction.opposite());
        self.merge.set_matches(self.kind.among());
        found.map(|_| ())
    }

    /// The first entry when going in `direction` from the end.
    fn outermost(&mut self, direction: Direction) -> Option<Position<'a>> {
        match direction {
            Direction::Down => self.merge.seek_head(),
            Direction::Up => self.merge.seek_tail(),
        }
        self.merge.step(direction)
    }

    /// Both ends in time of what has an ID that was met; the walk stands at the far one then.
    fn measure(&mut self, id: Id128) -> Option<LogId> {
        self.merge.set_matches(Some(&self.kind.matches(id)));
        let near = self.outermost(self.direction);
        let far = near.and_then(|_| self.outermost(self.direction.opposite()));
        self.merge.set_matches(self.kind.among());
        let (near, far) = (near?.entry.head().realtime_usec, far?.entry.head().realtime_usec);
        let (first_usec, last_usec) =
            if self.direction == Direction::Down { (near, far) } else { (far, near) };
        Some(LogId { id, first_usec, last_usec })
    }
}

impl Iterator for Walk<'_> {
    type Item = LogId;

    fn next(&mut self) -> Option<LogId> {
        loop {
            let Position { file, entry } = self.merge.step(self.direction)?;
            let Some(id) = self.kind.of(self.files.get(file)?, &entry, &mut self.scratch) else { continue };
            if Some(id) == self.previous || self.broken.contains(&id) {
                continue;
            }
            if let Some(found) = self.measure(id) {
                self.previous = Some(id);
                return Some(found);
            }
            self.broken.insert(id);
            self.start_at(self.previous?)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "22222222222242228222222222222222";

    #[test]
    fn descriptors() {
        let id = Id128::parse(ID.as_bytes());
        let zeros = "0".repeat(32);
        for (text, id, offset) in [
            ("0", None, 0),
            ("-1", None, -1),
            ("+2", None, 2),
            ("2222", None, 2222),
            (ID, id, 0),
            (&format!("{ID}-1"), id, -1),
            (&format!("{ID}+0"), id, 0),
            (&zeros, None, 0),
            (&format!("{zeros}-1"), None, -1),
        ] {
            assert_eq!(Descriptor::parse(text), Some(Descriptor { id, offset }), "{text}");
        }
        for text in ["", "foo", "all", &format!("{ID}1"), &format!("{ID}x"), &ID[1..]] {
            assert_eq!(Descriptor::parse(text), None, "{text}");
        }
        assert_eq!(Descriptor { id: None, offset: 4 }.to_string(), "+4");
        assert_eq!(Descriptor { id, offset: 0 }.to_string(), format!("{ID}+0"));
    }
}
