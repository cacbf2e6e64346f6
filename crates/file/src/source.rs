//! Where a file's bytes come from: mapped from a path, read from a pipe, or held in memory.
//!
//! Inputs are opened for reading only, never waited for (a FIFO does not block), and must be regular files. The
//! descriptor is closed once the file is mapped, unless it is being followed.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use memmap2::{Mmap, MmapOptions};

use crate::error::{FormatError, OpenCause, OpenError};
use crate::file::JournalFile;
use crate::layout::header::{MIN_HEADER_SIZE, SIGNATURE};
use crate::limits::Limits;
use crate::recovery::Recovery;

/// The bytes of a journal file, and the path that they came from.
///
/// A mapped file that another process truncates raises SIGBUS on access; a program that reads files which others can
/// shrink has to handle that, this library installs no signal handler.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    /// The file that it was unpacked from.
    packed: Option<PathBuf>,
    bytes: Bytes,
    disk_usage: u64,
    number: Option<FileNumber>,
    /// The file, while it is kept open.
    open: Option<File>,
    recovery: Recovery,
}

/// What tells a file from others: its device or volume, and its number there. Hosts other than Unix and Windows do not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileNumber(u64, u64);

impl FileNumber {
    /// The number of the file at `path`.
    ///
    /// # Errors
    ///
    /// When there is none, or nothing can be learnt of it.
    pub fn at(path: &Path) -> io::Result<Self> {
        number_at(path)
    }
}

#[cfg(unix)]
fn number_at(path: &Path) -> io::Result<FileNumber> {
    path.metadata().map(|metadata| number_in(&metadata))
}

#[cfg(unix)]
fn number_of(_file: &File, metadata: &Metadata) -> Option<FileNumber> {
    Some(number_in(metadata))
}

