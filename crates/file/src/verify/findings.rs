//! The findings of a file: the first ones in full, all of them counted by cause.

use std::collections::BTreeMap;

use super::fault::{Fault, Severity};
use crate::layout::object::ObjectType;

/// Something that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The type of the object that it is about; `None` for the header.
    pub object: Option<ObjectType>,
    /// The offset of that object, or of a field of the header, in bytes from the start of the file. Where journalctl says
    /// 0 for something that has no place, it is 0, too.
    pub offset: u64,
    /// What is wrong.
    pub fault: Fault,
}

impl Finding {
    /// About an object.
    pub(super) const fn at(object: ObjectType, offset: u64, fault: Fault) -> Self {
        Self { object: Some(object), offset, fault }
    }

    /// About the header, or the field that is there.
    pub(super) const fn of_header(offset: u64, fault: Fault) -> Self {
        Self { object: None, offset, fault }
    }
}

/// How often there is a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How much the cause weighs.
    pub severity: Severity,
    /// How often it was found.
    pub count: u64,
}

/// When the walk comes to a finding: where it stands then, and how far it is with what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub(super) u64, pub(super) Stage);

/// What is done one after the other with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Loading,
    Contents,
    Order,
    /// Behind the walk.
    Later,
}

/// Findings with the moment at which a walk through the file would come to each.
#[derive(Clone, Debug)]
pub struct Findings {
    limit: usize,
    kept: Vec<(Moment, Finding)>,
    counts: BTreeMap<&'static str, Count>,
}

impl Findings {
    pub(super) const fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), counts: BTreeMap::new() }
    }

    /// The findings that were kept, in the order of their places in the file, behind them those that have none.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.kept.iter().map(|(_, finding)| finding)
    }

    /// The number of all findings, kept or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().map(|count| count.count).fold(0, u64::saturating_add)
    }

    /// The number of findings that weigh as much as that, or more.
    #[must_use]
    pub fn total_from(&self, severity: Severity) -> u64 {
        let counts = self.counts.values().filter(|count| count.severity >= severity);
        counts.map(|count| count.count).fold(0, u64::saturating_add)
    }

    /// How often each cause was found, by the name of the cause.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, Count)> {
        self.counts.iter().map(|(kind, count)| (*kind, *count))
    }

    pub(super) fn add(&mut self, moment: Moment, finding: Finding) {
        let fault = finding.fault;
        let count = self.counts.entry(fault.kind()).or_insert(Count { severity: fault.severity(), count: 0 });
        count.count = count.count.saturating_add(1);
        // One of each cause is kept, however late it comes.
        if self.kept.len() < self.limit || count.count == 1 {
            self.kept.push((moment, finding));
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        for (kind, other) in other.counts {
            let count = self.counts.entry(kind).or_insert(Count { count: 0, ..other });
            count.count = count.count.saturating_add(other.count);
        }
        self.kept.extend(other.kept);
    }

    /// Puts the findings in order, and leaves out what are too many.
    pub(super) fn sort(&mut self) {
        self.kept.sort_by_key(|(moment, _)| *moment);
        let mut seen = Vec::new();
        let mut room = self.limit;
        self.kept.retain(|(_, finding)| {
            let is_kept = room > 0 || !seen.contains(&finding.fault.kind());
            if is_kept {
                room = room.saturating_sub(1);
                seen.push(finding.fault.kind());
                seen.sort_unstable();
                seen.dedup();
            }
            is_kept
        });
    }

    /// The first of those that journalctl would stop at, and the moment.
    pub(super) fn first_error(&self) -> Option<(Moment, Finding)> {
        self.kept
            .iter()
            .filter(|(_, finding)| finding.fault.severity() == Severity::Error)
            .copied()
            .min_by_key(|(moment, _)| *moment)
    }
}
