//! The journals that the benchmarks read: made anew for each run, the same every time.
#![forbid(unsafe_code)]

use journalq_file::Id128;
use journalq_file::write::{JournalWriter, NewEntry, WriteError, WriteOptions};

/// The host of a single journal.
pub const HOST: u8 = 1;

/// A journal and what was written to it.
#[derive(Debug)]
pub struct Sample {
    /// The file.
    pub journal: Vec<u8>,
    /// The number of entries.
    pub entries: u64,
    /// The number of entries with [`ERROR`](Self::ERROR).
    pub errors: u64,
    /// The sum of all payloads of all entries, in bytes, decompressed.
    pub payload_bytes: u64,
}

impl Sample {
    /// The payload that a tenth of the entries have.
    pub const ERROR: &[u8] = b"PRIORITY=3";

    /// Writes a journal of so many entries as a busy host would have them: some services, hundreds of processes, a
    /// message of its own for each entry, one in a hundred of them long enough to be compressed.
    ///
    /// # Errors
    ///
    /// [`WriteError::FileFull`] where that exceeds 4 GiB.
    pub fn new(entries: u64) -> Result<Self, WriteError> {
        let mut writer =
            JournalWriter::new(WriteOptions { data_hash_buckets: 1 << 16, ..WriteOptions::default() })?;
        let (mut errors, mut payload_bytes) = (0, 0);
        for number in 0..entries {
            let payloads = payloads(HOST, number);
            errors += u64::from(payloads.iter().any(|payload| payload.as_bytes() == Self::ERROR));
            payload_bytes += payloads.iter().map(|payload| payload.len() as u64).sum::<u64>();
            append(&mut writer, HOST, number)?;
        }
        Ok(Self { journal: writer.finish(), entries, errors, payload_bytes })
    }
}

/// How entries are distributed to files.
#[derive(Clone, Copy, Debug)]
pub enum Distribution {
    /// In turn to files of their own hosts: each has its own boot and its own series of sequence numbers.
    Interleaved,
    /// One file after the other, as a journal is rotated: of the same boot and in one series.
    Rotated,
}

impl Distribution {
    /// Writes the entries of [`Sample::new`] to so many files.
    ///
    /// # Errors
    ///
    /// [`WriteError::FileFull`] where one of them exceeds 4 GiB.
    pub fn write(self, entries: u64, files: u8) -> Result<Vec<Vec<u8>>, WriteError> {
        let mut writers = (0..usize::from(files))
            .map(|file| JournalWriter::new(self.options(file)))
            .collect::<Result<Vec<_>, _>>()?;
        for number in 0..entries {
            let file = match self {
                Self::Interleaved => number % u64::from(files),
                Self::Rotated => number * u64::from(files) / entries,
            } as usize;
            append(&mut writers[file], self.host(file), number)?;
        }
        Ok(writers.into_iter().map(JournalWriter::finish).collect())
    }

    fn options(self, file: usize) -> WriteOptions {
        WriteOptions {
            data_hash_buckets: 1 << 14,
            file_id: id(0xf0, file as u8),
            machine_id: id(0xa0, self.host(file)),
            seqnum_id: id(0x50, self.host(file)),
            ..WriteOptions::default()
        }
    }

    /// What the IDs of the host that writes a file are made of.
    fn host(self, file: usize) -> u8 {
        match self {
            Self::Interleaved => file as u8,
            Self::Rotated => HOST,
        }
    }
}

/// Appends the entry of this number, which is its sequence number, too.
fn append(writer: &mut JournalWriter, host: u8, number: u64) -> Result<(), WriteError> {
    let payloads = payloads(host, number);
    let payloads: Vec<&[u8]> = payloads.iter().map(String::as_bytes).collect();
    writer.append(&NewEntry {
        seqnum: Some(number + 1),
        realtime_usec: 1_700_000_000_000_000 + number * 1_003,
        monotonic_usec: 5_000_000 + number * 1_003,
        boot_id: id(0xb0, host),
        xor_hash: None,
        payloads: &payloads,
    })?;
    Ok(())
}

/// An ID of a host: of its boot, its machine, or its series.
fn id(kind: u8, host: u8) -> Id128 {
    let mut bytes = [kind; 16];
    bytes[15] = host;
    Id128(bytes)
}

/// The fields of the entry of this number on this host, as `NAME=value`.
#[must_use]
pub fn payloads(host: u8, number: u64) -> Vec<String> {
    const SERVICES: [&str; 5] = ["sshd", "nginx", "postgres", "cron", "dockerd"];
    let service = SERVICES.into_iter().cycle().nth((number % 7) as usize).unwrap_or_default();
    let priority = if number.is_multiple_of(10) { 3 } else { 6 };
    let details = if number.is_multiple_of(100) { "stack frame; ".repeat(80) } else { String::new() };
    vec![
        format!("MESSAGE=request {number} took {} ms {details}", number * 31 % 977),
        format!("PRIORITY={priority}"),
        "SYSLOG_FACILITY=3".to_owned(),
        format!("SYSLOG_IDENTIFIER={service}"),
        "_TRANSPORT=stdout".to_owned(),
        format!("_PID={}", 1000 + number % 300),
        format!("_UID={}", number % 3 * 500),
        "_GID=0".to_owned(),
        format!("_COMM={service}"),
        format!("_EXE=/usr/sbin/{service}"),
        format!("_CMDLINE=/usr/sbin/{service} --foreground"),
        format!("_SYSTEMD_CGROUP=/system.slice/{service}.service"),
        format!("_SYSTEMD_UNIT={service}.service"),
        "_SYSTEMD_SLICE=system.slice".to_owned(),
        format!("_BOOT_ID={}", String::from_utf8_lossy(&id(0xb0, host).to_hex())),
        format!("_MACHINE_ID={}", String::from_utf8_lossy(&id(0xa0, host).to_hex())),
        format!("_HOSTNAME=host{host}"),
    ]
}
