//! How the objects of the bytes are to be read: what the header says where the objects agree, else what they tell.
//!
//! The layout decides where payloads begin, the hash function what proves them. Both are tried on the first DATA objects
//! that are found: the combination under which payloads agree with their hashes is the right one. Where none does, the
//! key of the hash is lost, and only the layout is told, by where the names of fields begin.

use zerocopy::FromBytes;

use super::objects::ALIGNMENT;
use super::{HeaderState, SalvagedIdentity};
use crate::check::is_aligned;
use crate::data::{DataObject, Scratch, split_field};
use crate::file::{AssumedLayout, JournalFile};
use crate::header::Header;
use crate::layout::flags::IncompatibleFlags;
use crate::layout::hash::HashFunction;
use crate::layout::header::{MIN_HEADER_SIZE, RawHeader, SIGNATURE};
use crate::layout::id128::Id128;
use crate::layout::object::{DataHead, ObjectHeader, ObjectType};
use crate::layout::offset::DataOffset;
use crate::limits::Limits;
use crate::window::Window;

/// The sizes that headers have had, newest first.
const HEADER_SIZES: [u64; 6] = [272, 264, 256, 240, 224, 208];

/// No header is larger: what claims to be is damaged.
const MAX_HEADER_SIZE: u64 = 4096;

/// How many DATA objects are asked.
const SAMPLES: usize = 64;

/// The largest payload that is asked, in bytes.
const SAMPLE_LIMIT: usize = 64 << 10;

/// The longest name of a field, in bytes.
const MAX_NAME_LEN: usize = 64;

/// What was found out about the layout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inferred<'a> {
    pub(super) file: JournalFile<'a>,
    pub(super) identity: SalvagedIdentity,
    /// Whether an object starts where the header ends.
    pub(super) begins_with_object: bool,
}

/// What there is of a header.
#[derive(Clone, Copy)]
struct Claims<'a> {
    header: Header<'a>,
    window: Window<'a>,
}

/// A way to read DATA objects.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Hypothesis {
    compact: bool,
    hash: HashFunction,
}

impl<'a> Inferred<'a> {
    /// Finds out the layout of `bytes`.
    pub(super) fn new(bytes: &'a [u8], limits: Limits) -> Self {
        let known = bytes.get(..size_of::<RawHeader>()).unwrap_or(bytes);
        let claims = Claims { header: Header::new(known), window: Window::new(bytes) };
        let (compact, hash) = claims.ask_objects(limits);
        let state = claims.state(bytes, limits, Hypothesis { compact, hash: hash.unwrap_or(claims.hash()) });
        let begin = claims.begin();
        // Later fields are the header's only as far as it reaches.
        let header = match state {
            HeaderState::Lost => Header::new(&[]),
            _ => Header::new(cut(known, begin.unwrap_or(MIN_HEADER_SIZE))),
        };
        let layout = AssumedLayout {
            begin: begin.unwrap_or(MIN_HEADER_SIZE),
            compact,
            hash: hash.unwrap_or(HashFunction::Jenkins),
            limits,
        };
        let known = |id: Id128| Some(id).filter(|id| !id.is_null());
        let file_id = match hash {
            Some(HashFunction::Keyed(id)) => Some(id),
            _ => known(header.file_id()),
        };
        let identity = SalvagedIdentity {
            compact,
            hash,
            file_id,
            machine_id: known(header.machine_id()),
            seqnum_id: known(header.seqnum_id()),
            header: state,
        };
        Self {
            file: JournalFile::assume(bytes, header, layout),
            identity,
            begins_with_object: begin.is_some(),
        }
    }
}

