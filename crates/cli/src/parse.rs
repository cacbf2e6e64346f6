//! The command line as journalctl takes it apart: options and matches in any order, `--name=value` or `--name value`,
//! unambiguous prefixes, bundled short options, `--`. The messages are journalctl's. A subcommand is the first word.
//!
//! No library does this: options act one after the other, some look at the next word and may leave it, and the first
//! error in the order of the words is the one that is told.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};

use journalq_query::condition::ConditionError;

use crate::args::Args;
use crate::flags::{Argument, Effect, Flag};
use crate::pager::Paging;
use crate::subcommands::{self, Subcommand};

const PROGRAM: &str = "journalq";

/// Why parsing ended before its time.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// This was asked for, and nothing else counts.
    Print(String),
    /// So was the help text, of the whole or of a subcommand.
    Help(Paging, Option<&'static Subcommand>),
    /// The command line is wrong.
    Fail(String),
    /// The argument of `--where` is wrong.
    NoCondition(ConditionError),
}

/// Parses the words behind the program's name.
pub(crate) fn parse(words: Vec<OsString>) -> Result<Args, Stop> {
    let mut args = Args::default();
    let mut rest = VecDeque::from(words);
    args.subcommand = rest.front().and_then(|word| subcommands::find(word));
    if args.subcommand.is_some() {
        rest.pop_front();
    }
    while let Some(word) = rest.pop_front() {
        match word.as_encoded_bytes() {
            b"--" => {
                args.words.extend(rest.drain(..));
            }
            [b'-', b'-', ..] => long(&mut args, &word, &mut rest)?,
            [b'-', _, ..] => bundle(&mut args, &word, &mut rest)?,
            _ => args.words.push(word),
        }
    }
    args.check().map_err(Stop::Fail)
}

fn long(args: &mut Args, word: &OsStr, rest: &mut VecDeque<OsString>) -> Result<(), Stop> {
    let name_and_value = word.as_encoded_bytes().get(2..).unwrap_or_default();
    let (name, attached) = match name_and_value.iter().position(|&byte| byte == b'=') {
        Some(at) => (
            name_and_value.get(..at).unwrap_or_default(),
            Some(os_string(name_and_value, at.saturating_add(1))),
        ),
        None => (name_and_value, None),
    };
    let name = String::from_utf8_lossy(name);
    let flag = find_long(args.subcommand, &name)?;
    apply(args, flag, attached, rest, &format!("--{name}"))
}

/// Finds a long option by its name or an unambiguous beginning of it.
fn find_long(subcommand: Option<&'static Subcommand>, name: &str) -> Result<&'static Flag, Stop> {
    let named = || subcommands::options(subcommand).filter(|flag| !flag.long.is_empty());
    if let Some(flag) = named().find(|flag| flag.long == name) {
        return Ok(flag);
    }
    let candidates: Vec<&Flag> =
        named().filter(|flag| !name.is_empty() && flag.long.starts_with(name)).collect();
    match candidates.as_slice() {
        [only] => Ok(only),
        [] => Err(unknown(subcommand, |flag| flag.long == name, &format!("--{name}"))),
        several => {
            let several: Vec<String> = several.iter().map(|flag| format!("--{}", flag.long)).collect();
            Err(fail(format!("option '--{name}' is ambiguous; possibilities: {}", several.join(", "))))
        }
    }
}

/// What to say of an option that is not to be found.
fn unknown(subcommand: Option<&'static Subcommand>, is_meant: impl Fn(&Flag) -> bool, written: &str) -> Stop {
    match subcommand {
        Some(Subcommand { name, .. }) if subcommands::options(None).any(is_meant) => {
            fail(format!("option '{written}' cannot be used with {name}"))
        }
        _ => fail(format!("unrecognized option '{written}'")),
    }
}

/// Takes a word of short options, of which the last may have its value attached.
fn bundle(args: &mut Args, word: &OsStr, rest: &mut VecDeque<OsString>) -> Result<(), Stop> {
    let letters = word.as_encoded_bytes();
    for at in 1..letters.len() {
        let letter = letters.get(at).copied().map(char::from).unwrap_or_default();
        let is_meant = |flag: &Flag| flag.short == Some(letter);
        let flag = subcommands::options(args.subcommand)
            .find(|flag| is_meant(flag))
            .ok_or_else(|| unknown(args.subcommand, is_meant, &format!("-{letter}")))?;
        let behind = at.saturating_add(1);
        let attached = (behind < letters.len() && !matches!(flag.argument, Argument::None))
            .then(|| os_string(letters, behind));
        let takes_rest = attached.is_some();
        apply(args, flag, attached, rest, &format!("-{letter}"))?;
        if takes_rest {
            break;
        }
    }
    Ok(())
}

fn apply(
    args: &mut Args,
    flag: &'static Flag,
    attached: Option<OsString>,
    rest: &mut VecDeque<OsString>,
    written: &str,
) -> Result<(), Stop> {
    let value = match flag.argument {
        Argument::None if attached.is_some() => {
            return Err(fail(format!("option '{written}' doesn't allow an argument")));
        }
        Argument::Required(_) => {
            let missing = || fail(format!("option '{written}' requires an argument"));
            Some(attached.or_else(|| rest.pop_front()).ok_or_else(missing)?)
        }
        Argument::OptionalOrNext(_, fits) => attached.or_else(|| {
            rest.front().and_then(|word| word.to_str()).is_some_and(fits).then(|| rest.pop_front()).flatten()
        }),
        Argument::None | Argument::Optional(_) => attached,
    };
    match flag.effect {
        Effect::Apply(effect) => {
            args.given.push(flag);
            effect(args, value)
        }
        Effect::Refused(reason) => Err(fail(format!("option '{written}' is not supported: {reason}"))),
    }
}

fn fail(message: String) -> Stop {
    Stop::Fail(format!("{PROGRAM}: {message}"))
}

/// The bytes of an argument from `at` on, where an ASCII character ended.
#[cfg(unix)]
fn os_string(bytes: &[u8], at: usize) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.get(at..).unwrap_or_default().to_owned())
}

