//! Entries from damaged bytes, each with where it was, how far it is proven, and what it lost.
//!
//! Any bytes are taken: a damaged journal, one without its header, something else altogether. `docs/salvage.md` in the
//! repository tells how entries are found and proven.
//!
//! | file | what it owns |
//! | --- | --- |
//! | `layout` | how the objects are to be read: what the header says, or what they tell |
//! | `sweep` | every object in the bytes, found without an index, and what its own bytes prove |
//! | `objects` | the objects found, by offset |
//! | `anchor` | which of them are the file's own, and not bytes that only look like objects |
//! | `timeline` | whether an entry's numbers fit those of its neighbours |
//! | `judge`, `grade` | entries, and how far each is proven |
//! | `losses`, `report` | what was found and what was lost |
//!
//! # Examples
//!
//! ```
//! use journalq_file::salvage::{Grade, HeaderState, SalvageOptions, salvage};
//! use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
//! use journalq_file::{Id128, Scratch};
//!
//! let mut writer = JournalWriter::new(WriteOptions::default())?;
//! writer.append(&NewEntry {
//!     seqnum: None,
//!     realtime_usec: 1_700_000_000_000_000,
//!     monotonic_usec: 1_000_000,
//!     boot_id: Id128([1; 16]),
//!     xor_hash: None,
//!     payloads: &[b"MESSAGE=hello", b"PRIORITY=6"],
//! })?;
//! let mut bytes = writer.finish();
//! bytes[..272].fill(0);
//!
//! let found = salvage(&bytes, &SalvageOptions::default());
//! assert_eq!(found.identity().header, HeaderState::Lost);
//! let mut scratch = Scratch::default();
//! for entry in found.entries() {
//!     assert_eq!(entry.grade, Grade::Carved);
//!     for data in found.items(entry).flatten() {
//!         let payload = data.payload(&mut scratch)?;
//!         assert!(payload.starts_with(b"MESSAGE=") || payload.starts_with(b"PRIORITY="));
//!     }
//! }
//! # assert_eq!(found.entries().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod anchor;
mod grade;
mod judge;
mod layout;
mod losses;
mod objects;
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
use crate::write::WriteOptions;

pub use self::grade::Grade;
use self::layout::Inferred;
use self::objects::Objects;
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
    /// Whether `xor_hash` agrees with the fields, of which none is lost: then hashes beside them need not.
    pub agrees: bool,
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

    /// What kind of file the entries can be written to: one with the IDs of the file that they come from, as far as these
    /// are known, that takes whatever fields were found.
    ///
    /// The other options are those of a new file; see [`JournalWriter`](crate::write::JournalWriter) for what of an entry
    /// has to be in order.
    #[must_use]
    pub fn write_options(&self) -> WriteOptions {
        let identity = self.identity;
        let options = WriteOptions { allow_any_name: true, ..WriteOptions::default() };
        WriteOptions {
            file_id: identity.file_id.unwrap_or(options.file_id),
            machine_id: identity.machine_id.unwrap_or_default(),
            seqnum_id: identity.seqnum_id.unwrap_or_default(),
            ..options
        }
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
