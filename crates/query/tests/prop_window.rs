//! Where wall clock times are sorted, a window is a slice of the sorted list of entries.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::{Cursor, Direction};
use journalq_query::{Expr, Journal, Lines, Merge, Start, Window, WindowOptions};
use proptest::prelude::*;

use crate::common::condition::condition;
use crate::common::{Given, build, journal, options};

/// One boot in several files. Entry `n` is the one of monotonic time `n`.
#[derive(Clone, Debug)]
struct Sample {
    files: Vec<Vec<u8>>,
    entries: Vec<Given>,
    /// Leaves some of the entries.
    expr: Option<Expr>,
}

impl Sample {
    fn fulfils(&self, entry: &Given) -> bool {
        self.expr.as_ref().is_none_or(|expr| entry.fulfils(expr))
    }

    /// The entries that fulfil the expression and lie in the window.
    fn between(&self, since: Option<u64>, until: Option<u64>) -> Vec<u64> {
        let range = since.unwrap_or(0)..=until.unwrap_or(u64::MAX);
        let wanted = |entry: &&Given| self.fulfils(entry) && range.contains(&entry.realtime);
        self.entries.iter().filter(wanted).map(|entry| entry.monotonic).collect()
    }
}

/// Samples in which the wall clock is at least `least_step` ahead with each entry.
fn sample(least_step: u64) -> impl Strategy<Value = Sample> {
    let raw = prop::collection::vec((0..4_u8, least_step..5_u64, "A=[a-c]"), 0..40);
    let expr = prop_oneof![
        2 => Just(None),
        1 => "A=[a-d]".prop_map(|field| Some(Expr::Match(field.into_bytes()))),
        2 => condition().prop_map(|condition| Some(Expr::Where(condition))),
        1 => Just(Some(Expr::Or(vec![Expr::Match(b"A=a".to_vec()), Expr::Match(b"A=c".to_vec())]))),
    ];
    (raw, expr).prop_map(|(raw, expr)| {
        let mut realtime = 100;
        let entry = |(n, (_, step, field)): (u64, &(u8, u64, String))| {
            realtime += step;
            Given { seqnum: n, realtime, monotonic: n, boot: 1, fields: vec![field.clone()] }
        };
        let entries: Vec<Given> = (1..).zip(&raw).map(entry).collect();
        let files = (0..4_u8).map(|file| {
            let mine = raw.iter().zip(&entries).filter(|((of, ..), _)| *of == file);
            build(options(file), mine.map(|(_, entry)| entry))
        });
        Sample { files: files.collect(), entries, expr }
    })
}

fn shown(journal: &Journal, expr: Option<&Expr>, options: WindowOptions) -> Vec<u64> {
    let window = Window::new(Merge::new(&journal.files().unwrap(), expr), options);
    window.map(|position| position.entry.head().monotonic_usec).collect()
}

/// The cursor of entry `n`, printed and parsed again.
fn cursor_of(journal: &Journal, n: u64) -> Cursor {
    let mut merge = Merge::new(&journal.files().unwrap(), None);
    loop {
        let head = merge.step(Direction::Down).unwrap().entry.head();
        if head.monotonic_usec == n {
            return Cursor::parse(head.to_string().as_bytes()).unwrap();
        }
    }
}

/// A time before, in or behind the sample.
fn time() -> impl Strategy<Value = Option<u64>> {
    prop::option::of(90..180_u64)
}

fn last(n: u64, entries: &[u64]) -> &[u64] {
    &entries[entries.len().saturating_sub(usize::try_from(n).unwrap())..]
}

fn first(n: u64, entries: &[u64]) -> &[u64] {
    &entries[..entries.len().min(usize::try_from(n).unwrap())]
}

fn reversed(entries: &[u64]) -> Vec<u64> {
    entries.iter().rev().copied().collect()
}

proptest! {
    #[test]
    fn times_and_numbers_of_lines_cut_out_a_slice(
        sample in sample(0),
        since in time(),
        until in time(),
        n in 0..12_u64,
    ) {
        let journal = journal(sample.files.clone());
        let expr = sample.expr.as_ref();
        let between = sample.between(since, until);
        let window = |lines, reverse| {
            shown(&journal, expr, WindowOptions { lines, reverse, since, until, ..WindowOptions::default() })
        };
        prop_assert_eq!(window(Lines::All, false), &*between);
        prop_assert_eq!(window(Lines::All, true), reversed(&between));
        prop_assert_eq!(window(Lines::First(n), false), first(n, &between));
        prop_assert_eq!(window(Lines::Last(n), false), last(n, &between));
        prop_assert_eq!(window(Lines::Last(n), true), reversed(last(n, &between)));
    }

    /// Also where the matches exclude the entry itself: then with the next one. (With equal wall clock times that is
    /// not the next one in order, see `stepped_clocks.rs`.)
    #[test]
    fn a_cursor_begins_with_its_entry_or_behind_it(
        sample in sample(1),
        until in time(),
        n in 0..12_u64,
    ) {
        let journal = journal(sample.files.clone());
        let expr = sample.expr.as_ref();
        let all = sample.between(None, None);
        for at in 1..=u64::try_from(sample.entries.len()).unwrap() {
            let cursor = cursor_of(&journal, at);
            let window = |start, lines, reverse, until| {
                shown(&journal, expr, WindowOptions { lines, reverse, until, start: Some(start), ..WindowOptions::default() })
            };
            let from: Vec<u64> = all.iter().copied().filter(|&other| other >= at).collect();
            let behind: Vec<u64> = all.iter().copied().filter(|&other| other > at).collect();
            let up_to: Vec<u64> = all.iter().copied().filter(|&other| other <= at).collect();
            let before: Vec<u64> = all.iter().copied().filter(|&other| other < at).collect();
            prop_assert_eq!(window(Start::At(cursor), Lines::All, false, None), &*from);
            prop_assert_eq!(window(Start::After(cursor), Lines::All, false, None), &*behind);
            prop_assert_eq!(window(Start::At(cursor), Lines::All, true, None), reversed(&up_to));
            prop_assert_eq!(window(Start::After(cursor), Lines::All, true, None), reversed(&before));
            // Lines are counted from the cursor on, whichever end they were asked from.
            prop_assert_eq!(window(Start::At(cursor), Lines::Last(n), false, None), first(n, &from));
            prop_assert_eq!(window(Start::After(cursor), Lines::First(n), false, None), first(n, &behind));
            let until = until.unwrap_or(u64::MAX);
            let early = sample.between(None, Some(until));
            let both: Vec<u64> = from.iter().copied().filter(|other| early.contains(other)).collect();
            prop_assert_eq!(window(Start::At(cursor), Lines::All, false, Some(until)), both);
        }
    }
}
