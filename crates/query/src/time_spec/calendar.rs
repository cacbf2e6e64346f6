//! Days, dates and clock times: `today`, `Fri 2012-11-23 11:12:13`, `11:12`.

use jiff::civil::Date;

use super::place::Place;
use super::{LAST_USEC, TimeError};

/// The forms of a date and a time, tried one after the other. The letters are those of `strptime`: `y` a year of two
/// digits, `Y` of four, `b` the name of a month. A blank stands for any white space, or none, as every number may have
/// before it.
const PATTERNS: [&str; 11] = [
    "y-m-d H:M:S",
    "Y-m-d H:M:S",
    "Y-m-dTH:M:S",
    "b d H:M:S",
    "y-m-d H:M",
    "Y-m-d H:M",
    "Y-m-dTH:M",
    "y-m-d",
    "Y-m-d",
    "H:M:S",
    "H:M",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// In the order of their numbers: the epoch was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
const DAY_SECONDS: i64 = 86_400;

/// Parses a day, a date, or a time of today, which is read at `place`, into microseconds since the epoch.
pub(super) fn parse(text: &str, place: &Place) -> Result<u64, TimeError> {
    if place.offset_seconds.abs() > DAY_SECONDS {
        return Err(TimeError::Invalid);
    }
    let today = Reading::midnight(place.today);
    match text {
        "today" => today.realtime_usec(place),
        "yesterday" => Reading { day: today.day - 1, ..today }.realtime_usec(place),
        "tomorrow" => Reading { day: today.day + 1, ..today }.realtime_usec(place),
        _ => {
            let (weekday, text) = split_weekday(text);
            let reading = PATTERNS
                .iter()
                .find_map(|pattern| Scanner(text.as_bytes()).fit(pattern, &today, &place.month_names))
                .ok_or(TimeError::Invalid)?;
            if let Some(weekday) = weekday
                && weekday != reading.days()?.rem_euclid(7)
            {
                return Err(TimeError::Invalid);
            }
            reading.realtime_usec(place)
        }
    }
}

/// What a calendar and a clock show.
#[derive(Clone, Copy, Debug)]
struct Reading {
    /// 0 to 9999.
    year: i16,
    /// 1 to 12.
    month: i16,
    /// From the first day of the month; may lie outside of it.
    day: i16,
    hour: i16,
    minute: i16,
    /// Up to 61.
    second: i16,
    /// Up to a million.
    usec: u64,
}

impl Reading {
    fn midnight(date: Date) -> Self {
        let (year, month, day) = (date.year(), date.month().into(), date.day().into());
        Self { year, month, day, hour: 0, minute: 0, second: 0, usec: 0 }
    }

    /// The days since the epoch.
    fn days(&self) -> Result<i64, TimeError> {
        let month = i8::try_from(self.month).map_err(|_| TimeError::Invalid)?;
        let first = Date::new(self.year, month, 1).map_err(|_| TimeError::Invalid)?;
        Ok(first.duration_since(EPOCH).as_hours() / 24 + i64::from(self.day) - 1)
    }

    fn realtime_usec(&self, place: &Place) -> Result<u64, TimeError> {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        // As in glibc the clock is looked up before a leap second, not behind it.
        let leap = i64::from((self.second - 59).max(0));
        let clock = self.days()? * DAY_SECONDS + minutes * 60 + i64::from(self.second) - leap;
        let second = place.instant(clock)? + leap;
        // An offset may still move the last day before the epoch behind it.
        let earliest = if place.offset_seconds < 0 { -DAY_SECONDS } else { 0 };
        if second < earliest {
            return Err(TimeError::OutOfRange);
        }
        let second = u64::try_from(second - place.offset_seconds).map_err(|_| TimeError::Invalid)?;
        Some(second * 1_000_000 + self.usec).filter(|&usec| usec <= LAST_USEC).ok_or(TimeError::Invalid)
    }
}

/// Splits a weekday off that is followed by a blank.
fn split_weekday(text: &str) -> (Option<i64>, &str) {
    let split = || {
        let (word, rest) = text.split_once(' ')?;
        let is_it =
            |name: &&str| [*name, abbreviated(name)].iter().any(|name| word.eq_ignore_ascii_case(name));
        Some((i64::try_from(WEEKDAYS.iter().position(is_it)?).ok()?, rest))
    };
    split().map_or((None, text), |(weekday, rest)| (Some(weekday), rest))
}

/// The first three letters.
fn abbreviated(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

/// The part of a text that is not read yet.
#[derive(Clone, Copy, Debug)]
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    /// Reads the whole text by a pattern, which fills in the parts of `today`.
    fn fit(mut self, pattern: &str, today: &Reading, months: &[&[&str]]) -> Option<Reading> {
        let mut reading = *today;
        for symbol in pattern.bytes() {
            match symbol {
                b'y' => {
                    reading.year =
                        self.number(2, 0, 99).map(|year| year + if year < 69 { 2000 } else { 1900 })?
                }
                b'Y' => reading.year = self.number(4, 0, 9999)?,
                b'm' => reading.month = self.number(2, 1, 12)?,
                b'b' => reading.month = self.month(months)?,
                b'd' => reading.day = self.number(2, 1, 31)?,
                b'H' => reading.hour = self.number(2, 0, 23)?,
                b'M' => reading.minute = self.number(2, 0, 59)?,
                b'S' => reading.second = self.number(2, 0, 61)?,
                // Before a number white space is skipped anyway.
                b' ' => {}
                literal => self.0 = self.0.strip_prefix(&[literal])?,
            }
        }
        if pattern.ends_with('S') && self.0.starts_with(b".") {
            reading.usec = self.fraction()?;
        }
        self.0.is_empty().then_some(reading)
    }

    fn digit(&mut self) -> Option<i16> {
        let (byte, rest) = self.0.split_first()?;
        let digit = byte.is_ascii_digit().then(|| i16::from(byte - b'0'))?;
        self.0 = rest;
        Some(digit)
    }

    /// Reads a number of at most so many digits after white space. As in glibc it ends before a digit with which it could
    /// only be too large: in `2012-11-412:13` the day is the 4th.
    fn number(&mut self, digits: usize, min: i16, max: i16) -> Option<i16> {
        self.0 = self.0.trim_ascii_start();
        let mut number = self.digit()?;
        for _ in 1..digits {
            if number * 10 > max {
                break;
            }
            let Some(digit) = self.digit() else { break };
            number = number * 10 + digit;
        }
        (min..=max).contains(&number).then_some(number)
    }

    /// Reads the name of a month, or the first three letters of the English one; of several that fit, the longest.
    fn month(&mut self, others: &[&[&str]]) -> Option<i16> {
        let begins = |name: &str| {
            let text = self.0.split_at_checked(name.len())?;
            text.0.eq_ignore_ascii_case(name.as_bytes()).then_some(text.1)
        };
        let short = MONTHS.map(abbreviated);
        let lists = [MONTHS.as_slice(), &short].into_iter().chain(others.iter().copied());
        let names = lists.flat_map(|names| (1..).zip(names).filter(|(_, name)| !name.is_empty()));
        let (month, rest) = names
            .filter_map(|(month, name)| Some((month, begins(name)?)))
            .min_by_key(|(month, rest)| (rest.len(), *month))?;
        self.0 = rest;
        Some(month)
    }

    /// Reads a dot and decimals of a second, rounded to microseconds by the seventh.
    fn fraction(&mut self) -> Option<u64> {
        let digits = self.0.strip_prefix(b".").filter(|digits| !digits.is_empty())?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = &[];
        let decimal = |place: usize| u64::from(digits.get(place).map_or(0, |digit| digit - b'0'));
        let usec = (0..6).fold(0, |usec, place| usec * 10 + decimal(place));
        Some(usec + u64::from(decimal(6) >= 5))
    }
}
