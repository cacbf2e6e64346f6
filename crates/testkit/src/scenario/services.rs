//! The units of the host.

/// A unit that is started at boot.
pub(super) struct Unit {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// How long it takes to start, in milliseconds; 0 for a target.
    pub(super) start_ms: u64,
    pub(super) kind: Kind,
}

/// What a unit is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Target,
    /// It is done when its process has exited.
    Oneshot,
    /// It runs until it is stopped: the binary, the user.
    Service(&'static str, u64),
}

const fn target(name: &'static str, description: &'static str) -> Unit {
    Unit { name, description, start_ms: 0, kind: Kind::Target }
}

const fn oneshot(name: &'static str, description: &'static str, start_ms: u64) -> Unit {
    Unit { name, description, start_ms, kind: Kind::Oneshot }
}

const fn service(
    name: &'static str,
    description: &'static str,
    start_ms: u64,
    exe: &'static str,
    uid: u64,
) -> Unit {
    Unit { name, description, start_ms, kind: Kind::Service(exe, uid) }
}

/// In the order in which they are started.
pub(super) const UNITS: [Unit; 17] = [
    oneshot("systemd-modules-load.service", "Load Kernel Modules", 84),
    oneshot("systemd-fsck-root.service", "File System Check on Root Device", 212),
    oneshot("systemd-tmpfiles-setup.service", "Create System Files and Directories", 61),
    target("local-fs.target", "Local File Systems"),
    target("sysinit.target", "System Initialization"),
    target("basic.target", "Basic System"),
    service("dbus.service", "D-Bus System Message Bus", 47, "/usr/bin/dbus-daemon", 100),
    service("systemd-logind.service", "User Login Management", 133, "/usr/lib/systemd/systemd-logind", 0),
    service(
        "systemd-networkd.service",
        "Network Configuration",
        318,
        "/usr/lib/systemd/systemd-networkd",
        998,
    ),
    target("network-online.target", "Network is Online"),
    service("cron.service", "Regular background program processing daemon", 22, "/usr/sbin/cron", 0),
    service("ssh.service", "OpenBSD Secure Shell server", 95, "/usr/sbin/sshd", 0),
    service("postgresql.service", "PostgreSQL RDBMS", 1874, "/usr/lib/postgresql/17/bin/postgres", 112),
    service(
        "nginx.service",
        "A high performance web server and a reverse proxy server",
        143,
        "/usr/sbin/nginx",
        33,
    ),
    service(QUEUE_WORKER, "Queue of outgoing mail", 507, "/usr/bin/queue-worker", 997),
    target("multi-user.target", "Multi-User System"),
    target("graphical.target", "Graphical Interface"),
];

/// The service that fails where one has to.
pub(super) const QUEUE_WORKER: &str = "queue-worker.service";
