//! The time zone that the environment asks for, found as the C library finds it.

use std::ffi::OsStr;
use std::path::Path;

use jiff::tz::TimeZone;

/// Where the C library looks for zones.
const ZONE_DIRECTORY: &str = "/usr/share/zoneinfo";

/// Where the C library finds the host's zone.
const HOST_ZONE: &str = "/etc/localtime";

/// The rules that the C library assumes for a zone that names its summer time and no rules: those of the United States.
const DEFAULT_RULES: [&str; 2] = [",M3.2.0", ",M11.1.0"];

/// Resolves the value of `TZ`, or its absence, as glibc does.
///
/// - unset: the zone of the host;
/// - the name of a zone (`Europe/Warsaw`), or the path of a zone file, with or without a leading `:`. Hosts without
///   a zone database use the one that is built in;
/// - a POSIX rule: `XXX+0:30`, `CET-1CEST,M3.5.0,M10.5.0/3`;
/// - anything else means UTC. Its abbreviation is what the text starts with, if that looks like one (`Foo/Bar` is a
///   zone `Foo`); if not, the zone is [`TimeZone::unknown`], and pretty times are printed without an abbreviation.
///
/// # Examples
///
/// ```
/// use std::ffi::OsStr;
///
/// let zone = journalq_output::zone_from_env(Some(OsStr::new(":Asia/Tokyo")));
/// let offset = zone.to_offset(jiff::Timestamp::UNIX_EPOCH);
/// assert_eq!(offset, jiff::tz::offset(9));
/// ```
#[must_use]
pub fn zone_from_env(tz: Option<&OsStr>) -> TimeZone {
    let Some(value) = tz else {
        return host_zone().unwrap_or(TimeZone::UTC);
    };
    let Some(value) = value.to_str() else { return TimeZone::unknown() };
    let name = match value.strip_prefix(':').unwrap_or(value) {
        "" => "UTC",
        name => name,
    };
    zone_from_file(name).or_else(|| zone_by_name(name)).unwrap_or_else(|| zone_from_rule(name))
}

/// The zone of the host: read from its file, where there is one. jiff would look for the zone's name, too, for which it goes over
/// the whole database.
fn host_zone() -> Option<TimeZone> {
    zone_from_file(HOST_ZONE).or_else(|| TimeZone::try_system().ok())
}

/// Reads a zone file, given by its path, which is relative to the zone directory.
fn zone_from_file(name: &str) -> Option<TimeZone> {
    let path = Path::new(ZONE_DIRECTORY).join(name);
    let is_file = std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
    let bytes = is_file.then(|| std::fs::read(&path).ok()).flatten()?;
    TimeZone::tzif(name, &bytes).ok()
}

/// Looks a name up in the databases that jiff knows. Unlike jiff the C library tells upper from lower case.
fn zone_by_name(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name))
}

fn zone_from_rule(rule: &str) -> TimeZone {
    let Some((abbreviation, rest)) = split_abbreviation(rule) else { return TimeZone::unknown() };
    let has_offset = rest.starts_with(|first: char| matches!(first, '+' | '-' | '0'..='9'));
    let zone = if has_offset {
        let given_rules = rest.matches(',').count();
        let defaults = DEFAULT_RULES.get(given_rules..).unwrap_or_default().concat();
        TimeZone::posix(rule).or_else(|_| TimeZone::posix(&format!("{rule}{defaults}")))
    } else {
        TimeZone::posix(&format!("<{abbreviation}>0"))
    };
    zone.unwrap_or_else(|_| TimeZone::unknown())
}

/// Splits a POSIX rule after its first abbreviation: at least three letters, or `<…>` around letters, digits and signs.
fn split_abbreviation(rule: &str) -> Option<(&str, &str)> {
    let (abbreviation, rest) = match rule.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>')?,
        None => rule.split_at(rule.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rule.len())),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-');
    (abbreviation.len() >= 3 && abbreviation.chars().all(allowed)).then_some((abbreviation, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, TimeStyle};

    /// The results of journalctl 262 for 2023-11-14 22:13:20 UTC, in a host with a zone database.
    #[test]
    fn values_of_tz_mean_what_they_mean_to_the_c_library() {
        for (tz, text) in [
            ("UTC", "Tue 2023-11-14 22:13:20 UTC"),
            ("", "Tue 2023-11-14 22:13:20 UTC"),
            (":", "Tue 2023-11-14 22:13:20 UTC"),
            ("Europe/Warsaw", "Tue 2023-11-14 23:13:20 CET"),
            (":Europe/Warsaw", "Tue 2023-11-14 23:13:20 CET"),
            ("America/Sao_Paulo", "Tue 2023-11-14 19:13:20 -03"),
            ("Asia/Kathmandu", "Wed 2023-11-15 03:58:20 +0545"),
            ("Foo/Bar", "Tue 2023-11-14 22:13:20 Foo"),
            ("Europe/warsaw", "Tue 2023-11-14 22:13:20 Europe"),
            ("utc", "Tue 2023-11-14 22:13:20 utc"),
            ("ABCD", "Tue 2023-11-14 22:13:20 ABCD"),
            ("X", "Tue 2023-11-14 22:13:20"),
            ("a-very-long-name", "Tue 2023-11-14 22:13:20"),
            (" Europe/Warsaw", "Tue 2023-11-14 22:13:20"),
            ("XXX+0:30", "Tue 2023-11-14 21:43:20 XXX"),
            ("UTC-1", "Tue 2023-11-14 23:13:20 UTC"),
            (":XYZ3", "Tue 2023-11-14 19:13:20 XYZ"),
            ("ABC1:02:03", "Tue 2023-11-14 21:11:17 ABC"),
            ("ABC24", "Mon 2023-11-13 22:13:20 ABC"),
            ("<+0530>-5:30", "Wed 2023-11-15 03:43:20 +0530"),
            ("<x>3", "Tue 2023-11-14 22:13:20"),
            ("ABC1x", "Tue 2023-11-14 22:13:20"),
            ("CET-1CEST", "Tue 2023-11-14 23:13:20 CET"),
            ("CET-1CEST0", "Tue 2023-11-14 23:13:20 CET"),
            ("ABC+1DEF", "Tue 2023-11-14 21:13:20 ABC"),
            ("CET-1CEST,M3.5.0", "Tue 2023-11-14 23:13:20 CET"),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "Tue 2023-11-14 23:13:20 CET"),
            ("CET-1CEST,J60,J300", "Tue 2023-11-14 23:13:20 CET"),
            ("CET-1CEST,59,364/25", "Wed 2023-11-15 00:13:20 CEST"),
        ] {
            let mut out = Vec::new();
            let zone = zone_from_env(Some(OsStr::new(tz)));
            Clock::new(TimeStyle::Pretty, zone).push(&mut out, 1_700_000_000_000_000);
            assert_eq!(String::from_utf8(out).unwrap(), text, "TZ={tz}");
        }
    }

    #[test]
    fn rules_without_dates_change_in_march_and_november() {
        let zone = zone_from_env(Some(OsStr::new("CET-1CEST")));
        for (second, hours) in [(1_678_579_199, 1), (1_678_582_800, 2), (1_699_142_400, 1)] {
            let time = jiff::Timestamp::from_second(second).unwrap();
            assert_eq!(zone.to_offset(time), jiff::tz::offset(hours), "{second}");
        }
    }

    #[test]
    fn paths_are_read_only_if_they_are_regular_files() {
        assert!(zone_from_file("/dev/zero").is_none());
        assert!(zone_from_file("Europe").is_none());
    }
}
