//! What the walks over single files come to together: machines, boots, activity.

use std::collections::BTreeMap;

use journalq_file::Id128;

use super::activity::{Activity, Named};
use super::anomaly::Place;
use super::boots::{Boot, BootEnd};
use super::capped::Capped;
use super::evidence::Times;
use super::report::Host;
use super::walk::{BootPart, Names, Walk};

/// How many machines and boots are listed, and how many values of a field.
const HOSTS: usize = 1024;
const BOOTS: usize = 4096;
const NAMES: usize = 20;
const HOSTNAMES: usize = 4;

/// What comes behind the last word of journald or the system at most, in microseconds of the boot.
const LAST_WORDS_USEC: u64 = 300_000_000;

/// A boot, and what is needed to judge it.
#[derive(Clone, Debug)]
pub(super) struct KnownBoot {
    pub(super) boot: Boot,
    /// Its last entry.
    pub(super) last: Place,
}

/// The machines of the walks, each walk with the machine of its file.
pub(super) fn hosts(walks: &[(Id128, &Walk)]) -> Capped<Host> {
    let mut hosts: BTreeMap<Id128, (Host, Names)> = BTreeMap::new();
    for (machine_id, walk) in walks {
        let (host, names) = hosts.entry(*machine_id).or_insert_with(|| {
            let host =
                Host { machine_id: *machine_id, names: Capped::default(), files: 0, entries: 0, times: None };
            (host, Names::default())
        });
        host.files = host.files.saturating_add(1);
        host.entries = host.entries.saturating_add(walk.entries);
        host.times = Times::joined(host.times, walk.times);
        for (name, entries) in &walk.hostnames.counts {
            names.add(name.clone(), *entries);
        }
    }
    let named = |(host, names): (Host, Names)| {
        let Capped { items, more } = largest(names, HOSTNAMES);
        Host { names: Capped { items: items.into_iter().map(|named| named.name).collect(), more }, ..host }
    };
    let mut hosts = Capped::from(hosts.into_values().map(named).collect::<Vec<_>>());
    hosts.truncate(HOSTS);
    hosts
}

/// The boots of all walks, by machine, oldest first.
pub(super) fn boots(walks: &[(Id128, &Walk)]) -> Capped<KnownBoot> {
    let mut parts: BTreeMap<(Id128, Id128), BootPart> = BTreeMap::new();
    let mut more = 0_u64;
    for (machine_id, walk) in walks {
        more = more.saturating_add(walk.boots.more);
        for part in &walk.boots.items {
            let joined = parts
                .entry((*machine_id, part.boot_id))
                .or_insert_with(|| BootPart { entries: 0, ..part.clone() });
            join(joined, part);
        }
    }
    let mut boots: Vec<KnownBoot> =
        parts.into_iter().map(|((machine_id, _), part)| known(machine_id, &part)).collect();
    boots.sort_by_key(|known| (known.boot.machine_id, known.boot.times.first_usec, known.boot.boot_id));
    for at in 1..boots.len() {
        let follows = boots.get(at).map(|next| next.boot.machine_id);
        if let Some(before) = boots.get_mut(at.saturating_sub(1))
            && before.boot.end == BootEnd::Open
            && follows == Some(before.boot.machine_id)
        {
            before.boot.end = BootEnd::Missing;
        }
    }
    let mut boots = Capped { items: boots, more };
    boots.truncate(BOOTS);
    boots
}

fn join(joined: &mut BootPart, part: &BootPart) {
    joined.entries = joined.entries.saturating_add(part.entries);
    joined.times =
        Times::with(Some(Times::with(Some(joined.times), part.times.first_usec)), part.times.last_usec);
    joined.first_monotonic_usec = joined.first_monotonic_usec.min(part.first_monotonic_usec);
    if part.last_monotonic_usec > joined.last_monotonic_usec {
        (joined.last_monotonic_usec, joined.last) = (part.last_monotonic_usec, part.last);
    }
    joined.mark = joined.mark.max(part.mark);
}

fn known(machine_id: Id128, part: &BootPart) -> KnownBoot {
    let is_last_word = |(usec, is_end): (u64, bool)| {
        is_end && part.last_monotonic_usec.saturating_sub(usec) <= LAST_WORDS_USEC
    };
    let boot = Boot {
        machine_id,
        boot_id: part.boot_id,
        entries: part.entries,
        times: part.times,
        first_monotonic_usec: part.first_monotonic_usec,
        last_monotonic_usec: part.last_monotonic_usec,
        end: if part.mark.is_some_and(is_last_word) { BootEnd::Clean } else { BootEnd::Open },
    };
    KnownBoot { boot, last: part.last }
}

/// What was logged when, and by whom.
pub(super) fn activity(walks: Vec<Walk>) -> Activity {
    let mut activity = Activity::default();
    let (mut units, mut identifiers) = (Names::default(), Names::default());
    for walk in walks {
        activity.histogram.append(&walk.histogram);
        add(&mut activity.priorities, &walk.priorities);
        activity.week.iter_mut().zip(&walk.week).for_each(|(sums, counts)| add(sums, counts));
        units.append(walk.units);
        identifiers.append(walk.identifiers);
    }
    (activity.units, activity.identifiers) = (largest(units, NAMES), largest(identifiers, NAMES));
    activity
}

fn add(sums: &mut [u64], counts: &[u64]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
}

/// The names with the most entries.
fn largest(names: Names, most: usize) -> Capped<Named> {
    let named = |(name, entries): (Vec<u8>, u64)| Named {
        name: String::from_utf8_lossy(&name).into_owned(),
        entries,
    };
    let mut all: Vec<Named> = names.counts.into_iter().map(named).collect();
    all.sort_by(|one, other| (other.entries, &one.name).cmp(&(one.entries, &other.name)));
    let mut largest = Capped { items: all, more: names.more };
    largest.truncate(most);
    largest
}
