//! The entries of one file that fulfil an expression, in the order of the file: for who counts, where no order over many files
//! is needed.

use std::sync::Arc;

use journalq_file::{Direction, Entry, Findings, JournalFile, Succession};

use crate::matches::Expr;
use crate::plan::EntrySet;

/// The entries of a file that fulfil an expression.
///
/// # Examples
///
/// ```
/// use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
/// use journalq_file::{Direction, Id128, JournalFile};
/// use journalq_query::{Expr, FileEntries};
///
/// let mut writer = JournalWriter::new(WriteOptions::default())?;
/// for payload in ["A=1", "A=2", "A=1"] {
///     let (realtime_usec, monotonic_usec, boot_id) = (1, 1, Id128([1; 16]));
///     let payloads: &[&[u8]] = &[payload.as_bytes()];
///     writer.append(&NewEntry { seqnum: None, realtime_usec, monotonic_usec, boot_id, xor_hash: None, payloads })?;
/// }
/// let bytes = writer.finish();
/// let file = JournalFile::open(&bytes)?;
/// let expr = Expr::Match(b"A=1".to_vec());
/// let mut entries = FileEntries::new(file, Some(&expr), Direction::Down);
/// assert_eq!(entries.listed(), Some(2));
/// assert_eq!(entries.map(|entry| entry.head().seqnum).collect::<Vec<_>>(), [1, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FileEntries<'a> {
    file: JournalFile<'a>,
    set: EntrySet<'a>,
    direction: Direction,
    succession: Succession,
    phase: Phase<'a>,
    findings: Findings,
}

#[derive(Clone, Copy, Debug)]
enum Phase<'a> {
    Begin,
    /// This one was returned last.
    At(Entry<'a>),
    Ended,
}

impl<'a> FileEntries<'a> {
    /// The entries of `file` that fulfil `expr`, all without one: from the first on, or going up from the last.
    #[must_use]
    pub fn new(file: JournalFile<'a>, expr: Option<&Expr>, direction: Direction) -> Self {
        Self {
            file,
            set: EntrySet::new(file, expr.cloned().map(Arc::new)),
            direction,
            succession: Succession::new(&file, direction),
            phase: Phase::Begin,
            findings: Findings::default(),
        }
    }

    /// How many entries there are, where one list of the file tells it: that of all entries, or of one value of a field. It is
    /// known without a look at any of them; entries that cannot be read are counted, too.
    pub fn listed(&mut self) -> Option<u64> {
        self.set.listed()
    }

    /// What could not be read so far.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut findings = self.findings.clone();
        self.set.report_defects(&mut findings);
        findings
    }
}

impl<'a> Iterator for FileEntries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let mut next = match &self.phase {
            Phase::Begin => self.set.outermost(self.direction),
            Phase::At(entry) => self.set.beyond(self.direction, entry.offset()),
            Phase::Ended => None,
        };
        while let Some(offset) = next {
            match self.succession.read(&self.file, offset) {
                Ok(entry) if self.set.admits(&entry, &mut self.findings) => {
                    self.phase = Phase::At(entry);
                    return Some(entry);
                }
                Ok(_) => {}
                Err(error) => self.findings.record(error),
            }
            next = self.set.beyond(self.direction, offset);
        }
        self.phase = Phase::Ended;
        None
    }
}
