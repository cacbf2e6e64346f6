//! `journalq stats`: its numbers are those that come out when all entries are printed and counted.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::util::{DEMO, Folder, Ran, journal};

const JOURNALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/journals");

/// Journals with repeated fields, values that are no text, many boots, and the same entries in several files.
fn journals(folder: &Folder) {
    fs::create_dir(folder.path().join("in")).unwrap();
    for name in ["edge", "multi/remote-db1", "journald/user-1000", "variants/v262-compact-lz4"] {
        let packed = fs::read(Path::new(JOURNALS).join(format!("{name}.journal.zst"))).unwrap();
        folder.file(&format!("in/{}.journal", name.replace('/', "-")), &zstd::decode_all(&*packed).unwrap());
    }
    fs::copy(DEMO, folder.path().join("in/demo.journal")).unwrap();
}

fn printed(folder: &Folder, args: &[&str]) -> String {
    let Ran { status, stdout, stderr } = folder.run(args);
    assert_eq!((status, &*stderr), (Some(0), ""), "{args:?}");
    stdout
}

/// The entries as JSON.
fn entries(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let text = printed(folder, &[&["-D", "in", "-o", "json", "--all"], args].concat());
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn stats(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let text = printed(folder, &[&["stats", "-D", "in", "-o", "json"], args].concat());
    serde_json::from_str(&text).unwrap()
}

/// The distinct values of a field of an entry, as JSON; null where there is none.
fn values(entry: &Value, name: &str) -> BTreeSet<String> {
    match &entry[name] {
        Value::Array(several) if !several.iter().all(Value::is_number) => {
            several.iter().map(Value::to_string).collect()
        }
        one => [one.to_string()].into(),
    }
}

/// Counted rows, by their values.
fn counted(rows: &[Value], names: &[&str]) -> BTreeMap<Vec<String>, u64> {
    let key = |row: &Value| names.iter().map(|name| row[name].to_string()).collect();
    rows.iter().map(|row| (key(row), row["entries"].as_u64().unwrap())).collect()
}

fn usec(entry: &Value) -> u64 {
    entry["__REALTIME_TIMESTAMP"].as_str().unwrap().parse().unwrap()
}

#[test]
fn entries_are_counted_by_the_values_of_a_field() {
    let folder = Folder::new();
    journals(&folder);
    let all = entries(&folder, &[]);
    for name in ["PRIORITY", "_SYSTEMD_UNIT", "_HOSTNAME", "_BOOT_ID", "MESSAGE", "_PID", "NO_SUCH_FIELD"] {
        let mut expected = BTreeMap::new();
        for value in all.iter().flat_map(|entry| values(entry, name)) {
            *expected.entry(vec![value]).or_insert(0) += 1;
        }
        // Files with entries in common are counted one by one, and single ones by their lists.
        assert_eq!(counted(&stats(&folder, &["--by", name]), &[name]), expected, "{name}");
        assert_eq!(counted(&stats(&folder, &["--by", name, "--seen"]), &[name]), expected, "{name}");
    }
}

#[test]
fn lists_and_entries_tell_the_same() {
    let folder = Folder::new();
    journals(&folder);
    for file in fs::read_dir(folder.path().join("in")).unwrap() {
        let file = file.unwrap().path();
        for name in ["PRIORITY", "_SYSTEMD_UNIT", "MESSAGE", "SYSLOG_IDENTIFIER"] {
            let by_lists = folder.run(&[
                "stats".as_ref(),
                "--by".as_ref(),
                name.as_ref(),
                "-i".as_ref(),
                file.as_os_str(),
            ]);
            let all = ["stats", "--by", name, "--until=@99999999999", "-i"].map(str::as_ref);
            let one_by_one = folder.run(&[&all[..], &[file.as_os_str()]].concat());
            assert_eq!(by_lists, one_by_one, "{name} {file:?}");
            assert!(by_lists.stdout.lines().count() > 1);
        }
    }
}

#[test]
fn filters_select_what_is_counted() {
    let folder = Folder::new();
    journals(&folder);
    for filter in
        [&["-p", "err"][..], &["-u", "ssh.service"], &["-g", "session"], &["-n", "100"], &["-b", "-1"]]
    {
        let all = entries(&folder, filter);
        let rows = stats(&folder, filter);
        let total = rows.first().map_or(0, |row| row["entries"].as_u64().unwrap());
        assert_eq!(total, all.len() as u64, "{filter:?}");
    }
}

#[test]
fn groups_of_several_fields_have_first_last_and_distinct_values() {
    let folder = Folder::new();
    journals(&folder);
    let mut expected: BTreeMap<Vec<String>, (u64, u64, u64, BTreeSet<String>)> = BTreeMap::new();
    for entry in entries(&folder, &[]) {
        for unit in values(&entry, "_SYSTEMD_UNIT") {
            for priority in values(&entry, "PRIORITY") {
                let usec = usec(&entry);
                let group =
                    expected.entry(vec![unit.clone(), priority]).or_insert((0, usec, usec, BTreeSet::new()));
                group.0 += 1;
                group.1 = group.1.min(usec);
                group.2 = group.2.max(usec);
                group.3.extend(values(&entry, "_PID").into_iter().filter(|pid| pid != "null"));
            }
        }
    }
    let rows = stats(&folder, &["--by=_SYSTEMD_UNIT,PRIORITY", "--seen", "--distinct=_PID"]);
    assert_eq!(rows.len(), expected.len());
    for row in rows {
        let (entries, first, last, pids) =
            &expected[&vec![row["_SYSTEMD_UNIT"].to_string(), row["PRIORITY"].to_string()]];
        let found =
            ["entries", "first_entry", "last_entry", "distinct _PID"].map(|name| row[name].as_u64().unwrap());
        assert_eq!(found, [*entries, *first, *last, pids.len() as u64], "{row}");
    }
}

#[test]
fn stretches_of_time_are_listed_without_gaps() {
    let folder = Folder::new();
    journals(&folder);
    const HOUR: u64 = 3_600_000_000;
    let mut expected = BTreeMap::new();
    let all = entries(&folder, &[]);
    for entry in &all {
        *expected.entry(usec(entry) / HOUR * HOUR).or_insert(0) += 1;
    }
    let rows = stats(&folder, &["--every=1h"]);
    let found: BTreeMap<u64, u64> =
        rows.iter().map(|row| (row["time"].as_u64().unwrap(), row["entries"].as_u64().unwrap())).collect();
    assert_eq!(
        found.iter().filter(|(_, count)| **count > 0).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    let hours = (found.last_key_value().unwrap().0 - found.first_key_value().unwrap().0) / HOUR + 1;
    assert!(found.len() as u64 == hours || found.len() == expected.len(), "{hours} {}", found.len());
}

#[test]
fn the_largest_groups_and_the_others_are_all() {
    let folder = Folder::new();
    journals(&folder);
    let all = stats(&folder, &["--by=_SYSTEMD_UNIT"]);
    let top = stats(&folder, &["--by=_SYSTEMD_UNIT", "--top=3"]);
    let sum = |rows: &[Value]| rows.iter().map(|row| row["entries"].as_u64().unwrap()).sum::<u64>();
    assert_eq!(top.len(), 4);
    assert_eq!(top[..3], all[..3]);
    assert_eq!(sum(&top), sum(&all));
    assert!(
        top[3].get("_SYSTEMD_UNIT").is_none() && all.iter().all(|row| row.get("_SYSTEMD_UNIT").is_some())
    );
}

#[test]
fn the_room_of_all_fields_is_the_size_of_the_files() {
    let folder = Folder::new();
    journals(&folder);
    let sizes =
        fs::read_dir(folder.path().join("in")).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
    let bytes = |rows: &[Value]| rows.iter().map(|row| row["bytes"].as_u64().unwrap()).sum::<u64>();
    let rows = stats(&folder, &["--fields"]);
    let size: u64 = sizes.sum();
    assert_eq!(bytes(&rows), size);
    assert_eq!(bytes(&stats(&folder, &["--fields", "--top=2"])), size);
    let message = rows.iter().find(|row| row["field"] == "MESSAGE").unwrap();
    assert!(
        message["values"].as_u64().unwrap() > 100
            && message["references"].as_u64() > message["values"].as_u64()
    );
    // What entries take up is a part of that.
    let used = bytes(&stats(&folder, &["--by=_SYSTEMD_UNIT", "--usage"]));
    let is_entries_own =
        |row: &&Value| !["(not used)", "(hash tables)", "(header)"].contains(&row["field"].as_str().unwrap());
    let own: u64 = rows.iter().filter(is_entries_own).map(|row| row["bytes"].as_u64().unwrap()).sum();
    assert!(used > own / 2 && used <= own, "{used} {own}");
}

/// An entry in many groups, with many values that are counted: it adds no more than a thousand of them in all.
#[test]
fn what_one_entry_adds_is_bounded() {
    let folder = Folder::new();
    let payloads: Vec<Vec<u8>> =
        (0..100).flat_map(|at| [format!("A={at}").into_bytes(), format!("B={at}").into_bytes()]).collect();
    let many: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
    fs::create_dir(folder.path().join("in")).unwrap();
    folder.file("in/a.journal", &journal(&[many, vec![b"A=x", b"B=1", b"B=2", b"B=3"]]));
    let rows = stats(&folder, &["--by=A", "--distinct=B"]);
    assert_eq!(rows.len(), 101);
    for row in rows {
        assert_eq!(row["distinct B"], if row["A"] == "x" { 3 } else { 10 }, "{row}");
    }
}

#[test]
fn nothing_is_counted_as_nothing() {
    let folder = Folder::new();
    let of = |args: &[&str]| {
        let nothing = ["stats", "-i", DEMO, "--where", "has(NO_SUCH_FIELD)", "-o", "json"];
        serde_json::from_str::<Value>(&printed(&folder, &[&nothing, args].concat())).unwrap()
    };
    assert_eq!(of(&[]), json!([{ "entries": 0 }]));
    assert_eq!(
        of(&["--seen", "--distinct=_PID", "--usage"]),
        json!([{ "entries": 0, "bytes": 0, "distinct _PID": 0 }])
    );
    assert_eq!(of(&["--by=_PID"]), json!([]));
    assert_eq!(of(&["--every=1h"]), json!([]));
}

#[test]
fn a_table_is_for_people() {
    let folder = Folder::new();
    let text = printed(&folder, &["stats", "-i", DEMO, "--by=PRIORITY", "--top=2", "-p", "4"]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "PRIORITY ENTRIES SHARE");
    assert_eq!(lines.len(), 4);
    assert!(lines[1].starts_with("3 ") && lines[1].ends_with("\u{2588}"), "{text}");
    assert!(lines[3].starts_with("(others) "), "{text}");
    let days = printed(&folder, &["stats", "-i", DEMO, "--every=day", "--quiet"]);
    assert!(days.starts_with("20"), "{days}");
}

#[test]
fn what_is_wrong_is_told() {
    let folder = Folder::new();
    for (args, message) in [
        (&["--by", "not a name"][..], "No field can have the name 'not a name'."),
        (&["--by=__REALTIME_TIMESTAMP"], "No field can have the name '__REALTIME_TIMESTAMP'."),
        (
            &["--every", "25h"],
            "Cannot make rows of '25h': less than a day, whole days, a month or a year can be.",
        ),
        (&["--top", "0"], "Failed to parse --top='0'."),
        (
            &["-o", "verbose"],
            "journalq: stats has no output format 'verbose': it has json, json-pretty, csv and tsv.",
        ),
        (&["--fields", "-p", "err"], "journalq: --fields is about whole files: only --top goes with it"),
        (
            &["--top", "3", "--every", "day"],
            "journalq: --top needs --by or --fields: without these there is nothing to choose from",
        ),
        (&["-r"], "journalq: option '-r' cannot be used with stats"),
    ] {
        let ran = folder.run(&[&["stats", "-i", DEMO], args].concat());
        assert_eq!(
            (ran.status, &*ran.stdout, &*ran.stderr),
            (Some(1), "", &*format!("{message}\n")),
            "{args:?}"
        );
    }
}
