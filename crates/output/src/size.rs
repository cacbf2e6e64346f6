//! Sizes in bytes as journalctl writes them: in blobs, in the disk usage, in the header listing.

use crate::digits::push_decimal;

const UNITS: [(u32, u8); 6] = [(60, b'E'), (50, b'P'), (40, b'T'), (30, b'G'), (20, b'M'), (10, b'K')];

/// Appends a size: a whole number, one decimal unless it is zero, and a unit of base 1024 (`B` to `E`).
///
/// Nothing is rounded. As in systemd the decimal is taken from whole parts of the next smaller unit, so that it can be
/// one too small: 1153434 bytes are 1.1 MiB and a bit, and yet `1M`.
///
/// # Examples
///
/// ```
/// let mut text = Vec::new();
/// journalq_output::push_size(&mut text, 1229);
/// assert_eq!(text, b"1.2K");
/// ```
pub fn push_size(out: &mut Vec<u8>, bytes: u64) {
    let Some((shift, unit)) = UNITS.into_iter().find(|(shift, _)| bytes >> shift > 0) else {
        push_decimal(out, bytes, 1, b' ');
        out.push(b'B');
        return;
    };
    push_decimal(out, bytes >> shift, 1, b' ');
    let smaller_units = (bytes >> (shift - 10)) % 1024;
    let tenths = smaller_units * 10 / 1024;
    if tenths > 0 {
        out.push(b'.');
        push_decimal(out, tenths, 1, b' ');
    }
    out.push(unit);
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
            let mut out = Vec::new();
            push_size(&mut out, bytes);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
