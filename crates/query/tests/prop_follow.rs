//! Following gives what one read at the end gives: nothing twice, nothing lost, however the entries come.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_query::{Expr, Lines, Merge, SuspendedWindow, Window, WindowOptions};
use proptest::prelude::*;

use crate::common::sample::{ALL_KINDS, Kind, Sample, expr, sample, times};
use crate::common::{Given, journal};

/// A run of `-f` that looks at the files once for each number of entries that are written by then.
struct Follow<'s> {
    sample: &'s Sample,
    expr: Option<&'s Expr>,
    options: WindowOptions,
}

impl Follow<'_> {
    /// The times of the entries that it shows.
    fn shown(&self, looks: &[usize]) -> Vec<u64> {
        let mut shown = Vec::new();
        let mut window = None;
        for (look, &n) in looks.iter().enumerate() {
            window = Some(self.look(window, n, look % 2 == 1, &mut shown));
        }
        shown
    }

    /// One look; `renamed` turns the order of the files around, as new names can.
    fn look(
        &self,
        window: Option<SuspendedWindow>,
        n: usize,
        renamed: bool,
        shown: &mut Vec<u64>,
    ) -> SuspendedWindow {
        let mut files = self.sample.prefix(n);
        if renamed {
            files.reverse();
        }
        let journal = journal(files);
        let files = journal.files().unwrap();
        let mut window = match window {
            Some(window) => Window::resume(window, &files, self.expr),
            None => Window::new(Merge::new(&files, self.expr), self.options),
        };
        shown.extend(window.by_ref().map(|position| position.entry.head().monotonic_usec));
        window.suspend()
    }
}

/// Looks after ever more entries, the last after all `len`.
fn looks(mut cuts: Vec<usize>, len: usize) -> Vec<usize> {
    cuts.iter_mut().for_each(|cut| *cut = (*cut).min(len));
    cuts.push(len);
    cuts.sort_unstable();
    cuts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn all_entries_come_once_and_in_order(
        sample in sample(ALL_KINDS, false),
        expr in prop::option::of(expr()),
        cuts in prop::collection::vec(0..40_usize, 0..8),
    ) {
        let fulfils = |entry: &&Given| expr.as_ref().is_none_or(|expr| entry.fulfils(expr));
        let wanted = times(sample.entries.iter().filter(fulfils));
        let looks = looks(cuts, sample.entries.len());
        let options = WindowOptions { follow: true, ..WindowOptions::default() };
        let follow = Follow { sample: &sample, expr: expr.as_ref(), options };
        prop_assert_eq!(follow.shown(&looks), wanted, "{:?}", looks);
    }

    #[test]
    fn copies_of_entries_come_once(
        sample in sample(&[Kind::Seqnum], true),
        cuts in prop::collection::vec(0..40_usize, 0..8),
    ) {
        let looks = looks(cuts, sample.entries.len());
        let options = WindowOptions { follow: true, ..WindowOptions::default() };
        let follow = Follow { sample: &sample, expr: None, options };
        prop_assert_eq!(follow.shown(&looks), times(&sample.entries), "{:?}", looks);
    }

    #[test]
    fn the_last_entries_come_and_then_all_that_follow(
        sample in sample(ALL_KINDS, false),
        expr in prop::option::of(expr()),
        cuts in prop::collection::vec(0..40_usize, 0..8),
        lines in 0..12_u64,
    ) {
        let fulfils = |entry: &&Given| expr.as_ref().is_none_or(|expr| entry.fulfils(expr));
        let looks = looks(cuts, sample.entries.len());
        let (old, new) = sample.entries.split_at(looks[0]);
        let old = times(old.iter().filter(fulfils));
        let begin = old.len().saturating_sub(usize::try_from(lines).unwrap());
        let wanted = [&old[begin..], &times(new.iter().filter(fulfils))].concat();
        let options = WindowOptions { follow: true, lines: Lines::Last(lines), ..WindowOptions::default() };
        let follow = Follow { sample: &sample, expr: expr.as_ref(), options };
        prop_assert_eq!(follow.shown(&looks), wanted, "{:?}", looks);
    }
}
