//! `-u` and `--user-unit`: unit names, and the messages that belong to a unit.

use std::fmt;

use crate::glob::Glob;
use crate::matches::Expr;

/// The kinds of units.
const SUFFIXES: [&str; 11] = [
    ".service",
    ".socket",
    ".target",
    ".device",
    ".mount",
    ".automount",
    ".swap",
    ".timer",
    ".path",
    ".slice",
    ".scope",
];

const MAX_NAME: usize = 255;

/// The message ID of core dumps.
const COREDUMP: &str = "MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1";

/// What a unit argument stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitArgument {
    /// A complete unit name, or a pattern of names.
    pub name: String,
    /// Whether `name` is a pattern.
    pub is_pattern: bool,
    /// What the argument became when characters that no unit name can have were escaped, of which journalctl tells.
    pub escaped: Option<String>,
}

/// A unit argument that is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidUnit;

impl fmt::Display for InvalidUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failed to add filter for units: Invalid argument")
    }
}

impl std::error::Error for InvalidUnit {}

impl UnitArgument {
    /// Completes a unit argument as journalctl does.
    ///
    /// A valid unit name stands for itself; a path for its mount or device unit; in anything else characters that no
    /// unit name can have are escaped, and without one of the known suffixes `.service` is appended. With `*`, `?` or
    /// `[` it is a pattern, which gets no suffix.
    ///
    /// # Errors
    ///
    /// When the argument is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_query::unit::UnitArgument;
    ///
    /// assert_eq!(UnitArgument::parse("ssh")?.name, "ssh.service");
    /// assert_eq!(UnitArgument::parse("/dev/sda")?.name, "dev-sda.device");
    /// assert!(UnitArgument::parse("app@*")?.is_pattern);
    /// # Ok::<(), journalq_query::unit::InvalidUnit>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidUnit> {
        let plain = |name: String| Self { name, is_pattern: false, escaped: None };
        if text.is_empty() {
            return Err(InvalidUnit);
        }
        if is_unit_name(text) {
            return Ok(plain(text.to_owned()));
        }
        let is_pattern = text.contains(['*', '?', '[']);
        if is_pattern && text.bytes().all(|byte| is_name_byte(byte) || is_pattern_byte(byte)) {
            return Ok(Self { name: text.to_owned(), is_pattern, escaped: None });
        }
        if let Some(name) = path_unit(text).filter(|name| name.len() <= MAX_NAME) {
            return Ok(plain(name));
        }
        let mut name = String::new();
        for byte in text.bytes() {
            match byte {
                b'/' => name.push('-'),
                byte if is_name_byte(byte) || is_pattern && is_pattern_byte(byte) => {
                    name.push(char::from(byte))
                }
                byte => name.push_str(&format!("\\x{byte:02x}")),
            }
        }
        let escaped = (name != text).then(|| name.clone());
        // A name that is too long, or nothing but a suffix, is completed all the same.
        if !is_pattern && !is_unit_name(&name) {
            name.push_str(".service");
        }
        Ok(Self { name, is_pattern, escaped })
    }

    /// The pattern, if the argument is one that can be understood.
    ///
    /// `*` matches any characters, also none and `/`; `?` one; `[...]` one of a set.
    #[must_use]
    pub fn pattern(&self) -> Option<UnitPattern> {
        Glob::plain(&self.name).ok().filter(|_| self.is_pattern).map(UnitPattern)
    }
}

/// A pattern of unit names.
#[derive(Clone, Debug)]
pub struct UnitPattern(Glob);

impl UnitPattern {
    /// Tells whether a unit's name matches.
    #[must_use]
    pub fn matches(&self, name: &[u8]) -> bool {
        self.0.matches(name)
    }
}

fn is_unit_name(text: &str) -> bool {
    let Some(prefix) = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix)) else { return false };
    text.len() <= MAX_NAME
        && !prefix.is_empty()
        && !prefix.starts_with('@')
        && prefix.bytes().all(is_name_byte)
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.' | b'\\' | b'@')
}

const fn is_pattern_byte(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'!' | b'-' | b'*' | b'?')
}

/// The mount or device unit of an absolute path.
fn path_unit(text: &str) -> Option<String> {
    let path = text.strip_prefix('/')?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return None;
    }
    let is_device = matches!(parts.first(), Some(&("dev" | "sys"))) && parts.len() > 1;
    let mut name = String::new();
    for (place, byte) in parts.join("/").bytes().enumerate() {
        match byte {
            b'/' => name.push('-'),
            b'.' if place == 0 => name.push_str("\\x2e"),
            b'-' | b'\\' | b'@' => name.push_str(&format!("\\x{byte:02x}")),
            byte if is_name_byte(byte) => name.push(char::from(byte)),
            byte => name.push_str(&format!("\\x{byte:02x}")),
        }
    }
    if name.is_empty() {
        name.push('-');
    }
    Some(name + if is_device { ".device" } else { ".mount" })
}

/// Whose units are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// The system's service manager.
    System,
    /// The users' service managers, of any user.
    ///
    /// journalctl asks for the UID of whoever runs it, which offline is not that of the journal's users.
    User,
}

