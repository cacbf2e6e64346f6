//! The corrupter does the same for the same seed, tells truly what it touched, and which entries are left.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use journalq_testkit::corrupt::{Class, Corrupter, Damaged, intact_entries, touched_entries};
use journalq_testkit::naive::Journal;

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// A journal of `testdata/journals`, decompressed.
fn packed(name: &str) -> Vec<u8> {
    let path = testdata().join("journals").join(name);
    zstd::stream::decode_all(fs::File::open(path).unwrap()).unwrap()
}

fn demo() -> Vec<u8> {
    fs::read(testdata().join("demo/system.journal")).unwrap()
}

/// Journals of both layouts, all codecs, with seals and without.
fn journals() -> Vec<Vec<u8>> {
    vec![
        demo(),
        packed("edge.journal.zst"),
        packed("variants/v257-regular-lz4-jenkins.journal.zst"),
        packed("variants/v262-regular-xz.journal.zst"),
        packed("journald/system.journal.zst"),
    ]
}

/// Where the bytes differ from the original's, as far as both go; and what the original has more.
fn changed(original: &[u8], damaged: &[u8]) -> Vec<u64> {
    const CHUNK: usize = 512;
    let chunks = original.chunks(CHUNK).zip(damaged.chunks(CHUNK)).enumerate();
    let differing = chunks.filter(|(_, (a, b))| a != b).flat_map(|(chunk, (a, b))| {
        let pairs = a.iter().zip(b).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(move |(at, _)| (chunk * CHUNK + at) as u64)
    });
    differing.chain(damaged.len() as u64..original.len() as u64).collect()
}

fn check(original: &[u8], damaged: &Damaged) {
    let context = format!("{}: {}", damaged.class, damaged.description);
    let changed = changed(original, &damaged.bytes);
    assert!(!changed.is_empty() || damaged.bytes.len() > original.len(), "{context}");
    let told = |at: &u64| damaged.touched.iter().any(|range| range.contains(at));
    assert!(changed.iter().all(told), "{context}: changed more than was told");
    let bounded = damaged.touched.iter().all(|range| range.start < range.end);
    assert!(bounded && damaged.touched.is_sorted_by(|a, b| a.end < b.start), "{context}");
    assert!(damaged.touched.iter().all(|range| range.end <= original.len() as u64), "{context}");
    assert!(!damaged.description.contains(['\n', '\t']), "{context}");
}

#[test]
fn every_class_damages_every_file_as_it_says() {
    for original in journals() {
        let corrupter = Corrupter::new(&original).unwrap();
        for class in Class::ALL {
            let mut variants = BTreeSet::new();
            for seed in 0..5 {
                let damaged = corrupter.damage(class, seed).unwrap();
                check(&original, &damaged);
                let again = corrupter.damage(class, seed).unwrap();
                assert_eq!((damaged.bytes, &damaged.description), (again.bytes, &again.description));
                variants.insert(damaged.description);
            }
            assert!(variants.len() >= 3, "{class}: seeds make a difference");
        }
    }
}

#[test]
fn names_lead_back_to_their_classes() {
    let names: BTreeSet<&str> = Class::ALL.into_iter().map(Class::name).collect();
    assert_eq!(names.len(), Class::ALL.len());
    assert!(Class::ALL.into_iter().all(|class| Class::from_name(&class.to_string()) == Some(class)));
    assert_eq!(Class::from_name("Cut"), None);
}

/// The naive reader walks over all objects of a damaged file that are whole; what it reads is the measure.
#[test]
fn entries_before_the_cut_are_intact() {
    let original = demo();
    let corrupter = Corrupter::new(&original).unwrap();
    let healthy = corrupter.journal();
    let all = intact_entries(healthy, &[]);
    assert_eq!(all.len(), 400);
    for seed in 0..30 {
        let damaged = corrupter.damage(Class::Cut, seed).unwrap();
        let len = damaged.bytes.len() as u64;
        let whole = healthy.objects.iter().filter(|object| object.object_type == 3);
        let whole = whole.filter(|object| object.offset + object.size <= len).count();
        // Data comes before the entry that has it first, so that an entry which is there has all its data.
        assert_eq!(intact_entries(healthy, &damaged.touched), all[..whole]);
        assert_eq!(touched_entries(healthy, &damaged.touched).len(), 400 - whole);
    }
}

