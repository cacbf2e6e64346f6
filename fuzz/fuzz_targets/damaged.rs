//! Any healthy journal with any damage: what the reader returns is in the original, unless the damage touched it.
#![no_main]

use std::ops::Range;

use arbitrary::Arbitrary;
use journalq_file::{Direction, Entry, JournalFile, Limits, Scratch};
use journalq_fuzz::built::{self, Plan};
use journalq_testkit::corrupt::{Class, Corrupter, intact_entries};
use journalq_testkit::naive::{Content, Journal};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    plan: Plan,
    class: u8,
    seed: u64,
}

/// The flags and the size of the header decide what all other bytes mean.
const DECISIVE: [Range<u64>; 2] = [8..16, 88..96];

fuzz_target!(|input: Input| {
    let original = input.plan.build();
    let corrupter = Corrupter::new(&original).expect("the writer writes healthy files");
    let class = Class::ALL[usize::from(input.class) % Class::ALL.len()];
    let Some(damaged) = corrupter.damage(class, input.seed) else { return };
    let touches = |range: &Range<u64>| {
        damaged.touched.iter().any(|touched| touched.start < range.end && range.start < touched.end)
    };
    let intact = intact_entries(corrupter.journal(), &damaged.touched);
    for open in [JournalFile::open_with, JournalFile::open_damaged] {
        let Ok(file) = open(&damaged.bytes, Limits::untrusted()) else { continue };
        for entry in file.entries().filter(|_| !DECISIVE.iter().any(touches)) {
            let offset = entry.offset().get();
            let item_size = if file.is_compact() { 4 } else { 16 };
            if !touches(&(offset..offset + 64 + item_size)) {
                check_entry(file, entry, corrupter.journal(), &intact);
            }
        }
        look_up(file, corrupter.journal());
    }
});

/// An entry whose head is not touched is one of the original, and whole where nothing of it is touched.
fn check_entry(file: JournalFile<'_>, entry: Entry<'_>, original: &Journal, intact: &[Content]) {
    let offset = entry.offset().get();
    // Copies that damage has brought behind the end have no place in the original.
    if original.objects.last().is_some_and(|last| offset > last.offset) {
        return;
    }
    let expected = original.first(|entry| entry.offset == offset).expect("no entry is made up");
    let head = entry.head();
    assert_eq!((head.seqnum, head.realtime_usec), (expected.seqnum, expected.realtime));
    assert_eq!((head.monotonic_usec, head.boot_id.0), (expected.monotonic, expected.boot_id));
    if let Some(content) = intact.iter().find(|content| content.seqnum == head.seqnum) {
        assert!(built::payloads(file, entry) == content.payloads, "entry at {offset:#x}");
    }
}

/// What is found for a payload has this payload, and its list of entries ends.
fn look_up(file: JournalFile<'_>, original: &Journal) {
    let mut scratch = Scratch::default();
    for data in original.data.values() {
        let Ok(Some(found)) = file.find_data(&data.payload, &mut scratch) else { continue };
        assert_eq!(found.payload(&mut scratch), Ok(&*data.payload));
        let mut list = file.entries_of(&found);
        let mut end = list.len();
        while let Some((at, _)) = end.checked_sub(1).and_then(|last| list.nearest(last, Direction::Up)) {
            assert!(at < end);
            end = at;
        }
    }
}
