//! A window that is walked in pieces gives what it gives as a whole, whatever clocks and damage make of the cuts.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use std::ops::ControlFlow;

use journalq_file::{EntryHead, Findings, JournalFile};
use journalq_query::{Expr, Merge, PieceSize, Stretch, Window, WindowOptions};
use proptest::prelude::*;

use crate::common::journal;
use crate::common::sample::{ALL_KINDS, Kind, Sample, expr, matches, sample};

/// The entries of a window, where it stands at the end, and what could not be read in each file.
type Walked = (Vec<(usize, EntryHead)>, Option<EntryHead>, Vec<Findings>);

struct Query<'a> {
    files: Vec<JournalFile<'a>>,
    expr: Option<Expr>,
    options: WindowOptions,
}

impl<'a> Query<'a> {
    fn window(&self) -> Window<'a> {
        Window::new(Merge::new(&self.files, self.expr.as_ref()), self.options)
    }

    fn whole(&self) -> Walked {
        let mut window = self.window();
        let walked = window.by_ref().map(|position| (position.file, position.entry.head())).collect();
        (walked, window.current(), window.merge().findings().collect())
    }

    /// Walks one entry, and then pieces of about so many, as if they were walked at the same time: each one by one, or at
    /// once where that can be. Tells how many there were, and how many were taken at once.
    fn in_pieces(&self, entries: u64, at_once: bool) -> (Walked, usize, usize) {
        let mut window = self.window();
        let mut walked: Vec<_> =
            window.by_ref().take(1).map(|position| (position.file, position.entry.head())).collect();
        let Some(cuts) = window.cuts(PieceSize { entries, most: entries }) else {
            walked.extend(window.by_ref().map(|position| (position.file, position.entry.head())));
            return ((walked, window.current(), window.merge().findings().collect()), 1, 0);
        };
        let cuts: Vec<_> = cuts.collect();
        let mut findings = vec![window.take_findings()];
        let mut worker = window.clone();
        let (mut begin, mut stretch, mut n_gathered, mut by_file) = (0, Stretch::default(), 0, Vec::new());
        while !worker.has_ended() {
            // Somebody else walks the piece, who was elsewhere before.
            let mut other = window.clone();
            if let Some(elsewhere) = cuts.get(begin * 7 % cuts.len().max(1)) {
                other.begin_at(elsewhere);
                assert!((0..begin % 4).all(|_| other.next_before(None).is_some() || other.has_ended()));
            }
            worker = if begin == 0 { window.clone() } else { other };
            if begin > 0 && !at_once {
                worker.begin_at(&cuts[begin - 1]);
            } else if begin > 0 {
                by_file.clear();
                let is_gathered =
                    worker.gather(&cuts[begin - 1], cuts.get(begin), &mut stretch, |position| {
                        by_file.push((position.file, position.entry.head()));
                        true
                    });
                if is_gathered {
                    walked.extend(stretch.order().map(|place| by_file[place]));
                    assert_eq!(stretch.order().len(), by_file.len());
                    n_gathered += 1;
                }
            }
            let mut end = begin;
            loop {
                let mut before = usize::MAX;
                while before != walked.len() {
                    before = walked.len();
                    if !at_once {
                        let next = worker.next_before(cuts.get(end));
                        walked.extend(next.map(|position| (position.file, position.entry.head())));
                        continue;
                    }
                    worker.walk(cuts.get(end), |position| {
                        walked.push((position.file, position.entry.head()));
                        if walked.len() % 5 == 0 {
                            ControlFlow::Break(true)
                        } else {
                            ControlFlow::Continue(true)
                        }
                    });
                }
                end += 1;
                if worker.has_ended() || cuts.get(end - 1).is_some_and(|cut| worker.joins(cut)) {
                    break;
                }
            }
            begin = end;
            findings.push(worker.take_findings());
        }
        findings.iter().for_each(|found| worker.add_findings(found));
        let found = worker.merge().findings().collect();
        ((walked, worker.current(), found), findings.len() - 1, n_gathered)
    }
}

