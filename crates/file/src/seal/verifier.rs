//! The seals of one file, in file order: journalctl's rules, and apart from them what each seal proves.

use zerocopy::FromBytes;

use super::covered::{Covered, HeaderIds};
use super::fault::SealFault;
use super::generator::{EpochKeys, KeyGenerator};
use super::order::SealOrder;
use super::proof::{Epochs, Proof, prove};
use super::report::SealReport;
use crate::check::size_of_u64;
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::layout::object::{ObjectType, TagObject};

/// After this many seals that prove nothing the others are not tried: each costs some powers of large integers, and a
/// hostile file could have millions.
const MAX_UNPROVEN: u64 = 64;

const TAG_SIZE: u64 = size_of_u64::<TagObject>();

/// Verifies the seals of one file during a walk over its objects in file order.
///
/// The walk calls [`entry`](Self::entry) for each ENTRY object and [`tag`](Self::tag) for each TAG; what the seals
/// cover is read again from the file, each byte once. Memory is bounded, whatever the file holds.
///
/// # Examples
///
/// ```
/// use journalq_file::JournalFile;
/// use journalq_file::layout::object::ObjectType;
/// use journalq_file::seal::{KeyGenerator, SealReport, SealVerifier, VerificationKey};
///
/// fn verify(file: JournalFile<'_>, key: &str) -> Result<SealReport, Box<dyn std::error::Error>> {
///     let generator = KeyGenerator::new(VerificationKey::parse(key.as_bytes())?);
///     let mut verifier = SealVerifier::new(file, &generator);
///     for object in file.objects() {
///         let (offset, object_type) = object?;
///         if object_type == ObjectType::TAG {
///             let seal = verifier.tag(offset)?;
///             println!("{:#x}: {:?}", seal.offset, seal.proof);
///         }
///     }
///     Ok(verifier.finish())
/// }
/// ```
#[derive(Debug)]
pub struct SealVerifier<'a> {
    file: JournalFile<'a>,
    keys: EpochKeys<'a>,
    order: SealOrder,
    last: Option<LastSeal>,
    /// When the last entry was written, and the newest; 0 without any.
    last_realtime: u64,
    newest_realtime: u64,
    entries: Option<SealedEntries>,
    report: SealReport,
}

/// What later objects are compared with.
#[derive(Clone, Copy, Debug)]
struct LastSeal {
    /// Where what the next one covers begins.
    end: u64,
    /// When its epoch began; 0 where that cannot be told.
    start_usec: u64,
}

/// A seal of the file, and what was found out about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seal {
    /// The offset of the TAG object in bytes.
    pub offset: u64,
    /// The offset of the first object that the seal covers; its own where there is no other.
    pub begin: u64,
    /// The number that the seal gives itself, 1 for the first.
    pub seqnum: u64,
    /// Its number by count, 1 for the first.
    pub position: u64,
    /// The epoch that it gives.
    pub epoch: u64,
    /// That of the seal before it.
    pub previous_epoch: Option<u64>,
    /// When the epoch began and ended by the key, in microseconds since the Unix epoch.
    pub times: Option<(u64, u64)>,
    /// When the epoch began whose key was used: that of the seal but for [`Proof::EarlierKey`].
    pub began_usec: Option<u64>,
    /// The entries that it covers.
    pub entries: Option<SealedEntries>,
    /// The first of journalctl's rules that it breaks.
    pub fault: Option<SealFault>,
    /// What it proves.
    pub proof: Proof,
}

/// Entries between two seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SealedEntries {
    /// How many.
    pub count: u64,
    /// When the first one in file order was written, in microseconds since the Unix epoch.
    pub first_realtime: u64,
    /// When the oldest one was written.
    pub oldest_realtime: u64,
    /// When the newest one was written.
    pub newest_realtime: u64,
}

impl SealedEntries {
    fn with(entries: Option<Self>, realtime: u64) -> Self {
        let one =
            Self { count: 0, first_realtime: realtime, oldest_realtime: realtime, newest_realtime: realtime };
        let entries = entries.unwrap_or(one);
        Self {
            count: entries.count.saturating_add(1),
            oldest_realtime: entries.oldest_realtime.min(realtime),
            newest_realtime: entries.newest_realtime.max(realtime),
            ..entries
        }
    }
}

impl<'a> SealVerifier<'a> {
    /// Starts before the first object of a sealed file.
    #[must_use]
    pub fn new(file: JournalFile<'a>, generator: &'a KeyGenerator) -> Self {
        Self {
            file,
            keys: EpochKeys::new(generator),
            order: SealOrder::new(file),
            last: None,
            last_realtime: 0,
            newest_realtime: 0,
            entries: None,
            report: SealReport::default(),
        }
    }

