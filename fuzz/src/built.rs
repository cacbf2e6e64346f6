//! Healthy journals from any bytes, and an entry as the reader sees it.

use arbitrary::Arbitrary;
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{Entry, Id128, JournalFile, Scratch};

/// What a journal is built from. Small, so that a run takes little time.
#[derive(Arbitrary, Debug)]
pub struct Plan {
    compact: bool,
    keyed: bool,
    write_fields: bool,
    codec: u8,
    header_size: u8,
    buckets: u8,
    entries: Vec<PlannedEntry>,
}

#[derive(Arbitrary, Debug)]
struct PlannedEntry {
    seqnum_step: u8,
    realtime_step: u8,
    monotonic_step: u8,
    second_boot: bool,
    fields: Vec<(u8, Value)>,
}

#[derive(Arbitrary, Debug)]
enum Value {
    Short(u8),
    Bytes([u8; 12]),
    Repeated(u8, u8),
}

const MOST_ENTRIES: usize = 60;
const MOST_FIELDS: usize = 6;

impl Plan {
    /// Writes the journal.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut writer = JournalWriter::new(self.options()).expect("these options are possible");
        let (mut seqnum, mut realtime, mut monotonic) = (0, 1_700_000_000_000_000, 1_000);
        for planned in self.entries.iter().take(MOST_ENTRIES) {
            seqnum += 1 + u64::from(planned.seqnum_step);
            realtime += u64::from(planned.realtime_step);
            monotonic += u64::from(planned.monotonic_step);
            let boot_id = Id128([1 + u8::from(planned.second_boot); 16]);
            let payloads = planned.payloads(boot_id);
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            let entry = NewEntry {
                seqnum: Some(seqnum),
                realtime_usec: realtime,
                monotonic_usec: monotonic,
                boot_id,
                xor_hash: None,
                payloads: &payloads,
            };
            writer.append(&entry).expect("a valid entry");
        }
        writer.finish()
    }

    fn options(&self) -> WriteOptions {
        WriteOptions {
            layout: if self.compact { Layout::Compact } else { Layout::Regular },
            hash: if self.keyed { Hash::Keyed } else { Hash::Jenkins },
            codec: Codec::ALL.get(usize::from(self.codec % 4)).copied(),
            compress_threshold: 32,
            header_size: HeaderSize::ALL[usize::from(self.header_size) % HeaderSize::ALL.len()],
            write_fields: self.write_fields,
            data_hash_buckets: usize::from(self.buckets % 32),
            field_hash_buckets: usize::from(self.buckets % 5),
            ..WriteOptions::default()
        }
    }
}

impl PlannedEntry {
    /// The fields; all entries have one that they share, and that of their boot.
    fn payloads(&self, boot_id: Id128) -> Vec<Vec<u8>> {
        let fields = self.fields.iter().take(MOST_FIELDS).map(|(name, value)| {
            let value = match value {
                Value::Short(byte) => vec![*byte; 1],
                Value::Bytes(bytes) => bytes.to_vec(),
                Value::Repeated(byte, times) => vec![*byte; 4 * usize::from(*times)],
            };
            [&[b'A' + name % 4], &b"="[..], &value].concat()
        });
        fields.chain([b"ALL=1".to_vec(), format!("_BOOT_ID={boot_id}").into_bytes()]).collect()
    }
}

/// The payloads of an entry that can be read, sorted, each once.
#[must_use]
pub fn payloads(file: JournalFile<'_>, entry: Entry<'_>) -> Vec<Vec<u8>> {
    let mut scratch = Scratch::default();
    let mut payload = |item| Some(file.read_data(item).ok()?.payload(&mut scratch).ok()?.to_vec());
    let mut payloads: Vec<Vec<u8>> = entry.items().filter_map(&mut payload).collect();
    payloads.sort();
    payloads.dedup();
    payloads
}
