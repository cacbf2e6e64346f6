//! Whether a file is as its writer left it: its structure, its seals, and what lies where nothing should.

use std::num::NonZeroUsize;

use journalq_file::layout::flags::CompatibleFlags;
use journalq_file::salvage::{SalvageOptions, salvage};
use journalq_file::seal::{KeyGenerator, SealReport};
use journalq_file::verify::{Finding, Severity, Verdict, VerifyOptions, verify};
use journalq_file::{ErrorClass, JournalFile, Limits};

use super::evidence::{FreeSpace, SealFacts, SealOutcome, Verification};

/// How many findings are kept of each file; all are counted.
const FINDINGS: usize = 64;

/// The kinds of findings that are about seals, whose verdict tells more.
const ABOUT_SEALS: [&str; 10] = [
    "entry-before-tag",
    "older-than-tag",
    "tag-seqnum",
    "epoch-gap",
    "epoch-order",
    "epoch-range",
    "tag-time",
    "too-late",
    "too-early",
    "tag-failed",
];

/// The kinds of findings that tell of content that was changed.
pub(super) const ABOUT_HASHES: [&str; 2] = ["invalid-hash", "item-hash"];

/// Those that journalctl does not look for, and after which there may be entries that no list leads to.
const ABOUT_LISTS: [&str; 3] = ["entry-not-listed", "gap", "behind-tail"];

/// What was found out about the integrity of a file.
#[derive(Clone, Debug)]
pub(super) struct Integrity {
    pub(super) verification: Verification,
    /// The first fault that is neither about hashes nor about seals.
    pub(super) broken: Option<String>,
    pub(super) seals: Option<SealFacts>,
    pub(super) free: FreeSpace,
    pub(super) orphans: Option<u64>,
}

/// Verifies a file on so many threads, and looks at what its lists do not lead to.
pub(super) fn check(
    file: &JournalFile<'_>,
    bytes: &[u8],
    key: Option<&KeyGenerator>,
    threads: NonZeroUsize,
    progress: &(dyn Fn(u64) + Sync),
) -> Integrity {
    let verdict = verify(file, &VerifyOptions { threads, findings: FINDINGS, key }, progress);
    let verification = verification(&verdict);
    let free = if verification.verified_to.is_some() { FreeSpace::default() } else { free(file, bytes) };
    let broken = first_error(&verdict, |kind| !ABOUT_SEALS.contains(&kind) && !ABOUT_HASHES.contains(&kind));
    let is_suspect = broken.is_some()
        || free.nonzero > 0
        || verification.findings.iter().any(|(kind, _)| ABOUT_LISTS.contains(kind));
    let orphans = is_suspect.then(|| orphans(bytes, file.limits()));
    Integrity {
        verification,
        broken: broken.map(describe),
        seals: seals(file, verdict.seals.as_ref()),
        free,
        orphans,
    }
}

fn verification(verdict: &Verdict) -> Verification {
    let first = first_error(verdict, |kind| !ABOUT_SEALS.contains(&kind));
    let position = verdict.failure.filter(|failure| failure.class != ErrorClass::KeyRequired);
    Verification {
        failure: first.map(describe),
        failed_at: first.and_then(|first| Some(position?.position.unwrap_or(first.offset))),
        findings: verdict
            .findings
            .counts()
            .filter(|(_, count)| count.severity > Severity::Note)
            .map(|(kind, count)| (kind, count.count))
            .collect(),
        verified_to: verdict.end,
    }
}

/// The first of the faults that journalctl looks for, of these kinds.
fn first_error(verdict: &Verdict, is_meant: impl Fn(&str) -> bool) -> Option<&Finding> {
    let is_error = |finding: &&Finding| finding.fault.severity() == Severity::Error;
    verdict.findings.iter().filter(is_error).find(|finding| is_meant(finding.fault.kind()))
}

fn describe(finding: &Finding) -> String {
    match finding.object {
        Some(object) => format!("{object} at {:#x}: {}", finding.offset, finding.fault),
        None => format!("header at {:#x}: {}", finding.offset, finding.fault),
    }
}

fn seals(file: &JournalFile<'_>, report: Option<&SealReport>) -> Option<SealFacts> {
    let header = file.header();
    let Some(report) = report else {
        let is_sealed = header.compatible_flags().contains(CompatibleFlags::SEALED);
        return is_sealed.then(|| SealFacts {
            count: header.n_tags().unwrap_or_default(),
            authentic: None,
            refuted: None,
            validated_usec: None,
            unsealed_entries: None,
            outcome: SealOutcome::NotChecked,
        });
    };
    Some(SealFacts {
        count: report.n_seals,
        authentic: Some(report.n_authentic),
        refuted: Some(report.n_refuted),
        validated_usec: report.validated_usec(),
        unsealed_entries: Some(report.unsealed.map_or(0, |entries| entries.count)),
        outcome: SealOutcome::Checked(report.verdict().name()),
    })
}

/// What lies between the last object and the end of the file.
fn free(file: &JournalFile<'_>, bytes: &[u8]) -> FreeSpace {
    let Some(end) = file.end_of_objects().ok().and_then(|end| usize::try_from(end).ok()) else {
        return FreeSpace::default();
    };
    let rest = bytes.get(end..).unwrap_or_default();
    let count = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let nonzero = rest
        .chunks(4096)
        .filter(|chunk| chunk.iter().any(|&byte| byte != 0))
        .map(|chunk| chunk.iter().fold(0_u64, |sum, &byte| sum.saturating_add(u64::from(byte != 0))));
    FreeSpace { bytes: count(rest), nonzero: nonzero.fold(0, u64::saturating_add) }
}

/// How many entries salvaging finds that the lists, as they are in the file, do not lead to.
fn orphans(bytes: &[u8], limits: Limits) -> u64 {
    let Ok(file) = JournalFile::open_damaged(bytes, limits) else { return 0 };
    let mut listed: Vec<u64> = file.entries().map(|entry| entry.offset().get()).collect();
    listed.sort_unstable();
    let salvaged = salvage(bytes, &SalvageOptions { limits, embedded: false });
    let is_orphan = |offset: &u64| listed.binary_search(offset).is_err();
    let found = salvaged.entries().iter().map(|entry| entry.offset.get()).filter(is_orphan).count();
    u64::try_from(found).unwrap_or(u64::MAX)
}
