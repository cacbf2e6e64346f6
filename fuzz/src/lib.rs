//! What the fuzz targets share.
#![forbid(unsafe_code)]

pub mod built;
pub mod codec;
pub mod lines;

/// Splits an input that has a line of text in front of the bytes of a file.
#[must_use]
pub fn split_line(input: &[u8]) -> (&[u8], &[u8]) {
    match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (input, &[]),
    }
}
