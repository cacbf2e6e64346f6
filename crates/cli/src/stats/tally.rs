//! Puts entries into groups, one after the other.

use std::collections::{HashMap, HashSet};

use journalq_file::{Entry, Findings, JournalFile, Share};
use journalq_output::{Field, Loader, Wanted};

use super::calendar::Calendar;
use super::groups::{Counts, Groups, Key, Value};
use crate::args::Args;
use crate::environment;

/// How many values of a field count in one entry, in how many groups an entry may be, and how many values of a counted field it
/// adds to all of these: one with thousands of values of each of several fields would be in millions of groups.
const MOST: usize = 1000;

pub(super) struct Tally {
    by: Vec<Vec<u8>>,
    distinct: Vec<Vec<u8>>,
    has_usage: bool,
    calendar: Option<Calendar>,
    loader: Loader,
    /// The numbers of the values that were met.
    numbers: HashMap<Vec<u8>, usize>,
    counts: HashMap<Key, Counts>,
    entries: u64,
    /// The values of the entry, for each field. Room that is used again, as is the key.
    found: Vec<Vec<Value>>,
    key: Key,
}

impl Tally {
    pub(super) fn new(args: &Args) -> Self {
        let stats = &args.stats;
        Self {
            by: stats.by.clone(),
            distinct: stats.distinct.clone(),
            has_usage: stats.usage,
            calendar: stats.every.map(|every| Calendar::new(every, environment::shown_zone(args.utc))),
            loader: Loader::new(Wanted::Only([stats.by.as_slice(), &stats.distinct].concat())),
            numbers: HashMap::new(),
            counts: HashMap::new(),
            entries: 0,
            found: vec![Vec::new(); stats.by.len().saturating_add(stats.distinct.len())],
            key: Key { begin: 0, values: vec![Value::None; stats.by.len()] },
        }
    }

    /// Counts an entry of file `index`. What of its fields cannot be read is `lost`.
    pub(super) fn add(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        lost: &mut Findings,
    ) {
        self.entries = self.entries.saturating_add(1);
        self.find_values(index, file, entry, lost);
        let usec = entry.head().realtime_usec;
        let usage = if self.has_usage { file.entry_usage(entry) } else { Share::default() };
        self.key.begin = self.calendar.as_mut().map_or(0, |calendar| calendar.begin_of(usec));
        let (by, distinct) = self.found.split_at(self.by.len());
        let n_groups = by.iter().map(|values| values.len().max(1)).fold(1, usize::saturating_mul);
        let most_values = MOST.checked_div(n_groups).unwrap_or(MOST).max(1);
        let mut places = vec![0_usize; by.len()];
        for _ in 0..MOST {
            for ((value, values), place) in self.key.values.iter_mut().zip(by).zip(&places) {
                *value = values.get(*place).copied().unwrap_or(Value::None);
            }
            // Most entries are of groups that were met, and need no key of their own.
            if !self.counts.contains_key(&self.key) {
                let distinct = vec![HashSet::new(); distinct.len()];
                self.counts.insert(self.key.clone(), Counts { distinct, ..Counts::default() });
            }
            if let Some(counts) = self.counts.get_mut(&self.key) {
                counts.entries = counts.entries.saturating_add(1);
                counts.usage.add(usage);
                let (first, last) = counts.seen.unwrap_or((usec, usec));
                counts.seen = Some((first.min(usec), last.max(usec)));
                for (known, values) in counts.distinct.iter_mut().zip(distinct) {
                    known.extend(values.iter().take(most_values));
                }
            }
            if !step(&mut places, by) {
                break;
            }
        }
    }

    /// Finds the values of an entry for each of the fields, each once.
    fn find_values(&mut self, index: usize, file: &JournalFile<'_>, entry: &Entry<'_>, lost: &mut Findings) {
        let Self { by, distinct, loader, numbers, found, .. } = self;
        found.iter_mut().for_each(Vec::clear);
        if found.is_empty() {
            return;
        }
        loader.load(index, file, entry, lost, |fields: &[Field<'_>]| {
            for (name, values) in by.iter().chain(&*distinct).zip(found) {
                for field in fields.iter().filter(|field| field.name == name) {
                    let value = Value::Of(number(numbers, field.value));
                    if values.len() < MOST && !values.contains(&value) {
                        values.push(value);
                    }
                }
            }
        });
    }

    pub(super) fn finish(self) -> Groups {
        let mut values: Vec<(Vec<u8>, usize)> = self.numbers.into_iter().collect();
        values.sort_unstable_by_key(|(_, number)| *number);
        let values = values.into_iter().map(|(value, _)| value).collect();
        Groups { counts: self.counts, values, entries: self.entries }
    }
}

/// The number of a value.
fn number(numbers: &mut HashMap<Vec<u8>, usize>, value: &[u8]) -> usize {
    if let Some(number) = numbers.get(value) {
        return *number;
    }
    let number = numbers.len();
    numbers.insert(value.to_owned(), number);
    number
}

/// Goes on to the next choice of one value of each field. Tells whether there is one.
fn step(places: &mut [usize], values: &[Vec<Value>]) -> bool {
    for (place, values) in places.iter_mut().zip(values).rev() {
        *place = place.saturating_add(1);
        if *place < values.len() {
            return true;
        }
        *place = 0;
    }
    false
}
