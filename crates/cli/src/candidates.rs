//! What a shell completes from the journals themselves: names of fields, and values of one.
//!
//! The scripts in `share` call `journalq complete WORD...` with the words of the command line as far as the cursor; it prints what
//! the last one may become, a line for each, and nothing where it has no idea. Values come from files that need not be
//! trusted: what is no plain text is left out, and the scripts take lines as they are, without evaluating anything.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;

use journalq_file::{Findings, JournalFile};
use journalq_output::{Guard, drives_terminals};
use journalq_query::matches::is_field_name;
use journalq_query::{discover, fields};

use crate::args::Args;
use crate::{Outcome, environment, pager, parse};

/// The first word that asks for candidates.
pub(crate) const WORD: &str = "complete";

/// How many are offered at most.
const MOST: usize = 500;

/// The longest that is offered, in bytes.
const LONGEST: usize = 200;

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The name of a field.
    Name,
    /// Names of fields, with commas between.
    Names,
    /// A value of this field.
    ValueOf(&'static str),
    /// `FIELD=value`.
    Match,
}

/// The options whose values are in journals.
pub(crate) const OPTIONS: [(&[&str], Subject); 6] = [
    (&["-F", "--field", "--redact"], Subject::Name),
    (&["--output-fields", "--by", "--distinct", "--ignore"], Subject::Names),
    (&["-u", "--unit"], Subject::ValueOf("_SYSTEMD_UNIT")),
    (&["--user-unit"], Subject::ValueOf("_SYSTEMD_USER_UNIT")),
    (&["-t", "--identifier", "-T", "--exclude-identifier"], Subject::ValueOf("SYSLOG_IDENTIFIER")),
    (&["-b", "--boot"], Subject::ValueOf("_BOOT_ID")),
];

/// Prints what the last of the words may become.
pub(crate) fn print(mut words: Vec<OsString>) -> anyhow::Result<Outcome> {
    let last = words.pop().unwrap_or_default();
    let Some(last) = last.to_str() else { return Ok(Outcome::Complete) };
    let (before, typed, subject) =
        match (attached(last), words.last().and_then(|word| of_option(word.to_str()?))) {
            (Some((option, value)), _) => match of_option(option) {
                Some(subject) => (last.len().saturating_sub(value.len()), value, subject),
                None => return Ok(Outcome::Complete),
            },
            (None, Some(subject)) => {
                words.pop();
                (0, last, subject)
            }
            (None, None) if last.starts_with('-') => return Ok(Outcome::Complete),
            (None, None) => (0, last, Subject::Match),
        };
    let Ok(args) = parse::parse(words) else { return Ok(Outcome::Complete) };
    let mut out = pager::stdout();
    for candidate in candidates(&args, typed, subject) {
        writeln!(out, "{}{candidate}", last.get(..before).unwrap_or_default())?;
    }
    out.flush()?;
    Ok(Outcome::Complete)
}

/// `--name=value`, taken apart.
fn attached(word: &str) -> Option<(&str, &str)> {
    word.split_once('=').filter(|(option, _)| option.starts_with("--"))
}

fn of_option(word: &str) -> Option<Subject> {
    OPTIONS.into_iter().find(|(options, _)| options.contains(&word)).map(|(_, subject)| subject)
}

/// What begins with what is typed, in order. What cannot be read has nothing to offer.
fn candidates(args: &Args, typed: &str, subject: Subject) -> BTreeSet<String> {
    // The shell waits, and what comes from standard input are the keys that are typed.
    if args.reads_standard_input() {
        return BTreeSet::new();
    }
    let Ok(selection) = args.selection() else { return BTreeSet::new() };
    let Ok(found) = discover::discover(&selection, args.limits) else { return BTreeSet::new() };
    let Ok(files) = found.journal.files() else { return BTreeSet::new() };
    match subject {
        Subject::Name => names(&files, "", typed, ""),
        Subject::Names => {
            let (listed, typed) = typed.split_at(typed.rfind(',').map_or(0, |at| at.saturating_add(1)));
            names(&files, listed, typed, "")
        }
        Subject::ValueOf(field) => values(&files, field, "", typed),
        Subject::Match => match typed.split_once('=') {
            Some((field, typed)) => values(&files, field, &format!("{field}="), typed),
            None => names(&files, "", typed, "="),
        },
    }
}

fn names(files: &[JournalFile<'_>], before: &str, typed: &str, after: &str) -> BTreeSet<String> {
    let names = files.iter().flat_map(|file| fields::field_names(file, &mut Findings::default()));
    let names = names.filter_map(|name| String::from_utf8(name).ok());
    names.filter(|name| name.starts_with(typed)).map(|name| format!("{before}{name}{after}")).collect()
}

fn values(files: &[JournalFile<'_>], field: &str, before: &str, typed: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // The shell shows them on the terminal.
    let guard = if environment::is_utf8() { Guard::Utf8 } else { Guard::OtherCharset };
    let is_plain = |text: &&str| !text.chars().any(|char| drives_terminals(char) || guard.escapes(char));
    if is_field_name(field.as_bytes()) {
        let mut findings = vec![Findings::default(); files.len()];
        fields::field_values(files, field.as_bytes(), &mut findings, |value| {
            let plain = str::from_utf8(value).ok().filter(|text| text.len() <= LONGEST);
            let plain = plain.filter(|text| !text.is_empty()).filter(is_plain);
            found.extend(plain.filter(|text| text.starts_with(typed)).map(|text| format!("{before}{text}")));
            found.len() < MOST
        });
    }
    found
}
