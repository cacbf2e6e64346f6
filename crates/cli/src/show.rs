//! The main job: entries, one after the other, as text on standard output.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use anyhow::anyhow;
use journalq_file::{Cursor, EntryHead, Findings, Id128, InvalidCursor, JournalFile};
use journalq_output::catalog::Catalog;
use journalq_output::{
    ColourMode, Composer, Field, Loader, Mode, Options, RenderError, Renderer, Wanted, push_boot_separator,
    push_cursor_line, push_no_entries,
};
use journalq_query::grep::Pattern;
use journalq_query::{Journal, Merge, Position, Start, Window};

use crate::Outcome;
use crate::args::Args;
use crate::pager::Reader;
use crate::stderr::{Level, say};
use crate::{catalog, cursor_file, environment, filter, locale, lost, pager};

/// Prints the entries that `args` ask for, of them those whose message matches `pattern`.
pub(crate) fn run(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let expr = filter::expression(args, &files)?;
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), args.window(start(args)?));
    pager::start(args.paging);
    let mut printer = Printer::new(args, pattern);
    let mut lost = vec![Findings::default(); files.len()];
    let mut shown = false;
    while let Some(position) = window.next() {
        if printer.print(&files, position, &mut lost)? {
            shown = true;
        } else {
            window.uncount();
        }
    }
    if !shown && !args.quiet {
        push_no_entries(&mut printer.out.text);
    }
    let last = window.current();
    printer.finish(args, last.as_ref())?;
    cursor_file::update(args, last.as_ref())?;
    lost::add(&mut lost, window.merge().findings());
    let outcome = lost::report(journal, lost);
    Ok(if args.grep.is_some() && !shown { Outcome::NothingFound } else { outcome })
}

/// Turns entries into text on standard output.
pub(crate) struct Printer {
    pattern: Option<Pattern>,
    messages: Loader,
    separator: Separator,
    composer: Composer,
    all_fields: Loader,
    explainer: Option<Explainer>,
    out: Output<Box<dyn Write>>,
}

impl Printer {
    pub(crate) fn new(args: &Args, pattern: Option<Pattern>) -> Self {
        let mut options = options(args);
        let explains = args.catalog && (args.mode.is_short() || args.mode == Mode::Verbose);
        let mut links = options.links.as_mut().filter(|_| args.mode.is_short());
        let explainer = (explains || links.is_some()).then(|| Explainer::new(args, explains));
        if let (Some(links), Some(explainer)) = (&mut links, &explainer) {
            links.documentation = Arc::new(explainer.catalog.documentation(&explainer.languages));
        }
        let renderer = Renderer::new(options);
        Self {
            pattern,
            messages: Loader::new(Wanted::Only(vec![b"MESSAGE".to_vec()])),
            separator: Separator::new(args, renderer.options().colour),
            composer: Composer::new(renderer),
            all_fields: Loader::new(Wanted::All),
            explainer: explainer.filter(|_| explains),
            out: Output::new(pager::stdout(), pager::reader()),
        }
    }

    /// Prints an entry of one of `files`. Tells whether it counts: it does unless its message does not match. What of its
    /// fields cannot be read is `lost`.
    pub(crate) fn print(
        &mut self,
        files: &[JournalFile<'_>],
        Position { file: index, entry }: Position<'_>,
        lost: &mut [Findings],
    ) -> anyhow::Result<bool> {
        let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) else {
            return Ok(false);
        };
        let head = entry.head();
        // The line between boots stands before entries that do not match, too.
        self.separator.push(&mut self.out.text, head.boot_id);
        let mut hit = Range::default();
        if let Some(pattern) = &self.pattern {
            let find = |fields: &[Field<'_>]| match fields.first() {
                Some(message) => pattern.find(message.value),
                None => Ok(None),
            };
            let Some((begin, end)) = self.messages.load(index, file, &entry, lost, find)? else {
                return Ok(false);
            };
            hit = begin..end;
        }
        match self.composer.push(index, file, &entry, hit, lost, &mut self.out.text) {
            Err(error @ RenderError::InvalidMessageId) => say(Level::Error, &error),
            other => other?,
        }
        if let Some(explainer) = &self.explainer {
            let text = &mut self.out.text;
            self.all_fields.load(index, file, &entry, lost, |fields| explainer.explain(fields, text));
        }
        self.out.write_if_full()?;
        Ok(true)
    }

