//! The lenient walk over a file's entries: what cannot be read is recorded and passed over.

use crate::entry::Entry;
use crate::entry_array::{Direction, EntryList};
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::succession::Succession;

/// What a walk could not read: how often, and the first cases in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    total: u64,
    /// How many of them lie beyond the end of the file.
    beyond_end: u64,
    first: Vec<FormatError>,
}

impl Findings {
    /// How many findings are kept in full.
    const KEPT: usize = 16;

    /// Records one more.
    pub fn record(&mut self, error: FormatError) {
        self.total = self.total.saturating_add(1);
        self.beyond_end = self.beyond_end.saturating_add(u64::from(is_beyond_end(&error)));
        if self.first.len() < Self::KEPT {
            self.first.push(error);
        }
    }

    /// Records these, too.
    pub fn extend(&mut self, errors: impl IntoIterator<Item = FormatError>) {
        errors.into_iter().for_each(|error| self.record(error));
    }

    /// Adds what another walk could not read.
    pub fn append(&mut self, other: &Self) {
        self.total = self.total.saturating_add(other.total);
        self.beyond_end = self.beyond_end.saturating_add(other.beyond_end);
        let room = Self::KEPT.saturating_sub(self.first.len());
        self.first.extend(other.first.iter().take(room));
    }

    /// Forgets what lies beyond the end of the file. In a file that has grown since it was mapped
    /// ([`Source::has_grown`](crate::Source::has_grown)) that is not lost, but was written meanwhile.
    pub fn forget_beyond_end(&mut self) {
        self.total = self.total.saturating_sub(std::mem::take(&mut self.beyond_end));
        self.first.retain(|error| !is_beyond_end(error));
    }

    /// The number of findings.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The first of them, at most 16.
    #[must_use]
    pub fn first(&self) -> &[FormatError] {
        &self.first
    }

    /// Tells whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.total == 0
    }
}

const fn is_beyond_end(error: &FormatError) -> bool {
    matches!(error, FormatError::Object { cause: ObjectCause::OutOfBounds { .. }, .. })
}

impl<'a> JournalFile<'a> {
    /// Walks all entries, oldest first.
    ///
    /// An entry that cannot be read, or that stands out of order in the entry arrays, is recorded in
    /// [`Entries::findings`], and the walk goes on with the next.
    #[must_use]
    pub fn entries(&self) -> Entries<'a> {
        let list = self.all_entries();
        let mut findings = Findings::default();
        findings.extend(self.check_tail_object().err());
        Entries {
            file: *self,
            list,
            index: Some(0),
            succession: Succession::new(self, Direction::Down),
            findings,
        }
    }
}

/// The readable entries of a file; made by [`JournalFile::entries`].
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    file: JournalFile<'a>,
    list: EntryList<'a>,
    index: Option<u64>,
    succession: Succession,
    findings: Findings,
}

impl Entries<'_> {
    /// What was passed over so far.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut findings = self.findings.clone();
        findings.extend(self.list.defect());
        findings
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        loop {
            let (index, offset) = self.list.nearest(self.index?, Direction::Down)?;
            self.index = index.checked_add(1);
            match self.succession.read(&self.file, offset) {
                Ok(entry) => return Some(entry),
                Err(error) => self.findings.record(error),
            }
        }
    }
}
