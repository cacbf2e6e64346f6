//! The options that say which files are read, and those that tell about files instead of entries.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use crate::util::{DEMO, Folder, Ran, command, journal};

const LOCAL: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

/// A folder with journals of these names, each with one entry whose message is the journal's name.
fn tree(names: &[&str]) -> Folder {
    let folder = Folder::new();
    for (at, name) in names.iter().enumerate() {
        let message = format!("MESSAGE={}", name.replace(LOCAL, "L").replace(OTHER, "O"));
        folder.file(name, &journal(&[vec![message, format!("AT={at}")]]));
    }
    folder
}

/// What stands in the entries of the journals that are read, in byte order.
fn messages(folder: &Folder, args: &[&str]) -> Vec<String> {
    let ran = folder.run(&[args, &["-o", "cat"]].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    let mut messages: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
    messages.sort();
    messages
}

fn failure(folder: &Folder, args: &[&str]) -> String {
    let Ran { status, stdout, stderr } = folder.run(args);
    assert_eq!((status, &*stdout), (Some(1), ""), "{args:?}");
    stderr
}

#[test]
fn another_root_folder() {
    let folder = tree(&[
        "r/run/log/journal/0123456789abcdef0123456789abcdef/system.journal",
        "r/var/log/journal/fedcba9876543210fedcba9876543210/system@1-2.journal",
        "r/var/log/journal/0123456789abcdef0123456789abcdef.one/system.journal",
        "r/var/log/journal/remote/remote-x.journal",
        "r/system.journal",
    ]);
    let all = [
        "r/run/log/journal/L/system.journal",
        "r/var/log/journal/O/system@1-2.journal",
        "r/var/log/journal/remote/remote-x.journal",
    ];
    for args in [&["--root=r"][..], &["--root", "./r", "-m"], &["--root=r", "--namespace=one"]] {
        assert_eq!(messages(&folder, args), all, "{args:?}");
    }
    assert_eq!(messages(&folder, &["--root=r", "--system"]), all[..2]);
    for unset in ["--root=", "--root=/", "--root=//", "--root=/."] {
        let args = ["--root=r", unset, "-D", "r"];
        assert_eq!(messages(&folder, &args), ["r/system.journal"], "{unset}");
    }
    assert_eq!(folder.run(&["--root=none"]).stderr, "No journal files were found.\n");
}

#[test]
fn only_one_origin() {
    let folder = Folder::new();
    let conflict =
        "Please specify at most one of -D/--directory=, --file=, -M/--machine=, --root=, --image=.\n";
    for args in [
        &["-D", "x", "-i", "y"][..],
        &["-D", "x", "--root=y"],
        &["-M", "x", "-i", "y"],
        &["--root=x", "-M", "", "--since=tomorrow", "--until=yesterday"],
    ] {
        assert_eq!(failure(&folder, args), conflict, "{args:?}");
    }
    for name in ["no-such-container", "../x", "", ".host"] {
        let message =
            format!("journalq: no container '{name}' in /var/lib/machines (--root= takes any root folder)\n");
        assert_eq!(failure(&folder, &["-M", name]), message);
    }
}

/// The user that runs the tests.
#[cfg(unix)]
fn user_id() -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(Folder::new().path()).unwrap().uid()
}

#[cfg(unix)]
#[test]
fn the_systems_files_and_the_users() {
    let mine = format!("user-{}.journal", user_id());
    let names = ["system.journal", "system@1-2.journal", &mine, "user-4242.journal", "other.journal"];
    let folder = tree(&names);
    let shown = |args: &[&str]| messages(&folder, &[&["-D", "."], args].concat());
    assert_eq!(shown(&[]).len(), 5);
    assert_eq!(shown(&["--system"]), names[..2]);
    // What system users log is in the system's files.
    let of_user = if user_id() < 1000 { &names[..3] } else { &names[2..3] };
    assert_eq!(shown(&["--user"]), of_user);
    assert_eq!(shown(&["--user", "--system"]), names[..3]);
    let named = ["-i", "other.journal", "--user"];
    assert_eq!(messages(&folder, &named), ["other.journal"], "named files have any name");
}

#[cfg(unix)]
#[test]
fn the_units_of_the_user() {
    let folder = Folder::new();
    let uid = format!("_UID={}", user_id());
    let entries = [
        ["MESSAGE=system", "_SYSTEMD_UNIT=a.service", &uid],
        ["MESSAGE=user", "_SYSTEMD_USER_UNIT=a.service", &uid],
        ["MESSAGE=both", "_SYSTEMD_USER_UNIT=b.service", &uid],
    ];
    folder.file("system.journal", &journal(&entries.map(Vec::from)));
    let shown = |args: &[&str]| messages(&folder, &[&["-i", "system.journal"], args].concat());
    assert_eq!(shown(&["-u", "a"]), ["system"]);
    assert_eq!(shown(&["--user", "-u", "a"]), ["user"]);
    assert_eq!(shown(&["-u", "a", "--user-unit", "b", "--user"]), ["both", "user"]);
    assert_eq!(shown(&["--user", "--system", "-u", "a"]), ["system"]);
}

