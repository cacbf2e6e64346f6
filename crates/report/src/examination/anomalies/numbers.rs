//! Anomalies of series: files and entries that are missing, or there twice, and clocks that were set.

use std::collections::BTreeMap;

use journalq_output::Span;

use super::{Anomalies, Found, New, counted, time_of};
use crate::examination::anomaly::Place;
use crate::examination::capped::Capped;
use crate::examination::group::Group;
use crate::examination::kinds::{self, Kind, Severity};
use crate::examination::names::Archived;
use crate::examination::numbers::{NumberGap, Silence, Step};
use crate::examination::series::Member;

/// Series with more gaps than that lack another file rather than entries.
const FEW_GAPS: u64 = 8;

/// From which length on a clock that was set back is no correction any more, in microseconds; and until when after the start
/// any may be.
const LARGE_STEP_USEC: u64 = 600_000_000;
const AFTER_START_USEC: u64 = 300_000_000;

/// How many steps alike are told one by one.
const FEW_STEPS: usize = 3;

/// How long a silence that weighs more lasts at least, in microseconds.
const LONG_USEC: u64 = 3_600_000_000;

pub(super) fn find(found: &Found<'_>, anomalies: &mut Anomalies) {
    for group in found.groups {
        begin(found, anomalies, group);
        gaps(found, anomalies, group);
        pairs(found, anomalies, group);
        steps(found, anomalies, group);
        silences(found, anomalies, group);
    }
    copies(found, anomalies);
}

fn begin(found: &Found<'_>, anomalies: &mut Anomalies, group: &Group) {
    let (Some((first, _)), Some(member)) = (group.numbers.range, group.members.first()) else { return };
    if first > 1 {
        let text = format!(
            "the series {} begins with number {first}, in {}",
            group.seqnum_id,
            found.name(member.file)
        );
        let command = found.commands.on_files(&[member.file], &["--header"]);
        anomalies.add(New::of_files(&kinds::SERIES_BEGIN, Severity::Info, vec![member.file], text, command));
    }
}

/// Where a gap lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Where {
    /// Between two files of the main chain.
    Between(usize, usize),
    /// In a file of it.
    Within(usize),
    /// Before it begins: what is older was deleted.
    Before,
    /// Behind its end.
    After(usize),
}

/// The gaps of a series at one place.
#[derive(Debug, Default)]
struct Sum {
    gaps: u64,
    missing: u64,
    first: Option<u64>,
    last: u64,
    places: Capped<Place>,
}

fn gaps(found: &Found<'_>, anomalies: &mut Anomalies, group: &Group) {
    let chain = group.main_chain();
    let main: Vec<&Member> = group.members.iter().filter(|member| member.chain == chain).collect();
    let mut sums: BTreeMap<Where, Sum> = BTreeMap::new();
    for gap in &group.numbers.gaps.items {
        let sum = sums.entry(place(&main, gap)).or_default();
        let (first, last) = (*gap.missing.start(), *gap.missing.end());
        sum.gaps = sum.gaps.saturating_add(1);
        sum.missing = sum.missing.saturating_add(last.saturating_sub(first).saturating_add(1));
        sum.first = sum.first.or(Some(first));
        sum.last = last;
        sum.places.push(super::PLACES, gap.before);
        sum.places.push(super::PLACES, gap.after);
    }
    for (place, sum) in sums {
        match place {
            Where::Before => {}
            Where::Between(before, after) => file_missing(found, anomalies, group, (before, after), sum),
            Where::Within(file) | Where::After(file) => {
                numbers_missing(found, anomalies, group, file, place, sum)
            }
        }
    }
}

/// Where a gap lies, seen from the files of the main chain.
fn place(main: &[&Member], gap: &NumberGap) -> Where {
    let (first, last) = (*gap.missing.start(), *gap.missing.end());
    if let Some(member) = main.iter().find(|member| member.range.0 < first && last < member.range.1) {
        return Where::Within(member.file);
    }
    let before = main.iter().filter(|member| member.range.1 < first).max_by_key(|member| member.range.1);
    let after = main.iter().filter(|member| member.range.0 > last).min_by_key(|member| member.range.0);
    match (before, after) {
        (Some(before), Some(after)) => Where::Between(before.file, after.file),
        (None, _) => Where::Before,
        (Some(before), None) => Where::After(before.file),
    }
}

