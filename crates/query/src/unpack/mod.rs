//! Journals as they arrive: compressed, in archives, in archives within archives.
//!
//! ```text
//! bytes -> Kind, by content -> journal: read into memory
//!                           -> compressed: what a decoder makes of it, as bytes
//!                           -> archive: each member, as bytes
//!                           -> anything else: passed over
//! ```
//!
//! Names decide nothing, and nothing is written. A journal is called by the names of all that it was found in, with `:`
//! between them; names of members are text for messages, no paths. Of what is no journal no more is decoded than its beginning,
//! and what a stream has to be decoded of to get past it. Everything is bounded by the [`Limits`], for all inputs together.

mod budget;
mod codec;
mod holes;
mod kind;
mod member;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::ffi::OsStr;
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use journalq_file::layout::header::MIN_HEADER_SIZE;
use journalq_file::{Limits, OpenCause, OpenError, Source, UnpackError};

use self::budget::{Budget, Metered};
use self::codec::Codec;
use self::kind::Kind;
use self::member::{Begun, Head};

/// Unpacks any number of inputs within common limits.
#[derive(Debug)]
pub struct Unpacker {
    budget: Budget,
}

/// What a packed input held.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// The journals, in byte order of their names, as their files would be after unpacking.
    pub sources: Vec<Source>,
    /// What was not read, or not to its end.
    pub problems: Vec<OpenError>,
}

impl Unpacked {
    /// The same, if there is anything.
    ///
    /// # Errors
    ///
    /// [`UnpackError::NoJournal`], of the input at `path`.
    pub fn or_none(self, path: &Path) -> Result<Self, OpenError> {
        if self.sources.is_empty() && self.problems.is_empty() {
            return Err(problem(path.as_os_str(), UnpackError::NoJournal));
        }
        Ok(self)
    }
}

/// What a stream was.
#[derive(Debug)]
pub enum Stream<T> {
    /// Something packed, and what it held.
    Packed(Unpacked),
    /// Anything else.
    Other(T),
}

impl Unpacker {
    /// What unpacks all inputs of a run within `limits`.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self { budget: Budget::new(limits) }
    }

    /// Unpacks a file; `None` if it is not packed.
    #[must_use]
    pub fn unpack(&self, file: &Source) -> Option<Unpacked> {
        let mut bytes = file.bytes();
        let kind = Kind::of(bytes);
        if !kind.is_packed() {
            return None;
        }
        self.budget.add_packed(bytes.len());
        Some(self.walk(file.path(), |walk, name| match kind {
            // It is in memory.
            Kind::Zip => walk.zip(name, 1, bytes),
            _ => drop(walk.read(name, 0, &mut bytes)),
        }))
    }

    /// Unpacks those of these files that are packed, several at a time; of others nothing is told.
    ///
    /// What is of unknown origin, by its limits, is unpacked one by one.
    #[must_use]
    pub fn unpack_files(&self, paths: &[PathBuf]) -> Vec<Option<Unpacked>> {
        let mut all: Vec<Option<Unpacked>> = paths.iter().map(|_| None).collect();
        let packed = |path: &PathBuf| Source::open(path).ok().filter(|file| is_packed(file.bytes()));
        let packed: Vec<(&mut Option<Unpacked>, Source)> =
            all.iter_mut().zip(paths).filter_map(|(found, path)| Some((found, packed(path)?))).collect();
        let is_frugal = self.budget.limits() == Limits::untrusted();
        let processors =
            if is_frugal { 1 } else { thread::available_parallelism().map_or(1, NonZeroUsize::get) };
        let workers = processors.min(packed.len());
        let work = Mutex::new(packed.into_iter());
        let next = || work.lock().ok()?.next();
        let unpack = || {
            while let Some((found, file)) = next() {
                *found = self.unpack(&file);
            }
        };
        thread::scope(|scope| {
            // Without any other thread this one does all.
            for _ in 1..workers {
                let _ = thread::Builder::new().spawn_scoped(scope, unpack);
            }
            unpack();
        });
        all
    }

    /// Unpacks what comes through a stream, called `path`, if it is packed.
    ///
    /// # Errors
    ///
    /// When its beginning cannot be read.
    pub fn unpack_stream<S: Read>(
        &self,
        path: &Path,
        mut stream: S,
    ) -> io::Result<Stream<impl Read + use<S>>> {
        let mut head = Vec::new();
        stream.by_ref().take(kind::HEAD).read_to_end(&mut head)?;
        let is_packed = is_packed(&head);
        let mut whole = io::Cursor::new(head).chain(stream);
        if is_packed {
            let mut whole = self.budget.counted(&mut whole);
            return Ok(Stream::Packed(self.walk(path, |walk, name| drop(walk.read(name, 0, &mut whole)))));
        }
        Ok(Stream::Other(whole))
    }

    /// Hands what comes through a stream to `read`, decompressed if it is compressed, by one layer. So many bytes are packed.
    ///
    /// # Errors
    ///
    /// When there is no memory for a decoder. What `read` reads ends with an error where a limit is met.
    pub fn decompressed<T>(
        &self,
        packed_bytes: u64,
        stream: &mut dyn Read,
        read: impl FnOnce(&mut dyn Read) -> T,
    ) -> io::Result<T> {
        self.budget.add_packed(usize::try_from(packed_bytes).unwrap_or(usize::MAX));
        let head = Head::of(stream);
        let kind = Kind::of(&head.bytes);
        let mut stream = Begun::new(head.bytes, head.failed, stream);
        let Kind::Compressed(codec) = kind else { return Ok(read(&mut stream)) };
        let decoder = codec.decode(&mut stream, self.budget.limits().unpacking.window_bytes)?;
        Ok(read(&mut Metered::new(&self.budget, decoder)))
    }

    fn walk(&self, path: &Path, read: impl FnOnce(&mut Walk<'_>, &OsStr)) -> Unpacked {
        let mut walk = Walk { budget: &self.budget, file: path, found: Unpacked::default(), is_over: false };
        read(&mut walk, path.as_os_str());
        let mut found = walk.found;
        let name = |source: &Source| source.path().as_os_str().as_encoded_bytes().to_owned();
        found.sources.sort_by_cached_key(name);
        found
    }
}

