use proptest::prelude::*;

use super::*;
use crate::testing::{CURSOR, Stored, render};
use crate::{Guard, Mode, Options};

fn options(template: &str) -> Options {
    Options { template: Template::parse(template.as_bytes()).unwrap(), ..Options::new(Mode::Template) }
}

/// What a template makes of an entry, without the newline at its end.
fn filled(template: &str, fields: Stored<'_>) -> String {
    render(&options(template), fields).strip_suffix('\n').unwrap().to_owned()
}

const ENTRY: Stored<'static> = &[
    ("_COMM", b"sshd"),
    ("_PID", b"101"),
    ("MESSAGE", b"hello"),
    ("MESSAGE", b"second"),
    ("_SOURCE_REALTIME_TIMESTAMP", b"1700000001500000"),
    ("ODD", "it's \"a\\b\"\n\tx\x1b\u{202e},".as_bytes()),
    ("EMPTY", b""),
    ("WIDE", "漢字ab".as_bytes()),
    ("BAD", b"a\xffb"),
];

#[test]
fn fields_stand_where_they_are_named() {
    for (template, text) in [
        ("{_COMM}[{_PID}]: {MESSAGE}", "sshd[101]: hello"),
        ("{{{_PID}}} {{}}", "{101} {}"),
        ("", ""),
        ("a\\tb\\n\\\\\\{\\}", "a\tb\n\\{}"),
        ("{NONE}", ""),
        ("{NONE|-}", "-"),
        ("{NONE|a\\}\\:\\!b}", "a}:!b"),
        ("{EMPTY|-}", ""),
        ("{NONE,_COMM|-}", "sshd"),
        ("{NONE,NEITHER|no \\n one}", "no \n one"),
        ("{__SEQNUM} {__REALTIME_TIMESTAMP} {__MONOTONIC_TIMESTAMP}", "1 1700000000000000 1000000"),
        ("żółw {_PID}", "żółw 101"),
    ] {
        assert_eq!(filled(template, ENTRY), text, "{template}");
    }
    assert_eq!(filled("{__CURSOR}", ENTRY), CURSOR);
    assert_eq!(filled("{_BOOT_ID} {__SEQNUM_ID}", &[]), format!("{} {}", "11".repeat(16), "f4".repeat(16)));
    assert_eq!(filled("\\0", &[]), "\0");
}

#[test]
fn times_follow_strftime_and_the_zone() {
    for (template, text) in [
        ("{__REALTIME_TIMESTAMP:%F %T}", "2023-11-14 22:13:20"),
        ("{__REALTIME_TIMESTAMP:%H:%M:%S%.6f}", "22:13:20.000000"),
        ("{_SOURCE_REALTIME_TIMESTAMP:%T%.3f}", "22:13:21.500"),
        ("{_SOURCE_REALTIME_TIMESTAMP,__REALTIME_TIMESTAMP:>10:%T}|", "  22:13:21|"),
        ("{NONE,__REALTIME_TIMESTAMP:%T}", "22:13:20"),
        // What is no number is no time.
        ("{_COMM,__CURSOR|never:%T}", "never"),
        ("{_PID:%s}", "0"),
    ] {
        assert_eq!(filled(template, ENTRY), text, "{template}");
    }
    let zone = jiff::tz::TimeZone::posix("CET-1").unwrap();
    let here = Options { time_zone: zone, ..options("{__REALTIME_TIMESTAMP:%T %z}") };
    assert_eq!(render(&here, &[]), "23:13:20 +0100\n");
    assert_eq!(render(&Options { utc: true, ..here }, &[]), "22:13:20 +0000\n");
}

#[test]
fn values_are_cut_and_aligned_by_cells() {
    for (template, text) in [
        ("{_PID:>8}|", "     101|"),
        ("{_PID:<8}|", "101     |"),
        ("{_PID:8}|", "101     |"),
        ("{_PID:^8}|", "  101   |"),
        ("{MESSAGE:.3}|", "hel|"),
        ("{MESSAGE:>6.3}|", "   hel|"),
        ("{MESSAGE:2}|", "hello|"),
        ("{MESSAGE:.0}|", "|"),
        ("{WIDE:.3}|", "漢|"),
        ("{WIDE:>8.5}|", "   漢字a|"),
        ("{NONE|-:>4}|", "   -|"),
        ("{MESSAGE!json:>9}|", "  \"hello\"|"),
    ] {
        assert_eq!(filled(template, ENTRY), text, "{template}");
    }
    assert_eq!(filled("{BAD:>5.2}|", ENTRY), "   a\u{fffd}|");
}

