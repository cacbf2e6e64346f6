//! What the options accept and refuse.

use crate::made::{host, refused, shown};
use crate::util::Folder;

#[test]
fn the_names_of_facilities() {
    let names = Folder::new().run(&["--facility", "help"]).stdout;
    for name in ["kern", "mail"] {
        assert!(names.lines().any(|line| line == name), "{names}");
    }
}

#[test]
fn unknown_facilities_and_priorities() {
    let host = host();
    for (args, message) in [
        (["--facility", "unknown"], "Bad --facility= argument \"unknown\".\n"),
        (["--priority", "hello-world"], "Unknown log level hello-world\n"),
        (["--priority", "0..128"], "Failed to parse log level range 0..128\n"),
        (["--priority", "0..systemd"], "Failed to parse log level range 0..systemd\n"),
    ] {
        assert_eq!(refused(&host, &args), message);
    }
}

#[test]
fn the_names_of_output_modes() {
    let names = Folder::new().run(&["-o", "help"]).stdout;
    assert!(["short", "export"].iter().all(|name| names.lines().any(|line| line == *name)), "{names}");
}

/// Of the assertion's other options `--namespace` and `--root=/` are about the journal of the host.
#[test]
fn options_that_leave_something_to_print() {
    let host = host();
    let all = shown(&host, &["-q"]);
    assert_eq!(all.lines().count(), 61);
    for args in [
        &["-n", "all", "-a"][..],
        &["--full"],
        &["--no-full"],
        &["--system"],
        &["--system", "--user"],
        &["--namespace", "*"],
        &["--namespace", ""],
        &["--namespace", "+x"],
    ] {
        assert_eq!(shown(&host, &[&["-q"], args].concat()), all, "{args:?}");
    }
    let root = Folder::new();
    root.file("var/log/journal/system.journal", &std::fs::read(host.path().join("system.journal")).unwrap());
    assert_eq!(root.run(&["-q", "--root", "."]).stdout, all);
}

#[test]
fn options_that_combine() {
    let host = host();
    let shown = shown(&host, &["--no-hostname", "--utc", "--catalog", "-n", "2", "-q"]);
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(!shown.contains(" host "), "{shown}");
}

/// `--update-catalog` changes the host, and is refused by name; the catalog's listing is with the tests of `-x`.
#[test]
fn commands_that_succeed() {
    let host = host();
    for (args, expected) in [
        (&["--disk-usage"][..], "Archived and active journals take up "),
        (&["--fields"], ""),
        (&["--list-boots"], "IDX BOOT ID "),
        (&["--header"], "File path: "),
        (&["--field", "_EXE"], "/usr/"),
        (&["--dmesg", "-n", "1", "-o", "short-unix"], "17000030"),
    ] {
        let shown = shown(&host, args);
        assert!(shown.starts_with(expected) && shown.lines().count() > 0, "{args:?}: {shown}");
    }
}
