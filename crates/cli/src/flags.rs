//! The table of options: every option of journalctl 262, with what it takes, what it does here, and its help text.
//!
//! Options that need a running systemd are in the table too: they are refused by name instead of being taken for something
//! else.
//!
//! Subcommands have tables of their own, in `subcommands.rs`, and share these options.
//!
//! The help text, `docs/parity.md`, the man page and the completions for shells are made from it. What the man page says
//! beyond the line of help is in `generated/manual.rs`.

use std::ffi::OsString;
use std::path::{Component, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use journalq_file::Limits;
use journalq_output::{Mode, Template};
use journalq_query::Lines;
use journalq_query::condition::Condition;
use journalq_query::discover::Namespaces;
use journalq_query::log_ids::Descriptor;
use journalq_query::number::parse_int;
use journalq_query::priority::{facility_names, parse_facilities, parse_levels};
use journalq_query::time_spec::{Now, parse_timestamp};

use crate::args::{Action, Args, Choice};
use crate::parse::Stop;
use crate::{environment, help, locale};

/// One option.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) long: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) argument: Argument,
    pub(crate) group: Group,
    /// One line; empty for those that journalctl does not list either.
    pub(crate) help: &'static str,
    pub(crate) effect: Effect,
}

impl Flag {
    /// An option of a subcommand, which journalctl lacks: it has a long name only.
    pub(crate) const fn own(
        long: &'static str,
        argument: Argument,
        help: &'static str,
        effect: fn(&mut Args, Option<OsString>) -> Result<(), Stop>,
    ) -> Self {
        flag(Group::Own, None, long, argument, help, Apply(effect))
    }

    /// Whether the option works here and is told to users.
    pub(crate) fn is_listed(&self) -> bool {
        matches!(self.effect, Apply(_)) && !self.help.is_empty()
    }

    /// What the option is known by: its long name, else its letter.
    #[cfg(test)]
    pub(crate) fn name(&self) -> String {
        if self.long.is_empty() { self.short.unwrap_or_default().to_string() } else { self.long.to_owned() }
    }
}

/// Whether an option takes an argument, and the name of that in the help text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument {
    None,
    Required(&'static str),
    /// Only attached to the option.
    Optional(&'static str),
    /// Attached, or the next word if that is one.
    OptionalOrNext(&'static str, fn(&str) -> bool),
}

/// The headings of the help text, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Source,
    Filter,
    Output,
    Pager,
    Sealing,
    Command,
    /// Those of a subcommand alone, which are in its own table.
    Own,
}

impl Group {
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        (Self::Source, "Sources"),
        (Self::Filter, "Filters"),
        (Self::Output, "Output"),
        (Self::Pager, "Pager"),
        (Self::Sealing, "Sealing"),
        (Self::Command, "Commands"),
    ];
}

/// What an option does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Effect {
    /// Changes the arguments, or ends parsing.
    Apply(fn(&mut Args, Option<OsString>) -> Result<(), Stop>),
    /// Nothing ever, for this reason.
    Refused(&'static str),
}

const NEEDS_SYSTEMD: Effect = Effect::Refused("it needs a running systemd");
const NEEDS_MOUNT: Effect = Effect::Refused("a disk image has to be mounted, then --root= reads it");
const WRITES_DATABASE: Effect =
    Effect::Refused("journalq writes no database; without one it reads the catalog's source files");
const READ_ONLY: Effect = Effect::Refused("journalq never changes journals");

const fn flag(
    group: Group,
    short: Option<char>,
    long: &'static str,
    argument: Argument,
    help: &'static str,
    effect: Effect,
) -> Flag {
    Flag { long, short, argument, group, help, effect }
}

use Argument::{None as NoArgument, Optional, OptionalOrNext, Required};
use Effect::Apply;
use Group::{Command, Filter, Output, Pager, Sealing, Source};

