//! Which entries matches, units, priorities and patterns select.

use crate::made::{entry, folder, folder_of, host, id, refused, shown};
use crate::util::{DEMO, Folder, small, write};
use journalq_file::write::WriteOptions;

#[test]
fn units_with_and_without_some_identifiers() {
    let unit = |identifier, message| ["_SYSTEMD_UNIT=u.service", identifier, message];
    let folder = folder_of(&[
        &unit("SYSLOG_IDENTIFIER=a", "MESSAGE=1"),
        &unit("SYSLOG_IDENTIFIER=b", "MESSAGE=2"),
        &["_SYSTEMD_UNIT=other.service", "SYSLOG_IDENTIFIER=c", "MESSAGE=3"],
    ]);
    let identifiers = |args: &[&str]| -> Vec<String> {
        let lines = shown(&folder, &[&["-u", "u.service", "-o", "short-unix"], args].concat());
        lines.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(identifiers(&["-t", "a"]), ["a:"]);
    assert_eq!(identifiers(&["-T", "a"]), ["b:"]);
    assert_eq!(identifiers(&["-T", "a", "-T", "b"]), [""; 0]);
    assert_eq!(identifiers(&["-T", "none"]), ["a:", "b:"]);
    assert_eq!(
        shown(&folder, &["-u", "u.service", "-T", "a", "-T", "b"]),
        "",
        "what is left out was still found"
    );
}

/// Devices are known by what the kernel tells about them in `/sys`.
#[cfg(target_os = "linux")]
#[test]
fn paths_may_be_repeated_and_mixed() {
    let host = host();
    for paths in [
        &["/dev/null"][..],
        &["/dev/null", "/dev/null"],
        &["/dev/null", "/dev/zero", "/dev/null"],
        &["/bin/sh", "+", "/bin/ls"],
        &["/bin/sh", "/dev/null"],
        &["/bin/sh", "PRIORITY=3", "+", "/dev/zero"],
    ] {
        assert_eq!(shown(&host, paths), "-- No entries --\n", "{paths:?}");
    }
    for paths in
        [&["/dev/none"][..], &["/dev/null", "/dev/none"], &["/bin/sh", "+", "/dev/none", "/dev/zero"]]
    {
        let message = "Couldn't canonicalize path '/dev/none': No such file or directory\n";
        assert_eq!(refused(&host, paths), message);
    }
}

/// The name of a script is that of its process; the interpreter is its executable, unless that is a link.
#[cfg(unix)]
#[test]
fn a_script_is_known_by_its_name_and_its_interpreter() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let place = Folder::new();
    let root = place.path().canonicalize().unwrap();
    let interpreter = root.join("interpreter").into_os_string().into_string().unwrap();
    let link = root.join("link").into_os_string().into_string().unwrap();
    place.file("interpreter", b"\x7fELF");
    symlink(&interpreter, &link).unwrap();
    let script = |name: &str, first_line: &str| {
        let path = place.file(name, format!("{first_line}\nexit\n").as_bytes());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    let direct = script("a-script-with-a-long-name", &format!("#!{interpreter} -e"));
    let linked = script("linked", &format!("#! {link}"));
    let binary = script("binary", "\x7fELF");
    let executable = |path: &str| format!("_EXE={path}");
    let folder = folder_of(&[
        &["MESSAGE=script", "_COMM=a-script-with-a", &executable(&interpreter)],
        &["MESSAGE=another program", "_COMM=a-script-with-a", "_EXE=/bin/other"],
        &["MESSAGE=linked", "_COMM=linked", &executable(&interpreter)],
        &["MESSAGE=binary", "_COMM=whatever", &executable(&binary)],
    ]);
    for (args, expected) in [
        (&[&*direct][..], "script\n"),
        (&[&linked], "linked\n"),
        (&[&binary], "binary\n"),
        (&[&direct, "+", &binary], "script\nbinary\n"),
        (&[&direct, "_COMM=none"], "script\n"),
    ] {
        assert_eq!(shown(&folder, &[&["-o", "cat"], args].concat()), expected, "{args:?}");
    }
}

#[test]
fn patterns_of_unit_names() {
    let host = host();
    let last = shown(&host, &["-u", "systemd*", "-n", "1", "-r", "-o", "cat"]);
    assert_eq!(last, "boot 3 entry 18\n");
    assert_eq!(shown(&host, &["--user-unit", "*", "-o", "cat"]), "of a user\n");
    assert_eq!(refused(&host, &["-u", "no-such*"]), "Failed to add filter for units: No data available\n");
}

#[test]
fn facilities_and_priorities_combine() {
    let host = host();
    for (number, facility) in ["kern", "user", "mail", "daemon"].iter().enumerate() {
        for (range, levels) in [
            ("0..3", 0..=3),
            ("3..0", 0..=3),
            ("0..0", 0..=0),
            ("warning", 0..=4),
            ("warning..info", 4..=6),
            ("notice..crit", 2..=5),
            ("5..crit", 2..=5),
        ] {
            let args = ["--facility", facility, "-p", range, "-b", "-1", "-q", "-o", "cat"];
            let expected: String = (0..20)
                .filter(|n| n % 4 == number && levels.contains(&(n % 8)))
                .map(|n| format!("boot 2 entry {n}\n"))
                .collect();
            assert_eq!(shown(&host, &args), expected, "{args:?}");
        }
    }
}

#[test]
fn a_pattern_without_capitals_finds_any_case() {
    let folder = folder_of(&[&["MESSAGE=Foo Bar Baz"], &["MESSAGE=something else"]]);
    for end in [&[][..], &["-e"]] {
        let grep = |args: &[&str]| folder.run(&[&["-D", ".", "-o", "cat"], args, end].concat());
        for (args, status, found) in [
            (&["-g", "Foo Bar Baz"][..], 0, "Foo Bar Baz\n"),
            (&["-g", "foo bar baz"], 0, "Foo Bar Baz\n"),
            (&["-g", "foo Bar baz"], 1, ""),
            (&["-g", "foo Bar baz", "--case-sensitive=false"], 0, "Foo Bar Baz\n"),
            (&["--case-sensitive=true", "-g", "foo bar baz"], 1, ""),
        ] {
            let ran = grep(args);
            assert_eq!(
                (ran.status, &*ran.stdout, &*ran.stderr),
                (Some(status), found, ""),
                "{args:?} {end:?}"
            );
        }
    }
}

#[test]
fn a_tag_and_a_pattern_find_an_entry_of_another_host() {
    let folder = Folder::new();
    for number in 1..=3 {
        let message = format!("MESSAGE=This is message {number} of a remote host");
        let entries = [
            entry(number, 5, &["SYSLOG_IDENTIFIER=tag", "MESSAGE=nothing"]),
            entry(number, 6, &["SYSLOG_IDENTIFIER=tag", &message]),
            entry(number, 7, &["SYSLOG_IDENTIFIER=other", &message]),
        ];
        let ids =
            WriteOptions { file_id: id(number), seqnum_id: id(number), machine_id: id(number), ..small() };
        folder.file(&format!("remote-10.0.0.{number}.journal"), &write(ids, &entries));
    }
    let args = ["-t", "tag", "--grep", "message 2 of", "-o", "cat", "-q"];
    assert_eq!(shown(&folder, &args), "This is message 2 of a remote host\n");
}

#[test]
fn the_last_kernel_message() {
    let host = host();
    assert_eq!(shown(&host, &["--dmesg", "-n", "1", "-o", "cat"]), "boot 3 entry 16\n");
    let ran = Folder::new().run(&["-i", DEMO, "-k", "-n", "1"]);
    assert!(ran.status == Some(0) && ran.stdout.lines().count() == 1, "{ran:?}");
}

/// The folder's journals name their boots themselves; nobody asks the running kernel.
#[test]
fn the_entries_of_a_boot_by_its_id() {
    let boot = id(2).to_string();
    let host =
        folder(&[entry(1, 1, &["MESSAGE=1"]), entry(2, 2, &["MESSAGE=2"]), entry(3, 3, &["MESSAGE=3"])]);
    for args in [&["-b", &*boot][..], &["-b", &boot.to_uppercase()], &[&format!("--boot={boot}+0")]] {
        assert_eq!(shown(&host, &[args, &["-o", "cat"]].concat()), "2\n", "{args:?}");
    }
    assert_eq!(shown(&host, &[&format!("_BOOT_ID={boot}"), "-o", "cat"]), "2\n");
}
