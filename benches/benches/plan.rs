//! Matches on one file: the first entry of an expression, with everything that has to be looked up for it, and all of them.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::{HOST, Sample, payloads};
use journalq_file::{Direction, JournalFile};
use journalq_query::{Expr, Merge};

const ENTRIES: u64 = 20_000;

/// Expressions as the words of a command line.
const EXPRESSIONS: [(&str, &[&str]); 3] = [
    ("one match", &["PRIORITY=3"]),
    ("several values", &["_PID=1003", "_PID=1104", "_PID=1205", "_PID=1206", "_PID=1299"]),
    ("two fields", &["PRIORITY=3", "SYSLOG_IDENTIFIER=nginx"]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(ENTRIES)?;
    let file = JournalFile::open(&sample.journal)?;
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("plan");
    for (name, words) in EXPRESSIONS {
        let expr = Expr::from_words(words.iter().map(|word| word.as_bytes()))?;
        let entries = count(file, expr.as_ref());
        assert_eq!(entries, naive_count(words), "{name}");
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{name}, first entry"), |bencher| {
            bencher.iter(|| {
                assert!(Merge::new(&[black_box(file)], expr.as_ref()).step(Direction::Down).is_some())
            });
        });
        group.throughput(Throughput::Elements(entries));
        group.bench_function(format!("{name}, all entries"), |bencher| {
            bencher.iter(|| assert_eq!(count(black_box(file), expr.as_ref()), entries));
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn count(file: JournalFile<'_>, expr: Option<&Expr>) -> u64 {
    let mut merge = Merge::new(&[file], expr);
    std::iter::from_fn(|| merge.step(Direction::Down)).count() as u64
}

/// How many of the entries that were written have, for each field that `words` name, one of its values.
fn naive_count(words: &[&str]) -> u64 {
    let name = |word: &str| word.split('=').next().map(str::to_owned);
    let fulfils = |payloads: &[String]| {
        words.iter().all(|word| {
            words
                .iter()
                .any(|other| name(other) == name(word) && payloads.iter().any(|payload| payload == other))
        })
    };
    (0..ENTRIES).filter(|&number| fulfils(&payloads(HOST, number))).count() as u64
}