/// All options, in journalctl's order, which is that of the help text and of the candidates for an ambiguous prefix.
#[rustfmt::skip]
pub(crate) const FLAGS: &[Flag] = &[
    flag(Source, None, "system", NoArgument, "Read the system's files only", Apply(|args, _| { args.system = true; Ok(()) })),
    flag(Source, None, "user", NoArgument, "Read the current user's files only", Apply(|args, _| { args.user = true; Ok(()) })),
    flag(Source, Some('M'), "machine", Required("CONTAINER"), "Read a container's journal", Apply(|args, value| { args.machine = Some(text(value)); Ok(()) })),
    flag(Source, Some('m'), "merge", NoArgument, "Read all machines' journals as one", Apply(|args, _| { args.merge = true; Ok(()) })),
    flag(Source, Some('D'), "directory", Required("PATH"), "Read the journal files in a directory", Apply(|args, value| { args.directory = value.map(Into::into); Ok(()) })),
    flag(Source, Some('i'), "file", Required("GLOB"), "Read a file; may be repeated", Apply(|args, value| { args.files.extend(value); Ok(()) })),
    flag(Source, None, "root", Required("PATH"), "Read the journal of another root folder", Apply(set_root)),
    flag(Source, None, "image", Required("PATH"), "", NEEDS_MOUNT),
    flag(Source, None, "image-policy", Required("POLICY"), "", NEEDS_MOUNT),
    flag(Source, None, "namespace", Required("NAME"), "Read a journal namespace", Apply(|args, value| { args.namespaces = parse_namespaces(value.unwrap_or_default()); Ok(()) })),
    flag(Source, None, "recursive", NoArgument, "Search folders through, also packed files", Apply(|args, _| { args.recursive = true; Ok(()) })),
    flag(Source, None, "limits", Required("KIND"), "What files may cost: default, untrusted", Apply(set_limits)),

    flag(Filter, Some('S'), "since", Required("TIME"), "Entries from this time on", Apply(|args, value| { args.since = Some(parse_time(value)?); Ok(()) })),
    flag(Filter, Some('U'), "until", Required("TIME"), "Entries up to this time", Apply(|args, value| { args.until = Some(parse_time(value)?); Ok(()) })),
    flag(Filter, Some('c'), "cursor", Required("CURSOR"), "Entries from this one on", Apply(|args, value| { args.cursor = value.map(bytes); Ok(()) })),
    flag(Filter, None, "after-cursor", Required("CURSOR"), "Entries behind this one", Apply(|args, value| { args.after_cursor = value.map(bytes); Ok(()) })),
    flag(Filter, None, "cursor-file", Required("FILE"), "Entries behind a file's cursor; update it", Apply(|args, value| { args.cursor_file = value.map(Into::into); Ok(()) })),
    flag(Filter, Some('b'), "boot", OptionalOrNext("ID", |word| parse_choice(word).is_some()), "Entries of one boot, 0 the last, 1 the first", Apply(set_boot)),
    flag(Filter, None, "this-boot", NoArgument, "", Apply(set_boot)),
    flag(Filter, Some('u'), "unit", Required("UNIT"), "Entries of a unit", Apply(|args, value| { args.units.push(text(value)); Ok(()) })),
    flag(Filter, None, "user-unit", Required("UNIT"), "Entries of a user's unit", Apply(|args, value| { args.user_units.push(text(value)); Ok(()) })),
    flag(Filter, None, "invocation", Required("ID"), "Entries of one run of a unit", Apply(set_invocation)),
    flag(Filter, Some('I'), "", NoArgument, "Entries of a unit's last run", Apply(|args, _| { args.invocation = Choice::One(Descriptor::default()); Ok(()) })),
    flag(Filter, Some('t'), "identifier", Required("ID"), "Entries with a syslog identifier", Apply(|args, value| { args.identifiers.extend(value.map(bytes)); Ok(()) })),
    flag(Filter, Some('T'), "exclude-identifier", Required("ID"), "Leave these out (short modes only)", Apply(|args, value| { args.exclude_identifiers.extend(value.map(bytes)); Ok(()) })),
    flag(Filter, Some('p'), "priority", Required("RANGE"), "Entries of a priority or more urgent", Apply(|args, value| { args.levels = Some(parse_levels(&text(value)).map_err(|error| Stop::Fail(error.to_string()))?); Ok(()) })),
    flag(Filter, None, "facility", Required("LIST"), "Entries of some syslog facilities", Apply(add_facilities)),
    flag(Filter, Some('g'), "grep", Required("PATTERN"), "Entries whose message matches (PCRE2)", Apply(|args, value| { args.grep = value.map(|value| value.to_string_lossy().into_owned()); Ok(()) })),
    flag(Filter, None, "case-sensitive", Optional("BOOL"), "Whether -g heeds case", Apply(set_case)),
    flag(Filter, Some('k'), "dmesg", NoArgument, "Kernel messages of the last boot", Apply(|args, _| { args.dmesg = true; Ok(()) })),
    flag(Filter, None, "where", Required("CONDITION"), "Entries for which a condition holds", Apply(add_condition)),

    flag(Output, Some('o'), "output", Required("MODE"), "Output mode (-o help, and those below)", Apply(set_mode)),
    flag(Output, None, "output-fields", Required("LIST"), "Fields to print, or columns of csv and tsv", Apply(add_output_fields)),
    flag(Output, Some('n'), "lines", OptionalOrNext("[+]N", |word| parse_lines(word).is_some()), "The last N entries (10), with +N the first", Apply(set_lines)),
    flag(Output, Some('r'), "reverse", NoArgument, "Newest entries first", Apply(|args, _| { args.reverse = true; Ok(()) })),
    flag(Output, None, "show-cursor", NoArgument, "Print the last entry's cursor at the end", Apply(|args, _| { args.show_cursor = true; Ok(()) })),
    flag(Output, None, "utc", NoArgument, "Times in UTC", Apply(|args, _| { args.utc = true; Ok(()) })),
    flag(Output, Some('x'), "catalog", NoArgument, "Add explanations of messages", Apply(|args, _| { args.catalog = true; Ok(()) })),
    flag(Output, Some('W'), "no-hostname", NoArgument, "No host names", Apply(|args, _| { args.no_hostname = true; Ok(()) })),
    flag(Output, None, "no-full", NoArgument, "Cut long lines, shorten long fields", Apply(|args, _| { args.no_full = true; Ok(()) })),
    flag(Output, Some('l'), "full", NoArgument, "", Apply(|args, _| { args.no_full = false; Ok(()) })),
    flag(Output, Some('a'), "all", NoArgument, "Print all, also what is long or unprintable", Apply(|args, _| { args.all = true; Ok(()) })),
    flag(Output, Some('f'), "follow", NoArgument, "Print new entries as they come", Apply(|args, _| { args.follow = true; Ok(()) })),
    flag(Output, None, "no-tail", NoArgument, "All entries, whatever -n says", Apply(|args, _| { args.no_tail = true; Ok(()) })),
    flag(Output, None, "truncate-newline", NoArgument, "Only the first line of messages", Apply(|args, _| { args.truncate_newline = true; Ok(()) })),
    flag(Output, Some('q'), "quiet", NoArgument, "No separators, notes and hints", Apply(|args, _| { args.quiet = true; Ok(()) })),
    flag(Output, None, "template", Required("TEXT"), "Print this, {FIELD} replaced by its value", Apply(set_template)),
    flag(Output, None, "defuse-formulas", NoArgument, "Make formulas in csv and tsv plain text", Apply(|args, _| { args.defuse_formulas = true; Ok(()) })),
    flag(Output, None, "synchronize-on-exit", Required("BOOL"), "", NEEDS_SYSTEMD),

    flag(Pager, None, "no-pager", NoArgument, "No pager", Apply(|args, _| { args.paging.never = true; Ok(()) })),
    flag(Pager, Some('e'), "pager-end", NoArgument, "Begin at the end, of the last 1000 entries", Apply(|args, _| { args.paging.at_end = true; Ok(()) })),

    flag(Sealing, None, "interval", Required("TIME"), "", READ_ONLY),
    flag(Sealing, None, "verify-key", Required("KEY"), "Verify the seals, too", Apply(set_verify_key)),
    flag(Sealing, None, "force", NoArgument, "", READ_ONLY),

    flag(Command, Some('h'), "help", NoArgument, "Show this help", Apply(|args, _| Err(Stop::Help(args.paging, args.subcommand)))),
    flag(Command, None, "version", NoArgument, "Show the version", Apply(|_, _| Err(Stop::Print(help::version())))),
    flag(Command, Some('N'), "fields", NoArgument, "List the names of all fields", Apply(|args, _| { args.action = Action::FieldNames; Ok(()) })),
    flag(Command, Some('F'), "field", Required("FIELD"), "List the values of a field", Apply(|args, value| { args.action = Action::FieldValues(value.map(bytes).unwrap_or_default()); Ok(()) })),
    flag(Command, None, "list-boots", NoArgument, "List the boots", Apply(|args, _| { args.action = Action::ListBoots; Ok(()) })),
    flag(Command, None, "list-invocations", NoArgument, "List the runs of a unit", Apply(|args, _| { args.action = Action::ListInvocations; Ok(()) })),
    flag(Command, None, "list-namespaces", NoArgument, "List the journal namespaces", Apply(|args, _| { args.action = Action::ListNamespaces; Ok(()) })),
    flag(Command, None, "disk-usage", NoArgument, "Show what the files take up", Apply(|args, _| { args.action = Action::DiskUsage; Ok(()) })),
    flag(Command, None, "vacuum-size", Required("BYTES"), "", READ_ONLY),
    flag(Command, None, "vacuum-files", Required("N"), "", READ_ONLY),
    flag(Command, None, "vacuum-time", Required("TIME"), "", READ_ONLY),
    flag(Command, None, "verify", NoArgument, "Verify the files", Apply(|args, _| { args.action = Action::Verify; Ok(()) })),
    flag(Command, None, "sync", NoArgument, "", NEEDS_SYSTEMD),
    flag(Command, None, "relinquish-var", NoArgument, "", NEEDS_SYSTEMD),
    flag(Command, None, "smart-relinquish-var", NoArgument, "", NEEDS_SYSTEMD),
    flag(Command, None, "flush", NoArgument, "", NEEDS_SYSTEMD),
    flag(Command, None, "rotate", NoArgument, "", NEEDS_SYSTEMD),
    flag(Command, None, "header", NoArgument, "Show the files' headers", Apply(|args, _| { args.action = Action::Header; Ok(()) })),
    flag(Command, None, "list-catalog", NoArgument, "List the message catalog", Apply(|args, _| { args.action = Action::ListCatalog; Ok(()) })),
    flag(Command, None, "dump-catalog", NoArgument, "Show the message catalog", Apply(|args, _| { args.action = Action::DumpCatalog; Ok(()) })),
    flag(Command, None, "update-catalog", NoArgument, "", WRITES_DATABASE),
    flag(Command, None, "setup-keys", NoArgument, "", READ_ONLY),
    flag(Command, None, "new-id128", NoArgument, "", Effect::Refused("it reads no journal")),
];

