//! For tests of journal readers: what a fast reader is compared with.
//!
//! - [`naive`] reads healthy journal files in the plainest way there is, without hash tables or bisection, and merges
//!   several of them by sorting. What an index answers has to agree with what a walk over everything finds.
//! - [`corrupt`] damages healthy files, each time in one way, and tells which entries the damage leaves.
//! - [`recorded`] runs a program for every recorded command of journalctl and compares what both print.
//! - [`seal`](mod@seal) seals a journal, so that tests can tamper with it.
//! - [`scenario`] makes up the journals of one host, with facts planted in them, and says what was planted.
//! - [`write_in_place`] does to a file what a writer does while others read it.
//!
//! Whoever tests another reader finds damaged variants of any journal in a folder, with a manifest that says what was done
//! and which entries are intact, after
//!
//! ```sh
//! cargo run -p journalq-testkit --example damage -- system.journal damaged --count 64 --seed 1
//! ```
//!
//! and journals of a host to which something has happened, or all of them, after
//!
//! ```sh
//! cargo run -p journalq-testkit --example scenario -- scenarios clock-step
//! ```
//!
//! The crate speaks bytes, paths and plain numbers: its interface has no type of the reader under test. Scenarios are written by
//! the writer of `journalq-file`, which is one of the things under test itself, and knows nothing of what is planted.
#![forbid(unsafe_code)]

pub mod corrupt;
pub mod naive;
mod random;
pub mod recorded;
pub mod scenario;
pub mod seal;
mod writer;

pub use crate::writer::write_in_place;
