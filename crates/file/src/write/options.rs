//! What kind of journal file is written.

use crate::codec::Codec;
use crate::layout::flags::State;
use crate::layout::id128::Id128;

/// How offsets are stored in entry items and entry arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// In 64 bits.
    Regular,
    /// In 32 bits; the file stays below 4 GiB (v252).
    Compact,
}

/// The hash function of DATA and FIELD objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// Jenkins lookup3, the same in every file.
    Jenkins,
    /// SipHash-2-4 keyed by the file ID (v246).
    Keyed,
}

/// The generations of the header, named by the first version that wrote them.
///
/// What a generation does not contain is not written: the first object follows at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderSize {
    /// 208 bytes, up to v186.
    Oldest,
    /// 224 bytes: numbers of data and field objects.
    V187,
    /// 240 bytes: numbers of tags and entry arrays.
    V189,
    /// 256 bytes: depths of the hash chains.
    V246,
    /// 264 bytes: the last entry array.
    V252,
    /// 272 bytes: the last entry, and what the boot ID in the header means.
    V254,
}

impl HeaderSize {
    /// All of them, oldest first.
    pub const ALL: [Self; 6] = [Self::Oldest, Self::V187, Self::V189, Self::V246, Self::V252, Self::V254];

    /// The size in bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Oldest => 208,
            Self::V187 => 224,
            Self::V189 => 240,
            Self::V246 => 256,
            Self::V252 => 264,
            Self::V254 => 272,
        }
    }
}

/// What kind of file is written. The default is what journald 262 writes: compact, keyed, Zstandard.
///
/// The combinations are free, those that no version of journald ever wrote included. The default IDs are the same in
/// every file, so that equal entries give equal bytes; a journal that will lie among others needs its own.
#[derive(Clone, Debug)]
pub struct WriteOptions {
    /// How offsets are stored.
    pub layout: Layout,
    /// The hash function of DATA and FIELD objects.
    pub hash: Hash,
    /// What long payloads are compressed with; see also
    /// [`JournalWriter::set_codec`](super::JournalWriter::set_codec).
    pub codec: Option<Codec>,
    /// The shortest payload, in bytes, that is compressed.
    pub compress_threshold: usize,
    /// Identifies the file, and keys its hash.
    pub file_id: Id128,
    /// The machine that writes; may be null.
    pub machine_id: Id128,
    /// The namespace of the sequence numbers.
    pub seqnum_id: Id128,
    /// What the header tells about the file's writer.
    pub state: State,
    /// The header's generation.
    pub header_size: HeaderSize,
    /// Whether FIELD objects are written, as since v195.
    pub write_fields: bool,
    /// The buckets of the data hash table, 16 bytes each; 0 counts as 1.
    ///
    /// journald takes one for each 576 bytes of the largest size that it lets the file have, at least 2047. As many
    /// as there will be distinct fields are enough.
    pub data_hash_buckets: usize,
    /// The buckets of the field hash table, 16 bytes each; 0 counts as 1. 1023 in journald 262, 333 up to v257.
    pub field_hash_buckets: usize,
    /// The largest size of the file in bytes; compact files have 2^32 - 1 at most, whatever is given here.
    pub max_size: u64,
    /// Takes any payload that is not empty, with an unusual name or without `=` (it then belongs to no field).
    ///
    /// journald never writes such fields; readers have to cope with them.
    pub allow_any_name: bool,
    /// Takes an entry whatever its sequence number, as long as it is not 0.
    ///
    /// journald never writes a number that is not larger than the one before, and no such file verifies; it is for reading what
    /// was found in a damaged one.
    pub allow_any_seqnum: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            layout: Layout::Compact,
            hash: Hash::Keyed,
            codec: Some(Codec::Zstd),
            compress_threshold: 512,
            file_id: Id128([0xf1; 16]),
            machine_id: Id128::NULL,
            seqnum_id: Id128([0xf1; 16]),
            state: State::OFFLINE,
            header_size: HeaderSize::V254,
            write_fields: true,
            data_hash_buckets: 2047,
            field_hash_buckets: 1023,
            max_size: u64::MAX,
            allow_any_name: false,
            allow_any_seqnum: false,
        }
    }
}
