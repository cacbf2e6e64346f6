//! Windows that are let go of and taken up again while their files are not yet what they will be.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use journalq_file::layout::flags::State;
use journalq_file::write::WriteOptions;
use journalq_file::{JournalFile, Scratch};
use journalq_query::{Expr, Merge, SuspendedWindow, Window, WindowOptions};

use crate::common::{Given, build, id, journal, options};

fn entry(n: u64) -> Given {
    Given { seqnum: n, realtime: n, monotonic: n, boot: 1, fields: vec!["A=a".into()] }
}

fn entries(n: u64) -> Vec<Given> {
    (1..=n).map(entry).collect()
}

/// The monotonic times of the entries that a run of `-f` shows, one look for each state of the files.
fn shown(looks: Vec<Vec<Vec<u8>>>, expr: Option<&Expr>, options: WindowOptions) -> Vec<u64> {
    let options = WindowOptions { follow: true, ..options };
    let mut shown = Vec::new();
    let mut suspended: Option<SuspendedWindow> = None;
    for files in looks {
        let journal = journal(files);
        let files = journal.files().unwrap();
        let mut window = match suspended {
            Some(suspended) => Window::resume(suspended, &files, expr),
            None => Window::new(Merge::new(&files, expr), options),
        };
        shown.extend(window.by_ref().map(|position| position.entry.head().monotonic_usec));
        suspended = Some(window.suspend());
    }
    shown
}

#[test]
fn a_file_that_is_being_copied_is_read_as_it_gets_longer() {
    let whole = build(options(1), &entries(200));
    let looks = (5..=10).map(|tenths| vec![whole[..whole.len() * tenths / 10].to_vec()]).collect();
    assert_eq!(shown(looks, None, WindowOptions::default()), (1..=200).collect::<Vec<_>>());
}

#[test]
fn an_entry_that_is_counted_before_it_is_linked_comes_after_the_rotation() {
    let with_state = |state| WriteOptions { state, ..options(1) };
    let mut counted = build(with_state(State::ONLINE), &entries(2));
    let file = JournalFile::open(&counted).unwrap();
    let data = file.find_data(b"A=a", &mut Scratch::default()).unwrap().unwrap();
    // The writer has the entry in its list, but not yet in that of the field.
    let n_entries = usize::try_from(data.offset().get()).unwrap() + 56;
    counted[n_entries..n_entries + 8].copy_from_slice(&1_u64.to_le_bytes());
    let archived = build(with_state(State::ARCHIVED), &entries(2));
    let expr = Expr::Match(b"A=a".to_vec());
    let looks = vec![vec![counted], vec![archived]];
    assert_eq!(shown(looks, Some(&expr), WindowOptions::default()), [1, 2]);
}

#[test]
fn an_entry_that_was_looked_at_behind_the_end_of_the_window_is_not_lost() {
    // The clock went back between the second entry and the third, which is in another file.
    let first = build(options(1), &[entry(1), Given { realtime: 50, ..entry(2) }]);
    let second = build(options(2), &[entry(3)]);
    let files = vec![first, second];
    let options = WindowOptions { until: Some(10), ..WindowOptions::default() };
    assert_eq!(shown(vec![files.clone(), files], None, options), [1, 3]);
}

#[test]
fn a_clock_that_was_set_back_repeats_nothing() {
    // Two hosts whose order is that of their clocks; the second one's went back, so that a search by time in its file may
    // end before entries that were shown.
    let host = |number, entries: &[(u64, u64)]| {
        let given = |(n, &(monotonic, realtime)): (u64, &(u64, u64))| Given {
            seqnum: n,
            realtime,
            monotonic,
            boot: number,
            fields: vec![],
        };
        let entries: Vec<Given> = (1..).zip(entries).map(given).collect();
        build(WriteOptions { machine_id: id(number), ..options(number) }, &entries)
    };
    let (first, second) = ([(2, 120), (5, 160)], [(1, 100), (3, 300), (4, 150), (6, 170)]);
    let look = |n: usize, m: usize| vec![host(1, &first[..n]), host(2, &second[..m])];
    let looks = vec![look(1, 3), look(2, 3), look(2, 4)];
    assert_eq!(shown(looks, None, WindowOptions::default()), [1, 2, 3, 4, 5, 6]);
}
