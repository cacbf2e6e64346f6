//! Bad command lines and bad files: a clear message, exit status 1, and never a panic. The texts are journalctl's.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;
use std::process::Command;

use journalq_testkit::naive::Journal;

use crate::util::{DEMO, Folder, Ran, command, journal};

/// A run that failed with these lines on standard error, and printed nothing else.
fn failed(lines: &[&str]) -> Ran {
    let stderr = lines.iter().map(|line| format!("{line}\n")).collect();
    Ran { status: Some(1), stdout: String::new(), stderr }
}

/// The demo journal with a bit set in a byte of its header.
fn demo_with(byte: usize, bit: u8) -> Vec<u8> {
    let mut journal = fs::read(DEMO).unwrap();
    journal[byte] |= bit;
    journal
}

const TEXT: &[u8] = &[b'x'; 500];

#[test]
fn files_that_cannot_be_read() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("directory")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    let _socket = UnixListener::bind(folder.path().join("socket")).unwrap();
    let names = folder.run(&["-N", "-i", DEMO]).stdout;
    for (name, text) in [
        ("missing", "No such file or directory"),
        ("", "No such file or directory"),
        ("*.none", "No such file or directory"),
        ("directory", "Is a directory"),
        ("directory/below/it", "No such file or directory"),
        ("/dev/null", "File descriptor in bad state"),
        // Nobody writes to the pipe: opening it must not wait.
        ("pipe", "File descriptor in bad state"),
        ("socket", "No such device or address"),
    ] {
        let expected = failed(&[&format!("Failed to open files: {text}")]);
        assert_eq!(folder.run(&["-i", name]), expected, "{name}");
        let beside_another = folder.run(&["-N", "-i", DEMO, "-i", name]);
        if text == "No such file or directory" {
            assert_eq!(beside_another, expected, "{name}: a name that leads nowhere is a mistake");
            continue;
        }
        let stderr = format!(
            "An error was encountered while opening journal file or directory {}, ignoring file: {text}\n",
            folder.path().join(name).display()
        );
        assert_eq!(beside_another, Ran { status: Some(1), stdout: names.clone(), stderr });
    }
}

#[test]
fn files_that_are_no_journals() {
    let folder = Folder::new();
    for (name, content, text, cause) in [
        ("empty", Vec::new(), "No data available", "header needs 208 bytes, the file has 0"),
        ("short", TEXT[..207].to_vec(), "No data available", "header needs 208 bytes, the file has 207"),
        ("text", TEXT.to_vec(), "Bad message", "signature \"xxxxxxxx\" is not that of a journal file"),
        ("new", demo_with(12, 0x80), "Protocol not supported", "unsupported incompatible flags: bit 7"),
        ("state", demo_with(16, 0x70), "Bad message", "header: state 0x70 is invalid"),
    ] {
        let path = folder.file(name, &content);
        let lines = [&*format!("Failed to open files: {text}"), &*format!("{path}: {cause}")];
        assert_eq!(folder.run(&["-i", name]), failed(&lines), "{name}");
    }
}

#[test]
fn bad_files_in_a_directory_are_told_and_passed_over() {
    let folder = Folder::new();
    folder.file("all/good.journal", &journal(&[vec!["MESSAGE=good"]]));
    for (name, content, verdict, cause) in [
        ("empty.journal", Vec::new(), "is truncated", "header needs 208 bytes, the file has 0"),
        ("text.journal~", TEXT.to_vec(), "corrupted", "signature \"xxxxxxxx\" is not that of a journal file"),
        (
            "new.journal",
            demo_with(12, 0x80),
            "uses an unsupported feature",
            "unsupported incompatible flags: bit 7",
        ),
    ] {
        let path = folder.file(&format!("one/{name}"), &content);
        let stderr = format!("Journal file {path} {verdict}, ignoring file.\n{path}: {cause}\n");
        let expected = Ran { status: Some(1), stdout: "-- No entries --\n".to_owned(), stderr };
        assert_eq!(folder.run(&["-D", "one"]), expected, "{name}");
        fs::rename(&path, folder.path().join("all").join(name)).unwrap();
    }
    let ran = folder.run(&["-q", "-D", "all", "-o", "cat"]);
    assert_eq!((ran.status, &*ran.stdout, ran.stderr.lines().count()), (Some(1), "good\n", 6), "{ran:?}");
}

#[test]
fn directories_without_journals() {
    let folder = Folder::new();
    folder.file("dir/system.journal.zst", TEXT);
    folder.file("dir/plain/system.journal", TEXT);
    fs::create_dir(folder.path().join("dir/directory.journal")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("dir/pipe.journal")).status().unwrap().success());
    let none = "No journal files were found.\n".to_owned();
    let ran = |stdout: &str, stderr: &str| Ran {
        status: Some(0),
        stdout: stdout.to_owned(),
        stderr: stderr.to_owned(),
    };
    assert_eq!(folder.run(&["-D", "dir"]), ran("-- No entries --\n", &none));
    assert_eq!(folder.run(&["-D", "dir", "-N"]), ran("", &none));
    assert_eq!(folder.run(&["-D", "dir", "-q"]), ran("", ""));
}

