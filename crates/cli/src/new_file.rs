//! A file that a command writes: created, never overwritten, and never beside what is read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
            let is_beside = folders_of(input).any(|other| other == folder);
            // Of a folder all that is below it may be read the next time.
            let is_below =
                fs::canonicalize(input).is_ok_and(|input| input.is_dir() && folder.starts_with(input));
            if is_beside || is_below {
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

/// Where a file lies, by the path that names it and by what that leads to; or a folder itself.
fn folders_of(path: &Path) -> impl Iterator<Item = PathBuf> {
    let target = fs::canonicalize(path).ok();
    let folder = target.clone().filter(|target| target.is_dir());
    let parent = |path: &Path| path.parent().and_then(|parent| fs::canonicalize(parent).ok());
    let is_file = folder.is_none();
    let parents = [parent(path), target.as_deref().and_then(parent)];
    folder.into_iter().chain(parents.into_iter().flatten().filter(move |_| is_file))
}
