//! `-o verbose`: a header line with time and cursor, then every field on lines of its own.

use journalq_file::EntryHead;

use crate::digits::push_cursor;
use crate::display_time::DisplayTime;
use crate::text::{push_blob, push_lines};
use crate::{Clock, Field, Options, TimeStyle, is_printable};

/// With `--no-full`, fields (`NAME=value`) from this length on are blobs.
const SHOWN_BYTES: usize = 300;

const INDENT: &[u8] = b"    ";

pub(crate) const SOURCE_REALTIME: &[u8] = b"_SOURCE_REALTIME_TIMESTAMP";

/// Renders entries in verbose mode.
#[derive(Clone, Debug)]
pub(crate) struct Verbose {
    clock: Clock,
}

impl Verbose {
    pub(crate) fn new(options: &Options) -> Self {
        Self { clock: Clock::new(TimeStyle::Pretty, options.zone()).with_usec() }
    }

    /// Appends the header line. `source` is the entry's last `_SOURCE_REALTIME_TIMESTAMP`.
    pub(crate) fn push_head(&mut self, head: &EntryHead, source: Option<&[u8]>, out: &mut Vec<u8>) {
        self.clock.push(out, DisplayTime::new(head, source).realtime_usec);
        out.extend_from_slice(b" [");
        push_cursor(out, head);
        out.extend_from_slice(b"]\n");
    }
}

/// Appends the lines of one field, unless it is one that is not shown.
pub(crate) fn push_field(options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
    if !options.shows_field(field.name) {
        return;
    }
    let Field { name, value } = *field;
    out.extend_from_slice(INDENT);
    out.extend_from_slice(name);
    out.push(b'=');
    let is_short_enough = options.full || name.len() + 1 + value.len() < SHOWN_BYTES;
    let is_shown = options.all || (is_short_enough && is_printable(value));
    if !is_shown {
        push_blob(out, value.len());
        out.push(b'\n');
    } else if value.is_empty() {
        out.push(b'\n');
    } else {
        push_lines(out, INDENT.len() + name.len() + 1, value, options.all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;
    use crate::testing::{CURSOR, Stored, render};

    /// The field lines of an entry.
    fn fields(options: &Options, fields: Stored<'_>) -> String {
        let text = render(options, fields);
        text.split_once("]\n").unwrap().1.to_owned()
    }

    fn verbose() -> Options {
        Options::new(Mode::Verbose)
    }

    #[test]
    fn the_header_has_the_senders_time_and_the_cursor() {
        assert_eq!(render(&verbose(), &[]), format!("Tue 2023-11-14 22:13:20.000000 UTC [{CURSOR}]\n"));
        // the last one counts
        let sources: Stored<'_> = &[
            ("_SOURCE_REALTIME_TIMESTAMP", b"1700000001000000"),
            ("_SOURCE_REALTIME_TIMESTAMP", b"1700000002000000"),
        ];
        assert!(render(&verbose(), sources).starts_with("Tue 2023-11-14 22:13:22.000000 UTC ["));
        let unselected = Options { output_fields: vec![b"MESSAGE".to_vec()], ..verbose() };
        let expected = format!("Tue 2023-11-14 22:13:22.000000 UTC [{CURSOR}]\n");
        assert_eq!(render(&unselected, sources), expected);
    }

    #[test]
    fn fields_are_lines_in_stored_order() {
        let stored: Stored<'_> = &[
            ("FOO", b"1"),
            ("_BOOT_ID", b"11111111111111111111111111111111"),
            ("MESSAGE", b"line one\nline two\n"),
            ("TAIL", b"trail\n\n"),
            ("EMPTY", b""),
            ("TAB", b"a\tb"),
            ("bad name", b"x"),
            ("FOO", b"2"),
        ];
        let text = "    FOO=1\n    _BOOT_ID=11111111111111111111111111111111\n    MESSAGE=line one\n            line two\n    \
                    TAIL=trail\n         \n    EMPTY=\n    TAB=a\tb\n    FOO=2\n";
        assert_eq!(fields(&verbose(), stored), text);
    }

    #[test]
    fn what_cannot_be_shown_is_a_blob_of_the_values_size() {
        let long = [b'x'; 296];
        let stored: Stored<'_> = &[("BIN", b"a\0b\nc\0d"), ("LONG", &long[..295]), ("LONG", &long)];
        let xs = "x".repeat(295);
        assert_eq!(
            fields(&verbose(), stored),
            format!("    BIN=[7B blob data]\n    LONG={xs}\n    LONG={xs}x\n")
        );
        let cut = Options { full: false, ..verbose() };
        // 4 for the name, 1 for the equals sign: 300 bytes with 295 of value
        let text = "    BIN=[7B blob data]\n    LONG=[295B blob data]\n    LONG=[296B blob data]\n";
        assert_eq!(fields(&cut, stored), text);
        let all = Options { all: true, ..cut };
        assert_eq!(fields(&all, stored), format!("    BIN=a\n        c\n    LONG={xs}\n    LONG={xs}x\n"));
    }
}
