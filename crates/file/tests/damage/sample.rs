//! A healthy file, the places in it that can be damaged, and what the reader still finds.

use std::ops::RangeInclusive;

use journalq_file::layout::object::ObjectType;
use journalq_file::write::{JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{
    DataObject, DataOffset, EntryOffset, Findings, FormatError, Id128, JournalFile, ObjectCause, Scratch,
};
use journalq_testkit::naive::{Entry, Journal};

use crate::live;

/// The number of entries of most samples: their global chain has arrays of 4, 8, 26 and 78 items.
pub(crate) const N: u64 = 60;

/// A file of the entries 1, 2, ... with these fields, and what was in it before it was damaged.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    pub(crate) healthy: Journal,
}

/// The sequence numbers of the entries that are returned, and what was passed over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) seqnums: Vec<u64>,
    pub(crate) findings: Findings,
}

impl Reading {
    /// Asserts that just these entries were returned, and nothing was recorded.
    #[track_caller]
    pub(crate) fn assert(&self, seqnums: impl IntoIterator<Item = u64>) {
        self.assert_with(seqnums, []);
    }

    /// Asserts that just these entries were returned, and these errors recorded.
    #[track_caller]
    pub(crate) fn assert_with(
        &self,
        seqnums: impl IntoIterator<Item = u64>,
        findings: impl IntoIterator<Item = FormatError>,
    ) {
        assert_eq!(self.seqnums, seqnums.into_iter().collect::<Vec<_>>());
        assert_eq!(self.findings.first(), findings.into_iter().collect::<Vec<_>>());
        assert_eq!(self.findings.total(), self.findings.first().len() as u64);
    }
}

impl Sample {
    pub(crate) fn new(options: WriteOptions, n_entries: u64) -> Self {
        let mut writer = JournalWriter::new(options).unwrap();
        for n in 1..=n_entries {
            let payloads = [message(n), "SHARED=1".to_owned(), format!("MOD={}", n % 5), long(n)];
            let payloads: Vec<&[u8]> = payloads.iter().map(String::as_bytes).collect();
            let entry = NewEntry {
                seqnum: Some(n),
                realtime_usec: 1_700_000_000_000_000 + n,
                monotonic_usec: n,
                boot_id: Id128([7; 16]),
                xor_hash: None,
                payloads: &payloads,
            };
            writer.append(&entry).unwrap();
        }
        let bytes = writer.finish();
        let healthy = Journal::read(&bytes).unwrap();
        Self { bytes, healthy }
    }

    /// A small file of each layout.
    pub(crate) fn of_each_layout() -> [Self; 2] {
        [Layout::Regular, Layout::Compact].map(|layout| Self::new(small(layout), N))
    }

    pub(crate) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The entry of this sequence number.
    pub(crate) fn entry(&self, seqnum: u64) -> &Entry {
        self.healthy.first(|entry| entry.seqnum == seqnum).unwrap()
    }

    /// The offset of the DATA object of a payload.
    pub(crate) fn data(&self, payload: &str) -> u64 {
        let mut data = self.healthy.data.iter();
        *data.find(|(_, data)| data.payload == payload.as_bytes()).unwrap().0
    }

    /// The offset of the FIELD object of a name.
    pub(crate) fn field(&self, name: &str) -> u64 {
        let mut fields = self.healthy.fields.iter();
        *fields.find(|(_, field)| field.name == name.as_bytes()).unwrap().0
    }

    /// The offsets of the arrays of a chain.
    pub(crate) fn chain(&self, first: u64) -> Vec<u64> {
        let mut chain = Vec::new();
        let mut next = first;
        while next != 0 {
            chain.push(next);
            next = self.healthy.entry_arrays[&next].next_entry_array_offset;
        }
        chain
    }

    /// The offsets of the arrays of the global chain.
    pub(crate) fn global_chain(&self) -> Vec<u64> {
        self.chain(self.healthy.header.entry_array_offset)
    }

    pub(crate) fn item_size(&self) -> u64 {
        if self.healthy.header.is_compact() { 4 } else { 8 }
    }

    /// Where the item of an entry stands in the global chain.
    pub(crate) fn global_item(&self, seqnum: u64) -> u64 {
        let mut index = seqnum - 1;
        for array in self.global_chain() {
            let capacity = self.healthy.entry_arrays[&array].items.len() as u64;
            if index < capacity {
                return array + 24 + index * self.item_size();
            }
            index -= capacity;
        }
        panic!("entry {seqnum} is not in the chain");
    }

    pub(crate) fn u64_at(&self, at: u64) -> u64 {
        let at = usize::try_from(at).unwrap();
        u64::from_le_bytes(self.bytes[at..at + 8].try_into().unwrap())
    }

    pub(crate) fn put(&mut self, at: u64, bytes: &[u8]) {
        let at = usize::try_from(at).unwrap();
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    pub(crate) fn put_u64(&mut self, at: u64, value: u64) {
        self.put(at, &value.to_le_bytes());
    }

    /// Overwrites an item of an entry or an entry array.
    pub(crate) fn put_item(&mut self, at: u64, offset: u64) {
        let bytes = offset.to_le_bytes();
        self.put(at, &bytes[..usize::try_from(self.item_size()).unwrap()]);
    }

    pub(crate) fn file(&self) -> JournalFile<'_> {
        JournalFile::open(&self.bytes).unwrap()
    }

    /// Reads all entries; none that journalctl returns is missing, where it can be asked.
    pub(crate) fn read(&self) -> Reading {
        let reading = read(self.file());
        live::assert_not_more_in_journalctl(&self.bytes, &reading.seqnums);
        reading
    }

    /// The entry of this sequence number as the reader sees it.
    pub(crate) fn payloads(&self, seqnum: u64) -> Vec<Result<Vec<u8>, FormatError>> {
        let entry = self.file().read_entry(EntryOffset::new(self.entry(seqnum).offset).unwrap()).unwrap();
        let mut scratch = Scratch::default();
        let mut payload = |data| Ok(self.file().read_data(data)?.payload(&mut scratch)?.to_vec());
        entry.items().map(&mut payload).collect()
    }

    /// The DATA object at an offset.
    pub(crate) fn read_data(&self, offset: u64) -> Result<DataObject<'_>, FormatError> {
        self.file().read_data(DataOffset::new(offset).unwrap())
    }
}

/// A field that only this entry has.
pub(crate) fn message(n: u64) -> String {
    format!("MESSAGE=entry {n}")
}

/// A field that is compressed where there is a codec.
fn long(n: u64) -> String {
    format!("LONG={}", "abcdefg".repeat(usize::try_from(n % 3).unwrap() * 5 + 20))
}

/// A file with few buckets, so that their chains are long, and without compression.
pub(crate) fn small(layout: Layout) -> WriteOptions {
    WriteOptions {
        layout,
        codec: None,
        data_hash_buckets: 2,
        field_hash_buckets: 1,
        ..WriteOptions::default()
    }
}

pub(crate) fn read(file: JournalFile<'_>) -> Reading {
    let mut entries = file.entries();
    let seqnums = entries.by_ref().map(|entry| entry.head().seqnum).collect();
    Reading { seqnums, findings: entries.findings().clone() }
}

/// All entries of a sample but these.
pub(crate) fn all_but(lost: RangeInclusive<u64>) -> impl Iterator<Item = u64> {
    (1..=N).filter(move |seqnum| !lost.contains(seqnum))
}

/// An error of an object.
pub(crate) fn bad(object: ObjectType, offset: u64, cause: ObjectCause) -> FormatError {
    FormatError::Object { object, offset, cause }
}
