//! The examination itself: all work on single files, then on series, then what comes of it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::tz::TimeZone;
use journalq_file::seal::KeyGenerator;
use journalq_file::{Id128, JournalFile, Limits};

use super::anomalies::{self, Found};
use super::anomaly::Anomaly;
use super::assemble;
use super::capped::Capped;
use super::command::Commands;
use super::copies::Copies;
use super::evidence::{Content, FileReport, JournalFacts, Sha256, Times};
use super::group::{Group, SERIES};
use super::input::{Held, Input};
use super::integrity::{self, Integrity};
use super::names::{self, FileName};
use super::report::{Report, Run, Summary};
use super::series::Member;
use super::walk::{self, Walk};
use super::{excerpt, facts, numbers, parallel};

/// How many entries are compared with those of other files: eight bytes of memory for each.
const COMPARED: u64 = 1 << 25;

/// What an examination is told.
#[derive(Debug)]
pub struct Options<'a> {
    /// What is run, for the report.
    pub run: Run,
    /// Bounds on what reading a file may cost.
    pub limits: Limits,
    /// What seals are verified with.
    pub key: Option<&'a KeyGenerator>,
    /// The time zone of hours and weekdays.
    pub zone: TimeZone,
}

/// Examines all inputs.
///
/// `progress` is told how many of the [`STEPS`](journalq_file::verify::STEPS) of each journal were done since it was told last, from
/// any thread. Reads each file three times, by as many threads as there are processors: to hash it, to verify it, to walk over its
/// entries; then the entries of each series once more. Memory is bounded but for 8 bytes an entry and what verifying takes.
///
/// # Examples
///
/// ```
/// use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
/// use journalq_file::{Id128, Limits, Source};
/// use journalq_report::examination::{Input, Options, Run, examine};
///
/// let mut writer = JournalWriter::new(WriteOptions::default())?;
/// for seqnum in [1, 2, 5] {
///     writer.append(&NewEntry {
///         seqnum: Some(seqnum),
///         realtime_usec: 1_700_000_000_000_000 + seqnum,
///         monotonic_usec: seqnum,
///         boot_id: Id128([1; 16]),
///         xor_hash: None,
///         payloads: &[b"MESSAGE=hello"],
///     })?;
/// }
/// let input = Input::of_source(Source::from_bytes("system.journal".into(), writer.finish()));
/// let run = Run { version: "1".into(), command: "example".into(), began_usec: 0, has_key: false };
/// let options = Options { run, limits: Limits::default(), key: None, zone: jiff::tz::TimeZone::UTC };
/// let report = examine(&[input], options, &|_| {});
/// assert_eq!(report.summary.entries, 3);
/// assert_eq!(report.series.items[0].missing, 2);
/// assert_eq!(report.anomalies.items[0].kind.name, "numbers-missing");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn examine(inputs: &[Input], options: Options<'_>, progress: &(dyn Fn(u64) + Sync)) -> Report {
    let opened: Vec<Opened<'_>> = inputs.iter().map(|input| Opened::of(input, options.limits)).collect();
    let mut examined = work_on_files(inputs, &opened, &options, progress);
    let names: Vec<FileName> =
        inputs.iter().map(|input| FileName::of(&input.path.to_string_lossy())).collect();
    let walks: Vec<Option<Walk>> = examined.iter_mut().map(|examined| examined.walk.take()).collect();
    let broken: Vec<Option<String>> =
        examined.iter_mut().map(|examined| examined.integrity.as_mut()?.broken.take()).collect();
    let files: Vec<FileReport> = inputs
        .iter()
        .zip(&opened)
        .zip(examined.into_iter().zip(&walks))
        .map(|((input, opened), (examined, walk))| report_of(input, opened, examined, walk.as_ref()))
        .collect();
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let labels = names::labels(&paths);
    let machines: Vec<Id128> =
        opened.iter().zip(&walks).map(|(opened, walk)| machine(opened, walk.as_ref())).collect();
    let journals: Vec<Option<JournalFile<'_>>> = opened.iter().map(Opened::file).collect();
    let groups = work_on_series(parallel::threads(options.limits), &journals, &names, &machines, &walks);
    let of_machines: Vec<(Id128, &Walk)> =
        machines.iter().zip(&walks).filter_map(|(machine, walk)| Some((*machine, walk.as_ref()?))).collect();
    let prints: Vec<(usize, &[u64])> = walks
        .iter()
        .enumerate()
        .filter_map(|(index, walk)| Some((index, walk.as_ref()?.fingerprints.as_slice())))
        .collect();
    let copies = Copies::of(&prints);
    let boots = assemble::boots(&of_machines);
    let hosts = assemble::hosts(&of_machines);
    let found = Found {
        commands: Commands { inputs },
        names: &names,
        labels: &labels,
        files: &files,
        broken: &broken,
        walks: &walks,
        machines: &machines,
        groups: &groups,
        boots: &boots,
        copies: &copies,
    };
    let mut anomalies = anomalies::find(&found);
    excerpt::add(&journals, &mut anomalies.listed);
    let mut series = Capped::from(groups.iter().map(Group::series).collect::<Vec<_>>());
    series.truncate(SERIES);
    let summary = summary(&files, hosts.total(), boots.total(), anomalies.counts);
    let boots = Capped { items: boots.items.into_iter().map(|known| known.boot).collect(), more: boots.more };
    let activity = assemble::activity(walks.into_iter().flatten().collect());
    Report { run: options.run, summary, files, hosts, series, boots, activity, anomalies: listed(anomalies) }
}

