//! Processes that dumped core, and where the cores are.
//!
//! ```text
//! entry of systemd-coredump -> Coredump (what it tells of the process) -> core_in (the core that the journal holds)
//!                                                                      -> find_below (the file that holds it)
//! ```

mod external;
mod signal;

use std::borrow::Cow;

use journalq_file::{DataObject, Entry, EntryHead, Id128, JournalFile, Scratch};
use journalq_output::Field;
use journalq_query::Expr;

pub use self::external::find_below;
pub use self::signal::signal_name;

/// The message that a process dumped core.
const DUMPED: &str = "fc2e22bc6ee647b6b90729ab34a250b1";
/// The message that a process ended abnormally, and left a trace of its stack.
const BACKTRACE: &str = "1f4e0a44a88649939aaea34fc6da8c95";

/// The field that holds a core.
const CORE: &[u8] = b"COREDUMP";

/// The fields that are looked at.
const FIELDS: [&str; 33] = [
    "COREDUMP_BOOT_ID",
    "COREDUMP_CGROUP",
    "COREDUMP_CMDLINE",
    "COREDUMP_COMM",
    "COREDUMP_EXE",
    "COREDUMP_FILENAME",
    "COREDUMP_GID",
    "COREDUMP_HOSTNAME",
    "COREDUMP_MACHINE_ID",
    "COREDUMP_OWNER_UID",
    "COREDUMP_PACKAGE_NAME",
    "COREDUMP_PACKAGE_VERSION",
    "COREDUMP_PID",
    "COREDUMP_SESSION",
    "COREDUMP_SIGNAL",
    "COREDUMP_SIGNAL_NAME",
    "COREDUMP_SLICE",
    "COREDUMP_TIMESTAMP",
    "COREDUMP_TRUNCATED",
    "COREDUMP_UID",
    "COREDUMP_UNIT",
    "COREDUMP_USER_UNIT",
    "MESSAGE",
    "MESSAGE_ID",
    "_BOOT_ID",
    "_COMM",
    "_EXE",
    "_HOSTNAME",
    "_MACHINE_ID",
    "_PID",
    "_SYSTEMD_CGROUP",
    "_SYSTEMD_UNIT",
    "_UID",
];

/// A process that dumped core, as an entry tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coredump {
    /// When it was logged, in microseconds since the Unix epoch.
    pub realtime_usec: u64,
    /// In which boot it was logged.
    pub boot_id: Id128,
    values: Vec<Option<String>>,
}

/// Where a core is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the file that the entry names. Whether that is there has to be looked up.
    External,
    /// In the journal.
    Journal,
    /// It was not kept.
    None,
    /// There was none: a program told of its end itself.
    NoCore,
}

impl Coredump {
    /// What an entry tells. Of a repeated field the first value counts; bytes that are no text are replaced.
    #[must_use]
    pub fn of(head: &EntryHead, fields: &[Field<'_>]) -> Self {
        let value = |name: &str| {
            let field = fields.iter().find(|field| field.name == name.as_bytes())?;
            Some(String::from_utf8_lossy(field.value).into_owned())
        };
        let values = FIELDS.iter().map(|name| value(name)).collect();
        Self { realtime_usec: head.realtime_usec, boot_id: head.boot_id, values }
    }

    /// Drops the values that are longer than so many bytes, where nobody looks at them: a trace of a stack, a command line.
    /// What journald added stays, since trust depends on it.
    pub fn drop_longer(&mut self, bytes: usize) {
        for (name, value) in FIELDS.iter().zip(&mut self.values) {
            *value = value.take().filter(|value| value.len() <= bytes || name.starts_with('_'));
        }
    }

    /// The value of a field that is looked at, if the entry has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let index = FIELDS.iter().position(|field| *field == name)?;
        self.values.get(index)?.as_deref()
    }

    /// A value that is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }

    /// The signal's name with `SIG`, or its number where it has none.
    #[must_use]
    pub fn signal(&self) -> Option<Cow<'_, str>> {
        if let Some(name) = self.get("COREDUMP_SIGNAL_NAME").filter(|name| !name.is_empty()) {
            return Some(name.into());
        }
        let number = self.number("COREDUMP_SIGNAL")?;
        Some(signal_name(number).map_or_else(|| number.to_string().into(), Cow::Owned))
    }

    /// Whether a program told of its end itself, with a trace of its stack and no core.
    #[must_use]
    pub fn is_backtrace(&self) -> bool {
        self.get("MESSAGE_ID") == Some(BACKTRACE)
    }

    /// Whether the core was cut since it was too large.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        let value = self.get("COREDUMP_TRUNCATED").unwrap_or_default().to_ascii_lowercase();
        matches!(&*value, "1" | "yes" | "y" | "true" | "t" | "on")
    }

    /// Where the core is, for an entry that holds one itself or not.
    #[must_use]
    pub fn storage(&self, has_core: bool) -> Storage {
        match self.get("COREDUMP_FILENAME") {
            Some(_) => Storage::External,
            None if has_core => Storage::Journal,
            None if self.get("MESSAGE_ID") == Some(DUMPED) => Storage::None,
            None => Storage::NoCore,
        }
    }

    /// Whether the fields that journald adds prove that systemd-coredump logged this.
    ///
    /// It gives up being root before it logs what is a user's; then it is the unit that nobody else can be in.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        let exe = self.get("_EXE").map(|exe| exe.strip_suffix(" (deleted)").unwrap_or(exe));
        let is_root = self.get("_UID") == Some("0");
        let is_binary = match exe {
            Some(exe) => {
                let is_of_system =
                    ["/usr/lib", "/lib", "/nix/store/", "/gnu/store/"].iter().any(|at| exe.starts_with(at));
                is_of_system && exe.ends_with("/systemd-coredump")
            }
            None => is_root && self.get("_COMM") == Some("systemd-coredum"),
        };
        let unit = self.get("_SYSTEMD_UNIT").unwrap_or_default();
        let cgroup = self.get("_SYSTEMD_CGROUP").unwrap_or("/system.slice/");
        let is_unit = unit.starts_with("systemd-coredump@") && cgroup.starts_with("/system.slice/");
        is_binary && (is_root || is_unit)
    }
}

/// The entries that tell of cores.
#[must_use]
pub fn candidates() -> Expr {
    Expr::any([DUMPED, BACKTRACE].map(|id| Expr::Match(format!("MESSAGE_ID={id}").into_bytes())).to_vec())
}

/// The fields that [`Coredump::of`] looks at. The core is none of them.
#[must_use]
pub fn fields() -> Vec<Vec<u8>> {
    FIELDS.iter().map(|name| name.as_bytes().to_vec()).collect()
}

/// The core that an entry holds: the object whose payload is it, behind [`CORE_OFFSET`] bytes. Only the beginnings of payloads
/// are decompressed, but for LZ4, of which no part can be had without the whole.
#[must_use]
pub fn core_in<'a>(
    file: &JournalFile<'a>,
    entry: &Entry<'a>,
    scratch: &mut Scratch,
) -> Option<DataObject<'a>> {
    entry.items().filter_map(|offset| file.read_data(offset).ok()).find(|data| {
        let prefix = data.payload_prefix(CORE_OFFSET, scratch).unwrap_or_default();
        prefix.strip_prefix(CORE) == Some(b"=")
    })
}

/// How many bytes of a payload stand before the core: the name of the field.
pub const CORE_OFFSET: usize = CORE.len() + 1;

#[cfg(test)]
mod tests;
