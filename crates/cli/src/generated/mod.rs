//! Files of the repository that are made from the table of options, and the test that they are what the table says.
//!
//! `UPDATE_GENERATED=1 cargo test -p journalq --bin journalq` writes them anew.

mod completions;
mod from_journals;
mod man_page;
mod manual;
mod parity;

use std::path::Path;

use crate::subcommands::{SUBCOMMANDS, Subcommand};

/// A file's path in the repository and its content.
type Generated = (String, String);

fn all() -> Vec<Generated> {
    let mut files = vec![
        ("docs/parity.md".to_owned(), parity::markdown()),
        ("share/man/man1/journalq.1".to_owned(), man_page::of_command()),
    ];
    let man_page = |subcommand: &Subcommand| {
        (format!("share/man/man1/journalq-{}.1", subcommand.name), man_page::of_subcommand(subcommand))
    };
    files.extend(SUBCOMMANDS.iter().map(man_page));
    files.extend(completions::all());
    files
}

#[test]
fn the_files_are_those_of_the_table() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    for (path, content) in all() {
        let file = repository.join(&path);
        if update {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &content).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == content, "{path}: run with UPDATE_GENERATED=1");
    }
}
