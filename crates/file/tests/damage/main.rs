//! Damaged files: one test for each class of damage to built bytes, with what is damaged and what is expected in its
//! first comment.
//!
//! What holds for all of them: no panic, an end, and every entry that the damage leaves reachable.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod cut;
mod data;
mod entry;
mod entry_arrays;
mod fields;
mod flips;
mod hash_chains;
mod header;
mod limits;
mod live;
mod recovered;
mod sample;
mod zeroed;
