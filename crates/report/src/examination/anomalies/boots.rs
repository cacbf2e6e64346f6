//! Anomalies of boots: those that did not end, and those that overlap.

use std::collections::HashSet;

use journalq_file::Id128;
use journalq_output::Span;

use super::{Anomalies, Found, New, counted};
use crate::examination::assemble::KnownBoot;
use crate::examination::boots::BootEnd;
use crate::examination::kinds::{self, Severity};
use crate::examination::times::iso_seconds;

/// By how much boots may overlap before it weighs more, in microseconds.
const LARGE_OVERLAP_USEC: u64 = 600_000_000;

pub(super) fn find(found: &Found<'_>, anomalies: &mut Anomalies) {
    let boots = &found.boots.items;
    // Only where some boots end with a word the others lack one.
    let speaking: HashSet<Id128> = boots
        .iter()
        .filter(|known| known.boot.end == BootEnd::Clean)
        .map(|known| known.boot.machine_id)
        .collect();
    let gaps = found.groups.iter().flat_map(|group| &group.numbers.gaps.items);
    let cut: HashSet<(usize, u64)> = gaps.map(|gap| (gap.before.file, gap.before.offset)).collect();
    for of_machine in boots.chunk_by(|one, other| one.boot.machine_id == other.boot.machine_id) {
        let Some(machine_id) = of_machine.first().map(|known| known.boot.machine_id) else { continue };
        if speaking.contains(&machine_id) {
            of_machine.iter().for_each(|known| {
                let is_cut = cut.contains(&(known.last.file, known.last.offset));
                without_end(found, anomalies, known, is_cut);
            });
        } else {
            all_without_end(found, anomalies, of_machine);
        }
        overlaps(found, anomalies, of_machine);
    }
}

/// `is_cut` tells whether the numbers behind its last entry are missing.
fn without_end(found: &Found<'_>, anomalies: &mut Anomalies, known: &KnownBoot, is_cut: bool) {
    let boot = &known.boot;
    if boot.end != BootEnd::Missing {
        return;
    }
    let text = format!(
        "boot {} ends {} in {} without a word of journald or the system{}",
        boot.boot_id,
        iso_seconds(boot.times.last_usec),
        found.name(known.last.file),
        if is_cut { ": the numbers behind are missing" } else { "" }
    );
    // What is missing is told on its own.
    let severity = if is_cut { Severity::Low } else { Severity::Medium };
    let command = found.commands.on_files(&[known.last.file], &["-b", &boot.boot_id.to_string(), "-n", "20"]);
    let places = vec![known.last].into();
    anomalies.add(New::of_entries(&kinds::BOOT_WITHOUT_END, severity, places, text, command));
}

/// Of a machine whose boots never say that they end.
fn all_without_end(found: &Found<'_>, anomalies: &mut Anomalies, boots: &[KnownBoot]) {
    let missing: Vec<&KnownBoot> = boots.iter().filter(|known| known.boot.end == BootEnd::Missing).collect();
    let Some(first) = missing.first() else { return };
    let count = u64::try_from(missing.len()).unwrap_or(u64::MAX);
    let text = format!(
        "{} of machine {} without a word, and none with one",
        counted(count, "boot ends", "boots end"),
        first.boot.machine_id
    );
    let mut files: Vec<usize> = missing.iter().map(|known| known.last.file).collect();
    files.sort_unstable();
    files.dedup();
    let command = found.commands.on_files(&files, &["--list-boots"]);
    let places = missing.iter().map(|known| known.last).collect::<Vec<_>>().into();
    anomalies.add(New::of_entries(&kinds::BOOT_WITHOUT_END, Severity::Low, places, text, command));
}

fn overlaps(found: &Found<'_>, anomalies: &mut Anomalies, boots: &[KnownBoot]) {
    // A null ID may stand for several machines.
    let Some(latest) = boots.first().filter(|known| !known.boot.machine_id.is_null()) else { return };
    let mut latest = latest;
    for known in boots.iter().skip(1) {
        let overlap = latest.boot.times.last_usec.saturating_sub(known.boot.times.first_usec);
        if overlap > 1_000_000 {
            let severity = if overlap > LARGE_OVERLAP_USEC { Severity::Medium } else { Severity::Low };
            let text = format!(
                "boot {} begins {}, {} before boot {} ends",
                known.boot.boot_id,
                iso_seconds(known.boot.times.first_usec),
                Span(overlap),
                latest.boot.boot_id
            );
            let command = found.commands.on_files(&[latest.last.file, known.last.file], &["--list-boots"]);
            let places = vec![latest.last, known.last].into();
            anomalies
                .add(New::of_entries(&kinds::BOOTS_OVERLAP, severity, places, text, command).counting(1));
        }
        if known.boot.times.last_usec > latest.boot.times.last_usec {
            latest = known;
        }
    }
}
