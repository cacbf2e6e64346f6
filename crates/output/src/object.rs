//! The modes that make one JSON object of an entry for programs that have a schema: `ndjson-typed`, `timesketch`, `ecs`.
//!
//! ```text
//! {head, members of each field in stored order, end}
//! ```
//!
//! Members depend on one field and its values alone, so that they can be kept. What depends on several fields is the end.

use journalq_file::EntryHead;

use crate::digits::push_decimal;
use crate::head_member::HeadMember;
use crate::json_text::push_text;
use crate::same_named::SameNamed;
use crate::{Clock, Field, Guard, Looked, Mode, Options, TimeStyle, ecs, is_printable, timesketch, typed};

/// Numbers up to this one are exact in every reader of JSON (RFC 8259, section 6).
const LARGEST_NUMBER: u64 = (1 << 53) - 1;

/// Renders entries in one of the modes.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    schema: Schema,
    /// Times in UTC, whatever the zone is: they are for programs.
    clock: Clock,
    same_named: SameNamed,
}

/// What the members are called, and what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schema {
    Typed,
    Timesketch,
    Ecs,
}

impl Object {
    pub(crate) fn new(options: &Options) -> Self {
        let schema = match options.mode {
            Mode::Timesketch => Schema::Timesketch,
            Mode::Ecs => Schema::Ecs,
            _ => Schema::Typed,
        };
        let clock = Clock::new(TimeStyle::Iso, jiff::tz::TimeZone::UTC).with_usec();
        Self { schema, clock, same_named: SameNamed::default() }
    }

    /// The names of the fields that the end looks at.
    pub(crate) fn looked_at(&self) -> &'static [&'static [u8]] {
        match self.schema {
            Schema::Typed => &[],
            Schema::Timesketch => &timesketch::LOOKED_AT,
            Schema::Ecs => &ecs::LOOKED_AT,
        }
    }

    pub(crate) fn render(
        &mut self,
        options: &Options,
        head: &EntryHead,
        fields: &[Field<'_>],
        out: &mut Vec<u8>,
    ) {
        let mut looked = Looked::default();
        for field in fields.iter().rev() {
            looked.look_at(self.looked_at(), field);
        }
        self.push_head(head, out);
        self.same_named.find(fields);
        for (place, field) in fields.iter().enumerate() {
            match self.same_named.places(fields, field.name) {
                [] | [_] => self.push_field(options, field, out),
                [first, ..] if *first != place => {}
                places => {
                    let values: Vec<&[u8]> = places
                        .iter()
                        .filter_map(|&place| fields.get(place))
                        .map(|field| field.value)
                        .collect();
                    self.push_members(options, field.name, &values, out);
                }
            }
        }
        self.push_end(options, &looked, out);
    }

    /// Appends the object's start and what the head of the entry says.
    pub(crate) fn push_head(&mut self, head: &EntryHead, out: &mut Vec<u8>) {
        out.push(b'{');
        match self.schema {
            Schema::Typed => typed::push_head(head, out),
            Schema::Timesketch => timesketch::push_head(&mut self.clock, head, out),
            Schema::Ecs => ecs::push_head(&mut self.clock, head, out),
        }
    }

    /// Appends the members of a field that occurs once, each with the comma before it.
    pub(crate) fn push_field(&self, options: &Options, field: &Field<'_>, out: &mut Vec<u8>) {
        self.push_members(options, field.name, &[field.value], out);
    }

    fn push_members(&self, options: &Options, name: &[u8], values: &[&[u8]], out: &mut Vec<u8>) {
        // Of the names of the head only a forged file has fields, but for the ID of the boot, which the head has.
        if HeadMember::of_name(name).is_some() || !crate::field::is_valid_name(name) {
            return;
        }
        let is_shown = options.shows_field(name);
        match self.schema {
            Schema::Typed if is_shown => typed::push_members(options.guard, name, values, out),
            Schema::Ecs if is_shown => ecs::push_members(options.guard, name, values, out),
            Schema::Timesketch => timesketch::push_members(options.guard, is_shown, name, values, out),
            Schema::Typed | Schema::Ecs => {}
        }
    }

    /// Appends what depends on several fields, and the object's end.
    pub(crate) fn push_end(&self, options: &Options, looked: &Looked<'_>, out: &mut Vec<u8>) {
        match self.schema {
            Schema::Typed => {}
            Schema::Timesketch => timesketch::push_end(looked, out),
            Schema::Ecs => ecs::push_end(options, looked, out),
        }
        out.extend_from_slice(b"}\n");
    }
}

