//! The options one by one, on the demo journal and on journals made for the purpose.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use crate::util::{DEMO, Folder, Ran, command, journal};

/// Standard output for the demo journal; the run has to succeed in silence.
fn demo(args: &[&str]) -> String {
    let ran = Folder::new().run(&[&["-i", DEMO], args].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    ran.stdout
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn where_no_thread_can_be_started_there_is_the_same_output() {
    let args = ["-i", DEMO];
    // A stack that no address space has room for.
    let output = command(&args).env("RUST_MIN_STACK", (1_u64 << 60).to_string()).output().unwrap();
    assert_eq!(Ran::from(output), Folder::new().run(&args));
}

#[test]
fn the_number_of_lines() {
    let all = demo(&["-q"]);
    let all = lines(&all);
    assert_eq!(all.len(), 400);
    for (args, expected) in [
        (&["-n", "3"][..], &all[397..]),
        (&["-n3"], &all[397..]),
        (&["--lines=3"], &all[397..]),
        (&["--lines", "0x3"], &all[397..]),
        (&["-n", "+3"], &all[..3]),
        (&["-n+3"], &all[..3]),
        (&["-n"], &all[390..]),
        (&["--lines"], &all[390..]),
        (&["-n", "all"], &all),
        (&["-n", "1000"], &all),
        (&["-n", "5", "-n", "2"], &all[398..]),
        (&["-n", "2", "--no-tail"], &all),
    ] {
        assert_eq!(lines(&demo(&[&["-q"], args].concat())), expected, "{args:?}");
    }
}

#[test]
fn no_lines_are_no_entries() {
    for zero in ["0", "+0"] {
        assert_eq!(demo(&["-n", zero]), "-- No entries --\n");
        assert_eq!(demo(&["-q", "-n", zero]), "");
        assert_eq!(demo(&["-o", "cat", "-n", zero]), "");
    }
    assert_eq!(demo(&["PRIORITY=99"]), "-- No entries --\n");
}

#[test]
fn newest_first() {
    let mut all: Vec<String> = demo(&["-q"]).lines().map(str::to_owned).collect();
    all.reverse();
    assert_eq!(lines(&demo(&["-q", "-r"])), all);
    assert_eq!(lines(&demo(&["-q", "--reverse", "-n", "7"])), &all[..7]);
}

#[test]
fn boots_are_separated() {
    let (loud, quiet) = (demo(&[]), demo(&["-q"]));
    let is_separator = |line: &&str| line.starts_with("-- Boot ") && line.ends_with(" --");
    let separators: Vec<&str> = loud.lines().filter(is_separator).collect();
    assert_eq!(separators.len(), 2, "{separators:?}");
    assert!(loud.lines().filter(|line| !is_separator(line)).eq(quiet.lines()));

    // A separator stands right before the first entry of the boot that it names.
    let boots = demo(&["-o", "export", "--output-fields=_BOOT_ID"]);
    let boots: Vec<&str> = boots.lines().filter_map(|line| line.strip_prefix("_BOOT_ID=")).collect();
    assert_eq!(boots.len(), 400);
    let mut expected = Vec::new();
    for (at, line) in quiet.lines().enumerate() {
        if at > 0 && boots[at] != boots[at - 1] {
            expected.push(format!("-- Boot {} --", boots[at]));
        }
        expected.push(line.to_owned());
    }
    assert_eq!(lines(&loud), expected);

    assert_eq!(demo(&["-m"]), quiet, "merged boots are one sequence");
    assert!(!demo(&["-o", "cat"]).contains("-- Boot "));
    assert_eq!(demo(&["-r"]).lines().filter(is_separator).count(), 2);
}

#[test]
fn several_files_are_one_sequence() {
    let folder = Folder::new();
    let entries: Vec<Vec<String>> = (0..10).map(|n| vec![format!("MESSAGE=entry {n}")]).collect();
    folder.file("all.journal", &journal(&entries));
    folder.file("first/system.journal", &journal(&entries[..6]));
    let id = "0123456789abcdef0123456789abcdef";
    folder.file(&format!("first/{id}/user-1000.journal"), &journal(&entries));
    folder.file(&format!("first/{id}.ns/ignored.journal"), b"");
    folder.file("first/other/ignored.journal", b"");
    let all = folder.run(&["-i", "all.journal", "-o", "export"]);
    assert_eq!(all.stdout.matches("MESSAGE=").count(), 10);
    assert_eq!(folder.run(&["-D", "first", "-o", "export"]), all, "what both files hold is shown once");
    assert_eq!(folder.run(&["-i", "first/*.journal", "-i", "{all,first/*f/*}.journal", "-o", "export"]), all);
}

#[test]
fn host_names_and_times() {
    let all = demo(&[]);
    assert!(all.starts_with("Jan 01 00:00:49 web1 kernel: "), "{}", lines(&all)[0]);
    let without = demo(&["-W"]);
    assert!(without.starts_with("Jan 01 00:00:49 kernel: ") && !without.contains(" web1 "));
    let in_warsaw = |args: &[&str]| {
        let output = command(&[&["-i", DEMO], args].concat()).env("TZ", "Europe/Warsaw").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(in_warsaw(&[]).starts_with("Jan 01 01:00:49 web1 "));
    assert_eq!(in_warsaw(&["--utc"]), all);
}

#[test]
fn unprintable_messages() {
    let folder = Folder::new();
    folder.file("a.journal", &journal(&[vec![&b"MESSAGE=\x1b[31mred\x07"[..]]]));
    let shown = |args: &[&str]| folder.run(&[&["-i", "a.journal", "-o"], args].concat()).stdout;
    // Colours are taken out before the rest is found to be unprintable.
    assert_eq!(shown(&["short-unix"]), "1700000001.000000 unknown: [4B blob data]\n");
    assert_eq!(shown(&["short-unix", "-a"]), "1700000001.000000 unknown: \x1b[31mred\x07\n");
    assert_eq!(shown(&["cat", "--all"]), "\x1b[31mred\x07\n");
}

#[test]
fn a_cursor_continues_where_a_run_ended() {
    let all = demo(&["-o", "cat"]);
    let (mut shown, mut last, mut cursor) = (String::new(), String::new(), None::<String>);
    for run in 0.. {
        assert!(run < 20, "never ends");
        let after = cursor.as_ref().map(|cursor| format!("--after-cursor={cursor}"));
        let ran =
            demo(&[&["-q", "-o", "cat", "-n", "+37", "--show-cursor"], after.as_deref().as_slice()].concat());
        let (entries, line) = ran.split_once("-- cursor: ").unwrap();
        if entries.is_empty() {
            assert_eq!(Some(line.trim_end()), cursor.as_deref(), "at the end the cursor stays");
            break;
        }
        assert!(entries.lines().count() == if run < 10 { 37 } else { 30 });
        shown += entries;
        last = entries.lines().last().unwrap_or_default().to_owned();
        cursor = Some(line.trim_end().to_owned());
        let with = demo(&["-o", "cat", "-c", line.trim_end(), "-n", "+1"]);
        assert_eq!(with.trim_end(), last, "-c begins with the entry itself");
    }
    assert_eq!(shown, all);
    assert!(all.ends_with(&format!("{last}\n")));
}

#[test]
fn the_cursor_line() {
    let text = demo(&["-n", "1", "--show-cursor", "-o", "export", "--output-fields=MESSAGE"]);
    let cursor = text.lines().find_map(|line| line.strip_prefix("__CURSOR=")).unwrap();
    assert!(text.ends_with(&format!("\n\n-- cursor: {cursor}\n")), "{text}");
    assert!(demo(&["-n", "0", "-q", "--show-cursor"]).ends_with(&format!("-- cursor: {cursor}\n")));
    assert_eq!(demo(&["-r", "-n", "3", "-o", "cat", "-c", cursor]), demo(&["-r", "-n", "3", "-o", "cat"]));
}

#[test]
fn between_two_times() {
    let all = demo(&["-q", "-o", "short-unix"]);
    let time = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let times: Vec<String> = all.lines().map(time).collect();
    assert!(times.is_sorted());
    let between = |since: &str, until: &str| -> Vec<&str> {
        let within = |line: &&str| (since..=until).contains(&&*time(line));
        all.lines().filter(within).collect()
    };
    let (first, last) = (&*times[100], &*times[300]);
    let shown = |args: &[&str]| demo(&[&["-q", "-o", "short-unix"], args].concat());
    let (since, until) = (format!("@{first}"), format!("@{last}"));
    assert_eq!(lines(&shown(&["-S", &since])), between(first, "9"));
    assert_eq!(lines(&shown(&["-U", &until])), between("", last));
    let both = shown(&["--since", &since, &format!("--until={until}")]);
    assert_eq!(lines(&both), between(first, last));
    assert!(both.lines().count() >= 201 && both.lines().count() < 400);
    let reversed: Vec<&str> = between(first, last).into_iter().rev().collect();
    assert_eq!(lines(&shown(&["-r", "-S", &since, "-U", &until])), reversed);
    let whole_seconds = time(first).split('.').next().unwrap().to_owned();
    assert_eq!(lines(&shown(&["-S", &format!("@{whole_seconds}")])), between(&whole_seconds, "9"));
    assert_eq!(demo(&["-S", "@9999999999"]), "-- No entries --\n");
}

#[test]
fn matches_are_alternatives_of_a_field_and_demands_of_several() {
    let priority = |wanted: &str| demo(&["-q", wanted]).lines().count();
    let (errors, warnings) = (priority("PRIORITY=3"), priority("PRIORITY=4"));
    assert!(errors > 0 && warnings > 0);
    assert_eq!(demo(&["-q", "PRIORITY=3", "PRIORITY=4"]).lines().count(), errors + warnings);
    assert_eq!(demo(&["-q", "PRIORITY=3", "+", "PRIORITY=4"]).lines().count(), errors + warnings);
    assert_eq!(demo(&["-q", "PRIORITY=3", "_HOSTNAME=web1"]).lines().count(), errors);
    assert_eq!(demo(&["-q", "PRIORITY=3", "_HOSTNAME=other"]), "");
}

#[test]
fn names_and_values_of_fields() {
    let export = demo(&["-o", "export"]);
    let fields = || export.lines().filter_map(|line| line.split_once('='));
    let names: BTreeSet<&str> =
        fields().map(|(name, _)| name).filter(|name| !name.starts_with("__")).collect();
    let shown = demo(&["-N"]);
    assert_eq!(shown.lines().collect::<BTreeSet<_>>(), names);
    assert_eq!(shown.lines().count(), names.len(), "each once");
    assert_eq!(demo(&["--fields"]), shown);

    for name in ["_TRANSPORT", "SYSLOG_IDENTIFIER", "_PID"] {
        let values: BTreeSet<&str> =
            fields().filter(|field| field.0 == name).map(|(_, value)| value).collect();
        let shown = demo(&["-F", name]);
        assert_eq!(shown.lines().collect::<BTreeSet<_>>(), values, "{name}");
        assert_eq!(shown.lines().count(), values.len(), "{name}: each once");
        assert_eq!(demo(&[&format!("--field={name}")]), shown);
        assert_eq!(lines(&demo(&["-F", name, "-n", "1"])), &lines(&shown)[..1]);
    }
    assert_eq!(demo(&["-F", "NO_SUCH_FIELD"]), "");
    for all in [&["-b", "all"][..], &["-b", "-b", "all"], &["--invocation=all"], &["-I", "--invocation=all"]]
    {
        assert_eq!(demo(&[&["-N"], all].concat()), shown, "{all:?} limits nothing");
    }
}

#[test]
fn help_and_version() {
    let folder = Folder::new();
    let shown = |args: &[&str]| {
        let ran = folder.run(args);
        assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
        ran.stdout
    };
    let help = shown(&["--help"]);
    assert!(help.starts_with("journalq [OPTION...] [FIELD=VALUE...]\n"), "{help}");
    assert!(help.lines().count() <= 79 && help.lines().all(|line| line.len() <= 80), "{help}");
    assert_eq!(shown(&["-h", "--no-such-option"]), help, "what follows does not count");
    let extract = shown(&["extract", "-n", "5", "--help"]);
    assert!(extract.starts_with("journalq extract [OPTION...]"), "{extract}");
    assert!(extract.lines().count() <= 24 && extract.contains("--redact=FIELD"), "{extract}");
    assert_eq!(shown(&["--version"]), concat!("journalq ", env!("CARGO_PKG_VERSION"), "\n"));
    let modes = shown(&["-o", "help"]);
    assert_eq!(
        lines(&modes),
        [
            "short",
            "short-full",
            "short-iso",
            "short-iso-precise",
            "short-precise",
            "short-monotonic",
            "short-delta",
            "short-unix",
            "verbose",
            "export",
            "json",
            "json-pretty",
            "json-sse",
            "json-seq",
            "cat",
            "with-unit",
        ]
    );
    for mode in modes.lines() {
        assert!(demo(&["-n", "1", "-o", mode]).len() > 20, "{mode}");
    }
}

/// Reads a line of the output, and closes it while the program still has more than a pipe takes.
fn read_one_line(args: &[&str]) -> String {
    let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::with_capacity(64, child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert_eq!(child.try_wait().unwrap(), None, "{args:?}: all was written before the first line was read");
    drop(stdout);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), &*stderr), (Some(0), ""), "{args:?}");
    line
}

#[test]
fn the_first_line_comes_at_once_and_may_be_the_last_that_is_read() {
    let folder = Folder::new();
    let (name, value) = ("N".repeat(50), "value ".repeat(10));
    let entries: Vec<Vec<String>> =
        (0..4000).map(|n| vec![format!("{name}{n}={value}"), format!("MESSAGE={value}{n}")]).collect();
    let path = folder.file("many.journal", &journal(&entries));
    assert_eq!(read_one_line(&["-i", &path, "-o", "cat"]), format!("{value}0\n"));
    assert_eq!(read_one_line(&["-i", &path, "-o", "cat", "-r"]), format!("{value}3999\n"));
    assert!(read_one_line(&["-i", &path, "-o", "json"]).ends_with("\"}\n"));
    assert!(read_one_line(&["-i", &path, "-N"]).starts_with(&name));
    assert!(read_one_line(&["-i", &path, "-F", "MESSAGE"]).starts_with(&value));
}

#[cfg(unix)]
#[test]
fn standard_streams_may_be_closed() {
    let expected = demo(&["-n", "3"]);
    let shell = |redirected: &str| {
        let program = env!("CARGO_BIN_EXE_journalq");
        let script = format!("exec \"$0\" -i \"$1\" -n 3 {redirected}");
        std::process::Command::new("sh")
            .args(["-c", &script, program, DEMO])
            .env("TZ", "UTC")
            .output()
            .unwrap()
    };
    let ran = shell("<&-");
    assert_eq!((ran.status.code(), &*ran.stdout, &*ran.stderr), (Some(0), expected.as_bytes(), &b""[..]));
    let ran = shell("2>&-");
    assert_eq!((ran.status.code(), &*ran.stdout), (Some(0), expected.as_bytes()));
}

/// Names, contents and times of change of everything in a folder.
fn state(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>, std::time::SystemTime)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let modified = fs::metadata(&path).unwrap().modified().unwrap();
            (path.clone(), fs::read(&path).unwrap(), modified)
        })
        .collect();
    files.sort();
    files
}

