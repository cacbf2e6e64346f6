//! The passes in their order, and what their findings come to.

use std::ops::Range;

use super::as_journalctl::{self, Stop};
use super::contents::Contents;
use super::fault::{Fault, Severity};
use super::findings::{Finding, Findings, Moment, Stage};
use super::links::{Known, Linker};
use super::main_chain;
use super::offset_set::OffsetSet;
use super::subject::{HeaderCopy, Subject};
use super::table::{self, Found};
use super::values;
use super::verdict::{Failure, Verdict};
use super::walk::{self, Objects, Walked};
use super::workers::{Meter, for_each, pieces};
use super::{STEPS, VerifyOptions};
use crate::error::ErrorClass;
use crate::file::JournalFile;
use crate::layout::flags::CompatibleFlags;
use crate::layout::object::ObjectType;

/// Buckets that are followed at a time.
const BUCKETS: u64 = 1 << 12;

/// Entries after which progress is told.
const ENTRIES: u64 = 1 << 10;

/// The part of the steps that the contents take.
const STEPS_FOR_CONTENTS: u64 = STEPS / 3 * 2;

pub(super) fn run(
    file: &JournalFile<'_>,
    options: &VerifyOptions<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Verdict {
    let subject = Subject::new(*file);
    let verdict = Passes { subject, options, progress }.run();
    // A file that changed meanwhile was seen at several moments.
    let changed = !HeaderCopy::of(file).agrees_with(&subject.copy);
    if verdict.findings.total_from(Severity::Warning) == 0 || !changed {
        return verdict;
    }
    judge_up_to_last_entry(subject, options)
}

/// Verifies a file that is being written as far as it was complete when its header was read.
pub(super) fn judge_up_to_last_entry(subject: Subject<'_>, options: &VerifyOptions<'_>) -> Verdict {
    let subject = subject.up_to_last_entry();
    Passes { subject, options, progress: &|_| {} }.run()
}

struct Passes<'o, 'a> {
    subject: Subject<'a>,
    options: &'o VerifyOptions<'o>,
    progress: &'o (dyn Fn(u64) + Sync),
}

impl Passes<'_, '_> {
    fn run(&self) -> Verdict {
        let mut findings = self.header();
        let walked = walk::walk(&self.subject, self.options.key, &mut findings);
        self.contents(&walked.runs, &mut findings);
        findings.sort();
        let (references, second, n_entries) = self.references(&walked);
        let failure = self.failure(&findings, second);
        findings.append(references);
        findings.append(values::check(&self.subject, &walked.objects, self.options.findings));
        findings.sort();
        let end = (!self.subject.is_whole()).then_some(self.subject.horizon);
        Verdict { failure, findings, end, n_entries, seals: walked.seals }
    }

    /// What of the header no reader looks at.
    fn header(&self) -> Findings {
        let mut findings = Findings::new(self.options.findings);
        let known = CompatibleFlags::SEALED.0
            | CompatibleFlags::TAIL_ENTRY_BOOT_ID.0
            | CompatibleFlags::SEALED_CONTINUOUS.0;
        if self.subject.header().compatible_flags().0 & !known != 0 {
            findings.add(Moment(0, Stage::Loading), Finding::of_header(0, Fault::UnknownExtensions));
        }
        let reserved = (17_u64..).zip(self.subject.copy.bytes(17..24)).find(|(_, byte)| **byte != 0);
        if let Some((offset, _)) = reserved {
            findings.add(Moment(0, Stage::Loading), Finding::of_header(offset, Fault::HeaderReserved));
        }
        findings
    }

    fn contents(&self, runs: &[Range<u64>], findings: &mut Findings) {
        let bytes = runs.iter().map(|run| run.end.saturating_sub(run.start)).fold(0, u64::saturating_add);
        let meter = Meter::new(self.progress, STEPS_FOR_CONTENTS, bytes);
        let flags = self.subject.header().incompatible_flags();
        let make = || (Contents::new(self.subject.file, flags), Findings::new(self.options.findings));
        let workers = for_each(self.options.threads, runs, make, |(contents, findings), run| {
            self.check_run(run, contents, findings);
            meter.add(run.end.saturating_sub(run.start));
        });
        workers.into_iter().for_each(|(_, found)| findings.append(found));
    }

    fn check_run<'a>(&self, run: &Range<u64>, contents: &mut Contents<'a>, findings: &mut Findings)
    where
        Self: 'a,
    {
        let mut at = run.start;
        while at < run.end {
            let Ok(object) = contents.load(at) else { return };
            let (object_type, moment) = (object.object_type, Moment(at, Stage::Contents));
            contents.check(&object, &mut |fault| findings.add(moment, Finding::at(object_type, at, fault)));
            at = object.end();
        }
    }

    /// Follows the references. Returns all that is wrong with them, what journalctl stops at, and how many entries there are.
    fn references(&self, walked: &Walked) -> (Findings, Option<Stop>, u64) {
        let (subject, objects) = (&self.subject, &walked.objects);
        let mut findings = Findings::new(self.options.findings);
        let chain = main_chain::read(subject, objects, &mut findings);
        let found = Found::new(subject);
        let listed = self.table(objects, &found, &mut findings);
        let known = Known { subject, objects, found: &found, entries: &chain.entries };
        if self.fitting_links(known) != Some(listed) {
            let (taken, met) = (OffsetSet::new(subject.file.len()), OffsetSet::new(subject.file.len()));
            findings
                .append(Linker::careful(known, Findings::new(self.options.findings), &taken, &met).judge());
        }
        note_unlisted(known, &mut findings);
        let has_errors = findings.total_from(Severity::Error) > 0;
        let stop = if has_errors && subject.is_whole() { as_journalctl::first_fault(known) } else { None };
        (findings, stop, subject.header().n_entries())
    }

    /// Follows the chains of the data hash table. Returns how many items all lists have.
    fn table(&self, objects: &Objects, found: &Found, findings: &mut Findings) -> u64 {
        let ranges = pieces(table::buckets(&self.subject), BUCKETS);
        let make = || (0_u64, Findings::new(self.options.findings));
        let workers = for_each(self.options.threads, &ranges, make, |(listed, findings), range| {
            let more = table::follow(&self.subject, objects, range.clone(), found, findings);
            *listed = listed.saturating_add(more);
        });
        let mut listed: u64 = 0;
        for (more, found) in workers {
            listed = listed.saturating_add(more);
            findings.append(found);
        }
        listed
    }

    /// How many links there are; `None` where one of them does not fit.
    fn fitting_links(&self, known: Known<'_, '_>) -> Option<u64> {
        let entries = u64::try_from(known.entries.len()).unwrap_or(u64::MAX);
        let meter = Meter::new(self.progress, STEPS.saturating_sub(STEPS_FOR_CONTENTS), entries);
        let threads = u64::try_from(self.options.threads.get()).unwrap_or(u64::MAX);
        let stretches = pieces(entries, entries.div_ceil(threads).max(1));
        let workers = for_each(
            self.options.threads,
            &stretches,
            || Some(0_u64),
            |sum, stretch| {
                let entries = usize::try_from(stretch.start).ok().zip(usize::try_from(stretch.end).ok());
                let entries =
                    entries.and_then(|(start, end)| known.entries.get(start..end)).unwrap_or_default();
                let begin = if stretch.start == 0 { 0 } else { entries.first().copied().unwrap_or_default() };
                let mut walked: u64 = 0;
                let fitting = Linker::quick(known, begin).fit(entries, || {
                    walked = walked.saturating_add(1);
                    if walked.is_multiple_of(ENTRIES) {
                        meter.add(ENTRIES);
                    }
                });
                *sum = sum.zip(fitting).and_then(|(sum, fitting)| sum.checked_add(fitting));
            },
        );
        workers.into_iter().try_fold(0_u64, |sum, fitting| sum.checked_add(fitting?))
    }

    /// Why journalctl fails the file.
    fn failure(&self, first: &Findings, second: Option<Stop>) -> Option<Failure> {
        let tail = self.subject.header().tail_object_offset();
        if self.subject.is_sealed() && self.options.key.is_none() {
            return Some(Failure { class: ErrorClass::KeyRequired, position: None, finding: None });
        }
        let (position, finding) = match (first.first_error(), second) {
            (Some((Moment(at, Stage::Later), finding)), _) => (at.min(tail), Some(finding)),
            (Some((Moment(at, _), finding)), _) => (at, Some(finding)),
            (None, Some(Stop::At(finding))) => (tail, Some(finding)),
            (None, Some(Stop::TooLong)) => (tail, None),
            (None, None) => return None,
        };
        let class = finding.map_or(ErrorClass::BadMessage, |finding| finding.fault.class());
        Some(Failure { class, position: Some(position), finding })
    }
}

/// Notes what is there, but neither in the global chain nor in a bucket.
fn note_unlisted(known: Known<'_, '_>, findings: &mut Findings) {
    let mut note = |object, offset, fault| {
        findings.add(Moment(offset, Stage::Later), Finding::at(object, offset, fault));
    };
    if known.entries.len() != known.objects.entries.len() {
        let unlisted =
            known.objects.entries.iter().filter(|entry| known.entries.binary_search(entry).is_err());
        unlisted.for_each(|entry| note(ObjectType::ENTRY, entry, Fault::EntryNotListed));
    }
    for data in table::lost(known.objects, known.found) {
        note(ObjectType::DATA, data, Fault::DataNotFound);
    }
}
