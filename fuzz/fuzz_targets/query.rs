//! Any bytes behind a line of flags and matches, as two journal files: a query on them, printed in every mode.
#![no_main]

use std::path::PathBuf;

use journalq_file::{Findings, Id128, JournalFile, Limits, Source};
use journalq_output::{Composer, Mode, Options, Renderer};
use journalq_query::{Expr, Journal, Lines, Merge, Position, Window, WindowOptions};
use libfuzzer_sys::fuzz_target;

/// How many entries are printed.
const MOST: usize = 50;

fuzz_target!(|input: &[u8]| {
    let (line, bytes) = journalq_fuzz::split_line(input);
    let Some((flags, words)) = line.split_first() else { return };
    let words = words.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let Ok(expr) = Expr::from_words(words) else { return };
    let mut journal = Journal::with_limits(Limits::untrusted());
    // The second one is the first cut in the middle: the same entries, fewer of them.
    for part in [bytes, &bytes[..bytes.len() / 2]] {
        let _ = journal.add(Source::from_bytes(PathBuf::from("fuzz"), part.to_vec()));
    }
    let Ok(files) = journal.files() else { return };
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), options(*flags));
    let positions: Vec<Position<'_>> = window.by_ref().take(MOST).collect();
    assert!(window.merge().findings().count() == files.len());
    Mode::ALL.into_iter().for_each(|mode| print(&files, &positions, mode, *flags));
});

/// The window that the flags ask for.
fn options(flags: u8) -> WindowOptions {
    let lines = [Lines::All, Lines::Last(3), Lines::First(3), Lines::Last(0)];
    let time = |bit: u8| (flags & bit != 0).then_some(1_700_000_000_000_003);
    let (reverse, since, until) = (flags & 4 != 0, time(8), time(16));
    WindowOptions { lines: lines[usize::from(flags & 3)], reverse, since, until, ..WindowOptions::default() }
}

fn print(files: &[JournalFile<'_>], positions: &[Position<'_>], mode: Mode, flags: u8) {
    let options = Options { all: flags & 32 != 0, full: flags & 64 == 0, ..Options::new(mode) };
    let mut composer = Composer::new(Renderer::new(options));
    let mut text = Vec::new();
    for position in positions {
        assert_ne!(position.entry.head().boot_id, Id128::NULL);
        let file = &files[position.file];
        text.clear();
        let result =
            composer.push(position.file, file, &position.entry, 0..0, &mut Findings::default(), &mut text);
        assert!(result.is_err() || text.is_empty() || text.ends_with(b"\n"), "whole lines in {mode:?}");
    }
}
