//! Any healthy journal: what the indexes answer is what the naive reader finds by looking at everything.
#![no_main]

use journalq_file::{Direction, JournalFile, Limits, Scratch};
use journalq_fuzz::built::{self, Plan};
use journalq_testkit::naive::{Entry, Journal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|plan: Plan| {
    let bytes = plan.build();
    let naive = Journal::read(&bytes).expect("the writer writes healthy files");
    let file = JournalFile::open_with(&bytes, Limits::untrusted()).expect("the writer writes healthy files");
    let mut entries = file.entries();
    for expected in &naive.entries {
        let entry = entries.next().expect("no entry is missing");
        let content = naive.content(expected);
        let head = entry.head();
        assert_eq!((entry.offset().get(), head.seqnum), (expected.offset, content.seqnum));
        assert_eq!((head.realtime_usec, head.monotonic_usec), (content.realtime, content.monotonic));
        assert_eq!(built::payloads(file, entry), content.payloads);
    }
    assert!(entries.next().is_none() && entries.findings().total() == 0);
    look_ups(file, &naive);
    bisections(file, &naive);
    let names: Vec<&[u8]> = naive.field_names().into_iter().collect();
    names.into_iter().for_each(|name| values(file, &naive, name));
});

fn look_ups(file: JournalFile<'_>, naive: &Journal) {
    let mut scratch = Scratch::default();
    for (offset, data) in &naive.data {
        let found = file.find_data(&data.payload, &mut scratch).expect("no damage").expect("it is there");
        assert_eq!(found.offset().get(), *offset);
        let mut list = file.entries_of(&found);
        let listed: Vec<u64> =
            (0..list.len()).filter_map(|at| list.get(at)).map(|entry| entry.get()).collect();
        assert_eq!(listed, offsets(naive.entries_with(&data.payload)));
    }
    assert_eq!(file.find_data(b"E=absent", &mut scratch).map(|found| found.is_some()), Ok(false));
}

fn offsets<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<u64> {
    entries.into_iter().map(|entry| entry.offset).collect()
}

fn bisections(file: JournalFile<'_>, naive: &Journal) {
    let mut list = file.all_entries();
    for seqnum in naive.entries.iter().flat_map(|entry| [entry.seqnum, entry.seqnum + 1]) {
        let mut find = |direction| {
            let found =
                list.bisect(direction, |at| Some(file.read_entry(at).ok()?.head().seqnum.cmp(&seqnum)));
            found.map(|(_, entry)| entry.get())
        };
        let [down, up] = [Direction::Down, Direction::Up].map(&mut find);
        assert_eq!(down, naive.first(|entry| entry.seqnum >= seqnum).map(|entry| entry.offset));
        assert_eq!(up, naive.last(|entry| entry.seqnum <= seqnum).map(|entry| entry.offset));
    }
}

fn values(file: JournalFile<'_>, naive: &Journal, name: &[u8]) {
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    let mut values = file.values_of(name);
    while let Some(data) = values.next_with(&mut scratch).expect("no damage") {
        found.push(data.payload(&mut scratch).expect("no damage")[name.len() + 1..].to_vec());
    }
    found.sort();
    assert!(found.iter().eq(naive.distinct_values(name)), "{}", name.escape_ascii());
}
