//! Which entries are of the same login: its beginning, its session, its end.
//!
//! What belongs together has the process in common (PAM opens and closes the session of the process that let somebody in, and
//! leads the session of systemd-logind), or the session's number, or the client's address and port; all within a boot.

use std::collections::{HashMap, HashSet};

use journalq_file::{EntryHead, Id128};
use journalq_output::Field;

use super::origin::{Origin, Program, Values};
use super::text::{self, Attempt, Event};
use super::{JOURNAL_STOPPED, Login, Outcome, SESSION_NEW, SESSION_REMOVED, SHUTDOWN, audit};

/// A boot of which there are entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BootEnd {
    /// The boot.
    pub boot_id: Id128,
    /// The machine, as far as that is known.
    pub machine_id: Id128,
    /// When its last entry came, in microseconds since the Unix epoch.
    pub last_usec: u64,
}

/// Takes entries in order of time, and makes logins of them. Needs memory for each login and attempt.
#[derive(Debug, Default)]
pub struct Tracker {
    with_cron: bool,
    logins: Vec<Login>,
    /// Those that audit records tell of: they count where nothing else is told of their process.
    audited: Vec<Login>,
    /// The login of a process, until it ends.
    processes: HashMap<(Id128, u64), usize>,
    /// Processes that have told of a login.
    have_told: HashSet<(Id128, u64)>,
    /// Processes whose sessions are left out.
    left_out: HashSet<(Id128, u64)>,
    sessions: HashMap<(Id128, String), usize>,
    /// The last login or attempt from an address and port.
    clients: HashMap<(Id128, String, u16), usize>,
    /// Boots that were shut down, and when the journal of a boot was stopped.
    shut_down: HashSet<Id128>,
    stopped_usec: HashMap<Id128, u64>,
}

/// The entry that is looked at.
#[derive(Clone, Copy)]
struct At {
    boot_id: Id128,
    usec: u64,
    pid: Option<u64>,
}

impl At {
    fn process(&self) -> Option<(Id128, u64)> {
        Some((self.boot_id, self.pid?))
    }
}

impl Tracker {
    /// Begins, with the sessions that cron opens for its jobs or without them.
    #[must_use]
    pub fn new(with_cron: bool) -> Self {
        Self { with_cron, ..Self::default() }
    }

