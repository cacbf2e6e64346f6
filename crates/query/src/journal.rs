//! The opened files of a query.

use std::path::Path;

use journalq_file::{FormatError, JournalFile, Limits, OpenCause, OpenError, Source};

/// A set of opened journal files, in the order in which they are read.
#[derive(Debug, Default)]
pub struct Journal {
    sources: Vec<Source>,
    limits: Limits,
}

impl Journal {
    /// An empty set, whose files are read within `limits`.
    #[must_use]
    pub const fn with_limits(limits: Limits) -> Self {
        Self { sources: Vec::new(), limits }
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
        let mut result = self.add(Source::open(path)?);
        for _ in 1..TRIES {
            match &result {
                Err(OpenError { cause: OpenCause::Format(FormatError::Header { .. }), .. }) => {
                    result = self.add(Source::open(path)?);
                }
                _ => break,
            }
        }
        result
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
        .map_err(|error| OpenError { path: source.path().to_owned(), cause: OpenCause::Format(error) })
}
