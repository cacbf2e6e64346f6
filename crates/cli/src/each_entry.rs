//! The entries that conclusions are drawn from: those that the options select, and of them those that matter.

use journalq_file::{Entry, Findings, JournalFile};
use journalq_output::{Field, Loader, Wanted};
use journalq_query::{Expr, Merge, Window, WindowOptions};

use crate::args::Args;
use crate::{filter, lost};

/// Which entries matter, and what of them.
pub(crate) struct Of {
    /// Beside what the options say.
    pub(crate) expr: Expr,
    pub(crate) fields: Vec<Vec<u8>>,
    pub(crate) window: WindowOptions,
}

/// Hands the entries to `take`, in journald's order. What of them cannot be read is `lost`.
pub(crate) fn each_entry<'a>(
    args: &Args,
    files: &[JournalFile<'a>],
    of: Of,
    lost: &mut [Findings],
    mut take: impl FnMut(usize, &Entry<'a>, &[Field<'_>]),
) -> anyhow::Result<()> {
    let expr = match filter::expression(args, files)? {
        Some(selected) => Expr::And(vec![selected, of.expr]),
        None => of.expr,
    };
    let mut window = Window::new(Merge::new(files, Some(&expr)), of.window);
    let mut loader = Loader::new(Wanted::Only(of.fields));
    for position in window.by_ref() {
        let index = position.file;
        if let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) {
            loader.load(index, file, &position.entry, lost, |fields| take(index, &position.entry, fields));
        }
    }
    lost::add(lost, window.merge().findings());
    Ok(())
}
