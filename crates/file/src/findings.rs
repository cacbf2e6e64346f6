//! What could not be read of a file: how often, why, and the first cases in full.

use crate::codec::CodecError;
use crate::error::{FormatError, ObjectCause};
use crate::layout::object::ObjectType;

/// What was lost, by its cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// An entry whose object cannot be read.
    UnreadableEntry,
    /// An entry that stands out of order.
    OutOfOrder,
    /// An entry that is counted, but that no index leads to.
    Unlinked,
    /// Something behind the end of the file.
    BeyondEnd,
    /// What lies behind a link that leads nowhere.
    BrokenLink,
    /// A field whose object cannot be read.
    UnreadableField,
    /// A field whose payload cannot be decompressed.
    UndecodableField,
    /// A field that is larger than [`Limits`](crate::Limits) allow.
    OversizedField,
    /// An object of another type that cannot be read.
    UnreadableObject,
}

impl Loss {
    /// All causes, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::UnreadableEntry,
        Self::OutOfOrder,
        Self::Unlinked,
        Self::BeyondEnd,
        Self::BrokenLink,
        Self::UnreadableField,
        Self::UndecodableField,
        Self::OversizedField,
        Self::UnreadableObject,
    ];

    /// What an error costs where it is not known otherwise.
    #[must_use]
    pub const fn of(error: &FormatError) -> Self {
        let FormatError::Object { object, cause, .. } = error else { return Self::UnreadableObject };
        match (*object, cause) {
            (_, ObjectCause::OutOfBounds { .. }) => Self::BeyondEnd,
            (ObjectType::ENTRY, ObjectCause::NotForward { .. }) => Self::OutOfOrder,
            (ObjectType::ENTRY, _) => Self::UnreadableEntry,
            (ObjectType::ENTRY_ARRAY, ObjectCause::NoEntry { .. }) => Self::Unlinked,
            (ObjectType::ENTRY_ARRAY, _)
            | (_, ObjectCause::NotForward { .. } | ObjectCause::TooLong { .. } | ObjectCause::NoBuckets) => {
                Self::BrokenLink
            }
            (ObjectType::DATA, ObjectCause::Payload(CodecError::OverLimit)) => Self::OversizedField,
            (ObjectType::DATA, ObjectCause::Payload(_)) => Self::UndecodableField,
            (ObjectType::DATA, _) => Self::UnreadableField,
            _ => Self::UnreadableObject,
        }
    }

    const fn index(self) -> usize {
        match self {
            Self::UnreadableEntry => 0,
            Self::OutOfOrder => 1,
            Self::Unlinked => 2,
            Self::BeyondEnd => 3,
            Self::BrokenLink => 4,
            Self::UnreadableField => 5,
            Self::UndecodableField => 6,
            Self::OversizedField => 7,
            Self::UnreadableObject => 8,
        }
    }
}

/// What of a file could not be read: how often, by cause, and the first cases in full; and what was read all the same,
/// although the index that should lead there is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    counts: [u64; Loss::ALL.len()],
    first: Vec<FormatError>,
    recovered: u64,
    /// What was wrong with the first index that did not lead to what was recovered.
    recovered_from: Option<FormatError>,
}

impl Findings {
    /// How many findings are kept in full.
    const KEPT: usize = 16;

    /// Records one more.
    pub fn record(&mut self, error: FormatError) {
        self.lose(Loss::of(&error), error, 1);
    }

    /// Records that `error` cost so many objects.
    pub fn lose(&mut self, loss: Loss, error: FormatError, count: u64) {
        if count == 0 {
            return;
        }
        if let Some(so_far) = self.counts.get_mut(loss.index()) {
            *so_far = so_far.saturating_add(count);
        }
        if self.first.len() < Self::KEPT {
            self.first.push(error);
        }
    }

    /// Records that so many entries were found elsewhere, to which something that is wrong does not lead.
    pub fn recover(&mut self, error: FormatError, entries: u64) {
        if entries > 0 {
            self.recovered = self.recovered.saturating_add(entries);
            self.recovered_from.get_or_insert(error);
        }
    }

    /// Records these, too.
    pub fn extend(&mut self, errors: impl IntoIterator<Item = FormatError>) {
        errors.into_iter().for_each(|error| self.record(error));
    }

    /// Adds what another walk could not read.
    pub fn append(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
        let room = Self::KEPT.saturating_sub(self.first.len());
        self.first.extend(other.first.iter().take(room));
        self.recovered = self.recovered.saturating_add(other.recovered);
        self.recovered_from = self.recovered_from.or(other.recovered_from);
    }

    /// Forgets what lies beyond the end of the file. In a file that has grown since it was mapped
    /// ([`Source::has_grown`](crate::Source::has_grown)) that is not lost, but was written meanwhile.
    pub fn forget_beyond_end(&mut self) {
        if let Some(count) = self.counts.get_mut(Loss::BeyondEnd.index()) {
            *count = 0;
        }
        self.first.retain(|error| Loss::of(error) != Loss::BeyondEnd);
    }

    /// The number of objects that were lost.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().copied().fold(0, u64::saturating_add)
    }

    /// How many objects were lost by a cause.
    #[must_use]
    pub fn count(&self, loss: Loss) -> u64 {
        self.counts.get(loss.index()).copied().unwrap_or_default()
    }

    /// The first losses, at most 16.
    #[must_use]
    pub fn first(&self) -> &[FormatError] {
        &self.first
    }

    /// Tells whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total() == 0
    }

    /// How many entries were read to which a broken index does not lead, and what is wrong with the first such index.
    #[must_use]
    pub const fn recovered(&self) -> Option<(u64, FormatError)> {
        match self.recovered_from {
            Some(error) => Some((self.recovered, error)),
            None => None,
        }
    }
}
