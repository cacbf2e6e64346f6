//! The shell's patterns: `*`, `?`, `[...]`, and alternatives in braces.
//!
//! ```text
//! pattern -> alternatives: one for each choice of what stands in braces -> translate -> the `glob` crate's pattern
//! ```
//!
//! Matching is the crate's. What POSIX's `glob()` knows and the crate does not, or writes otherwise, is rewritten before:
//! braces, backslashes, classes.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::str::Chars;
use std::sync::Arc;

use glob::{MatchOptions, Pattern};

/// The bytes of a pattern at most: the crate calls itself for each `*`.
const LONGEST: usize = 4096;

/// How many bytes may be written in order to take braces apart.
const MOST_WRITTEN: usize = 1 << 17;

/// A pattern of whole texts, not of paths: `/` is a character like others.
#[derive(Clone, Debug)]
pub(crate) struct Glob(Arc<[Pattern]>);

impl Glob {
    /// `*` is any characters, `?` one, `[...]` one of a set or range, `[!...]` one that is not, `{a,b}` one of alternatives; a
    /// backslash has the next character stand for itself.
    ///
    /// The error says what is wrong with the pattern.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let patterns = alternatives(pattern).ok_or("too many alternatives")?;
        patterns.iter().map(|pattern| compile(pattern, true)).collect::<Result<_, _>>().map(Self)
    }

    /// The same without braces and backslashes.
    pub(crate) fn plain(pattern: &str) -> Result<Self, String> {
        Ok(Self([compile(pattern, false)?].into()))
    }

    /// How many patterns without braces this is.
    pub(crate) fn alternatives(&self) -> usize {
        self.0.len()
    }

    /// Tells whether all of a text matches. Each byte that is no UTF-8 is matched as a U+FFFD.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let text = as_text(text);
        self.0.iter().any(|pattern| pattern.matches(&text))
    }
}

fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Cow::Owned(text)
}

fn compile(pattern: &str, has_escapes: bool) -> Result<Pattern, String> {
    if pattern.len() > LONGEST {
        return Err("too long".to_owned());
    }
    let pattern = translate(pattern, has_escapes).ok_or("a '[' is not closed")?;
    Pattern::new(&pattern).map_err(|error| error.msg.to_owned())
}

/// The paths that `pattern` stands for, sorted within each of its alternatives.
///
/// A pattern without a match stands for itself, so that the failure to open it names it. On Windows a backslash separates
/// names, and nothing takes away what a character means but brackets around it.
pub(crate) fn expand(pattern: &OsStr) -> Vec<PathBuf> {
    let literal = || vec![PathBuf::from(pattern)];
    let Some(text) = pattern.to_str().filter(|text| text.contains(['*', '?', '[', '{', '\\'])) else {
        return literal();
    };
    let text = if cfg!(windows) { Cow::Owned(text.replace('\\', "/")) } else { Cow::Borrowed(text) };
    let found: Vec<PathBuf> =
        alternatives(&text).unwrap_or_default().iter().flat_map(|one| paths_of(one)).collect();
    if found.is_empty() { literal() } else { found }
}

fn paths_of(pattern: &str) -> Vec<PathBuf> {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    translate(pattern, true)
        .and_then(|pattern| glob::glob_with(&pattern, options).ok())
        .map_or_else(Vec::new, |paths| paths.flatten().collect())
}

/// What is left of a pattern.
#[derive(Clone)]
struct Rest<'p> {
    chars: Chars<'p>,
    has_escapes: bool,
}

/// From one character to another, both included.
type Range = (char, char);

