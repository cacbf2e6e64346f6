//! The order of boots: each is represented by the open file whose last entry belongs to it.
//!
//! journald orders entries of different boots by these representatives, where both boots have one and both are of the
//! same machine; else by wall clock time alone (`docs/format.md`, "Order").

use std::cmp::Ordering;
use std::collections::HashMap;

use journalq_file::layout::flags::{CompatibleFlags, State};
use journalq_file::{Direction, EntryOffset, Id128, JournalFile, Scratch};

/// A boot, as an index into the boots that were met: cheap to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Boot(usize);

impl Boot {
    /// Its number, from 0.
    pub(crate) const fn index(self) -> usize {
        self.0
    }
}

/// The boots that were met, and the newest entries that represent them.
#[derive(Clone, Debug, Default)]
pub(crate) struct BootOrder {
    known: HashMap<Id128, Boot>,
    newest: Vec<Option<Newest>>,
    /// The places of those that are represented, as others of the same machine are.
    places: Vec<Option<Place>>,
}

/// Where a boot comes among those of its machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The number of the machine, less than that of all boots.
    pub(crate) machine: usize,
    /// The time that it has its place from; boots of the same time are in no order.
    pub(crate) newest_usec: u64,
}

/// The newest entry of a file, as far as the order of boots needs it.
#[derive(Clone, Copy, Debug)]
struct Newest {
    boot_id: Id128,
    monotonic_usec: u64,
    realtime_usec: u64,
    machine_id: Id128,
}

impl BootOrder {
    pub(crate) fn new(files: &[JournalFile<'_>]) -> Self {
        let mut order = Self::default();
        order.renew(files);
        order
    }

    /// Takes the representatives from these files instead. The boots that were met keep their indexes.
    pub(crate) fn renew(&mut self, files: &[JournalFile<'_>]) {
        self.newest.fill(None);
        for newest in files.iter().filter_map(|file| newest_of(*file)) {
            let boot = self.boot(newest.boot_id);
            if let Some(representative) = self.newest.get_mut(boot.0)
                && representative.is_none_or(|so_far| so_far.monotonic_usec < newest.monotonic_usec)
            {
                *representative = Some(newest);
            }
        }
        // The number of each machine, and of its boots.
        let mut of_machine: HashMap<Id128, (usize, usize)> = HashMap::new();
        for newest in self.newest.iter().flatten() {
            let machine = of_machine.len();
            let (_, boots) = of_machine.entry(newest.machine_id).or_insert((machine, 0));
            *boots = boots.saturating_add(1);
        }
        let place = |newest: &Option<Newest>| {
            let Newest { machine_id, realtime_usec, .. } = (*newest)?;
            let &(machine, boots) = of_machine.get(&machine_id)?;
            (boots > 1).then_some(Place { machine, newest_usec: realtime_usec })
        };
        self.places = self.newest.iter().map(place).collect();
    }

    /// The number of boots that were met.
    pub(crate) fn len(&self) -> usize {
        self.newest.len()
    }

    /// Tells whether the order of a boot and another one is known.
    pub(crate) fn is_ordered(&self, boot: Boot) -> bool {
        self.place(boot).is_some()
    }

    /// Where a boot comes among others of its machine; `None` where it is in no order with any.
    #[inline]
    pub(crate) fn place(&self, boot: Boot) -> Option<Place> {
        *self.places.get(boot.0)?
    }

    /// The index of a boot, a new one if it was not met before.
    pub(crate) fn boot(&mut self, boot_id: Id128) -> Boot {
        *self.known.entry(boot_id).or_insert_with(|| {
            self.newest.push(None);
            Boot(self.newest.len().saturating_sub(1))
        })
    }

    /// Which boot came first; `None` where that cannot be told.
    pub(crate) fn compare(&self, a: Boot, b: Boot) -> Option<Ordering> {
        let a = self.newest.get(a.0)?.as_ref()?;
        let b = self.newest.get(b.0)?.as_ref()?;
        if a.machine_id != b.machine_id {
            return None;
        }
        Some(a.realtime_usec.cmp(&b.realtime_usec)).filter(|order| order.is_ne())
    }
}

fn newest_of(file: JournalFile<'_>) -> Option<Newest> {
    let header = file.header();
    let tail = header.tail_entry_offset().unwrap_or_else(|| header.tail_object_offset());
    let mut entry = file.read_entry(EntryOffset::new(tail)?);
    if entry.is_err() {
        let names_tail_boot = header.compatible_flags().contains(CompatibleFlags::TAIL_ENTRY_BOOT_ID);
        if header.state() == State::ARCHIVED && names_tail_boot {
            return plausible(Newest {
                boot_id: header.tail_entry_boot_id(),
                monotonic_usec: header.tail_entry_monotonic(),
                realtime_usec: header.tail_entry_realtime(),
                machine_id: header.machine_id(),
            });
        }
        let mut all = file.all_entries();
        let last = all.len().checked_sub(1)?;
        entry = file.read_entry(all.nearest(last, Direction::Up)?.1);
    }
    let entry = entry.ok()?;
    let head = entry.head();
    plausible(Newest {
        boot_id: head.boot_id,
        monotonic_usec: head.monotonic_usec,
        realtime_usec: head.realtime_usec,
        machine_id: machine_of(file, &entry).unwrap_or_else(|| header.machine_id()),
    })
}

/// A host that was up for longer than since 1970 has no clock to go by.
fn plausible(newest: Newest) -> Option<Newest> {
    (newest.monotonic_usec <= newest.realtime_usec).then_some(newest)
}

/// The machine that an entry names: for received entries another one than the file's.
fn machine_of(file: JournalFile<'_>, entry: &journalq_file::Entry<'_>) -> Option<Id128> {
    const PREFIX: &[u8] = b"_MACHINE_ID=";
    const LONGEST: usize = PREFIX.len() + 36;
    let mut scratch = Scratch::default();
    entry.items().find_map(|data| {
        let data = file.read_data(data).ok()?;
        let payload = data.payload_prefix(LONGEST, &mut scratch).ok()?;
        Id128::parse(payload.strip_prefix(PREFIX)?)
    })
}
