//! Entries that are in several files, by content.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::hash::{DefaultHasher, Hash, Hasher};

use journalq_file::EntryHead;

/// How many pairs of files are told apart.
const PAIRS: usize = 4096;

/// A hash of what an entry has in common with its copies, whatever number they have: boot, both times, and the hash of
/// its fields, which does not depend on the file.
pub(super) fn fingerprint(head: &EntryHead) -> u64 {
    let mut hasher = DefaultHasher::new();
    (head.boot_id, head.realtime_usec, head.monotonic_usec, head.xor_hash).hash(&mut hasher);
    hasher.finish()
}

/// How many entries pairs of files have in common.
#[derive(Debug, Default)]
pub(super) struct Copies {
    /// By the files' indexes, the lower one first.
    pub(super) pairs: BTreeMap<(usize, usize), u64>,
    /// How many more there are, of pairs that are not told apart.
    pub(super) more: u64,
}

impl Copies {
    /// Compares the sorted fingerprints of files. Of more than two copies of an entry each counts with the file before it.
    ///
    /// Costs a step for each entry, and no memory but for the pairs.
    pub(super) fn of(files: &[(usize, &[u64])]) -> Self {
        let mut copies = Self::default();
        let mut next: BinaryHeap<Reverse<(u64, usize)>> =
            (0..).zip(files).filter_map(|(at, (_, prints))| Some(Reverse((*prints.first()?, at)))).collect();
        let mut taken = vec![0_usize; files.len()];
        let mut last: Option<(u64, usize)> = None;
        while let Some(Reverse((print, at))) = next.pop() {
            if let Some((_, before)) = last.filter(|(last, before)| *last == print && *before != at) {
                copies.count(files, before, at);
            }
            last = Some((print, at));
            let (Some(taken), Some((_, prints))) = (taken.get_mut(at), files.get(at)) else { continue };
            *taken = taken.saturating_add(1);
            next.extend(prints.get(*taken).map(|print| Reverse((*print, at))));
        }
        copies
    }

    fn count(&mut self, files: &[(usize, &[u64])], one: usize, other: usize) {
        let (Some((one, _)), Some((other, _))) = (files.get(one), files.get(other)) else { return };
        let pair = (*one.min(other), *one.max(other));
        let has_room = self.pairs.len() < PAIRS;
        match self.pairs.get_mut(&pair) {
            Some(count) => *count = count.saturating_add(1),
            None if has_room => drop(self.pairs.insert(pair, 1)),
            None => self.more = self.more.saturating_add(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_counted_by_pairs_of_files() {
        let files: [(usize, &[u64]); 4] = [(3, &[1, 2, 2, 5]), (5, &[2, 5, 9]), (6, &[]), (8, &[5])];
        let copies = Copies::of(&files);
        assert_eq!(copies.pairs.into_iter().collect::<Vec<_>>(), [((3, 5), 2), ((5, 8), 1)]);
    }
}
