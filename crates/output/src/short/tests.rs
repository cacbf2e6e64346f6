//! Unless said otherwise, the expected texts are those of journalctl 262 for the same fields.

use super::*;
use crate::testing::{Stored, head, render, render_all};

fn short(fields: Stored<'_>) -> String {
    render(&Options::new(Mode::Short), fields)
}

const HELLO: Stored<'static> =
    &[("_HOSTNAME", b"host1"), ("SYSLOG_IDENTIFIER", b"app"), ("_PID", b"101"), ("MESSAGE", b"hello")];

#[test]
fn each_mode_has_its_time() {
    for (mode, time) in [
        (Mode::Short, "Nov 14 22:13:20"),
        (Mode::ShortPrecise, "Nov 14 22:13:20.000000"),
        (Mode::ShortIso, "2023-11-14T22:13:20+00:00"),
        (Mode::ShortIsoPrecise, "2023-11-14T22:13:20.000000+00:00"),
        (Mode::ShortFull, "Tue 2023-11-14 22:13:20 UTC"),
        (Mode::ShortUnix, "1700000000.000000"),
        (Mode::ShortMonotonic, "[    1.000000]"),
        (Mode::ShortDelta, "[    1.000000                ]"),
        (Mode::WithUnit, "Tue 2023-11-14 22:13:20 UTC"),
    ] {
        assert_eq!(render(&Options::new(mode), HELLO), format!("{time} host1 app[101]: hello\n"));
    }
}

#[test]
fn the_time_is_the_senders_in_the_zone_of_the_options() {
    let fields: Stored<'_> = &[("MESSAGE", b"x"), ("_SOURCE_REALTIME_TIMESTAMP", b"1700000001500000")];
    let zone = TimeZone::posix("CET-1").unwrap();
    let local = Options { time_zone: zone, ..Options::new(Mode::ShortPrecise) };
    assert_eq!(render(&local, fields), "Nov 14 23:13:21.500000 unknown: x\n");
    let utc = Options { utc: true, ..local };
    assert_eq!(render(&utc, fields), "Nov 14 22:13:21.500000 unknown: x\n");
    let monotonic = Options::new(Mode::ShortMonotonic);
    assert_eq!(render(&monotonic, fields), "[    2.500000] unknown: x\n");
}

#[test]
fn delta_is_measured_from_the_entry_printed_before() {
    let other_boot = EntryHead { boot_id: Id128::NULL, monotonic_usec: 1_000_000, ..head(3601) };
    let options = Options { exclude_identifiers: vec![b"hidden".to_vec()], ..Options::new(Mode::ShortDelta) };
    let hidden: Stored<'_> = &[("MESSAGE", b"x"), ("SYSLOG_IDENTIFIER", b"hidden")];
    let text = render_all(
        &options,
        &[
            (head(0), HELLO),
            (head(1), &[("SYSLOG_IDENTIFIER", b"no message")]),
            (head(2), hidden),
            (head(3), HELLO),
            (head(2), HELLO),
            (other_boot, HELLO),
        ],
    );
    let times: Vec<_> =
        text.lines().filter_map(|line| line.split_once(" host1")).map(|(time, _)| time).collect();
    assert_eq!(
        times,
        [
            "[    1.000000                ]",
            "[    4.000000 <    3.000000 >]",
            "[    3.000000 <    0.000000 >]",
            "[    1.000000 < 3599.000000*>]",
        ]
    );
}

