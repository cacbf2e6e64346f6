//! Verifying files that our writer made, whole and damaged.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

#[path = "../common/mod.rs"]
mod common;

use std::num::NonZeroUsize;

use journalq_file::verify::{Finding, Severity, Verdict, VerifyOptions, verify};
use journalq_file::{JournalFile, Limits};
use journalq_testkit::corrupt::{Class, Corrupter, intact_entries};
use proptest::prelude::*;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/demo/system.journal");

fn judge(bytes: &[u8], threads: usize) -> Verdict {
    let file = JournalFile::open_damaged(bytes, Limits::default()).unwrap();
    let options = VerifyOptions { threads: NonZeroUsize::new(threads).unwrap(), ..VerifyOptions::default() };
    verify(&file, &options, &|_| {})
}

/// What is worth being told.
fn faults(verdict: &Verdict) -> Vec<Finding> {
    verdict.findings.iter().filter(|finding| finding.fault.severity() > Severity::Note).copied().collect()
}

/// Lost entries never go unnoticed, no damage stops the verification, and the number of threads decides nothing.
#[test]
fn every_kind_of_damage_is_found() {
    let demo = std::fs::read(DEMO).unwrap();
    let corrupter = Corrupter::new(&demo).unwrap();
    let all = intact_entries(corrupter.journal(), &[]).len();
    let mut judged = 0;
    for (class, seed) in Class::ALL.iter().flat_map(|class| (0..6).map(move |seed| (*class, seed))) {
        let Some(damaged) = corrupter.damage(class, seed) else { continue };
        let Ok(file) = JournalFile::open_damaged(&damaged.bytes, Limits::default()) else { continue };
        let verdict = judge(&damaged.bytes, 1);
        let intact = intact_entries(corrupter.journal(), &damaged.touched).len();
        if intact < all && file.len() > 0 {
            assert!(!faults(&verdict).is_empty(), "{class} {seed}: {}", damaged.description);
        }
        // What journalctl stops at is among the findings.
        if let Some(finding) = verdict.failure.and_then(|failure| failure.finding) {
            let kind = finding.fault.kind();
            assert!(
                verdict.findings.iter().any(|found| *found == finding || found.fault.kind() == kind),
                "{class} {seed}: {finding:?}"
            );
        }
        let again = judge(&damaged.bytes, 3);
        assert_eq!(verdict.failure, again.failure, "{class} {seed}");
        assert_eq!(faults(&verdict), faults(&again), "{class} {seed}");
        judged += 1;
    }
    assert!(judged > 70, "{judged}");
}

/// Any single bit of a small file.
#[test]
fn single_bits_never_stop_it() {
    let demo = std::fs::read(DEMO).unwrap();
    let mut damaged = demo.clone();
    for at in (272..demo.len()).step_by(2311) {
        damaged[at] ^= 1 << (at % 8);
        let verdict = judge(&damaged, 2);
        if verdict.failure.is_some() {
            assert!(!faults(&verdict).is_empty(), "{at}");
        }
        damaged[at] = demo[at];
    }
    assert!(judge(&damaged, 2).failure.is_none());
}

#[test]
fn progress_comes_to_its_end() {
    use std::sync::atomic::{AtomicU64, Ordering};

    let demo = std::fs::read(DEMO).unwrap();
    let done = AtomicU64::new(0);
    let file = JournalFile::open(&demo).unwrap();
    let verdict = verify(&file, &VerifyOptions::default(), &|steps| {
        done.fetch_add(steps, Ordering::Relaxed);
    });
    assert!(verdict.failure.is_none());
    assert_eq!(verdict.n_entries, 400);
    let done = done.into_inner();
    assert!(done <= journalq_file::verify::STEPS, "{done}");
    assert!(done >= journalq_file::verify::STEPS / 2, "{done}");
}

/// The number of findings that are kept is bounded, not what is counted, and of each kind there is one.
#[test]
fn findings_are_bounded() {
    let mut demo = std::fs::read(DEMO).unwrap();
    demo[100_000..300_000].fill(0xff);
    let file = JournalFile::open_damaged(&demo, Limits::default()).unwrap();
    let all = verify(&file, &VerifyOptions { findings: usize::MAX, ..VerifyOptions::default() }, &|_| {});
    let few = verify(&file, &VerifyOptions { findings: 3, ..VerifyOptions::default() }, &|_| {});
    assert_eq!(all.findings.total(), all.findings.iter().count() as u64);
    assert_eq!(few.findings.total(), all.findings.total());
    assert_eq!(few.failure, all.failure);
    let kinds = all.findings.counts().count();
    assert!(few.findings.iter().count() <= 3 + kinds, "{kinds}");
    for (kind, count) in few.findings.counts() {
        assert!(count.count > 0);
        assert!(few.findings.iter().any(|finding| finding.fault.kind() == kind), "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever our writer writes has no fault.
    #[test]
    fn what_the_writer_writes_is_without_fault(journal in common::journal(), threads in 1..4_usize) {
        let verdict = judge(&journal, threads);
        prop_assert_eq!(verdict.failure, None);
        prop_assert_eq!(faults(&verdict), vec![]);
    }

    /// Bytes that were changed at random never stop it.
    #[test]
    fn random_bytes_never_stop_it(
        mut journal in common::journal(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u64>()), 1..6),
    ) {
        for (at, value) in changes {
            let at = at.index(journal.len() / 8) * 8;
            if let Some(word) = journal.get_mut(at..at + 8) {
                word.copy_from_slice(&value.to_le_bytes());
            }
        }
        if let Ok(file) = JournalFile::open_damaged(&journal, Limits::untrusted()) {
            let verdict = verify(&file, &VerifyOptions::default(), &|_| {});
            let again = verify(
                &file,
                &VerifyOptions { threads: NonZeroUsize::new(2).unwrap(), ..VerifyOptions::default() },
                &|_| {},
            );
            prop_assert_eq!(verdict.failure, again.failure);
        }
    }
}
