//! Any bytes, salvaged: ends, and each entry that is found can be read as it is reported.
#![no_main]

use journalq_file::salvage::{Grade, SalvageOptions, salvage};
use journalq_file::{Limits, Scratch};
use libfuzzer_sys::fuzz_target;

/// How many entries' fields are looked at.
const MOST: usize = 200;

fuzz_target!(|bytes: &[u8]| {
    for embedded in [false, true] {
        let salvaged = salvage(bytes, &SalvageOptions { limits: Limits::untrusted(), embedded });
        assert!(salvaged.entries().is_sorted_by(|a, b| a.offset < b.offset), "in the order of the file");
        let mut scratch = Scratch::default();
        for entry in salvaged.entries().iter().take(MOST) {
            assert!((entry.offset.get() as usize) < bytes.len());
            assert!(embedded || !matches!(entry.grade, Grade::Embedded { .. }));
            let items: Vec<_> = salvaged.items(entry).collect();
            let found = items.iter().flatten().filter(|data| data.payload(&mut scratch).is_ok()).count();
            if matches!(entry.grade, Grade::Intact | Grade::Orphan) {
                assert_eq!(found, items.len(), "what is graded whole is whole");
            }
        }
    }
});
