//! An entry's text in parts, for callers that keep the texts of fields.
//!
//! Most fields of a journal are shared by many entries, and in the modes that list fields their text is the same in each.

use journalq_file::EntryHead;

use crate::renderer::Body;
use crate::{Field, Options, export, verbose};

/// The parts of an entry's text, see [`Renderer::fragments`](crate::Renderer::fragments).
///
/// The head, the fields in stored order and the end, one after the other, are what
/// [`Renderer::render`](crate::Renderer::render) appends. In the modes that make JSON of an entry this holds for entries that
/// repeat no field and have no field whose name starts with two underscores; others have to be rendered whole.
#[derive(Debug)]
pub struct Fragments<'r> {
    pub(crate) options: &'r Options,
    pub(crate) body: &'r mut Body,
}

/// The values of the fields that the head or the end of an entry depends on, of the last one where there are several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked<'a>([Option<&'a [u8]>; 2]);

impl<'a> Looked<'a> {
    /// Looks at a field. `names` are those of [`Fragments::looked_at`]. Tells whether it is one of them.
    pub fn look_at(&mut self, names: &[&[u8]], field: &Field<'a>) -> bool {
        let Some(at) = names.iter().position(|name| *name == field.name) else { return false };
        if let Some(place) = self.0.get_mut(at) {
            *place = Some(field.value);
        }
        true
    }

    pub(crate) fn get(&self, at: usize) -> Option<&'a [u8]> {
        self.0.get(at).copied().flatten()
    }
}

impl Fragments<'_> {
    /// The names of the fields that the head or the end depends on, at most two.
    #[must_use]
    pub fn looked_at(&self) -> &'static [&'static [u8]] {
        match &self.body {
            Body::Verbose(_) => &[verbose::SOURCE_REALTIME],
            Body::Object(object) => object.looked_at(),
            _ => &[],
        }
    }

    /// Tells whether what stands before the fields depends on one of them.
    #[must_use]
    pub const fn head_looks_at_fields(&self) -> bool {
        matches!(self.body, Body::Verbose(_))
    }

    /// Tells whether fields of the same name become one member.
    #[must_use]
    pub const fn joins_names(&self) -> bool {
        matches!(self.body, Body::Json(_) | Body::Object(_))
    }

    /// Appends what stands before the fields.
    pub fn push_head(&mut self, head: &EntryHead, looked: &Looked<'_>, out: &mut Vec<u8>) {
        match self.body {
            Body::Verbose(verbose) => verbose.push_head(head, looked.get(0), out),
            Body::Export => export::push_head(head, out),
            Body::Json(json) => json.push_head(self.options, head, &[], out),
            Body::Object(object) => object.push_head(head, out),
            Body::Short(_) | Body::Cat | Body::Delimited(_) | Body::Template(_) => {}
        }
    }

    /// Appends what a field adds to the entry: nothing if it is not shown.
    ///
    /// The text depends on the field and the options of the renderer alone.
    pub fn push_field(&self, field: &Field<'_>, out: &mut Vec<u8>) {
        match &*self.body {
            Body::Verbose(_) => verbose::push_field(self.options, field, out),
            Body::Export => export::push_field(self.options, field, out),
            Body::Json(json) => json.push_member(self.options, field, out),
            Body::Object(object) => object.push_field(self.options, field, out),
            Body::Short(_) | Body::Cat | Body::Delimited(_) | Body::Template(_) => {}
        }
    }

    /// Appends what stands after the fields.
    pub fn push_end(&self, looked: &Looked<'_>, out: &mut Vec<u8>) {
        match &*self.body {
            Body::Export => export::push_end(out),
            Body::Json(json) => json.push_end(out),
            Body::Object(object) => object.push_end(self.options, looked, out),
            Body::Verbose(_) | Body::Short(_) | Body::Cat | Body::Delimited(_) | Body::Template(_) => {}
        }
    }
}
