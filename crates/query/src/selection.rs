//! What is to be read: where the files are, and which of them count.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What to read: the files of an origin, of them those with certain names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where the files are.
    pub origin: Origin,
    /// Which files of directories are read; those that are named one by one have any name.
    pub names: FileNames,
    /// Whether directories are searched through, however deep, for journals under any name and in packed files. Symbolic
    /// links below them are not followed.
    pub recursive: bool,
}

/// All files of an origin.
impl From<Origin> for Selection {
    fn from(origin: Origin) -> Self {
        Self { origin, ..Self::default() }
    }
}

/// Where the files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The journals of this host: `/run/log/journal` and `/var/log/journal`.
    Host {
        /// Those of other machines, too, and those that were received: `/var/log/journal/remote`.
        any_machine: bool,
        /// Which namespaces' folders are searched.
        namespaces: Namespaces,
    },
    /// The journals of the system whose root folder this is, those of any machine and those that it received.
    Root(PathBuf),
    /// The journal files in a directory and in its subdirectories that are named after a machine ID.
    Directory(PathBuf),
    /// These files, under any name; patterns are expanded.
    Files(Vec<OsString>),
    /// The journal that standard input is, or that comes through it.
    StandardInput,
}

/// This machine's journals of the default namespace.
impl Default for Origin {
    fn default() -> Self {
        Self::Host { any_machine: false, namespaces: Namespaces::Default }
    }
}

/// Journal namespaces. The folder of a machine's namespace is `<machine-id>.<namespace>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Namespaces {
    /// The default one, whose folder is `<machine-id>`.
    #[default]
    Default,
    /// This one.
    Only(OsString),
    /// This one and the default one.
    WithDefault(OsString),
    /// All.
    All,
}

impl Namespaces {
    pub(crate) fn contains(&self, namespace: Option<&[u8]>) -> bool {
        match (self, namespace) {
            (Self::Default | Self::WithDefault(_), None) | (Self::All, _) => true,
            (Self::Only(name) | Self::WithDefault(name), Some(namespace)) => {
                name.as_encoded_bytes() == namespace
            }
            (Self::Default, Some(_)) | (Self::Only(_), None) => false,
        }
    }
}

/// Names of journal files, by what they begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileNames {
    /// All names.
    #[default]
    All,
    /// Those of which journald writes files with one of these beginnings: `system` stands for `system.journal`,
    /// `system.journal~` and `system@....journal`.
    Of(Vec<String>),
}

impl FileNames {
    pub(crate) fn contains(&self, name: &OsStr) -> bool {
        let name = name.as_encoded_bytes();
        if !(name.ends_with(b".journal") || name.ends_with(b".journal~")) {
            return false;
        }
        self.begin(name, |rest| rest.starts_with(b"@") || [&b".journal"[..], b".journal~"].contains(&rest))
    }

    /// Whether a journal counts that was recognised by its content and is called so: more may follow its name, as where it
    /// is packed.
    pub(crate) fn contain_content(&self, name: &[u8]) -> bool {
        let is_separator = |byte: &u8| matches!(byte, b'/' | b':' | b'\\');
        let name = name.rsplit(is_separator).next().unwrap_or(name);
        self.begin(name, |rest| rest.starts_with(b"@") || rest.starts_with(b".journal"))
    }

    fn begin(&self, name: &[u8], goes_on: impl Fn(&[u8]) -> bool) -> bool {
        let Self::Of(beginnings) = self else { return true };
        beginnings.iter().any(|beginning| name.strip_prefix(beginning.as_bytes()).is_some_and(&goes_on))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_journal_files() {
        let system = FileNames::Of(vec!["system".into()]);
        let both = FileNames::Of(vec!["system".into(), "user-0".into()]);
        for (name, by_any, by_system, by_both) in [
            ("system.journal", true, true, true),
            ("system.journal~", true, true, true),
            ("system@1-2.journal", true, true, true),
            ("system@1-2.journal~", true, true, true),
            ("user-0.journal", true, false, true),
            ("user-0@1.journal", true, false, true),
            ("user-01.journal", true, false, false),
            ("system-x.journal", true, false, false),
            ("system.x.journal", true, false, false),
            ("system.journal.zst", false, false, false),
            ("system@1-2", false, false, false),
            ("system", false, false, false),
        ] {
            let name = OsStr::new(name);
            let contained = [&FileNames::All, &system, &both].map(|names| names.contains(name));
            assert_eq!(contained, [by_any, by_system, by_both], "{name:?}");
        }
    }

    #[test]
    fn names_of_what_was_recognised_by_content() {
        let system = FileNames::Of(vec!["system".into()]);
        for (name, by_system) in [
            ("x/system.journal", true),
            ("x/system.journal.zst", true),
            ("x.tar:a/system@1-2.journal", true),
            ("system.tar:a/user-0.journal", false),
            ("x/backup", false),
        ] {
            assert!(FileNames::All.contain_content(name.as_bytes()));
            assert_eq!(system.contain_content(name.as_bytes()), by_system, "{name}");
        }
    }

    #[test]
    fn the_default_namespace_has_no_name() {
        let [default, one, two] = [None, Some(&b"one"[..]), Some(b"two")];
        for (namespaces, contained) in [
            (Namespaces::Default, [true, false, false]),
            (Namespaces::Only("one".into()), [false, true, false]),
            (Namespaces::WithDefault("one".into()), [true, true, false]),
            (Namespaces::All, [true, true, true]),
        ] {
            assert_eq!(
                [default, one, two].map(|name| namespaces.contains(name)),
                contained,
                "{namespaces:?}"
            );
        }
    }
}
