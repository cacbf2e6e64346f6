//! The short family: a time, who logged, and the message, one line each.
//!
//! ```text
//! Nov 14 22:13:20 host1 app[101]: first line
//!                                 second line
//! |---------- prefix -----------|
//! ```

use std::ops::Range;

use journalq_file::{EntryHead, Id128};

use crate::display_time::DisplayTime;
use crate::ellipsis::push_ellipsized;
use crate::link::{is_documentation, push_documentation};
use crate::message::{as_c_string, clean, first_line, lines};
use crate::text::{push_blob, push_indent, push_lines};
use crate::time::push_seconds;
use crate::tint::{Painter, Tint, past_tabs};
use crate::{Clock, ColourMode, Field, Guard, Links, Mode, Options, RenderError, TimeStyle, is_printable};

/// The fields that the short family always looks at.
const FIELDS: [&[u8]; 9] = [
    b"MESSAGE",
    b"_HOSTNAME",
    b"SYSLOG_IDENTIFIER",
    b"_COMM",
    b"_PID",
    b"SYSLOG_PID",
    b"_SYSTEMD_UNIT",
    b"_SYSTEMD_USER_UNIT",
    b"_SOURCE_REALTIME_TIMESTAMP",
];

/// Those that it looks at for colours.
const COLOUR_FIELDS: [&[u8]; 2] = [b"PRIORITY", b"_TRANSPORT"];

/// Those that it looks at for links, along with what the catalog's links are made of.
const LINK_FIELDS: [&[u8]; 2] = [b"CONFIG_FILE", b"DOCUMENTATION"];

/// The fields that the short family looks at.
pub(crate) fn fields(options: &Options) -> Vec<Vec<u8>> {
    let mut fields = FIELDS.to_vec();
    if options.colour != ColourMode::Off {
        fields.extend(COLOUR_FIELDS);
    }
    if let Some(links) = &options.links {
        fields.extend(LINK_FIELDS);
        fields.extend(links.documentation.fields());
    }
    fields.into_iter().map(<[u8]>::to_vec).collect()
}

/// Parts of the prefix are shown up to this length, and messages under `--no-full`.
const SHOWN_BYTES: usize = 300;

/// The third line of a message is the last one that `--no-full` shows.
const LAST_LINE: usize = 2;

/// Renders entries in one of the modes of the short family.
#[derive(Clone, Debug)]
pub(crate) struct Short {
    time: TimeColumn,
    with_unit: bool,
    all: bool,
    hostname: bool,
    truncate_newline: bool,
    exclude_identifiers: Vec<Vec<u8>>,
    ellipsis: Option<Ellipsis>,
    utf8: bool,
    colour: ColourMode,
    guard: Guard,
    links: Option<Links>,
    /// Holds a cleaned message.
    scratch: Vec<u8>,
}

/// What the first column shows.
#[derive(Clone, Debug)]
enum TimeColumn {
    Realtime(Clock),
    Unix,
    Monotonic,
    /// With the entry that was printed before, which the distance is measured from.
    Delta(Option<Printed>),
}

/// What is remembered of a printed entry.
#[derive(Clone, Copy, Debug)]
struct Printed {
    boot_id: Id128,
    time: DisplayTime,
}

/// The bounds of lines under `--no-full`.
#[derive(Clone, Copy, Debug)]
struct Ellipsis {
    width: usize,
    utf8: bool,
}

/// The values that a line is made of. Of a repeated field the last one counts.
#[derive(Clone, Copy, Default)]
struct Parts<'a> {
    message: Option<&'a [u8]>,
    hostname: Option<&'a [u8]>,
    identifier: Option<&'a [u8]>,
    comm: Option<&'a [u8]>,
    pid: Option<&'a [u8]>,
    syslog_pid: Option<&'a [u8]>,
    unit: Option<&'a [u8]>,
    user_unit: Option<&'a [u8]>,
    source_realtime: Option<&'a [u8]>,
    priority: Option<&'a [u8]>,
    transport: Option<&'a [u8]>,
    config_file: Option<&'a [u8]>,
    documentation: Option<&'a [u8]>,
}