/// The text of an argument from `at` on, where an ASCII character ended.
#[cfg(not(unix))]
fn os_string(bytes: &[u8], at: usize) -> OsString {
    String::from_utf8_lossy(bytes.get(at..).unwrap_or_default()).into_owned().into()
}

#[cfg(test)]
mod tests {
    use journalq_query::Lines;

    use super::*;

    fn parsed(words: &[&str]) -> Result<Args, Stop> {
        parse(words.iter().map(OsString::from).collect())
    }

    fn failure(words: &[&str]) -> String {
        match parsed(words) {
            Err(Stop::Fail(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lines_take_the_next_word_only_if_it_fits() {
        for (words, lines) in [
            (&["-n"][..], Lines::Last(10)),
            (&["-n5"], Lines::Last(5)),
            (&["-n", "0x10"], Lines::Last(16)),
            (&["-n", "+3"], Lines::First(3)),
            (&["-n", "++3"], Lines::First(3)),
            (&["--lines", "all"], Lines::All),
            (&["--lines=7"], Lines::Last(7)),
            (&["-n", "-r"], Lines::Last(10)),
            (&["-n", "A=1"], Lines::Last(10)),
            (&["-qn1"], Lines::Last(1)),
        ] {
            assert_eq!(parsed(words).unwrap().lines, Some(lines), "{words:?}");
        }
        assert_eq!(parsed(&["-n", "A=1"]).unwrap().words, ["A=1"]);
        assert_eq!(failure(&["-n1q"]), "Failed to parse --lines='1q'.");
        assert_eq!(failure(&["-n", "-5"]), "journalq: unrecognized option '-5'");
        assert_eq!(failure(&["--lines=2147483648"]), "Failed to parse --lines='2147483648'.");
    }

    #[test]
    fn options_and_words_mix() {
        let args = parsed(&["A=1", "--output", "cat", "--rev", "-a", "--", "-x"]).unwrap();
        assert!(args.reverse && args.all && args.quiet);
        assert_eq!(args.words, ["A=1", "-x"]);
        // A later mode does not undo the quiet of an earlier one.
        assert!(parsed(&["-o", "json", "-o", "short"]).unwrap().quiet);
    }

    #[test]
    fn each_time_is_read_when_its_option_is() {
        let args = parsed(&["-S", "1h ago", "--until=2012-11-23 11:12:13.5 UTC", "--until", "now"]).unwrap();
        let (since, until) = (args.since.unwrap(), args.until.unwrap());
        assert!(until - since >= 3_600_000_000, "{since} {until}");
        assert_eq!(parsed(&["-U@1.5"]).unwrap().until, Some(1_500_000));
    }

    #[test]
    fn errors_are_told_as_journalctl_tells_them() {
        for (words, message) in [
            (&["--bogus"][..], "journalq: unrecognized option '--bogus'"),
            (&["-5"], "journalq: unrecognized option '-5'"),
            (
                &["--no"],
                "journalq: option '--no' is ambiguous; possibilities: --no-hostname, --no-full, --no-tail, --no-pager",
            ),
            (&["--cursor"], "journalq: option '--cursor' requires an argument"),
            (&["-i"], "journalq: option '-i' requires an argument"),
            (&["--help=x"], "journalq: option '--help' doesn't allow an argument"),
            (&["-o=cat"], "Unknown output format '=cat'."),
            (&["--rotate"], "journalq: option '--rotate' is not supported: it needs a running systemd"),
            (
                &["--vacuum-size=1G"],
                "journalq: option '--vacuum-size' is not supported: journalq never changes journals",
            ),
            (&["-n", "+1", "-r"], "--lines=+N is unsupported when --reverse or --follow is specified."),
            (&["-N", "A=1"], "Extraneous arguments starting with 'A=1'"),
            (&["-S", "2012-13-01", "-U", "x"], "Failed to parse timestamp: 2012-13-01"),
            (&["-S", "tomorrow", "-U", "yesterday"], "--since= must be before --until=."),
        ] {
            assert_eq!(failure(words), message, "{words:?}");
        }
        assert!(parsed(&["-n", "+3", "-r", "--no-tail"]).is_ok());
    }
}
