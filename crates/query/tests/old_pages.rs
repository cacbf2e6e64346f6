//! Old bytes over newer ones: an entry stands where another one was, and in its own place, too.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::{Direction, JournalFile};
use journalq_query::{Lines, Merge, Window, WindowOptions};

use crate::common::{Given, build, options, sweep};

/// A file of so many entries, in which those at some numbers hold the bytes of others.
fn overwritten(n: u64, copies: &[(u64, u64)]) -> Vec<u8> {
    let given: Vec<Given> = (1..=n)
        .map(|n| Given {
            seqnum: n,
            realtime: 1000 + n,
            monotonic: n,
            boot: 1,
            fields: vec![format!("A={n}")],
        })
        .collect();
    let mut bytes = build(options(1), &given);
    let file = JournalFile::open(&bytes).unwrap();
    let mut places = Vec::new();
    places.extend(file.entries().map(|entry| usize::try_from(entry.offset().get()).unwrap()));
    let healthy = bytes.clone();
    for (from, to) in copies {
        let [from, to] = [from, to].map(|n| places[usize::try_from(n - 1).unwrap()]);
        // An entry of two fields.
        bytes[to..to + 96].copy_from_slice(&healthy[from..from + 96]);
    }
    bytes
}

#[test]
fn a_copy_is_not_shown_beside_the_entry_in_its_place() {
    for copies in [&[(3, 30)][..], &[(3, 30), (4, 31), (5, 32)], &[(1, 60)], &[(59, 60)], &[(3, 20), (3, 40)]]
    {
        let bytes = overwritten(60, copies);
        let file = JournalFile::open(&bytes).unwrap();
        let left: Vec<u64> = (1..=60).filter(|n| copies.iter().all(|(_, to)| to != n)).collect();
        assert_eq!(sweep(Merge::new(&[file], None), Direction::Down), left, "{copies:?}");
        // Going back the copy comes first, and nothing tells yet that it is one.
        let mut back = sweep(Merge::new(&[file], None), Direction::Up);
        back.sort_unstable();
        back.dedup();
        assert_eq!(back, left, "{copies:?}, going back");
    }
}

#[test]
fn an_entry_that_is_in_its_place_no_more_is_shown_where_it_is() {
    // What stood in the place of the third is another one now.
    let bytes = overwritten(60, &[(3, 30), (50, 3)]);
    let file = JournalFile::open(&bytes).unwrap();
    let found = sweep(Merge::new(&[file], None), Direction::Down);
    assert_eq!(found.iter().position(|n| *n == 3), Some(29), "{found:?}");
}

#[test]
fn as_many_lines_come_as_were_asked_for() {
    let bytes = overwritten(60, &[(3, 30), (4, 31)]);
    let file = JournalFile::open(&bytes).unwrap();
    for n in [20, 40, 59] {
        let options = WindowOptions { lines: Lines::Last(n), ..WindowOptions::default() };
        assert_eq!(Window::new(Merge::new(&[file], None), options).count() as u64, n);
    }
}
