//! The `journalq` command: journalctl for files.
//!
//! ```text
//! arguments -> parse (follows the table in flags) -> Args -> one of the actions -> exit status
//! ```
#![deny(unsafe_code)]

mod args;
mod environment;
mod flags;
mod help;
mod list_fields;
mod number;
mod parse;
mod show;
mod shrunken_file;
mod stderr;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use journalq_file::Limits;
use journalq_query::discover::{self, Discovery};

use crate::args::{Action, Args};
use crate::parse::Stop;
use crate::stderr::say;

fn main() -> ExitCode {
    shrunken_file::handle();
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let result = match parse::parse(arguments) {
        Ok(args) => run(&args),
        Err(Stop::Print(text)) => {
            io::stdout().write_all(text.as_bytes()).map(|()| Outcome::Complete).map_err(Into::into)
        }
        Err(Stop::Fail(message)) => Err(anyhow::Error::msg(message)),
    };
    match result {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Damaged) => ExitCode::FAILURE,
        // Who reads our output has read enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            stderr::say_error(&error);
            ExitCode::FAILURE
        }
    }
}

/// How a run ended that did what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything could be read.
    Complete,
    /// Something was lost to damage, and was named on standard error.
    Damaged,
}

fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Discovery { journal, problems } = discover::discover(&args.selection(), Limits::default())?;
    for problem in &problems {
        stderr::say_problem(problem);
    }
    if journal.sources().is_empty() && problems.is_empty() && !args.quiet {
        say(&"No journal files were found.");
    }
    let damage = match args.action {
        Action::Show => show::run(args, &journal)?,
        Action::FieldNames => list_fields::names(&journal)?,
        Action::FieldValues(ref field) => list_fields::values(args, field, &journal)?,
    };
    // A file that is passed over is missing from the output, too.
    Ok(if damage || !problems.is_empty() { Outcome::Damaged } else { Outcome::Complete })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
