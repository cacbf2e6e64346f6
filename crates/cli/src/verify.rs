//! `--verify`: journalctl's verdict on each file in journalctl's words, then whatever else was found.
//!
//! Files are verified at the same time where there are several, and each of them by several threads where there are fewer
//! files than processors. What is said of them comes in their order.

mod json;
pub(crate) mod seals;
mod times;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use journalq_file::verify::{Failure, Finding, STEPS, Severity, Verdict, VerifyOptions, verify};
use journalq_file::{ErrorClass, JournalFile, Source};
use journalq_query::Journal;

use self::json::Report;
use self::times::Times;
use crate::Outcome;
use crate::args::Args;
use crate::progress::Progress;
use crate::stderr::{Level, say};

/// How many findings of a file a terminal shows. Anything else is told all that are kept.
const SHOWN_ON_TERMINAL: usize = 20;

/// Verifies the files.
pub(crate) fn run(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let key = args.verify_key.as_deref().map(seals::key).transpose()?;
    let times = Times::new();
    let n_files = u64::try_from(files.len()).unwrap_or(u64::MAX);
    let progress = Progress::new(args, n_files.saturating_mul(STEPS));
    let mut report = args.mode.is_json().then(|| Report::new(args));
    let mut outcome = Outcome::Complete;
    let options = VerifyOptions { key: key.as_ref(), ..VerifyOptions::default() };
    verify_all(&files, options, &progress, |index, verdict| {
        let Some(source) = journal.sources().get(index) else { return Ok(()) };
        if verdict.failure.is_some() {
            outcome = Outcome::Damaged;
        }
        progress.pause(|| {
            say_verdict(args, source, &verdict, &times);
            match &mut report {
                Some(report) => report.add(source, &verdict, &times),
                None => {
                    seals::say_more(source, &verdict, key.is_some(), &times);
                    say_findings(source, &verdict, &times);
                    Ok(())
                }
            }
        })
    })?;
    if let Some(report) = report {
        report.finish()?;
    }
    Ok(outcome)
}

/// Verifies files at the same time, and hands on the verdicts in the order of the files.
fn verify_all(
    files: &[JournalFile<'_>],
    options: VerifyOptions<'_>,
    progress: &Progress,
    mut take: impl FnMut(usize, Verdict) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let workers = processors.min(files.len());
    let threads = NonZeroUsize::new(processors.div_ceil(workers.max(1))).unwrap_or(NonZeroUsize::MIN);
    let options = VerifyOptions { threads, ..options };
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let work = |sender: mpsc::Sender<(usize, Verdict)>| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else { break };
            let verdict = verify(file, &options, &|steps| progress.add(steps));
            // Nobody listens any more when the output cannot be written.
            if sender.send((index, verdict)).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        let start = |_| {
            let sender = sender.clone();
            thread::Builder::new().spawn_scoped(scope, || work(sender)).ok()
        };
        let started = (0..workers).map_while(start).count();
        if started == 0 {
            work(sender.clone());
        }
        drop(sender);
        let (mut waiting, mut turn) = (BTreeMap::new(), 0);
        for (index, verdict) in receiver {
            waiting.insert(index, verdict);
            while let Some(verdict) = waiting.remove(&turn) {
                take(turn, verdict)?;
                turn += 1;
            }
        }
        Ok(())
    })
}

/// Says what journalctl says.
fn say_verdict(args: &Args, source: &Source, verdict: &Verdict, times: &Times) {
    let path = source.path().display();
    seals::warn_of_gaps(source, verdict);
    let Some(failure) = &verdict.failure else {
        if !args.quiet {
            say(Level::Info, &format!("PASS: {path}"));
            seals::say_extent(source, verdict, times);
        }
        return;
    };
    if failure.class == ErrorClass::KeyRequired {
        let message = format!(
            "Journal file {path} has sealing enabled but verification key has not been passed using --verify-key=."
        );
        say(Level::Notice, &message);
    }
    failure.lines().iter().for_each(|line| say(Level::Error, &line.text(|usec| times.show(usec))));
    if let Some(position) = failure.position {
        let (size, percent) = (source.bytes().len(), percent(source, failure));
        let message = format!("File corruption detected at {path}:{position} (of {size} bytes, {percent}%).");
        say(Level::Error, &message);
    }
    say(Level::Warning, &format!("FAIL: {path}: {}", failure.class));
}

/// How far journalctl came in the file.
fn percent(source: &Source, failure: &Failure) -> u64 {
    let size = u64::try_from(source.bytes().len()).unwrap_or(u64::MAX);
    let position = u128::from(failure.position.unwrap_or_default());
    let percent = (position * 100).checked_div(size.into()).unwrap_or_default();
    u64::try_from(percent).unwrap_or(u64::MAX)
}

/// Says what else there is.
fn say_findings(source: &Source, verdict: &Verdict, times: &Times) {
    let path = source.path().display();
    if let Some(end) = verdict.end {
        let message = format!("{path}: the file is being written, verified up to its last entry at {end:#x}");
        say(Level::Notice, &message);
    }
    let told = verdict.failure.and_then(|failure| failure.finding);
    let is_new = |finding: &&Finding| Some(**finding) != told && finding.fault.severity() > Severity::Note;
    let is_on_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let limit = if is_on_terminal { SHOWN_ON_TERMINAL } else { usize::MAX };
    let mut shown = u64::from(told.is_some());
    for finding in verdict.findings.iter().filter(is_new).take(limit) {
        let level = if finding.fault.severity() == Severity::Error { Level::Error } else { Level::Warning };
        say(level, &format!("{path}: {}", describe(finding, times)));
        shown += 1;
    }
    let more = verdict.findings.total_from(Severity::Warning).saturating_sub(shown);
    if more > 0 {
        let counts: Vec<String> = verdict
            .findings
            .counts()
            .filter(|(_, count)| count.severity > Severity::Note)
            .map(|(kind, count)| format!("{} {kind}", count.count))
            .collect();
        say(Level::Warning, &format!("{path}: {more} more findings; all of them: {}", counts.join(", ")));
    }
}

/// A finding with its place.
fn describe(finding: &Finding, times: &Times) -> String {
    let text = finding.fault.text(|usec| times.show(usec));
    match finding.object {
        Some(object) => format!("{object} at {:#x}: {text}", finding.offset),
        None => format!("header at {:#x}: {text}", finding.offset),
    }
}
