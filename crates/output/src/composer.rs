//! Entries of files to text.
//!
//! An entry's fields are mostly the same few hundred DATA objects, and in the modes that list fields the text of one
//! depends on nothing else. It is made once and kept, so that most of an entry is put together from finished parts.

use std::collections::HashMap;
use std::ops::Range;

use journalq_file::{DataObject, Entry, Findings, JournalFile};

use crate::loader::Loader;
use crate::memo::Memo;
use crate::texts::Texts;
use crate::{Field, Fragments, Looked, RenderError, Renderer, Wanted};

/// Puts together the text of entries, one after the other. One to a worker.
#[derive(Debug)]
pub struct Composer {
    renderer: Renderer,
    loader: Loader,
    /// In the modes that list all fields.
    parts: Option<Parts>,
}

impl Composer {
    /// Makes a composer for what `renderer` prints.
    #[must_use]
    pub fn new(mut renderer: Renderer) -> Self {
        let wanted = renderer.wanted();
        let fragments = renderer.fragments().filter(|_| wanted == Wanted::All);
        let parts = fragments.map(|fragments| Parts::new(fragments.joins_names()));
        Self { renderer, loader: Loader::new(wanted), parts }
    }

    /// What it was made for.
    #[must_use]
    pub const fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// Appends the text of an entry to `out`, as [`Renderer::render_with_hit`] does.
    ///
    /// `index` is the number of the file, which has to stay the same one until [`forget_files`](Self::forget_files).
    /// What of the fields cannot be read goes into `findings`.
    ///
    /// # Errors
    ///
    /// Those of [`Renderer::render`].
    pub fn push(
        &mut self,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        hit: Range<usize>,
        findings: &mut Findings,
        out: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        let Self { renderer, loader, parts } = self;
        if let (Some(parts), Some(fragments)) = (parts, renderer.fragments())
            && parts.push(fragments, index, file, entry, out)
        {
            return Ok(());
        }
        loader.load(index, file, entry, findings, |fields| {
            renderer.render_with_hit(&entry.head(), fields, hit, out)
        })
    }

    /// The next entries are of this file alone, and what was made of its objects before is of use again.
    pub fn begin_file(&mut self, index: usize) {
        match &mut self.parts {
            Some(parts) => parts.memo.begin_file(index),
            None => self.loader.begin_file(index),
        }
    }

    /// Forgets which file has which number.
    pub fn forget_files(&mut self) {
        self.loader.forget_files();
        if let Some(parts) = &mut self.parts {
            parts.forget();
        }
    }
}

/// The finished texts of fields.
#[derive(Debug)]
struct Parts {
    memo: Memo<Part>,
    texts: Texts,
    /// The fields of the present entry.
    body: Vec<u8>,
    /// Where fields of the same name have to be brought together: which names the present entry has.
    names: Option<Names>,
}

/// A finished text.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    begin: u32,
    len: u32,
    /// The length of the field's payload.
    payload_len: u32,
    name: Name,
}

impl Parts {
    /// Texts are forgotten when there are this many bytes of them, which a second-level cache still holds.
    const TEXTS_BYTES: usize = 1 << 20;

    /// Where entries come file by file, those of the other files wait in memory.
    const TEXTS_BYTES_BY_FILE: usize = 1 << 25;

    /// Texts of more bytes are not kept.
    const LONGEST: usize = 1 << 12;

    fn new(joins_names: bool) -> Self {
        Self {
            memo: Memo::default(),
            texts: Texts::default(),
            body: Vec::new(),
            names: joins_names.then(Names::default),
        }
    }

    fn forget(&mut self) {
        self.memo.clear();
        self.texts.clear();
    }

    /// Appends the text of an entry. Tells whether it could: an entry with a field that is compressed, unreadable or too
    /// large, or that JSON has to bring together with others, is rendered whole.
    fn push(
        &mut self,
        mut fragments: Fragments<'_>,
        index: usize,
        file: &JournalFile<'_>,
        entry: &Entry<'_>,
        out: &mut Vec<u8>,
    ) -> bool {
        let begin = out.len();
        let looked = if !fragments.head_looks_at_fields() {
            fragments.push_head(&entry.head(), &Looked::default(), out);
            let pushed = self.push_fields(&fragments, index, file, entry, out);
            if pushed.is_none() {
                out.truncate(begin);
            }
            pushed
        } else {
            let mut body = std::mem::take(&mut self.body);
            body.clear();
            let pushed = self.push_fields(&fragments, index, file, entry, &mut body);
            if let Some(looked) = &pushed {
                fragments.push_head(&entry.head(), looked, out);
                out.extend_from_slice(&body);
            }
            self.body = body;
            pushed
        };
        let Some(looked) = looked else { return false };
        fragments.push_end(&looked, out);
        true
    }

