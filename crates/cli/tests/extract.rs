//! `journalq extract`: the new journal holds what would have been printed, and nothing that is there is touched.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::path::Path;

use journalq_file::write::WriteOptions;
use journalq_file::{Id128, JournalFile};

use crate::util::{DEMO, Entry, Folder, Ran, journal, small, write};

const JOURNALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/journals");

/// An unpacked journal of the test data.
fn unpacked(folder: &Folder, name: &str) -> String {
    let packed = fs::read(Path::new(JOURNALS).join(format!("{name}.journal.zst"))).unwrap();
    folder.file(&format!("in/{}.journal", name.replace('/', "-")), &zstd::decode_all(&*packed).unwrap())
}

/// What is printed for these arguments, which has to be all that there is.
fn printed(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(args);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    ran.stdout
}

fn extracted(folder: &Folder, args: &[&str]) -> Ran {
    let _ = fs::remove_file(folder.path().join("new.journal"));
    folder.run(&[&["extract", "--output=new.journal"], args].concat())
}

/// The entries that are selected, as the export format has them; their fields come in the order in which a file got them
/// first, so they are sorted.
fn entries(folder: &Folder, args: &[&str]) -> Vec<Vec<String>> {
    let text = printed(folder, &[&["-o", "export"], args].concat());
    let entries = text.split("\n__CURSOR=").map(|entry| {
        let mut lines: Vec<String> =
            entry.trim_start_matches("__CURSOR=").lines().map(str::to_owned).collect();
        lines.sort();
        lines
    });
    entries.collect()
}

