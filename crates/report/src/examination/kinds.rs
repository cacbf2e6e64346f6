//! The table of kinds of anomalies: what each means, what else may have caused it, and how much it weighs at most.
//!
//! A name never changes its meaning. `docs/report.md` lists the table; a test fails when they differ.

use std::fmt;

/// How much an anomaly weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be known, no more.
    Info,
    /// Common, and mostly without meaning.
    Low,
    /// To be explained: there are benign causes, but not many.
    Medium,
    /// There is hardly a benign cause.
    High,
}

impl Severity {
    /// All of them, the severest first.
    pub const ALL: [Self; 4] = [Self::High, Self::Medium, Self::Low, Self::Info];

    /// A name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What there is to say of all anomalies of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, in words joined by hyphens.
    pub name: &'static str,
    /// How much one weighs at most.
    pub most: Severity,
    /// What it means.
    pub explanation: &'static str,
    /// What may have caused it without anybody's doing.
    pub benign: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $most:ident, $explanation:literal, $benign:literal;)*) => {
        $(pub(super) static $constant: Kind =
            Kind { name: $name, most: Severity::$most, explanation: $explanation, benign: $benign };)*

        /// All kinds, in the order of `docs/report.md`.
        pub static KINDS: &[&Kind] = &[$(&$constant),*];
    };
}

