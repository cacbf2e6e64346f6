//! Entry arrays: links and items.

use journalq_file::layout::object::ObjectType;
use journalq_file::{DataOffset, Direction, EntryOffset, FormatError, ObjectCause};

use crate::sample::{N, Sample, all_but, bad, message};

/// Where an ENTRY_ARRAY has the offset of the next one.
const NEXT: u64 = 16;

fn bad_array(offset: u64, cause: ObjectCause) -> FormatError {
    bad(ObjectType::ENTRY_ARRAY, offset, cause)
}

/// The item of this entry in the global chain leads to no entry.
fn no_entry(sample: &Sample, seqnum: u64) -> FormatError {
    let at = sample.global_item(seqnum);
    let array = sample.global_chain().into_iter().rfind(|array| *array < at).unwrap();
    bad_array(array, ObjectCause::NoEntry { item: (at - array - 24) / sample.item_size() })
}

#[test]
fn next_link_of_zero() {
    // The second array has no next one, although the header counts more entries: what is linked is returned.
    for mut sample in Sample::of_each_layout() {
        let array = sample.global_chain()[1];
        sample.put_u64(array + NEXT, 0);
        let cause = ObjectCause::ChainTooShort { linked: 12, expected: N };
        sample.read().assert_with(1..=12, [bad_array(array, cause)]);
    }
}

#[test]
fn next_link_to_itself_or_backward() {
    // The second array is followed by itself, by the first, or by the header: the chain ends there.
    for mut sample in Sample::of_each_layout() {
        let chain = sample.global_chain();
        for next in [chain[1], chain[0], 8] {
            sample.put_u64(chain[1] + NEXT, next);
            sample.read().assert_with(1..=12, [bad_array(chain[1], ObjectCause::NotForward { next })]);
        }
    }
}

#[test]
fn next_link_to_no_multiple_of_eight() {
    // A link that cannot lead to an object: the chain ends there.
    for mut sample in Sample::of_each_layout() {
        let chain = sample.global_chain();
        let next = chain[2] + 4;
        sample.put_u64(chain[1] + NEXT, next);
        sample.read().assert_with(1..=12, [bad_array(chain[1], ObjectCause::NotForward { next })]);
    }
}

#[test]
fn next_link_beyond_the_end() {
    // The next array would lie behind the file, or where no offset can be added to: the chain ends there.
    for mut sample in Sample::of_each_layout() {
        let have = sample.len();
        for next in [have.next_multiple_of(8), have.next_multiple_of(8) + 4096, 1 << 40, u64::MAX - 7] {
            sample.put_u64(sample.global_chain()[1] + NEXT, next);
            let cause = ObjectCause::OutOfBounds { need: next.saturating_add(16), have };
            sample.read().assert_with(1..=12, [bad_array(next, cause)]);
        }
    }
}

#[test]
fn next_link_to_another_object_or_into_one() {
    // The next array is an entry, or the zeros in the middle of an entry array: the chain ends there.
    for mut sample in Sample::of_each_layout() {
        let chain = sample.global_chain();
        let entry = sample.entry(50).offset;
        sample.put_u64(chain[1] + NEXT, entry);
        let found = ObjectCause::WrongType { found: ObjectType::ENTRY };
        sample.read().assert_with(1..=12, [bad_array(entry, found)]);
        // Only 22 of the 78 items are in use.
        let middle = (sample.global_item(N) + 16).next_multiple_of(8);
        sample.put_u64(chain[1] + NEXT, middle);
        sample.read().assert_with(1..=12, [bad_array(middle, ObjectCause::Unwritten)]);
    }
}

