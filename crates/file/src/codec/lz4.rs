//! LZ4 payloads: the uncompressed length in 64 bits, then one raw block (no frame).

use lz4_flex::block::{self, DecompressError};

use super::CodecError;

/// The longest payload of the format: LZ4 counts in signed 32-bit numbers.
const MAX_LEN: u64 = (1 << 31) - 1;

/// How many bytes a byte of a block can stand for, at the most.
const MAX_EXPANSION: usize = 255;

/// Appends the whole payload.
pub(super) fn decompress(stored: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<(), CodecError> {
    let (announced, block) = split(stored)?;
    if announced > limit {
        return Err(CodecError::OverLimit);
    }
    // The announced length is believed only as far as the block could yield it.
    if announced > block.len().saturating_mul(MAX_EXPANSION) {
        return Err(CodecError::LengthMismatch);
    }
    let start = out.len();
    out.try_reserve(announced).map_err(|_| CodecError::OutOfMemory)?;
    out.resize(start.saturating_add(announced), 0);
    let room = out.get_mut(start..).unwrap_or_default();
    let len = block::decompress_into(block, room).map_err(cause)?;
    if len == announced { Ok(()) } else { Err(CodecError::LengthMismatch) }
}

/// Appends the first `len` bytes of the payload, for which all of it has to be decoded.
pub(super) fn decompress_prefix(
    stored: &[u8],
    len: usize,
    limit: usize,
    out: &mut Vec<u8>,
) -> Result<(), CodecError> {
    let start = out.len();
    decompress(stored, limit, out)?;
    out.truncate(start.saturating_add(len));
    Ok(())
}

/// The length, then one block.
pub(super) fn compress(payload: &[u8]) -> Option<Vec<u8>> {
    let len = u64::try_from(payload.len()).ok().filter(|&len| len <= MAX_LEN)?;
    let mut stored = len.to_le_bytes().to_vec();
    stored.extend(block::compress(payload));
    Some(stored)
}

/// The announced length and the block.
fn split(stored: &[u8]) -> Result<(usize, &[u8]), CodecError> {
    let (len, block) = stored.split_first_chunk().ok_or(CodecError::Truncated)?;
    if block.is_empty() {
        return Err(CodecError::Truncated);
    }
    let len = u64::from_le_bytes(*len);
    if len > MAX_LEN {
        return Err(CodecError::AnnouncedTooLong);
    }
    let len = usize::try_from(len).map_err(|_| CodecError::OverLimit)?;
    Ok((len, block))
}

fn cause(error: DecompressError) -> CodecError {
    match error {
        DecompressError::OutputTooSmall { .. } => CodecError::LengthMismatch,
        DecompressError::LiteralOutOfBounds | DecompressError::ExpectedAnotherByte => CodecError::Truncated,
        _ => CodecError::Corrupt,
    }
}