#[test]
fn namespaces() {
    let folder = tree(&[
        "r/var/log/journal/0123456789abcdef0123456789abcdef.two/system.journal",
        "r/var/log/journal/0123456789abcdef0123456789abcdef.one/system.journal",
        "r/run/log/journal/0123456789abcdef0123456789abcdef.one/system.journal",
        "r/run/log/journal/fedcba9876543210fedcba9876543210.three/system.journal",
    ]);
    let list = |args: &[&str]| folder.run(&[&["--list-namespaces", "--root=r"], args].concat());
    let shown = |args: &[&str]| {
        let ran = list(args);
        assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
        ran.stdout
    };
    let no_id = "Failed to get machine ID: No such file or directory\n";
    assert_eq!(failure(&folder, &["--list-namespaces", "--root=r"]), no_id);
    folder.file("r/etc/machine-id", LOCAL.as_bytes());
    assert_eq!(shown(&[]), "NAMESPACE\none\none\ntwo\n");
    assert_eq!(shown(&["-q", "-r"]), "one\none\ntwo\n");
    let json = "[{\"namespace\":\"one\"},{\"namespace\":\"one\"},{\"namespace\":\"two\"}]\n";
    assert_eq!(shown(&["-o", "json"]), json);

    folder.file("r/etc/machine-id", b"0000000000000000000000000000000a\n");
    let none = list(&[]);
    assert_eq!((none.status, &*none.stdout, &*none.stderr), (Some(0), "", "No namespaces found.\n"));
    assert_eq!(shown(&["-q"]), "");
    assert_eq!(shown(&["-o", "json-pretty"]), "[]\n");
    assert_eq!(failure(&folder, &["--list-namespaces", "A=1"]), "Extraneous arguments starting with 'A=1'\n");
}

#[test]
fn disk_usage() {
    let folder = Folder::new();
    let usage = |args: &[&str]| folder.run(&[&["--disk-usage"], args].concat()).stdout;
    let text = |size: &str| format!("Archived and active journals take up {size} in the file system.\n");
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(usage(&["-D", "empty"]), text("0B"));
    let (first, second) = (folder.file("a.journal", &fs::read(DEMO).unwrap()), DEMO);
    let size = |paths: &[&str]| {
        let bytes = paths.iter().map(|path| allocated(Path::new(path))).sum();
        text(&journalq_output::Size(bytes).to_string())
    };
    assert_eq!(usage(&["-i", &first]), size(&[&first]));
    assert_eq!(usage(&["-i", &first, "-i", second, "-i", &first]), size(&[&first, second]));
    assert_eq!(usage(&["-D", "."]), size(&[&first]));
}

#[cfg(unix)]
fn allocated(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(&fs::metadata(path).unwrap()) * 512
}

