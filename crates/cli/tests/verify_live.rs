//! `--verify` beside journald, which writes to the file meanwhile.
//!
//! journald is the machine's own. Where it cannot be run the test says so.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "what cannot be asked fails the test")]

mod util;

use std::fs;
use std::io::{self, Write};

use crate::util::journald;

#[test]
fn what_journald_writes_meanwhile_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let Some(ran) = journald::run("verify_journald.sh", folder.path()) else {
        // Past the test harness, which would keep it to itself.
        return writeln!(io::stderr(), "NOTE: journald cannot be run here; --verify was NOT tried beside it")
            .unwrap();
    };
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(file("messages"), "");
    assert_eq!(file("runs").lines().count(), 8);
    assert!(file("runs").lines().any(|changed| changed != "0"), "nothing was written meanwhile");
}
