//! Images made of journals, whole and in pieces, and of what lies between.

use super::*;
use crate::write::{Hash, JournalWriter, Layout, NewEntry, WriteOptions};

/// A journal with `count` entries, of which each has a few fields of its own and some that all have.
pub(super) fn journal(compact: bool, count: u64) -> Vec<u8> {
    made(compact, Hash::Keyed, 1, count)
}

fn made(compact: bool, hash: Hash, number: u8, count: u64) -> Vec<u8> {
    let options = WriteOptions {
        layout: if compact { Layout::Compact } else { Layout::Regular },
        hash,
        file_id: Id128([number; 16]),
        data_hash_buckets: 512,
        ..WriteOptions::default()
    };
    let mut writer = JournalWriter::new(options).unwrap();
    for index in 1..=count {
        let ending = ".".repeat(usize::try_from(index * u64::from(number) % 23).unwrap());
        let message = format!("MESSAGE=entry {index} of journal {number}{ending}");
        let pid = format!("_PID={}", index % 50);
        let boot = format!("_BOOT_ID={}", Id128([number; 16]));
        let host = format!("_HOSTNAME={}", "host".repeat(usize::from(number) * 10));
        let payloads: [&[u8]; 6] = [
            host.as_bytes(),
            message.as_bytes(),
            pid.as_bytes(),
            b"_COMM=made",
            b"PRIORITY=6",
            boot.as_bytes(),
        ];
        writer
            .append(&NewEntry {
                seqnum: Some(index),
                realtime_usec: 1_700_000_000_000_000 + index,
                monotonic_usec: index,
                boot_id: Id128([number; 16]),
                xor_hash: None,
                payloads: &payloads,
            })
            .unwrap();
    }
    writer.finish()
}

/// Bytes that are no journal: numbers, some of which look like the beginning of an object.
fn noise(len: usize, mut seed: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = if seed >> 61 == 0 { (seed >> 33) & 7 } else { seed };
        bytes.extend(word.to_le_bytes());
    }
    bytes.truncate(len);
    bytes
}

fn carved(image: &[u8]) -> Finds {
    let mut told = 0;
    let finds = carve(image, |bytes| {
        assert!(bytes >= told);
        told = bytes;
    });
    assert_eq!(told, image.len() as u64);
    finds
}

#[test]
fn a_journal_in_noise_is_found_where_it_is() {
    for (compact, hash) in
        [(true, Hash::Keyed), (false, Hash::Keyed), (true, Hash::Jenkins), (false, Hash::Jenkins)]
    {
        let journal = made(compact, hash, 7, 400);
        let at = 4096 * 5 + 8;
        let mut image = noise(at, 1);
        image.extend(&journal);
        image.extend(noise(9000, 2));
        let finds = carved(&image);
        let [file] = finds.files.as_slice() else { panic!("{finds:?}") };
        assert_eq!((file.entries(), file.file_id(), file.is_compact()), (400, Some(Id128([7; 16])), compact));
        assert_eq!(file.bytes(&image, u64::MAX).unwrap(), journal);
        assert_eq!(file.in_image(0), Some(at as u64));
        assert_eq!(file.in_image(journal.len() as u64), None);
    }
}

/// Cuts a journal into blocks and puts the stretches between `cuts` into an image, the last one first, with noise between.
fn scattered(journal: &[u8], cuts: &[usize]) -> Vec<u8> {
    let mut padded = journal.to_vec();
    padded.resize(journal.len().next_multiple_of(4096), 0);
    let ends = cuts.iter().copied().chain([padded.len()]);
    let mut image = noise(4096, 3);
    let mut parts: Vec<&[u8]> =
        [0].into_iter().chain(cuts.iter().copied()).zip(ends).map(|(from, to)| &padded[from..to]).collect();
    parts.reverse();
    for part in parts {
        image.extend(part);
        image.extend(noise(8192, 4));
    }
    image
}

#[test]
fn a_file_in_several_places_is_put_together() {
    for (compact, hash) in
        [(true, Hash::Keyed), (false, Hash::Keyed), (true, Hash::Jenkins), (false, Hash::Jenkins)]
    {
        let journal = made(compact, hash, 9, 2000);
        let image = scattered(&journal, &[4096 * 20, 4096 * 41]);
        let finds = carved(&image);
        let [file] = finds.files.as_slice() else { panic!("{compact} {hash:?} {finds:#?}") };
        assert_eq!(file.pieces().len(), 3);
        let bytes = file.bytes(&image, u64::MAX).unwrap();
        assert_eq!(bytes[..journal.len()], journal);
    }
}

