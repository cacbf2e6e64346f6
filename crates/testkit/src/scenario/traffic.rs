//! What happens on the host while it runs: requests, statements, mails, cron jobs, users who log in.

use super::entry::Fields;
use super::host::{Host, SECOND};
use super::manager::code;
use super::process::Process;
use super::services::QUEUE_WORKER;

const SESSION_NEW: &str = "8d45620c1a4348dbb17410da57c60c66";
const SESSION_REMOVED: &str = "3354939424b4456d9802ca8333ed424a";

const SSHD_SESSION: &str = "/usr/lib/openssh/sshd-session";

/// The user who works on the host.
pub(super) const USER: &str = "alice";
pub(super) const USER_UID: u64 = 1000;

/// Where the user works.
const USER_ADDRESS: &str = "10.20.0.15";

impl Host {
    /// Lets the host work for so long.
    pub(super) fn work(&mut self, usec: u64) {
        let end = self.monotonic_usec + usec;
        let mut next_cron = self.monotonic_usec + 600 * SECOND;
        let mut next_visit = self.monotonic_usec + 1800 * SECOND;
        while self.monotonic_usec < end {
            self.wait_about(10 * SECOND..90 * SECOND);
            if self.monotonic_usec > next_cron {
                next_cron += 3600 * SECOND;
                self.cron();
            } else if self.monotonic_usec > next_visit {
                next_visit += 5 * 3600 * SECOND;
                self.visit();
            } else {
                self.application();
            }
        }
    }

    fn application(&mut self) {
        match self.random.within(0..10) {
            0..5 => self.request(),
            5..8 => self.statement(),
            8 => self.mail(),
            _ => self.user_agent(),
        }
    }

    fn request(&mut self) {
        let nginx = self.process("nginx.service");
        let number = self.random.within(0..4000);
        let (status, priority) = *self
            .random
            .pick(&[(200, 6), (200, 6), (200, 6), (304, 6), (404, 5), (502, 4)])
            .unwrap_or(&(200, 6));
        let client = self.random.within(2..250);
        let bytes = self.random.within(180..90_000);
        let message = format!(
            "192.0.2.{client} - - \"GET /articles/{number} HTTP/1.1\" {status} {bytes} \"-\" \"curl/8.14\""
        );
        self.stdout(&nginx, "nginx", priority, &message);
    }

    fn statement(&mut self) {
        let postgres = self.process("postgresql.service");
        let (id, ms) = (self.random.within(1..9000), self.random.within(1..900));
        let message =
            format!("LOG:  duration: {ms}.{id:04} ms  statement: SELECT * FROM article WHERE id = {id}");
        self.stdout(&postgres, "postgres", 6, &message);
    }

    fn mail(&mut self) {
        let worker = self.process(QUEUE_WORKER);
        let number = self.random.next() >> 32;
        let fields = Fields::new(&[("PRIORITY", "6"), ("CODE_FILE", "queue.py"), ("CODE_FUNC", "send")]);
        self.journal(&worker, "queue-worker", &format!("message {number:08x} sent"), fields);
    }

    fn user_agent(&mut self) {
        let (pid, number) = (48_200 + self.random.within(0..3), self.random.within(1..400));
        let fields = Fields::new(&[("PRIORITY", "6")]);
        self.journal(&sync_agent(pid), "sync-agent", &format!("{number} files are up to date"), fields);
    }

    fn cron(&mut self) {
        let cron = Process { pid: self.new_pid(), ..self.process("cron.service") };
        self.syslog(
            &cron,
            "CRON",
            6,
            "pam_unix(cron:session): session opened for user root(uid=0) by root(uid=0)",
        );
        self.syslog(&cron, "CRON", 6, "(root) CMD (cd / && run-parts --report /etc/cron.hourly)");
        self.wait_about(SECOND / 10..SECOND);
        self.syslog(&cron, "CRON", 6, "pam_unix(cron:session): session closed for user root");
    }

    /// The user logs in, becomes root twice, and leaves.
    fn visit(&mut self) {
        let login = self.log_in(USER, USER_UID, USER_ADDRESS, "publickey");
        self.wait_about(5 * SECOND..40 * SECOND);
        let sudo = self.in_session(&login, "/usr/bin/sudo", USER_UID);
        let command =
            format!("{USER} : TTY=pts/0 ; PWD=/home/{USER} ; USER=root ; COMMAND=/usr/bin/apt update");
        self.syslog(&sudo, "sudo", 5, &command);
        let opened =
            format!("pam_unix(sudo:session): session opened for user root(uid=0) by {USER}(uid={USER_UID})");
        self.syslog(&sudo, "sudo", 6, &opened);
        self.wait_about(5 * SECOND..20 * SECOND);
        self.syslog(&sudo, "sudo", 6, "pam_unix(sudo:session): session closed for user root");
        let su = self.in_session(&login, "/usr/bin/su", 0);
        self.syslog(&su, "su", 5, &format!("(to root) {USER} on pts/0"));
        self.syslog(&su, "su", 6, &opened.replace("sudo:", "su:"));
        self.wait_about(10 * SECOND..60 * SECOND);
        self.syslog(&su, "su", 6, "pam_unix(su:session): session closed for user root");
        self.log_out(&login);
    }