impl<'a> Parts<'a> {
    fn collect(fields: &[Field<'a>]) -> Self {
        let mut parts = Self::default();
        for field in fields {
            let part = match field.name {
                b"MESSAGE" => &mut parts.message,
                b"_HOSTNAME" => &mut parts.hostname,
                b"SYSLOG_IDENTIFIER" => &mut parts.identifier,
                b"_COMM" => &mut parts.comm,
                b"_PID" => &mut parts.pid,
                b"SYSLOG_PID" => &mut parts.syslog_pid,
                b"_SYSTEMD_UNIT" => &mut parts.unit,
                b"_SYSTEMD_USER_UNIT" => &mut parts.user_unit,
                b"_SOURCE_REALTIME_TIMESTAMP" => &mut parts.source_realtime,
                b"PRIORITY" => &mut parts.priority,
                b"_TRANSPORT" => &mut parts.transport,
                b"CONFIG_FILE" => &mut parts.config_file,
                b"DOCUMENTATION" => &mut parts.documentation,
                _ => continue,
            };
            *part = Some(field.value);
        }
        parts
    }
}

impl Short {
    pub(crate) fn new(options: &Options) -> Self {
        let cut = !options.full && !options.all;
        Self {
            time: TimeColumn::new(options),
            with_unit: options.mode == Mode::WithUnit,
            all: options.all,
            hostname: options.hostname,
            truncate_newline: options.truncate_newline,
            exclude_identifiers: options.exclude_identifiers.clone(),
            ellipsis: cut.then_some(Ellipsis { width: options.width, utf8: options.utf8 }),
            utf8: options.utf8,
            colour: options.colour,
            guard: options.guard,
            links: options.links.clone(),
            scratch: Vec::new(),
        }
    }

    /// Appends the entry's lines; none if it has no message or its identifier is excluded.
    pub(crate) fn render(
        &mut self,
        head: &EntryHead,
        fields: &[Field<'_>],
        hit: Range<usize>,
        out: &mut Vec<u8>,
    ) -> Result<(), RenderError> {
        let parts = Parts::collect(fields);
        let Some(message) = parts.message else { return Ok(()) };
        if parts.identifier.is_some_and(|identifier| self.excludes(identifier)) {
            return Ok(());
        }
        let start = out.len();
        self.time.push(out, head.boot_id, DisplayTime::new(head, parts.source_realtime));
        let prefix = out.len() - start + self.push_origin(out, &parts);
        let linked = match &self.links {
            Some(links) => self.push_documentation(out, links, parts.documentation, fields),
            None => Ok(()),
        };
        self.push_message(out, prefix, message, &parts, hit);
        linked
    }

    /// Appends the link to the entry's own documentation, or to that which the catalog names.
    #[cold]
    fn push_documentation(
        &self,
        out: &mut Vec<u8>,
        links: &Links,
        own: Option<&[u8]>,
        fields: &[Field<'_>],
    ) -> Result<(), RenderError> {
        let own = self.showable(own).map(as_c_string).filter(|own| is_documentation(own));
        if let Some(own) = own {
            push_documentation(out, own, self.utf8);
            return Ok(());
        }
        let target = links.documentation.target(fields).map_err(|_| RenderError::InvalidMessageId)?;
        if let Some(target) = target.filter(|target| is_documentation(target)) {
            push_documentation(out, &target, self.utf8);
        }
        Ok(())
    }

    fn excludes(&self, identifier: &[u8]) -> bool {
        self.exclude_identifiers.iter().any(|excluded| excluded == identifier)
    }

    /// Appends host, identifier and PID, up to the blank before the message. Returns the bytes that later lines are
    /// indented for it, which is journalctl's count and not always what was written.
    fn push_origin(&self, out: &mut Vec<u8>, parts: &Parts<'_>) -> usize {
        let mut indent = 0;
        if let Some(hostname) = self.showable(parts.hostname).filter(|_| self.hostname) {
            self.push_part(out, b" ", hostname, b"");
            indent += 1 + hostname.len();
        }
        indent += self.push_identity(out, parts);
        if let Some(pid) = self.showable(parts.pid).or_else(|| self.showable(parts.syslog_pid)) {
            self.push_part(out, b"[", pid, b"]");
            indent += 2 + pid.len();
        }
        out.extend_from_slice(b": ");
        indent + 2
    }

    /// Appends what stands for the program: in with-unit its unit, else its identifier or command name. Returns the
    /// bytes it counts for the indent: none for `unknown`, and a user unit counts as much as the system unit.
    fn push_identity(&self, out: &mut Vec<u8>, parts: &Parts<'_>) -> usize {
        let units = [parts.unit, parts.user_unit];
        if self.with_unit && units.into_iter().any(|unit| self.showable(unit).is_some()) {
            let mut separator: &[u8] = b" ";
            for unit in units.into_iter().flatten() {
                self.push_part(out, separator, unit, b"");
                separator = b"/";
            }
            let units_shown = units.into_iter().flatten().count();
            return units_shown * (1 + parts.unit.map_or(0, <[u8]>::len));
        }
        match self.showable(parts.identifier).or_else(|| self.showable(parts.comm)) {
            Some(identifier) => {
                self.push_part(out, b" ", identifier, b"");
                1 + identifier.len()
            }
            None => {
                out.extend_from_slice(b" unknown");
                0
            }
        }
    }

    /// Appends a part of the prefix, which journalctl prints as a C string.
    fn push_part(&self, out: &mut Vec<u8>, before: &[u8], part: &[u8], after: &[u8]) {
        out.extend_from_slice(before);
        self.guard.push(out, as_c_string(part));
        out.extend_from_slice(after);
    }

    /// Returns the part if it is fit for the prefix.
    fn showable<'a>(&self, part: Option<&'a [u8]>) -> Option<&'a [u8]> {
        part.filter(|part| self.all || (part.len() < SHOWN_BYTES && is_printable(part)))
    }

