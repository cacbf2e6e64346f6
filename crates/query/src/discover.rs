//! Which files are read: those of a directory, those named, or those of this host.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use journalq_file::{Id128, Limits, OpenCause, OpenError};

use crate::glob;
use crate::journal::Journal;

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The journals of this host: `/run/log/journal` and `/var/log/journal`, of this machine only.
    Host,
    /// The journal files in a directory and in its subdirectories that are named after a machine ID.
    Directory(PathBuf),
    /// These files, under any name; patterns are expanded.
    Files(Vec<OsString>),
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The files that can be read.
    pub journal: Journal,
    /// The files and directories that cannot.
    pub problems: Vec<OpenError>,
}

/// What makes the whole search pointless.
#[derive(Debug)]
pub enum DiscoverError {
    /// The directory that was named cannot be read.
    Directory(PathBuf, io::Error),
    /// A file that was named does not exist, or none of those that were named can be read; never empty.
    Files(Vec<OpenError>),
    /// There are files, but none that this user may read.
    Permission,
}

/// The texts are journalctl's.
impl fmt::Display for DiscoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path, error) => {
                write!(f, "Failed to open {}: {}", path.display(), describe_io(error))
            }
            Self::Files(errors) => {
                let cause = errors.first().map(|error| describe_cause(&error.cause));
                write!(f, "Failed to open files: {}", cause.unwrap_or_default())
            }
            Self::Permission => f.write_str("No journal files were opened due to insufficient permissions."),
        }
    }
}

impl std::error::Error for DiscoverError {}

/// The C library's text for why a path could not be opened, as journalctl prints it.
#[must_use]
pub fn describe_cause(cause: &OpenCause) -> String {
    match cause {
        OpenCause::Io(error) => describe_io(error),
        OpenCause::IsDirectory => "Is a directory".to_owned(),
        OpenCause::NotRegular => "File descriptor in bad state".to_owned(),
        OpenCause::Format(error) => error.class().to_string(),
        other => other.to_string(),
    }
}

/// An error's text without the number, and what may follow it, that libraries add to the system's own.
#[must_use]
pub fn describe_io(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error ").next().unwrap_or(&text).to_owned()
}

/// Finds and opens the selected files.
///
/// Named files are read in the order of their names on the command line, others in byte order of their paths, so that
/// the output does not depend on the file system. A file is opened once, however often it is named. What exists but
/// cannot be read is returned among the [`Discovery::problems`]; what may not be read in a directory is passed over in
/// silence, as journalctl does.
///
/// # Errors
///
/// When a named file or directory does not exist, none of the named files can be read, or nothing may be read.
pub fn discover(selection: &Selection, limits: Limits) -> Result<Discovery, DiscoverError> {
    match selection {
        Selection::Files(patterns) => open_named(patterns, limits),
        Selection::Directory(directory) => {
            let mut search = Search::new(limits);
            let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.clone());
            search
                .root(&absolute, |_| true)
                .map_err(|error| DiscoverError::Directory(directory.clone(), error))?;
            search.finish()
        }
        Selection::Host => {
            let mut search = Search::new(limits);
            let local = local_machine_id();
            for (directory, any_machine) in [("/run/log/journal", true), ("/var/log/journal", false)] {
                // A host may have either, or none.
                let _ = search.root(Path::new(directory), |id| any_machine || Some(id) == local);
            }
            search.finish()
        }
    }
}

fn open_named(patterns: &[OsString], limits: Limits) -> Result<Discovery, DiscoverError> {
    let mut found = Discovery { journal: Journal::with_limits(limits), problems: Vec::new() };
    let mut seen = HashSet::new();
    for path in patterns.iter().flat_map(|pattern| glob::expand(pattern)) {
        let path = std::path::absolute(&path).unwrap_or(path);
        if !seen.insert(path.clone()) {
            continue;
        }
        match found.journal.open(&path) {
            Ok(()) => {}
            Err(error) if error.is_missing() => return Err(DiscoverError::Files(vec![error])),
            Err(error) => found.problems.push(error),
        }
    }
    if found.journal.sources().is_empty() && !found.problems.is_empty() {
        return Err(DiscoverError::Files(found.problems));
    }
    Ok(found)
}

fn local_machine_id() -> Option<Id128> {
    Id128::parse(fs::read("/etc/machine-id").ok()?.trim_ascii())
}

/// A search through directories.
struct Search {
    found: Discovery,
    denied: bool,
}

impl Search {
    fn new(limits: Limits) -> Self {
        Self {
            found: Discovery { journal: Journal::with_limits(limits), problems: Vec::new() },
            denied: false,
        }
    }

    fn finish(self) -> Result<Discovery, DiscoverError> {
        if self.denied && self.found.journal.sources().is_empty() {
            return Err(DiscoverError::Permission);
        }
        Ok(self.found)
    }

    /// Takes the journal files in `directory`, and those one level deeper in the folders of machines that are `wanted`.
    ///
    /// Folders of journal namespaces (`<machine-id>.<namespace>`) are not searched: nobody asked for a namespace.
    fn root(&mut self, directory: &Path, wanted: impl Fn(Id128) -> bool) -> io::Result<()> {
        let mut paths = Vec::new();
        for name in names_in(directory)? {
            let path = directory.join(&name);
            if is_journal_name(&name) {
                paths.push(path);
            } else if Id128::parse(name.as_encoded_bytes()).is_some_and(&wanted) && path.is_dir() {
                match names_in(&path) {
                    Ok(names) => {
                        paths.extend(
                            names.iter().filter(|name| is_journal_name(name)).map(|name| path.join(name)),
                        );
                    }
                    Err(error) => self.problem(OpenError { path, cause: OpenCause::Io(error) }),
                }
            }
        }
        paths.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        for path in paths {
            self.open(&path);
        }
        Ok(())
    }

    fn open(&mut self, path: &Path) {
        match self.found.journal.open(path) {
            Ok(()) => {}
            // Something else under a journal's name: not what a directory is searched for.
            Err(OpenError { cause: OpenCause::IsDirectory | OpenCause::NotRegular, .. }) => {}
            Err(error) => self.problem(error),
        }
    }

    fn problem(&mut self, error: OpenError) {
        match &error.cause {
            OpenCause::Io(cause) if cause.kind() == io::ErrorKind::PermissionDenied => self.denied = true,
            _ => self.found.problems.push(error),
        }
    }
}

fn names_in(directory: &Path) -> io::Result<Vec<OsString>> {
    fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}

fn is_journal_name(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.ends_with(b".journal") || name.ends_with(b".journal~")
}
