//! `--verify`: journalctl's verdicts on healthy and damaged journals, and what is told beside them.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::util::{DEMO, Folder, Ran};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// A journal of the test data.
fn read(name: &str) -> Vec<u8> {
    let bytes = fs::read(testdata().join(name)).unwrap();
    if name.ends_with(".zst") { zstd::decode_all(bytes.as_slice()).unwrap() } else { bytes }
}

/// Damages a journal as the second column of the recorded verdicts says.
fn damage(journal: &mut Vec<u8>, damage: &str) {
    let hex = |text: &str| usize::from_str_radix(text, 16).unwrap();
    if let Some(length) = damage.strip_prefix("cut:") {
        return journal.truncate(length.parse().unwrap());
    }
    if let Some(offset) = damage.strip_prefix("zero:") {
        return journal[hex(offset)..][..4096].fill(0);
    }
    for part in damage.split(',') {
        let (offset, bytes) = part.split_once(':').unwrap();
        let bytes = bytes.as_bytes().chunks(2).map(|byte| hex(str::from_utf8(byte).unwrap()) as u8);
        for (to, from) in journal[hex(offset)..].iter_mut().zip(bytes) {
            *to = from;
        }
    }
}

/// Whether a line is one that journalctl has.
fn is_of_journalctl(line: &str, path: &str) -> bool {
    !line.starts_with(&format!("{path}: "))
}

#[test]
fn the_lines_on_damaged_journals_are_those_of_journalctl() {
    let recorded = fs::read_to_string(testdata().join("expected/262/verify.tsv")).unwrap();
    let folder = Folder::new();
    let mut rows = 0;
    for row in recorded.lines() {
        let [name, journal, done, status, lines] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let mut bytes = read(journal);
        damage(&mut bytes, done);
        let path = folder.file(name, &bytes);
        let ran = folder.run(&["--verify", "-i", &path]);
        let lines = lines.replace("FILE", &path);
        let lines: Vec<&str> = lines.split(" | ").collect();
        let (first, others): (Vec<&str>, Vec<&str>) =
            ran.stderr.lines().partition(|line| is_of_journalctl(line, &path));
        assert_eq!(first, lines, "{name}");
        assert!(
            ran.stderr.lines().zip(&lines).all(|(ours, theirs)| ours == *theirs),
            "{name}: in this order"
        );
        assert_eq!(ran.status, status.parse().ok(), "{name}");
        assert!(
            others.iter().all(|line| line.contains(" at 0x") || line.contains(" more findings; ")),
            "{name}: {others:?}"
        );
        fs::remove_file(path).unwrap();
        rows += 1;
    }
    assert_eq!(rows, 75);
}

#[test]
fn healthy_journals_pass_and_nothing_else_is_said() {
    let folder = Folder::new();
    let mut names = vec!["demo/system.journal".to_owned()];
    for part in ["journals", "journals/multi", "journals/variants"] {
        let files = fs::read_dir(testdata().join(part)).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "zst"));
        names.extend(files.map(|file| format!("{part}/{}", file.file_name().unwrap().to_str().unwrap())));
    }
    assert_eq!(names.len(), 15);
    for name in names {
        let path = folder.file("healthy.journal", &read(&name));
        let ran = folder.run(&["--verify", "-i", &path]);
        let stderr = format!("PASS: {path}\n");
        assert_eq!(ran, Ran { status: Some(0), stdout: String::new(), stderr }, "{name}");
    }
}

