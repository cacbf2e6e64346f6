//! `-u` and `--user-unit`: unit names, and the messages that belong to a unit.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

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

/// A unit argument that is empty or becomes too long.
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
    /// When the argument is empty, or the name would be longer than 255 bytes.
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
        if let Some(name) = path_unit(text) {
            return if name.len() <= MAX_NAME { Ok(plain(name)) } else { Err(InvalidUnit) };
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
        if !is_pattern && !SUFFIXES.iter().any(|suffix| name.ends_with(suffix)) {
            name.push_str(".service");
        }
        if name.len() > MAX_NAME {
            return Err(InvalidUnit);
        }
        Ok(Self { name, is_pattern, escaped })
    }

    /// The pattern, if the argument is one that can be understood.
    ///
    /// `*` matches any characters, also none and `/`; `?` one; `[...]` one of a set.
    #[must_use]
    pub fn pattern(&self) -> Option<UnitPattern> {
        let glob = GlobBuilder::new(&self.name).literal_separator(false).backslash_escape(false).build();
        glob.ok().filter(|_| self.is_pattern).map(|glob| UnitPattern(glob.compile_matcher()))
    }
}

/// A pattern of unit names.
#[derive(Clone, Debug)]
pub struct UnitPattern(GlobMatcher);

impl UnitPattern {
    /// Tells whether a unit's name matches.
    #[must_use]
    pub fn matches(&self, name: &[u8]) -> bool {
        self.0.is_match(String::from_utf8_lossy(name).as_ref())
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

/// The fields whose values a pattern of system units is compared with.
pub const SYSTEM_UNIT_FIELDS: [&str; 5] =
    ["_SYSTEMD_UNIT", "COREDUMP_UNIT", "UNIT", "OBJECT_SYSTEMD_UNIT", "_SYSTEMD_SLICE"];

/// The fields whose values a pattern of user units is compared with.
pub const USER_UNIT_FIELDS: [&str; 5] = [
    "_SYSTEMD_USER_UNIT",
    "USER_UNIT",
    "COREDUMP_USER_UNIT",
    "OBJECT_SYSTEMD_USER_UNIT",
    "_SYSTEMD_USER_SLICE",
];

fn is(field: &str, value: &str) -> Expr {
    Expr::Match(format!("{field}={value}").into_bytes())
}

/// The messages of a system unit: its own, those of the service manager and of other daemons about it, its core dumps,
/// and where it is a slice, those of all in it.
#[must_use]
pub fn match_system_unit(unit: &str) -> Vec<Expr> {
    let mut groups = vec![
        is("_SYSTEMD_UNIT", unit),
        Expr::And(vec![is("_SYSTEMD_CGROUP", "/init.scope"), is("UNIT", unit)]),
        Expr::And(vec![is("_UID", "0"), is("OBJECT_SYSTEMD_UNIT", unit)]),
        Expr::And(vec![Expr::Match(COREDUMP.into()), is("COREDUMP_UNIT", unit)]),
    ];
    if unit.ends_with(".slice") {
        groups.push(is("_SYSTEMD_SLICE", unit));
    }
    groups
}

/// The messages of a user unit of any user.
///
/// journalctl asks for the UID of whoever runs it, which offline is not that of the journal's users.
#[must_use]
pub fn match_user_unit(unit: &str) -> Vec<Expr> {
    let mut groups = vec![
        is("_SYSTEMD_USER_UNIT", unit),
        is("USER_UNIT", unit),
        is("OBJECT_SYSTEMD_USER_UNIT", unit),
        is("COREDUMP_USER_UNIT", unit),
    ];
    if unit.ends_with(".slice") {
        groups.push(is("_SYSTEMD_USER_SLICE", unit));
    }
    groups
}