#[test]
fn directories_that_are_none() {
    let folder = Folder::new();
    folder.file("file", TEXT);
    for (given, text) in [
        ("missing", "No such file or directory"),
        ("./missing/", "No such file or directory"),
        ("", "No such file or directory"),
        ("file", "Not a directory"),
        ("file/", "Not a directory"),
    ] {
        let expected = failed(&[&format!("Failed to open {given}: {text}")]);
        assert_eq!(folder.run(&["-D", given]), expected, "the path is told as it was given");
    }
}

#[test]
fn wherever_a_file_is_cut_the_rest_is_shown() {
    let demo = fs::read(DEMO).unwrap();
    let folder = Folder::new();
    let all = folder.run(&["-o", "cat", "-i", DEMO]).stdout;
    let number = |at: usize| u64::from_le_bytes(demo[at..at + 8].try_into().unwrap()) as usize;
    let last = number(136);
    let end = last + number(last + 8);
    let mut counts = Vec::new();
    for length in (300..demo.len()).step_by(9_973) {
        folder.file("cut.journal", &demo[..length]);
        let ran = folder.run(&["-o", "cat", "-i", "cut.journal"]);
        assert!(all.starts_with(&ran.stdout), "{length}");
        let expected = if length < end { (Some(1), 1) } else { (Some(0), 0) };
        assert_eq!((ran.status, ran.stderr.lines().count()), expected, "{length} of {end}");
        let told = ran.stderr.is_empty() || ran.stderr.contains("cut.journal: not all could be read: ");
        assert!(told, "{length}: {}", ran.stderr);
        counts.push(ran.stdout.lines().count());
    }
    assert!(counts.is_sorted() && counts[0] == 0 && *counts.last().unwrap() == 400, "{counts:?}");
}

#[test]
fn what_other_indexes_lead_to_is_shown_and_told() {
    let entries = |n: u64| (1..=n).map(|n| vec![format!("MESSAGE=entry {n}")]).collect::<Vec<_>>();
    let healthy = journal(&entries(60));
    let header = Journal::read(&healthy).unwrap().header;
    let first = header.entry_array_offset;
    let mut broken = healthy.clone();
    let next = usize::try_from(first + 16).unwrap();
    broken[next..next + 8].fill(0);
    // The arena was as large from the beginning.
    let mut stale = healthy.clone();
    stale[..272].copy_from_slice(&journal(&entries(45))[..272]);
    stale[96..104].copy_from_slice(&healthy[96..104]);
    let folder = Folder::new();
    folder.file("healthy.journal", &healthy);
    let chain = format!(
        "56 entries recovered by others: entry array at {first:#x}: chain ends here with 4 of 60 entries"
    );
    let counter = "15 entries recovered by others: header: n_entries 0x2d contradicts the rest of the header";
    for (bytes, what) in [(broken, &*chain), (stale, counter)] {
        let path = folder.file("damaged.journal", &bytes);
        let stderr = format!("{path}: an index is damaged, {what}\n");
        for args in
            [&["-o", "export"][..], &["-r", "-o", "json"], &["-n", "50"], &["-N"], &["--until=2030-01-01"]]
        {
            let healthy = folder.run(&[args, &["-i", "healthy.journal"]].concat());
            let ran = folder.run(&[args, &["-i", "damaged.journal"]].concat());
            assert_eq!((ran.status, ran.stdout), (Some(0), healthy.stdout), "{args:?}");
            // Names of fields are found without a walk over entries.
            assert!(
                ran.stderr == stderr || args == ["-N"] && ran.stderr.is_empty(),
                "{args:?}: {}",
                ran.stderr
            );
        }
    }
}

