//! A journal file over borrowed bytes: opening, and typed, bounds-checked access to its objects.

use crate::check;
use crate::error::{FormatError, HeaderCause, ObjectCause};
use crate::header::Header;
use crate::layout::flags::{IncompatibleFlags, ObjectFlags};
use crate::layout::hash::HashFunction;
use crate::layout::header::{MIN_HEADER_SIZE, RawHeader};
use crate::layout::object::{ObjectHeader, ObjectType};
use crate::limits::Limits;
use crate::recovery::Recovery;
use crate::window::Window;

/// A journal file. Small and `Copy`; it borrows the bytes and keeps nothing but a few facts of the header that never
/// change.
///
/// Any bytes are safe to open and read: every access is checked, every chain is bounded, and memory use is at most a
/// small constant factor of the file, decompression aside, which [`Limits`] bounds.
///
/// # Examples
///
/// ```
/// use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
/// use journalq_file::{Id128, JournalFile, Scratch};
///
/// let mut writer = JournalWriter::new(WriteOptions::default())?;
/// writer.append(&NewEntry {
///     seqnum: None,
///     realtime_usec: 1_700_000_000_000_000,
///     monotonic_usec: 1_000_000,
///     boot_id: Id128([1; 16]),
///     xor_hash: None,
///     payloads: &[b"MESSAGE=hello", b"PRIORITY=6"],
/// })?;
/// let bytes = writer.finish();
///
/// let file = JournalFile::open(&bytes)?;
/// let mut scratch = Scratch::default();
/// for entry in file.entries() {
///     for data in entry.items() {
///         let payload = file.read_data(data)?.payload(&mut scratch)?;
///         assert!(payload.starts_with(b"MESSAGE=") || payload.starts_with(b"PRIORITY="));
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct JournalFile<'a> {
    window: Window<'a>,
    header: Header<'a>,
    header_size: u64,
    compact: bool,
    hash: HashFunction,
    limits: Limits,
    pub(crate) recovery: Option<&'a Recovery>,
}

