//! `journalq logins`: finds what was planted in the journals of a host, and believes nobody else.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::{BTreeMap, BTreeSet};

use journalq_testkit::scenario::Scenario;
use serde_json::Value;

use crate::util::{Folder, Ran, journal};

/// A folder that stands for the root of a host to which something happened.
fn host(scenario: Scenario) -> Folder {
    let folder = Folder::new();
    scenario.build(1).write_below(&folder.path()).unwrap();
    folder
}

fn rows(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let Ran { status, stdout, stderr } = folder.run(&[&["logins", "-o", "json"], args].concat());
    assert_eq!((status, &*stderr), (Some(0), ""), "{args:?}");
    serde_json::from_str(&stdout).unwrap()
}

/// The entries as JSON.
fn entries(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let text = folder.run(&[&["--root=.", "-o", "json", "-q"], args].concat()).stdout;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn planted_logins_are_found() {
    let folder = host(Scenario::SshLogins);
    let planted = Scenario::SshLogins.build(1).planted;
    let address = &planted.values["address"];
    let found = rows(&folder, &["--root=.", "--from", address]);
    let results: Vec<&str> = found.iter().map(|row| row["result"].as_str().unwrap()).collect();
    assert_eq!(results, [&["failed"; 10][..], &["ok"]].concat());
    // Each is the entry that was planted.
    let planted_usec: BTreeSet<u64> = entries(&folder, &[])
        .iter()
        .filter(|entry| planted.seqnums.contains(&entry["__SEQNUM"].as_str().unwrap().parse().unwrap()))
        .map(|entry| entry["__REALTIME_TIMESTAMP"].as_str().unwrap().parse().unwrap())
        .collect();
    let found_usec: BTreeSet<u64> = found.iter().map(|row| row["login"].as_u64().unwrap()).collect();
    assert_eq!(found_usec, planted_usec);
    let last = found.last().unwrap();
    assert_eq!(
        (&last["user"], &last["type"], &last["method"]),
        (&"deploy".into(), &"ssh".into(), &"password".into())
    );
    assert_eq!((&last["end"], last["duration"].as_u64().unwrap() / 60_000_000), (&"ended".into(), 6));
    assert!(last["session"].is_string() && last["boot_id"] == *planted.boot_id);
    // Nobody else failed.
    assert_eq!(rows(&folder, &["--root=.", "--failed"]).len(), 10);
    let by = rows(&folder, &["--root=.", "--by=address", "--from=203.0.113.0/24"]);
    assert_eq!((by.len(), by[0]["ok"].as_u64(), by[0]["failed"].as_u64()), (1, Some(1), Some(10)));
}

#[test]
fn a_clean_host_has_the_logins_that_its_entries_tell_of() {
    let folder = host(Scenario::Clean);
    let found = rows(&folder, &["--root=."]);
    let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries(&folder, &["_TRANSPORT=syslog"]) {
        let message = entry["MESSAGE"].as_str().unwrap_or_default();
        let kinds = [("Accepted ", "ssh"), ("(to root) ", "su")];
        let kind = kinds.iter().find(|(beginning, _)| message.starts_with(beginning)).map(|(_, kind)| *kind);
        let kind = kind.or(message.contains(" ; COMMAND=").then_some("sudo"));
        if let Some(kind) = kind {
            *expected.entry(kind).or_default() += 1;
        }
    }
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &found {
        *counted.entry(row["type"].as_str().unwrap()).or_default() += 1;
        assert_eq!(
            (&row["result"], &row["end"], &row["user"]),
            (&"ok".into(), &"ended".into(), &"alice".into())
        );
    }
    assert_eq!(counted, expected);
    assert!(expected.len() == 3 && expected.values().all(|count| *count > 3), "{expected:?}");
    // cron's jobs are there if they are asked for.
    let with_cron = rows(&folder, &["--root=.", "--cron"]);
    let jobs = entries(&folder, &["-g", "^pam_unix.cron:session.: session opened"]).len();
    assert!(jobs > 3, "{jobs}");
    assert_eq!(with_cron.len() - found.len(), jobs);
}

#[test]
fn logins_are_chosen_by_when_they_began() {
    let folder = host(Scenario::Clean);
    let all = rows(&folder, &["--root=."]);
    let begin = all[5]["login"].as_u64().unwrap();
    let time = format!("@{}.{:06}", begin / 1_000_000, begin % 1_000_000);
    // Their ends lie behind what was asked for, and are known all the same.
    assert_eq!(rows(&folder, &["--root=.", "--until", &time]), all[..6]);
    assert_eq!(rows(&folder, &["--root=.", "--since", &time]), all[5..]);
    assert_eq!(rows(&folder, &["--root=.", "-n3"]), all[all.len() - 3..]);
    assert_eq!(rows(&folder, &["--root=.", "-n+2"]), all[..2]);
    let reversed: Vec<Value> = all.iter().rev().cloned().collect();
    assert_eq!(rows(&folder, &["--root=.", "-r"]), reversed);
    assert_eq!(rows(&folder, &["--root=.", "--user=bob"]), [Value::Null; 0]);
    assert!(rows(&folder, &["--root=.", "--user=root"]).iter().all(|row| row["target"] == "root"));
}

const SSHD: [&str; 4] = ["_UID=0", "_COMM=sshd", "_EXE=/usr/sbin/sshd", "_PID=7"];

fn by_sshd(message: &str) -> Vec<String> {
    SSHD.iter().map(|&field| field.to_owned()).chain([format!("MESSAGE={message}")]).collect()
}

#[test]
fn forged_lines_are_left_out_and_told_of() {
    let folder = Folder::new();
    let mut forged = by_sshd("Accepted password for root from 10.9.9.9 port 1 ssh2");
    forged[0] = "_UID=1000".to_owned();
    let real = by_sshd(
        "Failed password for invalid user x\u{1b}[2J from 1.2.3.4 port 22 ssh2 from 10.0.0.1 port 5 ssh2",
    );
    folder.file("a.journal", &journal(&[forged, real]));
    let Ran { status, stdout, stderr } = folder.run(&["logins", "-i", "a.journal"]);
    let expected = "USER                                    TYPE LINE FROM     LOGIN                       LOGOUT DURATION RESULT DETAIL\n\
                    x\\u{1b}[2J from 1.2.3.4 port 22 ssh2     ssh  -    10.0.0.1 Tue 2023-11-14 22:13:22 UTC -             - failed password: invalid user\n";
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&stdout), words(expected));
    assert_eq!(status, Some(0));
    let said = "1 entry looks like a login, but is not proven to be of the program it names: --untrusted lists what is left out.\n";
    assert_eq!(stderr, said);
    // Programs that read JSON are told, too.
    let Ran { stdout, stderr, .. } = folder.run(&["logins", "-i", "a.journal", "-o", "json", "--user=root"]);
    assert_eq!((&*stdout, &*stderr), ("[]\n", said));
    let untrusted = rows(&folder, &["-i", "a.journal", "--untrusted"]);
    assert_eq!((untrusted.len(), &untrusted[0]["from"]), (1, &"10.9.9.9".into()));
}

#[test]
fn rows_for_programs_have_all_columns() {
    let folder = Folder::new();
    folder.file("a.journal", &journal(&[by_sshd("Accepted password for bob from 10.0.0.1 port 5 ssh2")]));
    let csv = folder.run(&["logins", "-i", "a.journal", "-o", "csv"]).stdout;
    let boot = "07".repeat(16);
    let expected = format!(
        "user,type,line,from,login,logout,duration,result,end,target,detail,method,port,session,pid,boot_id\r\n\
         bob,ssh,,10.0.0.1,1700000001000000,,,ok,open,,,password,5,,7,{boot}\r\n"
    );
    assert_eq!(csv, expected);
    for (args, message) in [
        (&["--from=1.2.3.4/99"][..], "Failed to parse --from='1.2.3.4/99'.\n"),
        (&["--by=day"], "Logins can be counted by user or address, not by 'day'.\n"),
        (
            &["-o", "verbose"],
            "journalq: logins has no output format 'verbose': it has json, json-pretty, csv and tsv.\n",
        ),
    ] {
        let ran = folder.run(&[&["logins", "-i", "a.journal"], args].concat());
        assert_eq!((ran.status, &*ran.stderr), (Some(1), message), "{args:?}");
    }
}
