//! The documentation that the catalog names for messages, for links to it.

use std::collections::HashMap;

use journalq_file::Id128;

use super::{Catalog, InvalidMessageId, fill_in, first, value_of};
use crate::Field;

const MESSAGE_ID: &[u8] = b"MESSAGE_ID";

/// Where the messages of a catalog are documented, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documentation {
    /// The values of the texts' first `Documentation:` lines.
    values: HashMap<Id128, Vec<u8>>,
    /// The fields of entries that are filled in.
    names: Vec<Vec<u8>>,
}

impl Catalog {
    /// The documentation that the texts in these languages name, see [`Catalog::find`].
    #[must_use]
    pub fn documentation(&self, languages: &[String]) -> Documentation {
        let value = |id| {
            // As in journalctl such a line may stand in the body, too.
            let mut lines = self.find(id, languages)?.split(|&byte| byte == b'\n');
            let value = lines.find_map(|line| value_of(line, "Documentation"))?;
            Some((id, value.to_vec()))
        };
        let values: HashMap<Id128, Vec<u8>> = self.ids().filter_map(value).collect();
        let mut names: Vec<Vec<u8>> = values.values().flat_map(|value| placeholders(value)).collect();
        names.sort();
        names.dedup();
        Documentation { values, names }
    }
}

impl Documentation {
    /// The names of the fields that [`Documentation::target`] looks at.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.names.iter().map(Vec::as_slice).chain([MESSAGE_ID])
    }

    /// The first word behind `Documentation:` in the text for the entry, fields of the entry filled in. Their values add no
    /// lines to the text, as they could in journalctl.
    pub(crate) fn target(&self, fields: &[Field<'_>]) -> Result<Option<Vec<u8>>, InvalidMessageId> {
        let Some(id) = first(fields, MESSAGE_ID) else { return Ok(None) };
        let id = Id128::parse(id).ok_or(InvalidMessageId)?;
        let Some(value) = self.values.get(&id) else { return Ok(None) };
        let mut target = fill_in(value, fields);
        target.truncate(target.iter().position(u8::is_ascii_whitespace).unwrap_or(target.len()));
        Ok(Some(target))
    }
}

/// The names between `@` signs in a text, and what else stands between two such signs.
fn placeholders(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    text.split(|&byte| byte == b'@').skip(1).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(value: &str, fields: &[(&str, &str)]) -> Option<String> {
        let id = "01".repeat(16);
        let mut catalog = Catalog::default();
        catalog.add_source(format!("-- {id}\nSubject: s\n{value}\n\nBody\n").as_bytes(), "");
        let documentation = catalog.documentation(&[]);
        let all = [&[("MESSAGE_ID", id.as_str())], fields].concat();
        let wanted: Vec<&[u8]> = documentation.fields().collect();
        // What is not asked for is not needed.
        let fields: Vec<Field<'_>> = all
            .iter()
            .map(|(name, value)| Field { name: name.as_bytes(), value: value.as_bytes() })
            .filter(|field| wanted.contains(&field.name))
            .collect();
        let target = documentation.target(&fields).unwrap();
        target.map(|target| String::from_utf8(target).unwrap())
    }

    #[test]
    fn the_first_line_tells() {
        for (value, expected) in [
            ("Documentation: man:a(5)\nDocumentation: man:b(5)", Some("man:a(5)")),
            ("Documentation:\t https://x  \n", Some("https://x")),
            ("Documentation: man:a b", Some("man:a")),
            ("Documentation:\nDocumentation: man:b(5)", Some("")),
            ("\nDocumentation: in:body", Some("in:body")),
            (" Documentation: man:a", None),
            ("documentation: man:a", None),
            ("XDocumentation: man:a", None),
        ] {
            assert_eq!(target(value, &[]).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn fields_are_filled_in_as_one_word() {
        let value = "Documentation: https://x/@UNIT@/@_COMM@?a@b";
        let fields = [("UNIT", "u"), ("UNIT", "second"), ("_COMM", "c d"), ("OTHER", "o")];
        assert_eq!(target(value, &fields).as_deref(), Some("https://x/u/c"));
        assert_eq!(target(value, &[]).as_deref(), Some("https://x/UNIT/_COMM?a@b"));
        let lines = [("UNIT", "\nDocumentation: man:evil")];
        assert_eq!(target(value, &lines).as_deref(), Some("https://x/"));
    }

    #[test]
    fn ids_that_are_none_are_told() {
        let id = Field { name: b"MESSAGE_ID", value: b"none" };
        let documentation = Documentation::default();
        assert_eq!(documentation.target(&[id]), Err(InvalidMessageId));
        let unknown = Field { value: b"01010101010101010101010101010101", ..id };
        assert_eq!(documentation.target(&[unknown]), Ok(None));
        assert_eq!(documentation.target(&[]), Ok(None));
    }
}
