//! The ID of a system, from its `/etc/machine-id`.

use std::path::Path;
use std::{fmt, fs, io};

use journalq_file::Id128;

use crate::discover::describe_io;

/// Why a system's ID is not known.
#[derive(Debug)]
#[non_exhaustive]
pub enum MachineIdError {
    /// The file cannot be read.
    Io(io::Error),
    /// The file is empty, or its ID is null.
    Empty,
    /// The system has not been started yet: the file says `uninitialized`.
    Uninitialized,
    /// The file holds something else.
    Malformed,
}

/// The texts are journalctl's.
impl fmt::Display for MachineIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Failed to get machine ID: ")?;
        match self {
            Self::Io(error) => f.write_str(&describe_io(error)),
            Self::Empty => f.write_str("No medium found"),
            Self::Uninitialized => f.write_str("Package not installed"),
            Self::Malformed => f.write_str("Structure needs cleaning"),
        }
    }
}

impl std::error::Error for MachineIdError {}

/// Reads the ID of the system with the root folder `root`.
///
/// # Errors
///
/// When there is no ID: 32 hexadecimal digits, and at most a newline behind them.
pub fn read_machine_id(root: &Path) -> Result<Id128, MachineIdError> {
    const DIGITS: usize = 32;
    let text = fs::read(root.join("etc/machine-id")).map_err(MachineIdError::Io)?;
    if text.is_empty() {
        return Err(MachineIdError::Empty);
    }
    let line = text.strip_suffix(b"\n").unwrap_or(&text);
    if line == b"uninitialized" {
        return Err(MachineIdError::Uninitialized);
    }
    match Id128::parse(line).filter(|_| line.len() == DIGITS) {
        Some(Id128::NULL) => Err(MachineIdError::Empty),
        Some(id) => Ok(id),
        None => Err(MachineIdError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_what_stands_in_their_place() {
        let root = tempfile::tempdir().unwrap();
        let read = || read_machine_id(root.path()).map_err(|error| error.to_string());
        assert_eq!(read().unwrap_err(), "Failed to get machine ID: No such file or directory");
        fs::create_dir(root.path().join("etc")).unwrap();
        let (empty, malformed) = ("No medium found", "Structure needs cleaning");
        for (text, expected) in [
            ("0123456789abcdef0123456789abcdef\n", Ok(())),
            ("0123456789ABCDEF0123456789abcdef", Ok(())),
            ("", Err(empty)),
            ("00000000000000000000000000000000\n", Err(empty)),
            ("uninitialized\n", Err("Package not installed")),
            ("\n", Err(malformed)),
            ("01234567-89ab-cdef-0123-456789abcdef\n", Err(malformed)),
            ("0123456789abcdef0123456789abcdef\n\n", Err(malformed)),
        ] {
            fs::write(root.path().join("etc/machine-id"), text).unwrap();
            let expected = expected.map_err(|text| format!("Failed to get machine ID: {text}"));
            assert_eq!(read().map(|id| assert_ne!(id, Id128::NULL)), expected, "{text:?}");
        }
    }
}