    /// Is handed other files from now on.
    pub(crate) fn forget_files(&mut self) {
        self.messages.forget_files();
        self.composer.forget_files();
        self.all_fields.forget_files();
    }

    /// Writes what was printed so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the output, with the cursor of the last entry if that was asked for.
    pub(crate) fn finish(mut self, args: &Args, last: Option<&EntryHead>) -> io::Result<()> {
        if args.show_cursor
            && let Some(last) = last
        {
            push_cursor_line(&mut self.out.text, last);
        }
        self.out.flush()
    }
}

/// What the catalog says of messages: explanations, and links to documentation.
struct Explainer {
    catalog: Catalog,
    languages: Vec<String>,
    utf8: bool,
    colour: ColourMode,
}

impl Explainer {
    /// Reads the catalog. That it cannot be read is told where it was asked for: links are an extra.
    fn new(args: &Args, is_asked_for: bool) -> Self {
        let catalog = catalog::load(args).unwrap_or_else(|error| {
            if is_asked_for {
                say(Level::Warning, &format!("Failed to read the message catalog: {error}"));
            }
            Catalog::default()
        });
        Self {
            catalog,
            languages: catalog::languages(),
            utf8: environment::is_utf8(),
            colour: environment::colour_mode(),
        }
    }

    fn explain(&self, fields: &[Field<'_>], out: &mut Vec<u8>) {
        if let Err(error) = self.catalog.explain(fields, &self.languages, self.utf8, self.colour, out) {
            say(Level::Error, &error);
        }
    }
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

fn options(args: &Args) -> Options {
    let colour = environment::colour_mode();
    let defaults = Options::new(args.mode);
    Options {
        all: args.all,
        full: !args.no_full,
        utc: args.utc,
        hostname: !args.no_hostname,
        truncate_newline: args.truncate_newline,
        output_fields: args.output_fields.clone(),
        exclude_identifiers: args.exclude_identifiers.clone(),
        width: environment::width(),
        utf8: environment::is_utf8(),
        time_zone: environment::time_zone(),
        colour,
        underline: environment::can_underline(),
        links: environment::links(colour),
        months: locale::months().unwrap_or(defaults.months),
        ..defaults
    }
}

/// The lines between boots.
struct Separator {
    wanted: bool,
    colour: ColourMode,
    boot_id: Option<Id128>,
}

impl Separator {
    fn new(args: &Args, colour: ColourMode) -> Self {
        Self { wanted: !args.merge && !args.quiet, colour, boot_id: None }
    }

    fn push(&mut self, out: &mut Vec<u8>, boot_id: Id128) {
        let changed = self.boot_id.replace(boot_id).is_some_and(|before| before != boot_id);
        if changed && self.wanted {
            push_boot_separator(out, boot_id, self.colour);
        }
    }
}

/// Collects text and writes it in portions. To a terminal each entry goes at once, and to a pager a page; elsewhere portions
/// grow: the first line is out soon, later writes are few.
struct Output<W: Write> {
    text: Vec<u8>,
    portion: usize,
    largest_portion: usize,
    to: W,
}

impl<W: Write> Output<W> {
    const FIRST_PORTION: usize = 1 << 12;

    fn new(to: W, reader: Reader) -> Self {
        let largest_portion = match reader {
            Reader::Terminal => 1,
            Reader::Pager => Self::FIRST_PORTION,
            Reader::Other => 1 << 20,
        };
        Self { text: Vec::new(), portion: Self::FIRST_PORTION.min(largest_portion), largest_portion, to }
    }

    fn write_if_full(&mut self) -> io::Result<()> {
        if self.text.len() < self.portion {
            return Ok(());
        }
        self.portion = self.largest_portion.min(self.portion.saturating_mul(2));
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.to.flush()
    }
}
