//! Messages on standard error: one line each, none of which can drive the terminal.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use journalq_file::{ErrorClass, Findings, OpenCause, OpenError};
use journalq_query::discover::{DiscoverError, describe_cause};

/// Prints a message. File names and values in it are data: control characters are shown escaped.
pub(crate) fn say(message: &dyn Display) {
    let message = message.to_string();
    let escaped: String = message.chars().flat_map(escape_control).collect();
    // Where nobody can be told, the exit status has to do.
    let _ = writeln!(io::stderr(), "{escaped}");
}

fn escape_control(char: char) -> impl Iterator<Item = char> {
    let (plain, escaped) =
        if char.is_control() { (None, Some(char.escape_default())) } else { (Some(char), None) };
    plain.into_iter().chain(escaped.into_iter().flatten())
}

/// Says why the run ends here. Beside journalctl's words for files that are no readable journals it names each with the
/// cause.
pub(crate) fn say_error(error: &anyhow::Error) {
    say(error);
    let Some(DiscoverError::Files(errors)) = error.downcast_ref() else { return };
    for error in errors.iter().filter(|error| matches!(error.cause, OpenCause::Format(_))) {
        say(error);
    }
}

/// Says why a file is not read where others are. Beside journalctl's words it names the cause.
pub(crate) fn say_problem(problem: &OpenError) {
    let path = problem.path.display();
    let OpenCause::Format(error) = &problem.cause else {
        let cause = describe_cause(&problem.cause);
        say(&format!(
            "An error was encountered while opening journal file or directory {path}, ignoring file: {cause}"
        ));
        return;
    };
    let verdict = match error.class() {
        ErrorClass::NoData => "is truncated",
        ErrorClass::ProtocolNotSupported => "uses an unsupported feature",
        _ => "corrupted",
    };
    say(&format!("Journal file {path} {verdict}, ignoring file."));
    say(problem);
}

/// Says what of a file could not be read.
pub(crate) fn say_findings(path: &Path, findings: &Findings) {
    let Some(first) = findings.first().first() else { return };
    let others = match findings.total().saturating_sub(1) {
        0 => String::new(),
        1 => ", and one more object".to_owned(),
        more => format!(", and {more} more objects"),
    };
    say(&format!("{}: not all could be read: {first}{others}", path.display()));
}