#[cfg(not(unix))]
fn allocated(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

const DEMO_HEADER: &str = "\
File ID: 71eb450e81374232bdfbc3d2508258aa
Machine ID: 4f0c1f6f0b3a4e0f9a4f5b7c8d9e0a1b
Boot ID: ddd33a7a1f99067136506aecd0929885
Sequential number ID: 71eb450e81374232bdfbc3d2508258aa
State: OFFLINE
Compatible flags: TAIL_ENTRY_BOOT_ID
Incompatible flags: COMPRESSED-ZSTD KEYED-HASH COMPACT
Header size: 272
Arena size: 524016
Data hash table size: 2047
Field hash table size: 1023
Rotate suggested: no
Head sequential number: 1 (1)
Tail sequential number: 400 (190)
Head realtime timestamp: Thu 2026-01-01 01:00:49 CET (6474849179df9)
Tail realtime timestamp: Thu 2026-01-01 07:47:40 CET (6474df81a7649)
Tail monotonic timestamp: 1h 52min 23.012s (191ea35b3)
Objects: 2366
Entry objects: 400
Data objects: 1265
Data hash table fill: 61.8%
Field objects: 51
Field hash table fill: 5.0%
Tag objects: 0
Entry array objects: 648
Deepest field hash chain: 0
Deepest data hash chain: 3
";

#[test]
fn headers() {
    let output = command(&["-i", DEMO, "--header", "-i", DEMO]).env("TZ", "Europe/Warsaw").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (path, rest) = text.split_once('\n').unwrap();
    let (header, usage) = rest.split_at(rest.find("Disk usage: ").unwrap());
    let absolute = std::path::absolute(DEMO).unwrap();
    assert_eq!(path, format!("File path: {}", absolute.display()));
    assert_eq!(header, DEMO_HEADER);
    assert_eq!(usage.lines().count(), 1, "{usage}");

    let folder = tree(&["a.journal", "b.journal"]);
    let both = folder.run(&["-D", ".", "--header"]).stdout;
    let alone = |name: &str| folder.run(&["-i", name, "--header"]).stdout;
    assert_eq!(both, alone("a.journal") + "\n" + &alone("b.journal"));
}

/// The lines of the header that change where these bytes of the demo journal do.
fn changed_lines(changes: &[(usize, &[u8])]) -> Vec<String> {
    let mut bytes = fs::read(DEMO).unwrap();
    for (at, change) in changes {
        bytes[*at..at + change.len()].copy_from_slice(change);
    }
    let folder = Folder::new();
    let header = |name: &str, bytes: &[u8]| {
        folder.file(name, bytes);
        folder.run(&["-i", name, "--header"]).stdout
    };
    let (before, after) = (header("before", &fs::read(DEMO).unwrap()), header("after", &bytes));
    let is_new = |line: &&str| !before.lines().any(|other| other == *line);
    after.lines().skip(1).filter(is_new).map(str::to_owned).collect()
}

#[test]
fn flags_and_states_of_headers() {
    for (at, byte, lines) in [
        (16, 1, &["State: ONLINE"][..]),
        (16, 2, &["State: ARCHIVED"]),
        (8, 0, &["Compatible flags:"]),
        (8, 6, &["Compatible flags: SEALED_CONTINUOUS TAIL_ENTRY_BOOT_ID"]),
        (8, 0xff, &["Compatible flags: SEALED SEALED_CONTINUOUS TAIL_ENTRY_BOOT_ID ???"]),
        (12, 0x1f, &["Incompatible flags: COMPRESSED-XZ COMPRESSED-LZ4 COMPRESSED-ZSTD KEYED-HASH COMPACT"]),
    ] {
        assert_eq!(changed_lines(&[(at, &[byte])]), lines, "{at}: {byte}");
    }
}

#[test]
fn when_a_new_file_is_due() {
    let number = |number: u64| number.to_le_bytes();
    let due = "Rotate suggested: yes";
    for (at, value, lines) in [
        (208, 1535, &["Data objects: 1535", "Data hash table fill: 75.0%"][..]),
        (208, 1536, &[due, "Data objects: 1536", "Data hash table fill: 75.0%"]),
        (216, 768, &[due, "Field objects: 768", "Field hash table fill: 75.1%"]),
        (216, 0, &[due, "Field objects: 0", "Field hash table fill: 0.0%"]),
        (240, 100, &["Deepest data hash chain: 100"]),
        (240, 101, &[due, "Deepest data hash chain: 101"]),
        (248, 101, &[due, "Deepest field hash chain: 101"]),
    ] {
        assert_eq!(changed_lines(&[(at, &number(value))]), lines, "{at}: {value}");
    }
    // An older header lacks what is behind its end: here the deepest chains.
    let (size, arena) = (number(240), number(524_016 + 32));
    let lines = changed_lines(&[(88, &size), (96, &arena)]);
    assert_eq!(lines, ["Header size: 240", "Arena size: 524048", due]);
}

/// Runs the program with this for standard input.
fn fed(input: impl Into<Stdio>, args: &[&str]) -> Ran {
    Ran::from(command(args).stdin(input).output().unwrap())
}

#[test]
fn standard_input_is_a_journal() {
    let folder = Folder::new();
    let expected = folder.run(&["-i", DEMO, "-o", "export"]);
    let demo = || File::open(DEMO).unwrap();
    for name in [&["-i", "-"][..], &["--file=-"], &["-i-", "--file", "-"]] {
        assert_eq!(fed(demo(), &[name, &["-o", "export"]].concat()), expected);
    }
    let (reader, mut writer) = std::io::pipe().unwrap();
    let feeder = std::thread::spawn(move || std::io::copy(&mut demo(), &mut writer).unwrap());
    assert_eq!(fed(reader, &["-i", "-", "-o", "export"]), expected);
    feeder.join().unwrap();
    assert!(fed(demo(), &["-i", "-", "--header"]).stdout.starts_with("File path: /proc/self/fd/0\n"));
}

#[test]
fn standard_input_is_no_journal() {
    let folder = Folder::new();
    let text = folder.file("text", &[b'x'; 1000]);
    let refused = fed(File::open(text).unwrap(), &["-i", "-"]);
    let errors = "Failed to open journal: Bad message\n\
                  /proc/self/fd/0: signature \"xxxxxxxx\" is not that of a journal file\n";
    assert_eq!((refused.status, &*refused.stdout, &*refused.stderr), (Some(1), "", errors));
    let refused = fed(Stdio::null(), &["-i", "-"]);
    assert_eq!(refused.status, Some(1));
    for args in [&["-i", "-", "-i", DEMO][..], &["-i", DEMO, "-i", "-"], &["-i", "-", "-D", "."]] {
        let conflict = fed(Stdio::null(), args);
        assert!(conflict.stderr.starts_with("Please specify at most one of "), "{}", conflict.stderr);
    }
}

#[test]
fn hash_tables_without_buckets() {
    let lines = changed_lines(&[(104, &[0; 16]), (120, &[0; 16]), (216, &[0; 8])]);
    for line in ["Data hash table size: 0", "Data hash table fill: inf%", "Field hash table fill: -nan%"] {
        assert!(lines.iter().any(|other| other == line), "{line}: {lines:?}");
    }
}
