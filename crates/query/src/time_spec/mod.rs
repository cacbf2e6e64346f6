//! `--since` and `--until`: points in time as systemd's programs take them.
//!
//! ```text
//! text -> a zone at its end is taken off -> place
//!         the rest is  relative: now, @SPAN, +SPAN, -SPAN, SPAN ago, SPAN left      (span)
//!                  or  a day or a date and a clock time, read at the place          (calendar)
//! ```

mod calendar;
mod place;
mod span;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::tz::TimeZone;

use self::place::Place;
pub use self::span::parse_span;

/// The last second that is a valid time, 9999-12-30 23:59:59 UTC, in microseconds.
const LAST_USEC: u64 = 253_402_214_399_000_000;

/// The moment and the zone that a text refers to when it does not name its own.
#[derive(Clone, Debug)]
pub struct Now {
    /// The current time in microseconds since the epoch.
    pub realtime_usec: u64,
    /// The local time zone.
    pub zone: TimeZone,
    /// What months are called beside their English names: lists of twelve.
    pub month_names: Vec<&'static [&'static str]>,
}

/// Why a text is no point in time, or no span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// It is not written as one, or it lies before the epoch or behind the year 9999.
    Invalid,
    /// It is written as one, but its numbers go beyond what can be counted.
    OutOfRange,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "invalid time",
            Self::OutOfRange => "time out of range",
        })
    }
}

impl std::error::Error for TimeError {}

/// Parses a point in time, as journalctl 262 does, into microseconds since the epoch.
///
/// - `now`; `@SPAN` since the epoch; `+SPAN` and `SPAN left` from now on; `-SPAN` and `SPAN ago` before now. Spans are
///   those of [`parse_span`]. None of these takes a zone.
/// - `today`, `yesterday`, `tomorrow`: the beginning of that day.
/// - `2012-11-23 11:12:13.5`, `2012-11-23T11:12`, `12-11-23`, `Nov 23 11:12:13`, `11:12`, each with a weekday in front
///   or none. Parts that are missing are those of today, seconds are 0. A day that the month does not have is one of
///   the next month.
///
/// Today is the day in UTC where a time is said to be in UTC or at an offset, else that of the local zone, also where
/// another zone is named.
///
/// Days and dates may end in a zone: `Z`, `UTC`, `+02:00`, the name of an installed zone, an abbreviation of the local
/// zone. The offset and `Z` may follow without a blank. A local time that a change of clocks skips or repeats is the one
/// that the C library finds, which east of Greenwich is the later; an abbreviation chooses.
///
/// The names of weekdays are English, those of months may also be others that are known now. The case of ASCII letters in
/// them does not matter.
///
/// # Errors
///
/// [`TimeError::Invalid`] and [`TimeError::OutOfRange`] in the cases where systemd says `EINVAL` and `ERANGE`.
///
/// # Examples
///
/// ```
/// use journalq_query::time_spec::{Now, parse_timestamp};
///
/// let zone = jiff::tz::TimeZone::UTC;
/// let now = Now { realtime_usec: 1_700_000_000_000_000, zone, month_names: Vec::new() };
/// assert_eq!(parse_timestamp("1h ago", &now)?, 1_699_996_400_000_000);
/// assert_eq!(parse_timestamp("2023-11-14 23:13:20 Europe/Warsaw", &now)?, 1_700_000_000_000_000);
/// # Ok::<(), journalq_query::time_spec::TimeError>(())
/// ```
pub fn parse_timestamp(text: &str, now: &Now) -> Result<u64, TimeError> {
    parse_with(text, now, place::find_zone)
}

fn parse_with(text: &str, now: &Now, find_zone: fn(&str) -> Option<TimeZone>) -> Result<u64, TimeError> {
    if let Some(rest) = text.strip_suffix('Z')
        && let Ok(usec) = calendar::parse(rest, &Place::utc(0, now))
    {
        return Ok(usec);
    }
    if let Some((rest, offset_seconds)) = split_welded_offset(text) {
        return calendar::parse(rest, &Place::utc(offset_seconds, now));
    }
    if let Some((rest, word)) = text.rsplit_once(' ')
        && let Some(place) = Place::parse(word, now, find_zone)
    {
        return calendar::parse(rest, &place);
    }
    parse_relative(text, now.realtime_usec).unwrap_or_else(|| calendar::parse(text, &Place::local(now)))
}

/// Splits an offset off that follows a time without a blank, which needs the colon: `11:12+02:00`.
fn split_welded_offset(text: &str) -> Option<(&str, i64)> {
    let (rest, offset) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
    if rest.is_empty() || rest.ends_with(' ') || !offset.starts_with(['+', '-']) {
        return None;
    }
    Some((rest, place::parse_offset(offset)?))
}

/// What counts from now or from the epoch. Returns `None` if the text is nothing of that kind.
fn parse_relative(text: &str, now_usec: u64) -> Option<Result<u64, TimeError>> {
    if text == "now" {
        return Some(Ok(now_usec));
    }
    if let Some(span) = text.strip_prefix('@') {
        return Some(parse_span(span));
    }
    if let Some(span) = text.strip_prefix('+') {
        return Some(parse_span(span).and_then(|span| later(now_usec, span)));
    }
    if let Some(span) = text.strip_prefix('-').or_else(|| text.strip_suffix(" ago")) {
        return Some(parse_span(span).and_then(|span| now_usec.checked_sub(span).ok_or(TimeError::Invalid)));
    }
    let span = text.strip_suffix(" left")?;
    Some(parse_span(span).and_then(|span| later(now_usec, span)))
}

fn later(usec: u64, span_usec: u64) -> Result<u64, TimeError> {
    usec.checked_add(span_usec).filter(|&sum| sum <= LAST_USEC).ok_or(TimeError::Invalid)
}
