//! What a condition selects is what looking at all fields of all entries finds, in both directions, whether lists of entries
//! tell it, or the entries themselves; and any text is either a condition or told to be none.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use jiff::tz::TimeZone;
use journalq_file::write::WriteOptions;
use journalq_file::{Direction, JournalFile};
use journalq_query::condition::Condition;
use journalq_query::time_spec::Now;
use journalq_query::{Expr, FileEntries, Merge};
use journalq_testkit::naive;
use proptest::prelude::*;

use crate::common::condition::{condition, holds, parse, text};
use crate::common::sample::{ALL_KINDS, expr, sample};
use crate::common::{Given, build, journal, options, sweep};

/// Where the header tells whether the file is being written.
const STATE: usize = 16;

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
        is_online in any::<bool>(),
        condition in condition(),
    ) {
        let entries = (1..).zip(raw).map(|(n, fields)| {
            Given { seqnum: n, realtime: n * 7 % 60 + 1, monotonic: n, boot: 1, fields }
        });
        let mut bytes = build(options(number), &entries.collect::<Vec<_>>());
        bytes[STATE] = u8::from(is_online);
        let mut wanted = naively(&bytes, &condition);
        prop_assert_eq!(&found(&bytes, &condition), &wanted);
        let file = JournalFile::open(&bytes).unwrap();
        wanted.reverse();
        let expr = Expr::Where(condition);
        prop_assert_eq!(sweep(Merge::new(&[file], Some(&expr)), Direction::Up), &*wanted);
        let mut entries = FileEntries::new(file, Some(&expr), Direction::Up);
        let listed = entries.listed();
        prop_assert!(listed.is_none_or(|listed| listed == wanted.len() as u64));
        let found: Vec<u64> = entries.by_ref().map(|entry| entry.head().monotonic_usec).collect();
        prop_assert_eq!(found, wanted);
        prop_assert!(entries.next().is_none() && entries.findings().is_empty());
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

/// Where the chain of a field or of a hash bucket is broken, and no other index is searched, entries are looked at.
#[test]
fn a_broken_index_hides_no_entry() {
    let entries = (1..=200_u64).map(|n| {
        let fields = vec![format!("A={}", n % 5), format!("B={}", n % 7), format!("PAD={n}")];
        Given { seqnum: n, realtime: n, monotonic: n, boot: 1, fields }
    });
    let intact = build(options(1), &entries.collect::<Vec<_>>());
    let naive = naive::Journal::read(&intact).unwrap();
    // The links of DATA objects to the next one of the field and of the bucket, and the chain of their entries.
    const LINKS: [u64; 3] = [24, 32, 48];
    let conditions =
        ["A = 1", "A != 1", "A >= 2", "A !~ '[12]'", "has(B) and not A in (0, 4)", "not B < 3 or A = 0"]
            .map(parse);
    let wanted: Vec<Vec<u64>> = conditions.iter().map(|condition| naively(&intact, condition)).collect();
    let of_fields = naive.data.iter().filter(|(_, data)| !data.payload.starts_with(b"PAD="));
    for (offset, data) in of_fields {
        for link in LINKS {
            let mut bytes = intact.clone();
            let at = usize::try_from(offset + link).unwrap();
            bytes[at..at + 8].copy_from_slice(&(offset + 4).to_le_bytes());
            for (condition, wanted) in conditions.iter().zip(&wanted) {
                assert_eq!(
                    &found(&bytes, condition),
                    wanted,
                    "{:?} {link} {condition:?}",
                    data.payload.escape_ascii().to_string()
                );
            }
        }
    }
}

/// An entry whose other fields cannot be read is found by those that can; what is left out since the field itself cannot be
/// read is told.
#[test]
fn unreadable_fields_hide_no_others() {
    let entries = (1..=4000_u64).map(|n| {
        let fields = vec![format!("MESSAGE=number {n}"), format!("A={}", n % 3)];
        Given { seqnum: n, realtime: n, monotonic: n, boot: 1, fields }
    });
    let mut bytes = build(options(1), &entries.collect::<Vec<_>>());
    let naive = naive::Journal::read(&bytes).unwrap();
    let broken =
        |payload: &[u8]| naive.data.iter().find(|(_, data)| data.payload == payload).map(|(at, _)| *at);
    for payload in [&b"MESSAGE=number 77"[..], b"A=0"] {
        // No object is of this type.
        bytes[usize::try_from(broken(payload).unwrap()).unwrap()] = 0x7f;
    }
    let file = JournalFile::open(&bytes).unwrap();
    let select = |text: &str| {
        let expr = Expr::Where(parse(text));
        let mut entries = FileEntries::new(file, Some(&expr), Direction::Down);
        let found: Vec<u64> = entries.by_ref().map(|entry| entry.head().seqnum).collect();
        (found, entries.findings().total())
    };
    let ends = |n: &u64| n % 10 == 7 && *n != 77;
    assert_eq!(select("MESSAGE ~ '7$'").0, (1..=4000).filter(ends).collect::<Vec<_>>());
    assert!(select("MESSAGE ~ '7$'").1 > 0);
    assert_eq!(select("MESSAGE !~ '7$'").0, (1..=4000).filter(|n| !ends(n)).collect::<Vec<_>>());
    assert_eq!(select("has(MESSAGE)"), ((1..=4000).filter(|&n| n != 77).collect(), 1));
}

/// An entry that a writer has listed for the file, but not for its fields yet, is no other one.
#[test]
fn what_is_being_written_is_told_by_its_own_fields() {
    let entry =
        |n: u64| Given { seqnum: n, realtime: n, monotonic: n, boot: 1, fields: vec!["A=1".to_owned()] };
    let mut bytes = build(options(1), &[entry(1), entry(2)]);
    let naive = naive::Journal::read(&bytes).unwrap();
    let (data, _) = naive.data.iter().find(|(_, data)| data.payload == b"A=1").unwrap();
    // How many entries the DATA object has.
    let n_entries = usize::try_from(data + 56).unwrap();
    assert_eq!(bytes[n_entries], 2);
    bytes[n_entries] = 1;
    bytes[STATE] = 1;
    assert_eq!(found(&bytes, &parse("A != 1")), [] as [u64; 0]);
    assert_eq!(found(&bytes, &parse("has(A) and not A = 1 or __SEQNUM = 2")), [2]);
}
