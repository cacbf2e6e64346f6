//! Entries of different boots: in the order of the boots' last entries where both are of one machine, else by wall
//! clock time. As measured with journalctl 262.

#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]
mod common;

use journalq_file::write::WriteOptions;
use journalq_file::{Direction, Id128};
use journalq_query::Merge;

use crate::common::{Given, build, id, journal, options, sweep};

const MACHINE: Id128 = id(0xcc);

/// A file of one boot: an entry with this wall clock time and this time since the boot for each pair.
#[derive(Clone, Copy)]
struct File<'f> {
    number: u8,
    boot: u8,
    machine: Id128,
    times: &'f [(u64, u64)],
    fields: &'f [String],
}

impl File<'_> {
    fn build(&self) -> Vec<u8> {
        let entry = |(seqnum, &(realtime, monotonic))| Given {
            seqnum,
            realtime,
            monotonic,
            boot: self.boot,
            fields: self.fields.iter().cloned().chain(["A=a".to_owned()]).collect(),
        };
        let entries: Vec<Given> = (1..).zip(self.times).map(entry).collect();
        build(WriteOptions { machine_id: self.machine, ..options(self.number) }, &entries)
    }
}

/// The entries' times since their boots.
fn order(files: &[File<'_>]) -> Vec<u64> {
    let journal = journal(files.iter().map(File::build).collect());
    sweep(Merge::new(&journal.files().unwrap(), None), Direction::Down)
}

const EARLY: File<'_> =
    File { number: 1, boot: 1, machine: MACHINE, times: &[(500, 1), (510, 2)], fields: &[] };
/// Its clock was wrong at first.
const LATE: File<'_> =
    File { number: 2, boot: 2, machine: MACHINE, times: &[(100, 3), (600, 4)], fields: &[] };

#[test]
fn boots_of_one_machine_follow_their_last_entries() {
    assert_eq!(order(&[EARLY, LATE]), [1, 2, 3, 4]);
    assert_eq!(order(&[LATE, EARLY]), [1, 2, 3, 4]);
}

#[test]
fn boots_of_different_machines_follow_the_wall_clock() {
    let other = File { machine: id(0xdd), ..LATE };
    assert_eq!(order(&[EARLY, other]), [3, 1, 2, 4]);
}

#[test]
fn the_machine_is_that_of_the_last_entry() {
    let fields = [format!("_MACHINE_ID={MACHINE}")];
    let received = File { machine: Id128::NULL, fields: &fields, ..LATE };
    assert_eq!(order(&[EARLY, received]), [1, 2, 3, 4]);
    let fields = [format!("_MACHINE_ID={}", id(0xdd))];
    let foreign = File { fields: &fields, ..LATE };
    assert_eq!(order(&[EARLY, foreign]), [3, 1, 2, 4]);
}

/// A host cannot have been up for longer than since 1970.
#[test]
fn a_last_entry_from_before_its_boot_orders_nothing() {
    let unset = File { times: &[(100, 3), (600, 601)], ..LATE };
    assert_eq!(order(&[EARLY, unset]), [3, 1, 2, 601]);
    let just = File { times: &[(100, 3), (600, 600)], ..LATE };
    assert_eq!(order(&[EARLY, just]), [1, 2, 3, 600]);
}

/// The one of the larger time since the boot, which is not the one of the later wall clock time.
#[test]
fn of_several_last_entries_of_a_boot_one_stands_for_it() {
    let stale = File { number: 3, times: &[(90, 5)], ..LATE };
    assert_eq!(order(&[EARLY, LATE, stale]), [3, 4, 5, 1, 2]);
    assert_eq!(order(&[stale, EARLY, LATE]), [3, 4, 5, 1, 2]);
}
