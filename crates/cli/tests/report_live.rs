//! `journalq report` beside journald, which writes to the files meanwhile, rotates them, and is killed.
//!
//! journald is the machine's own. Where it cannot be run the test says so.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "what cannot be asked fails the test")]

mod util;

use std::fs;
use std::io::{self, Write};

use serde_json::Value;

use crate::util::journald;

#[test]
fn what_journald_writes_is_no_anomaly() {
    let folder = tempfile::tempdir().unwrap();
    let Some(ran) = journald::run("report_journald.sh", folder.path()) else {
        // Past the test harness, which would keep it to itself.
        return writeln!(io::stderr(), "NOTE: journald cannot be run here; reports were NOT tried beside it")
            .unwrap();
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let report = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.path().join(name)).unwrap()).unwrap()
    };
    for (name, kinds, end) in [
        ("live", &["file-online"][..], "open"),
        ("rotated", &["file-online"], "open"),
        ("killed", &["file-quarantined", "file-online"], "open"),
        ("stopped", &["file-quarantined"], "clean"),
    ] {
        let report = report(name);
        let anomalies = report["anomalies"]["items"].as_array().unwrap();
        let told: Vec<&str> = anomalies.iter().map(|anomaly| anomaly["kind"].as_str().unwrap()).collect();
        assert_eq!(told, kinds, "{name}: {anomalies:#?}");
        assert_eq!(report["boots"]["items"][0]["end"], end, "{name}");
        let series = report["series"]["items"].as_array().unwrap();
        assert!(series.iter().all(|series| series["missing"] == 0), "{name}: {series:?}");
        let entries = report["summary"]["entries"].as_u64().unwrap();
        assert!(entries > 300, "{name}: {entries}");
    }
}