impl Claims<'_> {
    fn compact(self) -> bool {
        self.header.incompatible_flags().contains(IncompatibleFlags::COMPACT)
    }

    fn hash(self) -> HashFunction {
        match self.header.incompatible_flags().contains(IncompatibleFlags::KEYED_HASH) {
            true => HashFunction::Keyed(self.header.file_id()),
            false => HashFunction::Jenkins,
        }
    }

    /// The ways to try, that of the header first. The first file of a series has its own ID for that of the series.
    fn hypotheses(self) -> Vec<Hypothesis> {
        let keys = [self.header.file_id(), self.header.seqnum_id()].map(HashFunction::Keyed);
        let mut hypotheses = Vec::new();
        for compact in [self.compact(), !self.compact()] {
            for hash in [self.hash(), HashFunction::Jenkins].into_iter().chain(keys) {
                let hypothesis = Hypothesis { compact, hash };
                if !hypotheses.contains(&hypothesis) {
                    hypotheses.push(hypothesis);
                }
            }
        }
        hypotheses
    }

    /// The layout, and the hash function if it is known.
    fn ask_objects(self, limits: Limits) -> (bool, Option<HashFunction>) {
        let mut votes: Vec<(Hypothesis, u32)> = self.hypotheses().into_iter().map(|way| (way, 0)).collect();
        let (mut for_compact, mut for_regular): (u32, u32) = (0, 0);
        let mut scratch = Scratch::within(limits);
        let samples = Samples { window: self.window, at: MIN_HEADER_SIZE };
        for offset in samples.take(SAMPLES) {
            match name_begin(self.window, offset) {
                Some(begin) if begin == size_of::<DataHead>() => for_regular = for_regular.saturating_add(1),
                Some(_) => for_compact = for_compact.saturating_add(1),
                None => {}
            }
            for (hypothesis, count) in &mut votes {
                *count = count.saturating_add(u32::from(self.agrees(*hypothesis, offset, &mut scratch)));
            }
        }
        // The first of equals is the header's.
        let best = votes.iter().rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0);
        match best {
            Some((hypothesis, _)) => (hypothesis.compact, Some(hypothesis.hash)),
            None if for_compact == for_regular => {
                (self.compact(), Some(self.hash()).filter(|_| for_compact == 0))
            }
            None => (for_compact > for_regular, None),
        }
    }

    /// Tells whether the payload at `offset`, read in this way, agrees with its hash.
    fn agrees(self, hypothesis: Hypothesis, offset: u64, scratch: &mut Scratch) -> bool {
        let bytes = self.window.from(0).unwrap_or_default();
        let limits = Limits { payload_bytes: SAMPLE_LIMIT, ..Limits::untrusted() };
        let Hypothesis { compact, hash } = hypothesis;
        let layout = AssumedLayout { begin: MIN_HEADER_SIZE, compact, hash, limits };
        let file = JournalFile::assume(bytes, Header::new(&[]), layout);
        let data = DataOffset::new(offset).and_then(|offset| file.read_data(offset).ok());
        data.filter(|data| data.stored().len() <= SAMPLE_LIMIT).is_some_and(|data: DataObject<'_>| {
            data.payload(scratch).is_ok_and(|payload| hash.hash(payload) == data.hash())
        })
    }

    /// Where the first object starts.
    fn begin(self) -> Option<u64> {
        let claimed = self.header.header_size();
        let sizes = [claimed].into_iter().chain(HEADER_SIZES);
        let mut sizes = sizes.filter(|size| (MIN_HEADER_SIZE..=MAX_HEADER_SIZE).contains(size));
        sizes.find(|&size| self.type_at(size).is_some())
    }

    /// The type of what looks like the header of an object at `offset`.
    fn type_at(self, offset: u64) -> Option<ObjectType> {
        let header: &ObjectHeader = self.window.read(offset)?;
        let size = header.size.get();
        let least = u64::try_from(header.object_type.head_size(false)?).ok()?;
        let fits = is_aligned(offset) && size > least && self.window.get(offset, size).is_some();
        fits.then_some(header.object_type)
    }

    /// Tells whether the header is this file's.
    fn state(self, bytes: &[u8], limits: Limits, found: Hypothesis) -> HeaderState {
        let claimed = Hypothesis { compact: self.compact(), hash: self.hash() };
        let opens = JournalFile::open_with(bytes, limits).is_ok();
        if opens && claimed == found {
            return HeaderState::Intact;
        }
        let leads_to = |items: u64, object_type| {
            let object = items.checked_sub(u64::try_from(size_of::<ObjectHeader>()).unwrap_or(u64::MAX));
            object.is_some_and(|object| self.type_at(object) == Some(object_type))
        };
        let header_size = self.header.header_size();
        let marks = [
            self.header.signature() == SIGNATURE,
            (MIN_HEADER_SIZE..=MAX_HEADER_SIZE).contains(&header_size) && is_aligned(header_size),
            leads_to(self.header.data_hash_table_offset(), ObjectType::DATA_HASH_TABLE),
            leads_to(self.header.field_hash_table_offset(), ObjectType::FIELD_HASH_TABLE),
            !self.header.file_id().is_null() && found.hash == HashFunction::Keyed(self.header.file_id()),
        ];
        // One alone may be what happens to stand there.
        if marks.into_iter().filter(|&mark| mark).count() >= 2 {
            HeaderState::Damaged
        } else {
            HeaderState::Lost
        }
    }
}

