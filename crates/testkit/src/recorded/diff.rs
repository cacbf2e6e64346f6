//! The first place where two outputs differ, for a person to read.

/// Lines that are shown of either side from the first difference on.
const LINES: usize = 4;

/// Characters that are shown of a line, and of what stands before the first difference in it.
const WIDTH: usize = 200;
const BEFORE: usize = 60;

/// Returns the line before the first difference and the next lines of both sides, `-` expected, `+` printed.
pub(super) fn first_difference(expected: &[u8], printed: &[u8]) -> String {
    let (expected, printed) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(printed));
    let expected: Vec<&str> = expected.split_inclusive('\n').collect();
    let printed: Vec<&str> = printed.split_inclusive('\n').collect();
    let same = expected.iter().zip(&printed).take_while(|(a, b)| a == b).count();
    let (first, other) = (expected.get(same), printed.get(same));
    let column = match (first, other) {
        (Some(a), Some(b)) => a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count(),
        _ => 0,
    };
    let mut text = format!(
        "    line {}, column {}, of {} expected and {} printed lines\n",
        same + 1,
        column + 1,
        expected.len(),
        printed.len()
    );
    if let Some(line) = same.checked_sub(1).and_then(|before| expected.get(before)) {
        text.push_str(&shown(' ', line, 0));
    }
    for (sign, lines) in [('-', expected), ('+', printed)] {
        for (at, line) in lines.iter().skip(same).take(LINES).enumerate() {
            text.push_str(&shown(sign, line, if at == 0 { column } else { 0 }));
        }
    }
    text
}

/// One line, cut around `column`, with its control characters escaped.
fn shown(sign: char, line: &str, column: usize) -> String {
    let skipped = column.saturating_sub(BEFORE);
    let dots = |cut: bool| if cut { "…" } else { "" };
    let cut = line.chars().count() > skipped + WIDTH;
    let part: String = line.chars().skip(skipped).take(WIDTH).map(escaped).collect();
    format!("    {sign} {}{part}{}\n", dots(skipped > 0), dots(cut))
}

fn escaped(c: char) -> String {
    if c.is_control() { c.escape_default().to_string() } else { c.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_first_differing_line() {
        let difference = first_difference(b"one\ntwo\nthree\n", b"one\ntwx\nthree\n");
        assert_eq!(
            difference,
            "    line 2, column 3, of 3 expected and 3 printed lines\n      one\\n\n    - two\\n\n    - three\\n\n    + twx\\n\n    + three\\n\n"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_difference() {
        let (a, b) =
            (["x".repeat(500), "a".repeat(500)].concat(), ["x".repeat(500), "b".repeat(500)].concat());
        let difference = first_difference(a.as_bytes(), b.as_bytes());
        assert!(difference.contains("column 501"), "{difference}");
        let line = format!("    - …{}{}…\n", "x".repeat(60), "a".repeat(140));
        assert!(difference.contains(&line), "{difference}");
    }

    #[test]
    fn an_output_that_ends_early_shows_what_is_missing() {
        assert!(first_difference(b"one\ntwo\n", b"one\n").contains("    - two\\n\n"));
        assert!(first_difference(b"", b"\x1b[0m").contains("    + \\u{1b}[0m\n"));
    }
}
