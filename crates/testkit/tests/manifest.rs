//! `testdata/README.md` lists every file of the folder with its hash.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What needs no entry: the manifest itself, and small texts beside it.
const UNLISTED: [&str; 3] = ["README.md", ".gitattributes", "expected/262/RECORDED"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn hashes_are_those_of_the_files() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let readme = fs::read_to_string(testdata.join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match cells[..] {
            [path, _, _, _, hash] if hash.len() == 64 => {
                Some((path.trim_matches('`').to_owned(), hash.to_owned()))
            }
            _ => None,
        }
    });
    let listed: BTreeMap<String, String> = rows.collect();

    let found = files(&testdata).into_iter().map(|path| {
        let name = path.strip_prefix(&testdata).unwrap().to_str().unwrap().to_owned();
        (name, sha256(&path))
    });
    let found: BTreeMap<String, String> = found.filter(|(name, _)| !UNLISTED.contains(&&**name)).collect();
    assert_eq!(listed, found);
}
