//! The lenient walk over a file's entries: what cannot be read is recorded and passed over.

use crate::entry::Entry;
use crate::entry_array::{Direction, EntryList};
use crate::file::JournalFile;
use crate::findings::Findings;
use crate::succession::Succession;

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
        self.list.report(&mut findings);
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
