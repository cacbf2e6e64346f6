//! Finds journals in any bytes: a disk image, unallocated space, a memory dump.
//!
//! ```text
//! image -> runs of objects, each with the place of its file -> extents -> files (Carved) -> salvage
//! ```
//!
//! Nothing is known of an image but that objects begin at multiples of 8 bytes. One pass finds headers and runs of objects
//! (`run`); runs of one file that lie in one piece are an extent (`scan`); extents of one file, which a file system may have
//! put anywhere, are recognised by the file ID in their hashes, or by entries whose items lead from one to the other
//! (`group`). A file without its beginning is a file, too. What its entries are worth is for salvage to say.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `plausible` | what might be an object |
//! | `run` | objects one behind the other, and where in their file they belong |
//! | `scan` | the pass over the image |
//! | `group` | extents to files |
//! | `evidence` | whether two extents are of one file |

mod evidence;
mod group;
mod plausible;
mod run;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::layout::id128::Id128;
use crate::window::Window;

/// A journal file, or what is left of one, somewhere in an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carved {
    pieces: Vec<Piece>,
    file_id: Option<Id128>,
    compact: bool,
    entries: u64,
}

/// A stretch of a file that is in one piece in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in its file, in bytes.
    pub offset: u64,
    /// Where it is in the image, in bytes.
    pub image: Range<u64>,
}

impl Piece {
    /// Where it ends in its file, in bytes.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.offset.saturating_add(self.image.end.saturating_sub(self.image.start))
    }
}

/// What was found in an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finds {
    /// The files, in the order of their first pieces in the image.
    pub files: Vec<Carved>,
    /// Entries of which it could not be told where in which file they belong, so that their fields are not known either.
    pub stray_entries: u64,
}

/// Looks for journals in an image, in one pass. `progress` is told from time to time how many bytes were looked through.
///
/// Any bytes are safe. Takes memory for each stretch of journal, not for its objects.
#[must_use]
pub fn carve(image: &[u8], mut progress: impl FnMut(u64)) -> Finds {
    let image = Window::new(image);
    let scan = scan::scan(image, &mut progress);
    Finds { files: group::group(image, scan.extents), stray_entries: scan.stray_entries }
}

impl Carved {
    /// The pieces, in the order of the file.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The file ID, where the header was found.
    #[must_use]
    pub const fn file_id(&self) -> Option<Id128> {
        self.file_id
    }

    /// Tells whether entry items and entry arrays hold 32-bit offsets.
    #[must_use]
    pub const fn is_compact(&self) -> bool {
        self.compact
    }

    /// How many entries were met in the pass; salvage may find more, or prove fewer.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// Where the file's byte `offset` is in the image.
    #[must_use]
    pub fn in_image(&self, offset: u64) -> Option<u64> {
        let index = self.pieces.partition_point(|piece| piece.offset <= offset).checked_sub(1)?;
        let piece = self.pieces.get(index)?;
        let at = piece.image.start.checked_add(offset.checked_sub(piece.offset)?)?;
        piece.image.contains(&at).then_some(at)
    }

    /// The file's bytes, as far as they were found; what is missing reads as zeros. A file in one piece that has its beginning
    /// is not copied.
    ///
    /// `None` when the file would be larger than `limit` bytes, or the image is not the one that was looked through.
    #[must_use]
    pub fn bytes<'a>(&self, image: &'a [u8], limit: u64) -> Option<Cow<'a, [u8]>> {
        let part = |range: &Range<u64>| {
            image.get(usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?)
        };
        if let [Piece { offset: 0, image: range }] = self.pieces.as_slice() {
            return part(range).map(Cow::Borrowed);
        }
        let ends = self.pieces.iter().map(Piece::end);
        let end = ends.max().filter(|&end| end <= limit)?;
        // Zeroed by the system, page by page as they are touched: a hole costs nothing.
        let mut bytes = vec![0; usize::try_from(end).ok()?];
        for piece in &self.pieces {
            let file = usize::try_from(piece.offset).ok()?..usize::try_from(piece.end()).ok()?;
            bytes.get_mut(file)?.copy_from_slice(part(&piece.image)?);
        }
        Some(Cow::Owned(bytes))
    }
}
