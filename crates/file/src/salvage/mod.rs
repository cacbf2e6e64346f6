//! Entries from damaged bytes, each with where it was, how far it is proven, and what it lost.
//!
//! Any bytes are taken: a damaged journal, one without its header, something else altogether.

mod anchor;
mod grade;
mod judge;
mod layout;
mod losses;
mod objects;
mod rebuild;
mod report;
mod sweep;
mod timeline;

use crate::cursor::EntryHead;
use crate::data::DataObject;
use crate::file::JournalFile;
use crate::layout::hash::HashFunction;
use crate::layout::id128::Id128;
use crate::layout::offset::{DataOffset, EntryOffset};
use crate::limits::Limits;

pub use self::grade::Grade;
use self::layout::Inferred;
use self::objects::Objects;
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
    file: JournalFile<'a>,
    identity: SalvagedIdentity,
    objects: Objects,
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
    /// Whether `xor_hash` agrees with the fields, so that hashes beside them need not.
    agrees: bool,
}

/// Salvages the entries that are in `bytes`, the content of a journal file or what is left of it.
///
/// Nothing fails: bytes in which no entry is found give none. Costs a few readings of the bytes, and memory for each object
/// in them: about 40 bytes, and 100 more for an entry.
#[must_use]
pub fn salvage<'a>(bytes: &'a [u8], options: &SalvageOptions) -> Salvage<'a> {
    let inferred = Inferred::new(bytes, options.limits);
    let mut found = sweep::sweep(inferred.file, inferred.identity.hash, inferred.file.header_size());
    anchor::anchor(&inferred, &mut found.objects);
    let mut entries = judge::judge(&inferred, &found);
    let report = losses::report(&inferred, &found, &mut entries);
    if !options.embedded {
        entries.retain(|entry| !matches!(entry.grade, Grade::Embedded { .. }));
    }
    Salvage { file: inferred.file, identity: inferred.identity, objects: found.objects, entries, report }
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
        let (file, objects) = (self.file, &self.objects);
        let read = file.read_entry(entry.offset).ok();
        let agrees = entry.agrees;
        read.into_iter().flat_map(|entry| entry.stored_items()).map(move |(offset, copy)| {
            judge::item_data(file, objects, offset, agrees)?;
            if !agrees && !judge::copy_agrees(file, offset, copy) {
                return Err(ItemLoss::OtherData);
            }
            let data = DataOffset::new(offset).and_then(|offset| file.read_data(offset).ok());
            data.ok_or(ItemLoss::NoData)
        })
    }
}
