//! What the output modes print.

use std::collections::BTreeSet;

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::{Layout, WriteOptions};
use serde_json::Value;

use crate::made::{entry, folder, folder_of, host, id, shown, values};
use crate::util::{Entry, Folder, small, write};

#[test]
fn cat_prints_messages_as_they_are_stored() {
    let messages = ["plain", "   leading blanks", "", "\ttab", "two\nlines", "trailing blank ", ""];
    let stored: Vec<String> = messages.iter().map(|message| format!("MESSAGE={message}")).collect();
    let entries: Vec<[&str; 2]> = stored.iter().map(|message| [&**message, "SYSLOG_IDENTIFIER=id"]).collect();
    let mut lists: Vec<&[&str]> = entries.iter().map(|fields| &fields[..]).collect();
    lists.insert(3, &["MESSAGE=of another", "SYSLOG_IDENTIFIER=other"]);
    let expected: String = messages.iter().map(|message| format!("{message}\n")).collect();
    assert_eq!(shown(&folder_of(&lists), &["-o", "cat", "-t", "id"]), expected);
}

#[test]
fn export_prints_the_wanted_fields_and_those_of_every_entry() {
    let folder = folder_of(&[
        &["MESSAGE=foo", "PRIORITY=6", "SYSLOG_FACILITY=3", "SYSLOG_IDENTIFIER=id"],
        &["MESSAGE=bar", "SYSLOG_IDENTIFIER=other"],
    ]);
    let fields = ["--output-fields=MESSAGE,FOO", "--output-fields=PRIORITY,MESSAGE"];
    let export = shown(&folder, &["-o", "export", fields[0], fields[1], "-t", "id"]);
    assert_eq!(export.lines().count(), 9, "{export}");
    let names: BTreeSet<&str> = export.lines().map(|line| line.split('=').next().unwrap()).collect();
    let expected = [
        "",
        "MESSAGE",
        "PRIORITY",
        "_BOOT_ID",
        "__CURSOR",
        "__MONOTONIC_TIMESTAMP",
        "__REALTIME_TIMESTAMP",
        "__SEQNUM",
        "__SEQNUM_ID",
    ];
    assert_eq!(names, BTreeSet::from(expected));
    assert!(export.contains("\nMESSAGE=foo\n") && export.contains("\nPRIORITY=6\n"), "{export}");
}

#[test]
fn truncate_newline_leaves_the_first_line() {
    let folder = folder_of(&[&["MESSAGE=HEAD\nMIDDLE\nTAIL", "SYSLOG_IDENTIFIER=id"]]);
    for mode in ["short", "cat"] {
        let all = shown(&folder, &["-o", mode]);
        assert!(all.contains("HEAD\n") && all.contains("MIDDLE\n") && all.contains("TAIL\n"), "{all}");
    }
    let cut = shown(&folder, &["-o", "short", "--truncate-newline"]);
    assert!(cut.ends_with(" id: HEAD\n") && cut.lines().count() == 1, "{cut}");
}

#[test]
fn export_shows_one_pid_for_each_writer() {
    let folder =
        folder_of(&[&["MESSAGE=a", "_PID=10"], &["MESSAGE=a", "_PID=11"], &["MESSAGE=a", "_PID=12"]]);
    let export = shown(&folder, &["-o", "export", "--output-fields=_PID"]);
    assert_eq!(values(&export, "_PID"), ["10", "11", "12"]);
}

#[test]
fn cat_prints_one_value_of_a_wanted_field_for_each_entry() {
    let stream = ["_TRANSPORT=stdout", "_LINE_BREAK=pid-change"];
    let list = |pid, message| [&stream[..], &[pid, message]].concat();
    let lists = [list("_PID=7", "MESSAGE=a"), list("_PID=8", "MESSAGE=b"), list("_PID=9", "MESSAGE=c")];
    let folder = folder_of(&lists.each_ref().map(|list| &list[..]));
    for (field, expected) in [
        ("_TRANSPORT", "stdout\nstdout\nstdout\n"),
        ("_LINE_BREAK", "pid-change\npid-change\npid-change\n"),
        ("_PID", "7\n8\n9\n"),
    ] {
        assert_eq!(shown(&folder, &["-o", "cat", &format!("--output-fields={field}")]), expected);
    }
}

#[test]
fn quiet_prints_nothing_for_nothing() {
    let host = host();
    assert_eq!(shown(&host, &["-q", "NONE=1"]), "");
    assert_eq!(shown(&host, &["NONE=1"]), "-- No entries --\n");
}

