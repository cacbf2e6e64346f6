//! `journalq coredumps`: finds what was planted, writes cores as they were, and says what coredumpctl says.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::io::{self, Write};
use std::process::Command;

use journalq_file::Id128;
use journalq_file::codec::Codec;
use journalq_file::write::WriteOptions;
use journalq_testkit::scenario::Scenario;
use serde_json::Value;

use crate::util::{Entry, Folder, Ran, small, write};

const DUMPED: &str = "MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1";

fn run(folder: &Folder, args: &[&str]) -> Ran {
    folder.run(&[&["coredumps"], args].concat())
}

fn rows(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let Ran { status, stdout, stderr } = run(folder, &[&["-o", "json"], args].concat());
    assert_eq!((status, &*stderr), (Some(0), ""), "{args:?}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn planted_cores_are_found_and_written() {
    let folder = Folder::new();
    let journals = Scenario::Coredumps.build(1);
    journals.write_below(&folder.path().join("host")).unwrap();
    let planted = &journals.planted;
    let rows = rows(&folder, &["--root=host"]);
    let [held, external] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((held["pid"].as_i64(), &held["corefile"]), (planted.number("pid"), &"journal".into()));
    assert_eq!(
        (external["pid"].as_i64(), &external["corefile"], &external["sig"]),
        (planted.number("external_pid"), &"present".into(), &11.into())
    );
    assert!(rows.iter().all(|row| row["trusted"] == "yes"));
    for (pid, size) in [("pid", "core_bytes"), ("external_pid", "external_core_bytes")] {
        let pid = &planted.values[pid];
        let ran = run(&folder, &["dump", pid, "--root=host", "--to", &format!("{pid}.core"), "-q"]);
        assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
        let core = fs::read(folder.path().join(format!("{pid}.core"))).unwrap();
        assert_eq!(core.len() as u64, u64::try_from(planted.number(size).unwrap()).unwrap());
        assert!(core.starts_with(b"\x7fELF"));
    }
    // The last one, to standard output.
    let output =
        util::command(&["coredumps", "dump", "--root=host"]).current_dir(folder.path()).output().unwrap();
    let written = fs::read(folder.path().join(format!("{}.core", planted.values["external_pid"]))).unwrap();
    assert!(output.status.success() && output.stdout == written);
    // Nothing is overwritten, nor written beside what is read.
    let pid = &planted.values["pid"];
    let ran = run(&folder, &["dump", pid, "--root=host", "--to", &format!("{pid}.core")]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.stderr, format!("Failed to create {pid}.core: it exists, and nothing is overwritten\n"));
    let ran = run(&folder, &["dump", pid, "--root=host", "--to=host/core"]);
    assert!(ran.stderr.contains("nothing is written there"), "{}", ran.stderr);
    // A journal alone does not tell where the file system is.
    let ran =
        run(&folder, &["dump", &planted.values["external_pid"], "-D", "host/var/log/journal", "--recursive"]);
    assert!(ran.stderr.contains("--core-root is needed"), "{}", ran.stderr);
}

#[test]
fn a_host_without_crashes_has_none() {
    let folder = Folder::new();
    Scenario::Clean.build(1).write_below(&folder.path()).unwrap();
    let ran = run(&folder, &["--root=."]);
    assert_eq!((ran.status, &*ran.stderr), (Some(1), "No coredumps found.\n"));
}

/// An entry of systemd-coredump's.
fn dumped(number: u64, fields: &[&str]) -> Entry<Vec<u8>> {
    let common = [
        DUMPED,
        "_UID=0",
        "_COMM=systemd-coredum",
        "_EXE=/usr/lib/systemd/systemd-coredump",
        "_SYSTEMD_UNIT=systemd-coredump@0-1-0.service",
        "_MACHINE_ID=22222222222222222222222222222222",
        "COREDUMP_GID=1001",
        "COREDUMP_UID=1000",
        "COREDUMP_TIMESTAMP=1700000000000000",
        "_BOOT_ID=07070707070707070707070707070707",
    ];
    let pid = format!("COREDUMP_PID={number}");
    let message = format!("MESSAGE=Process {number} of user 1000 dumped core.\n\nStack trace:\n#0 x\n#1 y");
    let all = common.iter().chain(fields).copied().chain([&*pid, &*message]);
    Entry {
        seqnum: None,
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + number * 60_000_000,
        monotonic_usec: number * 60_000_000,
        fields: all.map(|field| field.as_bytes().to_vec()).collect(),
    }
}

/// Entries of every kind, and the files that they name.
fn every_kind(folder: &Folder) -> Vec<Entry<Vec<u8>>> {
    let core = b"\x7fELF core ".repeat(5000);
    let packed = folder.file("cores/packed.zst", &zstd::encode_all(&*core, 1).unwrap());
    let plain = folder.file("cores/plain", &core[..3000]);
    let gone = folder.path().join("cores/gone");
    let name = |path: &str| format!("COREDUMP_FILENAME={path}");
    let (packed, plain, gone) = (name(&packed), name(&plain), name(gone.to_str().unwrap()));
    let of = |comm: &'static str, exe: &'static str| [comm, exe, "COREDUMP_SIGNAL=11"];
    let app = of("COREDUMP_COMM=app", "COREDUMP_EXE=/usr/bin/app");
    let all = [
        "COREDUMP_SIGNAL_NAME=SIGSEGV",
        "COREDUMP_CMDLINE=/usr/bin/app --now 'a b'",
        "COREDUMP_CGROUP=/system.slice/app.service",
        "COREDUMP_UNIT=app.service",
        "COREDUMP_USER_UNIT=own.service",
        "COREDUMP_SLICE=system.slice",
        "COREDUMP_SESSION=c1",
        "COREDUMP_OWNER_UID=1000",
        "COREDUMP_HOSTNAME=web1",
        "COREDUMP_PACKAGE_NAME=app",
        "COREDUMP_PACKAGE_VERSION=1.2",
    ];
    let mut held = dumped(102, &of("COREDUMP_COMM=held", "COREDUMP_EXE=/usr/bin/held"));
    held.fields.push([b"COREDUMP=", &*core].concat());
    let mut cut = dumped(106, &[&app[..], &["COREDUMP_TRUNCATED=yes"]].concat());
    cut.fields.push(b"COREDUMP=\x7fELF".to_vec());
    vec![
        dumped(101, &[&app[..], &all, &[&packed]].concat()),
        held,
        dumped(103, &[&app[..], &[&gone]].concat()),
        dumped(104, &[&app[..], &[&plain, "COREDUMP_TRUNCATED=1"]].concat()),
        dumped(105, &app),
        cut,
        dumped(107, &["COREDUMP_COMM=no binary", "COREDUMP_SIGNAL=6"]),
    ]
}

#[test]
fn cores_of_every_kind_are_told_and_written() {
    let folder = Folder::new();
    let entries = every_kind(&folder);
    let core = b"\x7fELF core ".repeat(5000);
    for codec in [None, Some(Codec::Zstd), Some(Codec::Lz4), Some(Codec::Xz)] {
        folder.file("in/a.journal", &write(WriteOptions { codec, ..small() }, &entries));
        let all = rows(&folder, &["-i", "in/a.journal", "--core-root=/"]);
        let states: Vec<&str> = all.iter().map(|row| row["corefile"].as_str().unwrap()).collect();
        assert_eq!(states, ["present", "journal", "missing", "truncated", "none", "truncated", "none"]);
        for (words, content) in [
            (&["held"][..], &core[..]),
            (&["/usr/bin/held"], &core),
            (&["101"], &core),
            (&["104"], &core[..3000]),
            (&["COREDUMP_PID=106"], b"\x7fELF"),
        ] {
            let args = [&["coredumps", "dump", "-i", "in/a.journal", "--core-root=/"], words].concat();
            let output = util::command(&args).current_dir(folder.path()).output().unwrap();
            assert!(output.status.success() && output.stdout == content, "{codec:?} {words:?}");
        }
    }
    let states = rows(&folder, &["-i", "in/a.journal"]);
    assert_eq!((&states[0]["corefile"], &states[1]["corefile"]), (&"external".into(), &"journal".into()));
    for (pid, message) in [("103", "which is missing"), ("105", "its core was not kept")] {
        let ran = run(&folder, &["dump", pid, "-i", "in/a.journal", "--core-root=/", "--to=new"]);
        assert!(ran.status == Some(1) && ran.stderr.contains(message), "{}", ran.stderr);
        assert!(!folder.path().join("new").exists());
    }
}

#[test]
fn what_anybody_can_log_is_marked_and_not_followed() {
    let folder = Folder::new();
    let secret = folder.file("host/etc/shadow", b"secret");
    let mut forged = dumped(1, &["COREDUMP_COMM=x\x1b[2J", "COREDUMP_FILENAME=/etc/shadow"]);
    forged.fields.retain(|field| !field.starts_with(b"_EXE") && !field.starts_with(b"_UID"));
    forged.fields.push(b"_UID=1000".to_vec());
    folder.file("a.journal", &write(small(), &[forged]));
    assert_eq!(rows(&folder, &["-i", "a.journal"])[0]["trusted"], "no");
    let ran = run(&folder, &["-i", "a.journal"]);
    assert!(
        ran.stdout.ends_with(" not systemd-coredump's\n") && !ran.stdout.contains('\x1b'),
        "{}",
        ran.stdout
    );
    let ran = run(&folder, &["dump", "-i", "a.journal", "--core-root=host", "--to=core"]);
    assert!(ran.stderr.contains("not proven to be systemd-coredump's"), "{}", ran.stderr);
    assert!(!ran.stderr.contains('\x1b') && fs::read(secret).unwrap() == b"secret");
    // A link in the file system leads nowhere else.
    std::os::unix::fs::symlink(folder.path().join("host/etc/shadow"), folder.path().join("host/link"))
        .unwrap();
    folder.file("b/b.journal", &write(small(), &[dumped(2, &["COREDUMP_FILENAME=/link"])]));
    assert_eq!(rows(&folder, &["-i", "b/b.journal", "--core-root=host"])[0]["corefile"], "missing");
}

#[test]
fn a_compressed_core_that_is_damaged_leaves_no_file() {
    let folder = Folder::new();
    let mut bytes = write(WriteOptions { codec: Some(Codec::Zstd), ..small() }, &every_kind(&folder)[1..2]);
    let magic = 0xfd2f_b528_u32.to_le_bytes();
    let at = bytes.windows(4).rposition(|window| window == magic).unwrap();
    bytes[at + 8..at + 24].fill(0xff);
    folder.file("in/a.journal", &bytes);
    let ran = run(&folder, &["dump", "held", "-i", "in/a.journal", "--to=core"]);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(!folder.path().join("core").exists());
}

#[test]
fn wrong_command_lines_are_told() {
    let folder = Folder::new();
    folder.file("a.journal", &write(small(), &[dumped(1, &[])]));
    for (args, message) in [
        (&["list", "--to=x"][..], "journalq: --to is for coredumps dump\n"),
        (
            &["dump", "-o", "json"],
            "journalq: coredumps has no output format 'json': it has json, json-pretty, csv and tsv, and dump none.\n",
        ),
        (&["nothing"], "No coredumps found.\n"),
        (&["dump", "2"], "No coredumps found.\n"),
    ] {
        let ran = run(&folder, &[&["-i", "a.journal"], args].concat());
        assert_eq!((ran.status, &*ran.stderr), (Some(1), message), "{args:?}");
    }
}

/// What coredumpctl prints; `None` where it is not installed.
fn coredumpctl(folder: &Folder, args: &[&str]) -> Option<String> {
    let program = std::env::var_os("COREDUMPCTL").unwrap_or_else(|| "coredumpctl".into());
    let mut command = Command::new(program);
    command.args(["--no-pager", "--file=in/a.journal"]).args(args).current_dir(folder.path());
    let output = command.env_clear().envs([("TZ", "UTC"), ("LC_ALL", "C.UTF-8")]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The lines of coredumpctl's `info` without what this host knows: names of users, and how long ago it was.
fn without_host(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim_end();
        let of_user = ["UID:", "GID:"]
            .iter()
            .any(|name| line.trim_start().trim_start_matches("Owner ").starts_with(name));
        let of_time = line.trim_start().starts_with("Timestamp:");
        let line = if of_user || of_time { line.split(" (").next().unwrap_or(line) } else { line };
        line.to_owned() + "\n"
    };
    text.lines().map(line).collect()
}

#[test]
fn list_and_info_are_those_of_coredumpctl() {
    let folder = Folder::new();
    folder.file("in/a.journal", &write(small(), &every_kind(&folder)));
    let Some(list) = coredumpctl(&folder, &["list"]) else {
        return writeln!(io::stderr(), "NOTE: there is no coredumpctl; its output was NOT compared").unwrap();
    };
    let ours =
        |args: &[&str]| run(&folder, &[args, &["-i", "in/a.journal", "--core-root=/"]].concat()).stdout;
    assert_eq!(ours(&["list"]), list);
    for words in [&["101"][..], &["held"], &["/usr/bin/app", "-r"], &["103", "104", "107"], &[]] {
        // coredumpctl does not tell in `info` that a core in the journal was cut.
        let ours = ours(&[&["info"], words].concat()).replace("journal (truncated)", "journal");
        let theirs = coredumpctl(&folder, &[&["info"], words].concat()).unwrap();
        assert_eq!(ours, without_host(&theirs), "{words:?}");
    }
}
