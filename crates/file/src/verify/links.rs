//! Links from entries to DATA objects and back: every one of them, from both sides, in one walk over the entries.
//!
//! ```text
//! entry 1: a b c      list of a: 1 2 3        each list has a place, which is where the walk over
//! entry 2: a b        list of b: 1 2          the entries is by now: what stands there has to be
//! entry 3: a     d    list of d: 3            the entry that refers to the list's object
//! ```
//!
//! Stretches of entries can be walked at once: the places at which a stretch begins are found by halving. Where all links of
//! all stretches fit, and they are as many as the lists have items, then every item fits a link: no list has one that is out of
//! order, leads elsewhere or is missing. Where they do not, one careful walk says what is wrong.

use super::fault::{Fault, Severity};
use super::findings::{Finding, Findings, Moment, Stage};
use super::list::{List, Lists};
use super::object::{Body, Data, Entry};
use super::offset_set::OffsetSet;
use super::subject::Subject;
use super::table::Found;
use super::walk::Objects;
use crate::layout::object::{DataHead, ObjectType};

/// What is known of the file before its links are looked at.
#[derive(Clone, Copy)]
pub(super) struct Known<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) objects: &'s Objects,
    pub(super) found: &'s Found,
    /// The entries that the global chain lists, in order.
    pub(super) entries: &'s [u64],
}

/// Walks over entries.
pub(super) struct Linker<'s, 'a> {
    known: Known<'s, 'a>,
    lists: Lists<'s, 'a>,
    /// The lists that have several entries, by the rank of their objects.
    places: Vec<Option<List<'a>>>,
    /// Where the walk begins; 0 for the beginning of the file.
    begin: u64,
    findings: Findings,
    /// How many links fit.
    fitting: u64,
    sorted: Vec<u64>,
    /// The other DATA objects whose entry was met, where that is to be known.
    met: Option<&'s OffsetSet>,
}

impl<'s, 'a> Linker<'s, 'a> {
    /// A walk that ends with the first fault.
    pub(super) fn quick(known: Known<'s, 'a>, begin: u64) -> Self {
        Self::new(known, begin, Findings::new(1), None, None)
    }

    /// A walk from the beginning, which finds all that is wrong. `taken` and `met` are empty sets.
    pub(super) fn careful(
        known: Known<'s, 'a>,
        findings: Findings,
        taken: &'s OffsetSet,
        met: &'s OffsetSet,
    ) -> Self {
        Self::new(known, 0, findings, Some(taken), Some(met))
    }

    fn new(
        known: Known<'s, 'a>,
        begin: u64,
        findings: Findings,
        taken: Option<&'s OffsetSet>,
        met: Option<&'s OffsetSet>,
    ) -> Self {
        let mut places = Vec::new();
        places.resize_with(known.objects.shared.len(), || None);
        let lists = Lists { subject: known.subject, arrays: &known.objects.arrays, taken };
        Self { known, lists, places, begin, findings, fitting: 0, sorted: Vec::new(), met }
    }

    /// Walks over a stretch of entries. Returns how many links fit; `None` once one does not.
    pub(super) fn fit(mut self, entries: &[u64], mut progress: impl FnMut()) -> Option<u64> {
        for &entry in entries {
            self.walk(entry);
            if self.findings.total_from(Severity::Warning) > 0 {
                return None;
            }
            progress();
        }
        Some(self.fitting)
    }

    /// Walks over all entries, and then over what is left in the lists.
    pub(super) fn judge(mut self) -> Findings {
        for &entry in self.known.entries {
            self.walk(entry);
        }
        for data in self.known.objects.data.iter() {
            self.finish(data);
        }
        self.findings
    }

    fn walk(&mut self, offset: u64) {
        match self.known.subject.load(offset, ObjectType::ENTRY).map(|loaded| loaded.body) {
            Ok(Body::Entry(entry)) => self.link_all(offset, &entry),
            Ok(_) => {}
            Err(error) => self.note(ObjectType::ENTRY, offset, Fault::Unreadable { error }),
        }
    }

    fn link_all(&mut self, offset: u64, entry: &Entry<'a>) {
        if entry.items.offsets().is_sorted_by(|a, b| a < b) {
            entry.items.offsets().for_each(|data| self.link(offset, data));
            return;
        }
        // Old writers left repeated items, and some files have them in any order.
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend(entry.items.offsets());
        sorted.sort_unstable();
        sorted.dedup();
        sorted.iter().for_each(|&data| self.link(offset, data));
        self.sorted = sorted;
    }

