//! Which files are read: those of a directory, those named, or those of this host.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use journalq_file::{Id128, Limits, OpenCause, OpenError};

use crate::glob;
use crate::journal::Journal;
use crate::machine_id::read_machine_id;
use crate::namespaces::is_namespace;
pub use crate::selection::{FileNames, Namespaces, Origin, Selection};

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
    let mut search = Search::new(&selection.names, limits);
    match &selection.origin {
        Origin::Files(patterns) => return open_named(patterns, limits),
        Origin::Directory(directory) => {
            search
                .tree(&absolute(directory), is_of_default_namespace)
                .map_err(|error| DiscoverError::Directory(directory.clone(), error))?;
        }
        Origin::Root(root) => {
            for directory in [VOLATILE, PERSISTENT, RECEIVED] {
                search.tree_if_present(&absolute(root).join(directory), is_of_default_namespace);
            }
        }
        Origin::Host { any_machine, namespaces } => search.host(Path::new("/"), *any_machine, namespaces),
    }
    search.finish()
}

/// The folders of a system's journals, below its root: those that last until it is shut down, those that stay, and among
/// these those of other hosts.
pub(crate) const VOLATILE: &str = "run/log/journal";
pub(crate) const PERSISTENT: &str = "var/log/journal";
const RECEIVED: &str = "var/log/journal/remote";

fn is_of_default_namespace(_machine: Id128, namespace: Option<&[u8]>) -> bool {
    namespace.is_none()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn open_named(patterns: &[OsString], limits: Limits) -> Result<Discovery, DiscoverError> {
    let mut found = Discovery { journal: Journal::with_limits(limits), problems: Vec::new() };
    let mut seen = HashSet::new();
    for path in patterns.iter().flat_map(|pattern| glob::expand(pattern)) {
        let path = absolute(&path);
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

/// A search through directories.
struct Search<'a> {
    names: &'a FileNames,
    found: Discovery,
    denied: bool,
}

impl<'a> Search<'a> {
    fn new(names: &'a FileNames, limits: Limits) -> Self {
        Self {
            names,
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

    /// Takes the journals of the host, whose root folder is `root`.
    fn host(&mut self, root: &Path, any_machine: bool, namespaces: &Namespaces) {
        let local = read_machine_id(root).ok();
        for (directory, any_machine) in [(VOLATILE, true), (PERSISTENT, any_machine)] {
            self.tree_if_present(&root.join(directory), |id, namespace| {
                (any_machine || Some(id) == local) && namespaces.contains(namespace)
            });
        }
        if any_machine {
            self.tree_if_present(&root.join(RECEIVED), |_, namespace| namespaces.contains(namespace));
        }
    }

    /// As [`tree`](Self::tree), for one of the directories that a system may have or not.
    fn tree_if_present(&mut self, directory: &Path, wanted: impl Fn(Id128, Option<&[u8]>) -> bool) {
        match self.tree(directory, wanted) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                self.problem(OpenError { path: directory.to_owned(), cause: OpenCause::Io(error) });
            }
            _ => {}
        }
    }

    /// Takes the journal files in `directory`, and those one level deeper in the folders that are `wanted` by the machine
    /// and the namespace that they are named after.
    fn tree(&mut self, directory: &Path, wanted: impl Fn(Id128, Option<&[u8]>) -> bool) -> io::Result<()> {
        let mut paths = Vec::new();
        for name in names_in(directory)? {
            let path = directory.join(&name);
            if self.names.contains(&name) {
                paths.push(path);
            } else if split_folder_name(&name).is_some_and(|(id, namespace)| wanted(id, namespace))
                && path.is_dir()
            {
                match names_in(&path) {
                    Ok(names) => {
                        paths.extend(
                            names.iter().filter(|name| self.names.contains(name)).map(|name| path.join(name)),
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

pub(crate) fn names_in(directory: &Path) -> io::Result<Vec<OsString>> {
    fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
}

/// The machine and the namespace that a folder is named after, if it is.
pub(crate) fn split_folder_name(name: &OsStr) -> Option<(Id128, Option<&[u8]>)> {
    let mut parts = name.as_encoded_bytes().splitn(2, |&byte| byte == b'.');
    let (machine, namespace) = (Id128::parse(parts.next()?)?, parts.next());
    namespace.is_none_or(is_namespace).then_some((machine, namespace))
}

#[cfg(test)]
mod tests {
    use journalq_file::write::{JournalWriter, WriteOptions};

    use super::*;

    const LOCAL: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";

    /// A host with journals of everything that a host may have journals of.
    fn host() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let journal = JournalWriter::new(WriteOptions::default()).unwrap().finish();
        let write = |name: &str, bytes: &[u8]| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        write("etc/machine-id", LOCAL.as_bytes());
        for directory in [VOLATILE, PERSISTENT, RECEIVED] {
            for folder in ["", LOCAL, OTHER] {
                write(&format!("{directory}/{folder}/system.journal"), &journal);
            }
            for folder in [LOCAL, OTHER] {
                write(&format!("{directory}/{folder}.one/user-0.journal"), &journal);
                write(&format!("{directory}/{folder}.two/user-0.journal"), &journal);
            }
            write(&format!("{directory}/{LOCAL}.no name/user-0.journal"), &journal);
        }
        root
    }

    /// The folders whose journals are read: `L` for the machine, `O` for another one.
    fn folders(root: &Path, any_machine: bool, namespaces: Namespaces) -> Vec<String> {
        let mut search = Search::new(&FileNames::All, Limits::default());
        search.host(root, any_machine, &namespaces);
        let found = search.finish().unwrap();
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let folder = |path: &Path| path.strip_prefix(root).unwrap().parent().unwrap().display().to_string();
        let short = |name: String| {
            name.replace(LOCAL, "L").replace(OTHER, "O").replace("log/journal", "").replace("//", "/")
        };
        found.journal.sources().iter().map(|source| short(folder(source.path()))).collect()
    }

    #[test]
    fn machines_and_namespaces_of_the_host() {
        let host = host();
        let root = host.path();
        assert_eq!(folders(root, false, Namespaces::Default), ["run/L", "run/O", "run/", "var/L", "var/"]);
        assert_eq!(
            folders(root, true, Namespaces::Default),
            [
                "run/L",
                "run/O",
                "run/",
                "var/L",
                "var/O",
                "var/",
                "var/remote/L",
                "var/remote/O",
                "var/remote"
            ]
        );
        assert_eq!(
            folders(root, false, Namespaces::Only("one".into())),
            ["run/L.one", "run/O.one", "run/", "var/L.one", "var/"]
        );
        assert_eq!(
            folders(root, false, Namespaces::WithDefault("two".into())),
            ["run/L.two", "run/L", "run/O.two", "run/O", "run/", "var/L.two", "var/L", "var/"]
        );
        let all = ["var/L.one", "var/L.two", "var/L", "var/"];
        assert_eq!(folders(root, false, Namespaces::All)[7..], all);
        assert_eq!(folders(root, true, Namespaces::All).len(), 21);
    }

    #[test]
    fn a_host_without_an_id_has_no_folder_of_its_own() {
        let host = host();
        fs::remove_file(host.path().join("etc/machine-id")).unwrap();
        assert_eq!(folders(host.path(), false, Namespaces::Default), ["run/L", "run/O", "run/", "var/"]);
    }
}
