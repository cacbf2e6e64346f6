//! The printable test, which decides between text and blob, and between text and binary form.
//!
//! It is made for every field of every entry, and nearly all of them are ASCII: blocks of bytes are tested
//! without a branch per byte, and only what follows the first other block is decoded.

/// Bytes per block of the ASCII scan.
const BLOCK: usize = 32;

/// Tells whether journalctl prints these bytes as text: valid UTF-8 without control characters (TAB and LF are
/// none) and without the code points that Unicode sets aside as non-characters.
///
/// # Examples
///
/// ```
/// use journalq_output::is_printable;
///
/// assert!(is_printable("żółw\n\tturtle".as_bytes()));
/// assert!(!is_printable(b"\x1b[1m"));
/// assert!(!is_printable(b"\xff"));
/// ```
#[must_use]
pub fn is_printable(bytes: &[u8]) -> bool {
    let ascii_blocks = bytes.chunks_exact(BLOCK).take_while(|block| all_plain_ascii(block)).count();
    let rest = bytes.get(ascii_blocks * BLOCK..).unwrap_or_default();
    // What was passed over is ASCII, so the rest starts at a character.
    (rest.len() < BLOCK && all_plain_ascii_in_words(rest))
        || std::str::from_utf8(rest).is_ok_and(|text| text.chars().all(is_printable_char))
}

fn all_plain_ascii(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |plain, &byte| plain & is_plain_ascii(byte))
}

/// The same of a text of less than a block: words are tested at once, and few bytes are left.
fn all_plain_ascii_in_words(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().all(|word| all_plain_ascii(word)) && all_plain_ascii(rest)
}

fn is_plain_ascii(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 0x5f) | (byte == b'\t') | (byte == b'\n')
}

fn is_printable_char(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
    (!character.is_control() || matches!(character, '\t' | '\n')) && !is_noncharacter
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_and_noncharacters_are_not_printable() {
        for code in 0..=0x11_0000_u32 {
            let Some(character) = char::from_u32(code) else { continue };
            let control = code < 0x20 && code != 9 && code != 10 || (0x7f..=0x9f).contains(&code);
            let noncharacter = (0xfdd0..=0xfdef).contains(&code) || code % 0x1_0000 >= 0xfffe;
            let text = character.to_string();
            assert_eq!(is_printable(text.as_bytes()), !control && !noncharacter, "U+{code:04X}");
        }
    }

    #[test]
    fn malformed_utf8_is_not_printable() {
        for bytes in [&b"\xc0\xaf"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc5", b"\x80", b"a\xff"] {
            assert!(!is_printable(bytes), "{}", bytes.escape_ascii());
        }
        assert!(is_printable(b""));
    }

    fn is_printable_naive(bytes: &[u8]) -> bool {
        std::str::from_utf8(bytes).is_ok_and(|text| {
            text.chars().all(|character| {
                let code = u32::from(character);
                let control =
                    (code < 32 && character != '\t' && character != '\n') || (127..160).contains(&code);
                !control && !(0xfdd0..=0xfdef).contains(&code) && (code & 0xffff) < 0xfffe
            })
        })
    }

    proptest! {
        #[test]
        fn the_fast_test_equals_the_naive_one(
            ascii in "[ -~\t\n]{0,100}", odd in "\\PC{0,4}", bytes in prop::collection::vec(any::<u8>(), 0..4), tail in "[ -~]{0,50}",
        ) {
            let text = [ascii.as_bytes(), odd.as_bytes(), tail.as_bytes()].concat();
            prop_assert_eq!(is_printable(&text), is_printable_naive(&text));
            let mixed = [ascii.as_bytes(), &bytes, odd.as_bytes(), tail.as_bytes()].concat();
            prop_assert_eq!(is_printable(&mixed), is_printable_naive(&mixed));
        }
    }
}