#[test]
fn a_byte_costs_the_entries_that_need_it() {
    let original = packed("variants/v262-regular-zstd.journal.zst");
    let journal = Journal::read(&original).unwrap();
    let touched = |at: u64| touched_entries(&journal, std::slice::from_ref(&(at..at + 1)));
    let entry = &journal.entries[7];
    assert_eq!(touched(entry.offset), [entry.seqnum]);
    assert_eq!(touched(entry.offset + 64 + 16 * entry.items.len() as u64 - 1), [entry.seqnum]);

    let (offset, data) = journal.data.iter().find(|(_, data)| data.payload == b"PRIORITY=3").unwrap();
    let with = journal.entries_with(&data.payload);
    let with: Vec<u64> = with.into_iter().map(|entry| entry.seqnum).collect();
    assert!(with.len() > 10);
    for needed in [0, 1, 8, 15, 64, 64 + 9] {
        assert_eq!(touched(offset + needed), with, "byte {needed} of data");
    }
    for link in [2, 7, 16, 24, 40, 63, 64 + 10] {
        assert!(touched(offset + link).is_empty(), "byte {link} of data");
    }
    assert!(touched(0).is_empty() && touched(journal.header.entry_array_offset + 16).is_empty());
}

#[test]
fn classes_do_what_their_names_say() {
    let original = demo();
    let corrupter = Corrupter::new(&original).unwrap();
    let header = &corrupter.journal().header;
    let used = corrupter.journal().objects.last().map(|object| object.offset + object.size).unwrap();
    for seed in 0..40 {
        let damage = |class| corrupter.damage(class, seed).unwrap();
        assert!(damage(Class::Cut).bytes.len() < usize::try_from(used).unwrap());
        let lost = damage(Class::HeaderLost);
        assert_ne!(lost.bytes[..8], original[..8]);
        assert!([header.header_size, 4096].contains(&lost.touched[0].end), "{:?}", lost.touched);
        let field = damage(Class::HeaderField);
        assert!(field.touched.len() == 1 && field.touched[0].end <= header.header_size);
        assert!(damage(Class::DeepChain).bytes.len() >= original.len() + 1_000 * 32);
        let ones = damage(Class::WordOfOnes).touched;
        assert!(ones.len() == 1 && ones[0].end - ones[0].start == 8 && ones[0].start % 8 == 0);
        let pages = damage(Class::SwappedPages).touched;
        assert!(pages.iter().all(|range| range.start % 4096 == 0 && range.start > 0), "{pages:?}");
        let zeroed = damage(Class::ZeroedPage);
        assert!(zeroed.touched.iter().all(|range| range.start % 4096 == 0 && range.start > 0));
        let inflated = damage(Class::CounterInflated);
        assert_eq!(inflated.bytes.len(), original.len());
    }
}

#[test]
fn a_chain_is_as_deep_as_is_told() {
    let original = demo();
    let corrupter = Corrupter::new(&original).unwrap();
    for seed in 0..12 {
        let damaged = corrupter.damage(Class::DeepChain, seed).unwrap();
        let depth: u64 = damaged.description.split(' ').next().unwrap().parse().unwrap();
        let journal = Journal::read(&damaged.bytes).unwrap();
        assert_eq!(journal.n_objects, journal.header.n_objects, "the header counts what was added");
        let links = |at: &u64| match journal.data.get(at) {
            Some(data) => data.next_hash_offset,
            None => journal.entry_arrays[at].next_entry_array_offset,
        };
        let objects: BTreeSet<u64> =
            journal.data.keys().chain(journal.entry_arrays.keys()).copied().collect();
        let linked: BTreeSet<u64> = objects.iter().map(links).collect();
        let chain = |head| std::iter::successors(Some(head), |at| Some(links(at)).filter(|next| *next != 0));
        let longest = objects.difference(&linked).map(|head| chain(*head).count() as u64).max().unwrap();
        assert!(longest >= depth, "{longest} of {depth}");
    }
}

#[test]
fn a_file_without_entries_has_little_to_damage() {
    // The header of the demo journal, made to be all that there is.
    let mut empty = demo();
    empty.truncate(272);
    empty[96..272].fill(0);
    let corrupter = Corrupter::new(&empty).unwrap();
    assert!(corrupter.damage(Class::ArrayLink, 1).is_none());
    assert!(corrupter.damage(Class::HashChainCycle, 1).is_none());
    assert!(corrupter.damage(Class::HeaderLost, 1).is_some());
    for class in Class::ALL {
        for seed in 0..50 {
            let unchanged = corrupter.damage(class, seed).is_some_and(|damaged| damaged.bytes == empty);
            assert!(!unchanged, "{class}, {seed}");
        }
    }
}
