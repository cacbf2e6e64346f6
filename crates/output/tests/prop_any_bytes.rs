//! Any bytes in any mode: nothing panics, and what programs read can be read back.
#![expect(clippy::unwrap_used, reason = "a helper of a test that unwraps fails with the place")]

use jiff::tz::TimeZone;
use journalq_file::{EntryHead, Id128};
use journalq_output::{
    ColourMode, Field, Guard, Links, Looked, Mode, Options, Renderer, Template, drives_terminals,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};

type OwnedField = (Vec<u8>, Vec<u8>);

/// The names that renderers look at, names of the head, and names that no field may have.
const NAMES: [&str; 20] = [
    "MESSAGE",
    "_HOSTNAME",
    "SYSLOG_IDENTIFIER",
    "_COMM",
    "_PID",
    "SYSLOG_PID",
    "_SYSTEMD_UNIT",
    "_SYSTEMD_USER_UNIT",
    "_SOURCE_REALTIME_TIMESTAMP",
    "_BOOT_ID",
    "PRIORITY",
    "CONFIG_FILE",
    "DOCUMENTATION",
    "MESSAGE_ID",
    "__CURSOR",
    "FOO",
    "BAR",
    "",
    "lower",
    "N\u{0}L",
];

/// Pieces that values are put together from: what the renderers treat specially, and any bytes.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let special = prop::sample::select(vec![
        &b"\n"[..],
        b"\t",
        b"\r",
        b"\0",
        b"\x1b[31m",
        b"\x1b[",
        b"\x1b]8;;u\x1b\\",
        b"\x1b]",
        b"\x1b",
        b"\x07",
        b"\"\\/",
        b"\xc5\xbc",
        b"\xe6\xbc\xa2\xe5\xad\x97",
        b"\xff",
        b"\xc2\x9b68m",
        b"\xe2\x80\xae",
    ]);
    let piece = prop_oneof![
        3 => special.prop_map(<[u8]>::to_vec),
        2 => "[ -~]{0,40}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
        1 => "[0-9+x ]{0,20}".prop_map(String::into_bytes),
        1 => (0_usize..5000).prop_map(|length| vec![b'x'; length]),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn fields() -> impl Strategy<Value = Vec<OwnedField>> {
    let name = prop_oneof![
        8 => prop::sample::select(NAMES.to_vec()).prop_map(|name| name.as_bytes().to_vec()),
        1 => vec(any::<u8>().prop_filter("the first = ends the name", |&byte| byte != b'='), 0..70),
    ];
    vec((name, value()), 0..12)
}

fn head() -> impl Strategy<Value = EntryHead> {
    (any::<[u64; 4]>(), any::<[u8; 16]>(), 0_u8..2).prop_map(|(numbers, id, boot)| {
        let [seqnum, realtime_usec, monotonic_usec, xor_hash] = numbers;
        let (seqnum_id, boot_id) = (Id128(id), Id128([boot; 16]));
        EntryHead { seqnum, seqnum_id, realtime_usec, monotonic_usec, boot_id, xor_hash }
    })
}

fn options() -> impl Strategy<Value = Options> {
    let colour = prop::sample::select(vec![ColourMode::Off, ColourMode::Off, ColourMode::Ansi256]);
    let links = any::<bool>().prop_map(|on| on.then(Links::default));
    (
        any::<[bool; 6]>(),
        0_usize..120,
        (colour, links),
        prop::option::of(vec(prop::sample::select(NAMES.to_vec()), 0..3)),
    )
        .prop_map(
            |([all, full, utc, hostname, truncate_newline, utf8], width, (colour, links), names)| Options {
                all,
                full,
                utc,
                hostname,
                truncate_newline,
                utf8,
                width,
                colour,
                links,
                output_fields: names
                    .unwrap_or_default()
                    .into_iter()
                    .map(|name| name.as_bytes().to_vec())
                    .collect(),
                exclude_identifiers: vec![b"excluded".to_vec()],
                time_zone: TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
                ..Options::new(Mode::Short)
            },
        )
}

fn borrowed(fields: &[OwnedField]) -> Vec<Field<'_>> {
    fields.iter().map(|(name, value)| Field { name, value }).collect()
}

fn rendered(options: Options, head: &EntryHead, fields: &[OwnedField]) -> Vec<u8> {
    let mut out = Vec::new();
    Renderer::new(options).render(head, &borrowed(fields), &mut out).unwrap();
    out
}

/// The fields that the modes for programs show: those with a valid name, without the boot ID.
fn shown(fields: &[OwnedField]) -> impl Iterator<Item = &OwnedField> {
    fields.iter().filter(|(name, _)| {
        let allowed = |byte: &u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
        let valid =
            !name.is_empty() && name.len() <= 64 && name.iter().all(allowed) && !name[0].is_ascii_digit();
        valid && name != b"_BOOT_ID"
    })
}

