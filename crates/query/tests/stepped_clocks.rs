//! Wall clocks that were set back: there the order is no sort, and what is shown is what journalctl 262 shows.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::{Direction, Scratch};
use journalq_query::{Expr, Journal, Lines, Merge, Position, Start, Window, WindowOptions};

use crate::common::{Given, build, journal, options};

/// Seconds since the epoch of the samples' time 0.
const EPOCH: u64 = 1_700_000_000;

fn usec(seconds: u64) -> u64 {
    (EPOCH + seconds) * 1_000_000
}

fn entry(name: &str, boot: u8, monotonic: u64, realtime: u64) -> Given {
    let message = format!("MESSAGE={name}");
    let kind = format!("KIND={}", &name[..1]);
    Given {
        seqnum: monotonic + 10 * u64::from(boot),
        realtime: usec(realtime),
        monotonic: monotonic * 1_000_000,
        boot,
        fields: vec![message, kind],
    }
}

/// Two files with sequence numbers of their own. Boot 1 alternates between them; within it the clock was set back by
/// a minute, and boot 2 seems to have been even before.
fn two_files() -> Journal {
    let a = [entry("A1", 1, 1, 100), entry("A2", 1, 3, 50), entry("A3", 1, 5, 60)];
    let b = [entry("B1", 1, 2, 102), entry("B2", 1, 4, 52), entry("B3", 2, 1, 10)];
    journal(vec![build(options(1), &a), build(options(2), &b)])
}

/// One file whose clock jumps.
fn jumping(times: &[u64]) -> Journal {
    let entries: Vec<Given> =
        (1..).zip(times).map(|(n, time)| entry(&time.to_string(), 1, n, *time)).collect();
    journal(vec![build(options(1), &entries)])
}

fn message(journal: &Journal, position: &Position<'_>) -> String {
    let file = journal.files().unwrap()[position.file];
    let mut scratch = Scratch::default();
    let found = position.entry.items().find_map(|data| {
        let payload = file.read_data(data).unwrap().payload(&mut scratch).unwrap().to_vec();
        String::from_utf8(payload).unwrap().strip_prefix("MESSAGE=").map(str::to_owned)
    });
    found.unwrap()
}

fn shown(journal: &Journal, expr: Option<&Expr>, options: WindowOptions) -> String {
    let window = Window::new(Merge::new(&journal.files().unwrap(), expr), options);
    window.map(|position| message(journal, &position)).collect::<Vec<_>>().join(" ")
}

#[test]
fn backward_is_not_the_reverse_of_forward() {
    let journal = two_files();
    assert_eq!(shown(&journal, None, WindowOptions::default()), "A1 B1 A2 B2 B3 A3");
    let backward = WindowOptions { reverse: true, ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, backward), "A3 A2 A1 B3 B2 B1");
}

#[test]
fn the_beginning_is_where_the_bisection_of_each_file_lands() {
    let journal = two_files();
    let since = |time| WindowOptions { since: Some(usec(time)), ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, since(55)), "A3");
    let until = |time| WindowOptions { until: Some(usec(time)), ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, until(100)), "A1");
}

#[test]
fn only_the_first_entry_is_compared_with_the_beginning_unless_backward() {
    let journal = jumping(&[100, 200, 150, 300, 170, 250]);
    let since = WindowOptions { since: Some(usec(160)), ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, since), "200 150 300 170 250");
    assert_eq!(shown(&journal, None, WindowOptions { reverse: true, ..since }), "250 170 300");
}

#[test]
fn the_end_is_not_compared_once_the_last_lines_were_found() {
    let journal = jumping(&[100, 300, 150, 160, 170, 180]);
    let all = WindowOptions { until: Some(usec(200)), ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, all), "100");
    let last = |n| WindowOptions { lines: Lines::Last(n), ..all };
    assert_eq!(shown(&journal, None, last(2)), "170 180");
    assert_eq!(shown(&journal, None, last(5)), "300 150 160 170 180");
    assert_eq!(shown(&journal, None, last(7)), "100", "there are fewer: the end is compared");
}

