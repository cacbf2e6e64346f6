//! What might be an object, in bytes of which nothing is known: not where its file begins, nor which layout it has.
//!
//! The checks are those that need no other place of the file. They are strict, since most of an image is no journal; an
//! object whose links are damaged is passed over here, and found again when its file is salvaged.

use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use crate::check::{TIME_LIMIT, is_aligned};
use crate::layout::object::{
    DataHead, EntryArrayHead, FieldHead, HashItem, ObjectHeader, ObjectType, RawEntryHead, TagObject,
};
use crate::window::Window;

/// One more than the largest offset that a journal file has, by far: 1 TiB.
const OFFSET_LIMIT: u64 = 1 << 40;
/// The largest sizes in bytes: of a field with 768 MiB, a field's name, an entry with 64 Ki items, a table or an array.
const DATA_LIMIT: u64 = 1 << 30;
const FIELD_LIMIT: u64 = 512;
const ENTRY_LIMIT: u64 = 1 << 20;
const TABLE_LIMIT: u64 = 1 << 32;

/// What an object might be, by its own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plausible {
    pub(super) object_type: ObjectType,
    /// The unpadded size in bytes.
    pub(super) size: u64,
}

/// Tells whether an object may begin with these eight bytes: a known type, at most one codec (of a DATA object), and nothing
/// in the reserved ones.
pub(super) const fn may_begin(word: u64) -> bool {
    matches!(word, 1..=7 | 0x0101 | 0x0201 | 0x0401)
}

/// The object that might be at `at`.
pub(super) fn object_at(image: Window<'_>, at: u64) -> Option<Plausible> {
    let header: &ObjectHeader = image.read(at)?;
    let word: &zerocopy::little_endian::U64 = image.read(at)?;
    if !may_begin(word.get()) {
        return None;
    }
    let (object_type, size) = (header.object_type, header.size.get());
    let bytes = image.get(at, size)?;
    let holds = match object_type {
        ObjectType::DATA => size < DATA_LIMIT && is_data(bytes, header.flags),
        ObjectType::FIELD => size < FIELD_LIMIT && is_field(bytes),
        ObjectType::ENTRY => size < ENTRY_LIMIT && is_entry(bytes),
        ObjectType::ENTRY_ARRAY => size < TABLE_LIMIT && is_entry_array(bytes),
        ObjectType::TAG => is_tag(bytes),
        _ => size < TABLE_LIMIT && is_hash_table(bytes),
    };
    holds.then_some(Plausible { object_type, size })
}

/// Where the payload of a DATA object begins: behind the head of the regular layout, or of the compact one.
pub(super) const PAYLOAD_AT: [usize; 2] = [64, 72];

fn is_data(bytes: &[u8], flags: u8) -> bool {
    let Some((head, _)) = head::<DataHead>(bytes) else { return false };
    let links = [head.next_hash_offset, head.next_field_offset, head.entry_offset, head.entry_array_offset];
    let counted = (head.entry_offset.get() == 0) == (head.n_entries.get() == 0);
    counted
        && links.iter().all(|link| is_link(link.get()))
        && PAYLOAD_AT.iter().any(|&at| bytes.get(at..).is_some_and(|payload| is_payload(payload, flags)))
}

/// Tells whether a payload begins as a field does, or as what its codec writes.
fn is_payload(payload: &[u8], flags: u8) -> bool {
    /// journald's own bound of a name.
    const NAME_LIMIT: usize = 64;
    match flags {
        0 => {
            let name = payload.iter().take(NAME_LIMIT.saturating_add(1)).position(|&byte| byte == b'=');
            name.is_some_and(|end| is_name(payload.get(..end).unwrap_or_default()))
        }
        1 => payload.starts_with(b"\xfd7zXZ\0"),
        2 => payload.first_chunk().is_some_and(|size| (1..DATA_LIMIT).contains(&u64::from_le_bytes(*size))),
        _ => payload.starts_with(b"\x28\xb5\x2f\xfd"),
    }
}

fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
}

fn is_field(bytes: &[u8]) -> bool {
    head::<FieldHead>(bytes).is_some_and(|(head, name)| {
        is_link(head.next_hash_offset.get()) && is_link(head.head_data_offset.get()) && is_name(name)
    })
}

fn is_entry(bytes: &[u8]) -> bool {
    head::<RawEntryHead>(bytes).is_some_and(|(head, items)| {
        head.seqnum.get() > 0
            && (1..TIME_LIMIT).contains(&head.realtime.get())
            && head.monotonic.get() < TIME_LIMIT
            && !head.boot_id.is_null()
            && items.len().is_multiple_of(4)
            && begins_with_link(items)
    })
}

fn is_entry_array(bytes: &[u8]) -> bool {
    head::<EntryArrayHead>(bytes).is_some_and(|(head, items)| {
        is_link(head.next_entry_array_offset.get())
            && items.len().is_multiple_of(4)
            && begins_with_link(items)
    })
}

