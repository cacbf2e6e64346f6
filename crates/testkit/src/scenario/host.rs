//! The host: its clocks, its processes, and how it logs.

use std::fmt::Write as _;
use std::mem;

use super::entry::{Entry, Fields};
use super::process::Process;
use super::services::Unit;
use crate::random::Random;

/// The name of the host.
pub const HOSTNAME: &str = "web1";

/// When the host is switched on first: 2026-01-12 00:11:07 UTC, in microseconds since the Unix epoch.
pub(super) const SWITCHED_ON_USEC: u64 = 1_768_176_667_000_000;

pub(super) const SECOND: u64 = 1_000_000;
pub(super) const MINUTE: u64 = 60 * SECOND;
pub(super) const HOUR: u64 = 60 * MINUTE;

/// As many entries of the system as a file takes before journald begins the next.
const ENTRIES_IN_FILE: usize = 700;

/// What ends a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// journald rotated it.
    Rotated,
    /// Its writer did not close it; the next boot renames it, at this time.
    Crashed(u64),
}

/// A service while it runs.
pub(super) struct Running {
    pub(super) unit: &'static Unit,
    pub(super) process: Process,
    pub(super) since_usec: u64,
}

/// The host, with what it has logged so far.
pub(super) struct Host {
    pub(super) random: Random,
    pub(super) machine_id: [u8; 16],
    pub(super) seqnum_id: [u8; 16],
    pub(super) boot_id: [u8; 16],
    pub(super) realtime_usec: u64,
    pub(super) monotonic_usec: u64,
    pub(super) entries: Vec<Entry>,
    /// Where files end: before the entry of this index.
    pub(super) ends: Vec<(usize, End)>,
    /// Entries of the system in the present file.
    in_file: usize,
    pub(super) running: Vec<Running>,
    next_pid: u64,
    next_job: u64,
    pub(super) next_session: u64,
    /// Whether the files were not closed before the host was switched on.
    pub(super) left_open: bool,
}

