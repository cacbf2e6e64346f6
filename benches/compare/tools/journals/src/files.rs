//! Files as journald makes them: their names, their options, and all files of a folder.

use std::path::Path;
use std::{fs, io};

use journalq_file::Id128;
use journalq_file::layout::flags::State;
use journalq_file::write::WriteOptions;
use journalq_query::Journal;

/// The name of an archived file: what it is called while it is written to, and which entry it begins with.
#[must_use]
pub fn archived_name(live: &str, seqnum_id: Id128, head_seqnum: u64, head_realtime_usec: u64) -> String {
    let series = String::from_utf8_lossy(&seqnum_id.to_hex()).into_owned();
    format!("{live}@{series}-{head_seqnum:016x}-{head_realtime_usec:016x}.journal")
}

/// What journald writes, with a hash table for so many entries.
#[must_use]
pub fn options(entries: usize, file_id: Id128, seqnum_id: Id128, machine_id: Id128) -> WriteOptions {
    // An entry brings two fields that no other one has, roughly, and some hundred are in every file.
    let data_hash_buckets = entries.saturating_mul(2).saturating_add(512);
    WriteOptions {
        file_id,
        seqnum_id,
        machine_id,
        data_hash_buckets,
        state: State::ARCHIVED,
        ..WriteOptions::default()
    }
}

/// A random ID.
#[must_use]
pub fn random_id(random: &mut fastrand::Rng) -> Id128 {
    // Never null, which would be no ID.
    Id128(random.u128(1..).to_be_bytes())
}

/// Opens all journals of a folder, in the order of their names.
///
/// # Errors
///
/// Where the folder cannot be listed or one of them cannot be read.
pub fn open(folder: &Path) -> anyhow::Result<Journal> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "journal"));
    paths.sort();
    let mut journal = Journal::default();
    paths.iter().try_for_each(|path| journal.open(path))?;
    Ok(journal)
}
