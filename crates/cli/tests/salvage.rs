//! `journalq salvage`: what is left is printed as if it were in a healthy journal, and what is not is told.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use journalq_file::Id128;
use journalq_file::write::WriteOptions;
use journalq_testkit::corrupt::{Class, Corrupter, touched_entries};
use journalq_testkit::naive::Journal;
use serde_json::Value;

use crate::util::{DEMO, Entry, Folder, journal, small, write};

/// What is printed for these arguments.
fn printed(folder: &Folder, args: &[&str]) -> String {
    folder.run(args).stdout
}

/// The lines of an export without those that salvage adds.
fn without_added(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("__JOURNALQ_")).collect()
}

/// The values of a field in what salvage prints, in order.
fn values<'t>(text: &'t str, field: &str) -> Vec<&'t str> {
    text.lines().filter_map(|line| line.strip_prefix(field)?.strip_prefix('=')).collect()
}

#[test]
fn a_healthy_journal_is_printed_as_it_is() {
    let folder = Folder::new();
    for mode in ["short", "cat", "with-unit", "short-monotonic"] {
        let expected = printed(&folder, &["-i", DEMO, "-o", mode]);
        assert!(printed(&folder, &["salvage", DEMO, "-o", mode]) == expected, "{mode}");
    }
    let expected = printed(&folder, &["-i", DEMO, "-o", "export"]);
    let salvaged = printed(&folder, &["salvage", DEMO, "-o", "export"]);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = without_added(text).iter().map(|&line| line.to_owned()).collect();
        lines.sort();
        lines
    };
    assert!(sorted(&expected) == sorted(&salvaged));
    assert_eq!(values(&salvaged, "__SEQNUM"), values(&expected, "__SEQNUM"));
    assert_eq!(values(&salvaged, "__CURSOR"), values(&expected, "__CURSOR"));
    assert_eq!(values(&salvaged, "__JOURNALQ_GRADE"), vec!["intact"; 400]);
    assert_eq!(values(&salvaged, "__JOURNALQ_FILE"), vec![DEMO; 400]);
}

#[test]
fn offsets_are_those_of_entries() {
    let folder = Folder::new();
    let bytes = fs::read(DEMO).unwrap();
    let salvaged = printed(&folder, &["salvage", DEMO, "-o", "export"]);
    for offset in values(&salvaged, "__JOURNALQ_OFFSET") {
        let offset: usize = offset.parse().unwrap();
        assert_eq!((bytes[offset], offset % 8), (3, 0), "an object of type ENTRY");
    }
}

#[test]
fn options_apply() {
    let folder = Folder::new();
    for selection in [
        &["-u", "ssh", "-n", "3"][..],
        &["-r", "-n", "5", "-o", "short-iso"],
        &["-b", "-1", "-p", "warning"],
        &["-g", "timeout", "-o", "cat"],
        &["--list-boots"],
        &["-F", "_SYSTEMD_UNIT"],
        &["-S", "2026-01-01 05:00", "_UID=0", "+", "_UID=1000"],
    ] {
        let expected = printed(&folder, &[&["-i", DEMO], selection].concat());
        assert_eq!(printed(&folder, &[&["salvage", DEMO], selection].concat()), expected, "{selection:?}");
        assert!(!expected.is_empty());
    }
}

#[test]
fn added_fields_are_printed_and_matched_and_not_forged() {
    let folder = Folder::new();
    let forged = vec!["MESSAGE=x", "__JOURNALQ_GRADE=orphan", "__JOURNALQ_LOST=9", "__JOURNALQ_OTHER=y"];
    let input = folder.file("in/a.journal", &journal(&[forged]));
    assert!(printed(&folder, &["-i", &input, "-o", "export"]).contains("__JOURNALQ_OTHER=y"));
    let added = |text: &str| -> Vec<String> {
        let names = text.lines().filter_map(|line| line.trim_start().strip_prefix("__JOURNALQ_"));
        names.map(|line| line.split(['=', '"']).next().unwrap().to_owned()).collect()
    };
    for mode in ["export", "verbose"] {
        let text = printed(&folder, &["salvage", &input, "-o", mode]);
        assert_eq!(added(&text), ["FILE", "OFFSET", "GRADE"], "{text}");
        assert!(text.contains("__JOURNALQ_GRADE=intact"), "{text}");
    }
    let json: Value = serde_json::from_str(&printed(&folder, &["salvage", &input, "-o", "json"])).unwrap();
    assert_eq!((&json["__JOURNALQ_GRADE"], &json["__JOURNALQ_FILE"]), (&"intact".into(), &(&*input).into()));
    for (grade, message) in [("intact", "x\n"), ("orphan", "")] {
        let found = printed(&folder, &["salvage", &input, "-o", "cat", &format!("__JOURNALQ_GRADE={grade}")]);
        assert_eq!(found, message);
    }
    let text = printed(&folder, &["salvage", &input, "-o", "cat", "--output-fields=__JOURNALQ_GRADE"]);
    assert_eq!(text, "intact\n");
    assert_eq!(printed(&folder, &["salvage", &input, "-F", "__JOURNALQ_GRADE"]), "intact\n");
}