pub(crate) fn bytes(value: OsString) -> Vec<u8> {
    value.into_encoded_bytes()
}

pub(crate) fn text(value: Option<OsString>) -> String {
    value.unwrap_or_default().to_string_lossy().into_owned()
}

fn set_root(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let root = PathBuf::from(value.unwrap_or_default());
    let is_host = root.components().all(|part| part == Component::RootDir);
    args.root = (!is_host).then_some(root);
    Ok(())
}

fn set_limits(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    args.limits = match &*text(value) {
        "default" => Limits::default(),
        "untrusted" => Limits::untrusted(),
        kind => return Err(Stop::Fail(format!("Unknown limits '{kind}'."))),
    };
    Ok(())
}

/// `NAME`, `+NAME` for that and the default namespace, or `*`.
fn parse_namespaces(value: OsString) -> Namespaces {
    match value.to_str() {
        Some("") => Namespaces::Default,
        Some("*") => Namespaces::All,
        Some(text) if text.starts_with('+') => {
            Namespaces::WithDefault(text.get(1..).unwrap_or_default().into())
        }
        _ => Namespaces::Only(value),
    }
}

fn set_mode(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let name = text(value);
    if name == "help" {
        // Programs that ask this get journalctl's answer; the help text names our own modes.
        let names = Mode::ALL.into_iter().filter(|mode| mode.is_journalctls()).map(Mode::name);
        return Err(Stop::Print(names.map(|name| format!("{name}\n")).collect()));
    }
    args.mode = Mode::parse(&name).ok_or_else(|| Stop::Fail(format!("Unknown output format '{name}'.")))?;
    args.quiet |= args.mode.is_quiet();
    Ok(())
}

