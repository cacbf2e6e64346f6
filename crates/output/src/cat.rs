//! `-o cat`: the message alone, or the fields asked for, without any processing.

use crate::field::can_be_asked_for;
use crate::{Field, Options, RenderError};

pub(crate) const MESSAGE: &[u8] = b"MESSAGE";

/// Appends the entry's first value of each field that is wanted, one per line.
///
/// journalctl prints the fields of `--output-fields` in random order; here they come in the order of the option.
pub(crate) fn render(options: &Options, fields: &[Field<'_>], out: &mut Vec<u8>) -> Result<(), RenderError> {
    if options.output_fields.is_empty() {
        push_first(MESSAGE, fields, out);
    }
    for (place, name) in options.output_fields.iter().enumerate() {
        if !can_be_asked_for(name) {
            return Err(RenderError::InvalidFieldName);
        }
        let is_repeated = options.output_fields.iter().take(place).any(|earlier| earlier == name);
        if !is_repeated {
            push_first(name, fields, out);
        }
    }
    Ok(())
}

fn push_first(name: &[u8], fields: &[Field<'_>], out: &mut Vec<u8>) {
    if let Some(field) = fields.iter().find(|field| field.name == name) {
        out.extend_from_slice(field.value);
        out.push(b'\n');
    }
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
            let error = crate::cat::render(&cat(&[name]), &[], &mut Vec::new()).unwrap_err();
            assert_eq!(error.to_string(), "Failed to get data: Invalid argument");
        }
    }
}
