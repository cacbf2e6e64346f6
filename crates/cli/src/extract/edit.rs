//! What is not copied as it is: values that are replaced, and fields that are left out.

use std::borrow::Cow;

use journalq_file::ADDED_FIELDS;
use journalq_output::Field;

use super::chosen::TimesBack;
use crate::stderr::{Level, say};

/// What stands for a value that is not copied.
const REDACTED: &[u8] = b"[redacted]";

/// Changes the fields of entries.
pub(crate) struct Edit<'a> {
    /// The fields whose values are replaced, and how many were.
    redact: Vec<(&'a [u8], u64)>,
    /// Whether these are salvaged entries: fields that a reader added are left out, and wrong times are replaced.
    is_salvage: bool,
}

/// What becomes of a field.
pub(super) enum Edited<'v> {
    Kept(&'v [u8]),
    Changed(&'static [u8]),
    Dropped,
}

impl<'a> Edit<'a> {
    /// Replaces the values of these fields.
    pub(crate) fn redact(names: &'a [Vec<u8>]) -> Self {
        Self { redact: names.iter().map(|name| (name.as_slice(), 0)).collect(), is_salvage: false }
    }

    /// Undoes what was done to salvaged entries for reading them, and replaces times that go back: a bit in them is wrong.
    pub(crate) const fn of_salvaged() -> Self {
        Self { redact: Vec::new(), is_salvage: true }
    }

    pub(super) const fn times_back(&self) -> TimesBack {
        if self.is_salvage { TimesBack::Replace } else { TimesBack::Reorder }
    }

    /// The value to be written for a field.
    pub(super) fn apply<'v>(&mut self, Field { name, value }: Field<'v>) -> Edited<'v> {
        if self.is_salvage && name.starts_with(ADDED_FIELDS) {
            return Edited::Dropped;
        }
        match self.redact.iter_mut().find(|(redact, _)| *redact == name) {
            Some((_, values)) => {
                *values = values.saturating_add(1);
                Edited::Changed(REDACTED)
            }
            None => Edited::Kept(value),
        }
    }

    /// Says what was replaced. A name that no entry has may be a mistake.
    pub(super) fn report(&self, is_quiet: bool) {
        for (name, _) in self.redact.iter().filter(|(_, values)| *values == 0) {
            let name: Cow<'_, str> = String::from_utf8_lossy(name);
            say(Level::Warning, &format!("No entry has the field {name}."));
        }
        let values = self.redact.iter().fold(0_u64, |sum, (_, values)| sum.saturating_add(*values));
        if values > 0 && !is_quiet {
            say(Level::Notice, &format!("Redacted {values} value{}.", if values == 1 { "" } else { "s" }));
        }
    }
}
