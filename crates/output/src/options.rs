//! What shapes the text of an entry: the output options of journalctl, and what it takes from its environment.

use jiff::tz::TimeZone;

use crate::time::ENGLISH_MONTHS;
use crate::{ColourMode, Guard, Links, Mode, Template};

/// The options of a [`Renderer`](crate::Renderer). [`Options::new`] has journalctl's defaults.
#[derive(Clone, Debug)]
pub struct Options {
    /// `-o`: the output mode.
    pub mode: Mode,
    /// `-a`: values are written raw, however long or unprintable they are.
    pub all: bool,
    /// `-l`, the default; `--no-full` clears it: long lines are cut to `width`, long fields become blobs.
    pub full: bool,
    /// `--utc`: times in UTC instead of `time_zone`.
    pub utc: bool,
    /// Cleared by `-W`: no host name in the short family.
    pub hostname: bool,
    /// `--truncate-newline`: only the first line of a message in the short family.
    pub truncate_newline: bool,
    /// `--output-fields`: the names of the fields to print, in the order given. Empty: no restriction.
    pub output_fields: Vec<Vec<u8>>,
    /// What each entry becomes in mode `template`.
    pub template: Template,
    /// Whether cells of `csv` and `tsv` that spreadsheets would take for formulas are made text.
    pub defuse_formulas: bool,
    /// `-T`: values of `SYSLOG_IDENTIFIER` whose entries the short family leaves out.
    pub exclude_identifiers: Vec<Vec<u8>>,
    /// Columns of the output, for `--no-full`.
    pub width: usize,
    /// Whether the locale's character set is UTF-8: the ellipsis is then one character, else three dots.
    pub utf8: bool,
    /// The zone of the times printed, see [`zone_from_env`](crate::zone_from_env).
    pub time_zone: TimeZone,
    /// The names of the twelve months in `short` and `short-precise`.
    pub months: &'static [&'static str],
    /// The colours of the output. The export format never has any.
    pub colour: ColourMode,
    /// Cleared for terminals that cannot underline, such as the console of Linux.
    pub underline: bool,
    /// Who reads the output: for a terminal what could drive it is shown escaped.
    pub guard: Guard,
    /// What makes links of configuration files and addresses of documentation; `None`: they stay plain text.
    pub links: Option<Links>,
}

impl Options {
    /// The defaults of journalctl for `mode`, for 80 columns, a UTF-8 locale, and times in UTC.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            all: false,
            full: true,
            utc: false,
            hostname: true,
            truncate_newline: false,
            output_fields: Vec::new(),
            template: Template::default(),
            defuse_formulas: false,
            exclude_identifiers: Vec::new(),
            width: 80,
            utf8: true,
            time_zone: TimeZone::UTC,
            months: &ENGLISH_MONTHS,
            colour: ColourMode::Off,
            underline: true,
            guard: Guard::Off,
            links: None,
        }
    }

    /// Tells whether `--output-fields` lets the field through. Names that no field can have are never let
    /// through.
    #[must_use]
    pub fn shows_field(&self, name: &[u8]) -> bool {
        crate::field::is_valid_name(name)
            && (self.output_fields.is_empty() || self.output_fields.iter().any(|wanted| wanted == name))
    }

    /// The zone that times are shown in.
    pub(crate) fn zone(&self) -> TimeZone {
        if self.utc { TimeZone::UTC } else { self.time_zone.clone() }
    }
}
