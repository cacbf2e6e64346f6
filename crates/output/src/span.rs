//! Lengths of time as journalctl writes them: `1h 2min 3.456s`.

use std::fmt;

/// Microseconds of each unit. A year has 365.25 days, a month is a twelfth of it.
const UNITS: [(u64, &str); 9] = [
    (31_557_600_000_000, "y"),
    (2_629_800_000_000, "month"),
    (604_800_000_000, "w"),
    (86_400_000_000, "d"),
    (3_600_000_000, "h"),
    (60_000_000, "min"),
    (1_000_000, "s"),
    (1_000, "ms"),
    (1, "us"),
];

const USEC_PER_MSEC: u64 = 1_000;
const USEC_PER_SEC: u64 = 1_000_000;

/// A length of time in microseconds, shown down to the millisecond.
///
/// What is shorter than a millisecond is dropped, unless there is nothing else: 999 are `999us`. A number of seconds that
/// is not whole has three decimals, even where these are zeros.
///
/// # Examples
///
/// ```
/// assert_eq!(journalq_output::Span(3_723_456_789).to_string(), "1h 2min 3.456s");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_span(f, self.0, USEC_PER_MSEC)
    }
}

/// A length of time in microseconds, shown down to the microsecond.
///
/// # Examples
///
/// ```
/// assert_eq!(journalq_output::ExactSpan(3_100_000).to_string(), "3.100000s");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactSpan(pub u64);

impl fmt::Display for ExactSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_span(f, self.0, 1)
    }
}

/// Drops what is shorter than `resolution`, a power of ten.
fn write_span(f: &mut fmt::Formatter<'_>, usec: u64, resolution: u64) -> fmt::Result {
    if usec == 0 {
        return f.write_str("0");
    }
    let mut left = usec;
    for (unit, name) in UNITS {
        let is_first = left == usec;
        if left < resolution && !is_first {
            break;
        }
        if left < unit {
            continue;
        }
        write!(f, "{}{}", if is_first { "" } else { " " }, left / unit)?;
        left %= unit;
        if unit <= USEC_PER_SEC && unit > resolution && left > 0 {
            let decimals = if unit / resolution == USEC_PER_SEC { 6 } else { 3 };
            write!(f, ".{:0decimals$}", left / resolution)?;
            left = 0;
        }
        f.write_str(name)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_journalctls() {
        for (usec, text) in [
            (0, "0"),
            (1, "1us"),
            (999, "999us"),
            (1_000, "1ms"),
            (1_500, "1ms"),
            (999_999, "999ms"),
            (USEC_PER_SEC, "1s"),
            (1_000_001, "1.000s"),
            (1_999_999, "1.999s"),
            (3_456_000, "3.456s"),
            (59_999_999, "59.999s"),
            (60_000_000, "1min"),
            (60_000_001, "1min"),
            (60_500_000, "1min 500ms"),
            (61_500_000, "1min 1.500s"),
            (3_600_123_456, "1h 123ms"),
            (90_061_500_000, "1d 1h 1min 1.500s"),
            (31_557_600_000_000, "1y"),
            (34_560_000_000_005, "1y 1month 4d 7h 30min"),
            ((1 << 55) - 1, "1141y 8month 6d 5h 10min 18.963s"),
        ] {
            assert_eq!(Span(usec).to_string(), text);
        }
    }

    /// As journalctl 262 prints them behind a verdict.
    #[test]
    fn exact_spans_are_journalctls() {
        for (usec, text) in [
            (0, "0"),
            (1, "1us"),
            (999, "999us"),
            (1_000, "1ms"),
            (1_001, "1.001ms"),
            (1_500, "1.500ms"),
            (999_999, "999.999ms"),
            (USEC_PER_SEC, "1s"),
            (1_000_001, "1.000001s"),
            (1_100_000, "1.100000s"),
            (59_999_999, "59.999999s"),
            (60_000_001, "1min 1us"),
            (60_500_000, "1min 500ms"),
            (61_500_000, "1min 1.500000s"),
            (3_600_123_456, "1h 123.456ms"),
            (3_600_000_005, "1h 5us"),
            (90_061_500_001, "1d 1h 1min 1.500001s"),
            (31_557_600_000_000, "1y"),
            (34_560_000_000_005, "1y 1month 4d 7h 30min 5us"),
            (259_200_001_000, "3d 1ms"),
        ] {
            assert_eq!(ExactSpan(usec).to_string(), text);
        }
    }
}
