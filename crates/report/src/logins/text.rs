//! What the messages of programs say, apart from sshd's and PAM's.

use super::origin::Program;
use super::{pam, ssh};

/// What an entry tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Somebody came in, or was refused.
    Attempt(Attempt),
    /// The connection of a client was closed before it came in. It tells of an attempt unless one from there was told before.
    GaveUp(Attempt),
    /// A client that came in is gone.
    Disconnected { user: String, from: String, port: u16 },
    /// PAM opened a session.
    Opened { service: String, user: String, by: Option<String> },
    /// PAM closed the session of the process.
    Closed { service: String },
}

/// Somebody who comes in, or wants to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) kind: &'static str,
    pub(super) service: Option<String>,
    pub(super) succeeded: bool,
    pub(super) user: Option<String>,
    pub(super) target: Option<String>,
    pub(super) line: Option<String>,
    pub(super) from: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) method: Option<String>,
    pub(super) detail: Option<String>,
}

/// What a message of a program says, if it is one that counts.
pub(super) fn parse(program: Program, message: &str) -> Option<Event> {
    if let Some(event) = pam::parse(message) {
        return Some(event).filter(|event| may_tell(program, event));
    }
    match program {
        Program::Sshd => ssh::openssh(message),
        Program::Dropbear => ssh::dropbear(message),
        Program::Sudo => sudo(message),
        Program::Su => su(message),
        Program::Login => login(message),
        Program::Pkexec => pkexec(message),
        Program::Logind | Program::Journald | Program::Pam | Program::Audit => None,
    }
    .map(|event| match event {
        // An empty name is that of nobody.
        Event::Attempt(attempt) => Event::Attempt(attempt.without_empty()),
        Event::GaveUp(attempt) => Event::GaveUp(attempt.without_empty()),
        other => other,
    })
}

/// Whether what PAM says in the name of a program is about that program: of set-user-ID programs less is proven than of others.
fn may_tell(program: Program, event: &Event) -> bool {
    let is_suid = matches!(program, Program::Sudo | Program::Su | Program::Pkexec);
    match event {
        Event::Opened { service, .. } | Event::Closed { service } if is_suid => {
            matches!(&**service, "su" | "su-l" | "sudo" | "sudo-i" | "polkit-1")
        }
        _ => true,
    }
}

/// How many bytes of a text are kept: more than any of these programs writes. Many entries can share one long message.
const KEPT: usize = 4096;

