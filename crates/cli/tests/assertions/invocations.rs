//! The runs of a unit.

use std::collections::BTreeSet;

use crate::made::{entry, folder, id, shown};
use crate::util::Folder;

const RUNS: u8 = 10;

/// Ten runs of a unit, each told by itself and by the service manager, and one of another between them.
fn ten_runs() -> Folder {
    let mut entries = Vec::new();
    for run in 1..=RUNS {
        let (own, told) =
            (format!("_SYSTEMD_INVOCATION_ID={}", id(run)), format!("INVOCATION_ID={}", id(run)));
        let other = format!("_SYSTEMD_INVOCATION_ID={}", id(100 + run));
        let manager = |message| ["UNIT=repeated.service", "_SYSTEMD_CGROUP=/init.scope", message, &*told];
        let unit = |message| ["_SYSTEMD_UNIT=repeated.service", message, &*own];
        for (n, fields) in [
            &manager("MESSAGE=starting")[..],
            &unit("MESSAGE=working"),
            &["_SYSTEMD_UNIT=other.service", "MESSAGE=other", &other],
            &unit("MESSAGE=done"),
            &manager("MESSAGE=stopped"),
        ]
        .into_iter()
        .enumerate()
        {
            entries.push(entry(1, u64::from(run) * 100 + u64::try_from(n).unwrap(), fields));
        }
    }
    folder(&entries)
}

fn list(folder: &Folder, args: &[&str]) -> Vec<String> {
    let list = shown(folder, &[&["--list-invocations"], args].concat());
    list.lines().map(str::to_owned).collect()
}

/// The cells of a line but for the first, which says how the runs are counted.
fn run_of(line: &str) -> Vec<&str> {
    line.split_whitespace().skip(1).collect()
}

#[test]
fn ten_runs_are_listed() {
    let folder = ten_runs();
    let all = list(&folder, &["-u", "repeated.service"]);
    assert_eq!(all.len(), 11);
    assert_eq!(list(&folder, &["-u", "repeated"]), all, "with and without the suffix");
    for (line, run) in all[1..].iter().zip(1..) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[0], (i16::from(run) - i16::from(RUNS)).to_string());
        assert_eq!(cells[1], id(run).to_string());
    }

    let with = |args: &[&str]| list(&folder, &[&["-u", "repeated"], args].concat());
    let last = with(&["-n", "5"]);
    assert_eq!(last[0], all[0]);
    assert_eq!(last[1..], all[6..]);
    let first = with(&["-n", "+5"]);
    for ((line, as_listed), number) in first[1..].iter().zip(&all[1..6]).zip(1..) {
        assert_eq!(run_of(line), run_of(as_listed));
        assert_eq!(line.split_whitespace().next().unwrap(), number.to_string());
    }
    assert_eq!(first.len(), 6);
    let reversed = with(&["--reverse"]);
    assert_eq!(reversed[0], all[0]);
    assert_eq!(reversed[1..].iter().rev().collect::<Vec<_>>(), all[1..].iter().collect::<Vec<_>>());
}

#[test]
fn a_run_is_the_same_by_index_number_and_id() {
    let folder = ten_runs();
    let mut seen = BTreeSet::new();
    for line in &list(&folder, &["-q", "-u", "repeated"]) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let index: i64 = cells[0].parse().unwrap();
        let of = |invocation: &str| {
            shown(&folder, &["-o", "export", &format!("--invocation={invocation}"), "-u", "repeated.service"])
        };
        let run = of(cells[0]);
        assert_eq!(run.matches("MESSAGE=").count(), 4, "{line}");
        assert_eq!(of(&(index + i64::from(RUNS)).to_string()), run, "{line}");
        assert_eq!(of(cells[1]), run, "{line}");
        let without_unit = format!("--invocation={}", cells[1]);
        assert_eq!(shown(&folder, &["-o", "export", &without_unit]), run, "an ID needs no unit");
        seen.insert(run);
    }
    assert_eq!(seen.len(), usize::from(RUNS));
}
