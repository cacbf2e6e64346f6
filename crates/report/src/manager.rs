//! What service managers log: what happens to units, and how long it took to start.
//!
//! ```text
//! entries with a MESSAGE_ID of the catalog -> Fields -> trusted? -> Record
//! ```
//!
//! Any process may log these message IDs with any `UNIT=`. A record is made of what journald added itself alone tells to be a
//! service manager's: the system's is process 1, a user's is the `systemd` that runs in the `init.scope` of that user's
//! units. What others log in its name is a record, too, of another kind.

mod fields;
mod reader;

use std::fmt;

use journalq_file::Id128;

pub use self::reader::read;

/// The longest name that a unit can have, in bytes. Longer ones are no unit's.
const MAX_NAME: usize = 255;

/// When an entry was logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Microseconds since the epoch.
    pub realtime_usec: u64,
    /// Microseconds since the boot.
    pub monotonic_usec: u64,
}

/// Whose unit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manager {
    /// The system's.
    System,
    /// That of the user with this UID.
    User(u32),
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::User(uid) => write!(f, "user {uid}"),
        }
    }
}

/// What happened to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A start job began.
    Starting,
    /// A start job is done.
    Started,
    /// A start job ended without a start, since a condition does not hold.
    Skipped,
    /// A start job failed.
    StartFailed,
    /// A stop job began.
    Stopping,
    /// A stop job ended.
    Stopped,
    /// A reload job began.
    Reloading,
    /// A reload job ended.
    Reloaded,
    /// A process ended other than it should.
    Exited,
    /// The unit failed.
    Failed,
    /// The unit ended as it should.
    Succeeded,
    /// It will be started again.
    RestartScheduled,
    /// What it consumed, after it ended.
    Resources,
    /// The kernel killed a process of it for lack of memory.
    OutOfMemory,
    /// systemd-oomd killed processes of it for lack of memory.
    OomdKilled,
}

impl Event {
    /// What it is called, in a word or two.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Started => "started",
            Self::Skipped => "skipped",
            Self::StartFailed => "start failed",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Reloading => "reloading",
            Self::Reloaded => "reloaded",
            Self::Exited => "process exited",
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
            Self::RestartScheduled => "restart",
            Self::Resources => "resources",
            Self::OutOfMemory => "out of memory",
            Self::OomdKilled => "oomd kill",
        }
    }
}

/// What a unit consumed, as far as it was logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// CPU time in nanoseconds.
    pub cpu_nsec: Option<u64>,
    /// The most memory at a time, in bytes.
    pub memory_peak: Option<u64>,
    /// The most swap at a time, in bytes.
    pub swap_peak: Option<u64>,
    /// Bytes read from block devices.
    pub io_read: Option<u64>,
    /// Bytes written to block devices.
    pub io_written: Option<u64>,
    /// Bytes received.
    pub ip_received: Option<u64>,
    /// Bytes sent.
    pub ip_sent: Option<u64>,
}

/// What a message says beyond its event. Texts are cut after 64 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// `JOB_RESULT`: how a job ended.
    pub job_result: Option<Box<[u8]>>,
    /// `UNIT_RESULT`: why a unit failed.
    pub unit_result: Option<Box<[u8]>>,
    /// `EXIT_CODE`: how a process ended: `exited`, `killed`, `dumped`.
    pub exit_code: Option<Box<[u8]>>,
    /// `EXIT_STATUS`: its status, or the number of its signal.
    pub exit_status: Option<Box<[u8]>>,
    /// `COMMAND`: which of the unit's commands it was.
    pub command: Option<Box<[u8]>>,
    /// `N_RESTARTS`: how often the unit was started again since it was started by somebody.
    pub n_restarts: Option<u64>,
    /// What the unit consumed.
    pub usage: Option<Box<Usage>>,
}

/// A service manager's message about a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitMessage {
    /// When.
    pub moment: Moment,
    /// In which boot.
    pub boot_id: Id128,
    /// Whose unit it is.
    pub manager: Manager,
    /// Its name, of at most 255 bytes.
    pub unit: Box<[u8]>,
    /// What happened.
    pub event: Event,
    /// The run of the unit.
    pub invocation_id: Option<Id128>,
    /// What else it says.
    pub details: Details,
}

/// The message that the start of the system, or of a user's manager, is finished. Times are microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Startup {
    /// When.
    pub moment: Moment,
    /// In which boot.
    pub boot_id: Id128,
    /// Who started.
    pub manager: Manager,
    /// The firmware's share, which only the text names, rounded down to milliseconds.
    pub firmware_usec: Option<u64>,
    /// The boot loader's share, which only the text names, rounded down to milliseconds.
    pub loader_usec: Option<u64>,
    /// The kernel's share.
    pub kernel_usec: Option<u64>,
    /// The initrd's share.
    pub initrd_usec: Option<u64>,
    /// The share of everything behind.
    pub userspace_usec: Option<u64>,
}

/// What the journal holds of the service managers' work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Something happened to a unit.
    Unit(UnitMessage),
    /// A start is finished.
    Startup(Startup),
    /// journald began to log, or to log again.
    JournalStarted(Id128),
    /// journald stopped.
    JournalStopped(Id128),
    /// journald dropped so many messages of the system's service manager, since they were too many.
    Suppressed(u64),
    /// Somebody else logged what looks like a service manager's message.
    Untrusted {
        /// `_COMM` of who did, cut after 64 bytes.
        comm: Option<Box<[u8]>>,
        /// `_PID` of who did, cut after 64 bytes.
        pid: Option<Box<[u8]>>,
    },
}

#[cfg(test)]
mod tests;
