//! Verification: every check of `journalctl --verify`, its verdict, and all findings of a file instead of the first.
//!
//! ```text
//! walk        all objects one behind the other: numbers, order, where to go on behind damage
//! contents    what each of them holds: hashes, payloads, items            (shared among threads)
//! main_chain  the global chain of entry arrays
//! table       the chains of the data hash table                           (shared among threads)
//! links       entries and DATA objects, from both sides                   (shared among threads)
//! values      what journalctl does not look at: fields and their values
//! ```
//!
//! journalctl stops at the first fault, and says which that is. For the walk it is the first of all findings. The references it
//! follows in an order of its own, looking up each of them anew; where they are found to be all right, whatever order would
//! find nothing. Where they are not, `as_journalctl` goes its way, up to the fault that it stops at.

mod as_journalctl;
mod contents;
mod fault;
mod findings;
mod links;
mod list;
#[cfg(test)]
mod live;
mod main_chain;
mod object;
mod offset_set;
mod passes;
mod subject;
mod table;
mod values;
mod verdict;
mod walk;
mod workers;

use std::num::NonZeroUsize;

pub use self::fault::{Detail, Fault, Severity};
pub use self::findings::{Count, Finding, Findings};
pub use self::verdict::{Failure, Line, LineText, Verdict};
use crate::file::JournalFile;
use crate::seal::KeyGenerator;

/// How to verify.
#[derive(Clone, Copy, Debug)]
pub struct VerifyOptions<'k> {
    /// How many threads may work at a time.
    pub threads: NonZeroUsize,
    /// How many findings are kept in full. One of each cause is kept in any case.
    pub findings: usize,
    /// What the seals of sealed files are verified with. Without it journalctl fails a sealed file, whatever is in it.
    pub key: Option<&'k KeyGenerator>,
}

impl Default for VerifyOptions<'_> {
    /// One thread, 4,096 findings, and no key.
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, findings: 4096, key: None }
    }
}

/// The steps in which [`verify`] tells how far it is.
pub const STEPS: u64 = 1 << 16;

/// Verifies a file.
///
/// `progress` is told how many of [`STEPS`] were done since it was told last, from any thread. Costs about as much as reading
/// all of the file once, decompressing and hashing its payloads; memory is at most a small constant factor of the file.
///
/// A file that is being written is verified up to the last entry that it had in the beginning.
#[must_use]
pub fn verify(
    file: &JournalFile<'_>,
    options: &VerifyOptions<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Verdict {
    passes::run(file, options, progress)
}
