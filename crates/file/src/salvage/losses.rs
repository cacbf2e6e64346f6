//! What was lost: the stretches that nothing covers, the fields that entries lack, the sequence numbers that are missing.

use super::judge::{copy_agrees, item_data};
use super::layout::Inferred;
use super::objects::{Object, Proof};
use super::report::{Bounded, ItemLoss, LossReport, LostRange, RangeLoss};
use super::sweep::Found;
use super::{Grade, HeaderState, SalvagedEntry};
use crate::check::size_of_u64;
use crate::layout::object::ObjectHeader;

/// Makes the report on `entries`, of which those without any field are then left out.
pub(super) fn report(inferred: &Inferred<'_>, found: &Found, entries: &mut Vec<SalvagedEntry>) -> LossReport {
    let mut report = LossReport::default();
    let header = inferred.file.header();
    if inferred.identity.header != HeaderState::Lost {
        report.expected = Some(header.n_entries());
    }
    entries.retain(|entry| {
        let has_fields = entry.lost_items < entry.n_items;
        report.without_fields = report.without_fields.saturating_add(u64::from(!has_fields));
        has_fields
    });
    for entry in &*entries {
        report.found.add(entry.grade.index());
        if entry.lost_items > 0 && !matches!(entry.grade, Grade::Embedded { .. }) {
            report.incomplete = report.incomplete.saturating_add(1);
            count_items(inferred, found, entry, &mut report);
        }
    }
    Ranges { inferred, found, report: &mut report }.collect();
    report.missing_seqnums = missing_seqnums(inferred, entries);
    report
}

fn count_items(inferred: &Inferred<'_>, found: &Found, entry: &SalvagedEntry, report: &mut LossReport) {
    let Ok(read) = inferred.file.read_entry(entry.offset) else { return };
    for (offset, copy) in read.stored_items() {
        match item_data(inferred.file, &found.objects, offset, false) {
            Err(loss) => report.lost_items.add(loss.index()),
            Ok(_) if copy_agrees(inferred.file, offset, copy) => {}
            Ok(_) => report.lost_items.add(ItemLoss::OtherData.index()),
        }
    }
}

/// Collects the stretches that no sound object covers.
struct Ranges<'r, 'a> {
    inferred: &'r Inferred<'a>,
    found: &'r Found,
    report: &'r mut LossReport,
}

impl Ranges<'_, '_> {
    fn collect(mut self) {
        let file = self.inferred.file;
        let mut covered =
            if self.inferred.identity.header == HeaderState::Lost { 0 } else { file.header_size() };
        let mut damaged = None;
        let end = self.found.stopped.unwrap_or_else(|| file.len());
        for object in self.found.objects.list() {
            if !is_sound(object) {
                damaged = damaged.or(Some(object.offset));
                continue;
            }
            self.lose(covered, object.offset, damaged.take());
            covered = covered.max(object.end());
        }
        self.lose(covered, self.written_end(covered, end), damaged);
        if let Some(stopped) = self.found.stopped {
            self.add(stopped, file.len(), RangeLoss::NotExamined);
        }
        let tail = file.header().tail_object_offset();
        if tail >= file.len() {
            self.add(file.len(), tail.saturating_add(size_of_u64::<ObjectHeader>()), RangeLoss::BeyondEnd);
        }
    }

    /// Where the zeros behind the last object begin, which are room for more.
    fn written_end(&self, from: u64, end: u64) -> u64 {
        let bytes = self.inferred.file.window().until(end).from(from).unwrap_or_default();
        let written = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |at| at.saturating_add(1));
        from.saturating_add(u64::try_from(written).unwrap_or(u64::MAX))
    }

    /// The stretch from `begin` to `end`, in which a damaged object was found at `damaged`.
    fn lose(&mut self, begin: u64, end: u64, damaged: Option<u64>) {
        let Some(bytes) = end.checked_sub(begin).and_then(|len| self.inferred.file.window().get(begin, len))
        else {
            return;
        };
        let cause = if begin == 0 && self.inferred.identity.header == HeaderState::Lost {
            RangeLoss::Header
        } else if bytes.iter().all(|&byte| byte == 0) {
            RangeLoss::Zeroed
        } else if damaged.is_some() {
            RangeLoss::DamagedObject
        } else {
            RangeLoss::Unreadable
        };
        self.add(begin, end, cause);
    }

    fn add(&mut self, offset: u64, end: u64, cause: RangeLoss) {
        let len = end.saturating_sub(offset);
        if len > 0 {
            self.report.lost_bytes = self.report.lost_bytes.saturating_add(len);
            self.report.lost_ranges.push(LostRange { offset, len, cause });
        }
    }
}

/// Damaged objects do not count, but for an entry that lost some of its fields.
fn is_sound(object: &Object) -> bool {
    match object.proof {
        Proof::Proven | Proof::Plausible => true,
        Proof::Damaged(_) => false,
    }
}

/// The runs of sequence numbers between those of the header, or those found, that no entry has.
fn missing_seqnums(
    inferred: &Inferred<'_>,
    entries: &[SalvagedEntry],
) -> Bounded<std::ops::RangeInclusive<u64>> {
    let mut missing = Bounded::default();
    let lost = inferred.identity.header == HeaderState::Lost;
    let counts = |entry: &&SalvagedEntry| match entry.grade {
        Grade::Intact | Grade::Partial | Grade::Orphan => true,
        Grade::Carved => lost,
        Grade::Embedded { .. } => false,
    };
    let mut seqnums: Vec<u64> = entries.iter().filter(counts).map(|entry| entry.head.seqnum).collect();
    let header = inferred.file.header();
    let (head, tail) = (header.head_entry_seqnum(), header.tail_entry_seqnum());
    // The numbers before the first and behind the last that the header knows.
    seqnums.extend(head.checked_sub(1).filter(|_| head > 0));
    seqnums.extend(tail.checked_add(1).filter(|_| tail > 0));
    seqnums.sort_unstable();
    for pair in seqnums.windows(2) {
        if let [before, behind] = *pair
            && let (Some(first), Some(last)) = (before.checked_add(1), behind.checked_sub(1))
            && first <= last
        {
            missing.push(first..=last);
        }
    }
    missing
}
