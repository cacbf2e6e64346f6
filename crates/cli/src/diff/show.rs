//! Differences as lines: `-` before what only A has, `+` before what only B has, `~` before what says something else.

use journalq_file::{Entry, Findings, JournalFile};
use journalq_output::{ColourMode, Guard, Loader, Mode, Wanted, push_json_string};
use journalq_query::Position;
use journalq_report::diff::{Change, Difference, Place, Side, changes};

use crate::args::Args;
use crate::entry_text::EntryText;
use crate::environment;
use crate::output::Output;
use crate::stderr::escaped;

/// How much of a value is shown of a changed field, in characters.
const VALUE: usize = 200;

/// Prints differences.
pub(super) struct Show<'s, 'a> {
    args: &'s Args,
    sides: [Journals<'s, 'a>; 2],
    /// What keeps names and values from driving a terminal.
    guard: Guard,
    out: Output,
}

/// One side, and what makes text of its entries.
struct Journals<'s, 'a> {
    files: &'s [JournalFile<'a>],
    lost: &'s mut [Findings],
    text: EntryText,
    fields: Loader,
    /// Room for the text of an entry.
    room: Vec<u8>,
}

impl<'s, 'a> Show<'s, 'a> {
    pub(super) fn new(
        args: &'s Args,
        [files_a, files_b]: [&'s [JournalFile<'a>]; 2],
        [lost_a, lost_b]: &'s mut [Vec<Findings>; 2],
    ) -> Self {
        let side = |files, lost| Journals {
            files,
            lost,
            text: EntryText::new(args, None),
            fields: Loader::new(Wanted::All),
            room: Vec::new(),
        };
        let sides = [side(files_a, lost_a), side(files_b, lost_b)];
        Self { args, sides, guard: environment::guard(false), out: Output::new() }
    }

    pub(super) fn show(mut self, differences: &[Difference]) -> anyhow::Result<()> {
        for difference in differences {
            if self.args.mode == Mode::Json {
                self.push_json(difference)?;
            } else {
                self.push_lines(difference)?;
            }
            self.out.write_if_full()?;
        }
        Ok(self.out.flush()?)
    }

    fn push_lines(&mut self, difference: &Difference) -> anyhow::Result<()> {
        let Self { sides: [a, b], out, .. } = self;
        let (mark, text) = match difference {
            Difference::Only(Side::A, place) => (b'-', a.text_of(place)?),
            Difference::Only(Side::B, place) => (b'+', b.text_of(place)?),
            Difference::Altered(place, _) => (b'~', a.text_of(place)?),
        };
        for line in text.strip_suffix(b"\n").unwrap_or(text).split(|&byte| byte == b'\n') {
            out.text.extend([mark, b' ']);
            out.text.extend_from_slice(line);
            out.text.push(b'\n');
        }
        for Change { name, only_a, only_b } in &self.changes_of(difference) {
            let values = only_a.iter().map(|value| ('-', value));
            for (mark, value) in values.chain(only_b.iter().map(|value| ('+', value))) {
                let name = escaped(&String::from_utf8_lossy(name), self.guard);
                let value = self.value(value);
                self.out.text.extend_from_slice(format!("    {mark}{name}={value}\n").as_bytes());
            }
        }
        Ok(())
    }

    /// A value in one line, cut where all of it was not asked for.
    fn value(&self, value: &[u8]) -> String {
        let value = String::from_utf8_lossy(value);
        let cut = value.char_indices().nth(VALUE).filter(|_| !self.args.all);
        match cut.and_then(|(at, _)| value.get(..at)) {
            Some(beginning) => escaped(beginning, self.guard) + "...",
            None => escaped(&value, self.guard),
        }
    }

    fn push_json(&mut self, difference: &Difference) -> anyhow::Result<()> {
        let changes = self.changes_of(difference);
        let Self { sides: [a, b], out, .. } = self;
        let members: [(&str, Option<&[u8]>); 3] = match difference {
            Difference::Only(Side::A, place) => [("a", None), ("entry", Some(a.text_of(place)?)), ("", None)],
            Difference::Only(Side::B, place) => [("b", None), ("entry", Some(b.text_of(place)?)), ("", None)],
            Difference::Altered(in_a, in_b) => {
                [("both", None), ("a", Some(a.text_of(in_a)?)), ("b", Some(b.text_of(in_b)?))]
            }
        };
        let side = members.first().map_or("", |(side, _)| side);
        out.text.extend_from_slice(format!("{{\"side\":\"{side}\"").as_bytes());
        for (name, entry) in members.iter().filter_map(|(name, entry)| Some((name, (*entry)?))) {
            out.text.extend_from_slice(format!(",\"{name}\":").as_bytes());
            out.text.extend_from_slice(entry.trim_ascii_end());
        }
        if let Difference::Altered(..) = difference {
            let guard = environment::guard(self.args.all);
            out.text.extend_from_slice(b",\"changed\":[");
            for (place, change) in changes.iter().enumerate() {
                if place > 0 {
                    out.text.push(b',');
                }
                push_json_string(&mut out.text, &change.name, ColourMode::Off, guard);
            }
            out.text.push(b']');
        }
        out.text.extend_from_slice(b"}\n");
        Ok(())
    }

    /// What an altered entry says otherwise.
    fn changes_of(&mut self, difference: &Difference) -> Vec<Change> {
        let Difference::Altered(in_a, in_b) = difference else { return Vec::new() };
        let Self { sides: [a, b], args, .. } = self;
        let (Some(entry_a), Some(entry_b)) = (a.entry(in_a), b.entry(in_b)) else { return Vec::new() };
        let (Some(file_a), Some(file_b)) = (a.files.get(in_a.file), b.files.get(in_b.file)) else {
            return Vec::new();
        };
        let (Some(lost_a), Some(lost_b)) = (a.lost.get_mut(in_a.file), b.lost.get_mut(in_b.file)) else {
            return Vec::new();
        };
        let (heads, loader_b) = ([entry_a.head(), entry_b.head()], &mut b.fields);
        a.fields.load(in_a.file, file_a, &entry_a, lost_a, |of_a| {
            loader_b.load(in_b.file, file_b, &entry_b, lost_b, |of_b| {
                changes((&heads[0], of_a), (&heads[1], of_b), &args.diff.ignored)
            })
        })
    }
}

impl<'a> Journals<'_, 'a> {
    fn entry(&self, place: &Place) -> Option<Entry<'a>> {
        self.files.get(place.file)?.read_entry(place.entry).ok()
    }

    /// The text of an entry in the mode that was asked for. Of one that the short modes have nothing to print for there is its time.
    fn text_of(&mut self, place: &Place) -> anyhow::Result<&[u8]> {
        self.room.clear();
        if let Some(entry) = self.entry(place) {
            let position = Position { file: place.file, entry };
            self.text.push(self.files, position, self.lost, &mut self.room)?;
        }
        if self.room.is_empty() {
            let (seconds, usec) = (place.realtime_usec / 1_000_000, place.realtime_usec % 1_000_000);
            self.room.extend_from_slice(format!("@{seconds}.{usec:06}: no message\n").as_bytes());
        }
        Ok(&self.room)
    }
}
