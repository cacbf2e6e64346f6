//! `journalq diff`: what it tells is what comes out when the entries of both sides are printed and compared.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, Layout, WriteOptions};
use journalq_testkit::scenario::Scenario;
use serde_json::Value;

use crate::util::{DEMO, Entry, Folder, Ran, small, write};

const JOURNALS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/journals");

/// An entry of the test's boot, numbered by its second.
fn entry(second: u64, fields: &[&str]) -> Entry<String> {
    Entry {
        seqnum: Some(second),
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + second * 1_000_000,
        monotonic_usec: second * 1_000_000,
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    }
}

fn message(second: u64) -> Entry<String> {
    entry(second, &["SYSLOG_IDENTIFIER=app", "PRIORITY=6", &format!("MESSAGE=entry {second}")])
}

/// The whole of a run that found nothing wrong but differences.
fn diff(folder: &Folder, args: &[&str]) -> (Option<i32>, String, String) {
    let Ran { status, stdout, stderr } = folder.run(&[&["diff"], args].concat());
    (status, stdout, stderr)
}

#[test]
fn each_difference_is_told() {
    let folder = Folder::new();
    let a: Vec<_> = (1..=6).map(message).collect();
    let mut b: Vec<_> = (1..=7).map(message).collect();
    b[1].fields = vec!["SYSLOG_IDENTIFIER=app".into(), "PRIORITY=3".into(), "MESSAGE=entry\n2".into()];
    b.remove(4);
    folder.file("a.journal", &write(small(), &a));
    folder.file("b.journal", &write(small(), &b));
    let (status, stdout, stderr) = diff(&folder, &["a.journal", "b.journal"]);
    let expected = "~ Nov 14 22:13:22 app: entry 2\n    \
                    -MESSAGE=entry 2\n    +MESSAGE=entry\\n2\n    -PRIORITY=6\n    +PRIORITY=3\n\
                    - Nov 14 22:13:25 app: entry 5\n\
                    + Nov 14 22:13:27 app: entry 7\n";
    assert_eq!((status, &*stdout), (Some(1), expected));
    assert_eq!(stderr, "4 equal, 1 only in A, 1 only in B, 1 altered.\n");

    let (_, stdout, _) = diff(&folder, &["b.journal", "a.journal", "-q", "--since=2023-11-14 22:13:23"]);
    assert_eq!(stdout, "+ Nov 14 22:13:25 app: entry 5\n- Nov 14 22:13:27 app: entry 7\n");
    let (_, stdout, _) = diff(&folder, &["b.journal", "a.journal", "-q", "-g", "^entry 2"]);
    assert_eq!(stdout, "+ Nov 14 22:13:22 app: entry 2\n");
    let (_, stdout, _) = diff(&folder, &["b.journal", "a.journal", "-q", "PRIORITY=3"]);
    assert_eq!(stdout, "- Nov 14 22:13:22 app: entry\n-                      2\n");
    let ignored = ["a.journal", "b.journal", "--ignore=PRIORITY,MESSAGE", "--until=2023-11-14 22:13:23"];
    assert_eq!(diff(&folder, &ignored).0, Some(0));
}

#[test]
fn json_has_an_object_for_each_difference() {
    let folder = Folder::new();
    let a: Vec<_> = (1..=3).map(message).collect();
    let mut b: Vec<_> = (2..=4).map(message).collect();
    b[0].fields.pop();
    folder.file("a.journal", &write(small(), &a));
    folder.file("b.journal", &write(small(), &b));
    let (status, stdout, stderr) = diff(&folder, &["a.journal", "b.journal", "-o", "json"]);
    let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((status, lines.len(), &*stderr), (Some(1), 3, ""));
    assert_eq!((&lines[0]["side"], &lines[0]["entry"]["MESSAGE"]), (&"a".into(), &"entry 1".into()));
    assert_eq!((&lines[1]["side"], &lines[1]["changed"][0]), (&"both".into(), &"MESSAGE".into()));
    assert_eq!((&lines[1]["a"]["MESSAGE"], &lines[1]["b"]["MESSAGE"]), (&"entry 2".into(), &Value::Null));
    assert_eq!((&lines[2]["side"], &lines[2]["entry"]["MESSAGE"]), (&"b".into(), &"entry 4".into()));

    let (_, stdout, stderr) = diff(&folder, &["a.journal", "b.journal", "--summary"]);
    assert_eq!(
        stdout,
        "KIND      ENTRIES\nequal           1\nonly in A       1\nonly in B       1\naltered         1\n"
    );
    assert_eq!(stderr, "");
    let (_, stdout, _) = diff(&folder, &["a.journal", "b.journal", "--summary", "-o", "csv"]);
    assert_eq!(stdout, "kind,entries\r\nequal,1\r\nonly in A,1\r\nonly in B,1\r\naltered,1\r\n");
}

