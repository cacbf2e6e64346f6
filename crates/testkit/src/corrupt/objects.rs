//! Damage to single objects: their sizes, and how their payloads are stored.

use super::draft::Draft;
use super::original::{DATA, Original};
use crate::random::Random;

/// The flags of an object that say how its payload is compressed.
const COMPRESSION: u64 = 0b111;

pub(super) fn size_field(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let object = *random.pick(&original.journal.objects)?;
    let new = match random.within(0..8) {
        0 => 0,
        1 => 15,
        2 => object.size / 2,
        3 => object.size.saturating_sub(8),
        4 => object.size + 8,
        5 => object.size + random.within(1..1 << 20),
        6 => u64::MAX,
        _ => random.next(),
    };
    draft.put_u64(object.offset + 8, new);
    let names = ["", "data", "field", "entry", "data hash table", "field hash table", "entry array", "tag"];
    let name = names.get(usize::from(object.object_type)).copied().unwrap_or_default();
    Some(format!("size of {name} at {:#x} set from {} to {new}", object.offset, object.size))
}

/// A payload that is compressed, if there is one, or said to be.
pub(super) fn codec_payload(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let all = original.objects_of(&[DATA]);
    let is_compressed = |offset: u64| draft.number(offset + 1, 1) & COMPRESSION != 0;
    let compressed: Vec<_> = all.iter().filter(|object| is_compressed(object.offset)).copied().collect();
    let data = *random.pick(if compressed.is_empty() { &all } else { &compressed })?;
    let (start, end) = (data.offset + original.payload_at(), data.offset + data.size);
    let flags = draft.number(data.offset + 1, 1);
    let what = match random.within(0..if compressed.is_empty() { 1 } else { 5 }) {
        0 => {
            // Another codec, several or none.
            let new = (flags ^ random.within(1..8)) & COMPRESSION;
            draft.put_number(data.offset + 1, 1, new);
            format!("flags set from {flags:#x} to {new:#x}")
        }
        1 => {
            // In LZ4 payloads the decompressed size stands here, in the others what they begin with.
            let size = random.within(1..1 << 31).next_power_of_two();
            draft.put(start, &size.to_le_bytes()[..8.min(data.size - original.payload_at()) as usize]);
            format!("begins with the number {size}")
        }
        2 => {
            let len = (end - start) / 2;
            draft.put(end - len, &random.bytes(len));
            format!("second half of {len} bytes is random")
        }
        3 => {
            let at = random.within(start..end);
            draft.put_number(at, 1, !draft.number(at, 1));
            format!("byte {} inverted", at - start)
        }
        _ => {
            let new = data.size - random.within(1..end - start);
            draft.put_u64(data.offset + 8, new);
            format!("cut to {} of {} bytes", new - original.payload_at(), end - start)
        }
    };
    Some(format!("payload of data at {:#x}: {what}", data.offset))
}
