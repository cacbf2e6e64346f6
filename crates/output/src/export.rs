//! `-o export`: the journal export format, which `systemd-journal-remote` reads.
//!
//! ```text
//! __CURSOR=s=…            the head: what the entry object itself holds
//! …
//! PRIORITY=6              a field of printable text in one line
//! MESSAGE                 any other field:
//! <length><bytes>         64-bit little-endian length, value, line feed
//!                         an empty line ends the entry
//! ```

use journalq_file::EntryHead;
use memchr::memchr;

use crate::digits::{push_cursor, push_decimal};
use crate::{Field, Options, is_printable};

/// The head has the boot ID, so the field of this name is left out, here and in JSON.
pub(crate) const BOOT_ID: &[u8] = b"_BOOT_ID";

/// Appends the six lines that every entry starts with.
pub(crate) fn push_head(head: &EntryHead, out: &mut Vec<u8>) {
    out.extend_from_slice(b"__CURSOR=");
    push_cursor(out, head);
    out.extend_from_slice(b"\n__REALTIME_TIMESTAMP=");
    push_decimal(out, head.realtime_usec, 1, b' ');
    out.extend_from_slice(b"\n__MONOTONIC_TIMESTAMP=");
    push_decimal(out, head.monotonic_usec, 1, b' ');
    out.extend_from_slice(b"\n__SEQNUM=");
    push_decimal(out, head.seqnum, 1, b' ');
    out.extend_from_slice(b"\n__SEQNUM_ID=");
    out.extend_from_slice(&head.seqnum_id.to_hex());
    out.extend_from_slice(b"\n_BOOT_ID=");
    out.extend_from_slice(&head.boot_id.to_hex());
    out.push(b'\n');
}

/// Appends one field, as text if it is printable and of one line, else in binary form.
pub(crate) fn push_field(options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
    let Field { name, value } = *field;
    if name == BOOT_ID || !options.shows_field(name) {
        return;
    }
    out.extend_from_slice(name);
    if memchr(b'\n', value).is_none() && is_printable(value) {
        out.push(b'=');
    } else {
        out.push(b'\n');
        options.guard.push(out, &(value.len() as u64).to_le_bytes());
    }
    options.guard.push(out, value);
    out.push(b'\n');
}

/// Appends the empty line that ends an entry.
pub(crate) fn push_end(out: &mut Vec<u8>) {
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;
    use crate::testing::{CURSOR, Stored, render};

    const HEAD: &str = "__REALTIME_TIMESTAMP=1700000000000000\n__MONOTONIC_TIMESTAMP=1000000\n__SEQNUM=1\n\
                        __SEQNUM_ID=f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4\n_BOOT_ID=11111111111111111111111111111111\n";

    #[test]
    fn text_and_binary_fields_follow_the_head() {
        let stored: Stored<'_> = &[
            ("PRIORITY", b"6"),
            ("_BOOT_ID", b"11111111111111111111111111111111"),
            ("MESSAGE", b"one\ntwo"),
            ("TAB", b"a\tb"),
            ("EMPTY", b""),
            ("CONTROL", b"\x01"),
            ("not a name", b"x"),
            ("PRIORITY", b"7"),
        ];
        let text = "PRIORITY=6\nMESSAGE\n\u{7}\0\0\0\0\0\0\0one\ntwo\nTAB=a\tb\nEMPTY=\nCONTROL\n\u{1}\0\0\0\0\0\0\0\u{1}\n\
                    PRIORITY=7\n\n";
        // neither -a nor --no-full changes anything
        let options = Options { all: true, full: false, width: 20, ..Options::new(Mode::Export) };
        assert_eq!(render(&options, stored), format!("__CURSOR={CURSOR}\n{HEAD}{text}"));
        assert_eq!(render(&Options::new(Mode::Export), stored), render(&options, stored));
    }

    #[test]
    fn output_fields_leave_the_head() {
        let output_fields = vec![b"MESSAGE".to_vec(), b"FOO".to_vec(), b"_BOOT_ID".to_vec()];
        let options = Options { output_fields, ..Options::new(Mode::Export) };
        let text = render(&options, &[("PRIORITY", b"6"), ("_BOOT_ID", b"1"), ("MESSAGE", b"hello")]);
        assert_eq!(text, format!("__CURSOR={CURSOR}\n{HEAD}MESSAGE=hello\n\n"));
    }
}
