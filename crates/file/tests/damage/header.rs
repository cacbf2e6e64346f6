//! The header: each check on opening violated alone, and what is not checked.

use journalq_file::layout::flags::IncompatibleFlags;
use journalq_file::write::{HeaderSize, Layout, WriteOptions};
use journalq_file::{ErrorClass, FormatError, HeaderCause, JournalFile, Limits};

use crate::live;
use crate::sample::{N, Sample, small};

const OUT: HeaderCause = HeaderCause::OutOfBounds;
const CONTRADICTS: HeaderCause = HeaderCause::Inconsistent;

/// Opening the file fails with this error, in journalctl with one of its class.
#[track_caller]
fn assert_refused(sample: &Sample, expected: FormatError, class: ErrorClass) {
    let error = JournalFile::open(&sample.bytes).unwrap_err();
    assert_eq!(error, expected);
    assert_eq!(error.class(), class);
    live::assert_refused_by_journalctl(&sample.bytes, class);
}

/// Writes each value at `at` alone: the header is refused for this field.
#[track_caller]
fn refuses(field: &'static str, at: u64, cause: HeaderCause, values: impl Fn(&Sample) -> Vec<u64>) {
    for mut sample in Sample::of_each_layout() {
        for value in values(&sample) {
            sample.put_u64(at, value);
            assert_refused(&sample, FormatError::Header { field, value, cause }, ErrorClass::NoData);
        }
    }
}

/// The offset of the last object.
fn tail(sample: &Sample) -> u64 {
    sample.healthy.header.tail_object_offset
}

/// Offsets at which no object can be: misaligned, in the header, behind the last one.
fn impossible(sample: &Sample) -> Vec<u64> {
    vec![tail(sample) - 4, 264, tail(sample) + 8]
}

#[test]
fn signature() {
    // The file starts with something else: it is no journal, and corrupt.
    for mut sample in Sample::of_each_layout() {
        sample.put(7, b"h");
        let error = FormatError::Signature { found: *b"LPKSHHRh" };
        assert_refused(&sample, error, ErrorClass::BadMessage);
    }
}

#[test]
fn unknown_incompatible_flags() {
    // A bit that this reader does not know: the file is not supported, and the message names the bit.
    for bit in [5, 6, 31] {
        for mut sample in Sample::of_each_layout() {
            let flags = sample.healthy.header.incompatible_flags | 1 << bit;
            sample.put(12, &flags.to_le_bytes());
            let error = FormatError::UnsupportedFlags { flags: IncompatibleFlags(1 << bit) };
            assert_refused(&sample, error, ErrorClass::ProtocolNotSupported);
            assert_eq!(error.to_string(), format!("unsupported incompatible flags: bit {bit}"));
            assert!(error.is_unsupported());
            assert_eq!(JournalFile::open_damaged(&sample.bytes, Limits::default()).unwrap_err(), error);
        }
    }
}

#[test]
fn state() {
    // The three states are read alike; there is no fourth.
    for mut sample in Sample::of_each_layout() {
        for state in 0..=2 {
            sample.put(16, &[state]);
            sample.read().assert(1..=N);
        }
        for value in [3, 255] {
            sample.put(16, &[value]);
            let cause = HeaderCause::Invalid;
            let error = FormatError::Header { field: "state", value: value.into(), cause };
            assert_refused(&sample, error, ErrorClass::BadMessage);
        }
    }
}

#[test]
fn header_size() {
    // The header is smaller than the oldest one, or too small for the counters that a sealed file needs.
    for mut sample in Sample::of_each_layout() {
        let error = |value| FormatError::Header { field: "header_size", value, cause: HeaderCause::Invalid };
        for value in [0, 200, 207] {
            sample.put_u64(88, value);
            assert_refused(&sample, error(value), ErrorClass::BadMessage);
        }
        sample.put(8, &[1]);
        sample.put_u64(88, 232);
        assert_refused(&sample, error(232), ErrorClass::BadMessage);
    }
}

#[test]
fn arena_size() {
    // The arena ends where no number reaches: refused. It is merely larger than the file: that is read as far as it goes.
    refuses("arena_size", 96, OUT, |_| vec![u64::MAX, u64::MAX - 271]);
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(96, 1 << 40);
        sample.read().assert(1..=N);
    }
}

