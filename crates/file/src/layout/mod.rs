//! What the bytes of a journal file mean: identifiers, flags, on-disk structures, typed offsets, hashes.
//!
//! Nothing here does I/O or allocates. Every structure is built of little-endian, alignment-free integers, so that
//! a reference into the file's bytes *is* the structure; sizes and field offsets are asserted at compile time.
//! `docs/format.md` describes the same tables in prose.

pub mod flags;
pub mod hash;
pub mod header;
pub mod id128;
pub mod object;
pub mod offset;
