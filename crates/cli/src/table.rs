//! Tables, as text with aligned columns, as an array of JSON objects, or as rows of csv or tsv.

use std::io;

use journalq_output::{
    Clock, Colour, ColourMode, Guard, Mode, Rows, Size, Span, TimeStyle, cells, is_printable,
    push_json_string,
};

use crate::args::Args;
use crate::stderr::escaped;
use crate::{environment, pager};

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Number(i64),
    Text(String),
    /// A quantity that people read otherwise: a number in JSON.
    Quantity {
        number: u64,
        text: String,
    },
    /// The value of a field; `None` where there is none.
    Value(Option<Vec<u8>>),
    /// Text that JSON does without.
    Mark(String),
}

impl Cell {
    fn text(&self, guard: Guard) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            // It may name a file, or be from one.
            Self::Text(text) | Self::Quantity { text, .. } | Self::Mark(text) => escaped(text, guard),
            Self::Value(None) => "(none)".to_owned(),
            Self::Value(Some(value)) => escaped(&String::from_utf8_lossy(value), guard),
        }
    }

    /// What stands in a row of csv or tsv.
    fn plain(&self) -> Option<Vec<u8>> {
        match self {
            Self::Number(number) => Some(number.to_string().into_bytes()),
            Self::Quantity { number, .. } => Some(number.to_string().into_bytes()),
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Value(value) => value.clone(),
            Self::Mark(text) => Some(text.clone().into_bytes()).filter(|text| !text.is_empty()),
        }
    }

    /// What stands in JSON, if anything does.
    fn json(&self, colour: ColourMode, guard: Guard) -> Option<String> {
        let number = |digits: String| painted(colour, Colour::BoldBlue, &digits);
        let string = |text: &str| {
            let mut quoted = Vec::new();
            push_json_string(&mut quoted, text.as_bytes(), colour, guard);
            String::from_utf8_lossy(&quoted).into_owned()
        };
        Some(match self {
            Self::Number(value) => number(value.to_string()),
            Self::Quantity { number: value, .. } => number(value.to_string()),
            Self::Text(text) => string(text),
            Self::Value(None) => "null".to_owned(),
            // What is no text is an array of its bytes, as in entries.
            Self::Value(Some(value)) => match str::from_utf8(value) {
                Ok(text) if is_printable(value) => string(text),
                _ => {
                    let bytes: Vec<String> = value.iter().map(|byte| number(byte.to_string())).collect();
                    format!("[{}]", bytes.join(","))
                }
            },
            Self::Mark(_) => return None,
        })
    }
}

