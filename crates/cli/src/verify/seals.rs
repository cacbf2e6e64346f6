//! What is said of seals: in journalctl's words how far they reach, and in ours what a failure of them means.

use anyhow::anyhow;
use journalq_file::Source;
use journalq_file::layout::flags::CompatibleFlags;
use journalq_file::seal::{Habit, KeyGenerator, Seal, SealVerdict, VerificationKey};
use journalq_file::verify::Verdict;

use super::times::Times;
use crate::stderr::{Level, say};

/// The key on the command line.
pub(crate) fn key(text: &[u8]) -> anyhow::Result<KeyGenerator> {
    let key = VerificationKey::parse(text);
    // No number of the key, nor what is wrong with it, is shown: whoever has a part of it needs to guess less.
    let key = key.map_err(|_| anyhow!("Failed to load verification key: Key was rejected by service"))?;
    Ok(KeyGenerator::new(key))
}

/// Warns where a file may lack seals without a trace.
pub(crate) fn warn_of_gaps(source: &Source, verdict: &Verdict) {
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
            Times::show_span(tail.saturating_sub(validated))
        ),
        None if head > 0 => {
            let span = Times::show_span(tail.saturating_sub(head));
            format!("=> No sealing yet, {span} of entries not sealed.")
        }
        None => "=> No sealing yet, no entries in file.".to_owned(),
    };
    say(Level::Info, &message);
}

/// Says what the seals mean where that is not plain: journalctl calls corrupt what journald does at times.
pub(crate) fn say_more(source: &Source, verdict: &Verdict, times: &Times) {
    let Some(seals) = &verdict.seals else { return };
    let meaning = seals.verdict();
    for text in texts(&meaning, times) {
        say(Level::Notice, &format!("{}: {text}", source.path().display()));
    }
}

/// A name for what the seals mean, in words joined by hyphens.
pub(crate) const fn name(verdict: &SealVerdict) -> &'static str {
    match verdict {
        SealVerdict::NoSeals => "no-seals",
        SealVerdict::ForeignKey => "foreign-key",
        SealVerdict::Altered { .. } => "altered",
        SealVerdict::Misnumbered { .. } => "misnumbered",
        SealVerdict::Unreadable { .. } => "unreadable",
        SealVerdict::EpochsGoBack { .. } => "epochs-go-back",
        SealVerdict::OtherTimes { .. } => "other-times",
        SealVerdict::Habits(_) => "habits",
        SealVerdict::Authentic => "authentic",
        _ => "unknown",
    }
}

/// The lines that tell what the seals mean; none where all is as it should be.
pub(crate) fn texts(verdict: &SealVerdict, times: &Times) -> Vec<String> {
    let one = |text: String| vec![text];
    match verdict {
        SealVerdict::NoSeals => one("seals: the file has none yet".to_owned()),
        SealVerdict::ForeignKey => {
            one("seals: not one was made with this key, which is that of other files".to_owned())
        }
        SealVerdict::Altered { first } => {
            one(format!("seals: what lies {} is not what was sealed{}", extent(first), entries(first, times)))
        }
        SealVerdict::Misnumbered { first } => one(format!(
            "seals: before the one at {:#x} others are missing, with all that they sealed: it is number {}, \
             but the {}. in the file",
            first.offset, first.seqnum, first.position
        )),
        SealVerdict::Unreadable { first } => {
            one(format!("seals: not all of what lies {} can be read", extent(first)))
        }
        SealVerdict::EpochsGoBack { first } => {
            one(format!("seals: at {:#x} they go back in time: the key was set back", first.offset))
        }
        SealVerdict::OtherTimes { first } => one(format!(
            "seals: all are authentic, but entries {} are of other times: the times in the key are wrong",
            extent(first)
        )),
        SealVerdict::Habits(habits) => habits
            .iter()
            .map(|found| {
                let (count, first) = (found.count, found.first.offset);
                let (habit, seals) = (habit(found.habit), if count == 1 { "seal" } else { "seals" });
                format!(
                    "seals: all are authentic; no tampering, but what journald does at times: {habit} \
                         ({count} {seals}, the first at {first:#x})"
                )
            })
            .collect(),
        _ => Vec::new(),
    }
}

const fn habit(habit: Habit) -> &'static str {
    match habit {
        Habit::RepeatedEpoch => "several seals of one epoch, as when it is restarted",
        Habit::SkippedEpochs => "no seals for epochs in which only other files were written",
        Habit::HeaderRewritten => "IDs in the header that the first entry of a new file replaced",
        Habit::EarlierKey => "the key of an earlier epoch, because other files moved the epoch on",
        Habit::ClockSetBack => "entries older than their epoch, because the clock was set back",
        _ => "one that has no name here",
    }
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