impl Manager {
    /// The fields that hold unit names; a pattern is compared with their values.
    #[must_use]
    pub const fn unit_fields(self) -> [&'static str; 5] {
        match self {
            Self::System => {
                ["_SYSTEMD_UNIT", "COREDUMP_UNIT", "UNIT", "OBJECT_SYSTEMD_UNIT", "_SYSTEMD_SLICE"]
            }
            Self::User => [
                "_SYSTEMD_USER_UNIT",
                "COREDUMP_USER_UNIT",
                "USER_UNIT",
                "OBJECT_SYSTEMD_USER_UNIT",
                "_SYSTEMD_USER_SLICE",
            ],
        }
    }

    /// The messages of a unit: its own, those of the service manager and of other daemons about it, its core dumps, and
    /// where it is a slice, those of all in it. One of the terms has to hold.
    ///
    /// `dumper` is the UID of the service that stores the core dumps of the host; where it is known, only that user and root
    /// are believed to tell of a system unit's.
    #[must_use]
    pub fn messages(self, unit: &str, dumper: Option<u32>) -> Vec<Expr> {
        let mut terms = self.run_messages(unit);
        let [_, core_dump, .., slice] = self.unit_fields();
        terms.push(match self {
            Self::System => {
                let by = dumper.map(|uid| Expr::Or(vec![is("_UID", &uid.to_string()), is("_UID", "0")]));
                let term = [Expr::Match(COREDUMP.into()), is(core_dump, unit)];
                Expr::And(term.into_iter().chain(by).collect())
            }
            Self::User => is(core_dump, unit),
        });
        if unit.ends_with(".slice") {
            terms.push(is(slice, unit));
        }
        terms
    }

    /// The messages of a unit by which its runs are told apart: core dumps and those of a slice's units are none.
    #[must_use]
    pub fn run_messages(self, unit: &str) -> Vec<Expr> {
        let [own, _, about, object, _] = self.unit_fields();
        match self {
            Self::System => vec![
                is(own, unit),
                Expr::And(vec![is("_SYSTEMD_CGROUP", "/init.scope"), is(about, unit)]),
                Expr::And(vec![is("_UID", "0"), is(object, unit)]),
            ],
            Self::User => vec![is(own, unit), is(about, unit), is(object, unit)],
        }
    }
}

fn is(field: &str, value: &str) -> Expr {
    Expr::Match(format!("{field}={value}").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_completed() {
        let long = "u".repeat(247);
        for (text, name) in [
            ("ssh", "ssh.service"),
            ("ssh.socket", "ssh.socket"),
            ("foo.bar", "foo.bar.service"),
            ("app@foo", "app@foo.service"),
            ("/home", "home.mount"),
            ("/", "-.mount"),
            ("/var//log/./", "var-log.mount"),
            ("/a-b/.c", "a\\x2db-.c.mount"),
            ("/dev/sda", "dev-sda.device"),
            ("/sys/x y", "sys-x\\x20y.device"),
            ("x y", "x\\x20y.service"),
            ("a/b", "a-b.service"),
            (".service", ".service.service"),
            ("@x.service", "@x.service.service"),
            ("a@.service", "a@.service"),
            ("x y@.mount", "x\\x20y@.mount"),
            (&long, &format!("{long}.service")),
            (&format!("{long}.service"), &format!("{long}.service")),
            (&format!("u{long}"), &format!("u{long}.service")),
            (&format!("u{long}.service"), &format!("u{long}.service.service")),
            (&format!("/u{long}uuu"), &format!("-u{long}uuu.service")),
        ] {
            let unit = UnitArgument::parse(text).unwrap();
            assert_eq!((unit.name.as_str(), unit.is_pattern), (name, false), "{text}");
        }
        assert_eq!(UnitArgument::parse(""), Err(InvalidUnit));
        assert_eq!(UnitArgument::parse("x y").unwrap().escaped.as_deref(), Some("x\\x20y"));
        assert_eq!(UnitArgument::parse("ssh").unwrap().escaped, None);
    }

    #[test]
    fn only_the_dumper_and_root_are_believed() {
        let [id, unit] = [Expr::Match(COREDUMP.into()), is("COREDUMP_UNIT", "a.service")];
        let anybody = Expr::And(vec![id.clone(), unit.clone()]);
        assert!(Manager::System.messages("a.service", None).contains(&anybody));
        let by = Expr::Or(vec![is("_UID", "994"), is("_UID", "0")]);
        let terms = Manager::System.messages("a.service", Some(994));
        assert!(terms.contains(&Expr::And(vec![id, unit, by])) && !terms.contains(&anybody));
        let of_users = |dumper| Manager::User.messages("a.service", dumper);
        assert_eq!(of_users(Some(994)), of_users(None));
    }

    #[test]
    fn patterns_match_any_part_of_a_name() {
        for (pattern, name, matches) in [
            ("ssh*", "ssh.service", true),
            ("*", ".hidden", true),
            ("a*b", "a/b", true),
            ("app@[ab].service", "app@b.service", true),
            ("app@[!ab].service", "app@b.service", false),
            ("app@?.service", "app@10.service", false),
            ("a b*", "a\\x20bc", true),
        ] {
            let unit = UnitArgument::parse(pattern).unwrap();
            assert!(unit.is_pattern, "{pattern}");
            assert_eq!(unit.pattern().unwrap().matches(name.as_bytes()), matches, "{pattern} {name}");
        }
    }
}