/// A table: for each column its heading, its name in JSON and its alignment, and the rows.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    columns: Vec<(String, String, Align)>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(crate) fn new(columns: &[(&str, &str, Align)], rows: Vec<Vec<Cell>>) -> Self {
        let owned = |(heading, name, align): &(&str, &str, Align)| {
            ((*heading).to_owned(), (*name).to_owned(), *align)
        };
        Self { columns: columns.iter().map(owned).collect(), rows }
    }

    /// Prints the table as the output mode asks for it, without headings where it is quiet.
    pub(crate) fn print(&self, args: &Args) -> io::Result<()> {
        let colour = environment::colour_mode();
        let mut out = Vec::new();
        if args.mode.is_json() {
            self.push_json(&mut out, args.mode, colour, environment::guard(args.all));
        } else if args.mode.is_delimited() {
            self.push_rows(&mut out, args);
        } else {
            let headings = if environment::can_underline() { colour } else { ColourMode::Off };
            self.push_text(&mut out, !args.quiet, headings);
            pager::start(args.paging);
        }
        let mut stdout = pager::stdout();
        stdout.write_all(&out)?;
        stdout.flush()
    }

    /// Appends the table, each column as wide as its widest cell, without blanks at the end of lines.
    pub(crate) fn push_text(&self, out: &mut Vec<u8>, with_headings: bool, colour: ColourMode) {
        let headings: Vec<String> = self.columns.iter().map(|(heading, ..)| heading.clone()).collect();
        let mut lines = if with_headings { vec![headings] } else { Vec::new() };
        let guard = environment::guard(false);
        lines.extend(self.rows.iter().map(|row| row.iter().map(|cell| cell.text(guard)).collect()));
        let width =
            |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cells(cell)).max();
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| width(column).unwrap_or(0)).collect();
        for (number, line) in lines.iter().enumerate() {
            let is_heading = with_headings && number == 0;
            let padded = line.iter().zip(&widths).zip(&self.columns).map(|((cell, width), (.., align))| {
                let blanks = " ".repeat(width.saturating_sub(cells(cell)));
                match align {
                    Align::Left => format!("{cell}{blanks}"),
                    Align::Right => format!("{blanks}{cell}"),
                }
            });
            let line = if is_heading && colour != ColourMode::Off {
                // The line below the headings goes through from end to end.
                let heading = |text: &str| painted(colour, Colour::Heading, text);
                padded.map(|cell| heading(&cell)).collect::<Vec<_>>().join(&heading(" "))
            } else {
                padded.collect::<Vec<_>>().join(" ")
            };
            out.extend_from_slice(line.trim_end().as_bytes());
            out.push(b'\n');
        }
    }

    /// Appends the names that the columns have in JSON, and the rows, with quantities as numbers.
    fn push_rows(&self, out: &mut Vec<u8>, args: &Args) {
        let rows = Rows {
            is_csv: args.mode == Mode::Csv,
            defuse_formulas: args.defuse_formulas,
            guard: environment::guard(args.all),
        };
        // What has no name is there for the eye: bars.
        let named = |(_, name, _): &&(String, String, Align)| !name.is_empty();
        rows.push(out, self.columns.iter().filter(named).map(|(_, name, _)| Some(name.as_bytes())));
        for row in &self.rows {
            let cells = self.columns.iter().zip(row).filter(|(column, _)| named(column));
            let cells: Vec<Option<Vec<u8>>> = cells.map(|(_, cell)| cell.plain()).collect();
            rows.push(out, cells.iter().map(Option::as_deref));
        }
    }

    /// Appends the rows as one JSON array, framed as the mode frames an entry.
    fn push_json(&self, out: &mut Vec<u8>, mode: Mode, colour: ColourMode, guard: Guard) {
        let (before, after) = match mode {
            Mode::JsonSeq => ("\x1e", "\n"),
            Mode::JsonSse => ("data: ", "\n\n"),
            _ => ("", "\n"),
        };
        out.extend_from_slice(before.as_bytes());
        let pretty = mode == Mode::JsonPretty;
        let rows: Vec<String> =
            self.rows.iter().map(|row| self.json_row(row, pretty, colour, guard)).collect();
        let array = if pretty && !rows.is_empty() {
            format!("[\n{}\n]", rows.join(",\n"))
        } else {
            format!("[{}]", rows.join(","))
        };
        out.extend_from_slice(array.as_bytes());
        out.extend_from_slice(after.as_bytes());
    }

    fn json_row(&self, row: &[Cell], pretty: bool, colour: ColourMode, guard: Guard) -> String {
        let members = self.columns.iter().zip(row).filter_map(|((_, name, _), cell)| {
            Some((painted(colour, Colour::Green, name), cell.json(colour, guard)?))
        });
        if pretty {
            let members: Vec<String> =
                members.map(|(name, value)| format!("\t\t\"{name}\" : {value}")).collect();
            return format!("\t{{\n{}\n\t}}", members.join(",\n"));
        }
        let members: Vec<String> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

/// Checks that a table can be printed in this mode.
pub(crate) fn check_mode(mode: Mode, subcommand: &str) -> Result<(), String> {
    if mode == Mode::Short || mode.is_json() || mode.is_delimited() {
        return Ok(());
    }
    Err(format!(
        "journalq: {subcommand} has no output format '{}': it has json, json-pretty, csv and tsv.",
        mode.name()
    ))
}

/// Whether a table is for programs, which get what people get in words field by field.
pub(crate) fn is_for_programs(args: &Args) -> bool {
    args.mode.is_json() || args.mode.is_delimited()
}

/// A number, of which people read only the text.
pub(crate) const fn quantity(number: u64, text: String) -> Cell {
    Cell::Quantity { number, text }
}

/// A number of things.
pub(crate) fn count(number: u64) -> Cell {
    quantity(number, number.to_string())
}

/// A number for programs, null where there is none.
pub(crate) fn number(number: Option<u64>) -> Cell {
    number.map_or(Cell::Value(None), count)
}

/// What stands where there is nothing: null, or nothing but a dash for people.
pub(crate) fn nothing(args: &Args) -> Cell {
    if is_for_programs(args) { Cell::Value(None) } else { Cell::Mark("-".to_owned()) }
}

/// A text, if there is one.
pub(crate) fn optional_text(args: &Args, text: Option<&[u8]>) -> Cell {
    text.map_or_else(|| nothing(args), |text| Cell::Value(Some(text.to_owned())))
}

/// As much of a value as stands in a column, if that is not all.
pub(crate) fn shortened(value: &str) -> Option<String> {
    /// In characters.
    const MOST: usize = 60;
    let (at, _) = value.char_indices().nth(MOST)?;
    Some(format!("{}...", value.get(..at)?))
}

/// A number of bytes.
pub(crate) fn size(bytes: u64) -> Cell {
    quantity(bytes, Size(bytes).to_string())
}

/// A length of time in microseconds, if it is known.
pub(crate) fn span(args: &Args, usec: Option<u64>) -> Cell {
    let Some(usec) = usec else { return nothing(args) };
    quantity(usec, Span(usec).to_string())
}

/// Cells of points in time, in microseconds since the epoch, all in the same zone.
#[derive(Debug)]
pub(crate) struct Times {
    clock: Clock,
    nothing: Cell,
}

impl Times {
    /// Whole seconds.
    pub(crate) fn new(args: &Args) -> Self {
        let clock = Clock::new(TimeStyle::Pretty, environment::shown_zone(args.utc));
        Self { clock, nothing: nothing(args) }
    }

    /// With microseconds.
    pub(crate) fn exact(args: &Args) -> Self {
        let Self { clock, nothing } = Self::new(args);
        Self { clock: clock.with_usec(), nothing }
    }

    /// A point in time, if it is known.
    pub(crate) fn cell(&mut self, usec: Option<u64>) -> Cell {
        let Some(usec) = usec else { return self.nothing.clone() };
        quantity(usec, self.text(usec))
    }

    /// A point in time as text.
    pub(crate) fn text(&mut self, usec: u64) -> String {
        let mut text = Vec::new();
        self.clock.push(&mut text, usec);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Returns the text in that colour.
fn painted(mode: ColourMode, colour: Colour, text: &str) -> String {
    format!("{}{text}{}", mode.sequence(colour), mode.sequence(Colour::Reset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_terminals_show_their_cells() {
        let rows =
            [("猫", 1), ("żółw", 22)].map(|(name, number)| vec![Cell::Text(name.to_owned()), count(number)]);
        let table = Table::new(&[("NAME", "name", Align::Left), ("N", "n", Align::Right)], rows.to_vec());
        let mut out = Vec::new();
        table.push_text(&mut out, true, ColourMode::Off);
        assert_eq!(String::from_utf8(out).unwrap(), "NAME  N\n猫    1\nżółw 22\n");
    }

    #[test]
    fn long_values_are_cut_at_characters() {
        assert_eq!(shortened(&"\u{e9}".repeat(60)), None);
        assert_eq!(shortened(&"\u{e9}".repeat(61)), Some("\u{e9}".repeat(60) + "..."));
    }
}
