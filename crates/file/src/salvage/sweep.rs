//! The sweep: every object that is in the bytes, found without any index.
//!
//! Objects lie one behind the other, so that where one ends for sure, the next begins. Where there is none, every eighth
//! byte is tried. What proves itself is never entered: what looks like an object inside a DATA object's payload was
//! logged, and is kept apart.

use zerocopy::FromBytes;

use super::layout::{has_name, looks_like_data, next_start};
use super::objects::{ALIGNMENT, Object, Objects, Proof};
use super::report::ItemLoss;
use crate::check::{TIME_LIMIT, is_aligned, size_of_u64};
use crate::codec::CodecError;
use crate::data::{DataObject, Scratch, split_field};
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::items::ArrayItems;
use crate::layout::hash::{HashFunction, jenkins64};
use crate::layout::object::{DataHead, EntryArrayHead, HashItem, ObjectHeader, ObjectType, TagObject};
use crate::layout::offset::{DataOffset, EntryOffset, FieldOffset};

/// The name of the field that repeats an entry's boot ID, and `=`.
pub(super) const BOOT_ID_FIELD: &[u8] = b"_BOOT_ID=";

/// How many bytes of objects may be looked at for each byte of the file. Objects that overlap are looked at again.
const WORK_PER_BYTE: u64 = 16;

/// How many decompressed bytes count as one that is looked at.
const DECOMPRESSED_PER_WORK: u64 = 8;

/// No link leads as far; text that is taken for one would.
const MAX_LINK: u64 = 1 << 56;

/// What a sweep found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) objects: Objects,
    /// Entries within payloads, in file order.
    pub(super) embedded: Vec<Embedded>,
    /// Where the sweep stopped since it had cost too much.
    pub(super) stopped: Option<u64>,
}

/// An entry within a payload.
#[derive(Clone, Copy, Debug)]
pub(super) struct Embedded {
    pub(super) entry: u64,
    /// The DATA object.
    pub(super) data: u64,
}

/// Sweeps over a file whose hash function is `hash`, `None` where its key is lost.
pub(super) fn sweep(file: JournalFile<'_>, hash: Option<HashFunction>, begin: u64) -> Found {
    let len = file.len();
    let limits = file.limits();
    let payload = u64::try_from(limits.payload_bytes).unwrap_or(u64::MAX);
    let sweep = Sweep {
        file,
        hash,
        scratch: Scratch::within(limits),
        payload: Vec::new(),
        work_left: len.saturating_mul(WORK_PER_BYTE).saturating_add(payload.saturating_mul(2)),
        objects: Objects::new(len),
        embedded: Vec::new(),
    };
    sweep.run(begin)
}

struct Sweep<'a> {
    file: JournalFile<'a>,
    hash: Option<HashFunction>,
    scratch: Scratch,
    /// The payload that was decompressed last.
    payload: Vec<u8>,
    work_left: u64,
    objects: Objects,
    embedded: Vec<Embedded>,
}

impl<'a> Sweep<'a> {
    fn run(mut self, begin: u64) -> Found {
        let mut at = begin;
        let mut expected = true;
        let mut stopped = None;
        while at < self.file.len() {
            if !expected {
                let Some(next) = next_start(self.file.window(), at) else { break };
                at = next;
            }
            let found = self.examine(at, expected);
            if self.work_left == 0 {
                stopped = Some(at);
                break;
            }
            expected = found.is_some_and(|object| object.proof == Proof::Proven);
            found.into_iter().for_each(|object| self.objects.push(object));
            at = match found.filter(|_| expected) {
                Some(object) => {
                    self.look_inside(object);
                    object.end()
                }
                None => at.saturating_add(ALIGNMENT),
            };
        }
        self.objects.rank();
        Found { objects: self.objects, embedded: self.embedded, stopped }
    }

    /// What is at `at`, where an object is `expected` since another ends there. Of what is not expected, more is asked.
    fn examine(&mut self, at: u64, expected: bool) -> Option<Object> {
        let header: &ObjectHeader = self.file.window().read(at)?;
        let object_type = header.object_type;
        let bytes = self.file.object(at, object_type).ok()?.bytes;
        let size = u64::try_from(bytes.len()).ok()?;
        self.work_left = self.work_left.saturating_sub(size);
        let blank = Object {
            offset: at,
            size,
            jenkins: 0,
            object_type,
            proof: Proof::Proven,
            names_boot: false,
            anchored: false,
            indexed: false,
        };
        let proof = match object_type {
            ObjectType::DATA => return self.examine_data(blank, expected),
            ObjectType::FIELD => self.field_proof(at),
            ObjectType::ENTRY => return self.examine_entry(blank, expected),
            ObjectType::ENTRY_ARRAY => self.array_proof(at, bytes, expected),
            ObjectType::TAG => tag_proof(bytes),
            _ => self.table_proof(at, bytes),
        };
        Some(Object { proof, ..blank }).filter(|object| expected || !object.is_damaged())
    }

