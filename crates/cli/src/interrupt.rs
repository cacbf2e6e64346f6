//! What ends following: a signal, or the end of whoever reads the output.

use anyhow::Context;
use journalq_query::follow::Stopper;

/// Stops on SIGINT, SIGTERM and, unless it is ignored as `nohup` has it, SIGHUP, or what there is instead of them.
pub(crate) fn on_signals(stopper: Stopper) -> anyhow::Result<()> {
    let were_ignored = ignore_hangups();
    ctrlc::set_handler(move || stopper.stop()).context("Failed to set up signal handling")?;
    if were_ignored {
        ignore_hangups();
    }
    Ok(())
}

/// Ignores SIGHUP. Tells whether it was ignored before.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the standard library has nothing about signals")]
fn ignore_hangups() -> bool {
    // SAFETY: ignoring a signal installs no handler.
    unsafe { libc::signal(libc::SIGHUP, libc::SIG_IGN) == libc::SIG_IGN }
}

/// Only Unix has signals.
#[cfg(not(unix))]
fn ignore_hangups() -> bool {
    false
}

/// Stops when nobody reads the output any more, which is otherwise noticed at the next entry.
#[cfg(unix)]
pub(crate) fn on_hangup(stopper: Stopper) {
    use rustix::event::{PollFd, PollFlags, poll};

    std::thread::spawn(move || {
        let stdout = std::io::stdout();
        loop {
            // Errors and hang-ups are told without being asked for.
            let mut stream = [PollFd::new(&stdout, PollFlags::empty())];
            match poll(&mut stream, None) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(_) | Err(_) => break stopper.stop(),
            }
        }
    });
}

/// Elsewhere it is noticed at the next entry.
#[cfg(not(unix))]
pub(crate) fn on_hangup(_stopper: Stopper) {}
