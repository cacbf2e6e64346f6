//! The boots that a journal knows: listed, or found by a descriptor of `-b`.
//!
//! Boots are walked from an end of the sequence: an entry of a boot that was not met before, then that boot's other end,
//! then the next entry behind it. A boot nested in another, as clocks that were set back can make it, is missed in one
//! direction or the other, as journalctl misses it.

use std::collections::HashSet;
use std::fmt;

use journalq_file::{Direction, Id128, JournalFile};

use crate::matches::Expr;
use crate::merge::{Merge, Position};
use crate::number::parse_int;
use crate::window::Lines;

/// A boot with the times of its first and last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boot {
    /// The boot's ID.
    pub boot_id: Id128,
    /// Microseconds since the epoch of the first entry.
    pub first_usec: u64,
    /// Microseconds since the epoch of the last entry.
    pub last_usec: u64,
}

/// What an argument of `-b` stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BootDescriptor {
    /// The boot that is counted from; without one the last for offsets up to 0, else the one before the first.
    pub boot_id: Option<Id128>,
    /// How many boots later, or earlier where it is negative.
    pub offset: i32,
}

impl BootDescriptor {
    /// Parses `[ID][±OFFSET]`.
    ///
    /// The ID has 32 hex digits; one of zeros counts as none. Without an ID the offset needs no sign.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((id, offset)) =
            text.split_at_checked(32).filter(|(id, _)| id.bytes().all(|b| b.is_ascii_hexdigit()))
        else {
            return Some(Self { boot_id: None, offset: parse_int(text)? });
        };
        let boot_id = Id128::parse(id.as_bytes()).filter(|id| !id.is_null());
        let offset = match offset {
            "" => 0,
            signed if signed.starts_with(['+', '-']) => parse_int(signed)?,
            _ => return None,
        };
        Some(Self { boot_id, offset })
    }
}

/// As journalctl names the boot that it does not find: the ID, if any, and the offset with its sign.
impl fmt::Display for BootDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(boot_id) = self.boot_id {
            write!(f, "{boot_id}")?;
        }
        write!(f, "{:+}", self.offset)
    }
}

/// The condition that an entry belongs to a boot, by its `_BOOT_ID` field.
#[must_use]
pub fn match_boot(boot_id: Id128) -> Expr {
    Expr::Match([&b"_BOOT_ID="[..], &boot_id.to_hex()].concat())
}

/// Finds the boot that a descriptor stands for.
#[must_use]
pub fn find_boot(files: &[JournalFile<'_>], descriptor: BootDescriptor) -> Option<Id128> {
    let BootDescriptor { boot_id, offset } = descriptor;
    let direction = if offset > 0 { Direction::Down } else { Direction::Up };
    let mut walk = BootWalk::new(files, direction);
    let steps = offset.unsigned_abs();
    let Some(start) = boot_id else {
        // 0 is the last boot, 1 the first.
        let passed_over = if offset > 0 { steps.saturating_sub(1) } else { steps };
        return walk.nth(usize::try_from(passed_over).ok()?).map(|boot| boot.boot_id);
    };
    walk.start_at(start)?;
    match steps.checked_sub(1) {
        None => Some(start),
        Some(passed_over) => walk.nth(usize::try_from(passed_over).ok()?).map(|boot| boot.boot_id),
    }
}

/// Lists boots, oldest first: all of them, or the last or first so many.
#[must_use]
pub fn list_boots(files: &[JournalFile<'_>], lines: Lines) -> Vec<Boot> {
    let (direction, limit) = match lines {
        Lines::All => (Direction::Down, usize::MAX),
        Lines::First(lines) => (Direction::Down, usize::try_from(lines).unwrap_or(usize::MAX)),
        Lines::Last(lines) => (Direction::Up, usize::try_from(lines).unwrap_or(usize::MAX)),
    };
    let mut listed = HashSet::new();
    let walk = BootWalk::new(files, direction).take(limit);
    // A boot that was listed already means that the walk goes round in circles.
    let mut boots: Vec<Boot> = walk.take_while(|boot| listed.insert(boot.boot_id)).collect();
    if direction == Direction::Up {
        boots.reverse();
    }
    boots
}

/// The boots in one direction.
struct BootWalk<'a> {
    merge: Merge<'a>,
    direction: Direction,
    previous: Option<Id128>,
    /// Boots in entries' heads without an entry that has the field.
    broken: HashSet<Id128>,
}

impl<'a> BootWalk<'a> {
    fn new(files: &[JournalFile<'a>], direction: Direction) -> Self {
        let mut merge = Merge::new(files, None);
        if direction == Direction::Up {
            merge.seek_tail();
        }
        Self { merge, direction, previous: None, broken: HashSet::new() }
    }

    /// Continues behind the end of a boot, if there is an entry of it.
    fn start_at(&mut self, boot_id: Id128) -> Option<()> {
        self.previous = Some(boot_id);
        self.merge.set_matches(Some(&match_boot(boot_id)));
        let found = self.end_of_matches(self.direction.opposite());
        self.merge.set_matches(None);
        found.map(|_| ())
    }

    /// The last entry that matches when going in `direction` from the other end, seen from that end.
    fn end_of_matches(&mut self, direction: Direction) -> Option<Position<'a>> {
        match direction {
            Direction::Down => self.merge.seek_head(),
            Direction::Up => self.merge.seek_tail(),
        }
        self.merge.step(direction)
    }

    /// The boot of an entry that was met: its ends in time, the walk standing at the far one.
    fn measure(&mut self, boot_id: Id128) -> Option<Boot> {
        self.merge.set_matches(Some(&match_boot(boot_id)));
        let near = self.end_of_matches(self.direction);
        let far = near.and_then(|_| self.end_of_matches(self.direction.opposite()));
        self.merge.set_matches(None);
        let (near, far) = (near?.entry.head().realtime_usec, far?.entry.head().realtime_usec);
        let (first_usec, last_usec) =
            if self.direction == Direction::Down { (near, far) } else { (far, near) };
        Some(Boot { boot_id, first_usec, last_usec })
    }
}

impl Iterator for BootWalk<'_> {
    type Item = Boot;

    fn next(&mut self) -> Option<Boot> {
        loop {
            let boot_id = self.merge.step(self.direction)?.entry.head().boot_id;
            if Some(boot_id) == self.previous || self.broken.contains(&boot_id) {
                continue;
            }
            if let Some(boot) = self.measure(boot_id) {
                self.previous = Some(boot_id);
                return Some(boot);
            }
            self.broken.insert(boot_id);
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
        for (text, boot_id, offset) in [
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
            assert_eq!(BootDescriptor::parse(text), Some(BootDescriptor { boot_id, offset }), "{text}");
        }
        for text in ["", "foo", "all", &format!("{ID}1"), &format!("{ID}x"), &ID[1..]] {
            assert_eq!(BootDescriptor::parse(text), None, "{text}");
        }
        assert_eq!(BootDescriptor { boot_id: None, offset: 4 }.to_string(), "+4");
        assert_eq!(BootDescriptor { boot_id: id, offset: 0 }.to_string(), format!("{ID}+0"));
    }
}
