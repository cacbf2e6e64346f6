//! The texts of `--help` and `--version`, made from the tables of options and of subcommands.

use std::fmt::Write;

use crate::flags::{Argument, FLAGS, Flag, Group};
use crate::subcommands::{SUBCOMMANDS, Subcommand};

/// Where the descriptions begin.
const COLUMN: usize = 32;

/// How long lines get.
const WIDTH: usize = 79;

const FOOT: &str = "
Matches of one field are alternatives, different fields must all match;
+ separates groups. The last boot's errors in a folder of journals:
  journalq -D FOLDER -b -p err
";

/// The help text: the options that work, in the table's order.
pub(crate) fn text() -> String {
    let mut text =
        "journalq [OPTION...] [FIELD=VALUE...]\n\nPrints systemd journal files as journalctl does.\n"
            .to_owned();
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
    text.push_str("\nSubcommands, each with its own --help:\n");
    for Subcommand { name, help, .. } in &SUBCOMMANDS {
        let _ = writeln!(text, "  {name:<30}{help}");
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
    let mut line = String::new();
    for flag in FLAGS.iter().filter(|flag| flag.is_listed() && subcommand.shares(flag)) {
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
    text + &line + "\n"
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
        assert!(text.lines().count() <= 79, "{text}");
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
