//! Writes a healthy journal file from a list of entries: for recovered journals, tests and fuzzing.
//!
//! The file is built in memory, object after object in journald's order, and has everything that journald's own
//! would have: both hash tables, deduplicated data, the values of each field, the entry array chains of the file and
//! of every data object with journald's growth, and all counters of the header. Every combination of layout, hash,
//! codecs and header generation can be written. Sealing cannot: a seal made later would vouch for nothing.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `options` | what kind of file is written |
//! | `writer` | entries to objects, and the header |
//! | `arena` | the growing bytes: alignment, object sizes, the bound of the file |
//! | `hash_table` | buckets and chains of data and field objects |
//! | `chain` | chains of entry arrays |
//!
//! # Examples
//!
//! ```
//! use journalq_file::Id128;
//! use journalq_file::write::{JournalWriter, NewEntry, WriteError, WriteOptions};
//!
//! let mut writer = JournalWriter::new(WriteOptions::default())?;
//! writer.append(&NewEntry {
//!     seqnum: None,
//!     realtime_usec: 1_700_000_000_000_000,
//!     monotonic_usec: 1_000_000,
//!     boot_id: Id128([7; 16]),
//!     xor_hash: None,
//!     payloads: &[b"MESSAGE=hello", b"PRIORITY=6"],
//! })?;
//! let journal = writer.finish();
//! assert!(journal.starts_with(b"LPKSHHRH"));
//! # Ok::<(), WriteError>(())
//! ```

mod arena;
mod chain;
mod error;
mod hash_table;
mod options;
mod writer;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

pub use self::error::WriteError;
pub use self::options::{Hash, HeaderSize, Layout, WriteOptions};
pub use self::writer::JournalWriter;
use crate::layout::id128::Id128;

/// An entry to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The sequence number, from 1 and larger than that of the entry before; `None` for the next one.
    pub seqnum: Option<u64>,
    /// Microseconds since the Unix epoch, 1 to 2^55 - 1. May go backward, as in received journals.
    pub realtime_usec: u64,
    /// Microseconds since boot, below 2^55. Going backward within a boot is written, but does not verify.
    pub monotonic_usec: u64,
    /// The boot, never null.
    pub boot_id: Id128,
    /// The hash over all fields; `None` to compute it. An entry that is copied keeps its own, since cursors hold it.
    pub xor_hash: Option<u64>,
    /// The fields, each as `NAME=value`; one that is given twice is stored once.
    pub payloads: &'a [&'a [u8]],
}

/// Writes `journal` to a file that does not exist yet, and syncs it.
///
/// A file that could not be written completely is removed again.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] when there is anything at `path`, which is left alone; and what creating and
/// writing a file may give.
pub fn create_file(path: &Path, journal: &[u8]) -> io::Result<()> {
    create_file_with(path, |file| file.write_all(journal))
}

/// Does the same with what `write` writes, which need not be held.
///
/// # Errors
///
/// Those of [`create_file`], and of `write`.
pub fn create_file_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // Logs are for their owner and its group, as journald has it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    let mut file = options.open(path)?;
    write(&mut file).and_then(|()| file.sync_all()).inspect_err(|_| {
        // The first error is the one to tell; the rest of a file that stays behind is found by its bad header.
        let _ = fs::remove_file(path);
    })
}

#[cfg(test)]
mod tests;
