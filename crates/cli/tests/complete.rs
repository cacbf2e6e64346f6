//! What shells complete from journals, by the word that asks for it and in a real shell.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::process::Command;

use crate::util::{DEMO, Folder, journal};

fn complete(folder: &Folder, words: &[&str]) -> Vec<String> {
    let ran = folder.run(&[&["complete"], words].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{words:?}");
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn names_and_values_come_from_the_files_that_are_named() {
    let folder = Folder::new();
    for (words, candidates) in [
        (&["-i", DEMO, "_SYSTEMD_UN"][..], &["_SYSTEMD_UNIT="][..]),
        (&["-i", DEMO, "-F", "SYSLOG_F"], &["SYSLOG_FACILITY"]),
        (&["-i", DEMO, "--field=SYSLOG_F"], &["--field=SYSLOG_FACILITY"]),
        (
            &["-i", DEMO, "PRIORITY="],
            &["PRIORITY=2", "PRIORITY=3", "PRIORITY=4", "PRIORITY=5", "PRIORITY=6", "PRIORITY=7"],
        ),
        (&["-i", DEMO, "-u", "ssh"], &["ssh.service"]),
        (&["-i", DEMO, "--unit=ssh"], &["--unit=ssh.service"]),
        (&["stats", "-i", DEMO, "--by", "PRIORITY,_SYSTEMD_UN"], &["PRIORITY,_SYSTEMD_UNIT"]),
        (&["-i", DEMO, "-o", ""], &[]),
        (&["-i", DEMO, "--unknown", ""], &[]),
        (&["-i", DEMO, "--pri"], &[]),
        (&["-i", "missing.journal", ""], &[]),
        (&["-i", "-", "PRIORITY="], &[]),
        (&[], &[]),
    ] {
        assert_eq!(complete(&folder, words), candidates, "{words:?}");
    }
    assert!(complete(&folder, &["-i", DEMO, ""]).contains(&"MESSAGE=".to_owned()));
}

#[test]
fn values_that_are_no_plain_text_are_left_out() {
    let folder = Folder::new();
    let long = format!("A={}", "x".repeat(300));
    let payloads: [&[u8]; 6] =
        [b"A=plain", b"A=two\nlines", b"A=\x1b[31m", b"A=\xff", long.as_bytes(), b"A=$(touch x)"];
    folder.file("a.journal", &journal(&payloads.map(|payload| vec![payload])));
    assert_eq!(complete(&folder, &["-i", "a.journal", "A="]), ["A=$(touch x)", "A=plain"]);
}

/// Bash replaces what is behind the equals sign; whatever a value is made of is quoted, not run.
#[test]
fn bash_completes_values() {
    let folder = Folder::new();
    folder.file("a.journal", &journal(&[vec![&b"A=$(touch x)"[..]], vec![b"A=`touch x`"]]));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../share/bash-completion/completions/journalq");
    let program = env!("CARGO_BIN_EXE_journalq");
    let test = format!(
        r#"source '{script}'
        compopt() {{ :; }}
        COMP_WORDS=('{program}' -i a.journal A = ''); COMP_CWORD=5
        _journalq '{program}' '' '='
        printf '%s\n' "${{COMPREPLY[@]}}"
        COMP_WORDS=('{program}' -i '{DEMO}' --uni); COMP_CWORD=3
        _journalq '{program}' '--uni' '{DEMO}'
        printf '%s\n' "${{COMPREPLY[@]}}""#
    );
    let Ok(ran) = Command::new("bash").args(["--norc", "-c", &test]).current_dir(folder.path()).output()
    else {
        eprintln!("NOTE: there is no bash here");
        return;
    };
    let text = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [r"\$\(touch\ x\)", r"\`touch\ x\`", "--unit"],
        "{:?}",
        ran.stderr
    );
    assert!(!folder.path().join("x").exists());
}