    /// Appends the message and the end of its last line. `prefix` is the indent of all lines but the first.
    fn push_message(
        &mut self,
        out: &mut Vec<u8>,
        prefix: usize,
        message: &[u8],
        parts: &Parts<'_>,
        hit: Range<usize>,
    ) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let cleaned = if self.all { message } else { clean(message, &mut scratch) };
        let text = if self.truncate_newline { first_line(cleaned) } else { cleaned };
        if !self.all && !is_printable(text) {
            push_blob(out, text.len());
            out.push(b'\n');
        } else if text.is_empty() {
            out.push(b'\n');
        } else {
            let is_plain = self.colour == ColourMode::Off && self.links.is_none();
            let hit = if self.all { hit } else { past_tabs(message, hit) };
            let (text, hit) = self.guard.shown_with_hit(text, &hit);
            let text = &*text;
            match self.ellipsis {
                None if is_plain && !(self.all && hit.end > 0) => push_lines(out, prefix, text, self.all),
                Some(ellipsis) if is_plain => ellipsis.push_lines(out, &Painter::default(), prefix, text),
                _ => {
                    let painter = Painter { tint: self.tint(parts), hit, raw: self.all };
                    self.push_decorated(out, prefix, text, parts.config_file, painter);
                }
            }
        }
        self.scratch = scratch;
    }

    /// Appends the lines of a text with colours, the path of a configuration file at its start as a link.
    #[cold]
    fn push_decorated(
        &self,
        out: &mut Vec<u8>,
        prefix: usize,
        text: &[u8],
        config_file: Option<&[u8]>,
        mut painter: Painter,
    ) {
        let links = self.links.as_ref();
        let linked = links.and_then(|links| links.link_config_file(text, config_file, &painter.hit));
        if let Some(linked) = &linked {
            painter.move_hit(linked.len().saturating_sub(text.len()));
        }
        let text = linked.as_deref().unwrap_or(text);
        match self.ellipsis {
            Some(ellipsis) => ellipsis.push_lines(out, &painter, prefix, text),
            None => painter.push_lines(out, prefix, text),
        }
    }

