//! Writes the journals of a host to which something has happened, for trying tools that draw conclusions from them.
//!
//! ```text
//! scenario DIR [NAME]... [--seed S]
//! ```
//!
//! Each scenario, or each that is named, becomes a folder `DIR/NAME` that stands for the root of the host's file system; the
//! journals are below `var/log/journal`. `DIR/NAME.json` says what was planted, with the verification key of the seals where
//! there are any. Nothing is overwritten. The same seed (1) gives the same bytes.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, iter};

use journalq_testkit::scenario::Scenario;

const USAGE: &str = "usage: scenario DIR [NAME]... [--seed S]";

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut words: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let (mut directory, mut scenarios, mut seed) = (None, Vec::new(), 1);
    while let Some(word) = words.next() {
        match &*word {
            "--seed" => seed = words.next().ok_or("--seed needs a value")?.parse()?,
            option if option.starts_with('-') => return Err(USAGE.into()),
            _ if directory.is_none() => directory = Some(PathBuf::from(word)),
            name => scenarios.push(Scenario::from_name(name).ok_or_else(|| no_scenario(name))?),
        }
    }
    let directory = directory.ok_or(USAGE)?;
    let scenarios = if scenarios.is_empty() { Scenario::ALL.to_vec() } else { scenarios };
    scenarios.into_iter().try_for_each(|scenario| write(&directory, scenario, seed))
}

fn no_scenario(name: &str) -> String {
    let names: Vec<&str> = Scenario::ALL.into_iter().map(Scenario::name).collect();
    format!("no scenario {name}; there are {}", names.join(", "))
}

fn write(directory: &Path, scenario: Scenario, seed: u64) -> Result<(), Box<dyn Error>> {
    let journals = scenario.build(seed);
    let root = directory.join(scenario.name());
    journals.write_below(&root).map_err(|error| format!("{}: {error}", root.display()))?;
    let mut planted = journals.planted.to_json();
    if let (Some(object), Some(key)) = (planted.as_object_mut(), &journals.verification_key) {
        object.insert("verification_key".to_owned(), key.as_str().into());
    }
    let path = directory.join(format!("{scenario}.json"));
    fs::create_dir_all(directory)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
    file.write_all(format!("{planted:#}\n").as_bytes())?;
    let lines = iter::once(format!("{scenario}: {}", scenario.what()));
    lines
        .chain(journals.planted.files.iter().map(|file| format!("  {file}")))
        .for_each(|line| println!("{line}"));
    Ok(())
}