#[test]
fn copies_of_a_file_are_one_journal() {
    let folder = Folder::new();
    let bytes = fs::read(DEMO).unwrap();
    // A page in each is zeroed, another one.
    let damaged = |name: &str, page: usize| {
        let mut bytes = bytes.clone();
        bytes[page * 4096..][..4096].fill(0);
        folder.file(name, &bytes)
    };
    let [a, b] = [damaged("in/a.journal", 61), damaged("other/b.journal", 76)];
    let seqnums = |args: &[&str]| -> Vec<String> {
        let text = printed(&folder, &[&["salvage", "-o", "export"], args].concat());
        values(&text, "__SEQNUM").iter().map(|&value| value.to_owned()).collect()
    };
    let [of_a, of_b, of_both] = [seqnums(&[&a]), seqnums(&[&b]), seqnums(&[&a, &b])];
    assert!(of_a.len() < 400 && of_b.len() < 400, "{} {}", of_a.len(), of_b.len());
    let all: Vec<String> = (1..=400).map(|seqnum| seqnum.to_string()).collect();
    assert_eq!(of_both, all);
}

#[test]
fn of_copies_the_better_one_is_printed() {
    let folder = Folder::new();
    let bytes = journal(&[vec!["MESSAGE=one", "A=1"], vec!["MESSAGE=two", "B=2"]]);
    let without = |name: &str, field: &str, header: bool| {
        let mut bytes = bytes.clone();
        let at = bytes.windows(field.len()).position(|bytes| bytes == field.as_bytes()).unwrap();
        bytes[at] ^= 1;
        if header {
            bytes[..272].fill(0);
        }
        folder.file(name, &bytes)
    };
    let fields = |inputs: &[&str]| {
        let text = printed(&folder, &[&["salvage", "-o", "export"], inputs].concat());
        let lost = values(&text, "__JOURNALQ_LOST").len();
        (values(&text, "MESSAGE").join(" "), [values(&text, "A").len(), values(&text, "B").len()], lost)
    };
    let [a, b, c] =
        [without("in/a", "A=1", false), without("in/b", "B=2", false), without("in/c", "B=2", true)];
    let both = "one two".to_owned();
    assert_eq!(fields(&[&a]), (both.clone(), [0, 1], 1));
    assert_eq!(fields(&[&b]), (both.clone(), [1, 0], 1));
    for inputs in [[&*a, &b], [&b, &a], [&a, &c], [&c, &a]] {
        assert_eq!(fields(&inputs), (both.clone(), [1, 1], 0), "{inputs:?}");
    }
}

