//! Scripts that run the machine's own journald, in a mount namespace: nothing of the host is touched.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Where distributions have journald.
const JOURNALD: [&str; 2] = ["/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"];

/// Runs one of the scripts beside the tests, which leaves files in `folder`. `None` where journald cannot be run.
pub(crate) fn run(script: &str, folder: &Path) -> Option<Output> {
    let unshared = Command::new("unshare").args(["--mount", "true"]).output().ok()?;
    let journald = JOURNALD.into_iter().find(|path| fs::exists(path).is_ok_and(|exists| exists))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh"]).arg(script).args([env!("CARGO_BIN_EXE_journalq"), journald]).arg(folder);
    unshared.status.success().then(|| command.output().unwrap())
}
