//! An expression as tokens, and where each stands.

use super::error::ConditionError;

/// What stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name, a keyword or a number.
    Word(&'t str),
    /// What stands between quotes, escapes and all.
    Quoted(&'t str),
    /// An operator, known or not.
    Operator(&'t str),
    Open,
    Close,
    Comma,
    End,
}

/// A token and where it starts, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'t> {
    pub(super) token: Token<'t>,
    pub(super) at: usize,
}

/// Takes one token after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next token; at the end always [`Token::End`].
    pub(super) fn next(&mut self) -> Result<Placed<'t>, ConditionError> {
        let blank = self.rest().len().saturating_sub(self.rest().trim_start().len());
        self.at = self.at.saturating_add(blank);
        let at = self.at;
        let token = match self.rest().chars().next() {
            None => Token::End,
            Some('(') => self.take(1, |_| Token::Open),
            Some(')') => self.take(1, |_| Token::Close),
            Some(',') => self.take(1, |_| Token::Comma),
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            Some(first) if is_operator(first) => self.run(is_operator, Token::Operator),
            Some(first) if is_word(first) => self.run(is_word, Token::Word),
            Some(other) => {
                let what = format!("'{}' does not belong here", other.escape_debug());
                return Err(ConditionError::new(self.text, at, what));
            }
        };
        Ok(Placed { token, at })
    }

    fn take(&mut self, len: usize, make: impl FnOnce(&'t str) -> Token<'t>) -> Token<'t> {
        let taken = self.rest().get(..len).unwrap_or_default();
        self.at = self.at.saturating_add(len);
        make(taken)
    }

    fn run(&mut self, belongs: fn(char) -> bool, make: impl FnOnce(&'t str) -> Token<'t>) -> Token<'t> {
        let len = self.rest().find(|char| !belongs(char)).unwrap_or(self.rest().len());
        self.take(len, make)
    }

    /// What stands between quotes. A backslash keeps the next character from ending it.
    fn quoted(&mut self, quote: char) -> Result<Token<'t>, ConditionError> {
        let begin = self.at.saturating_add(1);
        let inner = self.text.get(begin..).unwrap_or_default();
        let mut is_escaped = false;
        for (at, char) in inner.char_indices() {
            match char {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                _ if char == quote => {
                    self.at = begin.saturating_add(at).saturating_add(1);
                    return Ok(Token::Quoted(inner.get(..at).unwrap_or_default()));
                }
                _ => {}
            }
        }
        Err(ConditionError::new(self.text, self.at, "the closing quote is missing"))
    }
}

const fn is_operator(char: char) -> bool {
    matches!(char, '=' | '!' | '<' | '>' | '~' | '&' | '|' | '^' | '*')
}

/// What is left of others is taken, too, so that `nginx.service` without quotes is one word to complain about.
fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '.' | '-' | '+' | ':' | '@' | '/')
}