#[test]
fn a_damaged_hash_makes_no_second_entry_of_a_copy() {
    let folder = Folder::new();
    let bytes = journal(&[vec!["MESSAGE=one"], vec!["MESSAGE=two"]]);
    let place = usize::try_from(Journal::read(&bytes).unwrap().entries[1].offset).unwrap() + 56;
    let mut damaged = bytes.clone();
    damaged[place] ^= 0x40;
    let [a, b] = [folder.file("in/a", &bytes), folder.file("in/b", &damaged)];
    let cursors = |inputs: &[&str]| {
        let text = printed(&folder, &[&["salvage", "-o", "export"], inputs].concat());
        values(&text, "__CURSOR").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let healthy = cursors(&[&a]);
    assert_ne!(cursors(&[&b])[1], healthy[1]);
    for inputs in [[&*a, &b], [&b, &a]] {
        assert_eq!(cursors(&inputs), healthy, "{inputs:?}");
    }
}

#[test]
fn what_a_garbage_entry_lost_is_told_per_entry() {
    let folder = Folder::new();
    let mut bytes = journal(&(0..40).map(|n| vec![format!("MESSAGE=entry {n}")]).collect::<Vec<_>>());
    let entry = usize::try_from(Journal::read(&bytes).unwrap().entries[3].offset).unwrap();
    // It claims to reach over what stands behind it.
    bytes[entry + 8..entry + 16].copy_from_slice(&2000_u64.to_le_bytes());
    let path = folder.file("in/a.journal", &bytes);
    let ran = folder.run(&["salvage", &path, "-o", "cat", "--report=report.json"]);
    assert!(ran.stdout.starts_with("entry 0\n") && ran.stderr.contains("; 1 entry lost "), "{ran:?}");
    let report: Value =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(report["files"][0]["entries_incomplete"], 1, "{report}");
}

#[test]
fn files_are_told_from_matches() {
    let folder = Folder::new();
    let bytes = journal(&[vec!["MESSAGE=one", "PRIORITY=3"], vec!["MESSAGE=two"]]);
    folder.file("A=1", &bytes);
    folder.file("salvage", &bytes);
    folder.file("in/x.journal", &bytes);
    let both = "one\ntwo\n";
    for (args, text) in [
        (&["salvage", "./A=1"][..], both),
        (&["salvage", "salvage"], both),
        (&["salvage", "-D", "in"], both),
        (&["salvage", "-i", "in/*.journal"], both),
        (&["salvage", "in/x.journal", "PRIORITY=3"], "one\n"),
        (&["salvage", "PRIORITY=3", "+", "MESSAGE=two", "in/x.journal", "./A=1"], both),
    ] {
        assert_eq!(printed(&folder, &[args, &["-o", "cat"]].concat()), text, "{args:?}");
    }
}

#[test]
fn the_command_line_is_checked() {
    let folder = Folder::new();
    for (args, text) in [
        (&["salvage"][..], "journalq: salvage needs a FILE, or a folder with -D"),
        (&["salvage", "MESSAGE=x"], "journalq: salvage needs a FILE, or a folder with -D"),
        (&["salvage", "-i", "-"], "journalq: salvage does not read standard input"),
        (&["salvage", "x", "-f"], "journalq: option '-f' cannot be used with salvage"),
        (&["salvage", "x", "--header"], "journalq: option '--header' cannot be used with salvage"),
        (&["salvage", "x", "-N", "--rebuild=y"], "journalq: --rebuild cannot be combined with a list"),
        (
            &["salvage", "x", "--re=y"],
            "journalq: option '--re' is ambiguous; possibilities: --rebuild, --report, --recursive, --reverse",
        ),
        (&["--embedded"], "journalq: unrecognized option '--embedded'"),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.status, ran.stderr), (Some(1), format!("{text}\n")), "{args:?}");
    }
}

#[test]
fn what_is_no_file_is_told() {
    let folder = Folder::new();
    let good = folder.file("good", &journal(&[vec!["MESSAGE=good"]]));
    let empty = folder.file("empty", b"");
    fs::create_dir(folder.path().join("folder")).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (name, told) in [
        (
            "missing",
            format!(
                "journal file or directory {}, ignoring file: No such file or directory",
                path("missing")
            ),
        ),
        ("folder", format!("journal file or directory {}, ignoring file: Is a directory", path("folder"))),
        ("empty", format!("{empty}: header needs 208 bytes, the file has 0")),
    ] {
        let ran = folder.run(&["salvage", name, &good, "-o", "cat"]);
        assert_eq!((ran.status, &*ran.stdout), (Some(1), "good\n"), "{name}");
        assert!(ran.stderr.contains(&told), "{name}: {ran:?}");
    }
}

