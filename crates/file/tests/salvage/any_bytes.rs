//! Any bytes: an end, no panic, and an account that adds up.

use journalq_file::salvage::{Grade, SalvageOptions, SalvagedEntry, salvage};
use journalq_file::{Limits, Scratch};
use proptest::prelude::*;

use crate::common::journal;

/// Salvages, and compares what the parts of the answer say about each other.
fn check(bytes: &[u8]) {
    let options = SalvageOptions { limits: Limits::untrusted(), embedded: true };
    let salvage = salvage(bytes, &options);
    let mut scratch = Scratch::default();
    for entry in salvage.entries() {
        let (mut n_items, mut lost) = (0, 0);
        for item in salvage.items(entry) {
            n_items += 1;
            lost += u32::from(item.is_err());
            if let Ok(data) = item {
                data.payload(&mut scratch).unwrap();
            }
        }
        assert_eq!((n_items, lost), (entry.n_items, entry.lost_items), "{entry:?}");
        assert!(lost < n_items, "{entry:?}");
        assert!(matches!(entry.grade, Grade::Intact | Grade::Orphan) <= (lost == 0), "{entry:?}");
    }
    let offsets: Vec<u64> = salvage.entries().iter().map(|entry| entry.offset.get()).collect();
    assert!(offsets.is_sorted_by(|a, b| a < b), "{offsets:?}");
    let report = salvage.report();
    assert_eq!(report.found.total(), offsets.len() as u64);
    let graded = |grade: Grade| {
        let same = |entry: &&SalvagedEntry| entry.grade.name() == grade.name();
        salvage.entries().iter().filter(same).count() as u64
    };
    for grade in [Grade::Intact, Grade::Partial, Grade::Orphan, Grade::Carved, Grade::Embedded { data: 0 }] {
        assert_eq!(report.found.of(grade), graded(grade), "{grade}");
    }
    let ranges = report.lost_ranges.first();
    assert!(ranges.is_sorted_by(|a, b| a.offset + a.len <= b.offset), "{ranges:?}");
    assert_eq!(report.lost_bytes, ranges.iter().map(|range| range.len).sum::<u64>());
}

/// Bytes, and where they go: a share of the file.
fn patches() -> impl Strategy<Value = Vec<(f64, Vec<u8>)>> {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..40),
        prop::collection::vec(Just(0), 1..5000),
        prop::collection::vec(Just(0xff), 1..16),
        any::<u64>().prop_map(|word| word.to_le_bytes().to_vec()),
        (0..0x1000_u64).prop_map(|word| (word * 8).to_le_bytes().to_vec()),
    ];
    prop::collection::vec((0.0..1.0, bytes), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_journals(journal in journal(), patches in patches(), end in 0.1..4.0) {
        let mut bytes = journal;
        for (share, patch) in patches {
            let at = (bytes.len() as f64 * share) as usize;
            let len = patch.len().min(bytes.len() - at);
            bytes[at..at + len].copy_from_slice(&patch[..len]);
        }
        bytes.truncate((bytes.len() as f64 * end) as usize);
        check(&bytes);
    }

    #[test]
    fn no_journals(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        check(&bytes);
    }
}

/// Words that make an object of every kind begin at every eighth byte, each reaching over those behind it.
#[test]
fn overlapping_objects() {
    const WORDS: usize = 8192;
    for object_type in 1..8_u64 {
        for size in [72, 1 << 10, 1 << 13, (WORDS as u64) * 4] {
            let flags = if object_type == 1 { [0, 1, 2, 4].as_slice() } else { &[0] };
            for flags in flags {
                let first = object_type | flags << 8;
                // Each word is the first of one object and the size of the one before.
                let first_and_size = [first, size, first | size << 16];
                for pattern in [&first_and_size[..2], &first_and_size[2..], &[first]] {
                    let words = pattern.iter().cycle().take(WORDS);
                    let bytes: Vec<u8> = words.flat_map(|word| word.to_le_bytes()).collect();
                    check(&bytes);
                }
            }
        }
    }
}

/// DATA objects that decompress to a thousand times what they take, one behind the other.
#[test]
fn bombs() {
    let payload = vec![b'A'; 4 << 20];
    for (flag, stored) in [
        (4, zstd::bulk::compress(&payload, 19).unwrap()),
        (2, [(payload.len() as u64).to_le_bytes().to_vec(), lz4_flex::block::compress(&payload)].concat()),
    ] {
        let mut object = Vec::new();
        for word in [1 | flag << 8, 64 + stored.len() as u64, 7, 0, 0, 8, 0, 1] {
            object.extend(word.to_le_bytes());
        }
        object.extend(stored);
        object.resize(object.len().next_multiple_of(8), 0);
        let mut bytes = vec![0; 208];
        while bytes.len() < 64 << 10 {
            bytes.extend(&object);
        }
        let report = salvage(&bytes, &SalvageOptions { limits: Limits::untrusted(), embedded: true });
        assert!(report.entries().is_empty());
        assert!(report.report().lost_bytes > 0);
    }
}
