//! Hash tables and the chains of DATA and FIELD objects in their buckets.

use journalq_file::layout::object::ObjectType;
use journalq_file::write::{Layout, WriteOptions};
use journalq_file::{FormatError, ObjectCause, Scratch};

use crate::sample::{N, Sample, bad, message, small};

/// Where DATA and FIELD objects have the offset of the next one in the bucket.
const NEXT_HASH: u64 = 24;

/// Samples in which all DATA objects are in one chain.
fn one_bucket() -> [Sample; 2] {
    [Layout::Regular, Layout::Compact]
        .map(|layout| Sample::new(WriteOptions { data_hash_buckets: 1, ..small(layout) }, N))
}

/// Looks a payload up: the offset of its DATA object.
fn find(sample: &Sample, payload: &str) -> Result<Option<u64>, FormatError> {
    let found = sample.file().find_data(payload.as_bytes(), &mut Scratch::default());
    found.map(|data| data.map(|data| data.offset().get()))
}

fn find_field(sample: &Sample, name: &str) -> Result<Option<u64>, FormatError> {
    sample.file().find_field(name.as_bytes()).map(|field| field.map(|field| field.offset().get()))
}

/// In one chain with all others: a payload before the damage is found, one behind it gives `error`, and so does
/// one that is not there at all. Entries do not need the hash table.
#[track_caller]
fn breaks_look_ups(sample: &Sample, error: FormatError) {
    let before = message(5);
    assert_eq!(find(sample, &before), Ok(Some(sample.data(&before))));
    assert_eq!(find(sample, &message(30)), Err(error));
    assert_eq!(find(sample, "ABSENT=1"), Err(error));
    sample.read().assert(1..=N);
}

#[test]
fn chain_to_itself_or_backward() {
    // A DATA object is followed by itself, or by one before it: the look-up ends there.
    for mut sample in one_bucket() {
        let at = sample.data(&message(20));
        for next in [at, sample.data(&message(10)), 16] {
            sample.put_u64(at + NEXT_HASH, next);
            breaks_look_ups(&sample, bad(ObjectType::DATA, at, ObjectCause::NotForward { next }));
        }
    }
}

#[test]
fn chain_beyond_the_end() {
    // A DATA object is followed by one behind the end of the file: the look-up ends there.
    for mut sample in one_bucket() {
        let have = sample.len();
        for next in [have.next_multiple_of(8), 1 << 40, u64::MAX - 7] {
            sample.put_u64(sample.data(&message(20)) + NEXT_HASH, next);
            let cause = ObjectCause::OutOfBounds { need: next.saturating_add(16), have };
            breaks_look_ups(&sample, bad(ObjectType::DATA, next, cause));
        }
    }
}

#[test]
fn chain_to_no_multiple_of_eight() {
    // A DATA object is followed by an offset that is none: the look-up ends there.
    for mut sample in one_bucket() {
        let at = sample.data(&message(20));
        let found = sample.data(&message(21)) + 4;
        sample.put_u64(at + NEXT_HASH, found);
        let cause = ObjectCause::Value { field: "next_hash_offset", found };
        breaks_look_ups(&sample, bad(ObjectType::DATA, at, cause));
    }
}

#[test]
fn chain_into_an_object_of_another_type() {
    // A DATA object is followed by an entry: the look-up ends there.
    for mut sample in one_bucket() {
        let entry = sample.entry(25).offset;
        sample.put_u64(sample.data(&message(20)) + NEXT_HASH, entry);
        let found = ObjectCause::WrongType { found: ObjectType::ENTRY };
        breaks_look_ups(&sample, bad(ObjectType::DATA, entry, found));
    }
}

#[test]
fn chain_that_ends_too_early() {
    // A DATA object is followed by none: those behind it are not found, which nothing can tell.
    for mut sample in one_bucket() {
        sample.put_u64(sample.data(&message(20)) + NEXT_HASH, 0);
        assert_eq!(find(&sample, &message(20)), Ok(Some(sample.data(&message(20)))));
        assert_eq!(find(&sample, &message(21)), Ok(None));
        sample.read().assert(1..=N);
    }
}