fn listed(anomalies: anomalies::Anomalies) -> Capped<Anomaly> {
    let all = anomalies.counts.iter().fold(0, |sum: u64, count| sum.saturating_add(*count));
    let listed = u64::try_from(anomalies.listed.len()).unwrap_or(u64::MAX);
    Capped { items: anomalies.listed, more: all.saturating_sub(listed) }
}

/// An input as a journal, if it is one.
enum Opened<'a> {
    Journal(JournalFile<'a>, &'a [u8]),
    Not,
    Unreadable(String),
}

impl<'a> Opened<'a> {
    fn of(input: &'a Input, limits: Limits) -> Self {
        match &input.held {
            Held::Source(source) => match source.journal(limits) {
                Ok(file) => Self::Journal(file, source.bytes()),
                Err(error) => Self::Unreadable(error.cause.to_string()),
            },
            Held::Packed(..) => Self::Not,
            Held::Nothing(why) => Self::Unreadable(why.clone()),
        }
    }

    fn file(&self) -> Option<JournalFile<'a>> {
        match self {
            Self::Journal(file, _) => Some(*file),
            Self::Not | Self::Unreadable(_) => None,
        }
    }
}

/// What is done with a file.
#[derive(Clone, Copy, Debug)]
enum Job {
    Verify,
    Walk,
    Sum,
}

/// What came of it.
enum Done {
    Verified(Box<Integrity>),
    Walked(Box<Walk>),
    Summed(Option<(u64, Sha256)>),
}

/// All that was done with a file.
#[derive(Default)]
struct Examined {
    integrity: Option<Box<Integrity>>,
    walk: Option<Walk>,
    sum: Option<(u64, Sha256)>,
}

/// Does all work on single files, the largest first, what is to be done with one of them next to each other: then it is read
/// from the disk once.
fn work_on_files(
    inputs: &[Input],
    opened: &[Opened<'_>],
    options: &Options<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Vec<Examined> {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(inputs.get(*index).and_then(Input::size)));
    let jobs: Vec<(usize, Job)> = order
        .into_iter()
        .flat_map(|index| [Job::Verify, Job::Walk, Job::Sum].map(|job| (index, job)))
        .collect();
    let n_journals = opened.iter().filter(|opened| opened.file().is_some()).count().max(1);
    // One thread for each file, but where there are fewer files than processors.
    let all = parallel::threads(options.limits);
    let threads = NonZeroUsize::new(all.get() / n_journals).unwrap_or(NonZeroUsize::MIN);
    let room = AtomicU64::new(COMPARED);
    let work = |(index, job): &(usize, Job)| {
        let (input, opened) = (inputs.get(*index)?, opened.get(*index)?);
        let done = match (job, opened) {
            (Job::Sum, _) => Done::Summed(input.sum()),
            (Job::Verify, Opened::Journal(file, bytes)) => {
                Done::Verified(Box::new(integrity::check(file, bytes, options.key, threads, progress)))
            }
            (Job::Walk, Opened::Journal(file, _)) => {
                let keeps = reserve(&room, file);
                Done::Walked(Box::new(walk::walk(file, *index, &options.zone, keeps)))
            }
            (Job::Verify | Job::Walk, Opened::Not | Opened::Unreadable(_)) => return None,
        };
        Some((*index, done))
    };
    let mut examined: Vec<Examined> = inputs.iter().map(|_| Examined::default()).collect();
    for (index, done) in parallel::map(all, &jobs, work).into_iter().flatten() {
        let Some(examined) = examined.get_mut(index) else { continue };
        match done {
            Done::Verified(integrity) => examined.integrity = Some(integrity),
            Done::Walked(walk) => examined.walk = Some(*walk),
            Done::Summed(sum) => examined.sum = sum,
        }
    }
    examined
}

/// Takes room for as many entries as the file can have; tells whether there was.
fn reserve(room: &AtomicU64, file: &JournalFile<'_>) -> bool {
    // No entry is smaller.
    let entries = file.header().n_entries().min(file.len() / 64);
    room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(entries)).is_ok()
}

