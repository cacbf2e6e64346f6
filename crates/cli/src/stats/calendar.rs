//! Stretches of time: parts of a day, days, months.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use journalq_query::time_spec::parse_span;

const SECOND: u64 = 1_000_000;
const MINUTE: u64 = 60 * SECOND;
const DAY: u64 = 24 * 60 * MINUTE;
/// systemd's month and year.
const MONTH: u64 = 2_629_800 * SECOND;
const YEAR: u64 = 12 * MONTH;

/// How long a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Every {
    /// So many microseconds, less than a day, counted from midnight.
    Usec(u64),
    /// So many days; whole weeks begin on Mondays.
    Days(i32),
    /// So many months of the calendar.
    Months(i16),
}

impl Every {
    /// Takes a span of systemd's, or the name of a unit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_unit = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let usec = if is_unit { parse_span(&format!("1{text}")) } else { parse_span(text) }.ok()?;
        match usec {
            0 => None,
            MONTH => Some(Self::Months(1)),
            YEAR => Some(Self::Months(12)),
            1..DAY => Some(Self::Usec(usec)),
            _ if usec.is_multiple_of(DAY) => {
                Some(Self::Days(i32::try_from(usec / DAY).ok().filter(|days| *days <= 36_500)?))
            }
            _ => None,
        }
    }
}

/// Finds the stretch that a time is in.
#[derive(Debug)]
pub(super) struct Calendar {
    every: Every,
    zone: TimeZone,
    /// The stretch found last: most entries are in the same.
    recent: Range<u64>,
}

impl Calendar {
    pub(super) const fn new(every: Every, zone: TimeZone) -> Self {
        Self { every, zone, recent: 0..0 }
    }

    /// When the stretch begins that this time is in, both in microseconds since the epoch.
    pub(super) fn begin_of(&mut self, usec: u64) -> u64 {
        if !self.recent.contains(&usec) {
            // After the end of the calendar there are days of the same length.
            self.recent = self.stretch(usec).filter(|found| found.contains(&usec)).unwrap_or_else(|| {
                let begin = usec - usec % DAY;
                begin..begin.saturating_add(DAY)
            });
        }
        self.recent.start
    }

    /// When the next stretch begins.
    pub(super) fn behind(&mut self, begin: u64) -> u64 {
        self.begin_of(begin);
        self.recent.end
    }

    /// What the stretch is called that begins then.
    pub(super) fn name(&self, begin: u64) -> String {
        let Some(zoned) = self.zoned(begin) else { return format!("@{}", begin / SECOND) };
        let format = match self.every {
            Every::Usec(usec) if usec.is_multiple_of(MINUTE) => "%F %H:%M",
            Every::Usec(usec) if usec.is_multiple_of(SECOND) => "%F %T",
            Every::Usec(_) => "%F %T%.6f",
            Every::Days(_) => "%F",
            Every::Months(1) => "%Y-%m",
            Every::Months(_) => "%Y",
        };
        zoned.strftime(format).to_string()
    }

    fn zoned(&self, usec: u64) -> Option<Zoned> {
        let timestamp = Timestamp::from_microsecond(i64::try_from(usec).ok()?).ok()?;
        Some(timestamp.to_zoned(self.zone.clone()))
    }

    fn stretch(&self, usec: u64) -> Option<Range<u64>> {
        let date = self.zoned(usec)?.date();
        match self.every {
            Every::Usec(span) => {
                let (begin, end) = (self.midnight(date)?, self.midnight(date.tomorrow().ok()?)?);
                let at = usec.checked_sub(begin)?;
                let begin = begin.saturating_add(at - at % span);
                // The last one of a day is shorter where the span does not divide it.
                Some(begin..begin.saturating_add(span).min(end))
            }
            Every::Days(days) => {
                // A Monday, and the first day of the epoch for what is no number of weeks.
                let origin =
                    if days % 7 == 0 { Date::constant(1970, 1, 5) } else { Date::constant(1970, 1, 1) };
                let since = date.since(origin).ok()?.get_days();
                let begin = origin.checked_add(Span::new().days(since - since.rem_euclid(days))).ok()?;
                let end = begin.checked_add(Span::new().days(days)).ok()?;
                Some(self.midnight(begin)?..self.midnight(end)?)
            }
            Every::Months(months) => {
                let month = if months == 12 { 1 } else { date.month() };
                let begin = Date::new(date.year(), month, 1).ok()?;
                let end = begin.checked_add(Span::new().months(months)).ok()?;
                Some(self.midnight(begin)?..self.midnight(end)?)
            }
        }
    }

