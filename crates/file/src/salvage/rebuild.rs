//! Salvaged entries as a healthy new journal.
//!
//! A journal has sequence numbers that increase, and within a boot times that do not go back. What was salvaged from
//! damaged bytes need not have: an entry may be there twice, or have a time in which a bit is wrong.

use super::{Salvage, SalvagedEntry};
use crate::data::Scratch;
use crate::write::{JournalWriter, NewEntry, WriteError, WriteOptions};

/// What became of the entries that were written to a new journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Entries written.
    pub written: u64,
    /// Those among them that had to be given another sequence number, since theirs was taken.
    pub renumbered: u64,
    /// Those among them whose time since the boot was set to that of the entry before, since it went back.
    pub retimed: u64,
    /// Entries that the writer refused.
    pub refused: u64,
    /// Why it refused the first of them.
    pub first_refusal: Option<WriteError>,
}

impl Salvage<'_> {
    /// What kind of file to write the entries to: that which they come from, as far as it is known.
    ///
    /// The new file has the IDs of the old one where they are known; give it a file ID of its own to keep both.
    #[must_use]
    pub fn write_options(&self) -> WriteOptions {
        let identity = self.identity();
        let options = WriteOptions { allow_any_name: true, ..WriteOptions::default() };
        WriteOptions {
            file_id: identity.file_id.unwrap_or(options.file_id),
            machine_id: identity.machine_id.unwrap_or(options.machine_id),
            seqnum_id: identity.seqnum_id.unwrap_or_default(),
            ..options
        }
    }

    /// Appends all entries to `writer`, ordered by their sequence numbers.
    ///
    /// `edit` may change the payloads of each entry, and is given the lost ones as not there. What the writer then
    /// refuses is counted, and the others follow.
    pub fn write_to(
        &self,
        writer: &mut JournalWriter,
        mut edit: impl FnMut(&SalvagedEntry, &mut Vec<Vec<u8>>),
    ) -> Rebuilt {
        let mut rebuilt = Rebuilt::default();
        let mut scratch = Scratch::default();
        let mut order: Vec<&SalvagedEntry> = self.entries().iter().collect();
        order.sort_by_key(|entry| entry.head.seqnum);
        for entry in order {
            let mut payloads = Vec::new();
            for item in self.items(entry).flatten() {
                payloads.extend(item.payload(&mut scratch).ok().map(<[u8]>::to_vec));
            }
            edit(entry, &mut payloads);
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            let head = entry.head;
            let new = NewEntry {
                seqnum: Some(head.seqnum),
                realtime_usec: head.realtime_usec,
                monotonic_usec: head.monotonic_usec,
                boot_id: head.boot_id,
                xor_hash: Some(head.xor_hash),
                payloads: &payloads,
            };
            match writer.append(&new) {
                Ok(_) => rebuilt.written = rebuilt.written.saturating_add(1),
                Err(error) => {
                    rebuilt.refused = rebuilt.refused.saturating_add(1);
                    rebuilt.first_refusal.get_or_insert(error);
                }
            }
        }
        rebuilt
    }
}