impl Host {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5ce0_a210);
        let mut id = || id_of(&mut random);
        Self {
            machine_id: id(),
            seqnum_id: id(),
            boot_id: [0; 16],
            random,
            realtime_usec: SWITCHED_ON_USEC,
            monotonic_usec: 0,
            entries: Vec::new(),
            ends: Vec::new(),
            in_file: 0,
            running: Vec::new(),
            next_pid: 1,
            next_job: 1,
            next_session: 1,
            left_open: false,
        }
    }

    /// Switches the host on: a new boot ID, and the monotonic clock at 0.
    pub(super) fn switch_on(&mut self) {
        self.boot_id = id_of(&mut self.random);
        self.monotonic_usec = 0;
        self.next_pid = 210;
        self.next_job = 1;
        self.next_session = 1;
        self.running.clear();
    }

    /// Lets time go on, on both clocks.
    pub(super) fn wait(&mut self, usec: u64) {
        self.realtime_usec += usec;
        self.monotonic_usec += usec;
    }

    /// Lets a time of the range go on.
    pub(super) fn wait_about(&mut self, usec: std::ops::Range<u64>) {
        let usec = self.random.within(usec);
        self.wait(usec);
    }

    pub(super) fn new_pid(&mut self) -> u64 {
        self.next_pid += self.random.within(1..9);
        self.next_pid
    }

    pub(super) fn new_job(&mut self) -> u64 {
        self.next_job += self.random.within(1..4);
        self.next_job
    }

    pub(super) fn new_id(&mut self) -> String {
        hex(&id_of(&mut self.random))
    }

    /// Does something with other random numbers, so that what comes later is what it would have been.
    pub(super) fn aside(&mut self, does: impl FnOnce(&mut Self)) {
        let others = Random::new(self.realtime_usec);
        let own = mem::replace(&mut self.random, others);
        does(self);
        self.random = own;
    }

    /// A running service.
    pub(super) fn process(&self, unit: &str) -> Process {
        let running = self.running.iter().find(|running| running.unit.name == unit);
        running.map_or_else(Process::manager, |running| running.process.clone())
    }

    /// Ends the files that are being written.
    pub(super) fn end_files(&mut self, end: End) {
        self.ends.push((self.entries.len(), end));
        self.in_file = 0;
    }

    /// Logs by the native protocol.
    pub(super) fn journal(
        &mut self,
        process: &Process,
        identifier: &str,
        message: &str,
        more: Fields,
    ) -> u64 {
        let mut fields = more;
        fields.add("_TRANSPORT", "journal");
        fields.add("SYSLOG_IDENTIFIER", identifier);
        self.log_of_process(process, message, fields, true)
    }

    /// Logs by syslog(3).
    pub(super) fn syslog(&mut self, process: &Process, identifier: &str, priority: u8, message: &str) -> u64 {
        let mut fields = Fields::new(&[("_TRANSPORT", "syslog"), ("SYSLOG_IDENTIFIER", identifier)]);
        fields.add("PRIORITY", priority);
        fields.add("SYSLOG_FACILITY", if identifier == "CRON" { 9 } else { 10 });
        fields.add("SYSLOG_PID", process.pid);
        self.log_of_process(process, message, fields, true)
    }

    /// Logs a line of standard output.
    pub(super) fn stdout(&mut self, process: &Process, identifier: &str, priority: u8, message: &str) -> u64 {
        let mut fields = Fields::new(&[("_TRANSPORT", "stdout"), ("SYSLOG_IDENTIFIER", identifier)]);
        fields.add("PRIORITY", priority);
        fields.add("SYSLOG_FACILITY", 3);
        fields.add("_STREAM_ID", &process.invocation);
        self.log_of_process(process, message, fields, false)
    }

    /// Logs a message of the kernel that was made `ago` microseconds before journald read it.
    pub(super) fn kernel(&mut self, priority: u8, message: &str, ago: u64) -> u64 {
        let mut fields = Fields::new(&[("_TRANSPORT", "kernel"), ("SYSLOG_IDENTIFIER", "kernel")]);
        fields.add("PRIORITY", priority);
        fields.add("SYSLOG_FACILITY", 0);
        fields.add("_SOURCE_BOOTTIME_TIMESTAMP", self.monotonic_usec.saturating_sub(ago));
        fields.add("_SOURCE_MONOTONIC_TIMESTAMP", self.monotonic_usec.saturating_sub(ago));
        fields.add("MESSAGE", message);
        self.log(fields, None)
    }

    fn log_of_process(&mut self, process: &Process, message: &str, fields: Fields, has_source: bool) -> u64 {
        let mut fields = fields;
        fields.add("MESSAGE", message);
        process.add_to(&mut fields);
        if has_source {
            let ago = self.random.within(15..400);
            fields.add("_SOURCE_REALTIME_TIMESTAMP", self.realtime_usec - ago);
        }
        self.log(fields, (process.uid >= 1000).then_some(process.uid))
    }

    /// Writes an entry to the journal of the system or of a user; returns its sequence number.
    pub(super) fn log(&mut self, fields: Fields, journal_uid: Option<u64>) -> u64 {
        let mut fields = fields;
        fields.add("_BOOT_ID", hex(&self.boot_id));
        fields.add("_MACHINE_ID", hex(&self.machine_id));
        fields.add("_HOSTNAME", HOSTNAME);
        fields.add("_RUNTIME_SCOPE", "system");
        if self.in_file == ENTRIES_IN_FILE {
            self.end_files(End::Rotated);
        }
        self.in_file += usize::from(journal_uid.is_none());
        let seqnum = self.entries.last().map_or(1, |last| last.seqnum + 1);
        self.entries.push(Entry {
            seqnum,
            realtime_usec: self.realtime_usec,
            monotonic_usec: self.monotonic_usec,
            boot_id: self.boot_id,
            journal_uid,
            fields,
        });
        self.wait_about(400..2600);
        seqnum
    }
}

/// An ID that is none of those with a meaning.
pub(super) fn id_of(random: &mut Random) -> [u8; 16] {
    u128::from(random.next()).wrapping_mul(u128::from(random.next()) | 1).to_le_bytes()
}

pub(super) fn hex(id: &[u8; 16]) -> String {
    id.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
