//! `journalq salvage`: what is in damaged journals, printed as if it were in healthy ones.
//!
//! ```text
//! FILE -> salvage (the engine) -> Healed: a journal in memory, of entries that keep their identity and have fields more that
//!                                 tell where each was found -> what prints any journal, or writes a new one
//!                              -> Loss -> a line on standard error, and JSON
//! ```

mod healed;
mod inputs;
mod loss;
mod summary;

use std::ffi::OsString;
use std::path::PathBuf;

use journalq_file::salvage::{SalvageOptions, salvage};
use journalq_file::{Limits, Source};
use journalq_query::Journal;
use journalq_query::grep::Pattern;

use self::healed::Healed;
use self::loss::Loss;
use crate::args::{Action, Args};
use crate::extract::Edit;
use crate::flags::{Argument, Flag, Group};
use crate::new_file::NewFile;
use crate::stderr::say_problem;
use crate::subcommands::{Subcommand, selects_entries};
use crate::{Outcome, extract, print_of};

/// What the subcommand's own options and words say.
#[derive(Clone, Debug, Default)]
pub(crate) struct SalvageArgs {
    /// The words that are no matches.
    files: Vec<OsString>,
    /// Whether entries within logged values count, too.
    embedded: bool,
    /// Where the loss report goes.
    report: Option<PathBuf>,
    /// Where the entries go that would be printed otherwise.
    rebuild: Option<PathBuf>,
}

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "salvage",
    synopsis: "FILE... [OPTION...] [FIELD=VALUE...]",
    help: "Print what is left in damaged journal files",
    flags: &[
        Flag::own(
            "rebuild",
            Argument::Required("FILE"),
            "Write the entries to a new journal",
            |args, value| {
                args.salvage.rebuild = value.map(Into::into);
                Ok(())
            },
        ),
        Flag::own("report", Argument::Required("FILE"), "Write what was lost as JSON", |args, value| {
            args.salvage.report = value.map(Into::into);
            Ok(())
        }),
        Flag::own("embedded", Argument::None, "Entries within logged values, too", |args, _| {
            args.salvage.embedded = true;
            Ok(())
        }),
    ],
    takes: |flag| match flag.group {
        Group::Output => flag.long != "follow",
        Group::Pager => true,
        Group::Command => {
            matches!(flag.long, "fields" | "field" | "list-boots" | "list-invocations")
        }
        Group::Filter => flag.long == "exclude-identifier" || selects_entries(flag),
        Group::Source | Group::Sealing | Group::Own => selects_entries(flag),
    },
    check: inputs::check,
    run,
};

/// Salvages one file after the other, then prints or writes the entries, and says what was lost.
fn run(args: &Args, pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    let (paths, mut problems) = inputs::paths(args)?;
    let inputs = || paths.iter().map(PathBuf::as_path).chain(args.directory.as_deref());
    let [report, rebuild] = [&args.salvage.report, &args.salvage.rebuild]
        .map(|path| path.as_deref().map(|path| NewFile::at(path, inputs())).transpose());
    let (report, rebuild) = (report?, rebuild?);
    let mut journal = Journal::default();
    let mut losses = Vec::new();
    for path in &paths {
        match Source::open(path) {
            Ok(source) => losses.push(salvage_source(args, &source, &mut journal)?),
            Err(error) => problems.push(error),
        }
    }
    problems.iter().for_each(say_problem);
    if let Some(report) = report {
        report.create(&loss::to_json(&losses, &problems))?;
    }
    let done = match rebuild {
        Some(new) => extract::write(args, pattern, &journal, &new, &mut Edit::of_salvaged()),
        None => print_of(args, pattern, &journal),
    };
    losses.iter().for_each(|loss| summary::say(args, loss));
    let is_complete = problems.is_empty() && losses.iter().all(Loss::is_none);
    Ok(done?.max(if is_complete { Outcome::Complete } else { Outcome::Damaged }))
}

/// Adds what is in a file to the journal, and tells what is not.
fn salvage_source(args: &Args, source: &Source, journal: &mut Journal) -> anyhow::Result<Loss> {
    let options = SalvageOptions { limits: Limits::default(), embedded: args.salvage.embedded };
    let salvage = salvage(source.bytes(), &options);
    let Healed { journal: bytes, refused } = Healed::new(&salvage, source)?;
    if !salvage.entries().is_empty() {
        journal.add(Source::from_bytes(source.path().to_owned(), bytes))?;
    }
    Ok(Loss::of(source, &salvage, refused))
}

/// Whether entries are what is printed.
fn shows_entries(args: &Args) -> bool {
    args.action == Action::Show
}
