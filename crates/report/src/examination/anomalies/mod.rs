//! What of all that was found is an anomaly, and how severe it is.

mod boots;
mod entries;
mod files;
mod numbers;

use std::collections::HashMap;

use journalq_file::Id128;

use super::anomaly::{Anomaly, Excerpt, Place};
use super::assemble::KnownBoot;
use super::capped::Capped;
use super::command::Commands;
use super::copies::Copies;
use super::evidence::{FileReport, Times};
use super::group::Group;
use super::kinds::{KINDS, Kind, Severity};
use super::names::FileName;
use super::times::iso_seconds;
use super::walk::Walk;

/// How many anomalies of a kind are listed.
const OF_KIND: usize = 64;

/// How many places of an anomaly are kept, and how many files.
const PLACES: usize = 16;
const FILES: usize = 64;

/// All that anomalies are looked for in.
pub(super) struct Found<'a> {
    pub(super) commands: Commands<'a>,
    pub(super) names: &'a [FileName],
    /// What texts call each file.
    pub(super) labels: &'a [String],
    pub(super) files: &'a [FileReport],
    /// What of the structure of each file is broken.
    pub(super) broken: &'a [Option<String>],
    /// What was found in the entries of each file.
    pub(super) walks: &'a [Option<Walk>],
    /// The machine of each file.
    pub(super) machines: &'a [Id128],
    pub(super) groups: &'a [Group],
    pub(super) boots: &'a Capped<KnownBoot>,
    pub(super) copies: &'a Copies,
}

/// The anomalies so far.
#[derive(Debug, Default)]
pub(super) struct Anomalies {
    pub(super) listed: Vec<Anomaly>,
    /// How many there are of each severity, listed or not.
    pub(super) counts: [u64; Severity::ALL.len()],
    of_kind: HashMap<&'static str, usize>,
}

/// Looks for all kinds of anomalies. Those that weigh most come first.
pub(super) fn find(found: &Found<'_>) -> Anomalies {
    let mut anomalies = Anomalies::default();
    files::find(found, &mut anomalies);
    numbers::find(found, &mut anomalies);
    boots::find(found, &mut anomalies);
    entries::find(found, &mut anomalies);
    let rank = |kind: &Kind| KINDS.iter().position(|known| known.name == kind.name);
    anomalies.listed.sort_by_key(|anomaly| (std::cmp::Reverse(anomaly.severity), rank(anomaly.kind)));
    anomalies
}

impl Anomalies {
    /// Adds one, if there are not too many of its kind.
    fn add(&mut self, new: New) {
        let New { kind, severity, text, count, mut files, times, places, command } = new;
        let index = Severity::ALL.iter().position(|known| *known == severity);
        if let Some(count) = index.and_then(|index| self.counts.get_mut(index)) {
            *count = count.saturating_add(1);
        }
        let of_kind = self.of_kind.entry(kind.name).or_default();
        *of_kind = of_kind.saturating_add(1);
        if *of_kind > OF_KIND {
            return;
        }
        let mut places = places;
        places.truncate(PLACES);
        files.truncate(FILES);
        self.listed.push(Anomaly {
            kind,
            severity,
            text,
            count,
            files,
            times,
            places,
            command,
            excerpt: Excerpt::default(),
        });
    }
}

/// An anomaly without what is the same for all.
struct New {
    kind: &'static Kind,
    severity: Severity,
    text: String,
    count: u64,
    files: Capped<usize>,
    times: Option<Times>,
    places: Capped<Place>,
    command: String,
}

impl New {
    /// About files.
    fn of_files(
        kind: &'static Kind,
        severity: Severity,
        files: Vec<usize>,
        text: String,
        command: String,
    ) -> Self {
        let count = u64::try_from(files.len()).unwrap_or(u64::MAX);
        let (files, places) = (files.into(), Capped::default());
        Self { kind, severity, text, count, files, times: None, places, command }
    }

    /// About entries, whose files and times it takes from them.
    fn of_entries(
        kind: &'static Kind,
        severity: Severity,
        places: Capped<Place>,
        text: String,
        command: String,
    ) -> Self {
        let mut files: Vec<usize> = places.items.iter().map(|place| place.file).collect();
        files.sort_unstable();
        files.dedup();
        let times =
            places.items.iter().fold(None, |times, place| Some(Times::with(times, place.realtime_usec)));
        Self { kind, severity, text, count: places.total(), files: files.into(), times, places, command }
    }

    /// Sums up so many things.
    fn counting(self, count: u64) -> Self {
        Self { count, ..self }
    }
}

impl Found<'_> {
    /// What texts call a file.
    fn name(&self, file: usize) -> &str {
        self.labels.get(file).map_or("", String::as_str)
    }

    /// The journals, with their indexes.
    fn journals(&self) -> impl Iterator<Item = (usize, &super::evidence::JournalFacts)> {
        self.files.iter().enumerate().filter_map(|(index, file)| Some((index, file.journal()?)))
    }
}

/// `3 entries`, `1 entry`
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `2023-11-14T22:13:20Z`
fn time_of(place: &Place) -> String {
    iso_seconds(place.realtime_usec)
}