#[cfg(unix)]
fn number_in(metadata: &Metadata) -> FileNumber {
    use std::os::unix::fs::MetadataExt;
    FileNumber(metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn number_at(path: &Path) -> io::Result<FileNumber> {
    let file = File::open(path)?;
    number_of(&file, &file.metadata()?).ok_or_else(|| io::ErrorKind::Unsupported.into())
}

#[cfg(windows)]
fn number_of(file: &File, _metadata: &Metadata) -> Option<FileNumber> {
    let information = winapi_util::file::information(file).ok()?;
    Some(FileNumber(information.volume_serial_number(), information.file_index()))
}

#[cfg(not(any(unix, windows)))]
const fn number_of(_file: &File, _metadata: &Metadata) -> Option<FileNumber> {
    None
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl Source {
    /// Maps the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or mapped, is no regular file, or is too short for a journal's header.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_growing(path).map(Self::closed)
    }

    /// Maps the file at `path`, and keeps it open for [`renew`](Self::renew).
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_growing(path: &Path) -> Result<Self, OpenError> {
        let error = |cause| OpenError { path: path.to_owned(), cause };
        let file = open_for_reading(path).map_err(|cause| error(OpenCause::Io(cause)))?;
        let mapped = map(path, &file).map_err(error)?;
        Ok(Self { open: Some(file), ..mapped })
    }

    /// Maps a file or a block device of any content, in which journals are to be found: see [`carve`](crate::carve).
    ///
    /// # Errors
    ///
    /// When it cannot be opened or mapped, or is neither.
    pub fn open_image(path: &Path) -> Result<Self, OpenError> {
        let error = |cause| OpenError { path: path.to_owned(), cause };
        let mut file = open_for_reading(path).map_err(|cause| error(OpenCause::Io(cause)))?;
        map_image(path, &mut file).map_err(error)
    }

    /// Maps the file again if it has grown. One that is kept open is found under whatever name it has by now, another one
    /// at its path alone.
    ///
    /// # Errors
    ///
    /// When it cannot be mapped; then what was mapped before stays.
    pub fn renew(&mut self) -> Result<(), OpenError> {
        // There may be more in the part that is mapped, too.
        self.recovery = Recovery::default();
        if self.has_grown() {
            match &self.open {
                Some(file) => self.bytes = Bytes::Mapped(map_file(file).map_err(|error| self.error(error))?),
                None => *self = Self::open(&self.path)?,
            }
        }
        Ok(())
    }

    fn error(&self, error: io::Error) -> OpenError {
        OpenError { path: self.path.clone(), cause: OpenCause::Io(error) }
    }

    /// Whether the file is kept open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Closes the file, if it was kept open; it stays mapped.
    #[must_use]
    pub fn closed(self) -> Self {
        Self { open: None, ..self }
    }

    /// The same under another path, where the file was found to have been renamed.
    #[must_use]
    pub fn renamed(self, path: PathBuf) -> Self {
        Self { path, ..self }
    }

    /// Maps a file that is open, wherever it was read last. What comes through a pipe or a socket is read into memory
    /// instead. `path` is what messages call it.
    ///
    /// # Errors
    ///
    /// As [`Source::open`]; when what comes through a pipe is no journal, or more than `limits` allow.
    pub fn from_file(path: PathBuf, file: &File, limits: Limits) -> Result<Self, OpenError> {
        if is_stream(file) {
            return Self::from_stream(path, file, limits);
        }
        map(&path, file).map_err(|cause| OpenError { path, cause })
    }

    /// Reads a journal from a stream into memory. `path` is what messages call it.
    ///
    /// # Errors
    ///
    /// When what comes is no journal, or more than `limits` allow.
    pub fn from_stream(path: PathBuf, stream: impl Read, limits: Limits) -> Result<Self, OpenError> {
        match read_stream(stream, limits.stream_bytes) {
            Ok(bytes) => Ok(Self::from_bytes(path, bytes)),
            Err(cause) => Err(OpenError { path, cause }),
        }
    }

    /// Takes a file's bytes from memory; `path` is what messages call them.
    #[must_use]
    pub fn from_bytes(path: PathBuf, bytes: Vec<u8>) -> Self {
        let disk_usage = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self {
            path,
            packed: None,
            bytes: Bytes::Owned(bytes),
            disk_usage,
            number: None,
            open: None,
            recovery: Recovery::default(),
        }
    }

    /// Takes a journal that was unpacked from the file at `packed`; `name` is what messages call it.
    #[must_use]
    pub fn from_packed(name: PathBuf, packed: PathBuf, bytes: Vec<u8>) -> Self {
        Self { packed: Some(packed), ..Self::from_bytes(name, bytes) }
    }

    /// The path that the bytes came from; of what was unpacked, its name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of the file in the file system, which of what was unpacked is that of the packed one.
    #[must_use]
    pub fn file_path(&self) -> &Path {
        self.packed.as_deref().unwrap_or(&self.path)
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Mapped(map) => map,
            Bytes::Owned(bytes) => bytes,
        }
    }

    /// The bytes that the file took up in its file system when it was opened: holes do not count, and what was allocated
    /// ahead does. It is the length where there is no telling, and of what was unpacked.
    #[must_use]
    pub const fn disk_usage(&self) -> u64 {
        self.disk_usage
    }

    fn len(&self) -> u64 {
        u64::try_from(self.bytes().len()).unwrap_or(u64::MAX)
    }

    /// What tells the file from others, whatever their paths; `None` for bytes from memory.
    #[must_use]
    pub const fn number(&self) -> Option<FileNumber> {
        self.number
    }

    /// Tells whether the file is longer than it was when it was mapped: there is more in it by now than can be read.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        let present = match (&self.open, self.number) {
            (Some(file), _) => file.metadata().ok(),
            (None, None) => None,
            (None, number) => self.path.metadata().ok().filter(|_| FileNumber::at(&self.path).ok() == number),
        };
        present.is_some_and(|present| present.len() > self.len())
    }

    /// Room for what has to be found anew in the file; see [`JournalFile::with_recovery`].
    #[must_use]
    pub const fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Opens the bytes as a journal file, which goes on where an index is broken with what the others reach.
    ///
    /// # Errors
    ///
    /// As [`JournalFile::open_with`], with the path.
    pub fn journal(&self, limits: Limits) -> Result<JournalFile<'_>, OpenError> {
        JournalFile::open_with(self.bytes(), limits)
            .map(|file| file.with_recovery(&self.recovery))
            .map_err(|error| OpenError { path: self.path.clone(), cause: OpenCause::Format(error) })
    }
}

/// Reads a journal to its end, or as far as it is none.
fn read_stream(mut stream: impl Read, limit: u64) -> Result<Vec<u8>, OpenCause> {
    let mut bytes = Vec::new();
    stream.by_ref().take(MIN_HEADER_SIZE).read_to_end(&mut bytes).map_err(OpenCause::Io)?;
    let have = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let Some(found) = bytes.first_chunk().filter(|_| have == MIN_HEADER_SIZE) else {
        return Err(OpenCause::Format(FormatError::NoHeader { need: MIN_HEADER_SIZE, have }));
    };
    if *found != SIGNATURE {
        return Err(OpenCause::Format(FormatError::Signature { found: *found }));
    }
    let left = limit.saturating_sub(have);
    stream.by_ref().take(left).read_to_end(&mut bytes).map_err(OpenCause::Io)?;
    match stream.read(&mut [0]) {
        Ok(0) => Ok(bytes),
        Ok(_) => Err(OpenCause::Io(io::ErrorKind::FileTooLarge.into())),
        Err(error) => Err(OpenCause::Io(error)),
    }
}

