//! The message catalog: explanations of messages by their `MESSAGE_ID`, in several languages.
//!
//! It comes from systemd's compiled database, from its source files, or, on a host with neither, from a few texts of our own.

mod builtin;
mod database;
mod documentation;
mod source;

use std::collections::BTreeMap;
use std::fmt;

use journalq_file::Id128;

pub use self::documentation::Documentation;
use crate::{Colour, ColourMode, Field, Guard};

/// The longest value that is put into a text, in bytes.
const LONGEST_VALUE: usize = 4096;

/// The length from which on a text takes no more values, in bytes: a hostile one could name a long field any number of times.
const LONGEST_FILLED: usize = 1 << 20;

/// Explanations by message ID and language; the language "" is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    texts: BTreeMap<(Id128, String), Vec<u8>>,
}

/// A catalog database that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCatalog;

impl fmt::Display for InvalidCatalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bad message")
    }
}

impl std::error::Error for InvalidCatalog {}

impl Catalog {
    /// Reads a compiled database (`/var/lib/systemd/catalog/database`).
    ///
    /// # Errors
    ///
    /// When the bytes are no database of a form that is known, or it points out of itself.
    pub fn from_database(bytes: &[u8]) -> Result<Self, InvalidCatalog> {
        database::read(bytes).map(|texts| Self { texts })
    }

    /// Adds the entries of a source file (`*.catalog`), whose own language is `language`. Of an entry that is there already
    /// the headers are kept behind the new ones, and the body gives way to a new one.
    pub fn add_source(&mut self, text: &[u8], language: &str) {
        for entry in source::entries(text, language) {
            let known = self.texts.entry((entry.id, entry.language)).or_default();
            *known = source::combine(&entry.text, known);
        }
    }

    /// A few texts of our own, for the messages that occur most.
    #[must_use]
    pub fn builtin() -> Self {
        let mut catalog = Self::default();
        catalog.add_source(builtin::TEXT.as_bytes(), "");
        catalog
    }

    /// Tells whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The text for a message ID, in the first of the languages that has one; the default language comes last.
    #[must_use]
    pub fn find(&self, id: Id128, languages: &[String]) -> Option<&[u8]> {
        let mut languages = languages.iter().map(String::as_str).chain([""]);
        languages.find_map(|language| self.texts.get(&(id, language.to_owned()))).map(Vec::as_slice)
    }

    /// The message IDs, in order, each once.
    pub fn ids(&self) -> impl Iterator<Item = Id128> {
        let mut last = None;
        self.texts.keys().map(|(id, _)| *id).filter(move |id| last.replace(*id) != Some(*id))
    }

    /// Appends the explanation of an entry, if there is one: each line behind a mark, fields of the entry filled in, all of it
    /// guarded: neither the entry nor the catalog of another system need be trusted.
    ///
    /// # Errors
    ///
    /// When the entry's `MESSAGE_ID` is no ID.
    pub fn explain(
        &self,
        fields: &[Field<'_>],
        languages: &[String],
        utf8: bool,
        colour: ColourMode,
        guard: Guard,
        out: &mut Vec<u8>,
    ) -> Result<(), InvalidMessageId> {
        let Some(id) = first(fields, b"MESSAGE_ID") else { return Ok(()) };
        let id = Id128::parse(id).ok_or(InvalidMessageId)?;
        let Some(text) = self.find(id, languages) else { return Ok(()) };
        let text = fill_in(text, fields);
        let mark = if utf8 { "░░" } else { "--" };
        let [grey, green, reset] =
            [Colour::Grey, Colour::Green, Colour::Reset].map(|one| colour.sequence(one));
        // journalctl paints the blank of the first line like the mark, those of the others not.
        let (mut begin, mut behind) = ([mark, " "].concat(), "");
        for line in text.trim_ascii().split(|&byte| byte == b'\n') {
            for part in [grey, begin.as_str(), reset, behind, green] {
                out.extend_from_slice(part.as_bytes());
            }
            guard.push(out, line);
            out.extend_from_slice(reset.as_bytes());
            out.push(b'\n');
            (begin, behind) = (mark.to_owned(), " ");
        }
        Ok(())
    }
}

/// A `MESSAGE_ID` that is no ID. The text is journalctl's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidMessageId;

impl fmt::Display for InvalidMessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failed to find catalog entry: Invalid argument")
    }
}

impl std::error::Error for InvalidMessageId {}

/// The value of a header, such as `Subject`, in a catalog text.
#[must_use]
pub fn header<'t>(text: &'t [u8], name: &str) -> Option<&'t [u8]> {
    let mut headers = text.split(|&byte| byte == b'\n').take_while(|line| !line.is_empty());
    headers.find_map(|line| value_of(line, name))
}

