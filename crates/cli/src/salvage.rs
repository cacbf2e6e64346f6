//! `journalq salvage`: what is in damaged journals, printed as if it were in healthy ones.
//!
//! ```text
//! FILE -> salvage (the engine) -> Healed: a journal in memory, of entries that keep their identity and have fields more that
//!                                 tell where each was found -> what prints any journal, or writes a new one
//!                              -> Loss -> a line on standard error, and JSON
//! ```

mod copies;
mod healed;
mod inputs;
mod loss;
mod summary;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::bail;
use journalq_file::carve::Carved;
use journalq_file::salvage::{Salvage, SalvageOptions, salvage};
use journalq_file::{OpenError, Source};
use journalq_query::Journal;
use journalq_query::grep::Pattern;
use journalq_query::unpack::{Unpacked, Unpacker};

use self::copies::Copies;
use self::healed::Healed;
pub(crate) use self::inputs::{check_options, check_rebuild, take_files};
use self::loss::Loss;
use crate::args::{Action, Args};
use crate::extract::Edit;
use crate::flags::{Argument, Flag, Group};
use crate::new_file::NewFile;
use crate::stderr::{Level, say as say_line, say_problem};
use crate::subcommands::{Subcommand, selects_entries};
use crate::{Outcome, extract, print_of};

/// What the subcommand's own options and words say.
#[derive(Clone, Debug, Default)]
pub(crate) struct SalvageArgs {
    /// The words that are no matches.
    pub(crate) files: Vec<OsString>,
    /// Whether entries within logged values count, too.
    embedded: bool,
    /// Where the loss report goes.
    pub(crate) report: Option<PathBuf>,
    /// Where the entries go that would be printed otherwise.
    pub(crate) rebuild: Option<PathBuf>,
}

/// Options that all have who salvage.
pub(crate) const REBUILD: Flag =
    Flag::own("rebuild", Argument::Required("FILE"), "Write the entries to a new journal", |args, value| {
        args.salvage.rebuild = value.map(Into::into);
        Ok(())
    });
pub(crate) const REPORT: Flag =
    Flag::own("report", Argument::Required("FILE"), "Write what was lost as JSON", |args, value| {
        args.salvage.report = value.map(Into::into);
        Ok(())
    });
pub(crate) const EMBEDDED: Flag =
    Flag::own("embedded", Argument::None, "Entries within logged values, too", |args, _| {
        args.salvage.embedded = true;
        Ok(())
    });

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "salvage",
    synopsis: "FILE... [OPTION...] [FIELD=VALUE...]",
    help: "Print what is left in damaged journal files",
    flags: &[REBUILD, REPORT, EMBEDDED],
    takes,
    check: inputs::check,
    run,
};

/// Which of journalctl's options make sense with what was salvaged.
pub(crate) fn takes(flag: &Flag) -> bool {
    match flag.group {
        Group::Output => flag.long != "follow",
        Group::Pager => true,
        Group::Command => {
            matches!(flag.long, "fields" | "field" | "list-boots" | "list-invocations")
        }
        Group::Filter => flag.long == "exclude-identifier" || selects_entries(flag),
        Group::Source | Group::Sealing | Group::Own => selects_entries(flag),
    }
}

/// Salvages the files, then prints or writes the entries, and says what was lost.
fn run(args: &Args, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    let (paths, problems) = inputs::paths(args)?;
    let mut salvaged = Salvaged::new(args, &paths)?;
    problems.into_iter().for_each(|problem| salvaged.miss(problem));
    let mut sources = Vec::new();
    let unpacker = Unpacker::new(args.limits);
    for path in &paths {
        match open(path, &unpacker) {
            Ok(opened) => {
                sources.extend(opened.sources);
                opened.problems.into_iter().for_each(|problem| salvaged.miss(problem));
            }
            Err(problem) => salvaged.miss(problem),
        }
    }
    salvaged.add_all(&sources.iter().map(Find::of).collect::<Vec<_>>())?;
    salvaged.finish(pattern)
}

/// Opens a file, or what is packed in it.
fn open(path: &Path, unpacker: &Unpacker) -> Result<Unpacked, OpenError> {
    let source = Source::open(path)?;
    match unpacker.unpack(&source) {
        Some(unpacked) => unpacked.or_none(path),
        None => Ok(Unpacked { sources: vec![source], problems: Vec::new() }),
    }
}

