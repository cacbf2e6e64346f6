//! The entries of several files in one order, by a plain sort, where the order is beyond doubt.

use std::collections::BTreeSet;

use super::{Entry, Journal};

/// An entry and the file that it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Merged<'a> {
    /// The file's place in the argument of [`merge`].
    pub file: usize,
    /// The entry.
    pub entry: &'a Entry,
}

/// Returns all entries of `journals` in journald's order, or `None` where a sort does not give it.
///
/// journald compares two entries of different files by sequence number where both files share the `seqnum_id`, then
/// by monotonic time where both are of the same boot, then by the order of the boots, then by realtime, then by
/// `xor_hash`. Such a relation is no total order in general. In three cases it is one:
///
/// - All files share one `seqnum_id`, and no sequence number occurs twice: by sequence number.
/// - No two files share a `seqnum_id`, and all entries are of one boot: by monotonic time.
/// - No two files share a `seqnum_id`, a boot or a machine (so that the order of boots stays undecided): by realtime.
///
/// In the last two cases the time must not go back within a file, and must not occur in two files.
#[must_use]
pub fn merge<'a>(journals: &[&'a Journal]) -> Option<Vec<Merged<'a>>> {
    let seqnum_ids: Vec<_> =
        journals.iter().map(|journal| BTreeSet::from([journal.header.seqnum_id])).collect();
    if seqnum_ids.iter().all(|id| *id == seqnum_ids[0]) {
        let merged = sorted_by(journals, |entry| entry.seqnum);
        let distinct = merged.is_sorted_by(|a, b| a.entry.seqnum < b.entry.seqnum);
        return distinct.then_some(merged);
    }
    let boots: Vec<BTreeSet<_>> =
        journals.iter().map(|journal| journal.entries.iter().map(|entry| entry.boot_id).collect()).collect();
    let machines: Vec<BTreeSet<_>> = journals.iter().map(|journal| machines(journal)).collect();
    if !disjoint(&seqnum_ids) {
        None
    } else if boots.iter().flatten().collect::<BTreeSet<_>>().len() <= 1 {
        sorted_by_time(journals, |entry| entry.monotonic)
    } else if disjoint(&boots) && disjoint(&machines) {
        sorted_by_time(journals, |entry| entry.realtime)
    } else {
        None
    }
}

/// The machines that entries name, in hex digits; the file's own for an entry that names none.
fn machines(journal: &Journal) -> BTreeSet<Vec<u8>> {
    let own: String = journal.header.machine_id.iter().map(|byte| format!("{byte:02x}")).collect();
    let named = |entry| journal.values(entry, b"_MACHINE_ID").first().map(|machine| machine.to_vec());
    journal.entries.iter().map(|entry| named(entry).unwrap_or_else(|| own.clone().into_bytes())).collect()
}

fn disjoint<T: Ord>(sets: &[BTreeSet<T>]) -> bool {
    let mut seen = BTreeSet::new();
    sets.iter().flatten().all(|item| seen.insert(item))
}

fn sorted_by<'a>(journals: &[&'a Journal], key: impl Fn(&Entry) -> u64) -> Vec<Merged<'a>> {
    let mut merged = Vec::new();
    for (file, journal) in journals.iter().enumerate() {
        merged.extend(journal.entries.iter().map(|entry| Merged { file, entry }));
    }
    merged.sort_by_key(|merged| key(merged.entry));
    merged
}

fn sorted_by_time<'a>(journals: &[&'a Journal], time: impl Fn(&Entry) -> u64) -> Option<Vec<Merged<'a>>> {
    if !journals.iter().all(|journal| journal.entries.is_sorted_by_key(&time)) {
        return None;
    }
    let merged = sorted_by(journals, &time);
    let unambiguous = merged
        .windows(2)
        .all(|pair| time(pair[0].entry) != time(pair[1].entry) || pair[0].file == pair[1].file);
    unambiguous.then_some(merged)
}
