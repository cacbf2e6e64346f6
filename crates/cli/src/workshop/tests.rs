use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

use journalq_file::Id128;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_output::{ColourMode, Mode};
use journalq_query::grep::Pattern;
use journalq_query::{Merge, Window, WindowOptions};

use super::*;
use crate::args::Args;

const ENTRIES: u64 = 12_000;

static STEADY: LazyLock<[Vec<u8>; 1]> = LazyLock::new(|| [journal(|n| n, |_| true)]);

/// Clocks that were set back by a little, and by much.
static STEPPED: LazyLock<[Vec<u8>; 1]> = LazyLock::new(|| {
    let time = |n| match n {
        2000..4000 => n - 500,
        6000..7000 => n - 5500,
        9000.. => 14_000 - n,
        n => n,
    };
    [journal(time, |_| true)]
});

/// The same entries in files that alternate: first in a few, then in many.
static ALTERNATING: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let file_of = |n| if n < 3000 { n % 3 } else { n % 100 };
    (0..100).map(|file| journal(|n| n, |n| file_of(n) == file)).collect()
});

/// Entries of two boots, two of them large and one of them hard to match.
fn journal(time: impl Fn(u64) -> u64, holds: impl Fn(u64) -> bool) -> Vec<u8> {
    let mut writer = JournalWriter::new(WriteOptions::default()).unwrap();
    for n in (1..=ENTRIES).filter(|&n| holds(n)) {
        let message = match n {
            7000 | 9500 => format!("MESSAGE={}", "long ".repeat(2 << 20)),
            9000 => format!("MESSAGE={}!", "a".repeat(2000)),
            n => format!("MESSAGE=message {n}{}", "\nmore".repeat(usize::try_from(n % 7).unwrap())),
        };
        let entry = NewEntry {
            seqnum: Some(n),
            realtime_usec: time(n),
            monotonic_usec: n,
            boot_id: Id128([if n < 5000 { 1 } else { 2 }; 16]),
            xor_hash: None,
            payloads: &[message.as_bytes(), b"PRIORITY=6"],
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

/// Keeps what is written, as long as there is room.
#[derive(Clone)]
struct Kept {
    bytes: Arc<Mutex<Vec<u8>>>,
    room: usize,
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(self.room > 0, "no room at all");
        let mut kept = self.bytes.lock().unwrap();
        if kept.len() + bytes.len() > self.room {
            return Err(io::ErrorKind::StorageFull.into());
        }
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is printed behind the first entry, one by one or by so many workers, into a file of this size; and how it ends.
fn printed(
    journals: &[Vec<u8>],
    workers: Option<usize>,
    pattern: Option<&str>,
    room: usize,
) -> (Vec<u8>, Result<bool, String>) {
    printed_as(Mode::Verbose, journals, workers, pattern, room)
}

fn printed_as(
    mode: Mode,
    journals: &[Vec<u8>],
    workers: Option<usize>,
    pattern: Option<&str>,
    room: usize,
) -> (Vec<u8>, Result<bool, String>) {
    let files: Vec<_> = journals.iter().map(|journal| JournalFile::open(journal).unwrap()).collect();
    let args = Args { mode, ..Args::default() };
    let pattern = pattern.map(|pattern| Pattern::new(pattern, None).unwrap());
    let mut text = EntryText::new(&args, pattern);
    let kept = Kept { bytes: Arc::default(), room };
    let mut out = Output::to(Box::new(kept.clone()));
    let mut separator = Separator::new(true, ColourMode::Off);
    let mut window = Window::new(Merge::new(&files, None), WindowOptions::default());
    let first = window.next().unwrap();
    separator.push(first.entry.head().boot_id, &mut Vec::new());
    let mut lost = vec![Findings::default(); files.len()];
    let result = match workers {
        Some(workers) => {
            let (files, text, separator, out) = (&files, &text, &mut separator, &mut out);
            print(&mut window, workers, Job { files, text, separator, out, lost: &mut lost })
                .map(Option::unwrap)
        }
        None => window.try_fold(false, |shown, position| {
            separator.push(position.entry.head().boot_id, &mut out.text);
            Ok(shown | text.push(&files, position, &mut lost, &mut out.text)?)
        }),
    };
    out.flush().unwrap();
    assert!(lost.iter().all(Findings::is_empty));
    if result.is_ok() {
        assert_eq!(window.current().map(|head| head.seqnum), Some(ENTRIES));
    }
    let written = kept.bytes.lock().unwrap().clone();
    (written, result.map_err(|error| error.to_string()))
}

#[test]
fn a_panic_ends_the_work() {
    assert_eq!(printed(&STEADY[..], Some(2), None, 0).1, Err("A worker panicked.".to_owned()));
}

#[test]
fn any_number_of_workers_prints_what_one_alone_prints() {
    for journals in [&STEADY[..], &STEPPED[..], &ALTERNATING[..]] {
        let alone = printed(journals, None, None, usize::MAX);
        assert_eq!(alone.1, Ok(true));
        assert_eq!(alone.0.windows(8).filter(|bytes| *bytes == b"\n-- Boot").count(), 1);
        assert_eq!(alone.0.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 11_999);
        for workers in [1, 2, 8] {
            assert!(printed(journals, Some(workers), None, usize::MAX) == alone, "{workers} workers");
        }
    }
}

#[test]
fn every_mode_prints_the_same_file_by_file() {
    for mode in [Mode::Cat, Mode::Short, Mode::Export, Mode::Json, Mode::Csv] {
        let alone = printed_as(mode, &ALTERNATING, None, None, usize::MAX);
        assert_eq!(alone.1, Ok(true));
        assert!(printed_as(mode, &ALTERNATING, Some(2), None, usize::MAX) == alone, "{mode:?}");
    }
}

#[test]
fn entries_that_do_not_match_are_left_out() {
    for journals in [&STEADY[..], &ALTERNATING[..]] {
        let (text, result) = printed(journals, Some(3), Some("message 1199[89]"), usize::MAX);
        assert_eq!(result, Ok(true));
        assert_eq!(text.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 2);
        assert_eq!(printed(journals, Some(3), Some("nowhere"), usize::MAX).1, Ok(false));
    }
}

#[test]
fn what_fails_ends_the_output_where_it_stands() {
    let (all, _) = printed(&STEADY[..], None, None, usize::MAX);
    for room in [1, 100_000, all.len() - 1] {
        let (text, result) = printed(&STEADY[..], Some(3), None, room);
        assert!(result.is_err());
        assert!(all.starts_with(&text));
    }
    for journals in [&STEADY[..], &ALTERNATING[..]] {
        let (text, result) = printed(journals, Some(3), Some("^(a+)+$|^m|^long"), usize::MAX);
        assert_eq!(result.unwrap_err(), "Pattern matching failed: match limit exceeded");
        // All before the entry that it fails at, nothing behind it.
        assert_eq!(text.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 8998);
    }
}