    /// Takes the next ENTRY object, written at `realtime`, in microseconds since the Unix epoch.
    ///
    /// # Errors
    ///
    /// The first of journalctl's rules that it breaks. The verifier can go on.
    pub fn entry(&mut self, realtime: u64) -> Result<(), SealFault> {
        self.entries = Some(SealedEntries::with(self.entries, realtime));
        self.last_realtime = realtime;
        self.newest_realtime = self.newest_realtime.max(realtime);
        match self.last {
            None => Err(SealFault::EntryBeforeTag),
            Some(last) if realtime < last.start_usec => {
                Err(SealFault::OlderThanTag { realtime, tag: last.start_usec })
            }
            Some(_) => Ok(()),
        }
    }

    /// Takes the next TAG object, and judges what it covers.
    ///
    /// Costs one pass over the bytes since the TAG before; a few more where the seal does not match.
    ///
    /// # Errors
    ///
    /// When there is no TAG at `offset`. The next one then covers from where this one would have.
    pub fn tag(&mut self, offset: u64) -> Result<Seal, FormatError> {
        let mut seal = self.read(offset)?;
        let [number, epoch] = self.order.take(seal.seqnum, seal.epoch);
        seal.fault = number.or(epoch).or_else(|| self.broken_time_rule(&seal));
        seal.proof = self.prove(&seal);
        // journalctl tries the seal's own key and the header as it is now
        if !matches!(seal.proof, Proof::Authentic | Proof::Unreadable(_) | Proof::NotTried) {
            seal.fault = seal.fault.or(Some(SealFault::TagFailed));
        }
        if let Proof::EarlierKey { epoch } = seal.proof {
            seal.began_usec = self.keys.generator().key().times_of(epoch).map(|(start, _)| start);
        }
        self.last = Some(LastSeal {
            end: seal.offset.saturating_add(TAG_SIZE),
            start_usec: seal.times.map_or(0, |(start_usec, _)| start_usec),
        });
        self.entries = None;
        self.report.count(&seal);
        Ok(seal)
    }

    /// What the seals say together.
    #[must_use]
    pub fn finish(mut self) -> SealReport {
        self.report.unsealed = self.entries;
        self.report
    }

    fn read(&self, offset: u64) -> Result<Seal, FormatError> {
        let bytes = self.file.object(offset, ObjectType::TAG)?.bytes;
        let (tag, _) = TagObject::ref_from_prefix(bytes).map_err(|_| FormatError::Object {
            object: ObjectType::TAG,
            offset,
            cause: ObjectCause::Size { found: u64::try_from(bytes.len()).unwrap_or(u64::MAX) },
        })?;
        let epoch = tag.epoch.get();
        let times = self.keys.generator().key().times_of(epoch);
        Ok(Seal {
            offset,
            begin: self.last.map_or(self.file.header().header_size(), |last| last.end),
            seqnum: tag.seqnum.get(),
            position: self.order.seals().saturating_add(1),
            epoch,
            previous_epoch: self.order.epoch(),
            times,
            began_usec: times.map(|(start, _)| start),
            entries: self.entries,
            fault: None,
            proof: Proof::NotTried,
        })
    }

    /// journalctl's rules on times, in its order; that on the seal itself is its last one.
    fn broken_time_rule(&self, seal: &Seal) -> Option<SealFault> {
        let Some((start, end)) = seal.times else { return Some(SealFault::EpochRange) };
        if self.last_realtime >= end {
            return Some(SealFault::TagTime { realtime: self.last_realtime, end });
        }
        if self.newest_realtime >= end {
            return Some(SealFault::TooLate { realtime: self.newest_realtime, end });
        }
        let oldest = seal.entries.map(|entries| entries.oldest_realtime);
        oldest.filter(|&realtime| realtime < start).map(|realtime| SealFault::TooEarly { realtime, start })
    }

    fn prove(&mut self, seal: &Seal) -> Proof {
        if self.report.n_refuted.saturating_add(self.report.n_unreadable) >= MAX_UNPROVEN {
            return Proof::NotTried;
        }
        let header = self.file.header();
        let ids = HeaderIds { machine_id: header.machine_id(), seqnum_id: header.seqnum_id() };
        let covered = Covered {
            file: self.file,
            header: self.last.is_none().then_some(ids),
            begin: seal.begin,
            tag: seal.offset,
        };
        let first_entry =
            seal.entries.and_then(|entries| self.keys.generator().key().epoch_at(entries.first_realtime));
        let epochs =
            Epochs { own: seal.epoch, previous: seal.previous_epoch.unwrap_or(seal.epoch), first_entry };
        prove(&covered, &epochs, &mut self.keys)
    }
}
