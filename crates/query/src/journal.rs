//! The opened files of a query.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use journalq_file::layout::flags::State;
use journalq_file::{FileNumber, FormatError, JournalFile, Limits, OpenCause, OpenError, Source};

/// A set of opened journal files, in the order in which they are read.
#[derive(Debug, Default)]
pub struct Journal {
    sources: Vec<Source>,
    limits: Limits,
    growing: bool,
    /// How many of the sources are kept open.
    kept_open: usize,
}

impl Journal {
    /// How many files are kept open: few are written to at a time, and there may be more files than descriptors. What is
    /// beyond is found by its path alone.
    const KEPT_OPEN: usize = 16;

    /// An empty set, whose files are read within `limits`.
    #[must_use]
    pub const fn with_limits(limits: Limits) -> Self {
        Self { sources: Vec::new(), limits, growing: false, kept_open: 0 }
    }

    /// An empty set of files that may grow while they are open.
    pub(crate) fn growing(limits: Limits) -> Self {
        Self { growing: true, ..Self::with_limits(limits) }
    }

    /// What the files are read within.
    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Maps the file at `path` and adds it.
    ///
    /// While a writer is between two stores the header of a live file may contradict itself for an instant: such a file is
    /// looked at again, a few times.
    ///
    /// # Errors
    ///
    /// When it is no readable journal file.
    pub fn open(&mut self, path: &Path) -> Result<(), OpenError> {
        const TRIES: usize = 3;
        let mut result = self.map(path);
        for _ in 1..TRIES {
            match &result {
                Err(OpenError { cause: OpenCause::Format(FormatError::Header { .. }), .. }) => {
                    result = self.map(path);
                }
                _ => break,
            }
        }
        result
    }

    fn map(&mut self, path: &Path) -> Result<(), OpenError> {
        if !self.growing {
            return self.add(Source::open(path)?);
        }
        let source = Source::open_growing(path)?;
        let is_archived = source.journal(self.limits)?.header().state() == State::ARCHIVED;
        // An archive's name is the live file's with an `@` and what is in it.
        let is_named_so = path.file_name().is_some_and(|name| name.as_encoded_bytes().contains(&b'@'));
        let stays_open = !is_archived && !is_named_so && self.kept_open < Self::KEPT_OPEN;
        self.kept_open = self.kept_open.saturating_add(usize::from(stays_open));
        self.add(if stays_open { source } else { source.closed() })
    }

    /// Adds one more file.
    ///
    /// # Errors
    ///
    /// When it is no readable journal file.
    pub fn add(&mut self, source: Source) -> Result<(), OpenError> {
        source.journal(self.limits)?;
        self.sources.push(source);
        Ok(())
    }

    /// Replaces the files by those at `paths`, of which those that are open are kept, whatever their path was.
    ///
    /// Returns those that cannot be opened, and those that are at none of these paths any more.
    pub(crate) fn adopt(&mut self, paths: &[PathBuf]) -> (Vec<OpenError>, Vec<Source>) {
        let mut held: HashMap<Option<FileNumber>, Source> =
            self.sources.drain(..).map(|source| (source.number(), source)).collect();
        let mut problems = Vec::new();
        self.kept_open = held.values().filter(|source| source.is_open()).count();
        for path in paths {
            match held.remove(&FileNumber::at(path).ok()) {
                Some(source) => self.sources.push(source.renamed(path.clone())),
                None => problems.extend(self.open(path).err()),
            }
        }
        (problems, held.into_values().collect())
    }

    /// Keeps a file that was opened before.
    pub(crate) fn keep(&mut self, source: Source) {
        self.sources.push(source);
    }

    /// Maps again what has grown.
    pub(crate) fn renew(&mut self) {
        // What cannot be mapped anew is read as far as it was.
        self.sources.iter_mut().for_each(|source| drop(source.renew()));
    }

    /// The sources, in order.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The files, one for each source and in their order.
    ///
    /// # Errors
    ///
    /// When a file is no journal any more, although it was when it was added.
    pub fn files(&self) -> Result<Vec<JournalFile<'_>>, OpenError> {
        self.sources.iter().map(|source| open_again(source, self.limits)).collect()
    }
}

/// Opens a source whose header was checked when it was added.
fn open_again(source: &Source, limits: Limits) -> Result<JournalFile<'_>, OpenError> {
    JournalFile::open_damaged(source.bytes(), limits)
        .map(|file| file.with_recovery(source.recovery()))
        .map_err(|error| OpenError { path: source.path().to_owned(), cause: OpenCause::Format(error) })
}
