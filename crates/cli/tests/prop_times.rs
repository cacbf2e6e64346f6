//! The times that entries are printed with can be given to `--since` and `--until`: those of each mode are read back.
//! `short-monotonic` and `short-delta` print spans since the boot instead of times.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use journalq_file::{EntryHead, Id128};
use journalq_output::{Field, Mode, Options, Renderer};
use journalq_query::time_spec::{Now, parse_timestamp};
use proptest::prelude::*;
use proptest::sample::select;

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Warsaw",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
];

/// The modes whose times say which moment they mean, whether they have microseconds, and what has to stand before the time.
const EXACT: [(Mode, bool, &str); 6] = [
    (Mode::ShortFull, false, ""),
    (Mode::WithUnit, false, ""),
    (Mode::ShortIso, false, ""),
    (Mode::ShortIsoPrecise, true, ""),
    (Mode::ShortUnix, true, "@"),
    (Mode::Verbose, true, ""),
];

/// The modes with the local time alone: without a year, and in the hour that a change of the clock repeats without telling
/// which of the two.
const LOCAL: [(Mode, bool); 2] = [(Mode::Short, false), (Mode::ShortPrecise, true)];

/// The first journals are from 2011; abbreviations of zones are read as those that are in use now, or were last.
const FIRST_USEC: u64 = 1_300_000_000_000_000;
const NOW_USEC: u64 = 1_790_000_000_000_000;
const LAST_USEC: u64 = 4_000_000_000_000_000;

/// The time that an entry of this moment is printed with.
fn printed(mode: Mode, realtime_usec: u64, zone: &TimeZone) -> String {
    let head = EntryHead {
        seqnum: 1,
        seqnum_id: Id128([1; 16]),
        realtime_usec,
        monotonic_usec: 1,
        boot_id: Id128([2; 16]),
        xor_hash: 1,
    };
    let options = Options { time_zone: zone.clone(), ..Options::new(mode) };
    let mut out = Vec::new();
    Renderer::new(options).render(&head, &[Field { name: b"MESSAGE", value: b"m" }], &mut out).unwrap();
    let line = String::from_utf8(out).unwrap();
    let end = if mode == Mode::Verbose { " [" } else { " unknown: " };
    line.split_once(end).unwrap_or_else(|| panic!("{line}")).0.to_owned()
}

fn rounded(usec: u64, precise: bool) -> u64 {
    if precise { usec } else { usec / 1_000_000 * 1_000_000 }
}

proptest! {
    #[test]
    fn a_printed_time_is_read_back(
        usec in FIRST_USEC..LAST_USEC,
        now_usec in NOW_USEC..LAST_USEC,
        zone in select(&ZONES[..]),
    ) {
        let zone = TimeZoneDatabase::bundled().get(zone).unwrap();
        let now = Now { realtime_usec: now_usec, zone: zone.clone(), month_names: Vec::new() };
        for (mode, precise, prefix) in EXACT {
            let text = format!("{prefix}{}", printed(mode, usec, &zone));
            prop_assert_eq!(parse_timestamp(&text, &now), Ok(rounded(usec, precise)), "{:?}: {}", mode, text);
        }
    }

    #[test]
    fn a_printed_local_time_of_this_year_is_read_back(
        usec in FIRST_USEC..LAST_USEC,
        zone in select(&ZONES[..]),
    ) {
        let zone = TimeZoneDatabase::bundled().get(zone).unwrap();
        let now = Now { realtime_usec: usec, zone: zone.clone(), month_names: Vec::new() };
        let local = |usec: u64| {
            Timestamp::from_microsecond(usec.try_into().unwrap()).unwrap().to_zoned(zone.clone()).datetime()
        };
        for (mode, precise) in LOCAL {
            let text = printed(mode, usec, &zone);
            let parsed = parse_timestamp(&text, &now);
            prop_assert_eq!(parsed.map(local), Ok(local(rounded(usec, precise))), "{:?}: {}", mode, text);
        }
    }
}
