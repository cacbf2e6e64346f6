//! Reading entries with all their payloads, decompressed where they are compressed.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::Sample;
use journalq_file::{Direction, Entry, FormatError, JournalFile, Scratch};

const ENTRIES: u64 = 20_000;

/// The number of entries and the sum of their payloads, in bytes.
type Totals = (u64, u64);

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(ENTRIES)?;
    let file = JournalFile::open(&sample.journal)?;
    assert_eq!(all(file)?, (sample.entries, sample.payload_bytes));
    assert_eq!(errors(file)?.0, sample.errors);

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("walk");
    group.throughput(Throughput::Elements(sample.entries));
    group.bench_function("all entries", |bencher| bencher.iter(|| all(black_box(file))));
    group.throughput(Throughput::Elements(sample.errors));
    group.bench_function("entries of a match", |bencher| bencher.iter(|| errors(black_box(file))));
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn all(file: JournalFile<'_>) -> Result<Totals, FormatError> {
    let (mut scratch, mut totals) = (Scratch::default(), (0, 0));
    for entry in file.entries() {
        add(&mut totals, file, &entry, &mut scratch)?;
    }
    Ok(totals)
}

/// Reads the entries that the list of a DATA object leads to.
fn errors(file: JournalFile<'_>) -> Result<Totals, FormatError> {
    let (mut scratch, mut totals) = (Scratch::default(), (0, 0));
    let Some(data) = file.find_data(Sample::ERROR, &mut scratch)? else { return Ok(totals) };
    let mut list = file.entries_of(&data);
    let mut next = 0;
    while let Some((index, entry)) = list.nearest(next, Direction::Down) {
        add(&mut totals, file, &file.read_entry(entry)?, &mut scratch)?;
        next = index + 1;
    }
    Ok(totals)
}

fn add(
    totals: &mut Totals,
    file: JournalFile<'_>,
    entry: &Entry<'_>,
    scratch: &mut Scratch,
) -> Result<(), FormatError> {
    totals.0 += 1;
    for item in entry.items() {
        totals.1 += file.read_data(item)?.payload(scratch)?.len() as u64;
    }
    Ok(())
}