#[test]
fn tail_object_offset() {
    // The last object is misaligned, in the header, or does not fit before the end of the arena.
    refuses("tail_object_offset", 136, OUT, |sample| {
        vec![tail(sample) + 4, 264, sample.len().next_multiple_of(8) - 8, u64::MAX - 7]
    });
}

#[test]
fn hash_table_offsets() {
    // A hash table has a size and no place, or cannot be where it is said to be.
    for (field, at) in [("data_hash_table_offset", 104), ("field_hash_table_offset", 120)] {
        refuses(field, at, CONTRADICTS, |_| vec![0]);
        refuses(field, at, OUT, |sample| {
            [vec![8, 16], impossible(sample).into_iter().map(|object| object + 16).collect()].concat()
        });
    }
}

#[test]
fn hash_table_sizes() {
    // A hash table has a place and no size, or is larger than the room that there is.
    for (field, at) in [("data_hash_table_offset", 104), ("field_hash_table_offset", 120)] {
        for mut sample in Sample::of_each_layout() {
            let value = sample.u64_at(at);
            for (size, cause) in [(0, CONTRADICTS), (sample.len(), OUT), (u64::MAX, OUT)] {
                sample.put_u64(at + 8, size);
                assert_refused(&sample, FormatError::Header { field, value, cause }, ErrorClass::NoData);
            }
        }
    }
}

#[test]
fn entry_array_offset() {
    // The first entry array cannot be where it is said to be.
    refuses("entry_array_offset", 176, OUT, impossible);
}

/// Writes each pair of offset and number of items of the last entry array: the header is refused.
#[track_caller]
fn refuses_tail_array(cause: HeaderCause, pairs: impl Fn(&Sample) -> Vec<(u64, u32)>) {
    for mut sample in Sample::of_each_layout() {
        for (offset, used) in pairs(&sample) {
            sample.put(256, &u32::try_from(offset).unwrap().to_le_bytes());
            sample.put(260, &used.to_le_bytes());
            let error = FormatError::Header { field: "tail_entry_array_offset", value: offset, cause };
            assert_refused(&sample, error, ErrorClass::NoData);
        }
    }
}

#[test]
fn tail_entry_array() {
    // The last entry array cannot be there, is before the first one, has no items, or more than fit before the end.
    refuses_tail_array(OUT, |sample| impossible(sample).into_iter().map(|offset| (offset, 1)).collect());
    refuses_tail_array(CONTRADICTS, |sample| {
        let first = sample.global_chain()[0];
        vec![(first - 8, 1), (0, 1), (0, 0), (first, 0)]
    });
    refuses_tail_array(OUT, |sample| {
        let last = sample.global_chain()[3];
        let room = (sample.len().next_multiple_of(8) - last) / sample.item_size();
        vec![(last, u32::try_from(room).unwrap() + 1), (last, u32::MAX)]
    });
}

#[test]
fn tail_entry_array_without_a_first_one() {
    // There is a last entry array, but no first one.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(176, 0);
        let value = sample.global_chain()[3];
        let field = "tail_entry_array_offset";
        let error = FormatError::Header { field, value, cause: CONTRADICTS };
        assert_refused(&sample, error, ErrorClass::NoData);
    }
}

#[test]
fn tail_entry_offset() {
    // The last entry cannot be where it is said to be.
    refuses("tail_entry_offset", 264, OUT, impossible);
}

#[test]
fn times_of_the_first_and_last_entry() {
    // There is a last entry, but a time in the header is not possible.
    refuses("head_entry_realtime", 184, CONTRADICTS, |_| vec![0, 1 << 55]);
    refuses("tail_entry_realtime", 192, CONTRADICTS, |_| vec![0, 1 << 55, u64::MAX]);
    refuses("tail_entry_monotonic", 200, CONTRADICTS, |_| vec![1 << 55]);
}

#[test]
fn boot_of_the_last_entry() {
    // There is a last entry, but it has no boot.
    for mut sample in Sample::of_each_layout() {
        sample.put(56, &[0; 16]);
        let error = FormatError::Header { field: "tail_entry_boot_id", value: 0, cause: CONTRADICTS };
        assert_refused(&sample, error, ErrorClass::NoData);
    }
}

