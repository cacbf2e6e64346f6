//! Logins counted by who or from where.

use std::collections::BTreeMap;

use super::{Login, Outcome};

/// The logins that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What they have in common; `None` for those where it is not known.
    pub name: Option<String>,
    /// How many were let in.
    pub succeeded: u64,
    /// How many were not.
    pub failed: u64,
    /// When the first one was, in microseconds since the Unix epoch.
    pub first_usec: u64,
    /// When the last one was, in microseconds since the Unix epoch.
    pub last_usec: u64,
}

/// Counts logins by what `name` tells of them, those with the most first.
#[must_use]
pub fn summarize<'l>(
    logins: impl IntoIterator<Item = &'l Login>,
    name: impl Fn(&'l Login) -> Option<&'l str>,
) -> Vec<Summary> {
    let mut found: BTreeMap<Option<&str>, Summary> = BTreeMap::new();
    for login in logins {
        let name = name(login);
        let summary = found.entry(name).or_insert_with(|| Summary {
            name: name.map(str::to_owned),
            succeeded: 0,
            failed: 0,
            first_usec: login.begin_usec,
            last_usec: login.begin_usec,
        });
        let count =
            if login.outcome == Outcome::Failed { &mut summary.failed } else { &mut summary.succeeded };
        *count = count.saturating_add(1);
        summary.first_usec = summary.first_usec.min(login.begin_usec);
        summary.last_usec = summary.last_usec.max(login.begin_usec);
    }
    let mut summaries: Vec<Summary> = found.into_values().collect();
    summaries.sort_by_key(|summary| std::cmp::Reverse(summary.failed.saturating_add(summary.succeeded)));
    summaries
}
