//! Entries put together from finished parts, for callers that keep the texts of fields.
//!
//! Most fields of a journal are shared by many entries, and in the modes that list fields their text is the same in each.

use journalq_file::EntryHead;

use crate::renderer::Body;
use crate::{Field, Options, export, verbose};

/// The parts of an entry's text, see [`Renderer::fragments`](crate::Renderer::fragments).
///
/// The head, the fields in stored order and the end, one after the other, are what
/// [`Renderer::render`](crate::Renderer::render) appends. In the `json` modes this holds for entries that repeat no field
/// and have no field whose name starts with two underscores; others have to be rendered whole.
#[derive(Debug)]
pub struct Fragments<'r> {
    pub(crate) options: &'r Options,
    pub(crate) body: &'r mut Body,
}

impl Fragments<'_> {
    /// Tells whether what stands before the fields depends on one of them.
    #[must_use]
    pub const fn head_looks_at_fields(&self) -> bool {
        matches!(self.body, Body::Verbose(_))
    }

    /// Appends what stands before the fields.
    ///
    /// `source_realtime` is the value of the entry's last `_SOURCE_REALTIME_TIMESTAMP`, which only verbose looks at.
    pub fn push_head(&mut self, head: &EntryHead, source_realtime: Option<&[u8]>, out: &mut Vec<u8>) {
        match self.body {
            Body::Verbose(verbose) => verbose.push_head(head, source_realtime, out),
            Body::Export => export::push_head(head, out),
            Body::Json(json) => json.push_head(self.options, head, &[], out),
            Body::Short(_) | Body::Cat => {}
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
            Body::Short(_) | Body::Cat => {}
        }
    }

    /// Appends what stands after the fields.
    pub fn push_end(&self, out: &mut Vec<u8>) {
        match &*self.body {
            Body::Export => export::push_end(out),
            Body::Json(json) => json.push_end(out),
            Body::Verbose(_) | Body::Short(_) | Body::Cat => {}
        }
    }
}