#[test]
fn parts_that_cannot_be_shown_count_as_absent() {
    let long = [b'x'; 300];
    let cases: [(Stored<'_>, &str); 9] = [
        (&[("_HOSTNAME", b"ho\x01st"), ("SYSLOG_IDENTIFIER", b"\x01"), ("_COMM", b"c")], "c"),
        (
            &[("SYSLOG_IDENTIFIER", &long), ("_COMM", b"comm"), ("_PID", &long), ("SYSLOG_PID", b"77")],
            "comm[77]",
        ),
        (&[("_PID", b"4")], "unknown[4]"),
        (&[("_HOSTNAME", b""), ("SYSLOG_IDENTIFIER", b""), ("_PID", b"")], " []"),
        (&[("_HOSTNAME", b"ho\nst"), ("SYSLOG_IDENTIFIER", b"id\tx")], "ho\nst id\tx"),
        (&[("SYSLOG_IDENTIFIER", b"i1"), ("SYSLOG_IDENTIFIER", b"i2")], "i2"),
        (&[("SYSLOG_IDENTIFIER", b"i1"), ("SYSLOG_IDENTIFIER", b"\x01"), ("_COMM", b"cc")], "cc"),
        (&[("_SYSTEMD_UNIT", b"u.service")], "unknown"),
        (&[("lower", b"1"), ("", b"2")], "unknown"),
    ];
    for (origin, text) in cases {
        let fields = [origin, &[("MESSAGE", &b"m"[..])]].concat();
        assert_eq!(short(&fields), format!("Nov 14 22:13:20 {text}: m\n"));
    }
    assert_eq!(short(&[("_HOSTNAME", b"host1")]), "", "no message, no text");
    let no_host = Options { hostname: false, ..Options::new(Mode::Short) };
    assert_eq!(render(&no_host, HELLO), "Nov 14 22:13:20 app[101]: hello\n");
}

#[test]
fn with_unit_shows_units_raw_if_one_can_be_shown() {
    let long = [b'x'; 300];
    let cases: [(Stored<'_>, &str, usize); 6] = [
        (
            &[("_SYSTEMD_UNIT", b"sys.service"), ("_SYSTEMD_USER_UNIT", b"user.service")],
            "sys.service/user.service",
            24,
        ),
        (&[("_SYSTEMD_USER_UNIT", b"us.service")], "us.service", 1),
        (&[("_SYSTEMD_UNIT", b"u\x01"), ("_SYSTEMD_USER_UNIT", b"us.service")], "u\x01/us.service", 6),
        (&[("_SYSTEMD_UNIT", b""), ("_SYSTEMD_USER_UNIT", b"u")], "/u", 2),
        (&[("_SYSTEMD_UNIT", &long), ("_COMM", b"c")], "c", 2),
        (&[("SYSLOG_IDENTIFIER", b"app")], "app", 4),
    ];
    for (units, text, indent) in cases {
        let fields = [units, &[("MESSAGE", &b"a\nb"[..])]].concat();
        let indent = " ".repeat("Tue 2023-11-14 22:13:20 UTC".len() + indent + 2);
        let expected = format!("Tue 2023-11-14 22:13:20 UTC {text}: a\n{indent}b\n");
        assert_eq!(render(&Options::new(Mode::WithUnit), &fields), expected);
    }
}

#[test]
fn later_lines_are_indented_by_the_bytes_before_the_message() {
    let long = "Nov 14 22:13:20 żab: żółw\n                      b\n";
    assert_eq!(short(&[("SYSLOG_IDENTIFIER", "żab".as_bytes()), ("MESSAGE", "żółw\nb".as_bytes())]), long);
    let unknown = "Nov 14 22:13:20 unknown: y\n                 \n                 z\n";
    assert_eq!(short(&[("MESSAGE", b"y\n\nz")]), unknown);
}

#[test]
fn newlines_at_the_ends() {
    for (message, text) in
        [("", "\n"), ("\n", "\n"), ("a\n", "a\n"), ("a\n\n", "a\n                 \n"), ("\x1b[0m", "\n")]
    {
        let expected = format!("Nov 14 22:13:20 unknown: {text}");
        assert_eq!(short(&[("MESSAGE", message.as_bytes())]), expected, "{message:?}");
    }
}

#[test]
fn messages_are_cleaned_cut_and_judged_in_this_order() {
    let cases: [(&[u8], &str, &str); 5] = [
        (b"a\tb", "a        b", "a        b"),
        (b"carriage\r\nreturn\r mid \r", "[21B blob data]", "carriage"),
        (b"nul\0byte", "[8B blob data]", "nul"),
        (b"\x1b[31mred\x1b[0m \xff\nsecond", "[12B blob data]", "[5B blob data]"),
        (b"\nx\x01", "[3B blob data]", ""),
    ];
    let truncating = Options { truncate_newline: true, ..Options::new(Mode::Short) };
    for (message, full, truncated) in cases {
        let fields: Stored<'_> = &[("MESSAGE", message)];
        assert_eq!(short(fields), format!("Nov 14 22:13:20 unknown: {full}\n"));
        assert_eq!(render(&truncating, fields), format!("Nov 14 22:13:20 unknown: {truncated}\n"));
    }
}

#[test]
fn all_prints_raw_bytes_up_to_a_nul() {
    let all = Options { all: true, full: false, width: 40, ..Options::new(Mode::Short) };
    let fields: Stored<'_> = &[
        ("MESSAGE", b"a\0b\n\x1b[1mc\td\n\0\n"),
        ("_HOSTNAME", b"ho\0st"),
        ("SYSLOG_IDENTIFIER", b"id\0x"),
        ("_PID", b"1\x002"),
    ];
    let indent = " ".repeat(33);
    let expected = format!("Nov 14 22:13:20 ho id[1]: a\n{indent}\x1b[1mc\td\n{indent}\n");
    assert_eq!(render(&all, fields), expected);
}

#[test]
fn lines_are_cut_to_the_width() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let second_line_ends_late = ["x".repeat(10), "y".repeat(288), "z".to_owned()].join("\n");
    let long_identifier = "x".repeat(40);
    let indent = " ".repeat(21);
    let cases = [
        ("el", alphabet.to_owned(), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi…6789\n".to_owned()),
        (
            "el2",
            format!("short\n{}\nthird\nfourth", "L".repeat(60)),
            format!("short\n{indent}{}…LLLL\n{indent}third...\n", "L".repeat(34)),
        ),
        ("el3", "a\nb\nthird".to_owned(), format!("a\n{indent}b\n{indent}third...\n")),
        ("el5", "W".repeat(299), format!("{}…\n", "W".repeat(38))),
        ("el6", "漢字".repeat(20), "漢字漢字漢字漢字漢字漢字漢字漢字漢…漢字\n".to_owned()),
        ("el7", second_line_ends_late, format!("{}\n{indent}{}…\n", "x".repeat(10), "y".repeat(38))),
        (&long_identifier, "one\ntwo".to_owned(), "...\n...\n".to_owned()),
    ];
    let options = Options { full: false, width: 60, ..Options::new(Mode::Short) };
    for (identifier, message, text) in cases {
        let fields: Stored<'_> =
            &[("MESSAGE", message.as_bytes()), ("SYSLOG_IDENTIFIER", identifier.as_bytes())];
        assert_eq!(render(&options, fields), format!("Nov 14 22:13:20 {identifier}: {text}"));
    }
    let ascii = Options { utf8: false, ..options };
    assert_eq!(
        render(&ascii, &[("MESSAGE", alphabet.as_bytes()), ("SYSLOG_IDENTIFIER", b"el")]),
        "Nov 14 22:13:20 el: ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg...6789\n"
    );
}

#[test]
fn excluded_identifiers_print_nothing() {
    let options = Options { exclude_identifiers: vec![b"app".to_vec()], ..Options::new(Mode::Short) };
    assert_eq!(render(&options, HELLO), "");
    let by_comm: Stored<'_> = &[("_COMM", b"app"), ("MESSAGE", b"x")];
    assert_eq!(render(&options, by_comm), "Nov 14 22:13:20 app: x\n");
}
