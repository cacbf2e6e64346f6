//! Anomalies of files as such: what they are called, how they were closed, whether they are whole.

use std::collections::{BTreeMap, HashMap};

use journalq_file::Id128;

use super::{Anomalies, Found, New, counted};
use crate::examination::evidence::{Content, JournalFacts, SealOutcome, Sha256};
use crate::examination::integrity::ABOUT_HASHES;
use crate::examination::kinds::{self, Severity};
use crate::examination::times::iso_seconds;

pub(super) fn find(found: &Found<'_>, anomalies: &mut Anomalies) {
    let last_begins = last_begins(found);
    for (index, file) in found.files.iter().enumerate() {
        match &file.content {
            Content::Unreadable(why) => unreadable(found, anomalies, index, why),
            Content::Journal(facts) => {
                writer(found, anomalies, index, facts, &last_begins);
                name(found, anomalies, index, facts);
                structure(found, anomalies, index, facts);
                remains(found, anomalies, index, facts);
                seals(found, anomalies, index, facts);
            }
            Content::Packed { .. } => {}
        }
    }
    copies(found, anomalies);
    same_ids(found, anomalies);
    seals_not_checked(found, anomalies);
    unsealed(found, anomalies);
}

fn unreadable(found: &Found<'_>, anomalies: &mut Anomalies, index: usize, why: &str) {
    let text = format!("{} cannot be read as a journal: {why}", found.name(index));
    let command = found.commands.subcommand("salvage", index);
    anomalies.add(New::of_files(&kinds::FILE_UNREADABLE, Severity::Medium, vec![index], text, command));
}

/// How the writer left the file.
fn writer(
    found: &Found<'_>,
    anomalies: &mut Anomalies,
    index: usize,
    facts: &JournalFacts,
    last_begins: &LastBegins<'_>,
) {
    let header = || found.commands.on_files(&[index], &["--header"]);
    let mut add = |kind, severity, text| {
        anomalies.add(New::of_files(kind, severity, vec![index], text, header()));
    };
    let name = found.name(index);
    let claimed = facts.header.header_size.saturating_add(facts.header.arena_size);
    let size = found.files.get(index).and_then(|file| file.size).unwrap_or_default();
    if size < claimed {
        let text = format!("{name} has {size} bytes of the {claimed} that its header tells of");
        add(&kinds::FILE_CUT, Severity::Medium, text);
    }
    let is_quarantined = found.names.get(index).is_some_and(|name| name.is_quarantined);
    if is_quarantined {
        let text = format!("{name} was put aside by journald; its state is {}", facts.header.state);
        add(&kinds::FILE_QUARANTINED, Severity::Low, text);
    } else if facts.header.state == "online" {
        let last = chain(found, index).and_then(|chain| last_begins.get(&chain));
        let has_successor = last.is_some_and(|begin| *begin > facts.header.tail_entry_realtime_usec);
        let severity = if has_successor { Severity::Low } else { Severity::Info };
        let text = format!("{name} was not closed: its state is online");
        add(&kinds::FILE_ONLINE, severity, text);
    }
}

/// When the last file of each chain of each machine begins, by the headers.
fn last_begins<'f>(found: &Found<'f>) -> LastBegins<'f> {
    let mut begins = HashMap::new();
    for (index, facts) in found.journals() {
        if let Some(chain) = chain(found, index) {
            let begin: &mut u64 = begins.entry(chain).or_default();
            *begin = facts.header.head_entry_realtime_usec.max(*begin);
        }
    }
    begins
}

type LastBegins<'f> = HashMap<(Id128, &'f str), u64>;

/// The machine and the chain of a file.
fn chain<'f>(found: &Found<'f>, index: usize) -> Option<(Id128, &'f str)> {
    Some((*found.machines.get(index)?, &*found.names.get(index)?.chain))
}