/// The value in a line that begins with the name of a header.
fn value_of<'t>(line: &'t [u8], name: &str) -> Option<&'t [u8]> {
    line.strip_prefix(name.as_bytes())?.strip_prefix(b":").map(<[u8]>::trim_ascii)
}

fn first<'f>(fields: &[Field<'f>], name: &[u8]) -> Option<&'f [u8]> {
    fields.iter().find(|field| field.name == name).map(|field| field.value)
}

/// Replaces `@NAME@` by the entry's first value of that field; where it has none, by the name.
fn fill_in(text: &[u8], fields: &[Field<'_>]) -> Vec<u8> {
    let mut filled = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = split_at_byte(rest, b'@') {
        filled.extend_from_slice(before);
        let end = behind.iter().position(|byte| !byte.is_ascii_uppercase() && *byte != b'_');
        match end.and_then(|end| behind.split_at_checked(end)) {
            Some((name, [b'@', after @ ..])) if !name.is_empty() => {
                let value = if filled.len() < LONGEST_FILLED { first(fields, name) } else { None };
                let value = value.filter(|value| value.len() <= LONGEST_VALUE);
                filled.extend_from_slice(value.unwrap_or(name));
                rest = after;
            }
            _ => {
                filled.push(b'@');
                rest = behind;
            }
        }
    }
    filled.extend_from_slice(rest);
    filled
}

fn split_at_byte(bytes: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == wanted)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "a596d6fe7bfa4994828e72309e95d61e";

    fn explained(catalog: &Catalog, fields: &[(&str, &str)], languages: &[&str]) -> String {
        let fields: Vec<Field<'_>> = fields
            .iter()
            .map(|(name, value)| Field { name: name.as_bytes(), value: value.as_bytes() })
            .collect();
        let languages: Vec<String> = languages.iter().map(|language| (*language).to_owned()).collect();
        let mut out = Vec::new();
        catalog.explain(&fields, &languages, true, ColourMode::Off, Guard::Off, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn fields_are_filled_in_and_lines_marked() {
        let mut catalog = Catalog::default();
        let text = format!(
            "# a comment\n-- {ID}\nSubject: Test @MESSAGE@ by @_COMM@ and @NOPE@ @@ at @ x\nDefined-By: tester\n\n\nBody line @foo@.\n   indented\n\n"
        );
        catalog.add_source(text.as_bytes(), "");
        let fields = [("MESSAGE_ID", ID), ("MESSAGE", "m"), ("MESSAGE", "second"), ("_COMM", "c")];
        let lines = "░░ Subject: Test m by c and NOPE @@ at @ x\n░░ Defined-By: tester\n░░ \n░░ Body line @foo@.\n░░    indented\n";
        assert_eq!(explained(&catalog, &fields, &[]), lines);
        assert_eq!(explained(&catalog, &[("MESSAGE_ID", &"0".repeat(32))], &[]), "");
        assert_eq!(explained(&catalog, &[("MESSAGE", "m")], &[]), "");
        let bad = [Field { name: b"MESSAGE_ID", value: b"no id" }];
        assert_eq!(
            catalog.explain(&bad, &[], true, ColourMode::Off, Guard::Off, &mut Vec::new()),
            Err(InvalidMessageId)
        );
    }

    #[test]
    fn values_are_not_multiplied_without_end() {
        let value = [b'v'; LONGEST_VALUE];
        let fields = [Field { name: b"A", value: &value }];
        let text = b"@A@".repeat(10_000);
        assert_eq!(fill_in(&text[..300], &fields).len(), 100 * LONGEST_VALUE);
        assert!(fill_in(&text, &fields).len() < 2 * LONGEST_FILLED);
    }

    #[test]
    fn languages_fall_back_to_the_default() {
        let mut catalog = Catalog::default();
        catalog
            .add_source(format!("-- {ID}\nSubject: default\n\n-- {ID} pl\nSubject: polski\n").as_bytes(), "");
        let fields = [("MESSAGE_ID", ID)];
        assert_eq!(explained(&catalog, &fields, &["pl_PL", "pl"]), "░░ Subject: polski\n");
        assert_eq!(explained(&catalog, &fields, &["de_DE", "de"]), "░░ Subject: default\n");
        assert_eq!(catalog.ids().count(), 1);
    }

    #[test]
    fn our_own_texts_are_well_formed() {
        let catalog = Catalog::builtin();
        assert!(catalog.ids().count() >= 20);
        for id in catalog.ids() {
            let text = catalog.find(id, &[]).unwrap();
            assert!(header(text, "Subject").is_some_and(|subject| !subject.is_empty()), "{id}");
            assert_eq!(header(text, "Defined-By"), Some(&b"journalq"[..]), "{id}");
        }
    }
}
