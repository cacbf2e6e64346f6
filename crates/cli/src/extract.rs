//! `journalq extract`: a selection of entries as a new journal.
//!
//! ```text
//! arguments, as for printing -> Chosen (which entries, in which order, numbered how) -> Copier -> JournalWriter -> file
//! ```

mod chosen;
mod copier;
mod edit;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use journalq_file::write::{JournalWriter, Layout, WriteOptions};
use journalq_file::{Findings, Id128, JournalFile};
use journalq_output::{Field, Size};
use journalq_query::grep::Pattern;
use journalq_query::{Journal, Merge, Window};

use self::chosen::{Chosen, Series};
use self::copier::{AsNew, Copier};
pub(crate) use self::edit::Edit;
use crate::args::Args;
use crate::flags::{Argument, Flag, bytes};
use crate::new_file::NewFile;
use crate::parse::Stop;
use crate::stderr::{Level, say};
use crate::subcommands::{Subcommand, selects_entries};
use crate::{Outcome, cursor_file, filter, lost, on_journal, show};

/// What the subcommand's own options say.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtractArgs {
    /// The new journal.
    output: Option<PathBuf>,
    /// The fields whose values are not copied.
    redact: Vec<Vec<u8>>,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "extract",
    synopsis: "[OPTION...] [FIELD=VALUE...] --output=FILE",
    help: "Write entries to a new journal file",
    flags: &[
        Flag::own("output", Argument::Required("FILE"), "The journal to create; needed", |args, value| {
            args.extract.output = value.map(Into::into);
            Ok(())
        }),
        Flag::own(
            "redact",
            Argument::Required("FIELD"),
            "Write [redacted] for a field's values",
            add_redacted,
        ),
    ],
    takes: selects_entries,
    check: |args| match args.extract.output {
        Some(_) => Ok(()),
        None => Err("journalq: extract needs --output=FILE".to_owned()),
    },
    run: |args, pattern| on_journal(args, |journal| run(args, pattern, journal)),
};

fn add_redacted(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let name = value.map(bytes).unwrap_or_default();
    if !Field::is_valid_name(&name) {
        let name = String::from_utf8_lossy(&name);
        return Err(Stop::Fail(format!("No field can have the name '{name}'.")));
    }
    args.extract.redact.push(name);
    Ok(())
}

fn run(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    let Some(output) = &args.extract.output else { bail!("there is no output") };
    let new = NewFile::made_of(journal, args, output)?;
    write(args, pattern, journal, &new, &mut Edit::redact(&args.extract.redact))
}

/// Writes the entries that `args` ask for to a new journal.
pub(crate) fn write(
    args: &Args,
    pattern: Option<Pattern>,
    journal: &Journal,
    new: &NewFile<'_>,
    edit: &mut Edit<'_>,
) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    cursor_file::check(args, journal)?;
    let expr = filter::expression(args, &files)?;
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), args.window(show::start(args)?));
    let mut lost = vec![Findings::default(); files.len()];
    let chosen = Chosen::choose(&mut window, args.reverse, edit.times_back(), &files, pattern, &mut lost)?;
    let written = if chosen.places.is_empty() {
        None
    } else {
        let mut copier = Copier::new(&files, edit);
        let mut writer = JournalWriter::new(options(journal, &files, &chosen)?)?;
        let mut retimed = chosen.retimed.iter().copied().peekable();
        for (index, place) in chosen.places.iter().enumerate() {
            let as_new = AsNew {
                keeps_seqnum: chosen.series.is_kept(),
                monotonic_usec: retimed.next_if(|&(at, _)| at == index).map(|(_, usec)| usec),
            };
            let copied = copier.copy(place, as_new, &mut writer, &mut lost);
            copied.map_err(|error| anyhow!("Failed to write {}: {error}", new.path().display()))?;
        }
        edit.report(args.quiet);
        let n_entries = writer.n_entries();
        let journal = writer.finish();
        new.create(&journal)?;
        cursor_file::update(args, window.current().as_ref())?;
        Some((n_entries, journal.len()))
    };
    lost::add(&mut lost, window.merge().findings());
    let outcome = lost::report(journal, lost).max(filter::report(args));
    Ok(match written {
        Some((n_entries, size)) => {
            say_summary(args, new.path(), &chosen, n_entries, size);
            outcome
        }
        None => {
            say(Level::Warning, &format!("No entries: {} is not created.", new.path().display()));
            Outcome::NothingFound
        }
    })
}

/// What kind of file: as journald would write it today, and as large as need be.
fn options(journal: &Journal, files: &[JournalFile<'_>], chosen: &Chosen) -> anyhow::Result<WriteOptions> {
    /// Most entries bring fewer new values of fields than this.
    const NEW_DATA: usize = 8;

    let bytes = journal.sources().iter().map(|source| source.bytes().len()).fold(0, usize::saturating_add);
    let file_id = random_id()?;
    let mut machines = files.iter().map(|file| file.header().machine_id());
    let machine_id = machines.next().filter(|first| machines.all(|other| other == *first));
    Ok(WriteOptions {
        layout: layout_for(bytes),
        file_id,
        machine_id: machine_id.unwrap_or(Id128::NULL),
        seqnum_id: match chosen.series {
            Series::Kept(seqnum_id) => seqnum_id,
            Series::New(_) => file_id,
        },
        data_hash_buckets: chosen.places.len().saturating_mul(NEW_DATA).max(2047),
        // Whatever can be read can be written.
        allow_any_name: true,
        ..WriteOptions::default()
    })
}

/// The layout of a journal that is made of so many bytes of others.
pub(crate) const fn layout_for(bytes: usize) -> Layout {
    /// Payloads can grow when they are compressed anew, but not from this to the largest size of a compact file.
    const COMPACT_BYTES: usize = 1 << 30;
    if bytes <= COMPACT_BYTES { Layout::Compact } else { Layout::Regular }
}

fn random_id() -> anyhow::Result<Id128> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| anyhow!("Failed to make an ID: {error}"))?;
    Ok(Id128(id))
}

fn say_summary(args: &Args, output: &Path, chosen: &Chosen, n_entries: u64, size: usize) {
    if let Series::New(why) = chosen.series {
        say(Level::Warning, &format!("{why}: entries are numbered anew, their cursors are others."));
    }
    match chosen.retimed.len() {
        0 => {}
        1 => say(Level::Warning, &"A time since the boot goes back: another entry's is written instead."),
        many => say(
            Level::Warning,
            &format!("{many} times since the boot go back: those of other entries are written instead."),
        ),
    }
    if !args.quiet {
        let size = Size(u64::try_from(size).unwrap_or(u64::MAX));
        let entries = if n_entries == 1 { "entry" } else { "entries" };
        say(Level::Notice, &format!("Wrote {n_entries} {entries}, {size}, to {}.", output.display()));
    }
}
