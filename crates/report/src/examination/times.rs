//! Times as they stand in texts.

use jiff::Timestamp;

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

fn timestamp(usec: u64) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::try_from(usec).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(iso_seconds(1_700_000_000_999_999), "2023-11-14T22:13:20Z");
        assert_eq!(iso(1_700_000_000_000_001).unwrap(), "2023-11-14T22:13:20.000001Z");
        assert_eq!(iso_seconds(u64::MAX), "@18446744073709s");
    }
}
