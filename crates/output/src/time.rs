//! Points in time as text.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};

use crate::digits::push_decimal;

const USEC_PER_SEC: u64 = 1_000_000;

/// The names of months in English.
pub(crate) const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The form of a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStyle {
    /// `Nov 14 22:13:20`, as in syslog files, with the clock's names of months.
    Syslog,
    /// `2023-11-14T22:13:20+00:00`, as in ISO 8601.
    Iso,
    /// `Tue 2023-11-14 22:13:20 UTC`, the form of journalctl's tables and of `short-full`.
    Pretty,
}

/// Writes points in time in one form and one zone.
///
/// Calendar and zone are worked out once for each new second; log times mostly repeat it.
///
/// # Examples
///
/// ```
/// use journalq_output::{Clock, TimeStyle};
///
/// let zone = jiff::tz::TimeZone::posix("CET-1")?;
/// let mut text = Vec::new();
/// Clock::new(TimeStyle::Pretty, zone).push(&mut text, 1_700_000_000_000_000);
/// assert_eq!(text, b"Tue 2023-11-14 23:13:20 CET");
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Clock {
    style: TimeStyle,
    with_usec: bool,
    /// Whether an offset of less than an hour behind UTC keeps its sign.
    with_true_sign: bool,
    zone: TimeZone,
    months: &'static [&'static str],
    /// The second whose text is held, if any.
    second: Option<u64>,
    /// The text up to the seconds.
    before: Vec<u8>,
    /// The text after the seconds and microseconds: the zone.
    after: Vec<u8>,
    /// Whether the calendar has no such second; there are no digits then.
    beyond: bool,
}

impl Clock {
    /// A clock that shows whole seconds.
    #[must_use]
    pub fn new(style: TimeStyle, zone: TimeZone) -> Self {
        let (before, after) = (Vec::new(), Vec::new());
        let months = &ENGLISH_MONTHS;
        Self {
            style,
            with_usec: false,
            with_true_sign: false,
            zone,
            months,
            second: None,
            before,
            after,
            beyond: false,
        }
    }

    /// The same clock with other names of the twelve months than the English ones.
    #[must_use]
    pub fn with_months(self, months: &'static [&'static str]) -> Self {
        Self { months, ..self }
    }

    /// The same clock with microseconds.
    #[must_use]
    pub fn with_usec(self) -> Self {
        Self { with_usec: true, ..self }
    }

    /// The same clock with the true sign of any offset, where journalctl's `short-iso` loses it.
    pub(crate) fn with_true_sign(self) -> Self {
        Self { with_true_sign: true, ..self }
    }

    /// Tells whether the calendar has this time, which it has up to the end of the year 9999.
    pub(crate) fn has(realtime_usec: u64) -> bool {
        i64::try_from(realtime_usec).is_ok_and(|usec| Timestamp::from_microsecond(usec).is_ok())
    }

    /// Appends the time, given in microseconds since the Unix epoch.
    ///
    /// After the year 9999, which is the end of the calendar, digits are written as `X` (`-` for the weekday).
    pub fn push(&mut self, out: &mut Vec<u8>, realtime_usec: u64) {
        let second = realtime_usec / USEC_PER_SEC;
        if self.second != Some(second) {
            self.turn_to(second);
        }
        out.extend_from_slice(&self.before);
        if self.with_usec {
            if self.beyond {
                out.extend_from_slice(b".XXXXXX");
            } else {
                push_usec(out, realtime_usec);
            }
        }
        out.extend_from_slice(&self.after);
    }

    fn turn_to(&mut self, second: u64) {
        self.second = Some(second);
        self.before.clear();
        self.after.clear();
        let timestamp = i64::try_from(second).ok().and_then(|second| Timestamp::from_second(second).ok());
        self.beyond = timestamp.is_none();
        let Some(timestamp) = timestamp else { return self.turn_beyond() };
        let info = self.zone.to_offset_info(timestamp);
        let offset = info.offset();
        let time = offset.to_datetime(timestamp);
        match self.style {
            TimeStyle::Syslog => {
                let month = usize::from(time.month().unsigned_abs()).checked_sub(1);
                let name = month.and_then(|month| self.months.get(month)).copied().unwrap_or_default();
                self.before.extend_from_slice(name.as_bytes());
                self.before.push(b' ');
                push_two_digits(&mut self.before, time.day());
                self.before.push(b' ');
                push_time_of_day(&mut self.before, time);
            }
            TimeStyle::Iso => {
                push_date(&mut self.before, time);
                self.before.push(b'T');
                push_time_of_day(&mut self.before, time);
                let loses_sign = !self.with_true_sign;
                push_iso_offset(&mut self.after, offset, loses_sign);
            }
            TimeStyle::Pretty => {
                self.before.extend_from_slice(weekday(time.weekday()).as_bytes());
                self.before.push(b' ');
                push_date(&mut self.before, time);
                self.before.push(b' ');
                push_time_of_day(&mut self.before, time);
                push_abbreviation(&mut self.after, &self.zone, info.abbreviation());
            }
        }
    }

    /// A time beyond the calendar. Only `Pretty` follows journalctl, whose other forms no journal leads there.
    fn turn_beyond(&mut self) {
        let text: &[u8] = match self.style {
            TimeStyle::Syslog => b"XXX XX XX:XX:XX",
            TimeStyle::Iso => b"XXXX-XX-XXTXX:XX:XX",
            TimeStyle::Pretty => b"--- XXXX-XX-XX XX:XX:XX",
        };
        self.before.extend_from_slice(text);
        if self.style == TimeStyle::Pretty && self.zone == TimeZone::UTC {
            self.after.extend_from_slice(b" UTC");
        }
    }
}

