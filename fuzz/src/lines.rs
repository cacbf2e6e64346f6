//! Entries as text: a line for each field, an empty one behind each entry, one with a dash where another boot begins.

use journalq_file::Id128;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};

/// Nothing interesting takes more.
const MOST_ENTRIES: usize = 64;

/// Writes a journal of these entries; lines that are no field are passed over.
#[must_use]
pub fn journal(text: &[u8]) -> Vec<u8> {
    let mut writer = JournalWriter::new(WriteOptions::default()).expect("the defaults are possible");
    let (mut boot, mut usec) = (1, 1_700_000_000_000_000);
    let mut lines = text.split(|byte| *byte == b'\n').peekable();
    for _ in 0..MOST_ENTRIES {
        let mut payloads = Vec::new();
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            match line {
                b"-" => boot = if boot < u8::MAX { boot + 1 } else { 1 },
                line if line.contains(&b'=') => payloads.push(line),
                _ => {}
            }
        }
        // Times that lie far from each other, and some that are the same.
        usec += payloads.iter().map(|payload| payload.len() as u64).sum::<u64>() * 1000;
        let entry = NewEntry {
            seqnum: None,
            realtime_usec: usec,
            monotonic_usec: usec,
            boot_id: Id128([boot; 16]),
            xor_hash: None,
            payloads: &payloads,
        };
        // One without a field is refused.
        let _ = writer.append(&entry);
        if lines.peek().is_none() {
            break;
        }
    }
    writer.finish()
}
