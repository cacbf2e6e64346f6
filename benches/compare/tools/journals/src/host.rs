//! The log of one host over two boots: services, the kernel, the service manager, and programs of a user.

use fastrand::Rng;
use journalq_file::Id128;

use crate::LogEntry;
use crate::files::random_id;
use crate::message::{self, sentence, word};
use crate::service::{SERVICES, Service, Transport};

const BOOTS: u64 = 2;

/// The mean time between entries, in microseconds.
const MEAN_DISTANCE_USEC: f64 = 50_000.0;

/// A host, as an iterator over the entries of its log.
#[derive(Debug)]
pub struct Host {
    random: Rng,
    name: String,
    machine_id: Id128,
    realtime_usec: u64,
    boot: Boot,
    /// How many entries each boot has yet.
    left: Vec<u64>,
}

/// What stays the same during a boot.
#[derive(Debug)]
struct Boot {
    id: Id128,
    started_usec: u64,
    /// The main process of each service, and which run of the service it is.
    runs: Vec<(u32, Id128)>,
}

impl Boot {
    fn new(random: &mut Rng, started_usec: u64) -> Self {
        let runs = SERVICES.iter().map(|_| (random.u32(300..40_000), random_id(random))).collect();
        Self { id: random_id(random), started_usec, runs }
    }
}

impl Host {
    /// A host that logs so many entries from a time on, in microseconds since the epoch.
    #[must_use]
    pub fn new(name: String, mut random: Rng, entries: u64, realtime_usec: u64) -> Self {
        let left = (0..BOOTS).map(|boot| entries * (boot + 1) / BOOTS - entries * boot / BOOTS).collect();
        Self {
            machine_id: random_id(&mut random),
            boot: Boot::new(&mut random, realtime_usec - 2_000_000),
            random,
            name,
            realtime_usec,
            left,
        }
    }

    /// The machine's ID.
    #[must_use]
    pub fn machine_id(&self) -> Id128 {
        self.machine_id
    }

    fn service(&mut self, entry: &mut LogEntry) {
        let (number, service) = Service::any(&mut self.random);
        if self.random.u16(..1000) < 4 {
            self.boot.runs[number] = (self.random.u32(300..90_000), random_id(&mut self.random));
        }
        let (main, run) = self.boot.runs[number];
        let random = &mut self.random;
        let pid = if random.u8(..100) < 80 { main } else { random.u32(300..90_000) };
        entry.add("_TRANSPORT", service.transport.name());
        entry.add("PRIORITY", priority(random));
        entry.add("SYSLOG_FACILITY", service.facility);
        entry.add("SYSLOG_IDENTIFIER", service.identifier);
        match service.transport {
            Transport::Syslog => {
                entry.add("SYSLOG_PID", pid);
                entry.add("SYSLOG_TIMESTAMP", format_args!("Nov 14 22:13:{:02} ", random.u8(..60)));
            }
            Transport::Journal => {
                entry.add("CODE_FILE", format_args!("{}/{}.py", service.identifier, word(random)));
                entry.add("CODE_LINE", random.u16(1..1000));
                entry.add("CODE_FUNC", word(random));
                entry.add("THREAD_NAME", "MainThread");
                entry.add("REQUEST_ID", id(random_id(random)));
            }
            Transport::Stdout => entry.add("_STREAM_ID", id(run)),
        }
        if service.transport != Transport::Stdout {
            entry.add("_SOURCE_REALTIME_TIMESTAMP", entry.realtime_usec - random.u64(1..400));
        }
        process(entry, pid, service.uid, service.comm, service.exe);
        entry.add("_SYSTEMD_CGROUP", format_args!("/system.slice/{}", service.unit));
        entry.add("_SYSTEMD_UNIT", service.unit);
        entry.add("_SYSTEMD_SLICE", "system.slice");
        entry.add("_SYSTEMD_INVOCATION_ID", id(run));
        match message::unusual(random) {
            Some(message) => entry.add_bytes("MESSAGE", &message),
            None => entry.add("MESSAGE", (service.message)(random)),
        }
    }

    fn kernel(&mut self, entry: &mut LogEntry) {
        let random = &mut self.random;
        entry.add("_TRANSPORT", "kernel");
        entry.add("PRIORITY", priority(random));
        entry.add("SYSLOG_FACILITY", 0);
        entry.add("SYSLOG_IDENTIFIER", "kernel");
        entry.add("_SOURCE_MONOTONIC_TIMESTAMP", entry.monotonic_usec - random.u64(..900));
        if random.u8(..10) < 3 {
            let (bus, device) = (random.u8(..4), random.u8(..8));
            entry.add("_KERNEL_SUBSYSTEM", random.choice(["usb", "pci", "block", "net"]).unwrap_or_default());
            entry.add("_KERNEL_DEVICE", format_args!("+pci:0000:{bus:02x}:1f.{device}"));
            entry.add("_UDEV_SYSNAME", format_args!("0000:{bus:02x}:1f.{device}"));
        }
        let device =
            random.choice(["usb 1-1", "EXT4-fs (sda1)", "nvme0n1", "audit", "eth0"]).unwrap_or_default();
        entry.add("MESSAGE", format_args!("{device}: {}", sentence(random, 6)));
    }

