//! The main job: the entries that were asked for.

use anyhow::anyhow;
use journalq_file::{Cursor, Findings, InvalidCursor};
use journalq_query::grep::Pattern;
use journalq_query::{Journal, Merge, Start, Window};

use crate::args::Args;
use crate::printer::Printer;
use crate::{Outcome, cursor_file, filter, lost, pager};

/// Prints the entries that `args` ask for, of them those whose message matches `pattern`.
pub(crate) fn run(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    cursor_file::check(args, journal)?;
    let expr = filter::expression(args, &files)?;
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), args.window(start(args)?));
    pager::start(args.paging);
    let mut printer = Printer::new(args, pattern);
    let mut lost = vec![Findings::default(); files.len()];
    let shown = printer.print_all(&files, &mut window, &mut lost)?;
    if !shown && !args.quiet {
        printer.push_no_entries();
    }
    let last = window.current();
    printer.finish(args, last.as_ref())?;
    cursor_file::update(args, last.as_ref())?;
    lost::add(&mut lost, window.merge().findings());
    let outcome = lost::report(journal, lost).max(filter::report(args));
    Ok(if args.grep.is_some() && !shown { Outcome::NothingFound } else { outcome })
}

pub(crate) fn start(args: &Args) -> anyhow::Result<Option<Start>> {
    let parse = |text: &[u8]| {
        Cursor::parse(text).map_err(|InvalidCursor| anyhow!("Failed to seek to cursor: Invalid argument"))
    };
    if let Some(cursor) = &args.cursor {
        return Ok(Some(Start::At(parse(cursor)?)));
    }
    let after = match &args.cursor_file {
        Some(file) => cursor_file::read(file)?,
        None => args.after_cursor.clone(),
    };
    after.map(|cursor| Ok(Start::After(parse(&cursor)?))).transpose()
}
