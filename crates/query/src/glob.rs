//! The shell's patterns: `*`, `?`, `[...]`, and alternatives in braces.
//!
//! Matching is the `glob` crate's; the braces and the backslash, which POSIX's `glob()` knows and the crate does not,
//! are rewritten before.

use std::ffi::OsStr;
use std::path::PathBuf;

use glob::{MatchOptions, Pattern};

/// The bytes of a pattern at most: the crate calls itself for each `*`.
const LONGEST: usize = 4096;

/// How many patterns without braces one may stand for.
const MOST_ALTERNATIVES: usize = 4096;

/// A pattern of whole texts, not of paths: `/` is a character like others.
#[derive(Clone, Debug)]
pub(crate) struct Glob(Vec<Pattern>);

impl Glob {
    /// `*` is any characters, `?` one, `[...]` one of a set or range, `[!...]` one that is not, `{a,b}` one of alternatives; a
    /// backslash has the next character stand for itself.
    ///
    /// The error says what is wrong with the pattern.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let patterns = alternatives(pattern).ok_or("too many alternatives")?;
        patterns.iter().map(|pattern| compile(&unescape(pattern))).collect::<Result<_, _>>().map(Self)
    }

    /// The same without braces and backslashes.
    pub(crate) fn plain(pattern: &str) -> Result<Self, String> {
        Ok(Self(vec![compile(&translate(pattern))?]))
    }

    /// Tells whether all of a text matches. What is no UTF-8 is matched as U+FFFD.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let text = String::from_utf8_lossy(text);
        self.0.iter().any(|pattern| pattern.matches(&text))
    }
}

fn compile(pattern: &str) -> Result<Pattern, String> {
    if pattern.len() > LONGEST {
        return Err("too long".to_owned());
    }
    Pattern::new(pattern).map_err(|error| error.msg.to_owned())
}

/// The paths that `pattern` stands for, sorted within each of its alternatives.
///
/// A pattern without a match stands for itself, so that the failure to open it names it.
pub(crate) fn expand(pattern: &OsStr) -> Vec<PathBuf> {
    let literal = || vec![PathBuf::from(pattern)];
    let Some(text) = pattern.to_str().filter(|text| text.contains(['*', '?', '[', '{', '\\'])) else {
        return literal();
    };
    let found: Vec<PathBuf> =
        alternatives(text).unwrap_or_default().iter().flat_map(|one| paths_of(one)).collect();
    if found.is_empty() { literal() } else { found }
}

fn paths_of(pattern: &str) -> Vec<PathBuf> {
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    glob::glob_with(&unescape(pattern), options)
        .map_or_else(|_| Vec::new(), |paths| paths.flatten().collect())
}

/// The classes that POSIX has in brackets, as ranges.
const CLASSES: [(&str, &str); 6] = [
    ("[:alpha:]", "a-zA-Z"),
    ("[:digit:]", "0-9"),
    ("[:alnum:]", "a-zA-Z0-9"),
    ("[:upper:]", "A-Z"),
    ("[:lower:]", "a-z"),
    ("[:xdigit:]", "0-9a-fA-F"),
];

/// Rewrites what the crate has in another form: classes, `[^...]`, runs of `*`.
fn translate(pattern: &str) -> String {
    let mut pattern = CLASSES
        .iter()
        .fold(pattern.replace("[^", "[!"), |pattern, (class, ranges)| pattern.replace(class, ranges));
    while pattern.contains("**") {
        pattern = pattern.replace("**", "*");
    }
    pattern
}

/// The same, and backslash escapes.
fn unescape(pattern: &str) -> String {
    let pattern = translate(pattern);
    let mut plain = String::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some(special @ ('*' | '?' | '[' | ']')) => plain.extend(['[', special, ']']),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// `a{b,c}d` as `abd` and `acd`; braces nest, an unclosed brace and `{}` stand for themselves. `None` where it are too many.
fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let (mut plain, mut todo) = (Vec::new(), vec![pattern.to_owned()]);
    let mut steps: usize = 0;
    while let Some(pattern) = todo.pop() {
        steps = steps.checked_add(1).filter(|&steps| steps <= 2 * MOST_ALTERNATIVES)?;
        match split_braces(&pattern) {
            None => plain.push(pattern),
            Some((head, choices, tail)) => {
                todo.extend(choices.iter().rev().map(|choice| format!("{head}{choice}{tail}")));
            }
        }
        if plain.len() > MOST_ALTERNATIVES || todo.len() > MOST_ALTERNATIVES {
            return None;
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
        ] {
            assert_eq!(Glob::new(pattern).unwrap().matches(text), matches, "{pattern}");
        }
        assert!(Glob::plain(r"a\x2d{*").unwrap().matches(br"a\x2d{b"));
        assert!(Glob::new("[a").is_err() && Glob::plain("[a").is_err());
    }

    #[test]
    fn patterns_that_cost_too_much_are_refused() {
        assert!(Glob::new(&"{a,b}".repeat(1000)).is_err());
        assert!(Glob::new(&format!("{}{}", "{".repeat(30_000), "}".repeat(30_000))).is_err());
        assert!(Glob::new(&"*a".repeat(2049)).is_err());
        assert!(!Glob::new(&"*a".repeat(2000)).unwrap().matches(&[b'a'; 1999]));
    }

    #[test]
    fn patterns_match_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.journal", "a.journal", "a*.journal", ".hidden.journal", "c.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let expand_names = |pattern: &str| -> Vec<String> {
            let paths = expand(folder.path().join(pattern).as_os_str());
            paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(expand_names("*.journal"), ["a*.journal", "a.journal", "b.journal"]);
        assert_eq!(expand_names(r"a\*.journal"), ["a*.journal"]);
        assert_eq!(expand_names("{b,a}.journal"), ["b.journal", "a.journal"]);
        assert_eq!(expand_names("[bc].*"), ["b.journal", "c.txt"]);
        assert_eq!(expand_names("none*"), ["none*"]);
        assert_eq!(expand_names("[^a].journal"), ["b.journal"]);
        assert_eq!(expand_names("[[:digit:]b].journal"), ["b.journal"]);
        assert_eq!(expand_names("***b.journal"), ["b.journal"]);
    }
}
