//! The report as a page, in a file that is not there yet.

use std::path::{Path, PathBuf};

use journalq_output::Size;
use journalq_report::examination::Report;
use journalq_report::html::to_html;

use crate::args::Args;
use crate::environment;
use crate::flags::{Argument, Flag};
use crate::new_file::NewFile;
use crate::stderr::{Level, say};

pub(super) const HTML: Flag =
    Flag::own("html", Argument::Required("FILE"), "Write the report as a page of HTML", |args, value| {
        args.report_html = value.map(PathBuf::from);
        Ok(())
    });

/// The file to write, if one is asked for: there is nothing yet, and it lies beside none of the inputs.
pub(super) fn new_file<'a>(args: &'a Args, inputs: &[PathBuf]) -> anyhow::Result<Option<NewFile<'a>>> {
    let folders =
        args.report_on.iter().map(Path::new).chain(args.directory.as_deref()).chain(args.root.as_deref());
    let inputs = inputs.iter().map(PathBuf::as_path).chain(folders);
    args.report_html.as_deref().map(|path| NewFile::at(path, inputs)).transpose()
}

pub(super) fn write(args: &Args, report: &Report, new: &NewFile<'_>) -> anyhow::Result<()> {
    let page = to_html(report, environment::shown_zone(args.utc));
    new.create(page.as_bytes())?;
    if !args.quiet {
        let size = Size(u64::try_from(page.len()).unwrap_or(u64::MAX));
        say(Level::Notice, &format!("Wrote the report, {size}, to {}.", new.path().display()));
    }
    Ok(())
}
