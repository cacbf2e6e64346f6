//! What can be said of an object only beside those before it: counts, sequence numbers, times, where the tables are.

use super::super::contents::length;
use super::super::fault::Fault;
use super::super::findings::{Finding, Findings, Moment, Stage};
use super::super::object::{Body, Entry, Loaded};
use super::super::subject::Subject;
use crate::check::size_of_u64;
use crate::layout::flags::CompatibleFlags;
use crate::layout::id128::Id128;
use crate::layout::object::{HashItem, ObjectHeader, ObjectType};
use crate::seal::{KeyGenerator, SealOrder, SealReport, SealVerifier};

/// Where the header has its counters: journalctl names these places.
mod place {
    pub(super) const N_OBJECTS: u64 = 144;
    pub(super) const N_ENTRIES: u64 = 152;
    pub(super) const TAIL_ENTRY_SEQNUM: u64 = 160;
    pub(super) const N_DATA: u64 = 208;
    pub(super) const N_FIELDS: u64 = 216;
    pub(super) const N_TAGS: u64 = 224;
    pub(super) const N_ENTRY_ARRAYS: u64 = 232;
    /// What journalctl says where it names none.
    pub(super) const NONE: u64 = 0;
}

/// What was counted and seen so far.
pub(super) struct Order<'s, 'a> {
    subject: &'s Subject<'a>,
    is_sealed: bool,
    objects: u64,
    entries: u64,
    data: u64,
    fields: u64,
    tags: SealOrder,
    arrays: u64,
    last: Option<Last>,
    met_main_array: bool,
    seals: Option<SealVerifier<'s>>,
}

/// The entry before.
#[derive(Clone, Copy)]
struct Last {
    seqnum: u64,
    realtime: u64,
    monotonic: u64,
    boot_id: Id128,
}

impl<'s, 'a> Order<'s, 'a> {
    /// With `key` the seals of a sealed file are verified, too.
    pub(super) fn new(subject: &'s Subject<'a>, key: Option<&'s KeyGenerator>) -> Self {
        let key = key.filter(|_| subject.is_sealed());
        Self {
            subject,
            is_sealed: subject.is_sealed(),
            objects: 0,
            entries: 0,
            data: 0,
            fields: 0,
            tags: SealOrder::new(subject.file),
            arrays: 0,
            last: None,
            met_main_array: false,
            seals: key.map(|key| SealVerifier::new(subject.file, key)),
        }
    }

    /// The sequence number of the last entry.
    pub(super) fn seqnum(&self) -> u64 {
        self.last.map_or(0, |last| last.seqnum)
    }

    /// Takes note of the next object.
    pub(super) fn take(&mut self, object: &Loaded<'_>, findings: &mut Findings) {
        self.objects = self.objects.saturating_add(1);
        let mut found = |fault| {
            let finding = Finding::at(object.object_type, object.offset, fault);
            findings.add(Moment(object.offset, Stage::Order), finding);
        };
        match object.body {
            Body::Data(_) => self.data = self.data.saturating_add(1),
            Body::Field(_) => self.fields = self.fields.saturating_add(1),
            Body::Entry(entry) => self.take_entry(&entry, &mut found),
            Body::Table(items) => self.check_table(object, items, &mut found),
            Body::Array(_) => {
                self.arrays = self.arrays.saturating_add(1);
                self.met_main_array |= object.offset == self.subject.header().entry_array_offset();
            }
            Body::Tag { seqnum, epoch } => self.take_tag(object.offset, seqnum, epoch, &mut found),
        }
    }

    fn take_entry(&mut self, entry: &Entry<'_>, found: &mut impl FnMut(Fault)) {
        match &mut self.seals {
            Some(seals) => {
                seals.entry(entry.realtime).err().map(Fault::from).into_iter().for_each(&mut *found)
            }
            None if self.is_sealed && self.tags.seals() == 0 => found(Fault::EntryBeforeTag),
            None => {}
        }
        match self.last {
            None => {
                let header = self.subject.header();
                let (seqnum, realtime) = (header.head_entry_seqnum(), header.head_entry_realtime());
                if entry.seqnum != seqnum {
                    found(Fault::HeadSeqnum { found: entry.seqnum, header: seqnum });
                }
                if entry.realtime != realtime {
                    found(Fault::HeadRealtime { found: entry.realtime, header: realtime });
                }
            }
            Some(last) => {
                if last.seqnum >= entry.seqnum {
                    found(Fault::SeqnumOrder { previous: last.seqnum, found: entry.seqnum });
                }
                if last.boot_id == entry.boot_id && last.monotonic > entry.monotonic {
                    found(Fault::MonotonicOrder { previous: last.monotonic, found: entry.monotonic });
                }
                if last.realtime > entry.realtime {
                    found(Fault::RealtimeOrder { previous: last.realtime, found: entry.realtime });
                }
            }
        }
        self.last = Some(Last {
            seqnum: entry.seqnum,
            realtime: entry.realtime,
            monotonic: entry.monotonic,
            boot_id: entry.boot_id,
        });
        self.entries = self.entries.saturating_add(1);
    }

