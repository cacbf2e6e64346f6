//! Which entries are meant, as one expression: every option adds a term, and all have to hold.

use std::path::Path;

use anyhow::bail;
use journalq_file::{Id128, JournalFile};
use journalq_query::Expr;
use journalq_query::condition::Condition;
use journalq_query::log_ids::{self, Descriptor, Kind, match_invocation};
use journalq_query::priority::{match_facilities, match_levels};

use crate::args::{Args, Choice};
use crate::stderr::{Level, say};
use crate::{Outcome, path_match, units};

/// Combines the terms in journalctl's order, which is that in which errors are told. `None` restricts nothing.
pub(crate) fn expression(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    let is = |field: &str, value: &[u8]| Expr::Match([field.as_bytes(), b"=", value].concat());
    let identifiers: Vec<Expr> = args.identifiers.iter().map(|id| is("SYSLOG_IDENTIFIER", id)).collect();
    let boot = boot(args, files)?;
    // A run of a unit stands for unit and boot.
    let (boot, unit) = match args.invocation {
        Choice::One(descriptor) => (None, Some(invocation(args, files, descriptor, boot)?)),
        Choice::Unsaid | Choice::All => (boot, units::messages(args, files)?),
    };
    let terms = [
        boot,
        unit,
        args.dmesg.then(|| is("_TRANSPORT", b"kernel")),
        (!identifiers.is_empty()).then(|| Expr::any(identifiers)),
        args.levels.clone().map(match_levels),
        match_facilities(&args.facilities),
        positional(args)?,
    ];
    let conditions = args.conditions.iter().cloned().map(Expr::Where);
    let terms: Vec<Expr> = terms.into_iter().flatten().chain(conditions).collect();
    Ok((!terms.is_empty()).then(|| Expr::all(terms)))
}

/// Says that a pattern of a condition was too much work for some values, if that happened.
pub(crate) fn report(args: &Args) -> Outcome {
    if !args.conditions.iter().any(Condition::gave_up) {
        return Outcome::Complete;
    }
    let text = "A pattern of --where= was too much work for some values, which are taken for ones that do not match.";
    say(Level::Warning, &text);
    Outcome::Damaged
}

/// The words that are no options: matches, and paths, which stand for matches.
fn positional(args: &Args) -> anyhow::Result<Option<Expr>> {
    let mut words = Vec::new();
    for word in &args.words {
        if !word.as_encoded_bytes().starts_with(b"/") {
            words.push(word.as_encoded_bytes().to_vec());
            continue;
        }
        match path(args, Path::new(word)) {
            Ok(matches) => words.extend(matches),
            Err(error) => {
                // The first wrong word is told: what stands before this one, with any match in its place.
                Expr::from_words(words.iter().map(Vec::as_slice).chain([&b"A="[..]]))?;
                return Err(error);
            }
        }
    }
    Ok(Expr::from_words(words.iter().map(Vec::as_slice))?)
}

/// The matches that a path stands for. What it leads to is looked up on this host, which is not the one that is read about
/// when another root folder is given.
fn path(args: &Args, path: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    if args.root.is_some() || args.machine.is_some() {
        bail!(
            "An extra path in match filter is currently not supported with --root, --image, or -M/--machine."
        );
    }
    path_match::matches_of(path)
}

/// The entries of the boot that was asked for.
pub(crate) fn boot(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    let Some(descriptor) = args.boot() else { return Ok(None) };
    let is_current = descriptor == Descriptor::default() && args.reads_host();
    let running = if is_current { running_boot() } else { None };
    match running.or_else(|| log_ids::find(files, Kind::Boot, descriptor)) {
        Some(boot_id) => Ok(Some(Kind::Boot.matches(boot_id))),
        None => bail!("No journal boot entry found for the specified boot ({descriptor})."),
    }
}

/// The boot of the running kernel.
pub(crate) fn running_boot() -> Option<Id128> {
    Id128::parse(std::fs::read("/proc/sys/kernel/random/boot_id").ok()?.trim_ascii())
}

/// The entries of the run of a unit that was asked for.
fn invocation(
    args: &Args,
    files: &[JournalFile<'_>],
    descriptor: Descriptor,
    boot: Option<Expr>,
) -> anyhow::Result<Expr> {
    let among = if descriptor.id.is_some() && descriptor.offset == 0 {
        // Nothing is counted, so that no unit is needed.
        Expr::Or(Vec::new())
    } else {
        units::the_only(args, files, "-I/--invocation= with an offset")?.runs(boot)
    };
    match log_ids::find(files, Kind::Invocation(among), descriptor) {
        Some(id) => Ok(match_invocation(id)),
        None => bail!("No journal entry found for the invocation ({descriptor})."),
    }
}
