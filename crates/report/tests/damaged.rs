//! An examination ends, with a report, whatever the bytes are.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use journalq_file::{Id128, Limits, Source};
use journalq_report::examination::{Input, Options, Report, Run, examine, to_json};
use proptest::prelude::*;

/// A small journal of two boots, with all that is looked at.
fn journal() -> Vec<u8> {
    let options = WriteOptions { data_hash_buckets: 20, field_hash_buckets: 10, ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options).unwrap();
    for number in 1..=60_u64 {
        let text = format!("MESSAGE={number}");
        let source = format!("_SOURCE_REALTIME_TIMESTAMP={}", 1_700_000_000_000_000 + number);
        let boot_id = Id128([u8::try_from(number / 40).unwrap() + 1; 16]);
        let payloads: [&[u8]; 7] = [
            text.as_bytes(),
            source.as_bytes(),
            b"PRIORITY=6",
            b"_PID=7",
            b"_EXE=/usr/bin/a",
            b"_SYSTEMD_UNIT=a.service",
            b"MESSAGE_ID=d93fb3c9c24d451a97cea615ce59c00b",
        ];
        writer
            .append(&NewEntry {
                seqnum: None,
                realtime_usec: 1_700_000_000_000_000 + number * 1_000_000,
                monotonic_usec: number * 1_000_000,
                boot_id,
                xor_hash: None,
                payloads: &payloads,
            })
            .unwrap();
    }
    writer.finish()
}

/// Examines files of this content.
fn examined(files: Vec<Vec<u8>>) -> Report {
    let named = |(number, bytes)| Source::from_bytes(format!("{number}/system.journal").into(), bytes);
    let inputs: Vec<Input> = (0..).zip(files).map(named).map(Input::of_source).collect();
    let run = Run { version: String::new(), command: String::new(), began_usec: 0, has_key: false };
    let options = Options { run, limits: Limits::untrusted(), key: None, zone: jiff::tz::TimeZone::UTC };
    examine(&inputs, options, &|_| {})
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_ends_in_a_report(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 1..9_usize), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let whole = journal();
        let mut damaged = whole.clone();
        for (at, byte, len) in changes {
            let at = at.index(damaged.len());
            damaged.iter_mut().skip(at).take(len).for_each(|changed| *changed = byte);
        }
        if let Some(cut) = cut {
            damaged.truncate(cut.index(damaged.len()));
        }
        let report = examined(vec![whole, damaged]);
        prop_assert_eq!(report.files.len(), 2);
        prop_assert!(report.summary.entries >= 60, "the other file is whole");
        let listed: u64 = report.summary.anomalies.iter().sum();
        prop_assert_eq!(listed, report.anomalies.total());
        prop_assert!(to_json(&report).is_object());
    }
}

#[test]
fn a_whole_file_has_its_entries() {
    let report = examined(vec![journal()]);
    assert_eq!((report.summary.entries, report.summary.boots), (60, 2));
    assert_eq!(report.activity.priorities, [0, 0, 0, 0, 0, 0, 60, 0, 0]);
}
