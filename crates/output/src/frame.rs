//! The lines around entries.

use journalq_file::{EntryHead, Id128};

use crate::digits::push_cursor;
use crate::{Colour, ColourMode};

/// Appends `-- Boot <id> --`, which stands before the first entry of another boot than that of the entry before.
pub fn push_boot_separator(out: &mut Vec<u8>, boot_id: Id128, colour: ColourMode) {
    colour.push(out, Colour::Bold);
    out.extend_from_slice(b"-- Boot ");
    out.extend_from_slice(&boot_id.to_hex());
    out.extend_from_slice(b" --");
    colour.push(out, Colour::Reset);
    out.push(b'\n');
}

/// Appends `-- No entries --`, which stands for an empty result.
pub fn push_no_entries(out: &mut Vec<u8>) {
    out.extend_from_slice(b"-- No entries --\n");
}

/// Appends `-- cursor: …`, the last line with `--show-cursor`.
pub fn push_cursor_line(out: &mut Vec<u8>, head: &EntryHead) {
    out.extend_from_slice(b"-- cursor: ");
    push_cursor(out, head);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CURSOR, head};

    #[test]
    fn frame_lines() {
        let mut out = Vec::new();
        push_boot_separator(&mut out, Id128([0x22; 16]), ColourMode::Off);
        push_no_entries(&mut out);
        push_cursor_line(&mut out, &head(0));
        push_boot_separator(&mut out, Id128([0x33; 16]), ColourMode::Ansi256);
        let text = String::from_utf8(out).unwrap();
        let expected = format!(
            "-- Boot {} --\n-- No entries --\n-- cursor: {CURSOR}\n\x1b[0;1;39m-- Boot {} --\x1b[0m\n",
            "22".repeat(16),
            "33".repeat(16)
        );
        assert_eq!(text, expected);
    }
}
