//! What the kernel, the service manager and journald log: boots, jobs, shutdowns. Fields and texts as since v257.

use std::mem;

use super::entry::Fields;
use super::files::folder;
use super::host::{End, Host, MINUTE, Running, SECOND};
use super::process::Process;
use super::services::{Kind, UNITS, Unit};

const STARTING: &str = "7d4958e842da4a758f6c1cdc7b36dcc5";
const STARTED: &str = "39f53479d3a045ac8e11786248231fbf";
const STOPPING: &str = "de5b426a63be47a7b6ac3eaac82e2f6f";
const STOPPED: &str = "9d1aaa27d60140bd96365438aad20286";
const SUCCESS: &str = "7ad2d189f7e94e70a38c781354912448";
const FAILURE: &str = "d9b373ed55a64feb8242e02dbe79a49c";
const PROCESS_EXIT: &str = "98e322203f7a4ed290d09fe03c09fe15";
const RESTART_SCHEDULED: &str = "5eb03494b6584870a536b337290809b3";
const RESOURCES: &str = "ae8f7b866b0347b9af31fe1c80b127c0";
const STARTUP_FINISHED: &str = "b07a249cd024414a82dd00cd181378ff";
const SHUTDOWN: &str = "98268866d1d54a499c4e98921d93bc40";
const JOURNAL_START: &str = "f77379a8490b408bbe5f6940505a777b";
const JOURNAL_STOP: &str = "d93fb3c9c24d451a97cea615ce59c00b";
const JOURNAL_USAGE: &str = "ec387f577b844b8fa948f33cad9a75e6";

/// What the kernel says first, each with the time in microseconds since boot.
const KERNEL: [(u8, u64, &str); 14] = [
    (
        5,
        0,
        "Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org) (x86_64-linux-gnu-gcc-14) #1 SMP",
    ),
    (6, 0, "Command line: BOOT_IMAGE=/boot/vmlinuz-6.12.43+deb13-amd64 root=/dev/vda1 ro quiet"),
    (6, 0, "BIOS-provided physical RAM map:"),
    (6, 1_020, "DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 1.16.3-2 04/01/2014"),
    (6, 1_540, "Hypervisor detected: KVM"),
    (6, 22_308, "Kernel command line: BOOT_IMAGE=/boot/vmlinuz-6.12.43+deb13-amd64 root=/dev/vda1 ro quiet"),
    (6, 61_004, "Memory: 4015788K/4193788K available (16384K kernel code, 2496K rwdata)"),
    (6, 187_211, "smp: Brought up 1 node, 4 CPUs"),
    (6, 402_377, "PCI: Using ACPI for IRQ routing"),
    (6, 644_920, "virtio_blk virtio1: [vda] 83886080 512-byte logical blocks (42.9 GB/40.0 GiB)"),
    (4, 702_115, "ACPI: PCI Interrupt Link [GSIA] enabled at IRQ 16"),
    (6, 911_580, "EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none."),
    (6, 1_203_772, "Run /sbin/init as init process"),
    (
        6,
        1_377_045,
        "systemd[1]: systemd 257.8-1~deb13u2 running in system mode (+PAM +AUDIT +SELINUX +SECCOMP)",
    ),
];

/// When journald is there, in microseconds since boot.
const JOURNALD_USEC: u64 = 1_502_000;
const KERNEL_USEC: u64 = 1_203_772;

/// How the process of a service ends.
pub(super) struct ProcessEnd {
    pub(super) code: &'static str,
    pub(super) status: u64,
    pub(super) status_name: &'static str,
    pub(super) result: &'static str,
}

impl ProcessEnd {
    pub(super) const FAILURE: Self =
        Self { code: "exited", status: 1, status_name: "FAILURE", result: "exit-code" };
    pub(super) const DUMPED: Self =
        Self { code: "dumped", status: 11, status_name: "SEGV", result: "core-dump" };
}

impl Host {
    /// Switches the host on and starts all units.
    pub(super) fn boot(&mut self) {
        self.switch_on();
        self.wait(JOURNALD_USEC);
        if self.left_open {
            self.end_files(End::Crashed(self.realtime_usec));
        }
        for (priority, at, message) in KERNEL {
            let ago = self.monotonic_usec.saturating_sub(at);
            self.kernel(priority, message, ago);
        }
        self.journald(JOURNAL_START, "Journal started");
        if mem::take(&mut self.left_open) {
            let path = format!("{}/system.journal", folder(&self.machine_id));
            self.journald(
                "",
                &format!("File /{path} corrupted or uncleanly shut down, renaming and replacing."),
            );
        }
        let usage = "System Journal (/var/log/journal) is 16M, max 4G, 3.9G free.";
        self.journald(JOURNAL_USAGE, usage);
        for unit in &UNITS {
            self.start(unit, true);
            self.wait_about(2_000..30_000);
        }
        self.finish_startup();
    }

