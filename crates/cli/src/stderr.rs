//! Messages on standard error: one line each, none of which can drive the terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal};

use journalq_file::{ErrorClass, OpenCause, OpenError};
use journalq_output::{Colour, Guard, drives_terminals};
use journalq_query::condition::ConditionError;
use journalq_query::discover::{DiscoverError, describe_cause, describe_io};

use crate::pager::Reader;
use crate::{environment, pager};

/// How much a message matters; its colour tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    Notice,
    Info,
}

impl Level {
    fn colour(self) -> Option<Colour> {
        match self {
            Self::Error => Some(Colour::Red),
            Self::Warning => Some(Colour::Yellow),
            Self::Notice => Some(Colour::Bold),
            Self::Info => None,
        }
    }
}

/// Prints a message. File names and values in it are data: control characters are shown escaped.
pub(crate) fn say(level: Level, message: &dyn Display) {
    let message = message.to_string();
    let escaped = escaped(&message, environment::guard_of(&io::stderr()));
    let mode = environment::message_colour_mode();
    let (on, off) = match level.colour() {
        Some(colour) => (mode.sequence(colour), mode.sequence(Colour::Reset)),
        None => ("", ""),
    };
    // A terminal in raw mode would go on in the middle of the next line.
    let may_be_raw =
        io::stderr().is_terminal() && !environment::is_dumb() && pager::reader() != Reader::Pager;
    let end = if may_be_raw { "\r\n" } else { "\n" };
    // Where nobody can be told, the exit status has to do.
    let _ = write!(pager::stderr(), "{on}{escaped}{off}{end}");
}

/// The text without what could drive a terminal, whoever reads it, and without what `guard` escapes. A line stays one.
pub(crate) fn escaped(text: &str, guard: Guard) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if drives_terminals(char) || guard.escapes(char) {
            escaped.extend(char.escape_default());
        } else {
            escaped.push(char);
        }
    }
    escaped
}

/// Says why the run ends here. Beside journalctl's words for files that are no readable journals it names each with the
/// cause.
pub(crate) fn say_error(error: &anyhow::Error) {
    if let Some(error) = error.downcast_ref::<ConditionError>() {
        say(Level::Error, &format!("Failed to parse --where=: {error}"));
        error.excerpt().iter().for_each(|line| say(Level::Info, &format!("  {line}")));
        return;
    }
    match error.downcast_ref() {
        // All others say what they are about.
        Some(error) => say(Level::Error, &format!("Failed to write the output: {}", describe_io(error))),
        None => say(Level::Error, error),
    }
    let errors = match error.downcast_ref() {
        Some(DiscoverError::Files(errors)) => errors.as_slice(),
        Some(DiscoverError::StandardInput(error)) => std::slice::from_ref(error),
        _ => return,
    };
    for error in
        errors.iter().filter(|error| matches!(error.cause, OpenCause::Format(_) | OpenCause::Unpack(_)))
    {
        say(Level::Error, error);
    }
}

/// Says why a file is not read where others are. Beside journalctl's words it names the cause.
pub(crate) fn say_problem(problem: &OpenError) {
    let path = problem.path.display();
    if let OpenCause::Unpack(_) = problem.cause {
        say(Level::Warning, problem);
        return;
    }
    let OpenCause::Format(error) = &problem.cause else {
        let cause = describe_cause(&problem.cause);
        say(
            Level::Warning,
            &format!(
                "An error was encountered while opening journal file or directory {path}, ignoring file: {cause}"
            ),
        );
        return;
    };
    let verdict = match error.class() {
        ErrorClass::NoData => "is truncated",
        ErrorClass::ProtocolNotSupported => "uses an unsupported feature",
        _ => "corrupted",
    };
    say(Level::Warning, &format!("Journal file {path} {verdict}, ignoring file."));
    say(Level::Warning, problem);
}
