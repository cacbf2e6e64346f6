//! `-p` and `--facility`: syslog's levels and facilities, by name or number.

use std::fmt;
use std::ops::RangeInclusive;

use crate::matches::Expr;
use crate::number::parse_int;

/// The names of the levels, by number.
const LEVELS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// The names of the facilities with their numbers; 12 to 15 have none.
const FACILITIES: [(&str, i32); 20] = [
    ("kern", 0),
    ("user", 1),
    ("mail", 2),
    ("daemon", 3),
    ("auth", 4),
    ("syslog", 5),
    ("lpr", 6),
    ("news", 7),
    ("uucp", 8),
    ("cron", 9),
    ("authpriv", 10),
    ("ftp", 11),
    ("local0", 16),
    ("local1", 17),
    ("local2", 18),
    ("local3", 19),
    ("local4", 20),
    ("local5", 21),
    ("local6", 22),
    ("local7", 23),
];

/// The largest number of a facility.
const MAX_FACILITY: i32 = 127;

/// A text that names no levels or facilities. The texts are journalctl's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PriorityError {
    /// The text is no level.
    Level(String),
    /// The text has `..`, but is no range of levels.
    Range(String),
    /// The text, one of a list, is no facility.
    Facility(String),
}

impl fmt::Display for PriorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(text) => write!(f, "Unknown log level {text}"),
            Self::Range(text) => write!(f, "Failed to parse log level range {text}"),
            Self::Facility(text) => write!(f, "Bad --facility= argument \"{text}\"."),
        }
    }
}

impl std::error::Error for PriorityError {}

/// Parses the argument of `-p`: a level, which stands for itself and all that are more urgent, or a range of levels in
/// either order, `err..info`.
///
/// Returns numbers from 0 (emerg) to 7 (debug).
///
/// # Errors
///
/// When a level is neither one of journald's names, in lower case, nor a number from 0 to 7.
///
/// # Examples
///
/// ```
/// use journalq_query::priority::parse_levels;
///
/// assert_eq!(parse_levels("err"), Ok(0..=3));
/// assert_eq!(parse_levels("info..4"), Ok(4..=6));
/// assert!(parse_levels("error").is_err());
/// ```
pub fn parse_levels(text: &str) -> Result<RangeInclusive<u8>, PriorityError> {
    let Some((from, to)) = text.split_once("..") else {
        return parse_level(text).map(|level| 0..=level).ok_or_else(|| PriorityError::Level(text.to_owned()));
    };
    match (parse_level(from), parse_level(to)) {
        (Some(from), Some(to)) => Ok(from.min(to)..=from.max(to)),
        _ => Err(PriorityError::Range(text.to_owned())),
    }
}

fn parse_level(text: &str) -> Option<u8> {
    let named = LEVELS.iter().position(|name| *name == text).and_then(|level| u8::try_from(level).ok());
    named.or_else(|| u8::try_from(parse_int(text)?).ok().filter(|level| *level <= 7))
}

/// The entries with a priority in `levels`. Entries without one are not among them.
#[must_use]
pub fn match_levels(levels: RangeInclusive<u8>) -> Expr {
    Expr::any(levels.map(|level| Expr::Match(format!("PRIORITY={level}").into_bytes())).collect())
}

/// Parses an argument of `--facility`: names or numbers from 0 to 127, separated by commas.
///
/// # Errors
///
/// For the first that is neither.
pub fn parse_facilities(list: &str) -> Result<Vec<u8>, PriorityError> {
    list.split(',')
        .filter(|name| !name.is_empty())
        .map(|name| parse_facility(name).ok_or_else(|| PriorityError::Facility(name.to_owned())))
        .collect()
}

fn parse_facility(name: &str) -> Option<u8> {
    let named = FACILITIES.iter().find(|(facility, _)| *facility == name).map(|(_, number)| *number);
    let number = named.or_else(|| parse_int(name)).filter(|number| *number <= MAX_FACILITY);
    u8::try_from(number?).ok()
}

/// The entries of one of these facilities; `None` for an empty list, which restricts nothing.
#[must_use]
pub fn match_facilities(facilities: &[u8]) -> Option<Expr> {
    let is = |number: &u8| Expr::Match(format!("SYSLOG_FACILITY={number}").into_bytes());
    (!facilities.is_empty()).then(|| Expr::any(facilities.iter().map(is).collect()))
}

/// The names of the levels, the most urgent first.
pub fn level_names() -> impl Iterator<Item = &'static str> {
    LEVELS.into_iter()
}

/// The names of the facilities as `--facility=help` lists them: 0 to 23, by number where there is no name.
pub fn facility_names() -> impl Iterator<Item = String> {
    (0..24).map(|number| {
        let named = FACILITIES.iter().find(|(_, facility)| *facility == number);
        named.map_or_else(|| number.to_string(), |(name, _)| (*name).to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_ranges() {
        for (text, levels) in [
            ("0", 0..=0),
            ("debug", 0..=7),
            (" 3", 0..=3),
            ("01", 0..=1),
            ("4..2", 2..=4),
            ("err..err", 3..=3),
        ] {
            assert_eq!(parse_levels(text), Ok(levels), "{text}");
        }
        for text in ["", "8", "-1", "error", "warn", "ERR", "panic"] {
            assert_eq!(parse_levels(text), Err(PriorityError::Level(text.to_owned())));
        }
        for text in ["..3", "3..", "0..8", "..", "a..b"] {
            assert_eq!(parse_levels(text), Err(PriorityError::Range(text.to_owned())));
        }
    }

    #[test]
    fn facilities_by_name_and_number() {
        assert_eq!(parse_facilities("kern,auth,,127"), Ok(vec![0, 4, 127]));
        assert_eq!(parse_facilities(""), Ok(vec![]));
        for bad in ["128", "-1", "nosuch", "KERN"] {
            assert_eq!(parse_facilities(bad), Err(PriorityError::Facility(bad.to_owned())));
        }
        assert_eq!(facility_names().count(), 24);
        assert_eq!(facility_names().nth(13).as_deref(), Some("13"));
    }
}