    /// Takes the next entry. Those that tell of no login are passed over.
    pub fn add(&mut self, head: &EntryHead, fields: &[Field<'_>]) {
        let values = Values::of(fields);
        let Some(Origin { program, is_trusted }) = Origin::of(&values) else { return };
        let at = At { boot_id: head.boot_id, usec: head.realtime_usec, pid: values.number("_PID") };
        match program {
            Program::Logind => self.take_logind(at, &values, is_trusted),
            Program::Journald => {
                if is_trusted && values.get("MESSAGE_ID") == Some(JOURNAL_STOPPED) {
                    self.stopped_usec.insert(at.boot_id, at.usec);
                }
            }
            Program::Audit => {
                if let Some(Event::Attempt(attempt)) = audit::parse(&values).map(Event::cut) {
                    self.audited.push(login_of(at, attempt, true));
                }
            }
            _ => {
                let event =
                    values.get("MESSAGE").and_then(|message| text::parse(program, message)).map(Event::cut);
                match event {
                    Some(event) if is_trusted => self.take(at, event),
                    Some(event) => self.take_untrusted(at, event),
                    None => {}
                }
            }
        }
    }

    fn take(&mut self, at: At, event: Event) {
        match event {
            Event::Attempt(attempt) if attempt.succeeded => self.succeed(at, attempt),
            Event::Attempt(attempt) => self.fail(at, attempt),
            Event::GaveUp(attempt) => {
                let is_told = self.client(at, &attempt).is_some();
                if !is_told {
                    self.fail(at, attempt);
                }
            }
            Event::Disconnected { user, from, port } => {
                let login = self.clients.get(&(at.boot_id, from, port));
                if let Some(login) = login.and_then(|index| self.logins.get_mut(*index))
                    && login.user.as_ref() == Some(&user)
                {
                    end(login, at.usec);
                }
            }
            Event::Opened { service, user, by } => self.open(at, &service, user, by),
            Event::Closed { .. } => {
                let Some(process) = at.process() else { return };
                self.left_out.remove(&process);
                let login = self.processes.remove(&process);
                if let Some(login) = login.and_then(|index| self.logins.get_mut(index)) {
                    end(login, at.usec);
                }
            }
        }
    }

    /// A line that looks like that of a program, but is not proven to be its.
    fn take_untrusted(&mut self, at: At, event: Event) {
        let attempt = match event {
            Event::Attempt(attempt) | Event::GaveUp(attempt) => attempt,
            Event::Opened { service, user, by } => match Service::of(&service) {
                Service::Other(kind) => Attempt {
                    kind,
                    service: Some(service),
                    succeeded: true,
                    user: by.clone().filter(|_| kind == "su" || kind == "sudo").or(Some(user)),
                    ..Attempt::default()
                },
                Service::Cron | Service::None => return,
            },
            Event::Disconnected { .. } | Event::Closed { .. } => return,
        };
        self.logins.push(login_of(at, attempt, false));
    }

    fn succeed(&mut self, at: At, attempt: Attempt) {
        let process = at.process();
        let known = process.and_then(|process| self.processes.get(&process));
        // PAM may have told of it before.
        if let Some(login) = known.and_then(|index| self.logins.get_mut(*index))
            && login.kind == attempt.kind
            && !is_over(login)
            && login.detail.is_none()
            && login.from.is_none()
        {
            let told = login_of(at, attempt, true);
            *login = Login {
                begin_usec: login.begin_usec,
                outcome: login.outcome,
                session: login.session.take(),
                target: told.target.or(login.target.take()),
                ..Login { target: None, ..told }
            };
            return;
        }
        let client = attempt.from.clone().zip(attempt.port);
        let index = self.push(login_of(at, attempt, true));
        if let Some(process) = process {
            self.processes.insert(process, index);
        }
        if let Some((from, port)) = client {
            self.clients.insert((at.boot_id, from, port), index);
        }
    }

    fn fail(&mut self, at: At, attempt: Attempt) {
        // That a name is not known is told before how it was tried.
        if let Some(login) = self.client(at, &attempt)
            && login.outcome == Outcome::Failed
            && login.method.is_none()
            && login.user == attempt.user
            && attempt.method.is_some()
        {
            login.method = attempt.method;
            return;
        }
        let client = attempt.from.clone().zip(attempt.port);
        let index = self.push(login_of(at, attempt, true));
        self.have_told.extend(at.process());
        if let Some((from, port)) = client {
            self.clients.insert((at.boot_id, from, port), index);
        }
    }

    /// What was told before of the same connection.
    fn client(&mut self, at: At, attempt: &Attempt) -> Option<&mut Login> {
        let (from, port) = attempt.from.clone().zip(attempt.port)?;
        let index = self.clients.get(&(at.boot_id, from, port))?;
        self.logins.get_mut(*index)
    }

    /// PAM opens a session for the process.
    fn open(&mut self, at: At, service: &str, user: String, by: Option<String>) {
        let Some(process) = at.process() else { return };
        let kind = match Service::of(service) {
            Service::Other(kind) => kind,
            Service::Cron if self.with_cron => "cron",
            Service::Cron => {
                self.left_out.insert(process);
                return;
            }
            Service::None => return,
        };
        let name = if kind.is_empty() { service } else { kind };
        // One that is over, or of another program, was of a process that had the number before.
        if let Some(login) = self.processes.get(&process).and_then(|index| self.logins.get_mut(*index))
            && !is_over(login)
            && (login.kind == "session" || login.kind == name)
        {
            if login.kind == "session" {
                name.clone_into(&mut login.kind);
            }
            login.outcome = Outcome::Open;
            return;
        }
        let becomes = matches!(kind, "su" | "sudo");
        let (user, target) = if becomes { (by, Some(user)) } else { (Some(user), None) };
        let attempt = Attempt {
            kind,
            service: Some(name.to_owned()),
            succeeded: true,
            user,
            target,
            ..Attempt::default()
        };
        let login = Login { outcome: Outcome::Open, ..login_of(at, attempt, true) };
        let index = self.push(login);
        self.processes.insert(process, index);
    }

    fn take_logind(&mut self, at: At, values: &Values<'_>, is_trusted: bool) {
        let id = text::cut(values.get("SESSION_ID").unwrap_or_default().to_owned());
        match values.get("MESSAGE_ID") {
            Some(SESSION_NEW) => self.begin_session(at, id, values, is_trusted),
            Some(SESSION_REMOVED) if is_trusted => {
                let login = self.sessions.remove(&(at.boot_id, id));
                if let Some(login) = login.and_then(|index| self.logins.get_mut(index)) {
                    end(login, at.usec);
                }
            }
            Some(SHUTDOWN) if is_trusted => {
                self.shut_down.insert(at.boot_id);
            }
            _ => {}
        }
    }

    fn begin_session(&mut self, at: At, id: String, values: &Values<'_>, is_trusted: bool) {
        let leader = values.number("LEADER");
        let at = At { pid: leader, ..at };
        let process = at.process();
        let is_left_out = process.is_some_and(|process| self.left_out.contains(&process));
        if is_left_out || !is_of_a_user(values.get("MESSAGE").unwrap_or_default()) {
            return;
        }
        let known = process.filter(|_| is_trusted).and_then(|process| self.processes.get(&process).copied());
        if let Some(index) = known
            && let Some(login) = self.logins.get_mut(index)
            && !is_over(login)
        {
            login.session = Some(id.clone());
            // A login without PAM lasts as long as its session.
            login.outcome = Outcome::Open;
            self.sessions.insert((at.boot_id, id), index);
            return;
        }
        let user = values.get("USER_ID").map(|user| text::cut(user.to_owned()));
        let attempt = Attempt { kind: "session", succeeded: true, user, ..Attempt::default() };
        let login = Login { session: Some(id.clone()), ..login_of(at, attempt, is_trusted) };
        if !is_trusted {
            self.logins.push(login);
            return;
        }
        let index = self.push(login);
        self.sessions.insert((at.boot_id, id), index);
        if let Some(process) = process {
            self.processes.insert(process, index);
        }
    }

    fn push(&mut self, login: Login) -> usize {
        let process = login.pid.map(|pid| (login.boot_id, pid));
        self.have_told.extend(process);
        self.logins.push(login);
        self.logins.len().saturating_sub(1)
    }

    /// All logins and attempts, in order of time. What did not end by itself ends with its boot; `boots` are all of which there
    /// are entries, in order.
    #[must_use]
    pub fn finish(mut self, boots: &[BootEnd]) -> Vec<Login> {
        let have_told = &self.have_told;
        let is_news = |login: &Login| login.pid.is_none_or(|pid| !have_told.contains(&(login.boot_id, pid)));
        let audited: Vec<Login> = self.audited.into_iter().filter(is_news).collect();
        self.logins.extend(audited);
        self.logins.sort_by_key(|login| login.begin_usec);
        let mut last = HashMap::new();
        for boot in boots {
            last.insert(boot.machine_id, boot.boot_id);
        }
        let boots: HashMap<Id128, &BootEnd> = boots.iter().map(|boot| (boot.boot_id, boot)).collect();
        for login in self.logins.iter_mut().filter(|login| login.is_trusted && login.outcome == Outcome::Open)
        {
            let Some(boot) = boots.get(&login.boot_id) else { continue };
            let is_stopped = self.stopped_usec.get(&boot.boot_id) == Some(&boot.last_usec);
            if is_stopped || self.shut_down.contains(&boot.boot_id) {
                login.outcome = Outcome::ShutDown(boot.last_usec);
            } else if last.get(&boot.machine_id) != Some(&boot.boot_id) {
                login.outcome = Outcome::Crashed(boot.last_usec);
            }
        }
        self.logins
    }
}

/// Ends a login, unless it ended before.
fn end(login: &mut Login, usec: u64) {
    if login.outcome == Outcome::Open {
        login.outcome = Outcome::Ended(usec);
    }
}

/// Whether it is known to have ended. What opens no session is over at once as far as that is known, and may open one.
fn is_over(login: &Login) -> bool {
    matches!(login.outcome, Outcome::Ended(usec) if usec > login.begin_usec)
}

/// What PAM calls a service, as far as it matters.
enum Service {
    /// A login, of this kind; an empty one has the service's name.
    Other(&'static str),
    Cron,
    /// None of a user.
    None,
}

impl Service {
    fn of(service: &str) -> Self {
        match service {
            "sshd" | "dropbear" => Self::Other("ssh"),
            "login" | "remote" => Self::Other("tty"),
            "su" | "su-l" => Self::Other("su"),
            "sudo" | "sudo-i" => Self::Other("sudo"),
            "cron" | "crond" | "atd" => Self::Cron,
            "systemd-user" | "polkit-1" | "runuser" | "runuser-l" | "gdm-launch-environment" => Self::None,
            _ if service.ends_with("-greeter") => Self::None,
            _ => Self::Other(""),
        }
    }
}

/// Whether a session is one of a person: since v257 the message tells its class.
fn is_of_a_user(message: &str) -> bool {
    let class = message.rsplit_once("with class '").and_then(|(_, rest)| rest.split('\'').next());
    class.is_none_or(|class| class.starts_with("user"))
}

fn login_of(at: At, attempt: Attempt, is_trusted: bool) -> Login {
    let kind =
        if attempt.kind.is_empty() { attempt.service.unwrap_or_default() } else { attempt.kind.to_owned() };
    let outcome = match (attempt.succeeded, &*kind) {
        (false, _) => Outcome::Failed,
        // They may open no session, and are over then as far as anybody knows.
        (true, "su" | "sudo" | "pkexec") => Outcome::Ended(at.usec),
        (true, _) => Outcome::Open,
    };
    Login {
        kind,
        user: attempt.user,
        target: attempt.target,
        line: attempt.line,
        from: attempt.from,
        port: attempt.port,
        method: attempt.method,
        detail: attempt.detail,
        session: None,
        pid: at.pid,
        boot_id: at.boot_id,
        begin_usec: at.usec,
        outcome,
        is_trusted,
    }
}
