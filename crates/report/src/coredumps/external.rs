//! Files below a root folder, whatever links there are in it.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

/// How many links are followed.
const LINKS: usize = 40;

/// Finds what is at `path` in the file system whose root folder is `root`. Links are followed as they are meant there: `/` and
/// what is above it are `root`, so that nothing outside is reached.
///
/// # Errors
///
/// When there is nothing, a folder cannot be looked into, or there are too many links. It is not known before it is
/// opened whether the file can be read.
pub fn find_below(root: &Path, path: &Path) -> io::Result<PathBuf> {
    let mut left: VecDeque<OsString> = parts(path);
    // What leads to the place, below the root; none of it is a link.
    let mut found: Vec<OsString> = Vec::new();
    let mut links = 0;
    while let Some(part) = left.pop_front() {
        if part == ".." {
            found.pop();
            continue;
        }
        let here = root.join(found.iter().collect::<PathBuf>()).join(&part);
        if !here.symlink_metadata()?.is_symlink() {
            found.push(part);
            continue;
        }
        links += 1;
        if links > LINKS {
            return Err(io::Error::other("too many links"));
        }
        let target = here.read_link()?;
        if target.has_root() {
            found.clear();
        }
        for part in parts(&target).into_iter().rev() {
            left.push_front(part);
        }
    }
    Ok(root.join(found.into_iter().collect::<PathBuf>()))
}

/// The names in a path, and where it goes up.
fn parts(path: &Path) -> VecDeque<OsString> {
    let part = |component: Component<'_>| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    };
    path.components().filter_map(part).collect()
}
