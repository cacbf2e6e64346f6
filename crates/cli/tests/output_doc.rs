//! The examples in `docs/output.md` print what stands there.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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

#[test]
fn examples_print_what_the_document_says() {
    let document = fs::read_to_string(repository().join("docs/output.md")).unwrap();
    let examples = examples(&document);
    assert_eq!(examples.len(), 8);
    for (command, expected) in examples {
        let shell = format!("journalq() {{ \"$JOURNALQ\" \"$@\"; }}; {command}");
        let output = Command::new("sh")
            .args(["-c", &shell])
            .env_clear()
            .envs([("JOURNALQ", env!("CARGO_BIN_EXE_journalq")), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8")])
            .current_dir(repository())
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{command}: {output:?}");
        // Rows of csv end with CR LF, which the document has not.
        assert_eq!(String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n"), expected, "{command}");
    }
}
