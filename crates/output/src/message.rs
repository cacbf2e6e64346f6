//! What becomes of a value before it is printed: the clean-up of messages in the short family, and the lines of
//! multi-line values.

use memchr::{memchr, memchr3};

const TAB: u8 = b'\t';
const LF: u8 = b'\n';
const CR: u8 = b'\r';
const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;

/// What a TAB becomes. It is not aligned.
pub(crate) const TAB_BLANKS: &[u8] = b"        ";

/// Cleans a message for the short family: expands TABs, removes colours (`ESC [ … m`), operating system commands
/// (`ESC ] … BEL` or `ESC ] … ESC \`), and the CRs at the ends of lines.
///
/// Returns the message itself if there is nothing to clean, else what it put into `scratch`.
pub(crate) fn clean<'a>(message: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    if memchr3(TAB, ESC, CR, message).is_none() {
        return message;
    }
    scratch.clear();
    let mut rest = message;
    while let Some((plain, special)) = memchr3(TAB, ESC, CR, rest).and_then(|at| rest.split_at_checked(at)) {
        scratch.extend_from_slice(plain);
        rest = match special {
            [TAB, after @ ..] => {
                scratch.extend_from_slice(TAB_BLANKS);
                after
            }
            [CR, ..] => clean_carriage_returns(special, scratch),
            _ => clean_escape(special, scratch),
        };
    }
    scratch.extend_from_slice(rest);
    scratch
}

/// Drops a run of CRs before LF or at the end, keeps any other. Returns what follows.
fn clean_carriage_returns<'a>(text: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let length = text.iter().take_while(|&&byte| byte == CR).count();
    let (run, after) = text.split_at_checked(length).unwrap_or((text, &[]));
    if after.first().is_some_and(|&byte| byte != LF) {
        out.extend_from_slice(run);
    }
    after
}

/// Removes the sequence that an ESC starts, if it is of a known kind and complete. Returns where to go on.
///
/// After an incomplete one the scan goes on behind its introducer; any other escaped byte is taken as it is.
fn clean_escape<'a>(text: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let (kept, after) = match text {
        [ESC, b'[', after @ ..] => (2, after_colour(after).unwrap_or(after)),
        [ESC, b']', after @ ..] => (2, after_system_command(after).unwrap_or(after)),
        [ESC, _, after @ ..] => (2, after),
        _ => (text.len(), &[][..]),
    };
    let nothing_removed = after.len() + kept == text.len();
    if nothing_removed {
        out.extend_from_slice(text.get(..kept).unwrap_or(text));
    }
    after
}

/// Returns what follows the `m` that ends a colour sequence. journald takes NUL for a part of it.
fn after_colour(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b';' | 0))?;
    text.get(end..)?.strip_prefix(b"m")
}

/// Returns what follows the terminator of an operating system command, which holds only printable ASCII.
fn after_system_command(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| !matches!(byte, b' '..=b'~'))?;
    match text.get(end..)? {
        [BEL, after @ ..] | [ESC, b'\\', after @ ..] => Some(after),
        _ => None,
    }
}

/// Cuts a message for `--truncate-newline`: at its first LF, CR or NUL.
pub(crate) fn first_line(message: &[u8]) -> &[u8] {
    memchr3(LF, CR, 0, message).and_then(|end| message.get(..end)).unwrap_or(message)
}

/// Cuts a line where a C string would end. Raw output (`-a`) passes through such strings in journalctl.
pub(crate) fn as_c_string(line: &[u8]) -> &[u8] {
    memchr(0, line).and_then(|end| line.get(..end)).unwrap_or(line)
}

/// The lines of a value, each with the offset of its end in the value. One LF at the end belongs to the last line.
pub(crate) fn lines(value: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = value.get(start..).filter(|rest| !rest.is_empty())?;
        let line = memchr(LF, rest).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let end = start + line.len();
        start = end + 1;
        Some((end, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths are those that journalctl 262 gives for the blobs which most of these become.
    #[test]
    fn messages_are_cleaned_as_by_journalctl() {
        let cases: [(&[u8], &[u8]); 36] = [
            (b"plain", b"plain"),
            (b"a\tb", b"a        b"),
            (b"\x1b[31mred\x1b[0m", b"red"),
            (b"\x1b[mred", b"red"),
            (b"\x1b[1\0mred", b"red"),
            (b"\x1b[1;31", b"\x1b[1;31"),
            (b"\x1b[1xabc", b"\x1b[1xabc"),
            (b"\x1b[\x1b[0mx", b"\x1b[x"),
            (b"\x1b]8;;http://x\x1b\\t\x1b]8;;\x1b\\", b"t"),
            (b"\x1b]\x07ok", b"ok"),
            (b"\x1b]0;a\nb\x07z", b"\x1b]0;a\nb\x07z"),
            (b"\x1b]0;\xc5\xbc\x07z", b"\x1b]0;\xc5\xbc\x07z"),
            (b"\x1b]abc", b"\x1b]abc"),
            (b"\x1b]a\x1bb\x07z", b"\x1b]a\x1bb\x07z"),
            (b"\x1b]a\x7fb\x07ok", b"\x1b]a\x7fb\x07ok"),
            (b"\x1b]a\tb\x07ok", b"\x1b]a        b\x07ok"),
            (b"\x1b]a\x1b\x1b\\ok", b"\x1b]a\x1b\x1b\\ok"),
            (b"\x1b]x\x1b", b"\x1b]x\x1b"),
            (b"\x1b\t", b"\x1b\t"),
            (b"\x1b\x1b[0m", b"\x1b\x1b[0m"),
            (b"\x1b\r\nx", b"\x1b\r\nx"),
            (b"\x1b", b"\x1b"),
            (b"\x1b[", b"\x1b["),
            (b"\x1b]", b"\x1b]"),
            (b"a\r\x1b[0m\nb", b"a\r\nb"),
            (b"a\r\r\nb\r\r", b"a\nb"),
            (b"a\r\tb", b"a\r        b"),
            (b"a\r\r\tb\r", b"a\r\r        b"),
            (b"\r", b""),
            (b"\r\n", b"\n"),
            (b"\r\x1b[0m", b"\r"),
            (b"carriage\r\nreturn\r mid \r", b"carriage\nreturn\r mid "),
            (b"\xc2\x9b31mx", b"\xc2\x9b31mx"),
            (b"", b""),
            (b"\n", b"\n"),
            (b"\x1b[0m", b""),
        ];
        let mut scratch = Vec::new();
        for (message, cleaned) in cases {
            assert_eq!(clean(message, &mut scratch), cleaned, "{}", message.escape_ascii());
        }
    }

    #[test]
    fn the_first_line_ends_at_any_of_three_bytes() {
        for text in [&b"head\ntail"[..], b"head\rtail", b"head\0tail", b"head"] {
            assert_eq!(first_line(text), b"head");
        }
        assert_eq!(first_line(b"\nx"), b"");
    }

    #[test]
    fn one_newline_at_the_end_is_dropped() {
        let collect = |value| lines(value).collect::<Vec<_>>();
        assert_eq!(collect(b""), []);
        assert_eq!(collect(b"\n"), [(0, &b""[..])]);
        assert_eq!(collect(b"a\n"), [(1, &b"a"[..])]);
        assert_eq!(collect(b"a\n\nb"), [(1, &b"a"[..]), (2, b""), (4, b"b")]);
        assert_eq!(collect(b"a\n\n"), [(1, &b"a"[..]), (2, b"")]);
    }
}
