//! Numbers as text, without the formatting machinery: they are on every line.

use journalq_file::EntryHead;

/// Appends a decimal number, filled up with `pad` on the left to at least `width` bytes.
pub(crate) fn push_decimal(out: &mut Vec<u8>, number: u64, width: usize, pad: u8) {
    let count = number.checked_ilog10().map_or(1, |log| log + 1);
    let missing = width.saturating_sub(count as usize);
    if missing > 0 {
        out.resize(out.len() + missing, pad);
    }
    match POWERS.get(count as usize) {
        Some(power) => push_first(out, sixteen_decimals(number * power), count),
        None => {
            push_decimal(out, number / POWERS[0], 1, pad);
            push_first(out, sixteen_decimals(number % POWERS[0]), SIXTEEN);
        }
    }
}

/// Appends a number in lower-case hexadecimal digits, without leading zeros.
fn push_hex(out: &mut Vec<u8>, number: u64) {
    let count = (u64::BITS - number.leading_zeros()).div_ceil(4).max(1);
    let number = number << (4 * (SIXTEEN - count));
    push_first(out, [eight_hex_digits(number >> 32), eight_hex_digits(number & 0xffff_ffff)], count);
}

const SIXTEEN: u32 = 16;

/// What makes a number of so many decimal digits one of sixteen.
const POWERS: [u64; SIXTEEN as usize + 1] = {
    let mut powers = [1; SIXTEEN as usize + 1];
    let mut count = SIXTEEN as usize;
    while count > 0 {
        powers[count - 1] = powers[count] * 10;
        count -= 1;
    }
    powers
};

/// Appends the first of sixteen digits. All are written, which needs no call, and the others taken back.
fn push_first(out: &mut Vec<u8>, digits: [[u8; 8]; 2], count: u32) {
    let end = out.len() + count as usize;
    out.extend_from_slice(digits.as_flattened());
    out.truncate(end);
}

fn sixteen_decimals(number: u64) -> [[u8; 8]; 2] {
    [eight_decimals(number / 100_000_000), eight_decimals(number % 100_000_000)]
}

/// The digits of a number of at most eight, all at once: it is halved into lanes of four, two and one digit. A multiplication
/// and a shift are the division in all lanes.
fn eight_decimals(number: u64) -> [u8; 8] {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    let ones = tens | ((twos - tens * 10) << 8);
    (ones + 0x3030_3030_3030_3030).to_le_bytes()
}

/// The digits of a number of 32 bits, all at once: each nibble gets a byte of its own.
fn eight_hex_digits(number: u64) -> [u8; 8] {
    let fours = (number | (number << 16)) & 0x0000_ffff_0000_ffff;
    let twos = (fours | (fours << 8)) & 0x00ff_00ff_00ff_00ff;
    let ones = (twos | (twos << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    let is_letter = ((ones + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
    (ones + 0x3030_3030_3030_3030 + is_letter * u64::from(b'a' - b'9' - 1)).to_be_bytes()
}

/// Appends the entry's cursor, as `EntryHead` displays it.
pub(crate) fn push_cursor(out: &mut Vec<u8>, head: &EntryHead) {
    out.extend_from_slice(b"s=");
    out.extend_from_slice(&head.seqnum_id.to_hex());
    out.extend_from_slice(b";i=");
    push_hex(out, head.seqnum);
    out.extend_from_slice(b";b=");
    out.extend_from_slice(&head.boot_id.to_hex());
    out.extend_from_slice(b";m=");
    push_hex(out, head.monotonic_usec);
    out.extend_from_slice(b";t=");
    push_hex(out, head.realtime_usec);
    out.extend_from_slice(b";x=");
    push_hex(out, head.xor_hash);
}

#[cfg(test)]
mod tests {
    use journalq_file::Id128;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_number_is_written_as_the_standard_library_does(number in any::<u64>(), shift in 0_u32..64) {
            let number = number >> shift;
            let (mut decimal, mut hex) = (Vec::new(), Vec::new());
            push_decimal(&mut decimal, number, 12, b'0');
            push_hex(&mut hex, number);
            prop_assert_eq!(String::from_utf8(decimal).unwrap(), format!("{number:012}"));
            prop_assert_eq!(String::from_utf8(hex).unwrap(), format!("{number:x}"));
        }
    }

    #[test]
    fn eight_digits_are_right_in_all_lanes() {
        for half in 0..10_000 {
            for number in [half, half * 10_000, half * 10_000 + 9_999 - half] {
                let digits = String::from_utf8(eight_decimals(number).to_vec()).unwrap();
                assert_eq!(digits, format!("{number:08}"));
            }
        }
    }

    #[test]
    fn decimals_are_padded_but_never_cut() {
        for (number, width, pad, text) in [
            (0, 1, b'0', "0"),
            (7, 5, b' ', "    7"),
            (123_456, 5, b' ', "123456"),
            (42, 6, b'0', "000042"),
            (u64::MAX, 0, b' ', "18446744073709551615"),
        ] {
            let mut out = Vec::new();
            push_decimal(&mut out, number, width, pad);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    #[test]
    fn the_cursor_is_the_one_that_the_head_displays() {
        for number in [0, 1, 0xf, 0x10, 0x60a2_4181_e400_0000, u64::MAX] {
            let head = EntryHead {
                seqnum: number,
                seqnum_id: Id128([0xab; 16]),
                realtime_usec: number >> 1,
                monotonic_usec: number >> 2,
                boot_id: Id128([7; 16]),
                xor_hash: number,
            };
            let mut out = Vec::new();
            push_cursor(&mut out, &head);
            assert_eq!(String::from_utf8(out).unwrap(), head.to_string());
        }
    }
}
