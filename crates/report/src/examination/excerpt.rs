//! The entries around an anomaly, in short.

use journalq_file::{Direction, Entry, EntryOffset, JournalFile, Scratch, split_field};

use super::anomaly::{Anomaly, Excerpt, Line, Place};

/// How many entries are shown before and behind the one that is meant.
const AROUND: u64 = 3;

/// How many anomalies have excerpts.
const ANOMALIES: usize = 256;

/// How many fields of an entry are looked at, and how much of each, in bytes.
const FIELDS: usize = 256;
const BYTES: usize = 400;

/// Adds excerpts to the severest anomalies that have places.
pub(super) fn add(files: &[Option<JournalFile<'_>>], anomalies: &mut [Anomaly]) {
    let placed = anomalies.iter_mut().filter(|anomaly| !anomaly.places.items.is_empty());
    for anomaly in placed.take(ANOMALIES) {
        let places = &anomaly.places.items;
        if let Some(first) = places.first()
            && let Some(Some(file)) = files.get(first.file)
        {
            anomaly.excerpt = excerpt(file, *first, places);
        }
    }
}

fn excerpt(file: &JournalFile<'_>, first: Place, meant: &[Place]) -> Excerpt {
    let mut list = file.all_entries();
    let found =
        EntryOffset::new(first.offset).and_then(|offset| list.seek_offset(Direction::Down, offset, 0));
    let Some((index, _)) = found else { return Excerpt::default() };
    let mut scratch = Scratch::default();
    let range = index.saturating_sub(AROUND)..=index.saturating_add(AROUND);
    let entries = range.filter_map(|index| list.get(index)).filter_map(|offset| file.read_entry(offset).ok());
    let is_meant = |entry: &Entry<'_>| {
        meant.iter().any(|place| place.file == first.file && place.offset == entry.offset().get())
    };
    Excerpt { lines: entries.map(|entry| line(file, &entry, is_meant(&entry), &mut scratch)).collect() }
}

fn line(file: &JournalFile<'_>, entry: &Entry<'_>, is_meant: bool, scratch: &mut Scratch) -> Line {
    let head = entry.head();
    let mut fields: [Option<String>; 6] = Default::default();
    const NAMES: [&[u8]; 6] =
        [b"PRIORITY", b"SYSLOG_IDENTIFIER", b"_COMM", b"_PID", b"SYSLOG_PID", b"MESSAGE"];
    for offset in entry.items().take(FIELDS) {
        let Ok(data) = file.read_data(offset) else { continue };
        let Ok(payload) = data.payload_prefix(BYTES, scratch) else { continue };
        let Some((name, value)) = split_field(payload) else { continue };
        let known = NAMES.iter().position(|known| *known == name).and_then(|at| fields.get_mut(at));
        if let Some(field) = known
            && field.is_none()
        {
            *field = Some(String::from_utf8_lossy(value).into_owned());
        }
    }
    let [priority, identifier, comm, pid, syslog_pid, message] = fields;
    let who = identifier.or(comm).unwrap_or_default();
    Line {
        is_meant,
        cursor: head.to_string(),
        realtime_usec: head.realtime_usec,
        priority: priority.and_then(|text| text.parse().ok()).filter(|priority| *priority <= 7),
        who: match pid.or(syslog_pid) {
            Some(pid) => format!("{who}[{pid}]"),
            None => who,
        },
        message: message.unwrap_or_default(),
    }
}
