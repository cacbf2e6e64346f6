//! The compiled catalog, as systemd's own tool writes it.
//!
//! ```text
//!  0 RHHHKSLP  8 compatible (32 bits)  12 incompatible (32)  16 header size (64)  24 items (64)  32 item size (64)
//! items: 16 ID  32 language, padded with zeros  8 offset into the strings
//! strings: texts that end with a zero
//! ```

use std::collections::BTreeMap;

use journalq_file::Id128;

use super::InvalidCatalog;

const SIGNATURE: &[u8] = b"RHHHKSLP";

/// The fixed parts of header and items; longer ones have room for what a later version may add.
const HEADER_SIZE: usize = 40;
const ITEM_SIZE: usize = 56;

/// How many times the size of the database its texts may be in all: items may share a text, but hardly any do.
const SHARING: usize = 4;

/// Reads all texts.
pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<(Id128, String), Vec<u8>>, InvalidCatalog> {
    parse(bytes).ok_or(InvalidCatalog)
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<(Id128, String), Vec<u8>>> {
    let header = bytes.get(..HEADER_SIZE)?;
    let incompatible = u32::from_le_bytes(header.get(12..16)?.try_into().ok()?);
    if !header.starts_with(SIGNATURE) || incompatible != 0 {
        return None;
    }
    let (header_size, count, item_size) = (number(header, 16)?, number(header, 24)?, number(header, 32)?);
    if header_size < HEADER_SIZE || item_size < ITEM_SIZE {
        return None;
    }
    let items_end = item_size.checked_mul(count)?.checked_add(header_size)?;
    let items = bytes.get(header_size..items_end)?;
    let strings = bytes.get(items_end..)?;
    let mut left = bytes.len().saturating_mul(SHARING);
    let item = |item: &[u8]| {
        let id = Id128(item.get(..16)?.try_into().ok()?);
        let language = until_zero(item.get(16..48)?);
        let from_here = strings.get(number(item, 48)?..)?;
        let text = until_zero(from_here.get(..left).unwrap_or(from_here));
        left = left.checked_sub(text.len()).filter(|&left| left > 0)?;
        Some(((id, String::from_utf8(language.to_vec()).ok()?), text.to_vec()))
    };
    items.chunks_exact(item_size).map(item).collect()
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
    usize::try_from(u64::from_le_bytes(number)).ok()
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|&byte| byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Vec<u8> {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0; 8]);
        for number in [40_u64, 2, 56] {
            bytes.extend(number.to_le_bytes());
        }
        for (language, offset) in [("", 0_u64), ("pl", 8)] {
            bytes.extend([7; 16]);
            let mut padded = language.as_bytes().to_vec();
            padded.resize(32, 0);
            bytes.extend(padded);
            bytes.extend(offset.to_le_bytes());
        }
        bytes.extend(b"default\0polski\0");
        bytes
    }

    #[test]
    fn texts_are_found_by_id_and_language() {
        let texts = read(&database()).unwrap();
        let text = |language: &str| texts.get(&(Id128([7; 16]), language.to_owned())).map(Vec::as_slice);
        assert_eq!((text(""), text("pl"), text("de")), (Some(&b"default"[..]), Some(&b"polski"[..]), None));
    }

    #[test]
    fn texts_are_not_multiplied() {
        let with_items = |count: u64| {
            let mut bytes = SIGNATURE.to_vec();
            bytes.extend([0; 8]);
            bytes.extend([40, count, 56].into_iter().flat_map(u64::to_le_bytes));
            for number in 0..count {
                bytes.extend(u128::from(number).to_le_bytes());
                bytes.extend([0; 40]);
            }
            bytes.extend([b'x'; 10_000]);
            bytes
        };
        assert_eq!(read(&with_items(4)).unwrap().len(), 4);
        assert_eq!(read(&with_items(5)), Err(InvalidCatalog));
    }

    #[test]
    fn damaged_databases_are_refused() {
        let whole = database();
        for len in 0..whole.len() - 15 {
            assert_eq!(read(&whole[..len]), Err(InvalidCatalog), "{len}");
        }
        for (at, byte) in [(0, b'X'), (12, 1), (31, 0xff), (24, 3), (16, 39), (32, 55)] {
            let mut damaged = database();
            damaged[at] = byte;
            assert_eq!(read(&damaged), Err(InvalidCatalog), "{at}");
        }
    }
}
