//! `-f` beside the real writers: journald, which rotates its files meanwhile, and systemd-journal-remote.
//!
//! journald is the machine's own. `JOURNALQ_JOURNAL_REMOTE` names systemd-journal-remote (words split at blanks), for which
//! the file is put below `JOURNALQ_JOURNALCTL_ROOT` when it runs in another root. Without them the tests say so.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "what cannot be asked fails the test")]

mod util;

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use crate::util::journald;

/// Past the test harness, which would keep it to itself.
fn note(text: &str) {
    let mut stderr = io::stderr();
    writeln!(stderr, "NOTE: {text}").unwrap();
}

#[test]
fn rotation_by_journald() {
    let folder = tempfile::tempdir().unwrap();
    let Some(ran) = journald::run("follow_journald.sh", folder.path()) else {
        return note("journald cannot be run here; -f was NOT tried beside it");
    };
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stderr), file("messages"));
    assert_eq!(file("messages"), "");
    assert_eq!(file("files").lines().filter(|name| name.starts_with("system@")).count(), 3);
    assert_eq!(file("sent").lines().count(), 8000);
    assert!(file("followed") == file("sent"), "{} lines were followed", file("followed").lines().count());
    assert!(file("read") == file("sent"), "{} lines were read", file("read").lines().count());
}

#[test]
fn a_file_that_journal_remote_appends_to() {
    let Ok(remote) = env::var("JOURNALQ_JOURNAL_REMOTE") else {
        return note("JOURNALQ_JOURNAL_REMOTE is not set; -f was NOT tried beside systemd-journal-remote");
    };
    let root: PathBuf = env::var_os("JOURNALQ_JOURNALCTL_ROOT").unwrap_or_else(|| "/".into()).into();
    let folder = tempfile::tempdir_in(root.join("tmp")).unwrap();
    let path = folder.path().join("received.journal");
    let mut words = remote.split_whitespace();
    let mut writer = Command::new(words.next().unwrap())
        .args(words)
        .arg("--output")
        .arg(Path::new("/").join(path.strip_prefix(&root).unwrap()))
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut entries = writer.stdin.take().unwrap();

    let mut sent = 0..0;
    let mut send = |count: u64| {
        sent = sent.end..sent.end + count;
        entries.write_all(export(sent.clone()).as_bytes()).unwrap();
        entries.flush().unwrap();
        sent.clone()
    };
    let first = send(100);
    // It opens its file when it has something to write.
    while !path.exists() {
        thread::sleep(Duration::from_millis(20));
    }
    let mut follower = Command::new(env!("CARGO_BIN_EXE_journalq"))
        .args(["-f", "--no-tail", "-m", "-o", "cat", "-i"])
        .arg(&path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut prints = |expected: std::ops::Range<u64>| {
        for n in expected {
            assert_eq!(lines.next().unwrap().unwrap(), format!("message {n}"));
        }
    };
    prints(first);
    for count in [1, 1, 10, 20_000, 1] {
        prints(send(count));
    }
    drop(entries);
    assert!(writer.wait().unwrap().success());
    follower.kill().unwrap();
    follower.wait().unwrap();
}

/// Entries in the export format.
fn export(numbers: std::ops::Range<u64>) -> String {
    let mut text = String::new();
    for n in numbers {
        let time = 1_700_000_000_000_000 + n;
        write!(
            text,
            "__REALTIME_TIMESTAMP={time}\n__MONOTONIC_TIMESTAMP={n}\n_BOOT_ID=0123456789abcdef0123456789abcdef\n\
             MESSAGE=message {n}\nFILLING={}\n\n",
            "x".repeat(500)
        )
        .unwrap();
    }
    text
}
