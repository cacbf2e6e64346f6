//! Which programs and units entries of a process ID have, one after the other.
//!
//! A process may execute another program, and be moved to another unit; another process may get its ID when it is gone. So
//! only a third change is told of: one program in one unit, another one in another unit, and the first again, all within
//! a minute. A system that gives new IDs one after the other does not come round in that time.

use journalq_file::Id128;

use super::super::anomaly::Place;

/// How many IDs are kept; those that meet in one place replace each other.
const PLACES: usize = 1 << 14;

/// How long the first program may have been silent, in microseconds.
const WITHIN_USEC: u64 = 60_000_000;

/// A program in a unit, by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) exe: u64,
    pub(super) unit: u64,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    pid: u64,
    boot_id: Id128,
    program: Program,
    /// The last entry of this program, and its time since the boot.
    place: Place,
    monotonic_usec: u64,
    /// The program before, and the time of its last entry.
    before: Option<(Program, u64)>,
}

/// The programs of the process IDs of a file.
pub(super) struct Processes {
    seen: Vec<Option<Seen>>,
}

impl Processes {
    pub(super) fn new() -> Self {
        Self { seen: vec![None; PLACES] }
    }

    /// Takes the next entry. Where its program comes back, returns the entry before, which another program is said to have sent.
    pub(super) fn contradict(
        &mut self,
        boot_id: Id128,
        pid: u64,
        program: Program,
        (place, monotonic_usec): (Place, u64),
    ) -> Option<Place> {
        let at = usize::try_from(pid).unwrap_or(usize::MAX) % PLACES;
        let known = self.seen.get_mut(at)?;
        let fresh = Seen { pid, boot_id, program, place, monotonic_usec, before: None };
        let seen = match known {
            Some(seen) if seen.pid == pid && seen.boot_id == boot_id => seen,
            _ => {
                *known = Some(fresh);
                return None;
            }
        };
        if seen.program == program {
            (seen.place, seen.monotonic_usec) = (place, monotonic_usec);
            return None;
        }
        let is_back = seen.before.is_some_and(|(before, last)| {
            before == program
                && before.exe != seen.program.exe
                && before.unit != seen.program.unit
                && monotonic_usec.abs_diff(last) <= WITHIN_USEC
        });
        let between = seen.place;
        *seen = Seen { before: Some((seen.program, seen.monotonic_usec)), ..fresh };
        is_back.then_some(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Program = Program { exe: 1, unit: 1 };
    const B: Program = Program { exe: 2, unit: 2 };

    /// The entries between two others of another program, each given by a program and a second.
    fn contradictions(entries: &[(Program, u64)]) -> Vec<u64> {
        let mut processes = Processes::new();
        let contradict = |&(program, second): &(Program, u64)| {
            let place = Place { file: 0, offset: 0, seqnum: second, realtime_usec: 0 };
            let found = processes.contradict(Id128([1; 16]), 7, program, (place, second * 1_000_000));
            found.map(|place| place.seqnum)
        };
        entries.iter().filter_map(contradict).collect()
    }

    #[test]
    fn a_program_comes_back_within_a_minute() {
        assert_eq!(contradictions(&[(A, 1), (B, 2), (A, 3), (B, 4)]), [2, 3]);
        assert_eq!(contradictions(&[(A, 1), (B, 2), (A, 62)]), [0; 0], "the ID may have been given anew");
    }

    #[test]
    fn what_processes_do() {
        let other_exe = Program { exe: 3, ..A };
        let other_unit = Program { unit: 3, ..A };
        assert_eq!(
            contradictions(&[(A, 1), (other_exe, 2), (A, 3)]),
            [0; 0],
            "execute others in the same unit"
        );
        assert_eq!(contradictions(&[(A, 1), (other_unit, 2), (A, 3)]), [0; 0], "be moved");
        assert_eq!(contradictions(&[(A, 1), (A, 2), (B, 3), (B, 4)]), [0; 0], "both");
    }
}