/// Whether the name that rotation gave agrees with the header.
fn name(found: &Found<'_>, anomalies: &mut Anomalies, index: usize, facts: &JournalFacts) {
    let Some(archived) = found.names.get(index).and_then(|name| name.archived) else { return };
    let header = &facts.header;
    let mut differs = Vec::new();
    if archived.seqnum_id != header.seqnum_id {
        differs.push(format!("sequence {} (header: {})", archived.seqnum_id, header.seqnum_id));
    }
    if archived.head_seqnum != header.head_entry_seqnum {
        differs.push(format!("first number {} (header: {})", archived.head_seqnum, header.head_entry_seqnum));
    }
    if archived.head_realtime_usec != header.head_entry_realtime_usec {
        let [name, header] = [archived.head_realtime_usec, header.head_entry_realtime_usec].map(iso_seconds);
        differs.push(format!("first time {name} (header: {header})"));
    }
    if !differs.is_empty() {
        let text = format!("{} is named after another {}", found.name(index), differs.join(", "));
        let command = found.commands.on_files(&[index], &["--header"]);
        anomalies.add(New::of_files(
            &kinds::NAME_CONTRADICTION,
            Severity::Medium,
            vec![index],
            text,
            command,
        ));
    }
}

fn structure(found: &Found<'_>, anomalies: &mut Anomalies, index: usize, facts: &JournalFacts) {
    let verification = &facts.verification;
    let verify = || found.commands.on_files(&[index], &["--verify"]);
    let of_kind = |kind: &str| {
        verification.findings.iter().find(|(known, _)| *known == kind).map_or(0, |found| found.1)
    };
    let hashes = ABOUT_HASHES.iter().map(|kind| of_kind(kind)).fold(0, u64::saturating_add);
    if hashes > 0 {
        let text = format!(
            "{}: {} not of the content that was hashed",
            found.name(index),
            counted(hashes, "object is", "objects are")
        );
        let new = New::of_files(&kinds::HASH_MISMATCH, Severity::Medium, vec![index], text, verify());
        anomalies.add(new.counting(hashes));
    }
    let Some(Some(failure)) = found.broken.get(index) else { return };
    // What was not closed is not complete.
    let was_open =
        facts.header.state == "online" || found.names.get(index).is_some_and(|name| name.is_quarantined);
    let severity = if was_open { Severity::Low } else { Severity::Medium };
    let text = format!("{} is damaged: {failure}", found.name(index));
    anomalies.add(New::of_files(&kinds::VERIFY_FAILED, severity, vec![index], text, verify()));
}

/// What lies where no list leads.
fn remains(found: &Found<'_>, anomalies: &mut Anomalies, index: usize, facts: &JournalFacts) {
    let name = found.name(index);
    let salvage = || found.commands.subcommand("salvage", index);
    if facts.free.nonzero > 0 {
        let text = format!(
            "{name}: of {} bytes behind the last object {} are not zero",
            facts.free.bytes, facts.free.nonzero
        );
        anomalies.add(New::of_files(&kinds::FREE_SPACE_USED, Severity::Low, vec![index], text, salvage()));
    }
    let orphans = facts.orphans.unwrap_or_default();
    if orphans > 0 {
        let severity = if orphans <= 2 { Severity::Low } else { Severity::Medium };
        let text = format!("{name}: {} that no list leads to", counted(orphans, "entry", "entries"));
        let new = New::of_files(&kinds::ORPHANED_ENTRIES, severity, vec![index], text, salvage());
        anomalies.add(new.counting(orphans));
    }
}

/// What the seals say, where they were checked.
fn seals(found: &Found<'_>, anomalies: &mut Anomalies, index: usize, facts: &JournalFacts) {
    let Some(seals) = &facts.seals else { return };
    let SealOutcome::Checked(outcome) = seals.outcome else { return };
    let (kind, severity, what) = match outcome {
        "altered" => (&kinds::SEAL_ALTERED, Severity::High, "what they cover was altered"),
        "misnumbered" => (&kinds::SEAL_MISSING, Severity::High, "some are missing with what they covered"),
        "foreign-key" => (&kinds::SEAL_FOREIGN_KEY, Severity::Medium, "none is of this key"),
        "epochs-go-back" => (&kinds::SEAL_ORDER, Severity::Medium, "they go back in time"),
        "other-times" => {
            (&kinds::SEAL_ORDER, Severity::Medium, "entries are of other times than their epochs")
        }
        "unreadable" => (&kinds::SEAL_UNREADABLE, Severity::Medium, "not all that they cover can be read"),
        "habits" => {
            (&kinds::SEAL_HABIT, Severity::Info, "all are authentic, in an order that journald has at times")
        }
        _ => return,
    };
    let (count, refuted) = (seals.count, seals.refuted.unwrap_or_default());
    let text = format!("{}: {what} ({count} seals, {refuted} refuted)", found.name(index));
    // A key has no place in a command that goes into a file.
    let command = found.commands.on_files(&[index], &["--verify", "--verify-key=KEY"]);
    anomalies.add(New::of_files(kind, severity, vec![index], text, command));
}

