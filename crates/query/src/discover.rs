//! Which files are read: those of a directory, those named, or those of this host.

pub(crate) mod listing;

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use journalq_file::{Limits, OpenCause, OpenError, Source, is_stream};

use self::listing::{Listing, absolute};
use crate::glob;
use crate::journal::Journal;
pub use crate::selection::{FileNames, Namespaces, Origin, Selection};
use crate::unpack::{Stream, Unpacked, Unpacker};

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The files that can be read.
    pub journal: Journal,
    /// The files and directories that cannot.
    pub problems: Vec<OpenError>,
}

/// What makes the whole search pointless.
#[derive(Debug)]
pub enum DiscoverError {
    /// The directory that was named cannot be read.
    Directory(PathBuf, io::Error),
    /// A file that was named does not exist, or none of those that were named can be read; never empty.
    Files(Vec<OpenError>),
    /// Standard input is no journal.
    StandardInput(OpenError),
    /// There are files, but none that this user may read.
    Permission,
}

/// The texts are journalctl's.
impl fmt::Display for DiscoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path, error) => {
                write!(f, "Failed to open {}: {}", path.display(), describe_io(error))
            }
            Self::Files(errors) => {
                let cause = errors.first().map(|error| describe_cause(&error.cause));
                write!(f, "Failed to open files: {}", cause.unwrap_or_default())
            }
            Self::StandardInput(error) => {
                write!(f, "Failed to open journal: {}", describe_cause(&error.cause))
            }
            Self::Permission => f.write_str("No journal files were opened due to insufficient permissions."),
        }
    }
}

impl std::error::Error for DiscoverError {}

/// The C library's text for why a path could not be opened, as journalctl prints it.
#[must_use]
pub fn describe_cause(cause: &OpenCause) -> String {
    match cause {
        OpenCause::Io(error) => describe_io(error),
        OpenCause::IsDirectory => "Is a directory".to_owned(),
        OpenCause::NotRegular => "File descriptor in bad state".to_owned(),
        OpenCause::Format(error) => error.class().to_string(),
        other => other.to_string(),
    }
}

/// An error's text without the number, and what may follow it, that libraries add to the system's own.
#[must_use]
pub fn describe_io(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error ").next().unwrap_or(&text).to_owned()
}

/// Finds and opens the selected files.
///
/// Named files are read in the order of their names on the command line, others in byte order of their paths, so that
/// the output does not depend on the file system. A file is opened once, however often it is named. What is packed is unpacked
/// into memory, if it is named, read from standard input, or in a folder that is searched through. What exists but
/// cannot be read is returned among the [`Discovery::problems`]; what may not be read in a directory is passed over in
/// silence, as journalctl does.
///
/// # Errors
///
/// When a named file or directory does not exist, none of the named files can be read, nothing may be read, or standard input is
/// no journal.
pub fn discover(selection: &Selection, limits: Limits) -> Result<Discovery, DiscoverError> {
    open(selection, Journal::with_limits(limits))
}

/// Adds the selected files to `journal`.
pub(crate) fn open(selection: &Selection, journal: Journal) -> Result<Discovery, DiscoverError> {
    let search = Search {
        selection,
        unpacker: Unpacker::new(journal.limits()),
        found: Discovery { journal, problems: Vec::new() },
    };
    match &selection.origin {
        Origin::Files(patterns) => search.open_named(patterns),
        Origin::StandardInput => search.open_standard_input(),
        _ => search.open_listed(Listing::of(selection)?),
    }
}

/// The paths of the selected files, in the order in which they are read, whatever there is at them. Standard input has none.
///
/// What of the folders cannot be listed is returned beside them.
///
/// # Errors
///
/// When a named directory cannot be read.
pub fn paths(selection: &Selection) -> Result<(Vec<PathBuf>, Vec<OpenError>), DiscoverError> {
    if let Origin::Files(patterns) = &selection.origin {
        return Ok((named(patterns), Vec::new()));
    }
    let listing = Listing::of(selection)?;
    Ok((listing.files, listing.problems))
}

/// The files that patterns stand for, each once.
fn named(patterns: &[OsString]) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let mut paths: Vec<PathBuf> = patterns.iter().flat_map(|pattern| glob::expand(pattern)).collect();
    paths.iter_mut().for_each(|path| *path = absolute(path));
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

/// What journalctl calls standard input.
const STANDARD_INPUT: &str = "/proc/self/fd/0";

/// What was found so far of a selection.
struct Search<'a> {
    selection: &'a Selection,
    unpacker: Unpacker,
    found: Discovery,
}