    fn examine_data(&mut self, blank: Object, expected: bool) -> Option<Object> {
        let data = self.file.read_data(DataOffset::new(blank.offset)?).ok()?;
        let head: &DataHead = self.file.window().read(blank.offset)?;
        let sound = looks_like_data(head, blank.offset);
        let mut payload = std::mem::take(&mut self.payload);
        payload.clear();
        let object = match self.payload(&data, &mut payload) {
            Err(loss) => Object { proof: Proof::Damaged(loss), ..blank },
            Ok(payload) => {
                let (proof, jenkins) = match self.hash {
                    // It may be the hash that is damaged: an entry's own hash can still prove the payload.
                    Some(hash) if hash.hash(payload) != data.hash() => {
                        (Proof::Damaged(ItemLoss::WrongHash), jenkins64(payload))
                    }
                    Some(HashFunction::Jenkins) => (Proof::Proven, data.hash()),
                    Some(HashFunction::Keyed(_)) => (Proof::Proven, jenkins64(payload)),
                    None if split_field(payload).is_some() => (Proof::Plausible, jenkins64(payload)),
                    None => (Proof::Damaged(ItemLoss::WrongHash), 0),
                };
                Object { proof, jenkins, names_boot: payload.starts_with(BOOT_ID_FIELD), ..blank }
            }
        };
        self.payload = payload;
        // Where the key is lost a sound head is all that there is to prove it.
        let enough = match object.proof {
            Proof::Proven => true,
            Proof::Plausible | Proof::Damaged(_) => sound || expected,
        };
        Some(object).filter(|_| enough)
    }

    /// The payload of `data`: in place, or decompressed into `out`.
    fn payload<'o>(&mut self, data: &DataObject<'a>, out: &'o mut Vec<u8>) -> Result<&'o [u8], ItemLoss>
    where
        'a: 'o,
    {
        if data.codec().map_err(|_| ItemLoss::Undecodable)?.is_none() {
            return Ok(data.stored());
        }
        let limit = self.work_left.saturating_mul(DECOMPRESSED_PER_WORK);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let result = data.decompress_onto(&mut self.scratch, limit, out);
        let work = u64::try_from(out.len()).unwrap_or(u64::MAX).div_ceil(DECOMPRESSED_PER_WORK);
        self.work_left = self.work_left.saturating_sub(work);
        result.map_err(|error| loss_of(&error))?;
        Ok(out)
    }

    fn field_proof(&self, at: u64) -> Proof {
        let field = FieldOffset::new(at).and_then(|offset| self.file.read_field(offset).ok());
        let Some(field) = field else { return Proof::Damaged(ItemLoss::NoData) };
        let named = || has_name(&[field.name(), b"="].concat());
        match self.hash {
            Some(hash) if hash.hash(field.name()) == field.hash() => Proof::Proven,
            None if named() => Proof::Proven,
            _ => Proof::Damaged(ItemLoss::WrongHash),
        }
    }

    /// An entry whose items all lead to DATA objects is as long as it says; of another, one item at least has to.
    fn examine_entry(&mut self, blank: Object, expected: bool) -> Option<Object> {
        let entry = self.file.read_entry(EntryOffset::new(blank.offset)?).ok()?;
        let mut known: usize = 0;
        for item in entry.items().map(DataOffset::get) {
            // What was passed over may be one whose links are damaged: the item vouches for it.
            let is_data = self.is_data(item) || (item < blank.offset && self.add_late(item));
            known = known.saturating_add(usize::from(is_data));
        }
        let proof = if known == entry.n_items() { Proof::Proven } else { Proof::Damaged(ItemLoss::NoData) };
        Some(Object { proof, ..blank }).filter(|_| expected || known > 0)
    }

