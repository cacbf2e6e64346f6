//! For tests of journal readers: what a fast reader is compared with.
//!
//! - [`naive`] reads healthy journal files in the plainest way there is, without hash tables or bisection, and merges
//!   several of them by sorting. What an index answers has to agree with what a walk over everything finds.
//! - [`corrupt`] damages healthy files, each time in one way, and tells which entries the damage leaves.
//! - [`recorded`] runs a program for every recorded command of journalctl and compares what both print.
//! - [`seal`](mod@seal) seals a journal, so that tests can tamper with it.
//! - [`write_in_place`] does to a file what a writer does while others read it.
//!
//! Whoever tests another reader finds damaged variants of any journal in a folder, with a manifest that says what was done
//! and which entries are intact, after
//!
//! ```sh
//! cargo run -p journalq-testkit --example damage -- system.journal damaged --count 64 --seed 1
//! ```
//!
//! The crate speaks bytes, paths and plain numbers: it knows no type of the reader under test.
#![forbid(unsafe_code)]

pub mod corrupt;
pub mod naive;
pub mod recorded;
pub mod seal;
mod writer;

pub use crate::writer::write_in_place;