fn seals_not_checked(found: &Found<'_>, anomalies: &mut Anomalies) {
    let not_checked = |facts: &JournalFacts| {
        facts.seals.as_ref().is_some_and(|seals| seals.outcome == SealOutcome::NotChecked)
    };
    let files: Vec<usize> =
        found.journals().filter(|(_, facts)| not_checked(facts)).map(|(index, _)| index).collect();
    if !files.is_empty() {
        let count = u64::try_from(files.len()).unwrap_or(u64::MAX);
        let text = format!("{} sealed, and no key was given", counted(count, "file is", "files are"));
        let command = found.commands.on_files(&files, &["--verify", "--verify-key=KEY"]);
        anomalies.add(New::of_files(&kinds::SEALS_NOT_CHECKED, Severity::Info, files, text, command));
    }
}

/// Files without seals that were begun after the first file with seals of their machine.
fn unsealed(found: &Found<'_>, anomalies: &mut Anomalies) {
    let begin = |facts: &JournalFacts| facts.times.map(|times| times.first_usec);
    let mut sealed_since: HashMap<Id128, u64> = HashMap::new();
    for (index, facts) in found.journals().filter(|(_, facts)| facts.seals.is_some()) {
        if let (Some(machine), Some(begin)) = (found.machines.get(index), begin(facts)) {
            let since = sealed_since.entry(*machine).or_insert(begin);
            *since = begin.min(*since);
        }
    }
    for (index, facts) in found.journals().filter(|(_, facts)| facts.seals.is_none()) {
        let since = found.machines.get(index).and_then(|machine| sealed_since.get(machine));
        if let (Some(since), Some(begin)) = (since, begin(facts))
            && begin > *since
        {
            // Journals that do not outlast the system are never sealed.
            let is_volatile =
                found.files.get(index).is_some_and(|file| file.path.contains("/run/log/journal/"));
            let severity = if is_volatile { Severity::Low } else { Severity::Medium };
            let text = format!(
                "{} has no seals and begins {}; files of this machine are sealed since {}",
                found.name(index),
                iso_seconds(begin),
                iso_seconds(*since)
            );
            let command = found.commands.on_files(&[index], &["--header"]);
            anomalies.add(New::of_files(&kinds::UNSEALED_AMONG_SEALED, severity, vec![index], text, command));
        }
    }
}

/// Files that are the same byte for byte.
fn copies(found: &Found<'_>, anomalies: &mut Anomalies) {
    let mut by_sum: BTreeMap<Sha256, Vec<usize>> = BTreeMap::new();
    for (index, file) in found.files.iter().enumerate() {
        if let (Some(_), Some(sum)) = (file.journal(), file.sha256) {
            by_sum.entry(sum).or_default().push(index);
        }
    }
    for files in by_sum.into_values().filter(|files| files.len() > 1) {
        let names: Vec<&str> = files.iter().take(4).map(|file| found.name(*file)).collect();
        let text = format!("{} files are the same: {}", files.len(), names.join(", "));
        let command = found.commands.other("sha256sum", &files);
        anomalies.add(New::of_files(&kinds::FILE_COPY, Severity::Info, files, text, command));
    }
}

/// Files of one file ID that are not the same.
fn same_ids(found: &Found<'_>, anomalies: &mut Anomalies) {
    let mut by_id: BTreeMap<Id128, BTreeMap<Option<Sha256>, usize>> = BTreeMap::new();
    for (index, facts) in found.journals().filter(|(_, facts)| !facts.header.file_id.is_null()) {
        let sum = found.files.get(index).and_then(|file| file.sha256);
        by_id.entry(facts.header.file_id).or_default().entry(sum).or_insert(index);
    }
    for (id, states) in by_id.into_iter().filter(|(_, states)| states.len() > 1) {
        let files: Vec<usize> = states.into_values().collect();
        let names: Vec<&str> = files.iter().take(4).map(|file| found.name(*file)).collect();
        let text = format!("{} files with the ID {id} differ: {}", files.len(), names.join(", "));
        let command = found.commands.on_files(&files, &["--header"]);
        anomalies.add(New::of_files(&kinds::FILE_ID_TWICE, Severity::Medium, files, text, command));
    }
}