    /// journald itself logs, without a way through a socket.
    pub(super) fn journald(&mut self, message_id: &str, message: &str) -> u64 {
        let mut fields = Fields::new(&[
            ("_TRANSPORT", "driver"),
            ("PRIORITY", "6"),
            ("SYSLOG_IDENTIFIER", "systemd-journald"),
            ("MESSAGE", message),
        ]);
        if !message_id.is_empty() {
            fields.add("MESSAGE_ID", message_id);
        }
        let exe = "/usr/lib/systemd/systemd-journald";
        Process::of_service("systemd-journald.service", exe, 204, 0, "").add_to(&mut fields);
        self.log(fields, None)
    }

    fn finish_startup(&mut self) {
        let userspace = self.monotonic_usec - KERNEL_USEC;
        let seconds = |usec: u64| format!("{}.{:03}s", usec / SECOND, usec % SECOND / 1000);
        let message = format!(
            "Startup finished in {} (kernel) + {} (userspace) = {}.",
            seconds(KERNEL_USEC),
            seconds(userspace),
            seconds(self.monotonic_usec)
        );
        let mut fields = code("src/core/manager.c", 3802, "manager_notify_finished", 6, STARTUP_FINISHED);
        fields.add("KERNEL_USEC", KERNEL_USEC);
        fields.add("USERSPACE_USEC", userspace);
        self.journal(&Process::manager(), "systemd", &message, fields);
    }

    /// Logs something about a unit.
    fn about(&mut self, unit: &str, invocation: &str, message: &str, fields: Fields) -> u64 {
        let mut fields = fields;
        fields.add("UNIT", unit);
        if !invocation.is_empty() {
            fields.add("INVOCATION_ID", invocation);
        }
        self.journal(&Process::manager(), "systemd", message, fields)
    }

    /// Starts a unit; returns the sequence number of the entry that says that it is started.
    pub(super) fn start(&mut self, unit: &'static Unit, says_starting: bool) -> u64 {
        let (job, invocation) = (self.new_job(), self.new_id());
        let named = format!("{} - {}", unit.name, unit.description);
        if unit.kind != Kind::Target && says_starting {
            let mut fields = code("src/core/job.c", 609, "job_emit_start_message", 6, STARTING);
            fields.add("JOB_ID", job);
            fields.add("JOB_TYPE", "start");
            self.about(unit.name, &invocation, &format!("Starting {named}..."), fields);
            let usec = unit.start_ms * 1000;
            self.wait_about(usec..usec + usec / 4 + 1);
        }
        let verb = match unit.kind {
            Kind::Target => "Reached target",
            Kind::Oneshot => "Finished",
            Kind::Service(exe, uid) => {
                let process = Process::of_service(unit.name, exe, self.new_pid(), uid, &invocation);
                self.running.push(Running { unit, process, since_usec: self.monotonic_usec });
                "Started"
            }
        };
        let fields = done(job, "start", "done", STARTED);
        self.about(unit.name, &invocation, &format!("{verb} {named}."), fields)
    }

    fn stop(&mut self, running: &Running) {
        let (job, unit) = (self.new_job(), running.unit);
        let (named, id) = (format!("{} - {}", unit.name, unit.description), &running.process.invocation);
        let mut fields = code("src/core/job.c", 609, "job_emit_start_message", 6, STOPPING);
        fields.add("JOB_ID", job);
        fields.add("JOB_TYPE", "stop");
        self.about(unit.name, id, &format!("Stopping {named}..."), fields);
        self.wait_about(3_000..90_000);
        let fields = code("src/core/unit.c", 6089, "unit_log_success", 6, SUCCESS);
        self.about(unit.name, id, &format!("{}: Deactivated successfully.", unit.name), fields);
        self.about(unit.name, id, &format!("Stopped {named}."), done(job, "stop", "done", STOPPED));
        self.consumed(running);
    }

