//! Verifying a file, and finding out what journalctl says of one with a wrong link.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::Sample;
use journalq_file::JournalFile;
use journalq_file::layout::object::ObjectType;
use journalq_file::verify::{VerifyOptions, verify};

const ENTRIES: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(ENTRIES)?;
    let damaged = with_wrong_link(&sample.journal)?;
    let (file, damaged) = (JournalFile::open(&sample.journal)?, JournalFile::open(&damaged)?);
    assert!(!fails(file));
    assert!(fails(damaged));

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Bytes(sample.journal.len() as u64));
    group.bench_function("a healthy file", |bencher| bencher.iter(|| fails(black_box(file))));
    group.bench_function("a file with a wrong link", |bencher| bencher.iter(|| fails(black_box(damaged))));
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn fails(file: JournalFile<'_>) -> bool {
    verify(&file, &VerifyOptions::default(), &|_| {}).failure.is_some()
}

/// The journal with an array of the last third of the file leading nowhere, which journalctl notices late.
fn with_wrong_link(journal: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut damaged = journal.to_vec();
    let arrays = JournalFile::open(journal)?.objects().filter_map(Result::ok);
    let arrays =
        arrays.filter(|(_, object)| *object == ObjectType::ENTRY_ARRAY).map(|(offset, _)| offset as usize);
    let array = arrays.filter(|offset| offset * 3 > journal.len() * 2).last().ok_or("there are no arrays")?;
    damaged.get_mut(array + 24..array + 32).ok_or("the array is too short")?.fill(0);
    Ok(damaged)
}
