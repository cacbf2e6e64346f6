//! Any bytes as a cursor: what is understood describes an entry whose own cursor says the same.
#![no_main]

use journalq_file::{Cursor, EntryHead, Id128};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(cursor) = Cursor::parse(text) else { return };
    let head = EntryHead {
        seqnum: cursor.seqnum.unwrap_or(1),
        seqnum_id: cursor.seqnum_id.unwrap_or(Id128([1; 16])),
        realtime_usec: cursor.realtime_usec.unwrap_or(2),
        monotonic_usec: cursor.monotonic_usec.unwrap_or(3),
        boot_id: cursor.boot_id.unwrap_or(Id128([2; 16])),
        xor_hash: cursor.xor_hash.unwrap_or(4),
    };
    assert!(cursor.describes(&head));
    assert_eq!(Cursor::parse(head.to_string().as_bytes()), Ok(Cursor::from(head)));
});
