//! What an entry says, without where and how it is stored: for comparing entries of different files and readers.

use super::{Entry, Journal};

/// The content of an entry.
///
/// Two readers that read the same entry from different copies of a file get equal contents, wherever the objects lie
/// and whatever their order is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Content {
    /// The sequence number.
    pub seqnum: u64,
    /// Microseconds since the Unix epoch.
    pub realtime: u64,
    /// Microseconds since boot.
    pub monotonic: u64,
    /// The boot.
    pub boot_id: [u8; 16],
    /// The fields as `NAME=value`, decompressed, sorted, each once.
    pub payloads: Vec<Vec<u8>>,
}

impl Journal {
    /// Returns what an entry of this file says.
    #[must_use]
    pub fn content(&self, entry: &Entry) -> Content {
        let mut payloads: Vec<Vec<u8>> = self.payloads(entry).into_iter().map(<[u8]>::to_vec).collect();
        payloads.sort();
        payloads.dedup();
        let Entry { seqnum, realtime, monotonic, boot_id, .. } = *entry;
        Content { seqnum, realtime, monotonic, boot_id, payloads }
    }
}
