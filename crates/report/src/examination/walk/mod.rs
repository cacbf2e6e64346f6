//! One walk over the entries of a file, for all that is told of each on its own.

mod entry_hash;
mod meaning;
mod processes;

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journalq_file::{Entry, EntryHead, Id128, JournalFile, Scratch, split_field};

use self::meaning::{Looked, Mark, Meaning, Meanings};
use self::processes::{Processes, Program};
use super::activity::{Histogram, PRIORITIES};
use super::anomaly::Place;
use super::capped::Capped;
use super::copies::fingerprint;
use super::evidence::Times;

/// How many boots of a file are kept.
const BOOTS: usize = 4096;

/// How many places of a kind are kept of a file.
pub(super) const PLACES: usize = 16;

/// How many different values of a field are counted in a file, and how much of each is kept, in bytes.
const NAMES: usize = 1 << 14;
const NAME_BYTES: usize = 256;

/// How many fields of an entry are looked at: journald takes no more.
const FIELDS: usize = 1024;

/// By how much the time of the sender and that of reception may differ, in microseconds.
const FAR_USEC: u64 = 60_000_000;

/// By how much the sender may be ahead.
const AHEAD_USEC: u64 = 2_000_000;

/// What a walk over a file found.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) entries: u64,
    pub(super) times: Option<Times>,
    /// The machine that most of the entries say they are of.
    pub(super) machine_id: Option<Id128>,
    pub(super) hostnames: Names,
    pub(super) units: Names,
    pub(super) identifiers: Names,
    pub(super) boots: Capped<BootPart>,
    pub(super) histogram: Histogram,
    pub(super) priorities: [u64; PRIORITIES],
    pub(super) week: [[u64; 24]; 7],
    /// What was found in single entries.
    pub(super) odd: Odd,
    /// For each entry a hash of all that makes it: see [`fingerprint`].
    pub(super) fingerprints: Vec<u64>,
    /// Whether there was no room for them.
    pub(super) lacks_fingerprints: bool,
}

/// How often each value of a field stands in a file; values beyond the most that are kept are counted together.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) counts: HashMap<Vec<u8>, u64>,
    pub(super) more: u64,
}

/// What a file has of a boot.
#[derive(Clone, Debug)]
pub(super) struct BootPart {
    pub(super) boot_id: Id128,
    pub(super) entries: u64,
    pub(super) times: Times,
    pub(super) first_monotonic_usec: u64,
    pub(super) last_monotonic_usec: u64,
    /// When journald, or the system, last said that it begins or ends, and whether it was the end.
    pub(super) mark: Option<(u64, bool)>,
    /// The last entry.
    pub(super) last: Place,
}

/// Entries that are not as journald writes them.
#[derive(Clone, Debug, Default)]
pub(super) struct Odd {
    pub(super) kernel_with_process: Capped<Place>,
    pub(super) impossible: Capped<Place>,
    pub(super) other_boot: Capped<Place>,
    pub(super) process: Capped<Place>,
    /// Those that do not have the fields that their hash was made of.
    pub(super) hash: Capped<Place>,
    pub(super) source_time: Capped<Place>,
    /// The largest distance of a sender's time, in microseconds, and whether it was ahead.
    pub(super) farthest: Option<(u64, bool)>,
}

/// Walks over the entries of a file. `index` is that of the file among all.
pub(super) fn walk(file: &JournalFile<'_>, index: usize, zone: &TimeZone, keeps_fingerprints: bool) -> Walk {
    let mut walker = Walker::new(*file, index, zone);
    walker.walk.lacks_fingerprints = !keeps_fingerprints;
    for entry in file.entries() {
        walker.take(&entry);
    }
    let mut walk = walker.walk;
    walk.hostnames = names(file, b"_HOSTNAME");
    walk.units = names(file, b"_SYSTEMD_UNIT");
    walk.identifiers = names(file, b"SYSLOG_IDENTIFIER");
    let machines = names(file, b"_MACHINE_ID").counts;
    let most = machines.into_iter().max_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
    walk.machine_id = most.and_then(|(id, _)| Id128::parse(&id));
    walk.fingerprints.sort_unstable();
    walk
}

/// How many entries have which value of a field, by the lengths of lists. An index that is broken ends it.
fn names(file: &JournalFile<'_>, name: &[u8]) -> Names {
    let mut names = Names::default();
    let mut scratch = Scratch::default();
    let mut values = file.values_of(name);
    while let Ok(Some(data)) = values.next_with(&mut scratch) {
        // No list is longer than that of all entries.
        let entries = data.n_entries().min(file.header().n_entries());
        let wanted = NAME_BYTES.saturating_add(name.len());
        let Ok(payload) = data.payload_prefix(wanted, &mut scratch) else { continue };
        let Some((_, value)) = split_field(payload) else { continue };
        names.add(value.to_vec(), entries);
    }
    names
}

