//! The runner, with programs that print what is expected and programs that do not.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use journalq_testkit::recorded::{Recorded, canonical};
use serde_json::Value;
use tempfile::TempDir;

/// A `testdata` of one journal and the given commands.
fn testdata(cases: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("journals/many")).unwrap();
    fs::create_dir_all(folder.path().join("expected/262")).unwrap();
    fs::write(folder.path().join("expected/262/cases.tsv"), cases).unwrap();
    let journal = zstd::stream::encode_all(&b"content of a journal\n"[..], 0).unwrap();
    fs::write(folder.path().join("journals/many/a.journal.zst"), journal).unwrap();
    folder
}

fn program(folder: &Path, name: &str, script: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

const CASES: &str = "echo.1\tmany/\tEurope/Warsaw\t-n 'two words'
echo.2\tmany/a.journal\tUTC\t@SYSTEMD_COLORS=256 -r
fail.1\t-\tUTC\t--fail
";

const ECHO: &str = r#"echo "$TZ $SYSTEMD_COLORS $LC_ALL"; for word; do echo "<$word>"; done
cat sources/many/a.journal
case $1 in --fail) echo "$0: journalctl: no such thing" >&2; exit 1;; esac"#;

#[test]
fn a_program_that_repeats_itself_passes() {
    let testdata = testdata(CASES);
    let echo = program(testdata.path(), "echo", ECHO);
    assert_eq!(Recorded::record(testdata.path(), &echo).unwrap(), 3);
    let recorded = Recorded::load(testdata.path()).unwrap();
    let printed: Vec<_> = recorded.cases().iter().map(|case| recorded.expected(case).unwrap()).collect();
    let text = |at: usize| String::from_utf8_lossy(&printed[at].stdout).into_owned();
    assert_eq!(
        text(0),
        "Europe/Warsaw 0 C.UTF-8\n<-D>\n<sources/many>\n<-n>\n<two words>\ncontent of a journal\n"
    );
    assert_eq!(text(1), "UTC 256 C.UTF-8\n<--file=sources/many/a.journal>\n<-r>\ncontent of a journal\n");
    assert_eq!(printed.iter().map(|printed| printed.status).collect::<Vec<_>>(), [Some(0), Some(0), Some(1)]);

    let report = recorded.check(&echo, |_| true).unwrap();
    assert_eq!((report.passed, report.failed.len()), (3, 0), "{report}");
    assert_eq!((report.messages_same, report.messages_told), (1, 1));
    assert!(report.to_string().ends_with("3 of 3 commands print the same"), "{report}");
}

#[test]
fn differences_are_found_and_shown() {
    let testdata = testdata(CASES);
    let echo = program(testdata.path(), "echo", ECHO);
    Recorded::record(testdata.path(), &echo).unwrap();
    let recorded = Recorded::load(testdata.path()).unwrap();

    let other =
        program(testdata.path(), "other", &ECHO.replace("content", "x").replace("<$word>", "<${word}.>"));
    let report = recorded.check(&other, |case| case.group() == "echo").unwrap();
    assert_eq!((report.passed, report.failed.len()), (0, 2));
    assert_eq!(report.failed[0].case.id, "echo.1");
    let shown = report.failed[0].to_string();
    assert!(shown.starts_with("echo.1: -D sources/many -n 'two words'\n    TZ=Europe/Warsaw, "), "{shown}");
    assert!(shown.contains("    line 2, column 4, of 6 expected and 6 printed lines\n"), "{shown}");
    assert!(shown.contains("    - <-D>\\n\n") && shown.contains("    + <-D.>\\n\n"), "{shown}");

    let fails = program(testdata.path(), "fails", &format!("{ECHO}\necho other >&2; exit 3"));
    let report = recorded.check(&fails, |_| true).unwrap();
    assert_eq!(report.passed, 1, "exit status 1 and 3 are both failures: {report}");
    assert!(report.failed.iter().all(|failure| failure.difference.is_empty() && failure.status == Some(3)));

    let crashes = program(testdata.path(), "crashes", &ECHO.replace("exit 1", "kill -ABRT $$"));
    let report = recorded.check(&crashes, |_| true).unwrap();
    assert_eq!(report.passed, 2, "a signal is no failure that journalctl had: {report}");
    assert!(recorded.check(&testdata.path().join("absent"), |_| true).is_err());
}

#[test]
fn a_command_without_an_output_is_an_error() {
    let testdata = testdata(CASES);
    let echo = program(testdata.path(), "echo", ECHO);
    Recorded::record(testdata.path(), &echo).unwrap();
    let more = format!("{CASES}new.1\t-\tUTC\t-n 1\n");
    fs::write(testdata.path().join("expected/262/cases.tsv"), more).unwrap();
    assert_eq!(Recorded::load(testdata.path()).unwrap_err().to_string(), "nothing recorded for new.1");
}

/// Reverses the members of every object.
fn reversed(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect())
        }
        other => other,
    }
}

/// The canonical form without the length in its first line, each value written anew with its members reversed.
fn rewritten(canonical: &str) -> String {
    let mut text = String::new();
    for line in canonical.split_inclusive('\n').skip(1) {
        let value = line.trim_start_matches(['\x1e', ' ']).trim_start_matches("data: ");
        text.push_str(&line[..line.len() - value.len()]);
        match serde_json::from_str(value) {
            Ok(value) => text.push_str(&format!("{}\n", reversed(value))),
            Err(_) => text.push_str(value),
        }
    }
    text
}

#[test]
fn recorded_json_is_compared_by_its_values() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let recorded = Recorded::load(&testdata).unwrap();
    assert_eq!(recorded.cases().len(), 919);
    let mut values = 0;
    for case in recorded.cases().iter().filter(|case| case.args.iter().any(|arg| arg.contains("json"))) {
        let stdout = &recorded.expected(case).unwrap().stdout;
        let expected = String::from_utf8(canonical(case, stdout)).unwrap();
        assert!(expected.starts_with(&format!("{} bytes\n", stdout.len())), "{}: taken for no JSON", case.id);
        let body = &expected[expected.find('\n').unwrap() + 1..];

        let shuffled = rewritten(&expected);
        let again = String::from_utf8(canonical(case, shuffled.as_bytes())).unwrap();
        assert!(&again[again.find('\n').unwrap() + 1..] == body, "{}: order of members", case.id);

        // Within a run of digits that is too long for a colour, which is not compared.
        let run = stdout.windows(7).position(|window| window.iter().all(u8::is_ascii_digit));
        let Some(digit) = run.map(|start| start + 6) else { continue };
        let mut changed = stdout.clone();
        changed[digit] = if changed[digit] == b'9' { b'8' } else { changed[digit] + 1 };
        assert!(canonical(case, &changed) != expected.as_bytes(), "{}: a changed value", case.id);
        values += usize::from(shuffled != body);
    }
    assert!(values > 50, "{values}");
}
