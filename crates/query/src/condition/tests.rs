//! What is understood, and what is told of what is not.

use jiff::tz::TimeZone;

use super::*;

const NOON: u64 = 1_704_110_400_000_000; // 2024-01-01 12:00 UTC

fn parse(text: &str) -> Result<Condition, ConditionError> {
    let now = Now { realtime_usec: NOON, zone: TimeZone::UTC, month_names: Vec::new() };
    Condition::parse(text, &now)
}

fn is(name: &str, value: &str) -> Condition {
    Condition::Field(name.into(), ValueTest::OneOf(vec![value.into()]))
}

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

/// The error for an expression, told as its column and text.
fn wrong(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn not_binds_tighter_than_and_and_that_tighter_than_or() {
    let [a, b, c] = ["A", "B", "C"].map(|name| is(name, "1"));
    let expected = Condition::Or(vec![Condition::And(vec![not(a.clone()), b.clone()]), c.clone()]);
    assert_eq!(parse("not A = 1 and B = 1 or C = 1"), Ok(expected.clone()));
    assert_eq!(parse("((not(A=1))and(B='1'))or(C=\"1\")"), Ok(expected));
    let grouped = Condition::And(vec![not(Condition::Or(vec![a.clone(), b.clone()])), c.clone()]);
    assert_eq!(parse("not (A = 1 or B = 1) and C = 1"), Ok(grouped));
    let chain = Condition::And(vec![a.clone(), b, c]);
    assert_eq!(parse(" A=1\tand B=1\nand C=1 "), Ok(chain));
    assert_eq!(parse("not not A = 1"), Ok(not(not(a))));
}

#[test]
fn each_operator_has_a_test() {
    let compare =
        |relation, value: &str| Condition::Field(b"A".to_vec(), ValueTest::Compare(relation, value.into()));
    let one_of = Condition::Field(b"A".to_vec(), ValueTest::OneOf(vec![b"x".to_vec(), b"2".to_vec()]));
    let matches = || Condition::Field(b"A".to_vec(), ValueTest::Matches(Regex::new("x").unwrap()));
    let like = || Condition::Field(b"A".to_vec(), ValueTest::Like(Glob::new("x*").unwrap()));
    for (text, expected) in [
        ("A = 'x'", is("A", "x")),
        ("A != 'x'", not(is("A", "x"))),
        ("A < 4", compare(Relation::Less, "4")),
        ("A <= -4.5", compare(Relation::AtMost, "-4.5")),
        ("A > 'b'", compare(Relation::Greater, "b")),
        ("A >= '4'", compare(Relation::AtLeast, "4")),
        ("A ~ 'x'", matches()),
        ("A !~ 'x'", not(matches())),
        ("A in ('x', 2)", one_of.clone()),
        ("A not in ('x', 2)", not(one_of)),
        ("A glob 'x*'", like()),
        ("A not glob 'x*'", not(like())),
        ("has(A)", Condition::Field(b"A".to_vec(), ValueTest::Any)),
        ("__JOURNALQ_GRADE = 'whole'", is("__JOURNALQ_GRADE", "whole")),
    ] {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn escapes_stand_for_bytes_but_not_in_patterns() {
    let value = |text: &str| match parse(text) {
        Ok(Condition::Field(_, ValueTest::OneOf(values))) => values[0].clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(value(r#"A = "a\"b\\c\n\r\t\x00\xFf'""#), b"a\"b\\c\n\r\t\x00\xff'");
    assert_eq!(value(r"A = 'it\'s'"), b"it's");
    assert_eq!(value("A = 'Ä'"), "Ä".as_bytes());
    assert_eq!(value("A = ''"), b"");
    let admits = |text: &str, value: &[u8]| match parse(text) {
        Ok(Condition::Field(_, test)) => test.admits(value),
        other => panic!("{other:?}"),
    };
    assert!(admits(r#"A ~ "^\d+\.\x41\"$""#, b"12.A\""));
    assert!(!admits(r#"A ~ "^\d+\.\x41\"$""#, b"12xA\""));
    assert!(!admits("A ~ 'foo'", b"FOO") && admits("A ~ '(?i)foo'", b"FOO"), "case is as written");
    for (pattern, value, found) in [
        ("nginx*", &b"nginx: worker"[..], true),
        ("nginx*", b"nginx/a\nb\xff", true),
        ("nginx*", b"my nginx", false),
        ("?", b"a", true),
        ("?", "ä".as_bytes(), true),
        ("[a-c]{x,yy}", b"byy", true),
        (r"\*", b"*", true),
        (r"\*", b"a", false),
    ] {
        assert_eq!(admits(&format!("A glob '{pattern}'"), value), found, "{pattern} {value:?}");
    }
}

#[test]
fn what_places_an_entry_compares_with_numbers_times_and_spans() {
    use Address::{Monotonic, Realtime, Seqnum};
    for (text, address, relation, number) in [
        ("__REALTIME_TIMESTAMP >= '2024-01-01 12:00'", Realtime, Relation::AtLeast, NOON),
        ("__REALTIME_TIMESTAMP < 'now'", Realtime, Relation::Less, NOON),
        ("__REALTIME_TIMESTAMP > '1h ago'", Realtime, Relation::Greater, NOON - 3_600_000_000),
        ("__REALTIME_TIMESTAMP = 1704110400000000", Realtime, Relation::Equal, NOON),
        ("__REALTIME_TIMESTAMP = '1704110400000000'", Realtime, Relation::Equal, NOON),
        ("__MONOTONIC_TIMESTAMP <= '1min 30s'", Monotonic, Relation::AtMost, 90_000_000),
        ("__MONOTONIC_TIMESTAMP <= 90", Monotonic, Relation::AtMost, 90),
        ("__SEQNUM = 7", Seqnum, Relation::Equal, 7),
        ("has(__SEQNUM)", Seqnum, Relation::AtLeast, 0),
    ] {
        assert_eq!(parse(text), Ok(Condition::Address(address, relation, number)), "{text}");
    }
    let either = [7, 9].map(|number| Condition::Address(Seqnum, Relation::Equal, number));
    assert_eq!(parse("__SEQNUM not in (7, 9)"), Ok(not(Condition::Or(either.to_vec()))));
}

#[test]
fn errors_name_the_column() {
    for (text, message) in [
        ("", "column 1: expected a condition, found the end"),
        ("  ", "column 3: expected a condition, found the end"),
        ("A", "column 2: expected an operator, found the end"),
        ("A =", "column 4: expected a value, found the end"),
        ("A = 1 and", "column 10: expected a condition, found the end"),
        ("A = 1 B = 2", "column 7: expected 'and', 'or' or the end, found 'B'"),
        (
            "A = 1 AND B = 2",
            "column 7: expected 'and', 'or' or the end, found 'AND'; keywords are written in lower case",
        ),
        ("Ä = 1", "column 1: no field can have the name 'Ä': it consists of A-Z, 0-9 and _"),
        ("A = 'ä' or b = 1", "column 12: no field can have the name 'b': it consists of A-Z, 0-9 and _"),
        ("A == 1", "column 3: there is no operator '=='"),
        ("A <> 1", "column 3: there is no operator '<>'"),
        ("A = 1 && B = 1", "column 7: expected 'and', 'or' or the end, found '&&'"),
        ("! A = 1", "column 1: expected a condition, found '!'"),
        ("PRIORITY <= four", "column 13: a value is a number or stands in quotes: \"four\""),
        ("A = and", "column 5: expected a value, found 'and'"),
        ("A = 'x", "column 5: the closing quote is missing"),
        (r"A = 'x\'", "column 5: the closing quote is missing"),
        (r"A = 'x\d'", "column 7: there are the escapes \\\\, \\\", \\', \\n, \\r, \\t and \\xNN"),
        (r"A = '\x4g'", "column 6: \\x is followed by two hex digits"),
        ("A ~ '('", "column 5: bad pattern: missing closing parenthesis"),
        ("A glob '['", "column 8: bad pattern: a '[' is not closed"),
        ("(A = 1", "column 1: there is no ')' for this '('"),
        ("A = 1)", "column 6: there is no '(' for this ')'"),
        ("(A = 1 B", "column 8: expected ')', found 'B'"),
        ("A in 1", "column 6: expected '(' and values, found '1'"),
        ("A in ()", "column 7: expected a value, found ')'"),
        ("A in (1 2)", "column 9: expected ')', found '2'"),
        ("A not = 1", "column 7: expected 'in' or 'glob' behind 'not', found '='"),
        ("has A", "column 5: expected '(' and a field's name, found 'A'"),
        ("has(A", "column 4: there is no ')' for this '('"),
        ("has(", "column 5: expected a field's name, found the end"),
        ("has('A')", "column 5: expected a field's name, found a text in quotes"),
        ("A = 1 % 2", "column 7: '%' does not belong here"),
        ("A = 1 \u{1b}", "column 7: '\\u{1b}' does not belong here"),
        (
            "__CURSOR = 'x'",
            "column 1: '__CURSOR' cannot be asked for; of these names there are __REALTIME_TIMESTAMP, __MONOTONIC_TIMESTAMP, __SEQNUM",
        ),
        ("__SEQNUM ~ '1'", "column 10: __SEQNUM is a number, which no pattern matches"),
        ("__SEQNUM = 'x'", "column 12: 'x' is no sequence number"),
        ("__SEQNUM > -1", "column 12: '-1' is no sequence number"),
        ("__SEQNUM = 99999999999999999999", "column 12: the number is too large"),
        (
            "__REALTIME_TIMESTAMP > 'noon'",
            "column 24: 'noon' is neither a time nor microseconds since the epoch",
        ),
        ("__REALTIME_TIMESTAMP > 1.5", "column 24: '1.5' is no number of microseconds"),
        ("__MONOTONIC_TIMESTAMP > 'long'", "column 25: 'long' is neither a span of time nor microseconds"),
    ] {
        assert_eq!(wrong(text), message, "{text}");
    }
}

#[test]
fn the_caret_stands_below_the_place() {
    let error = parse("A\t= four").unwrap_err();
    assert_eq!(error.excerpt(), ["A?= four", "    ^"]);
    let long = format!("A = 1 and {} or", "B = 2 and ".repeat(30));
    let error = parse(&long).unwrap_err();
    let [line, caret] = error.excerpt();
    assert_eq!(error.column(), long.find(" or").unwrap() + 2);
    assert!(line.chars().count() <= 72 && line.get(caret.len() - 1..) == Some("or"), "{line} {caret}");
}

#[test]
fn length_depth_and_number_of_terms_are_bounded() {
    let nested = |n: usize| format!("{}A = 1{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&nested(Condition::DEEPEST)).is_ok());
    assert_eq!(wrong(&nested(Condition::DEEPEST + 1)), "column 65: conditions nest deeper than 64");
    assert!(wrong(&"not ".repeat(10_000)).ends_with("conditions nest deeper than 64"));
    let terms = |n: usize| vec!["A=1"; n].join(" or ");
    assert!(parse(&terms(Condition::MOST_TERMS)).is_ok());
    assert!(wrong(&terms(Condition::MOST_TERMS + 1)).ends_with("there are more than 1024 comparisons"));
    let list = format!("A in ({})", vec!["1"; Condition::MOST_TERMS + 1].join(","));
    assert!(wrong(&list).ends_with("there are more than 1024 comparisons"));
    let braces = |n: usize| format!("A glob '{{{}}}'", vec!["1"; n].join(","));
    assert!(parse(&braces(Condition::MOST_TERMS)).is_ok());
    assert!(wrong(&braces(Condition::MOST_TERMS + 1)).ends_with("there are more than 1024 comparisons"));
    let long = format!("A = '{}'", "ä".repeat(Condition::LONGEST));
    assert!(wrong(&long).ends_with("the expression is longer than 65536 bytes"));
}

#[test]
fn numbers_compare_as_numbers_and_all_else_byte_by_byte() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (a, b, order) in [
        ("4", "4", Equal),
        ("04", "4.00", Equal),
        ("-0", "0", Equal),
        ("9", "10", Less),
        ("-9", "-10", Greater),
        ("-1", "1", Less),
        ("1.5", "1.25", Greater),
        ("0.05", "0.5", Less),
        ("99999999999999999999999999", "99999999999999999999999998", Greater),
        ("9", "10x", Greater),
        ("9", "", Greater),
        ("1.", "1", Greater),
        ("+1", "1", Less),
        ("a", "b", Less),
    ] {
        assert_eq!(compare_values(a.as_bytes(), b.as_bytes()), order, "{a} {b}");
        assert_eq!(compare_values(b.as_bytes(), a.as_bytes()), order.reverse(), "{b} {a}");
    }
}

#[test]
fn it_is_known_when_a_pattern_gives_up() {
    let condition = parse("not A ~ '(a+)+$'").unwrap();
    let copy = condition.clone();
    let Condition::Not(term) = copy else { panic!() };
    let Condition::Field(_, test) = *term else { panic!() };
    assert!(!test.admits(b"b") && !condition.gave_up());
    assert!(!test.admits(&[b"a".repeat(64), b"b".to_vec()].concat()));
    assert!(condition.gave_up());
}
