//! Where a time is read: zones, their names and abbreviations, offsets.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Dst, TimeZone, TimeZoneDatabase};

use super::{Now, TimeError};

/// Where the C library and systemd look for zones.
const ZONE_DIRECTORY: &str = "/usr/share/zoneinfo";

/// How far from a time the C library looks for daylight saving time, or for its absence, and in what steps.
const REACH_SECONDS: i64 = 229_000_000;
const STEP_SECONDS: i64 = 601_200;

/// A zone, and what else was said about the time in it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    zone: TimeZone,
    /// What an abbreviation says: whether it is daylight saving time.
    wants_dst: Option<bool>,
    /// East of UTC, if this was given as a number. The zone is UTC then.
    pub(super) offset_seconds: i64,
    /// The current day: of UTC for times of UTC and of a numeric offset, else of the local zone. With the name of another
    /// zone one would expect that zone's day, but systemd 262 asks for the time before it changes the zone.
    pub(super) today: Date,
    /// What months are called beside their English names.
    pub(super) month_names: Vec<&'static [&'static str]>,
}

impl Place {
    pub(super) fn utc(offset_seconds: i64, now: &Now) -> Self {
        let today = TimeZone::UTC.to_datetime(now.timestamp()).date();
        let month_names = now.month_names.clone();
        Self { zone: TimeZone::UTC, wants_dst: None, offset_seconds, today, month_names }
    }

    pub(super) fn local(now: &Now) -> Self {
        Self::in_zone(now.zone.clone(), None, now)
    }

    fn in_zone(zone: TimeZone, wants_dst: Option<bool>, now: &Now) -> Self {
        let today = now.zone.to_datetime(now.timestamp()).date();
        Self { zone, wants_dst, offset_seconds: 0, today, month_names: now.month_names.clone() }
    }

    /// Understands the last word of a text as a zone, if it is one.
    pub(super) fn parse(word: &str, now: &Now, find_zone: fn(&str) -> Option<TimeZone>) -> Option<Self> {
        if word == "UTC" {
            return Some(Self::utc(0, now));
        }
        if let Some(offset_seconds) = parse_offset(word) {
            return Some(Self::utc(offset_seconds, now));
        }
        let Some(zone) = find_zone(word) else {
            let wants_dst = Some(abbreviation_dst(word, &now.zone, now)?);
            return Some(Self::in_zone(now.zone.clone(), wants_dst, now));
        };
        // A zone's name may be one of its abbreviations, and is taken as such: `CET` never is summer time.
        let wants_dst = abbreviation_dst(word, &zone, now);
        Some(Self::in_zone(zone, wants_dst, now))
    }

    /// Turns what a clock shows into the instant, both in seconds since the epoch. Offsets given as a number are left out.
    ///
    /// This finds what `mktime` of glibc 2.43 finds, which starts from the clock's time as if it were UTC. Times that
    /// the clocks show twice are thereby the later east of Greenwich and the earlier west of it. glibc's second search in
    /// a process starts from the offset that the first one found, and may thus find the other one; ours has no memory.
    ///
    /// # Errors
    ///
    /// [`TimeError::OutOfRange`] for a time that an abbreviation cannot belong to.
    pub(super) fn instant(&self, clock: i64) -> Result<i64, TimeError> {
        let try_from = |instant| clock - self.offset_at(instant).0;
        let first = try_from(clock);
        let second = try_from(first);
        let third = try_from(second);
        if first == second || second == third {
            return Ok(self.with_wanted_dst(clock, second));
        }
        // The clocks skip this time. One is the instant by the offset before the gap and lies behind it, the other the
        // reverse. Without an abbreviation what is daylight saving time is preferred.
        let is_dst = (self.offset_at(first).1, self.offset_at(second).1);
        match (self.wants_dst, is_dst) {
            (None, (false, true)) => Ok(second),
            (None, _) => Ok(first),
            // An abbreviation means the offset, which is that of the other side.
            (Some(wanted), (is_dst, _)) if is_dst != wanted => Ok(first),
            (Some(wanted), (_, is_dst)) if is_dst != wanted => Ok(second),
            (Some(_), _) => Err(TimeError::OutOfRange),
        }
    }