/// Reads an export entry back: the fields after the six lines of the head.
fn parse_export(entry: &[u8]) -> Vec<OwnedField> {
    let mut fields = Vec::new();
    let mut rest = entry;
    loop {
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap();
        let (line, after) = (&rest[..end], &rest[end + 1..]);
        if line.is_empty() {
            assert!(after.is_empty(), "an empty line ends the entry");
            return fields.split_off(6);
        }
        if let Some(equals) = line.iter().position(|&byte| byte == b'=') {
            fields.push((line[..equals].to_vec(), line[equals + 1..].to_vec()));
            rest = after;
        } else {
            let length = usize::try_from(u64::from_le_bytes(after[..8].try_into().unwrap())).unwrap();
            fields.push((line.to_vec(), after[8..8 + length].to_vec()));
            assert_eq!(after[8 + length], b'\n');
            rest = &after[9 + length..];
        }
    }
}

/// Decodes the value of one occurrence of a field. `None` stands for `null`.
fn decode(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_bytes().to_vec()),
        Value::Array(numbers) => {
            let byte = |number: &Value| u8::try_from(number.as_u64().unwrap()).unwrap();
            Some(numbers.iter().map(byte).collect())
        }
        other => panic!("unexpected {other}"),
    }
}

/// Decodes one value of typed JSON.
fn typed(value: &Value) -> Vec<u8> {
    use base64::Engine;
    match value {
        Value::String(text) => text.clone().into_bytes(),
        Value::Number(number) => number.to_string().into_bytes(),
        Value::Object(object) => {
            assert_eq!(object.len(), 1);
            base64::engine::general_purpose::STANDARD.decode(object["base64"].as_str().unwrap()).unwrap()
        }
        other => panic!("unexpected {other}"),
    }
}

/// How many members an object has at its top, equal ones counted each.
fn count_members(object: &[u8]) -> usize {
    let (mut depth, mut members, mut in_string, mut escaped) = (0, 0, false, false);
    for byte in object {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b':' if depth == 1 => members += 1,
            _ => {}
        }
    }
    members
}

fn parse_object(mode: Mode, text: &[u8]) -> Map<String, Value> {
    let (before, after): (&[u8], &[u8]) = match mode {
        Mode::JsonSse => (b"data: ", b"\n\n"),
        Mode::JsonSeq => (b"\x1e", b"\n"),
        _ => (b"", b"\n"),
    };
    let object = text.strip_prefix(before).and_then(|text| text.strip_suffix(after)).unwrap();
    serde_json::from_slice(object).unwrap()
}

