//! The states of units, by what the service managers logged.
//!
//! Each message is a step from one state to the next. What was logged before the first entry that was kept is not known, nor what
//! a manager does not log: a user's says nothing of units that end as they should.

mod picture;
mod unit;

use std::collections::HashMap;

use journalq_file::Id128;

pub use self::picture::picture;
pub use self::unit::{Step, Unit};
use crate::manager::{Manager, Record, UnitMessage};

/// What a unit is, in the words of `systemctl`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Active {
    /// Nothing was logged that tells.
    #[default]
    Unknown,
    /// It is started.
    Active,
    /// It is started, and reads its configuration anew.
    Reloading,
    /// It is not started, or ended as it should.
    Inactive,
    /// It ended otherwise.
    Failed,
    /// It is being started, or is going to be.
    Activating,
    /// It is being stopped.
    Deactivating,
}

impl Active {
    /// The word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Active => "active",
            Self::Reloading => "reloading",
            Self::Inactive => "inactive",
            Self::Failed => "failed",
            Self::Activating => "activating",
            Self::Deactivating => "deactivating",
        }
    }
}

/// What is kept of the way that units took, beside their states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    #[default]
    State,
    /// When their states changed.
    Changes,
    /// All messages about them, too.
    Steps,
}

/// The units of some boots, each by boot, manager and name.
#[derive(Clone, Debug, Default)]
pub struct Units {
    keep: Keep,
    units: Vec<Unit>,
    n_steps: usize,
    places: HashMap<(Id128, Manager, Box<[u8]>), usize>,
    /// How the journals of boots ended, as far as records tell.
    ends: HashMap<Id128, End>,
    suppressed: u64,
    untrusted: u64,
    first_untrusted: Option<Record>,
}

/// How the journal of a boot ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct End {
    /// The target that all of a shutdown wait for was reached.
    has_shut_down: bool,
    /// journald stopped, and did not start again.
    has_stopped: bool,
}

impl Units {
    /// No units yet.
    #[must_use]
    pub fn new(keep: Keep) -> Self {
        Self { keep, ..Self::default() }
    }

    /// Takes the next record, of units for which `is_wanted` holds.
    pub fn add(&mut self, record: Record, is_wanted: impl FnOnce(&[u8]) -> bool) {
        match record {
            Record::Unit(message) => {
                self.note_shutdown(&message);
                if is_wanted(&message.unit) {
                    self.step(message);
                }
            }
            Record::JournalStarted(boot_id) => self.ends.entry(boot_id).or_default().has_stopped = false,
            Record::JournalStopped(boot_id) => self.ends.entry(boot_id).or_default().has_stopped = true,
            Record::Suppressed(count) => self.suppressed = self.suppressed.saturating_add(count),
            Record::Untrusted { .. } => {
                self.untrusted = self.untrusted.saturating_add(1);
                self.first_untrusted.get_or_insert(record);
            }
            Record::Startup(_) => {}
        }
    }

    fn note_shutdown(&mut self, message: &UnitMessage) {
        use crate::manager::Event::Started;
        if message.manager == Manager::System && &*message.unit == b"shutdown.target" {
            self.ends.entry(message.boot_id).or_default().has_shut_down = message.event == Started;
        }
    }

    fn step(&mut self, message: UnitMessage) {
        let key = (message.boot_id, message.manager, message.unit.clone());
        let place = *self.places.entry(key).or_insert_with(|| {
            self.units.push(Unit::new(message.boot_id, message.manager, message.unit.clone()));
            self.units.len().saturating_sub(1)
        });
        if let Some(unit) = self.units.get_mut(place) {
            unit.step(self.n_steps, message, self.keep);
            self.n_steps = self.n_steps.saturating_add(1);
        }
    }

    /// The units, in the order in which they were first met.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Whether records tell that a boot was ended by a shutdown.
    #[must_use]
    pub fn has_ended(&self, boot_id: Id128) -> bool {
        self.ends.get(&boot_id).is_some_and(|end| end.has_shut_down || end.has_stopped)
    }

    /// How many messages of the system's service manager journald dropped.
    #[must_use]
    pub const fn suppressed(&self) -> u64 {
        self.suppressed
    }

    /// How many messages about units were logged by others than service managers, and who logged the first.
    #[must_use]
    pub const fn untrusted(&self) -> Option<(u64, &Record)> {
        match &self.first_untrusted {
            Some(first) => Some((self.untrusted, first)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests;
