//! Seals of real files, against what journalctl says of them, and against what journald is known to have done.

use std::fs;
use std::path::{Path, PathBuf};

use journalq_file::seal::{Habit, KeyGenerator, SealVerdict, VerificationKey};

use crate::{Verified, verify};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

fn generator(name: &str) -> KeyGenerator {
    let key = fs::read(testdata().join("sealed").join(name).join("verify-key")).unwrap();
    KeyGenerator::new(VerificationKey::parse(&key).unwrap())
}

fn journals(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(testdata().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "zst")).map(
        |path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, zstd::decode_all(&*fs::read(&path).unwrap()).unwrap())
        },
    )
}

/// What journalctl recorded: the message before the FAIL line of this file; `None` where it passed.
fn recorded_message(folder: &str, journal: &str) -> Option<String> {
    let recorded =
        fs::read_to_string(testdata().join("sealed").join(folder).join("journalctl-verify.txt")).unwrap();
    let lines: Vec<&str> = recorded.lines().collect();
    let path = format!("{folder}/{journal}");
    if lines.contains(&&*format!("PASS: {path}")) {
        return None;
    }
    let corruption = format!("File corruption detected at {path}:");
    let at = lines.iter().position(|line| line.starts_with(&corruption)).unwrap();
    Some(without_dates(lines[at - 1]))
}

/// `(NUMBER, DATE)` becomes `(NUMBER)`, as the library's messages have it.
fn without_dates(message: &str) -> String {
    let parts = message.split_inclusive(')').map(|part| match part.split_once(", ") {
        Some((number, _)) => format!("{number})"),
        None => part.to_owned(),
    });
    parts.collect()
}

/// The source of the journals, and for each file in order of the names the habits that explain its messages.
const JOURNALS: [(&str, &str, &[&[Habit]]); 8] = [
    ("synthetic-sealed-noncontinuous", "sealed/synthetic-sealed-noncontinuous", &[&[]]),
    ("v257-compact-keyed", "sealed/v257-compact-keyed", &[&[]]),
    ("v257-regular-jenkins", "sealed/v257-regular-jenkins", &[&[]]),
    ("v257-rotated", "sealed/v257-rotated", &[&[], &[]]),
    ("v262-compact-keyed", "sealed/v262-compact-keyed", &[&[]]),
    (
        "v262-journald",
        "journals/journald",
        &[
            &[],
            &[Habit::RepeatedEpoch],
            &[Habit::RepeatedEpoch],
            &[Habit::RepeatedEpoch],
            &[Habit::EarlierKey],
            &[Habit::HeaderRewritten],
            &[Habit::EarlierKey],
            &[Habit::EarlierKey, Habit::SkippedEpochs],
        ],
    ),
    ("v262-restarted", "sealed/v262-restarted", &[&[Habit::RepeatedEpoch]]),
    ("v262-user", "sealed/v262-user", &[&[], &[Habit::HeaderRewritten]]),
];

#[test]
fn messages_are_journalctl_s_and_every_seal_is_authentic() {
    for (name, folder, habits) in JOURNALS {
        let generator = generator(name);
        let mut n_journals = 0;
        for ((journal, bytes), habits) in journals(folder).zip(habits) {
            let Verified { first_message, report, .. } = verify(&bytes, &generator);
            assert_eq!(first_message, recorded_message(name, &journal), "{name}/{journal}");
            assert_eq!(report.n_authentic, report.n_seals, "{name}/{journal}");
            let found: Vec<Habit> = match report.verdict() {
                SealVerdict::Habits(found) => found.iter().map(|found| found.habit).collect(),
                SealVerdict::Authentic => Vec::new(),
                other => panic!("{name}/{journal}: {other:?}"),
            };
            assert_eq!(found, *habits, "{name}/{journal}");
            n_journals += 1;
        }
        assert_eq!(n_journals, journals(folder).count(), "{name}");
        assert_eq!(n_journals, habits.len(), "{name}");
    }
}

#[test]
fn the_key_of_other_files_matches_no_seal() {
    let generator = generator("v257-regular-jenkins");
    for (journal, bytes) in journals("sealed/v257-compact-keyed").chain(journals("journals/journald")) {
        let report = verify(&bytes, &generator).report;
        assert_eq!(report.verdict(), SealVerdict::ForeignKey, "{journal}");
        assert_eq!((report.n_authentic, report.n_refuted), (0, report.n_seals), "{journal}");
    }
}
