//! Which programs and units entries of a process ID have, one after the other.
//!
//! A process may execute another program, and be moved to another unit; another process may get its ID when it is gone. So
//! only a third change is told of: one program in one unit, another one in another unit, and the first again, all within
//! a minute. A system that gives new IDs one after the other does not come round in that time.

use journalq_file::Id128;

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
    /// The last entry of this program, by its time since the boot.
    monotonic_usec: u64,
    /// The program before, and its last entry.
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

    /// Takes the next entry. Returns whether it contradicts those before.
    pub(super) fn contradict(
        &mut self,
        boot_id: Id128,
        pid: u64,
        program: Program,
        monotonic_usec: u64,
    ) -> bool {
        let place = usize::try_from(pid).unwrap_or(usize::MAX) % PLACES;
        let Some(place) = self.seen.get_mut(place) else { return false };
        let fresh = Seen { pid, boot_id, program, monotonic_usec, before: None };
        let seen = match place {
            Some(seen) if seen.pid == pid && seen.boot_id == boot_id => seen,
            _ => {
                *place = Some(fresh);
                return false;
            }
        };
        if seen.program == program {
            seen.monotonic_usec = monotonic_usec;
            return false;
        }
        let is_back = seen.before.is_some_and(|(before, last)| {
            before == program
                && before.exe != seen.program.exe
                && before.unit != seen.program.unit
                && monotonic_usec.abs_diff(last) <= WITHIN_USEC
        });
        *seen = Seen { before: Some((seen.program, seen.monotonic_usec)), ..fresh };
        is_back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Program = Program { exe: 1, unit: 1 };
    const B: Program = Program { exe: 2, unit: 2 };

    /// Which of these entries contradict, each a program and a second.
    fn contradictions(entries: &[(Program, u64)]) -> Vec<usize> {
        let mut processes = Processes::new();
        let mut contradict = |&(program, second): &(Program, u64)| {
            processes.contradict(Id128([1; 16]), 7, program, second * 1_000_000)
        };
        (0..).zip(entries).filter(|(_, entry)| contradict(entry)).map(|(at, _)| at).collect()
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
