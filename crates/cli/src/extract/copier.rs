//! Copies entries into a new journal.

use journalq_file::write::{JournalWriter, NewEntry, WriteError};
use journalq_file::{Findings, JournalFile};
use journalq_output::{Loader, Wanted};

use super::chosen::Place;
use super::edit::{Edit, Edited};

/// What of an entry is not copied as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct AsNew {
    /// Whether it keeps its sequence number.
    pub(super) keeps_seqnum: bool,
    /// The time since the boot that is written instead of its own.
    pub(super) monotonic_usec: Option<u64>,
}

/// Copies one entry after the other.
pub(super) struct Copier<'a, 'f, 'e> {
    files: &'f [JournalFile<'a>],
    edit: &'f mut Edit<'e>,
    loader: Loader,
    /// The payloads of the present entry, one behind the other, and where each ends.
    payloads: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a, 'f, 'e> Copier<'a, 'f, 'e> {
    pub(super) fn new(files: &'f [JournalFile<'a>], edit: &'f mut Edit<'e>) -> Self {
        Self { files, edit, loader: Loader::new(Wanted::All), payloads: Vec::new(), ends: Vec::new() }
    }

    /// Appends the entry at `place` to the new journal. What of it cannot be read is `lost`; nothing is written of an entry
    /// of which nothing can.
    pub(super) fn copy(
        &mut self,
        place: &Place,
        as_new: AsNew,
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
        let Self { edit, loader, payloads, ends, .. } = self;
        payloads.clear();
        ends.clear();
        let is_changed = loader.load(place.file, file, &entry, lost, |fields| {
            let mut is_changed = false;
            for field in fields {
                let value = match edit.apply(*field) {
                    Edited::Kept(value) => value,
                    Edited::Changed(value) => {
                        is_changed = true;
                        value
                    }
                    Edited::Dropped => continue,
                };
                payloads.extend_from_slice(field.name);
                payloads.push(b'=');
                payloads.extend_from_slice(value);
                ends.push(payloads.len());
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
            seqnum: as_new.keeps_seqnum.then_some(head.seqnum),
            realtime_usec: head.realtime_usec,
            monotonic_usec: as_new.monotonic_usec.unwrap_or(head.monotonic_usec),
            boot_id: head.boot_id,
            // Of values that are replaced it would still tell what they were.
            xor_hash: (!is_changed).then_some(head.xor_hash),
            payloads: &payloads,
        };
        writer.append(&new).map(drop)
    }
}