#[test]
fn sequence_numbers_grow() {
    let export = shown(&host(), &["-o", "export"]);
    let numbers: Vec<u64> = values(&export, "__SEQNUM").iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(numbers.len(), 61);
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[test]
fn messages_come_back_whole_from_every_codec() {
    let messages: Vec<String> =
        (0..4).map(|n| "This message is repeated many times. ".repeat(5 * 10_usize.pow(n))).collect();
    let expected: String = messages.iter().map(|message| format!("{message}\n")).collect();
    let entries = || -> Vec<Entry<String>> {
        (1..).zip(&messages).map(|(at, message)| entry(1, at, &[&format!("MESSAGE={message}")])).collect()
    };
    for (number, codec) in
        [None, Some(Codec::Xz), Some(Codec::Lz4), Some(Codec::Zstd)].into_iter().enumerate()
    {
        for layout in [Layout::Regular, Layout::Compact] {
            let folder = Folder::new();
            let file_id = id(u8::try_from(number).unwrap() + 1);
            let bytes = write(WriteOptions { codec, layout, file_id, ..small() }, &entries());
            assert_eq!(bytes.len() < expected.len(), codec.is_some(), "{codec:?} makes it shorter");
            folder.file("system.journal", &bytes);
            assert_eq!(shown(&folder, &["-o", "cat"]), expected, "{codec:?} {layout:?}");
        }
    }
}

#[test]
fn json_lines_are_objects() {
    let host = host();
    let messages = shown(&host, &["-o", "cat"]);
    let json = shown(&host, &["-o", "json"]);
    let parsed: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(parsed.iter().all(Value::is_object));
    let of_json: Vec<&str> = parsed.iter().map(|object| object["MESSAGE"].as_str().unwrap()).collect();
    assert_eq!(of_json, messages.lines().collect::<Vec<_>>());

    let events = shown(&host, &["-o", "json-sse"]);
    assert_eq!(events.lines().filter(|line| line.is_empty()).count(), parsed.len());
    for (event, object) in events.lines().filter(|line| !line.is_empty()).zip(&parsed) {
        let data = event.strip_prefix("data: ").unwrap();
        assert_eq!(serde_json::from_str::<Value>(data).unwrap(), *object);
    }
}

#[test]
fn an_export_can_be_imported_again() {
    let folder = folder(&[
        entry(1, 1, &["MESSAGE=plain", "PRIORITY=6"]),
        entry(1, 2, &["MESSAGE=two\nlines", "EMPTY=", "TWICE=1", "TWICE=2"]),
        entry(2, 3, &["MESSAGE=\u{1}\u{7f} żółć", "_PID=1"]),
        entry(2, 3, &["NO_MESSAGE=1"]),
    ]);
    let export = shown(&folder, &["-o", "export"]);
    let again = Folder::new();
    let seqnum_id = id(9);
    let bytes = write(WriteOptions { seqnum_id, file_id: id(9), ..small() }, &imported(export.as_bytes()));
    again.file("system.journal", &bytes);
    let without_ids = |export: &str| -> String {
        let of_the_file = |line: &&str| !line.starts_with("__CURSOR=") && !line.starts_with("__SEQNUM_ID=");
        export.lines().filter(of_the_file).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(without_ids(&shown(&again, &["-o", "export"])), without_ids(&export));
    assert_eq!(values(&export, "TWICE").len(), 2);
}

/// Reads the export format; panics where it is malformed.
pub(crate) fn imported(mut export: &[u8]) -> Vec<Entry<Vec<u8>>> {
    let mut entries = Vec::new();
    while !export.is_empty() {
        let mut fields: Vec<Vec<u8>> = Vec::new();
        loop {
            let line = take(&mut export, |bytes| bytes.iter().position(|&byte| byte == b'\n').unwrap());
            if line.is_empty() {
                break;
            }
            fields.push(if line.contains(&b'=') {
                line.to_vec()
            } else {
                let length = u64::from_le_bytes(export[..8].try_into().unwrap());
                export = &export[8..];
                [line, b"=", take(&mut export, |_| usize::try_from(length).unwrap())].concat()
            });
        }
        entries.push(entry_of(fields));
    }
    entries
}

/// Takes what ends before a newline, at the place given.
fn take<'b>(bytes: &mut &'b [u8], end: impl Fn(&[u8]) -> usize) -> &'b [u8] {
    let (taken, rest) = bytes.split_at(end(bytes));
    assert_eq!(rest[0], b'\n');
    *bytes = &rest[1..];
    taken
}

fn entry_of(mut fields: Vec<Vec<u8>>) -> Entry<Vec<u8>> {
    let find = |name: &str| {
        let value = fields.iter().find_map(|field| field.strip_prefix(name.as_bytes()));
        String::from_utf8(value.unwrap_or_else(|| panic!("no {name}")).to_vec()).unwrap()
    };
    let number = |name| find(name).parse::<u64>().unwrap();
    let (seqnum, realtime_usec) = (Some(number("__SEQNUM=")), number("__REALTIME_TIMESTAMP="));
    let monotonic_usec = number("__MONOTONIC_TIMESTAMP=");
    let boot_id = Id128::parse(find("_BOOT_ID=").as_bytes()).unwrap();
    fields.retain(|field| !field.starts_with(b"__"));
    Entry { seqnum, boot_id, realtime_usec, monotonic_usec, fields }
}
