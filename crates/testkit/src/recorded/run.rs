//! Runs one command in the environment that the recording had.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::case::Case;

/// Variables that change what is printed; those that a recording needs are set anew.
const REMOVED: [&str; 9] = ["SYSTEMD_", "LC_", "LANG", "TZ", "COLUMNS", "LINES", "PAGER", "NO_COLOR", "LESS"];

const SET: [(&str, &str); 6] = [
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("TERM", "dumb"),
    ("SYSTEMD_COLORS", "0"),
    ("SYSTEMD_URLIFY", "0"),
    ("SYSTEMD_PAGER", "cat"),
];

/// What a program printed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The exit status; `None` where a signal ended the program.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: String,
}

/// Runs `program` in `folder` with the words of `case`; kills it after `timeout` and says so as its standard error.
pub(super) fn run(program: &Path, folder: &Path, case: &Case, timeout: Duration) -> io::Result<Printed> {
    let mut child = command(program, folder, case).spawn()?;
    let stdout = read_aside(child.stdout.take());
    let stderr = read_aside(child.stderr.take());
    // Both ends are closed when the program ends, so that waiting for them is waiting for it.
    match (stdout.recv_timeout(timeout), stderr.recv_timeout(timeout)) {
        (Ok(stdout), Ok(stderr)) => Ok(Printed {
            status: child.wait()?.code(),
            stdout,
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }),
        _ => killed(child),
    }
}

fn command(program: &Path, folder: &Path, case: &Case) -> Command {
    let mut command = Command::new(program);
    command.args(case.words()).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if REMOVED.iter().any(|removed| name.to_string_lossy().starts_with(removed)) {
            command.env_remove(name);
        }
    }
    command.envs(SET).env("TZ", &case.time_zone).envs(case.variables());
    command
}

fn read_aside(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream
            && stream.read_to_end(&mut bytes).is_ok()
        {
            // Nobody listens any more where the time ran out.
            _ = sender.send(bytes);
        }
    });
    receiver
}

fn killed(mut child: Child) -> io::Result<Printed> {
    child.kill()?;
    child.wait()?;
    Ok(Printed { status: None, stdout: Vec::new(), stderr: "timed out".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_killed() {
        let case = Case {
            id: "a.1".to_owned(),
            source: "-".to_owned(),
            time_zone: "UTC".to_owned(),
            args: ["-c", "kill -STOP $$"].map(str::to_owned).to_vec(),
        };
        let printed = run(Path::new("/bin/sh"), Path::new("/"), &case, Duration::from_millis(50)).unwrap();
        assert_eq!((printed.status, &*printed.stderr), (None, "timed out"));
    }
}
