//! `journalq report`: what was planted is found, and nothing where nothing is; numbers agree with what other commands say.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use journalq_report::examination::{KINDS, Severity};
use journalq_testkit::corrupt::{Class, Corrupter};
use journalq_testkit::scenario::{Journals, Scenario};
use serde_json::Value;

use crate::util::{DEMO, Folder, journal};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The report of these files, as JSON.
fn report(folder: &Folder, args: &[&str]) -> Value {
    let ran = folder.run(&[&["report", "-o", "json", "-q"], args].concat());
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The kinds of anomalies that weigh at least so much, each once.
fn kinds(report: &Value, least: Severity) -> BTreeSet<String> {
    let names = Severity::ALL.iter().filter(|severity| **severity >= least).map(|severity| severity.name());
    let names: Vec<&str> = names.collect();
    anomalies(report)
        .filter(|anomaly| names.contains(&anomaly["severity"].as_str().unwrap()))
        .map(|anomaly| anomaly["kind"].as_str().unwrap().to_owned())
        .collect()
}

fn anomalies(report: &Value) -> impl Iterator<Item = &Value> {
    report["anomalies"]["items"].as_array().unwrap().iter()
}

fn of_kind<'r>(report: &'r Value, kind: &str) -> &'r Value {
    anomalies(report).find(|anomaly| anomaly["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"))
}

fn numbers(anomaly: &Value) -> Vec<u64> {
    let places = anomaly["places"]["items"].as_array().unwrap();
    places.iter().map(|place| place["seqnum"].as_u64().unwrap()).collect()
}

/// A scenario in a folder, and its report.
fn examined(scenario: Scenario, seed: u64) -> (Folder, Journals, Value) {
    let (folder, journals) = (Folder::new(), scenario.build(seed));
    journals.write_below(&folder.path()).unwrap();
    let key = journals.verification_key.as_ref().map(|key| format!("--verify-key={key}"));
    let mut args = vec!["."];
    args.extend(key.as_deref());
    let report = report(&folder, &args);
    (folder, journals, report)
}

/// What of medium or high severity is to be found.
const fn expected(scenario: Scenario) -> &'static [&'static str] {
    match scenario {
        Scenario::DeletedFile => &["file-missing"],
        Scenario::CutEntries => &["numbers-missing"],
        Scenario::ClockStep => &["clock-step-back"],
        Scenario::AlteredEntry => &["seal-altered"],
        Scenario::CrashedBoot => &["boot-without-end"],
        Scenario::ForgedFields => &["kernel-with-process", "process-contradiction"],
        Scenario::UnsealedFile => &["unsealed-among-sealed"],
        Scenario::Silence => &["long-silence"],
        _ => &[],
    }
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    for seed in [1, 2] {
        for scenario in Scenario::ALL {
            let (_folder, _, report) = examined(scenario, seed);
            let found = kinds(&report, Severity::Medium);
            let expected: BTreeSet<String> =
                expected(scenario).iter().map(|kind| (*kind).to_owned()).collect();
            assert_eq!(found, expected, "{scenario:?} of seed {seed}");
        }
    }
}

#[test]
fn what_was_planted_is_found_where_it_is() {
    for seed in [1, 5] {
        let (_folder, journals, report) = examined(Scenario::DeletedFile, seed);
        let missing = of_kind(&report, "file-missing");
        assert_eq!(missing["count"], journals.planted.seqnums.len());
        let (_folder, journals, report) = examined(Scenario::CutEntries, seed);
        assert_eq!(of_kind(&report, "numbers-missing")["count"], 40);
        let gaps = report["series"]["items"][0]["gaps"]["items"].as_array().unwrap();
        let cut: Vec<u64> =
            gaps.iter().flat_map(|gap| gap[0].as_u64().unwrap()..=gap[1].as_u64().unwrap()).collect();
        assert_eq!(cut, journals.planted.seqnums);
        let (_folder, journals, report) = examined(Scenario::ClockStep, seed);
        let step = of_kind(&report, "clock-step-back");
        assert!(step["text"].as_str().unwrap().contains("back by 2h "), "{step}");
        assert_eq!(numbers(step)[1], journals.planted.seqnums[0]);
        let (_folder, journals, report) = examined(Scenario::CrashedBoot, seed);
        let boot = of_kind(&report, "boot-without-end");
        assert_eq!(numbers(boot), journals.planted.seqnums);
        assert!(boot["text"].as_str().unwrap().contains(&journals.planted.boot_id));
        assert_eq!(report["boots"]["items"][1]["end"], "missing");
        let (_folder, journals, report) = examined(Scenario::Silence, seed);
        let silence = of_kind(&report, "long-silence");
        let since = journals.planted.number("silent_since_usec").unwrap();
        assert_eq!(silence["times"]["first"]["usec"], since);
    }
}

