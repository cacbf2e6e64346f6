//! A merge without its files: between two looks at files that are being written.
//!
//! Offsets stay what they are when a file grows or is renamed, so that each file goes on behind the entry that was looked
//! at last. A file that came in between is positioned like any other: by the entry where the sequence stands.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use journalq_file::{Direction, EntryHead, EntryOffset, Id128, JournalFile};

use super::file_merge::{Extent, FileMerge, Offer};
use super::{Location, Merge};
use crate::boot_order::BootOrder;
use crate::matches::Expr;

/// Where a merge stands.
#[derive(Clone, Debug)]
pub(crate) struct SuspendedMerge {
    location: Location,
    boots: BootOrder,
    files: Vec<Seen>,
}

/// How far a file was read.
#[derive(Clone, Copy, Debug)]
struct Seen {
    file_id: Id128,
    last: Option<EntryOffset>,
    /// What the file held when there was nothing more in it.
    exhausted: Option<Extent>,
}

impl SuspendedMerge {
    /// The entry where the sequence stands.
    pub(crate) const fn current(&self) -> Option<EntryHead> {
        match &self.location {
            Location::Entry(candidate, _) => Some(candidate.head),
            Location::Head | Location::Tail | Location::Seek(_) => None,
        }
    }
}

impl<'a> Merge<'a> {
    /// Lets go of the files of a merge that went down.
    pub(crate) fn suspend(self) -> SuspendedMerge {
        let location = match self.location {
            // Going up from the end there was nothing, so that whatever there will be is new.
            Location::Tail => Location::Head,
            location => location,
        };
        let files = self.files.iter().map(FileMerge::seen).collect();
        SuspendedMerge { location, boots: self.boots, files }
    }

    /// Goes on with these files.
    pub(crate) fn resume(suspended: SuspendedMerge, files: &[JournalFile<'a>], expr: Option<&Expr>) -> Self {
        let SuspendedMerge { location, mut boots, files: seen } = suspended;
        boots.renew(files);
        let expr = expr.cloned().map(Arc::new);
        // Of copies, which share an ID, the first goes on where the first was.
        let mut before: HashMap<Id128, VecDeque<(usize, Seen)>> = HashMap::new();
        for (at, seen) in seen.into_iter().enumerate() {
            before.entry(seen.file_id).or_default().push_back((at, seen));
        }
        // Where the file is gone that the present entry is in, it is in none.
        let mut present = usize::MAX;
        let resume = |(index, file): (usize, &JournalFile<'a>)| {
            let merge = FileMerge::new(*file, expr.clone());
            match before.get_mut(&file.header().file_id()).and_then(VecDeque::pop_front) {
                Some((at, seen)) => {
                    if Some(at) == location.file() {
                        present = index;
                    }
                    merge.go_on(seen)
                }
                None => merge.check_tail(),
            }
        };
        let files = files.iter().enumerate().map(resume).collect();
        let location = match location {
            Location::Entry(candidate, _) => Location::Entry(candidate, present),
            location => location,
        };
        Self::of(files, boots, location)
    }
}

impl Location {
    /// The index of the file that the present entry is in.
    pub(super) const fn file(&self) -> Option<usize> {
        match self {
            Self::Entry(_, file) => Some(*file),
            Self::Head | Self::Tail | Self::Seek(_) => None,
        }
    }
}

impl FileMerge<'_> {
    fn seen(&self) -> Seen {
        Seen {
            file_id: self.file.header().file_id(),
            // An entry that is offered was not taken yet: it is found again from where the sequence stands.
            last: self.last.filter(|_| !matches!(self.offer, Offer::Open(..))),
            exhausted: self.extent.filter(|_| matches!(self.offer, Offer::Exhausted)),
        }
    }

    /// Goes on behind the entry that was looked at last.
    fn go_on(mut self, seen: Seen) -> Self {
        self.direction = Some(Direction::Down);
        self.last = seen.last;
        self.offer = match seen.last {
            _ if seen.exhausted.is_some() && seen.exhausted == self.extent => Offer::Exhausted,
            Some(last) => Offer::Taken(last),
            None => Offer::Unknown,
        };
        self
    }
}
