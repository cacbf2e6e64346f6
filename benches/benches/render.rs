//! Entries to text: output modes, from the file's bytes to lines in memory.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use journalq_benches::Sample;
use journalq_file::{Findings, JournalFile};
use journalq_output::{Composer, Mode, Options, RenderError, Renderer};

const ENTRIES: u64 = 20_000;

/// One of each family, and of the families where two ways differ both of them.
const MODES: [Mode; 7] =
    [Mode::Short, Mode::ShortIso, Mode::Cat, Mode::Verbose, Mode::Export, Mode::Json, Mode::JsonPretty];

fn main() -> Result<(), Box<dyn Error>> {
    let sample = Sample::new(ENTRIES)?;
    let file = JournalFile::open(&sample.journal)?;
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("render");
    for mode in MODES {
        let mut text = Vec::new();
        render(file, mode, &mut text)?;
        assert_eq!(messages(&text), sample.entries, "{mode:?}");
        let bytes = text.len();
        group.throughput(Throughput::ElementsAndBytes { elements: sample.entries, bytes: bytes as u64 });
        group.bench_function(mode.name(), |bencher| {
            bencher.iter(|| {
                text.clear();
                let rendered = render(black_box(file), mode, &mut text);
                assert_eq!(text.len(), bytes);
                rendered
            });
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}

fn render(file: JournalFile<'_>, mode: Mode, text: &mut Vec<u8>) -> Result<(), RenderError> {
    let mut composer = Composer::new(Renderer::new(Options::new(mode)));
    let mut findings = Findings::default();
    for entry in file.entries() {
        composer.push(0, &file, &entry, 0..0, &mut findings, text)?;
    }
    assert!(findings.is_empty());
    Ok(())
}

/// Counts what every message has, and nothing else.
fn messages(text: &[u8]) -> u64 {
    text.windows(6).filter(|part| part == b" took ").count() as u64
}
