//! What a writer does to its file while others read it.

use std::fs::OpenOptions;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// The size of the header that systemd writes since v254, in bytes.
const HEADER_SIZE: usize = 272;

/// Brings a file to where its writer is with these bytes, in place and as journald does: first the objects, then the
/// header that tells of them.
///
/// # Errors
///
/// When the file cannot be written, or the bytes are too few for a header.
pub fn write_in_place(path: &Path, journal: &[u8]) -> io::Result<()> {
    let (header, objects) = journal.split_at_checked(HEADER_SIZE).ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.seek(SeekFrom::Start(header.len() as u64))?;
    file.write_all(objects)?;
    file.rewind()?;
    file.write_all(header)
}
