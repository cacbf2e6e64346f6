//! Writes damaged variants of a healthy journal file, for tests of any reader.
//!
//! ```text
//! damage JOURNAL DIR [--count N] [--seed S] [--class NAME]
//! ```
//!
//! JOURNAL may be compressed with Zstandard (`.zst`). DIR is made if it is missing; nothing in it is overwritten. Without
//! `--class` the classes take turns; `--count` is the number of all variants (16), `--seed` that of the first one (0).
//!
//! `DIR/manifest.tsv` says of each file: its class and seed, the bytes of the original that were touched (as `start-end`,
//! without the end), how many entries the original has and how many of them are intact, the sequence numbers of those
//! that are not, and what was done.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, io};

use journalq_testkit::corrupt::{Class, Corrupter, Damaged, touched_entries};

const USAGE: &str = "usage: damage JOURNAL DIR [--count N] [--seed S] [--class NAME]";

const COLUMNS: &str = "file\tclass\tseed\ttouched_bytes\tentries\tintact\ttouched_entries\tdescription";

struct Args {
    journal: PathBuf,
    directory: PathBuf,
    count: u64,
    seed: u64,
    classes: Vec<Class>,
}

fn main() -> ExitCode {
    match parse(env::args().skip(1)).and_then(|args| run(&args)) {
        Ok(count) => {
            println!("wrote {count} variants");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Args, Box<dyn Error>> {
    let (mut paths, mut count, mut seed, mut classes) = (Vec::new(), 16, 0, Class::ALL.to_vec());
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match &*word {
            "--count" => count = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            "--class" => classes = vec![class_of(&value()?)?],
            option if option.starts_with('-') => return Err(USAGE.into()),
            path => paths.push(PathBuf::from(path)),
        }
    }
    let [journal, directory] = paths.try_into().map_err(|_| USAGE)?;
    Ok(Args { journal, directory, count, seed, classes })
}

fn class_of(name: &str) -> Result<Class, String> {
    let names = || Class::ALL.map(Class::name).join(", ");
    Class::from_name(name).ok_or_else(|| format!("no class {name}; there are {}", names()))
}

/// Writes the variants and returns how many there are: a class of which the file has nothing gives none.
fn run(args: &Args) -> Result<u64, Box<dyn Error>> {
    let original = read(&args.journal)?;
    let corrupter = Corrupter::new(&original)?;
    fs::create_dir_all(&args.directory)?;
    let mut manifest = BufWriter::new(create(&args.directory.join("manifest.tsv"))?);
    writeln!(manifest, "{COLUMNS}")?;
    let mut written = 0;
    for (n, class) in (0..args.count).zip(args.classes.iter().cycle()) {
        let seed = args.seed.wrapping_add(n);
        let Some(damaged) = corrupter.damage(*class, seed) else { continue };
        let name = format!("{class}-{seed}.journal");
        create(&args.directory.join(&name))?.write_all(&damaged.bytes)?;
        writeln!(manifest, "{}", row(&name, seed, &corrupter, &damaged))?;
        written += 1;
    }
    manifest.flush()?;
    Ok(written)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    if path.extension().is_some_and(|extension| extension == "zst") {
        zstd::stream::decode_all(&*bytes)
    } else {
        Ok(bytes)
    }
}

fn create(path: &Path) -> Result<fs::File, String> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.map_err(|error| format!("{}: {error}", path.display()))
}

fn row(name: &str, seed: u64, corrupter: &Corrupter<'_>, damaged: &Damaged) -> String {
    let bytes = damaged.touched.iter().map(|range| format!("{:#x}-{:#x}", range.start, range.end));
    let entries = corrupter.journal().entries.len();
    let touched = touched_entries(corrupter.journal(), &damaged.touched);
    [
        name.to_owned(),
        damaged.class.to_string(),
        seed.to_string(),
        bytes.collect::<Vec<_>>().join(","),
        entries.to_string(),
        (entries - touched.len()).to_string(),
        touched.iter().map(u64::to_string).collect::<Vec<_>>().join(","),
        damaged.description.clone(),
    ]
    .join("\t")
}
