//! Any bytes as a compressed payload, the same for each codec.

use journalq_file::codec::{Codec, CodecError, Decompressor, compress};

/// The most that a payload may have, in bytes.
const LIMIT: usize = 1 << 20;

/// Decompresses `stored` as a whole and in part, and compresses what comes out.
pub fn check(codec: Codec, stored: &[u8]) {
    let mut decompressor = Decompressor::with_window_limit(1 << 20);
    let mut whole = b"before".to_vec();
    let result = decompressor.decompress(codec, stored, LIMIT, &mut whole);
    let payload = whole.strip_prefix(b"before").expect("what was there stays");
    assert!(payload.len() <= LIMIT && (result.is_ok() || payload.is_empty()), "{result:?}");
    for len in [0, 1, 20, payload.len(), LIMIT] {
        let mut prefix = Vec::new();
        let of_prefix = decompressor.decompress_prefix(codec, stored, len, LIMIT, &mut prefix);
        assert!(prefix.len() <= len);
        // As a whole a small Zstandard payload needs no window, however large a one its frame asks for.
        if result.is_ok() && of_prefix != Err(CodecError::WindowTooLarge) {
            assert_eq!(of_prefix, Ok(()));
            assert_eq!(prefix, payload[..len.min(payload.len())]);
        }
    }
    if let Some(stored) = compress(codec, payload) {
        let mut again = Vec::new();
        assert_eq!(decompressor.decompress(codec, &stored, LIMIT, &mut again), Ok(()));
        assert_eq!(again, payload);
    }
}
