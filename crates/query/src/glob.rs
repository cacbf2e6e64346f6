//! Patterns of `-i`: the shell's `*`, `?`, `[...]`, and alternatives in braces.
//!
//! Matching is the `glob` crate's; the braces and the backslash, which POSIX's `glob()` knows and the crate does not,
//! are rewritten before.

use std::ffi::OsStr;
use std::path::PathBuf;

use glob::MatchOptions;

/// The paths that `pattern` stands for, sorted within each of its alternatives.
///
/// A pattern without a match stands for itself, so that the failure to open it names it.
pub(crate) fn expand(pattern: &OsStr) -> Vec<PathBuf> {
    let literal = || vec![PathBuf::from(pattern)];
    let Some(text) = pattern.to_str().filter(|text| text.contains(['*', '?', '[', '{', '\\'])) else {
        return literal();
    };
    let found: Vec<PathBuf> = alternatives(text).iter().flat_map(|one| matches(one)).collect();
    if found.is_empty() { literal() } else { found }
}

fn matches(pattern: &str) -> Vec<PathBuf> {
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

/// Rewrites what the crate has not, or has in another form: classes, `[^...]`, runs of `*`, backslash escapes.
fn unescape(pattern: &str) -> String {
    let mut pattern = CLASSES
        .iter()
        .fold(pattern.replace("[^", "[!"), |pattern, (class, ranges)| pattern.replace(class, ranges));
    while pattern.contains("**") {
        pattern = pattern.replace("**", "*");
    }
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

/// `a{b,c}d` as `abd` and `acd`; braces nest, an unclosed brace and `{}` stand for themselves.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((head, choices, tail)) = split_braces(pattern) else { return vec![pattern.to_owned()] };
    let tails = alternatives(tail);
    choices
        .iter()
        .flat_map(|choice| alternatives(choice))
        .flat_map(|choice| tails.iter().map(move |tail| format!("{head}{choice}{tail}")))
        .collect()
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
        assert_eq!(alternatives("a{b,c}d"), ["abd", "acd"]);
        assert_eq!(alternatives("{a,b{1,2}}{x,y}"), ["ax", "ay", "b1x", "b1y", "b2x", "b2y"]);
        assert_eq!(alternatives("x{,~}"), ["x", "x~"]);
        for literal in ["plain", "a{b", "a}b", "{}", r"\{a,b\}"] {
            assert_eq!(alternatives(literal), [literal]);
        }
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