#[test]
fn entries_of_one_number_are_all_printed() {
    let folder = Folder::new();
    let entry = |seqnum, usec, message: &str| Entry {
        seqnum: Some(seqnum),
        boot_id: Id128([7; 16]),
        realtime_usec: usec,
        monotonic_usec: usec,
        fields: vec![format!("MESSAGE={message}")],
    };
    let options = || WriteOptions { allow_any_seqnum: true, ..small() };
    let entries = [
        entry(1, 10, "one"),
        entry(3, 50, "three"),
        entry(2, 20, "two"),
        entry(3, 40, "also three"),
        entry(4, 60, "four"),
    ];
    let input = folder.file("in/a.journal", &write(options(), &entries));
    let text = "one\ntwo\nalso three\nthree\nfour\n";
    assert_eq!(printed(&folder, &["salvage", &input, "-o", "cat"]), text);
    let reversed: String = text.lines().rev().map(|line| format!("{line}\n")).collect();
    assert_eq!(printed(&folder, &["salvage", &input, "-o", "cat", "-r"]), reversed);
    let ran = folder.run(&["salvage", &input, "--rebuild=new.journal"]);
    assert!(ran.stderr.contains("Different entries have the same sequence number"), "{ran:?}");
    assert_eq!(printed(&folder, &["-i", "new.journal", "-o", "cat"]), text);
}

#[test]
fn a_wrong_time_hides_no_entry() {
    let folder = Folder::new();
    let entries = |boot: u8, wrong: u64| -> Vec<Entry<String>> {
        let entry = |seqnum: u64| Entry {
            seqnum: Some(seqnum),
            boot_id: Id128([boot; 16]),
            // A bit of one time is wrong.
            realtime_usec: (1_700_000_000_000_000 + seqnum * 10 + u64::from(boot))
                ^ if seqnum == wrong { 1 << 53 } else { 0 },
            monotonic_usec: seqnum * 10,
            fields: vec![format!("MESSAGE={boot}-{seqnum}")],
        };
        (1..=50).map(entry).collect()
    };
    let file = |name: &str, boot, wrong| {
        let options = WriteOptions { seqnum_id: Id128([boot; 16]), file_id: Id128([boot; 16]), ..small() };
        folder.file(name, &write(options, &entries(boot, wrong)))
    };
    let [a, b, c] = [file("in/a.journal", 1, 7), file("in/b.journal", 2, 0), file("in/c.journal", 3, 30)];
    for args in [&["-o", "cat"][..], &["-o", "cat", "-r"]] {
        let text = printed(&folder, &[&["salvage", &a, &b, &c], args].concat());
        let mut messages: Vec<&str> = text.lines().collect();
        messages.sort_unstable();
        messages.dedup();
        assert_eq!(messages.len(), 150, "{text}");
    }
}

#[test]
fn a_wrong_time_costs_no_other_entry_its_cursor() {
    let folder = Folder::new();
    let times = [10, 20, 1 << 40, 30, 40];
    let entries = times.map(|monotonic_usec| Entry {
        seqnum: None,
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000,
        monotonic_usec,
        fields: vec![format!("MESSAGE={monotonic_usec}")],
    });
    let input = folder.file("in/a.journal", &write(small(), &entries));
    let ran = folder.run(&["salvage", &input, "--rebuild=new.journal"]);
    let told = "A time since the boot goes back: another entry's is written instead.\nWrote 5 entries, ";
    assert!(ran.stderr.starts_with(told), "{ran:?}");
    let [old, new] = [&*input, "new.journal"].map(|file| printed(&folder, &["-i", file, "-o", "export"]));
    let (old, new) = (values(&old, "__CURSOR"), values(&new, "__CURSOR"));
    let same: Vec<bool> = old.iter().zip(&new).map(|(old, new)| old == new).collect();
    assert_eq!(same, [true, true, false, true, true]);
    assert!(new[2].contains(";m=14;"), "{new:?}");
}

