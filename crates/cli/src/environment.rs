//! What the environment says about the output: time zone, width, character set.

use std::ffi::OsString;

use jiff::tz::TimeZone;
use journalq_output::zone_from_env;

/// The time zone that `TZ` names, or the host's.
pub(crate) fn time_zone() -> TimeZone {
    zone_from_env(std::env::var_os("TZ").as_deref())
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

fn is_utf8_in(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
    if let Some(choice) = text("SYSTEMD_UTF8").and_then(|value| parse_bool(&value)) {
        return choice;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| text(name).filter(|value| !value.is_empty()));
    // Without any locale systemd's programs assume a modern terminal.
    let Some(locale) = locale else { return true };
    let charset =
        locale.split('@').next().and_then(|locale| locale.split_once('.')).map_or("", |(_, charset)| charset);
    matches!(charset.to_ascii_lowercase().as_str(), "utf-8" | "utf8")
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
}
