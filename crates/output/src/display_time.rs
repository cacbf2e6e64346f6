//! Which of its times an entry is shown with.

use journalq_file::EntryHead;

/// Times from 2^55 microseconds on are none to journald.
const END_OF_TIME_USEC: u64 = 1 << 55;

/// The times that an entry is shown with, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DisplayTime {
    /// Since the Unix epoch.
    pub(crate) realtime_usec: u64,
    /// Since the boot.
    pub(crate) monotonic_usec: u64,
}

impl DisplayTime {
    /// Returns the times of the entry, moved to when its sender says that it was written: `source` is the value of
    /// `_SOURCE_REALTIME_TIMESTAMP`. An unusable one counts for nothing.
    pub(crate) fn new(head: &EntryHead, source: Option<&[u8]>) -> Self {
        let (realtime_usec, monotonic_usec) = (head.realtime_usec, head.monotonic_usec);
        match source.and_then(parse_source_time) {
            Some(source_usec) => Self {
                realtime_usec: source_usec,
                monotonic_usec: if source_usec >= realtime_usec {
                    monotonic_usec.saturating_add(source_usec - realtime_usec)
                } else {
                    monotonic_usec.saturating_sub(realtime_usec - source_usec)
                },
            },
            None => Self { realtime_usec, monotonic_usec },
        }
    }
}

/// Parses a number as systemd does, and refuses what is no time: 0 and everything from 2^55 on.
///
/// The number may have leading blanks, a plus sign, and a base: `0x`, `0b`, `0o`, or `0` for octal. A NUL ends it.
fn parse_source_time(value: &[u8]) -> Option<u64> {
    let text = crate::message::as_c_string(value).trim_ascii_start();
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (base, digits) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', b'b', digits @ ..] => (2, digits),
        [b'0', b'o', digits @ ..] => (8, digits),
        [b'0', digits @ ..] => (8, digits),
        digits => (10, digits),
    };
    let mut number = (!digits.is_empty()).then_some(0_u64)?;
    for &digit in digits {
        let digit = char::from(digit).to_digit(base)?;
        number = number.checked_mul(u64::from(base))?.checked_add(u64::from(digit))?;
    }
    (1..END_OF_TIME_USEC).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use journalq_file::Id128;

    use super::*;

    #[test]
    fn source_times_are_parsed_as_by_journalctl() {
        let cases: [(&[u8], Option<u64>); 19] = [
            (b"1700000001000000", Some(1_700_000_001_000_000)),
            (b"+1700000001000000", Some(1_700_000_001_000_000)),
            (b" 1700000001000000", Some(1_700_000_001_000_000)),
            (b"\t17", Some(17)),
            (b"01700000001000000", Some(65_970_697_928_704)),
            (b"0x60a24181e4000", Some(1_700_000_000_000_000)),
            (b"0b11", Some(3)),
            (b"0o17", Some(15)),
            (b"017", Some(15)),
            (b"1700000001000000\0rest", Some(1_700_000_001_000_000)),
            (b"36028797018963967", Some((1 << 55) - 1)),
            (b"36028797018963968", None),
            (b"1700000009000000000000000000", None),
            (b"1700000001000000 ", None),
            (b"1700000001000000\n", None),
            (b"-5", None),
            (b"0", None),
            (b"", None),
            (b"notanumber", None),
        ];
        for (value, usec) in cases {
            assert_eq!(parse_source_time(value), usec, "{}", value.escape_ascii());
        }
    }

    #[test]
    fn the_monotonic_time_is_shifted_as_the_realtime() {
        let head = EntryHead {
            seqnum: 1,
            seqnum_id: Id128::NULL,
            realtime_usec: 1_700_000_000_000_000,
            monotonic_usec: 5_000_000,
            boot_id: Id128::NULL,
            xor_hash: 0,
        };
        let monotonic = |source| DisplayTime::new(&head, Some(source)).monotonic_usec;
        assert_eq!(monotonic(b"1700000001000000"), 6_000_000);
        assert_eq!(monotonic(b"1699999999000000"), 4_000_000);
        assert_eq!(monotonic(b"1"), 0);
        assert_eq!(monotonic(b"junk"), 5_000_000);
        let late = EntryHead { monotonic_usec: u64::MAX, ..head };
        assert_eq!(DisplayTime::new(&late, Some(b"1700000001000000")).monotonic_usec, u64::MAX);
    }
}
