//! What a damaged file's indexes still reach, found once when one of them is met that is broken.
//!
//! An entry is listed more than once: in the global chain of entry arrays, and in the list of each DATA object that it
//! consists of. A chain that breaks hides what lies behind the break only until the others are asked:
//!
//! ```text
//! header: first and last array, last entry --> entries --> their DATA objects --> the entries of these --> ...
//! hash tables: buckets --> DATA objects, FIELD objects
//! ```
//!
//! Entries that no index lists are not looked for: they may never have been part of the file.

mod marks;
mod survey;

use std::sync::OnceLock;

pub(crate) use self::survey::Survey;
use crate::file::JournalFile;

/// Room for what is found anew in a file whose indexes are broken; empty as long as none is met that is.
///
/// It belongs to whoever owns the file's bytes, such as a [`Source`](crate::Source), and holds for these bytes alone:
/// some 8 bytes for each entry, 16 for each DATA object, and 8 for each item of a broken list. Filling it costs one look at
/// everything that the indexes reach.
#[derive(Debug, Default)]
pub struct Recovery(OnceLock<Survey>);

impl<'a> JournalFile<'a> {
    /// The same file, which from now on goes on where an index breaks with what the others reach.
    ///
    /// `recovery` has to be that of the same bytes.
    #[must_use]
    pub const fn with_recovery(mut self, recovery: &'a Recovery) -> Self {
        self.recovery = Some(recovery);
        self
    }

    /// What the indexes reach, found now if it was not before. `None` for a file that is read as it is.
    pub(crate) fn survey(&self) -> Option<&'a Survey> {
        let recovery = self.recovery?;
        Some(recovery.0.get_or_init(|| Survey::of(self.as_it_is())))
    }
}
