//! The pager: on a terminal the output goes through a program that shows it page by page.
//!
//! Both standard output and standard error go there while it runs, so that a message does not tear the page. The program's
//! own descriptors stay what they are: colours and widths remain those of the terminal.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::stderr::{Level, say};
use crate::{environment, owner, shrunken_file};

/// What `less` is told where `SYSTEMD_LESS` says nothing: leave if all fits on a page, cut lines, pass colours on, name its
/// keys, do not clear the page, end with an interrupt.
const LESS: &str = "FRSXMK";

/// The programs that are tried where no other is named. Only `less` can be kept from running others.
const PAGERS: &[&str] = if cfg!(windows) { &["less", "more.com"] } else { &["pager", "less", "more"] };
const SECURE_PAGERS: &[&str] = &["less"];

static RUNNING: Mutex<Option<Child>> = Mutex::new(None);

/// What the command line says about the pager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paging {
    /// `--no-pager`
    pub(crate) never: bool,
    /// `-e`: begin with the last page.
    pub(crate) at_end: bool,
}

impl Paging {
    fn is_wanted(self) -> bool {
        !self.never && environment::is_on_terminal() && (cfg!(windows) || !environment::is_dumb())
    }
}

/// Starts the pager if one is wanted. What is written to [`stdout`] and [`stderr`] goes there from now on.
pub(crate) fn start(paging: Paging) {
    if !paging.is_wanted() {
        return;
    }
    let named = ["SYSTEMD_PAGER", "PAGER"].into_iter().find_map(std::env::var_os);
    let named: Option<Vec<String>> =
        named.map(|words| words.to_string_lossy().split_ascii_whitespace().map(str::to_owned).collect());
    if named.as_ref().is_some_and(|words| words.is_empty() || *words == ["cat"]) {
        return;
    }
    let security = Security::of_this_user();
    let others = if security.is_on { SECURE_PAGERS } else { PAGERS };
    let named = named.filter(|_| security.is_chosen);
    let candidates = named.into_iter().chain(others.iter().map(|&program| vec![program.to_owned()]));
    let less = less_options(paging);
    for words in candidates {
        let Some((program, arguments)) = words.split_first() else { continue };
        let Ok(child) = command(program, arguments, security, &less).spawn() else { continue };
        // Where less does not end with an interrupt, it stops waiting for more; the rest has to come all the same.
        if program == "less" && !less.as_encoded_bytes().contains(&b'K') {
            ignore_interrupts();
        }
        shrunken_file::tell_pager(child.stdin.as_ref());
        *running() = Some(child);
        return;
    }
}

fn command(program: &str, arguments: &[String], security: Security, less: &OsStr) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("LESS", less).stdin(Stdio::piped());
    command.envs(less_charset().map(|charset| ("LESSCHARSET", charset)));
    if security.is_on {
        command.env("LESSSECURE", "1");
    } else {
        command.env_remove("LESSSECURE");
    }
    command
}

/// Ends the output and waits until the pager has been left.
pub(crate) fn finish() {
    if let Some(mut pager) = running().take() {
        // Its status tells nothing about ours.
        let _ = pager.wait();
    }
}

/// Who reads the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Terminal,
    Pager,
    /// A file or another program.
    Other,
}

/// Tells who reads what is written to [`stdout`].
pub(crate) fn reader() -> Reader {
    if running().is_some() {
        Reader::Pager
    } else if io::stdout().is_terminal() {
        Reader::Terminal
    } else {
        Reader::Other
    }
}

/// Standard output, or the pager's input.
pub(crate) fn stdout() -> Box<dyn Write + Send> {
    if running().is_some() { Box::new(Input) } else { Box::new(io::stdout()) }
}

/// Standard error, or the pager's input.
pub(crate) fn stderr() -> Box<dyn Write> {
    if running().is_some() { Box::new(Input) } else { Box::new(io::stderr()) }
}

fn running() -> MutexGuard<'static, Option<Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The input of the pager that runs.
struct Input;

impl Write for Input {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match running().as_mut().and_then(|pager| pager.stdin.as_mut()) {
            Some(input) => input.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the pager must not run other programs: it may run with the rights of somebody else than who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Security {
    is_on: bool,
    /// Whoever said so takes the responsibility for the pager that is named, too.
    is_chosen: bool,
}

impl Security {
    fn of_this_user() -> Self {
        match std::env::var_os("SYSTEMD_PAGERSECURE")
            .map(|text| environment::parse_bool(&text.to_string_lossy()))
        {
            Some(Some(is_on)) => Self { is_on, is_chosen: true },
            Some(None) => {
                say(Level::Warning, &"Unable to parse $SYSTEMD_PAGERSECURE, assuming true: Invalid argument");
                Self { is_on: true, is_chosen: false }
            }
            None => {
                // Elsewhere nobody lends rights in this way.
                let may_be_lent = std::env::var_os("SUDO_UID").is_some() || !owner::owns_session();
                Self { is_on: cfg!(unix) && may_be_lent, is_chosen: false }
            }
        }
    }
}

fn less_options(paging: Paging) -> OsString {
    let mut options = std::env::var_os("SYSTEMD_LESS").unwrap_or_else(|| LESS.into());
    if paging.at_end {
        options.push(" +G");
    }
    options
}

fn less_charset() -> Option<OsString> {
    std::env::var_os("SYSTEMD_LESSCHARSET").or_else(|| environment::is_utf8().then(|| "utf-8".into()))
}

#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library has nothing about signals")]
fn ignore_interrupts() {
    // SAFETY: ignoring a signal installs no handler.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
}

/// Only Unix has signals.
#[cfg(not(unix))]
fn ignore_interrupts() {}