/// Appends seconds as a decimal number of at least `width` bytes, a dot, and six digits.
pub(crate) fn push_seconds(out: &mut Vec<u8>, usec: u64, width: usize) {
    push_decimal(out, usec / USEC_PER_SEC, width, b' ');
    push_usec(out, usec);
}

fn push_usec(out: &mut Vec<u8>, usec: u64) {
    out.push(b'.');
    push_decimal(out, usec % USEC_PER_SEC, 6, b'0');
}

fn push_date(out: &mut Vec<u8>, time: DateTime) {
    push_decimal(out, u64::from(time.year().unsigned_abs()), 4, b'0');
    out.push(b'-');
    push_two_digits(out, time.month());
    out.push(b'-');
    push_two_digits(out, time.day());
}

fn push_time_of_day(out: &mut Vec<u8>, time: DateTime) {
    push_two_digits(out, time.hour());
    out.push(b':');
    push_two_digits(out, time.minute());
    out.push(b':');
    push_two_digits(out, time.second());
}

/// Appends `±HH:MM`. As in journalctl the sign may be that of the whole hours, so that an offset of half an hour behind UTC
/// has none of its own.
fn push_iso_offset(out: &mut Vec<u8>, offset: Offset, loses_sign: bool) {
    let (hours, minutes) = (offset.seconds() / 3600, offset.seconds() / 60 % 60);
    let is_behind = if loses_sign { hours < 0 } else { offset.is_negative() };
    out.push(if is_behind { b'-' } else { b'+' });
    push_decimal(out, u64::from(hours.unsigned_abs()), 2, b'0');
    out.push(b':');
    push_decimal(out, u64::from(minutes.unsigned_abs()), 2, b'0');
}

/// Appends the zone's abbreviation, unless the zone has none.
fn push_abbreviation(out: &mut Vec<u8>, zone: &TimeZone, abbreviation: &str) {
    if !zone.is_unknown() {
        out.push(b' ');
        out.extend_from_slice(abbreviation.as_bytes());
    }
}

