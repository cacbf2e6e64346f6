//! `--verify-key`: journalctl's lines on sealed journals, and one line more where they do not tell tampering from habits.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::path::{Path, PathBuf};

use journalq_file::Id128;
use journalq_testkit::seal::{self, START_USEC, VERIFICATION_KEY};

use crate::util::{DEMO, Entry, Folder, small, write};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Unpacks the journals of a folder below `name/`; returns the paths.
fn unpack(folder: &Folder, name: &str) -> Vec<String> {
    let from = if name == "v262-journald" { "journals/journald" } else { &format!("sealed/{name}") };
    let files = fs::read_dir(testdata().join(from)).unwrap().map(|file| file.unwrap().path());
    let mut paths = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "zst")) {
        let path = format!("{name}/{}", file.file_stem().unwrap().to_str().unwrap());
        folder.file(&path, &zstd::decode_all(&*fs::read(&file).unwrap()).unwrap());
        paths.push(path);
    }
    assert!(!paths.is_empty());
    paths
}

/// What journalctl said of each file, as recorded: the path and its lines.
fn recorded(name: &str) -> Vec<(String, String)> {
    let text =
        fs::read_to_string(testdata().join("sealed").join(name).join("journalctl-verify.txt")).unwrap();
    let (mut all, mut path, mut lines) = (Vec::new(), String::new(), String::new());
    for line in text.lines() {
        lines += line;
        lines.push('\n');
        if let Some(passed) = line.strip_prefix("PASS: ") {
            path = passed.to_owned();
        } else if let Some(failed) = line.strip_prefix("FAIL: ") {
            path = failed.rsplit_once(": ").unwrap().0.to_owned();
        }
        if line.starts_with("FAIL: ") || line.starts_with("=> ") {
            all.push((std::mem::take(&mut path), std::mem::take(&mut lines)));
        }
    }
    all
}

/// What is said of a file: journalctl's lines, and those about the seals without the path in front. The folder is left out
/// of paths.
fn verify(folder: &Folder, path: &str, key: &str) -> (Option<i32>, String, Vec<String>) {
    let ran = folder.run(&["--verify", &format!("--verify-key={key}"), &format!("--file={path}")]);
    assert_eq!(ran.stdout, "");
    let stderr = ran.stderr.replace(&format!("{}/", folder.path().display()), "");
    let ours = format!("{path}: ");
    let is_ours = |line: &&str| line.starts_with(&ours);
    let seals = stderr.lines().filter_map(|line| line.strip_prefix(&ours)?.strip_prefix("seals: "));
    let theirs = stderr.lines().filter(|line| !is_ours(line)).map(|line| format!("{line}\n")).collect();
    (ran.status, theirs, seals.map(str::to_owned).collect())
}

#[test]
fn sealed_journals_are_judged_as_journalctl_does() {
    let folder = Folder::new();
    let mut habits = 0;
    for name in [
        "synthetic-sealed-noncontinuous",
        "v257-compact-keyed",
        "v257-regular-jenkins",
        "v257-rotated",
        "v262-compact-keyed",
        "v262-journald",
        "v262-restarted",
        "v262-user",
    ] {
        let key = fs::read_to_string(testdata().join("sealed").join(name).join("verify-key")).unwrap();
        let mut paths = unpack(&folder, name);
        for (path, lines) in recorded(name) {
            let passes = !lines.contains("FAIL: ");
            let (status, theirs, seals) = verify(&folder, &path, key.trim());
            assert_eq!((status, &theirs), (Some(i32::from(!passes)), &lines));
            match &*seals {
                [] => assert!(passes, "{path}"),
                [line] => assert!(line.starts_with("all are authentic; no tampering, "), "{path}: {line}"),
                lines => panic!("{path}: {lines:?}"),
            }
            habits += seals.len();
            paths.retain(|left| *left != path);
        }
        assert_eq!(paths, [""; 0], "all of them are recorded");
    }
    assert_eq!(habits, 9);
}

/// A sealed log of 20 entries, three seconds apart, in epochs of ten; `change` is done to its entries before they are written.
fn sealed_log(change: impl Fn(usize, &mut Entry<String>)) -> Vec<u8> {
    let entries: Vec<Entry<String>> = (0..20_usize)
        .map(|index| {
            let mut entry = Entry {
                seqnum: None,
                boot_id: Id128([7; 16]),
                realtime_usec: START_USEC + 3_000_000 * index as u64,
                monotonic_usec: 3_000_000 * index as u64,
                fields: vec![format!("MESSAGE=paid {} to account 12", 100 + index)],
            };
            change(index, &mut entry);
            entry
        })
        .collect();
    let realtimes: Vec<u64> = (0..20).map(|index| START_USEC + 3_000_000 * index).collect();
    seal::seal(&write(small(), &entries), &seal::as_journald(&realtimes))
}

/// Puts the seals of a genuine file into one that was written anew with changes.
fn with_seals_of(genuine: &[u8], mut changed: Vec<u8>) -> Vec<u8> {
    for (from, to) in seal::tags(genuine).into_iter().zip(seal::tags(&changed)) {
        changed[to..to + 64].copy_from_slice(&genuine[from..from + 64]);
    }
    changed
}

