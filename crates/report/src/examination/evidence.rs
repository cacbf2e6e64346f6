//! What is known of each file before any conclusion: where it lay, what identifies it, what its header says.

use std::fmt;

use journalq_file::Id128;

/// A SHA-256 sum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

/// Two hex digits for each byte.
impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A stretch of wall clock time, both ends in microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Its earliest moment.
    pub first_usec: u64,
    /// Its latest one.
    pub last_usec: u64,
}

impl Times {
    /// The shortest stretch with this moment, and with the other stretch if there is one.
    #[must_use]
    pub fn with(times: Option<Self>, usec: u64) -> Self {
        let times = times.unwrap_or(Self { first_usec: usec, last_usec: usec });
        Self { first_usec: times.first_usec.min(usec), last_usec: times.last_usec.max(usec) }
    }

    /// The shortest stretch with both, if there are any.
    #[must_use]
    pub fn joined(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => {
                Some(Self::with(Some(Self::with(Some(one), other.first_usec)), other.last_usec))
            }
            (one, other) => one.or(other),
        }
    }
}

/// An input, or a journal that was packed in one.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its path. Of what was packed the paths of all that it was found in, with `:` between them.
    pub path: String,
    /// What it was packed in: an index into [`Report::files`](super::Report::files).
    pub packed_in: Option<usize>,
    /// Its length in bytes; `None` where not even that could be learnt.
    pub size: Option<u64>,
    /// The SHA-256 sum of its bytes; `None` where they could not be read.
    pub sha256: Option<Sha256>,
    /// The times that the file system has; of what was packed none.
    pub times: FileTimes,
    /// What it is.
    pub content: Content,
}

impl FileReport {
    /// The facts of a journal, if it is one.
    #[must_use]
    pub fn journal(&self) -> Option<&JournalFacts> {
        match &self.content {
            Content::Journal(facts) => Some(facts),
            Content::Packed { .. } | Content::Unreadable(_) => None,
        }
    }
}

/// Times in a file system, in microseconds since the Unix epoch; `None` where there is no telling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileTimes {
    /// When the content was changed last.
    pub modified_usec: Option<i64>,
    /// When name, owner, mode or content were changed last.
    pub changed_usec: Option<i64>,
    /// When the file was created.
    pub created_usec: Option<i64>,
}

/// What an input is.
#[derive(Clone, Debug)]
pub enum Content {
    /// A journal.
    Journal(Box<JournalFacts>),
    /// Something packed, with this many journals in it.
    Packed {
        /// How many.
        journals: u64,
    },
    /// Nothing that could be read as a journal, and why.
    Unreadable(String),
}

/// What is known of a journal file.
#[derive(Clone, Debug)]
pub struct JournalFacts {
    /// What its header says.
    pub header: HeaderFacts,
    /// How many entries could be read, by walking over them.
    pub entries: u64,
    /// When these were written, by the entries themselves; `None` without any.
    pub times: Option<Times>,
    /// How many boots they are of.
    pub boots: u64,
    /// What verifying it came to.
    pub verification: Verification,
    /// What its seals say; `None` for a file that is not sealed.
    pub seals: Option<SealFacts>,
    /// The room that is allocated behind its last object.
    pub free: FreeSpace,
    /// Entries that no index leads to, as salvaging found them; `None` where nothing suggested to look for them.
    pub orphans: Option<u64>,
}

/// What a file's header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFacts {
    /// Random per file.
    pub file_id: Id128,
    /// The host that wrote the file, or received it; may be null.
    pub machine_id: Id128,
    /// The boot of the last entry, or of the last writer.
    pub tail_entry_boot_id: Id128,
    /// The namespace of the sequence numbers.
    pub seqnum_id: Id128,
    /// `offline`, `online`, `archived`, or a number that stands for nothing known.
    pub state: String,
    /// The names of the flags that a reader may ignore; unknown ones by bit.
    pub compatible_flags: Vec<String>,
    /// The names of the flags that a reader has to know.
    pub incompatible_flags: Vec<String>,
    /// Bytes of the header.
    pub header_size: u64,
    /// Bytes allocated behind it.
    pub arena_size: u64,
    /// Which versions of systemd write such a header.
    pub writer: Writer,
    /// What the header counts.
    pub counters: Counters,
    /// Sequence number of the first entry, or 0.
    pub head_entry_seqnum: u64,
    /// Sequence number of the last entry, or 0.
    pub tail_entry_seqnum: u64,
    /// Wall clock times of the first and last entry in microseconds since the Unix epoch, or 0.
    pub head_entry_realtime_usec: u64,
    /// As above.
    pub tail_entry_realtime_usec: u64,
}

/// The versions of systemd that wrote a file, as far as header and flags prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The first version that writes this; `None` where it is older than all that differs.
    pub from: Option<u16>,
    /// The last one; `None` where the present ones write it, too.
    pub to: Option<u16>,
}

/// `v252 to v253`, `v254 or later`, `before v187`
impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "v{from}"),
            (Some(from), Some(to)) => write!(f, "v{from} to v{to}"),
            (Some(from), None) => write!(f, "v{from} or later"),
            (None, Some(to)) => write!(f, "before v{}", to.saturating_add(1)),
            (None, None) => f.write_str("any version"),
        }
    }
}

/// The header's counters of objects; `None` for those that its version does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Objects of all types.
    pub objects: u64,
    /// Entries in the global chain.
    pub entries: u64,
    /// DATA objects.
    pub data: Option<u64>,
    /// FIELD objects.
    pub fields: Option<u64>,
    /// TAG objects: seals.
    pub tags: Option<u64>,
    /// ENTRY_ARRAY objects.
    pub entry_arrays: Option<u64>,
}

/// What verifying a file came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What journalctl would print at the first fault; `None` where there is none. That a key is missing is none.
    pub failure: Option<String>,
    /// How far journalctl would come, in bytes.
    pub failed_at: Option<u64>,
    /// How often each kind of finding was found, those that healthy files have left out; names as `--verify -o json` has them.
    pub findings: Vec<(&'static str, u64)>,
    /// Where verifying ended because the file was being written, in bytes.
    pub verified_to: Option<u64>,
}

/// What the seals of a sealed file say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealFacts {
    /// How many there are.
    pub count: u64,
    /// How many are authentic; `None` without a key.
    pub authentic: Option<u64>,
    /// How many are refuted; `None` without a key.
    pub refuted: Option<u64>,
    /// Up to which time the file is validated, in microseconds since the Unix epoch.
    pub validated_usec: Option<u64>,
    /// How many entries stand behind the last seal; `None` without a key.
    pub unsealed_entries: Option<u64>,
    /// What all that means.
    pub outcome: SealOutcome,
}

/// What the seals of a file mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealOutcome {
    /// There was no key to check them with.
    NotChecked,
    /// They were checked; the name is that of `--verify -o json`.
    Checked(&'static str),
}

impl SealOutcome {
    /// A name in words joined by hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotChecked => "not-checked",
            Self::Checked(name) => name,
        }
    }
}

/// What lies behind a file's last object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FreeSpace {
    /// How many bytes.
    pub bytes: u64,
    /// How many of them are not zero.
    pub nonzero: u64,
}
