//! The output modes that journalctl has not, as the command prints them: whole outputs, with any number of workers, and in
//! whatever way entries are chosen.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::util::{DEMO, Folder, command, journal};

const OWN_MODES: [&str; 5] = ["csv", "tsv", "ndjson-typed", "timesketch", "ecs"];

fn printed(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(args);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""), "{args:?}");
    ran.stdout
}

/// A journal of so many entries that several workers share them.
fn many(folder: &Folder) -> String {
    let entry = |n: u32| {
        let mut fields = vec![
            format!("MESSAGE=entry {n}, {}\"{n}\"", if n.is_multiple_of(7) { "two\nlines " } else { "" }),
            format!("PRIORITY={}", n % 9),
            format!("_PID={}", n % 50),
            format!("_SYSTEMD_UNIT=unit{}.service", n % 5),
            "_HOSTNAME=host".to_owned(),
        ];
        if n.is_multiple_of(11) {
            fields.push(format!("_PID={n}"));
        }
        if n.is_multiple_of(13) {
            fields.remove(0);
        }
        fields
    };
    folder.file("many.journal", &journal(&(0..30_000).map(entry).collect::<Vec<_>>()))
}

#[test]
fn rows_come_below_one_heading_however_entries_are_chosen() {
    let folder = Folder::new();
    let many = many(&folder);
    let columns = "--output-fields=__SEQNUM,MESSAGE,_PID";
    for (mode, heading) in [("csv", "__SEQNUM,MESSAGE,_PID\r\n"), ("tsv", "__SEQNUM\tMESSAGE\t_PID\n")] {
        let rows = |more: &[&str]| {
            let args = [&["-i", &many, "-o", mode, columns], more].concat();
            let text = printed(&folder, &args);
            let rows = text.strip_prefix(heading).unwrap_or_else(|| panic!("{args:?}: {text}")).to_owned();
            assert!(!rows.contains("__SEQNUM"), "{args:?}");
            rows
        };
        let all = rows(&[]);
        let starts = all.lines().filter(|line| line.contains("entry")).count();
        assert_eq!(starts, (0..30_000).filter(|n| n % 13 != 0).count());
        assert!(all.ends_with(&rows(&["-n", "100"])));
        assert!(all.starts_with(&rows(&["-n", "+100"])));
        let newest_first = rows(&["-r", "-n", "1"]);
        assert!(all.ends_with(&newest_first));
        assert_eq!(rows(&["-n", "0"]), "");
        assert_eq!(rows(&["NONE=x"]), "");
    }
}

#[test]
fn many_workers_print_what_one_does() {
    let folder = Folder::new();
    let many = many(&folder);
    let template = "--template={__SEQNUM} {_PID:>8} {_SYSTEMD_UNIT!json} {MESSAGE|-!escape}";
    let modes = OWN_MODES.map(|mode| format!("--output={mode}"));
    for mode in modes.iter().map(String::as_str).chain([template]) {
        // With these limits there is one worker.
        let alone = printed(&folder, &["-i", &many, mode, "--limits=untrusted"]);
        let shared = printed(&folder, &["-i", &many, mode]);
        assert!(alone == shared, "{mode}");
        let newest_first = printed(&folder, &["-i", &many, mode, "-r"]);
        assert_eq!(newest_first.len(), shared.len(), "{mode}");
    }
}

#[test]
fn objects_say_what_json_says() {
    let folder = Folder::new();
    let objects = |mode: &str| -> Vec<Value> {
        let text = printed(&folder, &["-i", DEMO, "-o", mode]);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let as_text = |value: &Value| match value {
        Value::Number(number) => Value::from(number.to_string()),
        value => value.clone(),
    };
    let json = objects("json");
    for (mode, message) in [("ndjson-typed", "MESSAGE"), ("timesketch", "message"), ("ecs", "message")] {
        let own = objects(mode);
        assert_eq!(own.len(), json.len());
        for (own, json) in own.iter().zip(&json) {
            assert_eq!(own[message], json["MESSAGE"], "{mode}");
            if mode == "ndjson-typed" {
                let own: Vec<_> =
                    own.as_object().unwrap().iter().map(|(name, value)| (name, as_text(value))).collect();
                let json: Vec<_> =
                    json.as_object().unwrap().iter().map(|(name, value)| (name, value.clone())).collect();
                assert_eq!(own, json, "the same members in the same order");
            }
        }
    }
}

#[test]
fn csv_is_read_back() {
    let folder = Folder::new();
    let odd = ["plain", "", "a,b", "say \"hi\"", "two\nlines", "cr\r\nlf", "\"", ",", "\"\"\n"];
    let entries: Vec<Vec<String>> =
        odd.iter().map(|value| vec![format!("F={value}"), "G=x".to_owned()]).collect();
    folder.file("odd.journal", &journal(&entries));
    let text = printed(&folder, &["-i", "odd.journal", "-o", "csv", "--output-fields=F,G,H"]);
    let rows = read_csv(&text);
    assert_eq!(rows[0], ["F", "G", "H"]);
    let values: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(values, odd);
    assert!(rows[1..].iter().all(|row| row[1..] == ["x", ""]));
}

/// Reads what RFC 4180 describes.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(rest.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty());
    rows
}

