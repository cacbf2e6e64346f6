//! What is said of seals: in journalctl's words how far they reach, and in ours what a failure of them means.

use anyhow::anyhow;
use journalq_file::Source;
use journalq_file::layout::flags::CompatibleFlags;
use journalq_file::seal::{Habit, HabitFound, KeyGenerator, Seal, SealVerdict, VerificationKey};
use journalq_file::verify::{Fault, Verdict};
use journalq_output::ExactSpan;

use super::times::Times;
use crate::stderr::{Level, say};

/// The key on the command line.
pub(crate) fn key(text: &[u8]) -> anyhow::Result<KeyGenerator> {
    let key = VerificationKey::parse(text);
    // No number of the key, nor what is wrong with it, is shown: whoever has a part of it needs to guess less.
    let key = key.map_err(|_| anyhow!("Failed to load verification key: Key was rejected by service"))?;
    Ok(KeyGenerator::new(key))
}

/// Warns where a file may lack seals without a trace. journalctl does when it has looked at the rest of the header.
pub(crate) fn warn_of_gaps(source: &Source, verdict: &Verdict) {
    let finding = verdict.failure.and_then(|failure| failure.finding);
    if finding
        .is_some_and(|finding| matches!(finding.fault, Fault::UnknownExtensions | Fault::HeaderReserved))
    {
        return;
    }
    if verdict.seals.is_some() && !flags(source).contains(CompatibleFlags::SEALED_CONTINUOUS) {
        let message = "000000: This log file was sealed with an old journald version where the sequence of seals \
                       might not be continuous. We cannot guarantee completeness.";
        say(Level::Warning, &message);
    }
}

/// Says of a file that passed how far its seals reach.
pub(crate) fn say_extent(source: &Source, verdict: &Verdict, times: &Times) {
    let Some(seals) = &verdict.seals else { return };
    let Some((head, tail)) = header_times(source) else { return };
    let message = match seals.validated_usec() {
        Some(validated) => format!(
            "=> Validated from {} to {}, final {} entries not sealed.",
            times.show(head),
            times.show(validated),
            ExactSpan(tail.saturating_sub(validated))
        ),
        None if head > 0 => {
            let span = ExactSpan(tail.saturating_sub(head));
            format!("=> No sealing yet, {span} of entries not sealed.")
        }
        None => "=> No sealing yet, no entries in file.".to_owned(),
    };
    say(Level::Info, &message);
}

/// Says what the seals mean where that is not plain: journalctl calls corrupt what journald does at times.
pub(crate) fn say_more(source: &Source, verdict: &Verdict, has_key: bool, times: &Times) {
    let text = match &verdict.seals {
        Some(seals) => text(&seals.verdict(), times),
        None if has_key => Some("seals: the file has none, and the key says nothing about it".to_owned()),
        None => None,
    };
    if let Some(text) = text {
        say(Level::Notice, &format!("{}: {text}", source.path().display()));
    }
}

/// What the seals mean, in one line; `None` where all is as it should be.
pub(crate) fn text(verdict: &SealVerdict, times: &Times) -> Option<String> {
    let text = match verdict {
        SealVerdict::NoSeals => "the file has none yet".to_owned(),
        SealVerdict::ForeignKey => {
            "not one was made with this key: it is that of other files, or this file was put in their place"
                .to_owned()
        }
        SealVerdict::Altered { first } => {
            format!("what lies {} was altered after it was sealed{}", extent(first), entries(first, times))
        }
        SealVerdict::Misnumbered { first } => format!(
            "before the one at {:#x} others are missing, with all that they sealed: it is number {}, but the {}. in \
             the file",
            first.offset, first.seqnum, first.position
        ),
        SealVerdict::Unreadable { first } => format!("not all of what lies {} can be read", extent(first)),
        SealVerdict::EpochsGoBack { first } => {
            format!("at {:#x} they go back in time: the key of the writer was set back", first.offset)
        }
        SealVerdict::OtherTimes { first } => format!(
            "all are authentic, but entries {} are of other times: the times in the key are wrong",
            extent(first)
        ),
        SealVerdict::Habits(habits) => {
            let habits: Vec<String> = habits.iter().map(habit).collect();
            format!("all are authentic; no tampering, but what journald does at times: {}", habits.join("; "))
        }
        _ => return None,
    };
    Some(format!("seals: {text}"))
}

/// A habit, and where it shows.
fn habit(found: &HabitFound) -> String {
    let habit = match found.habit {
        Habit::RepeatedEpoch => "several seals of one epoch, as when it is restarted",
        Habit::SkippedEpochs => "no seals for epochs in which only other files were written",
        Habit::HeaderRewritten => "IDs in the header that the first entry of a new file replaced",
        Habit::EarlierKey => "the key of an earlier epoch, because other files moved the epoch on",
        Habit::ClockSetBack => "entries older than their epoch, because the clock was set back",
        _ => "one that has no name here",
    };
    let seals = if found.count == 1 { "seal" } else { "seals" };
    format!("{habit} ({} {seals}, the first at {:#x})", found.count, found.first.offset)
}

fn extent(seal: &Seal) -> String {
    format!("from {:#x} to the seal at {:#x}", seal.begin, seal.offset)
}

/// Which entries a seal covers.
fn entries(seal: &Seal, times: &Times) -> String {
    seal.entries.map_or_else(String::new, |entries| {
        let (oldest, newest) = (times.show(entries.oldest_realtime), times.show(entries.newest_realtime));
        format!(": {} entries of {oldest} to {newest}", entries.count)
    })
}

fn flags(source: &Source) -> CompatibleFlags {
    let file = source.journal(journalq_file::Limits::default());
    file.map(|file| file.header().compatible_flags()).unwrap_or_default()
}

/// When the first and the last entry were written, by the header.
fn header_times(source: &Source) -> Option<(u64, u64)> {
    let file = source.journal(journalq_file::Limits::default()).ok()?;
    Some((file.header().head_entry_realtime(), file.header().tail_entry_realtime()))
}
