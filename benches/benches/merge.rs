//! Many files as one sequence, without reading more of an entry than its head.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::Distribution;
use journalq_file::{Direction, FormatError, JournalFile};
use journalq_query::Merge;

const ENTRIES: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("merge");
    group.throughput(Throughput::Elements(ENTRIES));
    for (name, distribution) in
        [("interleaved", Distribution::Interleaved), ("rotated", Distribution::Rotated)]
    {
        for n_files in [4, 32] {
            let journals = distribution.write(ENTRIES, n_files)?;
            let files = open(&journals)?;
            assert!(times(&files).is_sorted());
            group.bench_function(format!("{n_files} files, {name}"), |bencher| {
                bencher.iter(|| assert_eq!(times(black_box(&files)).count() as u64, ENTRIES));
            });
        }
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn open(journals: &[Vec<u8>]) -> Result<Vec<JournalFile<'_>>, FormatError> {
    journals.iter().map(|journal| JournalFile::open(journal)).collect()
}

/// The times of all entries, in microseconds since the epoch, in the order of the merge.
fn times(files: &[JournalFile<'_>]) -> impl Iterator<Item = u64> {
    let mut merge = Merge::new(files, None);
    std::iter::from_fn(move || merge.step(Direction::Down))
        .map(|position| position.entry.head().realtime_usec)
}