#[test]
fn wrong_values() {
    let cursor = "s=1;i=1";
    for (args, message) in [
        (&["-o", "foo"][..], "Unknown output format 'foo'."),
        (&["-o", "SHORT"], "Unknown output format 'SHORT'."),
        (&["-o", ""], "Unknown output format ''."),
        (&["-nx"], "Failed to parse --lines='x'."),
        (&["--lines="], "Failed to parse --lines=''."),
        (&["--lines=-1"], "Failed to parse --lines='-1'."),
        (&["--lines=1.5"], "Failed to parse --lines='1.5'."),
        (&["--lines=2147483648"], "Failed to parse --lines='2147483648'."),
        (&["-n", "foo"], "Failed to add match 'foo': Invalid argument"),
        (&["lower=1"], "Failed to add match 'lower=1': Invalid argument"),
        (&["=1"], "Failed to add match '=1': Invalid argument"),
        (&["A=1", "+", "+", "B=1"], "\"+\" can only be used between terms."),
        (&["+"], "\"+\" can only be used between terms."),
        (&["-c", "foo"], "Failed to seek to cursor: Invalid argument"),
        (&["--after-cursor", ""], "Failed to seek to cursor: Invalid argument"),
        (&["-F", "lower"], "Failed to query unique data objects: Invalid argument"),
        (&["-F", ""], "Failed to query unique data objects: Invalid argument"),
        (&["-F", "__CURSOR"], "Failed to query unique data objects: Invalid argument"),
        (&["-n", "+3", "-r"], "--lines=+N is unsupported when --reverse or --follow is specified."),
        (&["-S", "@5", "-U", "@4"], "--since= must be before --until=."),
        (
            &["-S", "@5", "-c", cursor],
            "Please specify only one of --since=, --cursor=, --cursor-file=, and --after-cursor=.",
        ),
        (
            &["-D", "."],
            "Please specify at most one of -D/--directory=, --file=, -M/--machine=, --root=, --image=.",
        ),
        (&["-N", "A=1"], "Extraneous arguments starting with 'A=1'"),
        (
            &["-N", "-U", "@9"],
            "-F/--field= and -N/--fields cannot be combined with options that limit the journal.",
        ),
        (
            &["-F", "_PID", "-b", "-m"],
            "-F/--field= and -N/--fields cannot be combined with options that limit the journal.",
        ),
        (&["-u", ""], "Failed to add filter for units: Invalid argument"),
        (&["-I", "-u", ""], "Failed to mangle unit name '': Invalid argument"),
        (&["--list-invocations", "--user-unit", ""], "Failed to mangle unit name '': Invalid argument"),
        (&["-q", "-I", "-u", "a b*"], "No matching unit found for 'a\\x20b*' in journal."),
        (&["-S", "x"], "Failed to parse timestamp: x"),
        (&["-U", "now", "-S", "now"], "--since= must be before --until=."),
    ] {
        let ran = Folder::new().run(&[&["-i", DEMO], args].concat());
        assert_eq!(ran, failed(&[message]), "{args:?}");
    }
}

#[test]
fn of_several_wrong_words_the_first_is_told() {
    let missing = "Couldn't canonicalize path '/nonexistent': No such file or directory";
    let bad_match = "Failed to add match 'lower=1': Invalid argument";
    let bad_plus = "\"+\" can only be used between terms.";
    for (words, message) in [
        (&["lower=1", "/nonexistent"][..], bad_match),
        (&["/nonexistent", "lower=1"], missing),
        (&["A=1", "+", "+", "/nonexistent"], bad_plus),
        (&["+", "/nonexistent"], bad_plus),
        (&["A=1", "+", "/nonexistent"], missing),
        (&["A=1", "/nonexistent", "+"], missing),
        (&["/bin/sh", "+"], bad_plus),
    ] {
        assert_eq!(Folder::new().run(&[&["-i", DEMO], words].concat()), failed(&[message]), "{words:?}");
    }
}

#[test]
fn paths_are_those_of_this_host_alone() {
    let folder = Folder::new();
    folder.file("root/var/log/journal/system.journal", &fs::read(DEMO).unwrap());
    let message =
        "An extra path in match filter is currently not supported with --root, --image, or -M/--machine.";
    for words in [&["/bin/sh"][..], &["A=1", "/nonexistent"], &["/bin/sh", "lower=1"]] {
        assert_eq!(folder.run(&[&["--root=root"], words].concat()), failed(&[message]), "{words:?}");
    }
    let bad_match = failed(&["Failed to add match 'lower=1': Invalid argument"]);
    assert_eq!(folder.run(&["--root=root", "lower=1", "/bin/sh"]), bad_match);
}

#[test]
fn wrong_options() {
    for (args, message) in [
        (&["--bogus"][..], "unrecognized option '--bogus'"),
        (&["--bogus=1"], "unrecognized option '--bogus'"),
        (&["-5"], "unrecognized option '-5'"),
        (&["-qZ"], "unrecognized option '-Z'"),
        (
            &["--no"],
            "option '--no' is ambiguous; possibilities: --no-hostname, --no-full, --no-tail, --no-pager",
        ),
        (&["--cursor"], "option '--cursor' requires an argument"),
        (&["--fil"], "option '--fil' requires an argument"),
        (&["-F"], "option '-F' requires an argument"),
        (&["--utc=x"], "option '--utc' doesn't allow an argument"),
    ] {
        let expected = failed(&[&format!("journalq: {message}")]);
        assert_eq!(Folder::new().run(&[&["-i", DEMO], args].concat()), expected, "{args:?}");
    }
}

