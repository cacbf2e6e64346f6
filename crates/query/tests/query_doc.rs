//! The examples of `docs/query.md` find as many entries as it says, and the same ones as looking at every field of every entry.

mod common;

use journalq_file::{Direction, JournalFile};
use journalq_query::{Expr, Merge};
use journalq_testkit::naive;

use crate::common::condition::{holds, parse};

const DOCUMENT: &str = include_str!("../../../docs/query.md");
const DEMO: &[u8] = include_bytes!("../../../testdata/demo/system.journal");

/// Conditions, and how many entries they find.
fn examples() -> Vec<(&'static str, usize)> {
    let example = |line: &'static str| {
        let (condition, found) = line.strip_prefix("- `")?.split_once("`: ")?;
        Some((condition, found.split(' ').next()?.parse().ok()?))
    };
    DOCUMENT.lines().filter_map(example).collect()
}

#[test]
fn each_example_finds_what_it_says() {
    let examples = examples();
    assert!(examples.len() >= 20, "{}", examples.len());
    let file = JournalFile::open(DEMO).unwrap();
    let naive = naive::Journal::read(DEMO).unwrap();
    for (text, count) in examples {
        let condition = parse(text);
        let is_wanted = |entry: &&naive::Entry| {
            let fields: Vec<&[u8]> =
                entry.items.iter().map(|item| naive.data[item].payload.as_slice()).collect();
            holds(&condition, [entry.realtime, entry.monotonic, entry.seqnum], &fields)
        };
        let wanted: Vec<u64> = naive.entries.iter().filter(is_wanted).map(|entry| entry.seqnum).collect();
        assert_eq!(wanted.len(), count, "{text}");
        let mut merge = Merge::new(&[file], Some(&Expr::Where(condition.clone())));
        let found = std::iter::from_fn(|| merge.step(Direction::Down));
        assert_eq!(found.map(|it| it.entry.head().seqnum).collect::<Vec<_>>(), wanted, "{text}");
    }
}