#[test]
fn bucket_to_an_object_of_another_type() {
    // The bucket begins with an entry: nothing is found, all entries are there.
    for mut sample in one_bucket() {
        let entry = sample.entry(25).offset;
        sample.put_u64(sample.healthy.header.data_hash_table_offset, entry);
        let error = bad(ObjectType::DATA, entry, ObjectCause::WrongType { found: ObjectType::ENTRY });
        assert_eq!(find(&sample, &message(5)), Err(error));
        sample.read().assert(1..=N);
    }
}

#[test]
fn wrong_hash_of_a_data_object() {
    // A DATA object has another hash than its payload: it alone is not found. Readers do not check hashes.
    for mut sample in one_bucket() {
        let at = sample.data(&message(20));
        sample.put_u64(at + 16, 1);
        assert_eq!(find(&sample, &message(20)), Ok(None));
        assert_eq!(find(&sample, &message(21)), Ok(Some(sample.data(&message(21)))));
        assert!(sample.payloads(20).contains(&Ok(message(20).into_bytes())));
    }
}

#[test]
fn no_hash_tables() {
    // The header has neither table: nothing is found or listed, all entries are there.
    for mut sample in Sample::of_each_layout() {
        sample.put(104, &[0; 32]);
        assert_eq!(find(&sample, &message(20)), Ok(None));
        assert_eq!(find_field(&sample, "MESSAGE"), Ok(None));
        assert_eq!(sample.file().fields().count(), 0);
        sample.read().assert(1..=N);
    }
}

#[test]
fn hash_tables_without_room_for_a_bucket() {
    // The tables have fewer bytes than one item: nothing can be looked up, which is an error and no division by zero.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(112, 15);
        sample.put_u64(128, 15);
        let header = sample.healthy.header.clone();
        let no_buckets = |object, offset| Err(bad(object, offset, ObjectCause::NoBuckets));
        let data = no_buckets(ObjectType::DATA_HASH_TABLE, header.data_hash_table_offset);
        assert_eq!(find(&sample, &message(20)), data);
        let field = no_buckets(ObjectType::FIELD_HASH_TABLE, header.field_hash_table_offset);
        assert_eq!(find_field(&sample, "MESSAGE"), field);
        assert_eq!(sample.file().fields().count(), 0);
        sample.read().assert(1..=N);
    }
}

#[test]
fn field_chain_to_itself() {
    // A FIELD object is followed by itself: it and those before it are listed, then the error, and nothing more.
    for mut sample in Sample::of_each_layout() {
        let at = sample.field("SHARED");
        sample.put_u64(at + NEXT_HASH, at);
        let error = bad(ObjectType::FIELD, at, ObjectCause::NotForward { next: at });
        let mut fields = sample.file().fields();
        assert_eq!(fields.next().unwrap().unwrap().name(), b"MESSAGE");
        assert_eq!(fields.next().unwrap().unwrap_err(), error);
        assert!(fields.next().is_none() && fields.next().is_none());
        assert_eq!(find_field(&sample, "SHARED"), Ok(Some(at)));
        assert_eq!(find_field(&sample, "MOD"), Err(error));
        sample.read().assert(1..=N);
    }
}

#[test]
fn field_of_another_type_or_without_a_name() {
    // A FIELD object says that it is DATA, or ends before its name: those before it are listed, then the error.
    for mut sample in Sample::of_each_layout() {
        let at = sample.field("SHARED");
        sample.put(at, &[1]);
        let error = bad(ObjectType::FIELD, at, ObjectCause::WrongType { found: ObjectType::DATA });
        assert_eq!(find_field(&sample, "SHARED"), Err(error));
        sample.put(at, &[2]);
        for size in [40, 39, 16] {
            sample.put_u64(at + 8, size);
            let error = bad(ObjectType::FIELD, at, ObjectCause::Size { found: size });
            assert_eq!(find_field(&sample, "SHARED"), Err(error));
            assert_eq!(sample.file().fields().map(|field| field.is_ok()).collect::<Vec<_>>(), [true, false]);
        }
        sample.read().assert(1..=N);
    }
}
