//! The names of signals on Linux, as almost all processors have them. Entries of new versions name theirs themselves.

const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
    "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ",
    "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];

/// The name of a signal, with `SIG`.
#[must_use]
pub fn signal_name(number: u64) -> Option<String> {
    if let 34..=64 = number {
        return Some(format!("SIGRTMIN+{}", number.saturating_sub(34)));
    }
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    NAMES.get(index).map(|name| format!("SIG{name}"))
}