kinds! {
    FILE_UNREADABLE = "file-unreadable", Medium,
        "A file that was named, or is called like a journal, cannot be read as one.",
        "It is no journal, is cut off within its header, was damaged, or may not be read by this user.";
    FILE_CUT = "file-cut", Medium,
        "A file is shorter than its header says: what was in the rest is lost.",
        "The copy was not finished, or the disk was full.";
    FILE_ONLINE = "file-online", Low,
        "A file was not closed by its writer. Where a later file of its chain is there, the writer died.",
        "The file was copied while journald wrote to it, or power was lost.";
    FILE_QUARANTINED = "file-quarantined", Low,
        "journald found the file corrupt or not closed when it started, and put it aside under a name that ends with '~'.",
        "Power was lost, or the system crashed: journald does so with every file that it did not close.";
    NAME_CONTRADICTION = "name-contradiction", Medium,
        "The name that rotation gave to the file tells another sequence or another first entry than its header.",
        "The file was renamed by hand, or written again by a tool under the old name.";
    FILE_ID_TWICE = "file-id-twice", Medium,
        "Files of different content have the same file ID, which journald draws at random for each: they are states of one \
         file, or one was made from the other.",
        "The file was copied more than once while it grew.";
    FILE_COPY = "file-copy", Info,
        "Files have the same content, byte for byte.",
        "A copy was handed in beside the original.";

    VERIFY_FAILED = "verify-failed", Medium,
        "The structure of a file is broken: journalctl --verify fails it.",
        "A crash while it was written, a failing disk, an incomplete copy. What journald writes is not synchronized at every \
         step.";
    HASH_MISMATCH = "hash-mismatch", Medium,
        "The content of an object is not that which its hash was made of: it was changed after it was written, and the hash was \
         left.",
        "A bit that turned over in memory or on disk. Then there are one or two; edited texts are whole and plausible.";
    ENTRY_HASH_MISMATCH = "entry-hash-mismatch", Medium,
        "Entries do not have the fields that their own hash was made of, though each field agrees with its hash: a field was \
         changed and its hash repaired, or exchanged, added or left out.",
        "Tools that rewrite journals.";
    SEAL_ALTERED = "seal-altered", High,
        "What a seal covers is not what journald sealed: entries, payloads or the seal itself were changed afterwards.",
        "Hardly any: damage of the disk shows as broken structure, too.";
    SEAL_MISSING = "seal-missing", High,
        "Seals are authentic but not numbered one by one: a part of the file was cut out with its seals.",
        "None is known.";
    SEAL_FOREIGN_KEY = "seal-foreign-key", Medium,
        "Not one seal of the file was made with the key that was given.",
        "The key is that of another host, or of before sealing was set up anew. Else the file was put in another's place.";
    SEAL_ORDER = "seal-order", Medium,
        "Seals go back in time, or seal entries of other times than their epochs': the writer's key was set back, or the key \
         that was given has other times.",
        "A restored backup of the key, or a key whose start or interval was noted wrongly.";
    SEAL_UNREADABLE = "seal-unreadable", Medium,
        "What a seal covers is damaged, so that it proves nothing.",
        "A failing disk, or an incomplete copy.";
    SEAL_HABIT = "seal-habit", Info,
        "All seals are authentic, but in an order that journalctl calls corrupt and journald has at times.",
        "journald was restarted, other files moved the epoch on, or the clock was set back.";
    SEALS_NOT_CHECKED = "seals-not-checked", Info,
        "Files are sealed, and no key was given: nobody knows whether the seals are authentic.",
        "The key is kept elsewhere, as it should be. Give it with --verify-key.";
    UNSEALED_AMONG_SEALED = "unsealed-among-sealed", Medium,
        "A file has no seals, while files of its machine from before it have: it may have been written again, or put in place.",
        "Sealing was switched off, or the key was lost for a while. What lies in /run is never sealed.";
    FREE_SPACE_USED = "free-space-used", Low,
        "The room behind a file's last object is not empty: remains of what was written there, which no index reaches.",
        "journald died between writing an object and counting it.";
    ORPHANED_ENTRIES = "orphaned-entries", Medium,
        "Entries are in a file that its lists leave out: they are not shown by journalctl. 'journalq salvage' shows them.",
        "journald died between writing an entry and listing it. Then it is the last one or two of the file.";

    FILE_MISSING = "file-missing", Medium,
        "Between two files of a chain numbers are missing: a file that was rotated away is not there. Vacuuming deletes the oldest \
         files; this one was younger than what is left.",
        "The files were not all copied, or one was put aside as corrupt and lost.";
    NUMBERS_MISSING = "numbers-missing", Medium,
        "Numbers are missing within a file, and no other file of the series has them. Entries were taken out, or went to a file \
         that is not there.",
        "The journal of a user, which shares the numbers, is not among the files or was vacuumed. Then there are many small \
         gaps. journald also leaves out a number when an entry could not be written.";
    SERIES_BEGIN = "series-begin", Info,
        "A series does not begin with its first number: its oldest files are not there.",
        "Vacuuming deletes the oldest files when there is not enough room, or they are too old.";
    NUMBER_TWICE = "number-twice", Medium,
        "Two files have entries of the same number in the same series, but of different content.",
        "journald before v254 could use numbers again after it was not shut down properly. Of copies one was altered.";
    ENTRIES_TWICE = "entries-twice", Low,
        "The same entries, with time, boot and content, are in several files.",
        "Files were copied or received by another host, or runtime journals were flushed to the disk and stayed.";

    BOOT_WITHOUT_END = "boot-without-end", Medium,
        "A boot ends without a word, and another one follows: the system crashed, was reset, or the end was deleted.",
        "Loss of power, a reset, a frozen kernel, a virtual machine that was stopped hard; or the last messages went to a disk \
         that was unmounted before.";
    BOOTS_OVERLAP = "boots-overlap", Medium,
        "Boots of one machine overlap by the wall clock, although one system runs at a time.",
        "The clock was set back between them, or clones of a machine share their machine ID.";
    CLOCK_STEP_BACK = "clock-step-back", Medium,
        "Within a boot the wall clock was set back: entries that follow seem older than those before.",
        "A clock that ran wrongly was corrected, mostly soon after the start, or a virtual machine was resumed.";
    CLOCK_STEP_FORWARD = "clock-step-forward", Low,
        "Within a boot the wall clock jumped ahead of the time since the start.",
        "The system was suspended, or its clock was corrected by time synchronization after the start.";
    REALTIME_BACKWARDS = "realtime-backwards", Low,
        "By their numbers entries of a boot follow that are older by the wall clock than those of the boot before.",
        "The clock was set back, or lost the time while the system was off.";
    MONOTONIC_BACKWARDS = "monotonic-backwards", Medium,
        "Within a boot the time since the start goes back although the numbers rise: the entries are not in the order in which \
         journald received them.",
        "Files of containers or tools that set times and numbers of their own.";
    LONG_SILENCE = "long-silence", Medium,
        "Nothing was logged for far longer than this journal is ever silent.",
        "The host was idle, or services that log were stopped. Suspended time does not count.";
    SOURCE_TIME_FAR = "source-time-far", Medium,
        "The time that the sender's kernel noted (_SOURCE_REALTIME_TIMESTAMP) is far from the time of reception: one of them was \
         changed.",
        "The clock was set between sending and receiving, the system was suspended, or journald was stopped for a while.";

    KERNEL_WITH_PROCESS = "kernel-with-process", High,
        "Entries claim to come from the kernel itself (_TRANSPORT=kernel, SYSLOG_FACILITY=0), and have fields of a process or user. \
         journald adds none to these; what processes write to the kernel's log has another facility.",
        "Only tools that write journals of their own, or convert other logs to them.";
    PROCESS_CONTRADICTION = "process-contradiction", Medium,
        "Entries of one process ID alternate between two programs in two units within a minute: one of them does not come from \
         that process.",
        "Hardly any on a host of its own; entries of several containers that share journal and boot ID.";
    TRUSTED_VALUE_IMPOSSIBLE = "trusted-value-impossible", Medium,
        "A trusted field holds what journald never writes: no number, or one that no process or user can have.",
        "Tools that write journals of their own, or convert other logs to them.";
    BOOT_ID_CONTRADICTION = "boot-id-contradiction", Medium,
        "Entries have another boot in their field _BOOT_ID than in their head, though journald writes both from one value.",
        "Tools that merge or rewrite journals.";
    NOT_ALL_EXAMINED = "not-all-examined", Info,
        "A list or a table was full before everything was looked at: there may be more of a kind than is told.",
        "Very many files, boots or gaps; or a file that was made to have them.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_words_joined_by_hyphens() {
        let mut met = HashSet::new();
        for kind in KINDS {
            assert!(met.insert(kind.name), "{}", kind.name);
            assert!(kind.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", kind.name);
            assert!(kind.explanation.ends_with('.') && kind.benign.ends_with('.'), "{}", kind.name);
        }
    }

    #[test]
    fn severities_are_ordered() {
        assert!(Severity::ALL.is_sorted_by(|one, other| one > other));
    }
}