/// The machine that a file is of: by its entries, else by its header.
fn machine(opened: &Opened<'_>, walk: Option<&Walk>) -> Id128 {
    let header = || opened.file().map(|file| file.header().machine_id());
    walk.and_then(|walk| walk.machine_id).or_else(header).unwrap_or_default()
}

fn report_of(input: &Input, opened: &Opened<'_>, examined: Examined, walk: Option<&Walk>) -> FileReport {
    let content = match (opened, examined.integrity, walk) {
        (Opened::Journal(file, _), Some(integrity), Some(walk)) => {
            Content::Journal(Box::new(journal_facts(file, *integrity, walk)))
        }
        (Opened::Unreadable(why), ..) => Content::Unreadable(why.clone()),
        _ => Content::Packed {
            journals: if let Held::Packed(_, journals) = input.held { journals } else { 0 },
        },
    };
    FileReport {
        path: input.path.to_string_lossy().into_owned(),
        packed_in: input.packed_in,
        size: examined.sum.map(|(size, _)| size).or_else(|| input.size()),
        sha256: examined.sum.map(|(_, sum)| sum),
        times: input.times(),
        content,
    }
}

fn journal_facts(file: &JournalFile<'_>, integrity: Integrity, walk: &Walk) -> JournalFacts {
    let Integrity { verification, seals, free, orphans, broken: _ } = integrity;
    JournalFacts {
        header: facts::of(file),
        entries: walk.entries,
        times: walk.times,
        boots: walk.boots.total(),
        verification,
        seals,
        free,
        orphans,
    }
}

/// Puts files together whose entries are numbered in one sequence, and goes through each of these.
fn work_on_series(
    threads: NonZeroUsize,
    journals: &[Option<JournalFile<'_>>],
    names: &[FileName],
    machines: &[Id128],
    walks: &[Option<Walk>],
) -> Vec<Group> {
    let mut members: BTreeMap<(Id128, Id128), Vec<Member>> = BTreeMap::new();
    for (index, journal) in journals.iter().enumerate() {
        let (Some(file), Some(Some(walk)), Some(name)) = (journal, walks.get(index), names.get(index)) else {
            continue;
        };
        let seqnum_id = file.header().seqnum_id();
        // Without an ID nobody knows whose numbers they are.
        let Some(range) = range(file).filter(|_| !seqnum_id.is_null()) else { continue };
        let machine = machines.get(index).copied().unwrap_or_default();
        let member = Member { file: index, chain: name.chain.clone(), range, entries: walk.entries };
        members.entry((machine, seqnum_id)).or_default().push(member);
    }
    let mut groups: Vec<((Id128, Id128), Vec<Member>)> = members.into_iter().collect();
    groups.iter_mut().for_each(|(_, members)| members.sort_by_key(|member| (member.range, member.file)));
    let mut done = parallel::map(threads, &groups, |((machine_id, seqnum_id), members)| {
        let files: Vec<(usize, JournalFile<'_>)> = members
            .iter()
            .filter_map(|member| Some((member.file, journals.get(member.file).copied().flatten()?)))
            .collect();
        let numbers = numbers::go_through(&files);
        Group { machine_id: *machine_id, seqnum_id: *seqnum_id, members: members.clone(), numbers }
    });
    done.sort_by_key(|group| {
        (group.machine_id, group.numbers.times.map(|times| times.first_usec), group.seqnum_id)
    });
    done
}

/// The numbers of the first and last entry that can be read.
fn range(file: &JournalFile<'_>) -> Option<(u64, u64)> {
    let first = file.entries().next()?.head().seqnum;
    let mut list = file.all_entries();
    let (_, last) = list.nearest(list.len().checked_sub(1)?, journalq_file::Direction::Up)?;
    let last = file.read_entry(last).map_or(file.header().tail_entry_seqnum(), |entry| entry.head().seqnum);
    Some((first, last.max(first)))
}

fn summary(files: &[FileReport], hosts: u64, boots: u64, anomalies: [u64; 4]) -> Summary {
    let mut summary = Summary { hosts, boots, anomalies, ..Summary::default() };
    for file in files {
        if file.packed_in.is_none() {
            summary.bytes = summary.bytes.saturating_add(file.size.unwrap_or_default());
        }
        match &file.content {
            Content::Journal(facts) => {
                summary.journals = summary.journals.saturating_add(1);
                summary.entries = summary.entries.saturating_add(facts.entries);
                summary.times = Times::joined(summary.times, facts.times);
            }
            Content::Unreadable(_) => summary.unreadable = summary.unreadable.saturating_add(1),
            Content::Packed { .. } => {}
        }
    }
    summary
}
