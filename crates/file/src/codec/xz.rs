//! XZ payloads: one complete .xz stream; journald writes them without an integrity check, any check is accepted.

use std::io::Read;

use xz2::stream::{Action, Check, Error, Filters, LzmaOptions, Status, Stream};

use super::output::Output;
use super::{CodecError, Decompressor};

/// What a decoder needs besides its dictionary, in bytes, generously.
const DECODER_OVERHEAD: u64 = 1 << 20;

/// journald's dictionary in most versions.
const DICTIONARY_SIZE: u32 = 1 << 20;

/// Decodes the stream of `stored` as it is read.
pub(super) fn reader(stored: &[u8]) -> Result<impl Read + '_, CodecError> {
    let memory_limit = u64::from(Decompressor::DEFAULT_WINDOW_LIMIT).saturating_add(DECODER_OVERHEAD);
    let decoder = Stream::new_stream_decoder(memory_limit, 0).map_err(cause)?;
    Ok(xz2::bufread::XzDecoder::new_stream(stored, decoder))
}

/// Decodes the stream of `stored` until its end or until `output` is full.
///
/// What follows the stream is ignored, as journald 262 does.
pub(super) fn decompress(
    stored: &[u8],
    dictionary_limit: u32,
    output: &mut Output<'_>,
) -> Result<(), CodecError> {
    let memory_limit = u64::from(dictionary_limit).saturating_add(DECODER_OVERHEAD);
    let mut decoder = Stream::new_stream_decoder(memory_limit, 0).map_err(cause)?;
    let mut input = stored;
    while !output.is_full() {
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let status = decoder.process(input, output.space(0)?, Action::Run).map_err(cause)?;
        let (read, written) = (since(read, decoder.total_in()), since(written, decoder.total_out()));
        input = input.get(read..).unwrap_or_default();
        output.advance(written);
        if status == Status::StreamEnd {
            break;
        }
        // The room is never empty here, so a decoder without progress is one without input.
        if read == 0 && written == 0 {
            return Err(CodecError::Truncated);
        }
    }
    Ok(())
}

/// One stream with the filter that journald uses: LZMA2, 1 MiB of dictionary, fastest preset.
pub(super) fn compress(payload: &[u8]) -> Option<Vec<u8>> {
    let mut options = LzmaOptions::new_preset(0).ok()?;
    options.dict_size(DICTIONARY_SIZE);
    let mut encoder = Stream::new_stream_encoder(Filters::new().lzma2(&options), Check::None).ok()?;
    // A result that does not fit is of no use: it would not be smaller than the payload.
    let mut stored = Vec::with_capacity(payload.len());
    let status = encoder.process_vec(payload, &mut stored, Action::Finish).ok()?;
    (status == Status::StreamEnd).then_some(stored)
}

fn since(before: u64, now: u64) -> usize {
    usize::try_from(now.saturating_sub(before)).unwrap_or(usize::MAX)
}

fn cause(error: Error) -> CodecError {
    match error {
        Error::MemLimit => CodecError::WindowTooLarge,
        Error::Mem => CodecError::OutOfMemory,
        _ => CodecError::Corrupt,
    }
}
