//! Distributes the entries of journals to many journals, so that programs can be timed on many files with the same entries.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use compare_journals::files::{archived_name, open, options, random_id};
use fastrand::Rng;
use journalq_file::write::{JournalWriter, NewEntry, WriteOptions, create_file};
use journalq_file::{Direction, JournalFile, Scratch};
use journalq_query::{Merge, Position};

/// Distributes the entries of all journals of a folder, in their order, to many journals in another folder.
#[derive(Parser)]
struct Arguments {
    how: How,
    /// To how many files.
    files: usize,
    from: PathBuf,
    /// Must not exist.
    to: PathBuf,
    /// Gives each file a series of sequence numbers of its own, as files of many hosts have them; entries of one boot
    /// at the same microsecond may then change places. Else all are of one series that counts on, as those of one journald.
    #[arg(long)]
    own_series: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// One file behind the other; in a quarter of each file it alternates with the next one, entry by entry.
    Overlap,
    /// In turn.
    Interleave,
}

impl How {
    /// The file of the entry at an index.
    fn file(self, index: usize, entries: usize, files: usize) -> usize {
        match self {
            Self::Interleave => index % files,
            Self::Overlap => {
                let file = index * files / entries;
                let quarter = index * files * 4 / entries % 4;
                match (index % 2, quarter) {
                    (0, 0) => file.saturating_sub(1),
                    (1, 3) => (file + 1).min(files - 1),
                    _ => file,
                }
            }
        }
    }
}

fn main() -> Result<()> {
    let Arguments { how, files: n_files, from, to, own_series } = Arguments::parse();
    let journal = open(&from).with_context(|| format!("cannot read {}", from.display()))?;
    let files = journal.files()?;
    let mut merge = Merge::new(&files, None);
    let entries: Vec<_> = std::iter::from_fn(|| merge.step(Direction::Down)).collect();
    ensure!((1..=entries.len()).contains(&n_files), "{} entries do not fill {n_files} files", entries.len());
    let mut parts = vec![Vec::new(); n_files];
    for (seqnum, (index, position)) in (1..).zip(entries.iter().enumerate()) {
        parts[how.file(index, entries.len(), n_files)].push((seqnum, *position));
    }
    fs::create_dir(&to).with_context(|| format!("cannot make {}", to.display()))?;
    let mut random = Rng::with_seed(1);
    let series = random_id(&mut random);
    for (number, mut part) in parts.into_iter().enumerate() {
        let file_id = random_id(&mut random);
        let (live, seqnum_id) =
            if own_series { (format!("host{number:05}"), file_id) } else { ("system".to_owned(), series) };
        if own_series {
            part.iter_mut().zip(1..).for_each(|((seqnum, _), own)| *seqnum = own);
        }
        let Some((seqnum, head)) = part.first() else { continue };
        let name = archived_name(&live, seqnum_id, *seqnum, head.entry.head().realtime_usec);
        let options = options(part.len(), file_id, seqnum_id, files[head.file].header().machine_id());
        create_file(&to.join(name), &write(&files, &part, options)?)?;
    }
    Ok(())
}

/// Writes entries, with new sequence numbers, to a journal.
fn write(files: &[JournalFile<'_>], part: &[(u64, Position<'_>)], options: WriteOptions) -> Result<Vec<u8>> {
    let (mut writer, mut scratch) = (JournalWriter::new(options)?, Scratch::default());
    for (seqnum, Position { file, entry }) in part {
        let payloads = entry
            .items()
            .map(|item| Ok(files[*file].read_data(item)?.payload(&mut scratch)?.to_vec()))
            .collect::<Result<Vec<_>>>()?;
        let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
        let head = entry.head();
        writer.append(&NewEntry {
            seqnum: Some(*seqnum),
            realtime_usec: head.realtime_usec,
            monotonic_usec: head.monotonic_usec,
            boot_id: head.boot_id,
            xor_hash: Some(head.xor_hash),
            payloads: &payloads,
        })?;
    }
    Ok(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::How;

    #[test]
    fn files_get_equal_parts_and_overlap_their_neighbours_alone() {
        const ENTRIES: usize = 4000;
        const FILES: usize = 10;
        for (how, reach) in [(How::Interleave, ENTRIES), (How::Overlap, 600)] {
            let files: Vec<usize> = (0..ENTRIES).map(|index| how.file(index, ENTRIES, FILES)).collect();
            for file in 0..FILES {
                let indices: Vec<usize> = (0..ENTRIES).filter(|&index| files[index] == file).collect();
                assert!((350..=450).contains(&indices.len()), "{} entries in file {file}", indices.len());
                let (Some(first), Some(last)) = (indices.first(), indices.last()) else {
                    panic!("file {file} is empty")
                };
                let alone =
                    (*first..=*last).filter(|&index| files[index] == file).count() == last - first + 1;
                assert!(last - first < reach && !alone, "file {file}: {first} to {last}");
            }
        }
        assert_eq!(How::Overlap.file(7, 10, 1), 0);
    }
}
