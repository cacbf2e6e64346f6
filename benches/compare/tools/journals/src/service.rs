//! The services that the hosts run.

use fastrand::Rng;

use crate::message;

/// How a service logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// To `/dev/log`.
    Syslog,
    /// By the native protocol, with fields of its own.
    Journal,
    /// To its standard output.
    Stdout,
}

impl Transport {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Syslog => "syslog",
            Self::Journal => "journal",
            Self::Stdout => "stdout",
        }
    }
}

/// A service.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) unit: &'static str,
    pub(crate) comm: &'static str,
    pub(crate) exe: &'static str,
    pub(crate) identifier: &'static str,
    pub(crate) uid: u32,
    pub(crate) facility: u8,
    pub(crate) transport: Transport,
    /// How often it logs, in relation to the others.
    weight: u32,
    pub(crate) message: fn(&mut Rng) -> String,
}

impl Service {
    /// One of all services, by how often they log; returns its number, too.
    pub(crate) fn any(random: &mut Rng) -> (usize, &'static Self) {
        let mut at = random.u32(0..SERVICES.iter().map(|service| service.weight).sum());
        for (number, service) in SERVICES.iter().enumerate() {
            match at.checked_sub(service.weight) {
                Some(rest) => at = rest,
                None => return (number, service),
            }
        }
        (0, &SERVICES[0])
    }
}

/// A row of the table below.
macro_rules! service {
    ($unit:literal, $comm:literal, $exe:literal, $identifier:literal, $uid:literal, $transport:ident, $facility:literal, $weight:literal, $message:path) => {
        Service {
            unit: $unit,
            comm: $comm,
            exe: $exe,
            identifier: $identifier,
            uid: $uid,
            facility: $facility,
            transport: Transport::$transport,
            weight: $weight,
            message: $message,
        }
    };
}

#[rustfmt::skip]
pub(crate) const SERVICES: [Service; 11] = [
    service!("nginx.service", "nginx", "/usr/sbin/nginx", "nginx", 33, Stdout, 3, 23, message::request),
    service!("ssh.service", "sshd", "/usr/sbin/sshd", "sshd", 0, Syslog, 4, 17, message::login),
    service!("postgresql@15-main.service", "postgres", "/usr/lib/postgresql/15/bin/postgres", "postgres", 112, Stdout, 3, 13, message::statement),
    service!("docker.service", "dockerd", "/usr/bin/dockerd", "dockerd", 0, Stdout, 3, 12, message::container),
    service!("app@blue.service", "python3", "/usr/bin/python3.11", "app", 1001, Journal, 3, 10, message::application),
    service!("app@green.service", "python3", "/usr/bin/python3.11", "app", 1001, Journal, 3, 8, message::application),
    service!("cron.service", "cron", "/usr/sbin/cron", "CRON", 0, Syslog, 9, 9, message::job),
    service!("NetworkManager.service", "NetworkManager", "/usr/sbin/NetworkManager", "NetworkManager", 0, Syslog, 3, 6, message::words),
    service!("systemd-logind.service", "systemd-logind", "/usr/lib/systemd/systemd-logind", "systemd-logind", 0, Journal, 4, 4, message::words),
    service!("systemd-resolved.service", "systemd-resolve", "/usr/lib/systemd/systemd-resolved", "systemd-resolved", 101, Journal, 3, 3, message::words),
    service!("backup.service", "restic", "/usr/bin/restic", "restic", 0, Stdout, 3, 2, message::words),
];