/// A change to a file: a byte, or a word that is copied from elsewhere in it, which makes items and links lead to wrong places.
#[derive(Clone, Debug)]
enum Damage {
    Byte(u8),
    Word(usize),
}

fn damage() -> impl Strategy<Value = Vec<(usize, usize, Damage)>> {
    let damage = prop_oneof![
        1 => any::<u8>().prop_map(Damage::Byte),
        3 => any::<usize>().prop_map(Damage::Word),
    ];
    prop::collection::vec((0..6_usize, any::<usize>(), damage), 1..12)
}

/// Damages what lies behind the headers: a file that cannot be opened has no entries.
fn files(mut files: Vec<Vec<u8>>, damage: &[(usize, usize, Damage)]) -> Vec<Vec<u8>> {
    const HEADER: usize = 300;
    for (file, at, damage) in damage {
        let count = files.len();
        let file = &mut files[file % count];
        let room = file.len() - HEADER - 4;
        let word = |at: &usize| HEADER + at % room / 4 * 4;
        match damage {
            Damage::Byte(byte) => file[HEADER + at % room] = *byte,
            Damage::Word(from) => file.copy_within(word(from)..word(from) + 4, word(at)),
        }
    }
    files
}

fn options() -> impl Strategy<Value = WindowOptions> {
    let time = || prop::option::weighted(0.3, 1..1100_u64);
    (any::<bool>(), time(), time()).prop_map(|(reverse, since, until)| WindowOptions {
        reverse,
        since,
        until,
        ..WindowOptions::default()
    })
}

fn check(
    sample: Sample,
    damage: &[(usize, usize, Damage)],
    expr: Option<Expr>,
    options: WindowOptions,
    (entries, at_once): (u64, bool),
) {
    let journal = journal(files(sample.files, damage));
    let query = Query { files: journal.files().unwrap(), expr, options };
    let whole = query.whole();
    let (pieces, ..) = query.in_pieces(entries, at_once);
    assert_eq!((pieces.0, pieces.1), (whole.0, whole.1));
    let totals = |findings: &[Findings]| findings.iter().map(Findings::total).collect::<Vec<_>>();
    assert_eq!(totals(&pieces.2), totals(&whole.2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn pieces_make_up_the_whole(
        sample in sample(ALL_KINDS, false),
        expr in prop::option::of(expr()),
        options in options(),
        entries in (1..12_u64, any::<bool>()),
    ) {
        check(sample, &[], expr, options, entries);
    }

    #[test]
    fn pieces_make_up_the_whole_among_copies(
        sample in sample(&[Kind::Seqnum], true),
        options in options(),
        entries in (1..12_u64, any::<bool>()),
    ) {
        check(sample, &[], None, options, entries);
    }

    #[test]
    fn pieces_of_damaged_files_make_up_the_whole(
        sample in sample(ALL_KINDS, false),
        damage in damage(),
        expr in prop::option::of(matches()),
        options in options(),
        entries in (1..12_u64, any::<bool>()),
    ) {
        check(sample, &damage, expr, options, entries);
    }
}

#[test]
fn there_are_pieces() {
    let (mut most, mut most_at_once) = (0, 0);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..64 {
        let sample = proptest::strategy::ValueTree::current(
            &sample(&[Kind::Realtime], false).new_tree(&mut runner).unwrap(),
        );
        let journal = journal(sample.files);
        let query = Query { files: journal.files().unwrap(), expr: None, options: WindowOptions::default() };
        let (_, n_pieces, n_gathered) = query.in_pieces(4, true);
        (most, most_at_once) = (most.max(n_pieces), most_at_once.max(n_gathered));
    }
    assert!(most > 5 && most_at_once > 5, "{most}, {most_at_once} at once at most");
}
