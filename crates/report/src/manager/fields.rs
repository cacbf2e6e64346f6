//! The fields of one entry, as a record.

use journalq_file::{EntryHead, Id128};
use journalq_output::Field;
use journalq_query::time_spec::parse_span;

use super::{Details, Event, MAX_NAME, Manager, Moment, Record, Startup, UnitMessage, Usage};

/// The message IDs of what happens to units.
const EVENTS: [(&str, Event); 14] = [
    ("7d4958e842da4a758f6c1cdc7b36dcc5", Event::Starting),
    ("39f53479d3a045ac8e11786248231fbf", Event::Started),
    ("be02cf6855d2428ba40df7e9d022f03d", Event::StartFailed),
    ("de5b426a63be47a7b6ac3eaac82e2f6f", Event::Stopping),
    ("9d1aaa27d60140bd96365438aad20286", Event::Stopped),
    ("d34d037fff1847e6ae669a370e694725", Event::Reloading),
    ("7b05ebc668384222baa8881179cfda54", Event::Reloaded),
    ("98e322203f7a4ed290d09fe03c09fe15", Event::Exited),
    ("d9b373ed55a64feb8242e02dbe79a49c", Event::Failed),
    ("7ad2d189f7e94e70a38c781354912448", Event::Succeeded),
    ("5eb03494b6584870a536b337290809b3", Event::RestartScheduled),
    ("ae8f7b866b0347b9af31fe1c80b127c0", Event::Resources),
    ("fe6faa94e7774663a0da52717891d8ef", Event::OutOfMemory),
    ("d989611b15e44c9dbf31e3c81256e4ed", Event::OomdKilled),
];

/// A condition of the unit's own commands did not hold.
const SKIPPED: &str = "0e4284a0caca4bfc81c0bb6786972673";
const STARTUP_FINISHED: &str = "b07a249cd024414a82dd00cd181378ff";
/// Also the system's, where it runs in a container.
const USER_STARTUP_FINISHED: &str = "eed00a68ffd84e31882105fd973abdd1";
const JOURNAL_STARTED: &str = "f77379a8490b408bbe5f6940505a777b";
const JOURNAL_STOPPED: &str = "d93fb3c9c24d451a97cea615ce59c00b";
const SUPPRESSED: &str = "a596d6fe7bfa4994828e72309e95d61e";

/// How much of a text is kept.
const TEXT: usize = 64;

/// An entry that waited longer for journald than this, in microseconds, has a time of its own that is not believed: the clock
/// was set.
const LONGEST_WAIT: u64 = 30_000_000;

/// The fields that tell something.
pub(super) const NAMES: [&str; 30] = [
    "MESSAGE_ID",
    "UNIT",
    "USER_UNIT",
    "INVOCATION_ID",
    "USER_INVOCATION_ID",
    "JOB_RESULT",
    "UNIT_RESULT",
    "EXIT_CODE",
    "EXIT_STATUS",
    "COMMAND",
    "N_RESTARTS",
    "CPU_USAGE_NSEC",
    "MEMORY_PEAK",
    "MEMORY_SWAP_PEAK",
    "IO_METRIC_READ_BYTES",
    "IO_METRIC_WRITE_BYTES",
    "IP_METRIC_INGRESS_BYTES",
    "IP_METRIC_EGRESS_BYTES",
    "KERNEL_USEC",
    "INITRD_USEC",
    "USERSPACE_USEC",
    "MESSAGE",
    "N_DROPPED",
    "_PID",
    "_UID",
    "_COMM",
    "_TRANSPORT",
    "_SYSTEMD_UNIT",
    "_SYSTEMD_USER_UNIT",
    "_SOURCE_REALTIME_TIMESTAMP",
];

/// The message IDs that are looked for.
pub(super) fn message_ids() -> impl Iterator<Item = &'static str> {
    let others =
        [SKIPPED, STARTUP_FINISHED, USER_STARTUP_FINISHED, JOURNAL_STARTED, JOURNAL_STOPPED, SUPPRESSED];
    EVENTS.iter().map(|(id, _)| *id).chain(others)
}

/// The wanted fields of an entry.
pub(super) struct Fields<'f> {
    pub(super) head: EntryHead,
    pub(super) fields: &'f [Field<'f>],
}

impl<'f> Fields<'f> {
    /// What the entry says, if it is about units and says enough.
    pub(super) fn record(&self) -> Option<Record> {
        let message_id = str::from_utf8(self.value("MESSAGE_ID")?).ok()?;
        let boot_id = self.head.boot_id;
        match message_id {
            JOURNAL_STARTED => self.is_journalds().then_some(Record::JournalStarted(boot_id)),
            JOURNAL_STOPPED => self.is_journalds().then_some(Record::JournalStopped(boot_id)),
            SUPPRESSED => self.suppressed(),
            STARTUP_FINISHED | USER_STARTUP_FINISHED => {
                self.manager().map(|by| Record::Startup(self.startup(by)))
            }
            _ => self.unit_message(message_id),
        }
    }

