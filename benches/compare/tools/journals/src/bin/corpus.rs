//! Writes the corpus that programs are timed on, where there is none yet: the logs of eight hosts as journald would have left
//! them, an archived and a live file each, three of them with a user's journal of the same time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use compare_journals::Host;
use compare_journals::files::{archived_name, options, random_id};
use fastrand::Rng;
use journalq_file::layout::flags::State;
use journalq_file::write::{JournalWriter, WriteOptions, create_file};

const HOSTS: u64 = 8;

/// The first hosts have a user's journal.
const HOSTS_WITH_USERS: u64 = 3;

/// When the first host begins to log.
const BEGIN_USEC: u64 = 1_700_000_000_000_000;

/// How much later each of the others does, for each of their entries, which are 50 ms apart: so that three log at a time.
const DELAY_USEC: u64 = 18_000;

/// Writes the corpus that programs are timed on, where there is none yet.
#[derive(Parser)]
struct Arguments {
    /// Where to; made where missing.
    folder: PathBuf,
    /// How many entries all hosts have.
    #[arg(long, default_value_t = 1_000_000)]
    entries: u64,
    /// Other numbers give other logs of the same kind.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<()> {
    let Arguments { folder, entries, seed } = Arguments::parse();
    if folder.exists() {
        println!("{} is there", folder.display());
        return Ok(());
    }
    // Only what is complete has the name that was asked for.
    let unfinished = folder.with_extension("unfinished");
    fs::create_dir_all(&unfinished).with_context(|| format!("cannot make {}", unfinished.display()))?;
    for number in 0..HOSTS {
        let n_entries = entries * (number + 1) / HOSTS - entries * number / HOSTS;
        write_host(
            &unfinished,
            number,
            n_entries,
            Rng::with_seed(seed.wrapping_mul(HOSTS).wrapping_add(number)),
        )?;
    }
    fs::rename(&unfinished, &folder)?;
    Ok(())
}

/// Writes the files of a host. All entries have their numbers in one series, whichever file they are in.
fn write_host(folder: &Path, number: u64, n_entries: u64, mut random: Rng) -> Result<()> {
    let begin_usec = BEGIN_USEC + number * n_entries * DELAY_USEC;
    let (name, has_users) = (format!("host{number}"), number < HOSTS_WITH_USERS);
    let host = Host::new(name.clone(), random.fork(), n_entries, begin_usec);
    let (series, machine_id) = (random_id(&mut random), host.machine_id());
    let system = format!("{name}-system");
    let mut new_file = |part: u64, state| {
        let n_entries = usize::try_from(n_entries * part / 100)?;
        let options = options(n_entries, random_id(&mut random), series, machine_id);
        anyhow::Ok(JournalWriter::new(WriteOptions { state, ..options })?)
    };
    let mut archived = new_file(75, State::ARCHIVED)?;
    let mut live = new_file(25, State::OFFLINE)?;
    let mut users = new_file(5, State::OFFLINE)?;
    let mut head = None;
    for (seqnum, entry) in (1..).zip(host) {
        let file = match entry.is_users && has_users {
            true => &mut users,
            false if seqnum <= n_entries * 3 / 4 => {
                head.get_or_insert((seqnum, entry.realtime_usec));
                &mut archived
            }
            false => &mut live,
        };
        entry.write(file, seqnum)?;
    }
    let (seqnum, realtime_usec) = head.context("too few entries")?;
    create_file(&folder.join(archived_name(&system, series, seqnum, realtime_usec)), &archived.finish())?;
    create_file(&folder.join(format!("{system}.journal")), &live.finish())?;
    if has_users {
        create_file(&folder.join(format!("{name}-user-1000.journal")), &users.finish())?;
    }
    Ok(())
}
