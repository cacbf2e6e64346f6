//! The table of subcommands: the jobs that journalctl lacks.
//!
//! A subcommand is recognised as the first word alone, where it cannot be taken for a match, which has a `=`. Behind it
//! stand its own options, and those of journalctl that make sense with it.

use std::ffi::OsStr;

use journalq_query::grep::Pattern;

use crate::args::Args;
use crate::flags::{FLAGS, Flag, Group};
use crate::{
    Outcome, boot_times, carve, coredumps, diff, extract, help, logins, report, salvage, stats, unit_states,
};

/// One subcommand.
#[derive(Debug)]
pub(crate) struct Subcommand {
    pub(crate) name: &'static str,
    /// What it takes, behind its name.
    pub(crate) synopsis: &'static str,
    /// One line.
    pub(crate) help: &'static str,
    /// Its own options. One that is called like one of journalctl's takes its place.
    pub(crate) flags: &'static [Flag],
    /// Which of journalctl's options it takes, too.
    pub(crate) takes: fn(&Flag) -> bool,
    /// Checks what can only be said of the whole command line, and sorts its words.
    pub(crate) check: fn(&mut Args) -> Result<(), String>,
    pub(crate) run: fn(&Args, Option<Pattern>) -> anyhow::Result<Outcome>,
}

/// All of them, in the order of the help text.
pub(crate) static SUBCOMMANDS: [Subcommand; 11] = [
    stats::SUBCOMMAND,
    unit_states::SUBCOMMAND,
    boot_times::SUBCOMMAND,
    logins::SUBCOMMAND,
    coredumps::SUBCOMMAND,
    diff::SUBCOMMAND,
    extract::SUBCOMMAND,
    salvage::SUBCOMMAND,
    carve::SUBCOMMAND,
    report::SUBCOMMAND,
    help::SUBCOMMAND,
];

/// The subcommand of this name.
pub(crate) fn find(word: &OsStr) -> Option<&'static Subcommand> {
    SUBCOMMANDS.iter().find(|subcommand| word == subcommand.name)
}

/// The options behind a subcommand, or without one.
pub(crate) fn options(subcommand: Option<&'static Subcommand>) -> impl Iterator<Item = &'static Flag> {
    let own = subcommand.map(|subcommand| subcommand.flags).unwrap_or_default();
    own.iter().chain(FLAGS.iter().filter(move |flag| subcommand.is_none_or(|it| it.shares(flag))))
}

impl Subcommand {
    /// Whether it takes this option of journalctl's.
    pub(crate) fn shares(&self, flag: &Flag) -> bool {
        let is_replaced = self.flags.iter().any(|own| own.long == flag.long);
        !is_replaced && ((self.takes)(flag) || flag.long == "help")
    }
}

/// Whether an option says which files are read, or which entries are meant.
pub(crate) fn selects_entries(flag: &Flag) -> bool {
    match flag.group {
        Group::Source => true,
        // It acts on the short modes alone.
        Group::Filter => flag.long != "exclude-identifier",
        Group::Output => matches!(flag.long, "lines" | "reverse" | "no-tail" | "quiet"),
        Group::Pager | Group::Sealing | Group::Command | Group::Own => false,
    }
}

/// Whether an option says which entries are looked through for what several of them tell together, or how a table of that looks.
/// It is more than the entries that match.
pub(crate) fn selects_records(flag: &Flag) -> bool {
    match flag.long {
        "output" | "utc" | "all" | "defuse-formulas" => true,
        "grep" | "case-sensitive" | "dmesg" | "no-tail" => false,
        other if other.contains("cursor") => false,
        _ => selects_entries(flag) || flag.group == Group::Pager,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subcommands_are_known_by_name_and_by_nothing_else() {
        for subcommand in &SUBCOMMANDS {
            assert!(find(OsStr::new(subcommand.name)).is_some_and(|found| found.name == subcommand.name));
            assert!(find(OsStr::new(&format!("./{}", subcommand.name))).is_none());
            assert!(subcommand.flags.iter().all(|flag| flag.group == Group::Own && flag.short.is_none()));
            assert!(subcommand.flags.iter().all(Flag::is_listed), "{}", subcommand.name);
        }
    }
}
