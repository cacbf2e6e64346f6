//! The files of a series, put together, and what their entries tell.

use std::collections::BTreeMap;

use journalq_file::Id128;

use super::capped::Capped;
use super::numbers::Numbers;
use super::series::{Member, Series};

/// How many series, and how many files of each, are listed.
pub(super) const SERIES: usize = 1024;
const MEMBERS: usize = 4096;

/// The files of a series.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) seqnum_id: Id128,
    pub(super) machine_id: Id128,
    /// By their first numbers.
    pub(super) members: Vec<Member>,
    pub(super) numbers: Numbers,
}

impl Group {
    /// The chain that has the most entries: the system's, mostly.
    pub(super) fn main_chain(&self) -> &str {
        let mut entries: BTreeMap<&str, u64> = BTreeMap::new();
        for member in &self.members {
            let sum = entries.entry(&member.chain).or_default();
            *sum = sum.saturating_add(member.entries);
        }
        entries.into_iter().max_by_key(|(_, entries)| *entries).map_or("", |(chain, _)| chain)
    }

    /// As it is reported.
    pub(super) fn series(&self) -> Series {
        let Numbers { numbers, repeated, range, times, gaps, missing, .. } = &self.numbers;
        let mut members = Capped::from(self.members.clone());
        members.truncate(MEMBERS);
        Series {
            machine_id: self.machine_id,
            seqnum_id: self.seqnum_id,
            members,
            numbers: *numbers,
            repeated: *repeated,
            range: *range,
            times: *times,
            gaps: Capped {
                items: gaps.items.iter().map(|gap| gap.missing.clone()).collect(),
                more: gaps.more,
            },
            missing: *missing,
        }
    }
}
