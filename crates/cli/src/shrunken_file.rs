//! A file that gets shorter while it is mapped: reading what is gone raises SIGBUS.
//!
//! Nothing is left to read then, and the output so far is what there was. Instead of a bare "Bus error" the command says
//! what happened and exits with its usual status for errors.

/// Makes the command end with a message where it would be killed by SIGBUS.
#[cfg(unix)]
#[expect(unsafe_code, reason = "signal handlers can be installed in no other way")]
pub(crate) fn handle() {
    const MESSAGE: &[u8] =
        b"A journal file was cut short or became unreadable while it was read; stopping.\n";

    extern "C" fn on_sigbus(_signal: libc::c_int) {
        // SAFETY: write() is async-signal-safe, and the bytes are static.
        unsafe { libc::write(libc::STDERR_FILENO, MESSAGE.as_ptr().cast(), MESSAGE.len()) };
        // SAFETY: _exit() is async-signal-safe and runs no code of ours.
        unsafe { libc::_exit(1) };
    }

    let handler: extern "C" fn(libc::c_int) = on_sigbus;
    // SAFETY: the handler has the signature that signal() asks for, and calls nothing that is not async-signal-safe.
    unsafe { libc::signal(libc::SIGBUS, handler as libc::sighandler_t) };
}

/// Only Unix has signals.
#[cfg(not(unix))]
pub(crate) fn handle() {}
