//! Any text as a time of `--since`, in zones that change their clocks and in one that does not.
#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use journalq_query::time_spec::{Now, parse_span, parse_timestamp};
use libfuzzer_sys::fuzz_target;

static NOWS: LazyLock<Vec<Now>> = LazyLock::new(|| {
    let zones = ["CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "UTC0"];
    let zones = zones.map(|zone| TimeZone::posix(zone).expect("a valid zone"));
    let now = |zone| Now { realtime_usec: 1_743_300_000_000_000, zone, month_names: Vec::new() };
    zones.into_iter().map(now).collect()
});

fuzz_target!(|text: &str| {
    let _ = parse_span(text);
    for now in NOWS.iter() {
        if let Ok(usec) = parse_timestamp(text, now) {
            if usec == u64::MAX {
                assert!(text.contains("infinity"), "nothing else is later than all times");
                continue;
            }
            // A number of microseconds is read back as what it is.
            let number = format!("@{}.{:06}", usec / 1_000_000, usec % 1_000_000);
            assert_eq!(parse_timestamp(&number, now), Ok(usec));
        }
    }
});
