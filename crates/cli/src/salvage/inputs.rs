//! Which files are salvaged.

use std::ffi::OsStr;
use std::path::PathBuf;

use journalq_file::{OpenError, split_field};
use journalq_query::discover;
use journalq_query::matches::is_field_name;

use super::shows_entries;
use crate::args::Args;
use crate::flags::{Flag, Group};
use crate::subcommands::selects_entries;

/// Takes the files out of the words, and checks that there is something to salvage.
pub(super) fn check(args: &mut Args) -> Result<(), String> {
    take_files(args);
    if args.reads_host() {
        return Err("journalq: salvage needs a FILE, or a folder with -D".to_owned());
    }
    if args.reads_standard_input() {
        return Err("journalq: salvage does not read standard input".to_owned());
    }
    check_rebuild(args)
}

/// Takes the files out of the words.
pub(crate) fn take_files(args: &mut Args) {
    let (words, files) = std::mem::take(&mut args.words).into_iter().partition(|word| is_match(word));
    (args.words, args.salvage.files) = (words, files);
}

/// Checks that it is entries that go to a new journal.
pub(crate) fn check_rebuild(args: &Args) -> Result<(), String> {
    if args.salvage.rebuild.is_some() && !shows_entries(args) {
        return Err("journalq: --rebuild cannot be combined with a list".to_owned());
    }
    if args.salvage.rebuild.is_some() {
        check_options(args, "rebuild", |flag| {
            // Nothing is printed that could go to a pager.
            flag.group == Group::Own || flag.group == Group::Pager || selects_entries(flag)
        })?;
    }
    Ok(())
}

/// Checks that all options that were given do something beside the one of this name.
pub(crate) fn check_options(args: &Args, beside: &str, acts: impl Fn(&Flag) -> bool) -> Result<(), String> {
    match args.given.iter().find(|flag| !acts(flag)) {
        Some(idle) => {
            let written = match idle.short {
                Some(letter) if idle.long.is_empty() => format!("-{letter}"),
                _ => format!("--{}", idle.long),
            };
            Err(format!("journalq: option '{written}' does nothing with --{beside}"))
        }
        None => Ok(()),
    }
}

/// Whether a word is a match, or stands between matches. A file whose name looks like one is given as `./NAME`.
fn is_match(word: &OsStr) -> bool {
    let word = word.as_encoded_bytes();
    word == b"+" || split_field(word).is_some_and(|(name, _)| is_field_name(name))
}

/// The files that were named, then those that options select, each once.
pub(super) fn paths(args: &Args) -> anyhow::Result<(Vec<PathBuf>, Vec<OpenError>)> {
    let named = args.salvage.files.iter().map(std::path::absolute);
    let mut paths = named.collect::<Result<Vec<PathBuf>, _>>()?;
    if args.selects_nothing() {
        return Ok((paths, Vec::new()));
    }
    let selection = args.selection()?;
    let (selected, problems) = discover::paths(&selection)?;
    paths.extend(selected);
    Ok((paths, problems))
}
