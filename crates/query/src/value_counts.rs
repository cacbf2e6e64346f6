//! How many entries have each value of a field, by the lengths of lists: no entry is looked at.
//!
//! A DATA object lists its entries, so that the index of a file has the answer. Of several files it has the answer only where
//! they provably have no entry in common, since an entry that two files hold is one entry.

use std::collections::{HashMap, HashSet};

use journalq_file::layout::flags::State;
use journalq_file::{FormatError, Id128, JournalFile, Scratch, split_field};

/// How many entries have which value of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueCounts {
    /// The values, each with the number of entries that have it. An entry with several values counts for each.
    pub values: HashMap<Vec<u8>, u64>,
    /// The number of entries that have none.
    pub without: u64,
    /// The number of all entries.
    pub entries: u64,
}

/// Counts the entries of `files` by the values of the field `name`, from the indexes alone.
///
/// `None` where that would be no proof, or too dear: two files may have an entry in common, a file is being written to, an
/// index cannot be read, or a file is larger than 4 GiB. Then the entries have to be counted one by one. Entries that are listed and cannot be read are counted here.
///
/// Two files have no entry in common if their numbers are of one series and do not overlap, if they are of different boots, or
/// if no value of the field is in both: the user's journals have other units than the system's.
///
/// Costs a look at each value, and a bit of memory for every 8 bytes of the largest file.
#[must_use]
pub fn value_counts(files: &[JournalFile<'_>], name: &[u8]) -> Option<ValueCounts> {
    let mut counts = ValueCounts::default();
    let mut owners = Owners::default();
    for (number, file) in files.iter().enumerate() {
        if file.header().state() == State::ONLINE {
            return None;
        }
        let counted = FileCounts::of(file, name).ok()??;
        counts.entries = counts.entries.saturating_add(counted.entries);
        counts.without = counts.without.saturating_add(counted.without);
        if counted.without > 0 {
            owners.without.push(number);
        }
        for (value, entries) in counted.values {
            owners.values.entry(value.clone()).or_default().push(number);
            let count = counts.values.entry(value).or_default();
            *count = count.saturating_add(entries);
        }
    }
    owners.are_disjoint(files).ok()?.then_some(counts)
}

/// What a file has.
struct FileCounts {
    values: Vec<(Vec<u8>, u64)>,
    without: u64,
    entries: u64,
}

impl FileCounts {
    /// `None` where a list does not lead to as many entries as it should.
    fn of(file: &JournalFile<'_>, name: &[u8]) -> Result<Option<Self>, FormatError> {
        file.check_tail_object()?;
        let mut scratch = Scratch::default();
        let mut values = Vec::new();
        let Some(mut having) = Marks::new(file) else { return Ok(None) };
        let mut data_objects = file.values_of(name);
        while let Some(data) = data_objects.next_with(&mut scratch)? {
            let mut list = file.entries_of(&data);
            for index in 0..list.len() {
                let Some(entry) = list.get(index) else { return Ok(None) };
                having.set(entry.get());
            }
            if list.defect().is_some() || list.len() != data.n_entries() {
                return Ok(None);
            }
            let payload = data.payload(&mut scratch)?;
            let value = split_field(payload).map(|(_, value)| value).unwrap_or_default();
            values.push((value.to_vec(), list.len()));
        }
        let all = file.all_entries();
        if all.defect().is_some() || all.len() != file.header().n_entries() {
            return Ok(None);
        }
        let without = all.len().saturating_sub(having.count);
        Ok(Some(Self { values, without, entries: all.len() }))
    }
}

/// Which files have which values: an entry can only be in files that have its value.
#[derive(Default)]
struct Owners {
    values: HashMap<Vec<u8>, Vec<usize>>,
    without: Vec<usize>,
}

impl Owners {
    /// Tells whether no entry can be in two of the files.
    fn are_disjoint(self, files: &[JournalFile<'_>]) -> Result<bool, FormatError> {
        let sets: HashSet<Vec<usize>> = self.values.into_values().chain([self.without]).collect();
        let several: Vec<Vec<usize>> = sets.into_iter().filter(|set| set.len() > 1).collect();
        if several.is_empty() {
            return Ok(true);
        }
        let origins = files.iter().map(Origin::of).collect::<Result<Vec<_>, _>>()?;
        Ok(several.iter().all(|set| {
            let of_set: Vec<&Origin> = set.iter().filter_map(|&number| origins.get(number)).collect();
            of_set.iter().enumerate().all(|(at, one)| {
                of_set.iter().skip(at.saturating_add(1)).all(|other| one.is_apart_from(other))
            })
        }))
    }
}

/// Where the entries of a file are from.
struct Origin {
    /// The series of sequence numbers, and the first and last of them.
    series: Id128,
    numbers: (u64, u64),
    /// The values of `_BOOT_ID`.
    boots: HashSet<Vec<u8>>,
}

impl Origin {
    fn of(file: &JournalFile<'_>) -> Result<Self, FormatError> {
        let header = file.header();
        let mut scratch = Scratch::default();
        let mut boots = HashSet::new();
        let mut values = file.values_of(b"_BOOT_ID");
        while let Some(boot) = values.next_with(&mut scratch)? {
            boots.insert(boot.payload(&mut scratch)?.to_vec());
        }
        let numbers = (header.head_entry_seqnum(), header.tail_entry_seqnum());
        Ok(Self { series: header.seqnum_id(), numbers, boots })
    }

    /// Tells whether two files have no entry in common.
    fn is_apart_from(&self, other: &Self) -> bool {
        if self.series == other.series && !self.series.is_null() {
            let ((head, tail), (other_head, other_tail)) = (self.numbers, other.numbers);
            return tail < other_head || other_tail < head;
        }
        self.boots.is_disjoint(&other.boots)
    }
}

/// The places of a file that were marked; objects start at multiples of 8.
struct Marks {
    words: Vec<u64>,
    count: u64,
}

impl Marks {
    /// The largest file that is marked, in bytes; compact ones are no larger. One with a hole may be of any size.
    const LARGEST: u64 = 1 << 32;

    /// `None` where that takes more memory than may be.
    fn new(file: &JournalFile<'_>) -> Option<Self> {
        let words = usize::try_from(file.len() / (8 * 64)).ok()?.checked_add(1)?;
        let bytes = u64::try_from(words).ok()?.checked_mul(8)?;
        let is_small = file.len() <= Self::LARGEST && bytes <= file.limits().run_bytes;
        is_small.then(|| Self { words: vec![0; words], count: 0 })
    }

    fn set(&mut self, offset: u64) {
        let at = offset / 8;
        let word = usize::try_from(at / 64).ok().and_then(|word| self.words.get_mut(word));
        if let Some(word) = word {
            let bit = 1 << (at % 64);
            self.count = self.count.saturating_add(u64::from(*word & bit == 0));
            *word |= bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use journalq_file::Source;
    use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};

    use super::*;

    /// A journal of this series and boot with entries of these numbers. Odd ones have `A=odd`, those that 3 divides `A=three`.
    fn journal(series: u8, boot: u8, seqnums: std::ops::Range<u64>) -> Vec<u8> {
        let options = WriteOptions {
            seqnum_id: Id128([series; 16]),
            file_id: Id128([boot; 16]),
            ..WriteOptions::default()
        };
        let mut writer = JournalWriter::new(options).unwrap();
        let boot_id = Id128([boot; 16]);
        let boot_field = format!("_BOOT_ID={boot_id}");
        for seqnum in seqnums {
            let mut payloads: Vec<&[u8]> = vec![boot_field.as_bytes()];
            payloads.extend((seqnum % 2 == 1).then_some(&b"A=odd"[..]));
            payloads.extend((seqnum % 3 == 0).then_some(&b"A=three"[..]));
            let entry = NewEntry {
                seqnum: Some(seqnum),
                realtime_usec: seqnum,
                monotonic_usec: seqnum,
                boot_id,
                xor_hash: None,
                payloads: &payloads,
            };
            writer.append(&entry).unwrap();
        }
        writer.finish()
    }

    fn counts(journals: &[Vec<u8>]) -> Option<(u64, u64, u64)> {
        let files: Vec<_> = journals.iter().map(|bytes| JournalFile::open(bytes).unwrap()).collect();
        let ValueCounts { values, without, .. } = value_counts(&files, b"A")?;
        let of = |value: &[u8]| values.get(value).copied().unwrap_or_default();
        assert!(values.len() <= 2);
        Some((of(b"odd"), of(b"three"), without))
    }

    #[test]
    fn entries_count_for_each_of_their_values() {
        assert_eq!(counts(&[journal(1, 1, 1..13)]), Some((6, 4, 4)));
        assert_eq!(counts(&[journal(1, 1, 1..7), journal(1, 1, 7..13)]), Some((6, 4, 4)));
        assert_eq!(counts(&[journal(1, 1, 1..13), journal(2, 2, 1..13)]), Some((12, 8, 8)));
        assert_eq!(counts(&[]), Some((0, 0, 0)));
    }

    #[test]
    fn files_with_a_huge_hole_are_not_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, journal(1, 1, 1..13)).unwrap();
        for (len, is_counted) in [(1 << 30, true), (1 << 40, false)] {
            std::fs::File::options().write(true).open(&path).unwrap().set_len(len).unwrap();
            let source = Source::open(&path).unwrap();
            let file = JournalFile::open(source.bytes()).unwrap();
            assert_eq!(value_counts(&[file], b"A").is_some(), is_counted, "{len}");
        }
    }

    #[test]
    fn files_that_may_share_entries_are_not_counted() {
        let (one, other) = (journal(1, 1, 1..8), journal(1, 1, 7..13));
        assert_eq!(counts(&[one.clone(), other]), None, "the numbers overlap");
        assert_eq!(counts(&[one.clone(), journal(2, 1, 20..30)]), None, "the boot is the same");
        assert_eq!(counts(&[one.clone(), journal(2, 1, 20..30), journal(1, 1, 8..12)]), None);
        let (without, also_without) = (journal(2, 1, 2..3), journal(3, 1, 4..5));
        assert_eq!(counts(&[without.clone(), also_without]), None);
        // No value is in both.
        assert_eq!(counts(&[journal(1, 1, 1..2), journal(2, 1, 6..7), without]), Some((1, 1, 1)));
        let mut online = one.clone();
        online[16] = State::ONLINE.0;
        assert_eq!(counts(&[online]), None);
        let mut damaged = one;
        let end = damaged.len();
        damaged.truncate(end - 64);
        assert_eq!(counts(&[damaged]), None);
    }
}
