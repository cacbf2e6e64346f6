//! What must hold of a header before a file is read: the checks that journald's reader makes on opening.
//!
//! Deliberately not checked, as there: reserved bytes, IDs, and that counters match reality. As journalctl 262 does, a
//! file shorter than its header says is read as far as it goes (`docs/format.md`, "Damage").

use crate::error::{FormatError, HeaderCause, ObjectCause};
use crate::header::Header;
use crate::layout::flags::{CompatibleFlags, IncompatibleFlags, State};
use crate::layout::header::{MIN_HEADER_SIZE, SIGNATURE};
use crate::layout::object::{HashItem, ObjectHeader, ObjectType};

/// One more than the largest valid time in microseconds.
pub(crate) const TIME_LIMIT: u64 = 1 << 55;

/// The smallest header that has counters of tags, which sealed files need.
const SEALED_HEADER_SIZE: u64 = 240;

const OBJECT_HEADER_SIZE: u64 = size_of_u64::<ObjectHeader>();

#[expect(clippy::as_conversions, reason = "a constant size always fits")]
pub(crate) const fn size_of_u64<T>() -> u64 {
    size_of::<T>() as u64
}

/// Checks what decides whether the rest can be read at all: signature, flags, state and size.
pub(crate) fn check_identity(header: Header<'_>) -> Result<(), FormatError> {
    if header.signature() != SIGNATURE {
        return Err(FormatError::Signature { found: header.signature() });
    }
    let unknown = header.incompatible_flags().unknown();
    if unknown != IncompatibleFlags::default() {
        return Err(FormatError::UnsupportedFlags { flags: unknown });
    }
    let State(state) = header.state();
    require(state <= State::ARCHIVED.0, "state", state.into(), HeaderCause::Invalid)?;
    let size = header.header_size();
    require(size >= MIN_HEADER_SIZE, "header_size", size, HeaderCause::Invalid)?;
    let sealed = header.compatible_flags().contains(CompatibleFlags::SEALED);
    require(!sealed || size >= SEALED_HEADER_SIZE, "header_size", size, HeaderCause::Invalid)
}

/// Checks that what the header points at can be there, and that its counters can be true.
pub(crate) fn check_extent(header: Header<'_>) -> Result<(), FormatError> {
    let extent = Extent::new(header)?;
    extent.check_tables(header)?;
    extent.check_entry_arrays(header)?;
    extent.check_tail_entry(header)?;
    check_counters(header)
}

/// Where objects can lie.
struct Extent {
    begin: u64,
    end: u64,
    tail_object: u64,
}

impl Extent {
    fn new(header: Header<'_>) -> Result<Self, FormatError> {
        let begin = header.header_size();
        let arena = header.arena_size();
        let end = begin.checked_add(arena).ok_or(FormatError::Header {
            field: "arena_size",
            value: arena,
            cause: HeaderCause::OutOfBounds,
        })?;
        let tail_object = header.tail_object_offset();
        let fits = tail_object == 0
            || (is_aligned(tail_object)
                && tail_object >= begin
                && tail_object.checked_add(OBJECT_HEADER_SIZE).is_some_and(|tail_end| tail_end <= end));
        require(fits, "tail_object_offset", tail_object, HeaderCause::OutOfBounds)?;
        Ok(Self { begin, end, tail_object })
    }

    fn can_be_object(&self, offset: u64) -> bool {
        is_aligned(offset) && (self.begin..=self.tail_object).contains(&offset)
    }

    fn check_tables(&self, header: Header<'_>) -> Result<(), FormatError> {
        for (name, offset, size) in [
            ("data_hash_table_offset", header.data_hash_table_offset(), header.data_hash_table_size()),
            ("field_hash_table_offset", header.field_hash_table_offset(), header.field_hash_table_size()),
        ] {
            require((offset == 0) == (size == 0), name, offset, HeaderCause::Inconsistent)?;
            if offset == 0 {
                continue;
            }
            let object = offset.checked_sub(OBJECT_HEADER_SIZE).filter(|&object| self.can_be_object(object));
            let room = object.and_then(|object| self.end.checked_sub(object));
            require(room.is_some_and(|room| size <= room), name, offset, HeaderCause::OutOfBounds)?;
        }
        Ok(())
    }

