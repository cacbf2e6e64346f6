//! Spans of time: `1h30min`, `2 days 5 hours`, `1.5`.

use super::TimeError;

const SECOND: u64 = 1_000_000;
const DAY: u64 = 86_400 * SECOND;

/// The names of units, and their microseconds. Of those that a text begins with, the longest counts.
const UNITS: [(&str, u64); 30] = [
    ("seconds", SECOND),
    ("second", SECOND),
    ("sec", SECOND),
    ("s", SECOND),
    ("minutes", 60 * SECOND),
    ("minute", 60 * SECOND),
    ("min", 60 * SECOND),
    ("months", 2_629_800 * SECOND),
    ("month", 2_629_800 * SECOND),
    ("M", 2_629_800 * SECOND),
    ("msec", 1_000),
    ("ms", 1_000),
    ("m", 60 * SECOND),
    ("hours", 3_600 * SECOND),
    ("hour", 3_600 * SECOND),
    ("hr", 3_600 * SECOND),
    ("h", 3_600 * SECOND),
    ("days", DAY),
    ("day", DAY),
    ("d", DAY),
    ("weeks", 7 * DAY),
    ("week", 7 * DAY),
    ("w", 7 * DAY),
    ("years", 31_557_600 * SECOND),
    ("year", 31_557_600 * SECOND),
    ("y", 31_557_600 * SECOND),
    ("usec", 1),
    ("us", 1),
    // A Greek letter and a sign of its own, which look the same.
    ("\u{3bc}s", 1),
    ("\u{b5}s", 1),
];

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Parses a span as systemd's programs take it, into microseconds.
///
/// A span is a sum of numbers with units, with and without blanks between: `1y 2months`, `1h30`. A number may have a
/// fraction, of which whole microseconds count, and a plus sign. Without a unit it means seconds. `infinity` is
/// [`u64::MAX`].
///
/// # Errors
///
/// [`TimeError::OutOfRange`] for a negative number and for a sum that does not fit; [`TimeError::Invalid`] for
/// everything else, also for the empty text.
///
/// # Examples
///
/// ```
/// use journalq_query::time_spec::parse_span;
///
/// assert_eq!(parse_span("1h 30.5s")?, 3_630_500_000);
/// # Ok::<(), journalq_query::time_spec::TimeError>(())
/// ```
pub fn parse_span(text: &str) -> Result<u64, TimeError> {
    let mut rest = text.trim_start_matches(BLANKS);
    if let Some(behind) = rest.strip_prefix("infinity") {
        return if behind.trim_start_matches(BLANKS).is_empty() {
            Ok(u64::MAX)
        } else {
            Err(TimeError::Invalid)
        };
    }
    if rest.is_empty() {
        return Err(TimeError::Invalid);
    }
    let mut total = 0_u64;
    while !rest.is_empty() {
        let usec;
        (usec, rest) = parse_item(rest)?;
        // The largest number stands for infinity.
        total = total.checked_add(usec).filter(|&sum| sum < u64::MAX).ok_or(TimeError::OutOfRange)?;
        rest = rest.trim_start_matches(BLANKS);
    }
    Ok(total)
}

/// Parses one number with its unit. Returns it in microseconds, and the text behind.
fn parse_item(text: &str) -> Result<(u64, &str), TimeError> {
    let (whole, decimals, behind) = parse_number(text)?;
    let (unit_usec, rest) = split_unit(behind.trim_start_matches(BLANKS));
    // Something must stand between a number and the next one.
    if rest.len() == behind.len() && !rest.is_empty() {
        return Err(TimeError::Invalid);
    }
    // systemd leaves out the last number that would still fit.
    if whole >= u64::MAX / unit_usec {
        return Err(TimeError::OutOfRange);
    }
    let usec = match decimals {
        Some("") => return Err(TimeError::Invalid),
        decimals => decimals_usec(decimals.unwrap_or_default(), unit_usec).checked_add(whole * unit_usec),
    };
    Ok((usec.ok_or(TimeError::OutOfRange)?, rest))
}

/// Splits a number into what stands before and behind its dot, if it has one. Returns the text behind it, too.
fn parse_number(text: &str) -> Result<(u64, Option<&str>, &str), TimeError> {
    if text.starts_with('-') {
        return Err(TimeError::OutOfRange);
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    let (digits, behind) = split_digits(unsigned);
    if digits.is_empty() && (unsigned != text || !behind.starts_with('.')) {
        return Err(TimeError::Invalid);
    }
    let whole = match digits {
        "" => 0,
        _ => digits.parse::<i64>().map_err(|_| TimeError::OutOfRange)?.unsigned_abs(),
    };
    Ok(match behind.strip_prefix('.').map(split_digits) {
        Some((decimals, behind)) => (whole, Some(decimals), behind),
        None => (whole, None, behind),
    })
}

/// Splits a unit off, or none, which means seconds. Returns its microseconds.
fn split_unit(text: &str) -> (u64, &str) {
    let split = |&(name, usec): &(&str, u64)| Some((usec, text.strip_prefix(name)?));
    UNITS.iter().find_map(split).unwrap_or((SECOND, text))
}

/// The microseconds of a unit's decimals. As in systemd every digit is cut by itself.
fn decimals_usec(digits: &str, unit_usec: u64) -> u64 {
    let mut place = unit_usec;
    let mut usec = 0;
    for digit in digits.bytes() {
        place /= 10;
        usec += u64::from(digit - b'0') * place;
    }
    usec
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_sums() {
        for (text, usec) in [
            ("5", 5_000_000),
            (" 5 ", 5_000_000),
            ("1 1", 2_000_000),
            ("1d1", 86_401_000_000),
            ("1d+2h", 93_600_000_000),
            ("5m", 300_000_000),
            ("5M", 13_149_000_000_000),
            ("5ms", 5_000),
            ("5month", 13_149_000_000_000),
            (".5", 500_000),
            ("5 .5", 5_500_000),
            ("5s.5", 5_500_000),
            ("1.9999999s", 1_999_999),
            ("0.9us", 0),
            ("1.99999999w", 1_209_599_993_952),
            ("1.37M", 3_602_826_000_000),
            ("1us 2\u{b5}s 3\u{3bc}s", 6),
            ("18446744073708.999999", 18_446_744_073_708_999_999),
            ("9223372036854775807us 9223372036854775807us", u64::MAX - 1),
            ("infinity\t", u64::MAX),
            ("9223372036854775807us", 9_223_372_036_854_775_807),
        ] {
            assert_eq!(parse_span(text), Ok(usec), "{text:?}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn other_texts_are_no_spans() {
        for text in [
            "", " ", "s", "5.", "5.s", "+", "+.5", "+ 5", "5.5.5", "1-1", "5x", "5 x", "5mins", "infinity5", "1e3", "µ",
        ] {
            assert_eq!(parse_span(text), Err(TimeError::Invalid), "{text:?}");
        }
        for text in [
            "-1", "-0", "1s-1", "9223372036854775808x", "9223372036854775808us", "18446744073709", "584542y", "7120192786.d5",
            "9223372036854775807us 9223372036854775807us 1us",
        ] {
            assert_eq!(parse_span(text), Err(TimeError::OutOfRange), "{text:?}");
        }
    }
}