impl Names {
    pub(super) fn add(&mut self, name: Vec<u8>, entries: u64) {
        let has_room = self.counts.len() < NAMES;
        match self.counts.get_mut(&name) {
            Some(count) => *count = count.saturating_add(entries),
            None if has_room => drop(self.counts.insert(name, entries)),
            None => self.more = self.more.saturating_add(1),
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.more = self.more.saturating_add(other.more);
        // In an order of its own, so that what is kept of too many does not depend on the map's.
        let mut counts: Vec<(Vec<u8>, u64)> = other.counts.into_iter().collect();
        counts.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        counts.into_iter().for_each(|(name, entries)| self.add(name, entries));
    }
}

struct Walker<'a, 'z> {
    index: usize,
    zone: &'z TimeZone,
    meanings: Meanings<'a>,
    processes: Processes,
    walk: Walk,
    /// The boots that were met, by their place in the list.
    boots: HashMap<Id128, usize>,
    /// The hashes of an entry's fields.
    hashes: Vec<u64>,
    /// The minute that was looked up in the calendar last, and its weekday and hour.
    minute: Option<(u64, usize, usize)>,
}

/// What the fields of an entry say.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    priority: Option<u8>,
    is_of_kernel: bool,
    has_kernel_facility: bool,
    is_of_journald: bool,
    is_of_audit: bool,
    is_of_root: bool,
    has_process: bool,
    has_impossible: bool,
    has_last_target: bool,
    pid: Option<u64>,
    exe: Option<u64>,
    unit: Option<u64>,
    source_usec: Option<u64>,
    boot_id: Option<u64>,
    mark: Option<Mark>,
}

impl<'a, 'z> Walker<'a, 'z> {
    fn new(file: JournalFile<'a>, index: usize, zone: &'z TimeZone) -> Self {
        Self {
            index,
            zone,
            meanings: Meanings::new(file),
            processes: Processes::new(),
            walk: Walk::default(),
            boots: HashMap::new(),
            hashes: Vec::new(),
            minute: None,
        }
    }

    fn take(&mut self, entry: &Entry<'a>) {
        let head = entry.head();
        let facts = self.facts(entry);
        self.walk.entries = self.walk.entries.saturating_add(1);
        self.walk.times = Some(Times::with(self.walk.times, head.realtime_usec));
        if !self.walk.lacks_fingerprints {
            self.walk.fingerprints.push(fingerprint(&head));
        }
        self.count(head.realtime_usec, facts.priority);
        let place = Place {
            file: self.index,
            offset: entry.offset().get(),
            seqnum: head.seqnum,
            realtime_usec: head.realtime_usec,
        };
        self.take_boot(&head, &facts, place);
        // Without the hash of each field nothing can be told.
        if self.hashes.len() == entry.n_items() && entry_hash::contradicts(&self.hashes, head.xor_hash) {
            self.walk.odd.hash.push(PLACES, place);
        }
        self.judge(&head, &facts, place);
    }

    fn facts(&mut self, entry: &Entry<'a>) -> Facts {
        let mut facts = Facts::default();
        self.hashes.clear();
        for offset in entry.items().take(FIELDS) {
            let Looked { meaning, hash } = self.meanings.of(offset);
            self.hashes.extend(hash);
            match meaning {
                Meaning::Other => {}
                Meaning::Priority(priority) => facts.priority = facts.priority.or(Some(priority)),
                Meaning::FromKernel => facts.is_of_kernel = true,
                Meaning::FromAudit => facts.is_of_audit = true,
                Meaning::KernelFacility => facts.has_kernel_facility = true,
                Meaning::FromJournald => facts.is_of_journald = true,
                Meaning::Pid(pid) => (facts.pid, facts.has_process) = (Some(pid), true),
                Meaning::Uid { is_root } => (facts.is_of_root, facts.has_process) = (is_root, true),
                Meaning::OfProcess => facts.has_process = true,
                Meaning::Exe(exe) => (facts.exe, facts.has_process) = (Some(exe), true),
                Meaning::Unit(unit) => (facts.unit, facts.has_process) = (Some(unit), true),
                Meaning::SourceTime(usec) => facts.source_usec = Some(usec),
                Meaning::BootId(id) => facts.boot_id = Some(id),
                Meaning::Mark(mark) => facts.mark = Some(mark),
                Meaning::LastTarget => facts.has_last_target = true,
                Meaning::Impossible => facts.has_impossible = true,
            }
        }
        facts
    }