    /// The first field of that name.
    fn value(&self, name: &str) -> Option<&'f [u8]> {
        self.fields.iter().find(|field| field.name == name.as_bytes()).map(|field| field.value)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == Some(value.as_bytes())
    }

    fn number(&self, name: &str) -> Option<u64> {
        str::from_utf8(self.value(name)?).ok()?.parse().ok()
    }

    fn text(&self, name: &str) -> Option<Box<[u8]>> {
        let value = self.value(name)?;
        Some(value.get(..TEXT).unwrap_or(value).into())
    }

    /// The service manager that logged this, by the fields that journald added.
    fn manager(&self) -> Option<Manager> {
        if self.is("_PID", "1") {
            return Some(Manager::System);
        }
        let uid: u32 = self.number("_UID")?.try_into().ok()?;
        // The scope is the manager's own; before v226 there was none, and it ran in its service itself.
        let is_in_scope = match self.value("_SYSTEMD_USER_UNIT") {
            Some(unit) => unit == b"init.scope",
            None => self.is("_SYSTEMD_UNIT", &format!("user@{uid}.service")),
        };
        (self.is("_COMM", "systemd") && is_in_scope).then_some(Manager::User(uid))
    }

    /// Only journald itself can log in this way.
    fn is_journalds(&self) -> bool {
        self.is("_TRANSPORT", "driver")
    }

    fn unit_message(&self, message_id: &str) -> Option<Record> {
        let (system, user) = (self.value("UNIT"), self.value("USER_UNIT"));
        // Who names no unit does not claim anything of one.
        system.or(user)?;
        let (manager, unit, invocation) = match self.manager() {
            Some(manager @ Manager::System) => (manager, system?, self.value("INVOCATION_ID")),
            Some(manager @ Manager::User(_)) => (manager, user?, self.value("USER_INVOCATION_ID")),
            None => return Some(Record::Untrusted { comm: self.text("_COMM"), pid: self.text("_PID") }),
        };
        let event = match EVENTS.iter().find(|(id, _)| *id == message_id) {
            // What is started has an ID. It is empty where it came to nothing since a condition does not hold.
            Some((_, Event::Started)) if invocation.is_some_and(<[u8]>::is_empty) => Event::Skipped,
            Some((_, event)) => *event,
            None => Event::Skipped,
        };
        if unit.is_empty() || unit.len() > MAX_NAME {
            return None;
        }
        Some(Record::Unit(UnitMessage {
            moment: self.moment(),
            boot_id: self.head.boot_id,
            manager,
            unit: unit.into(),
            event,
            invocation_id: invocation.and_then(Id128::parse),
            details: self.details(event),
        }))
    }

    fn details(&self, event: Event) -> Details {
        Details {
            job_result: self.text("JOB_RESULT"),
            unit_result: self.text("UNIT_RESULT"),
            exit_code: self.text("EXIT_CODE"),
            exit_status: self.text("EXIT_STATUS"),
            command: self.text("COMMAND"),
            n_restarts: self.number("N_RESTARTS"),
            usage: (event == Event::Resources).then(|| Box::new(self.usage())),
        }
    }

    fn usage(&self) -> Usage {
        Usage {
            cpu_nsec: self.number("CPU_USAGE_NSEC"),
            memory_peak: self.number("MEMORY_PEAK"),
            swap_peak: self.number("MEMORY_SWAP_PEAK"),
            io_read: self.number("IO_METRIC_READ_BYTES"),
            io_written: self.number("IO_METRIC_WRITE_BYTES"),
            ip_received: self.number("IP_METRIC_INGRESS_BYTES"),
            ip_sent: self.number("IP_METRIC_EGRESS_BYTES"),
        }
    }

    fn startup(&self, manager: Manager) -> Startup {
        let message =
            self.value("MESSAGE").and_then(|message| str::from_utf8(message).ok()).unwrap_or_default();
        Startup {
            moment: self.moment(),
            boot_id: self.head.boot_id,
            manager,
            firmware_usec: share(message, "firmware"),
            loader_usec: share(message, "loader"),
            kernel_usec: self.number("KERNEL_USEC"),
            initrd_usec: self.number("INITRD_USEC"),
            userspace_usec: self.number("USERSPACE_USEC"),
        }
    }

    /// What journald dropped, if it was the service manager's.
    fn suppressed(&self) -> Option<Record> {
        let is_managers = self.value("MESSAGE").is_some_and(|message| message.ends_with(b" from init.scope"));
        (self.is_journalds() && is_managers)
            .then(|| Record::Suppressed(self.number("N_DROPPED").unwrap_or(1)))
    }

    /// When it was logged: before journald got to it, as the kernel noted.
    fn moment(&self) -> Moment {
        let EntryHead { realtime_usec, monotonic_usec, .. } = self.head;
        let source = self.number("_SOURCE_REALTIME_TIMESTAMP").unwrap_or(realtime_usec);
        let waited = realtime_usec.saturating_sub(source);
        let waited = if waited > LONGEST_WAIT { 0 } else { waited };
        Moment {
            realtime_usec: realtime_usec.saturating_sub(waited),
            monotonic_usec: monotonic_usec.saturating_sub(waited),
        }
    }
}

/// The share that the text of a finished start gives somebody: `1min 2.345s (firmware) + ...`.
fn share(message: &str, whose: &str) -> Option<u64> {
    let shares = message.split_once(" in ")?.1.split_once(" = ")?.0;
    let mut shares = shares.split(" + ").filter_map(|share| share.strip_suffix(')')?.rsplit_once(" ("));
    parse_span(shares.find(|(_, name)| *name == whose)?.0).ok().filter(|&usec| usec != u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_from_the_text() {
        let text = "Startup finished in 1min 5.032s (firmware) + 106ms (loader) + 2.113s (kernel) + 4.563s (userspace) = 1min 12.1s.";
        assert_eq!(share(text, "firmware"), Some(65_032_000));
        assert_eq!(share(text, "loader"), Some(106_000));
        assert_eq!(share(text, "initrd"), None);
        for other in ["", "Startup finished in 2.344s.", "in (firmware) = ", "in 5y (loader = 2"] {
            assert_eq!(share(other, "firmware"), None, "{other}");
        }
    }
}
