//! The output modes: their names, and what the rest of the program asks about them.

/// An output mode: one of `journalctl -o`, or one of our own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// `Nov 14 22:13:20 host app[1]: message`, the mode of syslog files.
    #[default]
    Short,
    /// As `short`, with weekday, year and zone.
    ShortFull,
    /// As `short`, with an ISO 8601 time.
    ShortIso,
    /// As `short-iso`, with microseconds.
    ShortIsoPrecise,
    /// As `short`, with microseconds.
    ShortPrecise,
    /// As `short`, with the time since the boot.
    ShortMonotonic,
    /// As `short-monotonic`, with the distance to the entry printed before.
    ShortDelta,
    /// As `short`, with seconds since the Unix epoch.
    ShortUnix,
    /// Every field on a line of its own.
    Verbose,
    /// The journal export format.
    Export,
    /// One JSON object per line.
    Json,
    /// JSON objects over several lines, indented.
    JsonPretty,
    /// JSON objects as server-sent events.
    JsonSse,
    /// JSON objects as a JSON text sequence (RFC 7464).
    JsonSeq,
    /// The message alone.
    Cat,
    /// As `short-full`, with the unit instead of the identifier.
    WithUnit,
    /// Comma-separated values (RFC 4180), below a line of names.
    Csv,
    /// Tab-separated values, below a line of names.
    Tsv,
    /// One JSON object per line, with numbers as numbers.
    NdjsonTyped,
    /// Events for Timesketch, as JSON lines.
    Timesketch,
    /// Events of the Elastic Common Schema, as JSON lines.
    Ecs,
    /// What [`Options::template`](crate::Options::template) says. It has no name for `-o`.
    Template,
}

impl Mode {
    /// Every mode that has a name: those of `journalctl -o help` in its order, then our own.
    pub const ALL: [Self; 21] = [
        Self::Short,
        Self::ShortFull,
        Self::ShortIso,
        Self::ShortIsoPrecise,
        Self::ShortPrecise,
        Self::ShortMonotonic,
        Self::ShortDelta,
        Self::ShortUnix,
        Self::Verbose,
        Self::Export,
        Self::Json,
        Self::JsonPretty,
        Self::JsonSse,
        Self::JsonSeq,
        Self::Cat,
        Self::WithUnit,
        Self::Csv,
        Self::Tsv,
        Self::NdjsonTyped,
        Self::Timesketch,
        Self::Ecs,
    ];

    /// Returns the mode of that name, as `-o` takes it: complete and in lower case.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_output::Mode;
    ///
    /// assert_eq!(Mode::parse("short-iso"), Some(Mode::ShortIso));
    /// assert_eq!(Mode::parse("shorter"), None);
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// The mode's name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::ShortFull => "short-full",
            Self::ShortIso => "short-iso",
            Self::ShortIsoPrecise => "short-iso-precise",
            Self::ShortPrecise => "short-precise",
            Self::ShortMonotonic => "short-monotonic",
            Self::ShortDelta => "short-delta",
            Self::ShortUnix => "short-unix",
            Self::Verbose => "verbose",
            Self::Export => "export",
            Self::Json => "json",
            Self::JsonPretty => "json-pretty",
            Self::JsonSse => "json-sse",
            Self::JsonSeq => "json-seq",
            Self::Cat => "cat",
            Self::WithUnit => "with-unit",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::NdjsonTyped => "ndjson-typed",
            Self::Timesketch => "timesketch",
            Self::Ecs => "ecs",
            Self::Template => "template",
        }
    }

    /// Tells whether the mode switches `--quiet` on: what it prints is for programs, so no frame lines.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Export | Self::Cat) || self.is_json() || !self.is_journalctls()
    }

    /// Tells whether journalctl has the mode, too.
    #[must_use]
    pub fn is_journalctls(self) -> bool {
        !matches!(self, Self::Template) && !self.is_object() && !self.is_delimited()
    }

    /// Tells whether the mode makes one JSON object of an entry in a schema of its own.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self, Self::NdjsonTyped | Self::Timesketch | Self::Ecs)
    }

    /// Tells whether the mode makes a row of an entry.
    #[must_use]
    pub fn is_delimited(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }

    /// Tells whether the mode is one of the `json` modes.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonPretty | Self::JsonSse | Self::JsonSeq)
    }

    /// Tells whether the text of an entry depends on the entry printed before: one renderer has to see them all, in
    /// order. In the other modes entries can be rendered apart.
    #[must_use]
    pub fn is_sequential(self) -> bool {
        self == Self::ShortDelta
    }

    /// Tells whether the mode belongs to the short family: time, host, identifier and message.
    #[must_use]
    pub fn is_short(self) -> bool {
        !matches!(self, Self::Verbose) && !self.is_quiet()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parsed_back_and_nothing_else_is() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.name()), Some(mode));
        }
        for name in ["", "SHORT", "short-", "help", "template"] {
            assert_eq!(Mode::parse(name), None, "{name}");
        }
    }

    #[test]
    fn our_own_modes_come_last() {
        let count = Mode::ALL.into_iter().filter(|mode| mode.is_journalctls()).count();
        assert_eq!(count, 16);
        assert!(Mode::ALL.into_iter().take(count).all(Mode::is_journalctls));
    }

    #[test]
    fn each_mode_is_of_one_family() {
        let quiet = ["export", "json", "json-pretty", "json-sse", "json-seq", "cat"];
        for mode in Mode::ALL {
            let is_quiet = quiet.contains(&mode.name()) || !mode.is_journalctls();
            assert_eq!(mode.is_quiet(), is_quiet, "{mode:?}");
            let short = mode.name().starts_with("short") || mode == Mode::WithUnit;
            assert_eq!(mode.is_short(), short, "{mode:?}");
        }
    }
}