/// What look like the heads of DATA objects, in either layout, one behind the other.
struct Samples<'a> {
    window: Window<'a>,
    at: u64,
}

impl Iterator for Samples<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            self.at = next_start(self.window, self.at)?;
            let at = self.at;
            let size =
                self.window.read::<DataHead>(at).filter(|head| looks_like_data(head, at)).map(|head| {
                    head.object.size.get().checked_next_multiple_of(ALIGNMENT).unwrap_or(u64::MAX)
                });
            match size.filter(|&size| self.window.get(at, size).is_some()) {
                Some(size) => {
                    self.at = at.saturating_add(size);
                    return Some(at);
                }
                None => self.at = at.saturating_add(ALIGNMENT),
            }
        }
    }
}

/// The first place from `offset` on where the first word can be that of an object: a type, codecs, and zeros.
pub(super) fn next_start(window: Window<'_>, offset: u64) -> Option<u64> {
    const NEITHER_TYPE_NOR_CODEC: u64 = !0x0707;
    const TYPE: u64 = 0xff;
    let words = window.from(offset)?.chunks_exact(size_of::<u64>());
    let found = words
        .map(|word| word.try_into().map_or(0, u64::from_le_bytes))
        .position(|word| word & NEITHER_TYPE_NOR_CODEC == 0 && word & TYPE != 0)?;
    u64::try_from(found).ok()?.checked_mul(ALIGNMENT)?.checked_add(offset)
}

/// Tells whether the links of a DATA object at `offset` are such as a writer leaves.
pub(super) fn looks_like_data(head: &DataHead, offset: u64) -> bool {
    let links = [head.next_hash_offset, head.next_field_offset, head.entry_offset, head.entry_array_offset];
    let (next_hash, next_field) = (head.next_hash_offset.get(), head.next_field_offset.get());
    head.object.object_type == ObjectType::DATA
        && links.iter().all(|link| is_aligned(link.get()))
        && (next_hash == 0 || next_hash > offset)
        && next_field < offset
        && (head.entry_offset.get() == 0) == (head.n_entries.get() == 0)
}

/// Where the name of the field begins in the DATA object at `offset`; `None` where nothing looks like one.
fn name_begin(window: Window<'_>, offset: u64) -> Option<usize> {
    let (header, _) = ObjectHeader::ref_from_prefix(window.from(offset)?).ok()?;
    let bytes = window.get(offset, header.size.get())?;
    [false, true].into_iter().find_map(|compact| {
        let begin = ObjectType::DATA.head_size(compact)?;
        has_name(bytes.get(begin..)?).then_some(begin)
    })
}

/// Tells whether a payload begins with a name as journald takes it, and `=`.
pub(super) fn has_name(payload: &[u8]) -> bool {
    let start = payload.get(..=MAX_NAME_LEN).unwrap_or(payload);
    split_field(start).is_some_and(|(name, _)| {
        !name.is_empty() && name.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
    })
}

fn cut(bytes: &[u8], len: u64) -> &[u8] {
    usize::try_from(len).ok().and_then(|len| bytes.get(..len)).unwrap_or(bytes)
}
