//! What is told about files, and files that change while they are read.

use std::fs;

use journalq_file::layout::flags::State;
use journalq_file::write::WriteOptions;

use crate::made::{entry, folder_of, id, shown};
use crate::util::{Folder, small, write};

#[test]
fn headers_name_every_file() {
    let folder = Folder::new();
    let paths: Vec<String> = [1, 2, 3]
        .into_iter()
        .map(|number| {
            let ids = WriteOptions { file_id: id(number), seqnum_id: id(number), ..small() };
            let bytes = write(ids, &[entry(number, 1, &["MESSAGE=m"])]);
            folder.file(&format!("file-{number}.journal"), &bytes)
        })
        .collect();
    let headers = shown(&folder, &["--header"]);
    let named: Vec<&str> = headers.lines().filter_map(|line| line.strip_prefix("File path: ")).collect();
    assert_eq!(named, paths);
}

#[test]
fn the_values_of_a_field() {
    let folder = folder_of(&[&["_EXE=/bin/a"], &["_EXE=/bin/b"], &["_EXE=/bin/a"], &["MESSAGE=m"]]);
    let mut values: Vec<String> = shown(&folder, &["--field", "_EXE"]).lines().map(str::to_owned).collect();
    values.sort();
    assert_eq!(values, ["/bin/a", "/bin/b"]);
}

/// journald renames the full file, marks it, and begins the next: whenever that is looked at, nothing is missing, shown
/// twice or called corrupted.
#[test]
fn rotation_is_never_told_as_damage() {
    let host = |state, file| WriteOptions { state, file_id: id(file), seqnum_id: id(1), ..small() };
    let log = |first: u64, last: u64| -> Vec<_> {
        let logged = |n| {
            let mut entry = entry(1, n, &[&format!("MESSAGE={n}")]);
            entry.seqnum = Some(n);
            entry
        };
        (first..=last).map(logged).collect()
    };
    let active = |first, last, file| write(host(State::ONLINE, file), &log(first, last));
    let archived = write(host(State::ARCHIVED, 1), &log(1, 20));
    let name = format!("system@{}-0000000000000001-00060a24181e4000.journal", id(1));
    let folder = Folder::new();
    let check = |last: u64| {
        let all: Vec<String> = (1..=last).map(|n| n.to_string()).collect();
        let newest_first: Vec<String> = all.iter().rev().cloned().collect();
        assert_eq!(shown(&folder, &["-o", "cat"]).lines().collect::<Vec<_>>(), all);
        assert_eq!(shown(&folder, &["-o", "cat", "-r"]).lines().collect::<Vec<_>>(), newest_first);
        assert!(!shown(&folder, &["--header"]).is_empty());
    };
    let path = folder.file("system.journal", &active(1, 10, 1));
    check(10);
    folder.file("system.journal", &active(1, 20, 1));
    check(20);
    fs::rename(&path, folder.path().join(&name)).unwrap();
    check(20);
    folder.file("system.journal", &active(21, 20, 2));
    check(20);
    folder.file(&name, &archived);
    check(20);
    folder.file("system.journal", &active(21, 25, 2));
    check(25);
    folder.file("copy.journal", &archived);
    check(25);
}