/// The classes that POSIX has in brackets, of ASCII characters.
const CLASSES: [(&str, &[Range]); 12] = [
    (":alpha:]", &[('a', 'z'), ('A', 'Z')]),
    (":digit:]", &[('0', '9')]),
    (":alnum:]", &[('a', 'z'), ('A', 'Z'), ('0', '9')]),
    (":upper:]", &[('A', 'Z')]),
    (":lower:]", &[('a', 'z')]),
    (":xdigit:]", &[('0', '9'), ('a', 'f'), ('A', 'F')]),
    (":space:]", &[('\t', '\r'), (' ', ' ')]),
    (":blank:]", &[('\t', '\t'), (' ', ' ')]),
    (":punct:]", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    (":cntrl:]", &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')]),
    (":graph:]", &[('!', '~')]),
    (":print:]", &[(' ', '~')]),
];

impl Rest<'_> {
    /// The next character, and whether a backslash takes away what it means.
    fn next(&mut self) -> Option<(char, bool)> {
        let char = self.chars.next()?;
        if char != '\\' || !self.has_escapes {
            return Some((char, false));
        }
        Some((self.chars.next().unwrap_or(char), true))
    }

    /// The ranges of a set, behind its opening bracket, and whether all others are meant; `None` if it does not end.
    fn set(&mut self) -> Option<(bool, Vec<Range>)> {
        let mut ranges = Vec::new();
        let mut next = self.next()?;
        let is_negated = matches!(next, ('!' | '^', false));
        if is_negated {
            next = self.next()?;
        }
        loop {
            match self.class().filter(|_| next == ('[', false)) {
                Some((class, behind)) => {
                    ranges.extend_from_slice(class);
                    self.chars = behind;
                }
                None => ranges.push((next.0, self.end_of_range().unwrap_or(next.0))),
            }
            next = self.next()?;
            if next == (']', false) {
                return Some((is_negated, ranges));
            }
        }
    }
}

impl<'p> Rest<'p> {
    /// The class that comes next, behind its bracket, and what is behind it.
    fn class(&self) -> Option<(&'static [Range], Chars<'p>)> {
        let text = self.chars.as_str();
        CLASSES.iter().find_map(|(name, ranges)| Some((*ranges, text.strip_prefix(name)?.chars())))
    }

    /// What a range ends with, if its hyphen comes next.
    fn end_of_range(&mut self) -> Option<char> {
        let mut behind = self.clone();
        let hyphen = behind.next()?;
        let end = behind.next()?;
        (hyphen == ('-', false) && end != (']', false)).then(|| {
            *self = behind;
            end.0
        })
    }
}

/// Rewrites a pattern as the crate has it; `None` where a set does not end.
fn translate(pattern: &str, has_escapes: bool) -> Option<String> {
    let mut rest = Rest { chars: pattern.chars(), has_escapes };
    let mut written = String::with_capacity(pattern.len());
    let mut is_behind_star = false;
    while let Some((char, is_escaped)) = rest.next() {
        let is_star = char == '*' && !is_escaped;
        match char {
            '*' | '?' | '[' if is_escaped => written.extend(['[', char, ']']),
            '[' => push_set(&mut written, rest.set()?),
            // The crate takes two for something else.
            '*' if is_behind_star => {}
            _ => written.push(char),
        }
        is_behind_star = is_star;
    }
    Some(written)
}

/// Appends a set as the crate has it. There the closing bracket has to come first, and `!` must not.
fn push_set(written: &mut String, (is_negated, ranges): (bool, Vec<Range>)) {
    /// A range without a character.
    const NONE: &str = "b-a";
    written.push_str(if is_negated { "[!" } else { "[" });
    if ranges.iter().any(|(first, last)| (*first..=*last).contains(&']')) {
        written.push(']');
    }
    written.push_str(NONE);
    let without_bracket = |(first, last): Range| {
        if (first..=last).contains(&']') { [(first, '\\'), ('^', last)] } else { [(first, last), ('b', 'a')] }
    };
    for (first, last) in ranges.into_iter().flat_map(without_bracket).filter(|(first, last)| first <= last) {
        written.extend([first, '-', last]);
    }
    written.push(']');
}

/// `a{b,c}d` as `abd` and `acd`; braces nest, an unclosed brace and `{}` stand for themselves. `None` where it are too many.
fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let (mut plain, mut todo) = (Vec::new(), vec![pattern.to_owned()]);
    let mut left = MOST_WRITTEN;
    while let Some(pattern) = todo.pop() {
        match split_braces(&pattern) {
            None => plain.push(pattern),
            Some((head, choices, tail)) => {
                for choice in choices.iter().rev() {
                    let one = [head, choice, tail].concat();
                    left = left.checked_sub(one.len().saturating_add(1))?;
                    todo.push(one);
                }
            }
        }
    }
    Some(plain)
}

