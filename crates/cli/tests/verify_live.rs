//! `--verify` beside journald, which writes to the file meanwhile.
//!
//! journald is the machine's own. Where it cannot be run the test says so.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{self, Write};
use std::process::Command;

/// Where distributions have journald.
const JOURNALD: [&str; 2] = ["/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"];

/// journald, where it can be run without touching the host: in a namespace for what it mounts.
fn journald() -> Option<&'static str> {
    let unshared = Command::new("unshare").args(["--mount", "true"]).output().ok()?;
    let path = JOURNALD.into_iter().find(|path| fs::exists(path).is_ok_and(|exists| exists))?;
    unshared.status.success().then_some(path)
}

#[test]
fn what_journald_writes_meanwhile_is_no_fault() {
    let Some(journald) = journald() else {
        // Past the test harness, which would keep it to itself.
        return writeln!(io::stderr(), "NOTE: journald cannot be run here; --verify was NOT tried beside it")
            .unwrap();
    };
    let folder = tempfile::tempdir().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verify_journald.sh");
    let ran = Command::new("unshare")
        .args(["--mount", "sh", script, env!("CARGO_BIN_EXE_journalq"), journald])
        .arg(folder.path())
        .output()
        .unwrap();
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(file("messages"), "");
    assert_eq!(file("runs").lines().count(), 8);
    assert!(file("runs").lines().any(|changed| changed != "0"), "nothing was written meanwhile");
}
