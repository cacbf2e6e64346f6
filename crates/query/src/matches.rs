//! Matches: which entries are meant, as a tree over exact `FIELD=value` payloads and conditions.

use std::fmt;

use journalq_file::ADDED_FIELDS;

use crate::condition::Condition;

/// A condition on an entry's fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// One of the entry's fields has exactly this payload, `FIELD=value`.
    Match(Vec<u8>),
    /// All of these hold.
    And(Vec<Expr>),
    /// One of these holds.
    Or(Vec<Expr>),
    /// The condition holds.
    Where(Condition),
}

/// A word on the command line that is no match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchError {
    /// The word is neither `FIELD=value` with a valid field name, nor `+`.
    Invalid(Vec<u8>),
    /// A `+` stands at the beginning or end, or follows another.
    MisplacedOr,
}

/// The texts are journalctl's.
impl fmt::Display for MatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(word) => {
                write!(f, "Failed to add match '{}': Invalid argument", String::from_utf8_lossy(word))
            }
            Self::MisplacedOr => f.write_str("\"+\" can only be used between terms."),
        }
    }
}

impl std::error::Error for MatchError {}

impl Expr {
    /// Combines the matches of a command line as journalctl does.
    ///
    /// Matches of the same field are alternatives, different fields must all match, and `+` separates groups of which
    /// one has to hold. Returns `None` where there are no words, which restricts nothing.
    ///
    /// # Errors
    ///
    /// For the first word that is neither a match nor a `+` in its place.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_query::Expr;
    ///
    /// let is = |payload: &str| Expr::Match(payload.into());
    /// assert_eq!(
    ///     Expr::from_words(["A=1", "A=2", "B=3", "+", "C=4"].map(str::as_bytes))?,
    ///     Some(Expr::Or(vec![Expr::And(vec![Expr::Or(vec![is("A=1"), is("A=2")]), is("B=3")]), is("C=4")])),
    /// );
    /// # Ok::<(), journalq_query::matches::MatchError>(())
    /// ```
    pub fn from_words<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Result<Option<Self>, MatchError> {
        let mut groups: Vec<Group> = Vec::new();
        let mut open: Option<Group> = None;
        let mut after_or = false;
        for word in words {
            if word == b"+" {
                groups.push(open.take().ok_or(MatchError::MisplacedOr)?);
                after_or = true;
                continue;
            }
            let name = field_name(word).ok_or_else(|| MatchError::Invalid(word.to_owned()))?;
            open.get_or_insert_default().add(name, word);
            after_or = false;
        }
        if after_or {
            return Err(MatchError::MisplacedOr);
        }
        groups.extend(open);
        let groups: Vec<Self> = groups.into_iter().map(Group::into_expr).collect();
        Ok((!groups.is_empty()).then(|| Self::any(groups)))
    }

    /// All of `terms`; one alone stands for itself.
    #[must_use]
    pub fn all(terms: Vec<Self>) -> Self {
        Self::single(terms, Self::And)
    }

    /// One of `terms`; one alone stands for itself.
    #[must_use]
    pub fn any(terms: Vec<Self>) -> Self {
        Self::single(terms, Self::Or)
    }

    fn single(mut terms: Vec<Self>, combine: impl FnOnce(Vec<Self>) -> Self) -> Self {
        match terms.pop() {
            Some(only) if terms.is_empty() => only,
            last => {
                terms.extend(last);
                combine(terms)
            }
        }
    }
}

/// The matches between two `+`: for each field its alternatives.
#[derive(Default)]
struct Group {
    fields: Vec<(Vec<u8>, Vec<Expr>)>,
}

impl Group {
    fn add(&mut self, name: &[u8], payload: &[u8]) {
        let is = Expr::Match(payload.to_owned());
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, alternatives)) if alternatives.contains(&is) => {}
            Some((_, alternatives)) => alternatives.push(is),
            None => self.fields.push((name.to_owned(), vec![is])),
        }
    }

    fn into_expr(self) -> Expr {
        Expr::all(self.fields.into_iter().map(|(_, alternatives)| Expr::any(alternatives)).collect())
    }
}

/// The field name of a match, if it is one that can be matched.
fn field_name(word: &[u8]) -> Option<&[u8]> {
    let (name, _) = journalq_file::split_field(word)?;
    is_field_name(name).then_some(name)
}

/// Tells whether a field of this name can be matched or listed: not empty, of `A-Z`, `0-9` and `_`, and none of the
/// `__` names, which are an entry's address and no fields, except for those that a reader adds.
#[must_use]
pub fn is_field_name(name: &[u8]) -> bool {
    !name.is_empty()
        && (!name.starts_with(b"__") || name.starts_with(ADDED_FIELDS))
        && name.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Option<Expr>, MatchError> {
        Expr::from_words(words.iter().map(|word| word.as_bytes()))
    }

    #[test]
    fn repeated_matches_count_once() {
        assert_eq!(parse(&["A=1", "A=1"]), Ok(Some(Expr::Match(b"A=1".to_vec()))));
        assert_eq!(parse(&[]), Ok(None));
        assert_eq!(parse(&["A="]), Ok(Some(Expr::Match(b"A=".to_vec()))));
    }

    #[test]
    fn other_words_are_refused() {
        for word in ["foo", "=x", "lower=1", "__CURSOR=1", "A-B=1", ""] {
            assert_eq!(parse(&[word]), Err(MatchError::Invalid(word.into())), "{word}");
        }
        for words in [&["+"][..], &["A=1", "+"], &["+", "A=1"], &["A=1", "+", "+", "B=1"]] {
            assert_eq!(parse(words), Err(MatchError::MisplacedOr), "{words:?}");
        }
    }
}
