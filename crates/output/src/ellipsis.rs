//! `--no-full`: lines cut in the middle to fit a number of terminal cells.

/// Starts a control sequence. Of these there are only those of links in a text that is cut.
const ESC: char = '\x1b';

/// Characters that take two cells, as inclusive ranges of code points.
///
/// They are what systemd takes for wide, measured character by character; newer emoji are not among them.
const WIDE: [(u32, u32); 36] = [
    (0x1100, 0x115f),
    (0x2329, 0x232a),
    (0x2e80, 0x2e99),
    (0x2e9b, 0x2ef3),
    (0x2f00, 0x2fd5),
    (0x2ff0, 0x2ffb),
    (0x3000, 0x303e),
    (0x3041, 0x3096),
    (0x3099, 0x30ff),
    (0x3105, 0x312d),
    (0x3131, 0x318e),
    (0x3190, 0x31ba),
    (0x31c0, 0x31e3),
    (0x31f0, 0x321e),
    (0x3220, 0x3247),
    (0x3250, 0x32fe),
    (0x3300, 0x4dbf),
    (0x4e00, 0xa48c),
    (0xa490, 0xa4c6),
    (0xa960, 0xa97c),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe52),
    (0xfe54, 0xfe66),
    (0xfe68, 0xfe6b),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x1b000, 0x1b001),
    (0x1f200, 0x1f202),
    (0x1f210, 0x1f23a),
    (0x1f240, 0x1f248),
    (0x1f250, 0x1f251),
    (0x1f300, 0x1f567),
    (0x20000, 0x2fffd),
    (0x30000, 0x3fffd),
];

/// Appends `line`, cut to `cells` terminal cells if it is longer, with a mark where the cut was made.
///
/// The mark stands at `percent` of the width. In ASCII text it is `…` if `utf8` is set, else `...`; in other text, and where
/// there are links, it is always `…`.
pub(crate) fn push_ellipsized(out: &mut Vec<u8>, line: &[u8], cells: usize, percent: usize, utf8: bool) {
    if line.len() <= cells {
        out.extend_from_slice(line);
        return;
    }
    match std::str::from_utf8(line) {
        Ok(text) if !text.is_ascii() || text.contains(ESC) => push_ellipsized_text(out, text, cells, percent),
        _ => push_ellipsized_ascii(out, line, cells, percent, utf8),
    }
}

fn push_ellipsized_ascii(out: &mut Vec<u8>, line: &[u8], cells: usize, percent: usize, utf8: bool) {
    let (mark, mark_cells) = if utf8 { ("…", 1) } else { ("...", 3) };
    let kept = cells.saturating_sub(mark_cells);
    let head = (kept * percent + 50) / 100; // rounded
    out.extend_from_slice(line.get(..head).unwrap_or(line));
    out.extend_from_slice(mark.as_bytes());
    out.extend_from_slice(line.get(line.len() - (kept - head)..).unwrap_or_default());
}

fn push_ellipsized_text(out: &mut Vec<u8>, text: &str, cells: usize, percent: usize) {
    if characters(text).map(|(_, width)| width).sum::<usize>() <= cells {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let kept = cells.saturating_sub(1);
    let (head, head_cells) = fitting(characters(text), kept * percent / 100);
    let (tail, _) = fitting(characters(text).rev(), kept - head_cells);
    let bytes = text.as_bytes();
    out.extend_from_slice(bytes.get(..head).unwrap_or(bytes));
    out.extend_from_slice("…".as_bytes());
    // Control sequences take no cells; what is cut out leaves its own behind.
    let cut_out = text.get(head..text.len() - tail).unwrap_or_default();
    for (character, _) in characters(cut_out).filter(|&(_, width)| width == 0) {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.extend_from_slice(bytes.get(bytes.len() - tail..).unwrap_or_default());
}

/// The first characters that fit into `cells`: their bytes and the cells they take.
fn fitting(characters: impl Iterator<Item = (char, usize)>, cells: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for (character, width) in characters {
        if used + width > cells {
            break;
        }
        used += width;
        bytes += character.len_utf8();
    }
    (bytes, used)
}

/// The characters of a text, with the cells that each takes: none where it belongs to a control sequence, which for
/// journalctl is an ESC and the letter or sign behind it, whatever they introduce.
fn characters(text: &str) -> impl DoubleEndedIterator<Item = (char, usize)> {
    let bytes = text.as_bytes();
    text.char_indices().map(move |(at, character)| {
        let is_sequence = match character {
            ESC => matches!(bytes.get(at + 1), Some(b'@'..=b'_')),
            '@'..='_' => at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&0x1b),
            _ => false,
        };
        (character, if is_sequence { 0 } else { width(character) })
    })
}

/// The cells of a terminal that a text takes, as systemd counts them: two for a wide character, one for any other.
///
/// # Examples
///
/// ```
/// assert_eq!(journalq_output::cells("żółw 猫"), 7);
/// ```
#[must_use]
pub fn cells(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The cells of a character: two if it is wide, else one, even if a terminal shows nothing.
pub(crate) fn width(character: char) -> usize {
    let code = u32::from(character);
    let ranges_before = WIDE.partition_point(|&(_, last)| last < code);
    let is_wide = WIDE.get(ranges_before).is_some_and(|&(first, _)| first <= code);
    if is_wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ellipsized(line: &str, cells: usize, percent: usize, utf8: bool) -> String {
        let mut out = Vec::new();
        push_ellipsized(&mut out, line.as_bytes(), cells, percent, utf8);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn ascii_is_cut_at_nine_tenths_or_at_the_end() {
        let line = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        assert_eq!(ellipsized(line, 34, 90, true), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcd…789");
        assert_eq!(ellipsized(line, 34, 90, false), "ABCDEFGHIJKLMNOPQRSTUVWXYZab...789");
        assert_eq!(ellipsized(line, 10, 100, true), "ABCDEFGHI…");
        assert_eq!(ellipsized(line, 3, 90, false), "...");
        assert_eq!(ellipsized("short", 5, 90, true), "short");
    }

    #[test]
    fn other_text_is_cut_by_cells() {
        assert_eq!(ellipsized("żółwżółwżółw", 12, 90, true), "żółwżółwżółw");
        assert_eq!(ellipsized("żółwżółwżółw", 8, 90, false), "żółwżó…w");
        assert_eq!(ellipsized("漢字漢字漢字", 7, 90, true), "漢字…字");
        assert_eq!(ellipsized("漢字漢字漢字", 7, 100, true), "漢字漢…");
    }

    #[test]
    fn wide_ranges_are_sorted_and_inclusive() {
        assert!(WIDE.windows(2).all(|pair| pair[0].1 < pair[1].0));
        for (character, cells) in
            [('\u{10ff}', 1), ('\u{1100}', 2), ('\u{115f}', 2), ('\u{1160}', 1), ('😀', 1), ('🌀', 2)]
        {
            assert_eq!(width(character), cells, "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn the_result_fits(line in "\\PC{0,60}", cells in 3_usize..40, tail in any::<bool>(), utf8 in any::<bool>()) {
            let cut = ellipsized(&line, cells, if tail { 100 } else { 90 }, utf8);
            prop_assert!(cut.chars().map(width).sum::<usize>() <= cells);
        }
    }
}