    fn tint(&self, parts: &Parts<'_>) -> Tint {
        match (self.colour, parts.transport.map(as_c_string)) {
            (ColourMode::Off, _) => Tint::default(),
            (colour, Some(b"audit")) => Tint::of_audit(colour, parts.priority),
            (colour, _) => Tint::of_priority(colour, parts.priority),
        }
    }
}

impl Ellipsis {
    /// Appends at most three lines or 300 bytes of `text`, each line cut to the width.
    fn push_lines(self, out: &mut Vec<u8>, painter: &Painter, prefix: usize, text: &[u8]) {
        for (number, (end, line)) in lines(text).enumerate() {
            let is_last = number == LAST_LINE || end + 1 >= SHOWN_BYTES;
            let cells = self.width.saturating_sub(prefix);
            if !is_last && line.len() + 1 < cells {
                push_indent(out, number, prefix);
                painter.push_line(out, end, line);
            } else if cells < 3 {
                out.extend_from_slice(b"...");
            } else if cells > line.len() + 3 {
                push_indent(out, number, prefix);
                painter.push_unmarked(out, |out| {
                    out.extend_from_slice(line);
                    out.extend_from_slice(b"...");
                });
            } else {
                push_indent(out, number, prefix);
                let percent = if is_last { 100 } else { 90 };
                painter.push_unmarked(out, |out| push_ellipsized(out, line, cells, percent, self.utf8));
            }
            out.push(b'\n');
            if is_last {
                break;
            }
        }
    }
}

impl TimeColumn {
    fn new(options: &Options) -> Self {
        let clock = |style| Clock::new(style, options.zone()).with_months(options.months);
        match options.mode {
            Mode::ShortUnix => Self::Unix,
            Mode::ShortMonotonic => Self::Monotonic,
            Mode::ShortDelta => Self::Delta(None),
            Mode::ShortFull | Mode::WithUnit => Self::Realtime(clock(TimeStyle::Pretty)),
            Mode::ShortIso => Self::Realtime(clock(TimeStyle::Iso)),
            Mode::ShortIsoPrecise => Self::Realtime(clock(TimeStyle::Iso).with_usec()),
            Mode::ShortPrecise => Self::Realtime(clock(TimeStyle::Syslog).with_usec()),
            _ => Self::Realtime(clock(TimeStyle::Syslog)),
        }
    }

    fn push(&mut self, out: &mut Vec<u8>, boot_id: Id128, time: DisplayTime) {
        match self {
            Self::Realtime(clock) => clock.push(out, time.realtime_usec),
            Self::Unix => push_seconds(out, time.realtime_usec, 10),
            Self::Monotonic => {
                out.push(b'[');
                push_seconds(out, time.monotonic_usec, 5);
                out.push(b']');
            }
            Self::Delta(previous) => {
                let this = Printed { boot_id, time };
                out.push(b'[');
                push_seconds(out, time.monotonic_usec, 5);
                push_delta(out, previous.replace(this), this);
                out.push(b']');
            }
        }
    }
}

/// Appends the distance to the entry printed before: of the same boot by its clock, else by the realtime, with a mark.
fn push_delta(out: &mut Vec<u8>, previous: Option<Printed>, this: Printed) {
    let Some(previous) = previous else {
        out.extend_from_slice(b"                ");
        return;
    };
    let (usec, mark) = if previous.boot_id == this.boot_id {
        (this.time.monotonic_usec.saturating_sub(previous.time.monotonic_usec), b' ')
    } else {
        (this.time.realtime_usec.saturating_sub(previous.time.realtime_usec), b'*')
    };
    out.extend_from_slice(b" <");
    push_seconds(out, usec, 5);
    out.extend_from_slice(&[mark, b'>']);
}

#[cfg(test)]
mod tests;
