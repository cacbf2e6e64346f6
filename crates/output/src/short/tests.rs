//! Unless said otherwise, the expected texts are those of journalctl 262 for the same fields.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::*;
use crate::Renderer;
use crate::catalog::Catalog;
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

fn coloured(fields: Stored<'_>, hit: Range<usize>) -> String {
    let options = Options { colour: ColourMode::Ansi16, ..Options::new(Mode::ShortUnix) };
    decorated(&options, fields, hit)
}

/// The text of an entry behind its time and ` unknown: `, the sequences for colours as `<code>`.
fn decorated(options: &Options, fields: Stored<'_>, hit: Range<usize>) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| Field { name: name.as_bytes(), value }).collect();
    let mut out = Vec::new();
    Short::new(options).render(&head(0), &fields, hit, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let message = text.strip_prefix("1700000000.000000 unknown: ").unwrap();
    ["0", "0;1;31", "0;1;33", "0;1;39", "0;90", "0;34"]
        .iter()
        .fold(message.to_owned(), |text, code| text.replace(&format!("\x1b[{code}m"), &format!("<{code}>")))
}

#[test]
fn messages_are_coloured_by_the_last_priority() {
    for (priority, text) in [
        ("0", "<0;1;31><0;1;39><0;1;31>x<0>\n"),
        ("3", "<0;1;31><0;1;39><0;1;31>x<0>\n"),
        ("4", "<0;1;33><0;1;39><0;1;33>x<0>\n"),
        ("5", "<0;1;39><0;1;31><0;1;39>x<0>\n"),
        ("6", "x\n"),
        ("7", "<0;90><0;1;31><0;90>x<0>\n"),
        ("8", "x\n"),
        ("03", "x\n"),
        ("", "x\n"),
    ] {
        let fields: Stored<'_> = &[("PRIORITY", b"1"), ("PRIORITY", priority.as_bytes()), ("MESSAGE", b"x")];
        assert_eq!(coloured(fields, 0..0), text, "{priority}");
    }
    let audit: Stored<'_> = &[("PRIORITY", b"4"), ("_TRANSPORT", b"audit"), ("MESSAGE", b"x")];
    assert_eq!(coloured(audit, 0..0), "<0;34><0;1;39><0;34>x<0>\n");
    assert_eq!(coloured(&audit[1..], 0..0), "<0;34><0;34>x<0>\n");
}

#[test]
fn hits_are_marked_where_journalctl_marks_them() {
    for (message, hit, text) in [
        (&b"prio 3 text"[..], 0..4, "<0;1;31><0;1;39>prio<0;1;31> 3 text<0>\n"),
        (b"at end", 3..6, "<0;1;31>at <0;1;39>end<0>\n"),
        (b"a\tred b", 2..5, "<0;1;31>a        <0;1;39>red<0;1;31> b<0>\n"),
        (b"\x1b[31mred\x1b[0m and red", 5..8, "<0;1;31>red a<0;1;39>nd <0;1;31>red<0>\n"),
        (b"one\ntwo\n", 0..7, "<0;1;31><0;1;39>one<0>\n                   <0;1;31>two<0>\n"),
        (
            b"x\n\nmatch",
            3..8,
            "<0;1;31>x<0>\n                   <0;1;31><0>\n                   <0;1;31>mat<0;1;39>ch<0>\n",
        ),
        (b"a\nb red", 4..7, "<0;1;31>a<0>\n                   <0;1;31>b re<0;1;39>d<0>\n"),
        (b"\n", 0..0, "<0;1;31><0>\n"),
        (b"", 0..0, "\n"),
        (b"bin\x01red", 4..7, "[7B blob data]\n"),
    ] {
        let fields: Stored<'_> = &[("PRIORITY", b"3"), ("MESSAGE", message)];
        assert_eq!(coloured(fields, hit), text, "{}", message.escape_ascii());
    }
    let informational: Stored<'_> = &[("PRIORITY", b"6"), ("MESSAGE", b"red")];
    assert_eq!(coloured(informational, 0..3), "red\n");
}

#[test]
fn raw_messages_stop_at_a_nul_before_and_after_the_hit() {
    let options = Options { all: true, ..Options::new(Mode::ShortUnix) };
    let fields: Stored<'_> = &[("MESSAGE", b"nul\0xx red\0y green")];
    assert_eq!(decorated(&options, fields, 7..10), "nulred\n");
    assert_eq!(decorated(&options, fields, 0..0), "nul\n");
}

#[test]
fn lines_that_are_cut_are_coloured_without_a_hit() {
    let options =
        Options { full: false, width: 40, colour: ColourMode::Ansi16, ..Options::new(Mode::ShortUnix) };
    let fields: Stored<'_> = &[("PRIORITY", b"3"), ("MESSAGE", b"a red line that is too long\nshort\nthird")];
    let indent = " ".repeat(19);
    let text =
        format!("<0;1;31>a red line that is…ng<0>\n{indent}<0;1;31>short<0>\n{indent}<0;1;31>third...<0>\n");
    assert_eq!(decorated(&options, fields, 2..5), text);
}

fn with_links() -> Options {
    let links = Links { hostname: "vm".to_owned(), folder: "/etc".into(), ..Links::default() };
    Options { links: Some(links), ..Options::new(Mode::ShortUnix) }
}

#[test]
fn configuration_files_at_the_start_are_links() {
    let file = |target: &str, text: &str| format!("\x1b]8;;file://vm{target}\x1b\\{text}\x1b]8;;\x1b\\");
    let linked = file("/x.conf", "/x.conf");
    for (config_file, message, hit, text) in [
        ("/x.conf", "/x.conf:1: red", 0..0, format!("{linked}:1: red\n")),
        ("/x.conf", "/x.conf:1: red", 11..14, format!("{linked}:1: red\n")),
        ("/x.conf", "/x.conf red", 0..0, format!("{linked} red\n")),
        ("/x.conf", "/x.conf", 0..0, format!("{linked}\n")),
        ("/x.conf", "/x.confred", 0..0, "/x.confred\n".to_owned()),
        ("/x.conf", "in /x.conf: red", 0..0, "in /x.conf: red\n".to_owned()),
        ("/x.conf", "/x.conf: red", 1..2, "/x.conf: red\n".to_owned()),
        ("/x.conf", "/x.conf: red", 7..8, "/x.conf: red\n".to_owned()),
        ("./x", "./x: red", 0..0, format!("{}: red\n", file("/etc/./x", "./x"))),
        ("/ż", "/ż: red", 0..0, "/ż: red\n".to_owned()),
        ("", ": red", 0..0, ": red\n".to_owned()),
    ] {
        let fields: Stored<'_> = &[("CONFIG_FILE", config_file.as_bytes()), ("MESSAGE", message.as_bytes())];
        assert_eq!(decorated(&with_links(), fields, hit), text, "{message}");
    }
    let coloured = Options { colour: ColourMode::Ansi16, ..with_links() };
    let fields: Stored<'_> =
        &[("CONFIG_FILE", b"/etc/x.conf"), ("PRIORITY", b"3"), ("MESSAGE", b"/etc/x.conf: red")];
    let [stray, shifted] = [0..0, 13..16].map(|hit| decorated(&coloured, fields, hit));
    let start = "<0;1;31>\x1b]8;;file://vm/etc/x.conf\x1b\\/etc/x.";
    assert_eq!(stray, format!("{start}<0;1;39><0;1;31>conf\x1b]8;;\x1b\\: red<0>\n"));
    assert_eq!(shifted, format!("{start}conf\x1b]8;;\x1b\\: <0;1;39>red<0>\n"));
}

#[test]
fn links_that_are_cut_keep_their_sequences() {
    let options = Options { full: false, width: 22, ..with_links() };
    let fields: Stored<'_> = &[("CONFIG_FILE", b"/x"), ("MESSAGE", b"/x: red")];
    assert_eq!(decorated(&options, fields, 0..0), "\x1b]8…\x1b\\\x1b]\x1b\\d\n");
}

#[test]
fn documentation_is_a_link_before_the_message() {
    let link = |target: &str| format!("\x1b]8;;{target}\x1b\\[🡕]\x1b]8;;\x1b\\ m\n");
    let long = format!("man:{}", "x".repeat(295));
    for (documentation, text) in [
        ("http://x.y/z", link("http://x.y/z")),
        ("https://x", link("https://x")),
        ("file:/etc/x", link("file:/etc/x")),
        ("info:x", link("info:x")),
        ("man:a b", link("man:a b")),
        (&long, link(&long)),
        (&format!("{long}x"), "m\n".to_owned()),
        ("man:x\ty", "[🡕] m\n".to_owned()),
        ("man:", "m\n".to_owned()),
        ("http://", "m\n".to_owned()),
        ("HTTP://x", "m\n".to_owned()),
        ("man:ż", "m\n".to_owned()),
        ("", "m\n".to_owned()),
    ] {
        let fields: Stored<'_> = &[("DOCUMENTATION", documentation.as_bytes()), ("MESSAGE", b"m")];
        assert_eq!(decorated(&with_links(), fields, 0..0), text, "{documentation}");
    }
    let ascii = Options { utf8: false, ..with_links() };
    let fields: Stored<'_> = &[("DOCUMENTATION", b"man:x"), ("MESSAGE", b"m")];
    let text = "\x1b]8;;man:x\x1b\\[LNK]\x1b]8;;\x1b\\ m\n";
    assert_eq!(decorated(&ascii, fields, 0..0), text);
    assert_eq!(decorated(&Options::new(Mode::ShortUnix), fields, 0..0), "m\n");
}

#[test]
fn the_catalog_names_documentation_where_the_entry_does_not() {
    let id = "01".repeat(16);
    let mut catalog = Catalog::default();
    catalog.add_source(format!("-- {id}\nSubject: s\nDocumentation: man:of-@UNIT@\n").as_bytes(), "");
    let links = Links { documentation: Arc::new(catalog.documentation(&[])), ..with_links().links.unwrap() };
    let options = Options { links: Some(links), ..with_links() };
    let wanted = Renderer::new(options.clone()).wanted();
    assert!(wanted.includes(b"MESSAGE_ID") && wanted.includes(b"UNIT"));
    let link = |target: &str| format!("\x1b]8;;{target}\x1b\\[🡕]\x1b]8;;\x1b\\ m\n");
    for (documentation, text) in [
        (&b"man:own"[..], link("man:own")),
        (b"", link("man:of-u")),
        (b"nothing", link("man:of-u")),
        (b"man:\x01", link("man:of-u")),
    ] {
        let fields: Stored<'_> = &[
            ("MESSAGE_ID", id.as_bytes()),
            ("UNIT", b"u"),
            ("DOCUMENTATION", documentation),
            ("MESSAGE", b"m"),
        ];
        assert_eq!(decorated(&options, fields, 0..0), text, "{documentation:?}");
    }
}

#[test]
fn an_id_that_is_none_costs_the_link_only() {
    let fields = [Field { name: b"MESSAGE_ID", value: b"none" }, Field { name: b"MESSAGE", value: b"m" }];
    let mut out = Vec::new();
    let result = Renderer::new(with_links()).render(&head(0), &fields, &mut out);
    assert_eq!(result, Err(RenderError::InvalidMessageId));
    assert!(out.ends_with(b": m\n"));
    assert_eq!(Renderer::new(Options::new(Mode::Short)).render(&head(0), &fields, &mut out), Ok(()));
}
