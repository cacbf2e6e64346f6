//! A template filled in with the values of entries.

use jiff::tz::TimeZone;
use journalq_file::EntryHead;

use super::{Align, Conversion, Layout, Part, Placeholder};
use crate::delimited::push_csv;
use crate::ellipsis::width;
use crate::head_member::HeadMember;
use crate::json_text::push_text;
use crate::strftime::Strftime;
use crate::{Field, Guard, Options};

/// Fills a template in, entry by entry.
#[derive(Clone, Debug)]
pub(crate) struct Filler {
    parts: Vec<FilledPart>,
    guard: Guard,
    /// The present value, and what its conversion makes of it.
    value: Vec<u8>,
    converted: Vec<u8>,
}

#[derive(Clone, Debug)]
enum FilledPart {
    Text(Vec<u8>),
    Placeholder(Placeholder, Option<Strftime>),
}

impl Filler {
    pub(crate) fn new(options: &Options) -> Self {
        let zone = options.zone();
        let fill = |part: &Part| match part {
            Part::Text(text) => FilledPart::Text(text.clone()),
            Part::Placeholder(placeholder) => {
                let strftime = |format: &String| Strftime::new(format, TimeZone::clone(&zone));
                FilledPart::Placeholder(placeholder.clone(), placeholder.time_format.as_ref().map(strftime))
            }
        };
        Self {
            parts: options.template.parts.iter().map(fill).collect(),
            guard: options.guard,
            value: Vec::new(),
            converted: Vec::new(),
        }
    }

    /// The fields that are named.
    pub(crate) fn fields(&self) -> Vec<Vec<u8>> {
        let names = |part: &FilledPart| match part {
            FilledPart::Text(_) => Vec::new(),
            FilledPart::Placeholder(placeholder, _) => placeholder.names.clone(),
        };
        self.parts.iter().flat_map(names).filter(|name| HeadMember::of_name(name).is_none()).collect()
    }

    /// Appends what the template makes of an entry, and a newline.
    pub(crate) fn render(&mut self, head: &EntryHead, fields: &[Field<'_>], out: &mut Vec<u8>) {
        let Self { parts, guard, value, converted } = self;
        for part in parts {
            match part {
                FilledPart::Text(text) => out.extend_from_slice(text),
                FilledPart::Placeholder(placeholder, strftime) => {
                    let Placeholder { names, default, conversion, layout, .. } = placeholder;
                    value.clear();
                    let shown = find(names, strftime.as_mut(), head, fields, value).unwrap_or(default);
                    match conversion {
                        None => layout.push(out, &guard.shown(shown)),
                        Some(conversion) => {
                            converted.clear();
                            conversion.push(converted, shown, *guard);
                            layout.push(out, converted);
                        }
                    }
                }
            }
        }
        out.push(b'\n');
    }
}

/// The value of the first of the fields that the entry has, of a repeated one the first. As a time only a number counts that the
/// calendar has.
fn find<'v>(
    names: &[Vec<u8>],
    mut strftime: Option<&mut Strftime>,
    head: &EntryHead,
    fields: &[Field<'v>],
    buffer: &'v mut Vec<u8>,
) -> Option<&'v [u8]> {
    for name in names {
        let member = HeadMember::of_name(name);
        let value = match member {
            Some(_) => None,
            None => fields.iter().find(|field| field.name == *name).map(|field| field.value),
        };
        if let Some(strftime) = strftime.as_deref_mut() {
            let usec = match member {
                Some(member) => member.number(head),
                None => value.and_then(|value| std::str::from_utf8(value).ok()?.parse().ok()),
            };
            if let Some(text) = usec.and_then(|usec| strftime.text(usec)) {
                buffer.extend_from_slice(text.as_bytes());
                return Some(buffer);
            }
        } else if let Some(member) = member {
            member.push_value(buffer, head);
            return Some(buffer);
        } else if value.is_some() {
            return value;
        }
    }
    None
}

impl Conversion {
    fn push(self, out: &mut Vec<u8>, value: &[u8], guard: Guard) {
        match self {
            Self::Json => {
                out.push(b'"');
                push_text(out, value, guard);
                out.push(b'"');
            }
            Self::Csv => push_csv(out, value, guard),
            Self::Shell => push_shell(out, &guard.shown(value)),
            Self::Escape => push_escaped(out, value, guard),
        }
    }
}

/// Appends one word of a POSIX shell. It cannot hold a NUL, which is left out.
fn push_shell(out: &mut Vec<u8>, value: &[u8]) {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-+=./:@%,".contains(byte);
    if !value.is_empty() && value.iter().all(is_plain) {
        out.extend_from_slice(value);
        return;
    }
    out.push(b'\'');
    for &byte in value {
        match byte {
            b'\'' => out.extend_from_slice(b"'\\''"),
            0 => {}
            byte => out.push(byte),
        }
    }
    out.push(b'\'');
}

/// Appends text on one line that holds nothing that drives a terminal, whoever reads it. Backslashes are doubled.
fn push_escaped(out: &mut Vec<u8>, value: &[u8], guard: Guard) {
    let guard = if guard.is_on() { guard } else { Guard::Utf8 };
    let mut rest = value;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\\' | b'\n' | b'\t')) {
        guard.push(out, rest.get(..at).unwrap_or_default());
        out.extend_from_slice(match rest.get(at) {
            Some(b'\n') => b"\\n",
            Some(b'\t') => b"\\t",
            _ => b"\\\\",
        });
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    guard.push(out, rest);
}

impl Layout {
    /// Appends a value, cut and filled up.
    fn push(self, out: &mut Vec<u8>, value: &[u8]) {
        let (value, cells) = match (self.width, self.most) {
            (0, None) => (value, 0),
            (_, most) => cut(value, most.unwrap_or(usize::MAX)),
        };
        let missing = self.width.saturating_sub(cells);
        let before = match self.align {
            Align::Left => 0,
            Align::Right => missing,
            Align::Centre => missing / 2,
        };
        out.resize(out.len() + before, b' ');
        out.extend_from_slice(value);
        out.resize(out.len() + missing - before, b' ');
    }
}

/// The beginning of a value that takes no more than `most` cells, and how many it takes. A byte that is no UTF-8 takes one.
fn cut(value: &[u8], most: usize) -> (&[u8], usize) {
    let (mut len, mut cells) = (0, 0);
    for chunk in value.utf8_chunks() {
        let valid = chunk.valid().chars().map(|character| (character.len_utf8(), width(character)));
        for (bytes, more) in valid.chain(chunk.invalid().iter().map(|_| (1, 1))) {
            if cells + more > most {
                return (value.get(..len).unwrap_or(value), cells);
            }
            len += bytes;
            cells += more;
        }
    }
    (value, cells)
}
