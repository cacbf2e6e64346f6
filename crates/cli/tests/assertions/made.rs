//! The journals that the assertions are checked on, and runs that have to succeed or fail.

use journalq_file::Id128;

use crate::util::{Entry, Folder, Ran, journal, small, write};

/// Where the made entries begin.
pub(crate) const START: u64 = 1_700_000_000_000_000;

pub(crate) const SECOND: u64 = 1_000_000;

/// The ID that consists of this byte.
pub(crate) const fn id(byte: u8) -> Id128 {
    Id128([byte; 16])
}

/// An entry some seconds after [`START`] and after its boot; like journald's, it names its boot in `_BOOT_ID`.
pub(crate) fn entry(boot: u8, seconds: u64, fields: &[&str]) -> Entry<String> {
    let boot_id = id(boot);
    let fields = fields.iter().map(|field| (*field).to_owned()).chain([format!("_BOOT_ID={boot_id}")]);
    Entry {
        seqnum: None,
        boot_id,
        realtime_usec: START + seconds * SECOND,
        monotonic_usec: seconds * SECOND,
        fields: fields.collect(),
    }
}

/// A folder with these entries in `system.journal`.
pub(crate) fn folder(entries: &[Entry<String>]) -> Folder {
    let folder = Folder::new();
    folder.file("system.journal", &write(small(), entries));
    folder
}

/// A folder with an entry of one boot, a second after the other, for each list of fields.
pub(crate) fn folder_of(entries: &[&[&str]]) -> Folder {
    let boot = format!("_BOOT_ID={}", id(7));
    let entries: Vec<Vec<&str>> = entries.iter().map(|fields| [*fields, &[&boot]].concat()).collect();
    let folder = Folder::new();
    folder.file("system.journal", &journal(&entries));
    folder
}

/// Three boots of a host, with messages of the kernel, of the service manager, and of two units.
pub(crate) fn host() -> Folder {
    let mut entries = Vec::new();
    for boot in 1..=3 {
        for n in 0..20_u64 {
            let (priority, pid) = (format!("PRIORITY={}", n % 8), format!("_PID={}", 100 + n));
            let facility = format!("SYSLOG_FACILITY={}", n % 4);
            let message = format!("MESSAGE=boot {boot} entry {n}");
            let source: &[&str] = match n % 4 {
                0 => &["_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=kernel"],
                1 => &[
                    "_SYSTEMD_CGROUP=/init.scope",
                    "_SYSTEMD_UNIT=init.scope",
                    "UNIT=web.service",
                    "SYSLOG_IDENTIFIER=systemd",
                    "_EXE=/usr/lib/systemd/systemd",
                ],
                2 => &["_SYSTEMD_UNIT=systemd-web.service", "SYSLOG_IDENTIFIER=first", "_EXE=/usr/bin/web"],
                _ => &["_SYSTEMD_UNIT=web.service", "SYSLOG_IDENTIFIER=second", "_EXE=/usr/bin/web"],
            };
            let fields = [source, &[&message, &priority, &facility, &pid, "_HOSTNAME=host"]].concat();
            entries.push(entry(boot, u64::from(boot) * 1000 + n, &fields));
        }
    }
    let user = ["MESSAGE=of a user", "_SYSTEMD_USER_UNIT=shell.service", "_UID=1000", "PRIORITY=6"];
    entries.push(entry(3, 3100, &user));
    folder(&entries)
}

/// The output of a run on the journals of the folder, which has to succeed in silence.
pub(crate) fn shown(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(&[&["-D", "."], args].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    ran.stdout
}

/// The message of a run on the journals of the folder, which has to fail and to print nothing else.
pub(crate) fn refused(folder: &Folder, args: &[&str]) -> String {
    let Ran { status, stdout, stderr } = folder.run(&[&["-D", "."], args].concat());
    assert_eq!((status, &*stdout), (Some(1), ""), "{args:?}: {stderr}");
    stderr
}

/// The values of a field in the export format, in order.
pub(crate) fn values<'t>(export: &'t str, field: &str) -> Vec<&'t str> {
    export.lines().filter_map(|line| line.strip_prefix(field)?.strip_prefix('=')).collect()
}
