//! `-o csv` and `-o tsv`: a row of cells for each entry, below a row of names.
//!
//! ```text
//! csv  RFC 4180: cells with commas, quotes or line ends in quotes, quotes doubled, rows end with CR LF
//! tsv  text/tab-separated-values: TAB, LF, CR and backslash as \t \n \r \\, rows end with LF
//! ```

use std::ops::Range;

use journalq_file::EntryHead;

use crate::head_member::HeadMember;
use crate::{Clock, Field, Guard, Mode, Options, TimeStyle};

/// The columns where none are chosen.
const DEFAULT_COLUMNS: [&[u8]; 7] =
    [TIME, b"_HOSTNAME", b"SYSLOG_IDENTIFIER", b"_PID", b"PRIORITY", b"_SYSTEMD_UNIT", b"MESSAGE"];

/// The column of the entry's time as text. Fields of an entry have no such names.
const TIME: &[u8] = b"__TIME";

/// What spreadsheets take for the beginning of a formula.
const FORMULA_STARTS: &[u8] = b"=+-@\t\r";

/// Tells whether there can be a column of this name in the modes that make rows: of a field, of the head of entries, or `__TIME`.
#[must_use]
pub fn is_column(name: &[u8]) -> bool {
    crate::field::is_valid_name(name)
}

/// Writes rows of cells in one of the modes that have rows.
///
/// # Examples
///
/// ```
/// use journalq_output::{Guard, Mode, Rows};
///
/// let mut out = Vec::new();
/// let rows = Rows { is_csv: true, defuse_formulas: false, guard: Guard::Off };
/// rows.push(&mut out, [Some(&b"a,b"[..]), None, Some(b"")]);
/// assert_eq!(out, b"\"a,b\",,\"\"\r\n");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Whether they are those of `csv`, else those of `tsv`.
    pub is_csv: bool,
    /// Whether cells that spreadsheets would take for formulas are made text.
    pub defuse_formulas: bool,
    /// Who reads them.
    pub guard: Guard,
}

impl Rows {
    /// Appends a row. A cell that is `None` is empty.
    pub fn push<'c>(&self, out: &mut Vec<u8>, cells: impl IntoIterator<Item = Option<&'c [u8]>>) {
        for (place, cell) in cells.into_iter().enumerate() {
            self.push_separator(place, out);
            if let Some(cell) = cell {
                self.push_cell(cell, out);
            }
        }
        self.push_end(out);
    }

    fn push_separator(&self, place: usize, out: &mut Vec<u8>) {
        if place > 0 {
            out.push(if self.is_csv { b',' } else { b'\t' });
        }
    }

    fn push_end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.is_csv { b"\r\n" } else { b"\n" });
    }

    fn push_cell(&self, value: &[u8], out: &mut Vec<u8>) {
        let is_formula = value.first().is_some_and(|first| FORMULA_STARTS.contains(first));
        let defused = if self.defuse_formulas && is_formula { [b"'", value].concat() } else { Vec::new() };
        let value = if defused.is_empty() { value } else { &defused };
        if self.is_csv {
            push_csv(out, value, self.guard);
        } else {
            push_tsv(out, value, self.guard);
        }
    }
}

/// Renders entries as rows.
#[derive(Clone, Debug)]
pub(crate) struct Delimited {
    rows: Rows,
    columns: Vec<(Vec<u8>, Source)>,
    clock: Clock,
    /// The values of the present cell.
    cell: Vec<u8>,
}

/// Where the cells of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Time,
    Head(HeadMember),
    Field,
}

impl Delimited {
    pub(crate) fn new(options: &Options) -> Self {
        let chosen: Vec<&[u8]> = match options.output_fields.as_slice() {
            [] => DEFAULT_COLUMNS.to_vec(),
            names => names.iter().map(Vec::as_slice).collect(),
        };
        let mut columns: Vec<(Vec<u8>, Source)> = Vec::new();
        for name in chosen {
            if !columns.iter().any(|(other, _)| other == name) {
                let source = match HeadMember::of_name(name) {
                    Some(member) => Source::Head(member),
                    None if name == TIME => Source::Time,
                    None => Source::Field,
                };
                columns.push((name.to_vec(), source));
            }
        }
        Self {
            rows: Rows {
                is_csv: options.mode == Mode::Csv,
                defuse_formulas: options.defuse_formulas,
                guard: options.guard,
            },
            columns,
            clock: Clock::new(TimeStyle::Iso, options.zone()).with_usec().with_true_sign(),
            cell: Vec::new(),
        }
    }

