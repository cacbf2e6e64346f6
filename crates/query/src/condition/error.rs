//! What is wrong with an expression, and where.

use std::fmt;

/// An expression that is none: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    text: String,
    /// Bytes from the start.
    at: usize,
    what: String,
}

impl ConditionError {
    pub(super) fn new(text: &str, at: usize, what: impl Into<String>) -> Self {
        Self { text: text.to_owned(), at, what: what.into() }
    }

    /// Where it is wrong, in characters from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.before().saturating_add(1)
    }

    /// How many characters stand before that place.
    fn before(&self) -> usize {
        self.text.get(..self.at).unwrap_or_default().chars().count()
    }

    /// The expression, as far as it fits into a line, and a caret below the place. Control characters are shown as `?`, so
    /// that each character has one column.
    #[must_use]
    pub fn excerpt(&self) -> [String; 2] {
        const WIDTH: usize = 72;
        let before = self.before();
        let begin = if before < WIDTH { 0 } else { before.saturating_sub(WIDTH / 2) };
        let shown = |char: char| if char.is_control() { '?' } else { char };
        let line = self.text.chars().map(shown).skip(begin).take(WIDTH).collect();
        [line, " ".repeat(before.saturating_sub(begin)) + "^"]
    }
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column(), self.what)
    }
}

impl std::error::Error for ConditionError {}
