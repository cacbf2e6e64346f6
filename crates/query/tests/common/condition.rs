//! Conditions at random, and what each means for an entry, by looking at all its fields.

use jiff::tz::TimeZone;
use journalq_query::condition::{Address, Condition, Relation, ValueTest};
use journalq_query::time_spec::Now;
use proptest::prelude::*;
use proptest::sample::select;

pub(crate) fn parse(text: &str) -> Condition {
    let now = Now { realtime_usec: 1_704_110_400_000_000, zone: TimeZone::UTC, month_names: Vec::new() };
    Condition::parse(text, &now).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Conditions on the fields and times of samples, some of which no entry fulfils.
pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    text().prop_map(|text| parse(&text))
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    let value = || prop_oneof!["'[a-d]'", "[0-9]{1,2}", "'[0-9]{1,2}'"];
    let address = "__(REALTIME_TIMESTAMP|MONOTONIC_TIMESTAMP|SEQNUM)";
    let leaf = prop_oneof![
        4 => ("[A-E]", "=|!=", value()).prop_map(|(name, operator, value)| format!("{name} {operator} {value}")),
        3 => ("[A-E]", "<|<=|>|>=", value()).prop_map(|(name, operator, value)| format!("{name}{operator}{value}")),
        1 => "[A-D] (not )?in \\([0-9], 'a', 'c'\\)",
        1 => ("[A-D]", "~|!~", select(&["a", "[bc]", "1", "^[2-8]", "x", ""][..]))
            .prop_map(|(name, operator, pattern)| format!("{name} {operator} '{pattern}'")),
        1 => ("(not )?", select(&["*", "[1-5]*", "?", "?[0-4]"][..]))
            .prop_map(|(not, pattern)| format!("D {not}glob '{pattern}'")),
        1 => "has\\([A-E]\\)",
        2 => (address, "=|!=|<|<=|>|>=", 0..60_u64).prop_map(|(name, operator, n)| format!("{name} {operator} {n}")),
        1 => ("<|<=|>|>=", 0..1100_u64).prop_map(|(operator, n)| format!("__REALTIME_TIMESTAMP {operator} {n}")),
    ];
    leaf.prop_recursive(4, 12, 3, |term| {
        prop_oneof![
            (term.clone(), term.clone()).prop_map(|(a, b)| format!("({a} and {b})")),
            (term.clone(), term.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            term.clone().prop_map(|a| format!("not {a}")),
            (term.clone(), term.clone(), term).prop_map(|(a, b, c)| format!("(not {a} and {b} or {c})")),
        ]
    })
}

/// Tells whether a condition holds for an entry of this wall clock time, monotonic time and sequence number, and of these
/// fields.
pub(crate) fn holds<F: AsRef<[u8]>>(condition: &Condition, address: [u64; 3], fields: &[F]) -> bool {
    match condition {
        Condition::Field(name, test) => {
            let prefix = [name.as_slice(), b"="].concat();
            let mut values = fields.iter().filter_map(|field| field.as_ref().strip_prefix(prefix.as_slice()));
            values.any(|value| passes(test, value))
        }
        Condition::Address(of, relation, number) => {
            let [realtime, monotonic, seqnum] = address;
            let value = match of {
                Address::Realtime => realtime,
                Address::Monotonic => monotonic,
                Address::Seqnum => seqnum,
            };
            is_so(*relation, &value, number)
        }
        Condition::Not(term) => !holds(term, address, fields),
        Condition::And(terms) => terms.iter().all(|term| holds(term, address, fields)),
        Condition::Or(terms) => terms.iter().any(|term| holds(term, address, fields)),
    }
}

fn passes(test: &ValueTest, value: &[u8]) -> bool {
    match test {
        ValueTest::Any => true,
        ValueTest::OneOf(values) => values.iter().any(|one| one == value),
        ValueTest::Compare(relation, other) => {
            let number = |text: &[u8]| std::str::from_utf8(text).ok()?.parse::<f64>().ok();
            match (number(value), number(other)) {
                (Some(value), Some(other)) => is_so(*relation, &value, &other),
                _ => is_so(*relation, &value, &other.as_slice()),
            }
        }
        // These are libraries' patterns.
        ValueTest::Matches(_) | ValueTest::Like(_) => test.admits(value),
    }
}

fn is_so<T: PartialOrd>(relation: Relation, a: &T, b: &T) -> bool {
    match relation {
        Relation::Equal => a == b,
        Relation::Less => a < b,
        Relation::AtMost => a <= b,
        Relation::Greater => a > b,
        Relation::AtLeast => a >= b,
    }
}
