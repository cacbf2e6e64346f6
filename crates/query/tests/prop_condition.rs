//! What a condition selects is what looking at all fields of all entries finds, in both directions, whether lists of entries
//! tell it, or the entries themselves; and any text is either a condition or told to be none.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use jiff::tz::TimeZone;
use journalq_file::write::WriteOptions;
use journalq_file::{Direction, JournalFile};
use journalq_query::condition::Condition;
use journalq_query::time_spec::Now;
use journalq_query::{Expr, Merge};
use journalq_testkit::naive;
use proptest::prelude::*;

use crate::common::condition::{condition, holds, parse, text};
use crate::common::sample::{ALL_KINDS, expr, sample};
use crate::common::{Given, build, journal, options, sweep};

/// The monotonic times of the entries for which a condition holds, in the order of the file.
fn naively(bytes: &[u8], condition: &Condition) -> Vec<u64> {
    let journal = naive::Journal::read(bytes).unwrap();
    let is_wanted = |entry: &&naive::Entry| {
        let fields: Vec<&[u8]> =
            entry.items.iter().map(|item| journal.data[item].payload.as_slice()).collect();
        holds(condition, [entry.realtime, entry.monotonic, entry.seqnum], &fields)
    };
    journal.entries.iter().filter(is_wanted).map(|entry| entry.monotonic).collect()
}

fn found(bytes: &[u8], condition: &Condition) -> Vec<u64> {
    let file = JournalFile::open(bytes).unwrap();
    sweep(Merge::new(&[file], Some(&Expr::Where(condition.clone()))), Direction::Down)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn of_one_file_a_naive_reader_finds_the_same(
        raw in prop::collection::vec(prop::collection::vec("([A-C]=[a-c]|D=[0-9]{1,2})", 1..4), 1..80),
        number in 0..6_u8,
        condition in condition(),
    ) {
        let entries = (1..).zip(raw).map(|(n, fields)| {
            Given { seqnum: n, realtime: n * 7 % 60 + 1, monotonic: n, boot: 1, fields }
        });
        let bytes = build(options(number), &entries.collect::<Vec<_>>());
        let mut wanted = naively(&bytes, &condition);
        prop_assert_eq!(&found(&bytes, &condition), &wanted);
        let file = JournalFile::open(&bytes).unwrap();
        wanted.reverse();
        let merge = Merge::new(&[file], Some(&Expr::Where(condition)));
        prop_assert_eq!(sweep(merge, Direction::Up), wanted);
    }

    #[test]
    fn of_many_files_the_sequence_is_that_of_all_with_some_left_out(
        sample in sample(ALL_KINDS, false),
        expr in expr(),
        steps in prop::collection::vec(any::<bool>(), 0..40),
    ) {
        let journal = journal(sample.files.clone());
        let merge = Merge::new(&journal.files().unwrap(), Some(&expr));
        let all = sample.entries.iter().filter(|entry| entry.fulfils(&expr));
        let mut wanted: Vec<u64> = all.map(|entry| entry.monotonic).collect();
        prop_assert_eq!(sweep(merge.clone(), Direction::Down), &*wanted);
        // Back and forth.
        let (mut merge, mut at) = (merge.clone(), None::<usize>);
        for down in steps {
            let next = match (at, down) {
                (None, true) => Some(0),
                (Some(at), true) => at.checked_add(1),
                (at, false) => at.and_then(|at| at.checked_sub(1)),
            };
            let next = next.filter(|&next| next < wanted.len());
            let found = merge.step(if down { Direction::Down } else { Direction::Up });
            prop_assert_eq!(found.map(|it| it.entry.head().monotonic_usec), next.map(|next| wanted[next]));
            at = next.or(at);
        }
        wanted.reverse();
        prop_assert_eq!(sweep(merge, Direction::Up), wanted);
    }

    #[test]
    fn any_text_is_a_condition_or_none(words in prop::collection::vec(word(), 0..24), junk in ".{0,40}") {
        for text in [words.join(" "), words.concat(), junk] {
            let now = Now { realtime_usec: 1, zone: TimeZone::UTC, month_names: Vec::new() };
            if let Err(error) = Condition::parse(&text, &now) {
                prop_assert!(error.column() <= text.chars().count() + 1);
                let [line, caret] = error.excerpt();
                prop_assert!(caret.len() <= line.chars().count() + 1 && !line.contains(char::is_control));
            }
        }
    }

    #[test]
    fn blanks_and_parentheses_change_nothing(text in text()) {
        let condition = parse(&text);
        prop_assert_eq!(parse(&format!("(( {text})\n)")), condition.clone());
        prop_assert_eq!(parse(&text.replace(' ', "  ")), condition);
    }
}

/// Words of the grammar, and some that are none.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "and",
        "or",
        "not",
        "in",
        "glob",
        "has",
        "AND",
        "A",
        "PRIORITY",
        "__SEQNUM",
        "__REALTIME_TIMESTAMP",
        "__X",
        "b",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "~",
        "!~",
        "==",
        "!",
        "(",
        ")",
        ",",
        "'",
        "\"",
        "'a'",
        "\"(\"",
        r"'\x4'",
        r"'\x41'",
        "'now'",
        "12",
        "-0.5",
        "99999999999999999999999",
        "1.",
    ];
    prop::sample::select(words.to_vec()).prop_map(str::to_owned)
}

/// Values that are too many to be looked at one by one are tested as they are met, each with the same result.
#[test]
fn fields_of_many_values_are_tested_entry_by_entry() {
    let entries = (1..=6000_u64).map(|n| {
        let fields = vec![format!("MESSAGE=number {n}"), format!("PID={}", n % 3000), format!("A={}", n % 3)];
        Given { seqnum: n, realtime: n, monotonic: n, boot: 1, fields }
    });
    let options = WriteOptions { data_hash_buckets: 4096, field_hash_buckets: 16, ..options(1) };
    let bytes = build(options, &entries.collect::<Vec<_>>());
    for (text, count) in [
        ("MESSAGE ~ '77$'", 60),
        ("MESSAGE !~ '77$' and A = 1", 1980),
        ("has(MESSAGE)", 6000),
        ("not has(MESSAGE) or PID < 10", 20),
        ("PID >= 1000 and not MESSAGE glob '*1' and A in (0, 2)", 2398),
        ("MESSAGE < 'number 2' or A = 1 and PID = 1", 1112),
    ] {
        let condition = parse(text);
        let found = found(&bytes, &condition);
        assert_eq!(found, naively(&bytes, &condition), "{text}");
        assert_eq!(found.len(), count, "{text}");
    }
}