/// The first pair of braces: what stands before it, its choices, and what stands behind.
fn split_braces(pattern: &str) -> Option<(&str, Vec<&str>, &str)> {
    let mut depth = 0_usize;
    let mut open = None;
    let mut cuts = Vec::new();
    let mut escaped = false;
    for (at, char) in pattern.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' if depth == 0 && pattern.get(at..).is_some_and(|rest| rest.starts_with("{}")) => {}
            '{' => {
                depth = depth.saturating_add(1);
                open = open.or(Some(at));
            }
            ',' if depth == 1 => cuts.push(at),
            '}' if depth == 1 => {
                let open = open?;
                cuts.push(at);
                let mut begin = open.checked_add(1)?;
                let mut choices = Vec::new();
                for cut in cuts {
                    choices.push(pattern.get(begin..cut)?);
                    begin = cut.checked_add(1)?;
                }
                return Some((pattern.get(..open)?, choices, pattern.get(begin..)?));
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_expand_in_order_and_nest() {
        let alternatives_of = |pattern| alternatives(pattern).unwrap();
        assert_eq!(alternatives_of("a{b,c}d"), ["abd", "acd"]);
        assert_eq!(alternatives_of("{a,b{1,2}}{x,y}"), ["ax", "ay", "b1x", "b1y", "b2x", "b2y"]);
        assert_eq!(alternatives_of("x{,~}"), ["x", "x~"]);
        for literal in ["plain", "a{b", "a}b", "{}", r"\{a,b\}"] {
            assert_eq!(alternatives_of(literal), [literal]);
        }
    }

    #[test]
    fn texts_match_as_a_whole() {
        for (pattern, text, matches) in [
            ("*.service", &b"ssh.service"[..], true),
            ("*.service", b"ssh.service\n", false),
            ("a*b*c", b"a/b/c", true),
            ("a?c", "a\u{e4}c".as_bytes(), true),
            ("a?c", b"a\xffc", true),
            ("[a-c]**", b"b", true),
            ("[^a-c]*", b"b", false),
            ("[]x]", b"]", true),
            ("[[:digit:]]", b"7", true),
            ("x{a,b{c,d}}", b"xbd", true),
            ("x{a,b{c,d}}", b"xb", false),
            (r"\*\{a,b\}", b"*{a,b}", true),
            (r"a\\b", br"a\b", true),
            ("", b"", true),
            // A backslash takes the meaning from one character, also before others that have one.
            (r"\**", b"*foo", true),
            (r"\**", b"foo", false),
            (r"\[^a", b"[^a", true),
            (r"\[^a", b"[!a", false),
            (r"*\", br"a\", true),
            // Sets.
            (r"[\]]", b"]", true),
            (r"[a\]]", b"a", true),
            (r"[a\-z]", b"-", true),
            (r"[a\-z]", b"m", false),
            ("[a-]", b"-", true),
            ("[-a]", b"-", true),
            ("[!-a]", b"-", false),
            ("[]-a]", b"^", true),
            ("[]-a]", b"b", false),
            (r"[X-\]]", b"]", true),
            (r"[X-\]]", b"Z", true),
            (r"[X-\]]", b"^", false),
            ("[X-_]", b"]", true),
            ("[!X-_]", b"]", false),
            (r"[\!]", b"!", true),
            (r"[\!]", b"a", false),
            ("[z-a]", b"m", false),
            ("[!z-a]", b"m", true),
            ("[**]", b"*", true),
            ("[[:space:][:upper:]_]*", b"Ab", true),
            ("[![:space:]]", b" ", false),
            // What is no class within brackets is a set.
            ("[:digit:]", b"g", true),
            ("[:digit:]", b"7", false),
            // Each byte that is no UTF-8 is a character.
            ("??", b"\xe2\x82", true),
            ("?", b"\xe2\x82", false),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().matches(text), matches, "{pattern} {text:?}");
        }
        assert!(Glob::plain(r"a\x2d{*").unwrap().matches(br"a\x2d{b"));
        assert!(Glob::plain(r"[\]").unwrap().matches(br"\"));
        for unclosed in ["[a", "[", "[!", "[]", "[a-", r"[a\]", r"[\"] {
            assert!(Glob::new(unclosed).is_err(), "{unclosed}");
        }
        assert!(Glob::plain("[a").is_err());
    }

    #[test]
    fn patterns_that_cost_too_much_are_refused() {
        assert!(Glob::new(&"{a,b}".repeat(1000)).is_err());
        // Few alternatives, but long ones; and a great many that are empty, with a long end each.
        assert!(Glob::new(&format!("{}{}", "{a,b}".repeat(8), "c".repeat(4000))).is_err());
        assert!(Glob::new(&format!("{{{}}}{}", ",".repeat(30_000), "c".repeat(30_000))).is_err());
        assert!(Glob::new(&format!("{}{}", "{".repeat(30_000), "}".repeat(30_000))).is_err());
        assert!(Glob::new(&"*a".repeat(2049)).is_err());
        assert!(!Glob::new(&"*a".repeat(2000)).unwrap().matches(&[b'a'; 1999]));
    }

    #[test]
    fn patterns_match_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.journal", "a.journal", ".hidden.journal", "c.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let expand_names = |pattern: &str| -> Vec<String> {
            let paths = expand(folder.path().join(pattern).as_os_str());
            paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(expand_names("*.journal"), ["a.journal", "b.journal"]);
        assert_eq!(expand_names("{b,a}.journal"), ["b.journal", "a.journal"]);
        assert_eq!(expand_names("[bc].*"), ["b.journal", "c.txt"]);
        assert_eq!(expand_names("none*"), ["none*"]);
        assert_eq!(expand_names("[^a].journal"), ["b.journal"]);
        assert_eq!(expand_names("[[:digit:]b].journal"), ["b.journal"]);
        assert_eq!(expand_names("***b.journal"), ["b.journal"]);
        if cfg!(windows) {
            assert_eq!(expand_names(r".\?.journal"), ["a.journal", "b.journal"]);
        } else {
            std::fs::write(folder.path().join("a*.journal"), "").unwrap();
            assert_eq!(expand_names("a*.journal"), ["a*.journal", "a.journal"]);
            assert_eq!(expand_names(r"a\*.journal"), ["a*.journal"]);
        }
    }
}
