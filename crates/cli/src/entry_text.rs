//! What is printed for an entry: its text, if its message matches, and what the catalog says of it.

use std::ops::Range;
use std::sync::Arc;

use journalq_file::{Findings, JournalFile};
use journalq_output::catalog::Catalog;
use journalq_output::{
    ColourMode, Composer, Field, Guard, Loader, Mode, Options, RenderError, Renderer, Wanted,
};
use journalq_query::Position;
use journalq_query::grep::Pattern;

use crate::args::Args;
use crate::grep::Grep;
use crate::stderr::{Level, say};
use crate::{catalog, environment, locale};

/// Makes the text of entries. One to a worker.
pub(crate) struct EntryText {
    grep: Option<Grep>,
    composer: Composer,
    explainer: Option<Arc<Explainer>>,
    all_fields: Loader,
}

impl EntryText {
    pub(crate) fn new(args: &Args, pattern: Option<Pattern>) -> Self {
        let mut options = options(args);
        let explains = args.catalog && (args.mode.is_short() || args.mode == Mode::Verbose);
        let mut links = options.links.as_mut().filter(|_| args.mode.is_short());
        let explainer = (explains || links.is_some()).then(|| Explainer::new(args, explains));
        if let (Some(links), Some(explainer)) = (&mut links, &explainer) {
            links.documentation = Arc::new(explainer.catalog.documentation(&explainer.languages));
        }
        let explainer = explainer.filter(|_| explains).map(Arc::new);
        Self::of(Renderer::new(options), pattern.map(Grep::new), explainer)
    }

    fn of(renderer: Renderer, grep: Option<Grep>, explainer: Option<Arc<Explainer>>) -> Self {
        Self { grep, composer: Composer::new(renderer), explainer, all_fields: Loader::new(Wanted::All) }
    }

    /// One that makes the same text, for another worker.
    pub(crate) fn another(&self) -> Self {
        let grep = self.grep.as_ref().map(Grep::another);
        Self::of(self.composer.renderer().clone(), grep, self.explainer.clone())
    }

    /// What the text is made with.
    pub(crate) fn options(&self) -> &Options {
        self.composer.renderer().options()
    }

    /// The line that stands before all entries, if there is one.
    pub(crate) fn heading(&self) -> Option<Vec<u8>> {
        self.composer.renderer().heading()
    }

    /// Tells whether all fields of an entry are printed, so that its text is long.
    pub(crate) fn lists_fields(&self) -> bool {
        self.composer.renderer().wanted() == Wanted::All
    }

    /// Tells whether entries can be worked on in any order: the text of each depends on nothing else, and nothing is said on
    /// the way.
    pub(crate) fn is_independent(&self) -> bool {
        let options = self.options();
        !options.mode.is_sequential() && options.links.is_none() && self.explainer.is_none()
    }

    /// Appends the text of an entry of one of `files`. Tells whether the entry counts: it does unless its message does not
    /// match. What of its fields cannot be read is `lost`.
    pub(crate) fn push(
        &mut self,
        files: &[JournalFile<'_>],
        Position { file: index, entry }: Position<'_>,
        lost: &mut [Findings],
        out: &mut Vec<u8>,
    ) -> anyhow::Result<bool> {
        let (Some(file), Some(lost)) = (files.get(index), lost.get_mut(index)) else {
            return Ok(false);
        };
        let mut hit = Range::default();
        if let Some(grep) = &mut self.grep {
            let Some(found) = grep.find(index, file, &entry, lost)? else { return Ok(false) };
            hit = found;
        }
        let before = out.len();
        match self.composer.push(index, file, &entry, hit, lost, out) {
            Err(error @ RenderError::InvalidMessageId) => say(Level::Error, &error),
            other => other?,
        }
        // Where nothing is printed, for want of a message or because of -T, there is nothing to explain.
        let is_printed = out.len() > before;
        if let Some(explainer) = self.explainer.as_ref().filter(|_| is_printed) {
            self.all_fields.load(index, file, &entry, lost, |fields| explainer.explain(fields, out));
        }
        Ok(true)
    }

    /// Is handed entries of this file alone, until another one begins.
    pub(crate) fn begin_file(&mut self, index: usize) {
        if let Some(grep) = &mut self.grep {
            grep.begin_file(index);
        }
        self.composer.begin_file(index);
    }

    /// Is handed other files from now on.
    pub(crate) fn forget_files(&mut self) {
        if let Some(grep) = &mut self.grep {
            grep.forget_files();
        }
        self.composer.forget_files();
        self.all_fields.forget_files();
    }
}

/// What the catalog says of messages: explanations, and links to documentation.
struct Explainer {
    catalog: Catalog,
    languages: Vec<String>,
    utf8: bool,
    colour: ColourMode,
    guard: Guard,
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
            guard: environment::guard(args.all),
        }
    }

    fn explain(&self, fields: &[Field<'_>], out: &mut Vec<u8>) {
        let Self { catalog, languages, utf8, colour, guard } = self;
        if let Err(error) = catalog.explain(fields, languages, *utf8, *colour, *guard, out) {
            say(Level::Error, &error);
        }
    }
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
        template: args.template.clone(),
        defuse_formulas: args.defuse_formulas,
        exclude_identifiers: args.exclude_identifiers.clone(),
        width: environment::width(),
        utf8: environment::is_utf8(),
        time_zone: environment::time_zone(),
        colour,
        underline: environment::can_underline(),
        guard: environment::guard(args.all),
        links: environment::links(colour),
        months: locale::months().unwrap_or(defaults.months),
        ..defaults
    }
}
