//! Forged entries: whoever logs a value chooses its bytes, and can make them look like an entry that refers to real data.
//!
//! They never become entries of the journal: not while the enclosing DATA object proves itself, and not when it is damaged
//! itself, so that nothing tells any more that the bytes belong to it.

use std::collections::BTreeSet;

use journalq_file::layout::object::ObjectType;
use journalq_file::salvage::{Grade, Salvage, SalvageOptions, salvage};
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{DataOffset, Id128, JournalFile};

const BOOT: Id128 = Id128([7; 16]);

/// The sequence number of the forged entry: there is room for it between those of two real ones.
const FORGED: u64 = 205;

/// Where objects lie in a journal with a forged entry.
struct Forgery {
    bytes: Vec<u8>,
    /// The DATA object whose value contains the forged entry.
    data: usize,
    /// Where its payload begins, and where it ends.
    payload: usize,
    end: usize,
}

/// The kinds of files that are told apart: of each layout and hash one.
fn kinds() -> [WriteOptions; 4] {
    [
        (Layout::Regular, Hash::Jenkins),
        (Layout::Regular, Hash::Keyed),
        (Layout::Compact, Hash::Jenkins),
        (Layout::Compact, Hash::Keyed),
    ]
    .map(|(layout, hash)| WriteOptions {
        layout,
        hash,
        codec: None,
        header_size: HeaderSize::V254,
        data_hash_buckets: 16,
        field_hash_buckets: 4,
        ..WriteOptions::default()
    })
}

/// Appends entry number `n`, with a value of its own.
fn append(writer: &mut JournalWriter, n: u64, extra: &[u8]) {
    let message = format!("MESSAGE={n}");
    let boot = format!("_BOOT_ID={BOOT}");
    let mut payloads: Vec<&[u8]> = vec![message.as_bytes(), boot.as_bytes(), b"PRIORITY=6"];
    payloads.extend((!extra.is_empty()).then_some(extra));
    let entry = NewEntry {
        seqnum: Some(n * 10),
        realtime_usec: 1_700_000_000_000_000 + n * 1000,
        monotonic_usec: n * 1000,
        boot_id: BOOT,
        xor_hash: None,
        payloads: &payloads,
    };
    writer.append(&entry).unwrap();
}

/// A journal of 40 entries, one of which has a field `NOTE` of these bytes; they begin at a multiple of 8.
fn journal(options: &WriteOptions, note: &[u8]) -> Vec<u8> {
    let mut writer = JournalWriter::new(options.clone()).unwrap();
    for n in 1..=40 {
        let extra = if n == 20 { [b"NOTE_OK=", note].concat() } else { Vec::new() };
        append(&mut writer, n, &extra);
    }
    writer.finish()
}

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// An entry that refers to these DATA objects, each with the hash of its payload and the Jenkins hash of the same.
fn entry(compact: bool, items: &[(u64, u64, u64)]) -> Vec<u8> {
    let stored = match compact {
        true => items.iter().flat_map(|item| u32::try_from(item.0).unwrap().to_le_bytes()).collect(),
        false => items.iter().flat_map(|item| words(&[item.0, item.1])).collect::<Vec<u8>>(),
    };
    let size = 64 + stored.len() as u64;
    let xor = items.iter().fold(0, |xor, item| xor ^ item.2);
    let mut entry = words(&[3, size, FORGED, 1_700_000_000_020_500, 20_500]);
    entry.extend(BOOT.0);
    entry.extend(words(&[xor]));
    entry.extend(stored);
    entry.resize(entry.len().next_multiple_of(8), 0);
    entry
}

/// The first objects of these payloads: a forger may know where they are.
fn real_items(options: &WriteOptions, payloads: &[&[u8]]) -> Vec<(u64, u64, u64)> {
    let bytes = journal(options, b"");
    let file = JournalFile::open(&bytes).unwrap();
    let mut items: Vec<(u64, u64, u64)> = payloads
        .iter()
        .map(|payload| {
            let data = file.find_data(payload, &mut journalq_file::Scratch::default()).unwrap().unwrap();
            let jenkins = journalq_file::layout::hash::jenkins64(payload);
            (data.offset().get(), data.hash(), jenkins)
        })
        .collect();
    items.sort_unstable();
    items
}