impl<'a> JournalFile<'a> {
    /// Opens a file with the default [`Limits`].
    ///
    /// # Errors
    ///
    /// As [`open_with`](Self::open_with).
    pub fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        Self::open_with(bytes, Limits::default())
    }

    /// Opens a file after the checks that journalctl 262 makes.
    ///
    /// A file that is shorter than its header says is accepted, and read as far as it goes.
    ///
    /// # Errors
    ///
    /// When the bytes are too short for a header, lack the signature, need a feature that this reader does not know
    /// (named in the error), or when the header points outside of the file or contradicts itself.
    pub fn open_with(bytes: &'a [u8], limits: Limits) -> Result<Self, FormatError> {
        let file = Self::open_identity(bytes, limits)?;
        check::check_extent(file.header)?;
        Ok(file)
    }

    /// Opens a file that may be damaged: only the signature, the flags and the header's size are checked.
    ///
    /// Pointers and counters of the header are distrusted where they are used, as everything else.
    ///
    /// # Errors
    ///
    /// When the bytes are too short for a header, lack the signature, or need a feature that this reader does not know.
    pub fn open_damaged(bytes: &'a [u8], limits: Limits) -> Result<Self, FormatError> {
        Self::open_identity(bytes, limits)
    }

    fn open_identity(bytes: &'a [u8], limits: Limits) -> Result<Self, FormatError> {
        let window = Window::new(bytes);
        let base = window
            .get(0, MIN_HEADER_SIZE)
            .ok_or(FormatError::NoHeader { need: MIN_HEADER_SIZE, have: window.len() })?;
        check::check_identity(Header::new(base))?;
        let header_size = Header::new(base).header_size();
        let known = usize::try_from(header_size).unwrap_or(usize::MAX).min(size_of::<RawHeader>());
        // The header of an empty file may end with the file; then the later fields are not there.
        let header = Header::new(bytes.get(..known).unwrap_or(base));
        let flags = header.incompatible_flags();
        let keyed = flags.contains(IncompatibleFlags::KEYED_HASH);
        Ok(Self {
            window,
            header,
            header_size,
            compact: flags.contains(IncompatibleFlags::COMPACT),
            hash: if keyed { HashFunction::Keyed(header.file_id()) } else { HashFunction::Jenkins },
            limits,
            recovery: None,
        })
    }

    /// Takes bytes for a file of this layout, whatever a header says, which may not even be there.
    ///
    /// `header` is what there is of one; what it lacks reads as zero.
    pub(crate) const fn assume(bytes: &'a [u8], header: Header<'a>, layout: AssumedLayout) -> Self {
        let AssumedLayout { begin, compact, hash, limits } = layout;
        let window = Window::new(bytes);
        Self { window, header, header_size: begin, compact, hash, limits, recovery: None }
    }

    /// The header; its counters are read anew with every call.
    #[must_use]
    pub const fn header(&self) -> Header<'a> {
        self.header
    }

    /// How many bytes there are, which may be fewer than the header says.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "without a header it would be no file")]
    pub fn len(&self) -> u64 {
        self.window.len()
    }

    /// Tells whether entry items and entry arrays hold 32-bit offsets.
    #[must_use]
    pub const fn is_compact(&self) -> bool {
        self.compact
    }

    /// The hash function of the file's DATA and FIELD objects.
    #[must_use]
    pub const fn hash_function(&self) -> HashFunction {
        self.hash
    }

    /// The bounds under which the file was opened.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Where the first object starts.
    pub(crate) const fn header_size(&self) -> u64 {
        self.header_size
    }

    pub(crate) const fn window(&self) -> Window<'a> {
        self.window
    }

    /// Tells whether something that ends here lies behind the bytes that there are, and within those that the header tells of:
    /// the file was cut short, or has grown since.
    pub(crate) fn is_beyond_end(&self, end: u64) -> bool {
        let arena_end = self.header_size.saturating_add(self.header.arena_size());
        end > self.window.len() && end <= arena_end
    }

    /// The same file without what its owner knows of broken indexes.
    pub(crate) const fn as_it_is(&self) -> Self {
        Self { recovery: None, ..*self }
    }

    /// The error that the header counts fewer entries than there are.
    pub(crate) fn wrong_counter(&self) -> Option<FormatError> {
        let value = self.header.n_entries();
        Some(FormatError::Header { field: "n_entries", value, cause: HeaderCause::Inconsistent })
    }

    /// Tells whether an error only says that something lies there.
    pub(crate) fn lies_beyond_end(&self, error: &FormatError) -> bool {
        matches!(error, FormatError::Object { cause: ObjectCause::OutOfBounds { need, .. }, .. }
            if self.is_beyond_end(*need))
    }

    /// The bytes of the object of this type at `offset`, as many as its size says, after journald's checks in
    /// journald's order (`docs/format.md`, "Objects").
    pub(crate) fn object(&self, offset: u64, object: ObjectType) -> Result<Object<'a>, FormatError> {
        self.object_bytes(offset, object).map_err(|cause| FormatError::Object { object, offset, cause })
    }

    fn object_bytes(&self, offset: u64, object: ObjectType) -> Result<Object<'a>, ObjectCause> {
        if !check::is_aligned(offset) {
            return Err(ObjectCause::Misaligned);
        }
        if offset < self.header_size {
            return Err(ObjectCause::InHeader);
        }
        let out_of_bounds =
            |len: u64| ObjectCause::OutOfBounds { need: offset.saturating_add(len), have: self.window.len() };
        let header: &ObjectHeader = self.window.read(offset).ok_or_else(|| out_of_bounds(16))?;
        let size = header.size.get();
        if size == 0 {
            return Err(ObjectCause::Unwritten);
        }
        if header.object_type != object {
            return Err(ObjectCause::WrongType { found: header.object_type });
        }
        let bytes = self.window.get(offset, size).ok_or_else(|| out_of_bounds(size))?;
        match object.head_size(self.compact) {
            Some(head_size) if bytes.len() >= head_size => {
                Ok(Object { flags: ObjectFlags(header.flags), bytes })
            }
            _ => Err(ObjectCause::Size { found: size }),
        }
    }
}

/// What decides how the objects of a file are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AssumedLayout {
    /// Where the first object can be.
    pub(crate) begin: u64,
    pub(crate) compact: bool,
    pub(crate) hash: HashFunction,
    pub(crate) limits: Limits,
}

/// The bytes of an object whose type and size were checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'a> {
    pub(crate) flags: ObjectFlags,
    pub(crate) bytes: &'a [u8],
}