#[test]
fn forged_and_copied_entries_are_found_where_they_are() {
    let (_folder, journals, report) = examined(Scenario::ForgedFields, 1);
    let found: Vec<u64> = ["kernel-with-process", "process-contradiction"]
        .iter()
        .flat_map(|kind| numbers(of_kind(&report, kind)))
        .collect();
    assert_eq!(found, journals.planted.seqnums);
    let (_folder, journals, report) = examined(Scenario::CopiedFile, 1);
    assert_eq!(
        kinds(&report, Severity::Info),
        BTreeSet::from(["entries-twice", "file-copy"].map(str::to_owned))
    );
    assert_eq!(of_kind(&report, "entries-twice")["count"], journals.planted.seqnums.len());
    assert_eq!(report["series"]["items"][0]["repeated"], journals.planted.seqnums.len());
}

#[test]
fn seals_without_a_key_are_not_checked() {
    let (folder, ..) = examined(Scenario::AlteredEntry, 1);
    let report = report(&folder, &["."]);
    assert_eq!(kinds(&report, Severity::Info), BTreeSet::from(["seals-not-checked".to_owned()]));
}

#[test]
fn habits_of_journald_are_told_as_such() {
    let folder = Folder::new();
    let path = repository().join("testdata/sealed/v262-restarted");
    let key = fs::read_to_string(path.join("verify-key")).unwrap();
    let report = report(&folder, &[path.to_str().unwrap(), &format!("--verify-key={}", key.trim())]);
    assert_eq!(kinds(&report, Severity::Info), BTreeSet::from(["seal-habit".to_owned()]));
    let seals = &report["files"][1]["journal"]["seals"];
    assert_eq!((&seals["outcome"], &seals["refuted"]), (&"habits".into(), &0.into()));
    assert!(
        !report["run"]["command"].as_str().unwrap().contains(key.trim()),
        "the key is no part of the report"
    );
}

#[test]
fn nothing_serious_is_said_of_journals_that_nobody_touched() {
    let folder = Folder::new();
    let testdata = repository().join("testdata");
    let high = |path: &Path, key: Option<String>| {
        let path = path.to_str().unwrap();
        let key = key.map(|key| format!("--verify-key={}", key.trim()));
        let mut args = vec![path];
        args.extend(key.as_deref());
        let report = report(&folder, &args);
        assert!(report["summary"]["journals"].as_u64().unwrap() > 0, "{path}");
        (kinds(&report, Severity::High), kinds(&report, Severity::Medium))
    };
    for name in ["demo", "journals/journald", "journals/multi", "journals/variants", "journals"] {
        assert_eq!(high(&testdata.join(name), None).0, BTreeSet::new(), "{name}");
    }
    for sealed in fs::read_dir(testdata.join("sealed")).unwrap() {
        let sealed = sealed.unwrap().path();
        let key = fs::read_to_string(sealed.join("verify-key")).unwrap();
        if sealed.ends_with("v262-journald") {
            let found = high(&testdata.join("journals/journald"), Some(key));
            assert_eq!(found, (BTreeSet::new(), BTreeSet::new()), "{sealed:?}");
        } else {
            assert_eq!(high(&sealed, Some(key)), (BTreeSet::new(), BTreeSet::new()), "{sealed:?}");
        }
    }
}

