//! 128-bit identifiers: file, machine, boot, sequence number and message IDs.

use std::fmt;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// A 128-bit identifier as stored in journal files: 16 raw bytes, printed as 32 lower-case hex digits.
#[derive(
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    FromBytes,
    IntoBytes,
    Immutable,
    KnownLayout,
    Unaligned,
)]
#[repr(transparent)]
pub struct Id128(pub [u8; 16]);

impl Id128 {
    /// The identifier of 16 zero bytes, which stands for "none".
    pub const NULL: Self = Self([0; 16]);

    /// Tells whether all bytes are zero.
    #[must_use]
    pub fn is_null(self) -> bool {
        self == Self::NULL
    }

    /// Parses 32 hex digits, in either case, or the 36 characters of the UUID notation.
    ///
    /// Both are what `sd_id128_from_string()` takes. Returns `None` for anything else.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        match text.len() {
            32 => Self::parse_digits(text.iter().copied()),
            36 => {
                let dash_where_due = text
                    .iter()
                    .enumerate()
                    .all(|(at, &byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23));
                if !dash_where_due {
                    return None;
                }
                Self::parse_digits(text.iter().copied().filter(|&byte| byte != b'-'))
            }
            _ => None,
        }
    }

    fn parse_digits(mut digits: impl Iterator<Item = u8>) -> Option<Self> {
        let mut id = [0; 16];
        for byte in &mut id {
            let high = hex_digit(digits.next()?)?;
            let low = hex_digit(digits.next()?)?;
            *byte = (high << 4) | low;
        }
        Some(Self(id))
    }

    /// The 32 lower-case hex digits, without allocating.
    #[must_use]
    pub fn to_hex(self) -> [u8; 32] {
        let mut hex = [[0; 2]; 16];
        for (pair, byte) in hex.iter_mut().zip(self.0) {
            // computed, not looked up: all bytes can go through this at once
            *pair = [byte >> 4, byte & 0xf].map(|nibble| {
                let first = if nibble < 10 { b'0' } else { b'a'.wrapping_sub(10) };
                first.wrapping_add(nibble)
            });
        }
        zerocopy::transmute!(hex)
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl fmt::Display for Id128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id128({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "f0a1d51a3dfa4691b6c1287fb8ba3ac1";

    #[test]
    fn parses_and_prints_both_notations() {
        let id = Id128::parse(HEX.as_bytes()).unwrap();
        assert_eq!(id.to_string(), HEX);
        assert_eq!(id.to_hex(), HEX.as_bytes());
        assert_eq!(Id128::parse(HEX.to_uppercase().as_bytes()), Some(id));
        assert_eq!(Id128::parse(b"f0a1d51a-3dfa-4691-b6c1-287fb8ba3ac1"), Some(id));
    }

    #[test]
    fn refuses_other_shapes() {
        for text in
            ["", "f0", &HEX[1..], "g0a1d51a3dfa4691b6c1287fb8ba3ac1", "f0a1d51a3-dfa-4691-b6c1-287fb8ba3ac1"]
        {
            assert_eq!(Id128::parse(text.as_bytes()), None, "{text}");
        }
    }
}