/// Appends a member's name, with the comma before it. The name needs no escapes.
pub(crate) fn push_name(out: &mut Vec<u8>, parts: &[&[u8]]) {
    out.extend_from_slice(b",\"");
    for part in parts {
        out.extend_from_slice(part);
    }
    out.extend_from_slice(b"\":");
}

/// Appends one value, or an array of several.
pub(crate) fn push_array<T: Copy>(out: &mut Vec<u8>, values: &[T], mut push: impl FnMut(&mut Vec<u8>, T)) {
    if let [value] = values {
        push(out, *value);
        return;
    }
    out.push(b'[');
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        push(out, *value);
    }
    out.push(b']');
}

/// Appends bytes as a string; what is no UTF-8 becomes U+FFFD.
pub(crate) fn push_string(out: &mut Vec<u8>, value: &[u8], guard: Guard) {
    out.push(b'"');
    push_text(out, value, guard);
    out.push(b'"');
}

/// Appends bytes in base64, as a string.
pub(crate) fn push_base64(out: &mut Vec<u8>, value: &[u8]) {
    use base64::Engine;
    out.push(b'"');
    out.extend_from_slice(base64::engine::general_purpose::STANDARD.encode(value).as_bytes());
    out.push(b'"');
}

/// Appends a member with those of the values that are no UTF-8, which are shown with U+FFFD elsewhere, in full; nothing if there
/// are none.
pub(crate) fn push_lost(out: &mut Vec<u8>, values: &[&[u8]], push_name: impl FnOnce(&mut Vec<u8>)) {
    let is_lost = |value: &&[u8]| !is_printable(value) && std::str::from_utf8(value).is_err();
    if !values.iter().any(is_lost) {
        return;
    }
    let lost: Vec<&[u8]> = values.iter().copied().filter(is_lost).collect();
    push_name(out);
    push_array(out, &lost, push_base64);
}

/// Appends a number of the head as a member of type long; one that not every reader takes is null.
pub(crate) fn push_long(out: &mut Vec<u8>, number: u64) {
    if number <= LARGEST_NUMBER {
        push_decimal(out, number, 1, b' ');
    } else {
        out.extend_from_slice(b"null");
    }
}

/// Appends a time; one that the calendar has not is null.
pub(crate) fn push_time(clock: &mut Clock, out: &mut Vec<u8>, realtime_usec: u64) {
    if !Clock::has(realtime_usec) {
        out.extend_from_slice(b"null");
        return;
    }
    out.push(b'"');
    clock.push(out, realtime_usec);
    out.push(b'"');
}

/// Tells whether a value is a number as JSON writes it, without sign, fraction, or zeros in front, which every reader takes.
pub(crate) fn is_number(value: &[u8]) -> bool {
    let is_canonical = match value {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 16 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    is_canonical
        && std::str::from_utf8(value)
            .is_ok_and(|text| text.parse().is_ok_and(|number: u64| number <= LARGEST_NUMBER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_canonical_and_exact() {
        for (value, expected) in [
            ("0", true),
            ("7", true),
            ("9007199254740991", true),
            ("9007199254740992", false),
            ("18446744073709551615", false),
            ("00", false),
            ("01", false),
            ("-1", false),
            ("+1", false),
            ("1.0", false),
            ("1e3", false),
            (" 1", false),
            ("1\n", false),
            ("", false),
            ("١", false),
        ] {
            assert_eq!(is_number(value.as_bytes()), expected, "{value:?}");
        }
    }
}
