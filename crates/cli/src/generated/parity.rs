//! `docs/parity.md`: what becomes of each option of journalctl here, made from the table of options.

use crate::flags::{Argument, Effect, FLAGS, Flag, Group};
use crate::subcommands::{SUBCOMMANDS, Subcommand};

/// Options that do something else than journalctl's where that prints nothing useful or hides data, and how.
pub(super) const DIFFERENCES: &[(&str, &str)] = &[
    (
        "directory",
        "a file that cannot be read is told with the cause, and the exit status is 1; files are read in byte order of their paths",
    ),
    (
        "file",
        "a file that exists but cannot be read does not end the command; the matches of a pattern are read in order of their names; `-i -` also takes a pipe; what is compressed or an archive is unpacked into memory",
    ),
    (
        "catalog",
        "with `--root=` or `-M` by the catalog of that system, if it has one; without a database by its source files, else by short texts that are built in",
    ),
    ("recursive", "journalctl has no such option; `-D` without it reads the same files as journalctl"),
    ("limits", "journalctl has no limits, and no such option"),
    ("where", "journalctl has no such option; [query.md](query.md) has the grammar"),
    ("list-catalog", "without a database the source files, else the texts that are built in"),
    ("dump-catalog", "without a database the source files, else the texts that are built in"),
    ("cursor-file", "refused where it would lie beside the journals, into whose folder nothing is written"),
    ("user-unit", "units of any user, where journalctl asks for the UID of whoever runs it"),
    ("output-fields", "with `cat` the fields come in the order given, where journalctl's order is random"),
    (
        "output",
        "members of JSON objects come in a stable order, where journalctl's is random; also `csv`, `tsv`, `ndjson-typed`, `timesketch` and `ecs` ([output.md](output.md)), which `-o help` leaves out",
    ),
    ("template", "journalctl has no such option"),
    ("defuse-formulas", "journalctl has no such option"),
    ("fields", "also for files from before v195; names that no field can have are passed over"),
    ("field", "also for files from before v195; an unreadable object does not end the list"),
    (
        "verify",
        "journalctl's lines are followed by all other faults of a file; `-o json` prints an object for each file; files that journalctl cannot open because they were cut are verified as far as they go; a file that is being written is verified up to its last entry",
    ),
    (
        "verify-key",
        "beside journalctl's lines, what the seals mean: a habit of journald, another key, or what was altered",
    ),
    ("follow", "where the system has no watches left, the files are looked at four times a second"),
];

const HEAD: &str = "\
# Options, compared with journalctl 262

Made from the table of options in `crates/cli/src/flags.rs`; a test fails when the two differ.

*same*: the same arguments, the same output, the same messages. *differs*: where journalctl prints nothing useful or hides
data. *never*: refused by name, with the reason.

Beside single options:

- What is damaged is passed over, told on standard error, and the exit status is 1.
- Whoever reads the output may close it early: the exit status is 0, where journalctl is killed by SIGPIPE.
- Messages show control characters in file names and values escaped. So does all output to a terminal, also through the pager,
  unless `-a` asks for raw values; journalctl passes on what was logged in `cat`, `export`, `-F` and `-x`, and everywhere
  characters that turn the direction of writing around.
- Months have the locale's names whether it is installed or not; in a character set other than UTF-8 they do if the names
  are ASCII, and are English otherwise. The names are those of the C library of some years ago.

| Option | Status | |
|---|---|---|
";

const SUBCOMMANDS_HEAD: &str = "
## Subcommands

What journalctl has no option for is a subcommand: the first word. Most of the options above can stand behind it; its
`--help` names them.

| Subcommand | |
|---|---|
";

/// The whole document.
pub(super) fn markdown() -> String {
    let rows: String = FLAGS.iter().map(row).collect();
    let subcommands: String = SUBCOMMANDS.iter().map(of_subcommand).collect();
    HEAD.to_owned() + &rows + SUBCOMMANDS_HEAD + &subcommands
}

/// A subcommand's own options.
fn of_subcommand(Subcommand { name, help, flags, .. }: &Subcommand) -> String {
    let rows = flags.iter().map(|flag| {
        let argument = match flag.argument {
            Argument::None => String::new(),
            Argument::Required(name) => format!("={name}"),
            Argument::Optional(name) | Argument::OptionalOrNext(name, _) => format!("[={name}]"),
        };
        format!("| `journalq {name} --{}{argument}` | {} |\n", flag.long, flag.help)
    });
    format!("| `journalq {name}` | {help} |\n") + &rows.collect::<String>()
}

fn row(flag: &Flag) -> String {
    let short = flag.short.map(|short| format!("`-{short}`"));
    let long = (!flag.long.is_empty()).then(|| format!("`--{}`", flag.long));
    let names = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    let difference = DIFFERENCES.iter().find(|(name, _)| *name == flag.long).map(|(_, why)| *why);
    let (status, remark) = match flag.effect {
        Effect::Apply(_) => difference.map_or(("same", ""), |why| ("differs", why)),
        Effect::Refused(reason) => ("never", reason),
    };
    format!("| {names} | {status} | {remark} |\n")
}

#[test]
fn every_difference_is_about_an_option() {
    for (name, _) in DIFFERENCES {
        assert!(
            FLAGS.iter().any(|flag| flag.long == *name && matches!(flag.effect, Effect::Apply(_))),
            "{name}"
        );
    }
    assert!(Group::ALL.iter().all(|(group, _)| FLAGS.iter().any(|flag| flag.group == *group)));
}
