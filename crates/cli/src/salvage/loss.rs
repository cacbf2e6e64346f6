//! What of a file was lost, for people and as JSON.

use std::path::{Path, PathBuf};

use journalq_file::layout::hash::HashFunction;
use journalq_file::salvage::{Bounded, Grade, HeaderState, ItemLoss, LossReport, Salvage, SalvagedIdentity};
use journalq_file::{Id128, OpenError};
use journalq_query::discover::describe_cause;
use serde_json::{Value, json};

use super::Find;
use super::healed::Refused;
use crate::carve;

/// What a file was, and what of it was found.
pub(super) struct Loss {
    pub(super) path: PathBuf,
    size: u64,
    /// How many bytes of a carved file were not found in the image; they read as zeros.
    pub(super) not_found: u64,
    pub(super) identity: SalvagedIdentity,
    pub(super) report: LossReport,
    pub(super) refused: Refused,
}

/// All grades. An embedded entry's place does not matter where they are counted.
pub(super) const GRADES: [Grade; 5] =
    [Grade::Intact, Grade::Partial, Grade::Orphan, Grade::Carved, Grade::Embedded { data: 0 }];

impl Loss {
    pub(super) fn of(find: &Find<'_>, salvage: &Salvage<'_>, refused: Refused) -> Self {
        let size = u64::try_from(find.bytes.len()).unwrap_or(u64::MAX);
        let not_found = find.carved.map_or(0, |carved| size.saturating_sub(carve::size(carved)));
        Self {
            path: find.name.clone(),
            size,
            not_found,
            identity: *salvage.identity(),
            report: salvage.report().clone(),
            refused,
        }
    }

    /// The entries found, those within logged values aside.
    pub(super) fn found(&self) -> u64 {
        let embedded = self.report.found.of(Grade::Embedded { data: 0 });
        self.report.found.total().saturating_sub(embedded)
    }

    /// The bytes that were found and are lost all the same.
    pub(super) const fn lost_bytes(&self) -> u64 {
        self.report.lost_bytes.saturating_sub(self.not_found)
    }

    /// Whether nothing is lost, as far as there is telling.
    pub(super) fn is_none(&self) -> bool {
        let report = &self.report;
        self.identity.header == HeaderState::Intact
            && report.expected.is_none_or(|expected| expected <= self.found())
            && report.without_fields == 0
            && report.lost_items.total() == 0
            && report.lost_bytes == 0
            && self.refused.entries == 0
            && self.refused.fields == 0
            // What indexes and numbers say of an entry fits, or else one of them is lost.
            && report.found.of(Grade::Carved) == 0
    }

    fn to_json(&self) -> Value {
        let report = &self.report;
        let found = GRADES.map(|grade| (grade.name().to_owned(), report.found.of(grade).into()));
        let lost_fields =
            ItemLoss::ALL.map(|cause| (loss_word(cause).to_owned(), report.lost_items.of(cause).into()));
        let mut loss = json!({
            "file": self.path.to_string_lossy(),
            "size": self.size,
            "bytes_not_found": self.not_found,
            "header": header_word(self.identity.header),
            "compact": self.identity.compact,
            "hash": self.identity.hash.map(hash_word),
            "file_id": self.identity.file_id.map(hex),
            "machine_id": self.identity.machine_id.map(hex),
            "seqnum_id": self.identity.seqnum_id.map(hex),
            "entries_expected": report.expected,
            "entries_found": Value::Object(found.into_iter().collect()),
            "entries_without_fields": report.without_fields,
            "entries_not_printed": self.refused.entries,
            "fields_not_printed": self.refused.fields,
            "entries_incomplete": report.incomplete,
            "lost_fields": Value::Object(lost_fields.into_iter().collect()),
            "lost_bytes": self.lost_bytes(),
            "lost_ranges": bounded(&report.lost_ranges, |range| json!({
                "offset": range.offset,
                "length": range.len,
                "cause": range.cause.to_string(),
            })),
            "missing_seqnums": bounded(&report.missing_seqnums, |range| json!({
                "first": range.start(),
                "last": range.end(),
            })),
        });
        push_bytes(&mut loss, &self.path);
        loss
    }
}

/// Adds a name that is no text as its bytes, as entries have values that are none.
fn push_bytes(of: &mut Value, path: &Path) {
    if path.to_str().is_none()
        && let Value::Object(of) = of
    {
        of.insert("file_bytes".to_owned(), path.as_os_str().as_encoded_bytes().into());
    }
}

/// The loss report of a run.
pub(super) fn to_json(losses: &[Loss], problems: &[OpenError]) -> Vec<u8> {
    let unread = problems.iter().map(|problem| {
        let mut unread =
            json!({ "file": problem.path.to_string_lossy(), "cause": describe_cause(&problem.cause) });
        push_bytes(&mut unread, &problem.path);
        unread
    });
    let report = json!({
        "files": losses.iter().map(Loss::to_json).collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
    });
    format!("{report:#}\n").into_bytes()
}

fn bounded<T>(values: &Bounded<T>, to_json: impl Fn(&T) -> Value) -> Value {
    json!({ "total": values.total(), "listed": values.first().iter().map(to_json).collect::<Vec<_>>() })
}

pub(super) const fn header_word(header: HeaderState) -> &'static str {
    match header {
        HeaderState::Intact => "intact",
        HeaderState::Damaged => "damaged",
        HeaderState::Lost => "lost",
    }
}

const fn loss_word(cause: ItemLoss) -> &'static str {
    match cause {
        ItemLoss::Zeroed => "zeroed",
        ItemLoss::BeyondEnd => "beyond_end",
        ItemLoss::NoData => "no_data",
        ItemLoss::WrongHash => "wrong_hash",
        ItemLoss::OtherData => "other_data",
        ItemLoss::Undecodable => "undecodable",
        ItemLoss::OverLimit => "over_limit",
    }
}

const fn hash_word(hash: HashFunction) -> &'static str {
    match hash {
        HashFunction::Jenkins => "jenkins",
        HashFunction::Keyed(_) => "keyed",
    }
}

fn hex(id: Id128) -> String {
    id.to_string()
}
