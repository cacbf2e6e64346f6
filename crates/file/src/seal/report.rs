//! What the seals of a file say together: one verdict, with the place where it shows first.

use super::fault::SealFault;
use super::proof::Proof;
use super::verifier::{Seal, SealedEntries};

/// What was found out about the seals of a file. Its size does not depend on how many there are.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SealReport {
    /// How many seals there are.
    pub n_seals: u64,
    /// How many prove that what they cover is as journald wrote it.
    pub n_authentic: u64,
    /// How many prove nothing: what they cover was altered, or another key sealed it.
    pub n_refuted: u64,
    /// How many stand behind objects that cannot be read.
    pub n_unreadable: u64,
    /// The last seal.
    pub last: Option<Seal>,
    /// The entries behind the last seal, or all where there is none: nothing vouches for them.
    pub unsealed: Option<SealedEntries>,
    first_refuted: Option<Seal>,
    first_unreadable: Option<Seal>,
    first_misnumbered: Option<Seal>,
    first_backward: Option<Seal>,
    /// The first seal with entries later than its epoch, which no writer makes.
    first_late: Option<Seal>,
    /// One for each habit at most.
    habits: Vec<HabitFound>,
    /// By how much the number of the last authentic seal exceeds its position.
    n_missing: u64,
    /// Whether there are seals whose entries lie within the epoch.
    any_timely: bool,
}

impl SealReport {
    /// When the last seal's epoch ended, by the key, in microseconds since the Unix epoch: up to here the file is
    /// validated where everything else about it is right. `None` without seals.
    #[must_use]
    pub fn validated_usec(&self) -> Option<u64> {
        self.last.and_then(|last| last.times).map(|(_, end)| end)
    }

    /// The verdict, which does not depend on journalctl's rules.
    #[must_use]
    pub fn verdict(&self) -> SealVerdict {
        let set_back = self.habits.iter().find(|found| found.habit == Habit::ClockSetBack);
        // where no entry at all lies in its epoch, it is not the clock
        let other_times = self.first_late.or(set_back.filter(|_| !self.any_timely).map(|found| found.first));
        if self.n_seals == 0 {
            return SealVerdict::NoSeals;
        }
        if self.n_authentic == 0 && self.n_refuted > 0 {
            return SealVerdict::ForeignKey;
        }
        if let Some(first) = self.first_refuted {
            return SealVerdict::Altered { first };
        }
        if let Some(first) = self.first_misnumbered {
            return SealVerdict::Misnumbered { first };
        }
        if let Some(first) = self.first_unreadable {
            return SealVerdict::Unreadable { first };
        }
        if let Some(first) = other_times {
            return SealVerdict::OtherTimes { first };
        }
        if let Some(first) = self.first_backward {
            return SealVerdict::EpochsGoBack { first };
        }
        if self.habits.is_empty() { SealVerdict::Authentic } else { SealVerdict::Habits(self.habits.clone()) }
    }

    /// Takes the next seal of the file.
    pub(super) fn count(&mut self, seal: &Seal) {
        self.n_seals = self.n_seals.saturating_add(1);
        self.last = Some(*seal);
        match seal.proof {
            Proof::Refuted => {
                self.n_refuted = self.n_refuted.saturating_add(1);
                self.first_refuted.get_or_insert(*seal);
            }
            Proof::Unreadable(_) => {
                self.n_unreadable = self.n_unreadable.saturating_add(1);
                self.first_unreadable.get_or_insert(*seal);
            }
            Proof::NotTried => {}
            Proof::Authentic | Proof::HeaderRewritten { .. } | Proof::EarlierKey { .. } => {
                self.count_authentic(seal);
            }
        }
    }

    fn count_authentic(&mut self, seal: &Seal) {
        self.n_authentic = self.n_authentic.saturating_add(1);
        let n_missing = seal.seqnum.wrapping_sub(seal.position);
        if n_missing != self.n_missing {
            self.first_misnumbered.get_or_insert(*seal);
            self.n_missing = n_missing;
        }
        match seal.proof {
            Proof::HeaderRewritten { .. } => self.count_habit(Habit::HeaderRewritten, seal),
            Proof::EarlierKey { .. } => self.count_habit(Habit::EarlierKey, seal),
            _ => self.count_order(seal),
        }
        self.count_times(seal);
    }