impl Search<'_> {
    fn open_named(mut self, patterns: &[OsString]) -> Result<Discovery, DiscoverError> {
        let paths = named(patterns);
        let unpacked = self.unpacker.unpack_files(&paths);
        for (path, unpacked) in paths.iter().zip(unpacked) {
            if self.selection.recursive && path.is_dir() {
                self.open_below(path);
                continue;
            }
            match self.open(path, unpacked) {
                Ok(()) => {}
                Err(error) if error.is_missing() => return Err(DiscoverError::Files(vec![error])),
                Err(error) => self.found.problems.push(error),
            }
        }
        if self.found.journal.sources().is_empty() && !self.found.problems.is_empty() {
            return Err(DiscoverError::Files(self.found.problems));
        }
        Ok(self.found)
    }

    /// Opens what is below a directory that was named like a file.
    fn open_below(&mut self, directory: &Path) {
        match Listing::below(directory) {
            Ok(listing) => drop(self.open_all(listing)),
            Err(error) => {
                self.found
                    .problems
                    .push(OpenError { path: directory.to_owned(), cause: OpenCause::Io(error) });
            }
        }
    }

    fn open_listed(mut self, listing: Listing) -> Result<Discovery, DiscoverError> {
        let denied = self.open_all(listing);
        if denied && self.found.journal.sources().is_empty() {
            return Err(DiscoverError::Permission);
        }
        Ok(self.found)
    }

    /// Opens what was listed. Returns whether something of it may not be read.
    fn open_all(&mut self, listing: Listing) -> bool {
        let Listing { files, problems, .. } = listing;
        let packed: &[PathBuf] = if self.selection.recursive { &files } else { &[] };
        let unpacked = self.unpacker.unpack_files(packed).into_iter().chain(std::iter::repeat_with(|| None));
        let mut unread = Vec::new();
        for (path, unpacked) in files.iter().zip(unpacked) {
            match unpacked {
                Some(unpacked) => self.add(unpacked),
                None => unread.extend(self.found.journal.open(path).err()),
            }
        }
        let mut denied = false;
        for error in problems.into_iter().chain(unread) {
            denied |= is_denied(&error);
            if !is_passed_over(&error) {
                self.found.problems.push(error);
            }
        }
        denied
    }

    /// Opens a file that was named, or what is packed in it.
    fn open(&mut self, path: &Path, unpacked: Option<Unpacked>) -> Result<(), OpenError> {
        match unpacked {
            Some(unpacked) => self.add(unpacked.or_none(path)?),
            None => self.found.journal.open(path)?,
        }
        Ok(())
    }

    fn open_standard_input(mut self) -> Result<Discovery, DiscoverError> {
        let path = Path::new(STANDARD_INPUT);
        let read = match self.read_standard_input(path) {
            Ok(Stream::Packed(unpacked)) => unpacked.or_none(path).map(|unpacked| self.add(unpacked)),
            Ok(Stream::Other(source)) => self.found.journal.add(source),
            Err(error) => Err(error),
        };
        read.map_err(DiscoverError::StandardInput)?;
        if self.found.journal.sources().is_empty() {
            return Err(DiscoverError::Files(self.found.problems));
        }
        Ok(self.found)
    }

    fn read_standard_input(&self, path: &Path) -> Result<Stream<Source>, OpenError> {
        let limits = self.found.journal.limits();
        let error = |error| OpenError { path: path.to_owned(), cause: OpenCause::Io(error) };
        let file = standard_input().map_err(error)?;
        if is_stream(&file) {
            return match self.unpacker.unpack_stream(path, file).map_err(error)? {
                Stream::Packed(unpacked) => Ok(Stream::Packed(unpacked)),
                Stream::Other(stream) => {
                    Source::from_stream(path.to_owned(), stream, limits).map(Stream::Other)
                }
            };
        }
        let source = Source::from_file(path.to_owned(), &file, limits)?;
        Ok(self.unpacker.unpack(&source).map_or(Stream::Other(source), Stream::Packed))
    }

    /// Adds the journals that were packed, of those in directories the ones that count.
    fn add(&mut self, unpacked: Unpacked) {
        let Unpacked { sources, problems } = unpacked;
        self.found.problems.extend(problems);
        for source in sources {
            let is_named = matches!(self.selection.origin, Origin::Files(_) | Origin::StandardInput);
            let name = source.path().as_os_str().as_encoded_bytes();
            if is_named || self.selection.names.contain_content(name) {
                self.found.problems.extend(self.found.journal.add(source).err());
            }
        }
    }
}

#[cfg(unix)]
fn standard_input() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn standard_input() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

/// Tells whether something in a directory is passed over in silence: what may not be read, what is no file but has a
/// journal's name, and what is gone since the directory was listed.
pub(crate) fn is_passed_over(error: &OpenError) -> bool {
    match error.cause {
        OpenCause::IsDirectory | OpenCause::NotRegular => true,
        OpenCause::Io(_) if error.is_missing() => error.path.symlink_metadata().is_err(),
        _ => is_denied(error),
    }
}

fn is_denied(error: &OpenError) -> bool {
    matches!(&error.cause, OpenCause::Io(cause) if cause.kind() == io::ErrorKind::PermissionDenied)
}
