//! Where a core is, and whether it is there.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use journalq_report::coredumps::{Coredump, Storage, find_below};

use crate::args::Args;

/// Where a core is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// In coredumpctl's words; `external` where the files of the host are not at hand.
    pub(super) state: &'static str,
    /// The file, if it is there and can be read.
    pub(super) path: Option<PathBuf>,
    /// How many bytes it has.
    pub(super) bytes: Option<u64>,
}

/// The root folder of the file system that cores are in, as far as it is known: that of the journals, or the host's.
pub(super) fn root(args: &Args) -> anyhow::Result<Option<PathBuf>> {
    if let Some(root) = &args.coredumps.core_root {
        return Ok(Some(root.clone()));
    }
    Ok(args.other_root()?.or_else(|| args.reads_host().then(|| PathBuf::from("/"))))
}

impl Place {
    pub(super) fn of(coredump: &Coredump, has_core: bool, root: Option<&Path>) -> Self {
        let at = |state| Self { state, path: None, bytes: None };
        let or_truncated = |state| if coredump.is_truncated() { "truncated" } else { state };
        match coredump.storage(has_core) {
            Storage::Journal => at(or_truncated("journal")),
            Storage::None => at("none"),
            Storage::NoCore => at("-"),
            Storage::External => {
                let (Some(root), Some(name)) = (root, coredump.get("COREDUMP_FILENAME")) else {
                    return at("external");
                };
                match look_up(root, Path::new(name)) {
                    Ok((path, bytes)) => {
                        Self { state: or_truncated("present"), path: Some(path), bytes: Some(bytes) }
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => at("missing"),
                    Err(_) => at("inaccessible"),
                }
            }
        }
    }
}

/// The place and size of a file below a root folder that can be read.
fn look_up(root: &Path, name: &Path) -> io::Result<(PathBuf, u64)> {
    let path = find_below(root, name)?;
    // A pipe would be waited for.
    if !path.symlink_metadata()?.is_file() {
        return Err(io::Error::other("no regular file"));
    }
    let bytes = File::open(&path)?.metadata()?.len();
    Ok((path, bytes))
}