fn push_two_digits(out: &mut Vec<u8>, number: i8) {
    push_decimal(out, u64::from(number.unsigned_abs()), 2, b'0');
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOVEMBER: u64 = 1_700_000_000_000_000;

    fn shown(style: TimeStyle, zone: &str, realtime_usec: u64) -> String {
        let mut out = Vec::new();
        let zone = if zone == "UTC" { TimeZone::UTC } else { TimeZone::posix(zone).unwrap() };
        Clock::new(style, zone.clone()).push(&mut out, realtime_usec);
        out.push(b'|');
        Clock::new(style, zone).with_usec().push(&mut out, realtime_usec);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_style_with_and_without_microseconds() {
        for (style, zone, text) in [
            (TimeStyle::Syslog, "UTC", "Nov 14 22:13:20|Nov 14 22:13:20.000042"),
            (TimeStyle::Iso, "UTC", "2023-11-14T22:13:20+00:00|2023-11-14T22:13:20.000042+00:00"),
            (TimeStyle::Pretty, "UTC", "Tue 2023-11-14 22:13:20 UTC|Tue 2023-11-14 22:13:20.000042 UTC"),
            (
                TimeStyle::Pretty,
                "<+0545>-5:45",
                "Wed 2023-11-15 03:58:20 +0545|Wed 2023-11-15 03:58:20.000042 +0545",
            ),
        ] {
            assert_eq!(shown(style, zone, NOVEMBER + 42), text);
        }
    }

    #[test]
    fn months_have_the_names_that_they_are_given() {
        const MONTHS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "listopad", "12"];
        for (second, english, other) in [
            (0, "Jan 01 00:00:00", "1 01 00:00:00"),
            (1_700_000_000, "Nov 14 22:13:20", "listopad 14 22:13:20"),
            (1_703_980_799, "Dec 30 23:59:59", "12 30 23:59:59"),
        ] {
            let clock = Clock::new(TimeStyle::Syslog, TimeZone::UTC);
            for (mut clock, text) in [(clock.clone(), english), (clock.with_months(&MONTHS), other)] {
                let mut out = Vec::new();
                clock.push(&mut out, second * USEC_PER_SEC);
                assert_eq!(String::from_utf8(out).unwrap(), text);
            }
        }
    }

    #[test]
    fn iso_offsets_lose_the_sign_within_the_first_hour() {
        for (zone, text) in [
            ("XXX+0:30", "2023-11-14T21:43:20+00:30"),
            ("ABC1:02:03", "2023-11-14T21:11:17-01:02"),
            ("ABC24", "2023-11-13T22:13:20-24:00"),
            ("NPT-5:45", "2023-11-15T03:58:20+05:45"),
        ] {
            assert_eq!(shown(TimeStyle::Iso, zone, NOVEMBER).split_once('|').unwrap().0, text, "{zone}");
        }
    }

    #[test]
    fn one_clock_follows_seconds_and_zone_changes_in_any_order() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let mut clock = Clock::new(TimeStyle::Iso, zone);
        for (second, text) in [
            (1_698_541_199, "2023-10-29T02:59:59+02:00"),
            (1_698_541_200, "2023-10-29T02:00:00+01:00"),
            (1_698_541_199, "2023-10-29T02:59:59+02:00"),
            (0, "1970-01-01T01:00:00+01:00"),
            (1_698_541_200, "2023-10-29T02:00:00+01:00"),
        ] {
            let mut out = Vec::new();
            clock.push(&mut out, second * USEC_PER_SEC + 999_999);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    #[test]
    fn times_beyond_the_calendar_have_no_digits() {
        assert_eq!(
            shown(TimeStyle::Pretty, "UTC", u64::MAX),
            "--- XXXX-XX-XX XX:XX:XX UTC|--- XXXX-XX-XX XX:XX:XX.XXXXXX UTC"
        );
        assert_eq!(
            shown(TimeStyle::Pretty, "CET-1", u64::MAX),
            "--- XXXX-XX-XX XX:XX:XX|--- XXXX-XX-XX XX:XX:XX.XXXXXX"
        );
        assert_eq!(shown(TimeStyle::Syslog, "CET-1", u64::MAX), "XXX XX XX:XX:XX|XXX XX XX:XX:XX.XXXXXX");
        // the latest time that a journal can hold
        let latest = shown(TimeStyle::Pretty, "UTC", (1 << 55) - 1);
        assert!(latest.ends_with("Sat 3111-09-16 23:10:18.963967 UTC"), "{latest}");
    }
}
