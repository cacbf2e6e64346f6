//! The main job: entries, one after the other, as text on standard output.

use std::io::{self, Write};
use std::ops::Range;

use anyhow::anyhow;
use journalq_file::{Cursor, Findings, Id128, InvalidCursor, JournalFile};
use journalq_output::catalog::Catalog;
use journalq_output::{
    ColourMode, Field, Loader, Mode, Options, Renderer, Wanted, push_boot_separator, push_cursor_line,
    push_no_entries,
};
use journalq_query::grep::Pattern;
use journalq_query::{Journal, Merge, Position, Start, Window};

use crate::Outcome;
use crate::args::Args;
use crate::stderr::{Level, say, say_findings};
use crate::{catalog, cursor_file, environment, filter};

/// Prints the entries that `args` ask for, of them those whose message matches `pattern`.
pub(crate) fn run(args: &Args, pattern: Option<Pattern>, journal: &Journal) -> anyhow::Result<Outcome> {
    let files = journal.files()?;
    let expr = filter::expression(args, &files)?;
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), args.window(start(args)?));
    let mut printer = Printer::new(args, pattern, &files);
    let mut shown = false;
    while let Some(position) = window.next() {
        if printer.print(position)? {
            shown = true;
        } else {
            window.uncount();
        }
    }
    if !shown && !args.quiet {
        push_no_entries(&mut printer.out.text);
    }
    if args.show_cursor
        && let Some(position) = window.current()
    {
        push_cursor_line(&mut printer.out.text, &position.entry.head());
    }
    printer.out.finish()?;
    if let Some(file) = &args.cursor_file
        && let Some(position) = window.current()
    {
        cursor_file::write(file, &position.entry.head())?;
    }
    let damaged = report(journal, window.merge(), printer.lost);
    Ok(match printer.pattern {
        Some(_) if !shown => Outcome::NothingFound,
        _ if damaged => Outcome::Damaged,
        _ => Outcome::Complete,
    })
}

/// Turns entries into text on standard output.
struct Printer<'a> {
    files: &'a [JournalFile<'a>],
    pattern: Option<Pattern>,
    message: Wanted,
    wanted: Wanted,
    loader: Loader,
    separator: Separator,
    renderer: Renderer,
    explainer: Option<Explainer>,
    /// What of each file's fields could not be read.
    lost: Vec<Findings>,
    out: Output<io::StdoutLock<'static>>,
}

impl<'a> Printer<'a> {
    fn new(args: &Args, pattern: Option<Pattern>, files: &'a [JournalFile<'a>]) -> Self {
        let renderer = Renderer::new(options(args));
        let explains = args.catalog && (args.mode.is_short() || args.mode == Mode::Verbose);
        Self {
            files,
            pattern,
            message: Wanted::Only(vec![b"MESSAGE".to_vec()]),
            wanted: renderer.wanted(),
            loader: Loader::default(),
            separator: Separator::new(args, renderer.options().colour),
            renderer,
            explainer: explains.then(Explainer::new),
            lost: vec![Findings::default(); files.len()],
            out: Output::new(io::stdout().lock()),
        }
    }

    /// Prints an entry. Tells whether it counts: it does unless its message does not match.
    fn print(&mut self, Position { file: index, entry }: Position<'_>) -> anyhow::Result<bool> {
        let (Some(file), Some(lost)) = (self.files.get(index), self.lost.get_mut(index)) else {
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
            let Some((begin, end)) = self.loader.load(file, &entry, &self.message, lost, find)? else {
                return Ok(false);
            };
            hit = begin..end;
        }
        let (renderer, text) = (&mut self.renderer, &mut self.out.text);
        self.loader.load(file, &entry, &self.wanted, lost, |fields| {
            renderer.render_with_hit(&head, fields, hit, text)
        })?;
        if let Some(explainer) = &self.explainer {
            let text = &mut self.out.text;
            self.loader.load(file, &entry, &Wanted::All, lost, |fields| explainer.explain(fields, text));
        }
        self.out.write_if_full()?;
        Ok(true)
    }
}

/// Adds what the catalog says of messages.
struct Explainer {
    catalog: Catalog,
    languages: Vec<String>,
    utf8: bool,
    colour: ColourMode,
}

impl Explainer {
    fn new() -> Self {
        let catalog = catalog::load().unwrap_or_else(|error| {
            say(Level::Warning, &format!("Failed to read the message catalog: {error}"));
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

fn start(args: &Args) -> anyhow::Result<Option<Start>> {
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
        ..Options::new(args.mode)
    }
}

/// Says for each file what was lost in it. Tells whether anything was.
fn report(journal: &Journal, merge: &Merge<'_>, lost: Vec<Findings>) -> bool {
    let mut damaged = false;
    for ((source, mut findings), fields) in journal.sources().iter().zip(merge.findings()).zip(lost) {
        findings.append(&fields);
        damaged |= !findings.is_empty();
        say_findings(source.path(), &findings);
    }
    damaged
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

/// Collects text and writes it in portions that grow: the first line is out at once, later writes are few.
struct Output<W: Write> {
    text: Vec<u8>,
    portion: usize,
    to: W,
}

impl<W: Write> Output<W> {
    const FIRST_PORTION: usize = 1 << 12;
    const LARGEST_PORTION: usize = 1 << 20;

    fn new(to: W) -> Self {
        Self { text: Vec::new(), portion: Self::FIRST_PORTION, to }
    }

    fn write_if_full(&mut self) -> io::Result<()> {
        if self.text.len() < self.portion {
            return Ok(());
        }
        self.portion = Self::LARGEST_PORTION.min(self.portion.saturating_mul(2));
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.write()?;
        self.to.flush()
    }
}
