//! Vectors, round trips, bombs and damage, for all codecs alike where possible.

use proptest::prelude::*;

/// A limit that no payload here reaches.
const LARGE: usize = 1 << 30;

use super::*;

/// `BIG=` and 200 times `abcdefghij`, as journald's three codecs stored it.
const VECTORS: [(Codec, &str); 3] = [
    (Codec::Lz4, "d407000000000000ef4249473d6162636465666768696a0a00ffffffffffffffb550666768696a"),
    (Codec::Zstd, "28b52ffd60d406ad0000704249473d6162636465666768696a0100c3f72f4a"),
    (
        Codec::Xz,
        "fd377a585a000000ff12d94103c028d40f210110000000005d0fd5a3e007d300205d00211244f798934182c218fdc1af6c97e7c9\
         698457355032e46c7ed781c2104b0000000138d40f000000d2986a0fa8000afc020000000000595a",
    ),
];

fn vector(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn big() -> Vec<u8> {
    [b"BIG=".as_slice(), &b"abcdefghij".repeat(200)].concat()
}

fn whole(codec: Codec, stored: &[u8], limit: usize) -> Result<Vec<u8>, CodecError> {
    let mut out = b"before".to_vec();
    let result = Decompressor::new().decompress(codec, stored, limit, &mut out);
    assert_eq!(&out[..6], b"before");
    assert!(result.is_ok() || out.len() == 6, "an error leaves nothing behind");
    result.map(|()| out.split_off(6))
}

fn prefix(codec: Codec, stored: &[u8], len: usize) -> Result<Vec<u8>, CodecError> {
    let mut out = b"before".to_vec();
    let result = Decompressor::new().decompress_prefix(codec, stored, len, LARGE, &mut out);
    assert!(result.is_ok() || out == b"before", "an error leaves nothing behind");
    result.map(|()| out.split_off(6))
}

#[test]
fn vectors_of_journald() {
    for (codec, hex) in VECTORS {
        let stored = vector(hex);
        assert_eq!(whole(codec, &stored, 2004), Ok(big()), "{codec}");
        assert_eq!(whole(codec, &stored, 2003), Err(CodecError::OverLimit), "{codec}");
        assert_eq!(prefix(codec, &stored, 4), Ok(b"BIG=".to_vec()), "{codec}");
        assert_eq!(prefix(codec, &stored, 0), Ok(Vec::new()), "{codec}");
        assert_eq!(prefix(codec, &stored, 5000), Ok(big()), "{codec}");
    }
}

/// A worker thread owns one.
const _: fn() = || {
    fn is_send<T: Send>() {}
    is_send::<Decompressor>();
};

#[test]
fn a_decompressor_serves_many_payloads_and_survives_bad_ones() {
    let mut decompressor = Decompressor::default();
    for _ in 0..3 {
        for (codec, hex) in VECTORS {
            let (stored, mut out) = (vector(hex), Vec::new());
            assert!(decompressor.decompress(codec, &stored[..stored.len() - 8], 4096, &mut out).is_err());
            decompressor.decompress_prefix(codec, &stored, 7, LARGE, &mut out).unwrap();
            decompressor.decompress(codec, &stored, 4096, &mut out).unwrap();
            assert_eq!(out, [b"BIG=abc".as_slice(), &big()].concat(), "{codec}");
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    for (codec, hex) in VECTORS {
        let stored = vector(hex);
        for len in 0..stored.len() {
            assert!(whole(codec, &stored[..len], 4096).is_err(), "{codec} cut to {len} bytes");
        }
    }
    let zstd = vector(VECTORS[1].1);
    assert_eq!(whole(Codec::Zstd, &zstd[..zstd.len() - 1], 4096), Err(CodecError::Truncated));
    let xz = vector(VECTORS[2].1);
    assert_eq!(whole(Codec::Xz, &xz[..xz.len() - 1], 4096), Err(CodecError::Truncated));
}

/// As in journald 262, asked with files whose payloads had their padding added to them.
#[test]
fn bytes_behind_the_end() {
    for (codec, hex) in VECTORS {
        for behind in [b"\0".as_slice(), b"\0\0\0\0", b"\xff\xff\xff\xff", &vector(hex)] {
            let result = whole(codec, &[&vector(hex), behind].concat(), 4096);
            if codec == Codec::Xz {
                assert_eq!(result, Ok(big()));
            } else {
                assert!(result.is_err(), "{codec} with {behind:x?} behind");
            }
        }
    }
}

#[test]
fn flags_name_one_codec() {
    for codec in Codec::ALL {
        assert_eq!(Codec::from_object_flags(codec.object_flags()), Ok(Some(codec)));
        let name = format!("COMPRESSED-{codec}");
        assert!(IncompatibleFlags::NAMES.contains(&(codec.incompatible_flags(), name.as_str())));
    }
    assert_eq!(Codec::from_object_flags(ObjectFlags(0xf8)), Ok(None));
    assert_eq!(Codec::from_object_flags(ObjectFlags(0xfa)), Ok(Some(Codec::Lz4)));
    for several in [3, 5, 6, 7] {
        assert_eq!(Codec::from_object_flags(ObjectFlags(several)), Err(CodecError::SeveralCodecs));
    }
}

#[test]
fn bombs_stop_at_the_limit_and_cost_no_more() {
    let zeros = vec![0; 32 << 20];
    for codec in Codec::ALL {
        let stored = compress(codec, &zeros).unwrap();
        assert!(stored.len() < zeros.len() / 200, "{codec} makes a bomb of {} bytes", stored.len());
        let mut out = Vec::new();
        let result = Decompressor::new().decompress(codec, &stored, 1 << 20, &mut out);
        assert_eq!(result, Err(CodecError::OverLimit), "{codec}");
        assert!(out.capacity() <= 4 << 20, "{codec} took {} bytes", out.capacity());
        let mut out = Vec::new();
        let result = Decompressor::new().decompress_prefix(codec, &stored, 10, 1 << 20, &mut out);
        let decoded_in_parts = codec != Codec::Lz4;
        assert_eq!(result, if decoded_in_parts { Ok(()) } else { Err(CodecError::OverLimit) }, "{codec}");
        assert!(out.capacity() <= 64 << 10, "{codec} took {} bytes", out.capacity());
        assert_eq!(whole(codec, &stored, zeros.len()).map(|payload| payload == zeros), Ok(true), "{codec}");
    }
}

/// An announced length is a hint: a short payload that announces much takes little.
#[test]
fn announced_lengths_are_not_believed() {
    let mut out = Vec::new();
    let lz4 = [0x7fff_ffff_u64.to_le_bytes().as_slice(), b"\x50hello"].concat();
    let result = Decompressor::new().decompress(Codec::Lz4, &lz4, usize::MAX, &mut out);
    assert_eq!(result, Err(CodecError::LengthMismatch));
    assert!(out.capacity() <= 2 << 20);

    // a frame header with window descriptor 0x40 (256 KiB) and an 8-byte content size of 2^40, then a raw block
    let mut zstd = b"\x28\xb5\x2f\xfd\xc0\x40".to_vec();
    zstd.extend((1_u64 << 40).to_le_bytes());
    zstd.extend(b"\x29\0\0hello");
    let mut out = Vec::new();
    let result = Decompressor::new().decompress(Codec::Zstd, &zstd, usize::MAX, &mut out);
    assert_eq!(result, Err(CodecError::Corrupt));
    assert!(out.capacity() <= 2 << 20);
}

#[test]
fn lz4_length_rules() {
    let stored = |len: u64, block: &[u8]| [len.to_le_bytes().as_slice(), block].concat();
    let lz4 = |len, block: &[u8]| whole(Codec::Lz4, &stored(len, block), 100);
    assert_eq!(lz4(5, b"\x50hello"), Ok(b"hello".to_vec()));
    assert_eq!(lz4(4, b"\x50hello"), Err(CodecError::LengthMismatch));
    assert_eq!(lz4(6, b"\x50hello"), Err(CodecError::LengthMismatch));
    assert_eq!(lz4(0, b""), Err(CodecError::Truncated));
    assert_eq!(lz4(1 << 31, b"\x50hello"), Err(CodecError::AnnouncedTooLong));
    assert_eq!(lz4(101, b"\x50hello"), Err(CodecError::OverLimit));
    assert_eq!(lz4(10, b"\x50hello\x00\x00"), Err(CodecError::Corrupt), "distance 0");
    assert_eq!(lz4(10, b"\x50hello\x06\x00"), Err(CodecError::Corrupt), "distance before the payload");
    assert_eq!(lz4(9, b"\x50hello\x05"), Err(CodecError::Truncated));
    // a match that overlaps itself, then the last literals
    assert_eq!(lz4(14, b"\x22ab\x02\x00\x60zzzzzz"), Ok(b"ababababzzzzzz".to_vec()));
}

#[test]
fn zstd_frames_without_their_length_are_accepted() {
    use std::io::Write as _;
    let mut encoder = ::zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    encoder.write_all(&big()).unwrap();
    let stored = encoder.finish().unwrap();
    assert_eq!(::zstd::zstd_safe::get_frame_content_size(&stored).unwrap(), None);
    assert_eq!(whole(Codec::Zstd, &stored, 2004), Ok(big()));
    assert_eq!(whole(Codec::Zstd, &stored, 2003), Err(CodecError::OverLimit));
    assert_eq!(
        whole(Codec::Zstd, b"\x50\x2a\x4d\x18\0\0\0\0", 100),
        Err(CodecError::Corrupt),
        "skippable frame"
    );
}

/// Of damaged payloads journalctl 262 says that there is no room for some, and of the others that they are bad.
#[test]
fn zstd_payloads_longer_than_announced_are_told_as_journald_tells_them() {
    let scattered = (0..150_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 26).to_le_bytes());
    let payload: Vec<u8> = scattered.collect();
    let stored = compress(Codec::Zstd, &payload).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut damaged = stored.clone();
        damaged[at..at + bytes.len()].copy_from_slice(bytes);
        damaged
    };
    // In bytes 5 and 6 is the length, less 256.
    assert_eq!(stored[4..7], [0x60, 0x58, 0x01]);
    let shorter = with(5, &[0x57, 0x01]);
    assert_eq!(whole(Codec::Zstd, &shorter, 4096), Err(CodecError::Corrupt));
    let behind = stored.len() - 40;
    for damaged in [stored.clone(), shorter, stored[..behind].to_vec(), with(behind, &[0; 40])] {
        assert!(!exceeds_announced(&damaged, 4096), "{damaged:02x?}");
    }
    assert!(exceeds_announced(&with(5, &[0; 2]), 4096), "so much less that a block is too long");
    // Where lengths of copies are overwritten it depends on what they become.
    let longer = (10..behind).filter(|&at| exceeds_announced(&with(at, &[0xff; 40]), 4096)).count();
    assert!((10..behind - 20).contains(&longer), "{longer} of {behind}");
}

#[test]
fn windows_are_limited() {
    // window descriptor 0x90 asks for 2^28 bytes, in a frame that needs none of it: one raw block of five bytes
    let zstd = b"\x28\xb5\x2f\xfd\x00\x90\x29\0\0hello";
    assert_eq!(whole(Codec::Zstd, zstd, 100), Err(CodecError::WindowTooLarge));

    let mut out = Vec::new();
    let mut small = Decompressor::with_window_limit(1 << 19);
    let xz = vector(VECTORS[2].1);
    assert_eq!(small.decompress(Codec::Xz, &xz, 4096, &mut out), Ok(()), "1 MiB and a reserve");
    let mut options = xz2::stream::LzmaOptions::new_preset(0).unwrap();
    options.dict_size(64 << 20);
    let mut filters = xz2::stream::Filters::new();
    filters.lzma2(&options);
    let mut encoder = xz2::stream::Stream::new_stream_encoder(&filters, xz2::stream::Check::Sha256).unwrap();
    let mut stored = Vec::with_capacity(4096);
    encoder.process_vec(&big(), &mut stored, xz2::stream::Action::Finish).unwrap();
    out.clear();
    assert_eq!(small.decompress(Codec::Xz, &stored, 4096, &mut out), Err(CodecError::WindowTooLarge));
    assert_eq!(whole(Codec::Xz, &stored, 4096), Ok(big()), "any check is accepted");
    let check = stored.len() - 40;
    stored[check] ^= 1;
    assert_eq!(whole(Codec::Xz, &stored, 4096), Err(CodecError::Corrupt));
}

#[test]
fn what_does_not_shrink_stays_as_it_is() {
    assert_eq!(compress(Codec::Xz, &[b'a'; 79]), None, "below the codec's minimum");
    assert_eq!(compress(Codec::Lz4, &[b'a'; 8]), None, "below the codec's minimum");
    let noise: Vec<u8> = (0..200_u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    let xz = compress(Codec::Xz, &[b'a'; 200]).unwrap();
    assert_eq!(xz[..8], *b"\xfd7zXZ\0\0\0", "no integrity check");
    for codec in Codec::ALL {
        assert_eq!(compress(codec, b""), None);
        assert!(compress(codec, &noise).is_none_or(|stored| stored.len() < noise.len()), "{codec}");
    }
    assert_eq!(compress(Codec::Lz4, &noise), None);
}

/// Bytes with repetitions of all distances.
fn payloads() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec((prop::collection::vec(any::<u8>(), 1..40), 1..60_usize), 1..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(bytes, times)| bytes.repeat(times)).collect())
}

proptest! {
    #[test]
    fn decompression_undoes_compression(payload in payloads(), len in 0..100_usize) {
        for codec in Codec::ALL {
            if let Some(stored) = compress(codec, &payload) {
                prop_assert_eq!(whole(codec, &stored, payload.len()), Ok(payload.clone()));
                let start = payload[..len.min(payload.len())].to_vec();
                prop_assert_eq!(prefix(codec, &stored, len), Ok(start));
            }
        }
    }

    #[test]
    fn damage_costs_no_more_than_the_payload(
        at in 0..92_usize,
        byte in any::<u8>(),
        limit in 0..5000_usize,
    ) {
        for (codec, hex) in VECTORS {
            let mut stored = vector(hex);
            let at = at % stored.len();
            stored[at] = byte;
            if let Ok(payload) = whole(codec, &stored, limit) {
                prop_assert!(payload.len() <= limit);
            }
        }
    }
}