#[test]
fn copies_are_equal_however_they_are_written() {
    let folder = Folder::new();
    let long = format!("LONG={}", "\u{17c}x".repeat(3000));
    let mut entries: Vec<_> = (1..=50).map(|n| entry(n, &[&format!("MESSAGE={n}"), &long])).collect();
    folder.file("a.journal", &write(small(), &entries));
    // As a receiver has them: numbered anew in another series, hashed and compressed otherwise.
    for (number, entry) in (1000..).zip(&mut entries) {
        entry.seqnum = Some(number);
        entry.fields.reverse();
    }
    for (n, codec) in [None, Some(Codec::Zstd), Some(Codec::Lz4), Some(Codec::Xz)].into_iter().enumerate() {
        let number = u8::try_from(n).unwrap() + 1;
        let hash = if n == 1 { Hash::Jenkins } else { Hash::Keyed };
        let layout = if n == 2 { Layout::Regular } else { Layout::Compact };
        let ids = [Id128([number; 16]); 2];
        let options = WriteOptions { codec, hash, layout, file_id: ids[0], seqnum_id: ids[1], ..small() };
        folder.file("b.journal", &write(options, &entries));
        let (status, stdout, stderr) = diff(&folder, &["a.journal", "b.journal"]);
        let said = "50 equal, 0 only in A, 0 only in B, 0 altered.\n";
        assert_eq!((status, &*stdout, &*stderr), (Some(0), "", said), "{codec:?}");
    }
    // An altered entry of such a copy is known by its times.
    entries[20].fields[1] = "MESSAGE=other".into();
    folder.file("b.journal", &write(WriteOptions { seqnum_id: Id128([9; 16]), ..small() }, &entries));
    let (status, stdout, _) = diff(&folder, &["a.journal", "b.journal", "-q"]);
    let expected = "~ Nov 14 22:13:41 unknown: 21\n    -MESSAGE=21\n    +MESSAGE=other\n";
    assert_eq!((status, &*stdout), (Some(1), expected));
}

#[test]
fn folders_and_packed_files_are_compared_as_their_entries() {
    let folder = Folder::new();
    let packed = zstd::encode_all(&*fs::read(DEMO).unwrap(), 1).unwrap();
    folder.file("packed/copy.zst", &packed);
    fs::create_dir(folder.path().join("twice")).unwrap();
    for name in ["twice/one.journal", "twice/two.journal"] {
        fs::copy(DEMO, folder.path().join(name)).unwrap();
    }
    // Entries of a series that several files hold count once.
    for b in ["packed", "packed/copy.zst", "twice"] {
        let (status, stdout, stderr) = diff(&folder, &[DEMO, b]);
        let said = "400 equal, 0 only in A, 0 only in B, 0 altered.\n";
        assert_eq!((status, &*stdout, &*stderr), (Some(0), "", said), "{b}");
    }
}

#[test]
fn repeated_entries_need_as_many_partners() {
    let folder = Folder::new();
    let same = |n: u64| Entry { seqnum: Some(n), ..entry(5, &["MESSAGE=again"]) };
    folder.file("a.journal", &write(small(), &(1..=5).map(same).collect::<Vec<_>>()));
    folder.file("b.journal", &write(small(), &(1..=3).map(same).collect::<Vec<_>>()));
    let (_, stdout, stderr) = diff(&folder, &["a.journal", "b.journal"]);
    assert_eq!(stdout, "- Nov 14 22:13:25 unknown: again\n".repeat(2));
    assert_eq!(stderr, "3 equal, 2 only in A, 0 only in B, 0 altered.\n");
}

/// What counts of the entries, with the number of each, by printing all of them.
fn printed(folder: &Folder, path: &str) -> BTreeMap<String, u64> {
    let origin = if Path::new(path).is_dir() { ["-D", path, "--recursive"] } else { ["-i", path, "--all"] };
    let Ran { stdout, .. } = folder.run(&[&origin[..], &["-o", "json", "--all", "-q"]].concat());
    let mut counted = BTreeMap::new();
    for line in stdout.lines() {
        let mut entry: BTreeMap<String, Value> = serde_json::from_str(line).unwrap();
        entry.retain(|name, _| !matches!(&**name, "__CURSOR" | "__SEQNUM" | "__SEQNUM_ID"));
        for value in entry.values_mut() {
            // Repeated fields come in the order of the file.
            if let Value::Array(several) = value
                && several.iter().any(|value| !value.is_number())
            {
                several.sort_by_key(Value::to_string);
            }
        }
        *counted.entry(serde_json::to_string(&entry).unwrap()).or_insert(0) += 1;
    }
    counted
}