    /// The fields that there are columns of.
    pub(crate) fn fields(&self) -> Vec<Vec<u8>> {
        let is_field = |(_, source): &&(Vec<u8>, Source)| *source == Source::Field;
        self.columns.iter().filter(is_field).map(|(name, _)| name.clone()).collect()
    }

    /// The row of names.
    pub(crate) fn heading(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.rows.push(&mut out, self.columns.iter().map(|(name, _)| Some(name.as_slice())));
        out
    }

    /// Appends the row of an entry.
    pub(crate) fn render(&mut self, head: &EntryHead, fields: &[Field<'_>], out: &mut Vec<u8>) {
        let mut cell = std::mem::take(&mut self.cell);
        for place in 0..self.columns.len() {
            self.rows.push_separator(place, out);
            let Some((name, source)) = self.columns.get(place) else { continue };
            cell.clear();
            let is_there = match source {
                Source::Time => {
                    self.clock.push(&mut cell, head.realtime_usec);
                    true
                }
                Source::Head(member) => {
                    member.push_value(&mut cell, head);
                    true
                }
                Source::Field => push_values(name, fields, &mut cell),
            };
            if is_there {
                self.rows.push_cell(&cell, out);
            }
        }
        self.rows.push_end(out);
        self.cell = cell;
    }
}

/// Appends all values of a field, each on a line. Tells whether there is one.
fn push_values(name: &[u8], fields: &[Field<'_>], cell: &mut Vec<u8>) -> bool {
    let mut is_there = false;
    for field in fields.iter().filter(|field| field.name == name) {
        if is_there {
            cell.push(b'\n');
        }
        cell.extend_from_slice(field.value);
        is_there = true;
    }
    is_there
}

/// Appends a value as RFC 4180 has it. An empty one is in quotes, so that it differs from none.
pub(crate) fn push_csv(out: &mut Vec<u8>, value: &[u8], guard: Guard) {
    let needs_quotes = |byte: &u8| matches!(byte, b',' | b'"' | b'\r' | b'\n');
    if !value.is_empty() && !value.iter().any(needs_quotes) {
        guard.push(out, value);
        return;
    }
    out.push(b'"');
    let mut pieces = value.split(|&byte| byte == b'"');
    guard.push(out, pieces.next().unwrap_or_default());
    for piece in pieces {
        out.extend_from_slice(b"\"\"");
        guard.push(out, piece);
    }
    out.push(b'"');
}

fn push_tsv(out: &mut Vec<u8>, value: &[u8], guard: Guard) {
    let mut plain: Range<usize> = 0..0;
    for (at, byte) in value.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'\t' => b"\\t",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\\' => b"\\\\",
            _ => continue,
        };
        plain.end = at;
        guard.push(out, value.get(plain.clone()).unwrap_or_default());
        out.extend_from_slice(escaped);
        plain.start = at + 1;
    }
    guard.push(out, value.get(plain.start..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Renderer;
    use crate::testing::{CURSOR, Stored, render};

    fn options(mode: Mode, names: &[&str]) -> Options {
        let output_fields = names.iter().map(|name| name.as_bytes().to_vec()).collect();
        Options { output_fields, ..Options::new(mode) }
    }

    fn heading(options: Options) -> String {
        String::from_utf8(Renderer::new(options).heading().unwrap()).unwrap()
    }

    #[test]
    fn the_columns_are_those_that_were_chosen_or_what_most_want() {
        let names = "__TIME,_HOSTNAME,SYSLOG_IDENTIFIER,_PID,PRIORITY,_SYSTEMD_UNIT,MESSAGE\r\n";
        assert_eq!(heading(options(Mode::Csv, &[])), names);
        assert_eq!(heading(options(Mode::Tsv, &["B", "A", "B"])), "B\tA\n");
        let entry: Stored<'_> =
            &[("MESSAGE", b"m"), ("_PID", b"1"), ("_BOOT_ID", b"x"), ("PRIORITY", b"3"), ("_HOSTNAME", b"h")];
        assert_eq!(render(&options(Mode::Csv, &[]), entry), "2023-11-14T22:13:20.000000+00:00,h,,1,3,,m\r\n");
        let head = ["__SEQNUM", "__CURSOR", "_BOOT_ID", "__REALTIME_TIMESTAMP", "__MONOTONIC_TIMESTAMP"];
        let expected = format!("1,{CURSOR},{},1700000000000000,1000000\r\n", "11".repeat(16));
        assert_eq!(render(&options(Mode::Csv, &head), entry), expected);
        let renderer = Renderer::new(Options::new(Mode::Cat));
        assert_eq!(renderer.heading(), None);
    }

    #[test]
    fn times_are_in_the_zone_and_keep_their_sign() {
        let zone = jiff::tz::TimeZone::posix("XXX+0:30").unwrap();
        let here = Options { time_zone: zone, ..options(Mode::Csv, &["__TIME"]) };
        assert_eq!(render(&here, &[]), "2023-11-14T21:43:20.000000-00:30\r\n");
        assert_eq!(render(&Options { utc: true, ..here }, &[]), "2023-11-14T22:13:20.000000+00:00\r\n");
    }

    #[test]
    fn cells_are_quoted_or_escaped_where_they_have_to_be() {
        for (value, csv, tsv) in [
            ("plain", "plain", "plain"),
            (" blanks ", " blanks ", " blanks "),
            ("a,b", "\"a,b\"", "a,b"),
            ("say \"hi\"", "\"say \"\"hi\"\"\"", "say \"hi\""),
            ("\"", "\"\"\"\"", "\""),
            ("two\nlines", "\"two\nlines\"", "two\\nlines"),
            ("a\r\nb", "\"a\r\nb\"", "a\\r\\nb"),
            ("tab\there", "tab\there", "tab\\there"),
            ("back\\n", "back\\n", "back\\\\n"),
            ("", "\"\"", ""),
            ("\u{17c}\0\x1b", "\u{17c}\0\x1b", "\u{17c}\0\x1b"),
        ] {
            let fields: Stored<'_> = &[("F", value.as_bytes())];
            assert_eq!(render(&options(Mode::Csv, &["F"]), fields), format!("{csv}\r\n"), "{value:?}");
            assert_eq!(render(&options(Mode::Tsv, &["F"]), fields), format!("{tsv}\n"), "{value:?}");
        }
        assert_eq!(render(&options(Mode::Csv, &["F"]), &[]), "\r\n");
    }

    #[test]
    fn values_of_a_repeated_field_share_a_cell() {
        let fields: Stored<'_> = &[("F", b"1"), ("G", b"x"), ("F", b""), ("F", b"3")];
        assert_eq!(render(&options(Mode::Csv, &["F", "G"]), fields), "\"1\n\n3\",x\r\n");
        assert_eq!(render(&options(Mode::Tsv, &["F", "G"]), fields), "1\\n\\n3\tx\n");
    }

    #[test]
    fn formulas_are_defused_on_request() {
        for (value, csv, tsv) in [
            ("=1+1", "'=1+1", "'=1+1"),
            ("+1", "'+1", "'+1"),
            ("-1", "'-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1", "'\\t=1"),
            ("\r=1", "\"'\r=1\"", "'\\r=1"),
            ("=\",\"", "\"'=\"\",\"\"\"", "'=\",\""),
            ("1=1", "1=1", "1=1"),
        ] {
            let fields: Stored<'_> = &[("F", value.as_bytes())];
            for (mode, expected, end) in [(Mode::Csv, csv, "\r\n"), (Mode::Tsv, tsv, "\n")] {
                let defused = Options { defuse_formulas: true, ..options(mode, &["F"]) };
                assert_eq!(render(&defused, fields), format!("{expected}{end}"), "{value:?}");
                assert!(!render(&options(mode, &["F"]), fields).contains('\''), "{value:?}");
            }
        }
    }
}