#[test]
fn an_entry_that_was_altered_after_sealing_is_told_with_its_place() {
    let folder = Folder::new();
    let genuine = sealed_log(|_, _| {});
    let altered = with_seals_of(
        &genuine,
        sealed_log(|index, entry| {
            if index == 8 {
                entry.fields[0] = entry.fields[0].replace("paid 1", "paid 9");
            }
        }),
    );
    folder.file("genuine.journal", &genuine);
    folder.file("altered.journal", &altered);

    let (status, lines, seals) = verify(&folder, "genuine.journal", VERIFICATION_KEY);
    assert_eq!((status, seals), (Some(0), Vec::new()));
    assert_eq!(
        lines,
        "PASS: genuine.journal\n=> Validated from Sun 2026-11-22 08:43:50 UTC to Sun 2026-11-22 08:44:50 UTC, \
         final 0 entries not sealed.\n"
    );

    let (begin, tag) = (seal::tags(&altered)[2] + 64, seal::tags(&altered)[3]);
    let (status, lines, seals) = verify(&folder, "altered.journal", VERIFICATION_KEY);
    assert_eq!(status, Some(1));
    assert!(
        lines.starts_with(&format!("{tag:06x}: Tag failed verification\nFile corruption detected at ")),
        "{lines}"
    );
    assert!(lines.ends_with("\nFAIL: altered.journal: Bad message\n"), "{lines}");
    let expected = format!(
        "what lies from {begin:#x} to the seal at {tag:#x} was altered after it was sealed: 3 entries of \
         Sun 2026-11-22 08:44:11 UTC to Sun 2026-11-22 08:44:17 UTC"
    );
    assert_eq!(seals, [expected]);
}

#[test]
fn other_keys_and_files_without_seals_have_verdicts_of_their_own() {
    let folder = Folder::new();
    folder.file("sealed.journal", &sealed_log(|_, _| {}));
    let (seed, times) = VERIFICATION_KEY.split_once('/').unwrap();

    let (status, lines, seals) =
        verify(&folder, "sealed.journal", &format!("000000-000000-000000-000000/{times}"));
    assert_eq!(status, Some(1));
    assert!(lines.contains(": Tag failed verification\n"), "{lines}");
    assert!(seals[0].starts_with("not one was made with this key"), "{seals:?}");

    let (status, lines, seals) = verify(&folder, "sealed.journal", &format!("{seed}/ab37700-989680"));
    assert_eq!(status, Some(1));
    assert!(lines.contains(": tag/entry realtime timestamp out of synchronization ("), "{lines}");
    assert!(seals[0].ends_with("the times in the key are wrong"), "{seals:?}");

    let (status, lines, seals) = verify(&folder, "sealed.journal", &format!("{seed}/ffffffffffffffff-1"));
    assert_eq!((status, seals.len()), (Some(1), 1));
    assert!(lines.ends_with("FAIL: sealed.journal: Numerical result out of range\n"), "{lines}");

    let (status, lines, seals) = verify(&folder, DEMO, VERIFICATION_KEY);
    assert_eq!((status, lines), (Some(0), format!("PASS: {DEMO}\n")));
    assert_eq!(seals, ["the file has none, and the key says nothing about it"]);

    for key in ["", "junk", "9a1a67-aa57eb-523454-9235d3/0-989680"] {
        for path in ["sealed.journal", DEMO] {
            let (status, lines, seals) = verify(&folder, path, key);
            assert_eq!((status, seals), (Some(1), Vec::new()), "{key}");
            assert_eq!(lines, "Failed to load verification key: Key was rejected by service\n", "{key}");
        }
    }
    let ran = folder.run(&["--verify", "--file=sealed.journal"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.stderr.ends_with("/sealed.journal: Required key not available\n"), "{}", ran.stderr);
}

/// Nothing vouches for what comes behind the last seal: it is told, and is no failure.
#[test]
fn what_is_not_sealed_is_told() {
    let folder = Folder::new();
    let unsealed = {
        let mut journal = sealed_log(|_, _| {});
        // the last seal, without which the file ends with the last entry and its lists
        let cut = seal::tags(&journal)[6];
        let plain = seal::tags(&journal).len();
        assert_eq!((cut + 64, plain), (journal.len(), 7));
        let before = journal[..cut].to_vec();
        journal[cut..].fill(0);
        let tail = last_object(&before);
        journal[136..144].copy_from_slice(&(tail as u64).to_le_bytes());
        for counter in [144, 224] {
            journal[counter] -= 1;
        }
        journal
    };
    folder.file("cut.journal", &unsealed);
    let (status, lines, seals) = verify(&folder, "cut.journal", VERIFICATION_KEY);
    assert_eq!((status, seals), (Some(0), Vec::new()));
    assert!(lines.ends_with("to Sun 2026-11-22 08:44:40 UTC, final 7s entries not sealed.\n"), "{lines}");
}

/// The offset of the last object of a file that ends with it.
fn last_object(journal: &[u8]) -> usize {
    let word =
        |at: usize| usize::try_from(u64::from_le_bytes(journal[at..at + 8].try_into().unwrap())).unwrap();
    let next =
        |at: &usize| Some((at + word(at + 8)).next_multiple_of(8)).filter(|next| *next < journal.len());
    std::iter::successors(Some(word(88)), next).last().unwrap()
}
