//! What was asked for: the command line as values, after the flags and before any file is opened.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use journalq_file::Limits;
use journalq_output::{Mode, Template, is_column};
use journalq_query::condition::Condition;
use journalq_query::discover::{Namespaces, Origin, Selection};
use journalq_query::log_ids::Descriptor;
use journalq_query::{Lines, Start, WindowOptions};

use crate::boot_times::BootTimesArgs;
use crate::coredumps::CoredumpsArgs;
use crate::diff::DiffArgs;
use crate::extract::ExtractArgs;
use crate::flags::Flag;
use crate::logins::LoginsArgs;
use crate::pager::Paging;
use crate::salvage::SalvageArgs;
use crate::stats::StatsArgs;
use crate::subcommands::Subcommand;
use crate::unit_states::UnitStatesArgs;
use crate::{machine, owner};

/// What stands for standard input among the names of files.
const STANDARD_INPUT: &str = "-";

/// How many lines `-e` hands to the pager.
const LINES_FOR_PAGER: u64 = 1000;

/// How many lines `-f` begins with.
const LINES_TO_FOLLOW: u64 = 10;

/// The parsed command line. Later options override earlier ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args {
    /// The first word, if it is a subcommand's name.
    pub(crate) subcommand: Option<&'static Subcommand>,
    /// The options that were given, in their order.
    pub(crate) given: Vec<&'static Flag>,
    pub(crate) coredumps: CoredumpsArgs,
    pub(crate) diff: DiffArgs,
    pub(crate) extract: ExtractArgs,
    pub(crate) logins: LoginsArgs,
    pub(crate) salvage: SalvageArgs,
    pub(crate) stats: StatsArgs,
    /// The files and folders that a report is about.
    pub(crate) report_on: Vec<OsString>,
    /// Where the report goes as a page.
    pub(crate) report_html: Option<PathBuf>,
    pub(crate) unit_states: UnitStatesArgs,
    pub(crate) boot_times: BootTimesArgs,
    /// Where a picture goes.
    pub(crate) svg: Option<PathBuf>,
    /// Whether carving lists what it found.
    pub(crate) carve_list: bool,
    pub(crate) action: Action,
    /// What reading a file may cost.
    pub(crate) limits: Limits,
    pub(crate) system: bool,
    pub(crate) user: bool,
    pub(crate) machine: Option<String>,
    /// A root folder other than that of the host.
    pub(crate) root: Option<PathBuf>,
    pub(crate) namespaces: Namespaces,
    pub(crate) directory: Option<PathBuf>,
    pub(crate) files: Vec<OsString>,
    /// Whether folders are searched through.
    pub(crate) recursive: bool,
    pub(crate) merge: bool,
    pub(crate) mode: Mode,
    pub(crate) output_fields: Vec<Vec<u8>>,
    pub(crate) template: Template,
    pub(crate) defuse_formulas: bool,
    pub(crate) lines: Option<Lines>,
    pub(crate) no_tail: bool,
    pub(crate) follow: bool,
    pub(crate) reverse: bool,
    pub(crate) quiet: bool,
    pub(crate) all: bool,
    pub(crate) no_full: bool,
    pub(crate) utc: bool,
    pub(crate) no_hostname: bool,
    pub(crate) truncate_newline: bool,
    pub(crate) show_cursor: bool,
    pub(crate) catalog: bool,
    pub(crate) exclude_identifiers: Vec<Vec<u8>>,
    pub(crate) since: Option<u64>,
    pub(crate) until: Option<u64>,
    pub(crate) cursor: Option<Vec<u8>>,
    pub(crate) after_cursor: Option<Vec<u8>>,
    pub(crate) cursor_file: Option<PathBuf>,
    pub(crate) boot: Choice,
    pub(crate) invocation: Choice,
    pub(crate) dmesg: bool,
    pub(crate) units: Vec<String>,
    pub(crate) user_units: Vec<String>,
    pub(crate) identifiers: Vec<Vec<u8>>,
    pub(crate) levels: Option<RangeInclusive<u8>>,
    pub(crate) facilities: Vec<u8>,
    pub(crate) grep: Option<String>,
    pub(crate) case_sensitive: Option<bool>,
    /// All of which have to hold.
    pub(crate) conditions: Vec<Condition>,
    /// What `--verify` verifies seals with.
    pub(crate) verify_key: Option<Vec<u8>>,
    pub(crate) paging: Paging,
    /// What is no option: matches.
    pub(crate) words: Vec<OsString>,
}