#[test]
fn nothing_is_created_or_changed() {
    let folder = Folder::new();
    let demo = fs::read(DEMO).unwrap();
    folder.file("system.journal", &demo);
    folder.file("cut.journal", &demo[..demo.len() / 2]);
    folder.file("text.journal", &b"no journal at all\n".repeat(20));
    // Where a program would put what it wants to keep.
    let run = |args: &[&str]| {
        let mut command = command(args);
        command.current_dir(folder.path()).env("HOME", folder.path()).env("TMPDIR", folder.path());
        command.output().unwrap().stdout.len()
    };
    let before = state(&folder.path());
    let mut shown = 0;
    for args in
        [&["-n", "9"][..], &["-r", "-o", "json"], &["-N"], &["-F", "_PID"], &["--show-cursor"], &["A=1"]]
    {
        shown += run(&[&["-D", "."], args].concat());
        shown += run(&[&["-i", "system.journal", "-i", "cut.journal"], args].concat());
    }
    assert!(shown > 500_000, "{shown}");
    assert_eq!(run(&["--rotate"]) + run(&["--vacuum-size=1"]) + run(&["--setup-keys"]), 0);
    assert!(state(&folder.path()) == before);
}

#[test]
fn a_cursor_file_continues_where_the_last_run_ended() {
    let folder = Folder::new();
    let messages: Vec<String> = (0..5).map(|number| format!("MESSAGE={number}")).collect();
    let entries: Vec<Vec<&str>> = messages.iter().map(|message| vec![message.as_str()]).collect();
    folder.file("all.journal", &journal(&entries[..3]));
    let other = Folder::new();
    let cursor = other.path().join("cursor").into_os_string().into_string().unwrap();
    let run = || folder.run(&["-i", "all.journal", "-o", "cat", "--cursor-file", &cursor]).stdout;
    assert_eq!(run(), "0\n1\n2\n");
    assert_eq!(run(), "", "nothing is new");
    folder.file("all.journal", &journal(&entries));
    assert_eq!(run(), "3\n4\n");
    let content = fs::read_to_string(&cursor).unwrap();
    assert!(content.starts_with("s=") && content.contains(";i=5;") && content.ends_with('\n'), "{content}");
    other.file("cursor", b"garbage\n");
    let refused = folder.run(&["-i", "all.journal", "--cursor-file", &cursor]);
    assert_eq!((refused.status, &*refused.stderr), (Some(1), "Failed to seek to cursor: Invalid argument\n"));
    let unwritable = folder.run(&["-i", "all.journal", "-o", "cat", "-n", "1", "--cursor-file", "no/cursor"]);
    assert_eq!(unwritable.stdout, "4\n");
    assert_eq!(unwritable.stderr, "Failed to write new cursor to no/cursor: No such file or directory\n");
    assert_eq!(unwritable.status, Some(1));
}