#[test]
fn json_has_one_object_for_each_file() {
    let folder = Folder::new();
    let mut bytes = fs::read(DEMO).unwrap();
    damage(&mut bytes, "12a38:8c65b7ea98db14c8");
    let bad = folder.file("bad.journal", &bytes);
    let ran = folder.run(&["--verify", "-o", "json", "-i", DEMO, "-i", &bad]);
    assert_eq!(ran.status, Some(1));
    assert!(!ran.stderr.contains("PASS"), "json is quiet");
    assert!(ran.stderr.lines().all(|line| is_of_journalctl(line, &bad)), "{}", ran.stderr);
    let objects: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [good, bad_object] = &objects[..] else { panic!("{objects:?}") };
    assert_eq!(good["path"], DEMO);
    assert_eq!((&good["verdict"], &good["error"]), (&Value::from("pass"), &Value::Null));
    assert_eq!(good["entries"], 400);
    assert_eq!(good["size"], fs::metadata(DEMO).unwrap().len());
    assert_eq!(bad_object["path"], bad.as_str());
    assert_eq!(bad_object["verdict"], "fail");
    assert_eq!(bad_object["error"], "Bad message");
    assert_eq!(bad_object["position"], 0x12a28);
    assert_eq!(bad_object["lines"][1], "012a28: Invalid object contents: Bad message");
    assert_eq!(bad_object["counts"]["invalid-hash"]["count"], 1);
    let finding = &bad_object["findings"][0];
    assert_eq!(finding["kind"], "invalid-hash");
    assert_eq!(finding["severity"], "error");
    assert_eq!((&finding["object"], &finding["offset"]), (&Value::from("data"), &Value::from(0x12a28)));
    assert_eq!(finding["details"]["stored"], 0xc814_db98_eab7_658c_u64);
    // Its hash no longer leads to it, although the bucket does.
    assert_eq!(bad_object["counts"]["wrong-bucket"]["count"], 1, "{bad_object}");

    for (mode, begin, end) in
        [("json-seq", "\x1e{", "}\n"), ("json-sse", "data: {", "}\n\n"), ("json-pretty", "{\n", "\n}\n")]
    {
        let ran = folder.run(&["--verify", "-o", mode, "-i", DEMO]);
        assert!(ran.stdout.starts_with(begin) && ran.stdout.ends_with(end), "{mode}: {}", ran.stdout);
    }
}

#[test]
fn quiet_is_silent_about_what_is_good() {
    let folder = Folder::new();
    let nothing = Ran { status: Some(0), stdout: String::new(), stderr: String::new() };
    assert_eq!(folder.run(&["--verify", "-q", "-i", DEMO]), nothing);
    let bad = folder.file("bad.journal", &fs::read(DEMO).unwrap()[..200_000]);
    let ran = folder.run(&["--verify", "-q", "-i", &bad]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.stderr.contains(&format!("FAIL: {bad}: Cannot assign requested address\n")),
        "{}",
        ran.stderr
    );
}

#[test]
fn files_are_told_in_order_and_their_names_do_not_drive_the_terminal() {
    let folder = Folder::new();
    let demo = fs::read(DEMO).unwrap();
    folder.file("j/c.journal", &demo);
    folder.file("j/a.journal", &demo[..100_000]);
    folder.file("j/b\u{1b}[31m.journal", &demo);
    folder.file("j/d.journal", b"no journal");
    let ran = folder.run(&["--verify", "-D", "j"]);
    assert_eq!(ran.status, Some(1));
    let verdicts: Vec<&str> =
        ran.stderr.lines().filter(|line| line.starts_with("PASS") || line.starts_with("FAIL")).collect();
    let name = |name: &str| folder.path().join("j").join(name).to_str().unwrap().to_owned();
    assert_eq!(
        verdicts,
        [
            format!("FAIL: {}: Cannot assign requested address", name("a.journal")),
            format!("PASS: {}", name("b\\u{1b}[31m.journal")),
            format!("PASS: {}", name("c.journal")),
        ]
    );
    assert!(ran.stderr.contains("d.journal is truncated, ignoring file."), "{}", ran.stderr);
    assert!(!ran.stderr.contains('\u{1b}'));
}

#[test]
fn words_are_no_matches_here() {
    let ran = Folder::new().run(&["--verify", "-i", DEMO, "PRIORITY=3"]);
    let stderr = "Extraneous arguments starting with 'PRIORITY=3'\n".to_owned();
    assert_eq!(ran, Ran { status: Some(1), stdout: String::new(), stderr });
}