/// Which boots or runs are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Nothing was said; another option may imply the last one.
    #[default]
    Unsaid,
    /// `all`
    All,
    /// A descriptor.
    One(Descriptor),
}

/// What to do with the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Action {
    /// Print entries.
    #[default]
    Show,
    /// `-N`: list field names.
    FieldNames,
    /// `-F`: list the values of a field.
    FieldValues(Vec<u8>),
    /// `--list-boots`
    ListBoots,
    /// `--list-invocations`
    ListInvocations,
    /// `--list-catalog`: a line for each text.
    ListCatalog,
    /// `--dump-catalog`: the texts.
    DumpCatalog,
    /// `--list-namespaces`
    ListNamespaces,
    /// `--disk-usage`
    DiskUsage,
    /// `--header`
    Header,
    /// `--verify`
    Verify,
}

impl Args {
    /// Checks what can only be said of the whole command line, in journalctl's order.
    pub(crate) fn check(mut self) -> Result<Self, String> {
        if let Some(subcommand) = self.subcommand {
            (subcommand.check)(&mut self)?;
        }
        if self.no_tail {
            self.lines = None;
        } else if self.follow && self.since.is_none() {
            self.lines = self.lines.or(Some(Lines::Last(LINES_TO_FOLLOW)));
        } else if self.paging.at_end {
            self.lines = self.lines.or(Some(Lines::Last(LINES_FOR_PAGER)));
        }
        self.check_columns()?;
        self.check_origin()?;
        self.check_window()?;
        self.check_action()?;
        if self.user && !self.system {
            self.user_units.append(&mut self.units);
        }
        // Of the last matches the newest is found first.
        self.reverse |= self.grep.is_some() && matches!(self.lines, Some(Lines::Last(_))) && !self.follow;
        Ok(self)
    }

    fn check_columns(&self) -> Result<(), String> {
        if self.defuse_formulas && !self.mode.is_delimited() {
            return Err("--defuse-formulas needs -o csv or -o tsv.".into());
        }
        match self.output_fields.iter().find(|name| self.mode.is_delimited() && !is_column(name)) {
            Some(name) => {
                let name = String::from_utf8_lossy(name);
                Err(format!("No field can be called '{name}', so that there is no such column."))
            }
            None => Ok(()),
        }
    }

    fn check_origin(&self) -> Result<(), String> {
        let origins = [
            self.directory.is_some(),
            self.files.iter().any(|file| file != STANDARD_INPUT),
            self.reads_standard_input(),
            self.root.is_some(),
            self.machine.is_some(),
        ];
        if count(&origins) > 1 {
            return Err(
                "Please specify at most one of -D/--directory=, --file=, -M/--machine=, --root=, --image=."
                    .into(),
            );
        }
        if self.recursive && (self.selects_nothing() || self.reads_standard_input()) {
            return Err("journalq: --recursive needs a folder: -D, -i or --root".into());
        }
        if self.recursive && self.follow {
            return Err("journalq: --recursive cannot be combined with --follow".into());
        }
        Ok(())
    }

