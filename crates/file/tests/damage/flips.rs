//! Single bits that changed, anywhere in a small file.

use std::cmp::Ordering;

use journalq_file::codec::Codec;
use journalq_file::write::{Layout, WriteOptions};
use journalq_file::{DataObject, Direction, EntryOffset, FormatError, JournalFile, Limits, Scratch};

use crate::sample::{Sample, message, small};

/// The largest payload that may be decompressed here.
const PAYLOAD_LIMIT: usize = 1 << 20;

/// Does everything with a file that a reader can do; returns the entries with their sequence numbers.
fn use_everything(file: JournalFile<'_>, scratch: &mut Scratch) -> Vec<(u64, u64)> {
    let mut entries = Vec::new();
    for entry in file.entries() {
        entries.push((entry.offset().get(), entry.head().seqnum));
        for data in entry.items() {
            let _ = file.read_data(data).and_then(|data| check_payload(&data, scratch));
        }
    }
    look_up(file, scratch);
    list(file, scratch);
    entries
}

fn check_payload(data: &DataObject<'_>, scratch: &mut Scratch) -> Result<(), FormatError> {
    data.payload_prefix(8, scratch)?;
    let compressed = data.codec()?.is_some();
    assert!(data.payload(scratch)?.len() <= PAYLOAD_LIMIT || !compressed);
    Ok(())
}

fn look_up(file: JournalFile<'_>, scratch: &mut Scratch) {
    for payload in [message(3).as_bytes(), b"SHARED=1", b"MOD=1", b"ABSENT=1"] {
        let Ok(Some(data)) = file.find_data(payload, scratch) else { continue };
        let mut list = file.entries_of(&data);
        for direction in [Direction::Down, Direction::Up] {
            search(file, &mut list, direction);
        }
    }
    let mut all = file.all_entries();
    for direction in [Direction::Down, Direction::Up] {
        search(file, &mut all, direction);
    }
}

/// Whatever is found is in the list.
fn search(file: JournalFile<'_>, list: &mut journalq_file::EntryList<'_>, direction: Direction) {
    let mut compare = |entry: EntryOffset| Some(file.read_entry(entry).ok()?.head().seqnum.cmp(&7));
    let found = [
        list.bisect(direction, &mut compare),
        list.bisect(direction, |_| Some(Ordering::Less)),
        list.seek_offset(direction, EntryOffset::new(2000).unwrap(), 5),
        list.nearest(list.len() / 2, direction),
    ];
    for (index, entry) in found.into_iter().flatten() {
        assert_eq!(list.get(index), Some(entry));
    }
}

fn list(file: JournalFile<'_>, scratch: &mut Scratch) {
    for field in file.fields() {
        let Ok(field) = field else { break };
        let mut values = file.values_of(field.name());
        while let Ok(Some(data)) = values.next_with(scratch) {
            let _ = check_payload(&data, scratch);
        }
    }
    let _ = file.objects().count();
}

/// What a byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The header, or the link, size or type of an array of the global chain: much may depend on it.
    Vital,
    /// The item of the entry of this sequence number in the global chain.
    Item(u64),
    /// The entry of this sequence number.
    Entry(u64),
    /// Anything else: no entry depends on it.
    Other,
}

/// Tells what each byte of a file belongs to.
fn parts(sample: &Sample) -> Vec<Part> {
    let mut parts = vec![Part::Other; sample.bytes.len()];
    let mut mark = |begin: u64, len: u64, part| {
        let begin = usize::try_from(begin).unwrap();
        parts[begin..begin + usize::try_from(len).unwrap()].fill(part);
    };
    mark(0, sample.healthy.header.header_size, Part::Vital);
    for array in sample.global_chain() {
        mark(array, 24, Part::Vital);
    }
    for entry in &sample.healthy.entries {
        mark(sample.global_item(entry.seqnum), sample.item_size(), Part::Item(entry.seqnum));
        mark(entry.offset, sample.u64_at(entry.offset + 8), Part::Entry(entry.seqnum));
    }
    parts
}

/// Asserts that all entries are returned that the flip does not touch.
fn check(sample: &Sample, part: Part, returned: &[(u64, u64)], flip: &str) {
    let healthy = &sample.healthy.entries;
    let touched = match part {
        Part::Vital => return,
        Part::Other => None,
        Part::Item(seqnum) => {
            // The item may now lead to another entry: ahead, then those in between stand out of order.
            let at = sample.global_item(seqnum);
            let item = sample.u64_at(at) & if sample.item_size() == 4 { 0xffff_ffff } else { u64::MAX };
            if healthy.iter().any(|entry| entry.offset == item) {
                return;
            }
            Some(seqnum)
        }
        Part::Entry(seqnum) => Some(seqnum),
    };
    for entry in healthy.iter().filter(|entry| Some(entry.seqnum) != touched) {
        assert!(returned.contains(&(entry.offset, entry.seqnum)), "{flip}: entry {} is lost", entry.seqnum);
    }
    assert!(returned.len() <= healthy.len(), "{flip}: entries appear");
    assert!(returned.is_sorted_by(|a, b| a.0 < b.0), "{flip}: entries repeat");
}

fn flip_bits(layout: Layout, codec: Codec, n_entries: u64) {
    let options = WriteOptions { codec: Some(codec), compress_threshold: 100, ..small(layout) };
    let mut sample = Sample::new(options, n_entries);
    let parts = parts(&sample);
    let mut limits = Limits::untrusted();
    limits.payload_bytes = PAYLOAD_LIMIT;
    let mut scratch = Scratch::default();
    let mut refused = 0;
    for (at, part) in parts.into_iter().enumerate() {
        // Of what no entry depends on, which is most of the file, two bits of each byte are enough.
        let step = if part == Part::Other { 4 } else { 1 };
        for bit in (at % step..8).step_by(step) {
            sample.bytes[at] ^= 1 << bit;
            let flip = format!("{layout:?}, {codec}, byte {at:#x}, bit {bit}");
            if let Ok(file) = JournalFile::open_with(&sample.bytes, limits) {
                let returned = use_everything(file, &mut scratch);
                check(&sample, part, &returned, &flip);
            } else {
                assert_eq!(part, Part::Vital, "{flip}: refused");
                refused += 1;
                if let Ok(file) = JournalFile::open_damaged(&sample.bytes, limits) {
                    use_everything(file, &mut scratch);
                }
            }
            sample.bytes[at] ^= 1 << bit;
        }
    }
    assert!(refused > 500, "a header was damaged");
}

#[test]
fn any_bit_of_a_regular_file() {
    // Any single bit is another: nothing panics, everything ends, and the entries are returned that the bit does not
    // touch, unless it is one of the header or of a link between entry arrays.
    flip_bits(Layout::Regular, Codec::Lz4, 14);
}

#[test]
fn any_bit_of_a_compact_file() {
    // As above.
    flip_bits(Layout::Compact, Codec::Zstd, 14);
}

#[test]
fn any_bit_of_a_file_with_xz() {
    // As above.
    flip_bits(Layout::Compact, Codec::Xz, 5);
}
