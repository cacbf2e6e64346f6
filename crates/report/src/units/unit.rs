//! One unit, and how messages change its state.

use journalq_file::Id128;

use super::{Active, Keep};
use crate::manager::{Event, Manager, Moment, UnitMessage, Usage};

/// A unit as it is behind the last message about it.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The boot that all of this is about.
    pub boot_id: Id128,
    /// Whose unit it is.
    pub manager: Manager,
    /// Its name.
    pub name: Box<[u8]>,
    /// Its state.
    pub active: Active,
    /// Since when; `None` where that is not known.
    pub since: Option<Moment>,
    /// How its last run, or the last try to start it, ended: `success`, `exit-code`, `timeout`, `dependency`, `skipped`, ...
    pub result: Option<Box<[u8]>>,
    /// How often it was started again on its own.
    pub restarts: u64,
    /// How often a start began, or was done where its beginning was not logged.
    pub runs: u64,
    /// What all its runs together consumed, and of peaks the highest.
    pub usage: Usage,
    /// Its states and when each began, if these are kept.
    pub changes: Vec<(Moment, Active)>,
    /// The messages, if these are kept.
    pub steps: Vec<Step>,
    /// Whether a start was counted whose end was not logged yet.
    is_in_run: bool,
    /// Whether it ended while it was being started: a job that only waits for its end is done after that.
    ended_in_start: bool,
}

/// A message about a unit, and what came of it.
#[derive(Clone, Debug)]
pub struct Step {
    /// The number of the message among all about the units that are kept, in the order of the journal.
    pub order: usize,
    /// The message.
    pub message: UnitMessage,
    /// The state behind it.
    pub active: Active,
    /// How many microseconds the state lasted that it ended, by the time since the boot.
    pub ended_usec: Option<u64>,
}

impl Unit {
    pub(super) fn new(boot_id: Id128, manager: Manager, name: Box<[u8]>) -> Self {
        Self {
            boot_id,
            manager,
            name,
            active: Active::Unknown,
            since: None,
            result: None,
            restarts: 0,
            runs: 0,
            usage: Usage::default(),
            changes: Vec::new(),
            steps: Vec::new(),
            is_in_run: false,
            ended_in_start: false,
        }
    }

    pub(super) fn step(&mut self, order: usize, message: UnitMessage, keep: Keep) {
        let active = self.state_behind(&message);
        self.count(&message);
        let moment = message.moment;
        let mut ended_usec = None;
        if active != self.active {
            let begin = self.since.map(|since| since.monotonic_usec);
            ended_usec = begin.and_then(|begin| moment.monotonic_usec.checked_sub(begin));
            (self.active, self.since) = (active, Some(moment));
            if keep != Keep::State {
                self.changes.push((moment, active));
            }
        }
        if keep == Keep::Steps {
            self.steps.push(Step { order, message, active, ended_usec });
        }
    }

    /// The state that a message leads to.
    fn state_behind(&self, message: &UnitMessage) -> Active {
        use Active::{Activating, Deactivating, Failed, Inactive, Reloading, Unknown};

        let is_done = message.details.job_result.as_deref().is_none_or(|result| result == b"done");
        match (message.event, self.active) {
            (Event::Starting | Event::RestartScheduled, _) => Activating,
            (Event::Started, Inactive) if self.ended_in_start => Inactive,
            (Event::Started, _) => Active::Active,
            (Event::Skipped, Unknown | Activating) => Inactive,
            // A failure of the unit itself was told before. Without one it was not even tried, or given up.
            (Event::StartFailed, Unknown | Activating) => Inactive,
            (Event::Stopping, _) => Deactivating,
            // To stop what has failed does not mend it.
            (Event::Stopped, Failed) => Failed,
            (Event::Stopped, _) if is_done => Inactive,
            (Event::Reloading, _) => Reloading,
            (Event::Reloaded, Reloading) => Active::Active,
            (Event::Failed, _) => Failed,
            (Event::Succeeded, _) => Inactive,
            (
                Event::Skipped
                | Event::StartFailed
                | Event::Stopped
                | Event::Reloaded
                | Event::Exited
                | Event::Resources
                | Event::OutOfMemory
                | Event::OomdKilled,
                active,
            ) => active,
        }
    }

    /// Counts what a message adds to, and notes how runs end.
    fn count(&mut self, message: &UnitMessage) {
        let details = &message.details;
        match message.event {
            Event::Starting => self.begin_run(),
            Event::Started if !self.is_in_run && !self.ended_in_start => self.begin_run(),
            Event::Skipped => self.result = Some((*b"skipped").into()),
            Event::StartFailed => {
                // Why the unit failed says more than that its job did.
                if self.active != Active::Failed {
                    self.result = details.job_result.clone();
                }
                self.is_in_run = false;
            }
            Event::Failed => {
                self.result = details.unit_result.clone();
                self.end_run();
            }
            Event::Succeeded => {
                self.result = Some((*b"success").into());
                self.end_run();
            }
            Event::Stopped => self.is_in_run = false,
            Event::RestartScheduled => {
                self.restarts = self.restarts.saturating_add(1);
                (self.is_in_run, self.ended_in_start) = (false, false);
            }
            Event::Resources => self.usage.add(details.usage.as_deref().copied().unwrap_or_default()),
            Event::Started
            | Event::Stopping
            | Event::Reloading
            | Event::Reloaded
            | Event::Exited
            | Event::OutOfMemory
            | Event::OomdKilled => {}
        }
        if matches!(message.event, Event::Started | Event::StartFailed | Event::Stopping | Event::Stopped) {
            self.ended_in_start = false;
        }
    }

    fn begin_run(&mut self) {
        self.runs = self.runs.saturating_add(1);
        (self.is_in_run, self.ended_in_start) = (true, false);
    }

    fn end_run(&mut self) {
        (self.is_in_run, self.ended_in_start) = (false, self.active == Active::Activating);
    }
}

impl Usage {
    /// Adds what another run consumed.
    fn add(&mut self, other: Self) {
        let sum = |a: &mut Option<u64>, b: Option<u64>| {
            if let Some(b) = b {
                *a = Some(a.unwrap_or_default().saturating_add(b));
            }
        };
        let Self { cpu_nsec, memory_peak, swap_peak, io_read, io_written, ip_received, ip_sent } = self;
        sum(cpu_nsec, other.cpu_nsec);
        *memory_peak = (*memory_peak).max(other.memory_peak);
        *swap_peak = (*swap_peak).max(other.swap_peak);
        sum(io_read, other.io_read);
        sum(io_written, other.io_written);
        sum(ip_received, other.ip_received);
        sum(ip_sent, other.ip_sent);
    }
}
