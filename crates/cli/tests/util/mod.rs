//! What the tests of the command line share: a folder of their own, journals in it, and a run of the program.
#![allow(dead_code, reason = "not every test target needs every helper")]

pub(crate) mod browser;
#[cfg(target_os = "linux")]
pub(crate) mod journald;
#[cfg(unix)]
pub(crate) mod terminal;

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use journalq_file::Id128;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
use tempfile::TempDir;

/// A journal of 400 entries in order, of the host `web1`, over three boots.
pub(crate) const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/demo/system.journal");

/// What the service manager logged in two boots; `testdata/README.md` has what it was made to do.
pub(crate) const SYSTEMD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/systemd");

/// Unpacks the journals of a folder of test data into one of the test's.
pub(crate) fn unpack(folder: &Folder, from: &str, to: &str) {
    for file in fs::read_dir(from).unwrap().map(|file| file.unwrap().path()) {
        let journal = zstd::decode_all(&*fs::read(&file).unwrap()).unwrap();
        folder.file(&format!("{to}/{}", file.file_stem().unwrap().to_str().unwrap()), &journal);
    }
}

/// A temporary folder, removed with the test that it belongs to.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Writes a file, and the folders that lead to it; returns its path for a command line.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.into_os_string().into_string().unwrap()
    }

    /// Runs the program in this folder.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        Ran::from(command(args).current_dir(self.0.path()).output().unwrap())
    }
}

/// How a run ended, and what it printed; bytes that are no UTF-8 are replaced.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

/// The program, ready to be started with nothing from the environment of the test.
pub(crate) fn command<S: AsRef<OsStr>>(args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_journalq"));
    command.args(args).env_clear().envs([("TZ", "UTC"), ("LC_ALL", "C.UTF-8")]);
    command.stdin(Stdio::null());
    command
}

/// An entry to be written.
pub(crate) struct Entry<F> {
    /// Follows the one before where it is `None`.
    pub(crate) seqnum: Option<u64>,
    pub(crate) boot_id: Id128,
    pub(crate) realtime_usec: u64,
    pub(crate) monotonic_usec: u64,
    pub(crate) fields: Vec<F>,
}

/// Writes a journal of these entries.
pub(crate) fn write<F: AsRef<[u8]>>(options: WriteOptions, entries: &[Entry<F>]) -> Vec<u8> {
    let mut writer = JournalWriter::new(options).unwrap();
    for entry in entries {
        let payloads: Vec<&[u8]> = entry.fields.iter().map(AsRef::as_ref).collect();
        let entry = NewEntry {
            seqnum: entry.seqnum,
            realtime_usec: entry.realtime_usec,
            monotonic_usec: entry.monotonic_usec,
            boot_id: entry.boot_id,
            xor_hash: None,
            payloads: &payloads,
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}

/// A small file.
pub(crate) fn small() -> WriteOptions {
    WriteOptions { data_hash_buckets: 100, field_hash_buckets: 100, ..WriteOptions::default() }
}

/// A journal of one entry for each list of fields, a second apart, all of one boot.
pub(crate) fn journal<F: AsRef<[u8]> + Clone>(entries: &[Vec<F>]) -> Vec<u8> {
    let entry = |(seconds, fields): (u64, &Vec<F>)| Entry {
        seqnum: None,
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + seconds * 1_000_000,
        monotonic_usec: seconds * 1_000_000,
        fields: fields.clone(),
    };
    write(small(), &(1..).zip(entries).map(entry).collect::<Vec<_>>())
}