#[test]
fn new_files_are_created_and_nothing_else() {
    let folder = Folder::new();
    let input = folder.file("in/a.journal", &journal(&[vec!["MESSAGE=x", "PRIORITY=5"]]));
    let ran = folder.run(&["salvage", &input, "--rebuild=new.journal", "--report=loss.json"]);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with("Wrote 1 entry, "), "{ran:?}");
    let shown = printed(&folder, &["-i", "new.journal", "-o", "export"]);
    assert!(shown == printed(&folder, &["-i", &input, "-o", "export"]), "{shown}");
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("loss.json")).unwrap()).unwrap();
    assert_eq!(report["files"][0]["file"], *input);
    assert_eq!(report["unread"], Value::Array(Vec::new()));

    let fails = |option: &str, text: &str| {
        let ran = folder.run(&["salvage", &input, option]);
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""), "{option}");
        assert!(ran.stderr.starts_with(text), "{option}: {ran:?}");
    };
    for option in ["--rebuild", "--report"] {
        fails(
            &format!("{option}=loss.json"),
            "Failed to create loss.json: it exists, and nothing is overwritten",
        );
        fails(&format!("{option}=in/new"), "in/new would lie beside /");
    }
    assert_eq!(fs::read_dir(folder.path().join("in")).unwrap().count(), 1);
    let ran = folder.run(&["salvage", &input, "--rebuild=none.journal", "PRIORITY=1"]);
    assert!(ran.status == Some(1) && !folder.path().join("none.journal").exists(), "{ran:?}");
}

#[test]
fn series_that_are_not_known_are_none_in_common() {
    let folder = Folder::new();
    let file = |boot: u8, begin: u64| {
        let entry = |seqnum: u64| Entry {
            seqnum: Some(seqnum),
            boot_id: Id128([boot; 16]),
            realtime_usec: begin + seqnum * 10,
            monotonic_usec: seqnum * 10,
            fields: vec![format!("MESSAGE={boot}-{seqnum}")],
        };
        let options = WriteOptions { seqnum_id: Id128::NULL, file_id: Id128([boot; 16]), ..small() };
        folder.file(&format!("in/{boot}.journal"), &write(options, &(1..=3).map(entry).collect::<Vec<_>>()))
    };
    let (late, early) = (file(1, 5000), file(2, 1000));
    let ran = folder.run(&["salvage", &late, &early, "-o", "cat"]);
    assert_eq!(ran.stdout, "2-1\n2-2\n2-3\n1-1\n1-2\n1-3\n");
    let export = printed(&folder, &["salvage", &late, "-n", "1", "-o", "export"]);
    assert_eq!(values(&export, "__SEQNUM_ID"), ["00000000000000000000000000000000"]);
    assert_eq!(values(&export, "__SEQNUM"), ["3"]);
    assert!(export.starts_with("__CURSOR=s=00000000000000000000000000000000;i=3;"), "{export}");
}

/// What salvage of a damaged file prints, rebuilds and reports has to agree.
#[test]
fn every_class_of_damage_is_printed_rebuilt_and_reported() {
    let folder = Folder::new();
    let original = fs::read(DEMO).unwrap();
    let corrupter = Corrupter::new(&original).unwrap();
    let expected = printed(&folder, &["-i", DEMO, "-o", "export"]);
    let originals: HashMap<&str, &str> = entries(&expected).map(|entry| (seqnum(entry), entry)).collect();
    for (class, seed) in Class::ALL.into_iter().flat_map(|class| [(class, 1), (class, 2)]) {
        let Some(damaged) = corrupter.damage(class, seed) else { continue };
        let input = folder.file(&format!("in/{class}-{seed}.journal"), &damaged.bytes);
        let rebuild = format!("--rebuild={class}-{seed}.journal");
        let report = format!("--report={class}-{seed}.json");
        let ran = folder.run(&["salvage", &input, &report, "-o", "export"]);
        let found: Vec<&str> = entries(&ran.stdout).collect();
        let file = fs::read(folder.path().join(format!("{class}-{seed}.json"))).unwrap();
        let file = &serde_json::from_slice::<Value>(&file).unwrap()["files"][0];
        let grades = file["entries_found"].as_object().unwrap();
        let counted =
            |grade: &str| found.iter().filter(|entry| values(entry, "__JOURNALQ_GRADE") == [grade]).count();
        for grade in ["intact", "partial", "orphan", "carved"] {
            assert_eq!(grades[grade], counted(grade), "{class} {seed} {grade}");
        }
        let touched = touched_entries(corrupter.journal(), &damaged.touched);
        let untouched = 400 - touched.len();
        assert!(found.len() * 100 >= untouched * 99, "{class} {seed}: {} of {untouched}", found.len());
        assert_eq!(
            ran.status,
            Some(i32::from(file["header"] != "intact" || !ran.stderr.is_empty())),
            "{ran:?}"
        );
        for entry in found.iter().filter(|entry| values(entry, "__JOURNALQ_GRADE") == ["intact"]) {
            assert_eq!(sorted(entry), sorted(originals[seqnum(entry)]), "{class} {seed}");
        }
        if found.is_empty() {
            continue;
        }
        folder.run(&["salvage", &input, &rebuild]);
        let again = printed(&folder, &["-i", &format!("{class}-{seed}.journal"), "-o", "export"]);
        assert_eq!(entries(&again).count(), found.len(), "{class} {seed}");
        for (again, found) in entries(&again).zip(&found) {
            assert_eq!(fields(again), fields(found), "{class} {seed}");
        }
    }
}

