//! On random journals whose entry arrays are damaged every entry is read to which any index still leads, once and in order.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;

use journalq_file::layout::object::ObjectType;
use journalq_file::write::{JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{DataOffset, Id128, JournalFile, Limits, Source};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::payload;

/// A word of an array to be overwritten: the array, the word in it, and an object whose offset is put there, or 0.
type Damage = (Index, Index, Option<Index>);

fn journal() -> impl Strategy<Value = Vec<u8>> {
    let entry = prop::collection::vec(payload(), 1..5);
    (any::<bool>(), prop::collection::vec(entry, 5..80)).prop_map(|(compact, entries)| {
        let layout = if compact { Layout::Compact } else { Layout::Regular };
        let buckets = (16, 4);
        let options = WriteOptions {
            layout,
            data_hash_buckets: buckets.0,
            field_hash_buckets: buckets.1,
            ..WriteOptions::default()
        };
        let mut writer = JournalWriter::new(options).unwrap();
        for (n, mut payloads) in (1..).zip(entries) {
            payloads.push(b"ALL=1".to_vec());
            let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
            writer
                .append(&NewEntry {
                    seqnum: Some(n),
                    realtime_usec: 100 + n,
                    monotonic_usec: n,
                    boot_id: Id128([1; 16]),
                    xor_hash: None,
                    payloads: &payloads,
                })
                .unwrap();
        }
        writer.finish()
    })
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let to = prop::option::weighted(0.8, any::<Index>());
    prop::collection::vec((any::<Index>(), any::<Index>(), to), 1..4)
}

/// Overwrites the words. Tells whether two of them are neighbours.
fn apply(bytes: &mut [u8], damages: &[Damage]) -> bool {
    let file = JournalFile::open(bytes).unwrap();
    let objects: Vec<_> = file.objects().map(Result::unwrap).collect();
    let arrays: Vec<u64> = objects
        .iter()
        .filter(|(_, object)| *object == ObjectType::ENTRY_ARRAY)
        .map(|(offset, _)| *offset)
        .collect();
    let size = |at: usize| u64::from_le_bytes(bytes[at + 8..at + 16].try_into().unwrap());
    let words: Vec<(usize, u64)> = damages
        .iter()
        .map(|(array, word, to)| {
            let at = usize::try_from(*array.get(&arrays)).unwrap();
            let words = usize::try_from(size(at)).unwrap() / 8;
            // The first two words are the head of the object.
            (at + 16 + word.index(words - 2) * 8, to.as_ref().map_or(0, |to| to.get(&objects).0))
        })
        .collect();
    for (at, word) in &words {
        bytes[*at..at + 8].copy_from_slice(&word.to_le_bytes());
    }
    words.iter().any(|(at, _)| words.iter().any(|(other, _)| at + 8 == *other))
}

/// The readable entries to which the list of the file or that of a DATA object leads.
fn reached(file: JournalFile<'_>, data: &[DataOffset]) -> BTreeSet<u64> {
    let lists = data.iter().map(|offset| file.entries_of(&file.read_data(*offset).unwrap()));
    let mut reached = BTreeSet::new();
    for mut list in lists.chain([file.all_entries()]) {
        let entries = (0..list.len()).filter_map(|index| list.get(index)).collect::<Vec<_>>();
        reached.extend(
            entries.into_iter().filter(|entry| file.read_entry(*entry).is_ok()).map(|entry| entry.get()),
        );
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_any_index_reaches_is_read(mut bytes in journal(), damages in damage()) {
        let healthy = JournalFile::open(&bytes).unwrap();
        let n_entries = healthy.all_entries().len();
        let data: Vec<_> = healthy
            .objects()
            .map(Result::unwrap)
            .filter(|(_, object)| *object == ObjectType::DATA)
            .map(|(offset, _)| DataOffset::new(offset).unwrap())
            .collect();
        let are_neighbours = apply(&mut bytes, &damages);
        let reached = reached(JournalFile::open(&bytes).unwrap(), &data);
        let source = Source::from_bytes(PathBuf::new(), bytes);
        let mut entries = source.journal(Limits::default()).unwrap().entries();
        let read: Vec<u64> = entries.by_ref().map(|entry| entry.offset().get()).collect();
        prop_assert!(read.is_sorted_by(|a, b| a < b));
        let missing: Vec<_> = reached.iter().filter(|entry| !read.contains(entry)).collect();
        // One damage hides nothing. Several may cover for each other, best where wrong items stand in order beside each other.
        prop_assert!(
            missing.len() < damages.len() || are_neighbours,
            "{missing:x?} of {n_entries}: {:?}",
            entries.findings()
        );
    }
}
