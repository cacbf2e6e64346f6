//! How long a boot took, and which units took how long to start, from the journal alone.
//!
//! The service manager logs once what kernel, initrd and userspace took. Where that message is missing, the units that it
//! started tell part of it. What is told of units are the first starts in the boot that began before all were done.

mod plot;

use std::collections::HashMap;

pub use self::plot::plot;
use crate::manager::{Event, Manager, Moment, Record, Startup, UnitMessage};

/// The targets that a start of the system leads to, the one that waits for most first.
const LAST_TARGETS: [&[u8]; 2] = [b"graphical.target", b"multi-user.target"];

/// What the initrd starts last, before it hands the system over.
const SWITCH_ROOT: &[u8] = b"initrd-switch-root.target";

/// The first start of a unit of the system in a boot. Times are microseconds since the boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activation {
    /// The unit's name.
    pub unit: Box<[u8]>,
    /// When the start began; targets and the like begin when they are done.
    pub begin_usec: u64,
    /// When it was done, or had failed.
    pub end_usec: u64,
    /// Whether the unit did start.
    pub is_started: bool,
    /// The numbers of the messages of begin and end: their order where times are the same.
    order: (usize, usize),
}

impl Activation {
    /// How long it took.
    #[must_use]
    pub const fn took_usec(&self) -> u64 {
        self.end_usec.saturating_sub(self.begin_usec)
    }
}

/// Where the times of a boot are from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The service manager logged them.
    Logged,
    /// It logged no more than userspace's, as it does in a container.
    LoggedUserspace,
    /// They are the times between messages about units.
    Computed,
    /// There is nothing to compute them from.
    Nothing,
}

impl Basis {
    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logged => "logged",
            Self::LoggedUserspace => "userspace logged",
            Self::Computed => "computed",
            Self::Nothing => "nothing logged",
        }
    }
}

/// What the parts of a boot took, in microseconds, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Where these are from.
    pub basis: Basis,
    /// The firmware, before the kernel's clock began.
    pub firmware_usec: Option<u64>,
    /// The boot loader, before the kernel's clock began.
    pub loader_usec: Option<u64>,
    /// The kernel.
    pub kernel_usec: Option<u64>,
    /// The initrd.
    pub initrd_usec: Option<u64>,
    /// All that the service manager started, up to the end.
    pub userspace_usec: Option<u64>,
    /// When all was done, since the boot.
    pub finished_usec: Option<u64>,
}

impl Shares {
    /// All of them together; `None` where none is known.
    #[must_use]
    pub fn total_usec(&self) -> Option<u64> {
        let Self { firmware_usec, loader_usec, kernel_usec, initrd_usec, userspace_usec, .. } = *self;
        let known = [firmware_usec, loader_usec, kernel_usec, initrd_usec, userspace_usec];
        known.into_iter().flatten().reduce(u64::saturating_add)
    }
}

/// The start of one boot, made of its records.
#[derive(Clone, Debug, Default)]
pub struct BootTimes {
    startup: Option<Startup>,
    users: Vec<Startup>,
    activations: Vec<Activation>,
    /// The places in `activations`, and whether each is still going on.
    places: HashMap<Box<[u8]>, (usize, bool)>,
    first: Option<Moment>,
    n_messages: usize,
}

impl BootTimes {
    /// Takes the next record of the boot.
    pub fn add(&mut self, record: Record) {
        match record {
            Record::Unit(message) if message.manager == Manager::System => self.add_message(message),
            Record::Startup(startup) if startup.manager == Manager::System => {
                self.startup.get_or_insert(startup);
            }
            Record::Startup(startup) => self.users.push(startup),
            _ => {}
        }
    }

