//! Text as JSON strings.

use memchr::{memchr, memchr3_iter};

use crate::guard::push_json_escape;
use crate::{Colour, ColourMode, Guard, is_printable};

/// Appends any bytes as a JSON string. Control characters are escaped; bytes that are no UTF-8 become U+FFFD.
///
/// With colours the text is green; the quotes are not.
pub fn push_json_string(out: &mut Vec<u8>, text: &[u8], colour: ColourMode, guard: Guard) {
    out.push(b'"');
    colour.push(out, Colour::Green);
    push_text(out, text, guard);
    colour.push(out, Colour::Reset);
    out.push(b'"');
}

/// Appends any bytes as the inside of a JSON string.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &[u8], guard: Guard) {
    if is_printable(text) {
        push_printable(out, text, guard);
        return;
    }
    for chunk in text.utf8_chunks() {
        let mut plain = chunk.valid();
        let is_control = |character: char| character.is_control() && !matches!(character, '\t' | '\n');
        while let Some((at, character)) = plain.char_indices().find(|&(_, character)| is_control(character)) {
            push_printable(out, plain.get(..at).unwrap_or_default().as_bytes(), guard);
            push_json_escape(out, character);
            plain = plain.get(at + character.len_utf8()..).unwrap_or_default();
        }
        push_printable(out, plain.as_bytes(), guard);
        if !chunk.invalid().is_empty() {
            out.extend_from_slice("\u{fffd}".as_bytes());
        }
    }
}

/// Appends printable text as the inside of a JSON string. Of the characters that JSON wants escaped it can hold four.
pub(crate) fn push_printable(out: &mut Vec<u8>, text: &[u8], guard: Guard) {
    if guard.is_on() {
        let mut escaped = Vec::with_capacity(text.len());
        push_escaped(&mut escaped, text);
        out.extend_from_slice(&guard.shown_json(&escaped));
    } else {
        push_escaped(out, text);
    }
}

fn push_escaped(out: &mut Vec<u8>, text: &[u8]) {
    let push_piece = if memchr(b'\t', text).is_some() { push_with_tabs } else { Vec::extend_from_slice };
    let mut begin = 0;
    for at in memchr3_iter(b'"', b'\\', b'\n', text) {
        push_piece(out, text.get(begin..at).unwrap_or_default());
        match text.get(at) {
            Some(b'\n') => out.extend_from_slice(b"\\n"),
            Some(mark) => out.extend_from_slice(&[b'\\', *mark]),
            None => {}
        }
        begin = at + 1;
    }
    push_piece(out, text.get(begin..).unwrap_or_default());
}

/// Appends text in which nothing but TABs need escapes.
fn push_with_tabs(out: &mut Vec<u8>, text: &[u8]) {
    let mut pieces = text.split(|&byte| byte == b'\t');
    out.extend_from_slice(pieces.next().unwrap_or_default());
    for piece in pieces {
        out.extend_from_slice(b"\\t");
        out.extend_from_slice(piece);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_a_string_that_says_them(bytes in prop::collection::vec(any::<u8>(), 0..40), odd in "\\PC{0,8}") {
            for text in [bytes.as_slice(), odd.as_bytes(), "\u{202e}\u{9b}\x1b\"\\\n\t".as_bytes()] {
                for guard in [Guard::Off, Guard::Utf8, Guard::OtherCharset] {
                    let mut out = Vec::new();
                    push_json_string(&mut out, text, ColourMode::Off, guard);
                    let parsed: String = serde_json::from_slice(&out).unwrap();
                    prop_assert_eq!(parsed, String::from_utf8_lossy(text));
                    let shown = String::from_utf8(out).unwrap();
                    prop_assert!(!shown.chars().any(char::is_control));
                    prop_assert!(!guard.is_on() || !shown.chars().any(crate::drives_terminals));
                }
            }
        }
    }
}
