//! Copies entries into a new journal, with the values of some fields replaced.

use journalq_file::write::{JournalWriter, NewEntry, WriteError};
use journalq_file::{Findings, JournalFile};
use journalq_output::{Field, Loader, Wanted};

use super::chosen::Place;
use crate::stderr::{Level, say};

/// What stands for a value that is not copied.
const REDACTED: &[u8] = b"[redacted]";

/// Copies one entry after the other.
pub(super) struct Copier<'a, 'f> {
    files: &'f [JournalFile<'a>],
    /// The fields whose values are replaced, and how many were.
    redact: Vec<(&'f [u8], u64)>,
    loader: Loader,
    /// The payloads of the present entry, one behind the other, and where each ends.
    payloads: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a, 'f> Copier<'a, 'f> {
    pub(super) fn new(files: &'f [JournalFile<'a>], redact: &'f [Vec<u8>]) -> Self {
        let redact = redact.iter().map(|name| (name.as_slice(), 0)).collect();
        Self { files, redact, loader: Loader::new(Wanted::All), payloads: Vec::new(), ends: Vec::new() }
    }

    /// Says what was replaced. A name that no entry has may be a mistake.
    pub(super) fn report(&self, is_quiet: bool) {
        for (name, _) in self.redact.iter().filter(|(_, values)| *values == 0) {
            say(Level::Warning, &format!("No entry has the field {}.", name.escape_ascii()));
        }
        let values = self
            .redact
            .iter()
            .map(|(_, values)| values)
            .fold(0_u64, |sum, values| sum.saturating_add(*values));
        if values > 0 && !is_quiet {
            say(Level::Notice, &format!("Redacted {values} value{}.", if values == 1 { "" } else { "s" }));
        }
    }

    /// Appends the entry at `place` to the new journal. What of it cannot be read is `lost`; nothing is written of an entry
    /// of which nothing can.
    pub(super) fn copy(
        &mut self,
        place: &Place,
        keeps_seqnum: bool,
        writer: &mut JournalWriter,
        lost: &mut [Findings],
    ) -> Result<(), WriteError> {
        let (Some(file), Some(lost)) = (self.files.get(place.file), lost.get_mut(place.file)) else {
            return Ok(());
        };
        let entry = match file.read_entry(place.offset) {
            Ok(entry) => entry,
            Err(error) => {
                lost.record(error);
                return Ok(());
            }
        };
        let Self { redact, loader, payloads, ends, .. } = self;
        payloads.clear();
        ends.clear();
        let is_changed = loader.load(place.file, file, &entry, lost, |fields| {
            let mut is_changed = false;
            for &Field { name, value } in fields {
                let replaced = redact.iter_mut().find(|(redact, _)| *redact == name);
                payloads.extend_from_slice(name);
                payloads.push(b'=');
                payloads.extend_from_slice(if replaced.is_some() { REDACTED } else { value });
                ends.push(payloads.len());
                if let Some((_, values)) = replaced {
                    *values = values.saturating_add(1);
                    is_changed = true;
                }
            }
            is_changed
        });
        let begins = [0].into_iter().chain(ends.iter().copied());
        let payloads: Vec<&[u8]> =
            begins.zip(&*ends).filter_map(|(begin, end)| payloads.get(begin..*end)).collect();
        if payloads.is_empty() {
            return Ok(());
        }
        let head = entry.head();
        let new = NewEntry {
            seqnum: keeps_seqnum.then_some(head.seqnum),
            realtime_usec: head.realtime_usec,
            monotonic_usec: head.monotonic_usec,
            boot_id: head.boot_id,
            // Of values that are replaced it would still tell what they were.
            xor_hash: (!is_changed).then_some(head.xor_hash),
            payloads: &payloads,
        };
        writer.append(&new).map(drop)
    }
}
