//! `-o cat`: the message alone, or the fields asked for, without any processing.

use std::ops::Range;

use crate::field::can_be_asked_for;
use crate::tint::Tint;
use crate::{ColourMode, Field, Guard, Options, RenderError};

pub(crate) const MESSAGE: &[u8] = b"MESSAGE";

/// Decides about the colour.
pub(crate) const PRIORITY: &[u8] = b"PRIORITY";

/// Appends the entry's first value of each field that is wanted, one per line.
///
/// journalctl prints the fields of `--output-fields` in random order; here they come in the order of the option.
///
/// With colours all of a value is in the colour of the entry's first priority, and `hit` is marked in the message.
pub(crate) fn render(
    options: &Options,
    fields: &[Field<'_>],
    hit: &Range<usize>,
    out: &mut Vec<u8>,
) -> Result<(), RenderError> {
    let guard = options.guard;
    let tint = match options.colour {
        ColourMode::Off => Tint::default(),
        colour => Tint::of_priority(colour, first(PRIORITY, fields)),
    };
    if options.output_fields.is_empty() {
        push_first(MESSAGE, fields, guard, tint, hit, out);
    }
    for (place, name) in options.output_fields.iter().enumerate() {
        if !can_be_asked_for(name) {
            return Err(RenderError::InvalidFieldName);
        }
        let is_repeated = options.output_fields.iter().take(place).any(|earlier| earlier == name);
        if !is_repeated {
            push_first(name, fields, guard, tint, hit, out);
        }
    }
    Ok(())
}

fn push_first(
    name: &[u8],
    fields: &[Field<'_>],
    guard: Guard,
    tint: Tint,
    hit: &Range<usize>,
    out: &mut Vec<u8>,
) {
    let Some(value) = first(name, fields) else { return };
    let (value, hit) = guard.shown_with_hit(value, hit);
    if tint.is_none() {
        out.extend_from_slice(&value);
    } else if name == MESSAGE {
        tint.push_with_hit(out, &value, &hit);
    } else {
        tint.push(out, &value);
    }
    out.push(b'\n');
}

fn first<'a>(name: &[u8], fields: &[Field<'a>]) -> Option<&'a [u8]> {
    fields.iter().find(|field| field.name == name).map(|field| field.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mode;
    use crate::testing::{Stored, render};

    fn cat(output_fields: &[&str]) -> Options {
        let output_fields = output_fields.iter().map(|name| name.as_bytes().to_vec()).collect();
        Options { output_fields, ..Options::new(Mode::Cat) }
    }

    const ENTRY: Stored<'static> =
        &[("FOO", b""), ("MESSAGE", b" a\tb\n\x1b[1mc\0d"), ("MESSAGE", b"second"), ("BAR", b"bar")];

    #[test]
    fn the_first_message_is_written_raw() {
        assert_eq!(render(&cat(&[]), ENTRY), " a\tb\n\x1b[1mc\0d\n");
        assert_eq!(render(&cat(&[]), &[("FOO", b"1")]), "");
        assert_eq!(render(&cat(&[]), &[("MESSAGE", b"")]), "\n");
    }

    #[test]
    fn output_fields_come_in_the_order_of_the_option() {
        assert_eq!(render(&cat(&["BAR", "NONE", "FOO", "BAR"]), ENTRY), "bar\n\n");
    }

    #[test]
    fn names_that_no_entry_can_have_are_an_error() {
        for name in ["__CURSOR", "__X", "foo", ""] {
            let error = crate::cat::render(&cat(&[name]), &[], &(0..0), &mut Vec::new()).unwrap_err();
            assert_eq!(error.to_string(), "Failed to get data: Invalid argument");
        }
    }

    #[test]
    fn values_are_coloured_by_the_first_priority() {
        let coloured = |names: &[&str]| Options { colour: ColourMode::Ansi16, ..cat(names) };
        let entry: Stored<'_> =
            &[("PRIORITY", b"3"), ("PRIORITY", b"6"), ("MESSAGE", b"a red\nb"), ("FOO", b"1")];
        let text = "\x1b[0;1;31m\x1b[0;1;39m\x1b[0;1;31ma red\nb\x1b[0m\n";
        assert_eq!(render(&coloured(&[]), entry), text);
        assert_eq!(render(&coloured(&["FOO"]), entry), "\x1b[0;1;31m1\x1b[0m\n");
        let fields = [Field { name: b"PRIORITY", value: b"5" }, Field { name: b"MESSAGE", value: b"a red" }];
        let mut out = Vec::new();
        crate::cat::render(&coloured(&[]), &fields, &(2..5), &mut out).unwrap();
        assert_eq!(out, b"\x1b[0;1;39ma \x1b[0;1;31mred\x1b[0;1;39m\x1b[0m\n");
    }
}