/// The entries of journals as `-o json` prints them.
fn entries(folder: &Folder, path: &str) -> Vec<BTreeMap<String, Value>> {
    let ran = folder.run(&["-q", "-o", "json", "-a", "-D", path]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many entries have each value of a field, those without it under an empty one.
fn counts(entries: &[BTreeMap<String, Value>], field: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for entry in entries {
        let value = entry.get(field).map_or("", |value| value.as_str().unwrap());
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn numbers_are_those_of_the_entries() {
    let (folder, journals, report) = examined(Scenario::FailedUnit, 2);
    let path = format!("var/log/journal/{}", journals.machine_id);
    let entries = entries(&folder, &path);
    assert_eq!(report["summary"]["entries"], entries.len());
    let priorities = counts(&entries, "PRIORITY");
    let expected: Vec<u64> = ["0", "1", "2", "3", "4", "5", "6", "7", ""]
        .iter()
        .map(|priority| priorities.get(*priority).copied().unwrap_or_default())
        .collect();
    assert_eq!(report["activity"]["priorities"], Value::from(expected.clone()));
    for (member, field) in [("units", "_SYSTEMD_UNIT"), ("identifiers", "SYSLOG_IDENTIFIER")] {
        let counts = counts(&entries, field);
        let named = report["activity"][member]["items"].as_array().unwrap();
        assert!(named.len() > 3);
        for named in named {
            assert_eq!(named["entries"], counts[named["name"].as_str().unwrap()], "{named}");
        }
    }
    let bars = report["activity"]["histogram"]["bars"].as_array().unwrap();
    let sums: Vec<u64> = (0..9)
        .map(|priority| bars.iter().map(|bar| bar["priorities"][priority].as_u64().unwrap()).sum())
        .collect();
    assert_eq!(sums, expected);
    check_times(&report, &entries);
    let boots = counts(&entries, "_BOOT_ID");
    let listed = report["boots"]["items"].as_array().unwrap();
    assert_eq!(listed.len(), boots.len());
    for boot in listed {
        assert_eq!(boot["entries"], boots[boot["boot_id"].as_str().unwrap()]);
        assert!(matches!(boot["end"].as_str(), Some("clean" | "open")), "{boot}");
    }
}

/// Compares hours and bars with the times of the entries, which are in UTC: 1970-01-01 was a Thursday.
fn check_times(report: &Value, entries: &[BTreeMap<String, Value>]) {
    let width = report["activity"]["histogram"]["width_usec"].as_u64().unwrap();
    let mut week = [[0_u64; 24]; 7];
    let mut bars: BTreeMap<u64, u64> = BTreeMap::new();
    for entry in entries {
        let usec: u64 = entry["__REALTIME_TIMESTAMP"].as_str().unwrap().parse().unwrap();
        let hour = usize::try_from(usec / 3_600_000_000).unwrap();
        week[(hour / 24 + 3) % 7][hour % 24] += 1;
        *bars.entry(usec / width * width).or_default() += 1;
    }
    assert_eq!(report["activity"]["week"], serde_json::to_value(week).unwrap());
    let told: BTreeMap<u64, u64> = report["activity"]["histogram"]["bars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bar| {
            let priorities = bar["priorities"].as_array().unwrap();
            (
                bar["begin"]["usec"].as_u64().unwrap(),
                priorities.iter().map(|count| count.as_u64().unwrap()).sum(),
            )
        })
        .collect();
    assert_eq!(told, bars);
}

#[test]
fn commands_show_what_they_are_told_for() {
    let scenarios = Scenario::ALL.into_iter().filter(|scenario| !expected(*scenario).is_empty());
    for scenario in scenarios {
        let (folder, _, report) = examined(scenario, 1);
        for anomaly in anomalies(&report) {
            let command = anomaly["command"].as_str().unwrap();
            let shell = format!("journalq() {{ \"$JOURNALQ\" \"$@\"; }}; {command}");
            let ran = Command::new("sh")
                .args(["-c", &shell.replace("--verify-key=KEY", "")])
                .env("JOURNALQ", env!("CARGO_BIN_EXE_journalq"))
                .current_dir(folder.path())
                .output()
                .unwrap();
            let kind = anomaly["kind"].as_str().unwrap();
            assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty(), "{kind}: {command}: {ran:?}");
            let is_refused = String::from_utf8_lossy(&ran.stderr).contains("Failed to parse");
            assert!(!is_refused, "{kind}: {command}: {ran:?}");
            // Entries are shown where it is about entries.
            let has_places = anomaly["places"]["items"].as_array().is_some_and(|places| !places.is_empty());
            assert!(!has_places || !ran.stdout.is_empty(), "{kind}: {command}: {ran:?}");
            assert!(!has_places || !anomaly["excerpt"].as_array().unwrap().is_empty(), "{kind}");
        }
    }
}

#[test]
fn inputs_are_listed_with_their_hashes_whatever_they_are() {
    let folder = Folder::new();
    let bytes = fs::read(DEMO).unwrap();
    folder.file("in/a.journal", &bytes);
    folder.file("in/b.journal.zst", &zstd::encode_all(&*bytes, 1).unwrap());
    folder.file("in/c.journal", b"no journal at all");
    let ran = folder.run(&["report", "-o", "json", "in", "missing"]);
    assert_eq!(ran.status, Some(1), "not all can be read");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let facts: Vec<(&str, &str)> = files
        .iter()
        .map(|file| {
            (file["kind"].as_str().unwrap(), file["path"].as_str().unwrap().rsplit('/').next().unwrap())
        })
        .collect();
    assert_eq!(
        facts,
        [
            ("journal", "a.journal"),
            ("packed", "b.journal.zst"),
            ("journal", "b.journal.zst"),
            ("unreadable", "c.journal"),
            ("unreadable", "missing")
        ]
    );
    let sum = "a5d58d27b93b98e9f73b379d9e1c96662a92ffeac1fb457769eb78edaccde8f3";
    assert_eq!((&files[0]["sha256"], &files[2]["sha256"]), (&sum.into(), &sum.into()));
    let sum = "a2c991271e6efdb9fd4ec1500e594ff468bce3c1ed4f8ccac68bf574f9bb136c";
    assert_eq!((&files[3]["sha256"], &files[3]["size"]), (&sum.into(), &17.into()));
}

#[test]
fn damaged_journals_end_in_a_report() {
    let folder = Folder::new();
    let entries: Vec<Vec<String>> = (0..80)
        .map(|n| vec![format!("MESSAGE=entry {n}"), format!("_PID={}", n % 5), "PRIORITY=6".to_owned()])
        .collect();
    let original = journal(&entries);
    let corrupter = Corrupter::new(&original).unwrap();
    for class in Class::ALL {
        for seed in 0..4 {
            let damaged = corrupter.damage(class, seed).unwrap();
            let path = folder.file("damaged.journal", &damaged.bytes);
            for args in [&["report", &*path][..], &["report", &*path, "-o", "json"]] {
                let ran = folder.run(args);
                assert!(matches!(ran.status, Some(0 | 1)), "{}: {ran:?}", damaged.description);
                assert!(
                    !ran.stdout.is_empty() && !ran.stderr.contains("panicked"),
                    "{}",
                    damaged.description
                );
            }
        }
    }
}

#[test]
fn texts_fit_a_hundred_columns_but_for_what_is_copied() {
    let folder = Folder::new();
    for scenario in [Scenario::CrashedBoot, Scenario::ForgedFields] {
        scenario.build(1).write_below(&folder.path().join(scenario.name())).unwrap();
        let ran = folder.run(&["report", scenario.name(), "--utc"]);
        assert_eq!(ran.status, Some(0));
        let too_long = |line: &&str| {
            let is_copied = ["$ ", "/", "journalq "].iter().any(|begin| line.trim_start().starts_with(begin));
            line.chars().count() > 100 && !is_copied
        };
        assert_eq!(ran.stdout.lines().find(too_long), None);
    }
}

#[test]
fn where_there_is_nothing_the_summary_says_so() {
    let folder = Folder::new();
    let ran = folder.run(&["report", ".", "missing.journal"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.stdout.contains("\n0 journals, no entries; 1 input cannot be read.\n"), "{}", ran.stdout);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let folder = Folder::new();
    for (args, expected) in [
        (&["report"][..], "journalq: report needs a PATH: a file or a folder\n"),
        (&["report", "-i", "-"], "journalq: report does not read standard input\n"),
        (
            &["report", ".", "-o", "csv"],
            "journalq: report has no output format 'csv': it has json and its kin\n",
        ),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.status, &*ran.stderr), (Some(1), expected), "{args:?}");
    }
    let ran = folder.run(&["report", ".", "--since=today"]);
    assert!(ran.status == Some(1) && ran.stderr.contains("since"), "{ran:?}");
}

#[test]
fn the_example_prints_what_the_document_says() {
    let document = fs::read_to_string(repository().join("docs/report.md")).unwrap();
    let (_, example) = document.split_once("```console\n$ journalq report testdata/demo").unwrap();
    let (example, _) = example.split_once("```\n").unwrap();
    let (command, expected) = example.split_once('\n').unwrap();
    let shell = format!("journalq() {{ \"$JOURNALQ\" \"$@\"; }}; journalq report testdata/demo{command}");
    let ran = Command::new("sh")
        .args(["-c", &shell])
        .env("JOURNALQ", env!("CARGO_BIN_EXE_journalq"))
        .current_dir(repository())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), expected);
}

#[test]
fn all_kinds_are_documented() {
    let path = repository().join("docs/report.md");
    let document = fs::read_to_string(&path).unwrap();
    let row = |kind: &journalq_report::examination::Kind| {
        format!("| `{}` | {} | {} | {} |\n", kind.name, kind.most, kind.explanation, kind.benign)
    };
    let rows: String = KINDS.iter().map(|kind| row(kind)).collect();
    let table = format!(
        "<!-- kinds -->\n| kind | at most | meaning | benign causes |\n| --- | --- | --- | --- |\n{rows}"
    );
    let (before, rest) = document.split_once("<!-- kinds -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of kinds -->").unwrap();
    let renewed = format!("{before}{table}<!-- end of kinds -->{after}");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        return fs::write(&path, &renewed).unwrap();
    }
    assert!(document == renewed, "UPDATE_GENERATED=1 writes the table");
}
