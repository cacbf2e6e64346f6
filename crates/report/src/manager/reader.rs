//! The entries that can be service managers' messages, looked up by their message IDs.

use journalq_file::{Findings, JournalFile};
use journalq_output::{Loader, Wanted};
use journalq_query::{Expr, Merge, Window, WindowOptions};

use super::Record;
use super::fields::{Fields, NAMES, message_ids};

/// Hands to `take` what the service managers logged in the entries of `files` that fulfil `among`, in order.
///
/// Costs the entries with one of some twenty message IDs, which the files' indexes list. What could not be read goes into
/// `lost`, one for each file.
pub fn read(
    files: &[JournalFile<'_>],
    among: Option<Expr>,
    options: WindowOptions,
    lost: &mut [Findings],
    mut take: impl FnMut(Record),
) {
    let ids = message_ids().map(|id| Expr::Match(format!("MESSAGE_ID={id}").into_bytes()));
    let expr = Expr::all(among.into_iter().chain([Expr::any(ids.collect())]).collect());
    let mut window = Window::new(Merge::new(files, Some(&expr)), options);
    let mut loader = Loader::new(Wanted::Only(NAMES.map(|name| name.as_bytes().to_vec()).to_vec()));
    for position in window.by_ref() {
        let (Some(file), Some(lost)) = (files.get(position.file), lost.get_mut(position.file)) else {
            continue;
        };
        let head = position.entry.head();
        let record = loader
            .load(position.file, file, &position.entry, lost, |fields| Fields { head, fields }.record());
        record.into_iter().for_each(&mut take);
    }
    for (lost, mut earlier) in lost.iter_mut().zip(window.merge().findings()) {
        earlier.append(lost);
        *lost = earlier;
    }
}
