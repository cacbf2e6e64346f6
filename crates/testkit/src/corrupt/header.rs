//! Damage to the header, and to what counts objects.

use super::draft::Draft;
use super::original::{DATA, Original, PAGE};
use crate::random::Random;

/// A number at a fixed place.
#[derive(Clone, Copy)]
struct Field {
    name: &'static str,
    offset: u64,
    size: u64,
}

const fn field_at(name: &'static str, offset: u64, size: u64) -> Field {
    Field { name, offset, size }
}

/// The fields of the header; IDs count as two numbers.
const FIELDS: [Field; 34] = [
    field_at("signature", 0, 8),
    field_at("compatible_flags", 8, 4),
    field_at("incompatible_flags", 12, 4),
    field_at("state", 16, 1),
    field_at("file_id", 24, 8),
    field_at("file_id", 32, 8),
    field_at("machine_id", 40, 8),
    field_at("tail_entry_boot_id", 56, 8),
    field_at("seqnum_id", 72, 8),
    field_at("header_size", 88, 8),
    field_at("arena_size", 96, 8),
    field_at("data_hash_table_offset", 104, 8),
    field_at("data_hash_table_size", 112, 8),
    field_at("field_hash_table_offset", 120, 8),
    field_at("field_hash_table_size", 128, 8),
    field_at("tail_object_offset", 136, 8),
    field_at("n_objects", 144, 8),
    field_at("n_entries", 152, 8),
    field_at("tail_entry_seqnum", 160, 8),
    field_at("head_entry_seqnum", 168, 8),
    field_at("entry_array_offset", 176, 8),
    field_at("head_entry_realtime", 184, 8),
    field_at("tail_entry_realtime", 192, 8),
    field_at("tail_entry_monotonic", 200, 8),
    field_at("n_data", 208, 8),
    field_at("n_fields", 216, 8),
    field_at("n_tags", 224, 8),
    field_at("n_entry_arrays", 232, 8),
    field_at("data_hash_chain_depth", 240, 8),
    field_at("field_hash_chain_depth", 248, 8),
    field_at("tail_entry_array_offset", 256, 4),
    field_at("tail_entry_array_n_entries", 260, 4),
    field_at("tail_entry_offset", 264, 8),
    field_at("reserved", 17, 7),
];

/// What of a DATA object counts entries.
const DATA_COUNTERS: [Field; 2] =
    [field_at("n_entries", 56, 8), field_at("tail_entry_array_n_entries", 68, 4)];

/// One field of the header gets another value.
pub(super) fn field(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let field = *random.pick(&contained(original, &FIELDS))?;
    let old = draft.number(field.offset, field.size);
    let mask = u64::MAX >> (64 - 8 * field.size);
    let one_bit = 1 << random.within(0..8 * field.size);
    let new = match random.within(0..7) {
        0 => 0,
        1 => u64::MAX,
        2 => random.next(),
        3 => old.wrapping_add(8),
        4 => old.wrapping_sub(8),
        5 => old >> 1,
        _ => old ^ one_bit,
    };
    // A value that is the old one is no damage.
    let new = if new & mask == old { old ^ one_bit } else { new & mask };
    draft.put_number(field.offset, field.size, new);
    Some(format!("{} of the header set from {old:#x} to {new:#x}", field.name))
}

fn contained(original: &Original<'_>, fields: &[Field]) -> Vec<Field> {
    let header_size = original.journal.header.header_size;
    fields.iter().filter(|field| field.offset + field.size <= header_size).copied().collect()
}

/// The header, or the page that it is in, is zeros or random bytes.
pub(super) fn lost(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let header_size = original.journal.header.header_size;
    let end = if random.once_in(2) { header_size } else { PAGE.min(original.used().end) };
    let (what, bytes) = if random.once_in(2) {
        ("random bytes", random.bytes(end))
    } else {
        ("zeros", (0..end).map(|_| 0).collect())
    };
    draft.put(0, &bytes);
    Some(format!("{what} from 0x0 to {end:#x}"))
}

/// A counter promises more than there is.
pub(super) fn counter_inflated(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let data = *random.pick(&original.objects_of(&[DATA]))?;
    let of_header: Vec<Field> = contained(original, &FIELDS)
        .into_iter()
        .filter(|field| field.name.starts_with("n_") || field.name == "tail_entry_array_n_entries")
        .collect();
    let of_data = if original.journal.header.is_compact() { &DATA_COUNTERS[..] } else { &DATA_COUNTERS[..1] };
    let (place, base, field) = if random.once_in(3) {
        (format!("data at {:#x}", data.offset), data.offset, *random.pick(of_data)?)
    } else {
        ("the header".to_owned(), 0, *random.pick(&of_header)?)
    };
    let old = draft.number(base + field.offset, field.size);
    let most = u64::MAX >> (64 - 8 * field.size);
    let new = match random.within(0..6) {
        0 => old + 1,
        1 => old * 2 + 1,
        // As large as the header's own checks let it be.
        2 => original.journal.n_objects.max(old + 1),
        3 => (1 << 31) + old,
        4 => most >> 1,
        _ => most,
    };
    draft.put_number(base + field.offset, field.size, new);
    Some(format!("{} of {place} set from {old} to {new}", field.name))
}