proptest! {
    #[test]
    fn no_mode_panics_and_all_print_whole_lines(
        entries in vec((head(), fields()), 1..4), options in options(), hit in (0_usize..600, 0_usize..600),
    ) {
        for mode in Mode::ALL {
            let mut renderer = Renderer::new(Options { mode, ..options.clone() });
            for (head, fields) in &entries {
                let mut out = Vec::new();
                if renderer.render_with_hit(head, &borrowed(fields), hit.0..hit.1, &mut out).is_ok() {
                    // In verbose the end of a colour comes at the start of the next line.
                    let lines = out.strip_suffix(b"\x1b[0m").unwrap_or(&out);
                    prop_assert!(lines.is_empty() || lines.ends_with(b"\n"), "{:?}", mode);
                }
            }
        }
    }

    #[test]
    fn nothing_drives_a_guarded_terminal(
        head in head(), fields in fields(), options in options(), hit in (0_usize..600, 0_usize..600), is_utf8 in any::<bool>(),
    ) {
        let guard = if is_utf8 { Guard::Utf8 } else { Guard::OtherCharset };
        let template = Template::parse(b"{MESSAGE} {FOO!json} {BAR!shell} {_COMM!csv} {_EXE|-!escape:>20.30}").unwrap();
        for mode in Mode::ALL.into_iter().chain([Mode::Template]) {
            let plain = Options {
                mode, guard, all: false, colour: ColourMode::Off, links: None, template: template.clone(), ..options.clone()
            };
            let mut out = Vec::new();
            let result = Renderer::new(plain).render_with_hit(&head, &borrowed(&fields), hit.0..hit.1, &mut out);
            // What the modes themselves write: the sign of json-seq, and the ends of rows.
            let out = out.strip_prefix(b"\x1e").unwrap_or(&out);
            let text = String::from_utf8(out.to_vec()).unwrap().replace("\r\n", "\n");
            let harm = text.chars().find(|&char| drives_terminals(char) && !matches!(char, '\t' | '\n'));
            prop_assert_eq!(harm, None, "{:?} {:?}", mode, result);
        }
    }

    #[test]
    fn typed_json_gives_the_fields_back(head in head(), fields in fields()) {
        let text = rendered(Options::new(Mode::NdjsonTyped), &head, &fields);
        let object: Map<String, Value> = serde_json::from_slice(&text).unwrap();
        for (name, value) in &object {
            let expected: Vec<_> = shown(&fields).filter(|(other, _)| other == name.as_bytes()).collect();
            if name.starts_with("__") || name == "_BOOT_ID" {
                continue;
            }
            let got: Vec<Vec<u8>> = match value {
                Value::Array(values) => values.iter().map(typed).collect(),
                value => vec![typed(value)],
            };
            let wanted: Vec<Vec<u8>> = expected.iter().map(|(_, value)| value.clone()).collect();
            prop_assert_eq!(got, wanted, "{}", name);
        }
        let names: std::collections::BTreeSet<_> = shown(&fields).map(|(name, _)| name).collect();
        prop_assert!(names.iter().all(|name| object.contains_key(std::str::from_utf8(name).unwrap())));
    }

    #[test]
    fn objects_are_json_of_one_line(head in head(), fields in fields(), options in options()) {
        for mode in [Mode::NdjsonTyped, Mode::Timesketch, Mode::Ecs] {
            let text = rendered(Options { mode, ..options.clone() }, &head, &fields);
            let object = text.strip_suffix(b"\n").unwrap();
            prop_assert!(!object.contains(&b'\n'));
            let parsed: Map<String, Value> = serde_json::from_slice(object).unwrap();
            prop_assert_eq!(parsed.len(), count_members(object), "{:?}: no member stands there twice", mode);
        }
    }

    #[test]
    fn export_gives_the_fields_back(head in head(), fields in fields()) {
        let text = rendered(Options::new(Mode::Export), &head, &fields);
        let expected: Vec<_> = shown(&fields).cloned().collect();
        prop_assert_eq!(parse_export(&text), expected);
    }

    #[test]
    fn json_gives_the_fields_back(head in head(), fields in fields(), all in any::<bool>()) {
        for mode in [Mode::Json, Mode::JsonPretty, Mode::JsonSse, Mode::JsonSeq] {
            let text = rendered(Options { all, ..Options::new(mode) }, &head, &fields);
            let mut object = parse_object(mode, &text);
            prop_assert_eq!(object.remove("_BOOT_ID"), Some(Value::from(head.boot_id.to_string())));
            for (name, value) in &object {
                let expected: Vec<_> = shown(&fields).filter(|(other, _)| other == name.as_bytes()).collect();
                let own = name.starts_with("__");
                let got: Vec<_> = match value {
                    Value::Array(values) if expected.len() + usize::from(own) > 1 => {
                        values.iter().skip(usize::from(own)).map(decode).collect()
                    }
                    _ if own => Vec::new(),
                    value => vec![decode(value)],
                };
                let too_long = |name: &[u8], value: &[u8]| !all && name.len() + 1 + value.len() >= 4096;
                let wanted: Vec<_> = expected
                    .iter()
                    .map(|(name, value)| (!too_long(name, value)).then(|| value.clone()))
                    .collect();
                prop_assert_eq!(got, wanted, "{}", name);
            }
            let names: std::collections::BTreeSet<_> = shown(&fields).map(|(name, _)| name).collect();
            prop_assert!(names.iter().all(|name| object.contains_key(std::str::from_utf8(name).unwrap())));
        }
    }

    #[test]
    fn fragments_make_up_the_entry(head in head(), fields in fields(), options in options()) {
        let mut names = std::collections::BTreeSet::new();
        let fields: Vec<_> = fields
            .into_iter()
            .filter(|(name, _)| !name.starts_with(b"__") && names.insert(name.clone()))
            .collect();
        for mode in Mode::ALL {
            let mut renderer = Renderer::new(Options { mode, ..options.clone() });
            let Some(mut fragments) = renderer.fragments() else { continue };
            let mut out = Vec::new();
            let mut looked = Looked::default();
            for field in borrowed(&fields) {
                looked.look_at(fragments.looked_at(), &field);
            }
            fragments.push_head(&head, &looked, &mut out);
            for field in borrowed(&fields) {
                fragments.push_field(&field, &mut out);
            }
            fragments.push_end(&looked, &mut out);
            let whole = rendered(Options { mode, ..options.clone() }, &head, &fields);
            prop_assert_eq!(out, whole, "{:?}", mode);
        }
    }
}
