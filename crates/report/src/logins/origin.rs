//! Which program logged an entry, and whether that is proven.

use std::borrow::Cow;

use journalq_output::Field;

use super::{SESSION_NEW, SESSION_REMOVED};

/// The fields that are looked at.
pub(super) const FIELDS: [&str; 18] = [
    "MESSAGE",
    "MESSAGE_ID",
    "SYSLOG_IDENTIFIER",
    "SESSION_ID",
    "USER_ID",
    "LEADER",
    "_COMM",
    "_EXE",
    "_PID",
    "_UID",
    "_TRANSPORT",
    "_AUDIT_TYPE_NAME",
    "AUDIT_FIELD_ACCT",
    "AUDIT_FIELD_ADDR",
    "AUDIT_FIELD_EXE",
    "AUDIT_FIELD_ID",
    "AUDIT_FIELD_RES",
    "AUDIT_FIELD_TERMINAL",
];

/// The programs whose messages tell of logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Sshd,
    Dropbear,
    Sudo,
    Su,
    Login,
    Pkexec,
    Logind,
    Journald,
    /// A program of which only what PAM says in its name counts.
    Pam,
    Audit,
}

/// A program by the name of its process, which the kernel cuts after 15 bytes, and by that of its binary.
struct Known {
    program: Program,
    comm: &'static str,
    exe: &'static str,
    /// Whether it is a set-user-ID program: its process has the number of the user who starts it.
    is_suid: bool,
}

const fn known(program: Program, comm: &'static str, exe: &'static str, is_suid: bool) -> Known {
    Known { program, comm, exe, is_suid }
}

const PROGRAMS: [Known; 21] = [
    known(Program::Sshd, "sshd", "sshd", false),
    known(Program::Sshd, "sshd-session", "sshd-session", false),
    known(Program::Sshd, "sshd-auth", "sshd-auth", false),
    known(Program::Dropbear, "dropbear", "dropbear", false),
    known(Program::Dropbear, "dropbear", "dropbearmulti", false),
    known(Program::Sudo, "sudo", "sudo", true),
    // Where both are installed, the one in Rust and the other one have names of their own.
    known(Program::Sudo, "sudo", "sudo.ws", true),
    known(Program::Sudo, "sudo", "sudo-rs", true),
    known(Program::Su, "su", "su", true),
    known(Program::Login, "login", "login", false),
    known(Program::Pkexec, "pkexec", "pkexec", true),
    known(Program::Logind, "systemd-logind", "systemd-logind", false),
    known(Program::Journald, "systemd-journal", "systemd-journald", false),
    known(Program::Pam, "gdm-session-wor", "gdm-session-worker", false),
    known(Program::Pam, "sddm-helper", "sddm-helper", false),
    known(Program::Pam, "lightdm", "lightdm", false),
    known(Program::Pam, "xrdp-sesman", "xrdp-sesman", false),
    known(Program::Pam, "cockpit-session", "cockpit-session", false),
    known(Program::Pam, "cron", "cron", false),
    known(Program::Pam, "crond", "crond", false),
    known(Program::Pam, "runuser", "runuser", false),
];

/// What programs call themselves in the log where that is not the name of their process.
const IDENTIFIERS: [(&str, Program); 3] =
    [("CRON", Program::Pam), ("CROND", Program::Pam), ("gdm-password]", Program::Pam)];

/// Where no user can put a binary.
const SYSTEM_FOLDERS: [&str; 9] =
    ["/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/opt/", "/nix/store/", "/gnu/store/", "/run/wrappers/"];

/// The values of an entry that count here.
#[derive(Clone, Debug, Default)]
pub(super) struct Values<'f> {
    values: [Option<Cow<'f, str>>; FIELDS.len()],
}

impl<'f> Values<'f> {
    /// Of a repeated field the first value counts; bytes that are no text are replaced.
    pub(super) fn of(fields: &[Field<'f>]) -> Self {
        let mut values = Self::default();
        for field in fields {
            let index = FIELDS.iter().position(|name| name.as_bytes() == field.name);
            if let Some(value @ None) = index.and_then(|index| values.values.get_mut(index)) {
                *value = Some(String::from_utf8_lossy(field.value));
            }
        }
        values
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let index = FIELDS.iter().position(|field| *field == name)?;
        self.values.get(index)?.as_deref()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}

/// Who logged an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) program: Program,
    /// Whether the fields that journald adds prove it.
    pub(super) is_trusted: bool,
}

impl Origin {
    /// The program that logged an entry, or that it claims to be of.
    pub(super) fn of(values: &Values<'_>) -> Option<Self> {
        if values.get("_TRANSPORT") == Some("audit") {
            return Some(Self { program: Program::Audit, is_trusted: true });
        }
        let comm = values.get("_COMM");
        let exe = values.get("_EXE").map(|exe| exe.strip_suffix(" (deleted)").unwrap_or(exe));
        let is_root = values.get("_UID") == Some("0");
        let fits = |known: &&Known| {
            let has_exe = exe.is_some_and(|exe| is_binary(exe, known.exe));
            // Only of root's processes the kernel may not tell the binary.
            let has_comm = comm == Some(known.comm) && exe.is_none();
            if known.is_suid { has_exe || is_root && has_comm } else { is_root && (has_exe || has_comm) }
        };
        if let Some(known) = PROGRAMS.iter().find(fits) {
            return Some(Self { program: known.program, is_trusted: true });
        }
        claimed(values).map(|program| Self { program, is_trusted: false })
    }
}

/// Whether a path is that of a program of this name which belongs to the system. NixOS wraps some under names with dots.
fn is_binary(path: &str, name: &str) -> bool {
    let is_of_system = SYSTEM_FOLDERS.iter().any(|folder| path.starts_with(folder));
    let file_name = path.rsplit('/').next().unwrap_or_default();
    let plain = file_name.strip_prefix('.').and_then(|name| name.strip_suffix("-wrapped"));
    is_of_system && (file_name == name || plain == Some(name))
}

/// What an entry seems to be of, by what anybody can choose.
fn claimed(values: &Values<'_>) -> Option<Program> {
    if let Some(SESSION_NEW | SESSION_REMOVED) = values.get("MESSAGE_ID") {
        return Some(Program::Logind);
    }
    let of_name = |name: &str| {
        let known = PROGRAMS.iter().find(|known| known.comm == name || known.exe == name);
        let named = IDENTIFIERS.iter().find(|(identifier, _)| *identifier == name);
        known.map(|known| known.program).or(named.map(|(_, program)| *program))
    };
    values.get("SYSLOG_IDENTIFIER").and_then(of_name).or_else(|| values.get("_COMM").and_then(of_name))
}

/// What programs can be called in `_COMM` and `SYSLOG_IDENTIFIER`.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = PROGRAMS.iter().flat_map(|known| [known.comm, known.exe]).collect();
    names.extend(IDENTIFIERS.iter().map(|(identifier, _)| *identifier));
    names.sort_unstable();
    names.dedup();
    names
}
