//! The merge of several files is a plain sort, wherever a sort gives journald's order, in both directions, from any
//! entry on and for any matches.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::Direction;
use journalq_query::{Expr, Merge};
use journalq_testkit::naive;
use proptest::prelude::*;

use crate::common::{Given, build, id, journal, options, sweep};

/// How the entries of different files compare.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The files share the namespace of sequence numbers; all else is at random.
    Seqnum,
    /// Each file has its own namespace, all entries are of one boot; wall clocks are at random.
    Monotonic,
    /// Each file has its own namespace, boot and machine.
    Realtime,
}

/// An entry of several files: the files that have it, a random number for what does not order it, and its fields.
type Raw = (Vec<usize>, u64, Vec<String>);

/// Some files, and all their entries in the order in which they are to come.
#[derive(Clone, Debug)]
struct Sample {
    files: Vec<Vec<u8>>,
    entries: Vec<Given>,
}

fn fields() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[A-C]=[a-c]", 1..4)
}

/// Entries in `n_files` files; with `copies` the same entry may be in several.
fn raw(n_files: usize, copies: bool) -> impl Strategy<Value = Vec<Raw>> {
    let files = prop::collection::vec(0..n_files, 1..if copies { 4 } else { 2 });
    prop::collection::vec((files, 1..1000_u64, fields()), 0..40)
}

fn sample(kinds: &'static [Kind], copies: bool) -> impl Strategy<Value = Sample> {
    (prop::sample::select(kinds), 1..6_usize).prop_flat_map(move |(kind, n_files)| {
        raw(n_files, copies).prop_map(move |raw| build_sample(kind, n_files, &raw))
    })
}

/// Entry `n` in the order is the one of monotonic time `n`.
fn build_sample(kind: Kind, n_files: usize, raw: &[Raw]) -> Sample {
    let number = |file: usize| u8::try_from(file).unwrap() + 1;
    let entries: Vec<Given> = (1..)
        .zip(raw)
        .map(|(n, (files, random, fields))| Given {
            seqnum: n,
            realtime: if matches!(kind, Kind::Realtime) { 1000 + n } else { *random },
            monotonic: n,
            boot: match kind {
                Kind::Seqnum => u8::try_from(random % 3).unwrap() + 1,
                Kind::Monotonic => 1,
                Kind::Realtime => number(files[0]),
            },
            fields: fields.clone(),
        })
        .collect();
    let files = (0..n_files)
        .map(|file| {
            let mut options = options(number(file));
            match kind {
                Kind::Seqnum => options.seqnum_id = id(0xaa),
                Kind::Monotonic => {}
                Kind::Realtime => options.machine_id = id(number(file)),
            }
            let mine = raw.iter().zip(&entries).filter(|((files, ..), _)| files.contains(&file));
            build(options, mine.map(|(_, entry)| entry))
        })
        .collect();
    Sample { files, entries }
}

const ALL_KINDS: &[Kind] = &[Kind::Seqnum, Kind::Monotonic, Kind::Realtime];

/// Trees of conditions on fields, some on values that no entry has.
fn expr() -> impl Strategy<Value = Expr> {
    let leaf = "[A-D]=[a-d]".prop_map(|field| Expr::Match(field.into_bytes()));
    leaf.prop_recursive(3, 12, 4, |term| {
        prop_oneof![
            prop::collection::vec(term.clone(), 1..4).prop_map(Expr::And),
            prop::collection::vec(term, 0..4).prop_map(Expr::Or),
        ]
    })
}

fn times<'g>(entries: impl IntoIterator<Item = &'g Given>) -> Vec<u64> {
    entries.into_iter().map(|entry| entry.monotonic).collect()
}

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