/// Whether a file that begins like this is compressed or an archive.
#[must_use]
pub fn is_packed(head: &[u8]) -> bool {
    Kind::of(head).is_packed()
}

fn problem(name: &OsStr, error: UnpackError) -> OpenError {
    OpenError { path: name.into(), cause: OpenCause::Unpack(error) }
}

/// What a stream turned out to be.
enum Content {
    /// Something that was read, or told about.
    Known,
    /// Neither a journal nor packed.
    Other,
    /// It could not be read far enough to tell.
    Unseen(io::Error),
}

/// The way through one input.
struct Walk<'a> {
    budget: &'a Budget,
    /// The file that all is in.
    file: &'a Path,
    found: Unpacked,
    /// Whether a limit was met that ends the walk.
    is_over: bool,
}

impl Walk<'_> {
    /// Reads what is in a stream, which lies in `depth` others.
    fn read(&mut self, name: &OsStr, depth: u32, stream: &mut dyn Read) -> Content {
        let head = Head::of(stream);
        let kind = Kind::of(&head.bytes);
        let limit = self.budget.limits().unpacking.nesting;
        if kind.is_packed() && depth >= limit {
            self.tell(name, UnpackError::TooDeep { limit });
            return Content::Known;
        }
        match (kind, head.failed) {
            (Kind::Other, Some(error)) => return Content::Unseen(error),
            (Kind::Other, None) => return Content::Other,
            (_, failed) => {
                let stream = &mut Begun::new(head.bytes, failed, stream);
                self.read_as(kind, name, depth, stream);
            }
        }
        Content::Known
    }

    fn read_as(&mut self, kind: Kind, name: &OsStr, depth: u32, stream: &mut dyn Read) {
        let inner = depth.saturating_add(1);
        match kind {
            Kind::Journal => self.journal(name, stream),
            Kind::Compressed(codec) => self.decode(codec, name, inner, stream),
            Kind::Tar => self.tar(name, inner, stream),
            Kind::Zip => self.zip_stream(name, inner, stream),
            Kind::Other => {}
        }
    }

    /// Keeps a journal, or what there is of it.
    fn journal(&mut self, name: &OsStr, stream: &mut dyn Read) {
        let (room, why) = self.budget.room();
        let mut bytes = Vec::new();
        let read = member::read_to_end(stream, room.saturating_add(1), &mut bytes);
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if len > room {
            self.tell(name, why);
            return;
        }
        let is_whole = read.is_ok();
        if let Err(error) = read {
            self.tell_cause(name, error);
        }
        // Of what is told to be cut nobody needs to be told that it is too short.
        if is_whole || len >= MIN_HEADER_SIZE {
            bytes.shrink_to_fit();
            self.budget.keep(bytes.len());
            self.found.sources.push(Source::from_packed(name.into(), self.file.to_owned(), bytes));
        }
    }

    /// Reads what is in something compressed.
    fn decode(&mut self, codec: Codec, name: &OsStr, depth: u32, stream: &mut dyn Read) {
        let window = self.budget.limits().unpacking.window_bytes;
        let decoder = match codec.decode(stream, window) {
            Ok(decoder) => decoder,
            Err(error) => return self.tell_cause(name, error),
        };
        self.read_decoded(name, depth, &mut Metered::new(self.budget, decoder));
    }

    /// Reads what is in something compressed, and tells if there is no seeing what it is.
    fn read_decoded(&mut self, name: &OsStr, depth: u32, decoder: &mut dyn Read) {
        if let Content::Unseen(error) = self.read(name, depth, decoder) {
            self.tell_cause(name, error);
        }
    }

    /// Reads what is behind the end of an archive, so that the checksum behind it is looked at.
    fn finish(&mut self, name: &OsStr, stream: &mut dyn Read) {
        /// Archives are filled up to a multiple of some KiB.
        const MOST: u64 = 1 << 20;
        if !self.is_over
            && let Err(error) = io::copy(&mut stream.take(MOST), &mut io::sink())
        {
            self.tell_cause(name, error);
        }
    }

    fn tell_cause(&mut self, name: &OsStr, error: io::Error) {
        self.tell(name, self.budget.cause(error));
    }

    /// Notes what cannot be read. After the limits of all inputs together nothing more is read, or noted.
    fn tell(&mut self, name: &OsStr, error: UnpackError) {
        if !self.is_over {
            self.is_over =
                matches!(error, UnpackError::TooMuchUnpacked { .. } | UnpackError::TooManyMembers { .. });
            self.found.problems.push(problem(name, error));
        }
    }
}
