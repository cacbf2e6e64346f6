//! `--list-namespaces`: the journal namespaces as a table, or as JSON.

use std::path::Path;

use journalq_query::namespaces;

use crate::Outcome;
use crate::args::Args;
use crate::stderr::{Level, say};
use crate::table::{Align, Cell, Table};

/// Lists the namespaces of the host, or of the system that `--root` names.
pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let root = args.root.as_deref().unwrap_or(Path::new("/"));
    let namespaces = namespaces::list_namespaces(root)?;
    if namespaces.is_empty() && !args.mode.is_json() && !args.mode.is_delimited() {
        if !args.quiet {
            say(Level::Notice, &"No namespaces found.");
        }
        return Ok(Outcome::Complete);
    }
    let rows = namespaces.into_iter().map(|namespace| vec![Cell::Text(namespace)]).collect();
    Table::new(&[("NAMESPACE", "namespace", Align::Left)], rows).print(args)?;
    Ok(Outcome::Complete)
}
