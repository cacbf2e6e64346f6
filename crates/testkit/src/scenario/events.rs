//! What can happen to the host in the middle of a boot. Each event tells which entries it left, and what else is known.

use super::entry::Fields;
use super::host::{End, HOUR, Host, MINUTE, SECOND, hex};
use super::manager::ProcessEnd;
use super::planted::File;
use super::process::Process;
use super::services::QUEUE_WORKER;
use super::traffic::{USER, USER_UID, sync_agent};

const COREDUMP: &str = "fc2e22bc6ee647b6b90729ab34a250b1";

/// Where the failed logins come from.
const ATTACKER: &str = "203.0.113.66";

/// What an event left.
#[derive(Default)]
pub(super) struct Event {
    pub(super) seqnums: Vec<u64>,
    pub(super) values: Vec<(&'static str, String)>,
    /// Files that are no journals.
    pub(super) files: Vec<File>,
}

/// Nothing happens.
pub(super) fn nothing(_host: &mut Host) -> Event {
    Event::default()
}

/// The clock is set back by two hours. journald begins new files then.
pub(super) fn clock_step(host: &mut Host) -> Event {
    let step = 2 * HOUR;
    let before = host.realtime_usec;
    host.realtime_usec -= step;
    host.end_files(End::Rotated);
    let seqnum = host.journald("", "Time jumped backwards, rotating.");
    Event {
        seqnums: vec![seqnum],
        values: vec![("step_usec", format!("-{step}")), ("stepped_at_usec", before.to_string())],
        ..Event::default()
    }
}

/// A service fails, and its restart helps.
pub(super) fn failed_unit(host: &mut Host) -> Event {
    let seqnums = host.fail_and_restart(QUEUE_WORKER, &ProcessEnd::FAILURE, 1);
    let values = [("unit", QUEUE_WORKER), ("exit_status", "1"), ("result", "exit-code"), ("restarts", "1")];
    Event {
        seqnums: seqnums.map(Vec::from).unwrap_or_default(),
        values: values.map(|(name, value)| (name, value.to_owned())).to_vec(),
        ..Event::default()
    }
}

/// Ten wrong passwords from one address, and then the right one. The sequence numbers are those of the ten and the one.
pub(super) fn ssh_logins(host: &mut Host) -> Event {
    let user = "deploy";
    let mut seqnums = Vec::new();
    for _ in 0..10 {
        host.wait_about(2 * SECOND..6 * SECOND);
        seqnums.push(host.fail_to_log_in(user, ATTACKER));
    }
    host.wait(4 * SECOND);
    let login = host.log_in(user, 1001, ATTACKER, "password");
    seqnums.push(login.accepted);
    host.wait(6 * MINUTE);
    host.log_out(&login);
    let values = [("address", ATTACKER), ("user", user), ("failed", "10"), ("accepted", "1")];
    Event {
        seqnums,
        values: values.map(|(name, value)| (name, value.to_owned())).to_vec(),
        ..Event::default()
    }
}

/// Two entries that journald cannot have written: one of the kernel with a user's process, and one of the web server's process
/// with the binary and the unit of another.
pub(super) fn forged_fields(host: &mut Host) -> Event {
    let mut kernel = Fields::new(&[
        ("_TRANSPORT", "kernel"),
        ("SYSLOG_IDENTIFIER", "kernel"),
        ("PRIORITY", "6"),
        ("SYSLOG_FACILITY", "0"),
        ("MESSAGE", "audit: initializing netlink subsys (disabled)"),
    ]);
    let shell = Process::of_session("/usr/bin/bash", host.new_pid(), USER_UID, 1, "");
    shell.add_to(&mut kernel);
    let first = host.log(kernel, None);
    let nginx = host.process("nginx.service");
    host.stdout(&nginx, "nginx", 6, "192.0.2.9 - - \"GET / HTTP/1.1\" 200 612 \"-\" \"curl/8.14\"");
    let other = Process {
        uid: nginx.uid,
        ..Process::of_service("ssh.service", "/usr/bin/python3.13", nginx.pid, 0, "")
    };
    let second = host.syslog(&other, "sshd-session", 6, "Received signal 15; terminating.");
    host.stdout(
        &nginx,
        "nginx",
        6,
        "192.0.2.9 - - \"GET /favicon.ico HTTP/1.1\" 404 153 \"-\" \"curl/8.14\"",
    );
    Event {
        seqnums: vec![first, second],
        values: vec![("pid", nginx.pid.to_string()), ("uid", USER_UID.to_string())],
        ..Event::default()
    }
}

/// Nothing is logged for six hours.
pub(super) fn silence(host: &mut Host) -> Event {
    let (start, silence) = (host.entries.last().map_or(0, |last| last.realtime_usec), 6 * HOUR);
    host.wait(silence);
    let values = vec![("silence_usec", silence.to_string()), ("silent_since_usec", start.to_string())];
    Event { values, ..Event::default() }
}

/// Two processes dump core: that of a service, whose core the journal holds, and one of the user, whose core is a file.
pub(super) fn coredumps(host: &mut Host) -> Event {
    let worker = host.process(QUEUE_WORKER);
    let (pid, address) = (worker.pid, "0 ip 000055d0c6f3a1b9 sp 00007ffd5a1c0e40 error 4");
    host.kernel(6, &format!("queue-worker[{pid}]: segfault at {address}"), 0);
    let held = core(host);
    let mut fields = dumped(host, &worker);
    fields.add_bytes("COREDUMP", &held);
    let first = log_dump(host, &worker, 0, fields);
    host.fail_and_restart(QUEUE_WORKER, &ProcessEnd::DUMPED, 1);
    host.wait_about(10 * MINUTE..20 * MINUTE);

    let agent = sync_agent(48_201);
    let external = core(host);
    let (pid, boot, usec) = (agent.pid, hex(&host.boot_id), host.realtime_usec);
    let path = format!("var/lib/systemd/coredump/core.sync-agent.{USER_UID}.{boot}.{pid}.{usec}.zst");
    let mut fields = dumped(host, &agent);
    fields.add("COREDUMP_FILENAME", format!("/{path}"));
    let second = log_dump(host, &agent, USER_UID, fields);
    Event {
        seqnums: vec![first, second],
        values: vec![
            ("pid", worker.pid.to_string()),
            ("external_pid", pid.to_string()),
            ("core_bytes", held.len().to_string()),
            ("external_core_bytes", external.len().to_string()),
            ("external_path", path.clone()),
        ],
        files: vec![File { path, bytes: zstd::bulk::compress(&external, 3).unwrap_or_default() }],
    }
}

/// The beginning of an ELF core, and as much memory as makes no two cores alike.
fn core(host: &mut Host) -> Vec<u8> {
    let mut core = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0\x3e\0\x01\0\0\0".to_vec();
    core.resize(4096, 0);
    core.extend(host.random.bytes(6000));
    core.resize(64 << 10, 0);
    core
}

/// What systemd-coredump knows of a process that dumped core.
fn dumped(host: &Host, process: &Process) -> Fields {
    let (pid, uid, comm) = (process.pid, process.uid, &process.comm);
    let mut fields = Fields::new(&[("MESSAGE_ID", COREDUMP), ("PRIORITY", "2"), ("SYSLOG_FACILITY", "3")]);
    fields.add("COREDUMP_UID", uid);
    fields.add("COREDUMP_GID", uid);
    fields.add("COREDUMP_PID", pid);
    fields.add("COREDUMP_SIGNAL", 11);
    fields.add("COREDUMP_SIGNAL_NAME", "SIGSEGV");
    fields.add("COREDUMP_TIMESTAMP", host.realtime_usec / SECOND * SECOND);
    fields.add("COREDUMP_RLIMIT", u64::MAX);
    fields.add("COREDUMP_HOSTNAME", super::host::HOSTNAME);
    fields.add("COREDUMP_COMM", comm);
    fields.add("COREDUMP_EXE", &process.exe);
    fields.add("COREDUMP_CMDLINE", &process.cmdline);
    fields.add("COREDUMP_CGROUP", process.cgroup());
    fields.add("COREDUMP_UNIT", &process.unit);
    fields.add("COREDUMP_SLICE", &process.slice);
    fields.add("COREDUMP_CWD", "/");
    fields.add("COREDUMP_ROOT", "/");
    fields.add("COREDUMP_ENVIRON", "LANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin\nUSER=".to_owned() + USER);
    if let Some(unit) = &process.user_unit {
        fields.add("COREDUMP_USER_UNIT", unit);
        fields.add("COREDUMP_OWNER_UID", uid);
    }
    fields
}

fn log_dump(host: &mut Host, process: &Process, uid: u64, fields: Fields) -> u64 {
    let (pid, comm, owner) = (process.pid, &process.comm, process.uid);
    let message = format!(
        "Process {pid} ({comm}) of user {owner} dumped core.\n\nStack trace of thread {pid}:\n\
         #0  0x000055d0c6f3a1b9 n/a ({comm} + 0x11b9)\n#1  0x00007f6a4be29ca8 n/a (libc.so.6 + 0x29ca8)\n\
         ELF object binary architecture: AMD x86-64"
    );
    let unit = format!("systemd-coredump@{}-{}-0.service", u64::from(uid > 0), host.new_pid());
    // It gives up being root before it logs what is a user's.
    let handler =
        Process::of_service(&unit, "/usr/lib/systemd/systemd-coredump", host.new_pid(), uid, &host.new_id());
    host.journal(&handler, "systemd-coredump", &message, fields)
}
