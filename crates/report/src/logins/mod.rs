//! Who logged in, from where, until when; and who tried.
//!
//! ```text
//! entry -> Origin (which program logged it, proven by trusted fields)
//!       -> text (what it says) -> Event
//! events, in order of time -> Tracker (begin and end of a login belong together) -> Login
//! ```
//!
//! Names and addresses in messages were chosen by whoever tries to log in, and anybody can log a line that looks like
//! sshd's. What counts is therefore only what trusted fields prove to be of a program that tells the truth, and messages are
//! taken apart from the end that this program writes.

mod address;
mod audit;
mod origin;
mod pam;
mod ssh;
mod summary;
mod text;
mod tracker;

use std::net::IpAddr;

use journalq_file::Id128;
use journalq_query::Expr;

pub use self::address::Addresses;
pub use self::summary::{Summary, summarize};
pub use self::tracker::{BootEnd, Tracker};

/// The message of systemd-logind that a session begins.
const SESSION_NEW: &str = "8d45620c1a4348dbb17410da57c60c66";
/// The message of systemd-logind that a session ended.
const SESSION_REMOVED: &str = "3354939424b4456d9802ca8333ed424a";
/// The message of systemd-logind that the host goes down.
const SHUTDOWN: &str = "98268866d1d54a499c4e98921d93bc40";
/// The message of journald that it was stopped.
const JOURNAL_STOPPED: &str = "d93fb3c9c24d451a97cea615ce59c00b";

/// A login, or an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// By which way: `ssh`, `tty`, `su`, `sudo`, `pkexec`, `session`, or the PAM service of a display manager or of cron.
    pub kind: String,
    /// Who; for `su`, `sudo` and `pkexec` who asked. `None` where the message can be read in several ways.
    pub user: Option<String>,
    /// Who it was asked to become.
    pub target: Option<String>,
    /// The terminal.
    pub line: Option<String>,
    /// The address or name of the host it came from.
    pub from: Option<String>,
    /// The port there.
    pub port: Option<u16>,
    /// How it was proven who it is: `password`, `publickey`, ...
    pub method: Option<String>,
    /// What was to be done; of failures why it was not.
    pub detail: Option<String>,
    /// The number of the session.
    pub session: Option<String>,
    /// The process that logged it.
    pub pid: Option<u64>,
    /// In which boot.
    pub boot_id: Id128,
    /// When, in microseconds since the Unix epoch.
    pub begin_usec: u64,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the trusted fields prove who logged it.
    pub is_trusted: bool,
}

/// What became of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was refused.
    Failed,
    /// It ended, or was over at once, at this time in microseconds since the Unix epoch.
    Ended(u64),
    /// The host was shut down; its last entry is of this time.
    ShutDown(u64),
    /// The journal of the boot ends at this time without a shutdown.
    Crashed(u64),
    /// No end is known.
    Open,
}

impl Outcome {
    /// When it ended, in microseconds since the Unix epoch, if it did.
    #[must_use]
    pub const fn end_usec(self) -> Option<u64> {
        match self {
            Self::Ended(usec) | Self::ShutDown(usec) | Self::Crashed(usec) => Some(usec),
            Self::Failed | Self::Open => None,
        }
    }
}

impl Login {
    /// The address it came from, if that is a number.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        let from = self.from.as_deref()?;
        from.split('%').next()?.parse().ok()
    }
}

/// The entries that can tell of logins: those that [`Tracker::add`] should be handed.
#[must_use]
pub fn candidates() -> Expr {
    let is = |field: &str, value: &str| Expr::Match(format!("{field}={value}").into_bytes());
    let names = origin::names();
    let mut terms: Vec<Expr> = names.iter().map(|name| is("_COMM", name)).collect();
    terms.extend(names.iter().map(|name| is("SYSLOG_IDENTIFIER", name)));
    for id in [SESSION_NEW, SESSION_REMOVED, SHUTDOWN, JOURNAL_STOPPED] {
        terms.push(is("MESSAGE_ID", id));
    }
    terms.push(is("_TRANSPORT", "audit"));
    Expr::any(terms)
}

/// The fields that [`Tracker::add`] looks at.
#[must_use]
pub fn fields() -> Vec<Vec<u8>> {
    origin::FIELDS.iter().map(|name| name.as_bytes().to_vec()).collect()
}

#[cfg(test)]
mod tests;
