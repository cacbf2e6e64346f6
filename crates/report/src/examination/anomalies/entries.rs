//! Anomalies of single entries, and what was not looked at.

use journalq_output::Span;

use super::{Anomalies, Found, New, counted, time_of};
use crate::examination::anomaly::Place;
use crate::examination::capped::Capped;
use crate::examination::integrity::ABOUT_HASHES;
use crate::examination::kinds::{self, Kind, Severity};
use crate::examination::walk::Odd;

/// How far a sender's time is off, in microseconds, and in how many entries, before it weighs more.
const FAR_USEC: u64 = 3_600_000_000;
const MANY: u64 = 10;

/// Which entries of the kernel have fields of processes.
const KERNEL_WITH_PROCESS: &str = "_TRANSPORT = \"kernel\" and SYSLOG_FACILITY = 0 and (has(_PID) or has(_UID) or \
                                   has(_GID) or has(_COMM) or has(_EXE) or has(_CMDLINE) or has(_SYSTEMD_UNIT) or \
                                   has(_SYSTEMD_CGROUP))";

pub(super) fn find(found: &Found<'_>, anomalies: &mut Anomalies) {
    for (file, walk) in found.walks.iter().enumerate().filter_map(|(file, walk)| Some((file, walk.as_ref()?)))
    {
        let odd = &walk.odd;
        let mut add = |kind, severity, places: &Capped<Place>, what: &str, condition: Option<&str>| {
            entries(found, anomalies, Kinds { kind, severity, file, what }, places, condition);
        };
        let what = "of the kernel with fields of a process";
        add(
            &kinds::KERNEL_WITH_PROCESS,
            Severity::High,
            &odd.kernel_with_process,
            what,
            Some(KERNEL_WITH_PROCESS),
        );
        let what = "between two of the same process ID, but of another program and unit,";
        add(&kinds::PROCESS_CONTRADICTION, Severity::Medium, &odd.process, what, None);
        let what = "with a trusted field of an impossible value";
        add(&kinds::TRUSTED_VALUE_IMPOSSIBLE, Severity::Medium, &odd.impossible, what, None);
        let what = "with another boot in _BOOT_ID than in the head";
        add(&kinds::BOOT_ID_CONTRADICTION, Severity::Medium, &odd.other_boot, what, None);
        source_times(found, anomalies, file, odd);
        entry_hashes(found, anomalies, file, odd);
    }
    not_all(found, anomalies);
}

/// What entries of a file are.
struct Kinds<'a> {
    kind: &'static Kind,
    severity: Severity,
    file: usize,
    what: &'a str,
}

fn entries(
    found: &Found<'_>,
    anomalies: &mut Anomalies,
    kinds: Kinds<'_>,
    places: &Capped<Place>,
    condition: Option<&str>,
) {
    let Kinds { kind, severity, file, what } = kinds;
    let Some(first) = places.items.first() else { return };
    let text = format!(
        "{} {what} in {}, first number {} of {}",
        counted(places.total(), "entry", "entries"),
        found.name(file),
        first.seqnum,
        time_of(first)
    );
    let numbers: Vec<String> = places.items.iter().map(|place| place.seqnum.to_string()).collect();
    let numbers = format!("__SEQNUM in ({})", numbers.join(", "));
    let command = found.commands.on_entries(&[file], condition.unwrap_or(&numbers));
    anomalies.add(New::of_entries(kind, severity, places.clone(), text, command));
}

fn source_times(found: &Found<'_>, anomalies: &mut Anomalies, file: usize, odd: &Odd) {
    let Some((farthest, is_ahead)) = odd.farthest else { return };
    let is_weighty = farthest >= FAR_USEC && odd.source_time.total() >= MANY;
    let severity = if is_weighty { Severity::Medium } else { Severity::Low };
    let side = if is_ahead { "after" } else { "before" };
    let what = format!("that were sent up to {} {side} they were received", Span(farthest));
    let kind = &kinds::SOURCE_TIME_FAR;
    entries(found, anomalies, Kinds { kind, severity, file, what: &what }, &odd.source_time, None);
}

/// Entries whose fields were exchanged. Where fields do not agree with their own hashes that is told already.
fn entry_hashes(found: &Found<'_>, anomalies: &mut Anomalies, file: usize, odd: &Odd) {
    let facts = found.files.get(file).and_then(|file| file.journal());
    let findings = facts.map(|facts| facts.verification.findings.as_slice()).unwrap_or_default();
    if findings.iter().any(|(kind, _)| ABOUT_HASHES.contains(kind)) {
        return;
    }
    let kind = &kinds::ENTRY_HASH_MISMATCH;
    let what = "with other fields than their own hash was made of";
    entries(found, anomalies, Kinds { kind, severity: Severity::Medium, file, what }, &odd.hash, None);
}

/// Says where lists were full.
fn not_all(found: &Found<'_>, anomalies: &mut Anomalies) {
    let mut full = Vec::new();
    if found.boots.more > 0 {
        full.push(format!("{} boots", found.boots.more));
    }
    let gaps = found.groups.iter().map(|group| group.numbers.gaps.more).fold(0, u64::saturating_add);
    if gaps > 0 {
        full.push(format!("{gaps} gaps of numbers"));
    }
    let steps = found.groups.iter().map(|group| group.numbers.steps.more).fold(0, u64::saturating_add);
    if steps > 0 {
        full.push(format!("{steps} steps of clocks"));
    }
    if found.groups.iter().any(|group| group.numbers.is_crowded) {
        full.push("boots of a series".to_owned());
    }
    if found.copies.more > 0 {
        full.push(format!("{} entries that are in several files", found.copies.more));
    }
    let without = found.walks.iter().flatten().filter(|walk| walk.lacks_fingerprints).count();
    if without > 0 {
        full.push(format!("copies of the entries of {without} files"));
    }
    if !full.is_empty() {
        let text = format!("not told one by one, or not looked for: {}", full.join(", "));
        let new = New::of_files(&kinds::NOT_ALL_EXAMINED, Severity::Info, Vec::new(), text, String::new());
        anomalies.add(new.counting(1));
    }
}