    fn check_window(&self) -> Result<(), String> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return Err("--since= must be before --until=.".into());
        }
        if count(&self.starts()) > 1 {
            return Err(
                "Please specify only one of --since=, --cursor=, --cursor-file=, and --after-cursor=.".into(),
            );
        }
        if self.reverse && self.follow {
            return Err("Please specify either --reverse or --follow, not both.".into());
        }
        let has_no_beginning = self.action == Action::Show && (self.reverse || self.follow);
        if has_no_beginning && matches!(self.lines, Some(Lines::First(_))) {
            return Err("--lines=+N is unsupported when --reverse or --follow is specified.".into());
        }
        Ok(())
    }

    fn check_action(&self) -> Result<(), String> {
        let takes_words = matches!(self.action, Action::Show | Action::ListCatalog | Action::DumpCatalog);
        if !takes_words && let Some(word) = self.words.first() {
            return Err(format!("Extraneous arguments starting with '{}'", word.to_string_lossy()));
        }
        let lists_fields = matches!(self.action, Action::FieldNames | Action::FieldValues(_));
        if lists_fields && (count(&self.starts()) > 0 || self.limits_entries()) {
            return Err(
                "-F/--field= and -N/--fields cannot be combined with options that limit the journal.".into(),
            );
        }
        if self.action != Action::Show && !self.conditions.is_empty() {
            return Err("--where= selects entries, and can only be used where entries are printed.".into());
        }
        if self.merge && (matches!(self.boot, Choice::One(_)) || self.action == Action::ListBoots) {
            return Err("Using --boot or --list-boots with --merge is not supported.".into());
        }
        Ok(())
    }

    /// Which of the options that say where to begin are given.
    pub(crate) const fn starts(&self) -> [bool; 4] {
        [self.cursor.is_some(), self.after_cursor.is_some(), self.cursor_file.is_some(), self.since.is_some()]
    }

    /// Tells whether an option restricts which entries are shown, cursors and `--since` aside.
    pub(crate) fn limits_entries(&self) -> bool {
        matches!(self.boot, Choice::One(_))
            || matches!(self.invocation, Choice::One(_))
            || self.dmesg
            || self.until.is_some()
            || self.levels.is_some()
            || self.grep.is_some()
            || !self.conditions.is_empty()
            || [&self.units, &self.user_units].into_iter().any(|units| !units.is_empty())
            || [&self.identifiers, &self.exclude_identifiers].into_iter().any(|names| !names.is_empty())
            || !self.facilities.is_empty()
    }

    /// The boot to show, where not all are: the one that was asked for, or the last where an option implies it.
    pub(crate) fn boot(&self) -> Option<Descriptor> {
        match self.boot {
            Choice::One(descriptor) => Some(descriptor),
            Choice::Unsaid if self.implies_last_boot() && !self.merge => Some(Descriptor::default()),
            Choice::Unsaid | Choice::All => None,
        }
    }

    const fn implies_last_boot(&self) -> bool {
        self.dmesg || self.paging.at_end || self.follow
    }

    /// Whether `-q` was given. Modes for programs are quiet, too, but for what one has to know of the output.
    pub(crate) fn wants_quiet(&self) -> bool {
        self.given.iter().any(|flag| flag.long == "quiet")
    }

    /// Whether the journal is standard input.
    pub(crate) fn reads_standard_input(&self) -> bool {
        self.files.iter().any(|file| file == STANDARD_INPUT)
    }

    /// Whether the journals are those of this host.
    pub(crate) fn reads_host(&self) -> bool {
        self.selects_nothing() && self.salvage.files.is_empty()
    }

    /// Whether no option says which journals to read.
    pub(crate) fn selects_nothing(&self) -> bool {
        self.directory.is_none() && self.files.is_empty() && self.root.is_none() && self.machine.is_none()
    }

    /// The root folder of the system whose journals are read, if that is not this host.
    pub(crate) fn other_root(&self) -> anyhow::Result<Option<PathBuf>> {
        match &self.machine {
            Some(name) => machine::root_of(name).map(Some),
            None => Ok(self.root.clone()),
        }
    }

    /// Which files to read.
    pub(crate) fn selection(&self) -> anyhow::Result<Selection> {
        let origin = if let Some(directory) = &self.directory {
            Origin::Directory(directory.clone())
        } else if let Some(root) = self.other_root()? {
            Origin::Root(root)
        } else if self.reads_standard_input() {
            Origin::StandardInput
        } else if self.files.is_empty() {
            Origin::Host { any_machine: self.merge, namespaces: self.namespaces.clone() }
        } else {
            Origin::Files(self.files.clone())
        };
        let names = owner::file_names(self.system, self.user);
        Ok(Selection { origin, names, recursive: self.recursive })
    }

    /// Which entries to show, from the given start on.
    pub(crate) fn window(&self, start: Option<Start>) -> WindowOptions {
        WindowOptions {
            lines: self.lines.unwrap_or_default(),
            reverse: self.reverse,
            since: self.since,
            until: self.until,
            start,
            follow: self.follow,
        }
    }
}

fn count(given: &[bool]) -> usize {
    given.iter().filter(|given| **given).count()
}
