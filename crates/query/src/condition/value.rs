//! Tests of single values.

use std::cmp::Ordering;

use super::{Mark, Relation};
use crate::glob;
use crate::grep::{Pattern, PatternError};

/// A test of a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueTest {
    /// Any value will do: the field is there.
    Any,
    /// It is exactly one of these.
    OneOf(Vec<Vec<u8>>),
    /// It compares so with this one, as [`compare_values`] does.
    Compare(Relation, Vec<u8>),
    /// The pattern matches somewhere in it.
    Matches(Regex),
    /// The pattern matches all of it.
    Like(Glob),
}

impl ValueTest {
    /// Tells whether a value passes.
    #[must_use]
    pub fn admits(&self, value: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(values) => values.iter().any(|one| one == value),
            Self::Compare(relation, other) => relation.admits(compare_values(value, other)),
            Self::Matches(regex) => regex.matches(value),
            Self::Like(glob) => glob.matches(value),
        }
    }
}

/// A pattern of PCRE2 as `-g` takes it, which heeds case.
#[derive(Clone, Debug)]
pub struct Regex {
    text: String,
    pattern: Pattern,
    pub(super) gave_up: Mark,
}

impl Regex {
    /// Compiles a pattern; the error is PCRE2's own text.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        match Pattern::new(text, Some(true)) {
            Ok(pattern) => Ok(Self { text: text.to_owned(), pattern, gave_up: Mark::default() }),
            Err(PatternError::Invalid(_, cause) | PatternError::Match(cause)) => Err(cause),
        }
    }

    fn matches(&self, value: &[u8]) -> bool {
        match self.pattern.find(value) {
            Ok(found) => found.is_some(),
            Err(_) => {
                self.gave_up.set();
                false
            }
        }
    }
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Regex {}

/// A pattern of whole values: `*` any characters, `?` one, `[...]` one of a set, `{a,b}` alternatives.
#[derive(Clone, Debug)]
pub struct Glob {
    text: String,
    pattern: glob::Glob,
}

impl Glob {
    /// Compiles a pattern; the error says what is wrong with it.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.to_owned(), pattern: glob::Glob::new(text)? })
    }

    /// How many patterns without braces this is.
    pub(super) fn alternatives(&self) -> usize {
        self.pattern.alternatives()
    }

    fn matches(&self, value: &[u8]) -> bool {
        self.pattern.matches(value)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

/// Compares two values: as numbers where both are numbers, else byte by byte.
///
/// A number is a run of decimal digits, with `-` before it and a fraction behind it if need be; it may have any length. `4`,
/// `04` and `4.0` are equal.
#[must_use]
pub fn compare_values(a: &[u8], b: &[u8]) -> Ordering {
    match (Number::parse(a), Number::parse(b)) {
        (Some(a), Some(b)) => a.compare(b),
        _ => a.cmp(b),
    }
}

/// A decimal number, without what does not change it.
#[derive(Clone, Copy)]
pub(super) struct Number<'a> {
    is_negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl<'a> Number<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let (whole, fraction) = match digits.iter().position(|&byte| byte == b'.') {
            Some(at) => (digits.get(..at)?, Some(digits.get(at.checked_add(1)?..)?)),
            None => (digits, None),
        };
        let is_run = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        if !is_run(whole) || !fraction.is_none_or(is_run) {
            return None;
        }
        let zeros = whole.iter().take_while(|&&digit| digit == b'0').count();
        let whole = whole.get(zeros..)?;
        let fraction = fraction.unwrap_or_default();
        let end = fraction.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last.saturating_add(1));
        let fraction = fraction.get(..end)?;
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self { is_negative: digits.len() < text.len() && !is_zero, whole, fraction })
    }

    fn compare(self, other: Self) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
        }
    }

    fn compare_size(self, other: Self) -> Ordering {
        let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole));
        whole.then_with(|| self.fraction.cmp(other.fraction))
    }
}
