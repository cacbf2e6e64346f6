//! `--svg=FILE`: a picture of what a subcommand shows.

use journalq_query::Journal;

use crate::args::Args;
use crate::flags::{Argument, Flag};
use crate::new_file::NewFile;

/// The option, for subcommands that draw pictures.
pub(crate) const SVG: Flag =
    Flag::own("svg", Argument::Required("FILE"), "Draw it, too, in a new file", |args, value| {
        args.svg = value.map(Into::into);
        Ok(())
    });

/// The file to be created, if one was asked for; checked before anything is read.
pub(crate) fn new<'a>(args: &'a Args, journal: &Journal) -> anyhow::Result<Option<NewFile<'a>>> {
    args.svg.as_deref().map(|path| NewFile::made_of(journal, args, path)).transpose()
}
