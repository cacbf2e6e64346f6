//! The pager, on a pseudo terminal: shell scripts stand for it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::io::Write;
use std::os::unix::process::ExitStatusExt;

use crate::util::terminal::{Session, script};
use crate::util::{DEMO, Folder, journal};

/// A pager that tells what it was started with, then shows its input.
const FRANK: &str =
    "echo \"${0##*/}($*) LESS=$LESS LESSCHARSET=$LESSCHARSET LESSSECURE=${LESSSECURE-unset}\"; cat";

/// A folder with a script for each of these pagers.
fn pagers(names: &[&str]) -> Folder {
    let folder = Folder::new();
    for name in names {
        script(&folder, name, FRANK);
    }
    folder
}

/// What is seen on a terminal of a run that succeeds.
fn seen(folder: &Folder, args: &[&str], variables: &[(&str, &str)]) -> String {
    let (seen, status) = Session::start(folder, args, variables).finish();
    assert_eq!(status.code(), Some(0), "{args:?} {variables:?}: {seen}");
    seen
}

const ONE: [&str; 4] = ["-i", DEMO, "-n", "1"];
const LINE: &str = "Jan 01 06:47:40 web1 sshd[53254]: ";
const OPEN: (&str, &str) = ("SYSTEMD_PAGERSECURE", "0");

#[test]
fn what_is_long_goes_through_the_pager() {
    let folder = pagers(&["less"]);
    let id = "f77379a8490b408bbe5f6940505a777b";
    for (args, is_paged) in [
        (&["-i", DEMO][..], true),
        (&["-i", DEMO, "-o", "export"], true),
        (&["-i", DEMO, "--list-boots"], true),
        (&["-i", DEMO, "--list-boots", "-o", "json"], false),
        (&["-i", DEMO, "--list-invocations", "-u", "ssh"], true),
        (&["--list-catalog", id], true),
        (&["--dump-catalog", id], true),
        (&["--help"], true),
        (&["--no-pager", "--help"], false),
        (&["--version"], false),
        (&["-o", "help"], false),
        (&["-i", DEMO, "--no-pager"], false),
        (&["-i", DEMO, "-N"], false),
        (&["-i", DEMO, "-F", "PRIORITY"], false),
        (&["-i", DEMO, "--header"], false),
        (&["-i", DEMO, "--disk-usage"], false),
    ] {
        let seen = seen(&folder, args, &[]);
        assert_eq!(seen.starts_with("less() LESS=FRSXMK"), is_paged, "{args:?}: {seen}");
        assert!(seen.lines().count() > usize::from(is_paged), "{args:?}: {seen}");
    }
}

#[test]
fn what_is_told_before_the_output_is_not_paged() {
    let folder = pagers(&["less"]);
    for args in [&["-i", DEMO, "FOO"][..], &["-i", DEMO, "-b", "-99"], &["-i", "missing"], &["--bogus"]] {
        let (seen, status) = Session::start(&folder, args, &[]).finish();
        assert_eq!((status.code(), seen.lines().count()), (Some(1), 1), "{seen}");
        assert!(!seen.contains("LESS="), "{seen}");
    }
}

#[test]
fn the_environment_chooses_the_pager() {
    let folder = pagers(&["less", "pager", "mine"]);
    let both = |value| [("SYSTEMD_PAGER", "mine  -a b"), ("PAGER", "less"), ("SYSTEMD_PAGERSECURE", value)];
    for (variables, first) in [
        (&[][..], "less() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=1"),
        (&[("PAGER", "mine")], "less() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=1"),
        (&[("SUDO_UID", "0")], "less() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=1"),
        (&[OPEN, ("LESSSECURE", "1")], "pager() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=unset"),
        (&both("0"), "mine(-a b) LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=unset"),
        (&both("yes"), "mine(-a b) LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=1"),
        (&[OPEN, ("PAGER", "./mine")], "mine() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=unset"),
        (&[OPEN, ("PAGER", "missing -x")], "pager() LESS=FRSXMK LESSCHARSET=utf-8 LESSSECURE=unset"),
        (&[("LC_ALL", "C")], "less() LESS=FRSXMK LESSCHARSET= LESSSECURE=1"),
        (&[("SYSTEMD_LESS", "R"), ("LESS", "X")], "less() LESS=R LESSCHARSET=utf-8 LESSSECURE=1"),
        (&[("SYSTEMD_LESSCHARSET", "latin1")], "less() LESS=FRSXMK LESSCHARSET=latin1 LESSSECURE=1"),
        (&[OPEN, ("PAGER", "cat -n")], "     1\t"),
        (&[OPEN, ("PAGER", "cat")], LINE),
        (&[("SYSTEMD_PAGER", ""), ("PAGER", "mine")], LINE),
        (&[("PAGER", " ")], LINE),
        (&[("TERM", "dumb")], LINE),
    ] {
        let seen = seen(&folder, &ONE, variables);
        assert!(seen.starts_with(first), "{variables:?}: {seen}");
        assert!(seen.contains(LINE), "{variables:?}: {seen}");
    }
    let bogus = seen(&folder, &ONE, &[("SYSTEMD_PAGERSECURE", "maybe"), ("PAGER", "mine")]);
    assert!(bogus.contains("Unable to parse $SYSTEMD_PAGERSECURE, assuming true"), "{bogus}");
    assert!(bogus.contains("\nless() "), "{bogus}");
}

