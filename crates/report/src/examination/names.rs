//! What a file's name tells: its chain, and where in it rotation put it.
//!
//! ```text
//! system.journal   system@SEQNUM_ID-SEQNUM-REALTIME.journal   system@REALTIME-RANDOM.journal~
//! ```

use std::collections::HashMap;

use journalq_file::Id128;

/// The name of a journal file, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileName {
    /// What precedes all that rotation adds.
    pub(super) chain: String,
    /// What rotation adds.
    pub(super) archived: Option<Archived>,
    /// Whether journald put the file aside when it found it not closed.
    pub(super) is_quarantined: bool,
}

/// What the name of a file says that was rotated away: the place of its first entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Archived {
    pub(super) seqnum_id: Id128,
    pub(super) head_seqnum: u64,
    pub(super) head_realtime_usec: u64,
}

impl FileName {
    /// Takes apart the last component of a path, or of the name of something packed. What follows `.journal`, as where it was
    /// compressed, is left out.
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\', ':']).next().unwrap_or(path);
        let (stem, rest) = match name.rfind(".journal") {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let (chain, added) = stem.split_once('@').unwrap_or((stem, ""));
        Self {
            chain: chain.to_owned(),
            archived: Archived::parse(added),
            is_quarantined: rest.starts_with(".journal~"),
        }
    }
}

impl Archived {
    fn parse(added: &str) -> Option<Self> {
        let mut parts = added.split('-');
        let (id, seqnum, realtime) = (parts.next()?, parts.next()?, parts.next()?);
        let hex = |digits: &str| u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 16);
        if parts.next().is_some() {
            return None;
        }
        Some(Self {
            seqnum_id: Id128::parse(id.as_bytes()).filter(|_| id.len() == 32)?,
            head_seqnum: hex(seqnum)?,
            head_realtime_usec: hex(realtime)?,
        })
    }
}

/// What texts call files: the last component of each path, or as many as tell it from the others.
pub(super) fn labels(paths: &[String]) -> Vec<String> {
    let mut labels: Vec<String> = paths.iter().map(|path| last_components(path, 1).to_owned()).collect();
    for components in [2, usize::MAX] {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for label in &labels {
            *counts.entry(label.clone()).or_default() += 1;
        }
        for (label, path) in labels.iter_mut().zip(paths) {
            if counts.get(label).is_some_and(|count| *count > 1) {
                *label = last_components(path, components).to_owned();
            }
        }
    }
    labels
}

fn last_components(path: &str, components: usize) -> &str {
    let slash =
        components.checked_sub(1).and_then(|before| path.rmatch_indices(std::path::is_separator).nth(before));
    slash.map_or(path, |(at, _)| path.get(at.saturating_add(1)..).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let archived = "system@0a39110b0f474bb0ac7ac8a557fc24e9-0000000000000447-000660d9a8dbc9cc.journal";
        for (path, chain, is_archived, is_quarantined) in [
            ("/x/system.journal", "system", false, false),
            ("/x.y@z/user-1000.journal~", "user-1000", false, true),
            ("x.tar.gz:var/log/system.journal.zst", "system", false, false),
            (archived, "system", true, false),
            ("system@000660d9a8dbc9cc-0123456789abcdef.journal~", "system", false, true),
            ("system@arch.journal", "system", false, false),
            ("anything", "anything", false, false),
            ("", "", false, false),
        ] {
            let name = FileName::of(path);
            assert_eq!(
                (&*name.chain, name.archived.is_some(), name.is_quarantined),
                (chain, is_archived, is_quarantined),
                "{path}"
            );
        }
        assert_eq!(FileName::of(archived).archived.unwrap().head_seqnum, 0x447);
    }

    #[test]
    fn labels_tell_files_apart() {
        let paths =
            ["/a/one.journal", "/a/system.journal", "/b/system.journal", "/x/c/d.journal", "/y/c/d.journal"];
        let labels = labels(&paths.map(str::to_owned));
        assert_eq!(
            labels,
            ["one.journal", "a/system.journal", "b/system.journal", "/x/c/d.journal", "/y/c/d.journal"]
        );
    }
}
