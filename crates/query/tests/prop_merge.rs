//! The merge of several files is a plain sort, wherever a sort gives journald's order, in both directions, from any
//! entry on and for any matches.

mod common;

use journalq_file::Direction;
use journalq_query::Merge;
use journalq_testkit::naive;
use proptest::prelude::*;

use crate::common::sample::{ALL_KINDS, Kind, expr, sample, times};
use crate::common::{Given, journal, sweep};

/// Steps as told; each step gives the neighbour in `order`, and at an end nothing, which leaves the place as it is.
fn walk(mut merge: Merge<'_>, order: &[u64], steps: &[bool]) {
    // The number of entries before the gap or behind the entry where the walk stands.
    let mut at: Option<usize> = None;
    for &down in steps {
        let next = match (at, down) {
            (None, true) => Some(0),
            (Some(at), true) => at.checked_add(1),
            (at, false) => at.and_then(|at| at.checked_sub(1)),
        };
        let wanted = next.filter(|&next| next < order.len());
        let found = merge.step(if down { Direction::Down } else { Direction::Up });
        let found = found.map(|position| position.entry.head().monotonic_usec);
        assert_eq!(found, wanted.map(|next| order[next]), "from {at:?}, down: {down}");
        at = wanted.or(at);
        let current = merge.current().map(|position| position.entry.head().monotonic_usec);
        assert_eq!(current, at.map(|at| order[at]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_order_is_that_of_a_sort_and_backward_its_reverse(sample in sample(ALL_KINDS, false)) {
        let naive: Vec<_> = sample.files.iter().map(|file| naive::Journal::read(file).unwrap()).collect();
        let sorted = naive::merge(&naive.iter().collect::<Vec<_>>()).unwrap();
        let mut sorted: Vec<u64> = sorted.into_iter().map(|merged| merged.entry.monotonic).collect();
        prop_assert_eq!(&sorted, &times(&sample.entries), "the sample is what it is meant to be");
        let journal = journal(sample.files);
        let merge = Merge::new(&journal.files().unwrap(), None);
        prop_assert_eq!(sweep(merge.clone(), Direction::Down), &*sorted);
        sorted.reverse();
        prop_assert_eq!(sweep(merge, Direction::Up), sorted);
    }

    #[test]
    fn an_entry_in_several_files_comes_once(sample in sample(&[Kind::Seqnum], true)) {
        let journal = journal(sample.files);
        let merge = Merge::new(&journal.files().unwrap(), None);
        let mut sorted = times(&sample.entries);
        prop_assert_eq!(sweep(merge.clone(), Direction::Down), &*sorted);
        sorted.reverse();
        prop_assert_eq!(sweep(merge, Direction::Up), sorted);
    }

    #[test]
    fn a_file_that_is_given_twice_adds_nothing(sample in sample(ALL_KINDS, false)) {
        let mut files = sample.files.clone();
        files.extend(sample.files.into_iter().rev());
        let journal = journal(files);
        let merge = Merge::new(&journal.files().unwrap(), None);
        prop_assert_eq!(sweep(merge.clone(), Direction::Down), times(&sample.entries));
        prop_assert_eq!(sweep(merge, Direction::Up), times(sample.entries.iter().rev()));
    }

    #[test]
    fn matches_leave_what_a_filter_leaves(
        sample in sample(ALL_KINDS, false),
        exprs in prop::collection::vec(expr(), 1..8),
    ) {
        let journal = journal(sample.files);
        let files = journal.files().unwrap();
        for expr in exprs {
            let wanted = times(sample.entries.iter().filter(|entry| entry.fulfils(&expr)));
            let merge = Merge::new(&files, Some(&expr));
            prop_assert_eq!(&sweep(merge.clone(), Direction::Down), &wanted, "{:?}", expr);
            let mut backward = sweep(merge, Direction::Up);
            backward.reverse();
            prop_assert_eq!(backward, wanted, "{:?}", expr);
        }
    }

    #[test]
    fn turning_around_gives_the_same_entries_again(
        sample in sample(ALL_KINDS, false),
        expr in prop::option::of(expr()),
        steps in prop::collection::vec(any::<bool>(), 0..60),
        lead in 0..30_usize,
    ) {
        let fulfils = |entry: &&Given| expr.as_ref().is_none_or(|expr| entry.fulfils(expr));
        let order = times(sample.entries.iter().filter(fulfils));
        let journal = journal(sample.files);
        let steps: Vec<bool> = [true].repeat(lead).into_iter().chain(steps).collect();
        walk(Merge::new(&journal.files().unwrap(), expr.as_ref()), &order, &steps);
    }

    #[test]
    fn turning_around_among_copies_gives_the_same_entries_again(
        sample in sample(&[Kind::Seqnum], true),
        steps in prop::collection::vec(any::<bool>(), 0..60),
        lead in 0..30_usize,
    ) {
        let order = times(&sample.entries);
        let journal = journal(sample.files);
        let steps: Vec<bool> = [true].repeat(lead).into_iter().chain(steps).collect();
        walk(Merge::new(&journal.files().unwrap(), None), &order, &steps);
    }
}
