//! The entries of one side, each with its fingerprint.

use journalq_file::{Entry, Findings, JournalFile};
use journalq_query::grep::Pattern;
use journalq_query::{Merge, Window};
use journalq_report::diff::{Fingerprints, Place};

use crate::args::Args;
use crate::grep::Grep;
use crate::{filter, lost, show};

pub(super) struct Walk<'a> {
    files: &'a [JournalFile<'a>],
    window: Window<'a>,
    grep: Option<Grep>,
    fingerprints: Fingerprints,
    lost: Vec<Findings>,
}

impl<'a> Walk<'a> {
    /// The entries of these files that the options select.
    pub(super) fn new(
        args: &Args,
        pattern: Option<Pattern>,
        files: &'a [JournalFile<'a>],
        key: [u8; 16],
    ) -> anyhow::Result<Self> {
        let expr = filter::expression(args, files)?;
        let options = args.window(show::start(args)?);
        Ok(Self {
            files,
            window: Window::new(Merge::new(files, expr.as_ref()), options),
            grep: pattern.map(Grep::new),
            fingerprints: Fingerprints::new(key, &args.diff.ignored),
            lost: vec![Findings::default(); files.len()],
        })
    }

    /// How many entries there are at most, by the headers.
    pub(super) fn n_entries(&self) -> u64 {
        self.files.iter().map(|file| file.header().n_entries()).fold(0, u64::saturating_add)
    }

    /// The next entry that is meant.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<(Place, u128)>> {
        while let Some(position) = self.window.next() {
            let (index, entry) = (position.file, &position.entry);
            let (Some(file), Some(lost)) = (self.files.get(index), self.lost.get_mut(index)) else {
                continue;
            };
            if let Some(grep) = &mut self.grep
                && grep.find(index, file, entry, lost)?.is_none()
            {
                self.window.uncount();
                continue;
            }
            let fingerprint = self.fingerprints.of(index, file, entry, lost);
            let realtime_usec = entry.head().realtime_usec;
            return Ok(Some((Place { realtime_usec, file: index, entry: entry.offset() }, fingerprint)));
        }
        Ok(None)
    }

    /// An entry that was met.
    pub(super) fn entry(&self, place: &Place) -> Option<Entry<'a>> {
        self.files.get(place.file)?.read_entry(place.entry).ok()
    }

    /// What could not be read, for each file.
    pub(super) fn into_findings(mut self) -> Vec<Findings> {
        lost::add(&mut self.lost, self.window.merge().findings());
        self.lost
    }
}
