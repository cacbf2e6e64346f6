//! The journal that the benchmarks read: made anew for each run, the same every time.
#![forbid(unsafe_code)]

use journalq_file::Id128;
use journalq_file::write::{JournalWriter, NewEntry, WriteError, WriteOptions};

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
        let options = WriteOptions { data_hash_buckets: 1 << 16, ..WriteOptions::default() };
        let mut writer = JournalWriter::new(options)?;
        let (mut errors, mut payload_bytes) = (0, 0);
        for number in 0..entries {
            let fields = fields(number);
            let payloads: Vec<&[u8]> = fields.iter().map(String::as_bytes).collect();
            errors += u64::from(payloads.contains(&Self::ERROR));
            payload_bytes += payloads.iter().map(|payload| payload.len() as u64).sum::<u64>();
            writer.append(&NewEntry {
                seqnum: None,
                realtime_usec: 1_700_000_000_000_000 + number * 1_003,
                monotonic_usec: 5_000_000 + number * 1_003,
                boot_id: Id128([0xb0; 16]),
                xor_hash: None,
                payloads: &payloads,
            })?;
        }
        Ok(Self { journal: writer.finish(), entries, errors, payload_bytes })
    }
}

fn fields(number: u64) -> Vec<String> {
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
        "_BOOT_ID=b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0".to_owned(),
        "_MACHINE_ID=a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0".to_owned(),
        "_HOSTNAME=host1".to_owned(),
    ]
}
