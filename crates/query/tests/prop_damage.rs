//! Whatever the bytes: a query ends, does not panic, moves on with every step, and without matches it finds what the walk
//! over each file finds.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::{Direction, Findings, JournalFile, Limits, Scratch, split_field};
use journalq_query::fields::{field_names, field_values};
use journalq_query::{Expr, Lines, Merge, Window, WindowOptions};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::{Given, build, options};

/// A change to a file: where, and what is written there.
#[derive(Clone, Debug)]
enum Damage {
    /// Any byte.
    Byte(Index, u8),
    /// A multiple of 8 gets the offset of some object: the links of chains, and the items of arrays, stand there.
    Link(Index, Index),
    /// The same of the compact layout.
    ShortLink(Index, Index),
    /// Zeros from here on, so many.
    Zeros(Index, usize),
    /// The file ends here.
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        8 => (any::<Index>(), any::<Index>()).prop_map(|(at, to)| Damage::Link(at, to)),
        4 => (any::<Index>(), any::<Index>()).prop_map(|(at, to)| Damage::ShortLink(at, to)),
        1 => (any::<Index>(), 1..500_usize).prop_map(|(at, len)| Damage::Zeros(at, len)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

impl Damage {
    /// Damages what is behind the header, so that the file can still be opened.
    fn apply(&self, bytes: &mut Vec<u8>, objects: &[u64]) {
        const HEADER: usize = 272;
        let place = |at: &Index, align: usize| HEADER + at.index((bytes.len() - HEADER - 8) / align) * align;
        match self {
            Self::Byte(at, byte) => {
                let at = place(at, 1);
                bytes[at] = *byte;
            }
            Self::Link(at, to) => {
                let at = place(at, 8);
                bytes[at..at + 8].copy_from_slice(&to.get(objects).to_le_bytes());
            }
            Self::ShortLink(at, to) => {
                let at = place(at, 4);
                bytes[at..at + 4].copy_from_slice(&to.get(objects).to_le_bytes()[..4]);
            }
            Self::Zeros(at, len) => {
                let at = place(at, 1);
                let end = (at + len).min(bytes.len());
                bytes[at..end].fill(0);
            }
            Self::Cut(at) => {
                let at = place(at, 1);
                bytes.truncate(at.max(HEADER + 200));
            }
        }
    }
}

fn damaged_file() -> impl Strategy<Value = Vec<u8>> {
    let raw = prop::collection::vec((0..5_u64, prop::collection::vec("[A-B]=[a-b]", 1..3)), 1..60);
    (0..4_u8, raw, prop::collection::vec(damage(), 1..12)).prop_map(|(number, raw, damages)| {
        let entries = (1..).zip(raw).map(|(n, (jump, fields))| Given {
            seqnum: n,
            realtime: 100 + n * 3 - jump,
            monotonic: n,
            boot: 1 + u8::from(n > 30),
            fields,
        });
        let mut bytes = build(options(number), &entries.collect::<Vec<_>>());
        let file = JournalFile::open(&bytes).unwrap();
        let objects: Vec<u64> = file.objects().map(|object| object.unwrap().0).collect();
        damages.iter().for_each(|damage| damage.apply(&mut bytes, &objects));
        bytes
    })
}

/// Steps until nothing comes; no more steps than bytes are possible.
fn sweep<'a>(files: &[JournalFile<'a>], merge: &mut Merge<'a>, direction: Direction) -> Vec<(usize, u64)> {
    let most: u64 = files.iter().map(|file| file.header().arena_size()).sum();
    let mut found = Vec::new();
    while let Some(position) = merge.step(direction) {
        found.push((position.file, position.entry.offset().get()));
        assert!(found.len() as u64 <= most, "the query does not end");
    }
    found
}

