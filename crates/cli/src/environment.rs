//! What the environment says about the output: time zone, width, character set, colours, links.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::sync::Arc;

use jiff::tz::TimeZone;
use journalq_output::{ColourMode, Guard, Links, zone_from_env};

use crate::locale;

/// The time zone that `TZ` names, or the host's.
pub(crate) fn time_zone() -> TimeZone {
    zone_from_env(std::env::var_os("TZ").as_deref())
}

/// The time zone of the times that are printed: UTC where that is asked for, else [`time_zone`].
pub(crate) fn shown_zone(utc: bool) -> TimeZone {
    if utc { TimeZone::UTC } else { time_zone() }
}

/// The columns of the output: `COLUMNS`, else those of the terminal, else 80.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<u16>().ok())
        .filter(|&columns| columns > 0);
    let terminal = || terminal_size::terminal_size().map(|(width, _)| width.0).filter(|&columns| columns > 0);
    usize::from(columns.or_else(terminal).unwrap_or(80))
}

/// A boolean as systemd's programs take it, in either case.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Some(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Some(false),
        _ => None,
    }
}

/// Whether the locale's character set is UTF-8.
pub(crate) fn is_utf8() -> bool {
    is_utf8_in(|name| std::env::var_os(name))
}

/// Which colours the output has.
pub(crate) fn colour_mode() -> ColourMode {
    colour_mode_in(|name| std::env::var_os(name), is_on_terminal())
}

/// Whether the program talks to a terminal. Both have to be one, for a pager may show the one and the terminal the other.
pub(crate) fn is_on_terminal() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// How far what comes from files has to be harmless on standard output: on a terminal, if `all` does not ask for raw values. A
/// pager, which may be there by now, passes on what it gets, so that the terminal itself is asked.
pub(crate) fn guard(all: bool) -> Guard {
    if all { Guard::Off } else { guard_of(&io::stdout()) }
}

/// How far what goes to a stream has to be harmless: on a terminal.
pub(crate) fn guard_of(stream: &impl IsTerminal) -> Guard {
    match stream.is_terminal() {
        false => Guard::Off,
        true if is_utf8() => Guard::Utf8,
        true => Guard::OtherCharset,
    }
}

/// Which colours the messages on standard error have: `SYSTEMD_LOG_COLOR` can take theirs away.
pub(crate) fn message_colour_mode() -> ColourMode {
    match boolean(&|name: &str| std::env::var_os(name), "SYSTEMD_LOG_COLOR") {
        Some(false) => ColourMode::Off,
        Some(true) | None => colour_mode(),
    }
}

fn colour_mode_in(variable: impl Fn(&str) -> Option<OsString>, on_terminal: bool) -> ColourMode {
    let choice = text(&variable, "SYSTEMD_COLORS").unwrap_or_default();
    if let Some(is_wanted) = parse_bool(&choice) {
        return if is_wanted { ColourMode::Ansi256 } else { ColourMode::Off };
    }
    if let Some(mode) = parse_colours(&choice) {
        return mode;
    }
    if variable("NO_COLOR").is_some() || !on_terminal || is_dumb_in(&variable) {
        return ColourMode::Off;
    }
    if let Some(mode) = choice.strip_prefix("auto-").and_then(parse_colours) {
        return mode;
    }
    match text(&variable, "COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => ColourMode::TrueColour,
        _ => ColourMode::Ansi256,
    }
}

/// Whether the terminal can underline; the console of Linux cannot.
pub(crate) fn can_underline() -> bool {
    std::env::var_os("TERM").is_none_or(|terminal| terminal != "linux")
}

/// Whether the terminal, if there is one, takes text only.
pub(crate) fn is_dumb() -> bool {
    is_dumb_in(&|name: &str| std::env::var_os(name))
}

fn is_dumb_in(variable: &impl Fn(&str) -> Option<OsString>) -> bool {
    text(variable, "TERM").is_none_or(|terminal| terminal == "dumb")
}