#[test]
fn conversions_quote_for_who_reads_them() {
    for (template, text) in [
        ("{ODD!json}", "\"it's \\\"a\\\\b\\\"\\n\\tx\\u001b\u{202e},\""),
        ("{ODD!shell}", "'it'\\''s \"a\\b\"\n\tx\x1b\u{202e},'"),
        ("{ODD!csv}", "\"it's \"\"a\\b\"\"\n\tx\x1b\u{202e},\""),
        ("{ODD!escape}", "it's \"a\\\\b\"\\n\\tx\\u{1b}\\u{202e},"),
        ("{_COMM!shell} {EMPTY!shell} {NONE!shell}", "sshd '' ''"),
        ("{_COMM!csv},{NONE!csv}", "sshd,\"\""),
        ("{BAD!json}", "\"a\u{fffd}b\""),
        ("{BAD!escape}", "a\\xffb"),
    ] {
        assert_eq!(filled(template, ENTRY), text, "{template}");
    }
    assert_eq!(filled("{N!shell}", &[("N", b"a\0b c")]), "'ab c'");
}

#[test]
fn values_are_guarded_and_the_users_own_text_is_not() {
    let guarded = Options { guard: Guard::Utf8, ..options("\u{1b}[1m{ODD}\u{1b}[0m {ODD!json}") };
    assert_eq!(
        render(&guarded, &[("ODD", "\x1b[2J\u{202e}".as_bytes())]),
        "\x1b[1m\\u{1b}[2J\\u{202e}\x1b[0m \"\\u001b[2J\\u202e\"\n"
    );
    let other_charset = Options { guard: Guard::OtherCharset, ..options("{A!escape}") };
    assert_eq!(render(&other_charset, &[("A", "\u{15b}31m".as_bytes())]), "\\u{15b}31m\n");
}

#[test]
fn errors_name_their_column() {
    for (template, text) in [
        ("{MESSAGE", "column 1: '{' is not closed; a brace itself is '{{'"),
        ("ż {_PID|x", "column 3: '{' is not closed; a brace itself is '{{'"),
        ("{", "column 1: '{' is not closed; a brace itself is '{{'"),
        ("{_PID:%T", "column 1: '{' is not closed; a brace itself is '{{'"),
        ("a } b", "column 3: '}' closes nothing; a brace itself is '}}'"),
        ("{}", "column 2: no field can be called ''"),
        ("{message}", "column 2: no field can be called 'message'"),
        ("x{_PID,1A}", "column 8: no field can be called '1A'"),
        ("{_PID {MESSAGE}", "column 2: no field can be called '_PID '"),
        ("{_PID!xml}", "column 7: unknown conversion 'xml'; there are json, shell, csv and escape"),
        ("{_PID!}", "column 7: unknown conversion ''; there are json, shell, csv and escape"),
        (
            "{_PID:>}",
            "column 7: '>' is no layout such as '>8', '<20' or '.30', up to 4096, nor a time format",
        ),
        (
            "{_PID:>4097}",
            "column 7: '>4097' is no layout such as '>8', '<20' or '.30', up to 4096, nor a time format",
        ),
        (
            "{_PID:+8}",
            "column 7: '+8' is no layout such as '>8', '<20' or '.30', up to 4096, nor a time format",
        ),
        (
            "{_PID:8.+3}",
            "column 7: '8.+3' is no layout such as '>8', '<20' or '.30', up to 4096, nor a time format",
        ),
        ("a\\qb", "column 2: unknown escape '\\q'"),
        ("{_PID|\\x}", "column 7: unknown escape '\\x'"),
        ("a\\", "column 2: a backslash with nothing behind it"),
    ] {
        assert_eq!(Template::parse(template.as_bytes()).unwrap_err().to_string(), text, "{template}");
    }
    let error = Template::parse(b"{__REALTIME_TIMESTAMP:%F %!}").unwrap_err();
    assert!(error.to_string().starts_with("column 23: time format: "), "{error}");
    let error = Template::parse(b"ab\xff").unwrap_err();
    assert_eq!(error.to_string(), "column 3: no UTF-8");
}

proptest! {
    #[test]
    fn any_template_is_filled_in_or_refused_at_a_column(
        template in "[{}!:|,.<>^%A-Z_a-z0-9\\\\ \u{17c}]{0,24}", named in prop::sample::select(vec!["", "{A:", "{A|", "{__SEQNUM!"]),
    ) {
        let template = format!("{named}{template}");
        match Template::parse(template.as_bytes()) {
            Ok(template) => {
                let options = Options { template, ..Options::new(Mode::Template) };
                prop_assert!(render(&options, &[("A", b"1\xff"), ("B", b"")]).ends_with('\n'));
            }
            Err(error) => prop_assert!((1..=template.chars().count() + 1).contains(&error.column), "{}", error),
        }
    }
}
