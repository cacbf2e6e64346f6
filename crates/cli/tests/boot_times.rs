//! `journalq boot-times`: its times are those between the messages that tell of them.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::BTreeMap;
use std::fs;

use journalq_testkit::scenario::Scenario;
use serde_json::Value;

use crate::util::{Folder, SYSTEMD, unpack};

fn recorded() -> Folder {
    let folder = Folder::new();
    unpack(&folder, SYSTEMD, "in");
    folder
}

fn made_up() -> Folder {
    let folder = Folder::new();
    Scenario::Clean.build(1).write_below(&folder.path().join("in")).unwrap();
    folder
}

fn rows(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let common = ["boot-times", "-D", "in", "--recursive", "-q", "-o", "json"];
    let ran = folder.run(&[&common, args].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The entries of process 1 in a boot, in order.
fn entries(folder: &Folder, boot: &str) -> Vec<Value> {
    let ran = folder.run(&["-D", "in", "--recursive", "-q", "-o", "json", "--all", "-b", boot, "_PID=1"]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn number(entry: &Value, name: &str) -> u64 {
    entry[name].as_str().unwrap().parse().unwrap()
}

/// When an entry was sent, since the boot.
fn sent(entry: &Value) -> u64 {
    let waited = number(entry, "__REALTIME_TIMESTAMP") - number(entry, "_SOURCE_REALTIME_TIMESTAMP");
    number(entry, "__MONOTONIC_TIMESTAMP") - waited
}

/// The units that took time to start before all was started, by the texts of messages: beginning and end.
fn starts(entries: &[Value]) -> BTreeMap<String, (u64, u64)> {
    let text = |entry: &Value| entry["MESSAGE"].as_str().unwrap().to_owned();
    let finished = entries.iter().position(|entry| text(entry).starts_with("Startup finished")).unwrap();
    let mut starts = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate().take(finished) {
        let Some(unit) = entry["UNIT"].as_str().filter(|_| text(entry).starts_with("Starting ")) else {
            continue;
        };
        let ends = ["Started ", "Finished ", "Failed to start ", "Listening on "];
        let is_end = |entry: &&Value| {
            let text = text(entry);
            entry["UNIT"] == unit
                && (ends.iter().any(|end| text.starts_with(end)) || text.contains("Failed with result"))
        };
        if let Some(end) = entries.iter().skip(index).find(is_end) {
            starts.entry(unit.to_owned()).or_insert((sent(entry), sent(end)));
        }
    }
    starts
}

#[test]
fn units_took_what_lies_between_their_messages() {
    for (folder, boots) in [(recorded(), ["1", "2"]), (made_up(), ["1", "3"])] {
        for boot in boots {
            let expected = starts(&entries(&folder, boot));
            assert!(expected.len() >= 8, "{expected:?}");
            let blamed = rows(&folder, &["-b", boot, "--blame"]);
            let took: Vec<u64> = blamed.iter().map(|row| row["took_usec"].as_u64().unwrap()).collect();
            assert!(took.iter().rev().is_sorted());
            let told: BTreeMap<String, (u64, u64)> = blamed
                .iter()
                .zip(took)
                .map(|(row, took)| {
                    let begin = row["began_usec"].as_u64().unwrap();
                    (row["unit"].as_str().unwrap().to_owned(), (begin, begin + took))
                })
                .collect();
            assert_eq!(told, expected);
        }
    }
}

#[test]
fn boots_took_what_the_service_manager_says() {
    let folder = made_up();
    let boots = rows(&folder, &["-b", "all"]);
    assert_eq!(boots.len(), 3);
    for (boot, offset) in boots.iter().zip(1..) {
        let offset = offset.to_string();
        let entries = entries(&folder, &offset);
        let finished = entries.iter().find(|entry| entry["KERNEL_USEC"].is_string()).unwrap();
        let (kernel, userspace) = (number(finished, "KERNEL_USEC"), number(finished, "USERSPACE_USEC"));
        assert_eq!((&boot["kernel_usec"], &boot["userspace_usec"]), (&kernel.into(), &userspace.into()));
        assert_eq!((&boot["total_usec"], &boot["initrd_usec"]), (&(kernel + userspace).into(), &Value::Null));
        assert_eq!(boot["boot_id"], finished["_BOOT_ID"]);
        // One boot alone is the same row without its number.
        let mut one = rows(&folder, &["-b", &offset]);
        one[0]["index"] = boot["index"].clone();
        assert_eq!((one.len(), &one[0]), (1, boot));
    }
}

#[test]
fn what_was_not_logged_is_computed_and_said() {
    let folder = made_up();
    let without = "not has(KERNEL_USEC)";
    let ran = folder.run(&["boot-times", "-D", "in", "--recursive", "-o", "json", "--where", without]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let row = &serde_json::from_str::<Vec<Value>>(&ran.stdout).unwrap()[0];
    assert_eq!(row["basis"], "computed");
    assert!(ran.stderr.contains("(KERNEL_USEC=, USERSPACE_USEC=) is missing"), "{}", ran.stderr);
    let entries = entries(&folder, "-0");
    let of_units: Vec<&Value> = entries.iter().filter(|entry| entry["UNIT"].is_string()).collect();
    let target = of_units
        .iter()
        .find(|entry| entry["UNIT"] == "graphical.target")
        .or_else(|| of_units.iter().find(|entry| entry["UNIT"] == "multi-user.target"));
    let (first, last) = (sent(of_units[0]), sent(target.unwrap()));
    assert_eq!(row["kernel_usec"], first);
    assert_eq!(row["userspace_usec"], last - first);
    // A boot of which there is nothing to tell.
    let ran = folder.run(&["boot-times", "-D", "in", "--recursive", "-q", "--until", "2026-01-12 00:11:08"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
}

#[test]
fn a_chain_is_in_order_of_time() {
    let folder = recorded();
    let chain = rows(&folder, &["--critical-chain"]);
    let units: Vec<&str> = chain.iter().map(|row| row["unit"].as_str().unwrap()).collect();
    assert_eq!(
        units[..5],
        ["multi-user.target", "forger.service", "driver.service", "web.service", "database.service"]
    );
    let done = |row: &Value| row["done_usec"].as_u64().unwrap();
    let begun = |row: &Value| done(row) - row["took_usec"].as_u64().unwrap_or(0);
    for pair in chain.windows(2) {
        assert!(done(&pair[1]) <= begun(&pair[0]), "{pair:?}");
        // Nothing else was done in between.
        let between = done(&pair[1])..begun(&pair[0]);
        let starts = starts(&entries(&folder, "0"));
        let failed = ["slow.service", "failsdep.service"];
        let others = starts.iter().filter(|(unit, _)| !failed.contains(&unit.as_str()));
        let others: Vec<_> =
            others.filter(|(_, (_, end))| *end > between.start && *end < between.end).collect();
        assert!(others.is_empty(), "{pair:?} {others:?}");
    }
    let from_web = rows(&folder, &["--critical-chain", "web"]);
    assert_eq!(from_web, chain[3..]);
    assert_eq!(rows(&folder, &["--critical-chain=web.service"]), from_web);
    let ran = folder.run(&["boot-times", "-D", "in", "--critical-chain"]);
    assert!(ran.stderr.starts_with("Dependencies are not logged"), "{}", ran.stderr);
}

#[test]
fn a_container_logs_no_more_than_userspace() {
    let folder = recorded();
    let ran = folder.run(&["boot-times", "-D", "in", "-b", "all"]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    assert_eq!(
        ran.stdout,
        "\
IDX BOOT ID                          MANAGER   TIME                        FIRMWARE LOADER KERNEL INITRD USERSPACE  TOTAL TIMES ARE
 -1 6b1d0f7e3c1a4d579a3e2f8c5be01a01 system    Mon 2026-11-23 02:26:24 UTC        -      -      -      -    2.344s 2.344s userspace logged
 -1 6b1d0f7e3c1a4d579a3e2f8c5be01a01 user 1000 Mon 2026-11-23 02:26:39 UTC        -      -      -      -     369ms  369ms logged
  0 90f4b2c87d154e6bb0a15c3d9e8f7a02 system    Mon 2026-11-23 02:26:46 UTC        -      -      -      -    2.367s 2.367s userspace logged
  0 90f4b2c87d154e6bb0a15c3d9e8f7a02 user 1000 Mon 2026-11-23 02:27:01 UTC        -      -      -      -     384ms  384ms logged
"
    );
}

#[test]
fn plots_show_all_starts_and_are_never_overwritten() {
    let folder = made_up();
    let out = Folder::new();
    let path = out.path().join("boot.svg").into_os_string().into_string().unwrap();
    let args = ["boot-times", "-D", "in", "--recursive", "-q", "-b", "1", "--svg", &path];
    assert_eq!(folder.run(&args).status, Some(0));
    let text = fs::read_to_string(&path).unwrap();
    for unit in starts(&entries(&folder, "1")).keys() {
        assert!(text.contains(&format!(">{unit} (")), "{unit}");
    }
    assert!(text.contains("class=\"kernel\"") && text.contains("class=\"userspace\""));
    let ran = folder.run(&args);
    assert!(ran.status == Some(1) && ran.stderr.contains("nothing is overwritten"), "{}", ran.stderr);
}

#[test]
fn bad_command_lines_are_refused() {
    let folder = recorded();
    for (args, message) in [
        (
            &["--blame", "--critical-chain"][..],
            "journalq: --blame and --critical-chain are two tables: one of them, please",
        ),
        (&["-b", "all", "--blame"], "journalq: units are told of one boot, and a picture shows one"),
        (
            &["-o", "cat"],
            "journalq: boot-times has no output format 'cat': it has json, json-pretty, csv and tsv.",
        ),
        (&["-g", "x"], "journalq: option '-g' cannot be used with boot-times"),
        (
            &["--critical-chain", "no"],
            "No start of no.service in this boot came to an end before all were done.",
        ),
    ] {
        let ran = folder.run(&[&["boot-times", "-D", "in"], args].concat());
        assert_eq!(
            (ran.status, &*ran.stdout, &*ran.stderr),
            (Some(1), "", &*format!("{message}\n")),
            "{args:?}"
        );
    }
}
