//! Numbers as text, without the formatting machinery: they are on every line.

use journalq_file::EntryHead;

/// Appends a decimal number, filled up with `pad` on the left to at least `width` bytes.
pub(crate) fn push_decimal(out: &mut Vec<u8>, mut number: u64, width: usize, pad: u8) {
    let mut buffer = [0; 20]; // the digits of 2^64 - 1
    let mut unused = buffer.len();
    for slot in buffer.iter_mut().rev() {
        *slot = b'0' + (number % 10) as u8;
        number /= 10;
        unused -= 1;
        if number == 0 {
            break;
        }
    }
    let digits = buffer.get(unused..).unwrap_or_default();
    out.resize(out.len() + width.saturating_sub(digits.len()), pad);
    out.extend_from_slice(digits);
}

/// Appends a number in lower-case hexadecimal digits, without leading zeros.
fn push_hex(out: &mut Vec<u8>, number: u64) {
    let count = (u64::BITS - number.leading_zeros()).div_ceil(4).max(1);
    for place in (0..count).rev() {
        let digit = ((number >> (4 * place)) & 0xf) as u8;
        out.push(if digit < 10 { b'0' + digit } else { b'a' + (digit - 10) });
    }
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

    use super::*;

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
