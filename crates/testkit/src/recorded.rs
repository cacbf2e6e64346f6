//! Runs a program for every recorded command of journalctl, and compares what both print.
//!
//! The commands and outputs lie in `testdata/expected/`, the journals that they read in `testdata/journals/`;
//! `testdata/README.md` describes both. Standard output has to be equal byte for byte, except for what [`canonical`]
//! evens out; the exit status has to be zero or not, as journalctl's was. Where journalctl printed a message on
//! standard error, its first line is compared and counted apart.
//!
//! ```no_run
//! # use std::path::Path;
//! # use journalq_testkit::recorded::Recorded;
//! # fn main() -> std::io::Result<()> {
//! let recorded = Recorded::load(Path::new("testdata"))?;
//! let report = recorded.check(Path::new("target/release/journalq"), |case| case.group() == "boot")?;
//! assert!(report.failed.is_empty(), "{report}");
//! # Ok(())
//! # }
//! ```

mod canonical;
mod case;
mod diff;
mod report;
mod run;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

pub use self::canonical::{canonical, message};
pub use self::case::Case;
pub use self::report::{Failure, Report};
pub use self::run::Printed;

/// The release of systemd whose journalctl was recorded.
const VERSION: &str = "262";

/// The base-two logarithm of the window that the recorded outputs were compressed with.
const WINDOW_LOG: u32 = 27;

/// How long a program may take for one command; journalctl needs less than a second for the slowest.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The recorded commands, what journalctl printed for them, and the journals in a folder of their own.
#[derive(Debug)]
pub struct Recorded {
    /// Holds the journals in its sub-folder `sources`; every command runs here. Removed when dropped.
    folder: TempDir,
    cases: Vec<Case>,
    expected: BTreeMap<String, Printed>,
}

impl Recorded {
    /// Unpacks the journals of `testdata` into a temporary folder, and reads the commands and what they printed.
    ///
    /// Takes some 400 MB of disk or memory while it exists.
    ///
    /// # Errors
    ///
    /// Whatever reading or unpacking `testdata` fails with; [`io::ErrorKind::InvalidData`] where a command cannot be
    /// parsed or has no recorded output.
    pub fn load(testdata: &Path) -> io::Result<Self> {
        let recorded =
            Self { expected: read_outputs(&outputs_path(testdata))?, ..Self::without_outputs(testdata)? };
        match recorded.cases.iter().find(|case| !recorded.expected.contains_key(&case.id)) {
            Some(case) => Err(invalid(format!("nothing recorded for {}", case.id))),
            None => Ok(recorded),
        }
    }

    fn without_outputs(testdata: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("recorded-").tempdir()?;
        unpack(&testdata.join("journals"), &folder.path().join("sources"))?;
        let cases = Case::parse_all(&fs::read_to_string(cases_path(testdata))?)?;
        Ok(Self { folder, cases, expected: BTreeMap::new() })
    }

    /// The recorded commands.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// What journalctl printed for a command.
    #[must_use]
    pub fn expected(&self, case: &Case) -> Option<&Printed> {
        self.expected.get(&case.id)
    }

    /// The folder of the unpacked journals.
    #[must_use]
    pub fn journals(&self) -> PathBuf {
        self.folder.path().join("sources")
    }

    /// Runs `program` for every command that is `wanted`, on all cores, and compares.
    ///
    /// The program gets journalctl's arguments. Each command may take a minute.
    ///
    /// # Errors
    ///
    /// Where `program` does not exist or cannot be started.
    pub fn check(&self, program: &Path, wanted: impl Fn(&Case) -> bool) -> io::Result<Report> {
        let cases: Vec<&Case> = self.cases.iter().filter(|case| wanted(case)).collect();
        let mut report = Report::default();
        for (case, printed) in cases.iter().zip(self.run_all(program, &cases)?) {
            if let Some(expected) = self.expected(case) {
                report.add(case, expected, &printed);
            }
        }
        Ok(report)
    }

