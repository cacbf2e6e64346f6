//! Any bytes behind a line with a payload, opened as a journal file in which it is looked for.
#![no_main]

use journalq_file::{DataObject, Direction, EntryOffset, JournalFile, Limits, Scratch, split_field};
use libfuzzer_sys::fuzz_target;

/// How many entries of the list, and values of the field, are looked at.
const MOST: usize = 1000;

fuzz_target!(|input: &[u8]| {
    let (payload, bytes) = journalq_fuzz::split_line(input);
    let Ok(file) = JournalFile::open_damaged(bytes, Limits::untrusted()) else { return };
    let mut scratch = Scratch::default();
    if let Ok(Some(data)) = file.find_data(payload, &mut scratch) {
        assert_eq!(data.payload(&mut scratch), Ok(payload), "what is found is what was looked for");
        entries(file, &data);
    }
    let name = split_field(payload).map_or(payload, |(name, _)| name);
    if let Ok(Some(field)) = file.find_field(name) {
        assert_eq!(field.name(), name);
    }
    let mut values = file.values_of(name);
    for _ in 0..MOST {
        let Ok(Some(data)) = values.next_with(&mut scratch) else { break };
        assert_eq!(data.payload_prefix(name.len(), &mut scratch), Ok(name), "values belong to their field");
    }
});

/// Looks at the entries of a payload from both ends, and finds each again by its offset.
fn entries(file: JournalFile<'_>, data: &DataObject<'_>) {
    let mut list = file.entries_of(data);
    assert!(list.len() <= data.n_entries());
    let (mut index, mut found) = (0, Vec::new());
    while let Some((at, entry)) = list.nearest(index, Direction::Down).filter(|_| found.len() < MOST) {
        assert!(at >= index && list.get(at) == Some(entry));
        found.push(entry);
        index = at + 1;
    }
    for wanted in &found {
        let by_offset = |entry: EntryOffset| Some(entry.cmp(wanted));
        assert!(list.bisect(Direction::Down, by_offset).is_none_or(|(_, entry)| entry >= *wanted));
    }
}