fn file_missing(
    found: &Found<'_>,
    anomalies: &mut Anomalies,
    group: &Group,
    (before, after): (usize, usize),
    sum: Sum,
) {
    let first = sum.first.unwrap_or_default();
    let mut text = format!(
        "{} from {first} to {} missing between {} and {}",
        counted(sum.missing, "number", "numbers"),
        sum.last,
        found.name(before),
        found.name(after)
    );
    if let Some(file) = named_after(found, group, first, sum.last) {
        text.push_str(&format!("; {}, which cannot be read, is named after some of them", found.name(file)));
    }
    let command = found.commands.around(&[before, after], first, sum.last);
    let new = New::of_entries(&kinds::FILE_MISSING, Severity::Medium, sum.places, text, command);
    anomalies.add(New { files: vec![before, after].into(), ..new }.counting(sum.missing));
}

/// A file that cannot be read, and whose name says that it begins with one of these numbers.
fn named_after(found: &Found<'_>, group: &Group, first: u64, last: u64) -> Option<usize> {
    found.names.iter().zip(found.files).position(|(name, file)| {
        let is_meant = |archived: Archived| {
            archived.seqnum_id == group.seqnum_id && (first..=last).contains(&archived.head_seqnum)
        };
        file.journal().is_none() && name.archived.is_some_and(is_meant)
    })
}

fn numbers_missing(
    found: &Found<'_>,
    anomalies: &mut Anomalies,
    group: &Group,
    file: usize,
    place: Where,
    sum: Sum,
) {
    let facts = found.files.get(file).and_then(|file| file.journal());
    let is_damaged = facts.is_some_and(|facts| facts.verification.failure.is_some());
    let is_scattered = group.numbers.gaps.total() > FEW_GAPS;
    let is_weighty = !is_damaged && !is_scattered && matches!(place, Where::Within(_));
    let severity = if is_weighty { Severity::Medium } else { Severity::Low };
    let first = sum.first.unwrap_or_default();
    let relation = if matches!(place, Where::Within(_)) { "within" } else { "behind" };
    let text = format!(
        "{} missing in {} {relation} {}, from {first} to {}",
        counted(sum.missing, "number", "numbers"),
        counted(sum.gaps, "run", "runs"),
        found.name(file),
        sum.last
    );
    let around = sum.places.items.iter().map(|place| place.file);
    let files: Vec<usize> = std::iter::once(file).chain(around).collect();
    let command = found.commands.around(&files, first, sum.last);
    let new = New::of_entries(&kinds::NUMBERS_MISSING, severity, sum.places, text, command);
    anomalies.add(new.counting(sum.missing));
}

/// What two entries together show.
fn pairs(found: &Found<'_>, anomalies: &mut Anomalies, group: &Group) {
    let numbers = &group.numbers;
    let mut add = |kind, severity, pairs: &Capped<(Place, Place)>, what: &str| {
        let Some((before, after)) = pairs.items.first() else { return };
        let text = format!(
            "{} {what}, first number {} of {} in {}",
            counted(pairs.total(), "time", "times"),
            after.seqnum,
            time_of(after),
            found.name(after.file)
        );
        let (low, high) = (before.seqnum.min(after.seqnum), before.seqnum.max(after.seqnum));
        let command = found.commands.around(&[before.file, after.file], low, high);
        let places =
            pairs.items.iter().flat_map(|(before, after)| [*before, *after]).collect::<Vec<_>>().into();
        anomalies.add(New::of_entries(kind, severity, places, text, command).counting(pairs.total()));
    };
    add(&kinds::NUMBER_TWICE, Severity::Medium, &numbers.conflicts, "another entry has the same number");
    let back = "the time since the start goes back";
    add(&kinds::MONOTONIC_BACKWARDS, Severity::Medium, &numbers.monotonic_back, back);
    let back = "a boot begins earlier than the one before ended";
    add(&kinds::REALTIME_BACKWARDS, Severity::Low, &numbers.boots_back, back);
}

