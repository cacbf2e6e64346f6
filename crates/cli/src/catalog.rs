//! The message catalog of the system whose journals are read, or of this host, and the commands that show it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use journalq_file::Id128;
use journalq_output::catalog::{Catalog, header};
use journalq_query::discover::describe_io;

use crate::args::Args;
use crate::stderr::{Level, say};
use crate::{Outcome, environment, locale, pager};

const HOST: &str = "/";

/// Where the compiled database is, below a root folder.
const DATABASE: &str = "var/lib/systemd/catalog/database";

/// Where source files are; of equal names the one in the earlier folder counts.
const SOURCES: [&str; 2] = ["usr/local/lib/systemd/catalog", "usr/lib/systemd/catalog"];

/// The catalog that the environment names, else that of the system whose root folder is read, else that of the host, else the
/// few texts that are built in. A system's catalog is its database, or where it has none its source files.
///
/// # Errors
///
/// When there is a database that cannot be read, or none at the path that the environment names.
pub(crate) fn load(args: &Args) -> anyhow::Result<Catalog> {
    if let Some(path) = std::env::var_os("SYSTEMD_CATALOG").filter(|path| !path.is_empty()) {
        let bytes = read(Path::new(&path)).map_err(|error| anyhow!(describe_io(&error)))?;
        return Ok(Catalog::from_database(&bytes)?);
    }
    for root in args.other_root()?.into_iter().chain([PathBuf::from(HOST)]) {
        match read(&root.join(DATABASE)) {
            Ok(bytes) => return Ok(Catalog::from_database(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(anyhow!(describe_io(&error))),
        }
        let catalog = from_sources(&root);
        if !catalog.is_empty() {
            return Ok(catalog);
        }
    }
    Ok(Catalog::builtin())
}

/// Reads a file of a system that need not be trusted: no device or pipe, and no more than any catalog needs.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    const LARGEST_FILE: u64 = 16 << 20;

    let metadata = fs::metadata(path)?;
    if !metadata.is_file() && !metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "File descriptor in bad state"));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "File too large"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn from_sources(root: &Path) -> Catalog {
    let mut files: Vec<(OsString, PathBuf)> = Vec::new();
    for folder in SOURCES.map(|folder| root.join(folder)) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "catalog")) {
            if !files.iter().any(|(name, _)| *name == entry.file_name()) {
                files.push((entry.file_name(), entry.path()));
            }
        }
    }
    files.sort();
    let mut catalog = Catalog::default();
    for (_, path) in files {
        if let Ok(text) = read(&path) {
            catalog.add_source(&text, &language_of(&path));
        }
    }
    catalog
}

/// The language in a file's name: `name.LANG.catalog`.
fn language_of(path: &Path) -> String {
    let stem = path.file_stem().map(Path::new);
    let language = stem.and_then(Path::extension).map(|language| language.to_string_lossy().into_owned());
    language.unwrap_or_default()
}

/// The languages of the locale's messages, the most special first: `pl_PL`, `pl`.
pub(crate) fn languages() -> Vec<String> {
    let locale = locale::name("LC_MESSAGES").unwrap_or_default();
    let full = locale.split(['.', '@']).next().unwrap_or_default();
    if matches!(full, "" | "C" | "POSIX") {
        return Vec::new();
    }
    let mut languages = vec![full.to_owned()];
    languages.extend(full.split_once('_').map(|(language, _)| language.to_owned()));
    languages
}

/// Shows texts, those of the IDs that were named or all: with `whole` as they are, else a line for each.
pub(crate) fn show(args: &Args, whole: bool) -> anyhow::Result<Outcome> {
    pager::start(args.paging);
    let catalog = load(args).map_err(|error| anyhow!("Failed to list catalog: {error}"))?;
    let languages = languages();
    let mut out = io::BufWriter::new(pager::stdout());
    let guard = environment::guard(args.all);
    let mut first_failure = None;
    let mut print = |id: Id128, text: &[u8]| -> io::Result<()> {
        if whole {
            writeln!(out, "-- {id}")?;
            out.write_all(&guard.shown(text))?;
        } else {
            let value = |name: &str| header(text, name).unwrap_or(b"n/a");
            write!(out, "{id} ")?;
            out.write_all(&guard.shown(&[value("Defined-By"), b": ", value("Subject")].concat()))?;
        }
        out.write_all(b"\n")
    };
    if args.words.is_empty() {
        for id in catalog.ids() {
            if let Some(text) = catalog.find(id, &languages) {
                print(id, text)?;
            }
        }
    }
    for word in &args.words {
        let Some(id) = Id128::parse(word.as_encoded_bytes()) else {
            say(Level::Error, &format!("Failed to parse id128 '{}': Invalid argument", word.display()));
            first_failure.get_or_insert("Invalid argument");
            continue;
        };
        match catalog.find(id, &languages) {
            Some(text) => print(id, text)?,
            None => {
                let (word, cause) = (word.display(), "No such file or directory");
                say(Level::Notice, &format!("Failed to retrieve catalog entry for '{word}': {cause}"));
                first_failure.get_or_insert(cause);
            }
        }
    }
    out.flush()?;
    first_failure.map_or(Ok(Outcome::Complete), |cause| Err(anyhow!("Failed to list catalog: {cause}")))
}
