//! ENTRY objects: their values and their items.

use journalq_file::layout::object::ObjectType;
use journalq_file::{FormatError, ObjectCause};

use crate::sample::{N, Sample, all_but, bad, message};

/// Damages the entry 21 by writing `value` at `at`: it alone is lost, for this cause.
#[track_caller]
fn loses_one_entry(at: u64, value: u64, cause: ObjectCause) {
    for mut sample in Sample::of_each_layout() {
        let offset = sample.entry(21).offset;
        sample.put_u64(offset + at, value);
        sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, offset, cause)]);
    }
}

fn value(field: &'static str, found: u64) -> ObjectCause {
    ObjectCause::Value { field, found }
}

#[test]
fn seqnum_of_zero() {
    // Sequence numbers begin with 1: the entry is lost.
    loses_one_entry(16, 0, value("seqnum", 0));
}

#[test]
fn seqnum_far_too_large() {
    // Any other number is possible: the entry is returned, and all behind it, since their order is that of the file.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(sample.entry(21).offset + 16, 1 << 60);
        sample.read().assert((1..=N).map(|seqnum| if seqnum == 21 { 1 << 60 } else { seqnum }));
    }
}

#[test]
fn realtime_out_of_range() {
    // Wall clock time is neither 0 nor 2^55 and later: the entry is lost.
    for found in [0, 1 << 55, u64::MAX] {
        loses_one_entry(24, found, value("realtime", found));
    }
}

#[test]
fn realtime_at_the_limits() {
    // The earliest and the latest time that are valid: the entry is returned.
    for mut sample in Sample::of_each_layout() {
        for time in [1, (1 << 55) - 1] {
            sample.put_u64(sample.entry(21).offset + 24, time);
            sample.read().assert(1..=N);
        }
    }
}

#[test]
fn monotonic_out_of_range() {
    // Time since boot is below 2^55: the entry is lost.
    loses_one_entry(32, 1 << 55, value("monotonic", 1 << 55));
}

#[test]
fn null_boot_id() {
    // Every entry is of some boot: one without is lost.
    for mut sample in Sample::of_each_layout() {
        let offset = sample.entry(21).offset;
        sample.put(offset + 40, &[0; 16]);
        let cause = value("boot_id", 0);
        sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, offset, cause)]);
    }
}

#[test]
fn size_of_an_entry() {
    // No items, not a whole number of them, less than the head, nothing at all, or more than the file: the entry is lost.
    for found in [64, 66, 63, 16, 15, 1] {
        loses_one_entry(8, found, ObjectCause::Size { found });
    }
    loses_one_entry(8, 0, ObjectCause::Unwritten);
    for mut sample in Sample::of_each_layout() {
        let (offset, have) = (sample.entry(21).offset, sample.len());
        for size in [1 << 30, u64::MAX, u64::MAX - 7] {
            sample.put_u64(offset + 8, size);
            let cause = ObjectCause::OutOfBounds { need: offset.saturating_add(size), have };
            sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, offset, cause)]);
        }
    }
}

#[test]
fn type_of_an_entry() {
    // The object says that it is something else: the entry is lost.
    for mut sample in Sample::of_each_layout() {
        let offset = sample.entry(21).offset;
        for found in [ObjectType::DATA, ObjectType::TAG, ObjectType(0), ObjectType(8)] {
            sample.put(offset, &[found.0]);
            let cause = ObjectCause::WrongType { found };
            sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, offset, cause)]);
        }
    }
}

#[test]
fn item_of_an_entry() {
    // The entry's second item is zero, beyond the file, at an entry, or repeats the first: the entry is returned with its
    // other fields, and a field that cannot be read says why.
    for mut sample in Sample::of_each_layout() {
        let (offset, have) = (sample.entry(21).offset, sample.len());
        let stride = if sample.healthy.header.is_compact() { 4 } else { 16 };
        let first = sample.entry(21).items[0];
        let healthy = sample.payloads(21);
        let beyond = have.next_multiple_of(8);
        let data = |offset, cause| Some(Err(bad(ObjectType::DATA, offset, cause)));
        for (item, expected) in [
            (0, None),
            (beyond, data(beyond, ObjectCause::OutOfBounds { need: beyond + 16, have })),
            (offset, data(offset, ObjectCause::WrongType { found: ObjectType::ENTRY })),
            (first + 4, data(first + 4, ObjectCause::Misaligned)),
            (8, data(8, ObjectCause::InHeader)),
            (first, Some(healthy[0].clone())),
        ] {
            sample.put_item(offset + 64 + stride, item);
            sample.read().assert(1..=N);
            let mut wanted: Vec<Result<Vec<u8>, FormatError>> = healthy.clone();
            wanted.splice(1..2, expected);
            assert_eq!(sample.payloads(21), wanted, "item {item:#x}");
        }
        assert!(healthy.contains(&Ok(message(21).into_bytes())));
    }
}

#[test]
fn size_that_reaches_over_the_next_entries() {
    // The entry is larger than it was, so that others lie in it: they are returned all the same.
    for mut sample in Sample::of_each_layout() {
        let at = sample.entry(21).offset + 8;
        let size = sample.u64_at(at);
        sample.put_u64(at, size + 512);
        let reading = sample.read();
        assert!(all_but(21..=21).all(|seqnum| reading.seqnums.contains(&seqnum)), "{:?}", reading.seqnums);
    }
}
