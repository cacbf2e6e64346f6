//! What of a value may reach a terminal: nothing that drives it.
//!
//! On a terminal control characters, bytes that are no UTF-8, and characters that turn the direction of writing around are
//! shown escaped, as `\u{1b}` and `\x9b`. journalctl passes them on in `cat`, `export`, `-F` and in explanations.

use std::borrow::Cow;
use std::ops::Range;

/// Who reads the output, and how far its text has to be harmless for that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// A file or a program, or somebody who asked for raw values: nothing is changed.
    #[default]
    Off,
    /// A terminal of UTF-8.
    Utf8,
    /// A terminal of another character set. There a byte from 0x80 to 0x9f may be a control character even as a part of
    /// another one, so that characters with such a byte are escaped, too.
    OtherCharset,
}

impl Guard {
    /// Tells whether anything is changed at all.
    #[must_use]
    pub fn is_on(self) -> bool {
        self != Self::Off
    }

    /// Returns the text as it may be shown. Newlines and TABs stay.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_output::Guard;
    ///
    /// assert_eq!(&*Guard::Utf8.shown(b"a\tb\x1b[2J\x9b"), b"a\tb\\u{1b}[2J\\x9b");
    /// assert_eq!(&*Guard::Off.shown(b"\x1b[2J"), b"\x1b[2J");
    /// ```
    #[must_use]
    pub fn shown(self, text: &[u8]) -> Cow<'_, [u8]> {
        if self.is_harmless(text) {
            return Cow::Borrowed(text);
        }
        let mut shown = Vec::with_capacity(text.len().saturating_mul(2));
        self.push_pieces(&mut shown, text, |out, character| {
            out.extend_from_slice(character.escape_default().collect::<String>().as_bytes());
        });
        Cow::Owned(shown)
    }

    /// Appends the text as it may be shown.
    pub fn push(self, out: &mut Vec<u8>, text: &[u8]) {
        out.extend_from_slice(&self.shown(text));
    }

    /// Returns the text as it may be shown, and where `hit` is in that.
    pub(crate) fn shown_with_hit<'t>(
        self,
        text: &'t [u8],
        hit: &Range<usize>,
    ) -> (Cow<'t, [u8]>, Range<usize>) {
        if self.is_harmless(text) {
            return (Cow::Borrowed(text), hit.clone());
        }
        let (until_end, after) = text.split_at(hit.end.min(text.len()));
        let (before, within) = until_end.split_at(hit.start.min(until_end.len()));
        let mut shown = self.shown(before).into_owned();
        let start = shown.len();
        self.push(&mut shown, within);
        let end = shown.len();
        self.push(&mut shown, after);
        (Cow::Owned(shown), start..end)
    }

    /// Returns JSON as it may be shown: escaped as JSON has it, so that it says the same.
    ///
    /// It has to be JSON, whose control characters are escaped already but for DEL and those behind it.
    #[must_use]
    pub fn shown_json(self, json: &[u8]) -> Cow<'_, [u8]> {
        if self.is_harmless(json) {
            return Cow::Borrowed(json);
        }
        let mut shown = Vec::with_capacity(json.len().saturating_mul(2));
        self.push_pieces(&mut shown, json, push_json_escape);
        Cow::Owned(shown)
    }

    /// Tells whether nothing in the text has to be escaped.
    pub(crate) fn is_harmless(self, text: &[u8]) -> bool {
        let is_ascii_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n');
        !self.is_on()
            || text.iter().all(is_ascii_text)
            || std::str::from_utf8(text).is_ok_and(|text| !text.chars().any(|char| self.escapes(char)))
    }

    /// Tells whether a character is shown escaped to who reads something. Newlines and TABs are not.
    #[must_use]
    pub fn escapes(self, character: char) -> bool {
        if !self.is_on() {
            return false;
        }
        let mut bytes = [0; 4];
        (drives_terminals(character) && !matches!(character, '\t' | '\n'))
            || (self == Self::OtherCharset
                && character.encode_utf8(&mut bytes).bytes().any(|byte| matches!(byte, 0x80..=0x9f)))
    }

    /// Appends a text: what is harmless as it is, and of the rest what `push_escape` makes of a character. Bytes that are no
    /// characters become `\xff`.
    fn push_pieces(self, out: &mut Vec<u8>, text: &[u8], push_escape: impl Fn(&mut Vec<u8>, char)) {
        for chunk in text.utf8_chunks() {
            let mut plain = chunk.valid();
            while let Some((at, character)) = plain.char_indices().find(|&(_, char)| self.escapes(char)) {
                out.extend_from_slice(plain.get(..at).unwrap_or_default().as_bytes());
                push_escape(out, character);
                plain = plain.get(at + character.len_utf8()..).unwrap_or_default();
            }
            out.extend_from_slice(plain.as_bytes());
            out.extend(chunk.invalid().iter().flat_map(|&byte| std::ascii::escape_default(byte)));
        }
    }
}

