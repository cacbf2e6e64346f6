//! The real journalctl as a lower bound: what it still returns of a damaged file, going forward, the reader returns too.
//!
//! `JOURNALQ_JOURNALCTL` names the command (words split at blanks), `JOURNALQ_JOURNALCTL_ROOT` the root that it runs in
//! when that is another one. Without it nothing is compared; what the tests expect was compared when it was written.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use journalq_file::ErrorClass;
use tempfile::TempDir;

/// Asserts that `seqnums` has all entries that journalctl returns of a file.
#[track_caller]
pub(crate) fn assert_not_more_in_journalctl(bytes: &[u8], seqnums: &[u64]) {
    let Some(output) = ask(bytes) else { return };
    let text = String::from_utf8(output.stdout).unwrap();
    let missing: Vec<u64> = text.lines().map(seqnum).filter(|seqnum| !seqnums.contains(seqnum)).collect();
    assert!(missing.is_empty(), "journalctl also returns {missing:?}");
}

/// Asserts that journalctl refuses a file with an error of this class.
#[track_caller]
pub(crate) fn assert_refused_by_journalctl(bytes: &[u8], class: ErrorClass) {
    let Some(output) = ask(bytes) else { return };
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text, format!("Failed to open files: {class}\n"));
}

/// Has a file read; `None` where journalctl cannot be asked.
fn ask(bytes: &[u8]) -> Option<Output> {
    let command = env::var("JOURNALQ_JOURNALCTL").ok()?;
    let root: PathBuf = env::var_os("JOURNALQ_JOURNALCTL_ROOT").unwrap_or_else(|| "/".into()).into();
    let folder = TempDir::new_in(root.join("tmp")).unwrap();
    let path = folder.path().join("damaged.journal");
    fs::write(&path, bytes).unwrap();
    let seen = Path::new("/").join(path.strip_prefix(&root).unwrap());
    let output = Command::new(command.split_whitespace().next().unwrap())
        .args(command.split_whitespace().skip(1))
        .args(["--no-pager", "--quiet", "--output=json", "--output-fields=NONE", "--file"])
        .arg(&seen)
        .output();
    Some(output.unwrap())
}

fn seqnum(line: &str) -> u64 {
    let (_, rest) = line.split_once("\"__SEQNUM\":\"").unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}
