//! The completions for shells: names of options, files and folders, and values where there is a fixed set of them.
//!
//! The parser that clap would make of the table is not used for anything else: `parse.rs` says why.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, ValueHint};
use clap_complete::Shell;
use journalq_output::Mode;
use journalq_query::priority::{facility_names, level_names};

use super::{Generated, from_journals};
use crate::flags::{Argument, FLAGS, Flag, Group};
use crate::subcommands::{self, SUBCOMMANDS, Subcommand};

const PATHS: [(Shell, &str); 3] = [
    (Shell::Bash, "share/bash-completion/completions/journalq"),
    (Shell::Zsh, "share/zsh/site-functions/_journalq"),
    (Shell::Fish, "share/fish/vendor_completions.d/journalq.fish"),
];

pub(super) fn all() -> impl Iterator<Item = Generated> {
    PATHS.into_iter().map(|(shell, path)| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command(), "journalq", &mut script);
        let script = with_attached_values(shell, &String::from_utf8(script).unwrap());
        (path.to_owned(), with_journals(shell, &script))
    })
}

/// Behind the line of the script for bash that takes the word before the one to be completed. Bash has split
/// `--option=value` into three words.
const BASH_ATTACHED: &str = r#"    local attached=""
    if [[ "${prev}" == "=" ]]; then
        prev="${COMP_WORDS[COMP_CWORD-2]}"
        attached=1
    elif [[ "${COMP_WORDS[COMP_CWORD]}" == "=" ]]; then
        attached=1
    fi
    case "${prev}" in
        ONLY_ATTACHED) [[ -n "${attached}" ]] || prev="" ;;
    esac
"#;

/// Makes values complete behind `=`, and only there where an option takes none from the next word.
fn with_attached_values(shell: Shell, script: &str) -> String {
    let only_attached: Vec<String> = FLAGS
        .iter()
        .filter(|flag| flag.is_listed() && matches!(flag.argument, Argument::Optional(_)))
        .map(Flag::name)
        .collect();
    // Once for the command, and once for each subcommand that takes the option, too.
    let replace = |script: &str, from: &str, to: &str| {
        assert!((1..=1 + SUBCOMMANDS.len()).contains(&script.matches(from).count()), "{shell}: {from:?}");
        script.replace(from, to)
    };
    if shell == Shell::Bash {
        let options = only_attached.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join("|");
        let previous = "    prev=\"$3\"\n";
        let attached = previous.to_owned() + &BASH_ATTACHED.replace("ONLY_ATTACHED", &options);
        return replace(script, previous, &attached);
    }
    only_attached.iter().fold(script.to_owned(), |script, name| match shell {
        Shell::Zsh => replace(&script, &format!("--{name}=["), &format!("--{name}=-[")),
        _ => {
            let is_its = |line: &str| line.contains(&format!(" -l {name} "));
            assert!(script.lines().any(is_its), "{name}");
            let lines = script
                .lines()
                .map(|line| if is_its(line) { line.replace(" -r ", " ") } else { line.to_owned() });
            lines.map(|line| line + "\n").collect()
        }
    })
}

/// Completes from journals first, and options where they have nothing to offer.
fn with_journals(shell: Shell, script: &str) -> String {
    let (asks, behind) = match shell {
        Shell::Bash => (from_journals::BASH, "\nif [[ "),
        Shell::Zsh => (from_journals::ZSH, "\nif [ "),
        _ => return format!("{script}{}{}", from_journals::FISH, from_journals::fish_options()),
    };
    let options = script.replacen("_journalq() {", "_journalq_options() {", 1);
    let (functions, last) = options.rsplit_once(behind).unwrap();
    format!("{functions}{asks}{behind}{last}")
}

fn command() -> Command {
    let subcommands = SUBCOMMANDS.iter().map(|subcommand| {
        let Subcommand { name, help, .. } = subcommand;
        with_options(Command::new(*name).about(*help), Some(subcommand))
    });
    with_options(Command::new("journalq"), None).disable_help_subcommand(true).subcommands(subcommands)
}

fn with_options(command: Command, subcommand: Option<&'static Subcommand>) -> Command {
    let matches = Arg::new("MATCH").num_args(0..).value_hint(ValueHint::AnyPath).help("Match, or path");
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args(subcommands::options(subcommand).filter(|flag| flag.is_listed()).map(option))
        .arg(matches)
}

fn option(flag: &Flag) -> Arg {
    let mut arg = Arg::new(flag.name()).short(flag.short).help(flag.help);
    if !flag.long.is_empty() {
        arg = arg.long(flag.long);
    }
    let (value_name, arg) = match flag.argument {
        Argument::None => return arg.action(ArgAction::SetTrue),
        Argument::Required(value_name) => (value_name, arg),
        Argument::Optional(value_name) => (value_name, arg.num_args(0..=1).require_equals(true)),
        Argument::OptionalOrNext(value_name, _) => (value_name, arg.num_args(0..=1)),
    };
    let arg = arg.action(ArgAction::Append).value_name(value_name);
    match values(flag) {
        Some(values) => arg.value_parser(PossibleValuesParser::new(values)),
        None => arg.value_hint(hint(value_name)),
    }
}

fn hint(value_name: &str) -> ValueHint {
    match value_name {
        "PATH" => ValueHint::DirPath,
        "GLOB" | "FILE" => ValueHint::FilePath,
        _ => ValueHint::Other,
    }
}

/// The values of an option, where they have names.
fn values(flag: &Flag) -> Option<Vec<String>> {
    if flag.group == Group::Own {
        return None;
    }
    let help = || std::iter::once("help".to_owned());
    Some(match flag.long {
        "output" => Mode::ALL.map(|mode| mode.name().to_owned()).into_iter().chain(help()).collect(),
        "priority" => level_names().map(str::to_owned).collect(),
        "facility" => {
            let has_name = |name: &String| name.parse::<u8>().is_err();
            facility_names().filter(has_name).chain(help()).collect()
        }
        "case-sensitive" => vec!["yes".to_owned(), "no".to_owned()],
        _ => return None,
    })
}

#[test]
fn every_fixed_value_is_accepted() {
    for flag in FLAGS {
        for value in values(flag).unwrap_or_default() {
            let word = format!("--{}={value}", flag.long);
            let accepted = match crate::parse::parse(vec![word.clone().into()]) {
                Ok(_) => true,
                Err(stop) => matches!(stop, crate::parse::Stop::Print(_)),
            };
            assert!(accepted, "{word}");
        }
    }
}