/// Puts a value into a journal.
fn plant(options: &WriteOptions, note: &[u8]) -> Forgery {
    let bytes = journal(options, note);
    let file = JournalFile::open(&bytes).unwrap();
    let payload = [b"NOTE_OK=", note].concat();
    let data = file.find_data(&payload, &mut journalq_file::Scratch::default()).unwrap().unwrap();
    let offset = usize::try_from(data.offset().get()).unwrap();
    let head = ObjectType::DATA.head_size(options.layout == Layout::Compact).unwrap();
    Forgery { data: offset, payload: offset + head, end: offset + head + payload.len(), bytes }
}

/// A forged entry alone, its fields those of real entries.
fn lone(options: &WriteOptions) -> Forgery {
    let boot = format!("_BOOT_ID={BOOT}");
    let items = real_items(options, &[b"MESSAGE=7", boot.as_bytes(), b"PRIORITY=6"]);
    plant(options, &entry(options.layout == Layout::Compact, &items))
}

/// A forged entry with a forged DATA object and a forged entry array, which lead to one another.
fn island(options: &WriteOptions) -> Forgery {
    let compact = options.layout == Layout::Compact;
    let begin = lone(options).payload as u64 + 8;
    let payload = b"MESSAGE=forged by who can log a line....";
    let hash = match options.hash {
        Hash::Jenkins => journalq_file::layout::hash::HashFunction::Jenkins,
        Hash::Keyed => journalq_file::layout::hash::HashFunction::Keyed(options.file_id),
    };
    let jenkins = journalq_file::layout::hash::jenkins64(payload);
    let head = ObjectType::DATA.head_size(compact).unwrap() as u64;
    let data_size = head + payload.len() as u64;
    let entry_at = begin + data_size;
    let entry = entry(compact, &[(begin, hash.hash(payload), jenkins)]);
    let array_at = entry_at + entry.len() as u64;
    let mut note = words(&[1, data_size, hash.hash(payload), 0, 0, entry_at, array_at, 2]);
    note.resize(usize::try_from(head).unwrap(), 0);
    note.extend(payload);
    note.extend(entry);
    note.extend(words(&[6, 24 + 8, 0, entry_at]));
    plant(options, &note)
}

/// The grades of the forged entry, and the sequence numbers of those graded intact or orphan.
fn grades(salvage: &Salvage<'_>) -> (Vec<Grade>, BTreeSet<u64>) {
    let forged = salvage.entries().iter().filter(|entry| entry.head.seqnum == FORGED);
    let proven =
        salvage.entries().iter().filter(|entry| matches!(entry.grade, Grade::Intact | Grade::Orphan));
    (forged.map(|entry| entry.grade).collect(), proven.map(|entry| entry.head.seqnum).collect())
}

fn with_embedded(bytes: &[u8]) -> Salvage<'_> {
    salvage(bytes, &SalvageOptions { embedded: true, ..SalvageOptions::default() })
}

#[test]
fn left_out_unless_asked_for() {
    for options in kinds() {
        let forgery = lone(&options);
        let (forged, proven) = grades(&salvage(&forgery.bytes, &SalvageOptions::default()));
        assert_eq!((forged, proven.len()), (vec![], 40));
        let salvage = with_embedded(&forgery.bytes);
        let embedded = Grade::Embedded { data: forgery.data as u64 };
        assert_eq!(grades(&salvage).0, [embedded], "{options:?}");
        assert_eq!((salvage.report().found.of(embedded), salvage.report().found.total()), (1, 41));
        assert_eq!(embedded.to_string(), format!("embedded in data at {:#x}", forgery.data));
    }
}

/// Data that was logged with the forged entry is none: nothing is left of it.
#[test]
fn nothing_of_an_island() {
    for options in kinds() {
        let forgery = island(&options);
        let (forged, proven) = grades(&with_embedded(&forgery.bytes));
        assert_eq!((forged, proven.len()), (vec![], 40));
    }
}

