//! `journalq report`: what is in a set of journals, whether it is whole, and what does not fit together.
//!
//! ```text
//! PATH... -> Input of each file -> examine (crate journalq-report) -> text, JSON, or a page of HTML
//! ```

mod html;
mod text;

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use journalq_file::OpenError;
use journalq_file::verify::STEPS;
use journalq_output::Mode;
use journalq_query::discover::{self, FileNames, Origin, Selection};
use journalq_query::grep::Pattern;
use journalq_report::examination::{Input, Options, Report, Run, examine, quoted, to_json};

use crate::args::{Action, Args};
use crate::flags::{Flag, Group};
use crate::progress::Progress;
use crate::subcommands::Subcommand;
use crate::verify::seals;
use crate::{Outcome, environment, pager};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "report",
    synopsis: "PATH... [OPTION...]",
    help: "Examine files: what is there, whole, and odd",
    flags: &[html::HTML],
    takes,
    check,
    run,
};

/// What says which files are meant, and how the report looks: a part of them would be no evidence.
fn takes(flag: &Flag) -> bool {
    match flag.group {
        Group::Source => !matches!(flag.long, "merge" | "namespace"),
        Group::Output => matches!(flag.long, "output" | "utc" | "all" | "quiet"),
        Group::Pager => flag.long == "no-pager",
        Group::Sealing => flag.long == "verify-key",
        Group::Filter | Group::Command | Group::Own => false,
    }
}

/// Takes the paths, and checks that there are any.
fn check(args: &mut Args) -> Result<(), String> {
    args.report_on = std::mem::take(&mut args.words);
    // A key means to verify, without a subcommand.
    args.action = Action::Show;
    if args.selects_nothing() && args.report_on.is_empty() {
        return Err("journalq: report needs a PATH: a file or a folder".to_owned());
    }
    if args.selects_nothing() {
        // The folders among the words are searched through anyway.
        args.recursive = false;
    }
    if args.reads_standard_input() {
        return Err("journalq: report does not read standard input".to_owned());
    }
    if !(args.mode == Mode::Short || args.mode.is_json()) {
        let name = args.mode.name();
        return Err(format!("journalq: report has no output format '{name}': it has json and its kin"));
    }
    Ok(())
}

fn run(args: &Args, _pattern: Option<Pattern>) -> anyhow::Result<Outcome> {
    let (paths, problems) = paths(args)?;
    let new = html::new_file(args, &paths)?;
    let report = examined(args, &paths, problems)?;
    if let Some(new) = &new {
        html::write(args, &report, new)?;
    }
    // A page is instead of the text, but beside what other programs read.
    if new.is_none() || args.mode.is_json() {
        print(args, &report)?;
    }
    Ok(if report.summary.unreadable > 0 { Outcome::Damaged } else { Outcome::Complete })
}

/// Examines the files, with a bar on a terminal.
fn examined(args: &Args, paths: &[PathBuf], problems: Vec<OpenError>) -> anyhow::Result<Report> {
    let key = args.verify_key.as_deref().map(seals::key).transpose()?;
    let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let options = Options {
        run: Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command_line(),
            began_usec: u64::try_from(began.as_micros()).unwrap_or(u64::MAX),
            has_key: key.is_some(),
        },
        limits: args.limits,
        key: key.as_ref(),
        zone: environment::shown_zone(args.utc),
    };
    let inputs = Input::open(paths, problems, args.limits);
    let n_inputs = u64::try_from(inputs.len()).unwrap_or(u64::MAX);
    let progress = Progress::new(args, n_inputs.saturating_mul(STEPS));
    Ok(examine(&inputs, options, &|steps| progress.add(steps)))
}

/// The files that were named, all those below folders that were, and what options select, each once.
fn paths(args: &Args) -> anyhow::Result<(Vec<PathBuf>, Vec<OpenError>)> {
    let mut paths = Vec::new();
    let mut problems = Vec::new();
    for word in &args.report_on {
        add_path(&mut paths, &mut problems, &std::path::absolute(word)?)?;
    }
    if !args.selects_nothing() {
        let (selected, unlisted) = discover::paths(&args.selection()?)?;
        problems.extend(unlisted);
        for path in selected {
            if args.recursive {
                add_path(&mut paths, &mut problems, &path)?;
            } else {
                paths.push(path);
            }
        }
    }
    let mut met = HashSet::new();
    paths.retain(|path| met.insert(path.clone()));
    Ok((paths, problems))
}

/// Adds a file, or what is below a folder.
fn add_path(paths: &mut Vec<PathBuf>, problems: &mut Vec<OpenError>, path: &Path) -> anyhow::Result<()> {
    if !path.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    let selection =
        Selection { origin: Origin::Directory(path.to_owned()), names: FileNames::All, recursive: true };
    let (below, unlisted) = discover::paths(&selection)?;
    paths.extend(below);
    problems.extend(unlisted);
    Ok(())
}

/// The command line as it was given, but for a key, which has no place in a report.
fn command_line() -> String {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    hide_keys(&mut words);
    quoted(words.iter().map(|word| word.to_string_lossy().into_owned()))
}

fn hide_keys(words: &mut [OsString]) {
    let mut is_key = false;
    for word in words {
        let name = word.as_encoded_bytes().split(|&byte| byte == b'=').next().unwrap_or_default();
        // Names may be cut short.
        let is_option = name.len() > 2 && b"--verify-key".starts_with(name);
        if is_key {
            *word = OsString::from("KEY");
            is_key = false;
        } else if is_option && name.len() < word.len() {
            *word = OsString::from("--verify-key=KEY");
        } else {
            is_key = is_option && word.as_os_str() != OsStr::new("--verify");
        }
    }
}

fn print(args: &Args, report: &Report) -> anyhow::Result<()> {
    let out = if args.mode.is_json() {
        json(args, report)?
    } else {
        let text = text::render(args, report, environment::shown_zone(args.utc));
        pager::start(args.paging);
        text
    };
    let mut stdout = pager::stdout();
    stdout.write_all(&out)?;
    Ok(stdout.flush()?)
}

/// One object, framed as the mode frames an entry.
fn json(args: &Args, report: &Report) -> anyhow::Result<Vec<u8>> {
    let value = to_json(report);
    let text = if args.mode == Mode::JsonPretty {
        serde_json::to_string_pretty(&value)?
    } else {
        serde_json::to_string(&value)?
    };
    let (before, after) = match args.mode {
        Mode::JsonSeq => ("\x1e", "\n"),
        Mode::JsonSse => ("data: ", "\n\n"),
        _ => ("", "\n"),
    };
    let shown = environment::guard(args.all).shown_json(text.as_bytes()).into_owned();
    Ok([before.as_bytes(), &shown, after.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(words: &[&str]) -> Vec<String> {
        let mut words: Vec<OsString> = words.iter().map(Into::into).collect();
        hide_keys(&mut words);
        words.into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn keys_are_hidden() {
        assert_eq!(shown(&["report", "--verify-key", "a-b/1", "x"]), ["report", "--verify-key", "KEY", "x"]);
        assert_eq!(shown(&["report", "--verify-key=a-b/1"]), ["report", "--verify-key=KEY"]);
        assert_eq!(shown(&["report", "--verify-k=a-b/1", "x"]), ["report", "--verify-key=KEY", "x"]);
        assert_eq!(shown(&["report", "--verify-", "a-b/1"]), ["report", "--verify-", "KEY"]);
        assert_eq!(shown(&["report", "-q", "x", "--utc"]), ["report", "-q", "x", "--utc"]);
    }
}
