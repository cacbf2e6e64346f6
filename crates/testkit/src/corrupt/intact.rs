//! Which entries of a file the damage leaves whole.

use std::ops::Range;

use super::original::DATA;
use crate::naive::{Content, Entry, Journal};

/// Returns the entries of the original that damage to these ranges leaves whole, by sequence number: nothing of the
/// ENTRY object is touched, and of the DATA objects nothing that is needed to read the payload, which is the type, the
/// flags, the size and the payload itself. Links, hashes and counters do not matter, nor whether anything leads there.
///
/// `touched` has to be as in [`Damaged`](super::Damaged). Costs memory for all payloads of all entries.
#[must_use]
pub fn intact_entries(original: &Journal, touched: &[Range<u64>]) -> Vec<Content> {
    let damage = Damage::new(original, touched);
    let intact = original.entries.iter().filter(|entry| !damage.reaches(entry));
    intact.map(|entry| original.content(entry)).collect()
}

/// Returns the sequence numbers of the other entries, in order.
#[must_use]
pub fn touched_entries(original: &Journal, touched: &[Range<u64>]) -> Vec<u64> {
    let damage = Damage::new(original, touched);
    original.entries.iter().filter(|entry| damage.reaches(entry)).map(|entry| entry.seqnum).collect()
}

/// What of the original is touched.
struct Damage<'a> {
    touched: &'a [Range<u64>],
    /// The offsets of the DATA objects whose payloads cannot be read any more, in order.
    data: Vec<u64>,
    compact: bool,
}

impl<'a> Damage<'a> {
    fn new(original: &Journal, touched: &'a [Range<u64>]) -> Self {
        let mut damage = Self { touched, data: Vec::new(), compact: original.header.is_compact() };
        let payload_at = if damage.compact { 72 } else { 64 };
        for object in original.objects.iter().filter(|object| object.object_type == DATA) {
            let (start, end) = (object.offset, object.offset + object.size);
            // Type and flags, size, payload.
            if [start..start + 2, start + 8..start + 16, start + payload_at..end]
                .into_iter()
                .any(|range| damage.touches(range))
            {
                damage.data.push(start);
            }
        }
        damage
    }

    fn touches(&self, range: Range<u64>) -> bool {
        let behind = self.touched.partition_point(|touched| touched.end <= range.start);
        self.touched.get(behind).is_some_and(|touched| touched.start < range.end)
    }

    fn reaches(&self, entry: &Entry) -> bool {
        let item_size = if self.compact { 4 } else { 16 };
        let size = 64 + item_size * entry.items.len() as u64;
        self.touches(entry.offset..entry.offset + size)
            || entry.items.iter().any(|item| self.data.binary_search(item).is_ok())
    }
}
