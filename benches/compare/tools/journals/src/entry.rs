//! An entry to be written, and how its fields are put together.

use std::fmt::Display;

use journalq_file::write::{JournalWriter, NewEntry, WriteError};
use journalq_file::{EntryOffset, Id128};

/// An entry of a log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Microseconds since the epoch.
    pub realtime_usec: u64,
    /// Microseconds since the boot.
    pub monotonic_usec: u64,
    /// The boot.
    pub boot_id: Id128,
    /// Whether it belongs into the journal of a user.
    pub is_users: bool,
    /// The fields, each as `NAME=value`.
    pub payloads: Vec<Vec<u8>>,
}

impl LogEntry {
    pub(crate) fn add(&mut self, name: &str, value: impl Display) {
        self.payloads.push(format!("{name}={value}").into_bytes());
    }

    pub(crate) fn add_bytes(&mut self, name: &str, value: &[u8]) {
        self.payloads.push([name.as_bytes(), b"=", value].concat());
    }

    /// Appends the entry to a file.
    ///
    /// # Errors
    ///
    /// Those of [`JournalWriter::append`].
    pub fn write(&self, writer: &mut JournalWriter, seqnum: u64) -> Result<EntryOffset, WriteError> {
        let payloads: Vec<&[u8]> = self.payloads.iter().map(Vec::as_slice).collect();
        writer.append(&NewEntry {
            seqnum: Some(seqnum),
            realtime_usec: self.realtime_usec,
            monotonic_usec: self.monotonic_usec,
            boot_id: self.boot_id,
            xor_hash: None,
            payloads: &payloads,
        })
    }
}
