//! One recorded command: what `cases.tsv` says on a line.

use std::io;

use super::invalid;

/// A command that journalctl was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// A name such as `boot.012`: the group, and a number.
    pub id: String,
    /// What is read, below `sources`: a file, several with commas between, a folder with `/` at its end, or `-`.
    pub source: String,
    /// The value of `TZ`.
    pub time_zone: String,
    /// The arguments; one of the form `@NAME=VALUE` is a variable for the environment instead.
    pub args: Vec<String>,
}

impl Case {
    /// Parses a whole `cases.tsv`; lines that start with `#` are comments.
    pub(super) fn parse_all(text: &str) -> io::Result<Vec<Self>> {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| Self::parse(line).ok_or_else(|| invalid(format!("not a command: {line}")))).collect()
    }

    fn parse(line: &str) -> Option<Self> {
        let mut columns = line.splitn(4, '\t');
        let mut column = || columns.next().map(str::to_owned);
        Some(Self { id: column()?, source: column()?, time_zone: column()?, args: shlex::split(&column()?)? })
    }

    /// The part of the identifier before the number.
    #[must_use]
    pub fn group(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// Whether the source is a folder.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.source.ends_with('/')
    }

    /// The options that name the source.
    #[must_use]
    pub fn source_args(&self) -> Vec<String> {
        match self.source.strip_suffix('/') {
            Some(directory) => vec!["-D".to_owned(), format!("sources/{directory}")],
            None if self.source == "-" => Vec::new(),
            None => self.source.split(',').map(|file| format!("--file=sources/{file}")).collect(),
        }
    }

    /// The variables among the arguments.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.args.iter().filter_map(|arg| variable(arg))
    }

    /// The arguments that the program is given: the source, and what is no variable.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let words = self.args.iter().filter(|arg| variable(arg).is_none()).cloned();
        self.source_args().into_iter().chain(words).collect()
    }
}

fn variable(arg: &str) -> Option<(&str, &str)> {
    let (name, value) = arg.strip_prefix('@')?.split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_name.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Case {
        Case::parse_all(line).unwrap().remove(0)
    }

    #[test]
    fn words_variables_and_sources() {
        let case = parse("colour.001\tmulti/\tUTC\t@SYSTEMD_COLORS=256 -g '(\\w+) \\1' @x=1 -n 3");
        assert_eq!(case.group(), "colour");
        assert!(case.is_directory());
        assert_eq!(case.words(), ["-D", "sources/multi", "-g", "(\\w+) \\1", "@x=1", "-n", "3"]);
        assert_eq!(case.variables().collect::<Vec<_>>(), [("SYSTEMD_COLORS", "256")]);

        assert_eq!(
            parse("a.1\ta.journal,b/c.journal\tUTC\t").words(),
            ["--file=sources/a.journal", "--file=sources/b/c.journal"]
        );
        assert_eq!(parse("# comment\n\na.2\t-\tUTC\t''").words(), [""]);
    }

    #[test]
    fn bad_lines_are_refused() {
        assert!(Case::parse_all("a.1\t-\tUTC").is_err());
        assert!(Case::parse_all("a.1\t-\tUTC\t'open").is_err());
    }
}
