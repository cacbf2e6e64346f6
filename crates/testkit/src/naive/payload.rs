//! The payload of a DATA object, decompressed by the flags of the object.

use std::io::Read;

/// No payload of a test is larger; a decoder stops there, whatever the bytes promise.
const LIMIT: u64 = 128 << 20;

pub(super) fn decompress(flags: u8, stored: &[u8]) -> Result<Vec<u8>, &'static str> {
    match flags & 0b111 {
        0 => Ok(stored.to_vec()),
        1 => read_all(xz2::read::XzDecoder::new(stored)),
        2 => decompress_lz4(stored),
        4 => match zstd::stream::read::Decoder::new(stored) {
            Ok(decoder) => read_all(decoder.single_frame()),
            Err(_) => Err("payload that does not decompress"),
        },
        _ => Err("payload with several compressions"),
    }
}

fn read_all(decoder: impl Read) -> Result<Vec<u8>, &'static str> {
    let mut payload = Vec::new();
    let result = decoder.take(LIMIT + 1).read_to_end(&mut payload);
    result.map_err(|_| "payload that does not decompress")?;
    if payload.len() as u64 > LIMIT {
        return Err("payload too large");
    }
    Ok(payload)
}

/// The decompressed size in 8 bytes, then one block.
fn decompress_lz4(stored: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (size, block) = stored.split_first_chunk().ok_or("payload that does not decompress")?;
    let size = u64::from_le_bytes(*size);
    if size > LIMIT {
        return Err("payload too large");
    }
    let size = usize::try_from(size).map_err(|_| "payload too large")?;
    let payload = lz4_flex::block::decompress(block, size).map_err(|_| "payload that does not decompress")?;
    if payload.len() == size { Ok(payload) } else { Err("payload that does not decompress") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_compression() {
        let big = [&b"BIG="[..], &b"abcdefghij".repeat(200)].concat();
        let lz4 = "d407000000000000ef4249473d6162636465666768696a0a00ffffffffffffffb550666768696a";
        let zstd = "28b52ffd60d406ad0000704249473d6162636465666768696a0100c3f72f4a";
        let xz = "fd377a585a000000ff12d94103c028d40f210110000000005d0fd5a3e007d300205d00211244f798934182c218fdc1af\
                  6c97e7c9698457355032e46c7ed781c2104b0000000138d40f000000d2986a0fa8000afc020000000000595a";
        for (flags, hex) in [(1, xz), (2, lz4), (4, zstd)] {
            let stored = unhex(hex);
            assert_eq!(decompress(flags, &stored).as_deref(), Ok(&big[..]), "flags {flags}");
            assert!(decompress(flags, &stored[..stored.len() - 6]).is_err(), "flags {flags}, cut");
        }
        assert_eq!(decompress(0, b"A=").as_deref(), Ok(&b"A="[..]));
        assert_eq!(decompress(3, b"A="), Err("payload with several compressions"));
    }

    #[test]
    fn an_absurd_size_is_refused_before_anything_is_allocated() {
        assert_eq!(decompress(2, &[0xff; 20]), Err("payload too large"));
    }

    fn unhex(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
        digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
    }
}
