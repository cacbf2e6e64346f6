//! The four `-o json` modes: an entry as a JSON object, whose scalar values are all strings.
//!
//! journalctl's order of members is random. Here it is the head of the export format, then the fields in stored
//! order; a repeated field stands at its first place, as an array.

use journalq_file::EntryHead;

use crate::digits::push_decimal;
use crate::export::BOOT_ID;
use crate::head_member::HeadMember;
use crate::json_text::push_printable;
use crate::same_named::SameNamed;
use crate::{Colour, ColourMode, Field, Guard, Mode, Options, is_printable};

/// Without `-a`, fields (`NAME=value`) from this length on are `null`.
const SHOWN_BYTES: usize = 4096;

/// Which of the bytes between the members are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Everything on one line, without blanks.
    Compact,
    /// One member or array element a line, indented by TABs.
    Pretty,
}

/// How an object looks: what stands between its tokens, and in which colours they are.
#[derive(Clone, Copy, Debug)]
struct Style {
    layout: Layout,
    colour: ColourMode,
    guard: Guard,
}

/// Renders entries in one of the `json` modes.
#[derive(Clone, Debug)]
pub(crate) struct Json {
    before: &'static [u8],
    style: Style,
    after: &'static [u8],
    same_named: SameNamed,
}

impl Json {
    pub(crate) fn new(options: &Options) -> Self {
        let (before, layout, after): (&[u8], _, &[u8]) = match options.mode {
            Mode::JsonPretty => (b"", Layout::Pretty, b"\n"),
            Mode::JsonSse => (b"data: ", Layout::Compact, b"\n\n"),
            Mode::JsonSeq => (b"\x1e", Layout::Compact, b"\n"),
            _ => (b"", Layout::Compact, b"\n"),
        };
        let style = Style { layout, colour: options.colour, guard: options.guard };
        Self { before, style, after, same_named: SameNamed::default() }
    }

    pub(crate) fn render(
        &mut self,
        options: &Options,
        head: &EntryHead,
        fields: &[Field<'_>],
        out: &mut Vec<u8>,
    ) {
        self.push_head(options, head, fields, out);
        self.same_named.find(fields);
        for (place, field) in fields.iter().enumerate() {
            match self.same_named.places(fields, field.name) {
                [] | [_] => self.push_member(options, field, out),
                [first, ..] if *first != place || !is_member(options, field) => {}
                places => {
                    self.push_name(field.name, out);
                    let same_named = places.iter().filter_map(|&place| fields.get(place));
                    push_array(out, same_named, options.all, self.style);
                }
            }
        }
        self.push_end(out);
    }

    /// Appends the object's start and the head's members. A file can be forged to have fields of their names, which
    /// make them arrays too.
    pub(crate) fn push_head(
        &self,
        options: &Options,
        head: &EntryHead,
        fields: &[Field<'_>],
        out: &mut Vec<u8>,
    ) {
        out.extend_from_slice(self.before);
        out.push(b'{');
        let is_forged = fields.iter().any(|field| field.name.starts_with(b"__"));
        for (place, member) in HeadMember::ALL.into_iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            let name = member.name();
            self.style.push_name(out, name);
            let same_named = fields.iter().filter(|field| field.name == name && options.shows_field(name));
            if is_forged && name != BOOT_ID && same_named.clone().next().is_some() {
                let mut value = Vec::new();
                member.push_value(&mut value, head);
                let own = Field { name, value: &value };
                push_array(out, std::iter::once(&own).chain(same_named), options.all, self.style);
            } else {
                // Numbers and IDs need no escapes.
                out.push(b'"');
                self.style.push_coloured(out, Colour::Green, |out| member.push_value(out, head));
                out.push(b'"');
            }
        }
    }

    /// Appends a field that occurs once as a member, with the comma before it.
    pub(crate) fn push_member(&self, options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
        if is_member(options, field) {
            self.push_name(field.name, out);
            push_value(out, field.name, field.value, options.all, self.style);
        }
    }

    /// Appends the object's end.
    pub(crate) fn push_end(&self, out: &mut Vec<u8>) {
        self.style.push_break(out, 0);
        out.push(b'}');
        out.extend_from_slice(self.after);
    }

    fn push_name(&self, name: &[u8], out: &mut Vec<u8>) {
        out.push(b',');
        self.style.push_name(out, name);
    }
}

/// Tells whether the field becomes a member of its own.
fn is_member(options: &Options, field: &Field<'_>) -> bool {
    HeadMember::of_name(field.name).is_none() && options.shows_field(field.name)
}

impl Style {
    /// Appends what stands between the tokens of a container at this depth.
    fn push_break(self, out: &mut Vec<u8>, depth: usize) {
        if self.layout == Layout::Pretty {
            out.push(b'\n');
            out.resize(out.len() + depth, b'\t');
        }
    }

