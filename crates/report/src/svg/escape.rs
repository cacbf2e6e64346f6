//! Any bytes as text in SVG or HTML: between tags, and within quoted attributes.

use journalq_output::drives_terminals;

/// Returns `bytes` as text that no reader of SVG or HTML takes for more than text.
///
/// # Examples
///
/// ```
/// use journalq_report::svg::escape;
///
/// assert_eq!(escape(b"<b title='x'>&\x1b[0m"), "&lt;b title=&#39;x&#39;&gt;&amp;\\u{1b}[0m");
/// ```
#[must_use]
pub fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    push_escaped(&mut out, bytes);
    out
}

/// Appends `bytes` as [`escape`] returns them.
///
/// What is no UTF-8 becomes U+FFFD. Line feeds and tabs stay. All other control characters, those that turn the direction
/// of writing, and those that XML has no way to write are shown as `\u{1b}`.
pub fn push_escaped(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|char| push_char(out, char));
        if !chunk.invalid().is_empty() {
            out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push_char(out: &mut String, char: char) {
    match char {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        '\n' | '\t' => out.push(char),
        // The last two are no characters of XML.
        _ if drives_terminals(char) || matches!(char, '\u{fffe}' | '\u{ffff}') => {
            out.extend(char.escape_unicode())
        }
        _ => out.push(char),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_ends_text_or_attributes() {
        let all: Vec<u8> = (0..=255).collect();
        let escaped = escape(&all);
        assert!(!escaped.contains(['<', '>', '"', '\'']), "{escaped}");
        assert!(escaped.chars().all(|char| !char.is_control() || matches!(char, '\n' | '\t')), "{escaped}");
        assert!(
            escaped.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").matches('&').count() == 2
        );
    }

    #[test]
    fn what_turns_writing_is_shown() {
        assert_eq!(
            escape("a\u{202e}b\u{2066}\u{fffe}\u{85}é".as_bytes()),
            "a\\u{202e}b\\u{2066}\\u{fffe}\\u{85}é"
        );
        assert_eq!(escape(b"\r\n\0"), "\\u{d}\n\\u{0}");
        assert_eq!(escape(b"\xc3(\xe2\x82"), "\u{fffd}(\u{fffd}");
    }
}