#[test]
fn no_cursor_file_is_written_beside_journals() {
    let folder = Folder::new();
    folder.file("in/a.journal", &journal(&[vec!["MESSAGE=one"]]));
    fs::create_dir(folder.path().join("in/deep")).unwrap();
    let names = || {
        fs::read_dir(folder.path().join("in"))
            .unwrap()
            .map(|file| file.unwrap().file_name())
            .collect::<Vec<_>>()
    };
    let before = names();
    for (args, file) in [
        (&["-i", "in/a.journal"][..], "in/cursor"),
        (&["-D", "in"], "in/deep/cursor"),
        (&["extract", "-i", "in/a.journal", "--output", "new.journal"], "in/../in/cursor"),
    ] {
        let ran = folder.run(&[args, &["--cursor-file", file]].concat());
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""), "{args:?}");
        let said = format!("{file} would lie beside ");
        assert!(
            ran.stderr.starts_with(&said) && ran.stderr.contains("nothing is written there"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(names(), before);
    let ran = folder.run(&["-i", "in/a.journal", "-o", "cat", "--cursor-file", "cursor"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(0), "one\n"));
    assert!(folder.path().join("cursor").exists());
}

#[test]
fn months_have_the_names_of_the_locale() {
    let run = |locale: &str, args: &[&str]| {
        let mut command = command(&[&["-i", DEMO, "-q"], args].concat());
        command.env_remove("LC_ALL").env("LC_TIME", locale).env("LANG", "C.UTF-8");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for (locale, name) in [("pl_PL.UTF-8", "sty "), ("de_AT.UTF-8", "Jän "), ("C", "Jan "), ("xx", "Jan ")] {
        let (status, shown) = run(locale, &["-n", "+1"]);
        assert!(status == Some(0) && shown.starts_with(&format!("{name}01 00:00:49 web1 ")), "{shown}");
        let (_, full) = run(locale, &["-n", "+1", "-o", "short-full"]);
        assert!(full.starts_with("Thu 2026-01-01 00:00:49 UTC web1 "), "{full}");
    }
    for (locale, since, status) in [
        ("pl_PL.UTF-8", "sty 1 00:00:49", Some(0)),
        ("pl_PL.UTF-8", "styczeń 1 00:00:49", Some(0)),
        ("pl_PL.UTF-8", "January 1 00:00:49", Some(0)),
        ("C.UTF-8", "sty 1 00:00:49", Some(1)),
    ] {
        assert_eq!(run(locale, &["-S", since]).0, status, "{locale} {since}");
    }
}

/// A compiled catalog with one text.
fn catalog(id: &[u8; 16], text: &str) -> Vec<u8> {
    let mut bytes = b"RHHHKSLP\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend([40_u64, 1, 56].into_iter().flat_map(u64::to_le_bytes));
    bytes.extend(id);
    bytes.extend([0; 40]);
    bytes.extend(text.as_bytes());
    bytes.push(0);
    bytes
}

#[test]
fn the_catalog_names_documentation() {
    let folder = Folder::new();
    let message_id = format!("MESSAGE_ID={}", "01".repeat(16));
    folder
        .file("a.journal", &journal(&[vec!["MESSAGE=m", &message_id], vec!["MESSAGE=n", "MESSAGE_ID=none"]]));
    folder.file("database", &catalog(&[1; 16], "Subject: s\nDocumentation: man:a(5)\n\nBody\n"));
    let run = |urlify: &str| {
        let mut command = command(&["-i", "a.journal", "-o", "short-unix"]);
        command.current_dir(folder.path()).env("SYSTEMD_CATALOG", "database").env("SYSTEMD_URLIFY", urlify);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    };
    let (linked, errors) = run("yes");
    assert!(linked.contains(": \x1b]8;;man:a(5)\x1b\\[🡕]\x1b]8;;\x1b\\ m\n"), "{linked}");
    assert!(linked.ends_with(" unknown: n\n"), "{linked}");
    assert_eq!(errors, "Failed to find catalog entry: Invalid argument\n");
    let (plain, errors) = run("no");
    assert!(!plain.contains('\x1b'), "{plain}");
    assert_eq!(errors, "");
}

#[test]
fn the_catalog_explains_messages() {
    let folder = Folder::new();
    let id = "01".repeat(16);
    let message_id = format!("MESSAGE_ID={id}");
    folder.file("a.journal", &journal(&[vec!["MESSAGE=m", &message_id, "UNIT=u.service"]]));
    folder.file("database", &catalog(&[1; 16], "Subject: @UNIT@ does it\nDefined-By: t\n\nBody\n"));
    let run = |database: &str, args: &[&str]| {
        let mut command = command(args);
        command.current_dir(folder.path()).env("SYSTEMD_CATALOG", database).env("LC_ALL", "C.UTF-8");
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let ok = |text: &str| (Some(0), text.to_owned(), String::new());
    assert_eq!(run("database", &["--list-catalog"]), ok(&format!("{id} t: @UNIT@ does it\n")));
    let text = format!("-- {id}\nSubject: @UNIT@ does it\nDefined-By: t\n\nBody\n\n");
    assert_eq!(run("database", &["--dump-catalog", &id]), ok(&text));
    let lines = "a: m\n░░ Subject: u.service does it\n░░ Defined-By: t\n░░ \n░░ Body\n";
    let (status, shown, errors) = run("database", &["-i", "a.journal", "-x", "-o", "short-unix"]);
    assert_eq!((status, &*errors), (Some(0), ""));
    assert!(shown.ends_with(&lines["a".len()..]), "{shown}");
    assert_eq!(run("database", &["-i", "a.journal", "-x", "-o", "cat"]), ok("m\n"), "not in this mode");
    // What prints nothing is not explained either.
    folder.file("b.journal", &journal(&[vec![&*message_id, "PRIORITY=6"], vec![&*message_id, "MESSAGE="]]));
    let (_, shown, _) = run("database", &["-i", "b.journal", "-x"]);
    assert_eq!(shown.matches("Subject: ").count(), 1, "{shown}");
    folder.file("c.journal", &journal(&[vec![&*message_id, "MESSAGE=m", "SYSLOG_IDENTIFIER=id"]]));
    assert_eq!(run("database", &["-i", "c.journal", "-x", "-T", "id"]), ok(""));
    let missing = "Failed to list catalog: No such file or directory\n";
    assert_eq!(run("none", &["--list-catalog"]), (Some(1), String::new(), missing.to_owned()));
    let unknown = "02".repeat(16);
    let list = format!("{id} t: @UNIT@ does it\n");
    let errors = format!(
        "Failed to retrieve catalog entry for '{unknown}': No such file or directory\n\
         Failed to parse id128 'x': Invalid argument\n{missing}"
    );
    assert_eq!(run("database", &["--list-catalog", &unknown, &id, "x"]), (Some(1), list, errors));
}

#[test]
fn another_system_has_its_own_catalog() {
    let folder = Folder::new();
    let id = "01".repeat(16);
    let message_id = format!("MESSAGE_ID={id}");
    let entries = journal(&[vec!["MESSAGE=m", &message_id]]);
    for root in ["compiled", "sources", "neither"] {
        folder.file(&format!("{root}/var/log/journal/system.journal"), &entries);
    }
    folder.file("compiled/var/lib/systemd/catalog/database", &catalog(&[1; 16], "Subject: compiled\n"));
    for (place, subject) in [("usr/lib", "overridden"), ("usr/local/lib", "source")] {
        let text = format!("-- {id}\nSubject: {subject}\n");
        folder.file(&format!("sources/{place}/systemd/catalog/a.catalog"), text.as_bytes());
        folder.file(&format!("compiled/{place}/systemd/catalog/a.catalog"), text.as_bytes());
    }
    for (root, subject) in [("compiled", "compiled"), ("sources", "source")] {
        let shown = folder.run(&["--root", root, "-x", "-W", "-o", "short-unix"]).stdout;
        assert!(shown.ends_with(&format!(": m\n░░ Subject: {subject}\n")), "{shown}");
        let listed = folder.run(&["--root", root, "--list-catalog"]);
        assert_eq!((listed.status, listed.stdout), (Some(0), format!("{id} n/a: {subject}\n")));
    }
    let shown = folder.run(&["--root", "neither", "-x", "-o", "short-unix"]);
    assert!(shown.stdout.ends_with(" m\n"), "{}", shown.stdout);
    // The host's catalog or the texts that are built in.
    let started = "f77379a8490b408bbe5f6940505a777b";
    assert!(folder.run(&["--root", "neither", "--list-catalog", started]).stdout.starts_with(started));
    folder.file("compiled/var/lib/systemd/catalog/database", b"broken");
    let broken = folder.run(&["--root", "compiled", "--list-catalog"]);
    assert_eq!((broken.status, &*broken.stderr), (Some(1), "Failed to list catalog: Bad message\n"));
}