/// Any bit of the enclosing object's head is wrong, or any byte of it zero or all ones.
#[test]
fn never_proven_where_the_enclosing_head_is_damaged() {
    for options in kinds() {
        for forgery in [lone(&options), island(&options)] {
            for at in forgery.data..forgery.payload {
                for wrong in (0..8).map(|bit| forgery.bytes[at] ^ 1 << bit).chain([0, 0xff]) {
                    let mut bytes = forgery.bytes.clone();
                    bytes[at] = wrong;
                    let salvage = with_embedded(&bytes);
                    let (forged, proven) = grades(&salvage);
                    assert!(!proven.contains(&FORGED), "{at:#x} {wrong:#x}: {forged:?} {options:?}");
                    assert!(proven.len() >= 39, "{at:#x} {wrong:#x}: {} are proven", proven.len());
                    assert!(salvage.entries().len() >= 40, "{at:#x} {wrong:#x}");
                }
            }
        }
    }
}

/// A bit of the payload is wrong: nothing proves the enclosing object, but objects lie before and behind it.
#[test]
fn embedded_in_a_payload_that_is_damaged() {
    for options in kinds() {
        for forgery in [lone(&options), island(&options)] {
            for at in forgery.payload..forgery.payload + 8 {
                let mut bytes = forgery.bytes.clone();
                bytes[at] ^= 1;
                let (forged, proven) = grades(&with_embedded(&bytes));
                assert_eq!(forged, [Grade::Embedded { data: forgery.data as u64 }], "{options:?}");
                assert_eq!(proven.len(), 39);
            }
        }
    }
}

/// The enclosing object's head is gone altogether, with what is before it, or the whole header is.
#[test]
fn never_proven_where_more_is_damaged() {
    for options in kinds() {
        for forgery in [lone(&options), island(&options)] {
            for len in [8, 16, 64, 200, 1000] {
                let mut bytes = forgery.bytes.clone();
                bytes[forgery.payload - len..forgery.payload].fill(0);
                assert!(!grades(&with_embedded(&bytes)).1.contains(&FORGED), "{len} {options:?}");
                bytes[..272].fill(0);
                assert!(grades(&with_embedded(&bytes)).1.is_empty(), "{len} {options:?}");
            }
            let mut bytes = forgery.bytes.clone();
            bytes[..272].fill(0);
            let embedded = Grade::Embedded { data: forgery.data as u64 };
            let (forged, proven) = grades(&with_embedded(&bytes));
            assert!(forged.iter().all(|grade| *grade == embedded), "{forged:?} {options:?}");
            assert!(proven.is_empty());
            let mut bytes = forgery.bytes.clone();
            bytes[forgery.end..].fill(0);
            assert!(!grades(&with_embedded(&bytes)).1.contains(&FORGED), "{options:?}");
        }
    }
}

/// A real index that a bit error leads into a value proves nothing, since the value proves itself.
#[test]
fn embedded_even_where_an_index_leads_there() {
    for options in kinds() {
        let forgery = lone(&options);
        let file = JournalFile::open(&forgery.bytes).unwrap();
        let array = usize::try_from(file.header().entry_array_offset()).unwrap();
        let mut bytes = forgery.bytes.clone();
        let item = forgery.payload as u64 + 8;
        match options.layout {
            Layout::Regular => bytes[array + 48..array + 56].copy_from_slice(&item.to_le_bytes()),
            Layout::Compact => {
                bytes[array + 36..array + 40].copy_from_slice(&u32::try_from(item).unwrap().to_le_bytes());
            }
        }
        let data = DataOffset::new(forgery.data as u64).unwrap();
        assert!(file.read_data(data).is_ok());
        let (forged, proven) = grades(&with_embedded(&bytes));
        assert_eq!(forged, [Grade::Embedded { data: data.get() }], "{options:?}");
        assert_eq!(proven.len(), 40, "{options:?}");
    }
}
