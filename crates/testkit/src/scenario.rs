//! Makes up the journals of one host for two days, with a fact planted in them, and says which.
//!
//! The host is a small web server with systemd 257, three boots, a user who logs in, and rotated files. What it logs looks like
//! what the kernel, systemd, OpenSSH, sudo, su and cron log: tools that draw conclusions have something to draw them from. Each
//! [`Scenario`] is the same host with one thing that happened to it, or to its files; [`Scenario::Clean`] is the host with none,
//! about which nothing serious can be said. The same seed gives the same bytes.
//!
//! ```
//! use journalq_testkit::scenario::Scenario;
//!
//! let journals = Scenario::ClockStep.build(1);
//! let step = journals.planted.number("step_usec");
//! assert_eq!(step, Some(-7_200_000_000));
//! assert!(journals.journals().count() > 3);
//! ```
//!
//! | file | what it owns |
//! | --- | --- |
//! | `host` | the clocks, and how entries come about |
//! | `process`, `services` | who logs |
//! | `manager`, `traffic` | what is logged |
//! | `events` | what happens to the host |
//! | `tampering` | what is done to its files |
//! | `entry`, `files` | entries, and the files that they are in |
//! | `planted` | what comes out |

mod entry;
mod events;
mod files;
mod host;
mod manager;
mod planted;
mod process;
mod services;
mod tampering;
mod traffic;

use std::fmt;

pub use self::host::HOSTNAME;
pub use self::planted::{File, Journals, Planted};

/// What happened to the host, or to its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// Nothing.
    Clean,
    /// A rotated file is missing in its chain. Planted are the entries that were in it.
    DeletedFile,
    /// 40 entries are missing in a file that was written again without them. Planted are these.
    CutEntries,
    /// The clock was set back by two hours while the host ran, as `step_usec` says. Planted is the first entry after it.
    ClockStep,
    /// All files are sealed; in one the address of a login was altered afterwards, and all hashes repaired.
    AlteredEntry,
    /// The second boot ends without a shutdown, and its files were not closed. Planted is its last entry.
    CrashedBoot,
    /// The `unit` failed, and was started again. Planted are four entries: exit, failure, scheduled restart, start.
    FailedUnit,
    /// Ten wrong passwords from one `address`, and then one that was right. Planted are the eleven entries of sshd.
    SshLogins,
    /// Two entries whose trusted fields contradict each other, or other entries' at the same time.
    ForgedFields,
    /// A rotated file is there twice. Planted are the entries in it.
    CopiedFile,
    /// Two processes dumped core. The journal holds one of the cores, a file beside it the other.
    Coredumps,
    /// All files are sealed but one.
    UnsealedFile,
    /// Six hours without an entry, though the host ran, from `silent_since_usec` on.
    Silence,
}

/// The header of the files, by the first version of systemd that writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// Of 264 bytes. Journals with seals have the newer one all the same.
    V252,
    /// Of 272 bytes, which journalctl verifies since v254.
    V254,
}

impl Scenario {
    /// All of them, the clean one first.
    pub const ALL: [Self; 13] = [
        Self::Clean,
        Self::DeletedFile,
        Self::CutEntries,
        Self::ClockStep,
        Self::AlteredEntry,
        Self::CrashedBoot,
        Self::FailedUnit,
        Self::SshLogins,
        Self::ForgedFields,
        Self::CopiedFile,
        Self::Coredumps,
        Self::UnsealedFile,
        Self::Silence,
    ];

    /// The name in lower case, with hyphens: `clock-step`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::DeletedFile => "deleted-file",
            Self::CutEntries => "cut-entries",
            Self::ClockStep => "clock-step",
            Self::AlteredEntry => "altered-entry",
            Self::CrashedBoot => "crashed-boot",
            Self::FailedUnit => "failed-unit",
            Self::SshLogins => "ssh-logins",
            Self::ForgedFields => "forged-fields",
            Self::CopiedFile => "copied-file",
            Self::Coredumps => "coredumps",
            Self::UnsealedFile => "unsealed-file",
            Self::Silence => "silence",
        }
    }

    /// The scenario of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// What was done, in a sentence.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Clean => "Nothing is planted.",
            Self::DeletedFile => "A rotated file of the system's journal was deleted.",
            Self::CutEntries => "A file was written again without 40 of its entries.",
            Self::ClockStep => "The clock was set back by two hours in the second boot.",
            Self::AlteredEntry => {
                "The address of a login was altered in a sealed file, and all hashes repaired."
            }
            Self::CrashedBoot => "The second boot ended without a shutdown.",
            Self::FailedUnit => "A service failed, was restarted and recovered.",
            Self::SshLogins => "Ten SSH logins from one address failed, and then one succeeded.",
            Self::ForgedFields => "Two entries have trusted fields that journald cannot have written.",
            Self::CopiedFile => "A rotated file is there twice.",
            Self::Coredumps => "Two processes dumped core: one core is in the journal, the other in a file.",
            Self::UnsealedFile => "One of the sealed files has no seals.",
            Self::Silence => "The host logged nothing for six hours.",
        }
    }

    /// The journals of the host for this scenario.
    ///
    /// # Panics
    ///
    /// Never, unless the writer refuses what it has to take.
    #[must_use]
    pub fn build(self, seed: u64) -> Journals {
        self.build_as(seed, Header::V254)
    }

    /// The journals with another header, for a journalctl that does not know the newest.
    ///
    /// # Panics
    ///
    /// Never, unless the writer refuses what it has to take.
    #[must_use]
    pub fn build_as(self, seed: u64, header: Header) -> Journals {
        tampering::build(self, seed, header)
    }

    /// Tells whether the files are sealed, but for one in [`Scenario::UnsealedFile`].
    #[must_use]
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::AlteredEntry | Self::UnsealedFile)
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