/// The lines of a text, the last first.
fn reversed(text: &str) -> String {
    text.lines().rev().map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_new_journal_has_what_the_old_one_has() {
    let folder = Folder::new();
    for (name, n_entries) in [
        ("edge", 2000),
        ("journald/user-1000", 364),
        ("multi/remote-db1", 1500),
        ("variants/v252-regular-zstd-jenkins", 2000),
        ("variants/v257-compact-xz", 2000),
        ("variants/v262-compact-lz4", 2000),
    ] {
        let input = unpacked(&folder, name);
        let ran = extracted(&folder, &["-i", &input]);
        assert!(ran.stderr.starts_with(&format!("Wrote {n_entries} entries, ")), "{name}: {ran:?}");
        assert_eq!((ran.status, &*ran.stdout), (Some(0), ""), "{name}");
        let [old, new] =
            [&*input, "new.journal"].map(|journal| printed(&folder, &["-o", "export", "-i", journal]));
        assert!(old == new, "{name}: fields and cursors are the same");
    }
}

#[test]
fn options_select_as_for_printing() {
    let folder = Folder::new();
    for selection in [
        &["-u", "ssh"][..],
        &["-p", "err", "-b", "-1"],
        &["-n", "7"],
        &["-n", "+7", "-u", "cron"],
        &["-S", "2026-01-01 02:00", "-U", "2026-01-01 03:00"],
        &["_UID=0", "+", "SYSLOG_IDENTIFIER=app"],
        &["-k", "-q"],
    ] {
        let args = [&["-i", DEMO], selection].concat();
        let ran = extracted(&folder, &args);
        let expected = entries(&folder, &args);
        assert!(entries(&folder, &["-i", "new.journal"]) == expected, "{selection:?}");
        assert!(!expected.is_empty(), "{selection:?}");
        let n_entries = expected.len();
        let is_told = ran.stderr.starts_with(&format!("Wrote {n_entries} entries, "));
        assert_eq!(is_told, !selection.contains(&"-q"), "{ran:?}");
    }
}

#[test]
fn entries_are_written_oldest_first_whatever_the_direction() {
    let folder = Folder::new();
    for selection in [&["-r", "-n", "5"][..], &["-g", "timeout", "-n", "5"]] {
        let args = [&["-i", DEMO, "-o", "short-full"], selection].concat();
        let expected = reversed(&printed(&folder, &args));
        assert_eq!(expected.lines().count(), 5);
        extracted(&folder, &[&["-i", DEMO], selection].concat());
        assert_eq!(printed(&folder, &["-i", "new.journal", "-o", "short-full"]), expected, "{selection:?}");
    }
}

#[test]
fn cursors_of_one_series_stay_valid() {
    let folder = Folder::new();
    let [system, user] = ["journald/system", "journald/user-1000"].map(|name| unpacked(&folder, name));
    let args = ["-i", &system, "-i", &user, "-p", "notice"];
    let ran = extracted(&folder, &args);
    assert!(ran.stderr.starts_with("Wrote "), "{ran:?}");
    assert!(entries(&folder, &["-i", "new.journal"]) == entries(&folder, &args));
}

#[test]
fn entries_of_several_series_get_new_numbers() {
    let folder = Folder::new();
    let inputs = ["multi/system", "multi/remote-db1"].map(|name| unpacked(&folder, name));
    let inputs = ["-i", &inputs[0], "-i", &inputs[1]];
    let ran = extracted(&folder, &inputs);
    let told = "The entries are of several series of sequence numbers: entries are numbered anew, their cursors \
                are others.\nWrote 3115 entries, ";
    assert!(ran.stderr.starts_with(told), "{ran:?}");
    let [old, new] = [&inputs[..], &["-i", "new.journal"]]
        .map(|journals| printed(&folder, &[journals, &["-q", "-o", "short-full"]].concat()));
    assert!(old == new);
    let bytes = fs::read(folder.path().join("new.journal")).unwrap();
    let seqnums = JournalFile::open(&bytes).unwrap().entries().map(|entry| entry.head().seqnum);
    assert!(seqnums.eq(1..=3115));
}

/// An entry of the one boot that there is.
fn entry(seqnum: u64, realtime_usec: u64, monotonic_usec: u64, message: &str) -> Entry<String> {
    let fields = vec![format!("MESSAGE={message}")];
    Entry { seqnum: Some(seqnum), boot_id: Id128([7; 16]), realtime_usec, monotonic_usec, fields }
}

#[test]
fn what_would_not_verify_is_put_in_order() {
    let folder = Folder::new();
    let back = [entry(1, 10, 10, "first"), entry(2, 20, 30, "third"), entry(3, 30, 20, "second")];
    folder.file("in/back.journal", &write(small(), &back));
    let ran = extracted(&folder, &["-i", "in/back.journal"]);
    let told =
        "Times since the boot go back: entries are numbered anew, their cursors are others.\nWrote 3 entries";
    assert!(ran.stderr.starts_with(told), "{ran:?}");
    assert_eq!(printed(&folder, &["-i", "new.journal", "-o", "cat"]), "first\nsecond\nthird\n");

    folder.file("in/a.journal", &write(small(), &[entry(5, 10, 10, "one"), entry(6, 20, 20, "two")]));
    let twin = WriteOptions { file_id: Id128([9; 16]), ..small() };
    folder.file("in/b.journal", &write(twin, &[entry(5, 15, 15, "other")]));
    let ran = extracted(&folder, &["-i", "in/a.journal", "-i", "in/b.journal"]);
    let told = "Different entries have the same sequence number: entries are numbered anew";
    assert!(ran.stderr.starts_with(told), "{ran:?}");
    assert_eq!(printed(&folder, &["-i", "new.journal", "-o", "cat"]), "one\nother\ntwo\n");
}

#[test]
fn redacted_values_are_nowhere_in_the_file() {
    let folder = Folder::new();
    let entries = [
        vec!["MESSAGE=secret 1", "USER=secret 2", "USER=secret 3", "OTHER=kept"],
        vec!["MESSAGE=secret 4", "OTHER=kept"],
        vec!["OTHER=alone"],
    ];
    let input = folder.file("in/a.journal", &journal(&entries));
    let ran = extracted(&folder, &["-i", &input, "--redact", "MESSAGE", "--redact=USER"]);
    assert_eq!(ran.stderr.lines().next(), Some("Redacted 4 values."), "{ran:?}");
    let bytes = fs::read(folder.path().join("new.journal")).unwrap();
    assert!(!bytes.windows(6).any(|bytes| bytes == b"secret"));
    let shown = printed(&folder, &["-i", "new.journal", "-o", "json", "--output-fields=MESSAGE,USER,OTHER"]);
    let fields: Vec<&str> =
        shown.lines().map(|line| line.split_once("\"MESSAGE\"").unwrap_or_default().1).collect();
    assert_eq!(
        fields,
        [
            ":\"[redacted]\",\"USER\":\"[redacted]\",\"OTHER\":\"kept\"}",
            ":\"[redacted]\",\"OTHER\":\"kept\"}",
            "",
        ]
    );
    // What was not changed is known by its old cursor.
    let cursors = |journal: &str| {
        let shown = printed(&folder, &["-i", journal, "-o", "export"]);
        shown.lines().filter(|line| line.starts_with("__CURSOR=")).map(str::to_owned).collect::<Vec<_>>()
    };
    let (old, new) = (cursors(&input), cursors("new.journal"));
    let same: Vec<bool> = old.iter().zip(&new).map(|(old, new)| old == new).collect();
    assert_eq!(same, [false, false, true]);

    let ran = extracted(&folder, &["-i", &input, "--redact=MESAGE"]);
    assert_eq!(ran.stderr.lines().next(), Some("No entry has the field MESAGE."), "{ran:?}");
    let ran = extracted(&folder, &["-i", &input, "--redact=not a name"]);
    assert_eq!(ran.stderr, "No field can have the name 'not a name'.\n");
}

#[test]
fn nothing_is_overwritten_and_nothing_written_beside_a_journal() {
    let folder = Folder::new();
    let input = folder.file("in/a.journal", &journal(&[vec!["MESSAGE=x"]]));
    let run = |args: &[&str]| {
        let ran = folder.run(&[&["extract"], args].concat());
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""), "{args:?}");
        ran.stderr
    };
    folder.file("there", b"content");
    std::os::unix::fs::symlink("nowhere", folder.path().join("link")).unwrap();
    for there in ["there", "link"] {
        let text = format!("Failed to create {there}: it exists, and nothing is overwritten\n");
        assert_eq!(run(&["-i", &input, "--output", there]), text);
    }
    assert_eq!(fs::read(folder.path().join("there")).unwrap(), b"content");
    assert_eq!(
        run(&["-i", &input, "--output=no/folder"]),
        "Failed to create no/folder: No such file or directory\n"
    );
    // Whatever the way to the input is.
    std::os::unix::fs::symlink("in/a.journal", folder.path().join("b.journal")).unwrap();
    std::os::unix::fs::symlink("in", folder.path().join("also")).unwrap();
    for (args, output) in [
        (&["-i", "in/a.journal"], "in/new"),
        (&["-i", "in/a.journal"], "also/new"),
        (&["-i", "b.journal"], "in/new"),
        (&["-D", "in"], "in/new"),
        (&["-i", "also/a.journal"], "./in/../in/new"),
    ] {
        let stderr = run(&[&args[..], &["--output", output]].concat());
        assert!(stderr.starts_with(&format!("{output} would lie beside /")), "{args:?}: {stderr}");
    }
    assert_eq!(fs::read_dir(folder.path().join("in")).unwrap().count(), 1);
}

