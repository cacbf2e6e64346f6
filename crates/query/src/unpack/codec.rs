//! Compressed streams: what they begin with, and their decoders, each with all streams that follow one another.

use std::io::{self, BufRead, BufReader, Read};

use lz4_flex::frame::FrameDecoder;
use xz2::stream::{CONCATENATED, Stream};

/// A way in which whole files are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Xz,
    Bzip2,
    Zstd,
    Lz4,
}

impl Codec {
    /// What a file that begins like this is compressed with.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            // The first block, or the end of an empty stream.
            [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', b'&', b'S', b'Y', ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Self::Bzip2),
            // A frame, or one to be skipped, with which parallel compressors begin.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            _ => None,
        }
    }

    /// What a stream decodes to, within a window or dictionary of `window` bytes.
    ///
    /// # Errors
    ///
    /// When there is no memory for a decoder.
    pub(super) fn decode<'a>(self, stream: &'a mut dyn Read, window: u32) -> io::Result<Box<dyn Read + 'a>> {
        /// What is read at a time.
        const PIECE: usize = 1 << 16;
        /// What an XZ decoder needs beside its dictionary, generously.
        const BESIDE_DICTIONARY: u64 = 1 << 20;
        let input = BufReader::with_capacity(PIECE, stream);
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
            Self::Xz => {
                let memory = u64::from(window).saturating_add(BESIDE_DICTIONARY);
                let decoder = Stream::new_stream_decoder(memory, CONCATENATED)?;
                Box::new(xz2::bufread::XzDecoder::new_stream(input, decoder))
            }
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
                decoder.window_log_max(window.max(1).ilog2())?;
                Box::new(decoder)
            }
            Self::Lz4 => Box::new(Lz4::new(input)),
        })
    }
}

/// The LZ4 frames of a stream. The library's decoder ends with each of them, and takes one that is cut between two blocks for
/// complete: what tells it from one that has its mark at the end is that more was asked for.
struct Lz4<R: Read>(FrameDecoder<Asked<R>>);

struct Asked<R> {
    inner: R,
    in_vain: bool,
}

impl<R: BufRead> Lz4<R> {
    fn new(inner: R) -> Self {
        Self(FrameDecoder::new(Asked { inner, in_vain: false }))
    }
}

impl<R: BufRead> Read for Lz4<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            let read = self.0.read(out)?;
            if read > 0 {
                return Ok(read);
            }
            let asked = self.0.get_mut();
            if asked.in_vain {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if asked.inner.fill_buf()?.is_empty() {
                return Ok(0);
            }
        }
    }
}

impl<R: Read> Read for Asked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.in_vain |= read == 0 && !out.is_empty();
        Ok(read)
    }
}
