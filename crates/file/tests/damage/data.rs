//! DATA objects: their type, size, flags and payloads.

use journalq_file::codec::{Codec, CodecError};
use journalq_file::layout::object::ObjectType;
use journalq_file::write::{JournalWriter, Layout, NewEntry, WriteOptions};
use journalq_file::{FormatError, Id128, JournalFile, ObjectCause, Scratch, split_field};

use crate::sample::{N, Sample, bad, message, small};

/// The offset of a field that only entry 21 has; `damage` hits it. The entry is returned with its other fields, and this
/// one is unreadable for the cause given.
#[track_caller]
fn loses_one_field(damage: impl Fn(&mut Sample, u64), cause: impl Fn(&Sample, u64) -> ObjectCause) {
    for mut sample in Sample::of_each_layout() {
        let at = sample.data(&message(21));
        let mut expected = sample.payloads(21);
        damage(&mut sample, at);
        let error = bad(ObjectType::DATA, at, cause(&sample, at));
        let mine = Ok(message(21).into_bytes());
        expected.iter_mut().filter(|payload| **payload == mine).for_each(|payload| *payload = Err(error));
        assert_eq!(sample.payloads(21), expected);
        assert_eq!(sample.read_data(at).and_then(|data| data.codec()).err(), Some(error));
        sample.read().assert(1..=N);
    }
}

#[test]
fn type_of_a_data_object() {
    // The object says that it is a FIELD or nothing known: the field is unreadable, its entry is not.
    for found in [ObjectType::FIELD, ObjectType(0), ObjectType(77)] {
        loses_one_field(|sample, at| sample.put(at, &[found.0]), |_, _| ObjectCause::WrongType { found });
    }
}

#[test]
fn size_of_a_data_object() {
    // The object was never written, is smaller than its head, has no payload or ends behind the file: the field is
    // unreadable, its entry is not.
    let put = |size| move |sample: &mut Sample, at| sample.put_u64(at + 8, size);
    loses_one_field(put(0), |_, _| ObjectCause::Unwritten);
    for found in [1, 15, 16, 63, 64] {
        loses_one_field(put(found), |_, _| ObjectCause::Size { found });
    }
    for size in [1 << 30, u64::MAX] {
        let cause = |sample: &Sample, at: u64| ObjectCause::OutOfBounds {
            need: at.saturating_add(size),
            have: sample.len(),
        };
        loses_one_field(put(size), cause);
    }
}

#[test]
fn several_compression_flags() {
    // The object claims two or three codecs at once: the field is unreadable, its entry is not.
    for flags in [3, 5, 6, 7] {
        let cause = |_: &Sample, _| ObjectCause::Payload(CodecError::SeveralCodecs);
        loses_one_field(|sample, at| sample.put(at + 1, &[flags]), cause);
    }
}

#[test]
fn unknown_object_flags() {
    // The object has flags that mean nothing: they are ignored.
    for mut sample in Sample::of_each_layout() {
        let expected = sample.payloads(21);
        sample.put(sample.data(&message(21)) + 1, &[0b1111_1000]);
        assert_eq!(sample.payloads(21), expected);
        sample.read().assert(1..=N);
    }
}

/// A sample whose LONG fields are compressed, and the offset of one of them.
fn compressed(layout: Layout, codec: Codec) -> (Sample, u64) {
    let options = WriteOptions { codec: Some(codec), compress_threshold: 100, ..small(layout) };
    let sample = Sample::new(options, N);
    let at = *sample.healthy.data.iter().find(|(_, data)| data.flags != 0).unwrap().0;
    (sample, at)
}

/// Damages one compressed payload: it is unreadable, the entries that share it are not.
fn loses_one_payload(damage: impl Fn(&mut Sample, u64, u64)) {
    for codec in Codec::ALL {
        for layout in [Layout::Regular, Layout::Compact] {
            let (mut sample, at) = compressed(layout, codec);
            let end = at + sample.u64_at(at + 8);
            damage(&mut sample, at, end);
            let error = sample.read_data(at).unwrap().payload(&mut Scratch::default()).unwrap_err();
            assert!(
                matches!(error, FormatError::Object { cause: ObjectCause::Payload(_), offset, .. } if offset == at),
                "{codec}: {error}"
            );
            let mut out = b"before".to_vec();
            let data = sample.read_data(at).unwrap();
            assert_eq!(data.decompress_onto(&mut Scratch::default(), usize::MAX, &mut out), Err(error));
            assert_eq!(out, b"before");
            sample.read().assert(1..=N);
            let unreadable = |seqnum: u64| sample.payloads(seqnum).iter().filter(|one| one.is_err()).count();
            assert_eq!((1..=N).map(unreadable).sum::<usize>(), 20, "{codec}");
        }
    }
}