/// What is salvaged: the bytes of a file.
pub(crate) struct Find<'a> {
    /// What messages call it.
    pub(crate) name: PathBuf,
    /// The file that the bytes are from.
    pub(crate) evidence: &'a Path,
    pub(crate) bytes: &'a [u8],
    /// Where in that file they are, if they are a part of it.
    pub(crate) carved: Option<&'a Carved>,
}

impl<'a> Find<'a> {
    fn of(source: &'a Source) -> Self {
        let path = source.path();
        Self { name: path.to_owned(), evidence: path, bytes: source.bytes(), carved: None }
    }

    /// Where an offset is in the file that the bytes are from.
    fn in_evidence(&self, offset: u64) -> u64 {
        self.carved.and_then(|carved| carved.in_image(offset)).unwrap_or(offset)
    }
}

/// What was salvaged so far, and where it goes.
pub(crate) struct Salvaged<'a> {
    args: &'a Args,
    report: Option<NewFile<'a>>,
    rebuild: Option<NewFile<'a>>,
    journal: Journal,
    losses: Vec<Loss>,
    problems: Vec<OpenError>,
    left_out: bool,
}

impl<'a> Salvaged<'a> {
    /// Nothing yet. Checks that what is to be created can be, beside none of these files.
    pub(crate) fn new(args: &'a Args, paths: &[PathBuf]) -> anyhow::Result<Self> {
        let inputs = || {
            let folders = args.directory.as_deref().into_iter().chain(args.root.as_deref());
            paths.iter().map(PathBuf::as_path).chain(folders)
        };
        let [report, rebuild] = [&args.salvage.report, &args.salvage.rebuild]
            .map(|path| path.as_deref().map(|path| NewFile::at(path, inputs())).transpose());
        let (report, rebuild) = (report?, rebuild?);
        if let (Some(report), Some(rebuild)) = (&report, &rebuild)
            && report.is(rebuild)
        {
            bail!("--report and --rebuild cannot be the same file.");
        }
        let (journal, losses, problems) = (Journal::default(), Vec::new(), Vec::new());
        Ok(Self { args, report, rebuild, journal, losses, problems, left_out: false })
    }

    /// Says and notes that a file cannot be read.
    pub(crate) fn miss(&mut self, problem: OpenError) {
        say_problem(&problem);
        self.problems.push(problem);
    }

    /// Says and notes that something was found that cannot be salvaged.
    pub(crate) fn leave_out(&mut self, name: &Path, why: &str) {
        say_line(Level::Warning, &format!("{}: {why}", name.display()));
        self.left_out = true;
    }

    /// Adds what is in the files to the journal, of the copies of an entry the best, and notes what is not.
    pub(crate) fn add_all(&mut self, finds: &[Find<'_>]) -> anyhow::Result<()> {
        let options = SalvageOptions { limits: self.args.limits, embedded: self.args.salvage.embedded };
        let salvages: Vec<Salvage<'_>> = finds.iter().map(|find| salvage(find.bytes, &options)).collect();
        let copies = Copies::of(&salvages);
        for (find, salvage) in finds.iter().zip(&salvages) {
            let Healed { journal, refused } = Healed::new(salvage, find, &copies, options.limits)?;
            if !salvage.entries().is_empty() {
                self.journal.add(Source::from_bytes(find.name.clone(), journal))?;
            }
            self.losses.push(Loss::of(find, salvage, refused));
        }
        Ok(())
    }

    /// Writes the report, prints or writes the entries, and says what was lost.
    pub(crate) fn finish(self, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
        let Self { args, report, rebuild, journal, losses, problems, left_out } = self;
        if let Some(report) = report {
            report.create(&loss::to_json(&losses, &problems))?;
        }
        let done = match rebuild {
            Some(new) => extract::write(args, pattern, &journal, &new, &mut Edit::of_salvaged()),
            None => print_of(args, pattern, &journal),
        };
        losses.iter().for_each(|loss| summary::say(args, loss));
        let is_complete = !left_out && problems.is_empty() && losses.iter().all(Loss::is_none);
        Ok(done?.max(if is_complete { Outcome::Complete } else { Outcome::Damaged }))
    }
}

/// Whether entries are what is printed.
fn shows_entries(args: &Args) -> bool {
    args.action == Action::Show
}