    /// Adds the DATA object at `offset`, before which the sweep did not find one. Tells whether there is any.
    fn add_late(&mut self, offset: u64) -> bool {
        let is_data = |found: &ObjectType| *found == ObjectType::DATA;
        if self.objects.contains(offset) || !self.file.window().read(offset).is_some_and(is_data) {
            return false;
        }
        let found = self.examine(offset, true);
        found.into_iter().for_each(|object| self.objects.push(object));
        found.is_some()
    }

    fn is_data(&self, offset: u64) -> bool {
        self.objects.contains(offset)
            && self.file.window().read::<ObjectType>(offset).is_some_and(|found| *found == ObjectType::DATA)
    }

    /// The items of an array increase up to those never written, which bytes behind a wrong size would not.
    fn array_proof(&self, at: u64, bytes: &[u8], expected: bool) -> Proof {
        const DAMAGED: Proof = Proof::Damaged(ItemLoss::NoData);
        let Ok((head, items)) = EntryArrayHead::ref_from_prefix(bytes) else { return DAMAGED };
        let next = head.next_entry_array_offset.get();
        let mut last = 0;
        let mut ended = false;
        let in_order = ArrayItems::new(items, self.file.is_compact()).offsets().all(|item| {
            let in_order = item == 0 || (!ended && item > last && is_aligned(item));
            ended = item == 0;
            last = last.max(item);
            in_order
        });
        let links = next == 0 || (is_aligned(next) && next > at);
        // An array is made for the item that it then gets.
        let holds = in_order && links && !items.is_empty() && (expected || last != 0);
        if holds { Proof::Proven } else { DAMAGED }
    }

    /// A hash table is as large as the header says, or holds nothing but links.
    fn table_proof(&self, at: u64, bytes: &[u8]) -> Proof {
        let items = bytes.get(size_of::<ObjectHeader>()..).unwrap_or_default();
        let here = at.saturating_add(size_of_u64::<ObjectHeader>());
        let size = u64::try_from(items.len()).unwrap_or(u64::MAX);
        let header = self.file.header();
        let tables = [
            (header.data_hash_table_offset(), header.data_hash_table_size()),
            (header.field_hash_table_offset(), header.field_hash_table_size()),
        ];
        let is_link = |link: u64| is_aligned(link) && link < MAX_LINK;
        let holds_links = || {
            <[HashItem]>::ref_from_bytes(items).is_ok_and(|items| {
                items.iter().all(|item| {
                    let (head, tail) = (item.head_hash_offset.get(), item.tail_hash_offset.get());
                    (head == 0) == (tail == 0) && head <= tail && is_link(head) && is_link(tail)
                })
            })
        };
        if !items.is_empty() && (tables.contains(&(here, size)) || holds_links()) {
            Proof::Proven
        } else {
            Proof::Damaged(ItemLoss::NoData)
        }
    }

    /// Looks for entries in the payload of a proven DATA object.
    fn look_inside(&mut self, object: Object) {
        if object.object_type != ObjectType::DATA {
            return;
        }
        let mut at = object.offset.saturating_add(size_of_u64::<DataHead>());
        let end = object.offset.saturating_add(object.size);
        while let Some(found) = next_start(self.file.window().until(end), at) {
            at = found.saturating_add(ALIGNMENT);
            if self.file.window().read::<ObjectType>(found).is_none_or(|found| *found != ObjectType::ENTRY) {
                continue;
            }
            let Some(entry) = EntryOffset::new(found).and_then(|offset| self.file.read_entry(offset).ok())
            else {
                continue;
            };
            self.work_left = self.work_left.saturating_sub(entry.end().saturating_sub(found));
            if entry.end() > end || !entry.items().any(|item| self.is_data(item.get())) {
                continue;
            }
            self.embedded.push(Embedded { entry: found, data: object.offset });
            at = entry.end().checked_next_multiple_of(ALIGNMENT).unwrap_or(end);
        }
    }
}

fn tag_proof(bytes: &[u8]) -> Proof {
    match TagObject::ref_from_bytes(bytes) {
        Ok(tag) if tag.epoch.get() < TIME_LIMIT => Proof::Proven,
        _ => Proof::Damaged(ItemLoss::NoData),
    }
}

/// Why a payload could not be decompressed.
fn loss_of(error: &FormatError) -> ItemLoss {
    use CodecError::{OutOfMemory, OverLimit, WindowTooLarge};
    match error {
        FormatError::Object {
            cause: ObjectCause::Payload(OverLimit | WindowTooLarge | OutOfMemory), ..
        } => ItemLoss::OverLimit,
        _ => ItemLoss::Undecodable,
    }
}
