//! Times in a format of the user's, as strftime takes it.

use jiff::Timestamp;
use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};
use jiff::tz::TimeZone;

/// Writes times in one format and one zone.
#[derive(Clone, Debug)]
pub(crate) struct Strftime {
    format: String,
    zone: TimeZone,
    /// Whether the text is the same for all of a second.
    is_of_second: bool,
    /// The second whose text is held.
    second: Option<i64>,
    text: String,
}

/// The directives that a format may have are jiff's: those of strftime, as in the POSIX locale, and `%f`, `%.3f`, `%N` for parts
/// of a second.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn check(format: &str) -> Result<(), String> {
    text(format, &TimeZone::UTC, Timestamp::UNIX_EPOCH).map(drop)
}

fn text(format: &str, zone: &TimeZone, time: Timestamp) -> Result<String, String> {
    let config = Config::new().custom(PosixCustom::new());
    let time = BrokenDownTime::from(&time.to_zoned(zone.clone()));
    time.to_string_with_config(&config, format).map_err(|error| error.to_string())
}

impl Strftime {
    /// The format has been checked.
    pub(crate) fn new(format: &str, zone: TimeZone) -> Self {
        let sample =
            |nanosecond| Timestamp::new(1, nanosecond).ok().and_then(|time| text(format, &zone, time).ok());
        let is_of_second = sample(0) == sample(999_999_999);
        Self { format: format.to_owned(), zone, is_of_second, second: None, text: String::new() }
    }

    /// The text of a time in microseconds since the Unix epoch; `None` if the calendar has no such time.
    pub(crate) fn text(&mut self, realtime_usec: u64) -> Option<&str> {
        let time = Timestamp::from_microsecond(i64::try_from(realtime_usec).ok()?).ok()?;
        if !self.is_of_second || self.second != Some(time.as_second()) {
            self.text = text(&self.format, &self.zone, time).ok()?;
            self.second = Some(time.as_second());
        }
        Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_follow_the_format_and_the_zone() {
        let zone = TimeZone::posix("CET-1").unwrap();
        for (format, texts) in [
            ("%F %T", ["2023-11-14 23:13:20", "2023-11-14 23:13:20", "2023-11-14 23:13:21"]),
            ("%H:%M:%S%.3f", ["23:13:20.000", "23:13:20.500", "23:13:21.000"]),
            ("%s", ["1700000000", "1700000000", "1700000001"]),
            ("%a, %d %b %Y %z", ["Tue, 14 Nov 2023 +0100"; 3]),
            ("%c", ["Tue Nov 14 23:13:20 2023", "Tue Nov 14 23:13:20 2023", "Tue Nov 14 23:13:21 2023"]),
            ("%x", ["11/14/23"; 3]),
        ] {
            assert_eq!(check(format), Ok(()));
            let mut times = Strftime::new(format, zone.clone());
            for (usec, text) in
                [1_700_000_000_000_000, 1_700_000_000_500_000, 1_700_000_001_000_000].into_iter().zip(texts)
            {
                assert_eq!(times.text(usec), Some(text));
            }
            assert_eq!(times.text(u64::MAX), None);
            assert_eq!(times.text(1 << 62), None);
        }
        assert!(check("%!").is_err());
        assert!(check("%").is_err());
    }
}
