//! The lists of the values of a field.

use journalq_file::layout::object::ObjectType;
use journalq_file::{FormatError, JournalFile, Limits, ObjectCause, Scratch};

use crate::sample::{N, Sample, bad, message};

/// Where a DATA object has the offset of the next value of its field.
const NEXT_FIELD: u64 = 32;

/// The values of MESSAGE that are listed, and the error that ends the list, if one does.
fn messages(sample: &Sample) -> (Vec<Vec<u8>>, Option<FormatError>) {
    let mut scratch = Scratch::default();
    let mut values = sample.file().values_of(b"MESSAGE");
    let mut found = Vec::new();
    loop {
        match values.next_with(&mut scratch) {
            Ok(Some(data)) => found.push(data.payload(&mut scratch).unwrap().to_vec()),
            Ok(None) => return (found, None),
            Err(error) => {
                assert!(values.next_with(&mut scratch).unwrap().is_none(), "nothing follows an error");
                return (found, Some(error));
            }
        }
    }
}

/// The messages of the entries from the last down to this one.
fn down_to(seqnum: u64) -> Vec<Vec<u8>> {
    (seqnum..=N).rev().map(|seqnum| message(seqnum).into_bytes()).collect()
}

#[test]
fn list_to_itself_or_forward() {
    // A value is followed by itself, or by one that was added later: those before it are listed, then the error.
    for mut sample in Sample::of_each_layout() {
        let at = sample.data(&message(20));
        for next in [at, sample.data(&message(30)), sample.len().next_multiple_of(8)] {
            sample.put_u64(at + NEXT_FIELD, next);
            let error = bad(ObjectType::DATA, at, ObjectCause::NotForward { next });
            assert_eq!(messages(&sample), (down_to(21), Some(error)));
        }
        sample.read().assert(1..=N);
    }
}

#[test]
fn list_to_no_multiple_of_eight() {
    // A value is followed by an offset that is none: those before it are listed, then the error.
    for mut sample in Sample::of_each_layout() {
        let at = sample.data(&message(20));
        sample.put_u64(at + NEXT_FIELD, 0x123);
        let cause = ObjectCause::Value { field: "next_field_offset", found: 0x123 };
        assert_eq!(messages(&sample), (down_to(21), Some(bad(ObjectType::DATA, at, cause))));
    }
}

#[test]
fn list_to_the_value_of_another_field() {
    // A value is followed by one of another field: it and those before it are listed, then the error.
    for mut sample in Sample::of_each_layout() {
        let other = sample.data("SHARED=1");
        sample.put_u64(sample.data(&message(20)) + NEXT_FIELD, other);
        let error = bad(ObjectType::DATA, other, ObjectCause::NoField);
        assert_eq!(messages(&sample), (down_to(20), Some(error)));
    }
}

#[test]
fn list_that_ends_too_early() {
    // A value is followed by none: it and those before it are listed, and nothing tells that there were more.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(sample.data(&message(20)) + NEXT_FIELD, 0);
        assert_eq!(messages(&sample), (down_to(20), None));
    }
}

#[test]
fn head_of_the_list() {
    // The field has no values, an entry as its newest one, or one beyond the file: none is listed.
    for mut sample in Sample::of_each_layout() {
        let head = sample.field("MESSAGE") + 32;
        sample.put_u64(head, 0);
        assert_eq!(messages(&sample), (vec![], None));
        let entry = sample.entry(3).offset;
        sample.put_u64(head, entry);
        let error = bad(ObjectType::DATA, entry, ObjectCause::WrongType { found: ObjectType::ENTRY });
        assert_eq!(messages(&sample), (vec![], Some(error)));
        sample.put_u64(head, 1 << 40);
        let cause = ObjectCause::OutOfBounds { need: (1 << 40) + 16, have: sample.len() };
        assert_eq!(messages(&sample), (vec![], Some(bad(ObjectType::DATA, 1 << 40, cause))));
        sample.read().assert(1..=N);
    }
}

#[test]
fn no_number_of_fields() {
    // The header counts no FIELD objects, as in files from before v195: all objects are looked at, the oldest first.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(216, 0);
        let mut all = down_to(1);
        all.reverse();
        assert_eq!(messages(&sample), (all, None));
    }
}

#[test]
fn object_of_no_type_among_all_objects() {
    // Where all objects are looked at, one of them has no known type: those before it are listed, then the error.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(216, 0);
        let at = sample.data(&message(20));
        sample.put(at, &[99]);
        let (found, error) = messages(&sample);
        assert_eq!(found.len(), 19);
        assert_eq!(
            error.unwrap().to_string(),
            format!("object of type 99 at {at:#x}: invalid size 0x{:x}", sample.u64_at(at + 8))
        );
    }
}

#[test]
fn table_that_goes_on_beyond_the_end() {
    // The field hash table claims 2^60 buckets: the names are listed, those beyond the end give one error together.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(128, 1 << 60);
        let file = JournalFile::open_damaged(&sample.bytes, Limits::default()).unwrap();
        let mut fields = file.fields();
        let listed = fields.by_ref().take(sample.bytes.len()).count() as u64;
        assert!(listed <= sample.len() / 16, "{listed} names and errors");
        assert!(fields.next().is_none(), "nothing follows the end of the table");
    }
}
