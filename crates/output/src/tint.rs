//! The colour of a message, by its priority, and the hit of a search that stands out in it.

use std::ops::Range;

use memchr::memchr_iter;

use crate::message::{TAB_BLANKS, as_c_string, lines};
use crate::text::push_indent;
use crate::{Colour, ColourMode};

/// The control sequences of a message. All are empty where it has no colour.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tint {
    on: &'static str,
    hit: &'static str,
    off: &'static str,
}

impl Tint {
    /// The colours for the value of `PRIORITY`; informational messages and those without a priority have none.
    pub(crate) fn of_priority(mode: ColourMode, priority: Option<&[u8]>) -> Self {
        let (on, hit) = match priority {
            Some([b'0'..=b'3']) => (Colour::Red, Colour::Bold),
            Some(b"4") => (Colour::Yellow, Colour::Bold),
            Some(b"5") => (Colour::Bold, Colour::Red),
            Some(b"7") => (Colour::Grey, Colour::Red),
            _ => return Self::default(),
        };
        Self { on: mode.sequence(on), hit: mode.sequence(hit), off: mode.sequence(Colour::Reset) }
    }

    /// The colours of a message from the audit subsystem: blue, with hits that stand out as its priority has it.
    pub(crate) fn of_audit(mode: ColourMode, priority: Option<&[u8]>) -> Self {
        let [on, off] = [Colour::Blue, Colour::Reset].map(|colour| mode.sequence(colour));
        Self { on, off, ..Self::of_priority(mode, priority) }
    }

    /// Tells whether there is no colour.
    pub(crate) fn is_none(self) -> bool {
        self.on.is_empty()
    }

    /// Appends a whole value, with newlines or not.
    pub(crate) fn push(self, out: &mut Vec<u8>, value: &[u8]) {
        push_all(out, &[self.on.as_bytes(), value, self.off.as_bytes()]);
    }

    /// Appends a whole value with `hit` in it.
    pub(crate) fn push_with_hit(self, out: &mut Vec<u8>, value: &[u8], hit: &Range<usize>) {
        let [before, within, after] = split(value, hit);
        let [on, off] = [self.on, self.off].map(str::as_bytes);
        push_all(out, &[on, before, self.hit.as_bytes(), within, on, after, off]);
    }
}

/// Appends the lines of one message in its colour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Painter {
    pub(crate) tint: Tint,
    /// Where the hit is in the message. Without a search it is empty and at the start, and leaves its sequences there.
    pub(crate) hit: Range<usize>,
    /// `-a`: what is printed in one go stops at a NUL.
    pub(crate) raw: bool,
}

impl Painter {
    /// Moves the hit, for a message that got so many bytes more at its start.
    pub(crate) fn move_hit(&mut self, bytes: usize) {
        self.hit = self.hit.start.saturating_add(bytes)..self.hit.end.saturating_add(bytes);
    }

    /// Appends all lines of `text`, all but the first indented.
    pub(crate) fn push_lines(&self, out: &mut Vec<u8>, indent: usize, text: &[u8]) {
        for (number, (end, line)) in lines(text).enumerate() {
            push_indent(out, number, indent);
            self.push_line(out, end, line);
            out.push(b'\n');
        }
    }

    /// Appends the line that ends at `end` in the message, with the hit if it begins in there.
    ///
    /// As in journalctl the hit is then marked as many bytes into the line as it is into the message: right in the first
    /// line, else too far on.
    pub(crate) fn push_line(&self, out: &mut Vec<u8>, end: usize, line: &[u8]) {
        if self.tint.is_none() && !self.raw {
            out.extend_from_slice(line);
            return;
        }
        let starts_before_hit = end.saturating_sub(line.len()) <= self.hit.start;
        if !starts_before_hit || self.hit.start >= line.len() {
            self.tint.push(out, self.shown(line));
            return;
        }
        let [on, hit, off] = [self.tint.on, self.tint.hit, self.tint.off].map(str::as_bytes);
        let [before, within, after] = split(line, &self.hit);
        push_all(out, &[on, self.shown(before), hit, self.shown(within)]);
        if !after.is_empty() {
            push_all(out, &[on, self.shown(after)]);
        }
        out.extend_from_slice(off);
    }

    /// Appends what `push_text` makes of a line, without the hit.
    pub(crate) fn push_unmarked(&self, out: &mut Vec<u8>, push_text: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(self.tint.on.as_bytes());
        push_text(out);
        out.extend_from_slice(self.tint.off.as_bytes());
    }

    fn shown<'a>(&self, piece: &'a [u8]) -> &'a [u8] {
        if self.raw { as_c_string(piece) } else { piece }
    }
}

/// Moves a hit in a message to where it is after the TABs are expanded. What else is removed from a message does not move
/// it in journalctl, which marks too far on then.
pub(crate) fn past_tabs(message: &[u8], hit: Range<usize>) -> Range<usize> {
    let past = |offset: usize| {
        let before = message.get(..offset).unwrap_or(message);
        offset.saturating_add(memchr_iter(b'\t', before).count() * (TAB_BLANKS.len() - 1))
    };
    if hit.end == 0 { hit } else { past(hit.start)..past(hit.end) }
}

/// Splits `text` before, in and after the hit, as far as it reaches.
fn split<'a>(text: &'a [u8], hit: &Range<usize>) -> [&'a [u8]; 3] {
    let (until_end, after) = text.split_at(hit.end.min(text.len()));
    let (before, within) = until_end.split_at(hit.start.min(until_end.len()));
    [before, within, after]
}

fn push_all(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}
