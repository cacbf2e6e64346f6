//! The journal namespaces of a system, by the folders that hold their journals.

use std::path::Path;

use crate::discover::listing::{PERSISTENT, VOLATILE, names_in, split_folder_name};
use crate::machine_id::{MachineIdError, read_machine_id};

/// Names the namespaces that the system with the root folder `root` has journals of, in byte order.
///
/// A namespace with journals both of this boot and persistent ones is named twice, as by journalctl.
///
/// # Errors
///
/// When the system's ID is not known: the folders are named after it.
pub fn list_namespaces(root: &Path) -> Result<Vec<String>, MachineIdError> {
    let machine = read_machine_id(root)?;
    let mut namespaces = Vec::new();
    for directory in [PERSISTENT, VOLATILE] {
        // A system may have either, or none.
        for name in names_in(&root.join(directory)).unwrap_or_default() {
            if let Some((id, Some(namespace))) = split_folder_name(&name)
                && id == machine
            {
                namespaces.push(String::from_utf8_lossy(namespace).into_owned());
            }
        }
    }
    namespaces.sort();
    Ok(namespaces)
}

/// Whether journald takes this for the name of a namespace. Those that are too long to be part of a folder's name never
/// get here.
pub(crate) fn is_namespace(name: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b":-_.@".contains(byte);
    !name.is_empty() && name != b"." && name != b".." && name.iter().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn namespaces_of_this_machine_only() {
        const MACHINE: &str = "0123456789abcdef0123456789abcdef";
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        assert!(list_namespaces(root.path()).is_err());
        write("etc/machine-id", MACHINE);
        assert!(list_namespaces(root.path()).unwrap().is_empty());
        for folder in [
            "run/log/journal/0123456789abcdef0123456789abcdef.b",
            "var/log/journal/0123456789abcdef0123456789abcdef.b",
            "var/log/journal/01234567-89ab-cdef-0123-456789ABCDEF.a@:-_.1",
            "var/log/journal/0123456789abcdef0123456789abcdef",
            "var/log/journal/0123456789abcdef0123456789abcdef.",
            "var/log/journal/0123456789abcdef0123456789abcdef..",
            "var/log/journal/0123456789abcdef0123456789abcdef.x y",
            "var/log/journal/fedcba9876543210fedcba9876543210.other",
        ] {
            write(&format!("{folder}/system.journal"), "");
        }
        assert_eq!(list_namespaces(root.path()).unwrap(), ["a@:-_.1", "b", "b"]);
    }
}