    fn check_entry_arrays(&self, header: Header<'_>) -> Result<(), FormatError> {
        let head = header.entry_array_offset();
        require(head == 0 || self.can_be_object(head), "entry_array_offset", head, HeaderCause::OutOfBounds)?;
        let (Some(tail), Some(used)) =
            (header.tail_entry_array_offset(), header.tail_entry_array_n_entries())
        else {
            return Ok(());
        };
        let tail = u64::from(tail);
        const TAIL: &str = "tail_entry_array_offset";
        require(tail == 0 || self.can_be_object(tail), TAIL, tail, HeaderCause::OutOfBounds)?;
        // 32 bits cannot hold the offset in files beyond 4 GiB: nothing can be concluded there.
        if self.end > u64::from(u32::MAX) {
            return Ok(());
        }
        require(tail >= head && (head != 0 || tail == 0), TAIL, tail, HeaderCause::Inconsistent)?;
        require((tail == 0) == (used == 0), TAIL, tail, HeaderCause::Inconsistent)?;
        let item = if header.incompatible_flags().contains(IncompatibleFlags::COMPACT) { 4 } else { 8 };
        let items_end = u64::from(used).checked_mul(item).and_then(|bytes| bytes.checked_add(tail));
        require(items_end.is_some_and(|end| end <= self.end), TAIL, tail, HeaderCause::OutOfBounds)
    }

    fn check_tail_entry(&self, header: Header<'_>) -> Result<(), FormatError> {
        let Some(tail) = header.tail_entry_offset() else { return Ok(()) };
        let boot_is_null = header.tail_entry_boot_id().is_null();
        let times = [
            ("head_entry_realtime", header.head_entry_realtime()),
            ("tail_entry_realtime", header.tail_entry_realtime()),
            ("tail_entry_monotonic", header.tail_entry_monotonic()),
        ];
        if tail == 0 {
            for (name, time) in times {
                require(time == 0, name, time, HeaderCause::Inconsistent)?;
            }
            let names_tail_boot = header.compatible_flags().contains(CompatibleFlags::TAIL_ENTRY_BOOT_ID);
            return require(
                boot_is_null || !names_tail_boot,
                "tail_entry_offset",
                0,
                HeaderCause::Inconsistent,
            );
        }
        require(self.can_be_object(tail), "tail_entry_offset", tail, HeaderCause::OutOfBounds)?;
        require(!boot_is_null, "tail_entry_boot_id", 0, HeaderCause::Inconsistent)?;
        for (name, time) in times {
            let least = u64::from(name != "tail_entry_monotonic");
            require((least..TIME_LIMIT).contains(&time), name, time, HeaderCause::Inconsistent)?;
        }
        Ok(())
    }
}

fn check_counters(header: Header<'_>) -> Result<(), FormatError> {
    let objects = header.n_objects();
    let room = header.arena_size().checked_div(OBJECT_HEADER_SIZE).unwrap_or_default();
    require(objects <= room, "n_objects", objects, HeaderCause::Inconsistent)?;
    let entries = header.n_entries();
    require(entries <= objects, "n_entries", entries, HeaderCause::Inconsistent)?;
    for (name, count) in [
        ("n_data", header.n_data()),
        ("n_fields", header.n_fields()),
        ("n_tags", header.n_tags()),
        ("n_entry_arrays", header.n_entry_arrays()),
    ] {
        let count = count.unwrap_or_default();
        require(count <= objects, name, count, HeaderCause::Inconsistent)?;
    }
    let in_tail = header.tail_entry_array_n_entries().map_or(0, u64::from);
    require(in_tail <= entries, "tail_entry_array_n_entries", in_tail, HeaderCause::Inconsistent)
}

pub(crate) const fn is_aligned(offset: u64) -> bool {
    offset.is_multiple_of(8)
}

/// Checks a link to another object: none, or an aligned offset that moves on.
pub(crate) fn check_link(
    object: ObjectType,
    offset: u64,
    field: &'static str,
    next: u64,
    moves_on: bool,
) -> Result<(), FormatError> {
    let cause = match next {
        0 => return Ok(()),
        next if !is_aligned(next) => ObjectCause::Value { field, found: next },
        _ if moves_on => return Ok(()),
        next => ObjectCause::NotForward { next },
    };
    Err(FormatError::Object { object, offset, cause })
}

/// The number of buckets in a hash table of `size` bytes.
pub(crate) const fn bucket_count(size: u64) -> u64 {
    match size.checked_div(size_of_u64::<HashItem>()) {
        Some(count) => count,
        None => 0,
    }
}

fn require(holds: bool, field: &'static str, value: u64, cause: HeaderCause) -> Result<(), FormatError> {
    if holds { Ok(()) } else { Err(FormatError::Header { field, value, cause }) }
}