#[test]
fn options_that_are_never_built_are_refused_by_name() {
    for (option, reason) in [
        ("--rotate", "it needs a running systemd"),
        ("--flush", "it needs a running systemd"),
        ("--sync", "it needs a running systemd"),
        ("--relinquish-var", "it needs a running systemd"),
        ("--update-catalog", "journalq writes no database; without one it reads the catalog's source files"),
        ("--vacuum-size=1", "journalq never changes journals"),
        ("--vacuum-files=1", "journalq never changes journals"),
        ("--vacuum-time=1", "journalq never changes journals"),
        ("--setup-keys", "journalq never changes journals"),
        ("--image=x", "a disk image has to be mounted, then --root= reads it"),
        ("--new-id128", "it reads no journal"),
    ] {
        let name = option.split('=').next().unwrap_or_default();
        let expected = failed(&[&format!("journalq: option '{name}' is not supported: {reason}")]);
        assert_eq!(Folder::new().run(&["-i", DEMO, option]), expected);
    }
}

/// Whether a terminal can show the text without being driven by it.
fn is_harmless(text: &str) -> bool {
    text.chars().all(|char| char == '\n' || !char.is_control())
}

#[test]
fn messages_cannot_drive_the_terminal() {
    let nasty = OsStr::from_bytes(b"\x1b]0;title\x07\x1b[2J\r\nA\xff\xc2\x9b31m=\t");
    let join = |option: &str| OsString::from_iter([OsStr::new(option), nasty]);
    let folder = Folder::new();
    for args in [
        vec![join("")],
        vec![join("--")],
        vec![join("-")],
        vec![join("-q")],
        vec![join("-i")],
        vec![join("-D")],
        vec![join("-o")],
        vec![join("-n")],
        vec![join("-c")],
        vec![join("-F")],
        vec![join("-S")],
        vec!["-N".into(), join("")],
        vec!["-i".into(), DEMO.into(), join("A=1\x1b")],
        vec!["-i".into(), DEMO.into(), join("lower\x1b=")],
        vec!["-i".into(), DEMO.into(), "-F".into(), join("")],
    ] {
        let ran = folder.run(&args);
        assert!(is_harmless(&ran.stderr), "{args:?}: {:?}", ran.stderr);
        assert!(ran.stdout.is_empty() || ran.stdout == "-- No entries --\n", "{args:?}: {:?}", ran.stdout);
        assert!(ran.stderr.lines().count() <= 1 || ran.stderr.starts_with("No journal files"), "{ran:?}");
    }
    let name = OsString::from_iter([OsStr::from_bytes(b"\x1b[2J\r\n\xff\xc2\x9b1m"), OsStr::new(".journal")]);
    for content in [TEXT.to_vec(), demo_with(12, 0x80), fs::read(DEMO).unwrap()[..300_000].to_vec()] {
        fs::write(folder.path().join(&name), content).unwrap();
        for args in [[OsStr::new("-D"), OsStr::new(".")], [OsStr::new("-i"), &name]] {
            let ran = folder.run(&args);
            assert_eq!(ran.status, Some(1));
            assert!(is_harmless(&ran.stderr) && ran.stderr.contains("\\u{1b}[2J"), "{:?}", ran.stderr);
        }
    }
}

#[test]
fn output_that_cannot_be_written_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    // Not every system has a device that is always full.
    let Ok(full) = full else { return };
    for args in [&["-n", "1"][..], &["-o", "json"], &["-N"], &["-F", "_PID"], &["--help"]] {
        let mut command = command(&[&["-i", DEMO], args].concat());
        let ran = Ran::from(command.stdout(full.try_clone().unwrap()).output().unwrap());
        assert_eq!(ran, failed(&["Failed to write the output: No space left on device"]), "{args:?}");
    }
}

#[test]
fn catalogs_that_are_no_files_or_too_large() {
    let folder = Folder::new();
    let path = folder.path().join("root/var/lib/systemd/catalog");
    fs::create_dir_all(&path).unwrap();
    let database = path.join("database");
    let list = || folder.run(&["--root", "root", "--list-catalog"]);
    assert!(Command::new("mkfifo").arg(&database).status().unwrap().success());
    assert_eq!(list().stderr, "Failed to list catalog: File descriptor in bad state\n");
    fs::remove_file(&database).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &database).unwrap();
    assert_eq!(list().stderr, "Failed to list catalog: File descriptor in bad state\n");
    fs::remove_file(&database).unwrap();
    fs::File::create(&database).unwrap().set_len((16 << 20) + 1).unwrap();
    assert_eq!(list().stderr, "Failed to list catalog: File too large\n");
    fs::remove_file(&database).unwrap();
    fs::create_dir(&database).unwrap();
    assert_eq!(list().stderr, "Failed to list catalog: Is a directory\n");
}
