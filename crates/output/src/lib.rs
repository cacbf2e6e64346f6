//! Journal entries to text: the output modes of `journalctl -o`, byte for byte, and some for other programs.
//!
//! A [`Renderer`] is made of [`Options`] and handed one entry after the other: its head, and its fields as the file holds
//! them. It knows nothing of files and opens none; values are bytes, and any bytes can be rendered.
//!
//! ```
//! use journalq_file::{EntryHead, Id128};
//! use journalq_output::{Field, Mode, Options, Renderer};
//!
//! let head = EntryHead {
//!     seqnum: 1,
//!     seqnum_id: Id128::NULL,
//!     realtime_usec: 1_700_000_000_000_000,
//!     monotonic_usec: 1_000_000,
//!     boot_id: Id128::NULL,
//!     xor_hash: 0,
//! };
//! let fields = [
//!     Field { name: b"SYSLOG_IDENTIFIER", value: b"app" },
//!     Field { name: b"MESSAGE", value: b"line one\nline two" },
//! ];
//! let mut out = Vec::new();
//! Renderer::new(Options::new(Mode::ShortIso)).render(&head, &fields, &mut out)?;
//! let text = "2023-11-14T22:13:20+00:00 app: line one\n                               line two\n";
//! assert_eq!(out, text.as_bytes());
//! # Ok::<(), journalq_output::RenderError>(())
//! ```
//!
//! In the modes that list fields, the text of a field depends on its bytes and the options only. [`Fragments`] hands out
//! the parts of an entry, so that the text of a field can be made once for many entries.
#![forbid(unsafe_code)]

mod cat;
pub mod catalog;
mod colour;
mod composer;
mod delimited;
mod digits;
mod display_time;
mod ecs;
mod ellipsis;
mod export;
mod field;
mod fragments;
mod frame;
mod guard;
mod head_member;
mod json;
mod json_text;
mod link;
mod loader;
mod memo;
mod message;
mod mode;
mod object;
mod options;
mod printable;
mod renderer;
mod same_named;
mod short;
mod size;
mod span;
mod strftime;
mod template;
#[cfg(test)]
mod testing;
mod text;
mod texts;
mod time;
mod timesketch;
mod tint;
mod typed;
mod verbose;
mod wanted;
mod zone;

pub use crate::colour::{Colour, ColourMode};
pub use crate::composer::Composer;
pub use crate::delimited::{Rows, is_column};
pub use crate::ellipsis::cells;
pub use crate::field::Field;
pub use crate::fragments::{Fragments, Looked};
pub use crate::frame::{push_boot_separator, push_cursor_line, push_no_entries};
pub use crate::guard::{Guard, drives_terminals};
pub use crate::json_text::push_json_string;
pub use crate::link::Links;
pub use crate::loader::Loader;
pub use crate::mode::Mode;
pub use crate::options::Options;
pub use crate::printable::is_printable;
pub use crate::renderer::{RenderError, Renderer};
pub use crate::size::Size;
pub use crate::span::{ExactSpan, Span};
pub use crate::template::{Template, TemplateCause, TemplateError};
pub use crate::time::{Clock, TimeStyle};
pub use crate::wanted::Wanted;
pub use crate::zone::zone_from_env;
