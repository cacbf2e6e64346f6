//! The order of a file's seals, which can be told without a key.

use super::fault::SealFault;
use crate::file::JournalFile;
use crate::layout::flags::CompatibleFlags;

/// journalctl's rules on the numbers and epochs of seals, one seal after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SealOrder {
    /// Whether there has to be a seal for every epoch.
    continuous: bool,
    seals: u64,
    /// The epoch of the last one.
    epoch: Option<u64>,
}

impl SealOrder {
    /// Before the first seal of a file.
    pub(crate) fn new(file: JournalFile<'_>) -> Self {
        let continuous = file.header().compatible_flags().contains(CompatibleFlags::SEALED_CONTINUOUS);
        Self { continuous, seals: 0, epoch: None }
    }

    /// How many seals there were.
    pub(crate) fn seals(&self) -> u64 {
        self.seals
    }

    /// The epoch of the last one.
    pub(super) fn epoch(&self) -> Option<u64> {
        self.epoch
    }

    /// Takes note of the next seal. Returns which rule its number breaks, and which one its epoch.
    pub(crate) fn take(&mut self, seqnum: u64, epoch: u64) -> [Option<SealFault>; 2] {
        let previous = self.epoch.replace(epoch);
        self.seals = self.seals.saturating_add(1);
        let expected = self.seals;
        let number = (seqnum != expected).then_some(SealFault::TagSeqnum { found: seqnum, expected });
        [number, previous.and_then(|previous| self.broken_epoch_rule(epoch, previous))]
    }

    fn broken_epoch_rule(&self, epoch: u64, previous: u64) -> Option<SealFault> {
        if self.continuous {
            let next = previous.checked_add(1) == Some(epoch);
            // A file that another one makes room for starts within an epoch.
            let second = self.seals == 2 && epoch == previous;
            return (!next && !second).then_some(SealFault::EpochGap { epoch, previous });
        }
        (epoch < previous).then_some(SealFault::EpochOrder { epoch, previous })
    }
}
