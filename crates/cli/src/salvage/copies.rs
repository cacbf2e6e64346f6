//! Entries of which there are copies in several files: the best one is printed.
//!
//! The merge takes the first of what is the same, which need not be the one that lost least.

use std::collections::HashMap;

use journalq_file::salvage::{Grade, Salvage, SalvagedEntry};
use journalq_file::{EntryHead, Id128};

/// The best of the copies of each entry of which one is not as it was written.
pub(super) struct Copies(HashMap<EntryHead, Rank>);

/// How good a copy is, the least the best: lost fields, whether its hash does not fit the others, whether its series is not
/// known, and its grade.
type Rank = (u32, bool, bool, Grade);

impl Copies {
    pub(super) fn of(salvages: &[Salvage<'_>]) -> Self {
        let entries = || salvages.iter().flat_map(Salvage::entries);
        let mut best: HashMap<EntryHead, Rank> = entries()
            .filter(|entry| entry.grade != Grade::Intact || !entry.agrees)
            .map(|entry| (identity(entry), rank(entry)))
            .collect();
        for entry in entries() {
            if let Some(best) = best.get_mut(&identity(entry)) {
                *best = rank(entry).min(*best);
            }
        }
        Self(best)
    }

    /// Whether no other copy is better.
    pub(super) fn has_no_better(&self, entry: &SalvagedEntry) -> bool {
        self.0.get(&identity(entry)).is_none_or(|best| rank(entry) <= *best)
    }
}

/// What copies have in common. A file that lost its header does not know the series of its numbers, and nothing else tells
/// of a damaged hash.
const fn identity(entry: &SalvagedEntry) -> EntryHead {
    EntryHead { seqnum_id: Id128::NULL, xor_hash: 0, ..entry.head }
}

fn rank(entry: &SalvagedEntry) -> Rank {
    (entry.lost_items, !entry.agrees, entry.head.seqnum_id.is_null(), entry.grade)
}