fn set_template(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let template = value.map(bytes).unwrap_or_default();
    let fail = |error| Stop::Fail(format!("Failed to parse --template, {error}."));
    args.template = Template::parse(&template).map_err(fail)?;
    args.mode = Mode::Template;
    args.quiet = true;
    Ok(())
}

fn add_output_fields(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let list = value.map(bytes).unwrap_or_default();
    args.output_fields
        .extend(list.split(|&byte| byte == b',').filter(|name| !name.is_empty()).map(<[u8]>::to_owned));
    Ok(())
}

fn set_verify_key(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    args.action = Action::Verify;
    args.merge = false;
    args.verify_key = value.map(bytes);
    Ok(())
}

fn set_case(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let Some(value) = value else {
        args.case_sensitive = Some(true);
        return Ok(());
    };
    let value = value.to_string_lossy();
    let choice = environment::parse_bool(&value);
    let bad = || Stop::Fail(format!("Bad --case-sensitive= argument \"{value}\": Invalid argument"));
    args.case_sensitive = Some(choice.ok_or_else(bad)?);
    Ok(())
}

fn set_boot(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let Some(value) = value else {
        args.boot = Choice::One(Descriptor::default());
        return Ok(());
    };
    let value = value.to_string_lossy();
    let choice = parse_choice(&value);
    args.boot = choice.ok_or_else(|| Stop::Fail(format!("Failed to parse boot descriptor '{value}'")))?;
    Ok(())
}