    #[inline]
    fn link(&mut self, entry: u64, data: u64) {
        if !self.known.found.data.contains(data) {
            if !self.known.objects.data.contains(data) {
                return self.note(ObjectType::ENTRY, entry, Fault::InvalidData { data });
            }
            self.note(ObjectType::ENTRY, entry, Fault::DataNotInTable { data });
        }
        let fits = if self.known.objects.shared.contains(data) {
            self.fits_list(entry, data)
        } else {
            let head: Option<&DataHead> = self.known.subject.file.window().read(data);
            let fits = head.is_some_and(|head| head.entry_offset.get() == entry);
            if fits && let Some(met) = self.met {
                met.insert(data);
            }
            fits
        };
        if fits {
            self.fitting = self.fitting.saturating_add(1);
        } else if self.known.entries.last() != Some(&entry) {
            // A writer that found no room for the last entry's links left it so.
            self.note(ObjectType::ENTRY, entry, Fault::NotReferenced { data });
        }
    }

    /// Whether the entry stands in the list of a DATA object, which then goes on behind it.
    fn fits_list(&mut self, entry: u64, data: u64) -> bool {
        let rank = self.known.objects.shared.rank(data);
        let Some(mut list) = self.places.get_mut(rank).and_then(Option::take).or_else(|| self.open(data))
        else {
            return false;
        };
        let mut fits = false;
        while let Some(item) = list.item() {
            if item == entry {
                self.lists.step(&mut list);
                fits = true;
                break;
            }
            // One that is ahead of its place would keep all behind it from being found.
            let is_ahead = || list.following().is_some_and(|next| next != 0 && next <= entry);
            if item > entry && !is_ahead() {
                break;
            }
            self.pass_over(data, item, &mut list);
        }
        self.note_broken(data, &mut list);
        if let Some(place) = self.places.get_mut(rank) {
            *place = Some(list);
        }
        fits
    }

    fn open(&self, data: u64) -> Option<List<'a>> {
        let body = self.load(data)?;
        Some(if self.begin == 0 { self.lists.open(&body) } else { self.lists.seek(&body, self.begin) })
    }

    fn load(&self, data: u64) -> Option<Data<'a>> {
        match self.known.subject.load(data, ObjectType::DATA).ok()?.body {
            Body::Data(body) => Some(body),
            _ => None,
        }
    }

    /// What is left in the list of a DATA object fits no entry.
    fn finish(&mut self, data: u64) {
        if !self.known.objects.shared.contains(data) {
            if self.met.is_some_and(|met| !met.contains(data))
                && let Some(body) = self.load(data).filter(|body| body.n_entries == 1)
                && !self.known.subject.is_beyond(body.entry)
            {
                self.note_stale(data, body.entry, 0);
            }
            return;
        }
        let rank = self.known.objects.shared.rank(data);
        let Some(mut list) = self.places.get_mut(rank).and_then(Option::take).or_else(|| self.open(data))
        else {
            return;
        };
        while let Some(item) = list.item().filter(|&item| !self.known.subject.is_beyond(item)) {
            self.pass_over(data, item, &mut list);
        }
        self.note_broken(data, &mut list);
    }

    fn pass_over(&mut self, data: u64, item: u64, list: &mut List<'a>) {
        self.note_stale(data, item, list.previous);
        self.lists.step(list);
    }

    /// An item of a list that fits no entry.
    fn note_stale(&mut self, data: u64, entry: u64, previous: u64) {
        if previous != 0 && entry <= previous {
            self.note(ObjectType::DATA, data, Fault::DataNotSorted { entry, previous });
        } else if !self.known.objects.entries.contains(entry) {
            self.note(ObjectType::DATA, data, Fault::InvalidEntryOfData { entry });
        } else if self.known.entries.binary_search(&entry).is_err() {
            self.note(ObjectType::ENTRY, entry, Fault::NotInMainArray);
        } else {
            self.note(ObjectType::ENTRY, entry, Fault::DataNotOfEntry { data });
        }
    }

    fn note_broken(&mut self, data: u64, list: &mut List<'a>) {
        if let Some(fault) = list.broken.take() {
            self.note(ObjectType::DATA, data, *fault);
        }
    }

    fn note(&mut self, object: ObjectType, offset: u64, fault: Fault) {
        self.findings.add(Moment(offset, Stage::Later), Finding::at(object, offset, fault));
    }
}
