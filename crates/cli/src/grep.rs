//! `-g`: whether the message of an entry matches, and where.

use std::ops::Range;

use journalq_file::{Entry, Findings, JournalFile};
use journalq_output::{Field, Loader, Wanted};
use journalq_query::grep::Pattern;

/// Searches messages. One to a worker.
pub(crate) struct Grep {
    pattern: Pattern,
    messages: Loader,
}

impl Grep {
    pub(crate) fn new(pattern: Pattern) -> Self {
        Self { pattern, messages: Loader::new(Wanted::First(b"MESSAGE".to_vec())) }
    }

    /// One that finds the same, for another worker.
    pub(crate) fn another(&self) -> Self {
        Self::new(self.pattern.clone())
    }

    /// Where in the first message of an entry of file `index` something matches. What cannot be read is `lost`.
    pub(crate) fn find(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        lost: &mut Findings,
    ) -> anyhow::Result<Option<Range<usize>>> {
        let Self { pattern, messages } = self;
        let find = |fields: &[Field<'_>]| match fields.first() {
            Some(message) => pattern.find(message.value),
            None => Ok(None),
        };
        let hit = messages.load(index, file, entry, lost, find)?;
        Ok(hit.map(|(begin, end)| begin..end))
    }

    /// Is handed entries of this file alone, until another one begins.
    pub(crate) fn begin_file(&mut self, index: usize) {
        self.messages.begin_file(index);
    }

    /// Is handed other files from now on.
    pub(crate) fn forget_files(&mut self) {
        self.messages.forget_files();
    }
}