#[test]
fn next_link_to_the_chain_of_a_value() {
    // The second array is followed by one that lists the entries of a value: they are entries, and those that move on
    // are returned, none of them twice.
    for mut sample in Sample::of_each_layout() {
        let value = sample.healthy.data[&sample.data("MOD=1")].entry_array_offset;
        let other = sample.chain(value)[1];
        sample.put_u64(sample.global_chain()[1] + NEXT, other);
        // The second to fifth of the value's entries, 1, 6, 11, ..., are in its first array.
        let cause = ObjectCause::ChainTooShort { linked: 20, expected: N };
        sample.read().assert_with((1..=12).chain((26..=56).step_by(5)), [bad_array(other, cause)]);
    }
}

#[test]
fn size_of_an_array() {
    // The second array is too large for the file, has no room for an item, or is smaller than its own head: the chain ends
    // before it. With fewer items than it had, only those are lost that it does not have any more.
    for mut sample in Sample::of_each_layout() {
        let array = sample.global_chain()[1];
        let too_large = ObjectCause::OutOfBounds { need: array + (1 << 30), have: sample.len() };
        for (size, cause) in [
            (1 << 30, too_large),
            (24, ObjectCause::Size { found: 24 }),
            (23, ObjectCause::Size { found: 23 }),
            (0, ObjectCause::Unwritten),
        ] {
            sample.put_u64(array + 8, size);
            sample.read().assert_with(1..=4, [bad_array(array, cause)]);
        }
        sample.put_u64(array + 8, 24 + 3 * sample.item_size());
        // As many items as are missing there seem to be in use at the end.
        sample.read().assert_with(all_but(8..=12), [no_entry(&sample, N + 1)]);
    }
}

#[test]
fn type_of_an_array() {
    // The second array says that it is something else: the chain ends before it.
    for mut sample in Sample::of_each_layout() {
        let array = sample.global_chain()[1];
        for found in [ObjectType::DATA, ObjectType(0), ObjectType(200)] {
            sample.put(array, &[found.0]);
            sample.read().assert_with(1..=4, [bad_array(array, ObjectCause::WrongType { found })]);
        }
    }
}

#[test]
fn zero_item() {
    // An item in the middle, at the beginning or at the end of an array is zero, as in space that was never written: the
    // entry is passed over, those behind it are not.
    for seqnum in [1, 4, 5, 21, 38, 39, N] {
        for mut sample in Sample::of_each_layout() {
            sample.put_item(sample.global_item(seqnum), 0);
            sample.read().assert_with(all_but(seqnum..=seqnum), [no_entry(&sample, seqnum)]);
        }
    }
}

#[test]
fn zero_items_in_a_row() {
    // All items of an array are zero: it is passed over, and the first of them recorded.
    for mut sample in Sample::of_each_layout() {
        for seqnum in 5..=12 {
            sample.put_item(sample.global_item(seqnum), 0);
        }
        sample.read().assert_with(all_but(5..=12), [no_entry(&sample, 5)]);
        let mut list = sample.file().all_entries();
        let nearest = |found: Option<(u64, EntryOffset)>| found.map(|(index, _)| index);
        assert_eq!(nearest(list.nearest(7, Direction::Down)), Some(12));
        assert_eq!(nearest(list.nearest(7, Direction::Up)), Some(3));
    }
}

#[test]
fn repeated_item() {
    // An item repeats the one before it: the entry is returned once, the one that should be there is lost.
    for mut sample in Sample::of_each_layout() {
        let previous = sample.entry(20).offset;
        sample.put_item(sample.global_item(21), previous);
        let cause = ObjectCause::NotForward { next: previous };
        sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, previous, cause)]);
    }
}

#[test]
fn item_out_of_order() {
    // An item leads far back: the entry that should be there is lost.
    for mut sample in Sample::of_each_layout() {
        let early = sample.entry(3).offset;
        sample.put_item(sample.global_item(21), early);
        let cause = ObjectCause::NotForward { next: early };
        sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, early, cause)]);
    }
}