#[test]
fn compressed_payload_of_other_bytes() {
    // A compressed payload is overwritten: no codec takes that for one of its own.
    loses_one_payload(|sample, at, end| {
        let head = if sample.healthy.header.is_compact() { 72 } else { 64 };
        (at + head..end).for_each(|byte| sample.put(byte, &[0xff]));
    });
}

#[test]
fn compressed_payload_that_is_cut_short() {
    // A compressed payload lacks its last bytes.
    loses_one_payload(|sample, at, end| sample.put_u64(at + 8, end - at - 7));
}

#[test]
fn compressed_payload_of_another_codec() {
    // The flag names another codec than the one that was used.
    loses_one_payload(|sample, at, _| {
        let flags = sample.bytes[usize::try_from(at).unwrap() + 1];
        sample.put(at + 1, &[if flags == 4 { 1 } else { flags << 1 }]);
    });
}

#[test]
fn plain_payload_that_claims_to_be_compressed() {
    // A payload that is stored as it is has the flag of a codec: it is unreadable.
    for flags in [1, 2, 4] {
        for mut sample in Sample::of_each_layout() {
            let at = sample.data(&message(21));
            sample.put(at + 1, &[flags]);
            let unreadable = sample.payloads(21).into_iter().filter(Result::is_err).count();
            assert_eq!(unreadable, 1, "flags {flags}");
            sample.read().assert(1..=N);
        }
    }
}

#[test]
fn payload_without_an_equals_sign() {
    // A payload is no field, as no writer leaves it: it is found and returned as it is, but has no name, and no field lists
    // it among its values.
    for layout in [Layout::Regular, Layout::Compact] {
        let options = WriteOptions { allow_any_name: true, ..small(layout) };
        let mut writer = JournalWriter::new(options).unwrap();
        let entry = NewEntry {
            seqnum: None,
            realtime_usec: 1,
            monotonic_usec: 1,
            boot_id: Id128([1; 16]),
            xor_hash: None,
            payloads: &[b"MESSAGE", b"MESSAGE=a", b"=value"],
        };
        writer.append(&entry).unwrap();
        let bytes = writer.finish();
        let file = JournalFile::open(&bytes).unwrap();
        let mut scratch = Scratch::default();
        let entry = file.entries().next().unwrap();
        let payloads: Vec<Vec<u8>> = entry
            .items()
            .map(|data| file.read_data(data).unwrap().payload(&mut scratch).unwrap().to_vec())
            .collect();
        assert_eq!(payloads, [&b"MESSAGE"[..], b"MESSAGE=a", b"=value"]);
        assert_eq!(split_field(&payloads[0]), None);
        assert_eq!(split_field(&payloads[2]), Some((&b""[..], &b"value"[..])));
        assert!(file.find_data(b"MESSAGE", &mut scratch).unwrap().is_some());
        assert_eq!(file.fields().map(|field| field.unwrap().name()).collect::<Vec<_>>(), [b"MESSAGE"]);
        let mut values = file.values_of(b"MESSAGE");
        assert!(values.next_with(&mut scratch).unwrap().is_some());
        assert!(values.next_with(&mut scratch).unwrap().is_none());
    }
}

#[test]
fn counter_of_a_value() {
    // A value counts more entries than it lists, or fewer: those are found that it lists, and counts.
    for mut sample in Sample::of_each_layout() {
        let at = sample.data("MOD=1");
        for (counted, found) in [(12, 12), (99, 12), (5, 5), (1, 1), (0, 0)] {
            sample.put_u64(at + 56, counted);
            let data = sample.read_data(at).unwrap();
            let mut list = sample.file().entries_of(&data);
            let listed = (0..list.len()).filter_map(|index| list.get(index)).count();
            assert_eq!((listed, list.defect().is_some()), (found, counted > 12), "{counted} counted");
        }
    }
}
