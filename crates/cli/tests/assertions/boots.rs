//! Boots: how they are asked for, and what they are where no clock tells their order.

use journalq_file::layout::flags::State;
use journalq_file::write::WriteOptions;
use serde_json::Value;

use crate::made::{SECOND, START, entry, host, id, refused, shown};
use crate::util::{Entry, Folder, small, write};

#[test]
fn all_boots_cancel_an_earlier_choice() {
    let host = host();
    assert_eq!(shown(&host, &["-b", "-1", "-b", "all", "-m"]), shown(&host, &["-m"]));
    assert_eq!(refused(&host, &["-b", "all", "-b", "-1", "-m"]), CONFLICT);
}

#[test]
fn a_boot_without_a_number_is_the_last() {
    let host = host();
    let last = shown(&host, &["-b0"]);
    assert!(last.lines().count() == 21 && last.contains("boot 3 entry 0"), "{last}");
    assert_eq!(shown(&host, &["-b-1", "-b0"]), last);
    assert_eq!(shown(&host, &["-b-1", "-b"]), last);
    for args in [&["-ball", "-b", "-n+1", "-m"], &["-ball", "-b0", "-n+1", "-m"]] {
        assert_eq!(refused(&host, args), CONFLICT, "{args:?}");
    }
    assert_eq!(shown(&host, &["-ball", "-b", "-n+1"]), shown(&host, &["-ball", "-b0", "-n+1"]));
}

const CONFLICT: &str = "Using --boot or --list-boots with --merge is not supported.\n";

/// Seconds of the wall clock and since the boot. The clock starts anew with every boot, as on a board without a battery.
const WITHOUT_CLOCK: [&[(u64, u64)]; 4] = [
    &[(10, 8), (11, 9), (14, 12)],
    &[(10, 8), (11, 9), (13, 11), (16, 14)],
    &[(10, 7), (12, 9), (13, 10)],
    &[(10, 9), (11, 10), (20, 19)],
];

/// The journal of such a host: a file for each boot, numbered through.
fn without_clock() -> Folder {
    let folder = Folder::new();
    let mut seqnum = 0;
    for (number, times) in (1..).zip(WITHOUT_CLOCK) {
        let first = seqnum + 1;
        let entries: Vec<Entry<String>> = times
            .iter()
            .map(|&(seconds, since_boot)| {
                seqnum += 1;
                let mut entry = entry(number, seconds, &[&format!("MESSAGE={seqnum}")]);
                (entry.seqnum, entry.monotonic_usec) = (Some(seqnum), since_boot * SECOND);
                entry
            })
            .collect();
        let (state, name) = if number == 4 {
            (State::OFFLINE, "system.journal".to_owned())
        } else {
            let head = START + times[0].0 * SECOND;
            (State::ARCHIVED, format!("system@{}-{first:016x}-{head:016x}.journal", id(9)))
        };
        let ids = WriteOptions { state, file_id: id(number), seqnum_id: id(9), machine_id: id(8), ..small() };
        folder.file(&name, &write(ids, &entries));
    }
    folder
}

#[test]
fn boots_of_a_host_without_a_clock_follow_their_numbers() {
    let folder = without_clock();
    let list = shown(&folder, &["--list-boots", "-o", "json"]);
    let boots: Vec<Value> = serde_json::from_str(&list).unwrap();
    let expected: Vec<Value> = (1..)
        .zip(WITHOUT_CLOCK)
        .map(|(number, times)| {
            let at = |(seconds, _): (u64, u64)| START + seconds * SECOND;
            serde_json::json!({
                "index": i64::from(number) - 4,
                "boot_id": id(number).to_string(),
                "first_entry": at(times[0]),
                "last_entry": at(*times.last().unwrap()),
            })
        })
        .collect();
    assert_eq!(boots, expected, "{list}");
    let all: String = (1..=13).map(|seqnum| format!("{seqnum}\n")).collect();
    assert_eq!(shown(&folder, &["-o", "cat"]), all);
}