#[test]
fn the_command_line_is_checked() {
    let folder = Folder::new();
    for (args, text) in [
        (&["extract"][..], "journalq: extract needs --output=FILE"),
        (&["extract", "--output=x", "-f"], "journalq: option '-f' cannot be used with extract"),
        (&["extract", "--output=x", "-o", "json"], "journalq: option '-o' cannot be used with extract"),
        (&["extract", "--output=x", "--verify"], "journalq: option '--verify' cannot be used with extract"),
        (&["extract", "--output=x", "--bogus"], "journalq: unrecognized option '--bogus'"),
        (&["extract", "--out"], "journalq: option '--out' requires an argument"),
        (&["--redact=X"], "journalq: unrecognized option '--redact=X'"),
        // Only the first word is a subcommand.
        (&["-q", "-i", DEMO, "extract"], "Failed to add match 'extract': Invalid argument"),
    ] {
        let stderr = folder.run(args).stderr;
        let text = text.replace("'--redact=X'", "'--redact'");
        assert_eq!(stderr, format!("{text}\n"), "{args:?}");
    }
}

#[test]
fn without_entries_there_is_no_file() {
    let folder = Folder::new();
    let ran = extracted(&folder, &["-i", DEMO, "_UID=nobody"]);
    let stderr = "No entries: new.journal is not created.\n".to_owned();
    assert_eq!(ran, Ran { status: Some(1), stdout: String::new(), stderr });
    assert!(!folder.path().join("new.journal").exists());
}

#[test]
fn what_is_damaged_is_told_and_the_rest_is_copied() {
    let folder = Folder::new();
    let mut bytes = journal(&[vec!["MESSAGE=one"], vec!["MESSAGE=two", "PRIORITY=6"], vec!["MESSAGE=three"]]);
    let at = bytes.windows(11).position(|bytes| bytes == b"MESSAGE=two").unwrap();
    // The object's type.
    bytes[at - 72] = 99;
    let input = folder.file("in/a.journal", &bytes);
    let ran = extracted(&folder, &["-i", &input]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.stderr.contains("in/a.journal: not all could be read: 1 unreadable field (data at 0x"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("Wrote 3 entries"), "{ran:?}");
    let shown = printed(&folder, &["-i", "new.journal", "-o", "json", "--output-fields=MESSAGE,PRIORITY"]);
    let fields: Vec<bool> = shown.lines().map(|line| line.contains("MESSAGE")).collect();
    assert_eq!(fields, [true, false, true], "{shown}");
}
