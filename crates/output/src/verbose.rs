//! `-o verbose`: a header line with time and cursor, then every field on lines of its own.

use journalq_file::EntryHead;

use crate::digits::push_cursor;
use crate::display_time::DisplayTime;
use crate::text::{push_blob, push_lines};
use crate::{Clock, Colour, ColourMode, Field, Options, TimeStyle, is_printable};

/// With `--no-full`, fields (`NAME=value`) from this length on are blobs.
const SHOWN_BYTES: usize = 300;

const INDENT: &[u8] = b"    ";

pub(crate) const SOURCE_REALTIME: &[u8] = b"_SOURCE_REALTIME_TIMESTAMP";

/// Renders entries in verbose mode.
#[derive(Clone, Debug)]
pub(crate) struct Verbose {
    clock: Clock,
    colour: ColourMode,
    underline: bool,
}

impl Verbose {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            clock: Clock::new(TimeStyle::Pretty, options.zone()).with_usec(),
            colour: options.colour,
            underline: options.underline,
        }
    }

    /// Appends the header line. `source` is the entry's last `_SOURCE_REALTIME_TIMESTAMP`.
    pub(crate) fn push_head(&mut self, head: &EntryHead, source: Option<&[u8]>, out: &mut Vec<u8>) {
        if self.underline {
            self.colour.push(out, Colour::Underline);
        }
        self.clock.push(out, DisplayTime::new(head, source).realtime_usec);
        self.colour.push(out, Colour::Reset);
        out.push(b' ');
        self.colour.push(out, Colour::Grey);
        out.push(b'[');
        push_cursor(out, head);
        out.push(b']');
        // journalctl 262 does not switch the colour off here; the next line with a colour does.
        self.colour.push(out, Colour::Grey);
        out.push(b'\n');
    }
}

/// Appends the lines of one field, unless it is one that is not shown.
#[inline]
pub(crate) fn push_field(options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
    if !options.shows_field(field.name) {
        return;
    }
    out.extend_from_slice(INDENT);
    if options.colour != ColourMode::Off {
        push_coloured(options, field, out);
        return;
    }
    let Field { name, value } = *field;
    out.extend_from_slice(name);
    out.push(b'=');
    if is_shown(options, field) {
        push_value(options, name, &options.guard.shown(value), out);
    } else {
        push_blob(out, value.len());
        out.push(b'\n');
    }
}

/// Appends a field in its colour, a configuration file as a link. The colour ends behind the end of the last line, except
/// for blobs.
#[cold]
fn push_coloured(options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
    let Field { name, value } = *field;
    let [on, off] = match name {
        b"MESSAGE" => [Colour::Bold, Colour::Reset].map(|colour| options.colour.sequence(colour)),
        [b'_', ..] => [Colour::Green, Colour::Reset].map(|colour| options.colour.sequence(colour)),
        _ => [""; 2],
    };
    out.extend_from_slice(on.as_bytes());
    out.extend_from_slice(name);
    out.push(b'=');
    if !is_shown(options, field) {
        push_blob(out, value.len());
        out.extend_from_slice(off.as_bytes());
        out.push(b'\n');
        return;
    }
    match &options.links {
        Some(links) if name == b"CONFIG_FILE" && !value.is_empty() && options.guard.is_harmless(value) => {
            let mut linked = Vec::new();
            links.push_path(&mut linked, value);
            push_value(options, name, &linked, out);
        }
        _ => push_value(options, name, &options.guard.shown(value), out),
    }
    out.extend_from_slice(off.as_bytes());
}

#[inline]
fn is_shown(options: &Options, Field { name, value }: &Field<'_>) -> bool {
    let is_short_enough = options.full || name.len() + 1 + value.len() < SHOWN_BYTES;
    options.all || (is_short_enough && is_printable(value))
}

#[inline]
fn push_value(options: &Options, name: &[u8], value: &[u8], out: &mut Vec<u8>) {
    if value.is_empty() {
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

    #[test]
    fn colours_end_behind_the_last_line() {
        let links = crate::Links { hostname: "vm".to_owned(), folder: "/".into(), ..crate::Links::default() };
        let options = Options { colour: ColourMode::Ansi16, links: Some(links), ..verbose() };
        let stored: Stored<'_> = &[
            ("_UID", b"0"),
            ("PRIORITY", b"3"),
            ("MESSAGE", b"red\nred\n"),
            ("_BIN", b"\x01"),
            ("BIN", b"\x01"),
            ("CONFIG_FILE", b""),
            ("CONFIG_FILE", b"/etc/x"),
        ];
        let text = format!(
            "\x1b[0;4mTue 2023-11-14 22:13:20.000000 UTC\x1b[0m \x1b[0;90m[{CURSOR}]\x1b[0;90m\n    \
             \x1b[0;32m_UID=0\n\x1b[0m    PRIORITY=3\n    \x1b[0;1;39mMESSAGE=red\n            red\n\x1b[0m    \
             \x1b[0;32m_BIN=[1B blob data]\x1b[0m\n    BIN=[1B blob data]\n    \
             CONFIG_FILE=\n    CONFIG_FILE=\x1b]8;;file://vm/etc/x\x1b\\/etc/x\x1b]8;;\x1b\\\n"
        );
        assert_eq!(render(&options, stored), text);
        // links come with colours only
        let plain = Options { colour: ColourMode::Off, ..options };
        assert_eq!(fields(&plain, &stored[6..]), "    CONFIG_FILE=/etc/x\n");
    }
}
