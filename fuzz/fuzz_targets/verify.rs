//! Any bytes, verified: ends, and says of a file that passes nothing that contradicts it.
#![no_main]

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use journalq_file::verify::{STEPS, Severity, VerifyOptions, verify};
use journalq_file::{JournalFile, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let opened =
        [JournalFile::open_with, JournalFile::open_damaged].map(|open| open(bytes, Limits::untrusted()));
    for file in opened.into_iter().flatten() {
        let steps = AtomicU64::new(0);
        let progress = |done| {
            steps.fetch_add(done, Ordering::Relaxed);
        };
        let options = VerifyOptions { findings: 100, ..VerifyOptions::default() };
        let verdict = verify(&file, &options, &progress);
        assert!(steps.into_inner() <= STEPS, "no more than all was done");
        assert!(verdict.findings.iter().count() as u64 <= verdict.findings.total());
        // A file with seals needs a key; that is no finding.
        if let Some(failure) = verdict.failure.as_ref().filter(|failure| failure.finding.is_some()) {
            assert!(verdict.findings.total_from(Severity::Error) > 0, "a failure is a finding");
            assert!(failure.lines().len() <= 2);
        }
        let three = VerifyOptions { threads: NonZeroUsize::new(3).expect("not zero"), ..options };
        assert_eq!(verify(&file, &three, &|_| ()).findings.total(), verdict.findings.total());
    }
});
