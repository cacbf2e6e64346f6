//! `-f`: what is written while the command runs, by files that grow, are renamed, and come new.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use journalq_file::Id128;
use journalq_file::write::WriteOptions;
use journalq_testkit::write_in_place;

use crate::util::{Entry, Folder, command, small, write};

/// Longer than anything here takes on the slowest machine.
const LONG: Duration = Duration::from_secs(60);

/// What a writer has written to its file so far: entries whose messages are their sequence numbers.
fn journal(file_id: u8, seqnums: RangeInclusive<u64>) -> Vec<u8> {
    let options = WriteOptions { file_id: Id128([file_id; 16]), seqnum_id: Id128([0xaa; 16]), ..small() };
    let boot_id = Id128([7; 16]);
    let entry = |seqnum| Entry {
        seqnum: Some(seqnum),
        boot_id,
        realtime_usec: 1_700_000_000_000_000 + seqnum,
        monotonic_usec: seqnum,
        fields: vec![format!("MESSAGE={seqnum}"), format!("_BOOT_ID={boot_id}")],
    };
    write(options, &seqnums.map(entry).collect::<Vec<_>>())
}

/// Appends to a file as journald does.
fn grow(path: &Path, bytes: &[u8]) {
    write_in_place(path, bytes).unwrap();
}

/// The running command.
struct Follower {
    child: Child,
    lines: Receiver<String>,
}

