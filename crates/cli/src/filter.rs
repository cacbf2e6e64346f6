//! Which entries are meant, as one expression: every option adds a term, and all have to hold.

use std::path::Path;

use anyhow::bail;
use journalq_file::{Findings, Id128, JournalFile};
use journalq_query::boots::{BootDescriptor, find_boot, match_boot};
use journalq_query::discover::Selection;
use journalq_query::priority::{match_facilities, match_levels};
use journalq_query::unit::{self, UnitArgument};
use journalq_query::{Expr, fields};

use crate::args::Args;
use crate::path_match;
use crate::stderr::say;

/// Combines the terms in journalctl's order, which is that in which errors are told. `None` restricts nothing.
pub(crate) fn expression(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    let is = |field: &str, value: &[u8]| Expr::Match([field.as_bytes(), b"=", value].concat());
    let identifiers: Vec<Expr> = args.identifiers.iter().map(|id| is("SYSLOG_IDENTIFIER", id)).collect();
    let terms = [
        boot(args, files)?,
        units(args, files)?,
        args.dmesg.then(|| is("_TRANSPORT", b"kernel")),
        (!identifiers.is_empty()).then(|| Expr::any(identifiers)),
        args.levels.clone().map(match_levels),
        match_facilities(&args.facilities),
        positional(args)?,
    ];
    let terms: Vec<Expr> = terms.into_iter().flatten().collect();
    Ok((!terms.is_empty()).then(|| Expr::all(terms)))
}

/// The words that are no options: matches, and paths, which stand for matches.
fn positional(args: &Args) -> anyhow::Result<Option<Expr>> {
    let mut words = Vec::new();
    for word in &args.words {
        if word.as_encoded_bytes().starts_with(b"/") {
            words.extend(path_match::matches_of(Path::new(word))?);
        } else {
            words.push(word.as_encoded_bytes().to_vec());
        }
    }
    Ok(Expr::from_words(words.iter().map(Vec::as_slice))?)
}

fn boot(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    let Some(descriptor) = args.boot() else { return Ok(None) };
    let is_current = descriptor == BootDescriptor::default() && args.selection() == Selection::Host;
    let running = if is_current { running_boot() } else { None };
    match running.or_else(|| find_boot(files, descriptor)) {
        Some(boot_id) => Ok(Some(match_boot(boot_id))),
        None => bail!("No journal boot entry found for the specified boot ({descriptor})."),
    }
}

/// The boot of the running kernel.
pub(crate) fn running_boot() -> Option<Id128> {
    Id128::parse(std::fs::read("/proc/sys/kernel/random/boot_id").ok()?.trim_ascii())
}

/// The messages of the units that were asked for, patterns resolved by what the files hold.
fn units(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    if args.units.is_empty() && args.user_units.is_empty() {
        return Ok(None);
    }
    let mut groups = Vec::new();
    for (arguments, fields, expand) in [
        (&args.units, unit::SYSTEM_UNIT_FIELDS, unit::match_system_unit as fn(&str) -> Vec<Expr>),
        (&args.user_units, unit::USER_UNIT_FIELDS, unit::match_user_unit),
    ] {
        for argument in arguments {
            let unit = UnitArgument::parse(argument)?;
            if let Some(escaped) = unit.escaped.as_ref().filter(|_| !args.quiet) {
                say(&format!(
                    "Invalid unit name \"{argument}\" escaped as \"{escaped}\" (maybe you should use systemd-escape?)."
                ));
            }
            if unit.is_pattern {
                groups.extend(matching_units(&unit, &fields, files).iter().flat_map(|name| expand(name)));
            } else {
                groups.extend(expand(&unit.name));
            }
        }
    }
    if groups.is_empty() {
        bail!("Failed to add filter for units: No data available");
    }
    Ok(Some(Expr::any(groups)))
}

/// The distinct values of `fields` that a pattern matches.
fn matching_units(unit: &UnitArgument, fields: &[&str], files: &[JournalFile<'_>]) -> Vec<String> {
    let Some(pattern) = unit.pattern() else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    // What cannot be read here is told when the entries are.
    let mut findings = vec![Findings::default(); files.len()];
    for field in fields {
        fields::field_values(files, field.as_bytes(), &mut findings, |value| {
            if pattern.matches(value) {
                names.push(String::from_utf8_lossy(value).into_owned());
            }
            true
        });
    }
    names.sort();
    names.dedup();
    names
}
