//! What a written file consists of, read back through the on-disk structures.

use std::mem::size_of;

use tempfile::TempDir;
use zerocopy::little_endian::{U32, U64};
use zerocopy::{FromBytes, Immutable, KnownLayout};

use super::*;
use crate::codec::Codec;
use crate::layout::flags::{IncompatibleFlags, ObjectFlags};
use crate::layout::hash::jenkins64;
use crate::layout::header::RawHeader;
use crate::layout::object::{
    CompactDataHead, DataHead, EntryArrayHead, EntryItem, FieldHead, ObjectHeader, ObjectType, RawEntryHead,
};

const BOOT: &[u8] = b"_BOOT_ID=29e470d756e34cdcbdf10ee19751f75d";

fn entry<'a>(payloads: &'a [&'a [u8]]) -> NewEntry<'a> {
    let boot_id = Id128::parse(&BOOT[9..]).unwrap();
    NewEntry { seqnum: None, realtime_usec: 7_000_000, monotonic_usec: 9, boot_id, xor_hash: None, payloads }
}

fn written(options: WriteOptions, entries: &[&[&[u8]]]) -> Vec<u8> {
    let mut writer = JournalWriter::new(options).unwrap();
    for payloads in entries {
        writer.append(&entry(payloads)).unwrap();
    }
    assert_eq!(writer.n_entries(), entries.len() as u64);
    let size = writer.size();
    let journal = writer.finish();
    assert_eq!(journal.len() as u64, size);
    journal
}

fn at<T: FromBytes + KnownLayout + Immutable>(journal: &[u8], offset: u64) -> &T {
    T::ref_from_prefix(&journal[offset as usize..]).unwrap().0
}

/// The offsets of all objects of a type, in the file's order.
fn objects(journal: &[u8], wanted: ObjectType) -> Vec<u64> {
    let header: &RawHeader = at(journal, 0);
    let (mut offset, mut found) = (header.header_size.get(), Vec::new());
    while offset < journal.len() as u64 {
        let object: &ObjectHeader = at(journal, offset);
        if object.object_type == wanted {
            found.push(offset);
        }
        offset += object.size.get().next_multiple_of(8);
    }
    assert_eq!(offset, journal.len() as u64);
    found
}

fn plain() -> WriteOptions {
    WriteOptions { layout: Layout::Regular, hash: Hash::Jenkins, codec: None, ..WriteOptions::default() }
}

#[test]
fn the_header_counts_everything() {
    let options = WriteOptions { seqnum_id: Id128([3; 16]), machine_id: Id128([4; 16]), ..plain() };
    let mut writer = JournalWriter::new(options).unwrap();
    let payloads: &[&[u8]] = &[BOOT, b"A=1", b"B=1"];
    let first = NewEntry { seqnum: Some(40), realtime_usec: 1, ..entry(payloads) };
    writer.append(&first).unwrap();
    let last = NewEntry { realtime_usec: 2, monotonic_usec: 3, ..entry(&[BOOT, b"A=2"]) };
    let tail = writer.append(&last).unwrap();
    let journal = writer.finish();
    let header: &RawHeader = at(&journal, 0);
    assert_eq!(header.file_id, Id128([0xf1; 16]));
    assert_eq!((header.machine_id, header.seqnum_id), (Id128([4; 16]), Id128([3; 16])));
    assert_eq!(header.incompatible_flags, 0);
    assert_eq!(header.compatible_flags, 2);
    assert_eq!((header.n_entries.get(), header.n_data.get(), header.n_fields.get()), (2, 4, 3));
    // the global array and the one of the boot, which has the second entry
    assert_eq!((header.n_entry_arrays.get(), header.n_tags.get()), (2, 0));
    assert_eq!(header.n_objects.get(), 2 + 2 + 4 + 3 + 2);
    assert_eq!((header.head_entry_seqnum.get(), header.tail_entry_seqnum.get()), (40, 41));
    assert_eq!((header.head_entry_realtime.get(), header.tail_entry_realtime.get()), (1, 2));
    assert_eq!((header.tail_entry_monotonic.get(), header.tail_entry_boot_id), (3, last.boot_id));
    assert_eq!(header.tail_entry_offset.get(), tail.get());
    assert_eq!(u64::from(header.tail_entry_array_offset.get()), header.entry_array_offset.get());
    assert_eq!(header.tail_entry_array_n_entries.get(), 2);
    assert_eq!(header.arena_size.get() + 272, journal.len() as u64);
    let arrays = objects(&journal, ObjectType::ENTRY_ARRAY);
    assert_eq!(header.tail_object_offset.get(), arrays[1]);
}

#[test]
fn every_generation_of_the_header_starts_its_arena_where_it_ends() {
    for header_size in HeaderSize::ALL {
        let journal = written(WriteOptions { header_size, ..plain() }, &[&[b"A=1"]]);
        let bytes = header_size.bytes();
        let table: &ObjectHeader = at(&journal, bytes as u64);
        assert_eq!((table.object_type, table.size.get()), (ObjectType::FIELD_HASH_TABLE, 16 + 1023 * 16));
        let header: &RawHeader = at(&journal, 0);
        assert_eq!(header.header_size.get(), bytes as u64);
        assert_eq!(header.field_hash_table_offset.get(), bytes as u64 + 16);
        assert_eq!(header.compatible_flags.get(), if bytes == 272 { 2 } else { 0 });
    }
}

#[test]
fn data_is_stored_once_and_knows_its_entries() {
    for layout in [Layout::Regular, Layout::Compact] {
        let entries: Vec<&[&[u8]]> = vec![&[b"B=1", b"A=1", b"B=1"], &[b"A=2", b"A=1"], &[b"A=1"]];
        let journal = written(WriteOptions { layout, ..plain() }, &entries);
        let data = objects(&journal, ObjectType::DATA);
        let entries = objects(&journal, ObjectType::ENTRY);
        assert_eq!(data.len(), 3, "B=1, A=1 and A=2");
        let items = |entry: u64| -> Vec<u64> {
            let start = entry as usize + size_of::<RawEntryHead>();
            let end = (entry + at::<ObjectHeader>(&journal, entry).size.get()) as usize;
            match layout {
                Layout::Regular => {
                    let items = <[EntryItem]>::ref_from_bytes(&journal[start..end]).unwrap();
                    items.iter().map(|item| item.data_offset.get()).collect()
                }
                Layout::Compact => {
                    let items = <[U32]>::ref_from_bytes(&journal[start..end]).unwrap();
                    items.iter().map(|item| item.get().into()).collect()
                }
            }
        };
        assert_eq!(items(entries[0]), [data[0], data[1]], "sorted, each once");
        assert_eq!(items(entries[1]), [data[1], data[2]], "sorted, not as given");

        let shared: &DataHead = at(&journal, data[1]);
        assert_eq!((shared.entry_offset.get(), shared.n_entries.get()), (entries[0], 3));
        let array = shared.entry_array_offset.get();
        let chain = array + size_of::<EntryArrayHead>() as u64;
        if layout == Layout::Compact {
            let tail: &CompactDataHead = at(&journal, data[1]);
            assert_eq!(u64::from(tail.tail_entry_array_offset.get()), array);
            assert_eq!(tail.tail_entry_array_n_entries, 2);
            assert_eq!(u64::from(at::<[U32; 2]>(&journal, chain)[1].get()), entries[2]);
        } else {
            assert_eq!(at::<[U64; 4]>(&journal, chain).map(U64::get), [entries[1], entries[2], 0, 0]);
        }
    }
}

#[test]
fn values_of_a_field_are_listed_newest_first() {
    let entries: &[&[&[u8]]] = &[&[b"A=1", b"B=1", b"A=2"], &[b"A=3"]];
    let journal = written(plain(), entries);
    let data = objects(&journal, ObjectType::DATA);
    let fields = objects(&journal, ObjectType::FIELD);
    let field: &FieldHead = at(&journal, fields[0]);
    assert_eq!((field.hash.get(), field.object.size.get()), (jenkins64(b"A"), 41));
    assert_eq!(field.head_data_offset.get(), data[3]);
    let next = |offset| at::<DataHead>(&journal, offset).next_field_offset.get();
    assert_eq!([next(data[3]), next(data[2]), next(data[0])], [data[2], data[0], 0]);

    let journal = written(WriteOptions { write_fields: false, ..plain() }, entries);
    assert_eq!(objects(&journal, ObjectType::FIELD), []);
    assert_eq!(at::<RawHeader>(&journal, 0).n_fields.get(), 0);
}

#[test]
fn hashes_are_those_of_a_file_that_v257_wrote() {
    let file_id = Id128::parse(b"ac7b54a3f3f44036a66e8370d1b559d9").unwrap();
    let payloads: &[&[u8]] = &[BOOT, b"MESSAGE=message number 0", b"PRIORITY=0", b"_SYSTEMD_UNIT=b.service"];
    let journal = written(WriteOptions { file_id, ..WriteOptions::default() }, &[payloads]);
    let hashes: Vec<u64> = objects(&journal, ObjectType::DATA)
        .into_iter()
        .map(|offset| at::<DataHead>(&journal, offset).hash.get())
        .collect();
    let keyed = [0xcf3b_7866_8cc8_e03a, 0x14f6_fba8_a494_00c8, 0x5b79_241f_a2fe_70f6, 0xc8dc_a59e_0e1c_d6cd];
    assert_eq!(hashes, keyed);
    let offset = objects(&journal, ObjectType::ENTRY)[0];
    assert_eq!(at::<RawEntryHead>(&journal, offset).xor_hash.get(), 0x8bfc_c761_a648_e31c);
}

#[test]
fn a_field_given_twice_cancels_out_of_the_hash() {
    let journal = written(plain(), &[&[b"A=1", b"B=1", b"A=1"]]);
    let offset = objects(&journal, ObjectType::ENTRY)[0];
    assert_eq!(at::<RawEntryHead>(&journal, offset).xor_hash.get(), jenkins64(b"B=1"));
}

#[test]
fn long_payloads_are_compressed_with_the_codec_of_the_moment() {
    let mut writer = JournalWriter::new(WriteOptions { compress_threshold: 300, ..plain() }).unwrap();
    let mut expected = Vec::new();
    for (number, codec) in [None, Some(Codec::Xz), Some(Codec::Lz4), Some(Codec::Zstd)].iter().enumerate() {
        writer.set_codec(*codec);
        let long = format!("{}={}", ["A", "B", "C", "D"][number], "x".repeat(298));
        writer.append(&entry(&[long.as_bytes(), &long.as_bytes()[..299]])).unwrap();
        expected.extend([codec.map_or(0, |codec| codec.object_flags().0), 0]);
    }
    let journal = writer.finish();
    let data = objects(&journal, ObjectType::DATA);
    let flags: Vec<u8> = data.iter().map(|&offset| at::<ObjectHeader>(&journal, offset).flags).collect();
    assert_eq!(flags, expected);
    assert_eq!(flags[2], ObjectFlags::COMPRESSED_XZ.0);
    let all = Codec::ALL
        .iter()
        .fold(IncompatibleFlags::default(), |all, codec| all.with(codec.incompatible_flags()));
    assert_eq!(at::<RawHeader>(&journal, 0).incompatible_flags.get(), all.0);
}

#[test]
fn refused_entries_are_told_and_leave_no_trace() {
    let good = entry(&[b"A=1"]);
    let too_long = [b"A".repeat(65), b"=".to_vec()].concat();
    let too_long: &[&[u8]] = &[b"A=1", &too_long];
    let refused = [
        (NewEntry { seqnum: Some(0), ..good }, "entry seqnum 0 does not follow 1"),
        (NewEntry { seqnum: Some(1), ..good }, "entry seqnum 1 does not follow 1"),
        (NewEntry { realtime_usec: 0, ..good }, "entry realtime 0 is not in 1 to 2^55 - 1"),
        (
            NewEntry { realtime_usec: 1 << 55, ..good },
            "entry realtime 36028797018963968 is not in 1 to 2^55 - 1",
        ),
        (
            NewEntry { monotonic_usec: 1 << 55, ..good },
            "entry monotonic time 36028797018963968 is not below 2^55",
        ),
        (
            NewEntry { boot_id: Id128::NULL, ..good },
            "entry boot ID is null: 00000000000000000000000000000000",
        ),
        (entry(&[]), "entry has no fields"),
        (entry(&[b"A=1", b""]), "field 1 of the entry is empty"),
        (entry(&[b"A"]), "field 0 of the entry has no `=`"),
        (entry(&[b"=1"]), "field 0 of the entry has an invalid name"),
        (entry(&[b"A=1", b"B=1", b"a=1"]), "field 2 of the entry has an invalid name"),
        (entry(&[b"1A=1"]), "field 0 of the entry has an invalid name"),
        (entry(too_long), "field 1 of the entry has an invalid name"),
    ];
    let mut writer = JournalWriter::new(plain()).unwrap();
    writer.append(&good).unwrap();
    for (entry, message) in refused {
        assert_eq!(writer.append(&entry).unwrap_err().to_string(), message);
    }
    assert_eq!(writer.finish(), written(plain(), &[&[b"A=1"]]));
}

#[test]
fn seqnums_end() {
    let mut writer = JournalWriter::new(plain()).unwrap();
    writer.append(&NewEntry { seqnum: Some(u64::MAX), ..entry(&[b"A=1"]) }).unwrap();
    let error = writer.append(&entry(&[b"A=1"])).unwrap_err();
    assert_eq!(error, WriteError::SeqnumsExhausted);
    assert_eq!(error.to_string(), "no entry seqnum follows 18446744073709551615");
    assert_eq!(WriteError::LostObject(0x110).to_string(), "object at 0x110 is not where it was written");
}

#[test]
fn a_full_file_takes_only_whole_entries() {
    let options = WriteOptions { max_size: 60_000, ..WriteOptions::default() };
    let mut writer = JournalWriter::new(options.clone()).unwrap();
    let mut n_entries = 0;
    let error = loop {
        let message = format!("MESSAGE={n_entries}");
        match writer.append(&entry(&[BOOT, message.as_bytes()])) {
            Ok(_) => n_entries += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, WriteError::FileFull { needed: 60_001.., max_size: 60_000 }), "{error}");
    let journal = writer.finish();
    assert!((58_000..=60_000).contains(&journal.len()), "{}", journal.len());
    assert_eq!(objects(&journal, ObjectType::ENTRY).len() as u64, n_entries);
    assert_eq!(objects(&journal, ObjectType::DATA).len() as u64, n_entries + 1);

    let error = WriteError::FileFull { needed: 5_000_000_000, max_size: u32::MAX.into() };
    let text = "entry could grow the file to 5000000000 bytes, more than its 4294967295";
    assert_eq!(error.to_string(), text);
    assert!(
        JournalWriter::new(WriteOptions { max_size: 1000, ..options }).is_err(),
        "no room for the tables"
    );
}

#[test]
fn compact_files_end_at_4_gib_whatever_is_asked() {
    let options = WriteOptions { data_hash_buckets: 1 << 28, ..WriteOptions::default() };
    let error = JournalWriter::new(options).unwrap_err();
    assert!(matches!(error, WriteError::FileFull { max_size: 0xffff_ffff, .. }), "{error}");
}

#[test]
fn any_name_on_request() {
    let options = WriteOptions { allow_any_name: true, ..plain() };
    let journal = written(options.clone(), &[&[b"no equals sign", b"=no name", b"lower=1"]]);
    assert_eq!(objects(&journal, ObjectType::DATA).len(), 3);
    assert_eq!(objects(&journal, ObjectType::FIELD).len(), 1, "only what has a name has a field");
    let mut writer = JournalWriter::new(options).unwrap();
    assert_eq!(writer.append(&entry(&[b""])), Err(WriteError::EmptyField(0)));
}

#[test]
fn files_are_created_never_overwritten() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("new.journal");
    create_file(&path, b"first").unwrap();
    let error = create_file(&path, b"second").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"first");
}
