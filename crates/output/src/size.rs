//! Sizes in bytes as journalctl writes them: in blobs, in the disk usage, in the header listing.

use std::fmt;

const UNITS: [(u32, char); 6] = [(60, 'E'), (50, 'P'), (40, 'T'), (30, 'G'), (20, 'M'), (10, 'K')];

/// A size in bytes, shown as a whole number, one decimal unless it is zero, and a unit of base 1024 (`B` to `E`).
///
/// Nothing is rounded. As in systemd the decimal is taken from whole parts of the next smaller unit, so that it can be
/// one too small: 1153434 bytes are 1.1 MiB and a bit, and yet `1M`.
///
/// # Examples
///
/// ```
/// assert_eq!(journalq_output::Size(1229).to_string(), "1.2K");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bytes) = *self;
        let Some((shift, unit)) = UNITS.into_iter().find(|(shift, _)| bytes >> shift > 0) else {
            return write!(f, "{bytes}B");
        };
        let smaller_units = (bytes >> (shift - 10)) % 1024;
        match smaller_units * 10 / 1024 {
            0 => write!(f, "{}{unit}", bytes >> shift),
            tenths => write!(f, "{}.{tenths}{unit}", bytes >> shift),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_journalctls() {
        for (bytes, text) in [
            (0, "0B"),
            (999, "999B"),
            (1000, "1000B"),
            (1023, "1023B"),
            (1024, "1K"),
            (1229, "1.2K"),
            (2150, "2K"),
            (1 << 20, "1M"),
            (1_153_434, "1M"),
            ((1 << 20) - 1, "1023.9K"),
            (8 << 30, "8G"),
            (u64::MAX, "15.9E"),
        ] {
            assert_eq!(Size(bytes).to_string(), text);
        }
    }
}
