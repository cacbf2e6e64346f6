//! Links that terminals can follow: control sequences around a text, which name its target.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::catalog::Documentation;
use crate::message::as_c_string;

const START: &[u8] = b"\x1b]8;;";
const TERMINATOR: &[u8] = b"\x1b\\";

/// Targets longer than this are not written.
const TARGET_BYTES: usize = 2000;

/// What links lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The name of the host that the files are on.
    pub hostname: String,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// What documents the messages whose entries name nothing.
    pub documentation: Arc<Documentation>,
}

impl Links {
    /// Appends `path` as a link to the file, or as plain text if the target cannot be written.
    pub(crate) fn push_path(&self, out: &mut Vec<u8>, path: &[u8]) {
        let path = as_c_string(path);
        let mut target = format!("file://{}", self.hostname).into_bytes();
        if !path.starts_with(b"/") {
            let folder = self.folder.as_os_str().as_encoded_bytes();
            target.extend_from_slice(folder.strip_suffix(b"/").unwrap_or(folder));
            target.push(b'/');
        }
        target.extend_from_slice(path);
        push_link(out, &target, path);
    }

    /// Makes the path that `text` begins with a link, if it is the value of `CONFIG_FILE`. `None` if it is not, or if a hit
    /// begins in the path or right behind it.
    pub(crate) fn link_config_file(
        &self,
        text: &[u8],
        config_file: Option<&[u8]>,
        hit: &Range<usize>,
    ) -> Option<Vec<u8>> {
        let path = config_file.filter(|path| !path.is_empty())?;
        let rest = text.strip_prefix(path)?;
        let is_whole = matches!(rest.first(), None | Some(b':' | b' '));
        if !is_whole || (1..=path.len()).contains(&hit.start) {
            return None;
        }
        let mut linked = Vec::new();
        self.push_path(&mut linked, path);
        linked.extend_from_slice(rest);
        Some(linked)
    }
}

/// Appends a sign that links to documentation, and a blank.
pub(crate) fn push_documentation(out: &mut Vec<u8>, target: &[u8], utf8: bool) {
    push_link(out, target, if utf8 { "[🡕]".as_bytes() } else { b"[LNK]" });
    out.push(b' ');
}

/// Tells whether this is the address of documentation.
pub(crate) fn is_documentation(target: &[u8]) -> bool {
    let schemes: [&[u8]; 5] = [b"http://", b"https://", b"file:/", b"info:", b"man:"];
    let has_scheme = |scheme: &&[u8]| target.starts_with(scheme) && target.len() > scheme.len();
    target.is_ascii() && schemes.iter().any(has_scheme)
}

/// Appends `text` as a link to `target`, or as it is if the target holds what would end or change the sequence.
fn push_link(out: &mut Vec<u8>, target: &[u8], text: &[u8]) {
    let is_safe = target.len() <= TARGET_BYTES && target.iter().all(|byte| matches!(byte, b' '..=b'~'));
    let pieces: &[&[u8]] =
        if is_safe { &[START, target, TERMINATOR, text, START, TERMINATOR] } else { &[text] };
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}
