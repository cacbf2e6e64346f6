//! Any bytes as two journal files that are examined: the report in every form.
#![no_main]

use std::path::PathBuf;

use jiff::tz::TimeZone;
use journalq_file::{Limits, Source};
use journalq_output::Guard;
use journalq_report::examination::{Input, Options, Run, examine, to_json};
use journalq_report::html::to_html;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The second one is the first cut in the middle: the same entries, fewer of them.
    let inputs = [bytes, &bytes[..bytes.len() / 2]]
        .map(|part| Input::of_source(Source::from_bytes(PathBuf::from("fuzz"), part.to_vec())));
    let run = Run { version: "1".into(), command: "fuzz".into(), began_usec: 0, has_key: false };
    let options = Options { run, limits: Limits::untrusted(), key: None, zone: TimeZone::UTC };
    let report = examine(&inputs, options, &|_| {});
    assert_eq!(report.files.len(), inputs.len());
    let told: u64 = report.summary.anomalies.iter().sum();
    assert!(told >= report.anomalies.items.len() as u64);
    let json = to_json(&report).to_string();
    let shown = Guard::Utf8.shown_json(json.as_bytes());
    assert!(String::from_utf8_lossy(&shown).chars().all(|character| !character.is_control()));
    let page = to_html(&report, TimeZone::UTC);
    assert!(page.len() < 2_000_000);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.chars().all(|character| !character.is_control() || matches!(character, '\n' | '\t')));
});