/// Tells whether a character can drive a terminal, or make it show a text in another order than it is written in: control
/// characters, TAB and newline among them, and those that set or override the direction of writing.
#[must_use]
pub fn drives_terminals(character: char) -> bool {
    let turns_direction = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || turns_direction
}

/// Appends a character as JSON escapes it.
pub(crate) fn push_json_escape(out: &mut Vec<u8>, character: char) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for unit in character.encode_utf16(&mut [0; 2]) {
        out.extend_from_slice(b"\\u");
        let digit = |shift: u32| DIGITS.get(usize::from(*unit >> shift & 0xf)).copied().unwrap_or(b'0');
        out.extend([12, 8, 4, 0].map(digit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_escaped_and_nothing_else() {
        let cases: [(&[u8], &[u8]); 9] = [
            (b"plain\tand\nlines", b"plain\tand\nlines"),
            ("\u{17c}\u{f3}\u{142}w \u{1f600}".as_bytes(), "\u{17c}\u{f3}\u{142}w \u{1f600}".as_bytes()),
            (b"\x1b]52;c;QQ==\x07", b"\\u{1b}]52;c;QQ==\\u{7}"),
            (b"a\rb\x08c\x7fd\0", b"a\\rb\\u{8}c\\u{7f}d\\u{0}"),
            (b"\x9b31m", b"\\x9b31m"),
            (b"\xc2\x9b31m", b"\\u{9b}31m"),
            ("a\u{202e}b\u{2066}c\u{200f}".as_bytes(), b"a\\u{202e}b\\u{2066}c\\u{200f}"),
            (b"\xe2\x82", b"\\xe2\\x82"),
            (b"", b""),
        ];
        for (text, shown) in cases {
            assert_eq!(Guard::Utf8.shown(text).escape_ascii().to_string(), shown.escape_ascii().to_string());
            assert_eq!(Guard::Off.shown(text), text);
        }
    }

    #[test]
    fn other_character_sets_have_control_characters_in_the_upper_half() {
        // The second byte of the first letter is 0x9b, which introduces control sequences there.
        assert_eq!(
            &*Guard::OtherCharset.shown("\u{15b}31m \u{f3}".as_bytes()),
            "\\u{15b}31m \u{f3}".as_bytes()
        );
        assert_eq!(&*Guard::Utf8.shown("\u{15b}".as_bytes()), "\u{15b}".as_bytes());
    }

    #[test]
    fn a_hit_stays_on_what_it_marks() {
        let (shown, hit) = Guard::Utf8.shown_with_hit(b"\x1b[1mhit\x07", &(4..7));
        assert_eq!((shown.get(hit), &*shown), (Some(&b"hit"[..]), &b"\\u{1b}[1mhit\\u{7}"[..]));
        let (shown, hit) = Guard::Utf8.shown_with_hit(b"plain", &(1..99));
        assert_eq!((&*shown, hit), (&b"plain"[..], 1..99));
        let (_, hit) = Guard::Utf8.shown_with_hit(b"\x07", &(5..9));
        assert_eq!(hit, 5..5);
    }

    #[test]
    fn json_says_the_same_when_it_is_escaped() {
        let json = "{\"a\":\"x\u{7f}\u{9b}\u{202e}y\"}";
        let shown = Guard::Utf8.shown_json(json.as_bytes()).into_owned();
        assert_eq!(shown, br#"{"a":"x\u007f\u009b\u202ey"}"#);
        let parse = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).unwrap();
        assert_eq!(parse(&shown), parse(json.as_bytes()));
    }
}
