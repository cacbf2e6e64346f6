//! Salvaged entries as a journal in memory, which is read like any other.

use journalq_file::salvage::{Grade, Salvage, SalvagedEntry};
use journalq_file::write::{JournalWriter, NewEntry, WriteError, WriteOptions};
use journalq_file::{ADDED_FIELDS, DataObject, Limits, Scratch};

use super::Find;
use super::copies::Copies;
use crate::extract::layout_for;

/// The entries that were found in a file and can be printed, as a journal.
pub(super) struct Healed {
    pub(super) journal: Vec<u8>,
    pub(super) refused: Refused,
}

/// What was found and cannot be printed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Refused {
    /// How many entries, and why the first of them.
    pub(super) entries: u64,
    pub(super) first: Option<WriteError>,
    /// How many fields of other entries, since these or all together would be larger than the limits allow.
    pub(super) fields: u64,
}

impl Healed {
    /// Takes the entries that were salvaged from a file, unless there is a better copy. Each keeps what identifies it, and has
    /// fields more that tell where it was found.
    pub(super) fn new(
        salvage: &Salvage<'_>,
        find: &Find<'_>,
        copies: &Copies,
        limits: Limits,
    ) -> Result<Self, WriteError> {
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
        let (mut about, mut payloads) = (Payloads::default(), Loaded::new(limits));
        for entry in order {
            let left_out = payloads.load(salvage.items(entry).flatten());
            refused.fields = refused.fields.saturating_add(left_out.into());
            about.clear();
            about.push(&file);
            push_added(find, entry, left_out, &mut about);
            let slices = [about.slices(), payloads.fields.slices()].concat();
            if let Err(error) = append(&mut writer, entry, &slices) {
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
        self.end();
    }

    /// Makes a payload of what stands behind the last one.
    fn end(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn slices(&self) -> Vec<&[u8]> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        begins.zip(&self.ends).filter_map(|(begin, &end)| self.bytes.get(begin..end)).collect()
    }
}

/// The fields of an entry, as many as the limits allow.
struct Loaded {
    fields: Payloads,
    limits: Limits,
    /// How many bytes more may be decompressed for all entries.
    run_left: u64,
    scratch: Scratch,
}

impl Loaded {
    fn new(limits: Limits) -> Self {
        let (fields, scratch) = (Payloads::default(), Scratch::default());
        Self { fields, limits, run_left: limits.run_bytes, scratch }
    }

    /// Takes these instead of those of another entry. Returns how many are left out.
    fn load<'a>(&mut self, items: impl Iterator<Item = DataObject<'a>>) -> u32 {
        self.fields.clear();
        let (mut left_out, mut room) = (0_u32, self.limits.entry_bytes);
        for data in items {
            let begin = self.fields.bytes.len();
            let is_taken = self.append(&data, &mut room);
            if is_taken && !self.fields.bytes.get(begin..).is_some_and(|it| it.starts_with(ADDED_FIELDS)) {
                self.fields.end();
            } else {
                self.fields.bytes.truncate(begin);
                left_out = left_out.saturating_add((!is_taken).into());
            }
        }
        left_out
    }

    /// Appends a payload. Tells whether there was room for it; one that is too large when it is decompressed leaves none for
    /// others, since finding that out costs as much as taking it.
    fn append(&mut self, data: &DataObject<'_>, room: &mut usize) -> bool {
        if matches!(data.codec(), Ok(None)) {
            let Some(left) = room.checked_sub(data.stored().len()) else { return false };
            *room = left;
            self.fields.bytes.extend_from_slice(data.stored());
            return true;
        }
        let run_left = usize::try_from(self.run_left).unwrap_or(usize::MAX);
        if run_left == 0 {
            return false;
        }
        let (begin, before) = (self.fields.bytes.len(), std::mem::take(room));
        let limit = before.min(run_left);
        let result = data.decompress_onto(&mut self.scratch, limit, &mut self.fields.bytes);
        if result.is_ok() {
            *room = before.saturating_sub(self.fields.bytes.len().saturating_sub(begin));
        }
        let spent = u64::try_from(before.saturating_sub(*room)).unwrap_or(u64::MAX);
        self.run_left = self.run_left.saturating_sub(spent);
        result.is_ok()
    }
}

/// Appends what is added to an entry beside the name of its file.
fn push_added(find: &Find<'_>, entry: &SalvagedEntry, left_out: u32, payloads: &mut Payloads) {
    let mut push = |name: &str, value: &str| payloads.push(&added(name, value.as_bytes()));
    push("OFFSET", &find.in_evidence(entry.offset.get()).to_string());
    push("GRADE", entry.grade.name());
    let lost = entry.lost_items.saturating_add(left_out);
    if lost > 0 {
        push("LOST", &lost.to_string());
    }
    if let Grade::Embedded { data } = entry.grade {
        push("ENCLOSED_BY", &find.in_evidence(data).to_string());
    }
}

/// The payload of an added field.
fn added(name: &str, value: &[u8]) -> Vec<u8> {
    [ADDED_FIELDS, name.as_bytes(), b"=", value].concat()
}
