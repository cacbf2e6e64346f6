//! Journals that are being written: what is new in them, as it comes.
//!
//! A look at the files maps what has grown and opens what is new; between two looks a [`SuspendedWindow`] keeps the place
//! in the sequence. journald renames a file when it is full and goes on with a new one. Files that are written to are
//! kept open, so that one is read to its end whatever its name is by then, and nothing depends on the moment at which a
//! folder is listed.
//!
//! [`SuspendedWindow`]: crate::SuspendedWindow

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use journalq_file::{FileNumber, Limits, OpenError, Source};

use crate::changes::Changes;
pub use crate::changes::Stopper;
use crate::discover::listing::Listing;
use crate::discover::{self, DiscoverError, Discovery, is_passed_over};
use crate::journal::Journal;
use crate::selection::{Origin, Selection};

/// The files of a selection, looked at again whenever they change.
///
/// Files that were named one by one are followed alone; elsewhere what comes into the folders is, too.
#[derive(Debug)]
pub struct Follow {
    selection: Selection,
    journal: Journal,
    changes: Changes,
    /// When the files were looked at last.
    looked: Instant,
    /// How many looks in a row could not open these.
    failing: HashMap<PathBuf, u32>,
    /// The files that the last look did not find.
    missing: HashSet<Option<FileNumber>>,
}

impl Follow {
    /// The time that changes are given to come together: a writer tells of every few entries.
    const MOMENT: Duration = Duration::from_millis(20);

    /// How many looks in a row it takes until a file that cannot be opened counts as one: a new one is empty at first.
    const LOOKS: u32 = 2;

    /// Opens the selected files, and tells which of them cannot be read.
    ///
    /// # Errors
    ///
    /// As [`discover`](discover::discover).
    pub fn new(selection: Selection, limits: Limits) -> Result<(Self, Vec<OpenError>), DiscoverError> {
        let mut changes = Changes::new();
        // What changes from here on is looked at again.
        changes.watch(&folders(&selection)?);
        let Discovery { journal, problems } = discover::open(&selection, Journal::growing(limits))?;
        if let Origin::Files(_) = selection.origin {
            changes.watch(
                &journal.sources().iter().map(|source| source.file_path().to_owned()).collect::<Vec<_>>(),
            );
        }
        let failing = problems.iter().map(|problem| (problem.path.clone(), Self::LOOKS)).collect();
        let missing = HashSet::new();
        Ok((Self { selection, journal, changes, looked: Instant::now(), failing, missing }, problems))
    }

    /// The files as of the last look.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What ends the next [`wait`](Self::wait), from another thread or a signal's.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.changes.stopper()
    }

    /// Waits until something may have changed, and looks at the files again. Returns which have become unreadable, and
    /// `None` when it was stopped.
    ///
    /// Where the system tells of no changes, which those of network file systems do not, the files are looked at every
    /// other second; where nothing can be watched, four times a second.
    pub fn wait(&mut self) -> Option<Vec<OpenError>> {
        self.changes.wait(self.looked + Self::MOMENT).then(|| self.look())
    }

    fn look(&mut self) -> Vec<OpenError> {
        self.looked = Instant::now();
        let problems = match self.selection.origin {
            Origin::Files(_) | Origin::StandardInput => Vec::new(),
            _ => self.look_into_folders(),
        };
        self.journal.renew();
        problems
    }

    fn look_into_folders(&mut self) -> Vec<OpenError> {
        // A folder that is gone may come back.
        let Ok(listing) = Listing::of(&self.selection) else { return Vec::new() };
        self.changes.watch(&listing.folders);
        let (problems, missing) = self.journal.adopt(&listing.files);
        self.keep(missing);
        self.persistent(listing.problems.into_iter().chain(problems))
    }

    /// Keeps files that were not found for one more look: what is renamed while its folder is listed is in neither place,
    /// and what was deleted may hold something that was not read yet.
    fn keep(&mut self, missing: Vec<Source>) {
        let numbers = missing.iter().map(Source::number).collect();
        let before = std::mem::replace(&mut self.missing, numbers);
        for source in missing {
            if !before.contains(&source.number()) {
                self.journal.keep(source);
            }
        }
    }

    /// Those of the problems that persist and were not told yet.
    fn persistent(&mut self, problems: impl Iterator<Item = OpenError>) -> Vec<OpenError> {
        let before = std::mem::take(&mut self.failing);
        let mut told = Vec::new();
        for problem in problems.filter(|problem| !is_passed_over(problem)) {
            let looks = before.get(&problem.path).map_or(1, |looks| looks.saturating_add(1));
            self.failing.insert(problem.path.clone(), looks);
            if looks == Self::LOOKS {
                told.push(problem);
            }
        }
        told
    }
}

fn folders(selection: &Selection) -> Result<Vec<PathBuf>, DiscoverError> {
    Ok(Listing::of(selection)?.folders)
}
