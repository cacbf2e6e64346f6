//! The folders in which journals lie, and what lies in them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::{fs, io};

use journalq_file::layout::header::SIGNATURE;
use journalq_file::{Id128, OpenCause, OpenError, Source};

use crate::discover::DiscoverError;
use crate::machine_id::read_machine_id;
use crate::namespaces::is_namespace;
use crate::selection::{FileNames, Namespaces, Origin, Selection};
use crate::unpack::is_packed;

/// The folders of a system's journals, below its root: those that last until it is shut down, those that stay, and among
/// these those of other hosts.
pub(crate) const VOLATILE: &str = "run/log/journal";
pub(crate) const PERSISTENT: &str = "var/log/journal";
const RECEIVED: &str = "var/log/journal/remote";

/// What the folders of a selection hold.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// What has a journal's name, or where folders are searched through a journal's content, in byte order of the paths below
    /// each of the outermost folders.
    pub(crate) files: Vec<PathBuf>,
    /// The folders that were looked into.
    pub(crate) folders: Vec<PathBuf>,
    /// The folders that could not be.
    pub(crate) problems: Vec<OpenError>,
}

impl Listing {
    /// Lists what is selected; nothing where files are selected by name.
    ///
    /// # Errors
    ///
    /// When the directory that was named cannot be read.
    pub(crate) fn of(selection: &Selection) -> Result<Self, DiscoverError> {
        let mut search = Search::new(&selection.names, selection.recursive);
        match &selection.origin {
            Origin::Files(_) | Origin::StandardInput => {}
            Origin::Directory(directory) => search
                .tree(&absolute(directory), is_of_default_namespace)
                .map_err(|error| DiscoverError::Directory(directory.clone(), error))?,
            Origin::Root(root) => {
                for directory in [VOLATILE, PERSISTENT, RECEIVED] {
                    search.tree_if_present(&absolute(root).join(directory), is_of_default_namespace);
                }
            }
            Origin::Host { any_machine, namespaces } => search.host(Path::new("/"), *any_machine, namespaces),
        }
        Ok(search.found)
    }

    /// Lists what is below a directory, however deep.
    ///
    /// # Errors
    ///
    /// When the directory cannot be read.
    pub(crate) fn below(directory: &Path) -> io::Result<Self> {
        let mut search = Search::new(&FileNames::All, true);
        search.depths(directory)?;
        Ok(search.found)
    }
}

/// A search through directories.
struct Search<'a> {
    names: &'a FileNames,
    recursive: bool,
    found: Listing,
}

impl<'a> Search<'a> {
    fn new(names: &'a FileNames, recursive: bool) -> Self {
        Self { names, recursive, found: Listing::default() }
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
            Err(error) if error.kind() != io::ErrorKind::NotFound => self.problem(directory, error),
            _ => {}
        }
    }

    /// Takes the journal files in `directory`, and those one level deeper in the folders that are `wanted` by the machine
    /// and the namespace that they are named after.
    fn tree(&mut self, directory: &Path, wanted: impl Fn(Id128, Option<&[u8]>) -> bool) -> io::Result<()> {
        if self.recursive {
            return self.depths(directory);
        }
        let mut files = Vec::new();
        for name in self.look_into(directory)? {
            let path = directory.join(&name);
            if self.names.contains(&name) {
                files.push(path);
            } else if split_folder_name(&name).is_some_and(|(id, namespace)| wanted(id, namespace))
                && path.is_dir()
            {
                match self.look_into(&path) {
                    Ok(names) => {
                        let names = names.iter().filter(|name| self.names.contains(name));
                        files.extend(names.map(|name| path.join(name)));
                    }
                    Err(error) => self.problem(&path, error),
                }
            }
        }
        self.add(files);
        Ok(())
    }

    /// Takes what is in `directory` and below it, however deep: what a journal or something packed is by its content, and
    /// what has a journal's name. No symbolic link is followed, so that the search ends, and within the directory.
    fn depths(&mut self, directory: &Path) -> io::Result<()> {
        let mut files = Vec::new();
        let mut folders = vec![(directory.to_owned(), fs::read_dir(directory)?)];
        while let Some((folder, entries)) = folders.pop() {
            self.found.folders.push(folder.clone());
            for entry in entries {
                let (path, kind) = match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                    Ok(entry) => entry,
                    Err(error) => {
                        self.problem(&folder, error);
                        break;
                    }
                };
                if kind.is_dir() {
                    match fs::read_dir(&path) {
                        Ok(entries) => folders.push((path, entries)),
                        Err(error) => self.problem(&path, error),
                    }
                } else if kind.is_file() && self.takes(&path) {
                    files.push(path);
                }
            }
        }
        self.add(files);
        Ok(())
    }

    /// Whether a file is a journal, or called so, or may hold one.
    fn takes(&self, path: &Path) -> bool {
        let Ok(file) = Source::open(path) else {
            return path.file_name().is_some_and(|name| self.names.contains(name));
        };
        let (head, name) = (file.bytes(), path.as_os_str().as_encoded_bytes());
        let is_journal = head.starts_with(&SIGNATURE) && self.names.contain_content(name);
        is_journal || is_packed(head) || path.file_name().is_some_and(|name| self.names.contains(name))
    }

    fn add(&mut self, mut files: Vec<PathBuf>) {
        files.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        self.found.files.append(&mut files);
    }

    fn look_into(&mut self, folder: &Path) -> io::Result<Vec<OsString>> {
        let names = names_in(folder)?;
        self.found.folders.push(folder.to_owned());
        Ok(names)
    }

    fn problem(&mut self, folder: &Path, error: io::Error) {
        self.found.problems.push(OpenError { path: folder.to_owned(), cause: OpenCause::Io(error) });
    }
}

fn is_of_default_namespace(_machine: Id128, namespace: Option<&[u8]>) -> bool {
    namespace.is_none()
}

pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
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
    use super::*;

    const LOCAL: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";

    /// A host with journals of everything that a host may have journals of.
    fn host() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, LOCAL).unwrap();
        };
        write("etc/machine-id");
        for directory in [VOLATILE, PERSISTENT, RECEIVED] {
            for folder in ["", LOCAL, OTHER] {
                write(&format!("{directory}/{folder}/system.journal"));
            }
            for folder in [LOCAL, OTHER] {
                write(&format!("{directory}/{folder}.one/user-0.journal"));
                write(&format!("{directory}/{folder}.two/user-0.journal"));
            }
            write(&format!("{directory}/{LOCAL}.no name/user-0.journal"));
        }
        root
    }

    /// The folders whose journals are read: `L` for the machine, `O` for another one.
    fn folders(root: &Path, any_machine: bool, namespaces: Namespaces) -> Vec<String> {
        let mut search = Search::new(&FileNames::All, false);
        search.host(root, any_machine, &namespaces);
        let found = search.found;
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let folder = |path: &Path| path.strip_prefix(root).unwrap().parent().unwrap().display().to_string();
        let short = |name: String| {
            name.replace(LOCAL, "L").replace(OTHER, "O").replace("log/journal", "").replace("//", "/")
        };
        found.files.iter().map(|path| short(folder(path))).collect()
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
