//! `-g`: a pattern that the message has to match.
//!
//! journalctl's patterns are PCRE2's, compiled without UTF mode: `.` is one byte, classes are ASCII, and any bytes can be
//! searched. Translating them for another engine would be wrong in silence, so this is PCRE2 itself.

use std::fmt;

use pcre2::bytes::{Regex, RegexBuilder};

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

/// A pattern that PCRE2 does not compile, or gives up matching. The texts are journalctl's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// The pattern and what is wrong with it.
    Invalid(String, String),
    /// Matching exceeded one of PCRE2's limits.
    Match(String),
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(pattern, cause) => write!(f, "Bad pattern \"{pattern}\": {cause}"),
            Self::Match(cause) => write!(f, "Pattern matching failed: {cause}"),
        }
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// Without a word on case, a pattern with an upper-case ASCII letter anywhere in its text heeds case, another does not:
    /// `\S` makes it heed case, too.
    ///
    /// # Errors
    ///
    /// When PCRE2 does not take the pattern.
    pub fn new(pattern: &str, case_sensitive: Option<bool>) -> Result<Self, PatternError> {
        let heeds_case =
            case_sensitive.unwrap_or_else(|| pattern.bytes().any(|byte| byte.is_ascii_uppercase()));
        RegexBuilder::new()
            .caseless(!heeds_case)
            .jit_if_available(true)
            .build(pattern)
            .map(Self)
            .map_err(|error| PatternError::Invalid(pattern.to_owned(), cause(&error)))
    }

    /// Finds the first match in a message: where it begins and ends, in bytes.
    ///
    /// # Errors
    ///
    /// When matching exceeds PCRE2's limits, as patterns that backtrack for ever do.
    pub fn find(&self, message: &[u8]) -> Result<Option<(usize, usize)>, PatternError> {
        let found = self.0.find(message).map_err(|error| PatternError::Match(cause(&error)))?;
        Ok(found.map(|found| (found.start(), found.end())))
    }
}

/// PCRE2's own text, without what the crate puts around it.
fn cause(error: &pcre2::Error) -> String {
    let text = error.to_string();
    text.rsplit(": ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, message: &[u8]) -> bool {
        Pattern::new(pattern, None).unwrap().find(message).unwrap().is_some()
    }

    #[test]
    fn case_counts_where_the_pattern_has_any() {
        for (pattern, found) in
            [("Foo Bar Baz", true), ("foo bar baz", true), ("foo Bar baz", false), (r"foo\Sbar", false)]
        {
            assert_eq!(matches(pattern, b"Foo Bar Baz"), found, "{pattern}");
        }
        assert!(Pattern::new("foo Bar baz", Some(false)).unwrap().find(b"Foo Bar Baz").unwrap().is_some());
        assert!(Pattern::new("foo", Some(true)).unwrap().find(b"Foo").unwrap().is_none());
        assert!(!matches("Ż", "ż".as_bytes()), "folding is ASCII's");
    }

    /// What engines with other rules get wrong.
    #[test]
    fn the_dialect_is_pcre2() {
        for (pattern, message, found) in [
            ("newline$", &b"newline\n"[..], true),
            ("newline$", b"newline\n\n", false),
            (r"newline\z", b"newline\n", false),
            ("^two", b"one\ntwo", false),
            ("(?m)^two", b"one\ntwo", true),
            ("a.c", b"a\nc", false),
            ("[[a]b]", b"ab]", true),
            ("[[a]b]", b"b", false),
            ("[a&&b]", b"&", true),
            ("[a&&b]", b"b", true),
            (r"a\hb", b"a\tb", true),
            (r"^\h$", b"a", false),
            (r"\Qa.b\E", b"a.b", true),
            (r"\Qa.b\E", b"axb", false),
            (r"(?|(a)|(b))\1", b"bb", true),
            (r"^(?|(a)|(b))\1$", b"ab", false),
            (r"(?<=user )\w+(?! admin)", b"user root", true),
            (r"(?<!user )root", b"user root", false),
            (r"root(?= admin)", b"root user", false),
            (r"(\w)\1", b"hello", true),
            (r"^(\w)\1", b"hello", false),
            ("utf8 .. end", b"utf8 \xff\xfe end", true),
            ("", b"anything", true),
        ] {
            assert_eq!(matches(pattern, message), found, "{pattern}");
        }
    }

    #[test]
    fn errors_are_told_in_the_words_of_pcre2() {
        let error = Pattern::new("(", None).unwrap_err();
        assert_eq!(error.to_string(), "Bad pattern \"(\": missing closing parenthesis");
        let endless = Pattern::new("(a+)+$", None).unwrap();
        let message = [b"a".repeat(64), b"b".to_vec()].concat();
        let error = endless.find(&message).unwrap_err();
        assert_eq!(error.to_string(), "Pattern matching failed: match limit exceeded");
    }
}