#[test]
fn the_end_is_shown_first() {
    let folder = pagers(&["less"]);
    let seen = seen(&folder, &["-i", DEMO, "-e", "-q"], &[("SYSTEMD_LESS", "S")]);
    assert!(seen.starts_with("less() LESS=S +G "), "{seen}");
    assert!(seen.lines().count() < 400, "only the last boot");
}

#[test]
fn without_a_pager_the_terminal_gets_it_all() {
    let folder = Folder::new();
    // No program is to be found.
    assert!(seen(&folder, &ONE, &[("PATH", "/nonexistent")]).starts_with(LINE));
    assert!(seen(&folder, &ONE, &[("PATH", "/nonexistent"), OPEN]).starts_with(LINE));
}

#[test]
fn entries_are_on_the_terminal_before_messages_about_later_ones() {
    let folder = Folder::new();
    let entries = [vec!["MESSAGE=first"], vec!["MESSAGE=second", "MESSAGE_ID=none"]];
    folder.file("two.journal", &journal(&entries));
    let seen =
        seen(&folder, &["-i", "two.journal", "--no-pager", "-o", "short-unix"], &[("SYSTEMD_URLIFY", "1")]);
    let place = |text: &str| seen.find(text).unwrap();
    assert!(place("first") < place("Failed to find catalog entry"), "{seen}");
    assert!(place("Failed to find catalog entry") < place("second"), "{seen}");
}

#[test]
fn colours_and_width_are_those_of_the_terminal() {
    let folder = pagers(&["less"]);
    let seen = seen(&folder, &["-i", DEMO, "-n", "1", "--no-full"], &[]);
    let (_, line) = seen.split_once('\n').unwrap();
    assert!(line.contains("\x1b[0;1;39m") && line.contains('…'), "{line}");
}

#[test]
fn messages_go_to_the_pager() {
    let folder = Folder::new();
    script(&folder, "less", "sed 's/^/paged: /'");
    folder.file("text.journal", &journal(&[vec!["MESSAGE=m", "MESSAGE_ID=none"]]));
    let seen = seen(&folder, &["-i", "text.journal", "-x"], &[("SYSTEMD_URLIFY", "0"), ("NO_COLOR", "1")]);
    assert_eq!(
        seen,
        "paged: Failed to find catalog entry: Invalid argument\npaged: Nov 14 22:13:21 unknown: m\n"
    );
}

/// A journal that fills a pipe several times.
fn many() -> Vec<u8> {
    let entries: Vec<Vec<String>> =
        (0..5000).map(|n| vec![format!("MESSAGE={n} {}", "x".repeat(100))]).collect();
    journal(&entries)
}

#[test]
fn who_leaves_the_pager_has_read_enough() {
    let folder = Folder::new();
    script(&folder, "less", "head -n 1; exit 3");
    let many: Vec<Vec<String>> =
        (0..3000).map(|n| vec![format!("MESSAGE={n} {}", "x".repeat(100))]).collect();
    folder.file("many.journal", &journal(&many));
    let seen = seen(&folder, &["-i", "many.journal"], &[]);
    assert_eq!(seen.lines().count(), 1, "{seen}");
}

#[test]
fn an_interrupt_leaves_only_a_pager_that_ends_with_it() {
    let folder = Folder::new();
    script(&folder, "less", "trap '' INT; cat; echo ready; read -r word < /dev/tty; echo \"got $word\"");
    for (less, is_killed) in [("FRSXM", false), ("FRSXMK", true)] {
        let mut session = Session::start(&folder, &ONE, &[("SYSTEMD_LESS", less)]);
        session.wait_for("ready");
        session.terminal.write_all(b"\x03").unwrap();
        // Whoever leads the session takes the terminal along when it is killed.
        if !is_killed {
            session.wait_for("^C");
            session.terminal.write_all(b"on\n").unwrap();
        }
        let (seen, status) = session.finish();
        assert_eq!(status.signal().is_some(), is_killed, "{less}: {status:?} {seen}");
        assert!(seen.ends_with("got on\n") || is_killed, "{seen}");
    }
}

#[test]
fn the_pager_is_not_left_alone_with_a_file_that_shrinks() {
    let folder = Folder::new();
    folder.file("many.journal", &many());
    script(&folder, "less", "read -r line; : > many.journal; tail -n 1; sleep 0.2; echo left");
    let (seen, status) = Session::start(&folder, &["-i", "many.journal"], &[]).finish();
    assert_eq!(status.code(), Some(1), "{seen}");
    assert!(seen.ends_with("while it was read; stopping.\nleft\n"), "{seen}");
}