    fn add_message(&mut self, message: UnitMessage) {
        self.first.get_or_insert(message.moment);
        self.n_messages = self.n_messages.saturating_add(1);
        let order = self.n_messages;
        let now_usec = message.moment.monotonic_usec;
        let (is_begin, is_started) = match message.event {
            Event::Starting => (true, false),
            Event::Started => (false, true),
            Event::StartFailed | Event::Failed | Event::Succeeded => (false, false),
            _ => return,
        };
        if let Some((place, is_going_on)) = self.places.get_mut(&message.unit) {
            let activation = self.activations.get_mut(*place).filter(|_| *is_going_on && !is_begin);
            if let Some(activation) = activation {
                activation.end_usec = now_usec.max(activation.begin_usec);
                activation.order.1 = order;
                activation.is_started = is_started || message.event == Event::Succeeded;
                *is_going_on = false;
            }
            return;
        }
        // An end without a beginning is a start only where there is none to be logged.
        if !is_begin && !is_started || self.startup.is_some() {
            return;
        }
        self.places.insert(message.unit.clone(), (self.activations.len(), is_begin));
        self.activations.push(Activation {
            unit: message.unit,
            begin_usec: now_usec,
            end_usec: now_usec,
            is_started,
            order: (order, order),
        });
    }

    /// The finished starts of users' managers, in order.
    #[must_use]
    pub fn users(&self) -> &[Startup] {
        &self.users
    }

    /// The starts that came to an end, in the order in which they began.
    pub fn activations(&self) -> impl Iterator<Item = &Activation> {
        let is_going_on = |unit: &[u8]| self.places.get(unit).is_some_and(|(_, is_going_on)| *is_going_on);
        self.activations.iter().filter(move |activation| !is_going_on(&activation.unit))
    }

    /// What the parts of the boot took.
    #[must_use]
    pub fn shares(&self) -> Shares {
        match &self.startup {
            Some(startup) => Shares {
                basis: if startup.kernel_usec.is_some() { Basis::Logged } else { Basis::LoggedUserspace },
                firmware_usec: startup.firmware_usec,
                loader_usec: startup.loader_usec,
                kernel_usec: startup.kernel_usec,
                // There is none where it took no time.
                initrd_usec: startup.initrd_usec.filter(|&usec| usec > 0),
                userspace_usec: startup.userspace_usec,
                finished_usec: Some(startup.moment.monotonic_usec),
            },
            None => self.computed(),
        }
    }

    /// The times between the first message about a unit, the end of the initrd, and the last target.
    fn computed(&self) -> Shares {
        let done = |unit: &[u8]| self.find(unit).filter(|it| it.is_started).map(|it| it.end_usec);
        let finished_usec = LAST_TARGETS.iter().find_map(|target| done(target));
        let first_usec = self.first.map(|moment| moment.monotonic_usec);
        let handed_over_usec = done(SWITCH_ROOT);
        let since = |begin: Option<u64>, end: Option<u64>| end?.checked_sub(begin?);
        Shares {
            basis: if finished_usec.is_some() { Basis::Computed } else { Basis::Nothing },
            firmware_usec: None,
            loader_usec: None,
            kernel_usec: first_usec.filter(|_| finished_usec.is_some()),
            initrd_usec: since(first_usec, handed_over_usec).filter(|_| finished_usec.is_some()),
            userspace_usec: since(handed_over_usec.or(first_usec), finished_usec),
            finished_usec,
        }
    }

    /// A unit's start, if it came to an end.
    #[must_use]
    pub fn find(&self, unit: &[u8]) -> Option<&Activation> {
        let (place, is_going_on) = self.places.get(unit)?;
        self.activations.get(*place).filter(|_| !is_going_on)
    }

    /// The unit that the start of the system led to: the last target, or what was done last.
    #[must_use]
    pub fn last_unit(&self) -> Option<&Activation> {
        let target = LAST_TARGETS.iter().find_map(|target| self.find(target));
        target.or_else(|| self.activations().max_by_key(|activation| activation.order.1))
    }

    /// The start of `unit`, and before each the start that was done last when it began. Dependencies are not logged: the one
    /// need not have waited for the other.
    ///
    /// Costs sorting the starts once.
    #[must_use]
    pub fn chain(&self, unit: &Activation) -> Vec<Activation> {
        let mut by_end: Vec<&Activation> = self.activations().filter(|it| it.is_started).collect();
        by_end.sort_unstable_by_key(|activation| activation.order.1);
        let mut chain = vec![unit.clone()];
        let mut begin = unit.order.0;
        loop {
            let n_before = by_end.partition_point(|activation| activation.order.1 < begin);
            let Some(before) = n_before.checked_sub(1).and_then(|last| by_end.get(last)) else { break };
            chain.push((*before).clone());
            begin = before.order.0;
        }
        chain
    }
}

#[cfg(test)]
mod tests;
