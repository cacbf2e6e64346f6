//! Colours: how many the terminal has, and the control sequences that switch them.

/// Which control sequences for colours are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourMode {
    /// None: plain text.
    #[default]
    Off,
    /// Those for 16 colours.
    Ansi16,
    /// Those for 256 colours, behind the ones for 16 where they differ.
    Ansi256,
    /// Those for 24-bit colours.
    TrueColour,
}

/// What text can look like. The names are those of the sequences, not of what a terminal makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Emergencies to errors.
    Red,
    /// Warnings.
    Yellow,
    /// Notices, and the message in verbose.
    Bold,
    /// Debug messages and cursors.
    Grey,
    /// Messages of the audit subsystem.
    Blue,
    /// Trusted fields in verbose, strings in JSON.
    Green,
    /// Numbers in JSON.
    BoldBlue,
    /// The time in verbose.
    Underline,
    /// The headings of tables, which keep the colour they are in.
    Heading,
    /// The end of all of these.
    Reset,
}

impl ColourMode {
    /// Returns the control sequence that switches to `colour`; nothing if colours are off.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_output::{Colour, ColourMode};
    ///
    /// assert_eq!(ColourMode::Ansi16.sequence(Colour::Red), "\x1b[0;1;31m");
    /// assert_eq!(ColourMode::Off.sequence(Colour::Red), "");
    /// ```
    #[must_use]
    pub fn sequence(self, colour: Colour) -> &'static str {
        match (self, colour) {
            (Self::Off, _) => "",
            (_, Colour::Red) => "\x1b[0;1;31m",
            (Self::Ansi16, Colour::Yellow) => "\x1b[0;1;33m",
            (Self::Ansi256, Colour::Yellow) => "\x1b[0;1;33m\x1b[0;1;38:5:185m",
            (Self::TrueColour, Colour::Yellow) => "\x1b[0;1;38:5:185m",
            (_, Colour::Bold) => "\x1b[0;1;39m",
            (Self::Ansi16, Colour::Grey) => "\x1b[0;90m",
            (Self::Ansi256, Colour::Grey) => "\x1b[0;90m\x1b[0;38:5:245m",
            (Self::TrueColour, Colour::Grey) => "\x1b[0;38:5:245m",
            (_, Colour::Blue) => "\x1b[0;34m",
            (_, Colour::Green) => "\x1b[0;32m",
            (_, Colour::BoldBlue) => "\x1b[0;1;34m",
            (_, Colour::Underline) => "\x1b[0;4m",
            (_, Colour::Heading) => "\x1b[4m",
            (_, Colour::Reset) => "\x1b[0m",
        }
    }

    /// Appends the control sequence that switches to `colour`.
    pub(crate) fn push(self, out: &mut Vec<u8>, colour: Colour) {
        if self != Self::Off {
            out.extend_from_slice(self.sequence(colour).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yellow_and_grey_depend_on_the_number_of_colours() {
        let sequences = |colour| {
            [ColourMode::Ansi16, ColourMode::Ansi256, ColourMode::TrueColour]
                .map(|mode| mode.sequence(colour))
        };
        let yellow = ["\x1b[0;1;33m", "\x1b[0;1;33m\x1b[0;1;38:5:185m", "\x1b[0;1;38:5:185m"];
        assert_eq!(sequences(Colour::Yellow), yellow);
        let grey = ["\x1b[0;90m", "\x1b[0;90m\x1b[0;38:5:245m", "\x1b[0;38:5:245m"];
        assert_eq!(sequences(Colour::Grey), grey);
        for (colour, sequence) in [
            (Colour::Red, "\x1b[0;1;31m"),
            (Colour::Bold, "\x1b[0;1;39m"),
            (Colour::Blue, "\x1b[0;34m"),
            (Colour::Green, "\x1b[0;32m"),
            (Colour::BoldBlue, "\x1b[0;1;34m"),
            (Colour::Underline, "\x1b[0;4m"),
            (Colour::Heading, "\x1b[4m"),
            (Colour::Reset, "\x1b[0m"),
        ] {
            assert_eq!(sequences(colour), [sequence; 3], "{colour:?}");
        }
    }

    #[test]
    fn plain_text_has_no_sequences() {
        let mut out = Vec::new();
        ColourMode::Off.push(&mut out, Colour::Reset);
        assert!(out.is_empty());
    }
}