    /// Reads the clock with the offset of the nearest time that has the wanted flag, if the instant found has not.
    fn with_wanted_dst(&self, clock: i64, found: i64) -> i64 {
        let (offset, is_dst) = self.offset_at(found);
        let Some(wanted) = self.wants_dst.filter(|&wanted| wanted != is_dst) else { return found };
        let steps = 1..=REACH_SECONDS / STEP_SECONDS + 1;
        let nearest = steps
            .flat_map(|step| [found - step * STEP_SECONDS, found + step * STEP_SECONDS])
            .map(|instant| self.offset_at(instant))
            .find(|&(_, is_dst)| is_dst == wanted);
        let assumed = if wanted { offset + 3_600 } else { offset - 3_600 };
        clock - nearest.map_or(assumed, |(offset, _)| offset)
    }

    /// The offset in seconds at an instant, and whether it is daylight saving time.
    fn offset_at(&self, second: i64) -> (i64, bool) {
        let info = self.zone.to_offset_info(clamped(second));
        (i64::from(info.offset().seconds()), info.dst() == Dst::Yes)
    }
}

impl Now {
    fn timestamp(&self) -> Timestamp {
        clamped(i64::try_from(self.realtime_usec / 1_000_000).unwrap_or(i64::MAX))
    }
}

/// The instant, or the nearest that the library can express.
fn clamped(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(if second < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Tells whether a word is an abbreviation of a zone, those being the last ones in use: `Some(true)` for that of daylight
/// saving time.
fn abbreviation_dst(word: &str, zone: &TimeZone, now: &Now) -> Option<bool> {
    let now = now.timestamp();
    let info = zone.to_offset_info(now);
    let last = |wanted: bool| {
        let is_wanted = move |dst: Dst| (dst == Dst::Yes) == wanted;
        if is_wanted(info.dst()) {
            return Some(info.abbreviation().to_owned());
        }
        let last = zone.preceding(now).find(|transition| is_wanted(transition.dst()))?;
        Some(last.abbreviation().to_owned())
    };
    [false, true].into_iter().find(|&wanted| last(wanted).is_some_and(|abbreviation| abbreviation == word))
}

/// `+HH`, `+HHMM`, `+HH:MM`, or with a minus; or `Z`. Returns seconds, which may be more than a day.
pub(super) fn parse_offset(word: &str) -> Option<i64> {
    // The C library also takes a tab before it.
    let word = word.trim_ascii_start();
    if word == "Z" {
        return Some(0);
    }
    let is_west = word.starts_with('-');
    let digits = word.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 2 => (digits, "00"),
        None => digits.split_at_checked(2)?,
    };
    if hours.len() != 2
        || minutes.len() != 2
        || !(hours.bytes().chain(minutes.bytes())).all(|d| d.is_ascii_digit())
    {
        return None;
    }
    let minutes = minutes.parse().ok().filter(|&minutes: &i64| minutes < 60)?;
    let seconds = hours.parse::<i64>().ok()? * 3_600 + minutes * 60;
    Some(if is_west { -seconds } else { seconds })
}

/// Finds an installed zone by its name, which is told apart by case. Hosts without a zone database have the built-in
/// one.
pub(super) fn find_zone(name: &str) -> Option<TimeZone> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/');
    if !name.bytes().all(is_allowed) || name.split('/').any(str::is_empty) {
        return None;
    }
    let directory = Path::new(ZONE_DIRECTORY);
    if !directory.is_dir() {
        return find_bundled_zone(name);
    }
    let path = directory.join(name);
    let is_file = std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file());
    let bytes = is_file.then(|| std::fs::read(&path).ok()).flatten()?;
    TimeZone::tzif(name, &bytes).ok()
}

pub(super) fn find_bundled_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| zone.iana_name() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets() {
        for (word, seconds) in
            [("Z", 0), ("+02", 7_200), ("+0230", 9_000), ("-02:30", -9_000), ("-00", 0), ("+24:00", 86_400)]
        {
            assert_eq!(parse_offset(word), Some(seconds), "{word}");
        }
        for word in
            ["", "z", "02", "+", "+2", "+020", "+02:", "+2:00", "+02:0", "+02:000", "+0260", "+0é", "+02:+1"]
        {
            assert_eq!(parse_offset(word), None, "{word}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_no_zones() {
        for name in
            ["", "/", "/Europe/Warsaw", "Europe//Warsaw", "Europe/", "Europe", "../zoneinfo/UTC", "zone.tab"]
        {
            assert!(find_zone(name).is_none(), "{name}");
        }
        assert!(find_zone("Europe/Warsaw").is_some());
        assert!(find_bundled_zone("Europe/Warsaw").is_some() && find_bundled_zone("europe/warsaw").is_none());
    }
}