fn parse_colours(text: &str) -> Option<ColourMode> {
    match text {
        "16" => Some(ColourMode::Ansi16),
        "256" => Some(ColourMode::Ansi256),
        "24bit" => Some(ColourMode::TrueColour),
        _ => None,
    }
}

/// What links need, where they are wanted: as `SYSTEMD_URLIFY` says, else along with colours.
pub(crate) fn links(colour: ColourMode) -> Option<Links> {
    let choice = boolean(&|name: &str| std::env::var_os(name), "SYSTEMD_URLIFY");
    choice.unwrap_or(colour != ColourMode::Off).then(|| Links {
        hostname: gethostname::gethostname().to_string_lossy().into_owned(),
        folder: std::env::current_dir().unwrap_or_default(),
        documentation: Arc::default(),
    })
}

fn text(variable: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<String> {
    variable(name).map(|value| value.to_string_lossy().into_owned())
}

fn boolean(variable: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<bool> {
    text(variable, name).and_then(|value| parse_bool(&value))
}

fn is_utf8_in(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    if let Some(choice) = boolean(&variable, "SYSTEMD_UTF8") {
        return choice;
    }
    // Without any locale systemd's programs assume a modern terminal.
    locale::name_in(&variable, "LC_CTYPE").is_none_or(|name| locale::is_utf8(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_with_utf8() {
        for (name, value, utf8) in [
            ("LANG", "C", false),
            ("LC_ALL", "POSIX", false),
            ("LANG", "en_US", false),
            ("LANG", "C.UTF-8", true),
            ("LC_CTYPE", "pl_PL.utf8@euro", true),
            ("SYSTEMD_UTF8", "no", false),
            ("LANG", "", true),
        ] {
            let variable = |asked: &str| (asked == name).then(|| value.into());
            assert_eq!(is_utf8_in(variable), utf8, "{name}={value}");
        }
        assert!(is_utf8_in(|_| None));
    }

    #[test]
    fn colours_are_decided_by_these_rules_in_this_order() {
        use ColourMode::{Ansi16, Ansi256, Off, TrueColour};
        for (variables, on_terminal, elsewhere) in [
            (&[][..], Off, Off),
            (&[("TERM", "xterm")], Ansi256, Off),
            (&[("TERM", "dumb")], Off, Off),
            (&[("TERM", "linux"), ("COLORTERM", "truecolor")], TrueColour, Off),
            (&[("TERM", "linux"), ("COLORTERM", "24bit")], TrueColour, Off),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], Off, Off),
            (&[("SYSTEMD_COLORS", "true"), ("NO_COLOR", "1")], Ansi256, Ansi256),
            (&[("SYSTEMD_COLORS", "off"), ("TERM", "xterm")], Off, Off),
            (&[("SYSTEMD_COLORS", "16")], Ansi16, Ansi16),
            (&[("SYSTEMD_COLORS", "256")], Ansi256, Ansi256),
            (&[("SYSTEMD_COLORS", "24bit")], TrueColour, TrueColour),
            (&[("SYSTEMD_COLORS", "auto-16"), ("TERM", "xterm")], Ansi16, Off),
            (&[("SYSTEMD_COLORS", "auto-24bit"), ("TERM", "dumb")], Off, Off),
            (&[("SYSTEMD_COLORS", "auto-24bit"), ("TERM", "xterm"), ("NO_COLOR", "1")], Off, Off),
            (&[("SYSTEMD_COLORS", "17"), ("TERM", "xterm")], Ansi256, Off),
            (&[("SYSTEMD_COLORS", ""), ("TERM", "xterm")], Ansi256, Off),
        ] {
            let variable = |asked: &str| {
                variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| OsString::from(value))
            };
            assert_eq!(colour_mode_in(variable, true), on_terminal, "{variables:?}");
            assert_eq!(colour_mode_in(variable, false), elsewhere, "{variables:?}");
        }
    }
}
