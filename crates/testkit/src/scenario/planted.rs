//! What is in the files of a scenario, and what was planted in them.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::Scenario;

/// The files of a host.
#[derive(Clone, Debug)]
pub struct Journals {
    /// Journals, and where there are any the cores beside them.
    pub files: Vec<File>,
    /// What was planted.
    pub planted: Planted,
    /// The machine's ID, in hex.
    pub machine_id: String,
    /// The key that verifies the seals, where there are any.
    pub verification_key: Option<String>,
    /// How many entries all journals together hold; one that is in two files counts twice.
    pub n_entries: usize,
}

/// A file of the host.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path below the root of the host's file system, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What was planted. What makes no sense for a scenario is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    /// The scenario.
    pub scenario: Scenario,
    /// What was done, in a sentence.
    pub what: &'static str,
    /// The paths of the files that it was done to. A deleted file is not there any more.
    pub files: Vec<String>,
    /// The sequence numbers of the entries that are planted, or missing, or altered, in order.
    pub seqnums: Vec<u64>,
    /// The realtime of the first and the last of these entries, in microseconds since the Unix epoch.
    pub realtimes_usec: Option<(u64, u64)>,
    /// The boot that it happened in, in hex; empty where it is about files.
    pub boot_id: String,
    /// What else is known, by name: a unit, an address, a count.
    pub values: BTreeMap<&'static str, String>,
}

impl Journals {
    /// Writes all files below a folder, which stands for the root of the host's file system.
    ///
    /// # Errors
    ///
    /// What creating files and folders may give; nothing is overwritten.
    pub fn write_below(&self, root: &Path) -> io::Result<()> {
        for file in &self.files {
            let path = root.join(&file.path);
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            OpenOptions::new().write(true).create_new(true).open(path)?.write_all(&file.bytes)?;
        }
        Ok(())
    }

    /// The files that are journals, also those whose names end in a tilde.
    pub fn journals(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".journal") || file.path.ends_with(".journal~"))
    }
}

impl Planted {
    /// All of it as a JSON object, with the names of the fields here.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "scenario": self.scenario.name(),
            "what": self.what,
            "files": self.files,
            "seqnums": self.seqnums,
            "realtimes_usec": self.realtimes_usec.map(|(first, last)| [first, last]),
            "boot_id": self.boot_id,
            "values": self.values,
        })
    }

    /// A value as a number; `None` where there is none of this name or it is another one.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<i64> {
        self.values.get(name)?.parse().ok()
    }
}
