//! A file that gets shorter while it is mapped: reading what is gone raises SIGBUS.
//!
//! Nothing is left to read then, and the output so far is what there was. Instead of a bare "Bus error" the command says
//! what happened and exits with its usual status for errors, once its pager has been left.

#[cfg(unix)]
pub(crate) use unix::{handle, tell_pager};

#[cfg(unix)]
#[expect(unsafe_code, reason = "signal handlers can be installed in no other way")]
mod unix {
    use std::os::fd::AsRawFd;
    use std::process::ChildStdin;
    use std::sync::atomic::{AtomicI32, Ordering};

    const MESSAGE: &[u8] =
        b"A journal file was cut short or became unreadable while it was read; stopping.\n";

    const NONE: libc::c_int = -1;

    /// The input of the pager that runs.
    static PAGER: AtomicI32 = AtomicI32::new(NONE);

    /// Makes the command end with a message where it would be killed by SIGBUS.
    pub(crate) fn handle() {
        let handler: extern "C" fn(libc::c_int) = on_sigbus;
        // SAFETY: the handler has the signature that signal() asks for, and calls nothing that is not async-signal-safe.
        unsafe { libc::signal(libc::SIGBUS, handler as libc::sighandler_t) };
    }

    /// Names the pager that shows the message and has to be waited for.
    pub(crate) fn tell_pager(input: Option<&ChildStdin>) {
        PAGER.store(input.map_or(NONE, AsRawFd::as_raw_fd), Ordering::Relaxed);
    }

    extern "C" fn on_sigbus(_signal: libc::c_int) {
        let pager = PAGER.load(Ordering::Relaxed);
        let descriptor = if pager == NONE { libc::STDERR_FILENO } else { pager };
        // SAFETY: write() is async-signal-safe, and the bytes are static.
        unsafe { libc::write(descriptor, MESSAGE.as_ptr().cast(), MESSAGE.len()) };
        if pager != NONE {
            // SAFETY: close() is async-signal-safe, and nothing writes to the pager any more.
            unsafe { libc::close(pager) };
            // SAFETY: wait() is async-signal-safe, and takes a null pointer where the status is not asked for.
            unsafe { libc::wait(std::ptr::null_mut()) };
        }
        // SAFETY: _exit() is async-signal-safe and runs no code of ours.
        unsafe { libc::_exit(1) };
    }
}

/// Only Unix has signals.
#[cfg(not(unix))]
pub(crate) fn handle() {}

/// Only Unix has signals.
#[cfg(not(unix))]
pub(crate) fn tell_pager(_input: Option<&std::process::ChildStdin>) {}
