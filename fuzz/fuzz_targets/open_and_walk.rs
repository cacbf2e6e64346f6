//! Any bytes, opened as a journal file: every way to look at it ends, without a panic, in what the types promise.
#![no_main]

use journalq_file::{
    DataObject, Direction, EntryList, EntryOffset, FormatError, JournalFile, Limits, Scratch, split_field,
};
use libfuzzer_sys::fuzz_target;

/// How much is decompressed of one input, in bytes: limits are for an entry, and an input has many.
const BUDGET: usize = 1 << 25;

/// How many payloads of one input are looked up.
const LOOKED_UP: usize = 50;

fuzz_target!(|bytes: &[u8]| {
    for file in
        [JournalFile::open_with, JournalFile::open_damaged].map(|open| open(bytes, Limits::untrusted()))
    {
        let Ok(file) = file else { continue };
        let payloads = walk(file);
        for payload in &payloads {
            look_up(file, payload);
        }
        names_and_values(file);
        let mut list = file.all_entries();
        seek(file, &mut list, bytes.len() as u64);
        backward(&mut list);
        assert!(file.objects().filter(Result::is_err).count() <= 1, "an error ends the objects");
    }
});

/// Reads all entries and their payloads; returns some of these.
fn walk(file: JournalFile<'_>) -> Vec<Vec<u8>> {
    let (mut scratch, mut budget, mut payloads) = (Scratch::default(), BUDGET, Vec::new());
    let (mut entries, mut last) = (file.entries(), None);
    for entry in entries.by_ref() {
        assert!(last.replace(entry.offset()) < Some(entry.offset()), "entries are in the order of the file");
        for item in entry.items() {
            let mut payload = Vec::new();
            let read = |data: DataObject<'_>| data.decompress_onto(&mut scratch, budget, &mut payload);
            if file.read_data(item).and_then(read).is_ok() && payloads.len() < LOOKED_UP {
                payloads.push(payload.clone());
            }
            budget = budget.saturating_sub(payload.len());
        }
    }
    assert!(entries.next().is_none(), "the end is the end");
    assert!(entries.findings().first().len() as u64 <= entries.findings().total());
    payloads
}

/// Looks for a payload, and at the entries that have it.
fn look_up(file: JournalFile<'_>, payload: &[u8]) {
    let mut scratch = Scratch::default();
    if let Ok(Some(data)) = file.find_data(payload, &mut scratch) {
        assert_eq!(data.payload(&mut scratch), Ok(payload), "what is found is what was looked for");
        let mut list = file.entries_of(&data);
        assert!(list.len() <= data.n_entries());
        backward(&mut list);
    }
    if let Some((name, _)) = split_field(payload)
        && let Ok(Some(field)) = file.find_field(name)
    {
        assert_eq!(field.name(), name);
    }
}

/// Lists the names of fields, and some values of some of them.
fn names_and_values(file: JournalFile<'_>) {
    let mut scratch = Scratch::default();
    // Without an index of fields this looks at all objects.
    let _ = file.values_of(b"ABSENT").next_with(&mut scratch);
    for field in file.fields().filter_map(Result::ok).take(LOOKED_UP) {
        let mut values = file.values_of(field.name());
        for _ in 0..LOOKED_UP {
            let Ok(Some(data)) = values.next_with(&mut scratch) else { break };
            let prefix = data.payload_prefix(field.name().len(), &mut scratch);
            assert_eq!(prefix, Ok(field.name()), "values belong to their field");
        }
    }
}

/// Looks for places in the list of all entries.
fn seek(file: JournalFile<'_>, list: &mut EntryList<'_>, len: u64) {
    let seqnum =
        |entry: EntryOffset| -> Result<u64, FormatError> { Ok(file.read_entry(entry)?.head().seqnum) };
    for wanted in [0, 1, 2, 5, len, file.header().tail_entry_seqnum(), u64::MAX] {
        let compare = |entry| Some(seqnum(entry).ok()?.cmp(&wanted));
        if let Some((_, entry)) = list.bisect(Direction::Down, compare) {
            assert!(seqnum(entry).is_ok_and(|found| found >= wanted));
        }
        list.bisect(Direction::Up, compare);
        for direction in [Direction::Down, Direction::Up] {
            let Some(offset) = EntryOffset::new(wanted) else { continue };
            let found = list.seek_offset(direction, offset, wanted / 2);
            assert!(found.is_none_or(|(index, entry)| index < list.len() && entry.get() < len));
        }
    }
}

/// Goes from the end of a list to its beginning.
fn backward(list: &mut EntryList<'_>) {
    let mut end = list.len();
    while let Some((index, entry)) = end.checked_sub(1).and_then(|last| list.nearest(last, Direction::Up)) {
        assert!(index < end && list.get(index) == Some(entry));
        end = index;
    }
}
