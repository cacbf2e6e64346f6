//! The renderer: one of the output modes, and what it remembers between entries.

use std::fmt;
use std::ops::Range;

use journalq_file::EntryHead;

use crate::catalog::InvalidMessageId;
use crate::delimited::Delimited;
use crate::json::Json;
use crate::object::Object;
use crate::short::{self, Short};
use crate::template::Filler;
use crate::verbose::{self, Verbose};
use crate::{ColourMode, Field, Fragments, Looked, Mode, Options, Wanted, cat};

/// Renders entries, one after the other, in the mode and with the options it was made for.
///
/// What is printed for an entry depends on that entry alone, except in `short-delta`, which shows the distance to the
/// entry printed before by the same renderer ([`Mode::is_sequential`]). In the other modes clones can share the work.
#[derive(Clone, Debug)]
pub struct Renderer {
    options: Options,
    body: Body,
}

/// The modes, with what they keep. The others are functions of the entry.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Short(Short),
    Verbose(Verbose),
    Json(Json),
    Object(Object),
    Delimited(Delimited),
    Template(Filler),
    Export,
    Cat,
}

/// Why an entry cannot be rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderError {
    /// `cat` was asked for a field by a name that no entry can have, such as `__CURSOR`. The text is journalctl's.
    InvalidFieldName,
    /// With links: the entry's `MESSAGE_ID` is no ID, so that the catalog cannot name its documentation. It is rendered all
    /// the same.
    InvalidMessageId,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidFieldName => f.write_str("Failed to get data: Invalid argument"),
            Self::InvalidMessageId => InvalidMessageId.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {}