impl Follower {
    fn start(args: &[&str]) -> Self {
        Self::of(command(&[&["-f", "-o", "cat"], args].concat()))
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || stdout.lines().for_each(|line| drop(sender.send(line.unwrap()))));
        Self { child, lines }
    }

    /// Waits for the next lines to be these.
    fn prints(&self, expected: impl IntoIterator<Item = u64>) {
        for seqnum in expected {
            assert_eq!(self.lines.recv_timeout(LONG).as_deref(), Ok(&*seqnum.to_string()));
        }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end. Returns the exit status, the lines that were not read yet, and the messages.
    fn end(mut self) -> (Option<i32>, Vec<String>, String) {
        let status = self.child.wait().unwrap().code();
        let mut messages = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
        (status, self.lines.iter().collect(), messages)
    }

    /// Ends it by SIGINT: nothing more was printed, and nothing went wrong.
    fn ends_well(self) {
        self.signal("INT");
        assert_eq!(self.end(), (Some(0), vec![], String::new()));
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// A folder with one journal.
struct Host {
    folder: Folder,
    system: PathBuf,
}

impl Host {
    fn new() -> Self {
        let folder = Folder::new();
        let machine = folder.path().join("0123456789abcdef0123456789abcdef");
        fs::create_dir(&machine).unwrap();
        Self { folder, system: machine.join("system.journal") }
    }

    fn with_entries(seqnums: RangeInclusive<u64>) -> Self {
        let host = Self::new();
        grow(&host.system, &journal(1, seqnums));
        host
    }

    fn path(&self) -> String {
        self.folder.path().into_os_string().into_string().unwrap()
    }

    fn rotate(&self, name: &str) {
        fs::rename(&self.system, self.system.with_file_name(name)).unwrap();
    }
}

#[test]
fn entries_are_printed_as_they_come() {
    let host = Host::with_entries(1..=30);
    let named = Follower::start(&["-i", host.system.to_str().unwrap()]);
    let found = Follower::start(&["-D", &host.path()]);
    for follower in [&named, &found] {
        follower.prints(21..=30);
    }
    for last in [31, 36, 500, 501] {
        grow(&host.system, &journal(1, 1..=last));
    }
    for follower in [named, found] {
        follower.prints(31..=501);
        follower.ends_well();
    }
}

#[test]
fn where_to_begin() {
    for (args, expected) in [
        (&["-n", "3"][..], 28..=30),
        (&["-n", "all"], 1..=30),
        (&["--no-tail"], 1..=30),
        (&["--since", "@1700000000.000012"], 12..=30),
        (&["-n", "100", "-g", "^2.$"], 20..=29),
        (&["-e"], 21..=30),
    ] {
        let host = Host::with_entries(1..=30);
        let follower = Follower::start(&[&["-D", &host.path()], args].concat());
        follower.prints(expected);
        follower.ends_well();
    }
}

#[test]
fn no_line_to_begin_with() {
    let host = Host::with_entries(1..=3);
    let follower = Follower::start(&["-D", &host.path(), "-n", "0"]);
    // Nothing tells when it is ready, so that entries come until one of them is printed.
    let mut last = 3;
    let first = loop {
        match follower.lines.try_recv() {
            Ok(line) => break line.parse().unwrap(),
            Err(TryRecvError::Empty) => last += 1,
            Err(TryRecvError::Disconnected) => panic!("it ended"),
        }
        grow(&host.system, &journal(1, 1..=last));
        thread::sleep(Duration::from_millis(20));
    };
    assert!((4..=last).contains(&first), "{first}");
    follower.prints(first + 1..=last);
    follower.ends_well();
}

#[test]
fn rotation_loses_and_repeats_nothing() {
    let host = Host::with_entries(1..=3);
    let follower = Follower::start(&["-D", &host.path()]);
    follower.prints(1..=3);
    // What was written before the file got its other name comes before what is in the new one.
    grow(&host.system, &journal(1, 1..=10));
    host.rotate("system@aa-1-1.journal");
    grow(&host.system, &journal(2, 11..=12));
    follower.prints(4..=12);
    grow(&host.system, &journal(2, 11..=14));
    host.rotate("system@aa-11-11.journal");
    follower.prints(13..=14);
    grow(&host.system, &journal(3, 15..=15));
    host.rotate("system@aa-15-15.journal");
    grow(&host.system, &journal(4, 16..=20));
    follower.prints(15..=20);
    follower.ends_well();
}

#[test]
fn a_named_file_is_followed_without_its_successor() {
    let host = Host::with_entries(1..=3);
    let follower = Follower::start(&["-i", host.system.to_str().unwrap()]);
    follower.prints(1..=3);
    host.rotate("system@aa-1-1.journal");
    grow(&host.system, &journal(2, 6..=9));
    grow(&host.system.with_file_name("system@aa-1-1.journal"), &journal(1, 1..=5));
    follower.prints(4..=5);
    follower.ends_well();
}

#[test]
fn files_and_folders_that_come_later_are_followed() {
    let host = Host::with_entries(1..=3);
    let follower = Follower::start(&["-D", &host.path()]);
    follower.prints(1..=3);
    grow(&host.folder.path().join("user-1000.journal"), &journal(5, 4..=4));
    follower.prints(4..=4);
    let other = host.folder.path().join("fedcba9876543210fedcba9876543210");
    fs::create_dir(&other).unwrap();
    grow(&other.join("system.journal"), &journal(6, 5..=6));
    follower.prints(5..=6);
    // A copy of what was shown adds nothing; what is no journal is said, once.
    fs::copy(&host.system, other.join("copy.journal")).unwrap();
    fs::write(other.join("broken.journal"), "no journal ".repeat(100)).unwrap();
    for last in 7..=8 {
        grow(&other.join("system.journal"), &journal(6, 5..=last));
        follower.prints([last]);
        thread::sleep(Duration::from_millis(100));
    }
    follower.signal("INT");
    let (status, lines, messages) = follower.end();
    assert_eq!((status, lines), (Some(1), vec![]));
    assert_eq!(messages.matches("broken.journal corrupted, ignoring file.").count(), 1, "{messages}");
}

#[test]
fn a_file_that_is_being_copied_is_not_damaged() {
    let host = Host::with_entries(1..=3);
    let follower = Follower::start(&["-D", &host.path()]);
    follower.prints(1..=3);
    let bytes = journal(7, 4..=900);
    let path = host.folder.path().join("copy.journal");
    let mut file = fs::File::create(&path).unwrap();
    for portion in bytes.chunks(bytes.len().div_ceil(4)) {
        file.write_all(portion).unwrap();
        thread::sleep(Duration::from_millis(100));
    }
    follower.prints(4..=900);
    follower.ends_well();
    // One that stays as short is.
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let follower = Follower::start(&["-n", "1", "-i", path.to_str().unwrap()]);
    assert!(follower.lines.recv_timeout(LONG).is_ok());
    follower.signal("INT");
    let (status, _, messages) = follower.end();
    assert_eq!(status, Some(1));
    assert_eq!(messages.matches("not all could be read").count(), 1, "{messages}");
}

#[test]
fn the_cursor_at_the_end_is_that_of_the_last_entry() {
    let host = Host::with_entries(1..=3);
    let cursors = |args: &[&str]| host.folder.run(&[&["-D", ".", "-o", "export"], args].concat()).stdout;
    let other = Folder::new();
    for signal in ["INT", "TERM", "HUP"] {
        let file = other.path().join(signal);
        let follower =
            Follower::start(&["-D", &host.path(), "--show-cursor", "--cursor-file", file.to_str().unwrap()]);
        follower.prints(1..=3);
        follower.signal(signal);
        let (status, lines, messages) = follower.end();
        assert_eq!((status, &*messages), (Some(0), ""), "{signal}");
        let cursor = fs::read_to_string(file).unwrap();
        assert_eq!(lines, [format!("-- cursor: {}", cursor.trim_end())], "{signal}");
        assert!(cursors(&["-n", "1"]).starts_with(&format!("__CURSOR={cursor}")), "{signal}");
    }
}

#[test]
fn hang_ups_that_are_ignored_do_not_end_it() {
    let host = Host::with_entries(1..=3);
    // As nohup starts it.
    let mut nohup = Command::new("sh");
    nohup.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_journalq")]);
    nohup.args(["-f", "-o", "cat", "-D", &host.path()]);
    let follower = Follower::of(nohup);
    follower.prints(1..=3);
    follower.signal("HUP");
    thread::sleep(Duration::from_millis(200));
    grow(&host.system, &journal(1, 1..=4));
    follower.prints(4..=4);
    follower.ends_well();
}

#[test]
fn the_end_of_the_reader_is_the_end() {
    let host = Host::with_entries(1..=3);
    let other = Folder::new();
    let file = other.path().join("cursor");
    let pattern = format!("--file={}/*/*.journal", host.path());
    for args in [&["-D", &host.path()][..], &[&pattern], &["--merge", "-D", &host.path()]] {
        let args = [&["-f", "--cursor-file", file.to_str().unwrap()], args].concat();
        let mut child = command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        reader.read_line(&mut String::new()).unwrap();
        drop(reader);
        // Nothing more is written that could be noticed.
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]), "{args:?}");
        assert!(fs::read_to_string(&file).unwrap().contains(";i=3;"), "{args:?}");
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn what_follow_cannot_do() {
    let host = Host::with_entries(1..=3);
    for (args, message) in [
        (&["-f", "-r"][..], "Please specify either --reverse or --follow, not both."),
        (&["-f", "-n", "+3"], "--lines=+N is unsupported when --reverse or --follow is specified."),
        (&["-f", "-i", "-"], "The --follow switch is not supported in conjunction with reading from STDIN."),
    ] {
        let ran = host.folder.run(args);
        assert_eq!((ran.status, ran.stderr), (Some(1), format!("{message}\n")));
    }
    let empty = Folder::new();
    let ran = empty.run(&["-f", "-D", "."]);
    let messages = "No journal files were found.\n\
                    No journal boot entry found for the specified boot (+0).\n";
    assert_eq!((ran.status, &*ran.stderr), (Some(1), messages));
}
