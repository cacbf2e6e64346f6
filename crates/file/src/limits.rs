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
    /// The largest file that is read into memory, in bytes, where it cannot be mapped: what comes through a pipe, or is packed.
    pub stream_bytes: u64,
    /// What unpacking may cost, where journals are compressed or in archives.
    pub unpacking: UnpackLimits,
}

/// Bounds on what unpacking may cost, for all packed inputs of a run together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnpackLimits {
    /// The sum of all journals that are held in memory, in bytes.
    pub kept_bytes: u64,
    /// The sum of all that is decompressed, in bytes, whether it is kept or passed over.
    pub unpacked_bytes: u64,
    /// How many bytes a packed byte may become on average, once more than [`FREE_BYTES`](Self::FREE_BYTES) are unpacked.
    pub ratio: u64,
    /// How many members archives may have, whatever they are.
    pub members: u64,
    /// How many archives and layers of compression may lie in one another: a `.tar.gz` is two.
    pub nesting: u32,
    /// The largest window or dictionary of a decoder, in bytes.
    pub window_bytes: u32,
}

impl UnpackLimits {
    /// What may be unpacked whatever it came from, in bytes: small files are mostly empty.
    pub const FREE_BYTES: u64 = 16 << 20;
}

impl Limits {
    const MIB: usize = 1 << 20;
    const GIB: u64 = 1 << 30;

    /// What fits files of unknown origin: 1 MiB a payload, 2 MiB an entry, 32 MiB decompressed in all, 1 GiB through a pipe.
    /// Of packed files 1 GiB is kept and 16 GiB are unpacked, of each packed byte no more than 512.
    ///
    /// The text of an entry may take six times as much as the entry, and it is made in memory.
    #[must_use]
    pub const fn untrusted() -> Self {
        Self {
            payload_bytes: Self::MIB,
            entry_bytes: 2 * Self::MIB,
            run_bytes: 32 << 20,
            chain_links: 1 << 16,
            stream_bytes: Self::GIB,
            unpacking: UnpackLimits {
                kept_bytes: Self::GIB,
                unpacked_bytes: 16 * Self::GIB,
                ratio: 512,
                members: 1 << 18,
                nesting: 6,
                window_bytes: 64 << 20,
            },
        }
    }
}

impl Default for Limits {
    /// What journald itself can write: 768 MiB a field, 770 MiB an entry, 4 GiB a compact file. Of packed files 16 GiB are
    /// kept and 1 TiB is unpacked.
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
            unpacking: UnpackLimits {
                kept_bytes: 16 * Self::GIB,
                unpacked_bytes: 1024 * Self::GIB,
                ratio: u64::MAX,
                members: 1 << 22,
                nesting: 8,
                window_bytes: 128 << 20,
            },
        }
    }
}