/// The beginning of a text that is too long, with a sign that it was cut.
pub(super) fn cut(mut text: String) -> String {
    if text.len() > KEPT {
        let end = (0..=KEPT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or_default();
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

impl Event {
    /// With texts of bounded length.
    pub(super) fn cut(self) -> Self {
        match self {
            Self::Attempt(attempt) => Self::Attempt(attempt.cut()),
            Self::GaveUp(attempt) => Self::GaveUp(attempt.cut()),
            Self::Disconnected { user, from, port } => {
                Self::Disconnected { user: cut(user), from: cut(from), port }
            }
            Self::Opened { service, user, by } => {
                Self::Opened { service: cut(service), user: cut(user), by: by.map(cut) }
            }
            Self::Closed { service } => Self::Closed { service: cut(service) },
        }
    }
}

impl Attempt {
    fn cut(mut self) -> Self {
        let Self { service, user, target, line, from, method, detail, .. } = &mut self;
        for text in [service, user, target, line, from, method, detail] {
            *text = text.take().map(cut);
        }
        self
    }

    fn without_empty(mut self) -> Self {
        for text in [&mut self.target, &mut self.line, &mut self.from, &mut self.method, &mut self.detail] {
            *text = text.take().filter(|text| !text.is_empty());
        }
        self
    }
}

pub(super) fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// `USER : [why not ; ]TTY=... ; PWD=... ; USER=... ; [...] ; COMMAND=...`
///
/// Folder and command can hold anything, also what looks like the other parts. Where a part is there twice, nobody can
/// tell which one is sudo's, and neither is believed.
fn sudo(message: &str) -> Option<Event> {
    let (user, rest) = message.trim_start().split_once(" : ")?;
    let (why_not, rest) = match rest.strip_prefix("TTY=") {
        Some(rest) => (None, rest),
        None => {
            let (why_not, rest) = rest.split_once(" ; TTY=")?;
            (Some(why_not), rest)
        }
    };
    let (line, rest) = rest.split_once(" ; PWD=")?;
    let only = |name: &str| {
        let mut parts = rest.split(name);
        let (before, behind) = (parts.next()?, parts.next()?);
        parts.next().is_none().then_some((before, behind))
    };
    let parts = only(" ; USER=").zip(only(" ; COMMAND="));
    let parts = parts.filter(|((folder, _), (before, _))| folder.len() < before.len());
    let target = parts.and_then(|((_, behind), _)| behind.split(" ; ").next());
    let command = parts.map_or(rest, |(_, (_, command))| command);
    let detail = why_not.map_or_else(|| command.to_owned(), |why_not| format!("{why_not}: {command}"));
    Some(Event::Attempt(Attempt {
        kind: "sudo",
        succeeded: why_not.is_none(),
        user: owned(user),
        target: target.and_then(owned),
        line: owned(line),
        detail: Some(detail),
        ..Attempt::default()
    }))
}

/// util-linux: `(to TARGET) USER on LINE`, with `FAILED SU ` before. shadow: `Successful su for TARGET by USER`, `FAILED su for ...`.
fn su(message: &str) -> Option<Event> {
    let attempt = |succeeded, user, target, line: Option<&str>| {
        Some(Event::Attempt(Attempt {
            kind: "su",
            succeeded,
            user: owned(user),
            target: owned(target),
            line: line.and_then(owned),
            ..Attempt::default()
        }))
    };
    let (succeeded, rest) = match message.strip_prefix("FAILED SU ") {
        Some(rest) => (false, rest),
        None => (true, message),
    };
    if let Some(rest) = rest.strip_prefix("(to ") {
        let (target, rest) = rest.split_once(") ")?;
        let (user, line) = rest.rsplit_once(" on ")?;
        return attempt(succeeded, user, target, Some(line));
    }
    let ways = [("Successful su for ", true), ("FAILED su for ", false)];
    ways.into_iter().find_map(|(beginning, succeeded)| {
        let (target, user) = message.strip_prefix(beginning)?.rsplit_once(" by ")?;
        attempt(succeeded, user, target, None)
    })
}

/// `LOGIN ON LINE BY USER[ FROM HOST]`, `ROOT LOGIN ON LINE[ FROM HOST]`, `FAILED LOGIN (N) on 'LINE' [from 'HOST' ]FOR 'USER', WHY`.
fn login(message: &str) -> Option<Event> {
    let attempt = |succeeded, user, line, from: Option<&str>| {
        Some(Event::Attempt(Attempt {
            kind: "tty",
            succeeded,
            user: owned(user),
            line: owned(line),
            from: from.and_then(owned),
            ..Attempt::default()
        }))
    };
    let with_host = |rest: &str| match rest.split_once(" FROM ") {
        Some((name, host)) => (name.to_owned(), owned(host)),
        None => (rest.to_owned(), None),
    };
    if let Some(rest) = message.strip_prefix("ROOT LOGIN ON ") {
        let (line, host) = with_host(rest);
        return attempt(true, "root", &line, host.as_deref());
    }
    if let Some(rest) = message.strip_prefix("LOGIN ON ") {
        let (line, rest) = rest.split_once(" BY ")?;
        let (user, host) = with_host(rest);
        return attempt(true, &user, line, host.as_deref());
    }
    let rest = message.strip_prefix("FAILED LOGIN ").or_else(|| {
        let rest = message.strip_prefix("TOO MANY LOGIN TRIES ")?;
        Some(rest)
    })?;
    // The name is what was typed; what stands before it is not.
    let (before, behind) = rest.split_once(" FOR '")?;
    let (user, _) = behind.rsplit_once('\'')?;
    let mut quoted = before.split('\'').skip(1).step_by(2);
    let line = quoted.next()?;
    let line = line.strip_prefix("/dev/").unwrap_or(line);
    attempt(false, user, line, quoted.next())
}

/// `USER: Executing command [USER=...] [TTY=...] [CWD=...] [COMMAND=...]`
fn pkexec(message: &str) -> Option<Event> {
    let (user, rest) = message.split_once(": ")?;
    let (what, rest) = rest.split_once(" [USER=")?;
    let (target, rest) = rest.split_once("] [TTY=")?;
    let (line, rest) = rest.split_once("] [CWD=")?;
    let mut parts = rest.split("] [COMMAND=");
    let (_, command) = (parts.next()?, parts.next()?);
    let is_clear = parts.next().is_none();
    let command = command.strip_suffix(']').unwrap_or(command);
    let detail = if is_clear { command } else { rest };
    let succeeded = what == "Executing command";
    let detail = if succeeded { detail.to_owned() } else { format!("{what}: {detail}") };
    Some(Event::Attempt(Attempt {
        kind: "pkexec",
        succeeded,
        user: owned(user),
        target: owned(target),
        line: owned(line.strip_prefix("/dev/").unwrap_or(line)),
        detail: Some(detail),
        ..Attempt::default()
    }))
}
