//! What was found and what was lost: plain values with texts, for whoever tells it.

use std::fmt;
use std::ops::RangeInclusive;

use super::grade::Grade;

/// What a salvage found and what it could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossReport {
    /// The number of entries that the header tells; `None` where the header is lost.
    pub expected: Option<u64>,
    /// The entries found, by grade. Embedded ones are counted here even where they are left out.
    pub found: Counts<{ Grade::COUNT }>,
    /// Entries of which no field could be read; they are not returned.
    pub without_fields: u64,
    /// Fields that entries lack, by cause.
    pub lost_items: Counts<{ ItemLoss::COUNT }>,
    /// How many entries lost them. A damaged one may seem to have had thousands.
    pub incomplete: u64,
    /// Stretches of the file that hold nothing that could be read, in file order.
    pub lost_ranges: Bounded<LostRange>,
    /// Their bytes in all.
    pub lost_bytes: u64,
    /// Runs of sequence numbers between those found that are not there. A file of one writer among several has gaps
    /// from the start; after damage they are where entries are missing.
    pub missing_seqnums: Bounded<RangeInclusive<u64>>,
}

/// Numbers by cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts<const N: usize>([u64; N]);

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        Self([0; N])
    }
}

impl<const N: usize> Counts<N> {
    pub(super) fn add(&mut self, index: usize) {
        if let Some(count) = self.0.get_mut(index) {
            *count = count.saturating_add(1);
        }
    }

    /// The sum over all causes.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().fold(0, |sum, &count| sum.saturating_add(count))
    }
}

impl Counts<{ Grade::COUNT }> {
    /// The number of entries of this grade, wherever an embedded one is embedded.
    #[must_use]
    pub fn of(&self, grade: Grade) -> u64 {
        self.0.get(grade.index()).copied().unwrap_or_default()
    }
}

impl Counts<{ ItemLoss::COUNT }> {
    /// The number of items lost for this cause.
    #[must_use]
    pub fn of(&self, cause: ItemLoss) -> u64 {
        self.0.get(cause.index()).copied().unwrap_or_default()
    }
}

/// The first of many values, and how many there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded<T> {
    total: u64,
    first: Vec<T>,
}

impl<T> Default for Bounded<T> {
    fn default() -> Self {
        Self { total: 0, first: Vec::new() }
    }
}

impl<T> Bounded<T> {
    /// How many are kept.
    pub const KEPT: usize = 4096;

    pub(super) fn push(&mut self, value: T) {
        self.total = self.total.saturating_add(1);
        if self.first.len() < Self::KEPT {
            self.first.push(value);
        }
    }

    /// How many there were.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The first of them, at most [`KEPT`](Self::KEPT).
    #[must_use]
    pub fn first(&self) -> &[T] {
        &self.first
    }
}

/// A stretch of the file that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostRange {
    /// Where it starts, in bytes from the start of the file.
    pub offset: u64,
    /// Its length in bytes.
    pub len: u64,
    /// What is there.
    pub cause: RangeLoss,
}

/// `0x1000 to 0x2000: zeroed`
impl fmt::Display for LostRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x} to {:#x}: {}", self.offset, self.offset.saturating_add(self.len), self.cause)
    }
}

/// Why a stretch of the file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RangeLoss {
    /// The file's header is not there.
    Header,
    /// Zeros, with objects behind them.
    Zeroed,
    /// Bytes that are no objects.
    Unreadable,
    /// An object whose content does not agree with its hash, cannot be decompressed, or is out of bounds.
    DamagedObject,
    /// The header tells of objects there, but the file ends before.
    BeyondEnd,
    /// Bytes that were not looked at: proving them would cost more than the limits allow.
    NotExamined,
}

impl fmt::Display for RangeLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header lost",
            Self::Zeroed => "zeroed",
            Self::Unreadable => "unreadable",
            Self::DamagedObject => "damaged object",
            Self::BeyondEnd => "beyond the end of the file",
            Self::NotExamined => "not examined",
        })
    }
}

/// Why a field of an entry is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemLoss {
    /// The item was zeroed.
    Zeroed,
    /// The item leads out of the file.
    BeyondEnd,
    /// There is no data object where the item leads.
    NoData,
    /// The data object's payload does not agree with its hash.
    WrongHash,
    /// The data object is another one than the item's own copy of the hash says.
    OtherData,
    /// The data object's payload cannot be decompressed.
    Undecodable,
    /// The payload is larger, or proving it would cost more, than the limits allow.
    OverLimit,
}

impl ItemLoss {
    /// All causes.
    pub const ALL: [Self; 7] = [
        Self::Zeroed,
        Self::BeyondEnd,
        Self::NoData,
        Self::WrongHash,
        Self::OtherData,
        Self::Undecodable,
        Self::OverLimit,
    ];

    const COUNT: usize = Self::ALL.len();

    pub(super) const fn index(self) -> usize {
        match self {
            Self::Zeroed => 0,
            Self::BeyondEnd => 1,
            Self::NoData => 2,
            Self::WrongHash => 3,
            Self::OtherData => 4,
            Self::Undecodable => 5,
            Self::OverLimit => 6,
        }
    }
}

impl fmt::Display for ItemLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zeroed => "zeroed item",
            Self::BeyondEnd => "beyond the end of the file",
            Self::NoData => "no data object",
            Self::WrongHash => "payload does not agree with its hash",
            Self::OtherData => "another data object",
            Self::Undecodable => "payload cannot be decompressed",
            Self::OverLimit => "over the limits",
        })
    }
}
