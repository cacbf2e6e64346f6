//! Command lines that show what an anomaly is about.

use std::path::Path;

use super::input::Input;

/// The program's name.
const PROGRAM: &str = "journalq";

/// How many files a command names.
const FILES: usize = 32;

/// Makes command lines about inputs.
pub(super) struct Commands<'a> {
    pub(super) inputs: &'a [Input],
}

impl Commands<'_> {
    /// `journalq --file FILE... WORD...`, of files by their indexes; each once.
    pub(super) fn on_files(&self, files: &[usize], words: &[&str]) -> String {
        let mut paths: Vec<&Path> = Vec::new();
        for path in files.iter().filter_map(|file| self.path(*file)) {
            if paths.len() == FILES {
                break;
            }
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let files = paths.into_iter().map(|path| format!("--file={}", as_glob(path)));
        let words = words.iter().map(|word| (*word).to_owned());
        quoted(std::iter::once(PROGRAM.to_owned()).chain(files).chain(words))
    }

    /// `journalq --file FILE... --where CONDITION`
    pub(super) fn on_entries(&self, files: &[usize], condition: &str) -> String {
        self.on_files(files, &["--where", condition])
    }

    /// The entries with numbers around those that are meant.
    pub(super) fn around(&self, files: &[usize], first: u64, last: u64) -> String {
        const AROUND: u64 = 5;
        let (first, last) = (first.saturating_sub(AROUND), last.saturating_add(AROUND));
        self.on_entries(files, &format!("__SEQNUM >= {first} and __SEQNUM <= {last}"))
    }

    /// `journalq SUBCOMMAND FILE`
    pub(super) fn subcommand(&self, name: &str, file: usize) -> String {
        let path = self.path(file).map(|path| path.to_string_lossy().into_owned());
        quoted([PROGRAM.to_owned(), name.to_owned(), path.unwrap_or_default()].into_iter())
    }

    /// `PROGRAM PATH...`
    pub(super) fn other(&self, program: &str, files: &[usize]) -> String {
        let paths = files.iter().take(FILES).filter_map(|file| self.path(*file));
        let paths = paths.map(|path| path.to_string_lossy().into_owned());
        quoted(std::iter::once(program.to_owned()).chain(paths))
    }

    /// The path in the file system, which of what is packed is that of the packed one.
    fn path(&self, file: usize) -> Option<&Path> {
        let input = self.inputs.get(file)?;
        let outer = input.packed_in.and_then(|outer| self.inputs.get(outer));
        Some(&outer.unwrap_or(input).path)
    }
}

/// A path as a pattern that stands for it alone.
fn as_glob(path: &Path) -> String {
    let mut pattern = String::new();
    for char in path.to_string_lossy().chars() {
        if matches!(char, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}

/// A command line, quoted for a shell.
pub fn quoted(words: impl Iterator<Item = String>) -> String {
    let quoted =
        |word: String| shlex::try_quote(&word).map_or_else(|_| word.clone(), std::borrow::Cow::into_owned);
    words.map(quoted).collect::<Vec<_>>().join(" ")
}
