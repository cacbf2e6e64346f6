//! Random journals in every layout, hash, codec and header size, for the tests that compare with plain answers.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test target needs every helper, and they fail like tests"
)]

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::{Hash, HeaderSize, JournalWriter, Layout, NewEntry, WriteOptions};
use proptest::prelude::*;

/// An entry's payloads, and how far its sequence number and its two times are beyond those of the entry before.
pub(crate) type Given = (Vec<Vec<u8>>, (u64, u64, u64));

/// Few names and values, so that entries share them; some values are long, most compressible.
pub(crate) fn payload() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        6 => "[a-c]{0,2}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => ("[a-c]{1,3}", 20..200_usize).prop_map(|(text, times)| text.repeat(times).into_bytes()),
    ];
    ("[A-D]_?", value).prop_map(|(name, value)| [name.as_bytes(), b"=", &value].concat())
}

pub(crate) fn options() -> impl Strategy<Value = WriteOptions> {
    let codec = prop::option::of(prop::sample::select(Codec::ALL.as_slice()));
    let header_size = prop::sample::select(HeaderSize::ALL.as_slice());
    (any::<bool>(), any::<bool>(), prop::bool::weighted(0.8), codec, header_size, 0..20_usize).prop_map(
        |(compact, keyed, write_fields, codec, header_size, buckets)| WriteOptions {
            layout: if compact { Layout::Compact } else { Layout::Regular },
            hash: if keyed { Hash::Keyed } else { Hash::Jenkins },
            codec,
            compress_threshold: 100,
            header_size,
            write_fields,
            data_hash_buckets: buckets,
            field_hash_buckets: buckets / 4,
            ..WriteOptions::default()
        },
    )
}

fn given() -> impl Strategy<Value = Given> {
    let steps = (1..4_u64, 0..3_u64, 0..3_u64);
    // A field that all entries share has the longest list of entries.
    prop::collection::vec(payload(), 0..6).prop_flat_map(move |mut payloads| {
        payloads.push(b"ALL=1".to_vec());
        (Just(payloads), steps.clone())
    })
}

/// The bytes of a journal whose sequence numbers increase by one or more and whose times never go back.
pub(crate) fn journal() -> impl Strategy<Value = Vec<u8>> {
    (options(), prop::collection::vec(given(), 0..70)).prop_map(|(options, given)| build(options, &given))
}

fn build(options: WriteOptions, given: &[Given]) -> Vec<u8> {
    let mut writer = JournalWriter::new(options).unwrap();
    let (mut seqnum, mut realtime, mut monotonic) = (10, 100, 50);
    for (payloads, steps) in given {
        seqnum += steps.0;
        realtime += steps.1;
        monotonic += steps.2;
        let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
        let entry = NewEntry {
            seqnum: Some(seqnum),
            realtime_usec: realtime,
            monotonic_usec: monotonic,
            boot_id: Id128([9; 16]),
            xor_hash: None,
            payloads: &payloads,
        };
        writer.append(&entry).unwrap();
    }
    writer.finish()
}