    fn consumed(&mut self, running: &Running) {
        let cpu_usec = self.random.within(80_000..9_000_000);
        let peak = self.random.within(1 << 20..200 << 20);
        let wall = (self.monotonic_usec - running.since_usec) / MINUTE;
        let message = format!(
            "{}: Consumed {}.{:03}s CPU time over {wall}min wall clock time, {}.{}M memory peak.",
            running.unit.name,
            cpu_usec / SECOND,
            cpu_usec % SECOND / 1000,
            peak >> 20,
            (peak >> 10) % 1024 / 103
        );
        let mut fields = code("src/core/unit.c", 2502, "unit_log_resources", 5, RESOURCES);
        fields.add("CPU_USAGE_NSEC", cpu_usec * 1000);
        fields.add("MEMORY_PEAK", peak);
        fields.add("MEMORY_SWAP_PEAK", 0);
        self.about(running.unit.name, &running.process.invocation, &message, fields);
    }

    /// A running service's process ends like this, and is started again; returns the numbers of the entries that say so: the exit, the
    /// failure, the restart, the start.
    pub(super) fn fail_and_restart(
        &mut self,
        unit: &str,
        end: &ProcessEnd,
        n_restarts: u64,
    ) -> Option<[u64; 4]> {
        let index = self.running.iter().position(|running| running.unit.name == unit)?;
        let running = self.running.remove(index);
        let id = running.process.invocation.clone();
        let mut fields = code("src/core/unit.c", 6141, "unit_log_process_exit", 5, PROCESS_EXIT);
        fields.add("EXIT_CODE", end.code);
        fields.add("EXIT_STATUS", end.status);
        fields.add("COMMAND", "ExecStart");
        let message = format!(
            "{unit}: Main process exited, code={}, status={}/{}",
            end.code, end.status, end.status_name
        );
        let exit = self.about(unit, &id, &message, fields);
        let mut fields = code("src/core/unit.c", 6109, "unit_log_failure", 4, FAILURE);
        fields.add("UNIT_RESULT", end.result);
        let failed = self.about(unit, &id, &format!("{unit}: Failed with result '{}'.", end.result), fields);
        self.consumed(&running);
        self.wait(5 * SECOND);
        let mut fields = code("src/core/service.c", 2671, "service_enter_restart", 6, RESTART_SCHEDULED);
        fields.add("N_RESTARTS", n_restarts);
        let message = format!("{unit}: Scheduled restart job, restart counter is at {n_restarts}.");
        let restart = self.about(unit, &id, &message, fields);
        Some([exit, failed, restart, self.start(running.unit, true)])
    }

    /// Stops everything and switches the host off, to be switched on again.
    pub(super) fn shut_down(&mut self) {
        let logind = self.process("systemd-logind.service");
        let mut fields = code("src/login/logind-dbus.c", 2118, "bus_manager_log_shutdown", 5, SHUTDOWN);
        fields.add("SHUTDOWN", "reboot");
        self.journal(&logind, "systemd-logind", "The system will reboot now!", fields);
        while let Some(running) = self.running.pop() {
            self.stop(&running);
        }
        for (unit, text) in [("shutdown.target", "System Shutdown"), ("reboot.target", "System Reboot")] {
            let job = self.new_job();
            let message = format!("Reached target {unit} - {text}.");
            self.about(unit, "", &message, done(job, "start", "done", STARTED));
        }
        let mut fields = Fields::new(&[("PRIORITY", "5"), ("SYSLOG_FACILITY", "3")]);
        fields.add("CODE_FUNC", "manager_reboot");
        self.journal(&Process::manager(), "systemd", "Shutting down.", fields);
        self.journald(JOURNAL_STOP, "Journal stopped");
        self.wait_about(20 * SECOND..50 * SECOND);
    }
}

/// What tells where in the code a message is made, and which one it is.
pub(super) fn code(file: &str, line: u32, function: &str, priority: u8, message_id: &str) -> Fields {
    let mut fields = Fields::default();
    fields.add("PRIORITY", priority);
    fields.add("SYSLOG_FACILITY", 3);
    fields.add("CODE_FILE", file);
    fields.add("CODE_LINE", line);
    fields.add("CODE_FUNC", function);
    fields.add("TID", 1);
    fields.add("MESSAGE_ID", message_id);
    fields
}

fn done(job: u64, job_type: &str, result: &str, message_id: &str) -> Fields {
    let mut fields = code("src/core/job.c", 763, "job_emit_done_message", 6, message_id);
    fields.add("JOB_ID", job);
    fields.add("JOB_TYPE", job_type);
    fields.add("JOB_RESULT", result);
    fields
}
