//! `journalq units`: what it says of units is what the texts of the service managers' messages say when they are read one after
//! the other.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::BTreeMap;
use std::fs;

use journalq_file::Id128;
use journalq_testkit::corrupt::{Class, Corrupter};
use journalq_testkit::scenario::Scenario;
use serde_json::Value;

use crate::util::{Entry, Folder, SYSTEMD, small, unpack, write};

/// The boot that was shut down, and the one that was not.
const BOOTS: [&str; 2] = ["6b1d0f7e3c1a4d579a3e2f8c5be01a01", "90f4b2c87d154e6bb0a15c3d9e8f7a02"];

fn recorded() -> Folder {
    let folder = Folder::new();
    unpack(&folder, SYSTEMD, "in");
    folder
}

fn rows(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let ran = folder.run(&[&["units", "-D", "in", "-q", "-o", "json"], args].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{args:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The entries of a boot, in order.
fn entries(folder: &Folder, boot: &str) -> Vec<Value> {
    let ran = folder.run(&["-D", "in", "-q", "-o", "json", "--all", &format!("_BOOT_ID={boot}")]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn usec(entry: &Value) -> u64 {
    entry["__REALTIME_TIMESTAMP"].as_str().unwrap().parse().unwrap()
}

/// States by manager and unit, and how often each was started again.
type States = BTreeMap<(String, String), (&'static str, u64)>;

/// What the entries up to a time say of units: by the texts of the managers' messages, not by their IDs.
fn read_texts(entries: &[Value], at: u64) -> States {
    let mut states = States::new();
    let mut ended_in_start: BTreeMap<(String, String), bool> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| usec(entry) <= at) {
        let key = match (entry["_PID"].as_str().unwrap_or_default(), &entry["UNIT"], &entry["USER_UNIT"]) {
            ("1", Value::String(unit), _) => ("system".to_owned(), unit.clone()),
            (_, _, Value::String(unit)) if entry["_SYSTEMD_USER_UNIT"] == "init.scope" => {
                (format!("user {}", entry["_UID"].as_str().unwrap()), unit.clone())
            }
            _ => continue,
        };
        let text = entry["MESSAGE"].as_str().unwrap();
        let text = text.strip_prefix(&format!("{}: ", key.1)).unwrap_or(text);
        let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(&format!("{word} ")));
        let ended = ended_in_start.entry(key.clone()).or_default();
        let known = states.get(&key).copied();
        let (was, restarts) = known.unwrap_or(("unknown", 0));
        let is = if text.contains(" skipped, ") {
            if was == "unknown" { "inactive" } else { was }
        } else if begins(&["Starting", "Mounting"]) {
            *ended = false;
            "activating"
        } else if begins(&["Stopping", "Unmounting"]) {
            "deactivating"
        } else if begins(&["Reloading"]) {
            "reloading"
        } else if text == "Deactivated successfully." {
            *ended = was == "activating";
            "inactive"
        } else if begins(&["Failed with result"]) {
            "failed"
        } else if begins(&["Failed to start", "Failed to listen on", "Dependency failed for"]) {
            if matches!(was, "unknown" | "activating") { "inactive" } else { was }
        } else if begins(&["Scheduled restart job,"]) {
            "activating"
        } else if begins(&[
            "Started",
            "Finished",
            "Reached target",
            "Listening on",
            "Created slice",
            "Mounted",
        ]) {
            if *ended { "inactive" } else { "active" }
        } else if begins(&["Reloaded"]) {
            "active"
        } else if begins(&["Stopped", "Stopped target", "Closed", "Removed slice", "Unmounted"]) {
            if was == "failed" { was } else { "inactive" }
        } else if begins(&["Main process exited,", "Consumed"]) {
            was
        } else {
            continue;
        };
        states.insert(key, (is, restarts + u64::from(begins(&["Scheduled restart job,"]))));
    }
    states
}

fn told(rows: &[Value]) -> BTreeMap<(String, String), (String, u64)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let key = |row: &Value| (text(row, "manager"), text(row, "unit"));
    rows.iter().map(|row| (key(row), (text(row, "active"), row["restarts"].as_u64().unwrap()))).collect()
}

#[track_caller]
fn assert_states(folder: &Folder, args: &[&str], expected: States) {
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(key, (active, restarts))| (key, (active.to_owned(), restarts))).collect();
    assert_eq!(told(&rows(folder, args)), expected, "{args:?}");
}

#[test]
fn states_are_what_the_texts_say_at_any_time() {
    let folder = recorded();
    for boot in BOOTS {
        let entries = entries(&folder, boot);
        assert!(entries.len() > 150, "{boot}: {}", entries.len());
        assert_states(&folder, &["-b", boot], read_texts(&entries, u64::MAX));
        for entry in entries.iter().skip(20).step_by(7) {
            let at = usec(entry);
            let time = format!("--at=@{}.{:06}", at / 1_000_000, at % 1_000_000);
            // The boot is the one of that time.
            assert_states(&folder, &[&time], read_texts(&entries, at));
        }
    }
}

#[test]
fn states_of_made_up_hosts_are_what_the_texts_say() {
    for scenario in [Scenario::Clean, Scenario::CrashedBoot, Scenario::FailedUnit] {
        let folder = Folder::new();
        scenario.build(1).write_below(&folder.path().join("in")).unwrap();
        let boots = folder.run(&["-D", "in", "--recursive", "--list-boots", "-o", "json", "-q"]).stdout;
        let boots: Vec<Value> = serde_json::from_str(&boots).unwrap();
        assert!(boots.len() >= 3);
        for boot in &boots {
            let boot = boot["boot_id"].as_str().unwrap();
            let all = folder.run(&["-D", "in", "--recursive", "-q", "-o", "json", "-b", boot]).stdout;
            let entries: Vec<Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_states(&folder, &["--recursive", "-b", boot], read_texts(&entries, u64::MAX));
        }
    }
}

#[test]
fn a_failure_and_the_recovery_are_found() {
    let folder = Folder::new();
    let journals = Scenario::FailedUnit.build(1);
    journals.write_below(&folder.path().join("in")).unwrap();
    let planted = &journals.planted;
    let args = ["--recursive", "-b", &planted.boot_id, &planted.values["unit"]];
    let history = rows(&folder, &args);
    let is_planted = |row: &&Value| {
        planted.realtimes_usec.is_some_and(|(first, last)| {
            let time = row["time"].as_u64().unwrap();
            // They are told by the time at which they were sent.
            (first - 1000..=last).contains(&time)
        })
    };
    let events: Vec<_> =
        history.iter().filter(is_planted).map(|row| row["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["process exited", "failed", "resources", "restart", "starting", "started"]);
    let failed = history.iter().find(|row| row["event"] == "failed").unwrap();
    assert_eq!(failed["unit_result"], planted.values["result"].as_str());
    assert_eq!(history.iter().filter(|row| row["event"] == "restart").count(), 1);
    let exited = history.iter().find(|row| row["event"] == "process exited").unwrap();
    assert_eq!(exited["exit_status"], planted.values["exit_status"].as_str());
}

#[test]
fn nothing_failed_on_a_clean_host() {
    let folder = Folder::new();
    Scenario::Clean.build(1).write_below(&folder.path().join("in")).unwrap();
    for boot in ["1", "2", "3"] {
        assert!(rows(&folder, &["--recursive", "-b", boot, "--failed"]).is_empty(), "{boot}");
    }
}

#[test]
fn units_that_failed_are_listed() {
    let folder = recorded();
    let ran = folder.run(&["units", "-D", "in", "--failed", "-b", "0"]);
    assert_eq!(
        ran.stdout,
        "\
UNIT              MANAGER   ACTIVE SINCE                       RESULT          RUNS RESTARTS
badbinary.service system    failed Mon 2026-11-23 02:26:46 UTC exit-code          1        0
crash.service     system    failed Mon 2026-11-23 02:26:48 UTC start-limit-hit    3        3
exit7.service     system    failed Mon 2026-11-23 02:26:53 UTC exit-code          2        0
failsdep.service  system    failed Mon 2026-11-23 02:26:46 UTC exit-code          1        0
slow.service      system    failed Mon 2026-11-23 02:26:48 UTC timeout            1        0
stubborn.service  system    failed Mon 2026-11-23 02:27:00 UTC timeout            1        0
player.service    user 1000 failed Mon 2026-11-23 02:27:01 UTC exit-code          1        0
"
    );
    assert_eq!(ran.status, Some(0));
}

#[test]
fn a_history_is_in_order_and_says_what_it_knows() {
    let folder = recorded();
    let ran = folder.run(&["units", "-D", "in", "-q", "recovers", "burner.service", "needs"]);
    let told: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| line.split_whitespace().skip(4).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        told,
        [
            "recovers.service system started active -",
            "needs.service system start failed inactive - dependency",
            "recovers.service system process exited active - ExecStart exited, status 1",
            "recovers.service system failed failed 244ms exit-code",
            "recovers.service system restart activating 515ms number 1",
            "recovers.service system started active 866us",
            "burner.service system started active -",
            "burner.service system succeeded inactive 5.991s",
            "burner.service system resources inactive - 2.943s CPU",
        ]
    );
    let one = rows(&folder, &["burner"]);
    let resources = one.last().unwrap();
    assert_eq!(resources["cpu_usage_nsec"], 2_943_379_000_u64);
    assert_eq!((&resources["ip_sent_bytes"], &resources["memory_peak"]), (&Value::from(0), &Value::Null));
    // Patterns, and all boots.
    let all = rows(&folder, &["-b", "all", "b*rn*", "stub*"]);
    let boots = all.iter().filter(|row| row["event"] == "started" && row["unit"] == "burner.service");
    assert_eq!(boots.map(|row| row["boot_id"].as_str().unwrap()).collect::<Vec<_>>(), BOOTS);
    assert!(all.iter().any(|row| row["unit"] == "stubborn.service"));
}

#[test]
fn messages_of_others_do_not_count_and_are_told() {
    let folder = recorded();
    let states = told(&rows(&folder, &[]));
    assert_eq!(states[&("system".to_owned(), "web.service".to_owned())].0, "active");
    let ran = folder.run(&["units", "-D", "in", "web"]);
    assert!(!ran.stdout.contains("failed"), "{}", ran.stdout);
    assert_eq!(
        ran.stderr,
        "Messages about units that are no service manager's do not count: 1, the first of logger, PID 102.\n\
         The journal of this boot ends Mon 2026-11-23 02:27:04 UTC without a shutdown: units are as they were last known.\n"
    );
    assert_eq!(ran.status, Some(0));
    // The boot before was shut down.
    assert!(!folder.run(&["units", "-D", "in", "-b", "-1"]).stderr.contains("without a shutdown"));
}

#[test]
fn what_is_missing_is_said() {
    let folder = Folder::new();
    let fields = |more: &[&str]| {
        let common = ["MESSAGE=x", "_TRANSPORT=journal", "_PID=1"];
        common.iter().chain(more).map(|field| field.as_bytes().to_vec()).collect::<Vec<_>>()
    };
    let entry = |seconds: u64, more: &[&str]| Entry {
        seqnum: None,
        boot_id: Id128([7; 16]),
        realtime_usec: 1_700_000_000_000_000 + seconds * 1_000_000,
        monotonic_usec: seconds * 1_000_000,
        fields: fields(&[more, &["_BOOT_ID=07070707070707070707070707070707"]].concat()),
    };
    let dropped = [
        "MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e",
        "N_DROPPED=12",
        "MESSAGE=Suppressed 12 messages from init.scope",
    ];
    let dropped: Vec<Vec<u8>> =
        dropped.iter().chain(&["_TRANSPORT=driver"]).map(|field| field.as_bytes().to_vec()).collect();
    let started = ["MESSAGE_ID=39f53479d3a045ac8e11786248231fbf", "UNIT=a\x1b[2J.service"];
    let late = entry(90, &started);
    let mut dropping = entry(91, &[]);
    dropping.fields = [dropped, vec![b"_BOOT_ID=07070707070707070707070707070707".to_vec()]].concat();
    folder.file("in/a.journal", &write(small(), &[late, dropping]));
    let ran = folder.run(&["units", "-D", "in"]);
    assert_eq!(ran.status, Some(0));
    for text in [
        "journald dropped 12 messages of the service manager: states may be others.",
        "The first entry of this boot is from 1min 30s after its start: what was before is not known.",
        "without a shutdown",
    ] {
        assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr);
    }
    // Names are data, also here.
    assert!(ran.stdout.contains("a\\u{1b}[2J.service") && !ran.stdout.contains('\x1b'), "{}", ran.stdout);
    folder.file("none/a.journal", &write(small(), &[entry(1, &[])]));
    let ran = folder.run(&["units", "-D", "none"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    assert!(
        ran.stderr.starts_with("No messages about units: there are no entries of process 1"),
        "{}",
        ran.stderr
    );
    let ran = folder.run(&["units", "-D", "in", "other", "-q"]);
    assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(1), "", ""));
}

#[test]
fn what_selects_entries_selects_messages() {
    let folder = recorded();
    let entries = entries(&folder, BOOTS[1]);
    let (middle, last) = (usec(&entries[entries.len() / 2]), usec(entries.last().unwrap()));
    let since = format!("--since=@{}.{:06}", middle / 1_000_000, middle % 1_000_000);
    let later: Vec<Value> = entries.into_iter().filter(|entry| usec(entry) >= middle).collect();
    assert_states(&folder, &[&since], read_texts(&later, last));
    assert!(rows(&folder, &["--failed", "_HOSTNAME=web2"]).is_empty());
    let (all, of_host) = (rows(&folder, &[]), rows(&folder, &["_HOSTNAME=web1"]));
    assert_eq!(all, of_host);
    let of_user = rows(&folder, &["--where", "_UID = 1000"]);
    assert!(!of_user.is_empty() && of_user.iter().all(|row| row["manager"] == "user 1000"));
    let ran = folder.run(&["units", "-D", "in", "-q", "-o", "csv", "crash"]);
    let head = "time,unit,manager,event,active,after_usec,boot_id,monotonic_usec,invocation_id,job_result,unit_result,command,";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
    assert!(ran.stdout.contains(",ExecStart,killed,11,"), "{}", ran.stdout);
}

#[test]
fn pictures_are_created_and_never_overwritten() {
    let folder = recorded();
    let out = Folder::new();
    let path = out.path().join("units.svg").into_os_string().into_string().unwrap();
    let svg = format!("--svg={path}");
    let ran = folder.run(&["units", "-D", "in", "-q", &svg]);
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{text}");
    assert_eq!(text.matches("class=\"name\"").count(), ran.stdout.lines().count());
    let ran = folder.run(&["units", "-D", "in", "-q", &svg]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    assert!(ran.stderr.contains("it exists, and nothing is overwritten"), "{}", ran.stderr);
    let beside = folder.run(&["units", "-D", "in", "-q", "--svg=in/units.svg"]);
    assert!(beside.status == Some(1) && beside.stderr.contains("would lie beside"), "{}", beside.stderr);
    // With names it shows these.
    let one = format!("--svg={path}.one");
    assert_eq!(folder.run(&["units", "-D", "in", "-q", "crash", &one]).status, Some(0));
    let text = fs::read_to_string(format!("{path}.one")).unwrap();
    assert!(text.contains("class=\"failed\"") && text.matches("class=\"name\"").count() == 1, "{text}");
}

#[test]
fn damage_costs_what_it_touches() {
    let folder = Folder::new();
    let original = zstd::decode_all(&*fs::read(format!("{SYSTEMD}/system.journal.zst")).unwrap()).unwrap();
    let corrupter = Corrupter::new(&original).unwrap();
    for (seed, class) in (0..).zip(Class::ALL) {
        let Some(damaged) = corrupter.damage(class, seed) else { continue };
        let path = folder.file(&format!("{seed}.journal"), &damaged.bytes);
        for args in [
            &["units", "-i", &path][..],
            &["units", "-i", &path, "*", "-o", "json"],
            &["boot-times", "-i", &path],
        ] {
            let ran = folder.run(args);
            assert!(matches!(ran.status, Some(0 | 1)), "{class}: {args:?}: {ran:?}");
        }
    }
}

#[test]
fn bad_command_lines_are_refused() {
    let folder = recorded();
    for (args, message) in [
        (&["--failed", "ssh"][..], "journalq: --failed lists units, and takes no names"),
        (&["-b", "all"], "journalq: of all boots there is a history of units by name alone"),
        (
            &["-o", "cat"],
            "journalq: units has no output format 'cat': it has json, json-pretty, csv and tsv.",
        ),
        (&["-p", "err"], "journalq: option '-p' cannot be used with units"),
        (&["-u", "ssh"], "journalq: option '-u' cannot be used with units"),
        (&["--at", "never"], "Failed to parse timestamp: never"),
        (&["--at", "2001-01-01"], "All boots in these journals began later than the time asked for."),
        (&["-b", "7"], "No journal boot entry found for the specified boot (+7)."),
    ] {
        let ran = folder.run(&[&["units", "-D", "in"], args].concat());
        assert_eq!(
            (ran.status, &*ran.stdout, &*ran.stderr),
            (Some(1), "", &*format!("{message}\n")),
            "{args:?}"
        );
    }
}
