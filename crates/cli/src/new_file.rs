//! Files that a command writes: never beside what is read, and but for cursors created and never overwritten.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use journalq_file::{Source, write};
use journalq_query::Journal;
use journalq_query::discover::describe_io;

use crate::args::Args;

/// A file that is not there yet.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    path: &'a Path,
}

impl<'a> NewFile<'a> {
    /// Checks that there is nothing at `path`, and that none of the `inputs`, files or folders, lies in the same folder: what
    /// is made of evidence has no place among it.
    pub(crate) fn at<'i>(path: &'a Path, inputs: impl Iterator<Item = &'i Path>) -> anyhow::Result<Self> {
        let new = Self { path };
        if path.symlink_metadata().is_ok() {
            return Err(new.error(&io::ErrorKind::AlreadyExists.into()));
        }
        let folder = folder_of(path).map_err(|error| new.error(&error))?;
        check_beside(path, &folder, inputs)?;
        Ok(new)
    }

    /// The same for what is made of a journal: its files, and the folders that were named, are the inputs.
    pub(crate) fn made_of(journal: &Journal, args: &Args, path: &'a Path) -> anyhow::Result<Self> {
        let folders = args.directory.as_deref().into_iter().chain(args.root.as_deref());
        Self::at(path, journal.sources().iter().map(Source::file_path).chain(folders))
    }

    /// Tells whether both paths are of the same file that is not there yet.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let place = |new: &Self| Some((folder_of(new.path).ok()?, new.path.file_name()?.to_owned()));
        place(self).is_some_and(|this| place(other) == Some(this))
    }

    pub(crate) const fn path(&self) -> &'a Path {
        self.path
    }

    /// Creates the file with this content; one that cannot be written completely is removed again.
    pub(crate) fn create(&self, content: &[u8]) -> anyhow::Result<()> {
        write::create_file(self.path, content).map_err(|error| self.error(&error))
    }

    /// Creates the file with what `write` writes, under the same conditions.
    pub(crate) fn create_with(
        &self,
        write: impl FnOnce(&mut fs::File) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        write::create_file_with(self.path, write).map_err(|error| self.error(&error))
    }

    fn error(&self, error: &io::Error) -> anyhow::Error {
        let text = match error.kind() {
            io::ErrorKind::AlreadyExists => "it exists, and nothing is overwritten".to_owned(),
            _ => describe_io(error),
        };
        anyhow!("Failed to create {}: {text}", self.path.display())
    }
}

/// The folder in which a file lies or is to lie.
pub(crate) fn folder_of(path: &Path) -> io::Result<PathBuf> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => fs::canonicalize("."),
        Some(parent) => fs::canonicalize(parent),
        None => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Checks that what is to be written at `path`, in `folder`, lies beside none of the `inputs`.
pub(crate) fn check_beside<'i>(
    path: &Path,
    folder: &Path,
    inputs: impl Iterator<Item = &'i Path>,
) -> anyhow::Result<()> {
    for input in inputs {
        let target = fs::canonicalize(input).ok();
        let is_within = match &target {
            // All that is below a folder may be read the next time.
            Some(target) if target.is_dir() => folder.starts_with(target),
            // A file lies where its path is, and where that leads to.
            _ => [Some(input), target.as_deref()].into_iter().flatten().any(|file| lies_in(file, folder)),
        };
        if is_within {
            bail!(
                "{} would lie beside {}: nothing is written there, name another folder.",
                path.display(),
                input.display()
            );
        }
    }
    Ok(())
}

/// Whether a file lies directly in a folder, by its path.
fn lies_in(file: &Path, folder: &Path) -> bool {
    file.parent().is_some_and(|parent| fs::canonicalize(parent).is_ok_and(|parent| parent == folder))
}
