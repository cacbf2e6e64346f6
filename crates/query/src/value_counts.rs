//! How many entries have each value of a field, by the lengths of lists: no entry is looked at.
//!
//! A DATA object lists its entries, so that the index of a file has the answer. Of several files it has the answer only where
//! they provably have no entry in common, since an entry that two files hold is one entry.

use std::collections::HashMap;

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
/// `None` where that would be no proof: two files may have an entry in common, a file is being written to, or an index cannot
/// be read. Then the entries have to be counted one by one. Entries that are listed and cannot be read are counted here.
///
/// Costs a look at each value, and a bit of memory for every 8 bytes of the largest file.
#[must_use]
pub fn value_counts(files: &[JournalFile<'_>], name: &[u8]) -> Option<ValueCounts> {
    let is_settled = |file: &JournalFile<'_>| file.header().state() != State::ONLINE;
    if !files.iter().all(is_settled) || !are_disjoint(files).ok()? {
        return None;
    }
    let mut counts = ValueCounts::default();
    for file in files {
        add_file(&mut counts, file, name).ok()??;
    }
    Some(counts)
}

/// Adds the entries of a file. `None` where a list does not lead to as many entries as it should.
fn add_file(
    counts: &mut ValueCounts,
    file: &JournalFile<'_>,
    name: &[u8],
) -> Result<Option<()>, FormatError> {
    file.check_tail_object()?;
    let mut scratch = Scratch::default();
    let mut values = file.values_of(name);
    let mut having = Marks::new(file.len());
    while let Some(data) = values.next_with(&mut scratch)? {
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
        let count = counts.values.entry(value.to_vec()).or_default();
        *count = count.saturating_add(list.len());
    }
    let all = file.all_entries();
    if all.defect().is_some() || all.len() != file.header().n_entries() {
        return Ok(None);
    }
    counts.entries = counts.entries.saturating_add(all.len());
    counts.without = counts.without.saturating_add(all.len().saturating_sub(having.count));
    Ok(Some(()))
}

/// The places of a file that were marked; objects start at multiples of 8.
struct Marks {
    words: Vec<u64>,
    count: u64,
}

impl Marks {
    fn new(len: u64) -> Self {
        Self { words: vec![0; usize::try_from(len / (8 * 64)).unwrap_or(0).saturating_add(1)], count: 0 }
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

/// Tells whether no entry can be in two of the files: those of one series of sequence numbers have none in common, and
/// different series are of different boots.
fn are_disjoint(files: &[JournalFile<'_>]) -> Result<bool, FormatError> {
    let mut ranges: Vec<(Id128, u64, u64)> = Vec::new();
    let mut series_of_boots: HashMap<Vec<u8>, Id128> = HashMap::new();
    let mut scratch = Scratch::default();
    for file in files.iter().filter(|file| file.header().n_entries() > 0) {
        let header = file.header();
        let series = header.seqnum_id();
        if files.len() > 1 && series.is_null() {
            return Ok(false);
        }
        ranges.push((series, header.head_entry_seqnum(), header.tail_entry_seqnum()));
        let mut boots = file.values_of(b"_BOOT_ID");
        while let Some(boot) = boots.next_with(&mut scratch)? {
            let payload = boot.payload(&mut scratch)?.to_vec();
            if *series_of_boots.entry(payload).or_insert(series) != series {
                return Ok(false);
            }
        }
    }
    ranges.sort_unstable();
    Ok(ranges.windows(2).all(|pair| match pair {
        [(series, _, tail), (other, head, _)] => series != other || tail < head,
        _ => true,
    }))
}

#[cfg(test)]
mod tests {
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
    fn files_that_may_share_entries_are_not_counted() {
        let (one, other) = (journal(1, 1, 1..8), journal(1, 1, 7..13));
        assert_eq!(counts(&[one.clone(), other]), None, "the numbers overlap");
        assert_eq!(counts(&[one.clone(), journal(2, 1, 20..30)]), None, "the boot is the same");
        assert_eq!(counts(&[one.clone(), journal(0, 2, 20..30)]), None, "the series is not known");
        let mut online = one.clone();
        online[16] = State::ONLINE.0;
        assert_eq!(counts(&[online]), None);
        let mut damaged = one;
        let end = damaged.len();
        damaged.truncate(end - 64);
        assert_eq!(counts(&[damaged]), None);
    }
}
