//! Any bytes as an image: what is found lies in it, in pieces that do not overlap, and can be salvaged.
#![no_main]

use journalq_file::Limits;
use journalq_file::carve::{Carved, carve};
use journalq_file::salvage::{SalvageOptions, salvage};
use libfuzzer_sys::fuzz_target;

/// The largest file that is put together.
const LIMIT: u64 = 1 << 20;

fuzz_target!(|image: &[u8]| {
    let finds = carve(image, |done| assert!(done <= image.len() as u64));
    for file in &finds.files {
        check_pieces(file, image);
        if let Some(bytes) = file.bytes(image, LIMIT) {
            assert!(bytes.len() as u64 <= LIMIT.max(image.len() as u64));
            let _ = salvage(&bytes, &SalvageOptions { limits: Limits::untrusted(), embedded: false });
        }
    }
});

fn check_pieces(file: &Carved, image: &[u8]) {
    let pieces = file.pieces();
    assert!(!pieces.is_empty() && pieces.is_sorted_by(|a, b| a.end() <= b.offset), "{pieces:?}");
    for piece in pieces {
        assert!(piece.image.start < piece.image.end && piece.image.end <= image.len() as u64, "{piece:?}");
        assert_eq!(file.in_image(piece.offset), Some(piece.image.start));
    }
}
