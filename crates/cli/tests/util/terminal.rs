//! Runs of the program on a pseudo terminal of their own.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ExitStatus};
use std::sync::Mutex;

use pty_process::Size;
use pty_process::blocking::{Command, Pty};

use super::Folder;

/// Held while a script is written and while a program is started: what another process has open for writing cannot be run.
static STARTING: Mutex<()> = Mutex::new(());

/// Writes a shell script that can be run by its name.
pub(crate) fn script(folder: &Folder, name: &str, commands: &str) {
    let _guard = STARTING.lock();
    let path = folder.file(name, format!("#!/bin/sh\n{commands}\n").as_bytes());
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

/// A run of the program.
pub(crate) struct Session {
    pub(crate) terminal: Pty,
    child: Child,
    /// What came so far.
    pub(crate) seen: Vec<u8>,
}

impl Session {
    pub(crate) fn start<S: AsRef<OsStr>>(folder: &Folder, args: &[S], variables: &[(&str, &str)]) -> Self {
        let (terminal, other_end) = pty_process::blocking::open().unwrap();
        terminal.resize(Size::new(24, 80)).unwrap();
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let _guard = STARTING.lock();
        let child = Command::new(env!("CARGO_BIN_EXE_journalq"))
            .args(args)
            .env_clear()
            .envs([("PATH", path.as_str()), ("TERM", "xterm"), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8")])
            .envs(variables.iter().copied())
            .current_dir(folder.path())
            .spawn(other_end)
            .unwrap();
        Self { terminal, child, seen: Vec::new() }
    }

    /// Reads once; tells whether the other end is still open.
    fn read(&mut self) -> bool {
        let mut bytes = [0; 4096];
        // Linux reports an error where the last program has left the terminal.
        let len = self.terminal.read(&mut bytes).unwrap_or(0);
        self.seen.extend_from_slice(&bytes[..len]);
        len > 0
    }

    /// What came so far, as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.seen).into_owned()
    }

    pub(crate) fn wait_for(&mut self, text: &str) {
        while !self.text().contains(text) {
            assert!(self.read(), "{text:?} did not come: {}", self.text());
        }
    }

    /// Reads all that comes, byte for byte.
    pub(crate) fn finish_raw(mut self) -> (Vec<u8>, ExitStatus) {
        while self.read() {}
        (self.seen, self.child.wait().unwrap())
    }

    pub(crate) fn finish(self) -> (String, ExitStatus) {
        let (seen, status) = self.finish_raw();
        (String::from_utf8_lossy(&seen).replace("\r\n", "\n"), status)
    }
}
