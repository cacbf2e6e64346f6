//! Reads and writes systemd journal files: any bytes in, entries out, no systemd needed.
//!
//! A [`Source`] owns a file's bytes, mapped or in memory. A [`JournalFile`] borrows them; it and the views of objects
//! ([`Entry`], [`DataObject`], [`FieldObject`]) are small, `Copy` and free to make. Nothing is decoded before it is asked
//! for, and what the format indexes is never scanned for:
//!
//! | question | answer | cost |
//! |---|---|---|
//! | all entries, oldest first | [`JournalFile::entries`] | one read an entry |
//! | the entry nearest to a time, sequence number or offset | [`EntryList::bisect`], [`EntryList::seek_offset`] | one bisection |
//! | the entries with `FIELD=value` | [`JournalFile::find_data`], [`JournalFile::entries_of`] | one hash chain |
//! | field names, values of a field | [`JournalFile::fields`], [`JournalFile::values_of`] | one object each |
//!
//! Any bytes can be opened: errors name the object, its offset and the cause ([`FormatError`]), [`Limits`] bound what a file
//! can make us spend, and the walk over entries passes over what is damaged and records it ([`Findings`]).
//!
//! `docs/format.md` in the repository describes the format.
#![deny(unsafe_code, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::as_conversions)]
#![cfg_attr(test, allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::as_conversions))]

pub mod carve;
mod check;
pub mod codec;
pub mod cursor;
mod data;
mod entry;
mod entry_array;
mod error;
mod field;
mod file;
mod findings;
mod hash_table;
mod header;
mod items;
pub mod layout;
mod limits;
mod objects;
mod recovery;
pub mod salvage;
pub mod seal;
mod source;
mod succession;
mod unpack_error;
mod usage;
pub mod verify;
mod walk;
mod window;
pub mod write;

pub use crate::cursor::{Cursor, EntryHead, InvalidCursor};
pub use crate::data::{DataObject, Scratch, split_field};
pub use crate::entry::Entry;
pub use crate::entry_array::{Direction, EntryList};
pub use crate::error::{ErrorClass, FormatError, HeaderCause, ObjectCause, OpenCause, OpenError};
pub use crate::field::{ADDED_FIELDS, FieldObject, Fields, Values};
pub use crate::file::JournalFile;
pub use crate::findings::{Findings, Loss};
pub use crate::header::Header;
pub use crate::items::Items;
pub use crate::layout::id128::Id128;
pub use crate::layout::offset::{DataOffset, EntryArrayOffset, EntryOffset, FieldOffset};
pub use crate::limits::{Limits, UnpackLimits};
pub use crate::objects::Objects;
pub use crate::recovery::Recovery;
pub use crate::source::{FileNumber, Source, is_stream};
pub use crate::succession::Succession;
pub use crate::unpack_error::UnpackError;
pub use crate::usage::{FieldUsage, Share, Usage};
pub use crate::walk::Entries;

/// The examples of the repository's README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
#[derive(Debug)]
pub struct Readme;