    fn count_order(&mut self, seal: &Seal) {
        match seal.fault {
            Some(SealFault::EpochGap { epoch, previous }) if epoch == previous => {
                self.count_habit(Habit::RepeatedEpoch, seal);
            }
            Some(SealFault::EpochGap { epoch, previous }) if epoch > previous => {
                self.count_habit(Habit::SkippedEpochs, seal);
            }
            Some(SealFault::EpochGap { .. } | SealFault::EpochOrder { .. }) => {
                self.first_backward.get_or_insert(*seal);
            }
            _ => {}
        }
    }

    /// Compares the times of the entries with those of the epochs in which the seal was begun and ended.
    fn count_times(&mut self, seal: &Seal) {
        let Some(entries) = seal.entries else { return };
        match seal.times {
            Some((_, end)) if entries.newest_realtime < end => {}
            _ => {
                self.first_late.get_or_insert(*seal);
                return;
            }
        }
        if seal.began_usec.is_some_and(|began| entries.oldest_realtime < began) {
            self.count_habit(Habit::ClockSetBack, seal);
        } else {
            self.any_timely = true;
        }
    }

    fn count_habit(&mut self, habit: Habit, seal: &Seal) {
        match self.habits.iter_mut().find(|found| found.habit == habit) {
            Some(found) => found.count = found.count.saturating_add(1),
            None => self.habits.push(HabitFound { habit, first: *seal, count: 1 }),
        }
    }
}

/// Something that journald does, at times, to files that nobody touched, and that journalctl reports as corruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Habit {
    /// Several seals of one epoch: the file was closed and opened again, by a restart or on request.
    RepeatedEpoch,
    /// No seals for some epochs: others of journald's files were written then, not this one.
    SkippedEpochs,
    /// The first entry of a new file replaced IDs in the header that the first seal covers.
    HeaderRewritten,
    /// A seal with the key of an epoch before the one that it gives: others of journald's files moved the epoch on.
    EarlierKey,
    /// Entries older than their epoch: the clock was set back.
    ClockSetBack,
}

/// Where a habit shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HabitFound {
    /// Which one.
    pub habit: Habit,
    /// The first seal that it explains.
    pub first: Seal,
    /// How many seals it explains.
    pub count: u64,
}

/// What the seals of a file say together. The first of these that holds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SealVerdict {
    /// The file has no seals.
    NoSeals,
    /// Not one seal is of this key: it belongs to other files, or another file was put in place of this one.
    ForeignKey,
    /// What some seals cover is not what journald wrote.
    Altered {
        /// The first one.
        first: Seal,
    },
    /// Seals, with all that they covered, are missing, or stand where others belong.
    Misnumbered {
        /// The first authentic seal that is not where its number says.
        first: Seal,
    },
    /// What some seals cover cannot be read.
    Unreadable {
        /// The first one.
        first: Seal,
    },
    /// Authentic seals of an earlier epoch stand behind those of a later one: the writer's key was set back.
    EpochsGoBack {
        /// The first one.
        first: Seal,
    },
    /// All seals are authentic, but entries do not lie in their epochs: the key's start or interval is another one.
    OtherTimes {
        /// The first one.
        first: Seal,
    },
    /// All seals are authentic; journalctl reports corruption where journald has these habits.
    Habits(Vec<HabitFound>),
    /// All seals are authentic, and as journalctl expects them.
    Authentic,
}

impl SealVerdict {
    /// A name that does not change, in words joined by hyphens.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoSeals => "no-seals",
            Self::ForeignKey => "foreign-key",
            Self::Altered { .. } => "altered",
            Self::Misnumbered { .. } => "misnumbered",
            Self::Unreadable { .. } => "unreadable",
            Self::EpochsGoBack { .. } => "epochs-go-back",
            Self::OtherTimes { .. } => "other-times",
            Self::Habits(_) => "habits",
            Self::Authentic => "authentic",
        }
    }
}