#[test]
fn exchanged_items() {
    // Two neighbours are exchanged: the earlier one, which now stands behind the later, is lost.
    for mut sample in Sample::of_each_layout() {
        let (first, second) = (sample.entry(20).offset, sample.entry(21).offset);
        sample.put_item(sample.global_item(20), second);
        sample.put_item(sample.global_item(21), first);
        let cause = ObjectCause::NotForward { next: first };
        sample.read().assert_with(all_but(20..=20), [bad(ObjectType::ENTRY, first, cause)]);
    }
}

#[test]
fn item_that_is_no_offset_in_the_file() {
    // An item points beyond the file, or to no multiple of 8: it cannot be an entry, and is passed over like zero.
    for mut sample in Sample::of_each_layout() {
        for offset in [0xffff_fff8, sample.len().next_multiple_of(8)] {
            sample.put_item(sample.global_item(21), offset);
            // As of a file that has grown since it was mapped: what is missing is the entry.
            let cause = ObjectCause::OutOfBounds { need: offset + 64, have: sample.len() };
            sample.read().assert_with(all_but(21..=21), [bad(ObjectType::ENTRY, offset, cause)]);
        }
        sample.put_item(sample.global_item(21), sample.entry(30).offset + 1);
        sample.read().assert_with(all_but(21..=21), [no_entry(&sample, 21)]);
    }
}

#[test]
fn item_that_is_no_entry() {
    // An item points at a DATA object: it is recorded and passed over, wherever in the file that object is.
    for payload in [message(60), "SHARED=1".to_owned()] {
        for mut sample in Sample::of_each_layout() {
            let data = sample.data(&payload);
            sample.put_item(sample.global_item(21), data);
            let reading = sample.read();
            assert_eq!(reading.seqnums, all_but(21..=21).collect::<Vec<_>>());
            assert_eq!(reading.findings.total(), 1);
        }
    }
}

#[test]
fn item_far_ahead() {
    // An item points at a much later entry, which is returned in its place: those between stand out of order now.
    for mut sample in Sample::of_each_layout() {
        let late = sample.entry(51).offset;
        sample.put_item(sample.global_item(21), late);
        let reading = sample.read();
        assert_eq!(reading.seqnums, all_but(21..=50).collect::<Vec<_>>());
        assert_eq!(reading.findings.total(), 30);
        assert_eq!(reading.findings.first().len(), 16);
    }
}

#[test]
fn counter_of_entries() {
    // The header counts more entries than are linked: all that are linked are returned. It counts fewer, as after a crash
    // between two writes: the last ones are not part of the file yet.
    for mut sample in Sample::of_each_layout() {
        sample.put_u64(152, N + 50);
        sample.read().assert_with(1..=N, [no_entry(&sample, N + 1)]);
        sample.put_u64(152, N - 20);
        sample.read().assert(1..=N - 20);
    }
}

#[test]
fn chain_of_a_value() {
    // The first array of a value's entries is followed by itself: entries up to there are found by the value, the defect is
    // told. Those of the file are all there.
    for mut sample in Sample::of_each_layout() {
        let shared = sample.data("SHARED=1");
        let array = sample.healthy.data[&shared].entry_array_offset;
        sample.put_u64(array + NEXT, array);
        let data = sample.file().read_data(DataOffset::new(shared).unwrap()).unwrap();
        let mut list = sample.file().entries_of(&data);
        assert_eq!(list.defect(), Some(bad_array(array, ObjectCause::NotForward { next: array })));
        let found: Vec<u64> = (0..list.len()).map(|index| list.get(index).unwrap().get()).collect();
        let expected: Vec<u64> = (1..=5).map(|seqnum| sample.entry(seqnum).offset).collect();
        assert_eq!(found, expected);
        sample.read().assert(1..=N);
    }
}

#[test]
fn head_of_the_global_chain() {
    // The header points at an entry instead of the first array: there are no entries, and the defect is told.
    for mut sample in Sample::of_each_layout() {
        let entry = sample.entry(1).offset;
        sample.put_u64(176, entry);
        let cause = ObjectCause::WrongType { found: ObjectType::ENTRY };
        sample.read().assert_with([], [bad_array(entry, cause)]);
    }
}