    /// Runs every command with `program`, and writes what it prints over the recorded outputs of `testdata`.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load) and [`check`](Self::check), and where `testdata` cannot be written.
    pub fn record(testdata: &Path, program: &Path) -> io::Result<usize> {
        let recorded = Self::without_outputs(testdata)?;
        let cases: Vec<&Case> = recorded.cases.iter().collect();
        let printed = recorded.run_all(program, &cases)?;
        write_outputs(&outputs_path(testdata), cases.iter().map(|case| &*case.id).zip(&printed).collect())?;
        Ok(cases.len())
    }

    fn run_all(&self, program: &Path, cases: &[&Case]) -> io::Result<Vec<Printed>> {
        let program = program.canonicalize()?;
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        let work = || {
            while let Some((at, case)) = take_next(&next, cases) {
                let result = run::run(&program, self.folder.path(), case, TIMEOUT);
                results.lock().unwrap_or_else(PoisonError::into_inner).insert(at, result);
            }
        };
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}

fn take_next<'a>(next: &AtomicUsize, cases: &[&'a Case]) -> Option<(usize, &'a Case)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    cases.get(at).map(|case| (at, *case))
}

fn cases_path(testdata: &Path) -> PathBuf {
    testdata.join("expected").join(VERSION).join("cases.tsv")
}

fn outputs_path(testdata: &Path) -> PathBuf {
    testdata.join("expected").join(VERSION).join("outputs.tar.zst")
}

fn invalid(text: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text.into())
}

/// Decompresses every `*.zst` below `from` to the same place below `to`, without the suffix.
fn unpack(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_stem() else { continue };
        if path.is_dir() {
            unpack(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "zst") {
            zstd::stream::copy_decode(File::open(&path)?, File::create(to.join(name))?)?;
        }
    }
    Ok(())
}

/// Reads an archive of `results.json`, exit status and standard error of each command, and `ID.stdout` for each.
fn read_outputs(path: &Path) -> io::Result<BTreeMap<String, Printed>> {
    let mut decoder = zstd::stream::read::Decoder::new(File::open(path)?)?;
    decoder.window_log_max(WINDOW_LOG)?;
    let mut archive = tar::Archive::new(decoder);
    let (mut results, mut outputs) = (Value::Null, BTreeMap::new());
    for member in archive.entries()? {
        let mut member = member?;
        let name = member.path()?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes)?;
        match name.strip_suffix(".stdout") {
            Some(id) => drop(outputs.insert(id.to_owned(), bytes)),
            None => results = serde_json::from_slice(&bytes)?,
        }
    }
    let told = |id: &str, key: &str| results.get(id).and_then(|result| result.get(key)).cloned();
    let printed = |(id, stdout): (String, Vec<u8>)| {
        let status = told(&id, "exit").and_then(|exit| i32::try_from(exit.as_i64()?).ok());
        let stderr =
            told(&id, "stderr").and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        (id, Printed { status, stdout, stderr })
    };
    Ok(outputs.into_iter().map(printed).collect())
}

/// The inverse of [`read_outputs`]. Equal outputs lie close together, where the long window finds them.
fn write_outputs(path: &Path, mut printed: Vec<(&str, &Printed)>) -> io::Result<()> {
    let results: serde_json::Map<String, Value> = printed
        .iter()
        .map(|(id, printed)| ((*id).to_owned(), json!({"exit": printed.status, "stderr": printed.stderr})))
        .collect();
    printed.sort_by_key(|(id, printed)| (printed.stdout.len(), *id));
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 19)?;
    encoder.long_distance_matching(true)?;
    encoder.window_log(WINDOW_LOG)?;
    let mut archive = tar::Builder::new(encoder);
    append(&mut archive, "results.json", Value::from(results).to_string().as_bytes())?;
    for (id, printed) in printed {
        append(&mut archive, &format!("{id}.stdout"), &printed.stdout)?;
    }
    fs::write(path, archive.into_inner()?.finish()?)
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, name, bytes)
}
