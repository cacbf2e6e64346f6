//! `-M`: containers, which are found by their root folder; nobody who runs them is asked.

use std::path::{Path, PathBuf};

use anyhow::bail;

/// Where the root folders of containers are.
const MACHINES: &str = "/var/lib/machines";

/// The root folder of the container `name`.
pub(crate) fn root_of(name: &str) -> anyhow::Result<PathBuf> {
    let root = Path::new(MACHINES).join(name);
    if !is_machine_name(name) || !root.is_dir() {
        bail!("journalq: no container '{name}' in {MACHINES} (--root= takes any root folder)");
    }
    Ok(root)
}

/// Whether this is the name of a folder, and not a path.
fn is_machine_name(name: &str) -> bool {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["", ".", "..", ".host", "../x", "a/b", "/", "a b", "\u{e4}"] {
            assert!(!is_machine_name(name), "{name}");
            assert!(root_of(name).is_err(), "{name}");
        }
        assert!(is_machine_name("web-1.example_x"));
    }
}