#[test]
fn numbers_are_those_of_printed_entries() {
    let folder = Folder::new();
    let names =
        ["edge", "plain", "multi/remote-db1", "multi/system", "multi/system@arch", "journald/user-1000"];
    let mut paths: Vec<String> = vec![DEMO.to_owned(), format!("{JOURNALS}/multi")];
    paths.extend(names.iter().map(|name| format!("{JOURNALS}/{name}.journal.zst")));
    paths.retain(|path| Path::new(path).exists());
    assert!(paths.len() >= 5, "{paths:?}");
    let all: Vec<_> = paths.iter().map(|path| printed(&folder, path)).collect();
    for (a, of_a) in paths.iter().zip(&all) {
        for (b, of_b) in paths.iter().zip(&all) {
            let equal: u64 = of_a.iter().map(|(entry, n)| *n.min(of_b.get(entry).unwrap_or(&0))).sum();
            let (_, stdout, stderr) = diff(&folder, &[a, b, "--summary", "-o", "json"]);
            let rows: Vec<Value> = serde_json::from_str(&stdout).unwrap();
            let count = |n: usize| rows[n]["entries"].as_u64().unwrap();
            assert_eq!((count(0), &*stderr), (equal, ""), "{a} {b}");
            assert_eq!(equal + count(1) + count(3), of_a.values().sum::<u64>(), "{a} {b}");
            assert_eq!(equal + count(2) + count(3), of_b.values().sum::<u64>(), "{a} {b}");
        }
    }
}

#[test]
fn what_was_done_to_a_host_is_told_exactly() {
    let folder = Folder::new();
    let host = |scenario: Scenario| {
        let journals = scenario.build(1);
        journals.write_below(&folder.path().join(scenario.name())).unwrap();
        journals.planted
    };
    host(Scenario::Clean);
    for (scenario, side) in [
        (Scenario::DeletedFile, Some("a")),
        (Scenario::CutEntries, Some("a")),
        (Scenario::AlteredEntry, Some("both")),
        (Scenario::CopiedFile, None),
        (Scenario::UnsealedFile, None),
    ] {
        let planted = host(scenario);
        let (status, stdout, _) = diff(&folder, &["clean", scenario.name(), "-o", "json"]);
        let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let entry =
            |line: &Value| if line["side"] == "both" { line["a"].clone() } else { line["entry"].clone() };
        let seqnums: Vec<u64> =
            lines.iter().map(|line| entry(line)["__SEQNUM"].as_str().unwrap().parse().unwrap()).collect();
        assert_eq!(seqnums, if side.is_some() { planted.seqnums } else { vec![] }, "{scenario}");
        assert!(lines.iter().all(|line| Some(line["side"].as_str().unwrap()) == side), "{scenario}");
        assert_eq!(status, Some(i32::from(side.is_some())), "{scenario}");
        let changed = || lines.iter().all(|line| line["changed"] == serde_json::json!(["MESSAGE"]));
        assert!(side != Some("both") || changed(), "{scenario}");
    }
}

#[test]
fn wrong_command_lines_and_files_are_told() {
    let folder = Folder::new();
    folder.file("a.journal", &write(small(), &[message(1)]));
    folder.file("none.journal", b"no journal");
    for (args, message) in [
        (&["a.journal"][..], "journalq: diff needs two files or folders, A and B\n"),
        (&["a.journal", "-"], "journalq: diff does not read standard input\n"),
        (&["a.journal", "missing"], "Failed to open files: No such file or directory\n"),
        (
            &["a.journal", "a.journal", "-o", "export"],
            "journalq: diff has no output format 'export': it has the short ones and json, and with --summary \
             json-pretty, csv and tsv.\n",
        ),
        (&["a.journal", "a.journal", "-D", "."], "journalq: option '-D' cannot be used with diff\n"),
        (&["a.journal", "a.journal", "--ignore=a=b"], "No field can have the name 'a=b'.\n"),
    ] {
        let (status, stdout, stderr) = diff(&folder, args);
        assert_eq!((status, &*stdout, &*stderr), (Some(1), "", message), "{args:?}");
    }
    assert_eq!(diff(&folder, &["a.journal", "none.journal"]).0, Some(1));
}
