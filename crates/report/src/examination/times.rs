//! Times and spans as they stand in texts.

use jiff::Timestamp;
use journalq_output::push_span;

/// A moment in UTC as ISO 8601 has it, to the second.
pub(super) fn iso_seconds(usec: u64) -> String {
    match timestamp(usec) {
        Some(time) => format!("{time:.0}"),
        None => format!("@{}s", usec / 1_000_000),
    }
}

/// A moment in UTC as ISO 8601 has it, to the microsecond; `None` beyond the calendar.
pub(super) fn iso(usec: i64) -> Option<String> {
    Timestamp::from_microsecond(usec).ok().map(|time| format!("{time:.6}"))
}

/// A length of time: `1h 2min`.
pub(super) fn span(usec: u64) -> String {
    let mut text = Vec::new();
    push_span(&mut text, usec);
    String::from_utf8_lossy(&text).into_owned()
}

fn timestamp(usec: u64) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::try_from(usec).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_spans() {
        assert_eq!(iso_seconds(1_700_000_000_999_999), "2023-11-14T22:13:20Z");
        assert_eq!(iso(1_700_000_000_000_001).unwrap(), "2023-11-14T22:13:20.000001Z");
        assert_eq!(iso_seconds(u64::MAX), "@18446744073709s");
        assert_eq!(span(7_200_000_000), "2h");
    }
}
