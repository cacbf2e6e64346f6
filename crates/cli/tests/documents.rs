//! The examples in the documents print what stands there.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use journalq_testkit::scenario::Scenario;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The commands in the document, and what stands below each.
fn examples(document: &str) -> Vec<(String, String)> {
    let mut examples: Vec<(String, String)> = Vec::new();
    let mut in_example = false;
    for line in document.lines() {
        match line.strip_prefix("$ ") {
            Some(command) if in_example => examples.push((command.to_owned(), String::new())),
            _ if line.starts_with("```") => in_example = line == "```console",
            _ if in_example => {
                let (_, output) = examples.last_mut().unwrap();
                output.push_str(line);
                output.push('\n');
            }
            _ => {}
        }
    }
    examples
}

/// Runs the examples of a document in a folder. Returns how many there were.
fn run_examples(document: &str, folder: &Path) -> usize {
    let document = fs::read_to_string(repository().join(document)).unwrap();
    let examples = examples(&document);
    for (command, expected) in &examples {
        let shell = format!("journalq() {{ \"$JOURNALQ\" \"$@\"; }}; {command}");
        let output = Command::new("sh")
            .args(["-c", &shell])
            .env_clear()
            .envs([("JOURNALQ", env!("CARGO_BIN_EXE_journalq")), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8")])
            .current_dir(folder)
            .output()
            .unwrap();
        // The status may be that of a filter, or say that journals differ.
        assert!(output.stderr.is_empty(), "{command}: {output:?}");
        // Rows of csv end with CR LF, which the document has not.
        assert_eq!(String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n"), *expected, "{command}");
    }
    examples.len()
}

#[test]
fn output_formats() {
    assert_eq!(run_examples("docs/output.md", &repository()), 8);
}

#[test]
fn an_examination() {
    let cases = tempfile::tempdir().unwrap();
    for scenario in Scenario::ALL {
        scenario.build(1).write_below(&cases.path().join(scenario.name())).unwrap();
    }
    assert_eq!(run_examples("docs/forensics.md", cases.path()), 16);
}
