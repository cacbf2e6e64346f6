//! What of the files could not be read, one [`Findings`] for each, and in words.

use std::path::Path;

use journalq_file::{Findings, Loss};
use journalq_query::Journal;

use crate::Outcome;
use crate::stderr::{Level, say};

/// Adds what was found elsewhere in the same files.
pub(crate) fn add(lost: &mut [Findings], more: impl Iterator<Item = Findings>) {
    for (lost, mut earlier) in lost.iter_mut().zip(more) {
        earlier.append(lost);
        *lost = earlier;
    }
}

/// Says for each file what was lost in it.
pub(crate) fn report(journal: &Journal, mut lost: Vec<Findings>) -> Outcome {
    for (source, lost) in journal.sources().iter().zip(&mut lost) {
        // What was written to the file after it was mapped is not lost.
        if !lost.is_empty() && source.has_grown() {
            lost.forget_beyond_end();
        }
        say_findings(source.path(), lost);
    }
    if lost.iter().all(Findings::is_empty) { Outcome::Complete } else { Outcome::Damaged }
}

/// Says in one line what of a file could not be read, and what was read all the same.
pub(crate) fn say_findings(path: &Path, findings: &Findings) {
    if let Some((level, text)) = describe(findings) {
        say(level, &format!("{}: {text}", path.display()));
    }
}

/// What there is to say. It is no more than a notice where nothing was lost.
fn describe(findings: &Findings) -> Option<(Level, String)> {
    let entries = |count| counted(count, "entry", "entries");
    let Some(first) = findings.first().first() else {
        let (recovered, error) = findings.recovered()?;
        let text = format!("an index is damaged, {} recovered by others: {error}", entries(recovered));
        return Some((Level::Notice, text));
    };
    let counts = Loss::ALL.map(|loss| (loss, findings.count(loss)));
    let losses: Vec<_> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(loss, count)| name(*loss, *count)).collect();
    let recovered = match findings.recovered() {
        Some((recovered, _)) => format!("; {} recovered by other indexes", entries(recovered)),
        None => String::new(),
    };
    let text = format!("not all could be read: {} ({first}){recovered}", losses.join(", "));
    Some((Level::Warning, text))
}

/// How many things were lost by this cause.
fn name(loss: Loss, count: u64) -> String {
    match loss {
        Loss::UnreadableEntry => counted(count, "unreadable entry", "unreadable entries"),
        Loss::OutOfOrder => counted(count, "entry out of order", "entries out of order"),
        Loss::Unlinked => counted(count, "entry that no index leads to", "entries that no index leads to"),
        Loss::BeyondEnd => counted(count, "object behind the end", "objects behind the end"),
        Loss::BrokenLink => counted(count, "broken link", "broken links"),
        Loss::UnreadableField => counted(count, "unreadable field", "unreadable fields"),
        Loss::UndecodableField => counted(count, "undecodable field", "undecodable fields"),
        Loss::OversizedField => counted(count, "field over the limit", "fields over the limit"),
        _ => counted(count, "unreadable object", "unreadable objects"),
    }
}

/// `3 entries`, `1 entry`
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use journalq_file::layout::object::ObjectType;
    use journalq_file::{FormatError, ObjectCause};

    use super::*;

    fn error(object: ObjectType, cause: ObjectCause) -> FormatError {
        FormatError::Object { object, offset: 0x1f40, cause }
    }

    #[test]
    fn every_cause_is_counted() {
        let mut findings = Findings::default();
        assert_eq!(describe(&findings), None);
        let link = error(ObjectType::ENTRY_ARRAY, ObjectCause::NotForward { next: 8 });
        findings.recover(link, 812);
        let text = "an index is damaged, 812 entries recovered by others: \
                    entry array at 0x1f40: next offset 0x8 does not move on";
        assert_eq!(describe(&findings), Some((Level::Notice, text.to_owned())));
        for (number, loss) in (1..).zip(Loss::ALL) {
            findings.lose(loss, error(ObjectType::ENTRY, ObjectCause::Unwritten), number);
        }
        let text = "not all could be read: 1 unreadable entry, 2 entries out of order, 3 entries that no index leads to, \
                    4 objects behind the end, 5 broken links, 6 unreadable fields, 7 undecodable fields, \
                    8 fields over the limit, 9 unreadable objects (entry at 0x1f40: nothing was written there); \
                    812 entries recovered by other indexes";
        assert_eq!(describe(&findings), Some((Level::Warning, text.to_owned())));
    }
}
