//! Which files of a folder tree are read, in which order, and what becomes of those that cannot be.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use journalq_file::{ErrorClass, Limits, OpenCause, OpenError};
use journalq_query::discover::{
    DiscoverError, Discovery, FileNames, Origin, Selection, describe_cause, discover,
};
use tempfile::TempDir;

use crate::common::{Given, build, options};

const MACHINE: &str = "0123456789abcdef0123456789abcdef";
const UUID: &str = "fedcba98-7654-3210-fedc-ba9876543210";

/// A journal of one entry.
fn journal_bytes() -> Vec<u8> {
    let entry = Given { seqnum: 1, realtime: 1, monotonic: 1, boot: 1, fields: vec!["A=a".to_owned()] };
    build(options(1), [&entry])
}

/// A folder with these files, all of them journals.
fn tree(names: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in names {
        write(&folder, name, &journal_bytes());
    }
    folder
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A pipe that nobody writes to.
fn make_fifo(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn in_directory(folder: &Path) -> Result<Discovery, DiscoverError> {
    discover(&Origin::Directory(folder.to_owned()).into(), Limits::default())
}

/// Selects files of `folder` by these patterns.
fn by_name(folder: &TempDir, patterns: &[&str]) -> Result<Discovery, DiscoverError> {
    let patterns = patterns.iter().map(|pattern| OsString::from(folder.path().join(pattern)));
    discover(&Origin::Files(patterns.collect()).into(), Limits::default())
}

/// The opened files, as paths in `folder`.
fn opened(folder: &TempDir, discovery: &Discovery) -> Vec<String> {
    assert_eq!(discovery.journal.files().unwrap().len(), discovery.journal.sources().len());
    let paths = discovery.journal.sources().iter().map(|source| source.path());
    paths.map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned()).collect()
}

/// The paths and classes of what could not be opened.
fn problems(folder: &TempDir, discovery: &Discovery) -> Vec<(String, ErrorClass)> {
    let class = |problem: &OpenError| match problem.cause {
        OpenCause::Format(error) => error.class(),
        ref other => panic!("{other}"),
    };
    let name = |path: &Path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
    discovery.problems.iter().map(|problem| (name(&problem.path), class(problem))).collect()
}

fn file_errors(result: Result<Discovery, DiscoverError>) -> Vec<OpenError> {
    match result {
        Err(DiscoverError::Files(errors)) => errors,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_directory_gives_its_journals_and_those_of_machines_in_order_of_their_paths() {
    let nested = |folder: &str, name: &str| format!("{folder}/{name}");
    let folder = tree(&[
        "whatever.journal",
        "system.journal",
        "x.journal~",
        "system@1-2.journal",
        &nested(MACHINE, "user-1000.journal"),
        &nested(MACHINE, "system.journal~"),
        &nested(UUID, "system.journal"),
    ]);
    let found = in_directory(folder.path()).unwrap();
    assert!(found.problems.is_empty());
    let expected = [
        &nested(MACHINE, "system.journal~"),
        &nested(MACHINE, "user-1000.journal"),
        &nested(UUID, "system.journal"),
        "system.journal",
        "system@1-2.journal",
        "whatever.journal",
        "x.journal~",
    ];
    assert_eq!(opened(&folder, &found), expected);
}

#[test]
fn other_names_folders_and_levels_are_ignored() {
    let nested = |folder: &str, name: &str| format!("{folder}/{name}");
    let folder = tree(&[
        "noext",
        "x.journal.zst",
        "x.JOURNAL",
        "journal",
        "plain/system.journal",
        &nested(MACHINE, "noext"),
        &nested(MACHINE, "sub/system.journal"),
        &nested(MACHINE, &nested(UUID, "system.journal")),
        &nested(&MACHINE[1..], "system.journal"),
        &nested(&format!("{MACHINE}.namespace"), "system.journal"),
        &nested(&format!("{UUID}.namespace"), "system.journal"),
    ]);
    let found = in_directory(folder.path()).unwrap();
    assert!(found.journal.sources().is_empty() && found.problems.is_empty());
}

#[test]
fn a_directory_that_is_named_after_a_machine_may_be_searched_itself() {
    let folder = tree(&[&format!("{MACHINE}.namespace/a.journal"), &format!("{MACHINE}/{UUID}/b.journal")]);
    let found = in_directory(&folder.path().join(format!("{MACHINE}.namespace"))).unwrap();
    assert_eq!(found.journal.sources().len(), 1);
    let found = in_directory(&folder.path().join(MACHINE)).unwrap();
    assert_eq!(opened(&folder, &found), [format!("{MACHINE}/{UUID}/b.journal")]);
}

#[test]
fn an_empty_directory_is_no_error() {
    let folder = tree(&[]);
    let found = in_directory(folder.path()).unwrap();
    assert!(found.journal.sources().is_empty() && found.problems.is_empty());
}

#[test]
fn damaged_files_of_a_directory_are_reported_and_the_others_read() {
    let folder = tree(&["good.journal"]);
    let mut unsupported = journal_bytes();
    unsupported[15] = 0x80;
    write(&folder, "corrupt.journal", &[b'x'; 300]);
    write(&folder, "empty.journal", b"");
    write(&folder, "short.journal", &journal_bytes()[..207]);
    write(&folder, "unsupported.journal", &unsupported);
    let found = in_directory(folder.path()).unwrap();
    assert_eq!(opened(&folder, &found), ["good.journal"]);
    let expected = [
        ("corrupt.journal", ErrorClass::BadMessage),
        ("empty.journal", ErrorClass::NoData),
        ("short.journal", ErrorClass::NoData),
        ("unsupported.journal", ErrorClass::ProtocolNotSupported),
    ];
    assert_eq!(problems(&folder, &found), expected.map(|(name, class)| (name.to_owned(), class)));
    assert!(found.problems[3].to_string().ends_with("unsupported incompatible flags: bit 31"));
}

#[test]
fn a_missing_directory_and_a_file_in_its_place_are_errors() {
    let folder = tree(&["file"]);
    for (name, text) in [("none", "No such file or directory"), ("file", "Not a directory")] {
        let path = folder.path().join(name);
        let error = in_directory(&path).unwrap_err();
        assert!(matches!(&error, DiscoverError::Directory(named, _) if *named == path));
        assert_eq!(error.to_string(), format!("Failed to open {}: {text}", path.display()));
    }
}

#[test]
fn what_is_no_file_is_passed_over_in_a_directory() {
    let folder = tree(&["good.journal", "folder.journal/system.journal"]);
    make_fifo(&folder.path().join("pipe.journal"));
    let found = in_directory(folder.path()).unwrap();
    assert_eq!(opened(&folder, &found), ["good.journal"]);
    assert!(found.problems.is_empty());
}

#[test]
fn links_are_followed_and_one_that_leads_nowhere_is_reported() {
    let folder = tree(&["elsewhere/noext", "elsewhere/y.journal"]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(folder.path().join(target), folder.path().join(name)).unwrap();
    };
    link("elsewhere/noext", "link.journal");
    link("elsewhere", MACHINE);
    link("none", "nowhere.journal");
    let found = in_directory(folder.path()).unwrap();
    assert_eq!(opened(&folder, &found), [&format!("{MACHINE}/y.journal"), "link.journal"]);
    let [problem] = &*found.problems else { panic!("{:?}", found.problems) };
    assert_eq!(problem.path, folder.path().join("nowhere.journal"));
    assert_eq!(describe_cause(&problem.cause), "No such file or directory");
}

#[test]
fn named_files_are_read_under_any_name_in_the_order_given() {
    let folder = tree(&["noext", "a.journal", "x.journal.zst"]);
    let found = by_name(&folder, &["x.journal.zst", "noext", "a.journal"]).unwrap();
    assert_eq!(opened(&folder, &found), ["x.journal.zst", "noext", "a.journal"]);
}

#[test]
fn patterns_stand_for_files_and_no_file_is_read_twice() {
    let folder = tree(&["a.journal", "b.journal", "c.journal~", "plain/d.journal", "other"]);
    let all = by_name(&folder, &["*.journal"]).unwrap();
    assert_eq!(opened(&folder, &all), ["a.journal", "b.journal"]);
    let found = by_name(&folder, &["b.journal", "{c,a}.journal*", "[ab].journal", "*/d.*", "b.journal"]);
    let expected = ["b.journal", "c.journal~", "a.journal", "plain/d.journal"];
    assert_eq!(opened(&folder, &found.unwrap()), expected);
}

#[test]
fn a_named_file_that_cannot_be_read_ends_the_search_if_it_is_missing_or_the_only_one() {
    let folder = tree(&["good.journal", "folder/x"]);
    make_fifo(&folder.path().join("pipe"));
    write(&folder, "empty", b"");
    write(&folder, "text", "x".repeat(300).as_bytes());
    let mut unsupported = journal_bytes();
    unsupported[12] |= 0x20;
    write(&folder, "unsupported", &unsupported);
    for (name, text) in [
        ("none", "No such file or directory"),
        ("none*", "No such file or directory"),
        ("folder", "Is a directory"),
        ("pipe", "File descriptor in bad state"),
        ("empty", "No data available"),
        ("text", "Bad message"),
        ("unsupported", "Protocol not supported"),
    ] {
        let errors = file_errors(by_name(&folder, &[name]));
        assert_eq!(errors[0].path, folder.path().join(name));
        assert_eq!(describe_cause(&errors[0].cause), text, "{name}");
        let missing = errors[0].is_missing();
        assert_eq!(DiscoverError::Files(errors).to_string(), format!("Failed to open files: {text}"));

        let beside_a_good_one = by_name(&folder, &[name, "good.journal"]);
        if missing {
            assert_eq!(file_errors(beside_a_good_one).len(), 1, "{name}");
        } else {
            let found = beside_a_good_one.unwrap();
            assert_eq!(opened(&folder, &found), ["good.journal"], "{name}");
            assert_eq!(describe_cause(&found.problems[0].cause), text, "{name}");
        }
    }
}

/// Root may read everything, so only other users can run this.
#[test]
fn what_may_not_be_read_is_passed_over_unless_there_is_nothing_else() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tree(&["secret.journal"]);
    let secret = folder.path().join("secret.journal");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&secret).is_ok() {
        let mut stderr = io::stderr();
        writeln!(stderr, "NOTE: this user may read everything; unreadable files were NOT tested").unwrap();
        return;
    }
    assert!(matches!(in_directory(folder.path()), Err(DiscoverError::Permission)));
    assert_eq!(
        describe_cause(&file_errors(by_name(&folder, &["secret.journal"]))[0].cause),
        "Permission denied"
    );
    write(&folder, "good.journal", &journal_bytes());
    let found = in_directory(folder.path()).unwrap();
    assert_eq!(opened(&folder, &found), ["good.journal"]);
    assert!(found.problems.is_empty());
}

#[test]
fn a_root_folder_gives_the_journals_of_its_system_and_those_that_it_received() {
    let run = format!("run/log/journal/{MACHINE}/system.journal");
    let var = format!("var/log/journal/{UUID}/user-1000.journal");
    let namespace = format!("var/log/journal/{MACHINE}.namespace/system.journal");
    let remote = "var/log/journal/remote/remote-x.journal";
    let folder = tree(&[&run, &var, &namespace, remote, "system.journal", "log/journal/system.journal"]);
    let in_root = |root: &Path, names| {
        discover(
            &Selection { origin: Origin::Root(root.to_owned()), names, ..Selection::default() },
            Limits::default(),
        )
    };
    let found = in_root(folder.path(), FileNames::All).unwrap();
    assert_eq!(opened(&folder, &found), [&*run, &var, remote]);
    assert!(found.problems.is_empty());
    let found = in_root(folder.path(), FileNames::Of(vec!["system".into()])).unwrap();
    assert_eq!(opened(&folder, &found), [&*run]);

    let nothing = in_root(&folder.path().join("none"), FileNames::All).unwrap();
    assert!(nothing.journal.sources().is_empty() && nothing.problems.is_empty());
    let no_folder = in_root(&folder.path().join(remote), FileNames::All).unwrap();
    assert!(no_folder.journal.sources().is_empty());
    assert_eq!(no_folder.problems[0].path, folder.path().join(remote).join("run/log/journal"));
    assert_eq!(describe_cause(&no_folder.problems[0].cause), "Not a directory");
}

#[test]
fn names_are_chosen_in_directories_only() {
    let nested = format!("{MACHINE}/user-7@1.journal");
    let folder = tree(&["user-7.journal", "user-70.journal", "system.journal", &nested]);
    write(&folder, "damaged.journal", b"");
    let find = |origin| {
        discover(
            &Selection { origin, names: FileNames::Of(vec!["user-7".into()]), ..Selection::default() },
            Limits::default(),
        )
    };
    let found = find(Origin::Directory(folder.path().to_owned())).unwrap();
    assert_eq!(opened(&folder, &found), [&*nested, "user-7.journal"]);
    assert!(found.problems.is_empty(), "what is not wanted is not opened");
    let found = find(Origin::Files(vec![folder.path().join("system.journal").into()])).unwrap();
    assert_eq!(opened(&folder, &found), ["system.journal"]);
}

#[test]
fn folders_are_searched_through() {
    let deep = "a/b/c/d/e/any name";
    let folder = tree(&["system.journal", deep, "a/user-7.journal", "a/x.journal~"]);
    let journal = journal_bytes();
    write(&folder, "a/packed", &zstd::stream::encode_all(&*journal, 1).unwrap());
    write(&folder, "a/user-7.journal.zst", &zstd::stream::encode_all(&*journal, 1).unwrap());
    write(&folder, "a/text.zst", &zstd::stream::encode_all(&[b'x'; 1000][..], 1).unwrap());
    write(&folder, "a/text", &[b'x'; 1000]);
    write(&folder, "damaged.journal", &[b'x'; 1000]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    std::os::unix::fs::symlink(folder.path().join(deep), folder.path().join("a/link.journal")).unwrap();
    make_fifo(&folder.path().join("a/fifo.journal"));
    let find = |origin, names| discover(&Selection { origin, names, recursive: true }, Limits::default());
    let all =
        [deep, "a/packed", "a/user-7.journal", "a/user-7.journal.zst", "a/x.journal~", "system.journal"];
    let path = folder.path().to_owned();
    for origin in [Origin::Directory(path.clone()), Origin::Files(vec![path.clone().into()])] {
        let found = find(origin, FileNames::All).unwrap();
        assert_eq!(opened(&folder, &found), all);
        let damaged: Vec<_> = found.problems.iter().map(|problem| &problem.path).collect();
        assert_eq!(damaged, [&path.join("damaged.journal")], "told, since its name promises a journal");
    }
    let found = find(Origin::Directory(path.clone()), FileNames::Of(vec!["user-7".into()])).unwrap();
    assert_eq!(opened(&folder, &found), ["a/user-7.journal", "a/user-7.journal.zst"]);
    let found = in_directory(&path.join("a")).unwrap();
    assert_eq!(opened(&folder, &found), ["a/link.journal", "a/user-7.journal", "a/x.journal~"]);
    assert!(find(Origin::Directory(path.join("none")), FileNames::All).is_err());
}