    /// Counts an entry by time and priority.
    fn count(&mut self, realtime_usec: u64, priority: Option<u8>) {
        let priority = priority.map_or(PRIORITIES.saturating_sub(1), usize::from);
        self.walk.histogram.add(realtime_usec, priority, 1);
        if let Some(count) = self.walk.priorities.get_mut(priority) {
            *count = count.saturating_add(1);
        }
        let minute = realtime_usec / 60_000_000;
        let (weekday, hour) = match self.minute {
            Some((known, weekday, hour)) if known == minute => (weekday, hour),
            _ => {
                let (weekday, hour) = hour_of(realtime_usec, self.zone);
                self.minute = Some((minute, weekday, hour));
                (weekday, hour)
            }
        };
        if let Some(count) = self.walk.week.get_mut(weekday).and_then(|day| day.get_mut(hour)) {
            *count = count.saturating_add(1);
        }
    }

    fn take_boot(&mut self, head: &EntryHead, facts: &Facts, last: Place) {
        let (time, monotonic_usec) = (head.realtime_usec, head.monotonic_usec);
        let boots = &mut self.walk.boots;
        let known = self.boots.get(&head.boot_id).copied().unwrap_or(boots.items.len());
        if known == boots.items.len() {
            let part = BootPart {
                boot_id: head.boot_id,
                entries: 0,
                times: Times::with(None, time),
                first_monotonic_usec: monotonic_usec,
                last_monotonic_usec: monotonic_usec,
                mark: None,
                last,
            };
            boots.push(BOOTS, part);
            if known < boots.items.len() {
                self.boots.insert(head.boot_id, known);
            }
        }
        let Some(part) = boots.items.get_mut(known) else { return };
        part.entries = part.entries.saturating_add(1);
        part.times = Times::with(Some(part.times), time);
        part.first_monotonic_usec = part.first_monotonic_usec.min(monotonic_usec);
        if monotonic_usec >= part.last_monotonic_usec {
            (part.last_monotonic_usec, part.last) = (monotonic_usec, last);
        }
        if let Some(is_end) = facts.end() {
            part.mark = Some((monotonic_usec, is_end));
        }
    }

    /// Looks for what journald does not write.
    fn judge(&mut self, head: &EntryHead, facts: &Facts, place: Place) {
        let odd = &mut self.walk.odd;
        if facts.is_of_kernel && facts.has_kernel_facility && facts.has_process {
            odd.kernel_with_process.push(PLACES, place);
        }
        // What the audit subsystem knows of a process is passed on as it is.
        if facts.has_impossible && !facts.is_of_audit {
            odd.impossible.push(PLACES, place);
        }
        if facts.boot_id.is_some_and(|id| id != meaning::of_id(head.boot_id)) {
            odd.other_boot.push(PLACES, place);
        }
        if let (Some(pid), Some(exe), Some(unit)) = (facts.pid, facts.exe, facts.unit) {
            let (program, at) = (Program { exe, unit }, (place, head.monotonic_usec));
            if let Some(between) = self.processes.contradict(head.boot_id, pid, program, at) {
                odd.process.push(PLACES, between);
            }
        }
        if let Some(source) = facts.source_usec {
            let (distance, is_ahead) = (source.abs_diff(head.realtime_usec), source > head.realtime_usec);
            if distance > FAR_USEC || is_ahead && distance > AHEAD_USEC {
                odd.source_time.push(PLACES, place);
                odd.farthest = odd.farthest.max(Some((distance, is_ahead)));
            }
        }
    }
}

impl Facts {
    /// Whether the entry says that journald or the system ends, or begins; nothing of both mostly. A message of anybody else
    /// does not count.
    fn end(&self) -> Option<bool> {
        match self.mark? {
            Mark::JournalStarted => self.is_of_journald.then_some(false),
            Mark::JournalStopped => self.is_of_journald.then_some(true),
            Mark::Shutdown => self.is_of_root.then_some(true),
            Mark::UnitStarted => (self.has_last_target && self.pid == Some(1)).then_some(true),
        }
    }
}

/// The weekday, Monday being 0, and the hour of a moment.
fn hour_of(usec: u64, zone: &TimeZone) -> (usize, usize) {
    let time = i64::try_from(usec).ok().and_then(|usec| Timestamp::from_microsecond(usec).ok());
    // Beyond the calendar there is no hour; nothing was ever logged there.
    let time = zone.to_datetime(time.unwrap_or(Timestamp::MAX));
    let weekday = usize::try_from(time.weekday().to_monday_zero_offset()).unwrap_or_default();
    (weekday, usize::try_from(time.hour()).unwrap_or_default())
}