/// Whether a file can only be read from one end to the other.
#[cfg(unix)]
#[must_use]
pub fn is_stream(file: &File) -> bool {
    use std::os::unix::fs::FileTypeExt;

    let file_type = file.metadata().map(|metadata| metadata.file_type());
    file_type.is_ok_and(|file_type| file_type.is_fifo() || file_type.is_socket())
}

/// Whether a file can only be read from one end to the other. Some systems know nothing about such files.
#[cfg(not(unix))]
#[must_use]
pub fn is_stream(file: &File) -> bool {
    use std::io::IsTerminal;

    !file.is_terminal() && !file.metadata().is_ok_and(|metadata| metadata.is_file())
}

/// Maps a file.
fn map(path: &Path, file: &File) -> Result<Source, OpenCause> {
    let metadata = file.metadata().map_err(OpenCause::Io)?;
    if metadata.is_dir() {
        return Err(OpenCause::IsDirectory);
    }
    if !metadata.is_file() {
        return Err(OpenCause::NotRegular);
    }
    if metadata.len() < MIN_HEADER_SIZE {
        let error = FormatError::NoHeader { need: MIN_HEADER_SIZE, have: metadata.len() };
        return Err(OpenCause::Format(error));
    }
    Ok(Source {
        path: path.to_owned(),
        packed: None,
        bytes: Bytes::Mapped(map_file(file).map_err(OpenCause::Io)?),
        disk_usage: disk_usage(&metadata),
        number: number_of(file, &metadata),
        open: None,
        recovery: Recovery::default(),
    })
}

/// Maps a file or a block device, of which only seeking tells the size.
fn map_image(path: &Path, file: &mut File) -> Result<Source, OpenCause> {
    let metadata = file.metadata().map_err(OpenCause::Io)?;
    if metadata.is_dir() {
        return Err(OpenCause::IsDirectory);
    }
    if !metadata.is_file() && !is_block_device(&metadata) {
        return Err(OpenCause::NotRegular);
    }
    let size = file.seek(SeekFrom::End(0)).map_err(OpenCause::Io)?;
    let size = usize::try_from(size).map_err(|_| OpenCause::Io(io::ErrorKind::FileTooLarge.into()))?;
    if size == 0 {
        return Ok(Source::from_bytes(path.to_owned(), Vec::new()));
    }
    let mut options = MmapOptions::new();
    let bytes = Bytes::Mapped(map_with(options.len(size), file).map_err(OpenCause::Io)?);
    let number = number_of(file, &metadata);
    Ok(Source {
        path: path.to_owned(),
        packed: None,
        bytes,
        disk_usage: disk_usage(&metadata),
        number,
        open: None,
        recovery: Recovery::default(),
    })
}

#[cfg(unix)]
fn is_block_device(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_block_device(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_block_device(_metadata: &Metadata) -> bool {
    false
}

fn map_file(file: &File) -> io::Result<Mmap> {
    map_with(&MmapOptions::new(), file)
}

#[expect(unsafe_code, reason = "mapping is the one thing that the standard library does not offer")]
fn map_with(options: &MmapOptions, file: &File) -> io::Result<Mmap> {
    // SAFETY: the mapping is shared with a journal's writer, which may append to the file and rewrite its links at any
    // time. Every number is therefore read once, by value, checked and then used; no `&str` borrows mapped bytes; and
    // nothing is concluded from reading a place twice. A wrong value leads to an error or a wrong payload, never out of
    // bounds, since bounds are checked against the mapping's length, which does not change.
    unsafe { options.map(file) }
}

#[cfg(unix)]
fn open_for_reading(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    let open = |flags| OpenOptions::new().read(true).custom_flags(flags).open(path);
    #[cfg(target_os = "linux")]
    {
        // Evidence keeps its access time where we may ask for that: on our own files, or as root.
        match open(libc::O_NONBLOCK | libc::O_NOATIME) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            result => return result,
        }
    }
    open(libc::O_NONBLOCK)
}

#[cfg(not(unix))]
fn open_for_reading(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(unix)]
fn disk_usage(metadata: &Metadata) -> u64 {
    /// What `st_blocks` counts in, whatever the file system's own blocks are.
    const BLOCK: u64 = 512;
    std::os::unix::fs::MetadataExt::blocks(metadata).saturating_mul(BLOCK)
}

#[cfg(not(unix))]
fn disk_usage(metadata: &Metadata) -> u64 {
    metadata.len()
}