    /// When a day begins; 0 before the epoch.
    fn midnight(&self, date: Date) -> Option<u64> {
        let usec = date.to_zoned(self.zone.clone()).ok()?.timestamp().as_microsecond();
        Some(u64::try_from(usec).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> u64 {
        text.parse::<Timestamp>().unwrap().as_microsecond().unsigned_abs()
    }

    #[test]
    fn spans_are_parts_of_a_day_or_whole_days() {
        for (text, every) in [
            ("1h", Some(Every::Usec(60 * MINUTE))),
            ("hour", Some(Every::Usec(60 * MINUTE))),
            ("15min", Some(Every::Usec(15 * MINUTE))),
            ("30", Some(Every::Usec(30 * SECOND))),
            ("100ms", Some(Every::Usec(100_000))),
            ("day", Some(Every::Days(1))),
            ("24h", Some(Every::Days(1))),
            ("2weeks", Some(Every::Days(14))),
            ("month", Some(Every::Months(1))),
            ("1y", Some(Every::Months(12))),
            ("25h", None),
            ("0", None),
            ("2months", None),
            ("infinity", None),
            ("", None),
            ("-1h", None),
            ("fortnight", None),
        ] {
            assert_eq!(Every::parse(text), every, "{text}");
        }
    }

    #[test]
    fn stretches_follow_the_calendar_of_the_zone() {
        // Summer time ends on 2023-10-29 at 3:00, when clocks go back by an hour.
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        for (every, time, begin, behind, name) in [
            (
                "1h",
                "2023-10-29T00:30:00Z",
                "2023-10-29T00:00:00Z",
                "2023-10-29T01:00:00Z",
                "2023-10-29 02:00",
            ),
            (
                "1h",
                "2023-10-29T01:30:00Z",
                "2023-10-29T01:00:00Z",
                "2023-10-29T02:00:00Z",
                "2023-10-29 02:00",
            ),
            (
                "6h",
                "2023-11-14T22:13:20Z",
                "2023-11-14T17:00:00Z",
                "2023-11-14T23:00:00Z",
                "2023-11-14 18:00",
            ),
            (
                "7h",
                "2023-11-14T22:13:20Z",
                "2023-11-14T20:00:00Z",
                "2023-11-14T23:00:00Z",
                "2023-11-14 21:00",
            ),
            (
                "90s",
                "2023-11-14T22:13:20Z",
                "2023-11-14T22:12:00Z",
                "2023-11-14T22:13:30Z",
                "2023-11-14 23:12:00",
            ),
            ("1d", "2023-10-29T12:00:00Z", "2023-10-28T22:00:00Z", "2023-10-29T23:00:00Z", "2023-10-29"),
            ("1w", "2023-11-14T22:13:20Z", "2023-11-12T23:00:00Z", "2023-11-19T23:00:00Z", "2023-11-13"),
            ("month", "2023-10-31T23:30:00Z", "2023-10-31T23:00:00Z", "2023-11-30T23:00:00Z", "2023-11"),
            ("year", "2023-10-31T23:30:00Z", "2022-12-31T23:00:00Z", "2023-12-31T23:00:00Z", "2023"),
        ] {
            let mut calendar = Calendar::new(Every::parse(every).unwrap(), zone.clone());
            assert_eq!(calendar.begin_of(at(time)), at(begin), "{every} {time}");
            assert_eq!(calendar.behind(at(begin)), at(behind), "{every} {time}");
            assert_eq!(calendar.name(at(begin)), name, "{every} {time}");
        }
    }

    #[test]
    fn any_time_is_in_a_stretch_that_begins_before_it() {
        for every in ["1us", "7h", "1d", "10d", "1w", "month", "year"] {
            let mut calendar = Calendar::new(Every::parse(every).unwrap(), TimeZone::UTC);
            for usec in [
                0,
                1,
                DAY,
                at("9999-12-30T00:00:00Z"),
                at("9999-12-30T00:00:00Z") + 3 * DAY,
                1 << 55,
                u64::MAX,
            ] {
                let begin = calendar.begin_of(usec);
                assert!(
                    begin <= usec && (calendar.behind(begin) > usec || usec == u64::MAX),
                    "{every} {usec}"
                );
                assert!(!calendar.name(begin).is_empty());
            }
        }
    }
}