    /// Appends the texts of all fields. Returns what else is looked at among them; `None` when it could not.
    fn push_fields<'a>(
        &mut self,
        fragments: &Fragments<'_>,
        index: usize,
        file: &JournalFile<'a>,
        entry: &Entry<'a>,
        out: &mut Vec<u8>,
    ) -> Option<Looked<'a>> {
        let mut budget = file.limits().entry_bytes;
        let looked_at = fragments.looked_at();
        let mut looked = Looked::default();
        if let Some(names) = &mut self.names {
            names.begin_entry();
        }
        for offset in entry.items() {
            let (payload_len, name) = match self.memo.of_file(index).get(offset) {
                Some(part) => {
                    self.texts.push(part.range(), out)?;
                    (part.payload_len.try_into().ok()?, part.name)
                }
                None => {
                    let data = file.read_data(offset).ok()?;
                    let field = plain_field(&data)?;
                    // What is looked at beside its text is not kept.
                    let is_kept = !looked.look_at(looked_at, &field);
                    (data.stored().len(), self.push_field(fragments, index, &data, field, is_kept, out)?)
                }
            };
            budget = budget.checked_sub(payload_len)?;
            if self.names.as_mut().is_some_and(|names| !names.is_new(name)) {
                return None;
            }
        }
        Some(looked)
    }

    /// Appends the text of a field, and keeps it if `is_kept`. Returns the number of its name, if names have numbers here.
    fn push_field(
        &mut self,
        fragments: &Fragments<'_>,
        index: usize,
        data: &DataObject<'_>,
        field: Field<'_>,
        is_kept: bool,
        out: &mut Vec<u8>,
    ) -> Option<Name> {
        let name = match &mut self.names {
            Some(names) => names.name(field.name)?,
            None => Name::default(),
        };
        let begin = out.len();
        fragments.push_field(&field, out);
        if is_kept {
            self.keep(index, data, name, out.get(begin..)?);
        }
        Some(name)
    }

    fn keep(&mut self, index: usize, data: &DataObject<'_>, name: Name, text: &[u8]) {
        if text.len() > Self::LONGEST || !Memo::<Part>::is_worth_it(data) {
            return;
        }
        let most = if self.memo.is_by_file() { Self::TEXTS_BYTES_BY_FILE } else { Self::TEXTS_BYTES };
        if self.texts.len() + text.len() > most {
            self.forget();
        }
        let begin = u32::try_from(self.texts.len());
        let lens = (u32::try_from(text.len()), u32::try_from(data.stored().len()));
        if let (Ok(begin), (Ok(len), Ok(payload_len))) = (begin, lens) {
            self.texts.keep(text);
            self.memo.put(index, data, Part { begin, len, payload_len, name });
        }
    }
}

/// The field of an object that is stored as it is.
fn plain_field<'a>(data: &DataObject<'a>) -> Option<Field<'a>> {
    match data.codec() {
        Ok(None) => Field::split(data.stored()),
        Ok(Some(_)) | Err(_) => None,
    }
}

impl Part {
    fn range(self) -> Range<usize> {
        let usize = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        usize(self.begin)..usize(self.begin).saturating_add(usize(self.len))
    }
}

/// The number of a field name.
#[derive(Clone, Copy, Debug, Default)]
struct Name(u16);

/// The names that were met, and which of them the present entry has.
#[derive(Debug, Default)]
struct Names {
    known: HashMap<Vec<u8>, Name>,
    /// By length, the name that was looked up last: fields that no other entry has are mostly of the same few names.
    recent: Vec<(Vec<u8>, Name)>,
    present: [u64; Self::MOST / 64],
}

impl Names {
    const MOST: usize = 1024;

    /// Names of more bytes are always looked up.
    const RECENT: usize = 32;

    fn begin_entry(&mut self) {
        self.present = Default::default();
    }

    /// The number of a name; `None` for one of the reader's own, and where there are too many.
    fn name(&mut self, name: &[u8]) -> Option<Name> {
        if self.recent.is_empty() {
            self.recent.resize(Self::RECENT, Default::default());
        }
        let known = &mut self.known;
        let Some((recent, number)) = self.recent.get_mut(name.len()) else {
            return Self::look_up(known, name);
        };
        if recent != name || name.is_empty() {
            *number = Self::look_up(known, name)?;
            recent.clear();
            recent.extend_from_slice(name);
        }
        Some(*number)
    }

    fn look_up(known: &mut HashMap<Vec<u8>, Name>, name: &[u8]) -> Option<Name> {
        if let Some(number) = known.get(name) {
            return Some(*number);
        }
        if known.len() >= Self::MOST || name.starts_with(b"__") {
            return None;
        }
        let number = Name(u16::try_from(known.len()).ok()?);
        known.insert(name.to_vec(), number);
        Some(number)
    }

    /// Tells whether the present entry has had no field of this name yet.
    fn is_new(&mut self, Name(number): Name) -> bool {
        let bit = 1 << (number % 64);
        let Some(word) = self.present.get_mut(usize::from(number / 64)) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
