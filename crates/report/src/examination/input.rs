//! What is examined: files, what is packed in them, and what cannot be read.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use journalq_file::{FormatError, Limits, OpenCause, OpenError, Source};
use journalq_query::discover::describe_cause;
use journalq_query::unpack::Unpacker;
use sha2::{Digest, Sha256 as Hasher};

use super::evidence::{FileTimes, Sha256};

/// How much of a file is hashed at a time, in bytes.
const STRETCH: usize = 1 << 16;

/// An input, or a journal that is packed in one.
#[derive(Debug)]
pub struct Input {
    /// Its path; of what is packed, its name.
    pub(super) path: PathBuf,
    /// The input that it is packed in, by its index.
    pub(super) packed_in: Option<usize>,
    pub(super) held: Held,
}

/// What an input was found to be.
#[derive(Debug)]
pub(super) enum Held {
    /// Bytes that may be a journal.
    Source(Source),
    /// Bytes that are packed, and how many journals are in them.
    Packed(Source, u64),
    /// Nothing that could be opened, and why.
    Nothing(String),
}

impl Input {
    /// Opens the files at these paths, each followed by the journals that are packed in it.
    ///
    /// What cannot be opened is an input, too. Costs the unpacking of what is packed, within `limits`.
    #[must_use]
    pub fn open(paths: &[PathBuf], problems: Vec<OpenError>, limits: Limits) -> Vec<Self> {
        let unpacker = Unpacker::new(limits);
        let mut inputs = Vec::new();
        for path in paths {
            Self::add(&mut inputs, path, &unpacker, limits);
        }
        inputs.extend(problems.into_iter().map(|problem| Self::unreadable(problem, None)));
        inputs
    }

    /// Bytes that are held in memory, or were mapped before.
    #[must_use]
    pub fn of_source(source: Source) -> Self {
        Self { path: source.path().to_owned(), packed_in: None, held: Held::Source(source) }
    }

    fn add(inputs: &mut Vec<Self>, path: &Path, unpacker: &Unpacker, limits: Limits) {
        let source = match map(path, limits) {
            Ok(source) => source,
            Err(error) => return inputs.push(Self::unreadable(error, None)),
        };
        let Some(unpacked) = unpacker.unpack(&source) else {
            return inputs.push(Self { path: path.to_owned(), packed_in: None, held: Held::Source(source) });
        };
        let container = inputs.len();
        let journals = u64::try_from(unpacked.sources.len()).unwrap_or(u64::MAX);
        inputs.push(Self { path: path.to_owned(), packed_in: None, held: Held::Packed(source, journals) });
        inputs.extend(unpacked.sources.into_iter().map(|source| Self {
            path: source.path().to_owned(),
            packed_in: Some(container),
            held: Held::Source(source),
        }));
        inputs
            .extend(unpacked.problems.into_iter().map(|problem| Self::unreadable(problem, Some(container))));
    }

    fn unreadable(error: OpenError, packed_in: Option<usize>) -> Self {
        let why = match &error.cause {
            OpenCause::Io(_) | OpenCause::IsDirectory => describe_cause(&error.cause),
            other => other.to_string(),
        };
        Self { path: error.path, packed_in, held: Held::Nothing(why) }
    }

    /// The bytes, where there are any.
    pub(super) fn source(&self) -> Option<&Source> {
        match &self.held {
            Held::Source(source) | Held::Packed(source, _) => Some(source),
            Held::Nothing(_) => None,
        }
    }

    /// Length and sum of the bytes. Those of a file that is no journal, which may be of any length, are read now.
    pub(super) fn sum(&self) -> Option<(u64, Sha256)> {
        match self.source() {
            Some(source) => {
                let bytes = source.bytes();
                Some((u64::try_from(bytes.len()).unwrap_or(u64::MAX), Sha256(Hasher::digest(bytes).into())))
            }
            None if self.packed_in.is_none() => sum_of_file(&self.path),
            None => None,
        }
    }

    /// The length as far as it is known without reading.
    pub(super) fn size(&self) -> Option<u64> {
        match self.source() {
            Some(source) => u64::try_from(source.bytes().len()).ok(),
            None => {
                self.path.metadata().ok().filter(|metadata| metadata.is_file()).map(|metadata| metadata.len())
            }
        }
    }

    /// What the file system says of the file.
    pub(super) fn times(&self) -> FileTimes {
        match self.path.metadata() {
            Ok(metadata) if self.packed_in.is_none() => FileTimes {
                modified_usec: metadata.modified().ok().and_then(usec),
                changed_usec: changed_usec(&metadata),
                created_usec: metadata.created().ok().and_then(usec),
            },
            _ => FileTimes::default(),
        }
    }
}

/// Maps a file. While a writer is between two stores the header of a live file may contradict itself for an instant: such a
/// file is looked at again.
fn map(path: &Path, limits: Limits) -> Result<Source, OpenError> {
    const TRIES: usize = 3;
    let mut source = Source::open(path)?;
    for _ in 1..TRIES {
        match source.journal(limits) {
            Err(OpenError { cause: OpenCause::Format(FormatError::Header { .. }), .. }) => {}
            _ => break,
        }
        source = Source::open(path)?;
    }
    Ok(source)
}

fn sum_of_file(path: &Path) -> Option<(u64, Sha256)> {
    // Opening a FIFO would wait for a writer, and a device may have no end.
    path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let (mut file, mut hasher, mut len) = (File::open(path).ok()?, Hasher::new(), 0_u64);
    let mut bytes = vec![0; STRETCH];
    loop {
        let read = file.read(&mut bytes).ok()?;
        let Some(read @ [_, ..]) = bytes.get(..read) else { break };
        hasher.update(read);
        len = len.saturating_add(u64::try_from(read.len()).unwrap_or(u64::MAX));
    }
    Some((len, Sha256(hasher.finalize().into())))
}

/// Microseconds since the Unix epoch.
fn usec(time: SystemTime) -> Option<i64> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).ok(),
        Err(before) => i64::try_from(before.duration().as_micros()).ok().and_then(i64::checked_neg),
    }
}

#[cfg(unix)]
fn changed_usec(metadata: &std::fs::Metadata) -> Option<i64> {
    use std::os::unix::fs::MetadataExt;
    metadata.ctime().checked_mul(1_000_000)?.checked_add(metadata.ctime_nsec().checked_div(1000)?)
}

#[cfg(not(unix))]
fn changed_usec(_metadata: &std::fs::Metadata) -> Option<i64> {
    None
}
