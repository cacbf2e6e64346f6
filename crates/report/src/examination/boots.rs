//! The boots that entries are of.

use journalq_file::Id128;

use super::evidence::Times;

/// A boot of a machine, as all files together tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boot {
    /// The machine, by the headers of the files; null where they do not say.
    pub machine_id: Id128,
    /// The boot.
    pub boot_id: Id128,
    /// How many entries it has, those that are in several files once for each.
    pub entries: u64,
    /// When these were written by the wall clock.
    pub times: Times,
    /// Since when after the machine's start they were, in microseconds.
    pub first_monotonic_usec: u64,
    /// Until when.
    pub last_monotonic_usec: u64,
    /// How it ended.
    pub end: BootEnd,
}

/// How a boot ended, as far as entries tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BootEnd {
    /// journald said that it stopped, or the system that it shuts down, and nothing went on.
    Clean,
    /// Nothing says so, and another boot of the machine followed.
    Missing,
    /// Nothing says so, and no other boot followed: it was running when the files were copied, or there is no telling.
    Open,
}

impl BootEnd {
    /// A name in words joined by hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Missing => "missing",
            Self::Open => "open",
        }
    }
}