    /// A program that is started in a session; set-user-ID programs keep the user's own number as their real one.
    fn in_session(&mut self, login: &Login, exe: &str, uid: u64) -> Process {
        let pid = self.new_pid();
        let process = Process::of_session(exe, pid, USER_UID, login.session, &login.invocation);
        Process { uid, ..process }
    }

    /// Somebody comes by SSH and gets a session.
    pub(super) fn log_in(&mut self, user: &str, uid: u64, address: &str, method: &str) -> Login {
        let port = self.random.within(32_768..61_000);
        let sshd = self.sshd_session();
        let key = if method == "publickey" {
            ": ED25519 SHA256:Zt4XqAOoJk6vYb0NhS1rW9pLcE5uGdMfTi7Rx2DyKwQ"
        } else {
            ""
        };
        let accepted = self.syslog(
            &sshd,
            "sshd-session",
            6,
            &format!("Accepted {method} for {user} from {address} port {port} ssh2{key}"),
        );
        let opened =
            format!("pam_unix(sshd:session): session opened for user {user}(uid={uid}) by {user}(uid=0)");
        self.syslog(&sshd, "sshd-session", 6, &opened);
        let (session, invocation) = (self.next_session, self.new_id());
        self.next_session += 1;
        // From here on the process is in the scope of the session, and still root's.
        let sshd =
            Process { uid: 0, ..Process::of_session(SSHD_SESSION, sshd.pid, uid, session, &invocation) };
        let login = Login {
            accepted,
            user: user.to_owned(),
            address: address.to_owned(),
            port,
            session,
            invocation,
            sshd,
        };
        let message =
            format!("New session '{}' of user '{user}' with class 'user' and type 'tty'.", login.session);
        self.logind(&login, SESSION_NEW, &message);
        login
    }

    pub(super) fn log_out(&mut self, login: &Login) {
        let Login { user, address, port, session, sshd, .. } = login;
        self.syslog(
            sshd,
            "sshd-session",
            6,
            &format!("Received disconnect from {address} port {port}:11: disconnected by user"),
        );
        self.syslog(sshd, "sshd-session", 6, &format!("Disconnected from user {user} {address} port {port}"));
        self.syslog(
            sshd,
            "sshd-session",
            6,
            &format!("pam_unix(sshd:session): session closed for user {user}"),
        );
        self.logind(login, "", &format!("Session {session} logged out. Waiting for processes to exit."));
        self.logind(login, SESSION_REMOVED, &format!("Removed session {session}."));
    }

    fn logind(&mut self, login: &Login, message_id: &str, message: &str) {
        let logind = self.process("systemd-logind.service");
        let mut fields = Fields::new(&[("PRIORITY", "6"), ("SYSLOG_FACILITY", "4")]);
        if !message_id.is_empty() {
            fields = code("src/login/logind-session.c", 822, "session_start", 6, message_id);
            fields.add("SESSION_ID", login.session);
            fields.add("USER_ID", &login.user);
            fields.add("LEADER", login.sshd.pid);
        }
        self.journal(&logind, "systemd-logind", message, fields);
    }

    /// The process that sshd has for somebody who comes.
    fn sshd_session(&mut self) -> Process {
        let invocation = self.process("ssh.service").invocation;
        Process::of_service("ssh.service", SSHD_SESSION, self.new_pid(), 0, &invocation)
    }

    /// Somebody tries a password that is wrong.
    pub(super) fn fail_to_log_in(&mut self, user: &str, address: &str) -> u64 {
        let sshd = self.sshd_session();
        let port = self.random.within(32_768..61_000);
        let message = format!(
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={address}  user={user}"
        );
        self.syslog(&sshd, "sshd-session", 5, &message);
        self.wait_about(SECOND..3 * SECOND);
        let failed = self.syslog(
            &sshd,
            "sshd-session",
            6,
            &format!("Failed password for {user} from {address} port {port} ssh2"),
        );
        self.syslog(
            &sshd,
            "sshd-session",
            6,
            &format!("Connection closed by authenticating user {user} {address} port {port} [preauth]"),
        );
        failed
    }
}

/// A process of the user's own service manager.
pub(super) fn sync_agent(pid: u64) -> Process {
    let unit = format!("user@{USER_UID}.service");
    Process {
        slice: format!("user-{USER_UID}.slice"),
        user_unit: Some("sync-agent.service".to_owned()),
        ..Process::of_service(&unit, "/usr/bin/sync-agent", pid, USER_UID, "")
    }
}

/// Somebody who is logged in.
pub(super) struct Login {
    /// The sequence number of the entry that says that sshd let them in.
    pub(super) accepted: u64,
    user: String,
    address: String,
    port: u64,
    session: u64,
    invocation: String,
    sshd: Process,
}
