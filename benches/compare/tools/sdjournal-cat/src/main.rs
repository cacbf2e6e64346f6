//! Prints all entries of a folder of journals with the crate sdjournal, as a user of it would who wants it fast: through its
//! query iterator, with the files mapped and kept open, and buffered output.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use sdjournal::{EntryRef, Journal, JournalConfig};
use serde::Serializer;

/// More files than the folder will hold: beyond this limit the crate opens and closes them in turn.
const MAX_FILES: usize = 1 << 16;

/// Prints all entries of a folder of journals with the crate sdjournal.
#[derive(Parser)]
struct Arguments {
    folder: PathBuf,
    mode: Mode,
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    /// The message.
    Cat,
    /// Time, host, identifier, PID and message.
    ShortUnix,
    /// All fields, as one JSON object a line.
    Json,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let config = JournalConfig {
        max_journal_files: MAX_FILES,
        max_open_files: MAX_FILES,
        allow_mmap_online: true,
        ..JournalConfig::default()
    };
    let journal =
        Journal::open_dir_with_config(&arguments.folder, config).context("cannot open the folder")?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut entries = 0_u64;
    for entry in journal.query().iter()? {
        let entry = entry?;
        entries += 1;
        match arguments.mode {
            Mode::Cat => write_message(&mut out, &entry)?,
            Mode::ShortUnix => write_line(&mut out, &entry)?,
            Mode::Json => write_object(&mut out, &entry)?,
        }
    }
    out.flush()?;
    eprintln!("{entries} entries");
    Ok(())
}

fn write_message(out: &mut impl Write, entry: &EntryRef) -> io::Result<()> {
    let Some(message) = entry.get("MESSAGE") else { return Ok(()) };
    out.write_all(message)?;
    out.write_all(b"\n")
}

fn write_line(out: &mut impl Write, entry: &EntryRef) -> io::Result<()> {
    let Some(message) = entry.get("MESSAGE") else { return Ok(()) };
    let (seconds, micros) = (entry.realtime_usec() / 1_000_000, entry.realtime_usec() % 1_000_000);
    write!(out, "{seconds}.{micros:06} ")?;
    out.write_all(entry.get("_HOSTNAME").unwrap_or_default())?;
    out.write_all(b" ")?;
    out.write_all(entry.get("SYSLOG_IDENTIFIER").or_else(|| entry.get("_COMM")).unwrap_or(b"unknown"))?;
    if let Some(pid) = entry.get("_PID").or_else(|| entry.get("SYSLOG_PID")) {
        out.write_all(b"[")?;
        out.write_all(pid)?;
        out.write_all(b"]")?;
    }
    out.write_all(b": ")?;
    out.write_all(message)?;
    out.write_all(b"\n")
}

/// Values that are no UTF-8 become text with replacement characters: what serde_json offers, and less than journalctl does.
fn write_object(out: &mut impl Write, entry: &EntryRef) -> Result<()> {
    let fields = entry.iter_fields().map(|(name, value)| (name, String::from_utf8_lossy(value)));
    Serializer::collect_map(&mut serde_json::Serializer::new(&mut *out), fields)?;
    out.write_all(b"\n")?;
    Ok(())
}
