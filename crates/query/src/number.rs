//! Integers as journalctl's options take them.

/// Parses an integer in the notation of C: decimal, `0x`, `0b`, `0o` and a leading `0` for octal, after blanks and a
/// sign. Returns `None` for anything else, also for a number beyond 64 bits.
#[must_use]
pub fn parse_integer(text: &str) -> Option<i64> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, digits.get(2..)?),
        [b'0', b'b' | b'B', ..] => (2, digits.get(2..)?),
        [b'0', b'o' | b'O', ..] => (8, digits.get(2..)?),
        [b'0', _, ..] => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    // The standard library would take a second sign.
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = i64::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

/// Parses an integer of 32 bits, which is what most options of journalctl take.
#[must_use]
pub fn parse_int(text: &str) -> Option<i32> {
    i32::try_from(parse_integer(text)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_c() {
        for (text, number) in [
            ("0", 0),
            ("12", 12),
            ("0x2", 2),
            ("010", 8),
            ("0b11", 3),
            ("0o11", 9),
            (" 3", 3),
            ("+5", 5),
            ("-4", -4),
        ] {
            assert_eq!(parse_integer(text), Some(number), "{text}");
        }
        for text in ["", "x", "1q", "0x", "--1", "+-1", "1 ", "09", "0b2"] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
        assert_eq!(parse_int("2147483647"), Some(i32::MAX));
        assert_eq!(parse_int("2147483648"), None);
    }
}