    /// Appends a member's name and the colon. Valid names need no escapes.
    fn push_name(self, out: &mut Vec<u8>, name: &[u8]) {
        self.push_break(out, 1);
        out.push(b'"');
        self.push_coloured(out, Colour::Green, |out| out.extend_from_slice(name));
        out.extend_from_slice(if self.layout == Layout::Pretty { b"\" : " } else { b"\":" });
    }

    /// Appends printable text as a string. With colours the text is green; the quotes are not.
    fn push_string(self, out: &mut Vec<u8>, text: &[u8]) {
        out.push(b'"');
        self.colour.push(out, Colour::Green);
        push_printable(out, text, self.guard);
        self.colour.push(out, Colour::Reset);
        out.push(b'"');
    }

    fn push_coloured(self, out: &mut Vec<u8>, colour: Colour, push: impl FnOnce(&mut Vec<u8>)) {
        if self.colour == ColourMode::Off {
            push(out);
            return;
        }
        self.colour.push(out, colour);
        push(out);
        self.colour.push(out, Colour::Reset);
    }
}

/// Appends the value of a field that occurs once.
///
/// Printable text becomes a string, other bytes an array of numbers; a field of 4096 bytes or more, counted with its
/// name and the `=`, becomes `null` unless `all` is set (`-a`).
fn push_value(out: &mut Vec<u8>, name: &[u8], value: &[u8], all: bool, style: Style) {
    push_encoded(out, name, value, all, style, 1);
}

/// Appends the values of a repeated field.
fn push_array<'a>(out: &mut Vec<u8>, fields: impl Iterator<Item = &'a Field<'a>>, all: bool, style: Style) {
    out.push(b'[');
    for (place, field) in fields.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        style.push_break(out, 2);
        push_encoded(out, field.name, field.value, all, style, 2);
    }
    style.push_break(out, 1);
    out.push(b']');
}

