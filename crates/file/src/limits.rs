//! How much a file may make us spend.

/// Bounds on what reading one file may cost, whatever its bytes say.
///
/// What is not said here is bounded by the size of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest decompressed payload, in bytes. A larger one counts as unreadable; its entry is kept.
    pub payload_bytes: usize,
    /// The sum of the payloads of one entry, in bytes, decompressed. Fields beyond it count as unreadable.
    pub entry_bytes: usize,
    /// The sum of all payloads that are decompressed for printing, in bytes, per worker. Fields beyond it count as unreadable.
    pub run_bytes: u64,
    /// The longest chain of objects with the same hash bucket, or of entry arrays, that is followed.
    pub chain_links: u64,
    /// The largest file that is read into memory, in bytes, where it cannot be mapped: what comes through a pipe.
    pub stream_bytes: u64,
}

impl Limits {
    const MIB: usize = 1 << 20;
    const GIB: u64 = 1 << 30;

    /// What fits files of unknown origin: 1 MiB a payload, 2 MiB an entry, 64 MiB decompressed in all, 1 GiB through a pipe.
    ///
    /// The text of an entry may take six times as much as the entry, and it is made in memory.
    #[must_use]
    pub const fn untrusted() -> Self {
        Self {
            payload_bytes: Self::MIB,
            entry_bytes: 2 * Self::MIB,
            run_bytes: 64 << 20,
            chain_links: 1 << 16,
            stream_bytes: Self::GIB,
        }
    }
}

impl Default for Limits {
    /// What journald itself can write: 768 MiB a field, 770 MiB an entry, 4 GiB a compact file.
    ///
    /// Writers rotate when a hash chain gets deeper than 100, and entry arrays grow geometrically, so that no real
    /// chain comes near the limit.
    fn default() -> Self {
        Self {
            payload_bytes: 768 * Self::MIB,
            entry_bytes: 770 * Self::MIB,
            run_bytes: u64::MAX,
            chain_links: 1 << 16,
            stream_bytes: 4 * Self::GIB,
        }
    }
}
