//! A file that a command writes: created, never overwritten, and never beside what is read.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{anyhow, bail};
use journalq_file::write;
use journalq_query::discover::describe_io;

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
        let folder = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Err(new.error(&io::ErrorKind::InvalidInput.into())),
        };
        let folder = fs::canonicalize(folder).map_err(|error| new.error(&error))?;
        for input in inputs {
            let target = fs::canonicalize(input).ok();
            let is_within = match &target {
                // All that is below a folder may be read the next time.
                Some(target) if target.is_dir() => folder.starts_with(target),
                // A file lies where its path is, and where that leads to.
                _ => {
                    [Some(input), target.as_deref()].into_iter().flatten().any(|file| lies_in(file, &folder))
                }
            };
            if is_within {
                bail!(
                    "{} would lie beside {}: nothing is written there, name another folder.",
                    path.display(),
                    input.display()
                );
            }
        }
        Ok(new)
    }

    pub(crate) const fn path(&self) -> &'a Path {
        self.path
    }

    /// Creates the file with this content; one that cannot be written completely is removed again.
    pub(crate) fn create(&self, content: &[u8]) -> anyhow::Result<()> {
        write::create_file(self.path, content).map_err(|error| self.error(&error))
    }

    fn error(&self, error: &io::Error) -> anyhow::Error {
        let text = match error.kind() {
            io::ErrorKind::AlreadyExists => "it exists, and nothing is overwritten".to_owned(),
            _ => describe_io(error),
        };
        anyhow!("Failed to create {}: {text}", self.path.display())
    }
}

/// Whether a file lies directly in a folder, by its path.
fn lies_in(file: &Path, folder: &Path) -> bool {
    file.parent().is_some_and(|parent| fs::canonicalize(parent).is_ok_and(|parent| parent == folder))
}
