//! Cursors and times: where the output begins and ends.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::made::{SECOND, START, entry, folder, folder_of, host, shown, values};
use crate::util::Folder;

#[test]
fn items_of_a_cursor_may_be_repeated_and_signed() {
    let host = host();
    assert_eq!(
        shown(&host, &["--cursor", "t=0;t=-1;t=0;t=0x0", "-o", "cat", "-n", "1"]),
        "boot 1 entry 0\n",
        "the last time counts, and stands before everything"
    );
    let time = format!("t=0;t=0x{:X}", START + 2010 * SECOND);
    assert_eq!(shown(&host, &["--cursor", &time, "-o", "cat", "-n", "1"]), "boot 2 entry 10\n");
}

#[test]
fn since_yesterday_newest_first() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let entries = [(10 * 86_400, "old"), (60, "older"), (1, "new")].map(|(seconds_ago, message)| {
        let mut entry = entry(1, 100_000_000 - seconds_ago, &[&format!("MESSAGE={message}")]);
        entry.realtime_usec = u64::try_from(now.as_micros()).unwrap() - seconds_ago * SECOND;
        entry
    });
    let shown = shown(&folder(&entries), &["--since", "yesterday", "--reverse", "-o", "cat"]);
    assert_eq!(shown, "new\nolder\n");
}

/// The cursors of all entries.
fn cursors(export: &str) -> Vec<&str> {
    values(export, "__CURSOR")
}

#[test]
fn a_cursor_that_is_filtered_out_hides_nothing() {
    let (odd, even) = (["MESSAGE=odd", "A=1"], ["MESSAGE=even", "A=2"]);
    let folder = folder_of(&[&odd, &even, &odd, &even, &odd]);
    let export = shown(&folder, &["-o", "export"]);
    let numbers = |args: &[&str]| -> Vec<String> {
        let export = shown(&folder, &[&["-q", "-o", "export", "A=1"], args].concat());
        values(&export, "__SEQNUM").into_iter().map(str::to_owned).collect()
    };
    let after = |at: usize| format!("--after-cursor={}", cursors(&export)[at - 1]);
    assert_eq!(numbers(&[]), ["1", "3", "5"]);
    assert_eq!(numbers(&[&after(1)]), ["3", "5"], "the cursor's own entry is left out");
    assert_eq!(numbers(&[&after(2)]), ["3", "5"], "but no other in its place");
    assert_eq!(numbers(&[&after(4)]), ["5"]);
    assert_eq!(numbers(&[&after(2), "-n", "1"]), ["3"]);
    assert_eq!(numbers(&[&after(5)]), [""; 0]);

    let other = Folder::new();
    let by_file = |at: usize, args: &[&str]| {
        let file = other.file("cursor", cursors(&export)[at - 1].as_bytes());
        numbers(&[&["--cursor-file", &file], args].concat())
    };
    assert_eq!(by_file(2, &[]), ["3", "5"]);
    assert_eq!(by_file(3, &[]), ["5"]);

    assert_eq!(numbers(&[&after(5), "-r"]), ["3", "1"]);
    assert_eq!(numbers(&[&after(4), "-r"]), ["3", "1"], "nothing newer than the cursor");
    assert_eq!(by_file(2, &["-r"]), ["1"]);
}

#[test]
fn a_time_before_the_cursor_ends_it_at_once() {
    let host = host();
    let export = shown(&host, &["-o", "export"]);
    let after = format!("--after-cursor={}", cursors(&export)[30]);
    let until = format!("@{}", START / SECOND + 1005);
    assert_eq!(shown(&host, &[&after, "--until", &until, "-n", "10", "-q"]), "");
    assert_eq!(shown(&host, &[&after, "-n", "10", "-q"]).lines().count(), 10);
}

#[test]
fn only_what_is_between_two_times() {
    let host = host();
    let at = |seconds: u64| format!("@{}", START / SECOND + seconds);
    let between = |since, until, args: &[&str]| {
        shown(&host, &[&["-q", "-o", "cat", "-S", &at(since), "-U", &at(until)], args].concat())
    };
    let expected: String = (5..=9).map(|n| format!("boot 2 entry {n}\n")).collect();
    assert_eq!(between(2005, 2009, &[]), expected);
    assert_eq!(between(2005, 2009, &["-n", "20"]), expected);
    assert_eq!(between(2005, 2009, &["-n", "+2"]), "boot 2 entry 5\nboot 2 entry 6\n");
    assert_eq!(between(2005, 2009, &["-r"]).lines().count(), 5);
    assert_eq!(between(2005, 2005, &[]), "boot 2 entry 5\n");
    assert_eq!(between(2025, 2990, &[]), "");
    assert_eq!(between(2025, 2990, &["-n", "5"]), "");
    assert_eq!(between(2025, 2990, &["-r"]), "");
}