fn steps(found: &Found<'_>, anomalies: &mut Anomalies, group: &Group) {
    let mut alike: BTreeMap<(bool, bool), Vec<Step>> = BTreeMap::new();
    for step in &group.numbers.steps.items {
        let is_large = step.usec.unsigned_abs() >= LARGE_STEP_USEC && step.monotonic_usec >= AFTER_START_USEC;
        alike.entry((step.usec < 0, is_large)).or_default().push(*step);
    }
    for ((is_back, is_large), steps) in alike {
        let kind_and_severity = match (is_back, is_large) {
            (true, true) => (&kinds::CLOCK_STEP_BACK, Severity::Medium),
            (true, false) => (&kinds::CLOCK_STEP_BACK, Severity::Low),
            (false, true) => (&kinds::CLOCK_STEP_FORWARD, Severity::Low),
            (false, false) => (&kinds::CLOCK_STEP_FORWARD, Severity::Info),
        };
        if steps.len() <= FEW_STEPS {
            steps.iter().for_each(|step| one_step(found, anomalies, kind_and_severity, step));
        } else {
            many_steps(found, anomalies, kind_and_severity, &steps);
        }
    }
}

type KindAndSeverity = (&'static Kind, Severity);

fn one_step(found: &Found<'_>, anomalies: &mut Anomalies, (kind, severity): KindAndSeverity, step: &Step) {
    let Step { usec, monotonic_usec, before, after } = step;
    let text = format!(
        "the clock went {} by {} between {} and {}, {} after the start",
        direction(*usec),
        Span(usec.unsigned_abs()),
        time_of(before),
        time_of(after),
        Span(*monotonic_usec)
    );
    let command = found.commands.around(&[before.file, after.file], before.seqnum, after.seqnum);
    let places = vec![*before, *after].into();
    anomalies.add(New::of_entries(kind, severity, places, text, command).counting(1));
}

/// Sums up a clock that goes back or forward again and again.
fn many_steps(
    found: &Found<'_>,
    anomalies: &mut Anomalies,
    (kind, severity): KindAndSeverity,
    steps: &[Step],
) {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return };
    let largest = steps.iter().map(|step| step.usec.unsigned_abs()).max().unwrap_or_default();
    let text = format!(
        "the clock of {} went {} {} times between {} and {}, by {} at most",
        found.name(first.before.file),
        direction(first.usec),
        steps.len(),
        time_of(&first.before),
        time_of(&last.after),
        Span(largest)
    );
    let command =
        found.commands.around(&[first.before.file, last.after.file], first.before.seqnum, last.after.seqnum);
    let places = steps.iter().flat_map(|step| [step.before, step.after]).collect::<Vec<_>>().into();
    let count = u64::try_from(steps.len()).unwrap_or(u64::MAX);
    anomalies.add(New::of_entries(kind, severity, places, text, command).counting(count));
}

const fn direction(usec: i64) -> &'static str {
    if usec < 0 { "back" } else { "forward" }
}

fn silences(found: &Found<'_>, anomalies: &mut Anomalies, group: &Group) {
    for Silence { usec, usual_usec, before, after } in &group.numbers.silences {
        let severity = if *usec >= LONG_USEC { Severity::Medium } else { Severity::Low };
        let text = format!(
            "nothing for {} from {} to {}, where {} is usual",
            Span(*usec),
            time_of(before),
            time_of(after),
            Span(*usual_usec)
        );
        let command = found.commands.around(&[before.file, after.file], before.seqnum, after.seqnum);
        let places = vec![*before, *after].into();
        anomalies.add(New::of_entries(&kinds::LONG_SILENCE, severity, places, text, command).counting(1));
    }
}

/// Entries that are in two files.
fn copies(found: &Found<'_>, anomalies: &mut Anomalies) {
    for (&(one, other), &count) in &found.copies.pairs {
        let text = format!(
            "{} of {} {} in {}, too",
            counted(count, "entry", "entries"),
            found.name(one),
            if count == 1 { "is" } else { "are" },
            found.name(other)
        );
        let command = found.commands.on_files(&[one, other], &["--header"]);
        let new = New::of_files(&kinds::ENTRIES_TWICE, Severity::Low, vec![one, other], text, command);
        anomalies.add(new.counting(count));
    }
}
