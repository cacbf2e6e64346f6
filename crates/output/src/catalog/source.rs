//! Catalog source files: entries of header lines, an empty line, and a body.
//!
//! ```text
//! -- 39f53479d3a045ac8e11786248231fbf [LANGUAGE]
//! Subject: Unit @UNIT@ has started
//! Defined-By: systemd
//!
//! What it means, in one or more paragraphs.
//! ```

use journalq_file::Id128;

/// An entry of a source file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: Id128,
    pub(super) language: String,
    pub(super) text: Vec<u8>,
}

/// The entries of a file. Lines before the first one belong to none; an entry without a text is left out.
pub(super) fn entries(text: &[u8], language: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // A new entry can begin at the start of the file and after an empty line only.
    let mut after_empty = true;
    for line in text.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"#") || line.starts_with(b";") {
            continue;
        }
        if line.is_empty() {
            after_empty = true;
            continue;
        }
        if after_empty && let Some((id, own)) = parse_start(line) {
            let language = own.unwrap_or_else(|| language.to_owned());
            entries.push(Entry { id, language, text: Vec::new() });
        } else if let Some(entry) = entries.last_mut() {
            // Runs of empty lines collapse to one, those at the ends are dropped.
            if after_empty && !entry.text.is_empty() {
                entry.text.push(b'\n');
            }
            entry.text.extend_from_slice(line);
            entry.text.push(b'\n');
        }
        after_empty = false;
    }
    entries.retain(|entry| !entry.text.is_empty());
    entries
}

/// `-- ID` or `-- ID LANGUAGE`.
fn parse_start(line: &[u8]) -> Option<(Id128, Option<String>)> {
    let (id, rest) = line.strip_prefix(b"-- ")?.split_at_checked(32)?;
    let id = Id128::parse(id)?;
    let language = match rest {
        [] => None,
        [b' ', language @ ..] if (2..32).contains(&language.len()) => {
            Some(String::from_utf8(language.to_vec()).ok()?)
        }
        _ => return None,
    };
    Some((id, language))
}

/// The longest text that is put together from two, in bytes: many times what any is.
const LONGEST_TEXT: usize = 1 << 14;

/// Puts a newer text over an older one of the same ID and language. What gets too long thereby gives way as a whole.
pub(super) fn combine(newer: &[u8], older: &[u8]) -> Vec<u8> {
    if older.is_empty() || newer.len().saturating_add(older.len()) > LONGEST_TEXT {
        return newer.to_vec();
    }
    let (new_headers, new_body) = split(newer);
    let (old_headers, old_body) = split(older);
    let body = if new_body.is_empty() { old_body } else { new_body };
    let separator: &[u8] = if body.is_empty() { b"" } else { b"\n" };
    [new_headers, old_headers, separator, body].concat()
}

/// The header lines, and what follows the empty line behind them.
fn split(text: &[u8]) -> (&[u8], &[u8]) {
    match text.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (text.get(..at + 1).unwrap_or(text), text.get(at + 2..).unwrap_or_default()),
        None => (text, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "00000000000000000000000000000001";

    #[test]
    fn entries_begin_after_empty_lines_only() {
        let text = format!(
            "ignored\n\n-- {ID}\nSubject: a\n-- {ID}\n\n\nBody\n\n-- {ID} de\nSubject: b\n\n-- {ID} x\nnot\n"
        );
        let found = entries(text.as_bytes(), "pl");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].language, "pl");
        assert_eq!(found[0].text, format!("Subject: a\n-- {ID}\n\nBody\n").as_bytes());
        assert_eq!(found[1].language, "de");
        assert_eq!(found[1].text, format!("Subject: b\n\n-- {ID} x\nnot\n").as_bytes());
    }

    #[test]
    fn a_later_file_overrides_an_earlier_one() {
        assert_eq!(
            combine(b"Subject: n\n\nNew\n", b"Subject: o\n\nOld\n"),
            b"Subject: n\nSubject: o\n\nNew\n"
        );
        assert_eq!(combine(b"Subject: n\n", b"Subject: o\n\nOld\n"), b"Subject: n\nSubject: o\n\nOld\n");
        assert_eq!(combine(b"Subject: n\n", b""), b"Subject: n\n");
        let long = [b'x'; LONGEST_TEXT];
        assert_eq!(combine(b"Subject: n\n", &long), b"Subject: n\n");
    }
}