#[test]
fn files_of_one_host_stay_apart() {
    let journals = [1, 2].map(|number| made(true, Hash::Jenkins, number, 1500));
    let mut image = scattered(&journals[0], &[4096 * 15]);
    image.extend(scattered(&journals[1], &[4096 * 30]));
    let finds = carved(&image);
    assert_eq!(finds.files.len(), 2, "{finds:#?}");
    for (file, number) in finds.files.iter().zip([1, 2]) {
        assert_eq!(file.file_id(), Some(Id128([number; 16])));
        let bytes = file.bytes(&image, u64::MAX).unwrap();
        assert_eq!(bytes[..journals[usize::from(number) - 1].len()], journals[usize::from(number) - 1]);
    }
}

#[test]
fn a_file_without_its_beginning_keeps_its_offsets() {
    let journal = made(true, Hash::Keyed, 3, 1000);
    let cut = 4096 * 12;
    let mut image = noise(8192, 5);
    image.extend(&journal[cut..]);
    let finds = carved(&image);
    let [file] = finds.files.as_slice() else { panic!("{finds:?}") };
    assert_eq!((file.file_id(), file.pieces()[0].offset), (None, cut as u64));
    let bytes = file.bytes(&image, u64::MAX).unwrap();
    assert!(bytes[..cut].iter().all(|&byte| byte == 0));
    assert_eq!(bytes[cut..journal.len()], journal[cut..]);
    assert_eq!(file.bytes(&image, cut as u64), None, "larger than allowed");
}

#[test]
fn a_zeroed_page_does_not_cut_a_file_in_two() {
    let mut journal = made(false, Hash::Jenkins, 4, 1000);
    let at = 4096 * 22;
    journal[at..at + 4096].fill(0);
    let mut image = noise(4096, 6);
    image.extend(&journal);
    let finds = carved(&image);
    let [file] = finds.files.as_slice() else { panic!("{finds:?}") };
    assert_eq!(file.bytes(&image, u64::MAX).unwrap(), journal);
    assert!(file.entries() > 900);
}

#[test]
fn noise_is_no_journal() {
    for seed in 0..20 {
        assert_eq!(carved(&noise(100_000, seed)), Finds::default());
    }
    assert_eq!(carved(&[]), Finds::default());
    assert_eq!(carved(b"LPKSHHRH"), Finds::default());
}

/// The hash table reaches far beyond the first block of its file; what lies behind that block is another file.
#[test]
fn a_table_does_not_hide_what_lies_where_it_should_be() {
    let [first, second] = [1, 2].map(|number| made(true, Hash::Keyed, number, 600));
    let mut image = first[..4096].to_vec();
    image.extend(&second);
    image.resize(image.len().next_multiple_of(4096), 0);
    image.extend(&first[4096..]);
    let finds = carved(&image);
    let [one, two] = finds.files.as_slice() else { panic!("{finds:#?}") };
    assert_eq!((one.entries(), two.entries()), (600, 600));
    assert_eq!(two.bytes(&image, u64::MAX).unwrap()[..second.len()], second);
}

/// Two files that grow in turns, some blocks at a time, have the same place over and over, and where an object of the one
/// begins just where one of the other should, a block can go to the wrong one.
#[test]
fn files_that_grow_side_by_side_stay_apart() {
    for hash in [Hash::Keyed, Hash::Jenkins] {
        let journals = [1, 2].map(|number| made(true, hash, number, 3000));
        let mut image = vec![0; 4096];
        let step = 4096 * 16;
        for at in (0..journals[0].len()).step_by(step) {
            for journal in &journals {
                image.extend(journal.iter().skip(at).take(step));
                image.resize(image.len().next_multiple_of(4096), 0);
            }
        }
        let finds = carved(&image);
        assert_eq!(finds.files.len(), 2, "{hash:?} {finds:#?}");
        for (file, journal) in finds.files.iter().zip(&journals) {
            let bytes = file.bytes(&image, u64::MAX).unwrap();
            let blocks = || bytes.chunks(4096).zip(journal.chunks(4096));
            let right = blocks().filter(|(found, written)| found.starts_with(written)).count();
            assert!(right * 20 >= blocks().count() * 19, "{right} of {}", blocks().count());
        }
    }
}

/// Each object covers the beginnings of all that follow.
#[test]
fn objects_within_objects_cost_their_own_bytes_only() {
    const OBJECTS: usize = 40_000;
    let mut image = Vec::new();
    for index in 0..OBJECTS {
        let size = ((OBJECTS - index) * 80) as u64 - 8;
        for number in [1, size, 0, 0, 0, 0, 0, 0] {
            image.extend(number.to_le_bytes());
        }
        image.extend(*b"A=1\0\0\0\0\0B=2\0\0\0\0\0");
    }
    image.extend([0xff; 64]);
    assert_eq!(carved(&image), Finds::default());
}
