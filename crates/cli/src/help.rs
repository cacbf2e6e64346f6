//! The texts of `--help` and `--version`, made from the tables of options and of subcommands.

use std::fmt::Write;

use crate::flags::{Argument, FLAGS, Flag, Group};
use crate::pager;
use crate::subcommands::{SUBCOMMANDS, Subcommand};

/// Where the descriptions begin.
const COLUMN: usize = 32;

/// How long lines get.
const WIDTH: usize = 79;

/// The options that are asked for most, which `--help` describes.
const DESCRIBED: [&str; 17] = [
    "directory",
    "file",
    "since",
    "until",
    "boot",
    "unit",
    "priority",
    "grep",
    "where",
    "lines",
    "reverse",
    "follow",
    "output",
    "output-fields",
    "field",
    "list-boots",
    "verify",
];

const USAGE: &str = "journalq [OPTION...] [FIELD=VALUE...]
journalq SUBCOMMAND [OPTION...]

Prints systemd journal files as journalctl does.
";

const FOOT: &str = "
More output modes: csv, tsv, ndjson-typed, timesketch, ecs.
Matches of one field are alternatives, different fields must all match;
+ separates groups. The last boot's errors in a folder of journals:
  journalq -D FOLDER -b -p err
";

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "help",
    synopsis: "",
    help: "Describe all options",
    flags: &[],
    takes: |flag| flag.group == Group::Pager,
    check: |args| match args.words.first() {
        Some(word) => Err(format!("Extraneous arguments starting with '{}'", word.to_string_lossy())),
        None => Ok(()),
    },
    run: |args, _| {
        pager::start(args.paging);
        crate::print(&all_options())
    },
};

/// What `--help` prints: what is asked for most, and the names of the rest.
pub(crate) fn text() -> String {
    let mut text = USAGE.to_owned();
    text.push('\n');
    let is_described = |flag: &&Flag| DESCRIBED.contains(&flag.long);
    for flag in FLAGS.iter().filter(is_described) {
        let _ = writeln!(text, "{:<COLUMN$}{}", usage(flag), flag.help);
    }
    text.push_str("\nSubcommands, each with its own --help:\n");
    for Subcommand { name, help, .. } in &SUBCOMMANDS {
        let _ = writeln!(text, "  {name:<30}{help}");
    }
    text.push_str("\nMore options (journalq help, or the man page, describe them):\n");
    push_names(&mut text, FLAGS.iter().filter(|flag| flag.is_listed() && !is_described(flag)));
    text.push_str(FOOT);
    text
}

/// All options that work, in the table's order.
fn all_options() -> String {
    let mut text = USAGE.to_owned();
    for (group, heading) in Group::ALL {
        let listed: Vec<&Flag> =
            FLAGS.iter().filter(|flag| flag.group == group && flag.is_listed()).collect();
        if listed.is_empty() {
            continue;
        }
        let _ = write!(text, "\n{heading}:\n");
        for flag in listed {
            let _ = writeln!(text, "{:<COLUMN$}{}", usage(flag), flag.help);
        }
    }
    text.push_str(FOOT);
    text
}

/// The help text of a subcommand: its own options, and the names of those that it shares.
pub(crate) fn of_subcommand(subcommand: &Subcommand) -> String {
    let Subcommand { name, synopsis, help, flags, .. } = subcommand;
    let mut text = format!("journalq {name} {synopsis}\n\n{help}.\n\n");
    for flag in *flags {
        let _ = writeln!(text, "{:<COLUMN$}{}", usage(flag), flag.help);
    }
    text.push_str("\nAs without a subcommand (journalq --help):\n");
    push_names(&mut text, FLAGS.iter().filter(|flag| flag.is_listed() && subcommand.shares(flag)));
    text
}

/// Appends the shortest names of options, as many to a line as fit.
fn push_names<'f>(text: &mut String, flags: impl Iterator<Item = &'f Flag>) {
    let mut line = String::new();
    for flag in flags {
        let name = match flag.short {
            Some(short) => format!(" -{short}"),
            None => format!(" --{}", flag.long),
        };
        if line.len().saturating_add(name.len()) > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line.clear();
        }
        line.push_str(if line.is_empty() { " " } else { "" });
        line.push_str(&name);
    }
    text.push_str(&line);
    text.push('\n');
}

fn usage(flag: &Flag) -> String {
    let short = flag.short.map_or_else(|| "    ".to_owned(), |short| format!(" -{short} "));
    let argument = match flag.argument {
        Argument::None => String::new(),
        Argument::Required(name) => format!("={name}"),
        Argument::Optional(name) | Argument::OptionalOrNext(name, _) => format!("[={name}]"),
    };
    let long = if flag.long.is_empty() { String::new() } else { format!("--{}", flag.long) };
    format!(" {short}{long}{argument}")
}

/// The version text.
pub(crate) fn version() -> String {
    format!("journalq {}\n", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_is_narrow_and_short() {
        let text = text();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.lines().count() <= 50, "{text}");
        let described = FLAGS.iter().filter(|flag| DESCRIBED.contains(&flag.long) && flag.is_listed());
        assert_eq!(described.count(), DESCRIBED.len());
    }

    #[test]
    fn all_options_are_described() {
        let text = all_options();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("\n  -I "), "{text}");
        assert!(!text.contains("-- "), "every option is named: {text}");
        assert!(
            FLAGS.iter().filter(|flag| flag.is_listed()).all(|flag| usage(flag).len() < COLUMN),
            "{text}"
        );
    }

    #[test]
    fn the_help_of_a_subcommand_fits_a_screen() {
        for subcommand in &SUBCOMMANDS {
            let text = of_subcommand(subcommand);
            assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
            assert!(text.lines().count() <= 24, "{text}");
            assert!(subcommand.flags.iter().all(|flag| usage(flag).len() < COLUMN), "{text}");
        }
    }
}
