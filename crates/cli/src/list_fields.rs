//! `-N` and `-F`: the names of fields, and the values of one.

use std::collections::HashSet;
use std::io::{self, Write};

use anyhow::bail;
use journalq_file::Findings;
use journalq_query::matches::is_field_name;
use journalq_query::{Journal, Lines, fields};

use crate::args::Args;
use crate::{Outcome, environment, lost};

/// Lists each field name once.
pub(crate) fn names(args: &Args, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let mut findings = vec![Findings::default(); files.len()];
    let guard = environment::guard(args.all);
    let mut listed = HashSet::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (file, findings) in files.iter().zip(&mut findings) {
        for name in fields::field_names(file, findings) {
            if !listed.contains(&name) {
                out.write_all(&guard.shown(&name))?;
                out.write_all(b"\n")?;
                listed.insert(name);
            }
        }
    }
    out.flush()?;
    Ok(lost::report(journal, findings))
}

/// Lists each value of a field once.
pub(crate) fn values(args: &Args, field: &[u8], journal: &Journal) -> anyhow::Result<Outcome> {
    if !is_field_name(field) {
        bail!("Failed to query unique data objects: Invalid argument");
    }
    let mut left = match args.lines {
        Some(Lines::Last(lines) | Lines::First(lines)) => lines,
        Some(Lines::All) | None => u64::MAX,
    };
    let files = journal.files()?;
    let mut findings = vec![Findings::default(); files.len()];
    let guard = environment::guard(args.all);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut written = Ok(());
    if left > 0 {
        fields::field_values(&files, field, &mut findings, |value| {
            // journalctl prints values as C strings.
            let shown = value.split(|&byte| byte == 0).next().unwrap_or_default();
            written = out.write_all(&guard.shown(shown)).and_then(|()| out.write_all(b"\n"));
            left = left.saturating_sub(1);
            left > 0 && written.is_ok()
        });
    }
    written?;
    out.flush()?;
    Ok(lost::report(journal, findings))
}
