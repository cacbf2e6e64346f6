//! Files that would cost too much: what is over a limit is unreadable, what is not stays.

use journalq_file::codec::{Codec, CodecError};
use journalq_file::layout::object::ObjectType;
use journalq_file::write::{JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{DataOffset, FormatError, Id128, JournalFile, Limits, ObjectCause, Scratch};

use crate::sample::{N, Sample, message, read, small};

/// A file of one entry with a short field and one of `len` bytes.
fn large(codec: Option<Codec>, len: usize) -> Vec<u8> {
    let large = [&b"LARGE="[..], &vec![b'x'; len - 6]].concat();
    let options = WriteOptions { codec, ..small(Layout::Compact) };
    let mut writer = JournalWriter::new(options).unwrap();
    let entry = NewEntry {
        seqnum: None,
        realtime_usec: 1,
        monotonic_usec: 1,
        boot_id: Id128([1; 16]),
        xor_hash: None,
        payloads: &[b"SMALL=1", &large],
    };
    writer.append(&entry).unwrap();
    writer.finish()
}

#[test]
fn payload_that_decompresses_to_more_than_the_limit() {
    // Two megabytes are stored in a few bytes: the field is unreadable within the limits for files of unknown origin, its
    // entry is not. The default limits allow it.
    for codec in Codec::ALL {
        let bytes = large(Some(codec), 2 << 20);
        assert!(bytes.len() < 100_000, "{codec}");
        let file = JournalFile::open_with(&bytes, Limits::untrusted()).unwrap();
        let mut scratch = Scratch::default();
        let entry = file.entries().next().unwrap();
        let items: Vec<DataOffset> = entry.items().collect();
        assert_eq!(file.read_data(items[0]).unwrap().payload(&mut scratch), Ok(&b"SMALL=1"[..]));
        let data = file.read_data(items[1]).unwrap();
        let error = data.payload(&mut scratch).unwrap_err();
        assert!(matches!(
            error,
            FormatError::Object { cause: ObjectCause::Payload(CodecError::OverLimit), .. }
        ));
        // LZ4 payloads are decoded as a whole.
        let prefix = if codec == Codec::Lz4 { Err(error) } else { Ok(&b"LARGE=x"[..]) };
        assert_eq!(data.payload_prefix(7, &mut scratch), prefix);
        let file = JournalFile::open(&bytes).unwrap();
        let data = file.read_data(items[1]).unwrap();
        assert_eq!(data.payload(&mut scratch).unwrap().len(), 2 << 20);
        assert!(data.decompress_onto(&mut scratch, (2 << 20) - 1, &mut Vec::new()).is_err());
    }
}

#[test]
fn payload_of_just_the_limit() {
    // The largest payload that the limits allow, and one byte more.
    for codec in Codec::ALL {
        for (len, readable) in [(5000, true), (5001, false)] {
            let bytes = large(Some(codec), len);
            let mut limits = Limits::default();
            limits.payload_bytes = 5000;
            let file = JournalFile::open_with(&bytes, limits).unwrap();
            let data = file.entries().next().unwrap().items().nth(1).unwrap();
            let data = file.read_data(data).unwrap();
            assert_eq!(data.codec(), Ok(Some(codec)));
            assert_eq!(data.payload(&mut Scratch::default()).is_ok(), readable, "{codec}, {len} bytes");
        }
    }
}

#[test]
fn plain_payload_over_the_limit() {
    // A payload that is stored as it is costs nothing to read, so that no limit applies.
    let bytes = large(None, 2 << 20);
    let file = JournalFile::open_with(&bytes, Limits::untrusted()).unwrap();
    let data = file.entries().next().unwrap().items().nth(1).unwrap();
    assert_eq!(file.read_data(data).unwrap().payload(&mut Scratch::default()).unwrap().len(), 2 << 20);
}

#[test]
fn chains_longer_than_the_limit() {
    // Chains of entry arrays, of a bucket and of fields go on beyond the limit: what is within it is found, then the
    // error.
    let bytes = Sample::new(WriteOptions { data_hash_buckets: 1, ..small(Layout::Regular) }, N).bytes;
    let mut limits = Limits::default();
    limits.chain_links = 2;
    let file = JournalFile::open_with(&bytes, limits).unwrap();
    let mut scratch = Scratch::default();
    let is_too_long = |error: FormatError, of: ObjectType| matches!(error, FormatError::Object { object, cause: ObjectCause::TooLong { limit: 2 }, .. } if object == of);
    let reading = read(file);
    assert_eq!(reading.seqnums, (1..=12).collect::<Vec<_>>());
    assert!(is_too_long(reading.findings.first()[0], ObjectType::ENTRY_ARRAY));
    assert!(file.find_data(message(1).as_bytes(), &mut scratch).unwrap().is_some());
    assert!(is_too_long(file.find_data(b"ABSENT=1", &mut scratch).unwrap_err(), ObjectType::DATA));
    assert!(is_too_long(file.find_field(b"ABSENT").unwrap_err(), ObjectType::FIELD));
    let fields: Vec<_> = file.fields().collect();
    assert_eq!(fields.len(), 3);
    assert!(is_too_long(*fields[2].as_ref().unwrap_err(), ObjectType::FIELD));
    // The values of a field are as many as were written: their list has no limit but the file.
    let mut values = file.values_of(b"MESSAGE");
    let listed = std::iter::from_fn(|| values.next_with(&mut scratch).unwrap()).count();
    assert_eq!(u64::try_from(listed).unwrap(), N);
}

#[test]
fn findings_beyond_those_that_are_kept() {
    // Every entry but the last is damaged: all are counted, the first sixteen kept in full.
    for mut sample in Sample::of_each_layout() {
        for seqnum in 1..N {
            sample.put_u64(sample.entry(seqnum).offset + 16, 0);
        }
        let reading = sample.read();
        assert_eq!(reading.seqnums, [N]);
        assert_eq!((reading.findings.total(), reading.findings.first().len()), (N - 1, 16));
    }
}
