//! The `journalq` command: journalctl for files.
//!
//! ```text
//! arguments -> parse (follows the table in flags) -> Args -> one of the actions -> exit status
//! ```
#![deny(unsafe_code)]

mod args;
mod boot_times;
mod candidates;
mod carve;
mod catalog;
mod chosen_boot;
mod coredumps;
mod cursor_file;
mod diff;
mod disk_usage;
mod each_entry;
mod entry_text;
mod environment;
mod extract;
mod filter;
mod flags;
mod follow;
#[cfg(test)]
mod generated;
mod grep;
mod header;
mod help;
mod interrupt;
mod list_fields;
mod list_log_ids;
mod list_namespaces;
mod locale;
mod logins;
mod lost;
mod machine;
mod new_file;
mod output;
mod owner;
mod pager;
mod parse;
mod path_match;
mod printer;
mod progress;
mod report;
mod salvage;
mod separator;
mod show;
mod shrunken_file;
mod stats;
mod stderr;
mod subcommands;
mod svg_file;
mod table;
mod unit_states;
mod units;
mod verify;
mod workshop;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use journalq_file::OpenError;
use journalq_query::Journal;
use journalq_query::discover::{self, Discovery};
use journalq_query::grep::Pattern;

use crate::args::{Action, Args};
use crate::parse::Stop;
use crate::stderr::{Level, say};

fn main() -> ExitCode {
    shrunken_file::handle();
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let status = exit_code(run_words(arguments));
    pager::finish();
    status
}

/// Does what the words behind the program's name say.
fn run_words(mut words: Vec<OsString>) -> anyhow::Result<Outcome> {
    if words.first().is_some_and(|word| word == candidates::WORD) {
        return candidates::print(words.split_off(1));
    }
    match parse::parse(words) {
        Ok(args) => run(&args),
        Err(Stop::Print(text)) => print(&text),
        Err(Stop::Help(paging, subcommand)) => {
            pager::start(paging);
            print(&subcommand.map_or_else(help::text, help::of_subcommand))
        }
        Err(Stop::Fail(message)) => Err(anyhow::Error::msg(message)),
        Err(Stop::NoCondition(error)) => Err(error.into()),
    }
}

fn exit_code(result: anyhow::Result<Outcome>) -> ExitCode {
    match result {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Damaged | Outcome::NothingFound) => ExitCode::FAILURE,
        // Who reads our output has read enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            stderr::say_error(&error);
            ExitCode::FAILURE
        }
    }
}

fn print(text: &str) -> anyhow::Result<Outcome> {
    pager::stdout().write_all(text.as_bytes())?;
    Ok(Outcome::Complete)
}

/// How a run ended that did what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Everything could be read.
    Complete,
    /// Something was lost to damage, and was named on standard error.
    Damaged,
    /// There was nothing of what was to be listed.
    NothingFound,
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let pattern =
        args.grep.as_deref().map(|pattern| Pattern::new(pattern, args.case_sensitive)).transpose()?;
    if let Some(subcommand) = args.subcommand {
        return (subcommand.run)(args, pattern);
    }
    match args.action {
        Action::Show if args.follow => follow::run(args, pattern),
        Action::ListCatalog => catalog::show(args, false),
        Action::DumpCatalog => catalog::show(args, true),
        Action::ListNamespaces => list_namespaces::run(args),
        Action::DiskUsage => on_journal(args, disk_usage::run),
        Action::Header => on_journal(args, |journal| header::run(args, journal)),
        Action::Verify => on_journal(args, |journal| verify::run(args, journal)),
        _ => on_journal(args, |journal| print_of(args, pattern, journal)),
    }
}

/// Prints what was asked for of the entries of a journal: themselves, or a list made of them.
fn print_of(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    match &args.action {
        Action::ListBoots => list_log_ids::boots(args, journal),
        Action::ListInvocations => list_log_ids::invocations(args, journal),
        Action::FieldNames => list_fields::names(args, journal),
        Action::FieldValues(field) => list_fields::values(args, field, journal),
        _ => show::run(args, pattern, journal),
    }
}

/// Opens the files and does something with them.
fn on_journal(
    args: &Args,
    action: impl FnOnce(&Journal) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let Discovery { journal, problems } = discover::discover(&args.selection()?, args.limits)?;
    let opened = announce(args, &journal, &problems);
    Ok(action(&journal)?.max(opened))
}

/// Says what of the selected files cannot be read, which is missing from the output, too.
fn announce(args: &Args, journal: &Journal, problems: &[OpenError]) -> Outcome {
    problems.iter().for_each(stderr::say_problem);
    if journal.sources().is_empty() && problems.is_empty() && !args.quiet {
        say(Level::Notice, &"No journal files were found.");
    }
    if problems.is_empty() { Outcome::Complete } else { Outcome::Damaged }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
