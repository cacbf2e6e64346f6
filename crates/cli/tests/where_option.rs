//! `--where`: beside all other options, in every way entries are printed, and what it says of wrong expressions.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use crate::util::{DEMO, Folder, Ran, journal};

fn demo(args: &[&str]) -> Ran {
    Folder::new().run(&[&["-i", DEMO, "-q", "-o", "export"], args].concat())
}

/// The sequence numbers of the entries that are printed for the demo journal; the run has to succeed in silence.
fn seqnums(args: &[&str]) -> Vec<u64> {
    let ran = demo(args);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    let number = |line: &str| line.strip_prefix("__SEQNUM=").map(|number| number.parse().unwrap());
    ran.stdout.lines().filter_map(number).collect()
}

#[test]
fn the_examples_of_the_document_find_what_they_say() {
    let document = include_str!("../../../docs/query.md");
    let mut examples = 0;
    for line in document.lines() {
        let Some((condition, found)) = line.strip_prefix("- `").and_then(|line| line.split_once("`: "))
        else {
            continue;
        };
        let Some(count) = found.split(' ').next().and_then(|count| count.parse::<usize>().ok()) else {
            continue;
        };
        assert_eq!(seqnums(&["--where", condition]).len(), count, "{condition}");
        examples += 1;
    }
    assert!(examples >= 20, "{examples}");
}

#[test]
fn it_narrows_what_other_options_select() {
    let not_sshd = seqnums(&["--where", "_COMM != 'sshd'"]);
    let warnings = seqnums(&["-p", "warning"]);
    let both: Vec<u64> = warnings.iter().copied().filter(|number| not_sshd.contains(number)).collect();
    assert!(!both.is_empty() && both.len() < warnings.len());
    for args in [
        &["--where", "_COMM != 'sshd'", "-p", "warning"][..],
        &["--where=_COMM != 'sshd' and PRIORITY <= 4"],
        &["--where", "_COMM != 'sshd'", "--where", "PRIORITY <= 4"],
    ] {
        assert_eq!(seqnums(args), both, "{args:?}");
    }
    let unit = seqnums(&["-u", "nginx", "-g", "timeout", "--where", "MESSAGE ~ 'GET'"]);
    assert_eq!(unit, seqnums(&["-u", "nginx", "--where", "MESSAGE ~ '(?i)timeout' and MESSAGE ~ 'GET'"]));
}

#[test]
fn lines_order_and_cursors_count_what_it_leaves() {
    for condition in
        ["MESSAGE ~ 'timeout'", "not PRIORITY = 6", "__SEQNUM > 30 and __SEQNUM not in (31, 399)"]
    {
        let selected = |args: &[&str]| seqnums(&[&["--where", condition], args].concat());
        let all = selected(&[]);
        let n = all.len();
        assert!(n > 20 && n < 400, "{condition}");
        assert_eq!(selected(&["-n", "5"]), &all[n - 5..], "{condition}");
        assert_eq!(selected(&["-n", "+5"]), &all[..5], "{condition}");
        let reversed: Vec<u64> = all.iter().rev().copied().collect();
        assert_eq!(selected(&["-r"]), reversed, "{condition}");
        assert_eq!(selected(&["-r", "-n", "5"]), &reversed[..5], "{condition}");
        let shown = demo(&["--where", condition, "-n", "+5", "--show-cursor"]).stdout;
        let cursor = shown.lines().last().unwrap().strip_prefix("-- cursor: ").unwrap().to_owned();
        assert_eq!(selected(&["--after-cursor", &cursor]), &all[5..], "{condition}");
        assert_eq!(selected(&["--cursor", &cursor, "-n", "2"]), &all[4..6], "{condition}");
    }
}

#[test]
fn stats_counts_what_it_leaves() {
    let ran = Folder::new().run(&[
        "stats",
        "-i",
        DEMO,
        "-o",
        "csv",
        "--where",
        "_COMM in ('sshd', 'nginx')",
        "--by",
        "_COMM",
    ]);
    let count = |name: &str| seqnums(&["--where", &format!("_COMM = '{name}'")]).len();
    for name in ["sshd", "nginx"] {
        assert!(ran.stdout.contains(&format!("{name},{}", count(name))), "{}", ran.stdout);
    }
    assert_eq!((ran.status, ran.stdout.lines().count()), (Some(0), 3), "{}", ran.stdout);
}

#[test]
fn extract_and_salvage_take_it() {
    let folder = Folder::new();
    let condition = "MESSAGE ~ 'timeout' and not _COMM = 'sshd'";
    let wanted = seqnums(&["--where", condition]);
    let ran = folder.run(&["extract", "-i", DEMO, "--where", condition, "--output=new.journal"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let read = |args: &[&str]| {
        let ran = folder.run(args);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let number = |line: &str| line.strip_prefix("__SEQNUM=").map(|number| number.parse::<u64>().unwrap());
        ran.stdout.lines().filter_map(number).collect::<Vec<_>>()
    };
    assert_eq!(read(&["-i", "new.journal", "-o", "export"]), wanted);
    assert_eq!(read(&["salvage", DEMO, "--where", condition, "-o", "export"]), wanted);
    let intact = format!("{condition} and __JOURNALQ_GRADE = 'intact'");
    assert_eq!(read(&["salvage", DEMO, "--where", &intact, "-o", "export"]), wanted);
}

#[test]
fn a_wrong_expression_is_shown_with_a_caret() {
    let ran = demo(&["--where", "PRIORITY <= four and _COMM = 'x'"]);
    let message = "Failed to parse --where=: column 13: a value is a number or stands in quotes: \"four\"\n  \
                   PRIORITY <= four and _COMM = 'x'\n              ^\n";
    assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(1), "", message));
    let ran = demo(&["--where", "MESSAGE ~ '\u{1b}[31m('"]);
    assert!(!ran.stderr.contains('\u{1b}') && ran.stderr.ends_with("\n            ^\n"), "{}", ran.stderr);
}

/// Nothing is parsed and ignored.
#[test]
fn where_no_entries_are_printed_it_is_refused() {
    let lists = "-F/--field= and -N/--fields cannot be combined with options that limit the journal.\n";
    let others = "--where= selects entries, and can only be used where entries are printed.\n";
    for (action, message) in [
        ("-N", lists),
        ("-FA", lists),
        ("--list-boots", others),
        ("--header", others),
        ("--verify", others),
        ("--disk-usage", others),
    ] {
        let ran = Folder::new().run(&["-i", DEMO, action, "--where", "A = 1"]);
        assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(1), "", message), "{action}");
    }
}

#[test]
fn a_pattern_that_gives_up_is_told() {
    let folder = Folder::new();
    folder.file(
        "a.journal",
        &journal(&[vec![format!("MESSAGE={}b", "a".repeat(64))], vec!["MESSAGE=aa".to_owned()]]),
    );
    let ran = folder.run(&["-i", "a.journal", "-o", "cat", "--where", "MESSAGE ~ '(a+)+$'"]);
    let told = "A pattern of --where= was too much work for some values, which are taken for ones that do not match.\n";
    assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(1), "aa\n", told));
}
