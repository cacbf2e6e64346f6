//! Times as journalctl prints them are read back as the same times, and no text makes the parser panic.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use journalq_query::time_spec::{Now, parse_span, parse_timestamp};
use proptest::prelude::*;
use proptest::sample::select;

const ZONES: [&str; 7] = [
    "UTC",
    "Europe/Warsaw",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Australia/Sydney",
];

/// The pieces that texts about time are made of, and some that have no place in them.
const PIECES: [&str; 64] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "9",
    "11",
    "23",
    "30",
    "31",
    "59",
    "60",
    "70",
    "99",
    "2026",
    "1970",
    "9999",
    "99999999999",
    "18446744073709551615",
    " ",
    "  ",
    "\t",
    "\n",
    "-",
    "+",
    ":",
    ".",
    ",",
    "/",
    "@",
    "Z",
    "T",
    "now",
    "today",
    "yesterday",
    "tomorrow",
    "infinity",
    " ago",
    " left",
    "Sun",
    "monday",
    "Nov",
    "february",
    "y",
    "M",
    "weeks",
    "days",
    "h",
    "min",
    "m",
    "ms",
    "us",
    "µs",
    "μs",
    "µ",
    "é",
    "+02:00",
    " -0530",
    " UTC",
    " CET",
    " CEST",
    " Europe/Warsaw",
    " Asia/",
    "2012-11-23",
];

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

fn now() -> impl Strategy<Value = Now> {
    let seconds = prop_oneof![0..4_000_000_000_u64, Just(0), Just(u64::MAX / 1_000_000)];
    (seconds, select(&ZONES[..])).prop_map(|(seconds, name)| now_in(seconds * 1_000_000, zone(name)))
}

proptest! {
    #[test]
    fn printed_times_are_read_back(realtime_usec in 0..4_000_000_000_000_000_i64, now in now()) {
        let time = Timestamp::from_microsecond(realtime_usec).unwrap();
        let local = time.to_zoned(now.zone.clone());
        let second = u64::try_from(realtime_usec).unwrap() / 1_000_000 * 1_000_000;
        let usec = u64::try_from(realtime_usec).unwrap();
        for (text, expected) in [
            (local.strftime("%a %Y-%m-%d %H:%M:%S %Z").to_string(), second),
            (local.strftime("%Y-%m-%d %H:%M:%S%.6f %Z").to_string(), usec),
            (local.strftime("%a %Y-%m-%d %H:%M:%S.%6f %Z").to_string(), usec),
            (time.strftime("%a %Y-%m-%d %H:%M:%S UTC").to_string(), second),
            (local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), second),
            (local.strftime("%Y-%m-%dT%H:%M:%S.%6f%:z").to_string(), usec),
            (format!("@{}.{:06}", usec / 1_000_000, usec % 1_000_000), usec),
        ] {
            prop_assert_eq!(parse_timestamp(&text, &now), Ok(expected), "{}", text);
        }
    }

    #[test]
    fn an_installed_zone_is_as_good_as_the_local_one(seconds in 0..4_000_000_000_i64, name in select(&ZONES[..])) {
        let local = Timestamp::from_second(seconds).unwrap().to_zoned(zone(name)).datetime();
        let text = local.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let here = now_in(0, zone(name));
        let elsewhere = now_in(0, zone("Asia/Tokyo"));
        prop_assert_eq!(parse_timestamp(&format!("{text} {name}"), &elsewhere), parse_timestamp(&text, &here));
    }

    #[test]
    fn spans_add_up(usec in 0..u64::MAX / 4, more_usec in 0..u64::MAX / 4) {
        let text = format!("{}s {}us {more_usec}µs", usec / 1_000_000, usec % 1_000_000);
        prop_assert_eq!(parse_span(&text), Ok(usec + more_usec));
        prop_assert_eq!(parse_timestamp(&format!("@{text}"), &now_at(0)), Ok(usec + more_usec));
        let now_usec = usec / 64;
        prop_assert_eq!(parse_timestamp(&format!("{now_usec}us ago"), &now_at(usec)), Ok(usec - now_usec));
    }

    #[test]
    fn no_text_makes_it_panic(pieces in prop::collection::vec(select(&PIECES[..]), 0..12), now in now()) {
        let _ = parse_timestamp(&pieces.concat(), &now);
        let _ = parse_span(&pieces.concat());
    }

    #[test]
    fn no_other_text_makes_it_panic(text in any::<String>(), now in now()) {
        let _ = parse_timestamp(&text, &now);
        let _ = parse_span(&text);
    }
}

fn now_at(realtime_usec: u64) -> Now {
    now_in(realtime_usec, TimeZone::UTC)
}

fn now_in(realtime_usec: u64, zone: TimeZone) -> Now {
    Now { realtime_usec, zone, month_names: Vec::new() }
}