fn is_field(payload: &[u8]) -> Expr {
    Expr::Match(payload.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn without_matches_a_query_finds_what_a_walk_finds(bytes in damaged_file()) {
        let file = JournalFile::open_with(&bytes, Limits::untrusted()).unwrap();
        let mut merge = Merge::new(&[file], None);
        let found = sweep(&[file], &mut merge, Direction::Down);
        let mut walk = file.entries();
        let walked: Vec<(usize, u64)> = walk.by_ref().map(|entry| (0, entry.offset().get())).collect();
        // A sequence number that goes back is damage that orders entries otherwise than the file does.
        if file.entries().is_sorted_by(|a, b| a.head().seqnum < b.head().seqnum) {
            prop_assert_eq!(&found, &walked);
            prop_assert_eq!(merge.findings().map(|findings| findings.total()).sum::<u64>(), walk.findings().total());
        }
        prop_assert!(found.iter().all(|position| walked.contains(position)));
    }

    #[test]
    fn each_step_moves_on_in_the_file(bytes in damaged_file(), both in any::<bool>()) {
        let file = JournalFile::open_with(&bytes, Limits::untrusted()).unwrap();
        let terms = vec![is_field(b"A=a"), is_field(b"B=b")];
        for expr in [None, Some(if both { Expr::And(terms) } else { Expr::Or(terms) })] {
            let mut merge = Merge::new(&[file], expr.as_ref());
            let down = sweep(&[file], &mut merge, Direction::Down);
            prop_assert!(down.is_sorted_by(|a, b| a < b));
            merge.seek_tail();
            let up = sweep(&[file], &mut merge, Direction::Up);
            prop_assert!(up.is_sorted_by(|a, b| a > b));
        }
    }

    #[test]
    fn several_damaged_files_are_read_to_their_ends(
        files in prop::collection::vec(damaged_file(), 1..4),
        steps in prop::collection::vec(any::<bool>(), 0..40),
        time in 90..300_u64,
        lines in 0..9_u64,
    ) {
        let opened: Vec<_> =
            files.iter().map(|bytes| JournalFile::open_with(bytes, Limits::untrusted()).unwrap()).collect();
        let expr = Expr::And(vec![Expr::Or(vec![is_field(b"A=a"), is_field(b"A=b")]), is_field(b"B=a")]);
        for expr in [None, Some(&expr)] {
            let mut merge = Merge::new(&opened, expr);
            for down in &steps {
                merge.step(if *down { Direction::Down } else { Direction::Up });
            }
            sweep(&opened, &mut merge, Direction::Down);
            merge.seek_realtime(time);
            sweep(&opened, &mut merge, Direction::Up);
            for reverse in [false, true] {
                let options = WindowOptions {
                    lines: Lines::Last(lines),
                    reverse,
                    since: Some(time),
                    until: Some(time + 50),
                    start: None,
                    ..WindowOptions::default()
                };
                prop_assert!(Window::new(Merge::new(&opened, expr), options).count() as u64 <= lines);
            }
        }
        let mut findings = vec![Findings::default(); opened.len()];
        let names: Vec<_> = opened
            .iter()
            .zip(&mut findings)
            .flat_map(|(file, findings)| field_names(file, findings))
            .collect();
        for name in names {
            field_values(&opened, &name, &mut findings, |_| true);
        }
    }

    /// Where look-ups lead elsewhere, an entry may be found that has not the field: but then its list says so.
    #[test]
    fn a_match_finds_entries_of_its_list_only(bytes in damaged_file()) {
        let file = JournalFile::open_with(&bytes, Limits::untrusted()).unwrap();
        let mut scratch = Scratch::default();
        let expr = is_field(b"A=a");
        let found = sweep(&[file], &mut Merge::new(&[file], Some(&expr)), Direction::Down);
        let Ok(Some(data)) = file.find_data(b"A=a", &mut scratch) else {
            prop_assert!(found.is_empty());
            return Ok(());
        };
        let mut list = file.entries_of(&data);
        let listed: Vec<u64> = (0..list.len()).filter_map(|at| list.get(at)).map(|entry| entry.get()).collect();
        prop_assert!(found.iter().all(|(_, offset)| listed.contains(offset)));
        prop_assert_eq!(split_field(data.payload(&mut scratch).unwrap()), Some((&b"A"[..], &b"a"[..])));
    }
}