fn push_encoded(out: &mut Vec<u8>, name: &[u8], value: &[u8], all: bool, style: Style, depth: usize) {
    if !all && name.len() + 1 + value.len() >= SHOWN_BYTES {
        style.push_coloured(out, Colour::Bold, |out| out.extend_from_slice(b"null"));
    } else if is_printable(value) {
        style.push_string(out, value);
    } else {
        push_bytes(out, value, style, depth);
    }
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8], style: Style, depth: usize) {
    out.push(b'[');
    for (place, &byte) in bytes.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        style.push_break(out, depth + 1);
        style.push_coloured(out, Colour::BoldBlue, |out| push_decimal(out, u64::from(byte), 1, b' '));
    }
    style.push_break(out, depth);
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CURSOR, Stored, render};

    /// What stands behind the head members of a compact object.
    fn members(options: &Options, fields: Stored<'_>) -> String {
        let text = render(options, fields);
        let (_, members) = text.split_once("\"_BOOT_ID\":\"11111111111111111111111111111111\"").unwrap();
        members.strip_suffix("}\n").unwrap().to_owned()
    }

    fn json() -> Options {
        Options::new(Mode::Json)
    }

    #[test]
    fn the_head_comes_first_and_all_numbers_are_strings() {
        let text = format!(
            "{{\"__CURSOR\":\"{CURSOR}\",\"__REALTIME_TIMESTAMP\":\"1700000000000000\",\
             \"__MONOTONIC_TIMESTAMP\":\"1000000\",\"__SEQNUM\":\"1\",\
             \"__SEQNUM_ID\":\"f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4f4\",\
             \"_BOOT_ID\":\"11111111111111111111111111111111\",\"_PID\":\"101\"}}"
        );
        let fields: Stored<'_> = &[("_BOOT_ID", b"skipped"), ("_PID", b"101"), ("bad", b"x")];
        assert_eq!(render(&json(), fields), format!("{text}\n"));
        assert_eq!(render(&Options::new(Mode::JsonSeq), fields), format!("\x1e{text}\n"));
        assert_eq!(render(&Options::new(Mode::JsonSse), fields), format!("data: {text}\n\n"));
    }

    #[test]
    fn values_are_strings_arrays_or_null() {
        let long = [b'x'; 4096];
        let cases: [(&[u8], &str); 7] = [
            ("a\"b\\c/d\ne\tż".as_bytes(), r#","F":"a\"b\\c/d\ne\tż""#),
            (b"ba\xff", r#","F":[98,97,255]"#),
            (b"\0", r#","F":[0]"#),
            (b"", r#","F":"""#),
            (b"\"", r#","F":"\"""#),
            (b"\n\n", r#","F":"\n\n""#),
            (&long[..4094], r#","F":null"#),
        ];
        for (value, text) in cases {
            assert_eq!(members(&json(), &[("F", value)]), text);
        }
        let longest = format!(",\"F\":\"{}\"", "x".repeat(4093));
        assert_eq!(members(&json(), &[("F", &long[..4093])]), longest);
        let all = Options { all: true, ..json() };
        assert_eq!(members(&all, &[("F", &long)]), format!(",\"F\":\"{}\"", "x".repeat(4096)));
    }

    #[test]
    fn repeated_fields_are_arrays_at_their_first_place() {
        let long = [b'x'; 5000];
        let fields: Stored<'_> = &[
            ("FOO", b"1"),
            ("BAR", b"x"),
            ("FOO", b"\xff\x01"),
            ("FOO", b""),
            ("FOO", &long),
            ("QUX", b"y"),
        ];
        let text = r#","FOO":["1",[255,1],"",null],"BAR":"x","QUX":"y""#;
        assert_eq!(members(&json(), fields), text);
        let chosen = Options { output_fields: vec![b"BAR".to_vec()], ..json() };
        assert_eq!(members(&chosen, fields), r#","BAR":"x""#);
    }

    #[test]
    fn pretty_objects_are_indented_by_tabs() {
        let fields: Stored<'_> = &[("FOO", b"1"), ("FOO", b"\xff\x01"), ("MESSAGE", b"\0")];
        let text = render(&Options::new(Mode::JsonPretty), fields);
        let (head, members) = text.split_once(",\n\t\"FOO\"").unwrap();
        assert!(head.starts_with(&format!("{{\n\t\"__CURSOR\" : \"{CURSOR}\",\n\t\"__REALTIME")), "{head}");
        let expected =
            " : [\n\t\t\"1\",\n\t\t[\n\t\t\t255,\n\t\t\t1\n\t\t]\n\t],\n\t\"MESSAGE\" : [\n\t\t0\n\t]\n}\n";
        assert_eq!(members, expected);
    }

    #[test]
    fn forged_head_fields_are_told_apart() {
        let text = render(&json(), &[("__SEQNUM", b"forged"), ("FOO", b"1"), ("__X", b"2")]);
        assert!(text.contains(r#","__SEQNUM":["1","forged"],"__SEQNUM_ID":"#), "{text}");
        assert!(text.ends_with(",\"FOO\":\"1\",\"__X\":\"2\"}\n"), "{text}");
    }

    #[test]
    fn many_fields_take_no_quadratic_time() {
        let names: Vec<String> = (0..300_000).map(|number| format!("FIELD_{number}")).collect();
        let fields: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"v"[..])).collect();
        let text = members(&json(), &fields);
        assert_eq!(text.matches("\":\"v\"").count(), names.len());
        let repeated: Vec<(&str, &[u8])> = vec![("FOO", b"v"); 300_000];
        assert_eq!(members(&json(), &repeated).matches("\"v\"").count(), repeated.len());
    }

    #[test]
    fn names_and_scalars_are_coloured_inside_the_quotes() {
        let long = [b'x'; 5000];
        let fields: Stored<'_> = &[("FOO", b"a\n"), ("BIN", b"\0"), ("LONG", &long)];
        let text = render(&Options { colour: ColourMode::Ansi256, ..json() }, fields);
        let (_, members) = text.split_once("11111\x1b[0m\",").unwrap();
        let expected = "\"\x1b[0;32mFOO\x1b[0m\":\"\x1b[0;32ma\\n\x1b[0m\",\
                        \"\x1b[0;32mBIN\x1b[0m\":[\x1b[0;1;34m0\x1b[0m],\
                        \"\x1b[0;32mLONG\x1b[0m\":\x1b[0;1;39mnull\x1b[0m}\n";
        assert_eq!(members, expected);
    }
}