#[test]
fn filters_and_subcommands_print_them_too() {
    let folder = Folder::new();
    for mode in OWN_MODES {
        let count = |args: &[&str]| printed(&folder, &[args, &["-o", mode]].concat()).lines().count();
        let heading = usize::from(matches!(mode, "csv" | "tsv"));
        let expected = printed(&folder, &["-i", DEMO, "-u", "ssh", "-o", "json"]).lines().count() + heading;
        assert_eq!(count(&["-i", DEMO, "-u", "ssh"]), expected, "{mode}");
        assert_eq!(count(&["-i", DEMO, "-g", "preauth", "-n", "3"]), 3 + heading, "{mode}");
        assert_eq!(count(&["salvage", "-q", DEMO]), 400 + heading, "{mode}");
        assert_eq!(count(&["carve", "-q", DEMO]), 400 + heading, "{mode}");
    }
    let salvaged =
        printed(&folder, &["salvage", "-q", DEMO, "--template", "{__JOURNALQ_GRADE} {_PID}", "-n", "1"]);
    assert!(salvaged.starts_with("intact "), "{salvaged}");
}

#[test]
fn a_heading_is_there_before_anything_is_followed() {
    let folder = Folder::new();
    folder.file("a.journal", &journal(&[vec!["MESSAGE=one"], vec!["MESSAGE=two"]]));
    let mut child = command(&["-i", "a.journal", "-f", "-b", "all", "-o", "csv", "--output-fields=MESSAGE"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let seen: Vec<String> = lines.by_ref().take(3).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen, ["MESSAGE", "one", "two"].map(|line| line.to_owned()));
    assert_eq!(lines.map(Result::unwrap).count(), 0);
}

#[test]
fn the_last_mode_counts() {
    let folder = Folder::new();
    let one = ["-i", DEMO, "-n", "1"];
    let of = |more: &[&str]| printed(&folder, &[&one, more].concat());
    assert_eq!(of(&["-o", "json", "--template", "{_PID}"]), "53254\n");
    assert_eq!(of(&["--template", "{_PID}", "-o", "cat"]), of(&["-o", "cat"]));
    assert_eq!(of(&["--template", "{__REALTIME_TIMESTAMP:%F %T}", "--utc"]), "2026-01-01 06:47:40\n");
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = Folder::new();
    for (args, message) in [
        (
            &["--template={MESSAGE"][..],
            "Failed to parse --template, column 1: '{' is not closed; a brace itself is '{{'.",
        ),
        (&["--template", "{A} {b}"], "Failed to parse --template, column 6: no field can be called 'b'."),
        (&["-o", "template"], "Unknown output format 'template'."),
        (
            &["-o", "csv", "--output-fields=A,b"],
            "No field can be called 'b', so that there is no such column.",
        ),
        (&["--defuse-formulas"], "--defuse-formulas needs -o csv or -o tsv."),
        (&["--defuse-formulas", "-o", "ecs"], "--defuse-formulas needs -o csv or -o tsv."),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(1), format!("{message}\n").as_str()), "{args:?}");
    }
}

#[test]
fn listings_are_rows_too() {
    let folder = Folder::new();
    for (mode, separator, end) in [("csv", ',', "\r\n"), ("tsv", '\t', "\n")] {
        let json = printed(&folder, &["-i", DEMO, "--list-boots", "-o", "json"]);
        let boots: Vec<Value> = serde_json::from_str(&json).unwrap();
        let text = printed(&folder, &["-i", DEMO, "--list-boots", "-o", mode]);
        let mut rows = text.split_terminator(end).map(|row| row.split(separator).collect::<Vec<_>>());
        let names = rows.next().unwrap();
        assert_eq!(names, ["index", "boot_id", "first_entry", "last_entry"]);
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), boots.len());
        for (row, boot) in rows.iter().zip(&boots) {
            for (cell, name) in row.iter().zip(&names) {
                assert_eq!(*cell, boot[name].as_str().map_or_else(|| boot[name].to_string(), str::to_owned));
            }
        }
    }
    let text = printed(&folder, &["stats", "-i", DEMO, "--by", "_SYSTEMD_UNIT", "--top", "1", "-o", "csv"]);
    let rows = read_csv(&text);
    assert_eq!(rows[0], ["_SYSTEMD_UNIT", "entries", "share"]);
    let others = rows.iter().find(|row| row[0] == "(others)").unwrap();
    let entries: u32 = rows[1..].iter().map(|row| row[1].parse::<u32>().unwrap()).sum();
    assert_eq!((entries, others.len()), (400, 3), "{text}");
}
