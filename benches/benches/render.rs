//! Entries to text: `-o short`, from the file's bytes to lines in memory.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::Sample;
use journalq_file::{Findings, JournalFile};
use journalq_output::{Composer, Mode, Options, RenderError, Renderer};

const ENTRIES: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(ENTRIES)?;
    let file = JournalFile::open(&sample.journal)?;
    let mut text = Vec::new();
    render(file, &mut text)?;
    assert_eq!(text.iter().filter(|&&byte| byte == b'\n').count() as u64, sample.entries);
    let bytes = text.len();

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("render");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("short", |bencher| {
        bencher.iter(|| {
            text.clear();
            let rendered = render(black_box(file), &mut text);
            assert_eq!(text.len(), bytes);
            rendered
        });
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn render(file: JournalFile<'_>, text: &mut Vec<u8>) -> Result<(), RenderError> {
    let mut composer = Composer::new(Renderer::new(Options::new(Mode::Short)));
    let mut findings = Findings::default();
    for entry in file.entries() {
        composer.push(0, &file, &entry, 0..0, &mut findings, text)?;
    }
    assert!(findings.is_empty());
    Ok(())
}
