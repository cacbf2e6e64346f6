//! Files of the repository that are made from the table of options, and the test that they are what the table says.
//!
//! `UPDATE_GENERATED=1 cargo test -p journalq --bin journalq` writes them anew.

mod completions;
mod man_page;
mod manual;
mod parity;

use std::path::Path;

/// A file's path in the repository and its content.
type Generated = (&'static str, String);

fn all() -> Vec<Generated> {
    let mut files =
        vec![("docs/parity.md", parity::markdown()), ("share/man/man1/journalq.1", man_page::roff())];
    files.extend(completions::all());
    files
}

#[test]
fn the_files_are_those_of_the_table() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    for (path, content) in all() {
        let file = repository.join(path);
        if update {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &content).unwrap();
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == content, "{path}: run with UPDATE_GENERATED=1");
    }
}
