//! `--cursor-file`: where the last run ended, and where this one did.

use std::io::{self, Write};
use std::path::Path;
use std::{fs, path};

use anyhow::anyhow;
use journalq_file::{EntryHead, Source};
use journalq_query::Journal;
use journalq_query::discover::describe_io;

use crate::args::Args;
use crate::new_file::{check_beside, folder_of};

/// Checks that the file, if there is to be one, lies beside none of the journals: journalctl would write it there.
///
/// A folder that cannot be written to is told when that is tried, as by journalctl.
pub(crate) fn check(args: &Args, journal: &Journal) -> anyhow::Result<()> {
    let Some(file) = &args.cursor_file else { return Ok(()) };
    let Ok(folder) = folder_of(file) else { return Ok(()) };
    // Of this host, which has everything, its journals count.
    let root =
        args.root.as_deref().filter(|root| fs::canonicalize(root).is_ok_and(|root| root.parent().is_some()));
    let journals = journal.sources().iter().map(Source::path);
    check_beside(file, &folder, journals.chain(args.directory.as_deref()).chain(root))
}

/// Reads the cursor in the first line of a file; a missing or empty file has none.
pub(crate) fn read(file: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let content = match fs::read(file) {
        Ok(content) => content,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(anyhow!("Failed to read cursor file {}: {}", file.display(), describe_io(&error)));
        }
    };
    let line = content.split(|&byte| byte == b'\n').next().unwrap_or_default();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// Replaces the file, if there is to be one, by one with the cursor of the last entry: whoever reads it finds the old or the
/// new one, never a part.
pub(crate) fn update(args: &Args, last: Option<&EntryHead>) -> anyhow::Result<()> {
    let (Some(file), Some(last)) = (&args.cursor_file, last) else { return Ok(()) };
    replace(file, &format!("{last}\n"))
        .map_err(|error| anyhow!("Failed to write new cursor to {}: {}", file.display(), describe_io(&error)))
}

fn replace(file: &Path, content: &str) -> io::Result<()> {
    let file = path::absolute(file)?;
    let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut new = temporary().tempfile_in(folder)?;
    new.write_all(content.as_bytes())?;
    new.persist(&file)?;
    Ok(())
}

/// A file that others may read, as far as the process's mask allows.
#[cfg(unix)]
fn temporary() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn temporary() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}
