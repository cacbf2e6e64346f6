//! Every class of damage to journals of different layouts: the command ends without a panic, prints no fewer entries than
//! journalctl 262 did, and where some are missing it says so.
//!
//! The variants are those of the recorded numbers in `testdata/expected/262/damaged.tsv`; `benches/compare/README.md` says how
//! these are made.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use journalq_file::layout::flags::State;
use journalq_testkit::corrupt::{Class, Corrupter, Damaged};

use crate::util::{Folder, Ran, command};

/// No variant takes a second; a machine may be busy.
const LIMIT: Duration = Duration::from_secs(60);

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

fn read(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "zst") {
        zstd::stream::decode_all(&*bytes).unwrap()
    } else {
        bytes
    }
}

/// A variant, and how many entries journalctl printed of it.
struct Recorded {
    journal: String,
    class: Class,
    seed: u64,
    entries: usize,
}

fn recorded() -> Vec<Recorded> {
    let table = fs::read_to_string(testdata().join("expected/262/damaged.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [journal, class, seed, entries] = cells[..] else { panic!("{line}") };
        Recorded {
            journal: journal.to_owned(),
            class: Class::from_name(class).unwrap(),
            seed: seed.parse().unwrap(),
            entries: entries.parse().unwrap(),
        }
    };
    table.lines().skip(1).map(row).collect()
}

/// Waits for a program and takes what it prints; kills it when its time is over.
fn finish(mut child: Child, cause: &str) -> Ran {
    let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let (mut printed, mut said) = (Vec::new(), Vec::new());
        let errors = thread::spawn(move || stderr.read_to_end(&mut said).map(|_| said));
        let result = stdout.read_to_end(&mut printed).map(|_| printed);
        // Nobody listens any more where the time is over.
        _ = sender.send((result.unwrap(), errors.join().unwrap().unwrap()));
    });
    let Ok((stdout, stderr)) = receiver.recv_timeout(LIMIT) else {
        child.kill().unwrap();
        panic!("{cause}: does not end");
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { status: child.wait().unwrap().code(), stdout: text(&stdout), stderr: text(&stderr) }
}

/// A header of an earlier moment may be that of a file which is written to: no sign of damage, and what is behind is not
/// counted.
fn is_written_to(damaged: &Damaged) -> bool {
    damaged.class == Class::StaleTail
        && damaged.description.starts_with("header as it was")
        && damaged.bytes[16] == State::ONLINE.0
}

fn check(folder: &Folder, damaged: &Damaged, n_entries: usize, recorded: &Recorded) {
    let Recorded { journal, class, seed, entries } = recorded;
    let cause = format!("{journal}, {class} {seed}: {}", damaged.description);
    let path = folder.file(&format!("{class}.journal"), &damaged.bytes);
    let mut command = command(&["-q", "-o", "export", "--file", &path]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ran = finish(child, &cause);
    assert!(matches!(ran.status, Some(0 | 1)), "{cause}: {:?}, {}", ran.status, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{cause}: {}", ran.stderr);
    let printed = ran.stdout.lines().filter(|line| line.starts_with("__CURSOR=")).count();
    assert!(printed >= *entries, "{cause}: {printed} entries, journalctl printed {entries}");
    if printed < n_entries && !is_written_to(damaged) {
        assert_eq!(ran.status, Some(1), "{cause}: {printed} of {n_entries} entries and nothing said");
    }
    assert!(ran.status == Some(0) || !ran.stderr.is_empty(), "{cause}: nothing said");
}

#[test]
fn every_class_of_damage() {
    let recorded = recorded();
    let variants: Vec<&[Recorded]> = recorded.chunk_by(|a, b| a.journal == b.journal).collect();
    assert_eq!(variants.len(), 5);
    thread::scope(|scope| {
        for of_journal in variants {
            scope.spawn(move || {
                let original = read(&testdata().join(&of_journal[0].journal));
                let corrupter = Corrupter::new(&original).unwrap();
                let folder = Folder::new();
                let mut classes = Vec::new();
                for variant in of_journal {
                    let damaged = corrupter.damage(variant.class, variant.seed).unwrap();
                    check(&folder, &damaged, corrupter.journal().entries.len(), variant);
                    classes.push(variant.class);
                }
                assert_eq!(classes, Class::ALL, "one of each");
            });
        }
    });
}
