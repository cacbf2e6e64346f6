//! The main job: entries, one after the other, as text on standard output.

use std::io::{self, Write};

use anyhow::bail;
use journalq_file::{Cursor, Findings, Id128, InvalidCursor};
use journalq_output::{Loader, Options, Renderer, push_boot_separator, push_cursor_line, push_no_entries};
use journalq_query::{Expr, Journal, Merge, Position, Start, Window};

use crate::args::Args;
use crate::environment;
use crate::stderr::say_findings;

/// Prints the entries that `args` ask for. Tells whether something could not be read.
pub(crate) fn run(args: &Args, journal: &Journal) -> anyhow::Result<bool> {
    let files = journal.files()?;
    if let Some(path) = args.words.iter().find(|word| word.as_encoded_bytes().starts_with(b"/")) {
        bail!("journalq: path arguments like '{}' are not supported yet", path.display());
    }
    let expr = Expr::from_words(args.words.iter().map(|word| word.as_encoded_bytes()))?;
    let mut window = Window::new(Merge::new(&files, expr.as_ref()), args.window(start(args)?));

    let mut renderer = Renderer::new(options(args));
    let wanted = renderer.wanted();
    let mut loader = Loader::default();
    let mut separator = Separator::new(args);
    let mut lost = vec![Findings::default(); files.len()];
    let mut out = Output::new(io::stdout().lock());
    let mut shown = false;
    for Position { file: index, entry } in window.by_ref() {
        let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) else { continue };
        shown = true;
        let head = entry.head();
        separator.push(&mut out.text, head.boot_id);
        loader.load(file, &entry, &wanted, lost, |fields| renderer.render(&head, fields, &mut out.text))?;
        out.write_if_full()?;
    }
    if !shown && !args.quiet {
        push_no_entries(&mut out.text);
    }
    if args.show_cursor
        && let Some(position) = window.current()
    {
        push_cursor_line(&mut out.text, &position.entry.head());
    }
    out.finish()?;
    Ok(report(journal, window.merge(), lost))
}

fn start(args: &Args) -> anyhow::Result<Option<Start>> {
    let parse = |text: &Vec<u8>| {
        Cursor::parse(text)
            .map_err(|InvalidCursor| anyhow::anyhow!("Failed to seek to cursor: Invalid argument"))
    };
    if let Some(cursor) = &args.cursor {
        return Ok(Some(Start::At(parse(cursor)?)));
    }
    args.after_cursor.as_ref().map(|cursor| Ok(Start::After(parse(cursor)?))).transpose()
}

fn options(args: &Args) -> Options {
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
    boot_id: Option<Id128>,
}

impl Separator {
    fn new(args: &Args) -> Self {
        Self { wanted: !args.merge && !args.quiet, boot_id: None }
    }

    fn push(&mut self, out: &mut Vec<u8>, boot_id: Id128) {
        let changed = self.boot_id.replace(boot_id).is_some_and(|before| before != boot_id);
        if changed && self.wanted {
            push_boot_separator(out, boot_id);
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