/// The entries of an export, each from its cursor on.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let entries = text.split("\n__CURSOR=").map(|entry| entry.trim_start_matches("__CURSOR=").trim_end());
    entries.filter(|entry| !entry.is_empty())
}

fn seqnum(entry: &str) -> &str {
    values(entry, "__SEQNUM")[0]
}

/// The lines of an entry, without those that salvage adds.
fn sorted(entry: &str) -> Vec<&str> {
    let mut lines = without_added(entry);
    lines.sort_unstable();
    lines
}

/// The logger's fields of an entry.
fn fields(entry: &str) -> Vec<&str> {
    sorted(entry).into_iter().filter(|line| !line.starts_with("__") && !line.starts_with("s=")).collect()
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let folder = Folder::new();
    folder.file("in/a.journal", &journal(&[vec!["MESSAGE=one"]]));
    for (args, option, beside) in [
        (&["salvage", "in/a.journal", "--rebuild=out", "-T", "x"][..], "--exclude-identifier", "--rebuild"),
        (
            &["carve", "in/a.journal", "--output-fields=MESSAGE", "--rebuild=out"],
            "--output-fields",
            "--rebuild",
        ),
        (&["carve", "in/a.journal", "--rebuild=out", "-o", "json"], "--output", "--rebuild"),
        (&["carve", "in/a.journal", "--list", "--embedded"], "--embedded", "--list"),
        (&["carve", "-r", "in/a.journal", "--list"], "--reverse", "--list"),
        (&["carve", "-I", "in/a.journal", "--list"], "-I", "--list"),
    ] {
        let ran = folder.run(args);
        let text = format!("journalq: option '{option}' does nothing with {beside}\n");
        assert_eq!((ran.status, &*ran.stderr, &*ran.stdout), (Some(1), &*text, ""), "{args:?}");
    }
    let ran = folder.run(&["carve", "in/a.journal", "--list", "A=1"]);
    assert_eq!(ran.stderr, "journalq: match 'A=1' does nothing with --list\n");
    let ran = folder.run(&["salvage", "in/a.journal", "--rebuild=x", "--report=./x"]);
    assert_eq!((ran.status, &*ran.stderr), (Some(1), "--report and --rebuild cannot be the same file.\n"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written");
    let ran =
        folder.run(&["salvage", "in/a.journal", "--rebuild=x", "--report=y", "--no-pager", "-q", "-n", "1"]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    assert!(folder.run(&["carve", "in/a.journal", "--list", "-qo", "json"]).stdout.starts_with('['));
}

#[test]
fn a_report_has_names_that_are_no_text() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("in")).unwrap();
    let name = OsStr::from_bytes(b"in/\xff.journal");
    fs::write(folder.path().join(name), journal(&[vec!["MESSAGE=one"]])).unwrap();
    let missing = OsStr::from_bytes(b"in/\xfe");
    let args = [OsStr::new("salvage"), name, missing, OsStr::new("--report=report.json")];
    assert_eq!(folder.run(&args).status, Some(1));
    let report = fs::read(folder.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    for (listed, name) in [("files", name), ("unread", missing)] {
        let listed = &report[listed][0];
        let bytes: Vec<u8> = serde_json::from_value(listed["file_bytes"].clone()).unwrap();
        assert_eq!(bytes, folder.path().join(name).as_os_str().as_bytes());
        assert_eq!(listed["file"], *String::from_utf8_lossy(&bytes));
    }
}
