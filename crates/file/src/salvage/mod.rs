//! Entries from damaged bytes, each with where it was, how far it is proven, and what it lost.
//!
//! Any bytes are taken: a damaged journal, one without its header, something else altogether.

mod grade;
mod rebuild;
mod report;

use crate::cursor::EntryHead;
use crate::data::DataObject;
use crate::file::JournalFile;
use crate::layout::hash::HashFunction;
use crate::layout::id128::Id128;
use crate::layout::offset::EntryOffset;
use crate::limits::Limits;

pub use self::grade::Grade;
pub use self::rebuild::Rebuilt;
pub use self::report::{Bounded, Counts, ItemLoss, LossReport, LostRange, RangeLoss};

/// What is salvaged.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalvageOptions {
    /// Bounds on payloads, and through them on the work.
    pub limits: Limits,
    /// Whether entries within logged values are returned, too.
    pub embedded: bool,
}

/// What was salvaged from the bytes of one file.
#[derive(Clone, Debug)]
pub struct Salvage<'a> {
    file: Option<JournalFile<'a>>,
    identity: SalvagedIdentity,
    entries: Vec<SalvagedEntry>,
    report: LossReport,
}

/// What is known of the file that the bytes were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalvagedIdentity {
    /// Whether items hold 32-bit offsets.
    pub compact: bool,
    /// The hash function of DATA and FIELD objects; `None` where its key is lost with the header.
    pub hash: Option<HashFunction>,
    /// The file's ID.
    pub file_id: Option<Id128>,
    /// The machine that wrote the file.
    pub machine_id: Option<Id128>,
    /// The namespace of the sequence numbers.
    pub seqnum_id: Option<Id128>,
    /// How much of the header is there.
    pub header: HeaderState,
}

/// How much of a file's header is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderState {
    /// It passes journalctl's checks and agrees with the objects.
    Intact,
    /// It contradicts itself or the objects, but is that of this file.
    Damaged,
    /// It is not there; what is known was inferred from the objects.
    Lost,
}

/// An entry that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SalvagedEntry {
    /// Where the ENTRY object starts.
    pub offset: EntryOffset,
    /// How far it is proven.
    pub grade: Grade,
    /// What identifies it and places it in time. The sequence number ID is null where the header is lost.
    pub head: EntryHead,
    /// The fields that it had, as far as its object tells.
    pub n_items: u32,
    /// How many of them are lost.
    pub lost_items: u32,
}

/// Salvages the entries that are in `bytes`, the content of a journal file or what is left of it.
#[must_use]
pub fn salvage<'a>(bytes: &'a [u8], options: &SalvageOptions) -> Salvage<'a> {
    let file = JournalFile::open_damaged(bytes, options.limits).ok();
    let entries = file.iter().flat_map(|file| file.entries()).map(|entry| SalvagedEntry {
        offset: entry.offset(),
        grade: Grade::Intact,
        head: entry.head(),
        n_items: u32::try_from(entry.n_items()).unwrap_or(u32::MAX),
        lost_items: 0,
    });
    let entries = entries.collect();
    let identity = SalvagedIdentity {
        compact: file.is_some_and(|file| file.is_compact()),
        hash: file.map(|file| file.hash_function()),
        file_id: file.map(|file| file.header().file_id()),
        machine_id: file.map(|file| file.header().machine_id()),
        seqnum_id: file.map(|file| file.header().seqnum_id()),
        header: if file.is_some() { HeaderState::Damaged } else { HeaderState::Lost },
    };
    Salvage { file, identity, entries, report: LossReport::default() }
}

impl<'a> Salvage<'a> {
    /// What is known of the file.
    #[must_use]
    pub const fn identity(&self) -> &SalvagedIdentity {
        &self.identity
    }

    /// The entries that were found, in the order in which they are in the file.
    #[must_use]
    pub fn entries(&self) -> &[SalvagedEntry] {
        &self.entries
    }

    /// What was found, and what was lost.
    #[must_use]
    pub const fn report(&self) -> &LossReport {
        &self.report
    }

    /// The fields of an entry: its DATA objects, in stored order, and for each lost one why.
    ///
    /// [`DataObject::payload`] gives the bytes of those that were found.
    pub fn items(&self, entry: &SalvagedEntry) -> impl Iterator<Item = Result<DataObject<'a>, ItemLoss>> {
        let file = self.file;
        let items = file.and_then(|file| file.read_entry(entry.offset).ok()).map(|entry| entry.items());
        items
            .into_iter()
            .flatten()
            .filter_map(move |offset| file.map(|file| file.read_data(offset).map_err(|_| ItemLoss::NoData)))
    }
}