impl Renderer {
    /// Makes a renderer.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let body = match options.mode {
            Mode::Verbose => Body::Verbose(Verbose::new(&options)),
            Mode::Export => Body::Export,
            Mode::Json | Mode::JsonPretty | Mode::JsonSse | Mode::JsonSeq => Body::Json(Json::new(&options)),
            Mode::NdjsonTyped | Mode::Timesketch | Mode::Ecs => Body::Object(Object::new(&options)),
            Mode::Csv | Mode::Tsv => Body::Delimited(Delimited::new(&options)),
            Mode::Template => Body::Template(Filler::new(&options)),
            Mode::Cat => Body::Cat,
            Mode::Short
            | Mode::ShortFull
            | Mode::ShortIso
            | Mode::ShortIsoPrecise
            | Mode::ShortPrecise
            | Mode::ShortMonotonic
            | Mode::ShortDelta
            | Mode::ShortUnix
            | Mode::WithUnit => Body::Short(Short::new(&options)),
        };
        Self { options, body }
    }

    /// The options that the renderer was made with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Tells which fields the renderer looks at.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        let only = |names: &[&[u8]]| names.iter().map(|name| name.to_vec()).collect::<Vec<_>>();
        let output_fields = self.options.output_fields.clone();
        match &self.body {
            Body::Short(_) => Wanted::Only(short::fields(&self.options)),
            Body::Delimited(rows) => Wanted::Only(rows.fields()),
            Body::Template(filler) => Wanted::Only(filler.fields()),
            Body::Cat => {
                let fields = if output_fields.is_empty() { only(&[cat::MESSAGE]) } else { output_fields };
                match fields.as_slice() {
                    _ if self.options.colour != ColourMode::Off => {
                        Wanted::Only([fields, only(&[cat::PRIORITY])].concat())
                    }
                    [name] => Wanted::First(name.clone()),
                    _ => Wanted::Only(fields),
                }
            }
            Body::Verbose(_) | Body::Export | Body::Json(_) | Body::Object(_) if output_fields.is_empty() => {
                Wanted::All
            }
            Body::Verbose(_) => Wanted::Only([output_fields, only(&[verbose::SOURCE_REALTIME])].concat()),
            Body::Object(object) => Wanted::Only([output_fields, only(object.looked_at())].concat()),
            Body::Export | Body::Json(_) => Wanted::Only(output_fields),
        }
    }

    /// Appends the text of an entry to `out`: whole lines, or nothing where the mode has nothing to print for it. In verbose
    /// with colours the end of the last colour follows, at the start of the next line.
    ///
    /// `fields` are the entry's items in stored order, repeated ones and `_BOOT_ID` included.
    ///
    /// # Errors
    ///
    /// [`RenderError::InvalidFieldName`] in mode `cat`, if an output field has a name that no entry can have;
    /// [`RenderError::InvalidMessageId`] in the short family with links, for an entry that is rendered without one.
    pub fn render(
        &mut self,
        head: &EntryHead,
        fields: &[Field<'_>],
        out: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        self.render_with_hit(head, fields, 0..0, out)
    }

    /// Appends the text of an entry as [`Renderer::render`] does, for a search that found something in its message.
    ///
    /// `hit` is where, in bytes of the entry's first `MESSAGE`. The short family and `cat` mark it if they have colours.
    ///
    /// # Errors
    ///
    /// Those of [`Renderer::render`].
    pub fn render_with_hit(
        &mut self,
        head: &EntryHead,
        fields: &[Field<'_>],
        hit: Range<usize>,
        out: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        match &mut self.body {
            Body::Short(short) => return short.render(head, fields, hit, out),
            Body::Json(json) => json.render(&self.options, head, fields, out),
            Body::Object(object) => object.render(&self.options, head, fields, out),
            Body::Delimited(rows) => rows.render(head, fields, out),
            Body::Template(filler) => filler.render(head, fields, out),
            Body::Cat => return cat::render(&self.options, fields, &hit, out),
            Body::Verbose(_) | Body::Export => self.render_list(head, fields, out),
        }
        Ok(())
    }

    /// The line that stands before all entries, if the mode has one: the names of columns.
    #[must_use]
    pub fn heading(&self) -> Option<Vec<u8>> {
        match &self.body {
            Body::Delimited(rows) => Some(rows.heading()),
            _ => None,
        }
    }

    /// Gives access to the parts of entries, in the modes that list fields: verbose, export and those that make JSON. `None`
    /// in the other modes, whose text is no list of fields.
    pub fn fragments(&mut self) -> Option<Fragments<'_>> {
        match self.body {
            Body::Short(_) | Body::Cat | Body::Delimited(_) | Body::Template(_) => None,
            Body::Verbose(_) | Body::Export | Body::Json(_) | Body::Object(_) => {
                Some(Fragments { options: &self.options, body: &mut self.body })
            }
        }
    }

    fn render_list(&mut self, head: &EntryHead, fields: &[Field<'_>], out: &mut Vec<u8>) {
        let Some(mut fragments) = self.fragments() else { return };
        let mut looked = Looked::default();
        for field in fields {
            looked.look_at(fragments.looked_at(), field);
        }
        fragments.push_head(head, &looked, out);
        for field in fields {
            fragments.push_field(field, out);
        }
        fragments.push_end(&looked, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Stored, head, render};

    #[test]
    fn fields_that_are_not_wanted_make_no_difference() {
        let stored: Stored<'_> = &[
            ("_BOOT_ID", b"11111111111111111111111111111111"),
            ("_SOURCE_REALTIME_TIMESTAMP", b"1699999999000000"),
            ("MESSAGE", b"m"),
            ("_SYSTEMD_UNIT", b"u.service"),
            ("_COMM", b"c"),
            ("SYSLOG_PID", b"7"),
            ("FOO", b"1"),
            ("FOO", b"2"),
            ("MESSAGE", b"n"),
        ];
        for mode in Mode::ALL {
            for output_fields in [vec![], vec![b"FOO".to_vec()], vec![b"FOO".to_vec(), b"MESSAGE".to_vec()]] {
                let options = Options { output_fields, ..Options::new(mode) };
                let wanted = Renderer::new(options.clone()).wanted();
                if wanted == Wanted::All {
                    continue;
                }
                let mut kept: Vec<_> =
                    stored.iter().filter(|(name, _)| wanted.includes(name.as_bytes())).copied().collect();
                kept.truncate(wanted.most_fields());
                assert!(kept.len() < stored.len(), "{mode:?}");
                assert_eq!(render(&options, &kept), render(&options, stored), "{mode:?}");
            }
        }
    }

    #[test]
    fn all_fields_are_wanted_where_all_are_listed() {
        for mode in Mode::ALL {
            let lists_all =
                mode == Mode::Verbose || mode == Mode::Export || mode.is_json() || mode.is_object();
            let renderer = Renderer::new(Options::new(mode));
            assert_eq!(renderer.wanted() == Wanted::All, lists_all, "{mode:?}");
        }
    }

    #[test]
    fn only_sequential_modes_remember_entries() {
        let field = Field { name: b"MESSAGE", value: b"m" };
        for mode in Mode::ALL {
            let fresh = Renderer::new(Options::new(mode));
            let mut used = fresh.clone();
            used.render(&head(0), &[field], &mut Vec::new()).unwrap();
            let [mut by_fresh, mut by_used] = [Vec::new(), Vec::new()];
            fresh.clone().render(&head(1), &[field], &mut by_fresh).unwrap();
            used.render(&head(1), &[field], &mut by_used).unwrap();
            assert_eq!(by_fresh != by_used, mode.is_sequential(), "{mode:?}");
        }
    }

    #[test]
    fn output_is_appended() {
        let mut out = b"before\n".to_vec();
        let field = Field { name: b"MESSAGE", value: b"m" };
        Renderer::new(Options::new(Mode::Cat)).render(&head(0), &[field], &mut out).unwrap();
        assert_eq!(out, b"before\nm\n");
    }
}
