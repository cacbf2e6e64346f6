//! Writes a core to a file, from the journal or from the file that holds it.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use anyhow::bail;
use journalq_file::{JournalFile, Source};
use journalq_output::Size;
use journalq_query::Journal;
use journalq_query::unpack::Unpacker;
use journalq_report::coredumps::CORE_OFFSET;

use super::place::Place;
use super::{Found, view};
use crate::Outcome;
use crate::args::Args;
use crate::new_file::NewFile;
use crate::stderr::{Level, say};

pub(super) fn run(
    args: &Args,
    journal: &Journal,
    files: &[JournalFile<'_>],
    found: Option<&Found>,
    place: impl Fn(&Found) -> Place,
) -> anyhow::Result<Outcome> {
    let Some(found) = found else { return Ok(view::say_none(args)) };
    let name = describe(found);
    if !found.coredump.is_trusted() {
        bail!(
            "{name}: the entry is not proven to be systemd-coredump's. What it tells of is not looked for."
        );
    }
    let place = place(found);
    let new = output(args, journal, &place)?;
    let write = |out: &mut dyn Write| match &place.path {
        Some(path) => write_file(args, path, out),
        None => write_payload(files, found, out),
    };
    if place.path.is_none() && (found.core.is_none() || found.coredump.get("COREDUMP_FILENAME").is_some()) {
        bail!("{name}: {}", why_not(found, &place));
    }
    match new {
        Some(new) => {
            let mut written = 0;
            new.create_with(|file| {
                written = write(file)?;
                Ok(())
            })?;
            say_written(args, &name, &new, written);
        }
        None => {
            let mut stdout = io::stdout().lock();
            write(&mut stdout)?;
            stdout.flush()?;
        }
    }
    if found.coredump.is_truncated() {
        say(Level::Warning, &"The core was cut when it was dumped, since it was too large.");
    }
    Ok(Outcome::Complete)
}

fn say_written(args: &Args, name: &str, new: &NewFile<'_>, bytes: u64) {
    if !args.quiet {
        let size = Size(bytes);
        say(Level::Notice, &format!("Wrote the core of {name}, {size}, to {}.", new.path().display()));
    }
}

/// The process.
fn describe(found: &Found) -> String {
    let value = |name| found.coredump.get(name).unwrap_or("?");
    format!("process {} ({})", value("COREDUMP_PID"), value("COREDUMP_COMM"))
}

fn why_not(found: &Found, place: &Place) -> String {
    let file = found.coredump.get("COREDUMP_FILENAME").unwrap_or_default();
    match place.state {
        "external" => format!("its core is in {file}, for which --core-root is needed"),
        "missing" => format!("its core was in {file}, which is missing"),
        "inaccessible" => format!("its core in {file} cannot be read"),
        _ => "its core was not kept".to_owned(),
    }
}

/// The file to create; `None` for standard output, which is no place for a core if somebody looks at it.
fn output<'a>(args: &'a Args, journal: &'a Journal, place: &'a Place) -> anyhow::Result<Option<NewFile<'a>>> {
    let Some(to) = &args.coredumps.to else {
        if io::stdout().is_terminal() {
            bail!("A core is nothing for a terminal: name a file with --to.");
        }
        return Ok(None);
    };
    let inputs = journal.sources().iter().map(Source::file_path);
    let folders = args.directory.as_deref().into_iter().chain(args.root.as_deref());
    NewFile::at(to, inputs.chain(folders).chain(place.path.as_deref())).map(Some)
}

/// Writes what is in a file, decompressed.
fn write_file(args: &Args, path: &Path, out: &mut dyn Write) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let packed_bytes = file.metadata()?.len();
    Unpacker::new(args.limits).decompressed(packed_bytes, &mut file, |core| io::copy(core, out))?
}

/// Writes what is in the journal, decompressed.
fn write_payload(files: &[JournalFile<'_>], found: &Found, out: &mut dyn Write) -> io::Result<u64> {
    let unreadable = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
    let (Some(file), Some(offset)) = (files.get(found.file), found.core) else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let data = file.read_data(offset).map_err(|error| unreadable(&error))?;
    let mut payload = data.payload_reader().map_err(|error| unreadable(&error))?;
    payload.read_exact(&mut [0; CORE_OFFSET])?;
    let limit = u64::try_from(file.limits().payload_bytes).unwrap_or(u64::MAX);
    let written = io::copy(&mut payload.by_ref().take(limit), out)?;
    if written == limit && payload.read(&mut [0])? > 0 {
        return Err(unreadable(&format!("the core is longer than the limit of {limit} bytes")));
    }
    Ok(written)
}