    fn manager(&mut self, entry: &mut LogEntry) {
        let random = &mut self.random;
        let (number, service) = Service::any(random);
        let unit = service.unit;
        entry.add("_TRANSPORT", "journal");
        entry.add("SYSLOG_FACILITY", 3);
        entry.add("SYSLOG_IDENTIFIER", "systemd");
        entry.add("TID", 1);
        entry.add("CODE_FILE", "src/core/job.c");
        entry.add("CODE_LINE", random.u16(500..900));
        entry.add("CODE_FUNC", "job_emit_done_message");
        entry.add("UNIT", unit);
        entry.add("INVOCATION_ID", id(self.boot.runs[number].1));
        if random.bool() {
            entry.add("PRIORITY", 6);
            entry.add("JOB_ID", random.u16(1..9000));
            entry.add("JOB_TYPE", "start");
            entry.add("JOB_RESULT", "done");
            entry.add("MESSAGE_ID", "39f53479d3a045ac8e11786248231fbf");
            entry.add("MESSAGE", format_args!("Started {unit} - Example unit."));
        } else {
            entry.add("PRIORITY", 4);
            entry.add("UNIT_RESULT", "exit-code");
            entry.add("MESSAGE_ID", "d9b373ed55a64feb8242e02dbe79a49c");
            entry.add("MESSAGE", format_args!("{unit}: Failed with result 'exit-code'."));
        }
        process(entry, 1, 0, "systemd", "/usr/lib/systemd/systemd");
        entry.add("_SYSTEMD_CGROUP", "/init.scope");
        entry.add("_SYSTEMD_UNIT", "init.scope");
        entry.add("_SYSTEMD_SLICE", "-.slice");
        entry.add("_SOURCE_REALTIME_TIMESTAMP", entry.realtime_usec - random.u64(1..60));
    }

    fn user(&mut self, entry: &mut LogEntry) {
        const UID: u32 = 1000;
        let random = &mut self.random;
        let program = random.choice(["gnome-shell", "pipewire", "terminal"]).unwrap_or_default();
        entry.is_users = true;
        entry.add("_TRANSPORT", "stdout");
        entry.add("PRIORITY", priority(random));
        entry.add("SYSLOG_FACILITY", 3);
        entry.add("SYSLOG_IDENTIFIER", program);
        entry.add("_STREAM_ID", id(self.boot.runs[0].1));
        process(entry, 2000 + program.len() as u32, UID, program, "/usr/libexec/session");
        entry.add("_AUDIT_SESSION", 2);
        entry.add("_AUDIT_LOGINUID", UID);
        entry.add("_SYSTEMD_OWNER_UID", UID);
        entry.add("_SYSTEMD_UNIT", format_args!("user@{UID}.service"));
        entry.add("_SYSTEMD_USER_UNIT", format_args!("{program}.service"));
        entry.add("_SYSTEMD_SLICE", format_args!("user-{UID}.slice"));
        entry.add("_SYSTEMD_USER_SLICE", "session.slice");
        let slice = format!("/user.slice/user-{UID}.slice/user@{UID}.service/session.slice");
        entry.add("_SYSTEMD_CGROUP", format_args!("{slice}/{program}.service"));
        entry.add("MESSAGE", message::words(random));
    }
}

impl Iterator for Host {
    type Item = LogEntry;

    fn next(&mut self) -> Option<LogEntry> {
        while let Some(0) = self.left.last() {
            self.left.pop();
            self.realtime_usec += self.random.u64(20..600) * 1_000_000;
            self.boot = Boot::new(&mut self.random, self.realtime_usec - 2_000_000);
        }
        *self.left.last_mut()? -= 1;
        // No two entries at once: their order would be that of the sequence numbers, where these can be compared.
        self.realtime_usec += 1 + (-MEAN_DISTANCE_USEC * (1.0 - self.random.f64()).ln()) as u64;
        let mut entry = LogEntry {
            realtime_usec: self.realtime_usec,
            monotonic_usec: self.realtime_usec - self.boot.started_usec,
            boot_id: self.boot.id,
            is_users: false,
            payloads: Vec::new(),
        };
        match self.random.u8(..100) {
            0..6 => self.kernel(&mut entry),
            6..16 => self.manager(&mut entry),
            16..20 => self.user(&mut entry),
            _ => self.service(&mut entry),
        }
        entry.add("_BOOT_ID", id(self.boot.id));
        entry.add("_MACHINE_ID", id(self.machine_id));
        entry.add("_HOSTNAME", &self.name);
        entry.add("_RUNTIME_SCOPE", "system");
        Some(entry)
    }
}

/// What journald finds out about the process that logs.
fn process(entry: &mut LogEntry, pid: u32, uid: u32, comm: &str, exe: &str) {
    entry.add("_PID", pid);
    entry.add("_UID", uid);
    entry.add("_GID", uid);
    entry.add("_COMM", comm);
    entry.add("_EXE", exe);
    entry.add("_CMDLINE", format_args!("{exe} --config /etc/{comm}.conf"));
    entry.add("_CAP_EFFECTIVE", if uid == 0 { "1ffffffffff" } else { "0" });
    entry.add("_SELINUX_CONTEXT", "unconfined");
}

/// Seven in a hundred are errors, one is critical.
fn priority(random: &mut Rng) -> u8 {
    match random.u8(..100) {
        0..60 => 6,
        60..75 => 5,
        75..87 => 4,
        87..92 => 7,
        92..99 => 3,
        _ => 2,
    }
}

fn id(id: Id128) -> String {
    String::from_utf8_lossy(&id.to_hex()).into_owned()
}