#[test]
fn no_last_entry() {
    // There is no last entry, but it has times, or a boot. Without any of them the entries are read from the chain.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(264, 0);
        for (at, field) in
            [(184, "head_entry_realtime"), (192, "tail_entry_realtime"), (200, "tail_entry_monotonic")]
        {
            let value = sample.u64_at(at);
            let error = FormatError::Header { field, value, cause: CONTRADICTS };
            assert_refused(&sample, error, ErrorClass::NoData);
            sample.put_u64(at, 0);
        }
        let error = FormatError::Header { field: "tail_entry_offset", value: 0, cause: CONTRADICTS };
        assert_refused(&sample, error, ErrorClass::NoData);
        sample.put(56, &[0; 16]);
        sample.read().assert(1..=N);
    }
}

#[test]
fn counters() {
    // More objects than fit in the arena, more of a kind than there are at all, or more entries in the last array.
    refuses("n_objects", 144, CONTRADICTS, |sample| {
        vec![sample.healthy.header.arena_size / 16 + 1, u64::MAX]
    });
    let kinds =
        [("n_entries", 152), ("n_data", 208), ("n_fields", 216), ("n_tags", 224), ("n_entry_arrays", 232)];
    for (field, at) in kinds {
        refuses(field, at, CONTRADICTS, |sample| vec![sample.healthy.header.n_objects + 1, u64::MAX]);
    }
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(152, 21);
        let error =
            FormatError::Header { field: "tail_entry_array_n_entries", value: 22, cause: CONTRADICTS };
        assert_refused(&sample, error, ErrorClass::NoData);
    }
}

#[test]
fn what_is_not_checked() {
    // Reserved bytes, IDs, unknown compatible flags, stale sequence numbers and depths of hash chains: entries are
    // read all the same.
    for mut sample in Sample::of_each_layout() {
        for (at, len) in [(17, 7), (24, 16), (40, 16), (72, 16), (160, 8), (168, 8), (240, 16)] {
            sample.put(at, &vec![0xee; len]);
            sample.read().assert(1..=N);
            sample.put(at, &vec![0; len]);
            sample.read().assert(1..=N);
        }
        sample.put(8, &[0, 0, 0, 0x80]);
        sample.read().assert(1..=N);
    }
}

#[test]
fn damaged_files_open_with_fewer_checks() {
    // The header points nowhere and counts too much: a recovering reader opens it, and finds what it finds.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(136, u64::MAX);
        sample.put_u64(152, u64::MAX);
        sample.put_u64(264, 1);
        let file = JournalFile::open_damaged(&sample.bytes, Limits::default()).unwrap();
        let entries = file.entries().map(|entry| entry.head().seqnum);
        assert!(entries.eq(1..=N));
    }
}

#[test]
fn every_generation() {
    // Nothing is damaged: each size of the header has the fields that it covers, and no others.
    for header_size in HeaderSize::ALL {
        for layout in [Layout::Regular, Layout::Compact] {
            let sample = Sample::new(WriteOptions { header_size, ..small(layout) }, N);
            sample.read().assert(1..=N);
            let file = sample.file();
            let header = file.header();
            assert_eq!(header.header_size(), header_size.bytes() as u64);
            let covered = |size| header_size.bytes() >= size;
            assert_eq!(header.n_data().is_some(), covered(216));
            assert_eq!(header.n_fields().is_some(), covered(224));
            assert_eq!(header.n_entry_arrays().is_some(), covered(240));
            assert_eq!(header.field_hash_chain_depth().is_some(), covered(256));
            assert_eq!(header.tail_entry_array_n_entries().is_some(), covered(264));
            assert_eq!(header.tail_entry_offset().is_some(), covered(272));
        }
    }
}

#[test]
fn later_generations() {
    // The header is larger than any known one, as a later version may write it: what is unknown is ignored. (The hash
    // tables make room for it here.)
    for mut sample in Sample::of_each_layout() {
        let first = *sample.healthy.data.keys().next().unwrap();
        sample.put(104, &[0; 32]);
        for header_size in [280, 288, first] {
            sample.put_u64(88, header_size);
            let arena_size = sample.len().next_multiple_of(8) - header_size;
            sample.put_u64(96, arena_size);
            sample.read().assert(1..=N);
            assert_eq!(sample.file().header().tail_entry_offset(), Some(sample.entry(N).offset));
        }
    }
}