/// Items of either layout begin with the four low bytes of an offset, which is not 0.
fn begins_with_link(items: &[u8]) -> bool {
    let first = items.first_chunk().map(|low| u32::from_le_bytes(*low));
    first.is_some_and(|low| low != 0 && low.is_multiple_of(8))
}

fn is_tag(bytes: &[u8]) -> bool {
    head::<TagObject>(bytes)
        .is_some_and(|(tag, rest)| rest.is_empty() && tag.seqnum.get() > 0 && tag.epoch.get() < TIME_LIMIT)
}

/// The first buckets have to do here; see [`intact_part`].
fn is_hash_table(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 64;
    let Some((_, buckets)) = head::<ObjectHeader>(bytes) else { return false };
    buckets.len() >= size_of::<HashItem>()
        && buckets.len().is_multiple_of(size_of::<HashItem>())
        && intact_buckets(buckets).take(LOOKED_AT).all(|is_intact| is_intact)
}

/// How many bytes of the object at `at` can be what they should be. Tables and arrays are larger than what a file system
/// keeps together: behind the first blocks there may be something else. For all others their end is as good as any.
///
/// Costs a look at each bucket or item.
pub(super) fn intact_part(image: Window<'_>, at: u64, object: Plausible) -> u64 {
    let bytes = image.get(at, object.size).unwrap_or_default();
    let (head_size, intact) = match object.object_type {
        ObjectType::DATA_HASH_TABLE | ObjectType::FIELD_HASH_TABLE => {
            let head_size = size_of::<ObjectHeader>();
            let buckets = intact_buckets(bytes.get(head_size..).unwrap_or_default());
            (
                head_size,
                buckets.take_while(|is_intact| *is_intact).count().saturating_mul(size_of::<HashItem>()),
            )
        }
        ObjectType::ENTRY_ARRAY => {
            let head_size = size_of::<EntryArrayHead>();
            let (words, _) = bytes.get(head_size..).unwrap_or_default().as_chunks::<4>();
            (head_size, words.iter().take_while(|word| is_half_of_item(**word)).count().saturating_mul(4))
        }
        _ => return object.size,
    };
    u64::try_from(head_size.saturating_add(intact)).unwrap_or(u64::MAX)
}

fn intact_buckets(buckets: &[u8]) -> impl Iterator<Item = bool> {
    let (buckets, _) = buckets.as_chunks::<16>();
    buckets.iter().map(|bucket| {
        HashItem::ref_from_bytes(bucket).is_ok_and(|item| {
            let (first, last) = (item.head_hash_offset.get(), item.tail_hash_offset.get());
            is_link(first) && is_link(last) && first <= last && (first == 0) == (last == 0)
        })
    })
}

/// Four bytes of an item of either layout: an offset, or the upper half of one.
fn is_half_of_item(word: [u8; 4]) -> bool {
    let word = u32::from_le_bytes(word);
    word.is_multiple_of(8) || u64::from(word) < OFFSET_LIMIT >> 32
}

fn is_link(offset: u64) -> bool {
    is_aligned(offset) && offset < OFFSET_LIMIT
}

fn head<T: FromBytes + Immutable + KnownLayout + Unaligned>(bytes: &[u8]) -> Option<(&T, &[u8])> {
    T::ref_from_prefix(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::JournalFile;
    use crate::carve::tests::journal;

    #[test]
    fn every_object_of_a_journal_is_plausible() {
        for compact in [false, true] {
            let journal = journal(compact, 300);
            let file = JournalFile::open(&journal).unwrap();
            let image = Window::new(&journal);
            let mut seen = [0; 8];
            for object in file.objects() {
                let (offset, object_type) = object.unwrap();
                let plausible = object_at(image, offset).map(|object| object.object_type);
                assert_eq!(plausible, Some(object_type), "at {offset:#x}");
                seen[usize::from(object_type.0)] += 1;
            }
            assert!(seen[1..=6].iter().all(|&count| count > 0), "{seen:?}");
        }
    }

    #[test]
    fn what_begins_like_an_object_is_none_without_the_rest() {
        let journal = journal(true, 20);
        let file = JournalFile::open(&journal).unwrap();
        let (entry, _) =
            file.objects().map(Result::unwrap).find(|(_, object)| *object == ObjectType::ENTRY).unwrap();
        let at = usize::try_from(entry).unwrap();
        let cut = &journal[at..at + 70];
        assert_eq!(object_at(Window::new(cut), 0), None, "cut");
        for (byte, value) in [(0, 0), (0, 8), (1, 3), (2, 1), (14, 1), (30, 0xff), (64, 3)] {
            let mut changed = journal[at..at + 200].to_vec();
            changed[byte] = value;
            assert_eq!(object_at(Window::new(&changed), 0), None, "byte {byte}");
        }
    }
}