fn set_invocation(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let value = text(value);
    let choice = parse_choice(&value);
    args.invocation =
        choice.ok_or_else(|| Stop::Fail(format!("Failed to parse invocation descriptor: {value}")))?;
    Ok(())
}

/// `all`, or a descriptor.
fn parse_choice(word: &str) -> Option<Choice> {
    if word == "all" { Some(Choice::All) } else { Descriptor::parse(word).map(Choice::One) }
}

fn add_facilities(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let list = text(value);
    if list == "help" {
        let heading = if args.quiet { "" } else { "Available facilities:\n" };
        let names: String = facility_names().map(|name| name + "\n").collect();
        return Err(Stop::Print(heading.to_owned() + &names));
    }
    args.facilities.extend(parse_facilities(&list).map_err(|error| Stop::Fail(error.to_string()))?);
    Ok(())
}

fn add_condition(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let value = value.unwrap_or_default();
    let no_text = || Stop::Fail("The argument of --where= is no UTF-8; \\xNN writes any byte.".to_owned());
    let text = value.to_str().ok_or_else(no_text)?;
    args.conditions.push(Condition::parse(text, &now()).map_err(Stop::NoCondition)?);
    Ok(())
}

fn set_lines(args: &mut Args, value: Option<OsString>) -> Result<(), Stop> {
    let Some(value) = value else {
        args.lines = Some(Lines::Last(10));
        return Ok(());
    };
    let value = value.to_string_lossy();
    args.lines =
        Some(parse_lines(&value).ok_or_else(|| Stop::Fail(format!("Failed to parse --lines='{value}'.")))?);
    Ok(())
}

/// `all`, `N` or `+N`.
fn parse_lines(word: &str) -> Option<Lines> {
    if word == "all" {
        return Some(Lines::All);
    }
    let (number, first) = match word.strip_prefix('+') {
        Some(number) => (number, true),
        None => (word, false),
    };
    let lines = u64::try_from(parse_int(number)?).ok()?;
    Some(if first { Lines::First(lines) } else { Lines::Last(lines) })
}

/// Parses a time. Like journalctl's, each option asks the clock for itself, so that `-U now -S now` is a contradiction.
pub(crate) fn parse_time(value: Option<OsString>) -> Result<u64, Stop> {
    let value = text(value);
    parse_timestamp(&value, &now()).map_err(|_| Stop::Fail(format!("Failed to parse timestamp: {value}")))
}

fn now() -> Now {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let realtime_usec = u64::try_from(since_epoch.as_micros()).unwrap_or(u64::MAX);
    Now { realtime_usec, zone: environment::time_zone(), month_names: locale::all_months() }
}