/// Time since the boot places the cursor in the other file, but nothing there lies beyond; wall clock time is asked
/// next, and finds an entry that comes first in the order.
#[test]
fn an_entry_of_the_same_wall_clock_time_is_taken_for_one_beyond_the_cursor() {
    let (a, b) = (entry("A1", 1, 1, 100), entry("B1", 1, 2, 100));
    let journal = journal(vec![build(options(1), [&a]), build(options(2), [&b])]);
    let kind = Expr::Match(b"KIND=A".to_vec());
    let mut merge = Merge::new(&journal.files().unwrap(), None);
    merge.seek_tail();
    let cursor = merge.step(Direction::Up).unwrap().entry.head().into();
    for start in [Start::At(cursor), Start::After(cursor)] {
        let options = WindowOptions { start: Some(start), ..WindowOptions::default() };
        assert_eq!(shown(&journal, Some(&kind), options), "A1", "{start:?}");
    }
    let options = WindowOptions { start: Some(Start::At(cursor)), ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, options), "B1");
}

#[test]
fn matches_are_ordered_among_themselves() {
    let journal = two_files();
    let kind = |kind: &str| Expr::Match(format!("KIND={kind}").into_bytes());
    let forward = WindowOptions::default();
    assert_eq!(shown(&journal, Some(&kind("A")), forward), "A1 A2 A3");
    assert_eq!(shown(&journal, Some(&kind("B")), forward), "B1 B2 B3");
    let either = Expr::Or(vec![kind("A"), kind("B")]);
    assert_eq!(shown(&journal, Some(&either), forward), "A1 B1 A2 B2 B3 A3");
}

#[test]
fn a_step_that_finds_nothing_leaves_the_place_as_it_is() {
    let journal = two_files();
    let mut merge = Merge::new(&journal.files().unwrap(), None);
    assert!(merge.step(Direction::Up).is_none() && merge.current().is_none());
    let first = message(&journal, &merge.step(Direction::Down).unwrap());
    assert_eq!(first, "A1");
    assert!(merge.step(Direction::Up).is_none());
    assert_eq!(message(&journal, &merge.current().unwrap()), "A1");
}

/// Two files of one namespace have the same entry, of which one was copied with another time since the boot.
#[test]
fn an_entry_that_differs_in_its_time_since_boot_only_comes_once() {
    let (entry, later) = (entry("A1", 1, 1, 100), entry("A2", 1, 5, 101));
    let copy = Given { monotonic: entry.monotonic + 1, ..entry.clone() };
    let mut second = options(2);
    second.seqnum_id = options(1).seqnum_id;
    let journal = journal(vec![build(options(1), [&entry, &later]), build(second, [&copy])]);
    assert_eq!(shown(&journal, None, WindowOptions::default()), "A1 A2");
    let backward = WindowOptions { reverse: true, ..WindowOptions::default() };
    assert_eq!(shown(&journal, None, backward), "A2 A1");
}

/// A clock that jumps all the time: entry `n` has the time `n * 61 % 97`.
fn restless() -> Journal {
    let times: Vec<u64> = (1..=40).map(|n| n * 61 % 97).collect();
    jumping(&times)
}

/// The first entry that is shown from each of these times on, with the window that `options` makes of the time.
fn begins(expr: Option<&Expr>, options: impl Fn(u64) -> WindowOptions) -> String {
    let journal = restless();
    let first = |time| {
        let all = shown(&journal, expr, options(usec(time)));
        all.split(' ').next().filter(|first| !first.is_empty()).unwrap_or("-").to_owned()
    };
    (0..100).step_by(9).map(first).collect::<Vec<_>>().join(" ")
}

/// What the bisections' own steps find where nothing is sorted.
#[test]
fn bisections_of_unsorted_times_take_journald_s_steps() {
    let since = |time| WindowOptions { since: Some(time), ..WindowOptions::default() };
    let before = |time| WindowOptions { until: Some(time), reverse: true, ..WindowOptions::default() };
    let last = |time| WindowOptions { since: Some(time), lines: Lines::Last(25), ..WindowOptions::default() };
    assert_eq!(begins(None, since), "61 61 61 86 86 86 92 92 87 87 - -");
    assert_eq!(begins(None, before), "- - - - - - - 6 26 26 15 15");
    assert_eq!(begins(None, last), "6 61 78 78 78 67 67 67 73 87 - -");
    let three = Expr::Match(b"KIND=3".to_vec());
    assert_eq!(begins(Some(&three), since), "39 39 39 39 39 - - - - - - -");
    assert_eq!(begins(Some(&three), before), "- - - - - 37 37 37 37 37 37 37");
}
