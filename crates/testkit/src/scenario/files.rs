//! Entries to files: which entry is in which file, what journald would have called it, and its bytes.

use std::collections::BTreeSet;

use journalq_file::Id128;
use journalq_file::layout::flags::State;
use journalq_file::write::{HeaderSize, JournalWriter, NewEntry, WriteError, WriteOptions};

use super::entry::Entry;
use super::host::{End, Host, hex, id_of};
use crate::random::Random;

/// A file of journals to be written.
#[derive(Clone)]
pub(super) struct Draft {
    /// Its name, without a folder.
    pub(super) name: String,
    pub(super) entries: Vec<Entry>,
    pub(super) state: State,
    pub(super) file_id: [u8; 16],
}

impl Draft {
    /// Tells whether it was rotated and is of the system.
    pub(super) fn is_system_archive(&self) -> bool {
        self.name.starts_with("system@") && self.state == State::ARCHIVED
    }

    pub(super) fn seqnums(&self) -> Vec<u64> {
        self.entries.iter().map(|entry| entry.seqnum).collect()
    }
}

/// The files of all journals of the host, in the order of their names' beginnings and then of their entries.
pub(super) fn drafts(host: &Host) -> Vec<Draft> {
    let users: BTreeSet<Option<u64>> = host.entries.iter().map(|entry| entry.journal_uid).collect();
    let mut ids = Random::new(u64::from_le_bytes(host.machine_id[..8].try_into().unwrap_or_default()));
    let mut drafts = Vec::new();
    for uid in users {
        let mut start = 0;
        let last = (host.entries.len(), None);
        for (end, why) in host.ends.iter().map(|(end, why)| (*end, Some(*why))).chain([last]) {
            let part = host.entries.get(start..end).unwrap_or_default();
            let entries: Vec<Entry> = part.iter().filter(|entry| entry.journal_uid == uid).cloned().collect();
            start = end;
            let Some(first) = entries.first() else { continue };
            let (rest, state) = match why {
                Some(End::Rotated) => (archived(host, first), State::ARCHIVED),
                Some(End::Crashed(usec)) => {
                    (format!("@{usec:016x}-{:016x}.journal~", ids.next()), State::ONLINE)
                }
                None => (".journal".to_owned(), State::OFFLINE),
            };
            let journal = uid.map_or_else(|| "system".to_owned(), |uid| format!("user-{uid}"));
            drafts.push(Draft { name: journal + &rest, entries, state, file_id: id_of(&mut ids) });
        }
    }
    drafts
}

fn archived(host: &Host, first: &Entry) -> String {
    format!("@{}-{:016x}-{:016x}.journal", hex(&host.seqnum_id), first.seqnum, first.realtime_usec)
}

/// Where the journals of a machine are, below the root of its file system.
pub(super) fn folder(machine_id: &[u8; 16]) -> String {
    format!("var/log/journal/{}", hex(machine_id))
}

/// The bytes of a file, with the header that systemd of this version writes.
pub(super) fn write(host: &Host, draft: &Draft, header: HeaderSize) -> Result<Vec<u8>, WriteError> {
    let mut writer = JournalWriter::new(WriteOptions {
        file_id: Id128(draft.file_id),
        machine_id: Id128(host.machine_id),
        seqnum_id: Id128(host.seqnum_id),
        state: draft.state,
        header_size: header,
        ..WriteOptions::default()
    })?;
    for entry in &draft.entries {
        writer.append(&NewEntry {
            seqnum: Some(entry.seqnum),
            realtime_usec: entry.realtime_usec,
            monotonic_usec: entry.monotonic_usec,
            boot_id: Id128(entry.boot_id),
            xor_hash: None,
            payloads: &entry.fields.payloads(),
        })?;
    }
    Ok(writer.finish())
}
