//! Zstandard payloads: one frame, made by single-shot compression, so its length is in the frame's header.
//!
//! journald refuses a frame without that length; here it is accepted, since nothing but the first reservation of
//! memory depends on it.

use std::fmt;
use std::io::Read;

use zstd::zstd_safe::{self, DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

use super::output::Output;
use super::{CodecError, Decompressor};

/// The first bytes of a frame. What else the decoder would take (skippable frames) is no payload.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The smallest and the largest window, as powers of two, that the decoder can be limited to.
const WINDOW_LOG_RANGE: (u32, u32) = (10, 30);

/// Zstandard's number for "the frame needs more memory than allowed".
const WINDOW_TOO_LARGE: usize = 16_usize.wrapping_neg();
/// Zstandard's number for "there is more than fits into the output".
const ROOM_TOO_SMALL: usize = 70_usize.wrapping_neg();
/// Zstandard's number for a failed allocation.
const MEMORY_ALLOCATION: usize = 64_usize.wrapping_neg();

/// A decompression context, some 150 KiB and the window; worth being kept.
pub(super) struct Context(DCtx<'static>);

impl Context {
    /// A context for windows of up to `window_limit` bytes.
    pub(super) fn new(window_limit: u32) -> Result<Self, CodecError> {
        let mut context = DCtx::try_create().ok_or(CodecError::OutOfMemory)?;
        let (smallest, largest) = WINDOW_LOG_RANGE;
        let window_log = window_limit.checked_ilog2().unwrap_or(smallest).clamp(smallest, largest);
        context.set_parameter(DParameter::WindowLogMax(window_log)).map_err(cause)?;
        Ok(Self(context))
    }

    /// Decodes the frame of `stored` until its end or until `output` is full.
    ///
    /// Nothing may follow the frame: journald 262 refuses a second one and anything else.
    pub(super) fn decompress(&mut self, stored: &[u8], output: &mut Output<'_>) -> Result<(), CodecError> {
        if !stored.starts_with(&MAGIC) {
            return Err(CodecError::Corrupt);
        }
        let announced = zstd_safe::get_frame_content_size(stored).ok().flatten().unwrap_or(0);
        let hint = usize::try_from(announced).unwrap_or(usize::MAX);
        self.0.reset(ResetDirective::SessionOnly).map_err(cause)?;
        let mut input = InBuffer::around(stored);
        while !output.is_full() {
            let mut space = OutBuffer::around(output.space(hint)?);
            let remaining = self.0.decompress_stream(&mut space, &mut input).map_err(cause)?;
            let (written, room) = (space.pos(), space.capacity());
            output.advance(written);
            let at_end = input.pos() == stored.len();
            if remaining == 0 {
                return if at_end { Ok(()) } else { Err(CodecError::Corrupt) };
            }
            if at_end && written < room {
                return Err(CodecError::Truncated);
            }
        }
        Ok(())
    }
}

/// Decodes the frame of `stored` as it is read.
pub(super) fn reader(stored: &[u8]) -> Result<impl Read + '_, CodecError> {
    if !stored.starts_with(&MAGIC) {
        return Err(CodecError::Corrupt);
    }
    let mut decoder =
        zstd::stream::read::Decoder::with_buffer(stored).map_err(|_| CodecError::OutOfMemory)?.single_frame();
    let window_log = Decompressor::DEFAULT_WINDOW_LIMIT.ilog2();
    decoder.window_log_max(window_log).map_err(|_| CodecError::WindowTooLarge)?;
    Ok(decoder)
}

/// Whether a payload that cannot be decoded would be longer than its frame says, which journald tells apart from others.
///
/// It decodes in one step, into twice the room that is announced, or that the decoder recommends if that is more. Whether
/// that is found to be too small before anything else is found to be wrong depends on it.
pub(super) fn exceeds_announced(stored: &[u8], limit: usize) -> bool {
    let announced = zstd_safe::get_frame_content_size(stored).ok().flatten();
    let announced = announced.and_then(|len| usize::try_from(len).ok()).filter(|&len| len <= limit);
    let mut room: Vec<u8> = Vec::new();
    let (Some(len), Some(mut context)) = (announced, DCtx::try_create()) else { return false };
    if room.try_reserve_exact(len.max(DCtx::out_size()).saturating_mul(2)).is_err() {
        return false;
    }
    let mut output = OutBuffer::around(&mut room);
    context.decompress_stream(&mut output, &mut InBuffer::around(stored)) == Err(ROOM_TOO_SMALL)
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

/// One frame at the default level, with the length in its header and without a checksum.
pub(super) fn compress(payload: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::compress(payload, zstd::DEFAULT_COMPRESSION_LEVEL).ok()
}

fn cause(code: zstd_safe::ErrorCode) -> CodecError {
    match code {
        WINDOW_TOO_LARGE => CodecError::WindowTooLarge,
        MEMORY_ALLOCATION => CodecError::OutOfMemory,
        _ => CodecError::Corrupt,
    }
}
