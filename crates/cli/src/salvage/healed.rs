//! Salvaged entries as a journal in memory, which is read like any other.

use journalq_file::salvage::{Grade, Salvage, SalvagedEntry};
use journalq_file::write::{JournalWriter, NewEntry, WriteError, WriteOptions};
use journalq_file::{ADDED_FIELDS, Scratch};

use super::Find;
use super::copies::Copies;
use crate::extract::layout_for;

/// The entries that were found in a file and can be printed, as a journal.
pub(super) struct Healed {
    pub(super) journal: Vec<u8>,
    pub(super) refused: Refused,
}

/// Entries that were found and cannot be printed: how many, and why the first of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Refused {
    pub(super) entries: u64,
    pub(super) first: Option<WriteError>,
}

impl Healed {
    /// Takes the entries that were salvaged from a file, unless there is a better copy. Each keeps what identifies it, and has
    /// fields more that tell where it was found.
    pub(super) fn new(salvage: &Salvage<'_>, find: &Find<'_>, copies: &Copies) -> Result<Self, WriteError> {
        let mut writer = JournalWriter::new(WriteOptions {
            layout: layout_for(find.bytes.len()),
            data_hash_buckets: salvage.entries().len().saturating_mul(8).max(64),
            field_hash_buckets: 64,
            // One may be there twice.
            allow_any_seqnum: true,
            ..salvage.write_options()
        })?;
        let mut order: Vec<&SalvagedEntry> =
            salvage.entries().iter().filter(|entry| copies.has_no_better(entry)).collect();
        // A bit in a time may be wrong, so that times are no order.
        order.sort_by_key(|entry| (entry.head.seqnum, entry.head.monotonic_usec, entry.head.realtime_usec));
        let file = added("FILE", find.evidence.as_os_str().as_encoded_bytes());
        let mut refused = Refused::default();
        let mut scratch = Scratch::default();
        let mut payloads = Payloads::default();
        for entry in order {
            payloads.clear();
            payloads.push(&file);
            push_added(find, entry, &mut payloads);
            for data in salvage.items(entry).flatten() {
                if let Ok(payload) = data.payload(&mut scratch)
                    && !payload.starts_with(ADDED_FIELDS)
                {
                    payloads.push(payload);
                }
            }
            if let Err(error) = append(&mut writer, entry, &payloads.slices()) {
                refused.entries = refused.entries.saturating_add(1);
                refused.first.get_or_insert(error);
            }
        }
        Ok(Self { journal: writer.finish(), refused })
    }
}

fn append(writer: &mut JournalWriter, entry: &SalvagedEntry, payloads: &[&[u8]]) -> Result<(), WriteError> {
    let head = entry.head;
    let new = NewEntry {
        seqnum: Some(head.seqnum),
        realtime_usec: head.realtime_usec,
        monotonic_usec: head.monotonic_usec,
        boot_id: head.boot_id,
        xor_hash: Some(head.xor_hash),
        payloads,
    };
    writer.append(&new).map(drop)
}

/// The payloads of an entry, one behind the other, and where each ends.
#[derive(Default)]
struct Payloads {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Payloads {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn push(&mut self, payload: &[u8]) {
        self.bytes.extend_from_slice(payload);
        self.ends.push(self.bytes.len());
    }

    fn slices(&self) -> Vec<&[u8]> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        begins.zip(&self.ends).filter_map(|(begin, &end)| self.bytes.get(begin..end)).collect()
    }
}

/// Appends what is added to an entry beside the name of its file.
fn push_added(find: &Find<'_>, entry: &SalvagedEntry, payloads: &mut Payloads) {
    let mut push = |name: &str, value: &str| payloads.push(&added(name, value.as_bytes()));
    push("OFFSET", &find.in_evidence(entry.offset.get()).to_string());
    push("GRADE", entry.grade.name());
    if entry.lost_items > 0 {
        push("LOST", &entry.lost_items.to_string());
    }
    if let Grade::Embedded { data } = entry.grade {
        push("ENCLOSED_BY", &find.in_evidence(data).to_string());
    }
}

/// The payload of an added field.
fn added(name: &str, value: &[u8]) -> Vec<u8> {
    [ADDED_FIELDS, name.as_bytes(), b"=", value].concat()
}
