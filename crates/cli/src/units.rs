//! The units that were asked for: names completed, patterns resolved by what the files hold.

use anyhow::{anyhow, bail};
use journalq_file::{Findings, JournalFile};
use journalq_query::unit::{InvalidUnit, Manager, UnitArgument};
use journalq_query::{Expr, fields};

use crate::args::Args;
use crate::owner;
use crate::stderr::{Level, say};

/// The user of the service that stores core dumps.
const DUMPER: &str = "systemd-coredump";

/// A unit by its complete name.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    manager: Manager,
    pub(crate) name: String,
}

impl Unit {
    /// The messages by which the unit's runs are told apart, of one boot where there is a term for it.
    pub(crate) fn runs(&self, boot: Option<Expr>) -> Expr {
        let messages = Expr::any(self.manager.run_messages(&self.name));
        Expr::all(boot.into_iter().chain([messages]).collect())
    }
}

/// The messages of all units that were asked for; `None` where none was.
pub(crate) fn messages(args: &Args, files: &[JournalFile<'_>]) -> anyhow::Result<Option<Expr>> {
    let arguments = arguments(args);
    if arguments.is_empty() {
        return Ok(None);
    }
    let mut terms = Vec::new();
    let dumper = if args.reads_host() { owner::user_id_of(DUMPER) } else { None };
    for (manager, argument) in arguments {
        let units = resolve(manager, &parse(args, argument)?, files);
        terms.extend(units.iter().flat_map(|unit| manager.messages(&unit.name, dumper)));
    }
    if terms.is_empty() {
        bail!("Failed to add filter for units: No data available");
    }
    Ok(Some(Expr::any(terms)))
}

/// The one unit that an action is about, which `what` names in messages.
pub(crate) fn the_only(args: &Args, files: &[JournalFile<'_>], what: &str) -> anyhow::Result<Unit> {
    let (manager, argument) = match *arguments(args).as_slice() {
        [] => {
            bail!("Using {what} requires a unit. Please specify a unit name with -u/--unit=/--user-unit=.")
        }
        [only] => only,
        _ => bail!("Using {what} with multiple units is not supported."),
    };
    let unit = parse(args, argument)
        .map_err(|InvalidUnit| anyhow!("Failed to mangle unit name '{argument}': Invalid argument"))?;
    match resolve(manager, &unit, files).as_slice() {
        [only] => Ok(only.clone()),
        [] => bail!("No matching unit found for '{}' in journal.", unit.name),
        _ => bail!("Multiple matching units found for '{}' in journal.", unit.name),
    }
}

fn arguments(args: &Args) -> Vec<(Manager, &str)> {
    let system = args.units.iter().map(|unit| (Manager::System, unit.as_str()));
    let user = args.user_units.iter().map(|unit| (Manager::User, unit.as_str()));
    system.chain(user).collect()
}

fn parse(args: &Args, argument: &str) -> Result<UnitArgument, InvalidUnit> {
    let unit = UnitArgument::parse(argument)?;
    if let Some(escaped) = unit.escaped.as_ref().filter(|_| !args.quiet) {
        say(
            Level::Notice,
            &format!(
                "Invalid unit name \"{argument}\" escaped as \"{escaped}\" (maybe you should use systemd-escape?)."
            ),
        );
    }
    Ok(unit)
}

/// A unit stands for itself, a pattern for the values of the manager's fields that it matches.
fn resolve(manager: Manager, unit: &UnitArgument, files: &[JournalFile<'_>]) -> Vec<Unit> {
    if !unit.is_pattern {
        return vec![Unit { manager, name: unit.name.clone() }];
    }
    let Some(pattern) = unit.pattern() else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    // What cannot be read here is told when the entries are.
    let mut findings = vec![Findings::default(); files.len()];
    for field in manager.unit_fields() {
        fields::field_values(files, field.as_bytes(), &mut findings, |value| {
            if pattern.matches(value) {
                names.push(String::from_utf8_lossy(value).into_owned());
            }
            true
        });
    }
    names.sort();
    names.dedup();
    names.into_iter().map(|name| Unit { manager, name }).collect()
}