    fn check_table(&self, object: &Loaded<'_>, items: &[HashItem], found: &mut impl FnMut(Fault)) {
        let (table, header) = (object.object_type, self.subject.header());
        let (offset, size) = if table == ObjectType::DATA_HASH_TABLE {
            (header.data_hash_table_offset(), header.data_hash_table_size())
        } else {
            (header.field_hash_table_offset(), header.field_hash_table_size())
        };
        let found_offset = object.offset.saturating_add(size_of_u64::<ObjectHeader>());
        let found_size = length(size_of_val(items));
        if offset != found_offset {
            found(Fault::TableOffset { table, header: offset, found: found_offset });
        } else if size != found_size {
            found(Fault::TableSize { table, header: size, found: found_size });
        }
    }

    fn take_tag(&mut self, offset: u64, seqnum: u64, epoch: u64, found: &mut impl FnMut(Fault)) {
        let out_of_order = self.tags.take(seqnum, epoch);
        match &mut self.seals {
            Some(seals) => {
                let seal = seals.tag(offset).ok();
                seal.and_then(|seal| seal.fault).map(Fault::from).into_iter().for_each(found);
            }
            // What can be said without the key.
            None => {
                if !self.is_sealed {
                    found(Fault::TagUnsealed);
                }
                out_of_order.into_iter().flatten().map(Fault::from).for_each(found);
            }
        }
    }

    /// What the seals say, where they were verified.
    pub(super) fn take_seals(&mut self) -> Option<SealReport> {
        self.seals.take().map(SealVerifier::finish)
    }

    /// Compares what was counted with what the header says.
    pub(super) fn check_end(&self, findings: &mut Findings) {
        let found = &mut |offset, fault| {
            findings.add(Moment(u64::MAX, Stage::Later), Finding::of_header(offset, fault));
        };
        // In a file that is being written the counters are those of another moment.
        if self.subject.is_whole() {
            self.check_counts(found);
            self.check_tail(found);
        }
    }

    fn check_counts(&self, found: &mut impl FnMut(u64, Fault)) {
        let header = self.subject.header();
        let mut count = |place, found_n, header_n: Option<u64>, fault: fn(u64, u64) -> Fault| {
            if let Some(header_n) = header_n.filter(|&header_n| header_n != found_n) {
                found(place, fault(found_n, header_n));
            }
        };
        count(place::N_OBJECTS, self.objects, Some(header.n_objects()), |found, header| Fault::ObjectCount {
            found,
            header,
        });
        count(place::N_ENTRIES, self.entries, Some(header.n_entries()), |found, header| Fault::EntryCount {
            found,
            header,
        });
        count(place::N_DATA, self.data, header.n_data(), |found, header| Fault::DataCount { found, header });
        count(place::N_FIELDS, self.fields, header.n_fields(), |found, header| Fault::FieldCount {
            found,
            header,
        });
        count(place::N_TAGS, self.tags.seals(), header.n_tags(), |found, header| Fault::TagCount {
            found,
            header,
        });
        count(place::N_ENTRY_ARRAYS, self.arrays, header.n_entry_arrays(), |found, header| {
            Fault::ArrayCount { found, header }
        });
    }

    fn check_tail(&self, found: &mut impl FnMut(u64, Fault)) {
        let header = self.subject.header();
        if header.entry_array_offset() != 0 && !self.met_main_array {
            found(place::NONE, Fault::MissingMainArray);
        }
        let Some(last) = self.last else { return };
        let seqnum = header.tail_entry_seqnum();
        if last.seqnum != seqnum {
            found(place::TAIL_ENTRY_SEQNUM, Fault::TailSeqnum { found: last.seqnum, header: seqnum });
        }
        let monotonic = header.tail_entry_monotonic();
        let names_boot = header.compatible_flags().contains(CompatibleFlags::TAIL_ENTRY_BOOT_ID);
        if names_boot && last.boot_id == header.tail_entry_boot_id() && last.monotonic != monotonic {
            found(place::NONE, Fault::TailMonotonic { found: last.monotonic, header: monotonic });
        }
        let realtime = header.tail_entry_realtime();
        if last.realtime != realtime {
            found(place::NONE, Fault::TailRealtime { found: last.realtime, header: realtime });
        }
    }
}
