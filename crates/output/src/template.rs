//! `--template`: what is printed for an entry, in the user's own words.
//!
//! ```text
//! template    = { text | "{{" | "}}" | placeholder }
//! placeholder = "{" name { "," name } [ "|" default ] [ "!" conversion ] [ ":" layout ] [ ":" time format ] "}"
//! layout      = [ "<" | ">" | "^" ] [ width ] [ "." most ]
//! ```
//!
//! In texts and defaults a backslash makes `\n`, `\t`, `\0`, and of any sign that is no letter or digit that sign itself.

mod filler;

use std::fmt;
use std::ops::RangeInclusive;

pub(crate) use self::filler::Filler;

/// Widths and most cells that are taken.
const CELLS: RangeInclusive<usize> = 0..=4096;

/// A template that was found to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Vec<u8>),
    Placeholder(Placeholder),
}

/// What stands for a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Placeholder {
    /// The first field of these that the entry has counts.
    names: Vec<Vec<u8>>,
    default: Vec<u8>,
    conversion: Option<Conversion>,
    layout: Layout,
    /// The value is a time in microseconds since the Unix epoch, shown like this.
    time_format: Option<String>,
}

/// How a value is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Conversion {
    /// As a JSON string.
    Json,
    /// As one word for a shell.
    Shell,
    /// As a cell of RFC 4180.
    Csv,
    /// On one line, with backslash escapes.
    Escape,
}

/// How many cells of a terminal a value takes. All is cut or filled behind the conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Layout {
    align: Align,
    width: usize,
    most: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Align {
    #[default]
    Left,
    Right,
    Centre,
}

/// A template that means nothing, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The character where it goes wrong, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub cause: TemplateCause,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateCause {
    /// It is no UTF-8.
    NoText,
    /// A `{` that no `}` ends.
    Unclosed,
    /// A `}` that ends nothing.
    Unopened,
    /// A name that no field can have.
    InvalidName(String),
    /// A word behind `!` that is no conversion.
    UnknownConversion(String),
    /// Something behind `:` that is no layout.
    InvalidLayout(String),
    /// A time format with a directive that is none.
    InvalidTimeFormat(String),
    /// A backslash before a letter or digit that means nothing, or at the end.
    UnknownEscape(Option<char>),
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.cause)
    }
}

impl std::error::Error for TemplateError {}

impl fmt::Display for TemplateCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoText => f.write_str("no UTF-8"),
            Self::Unclosed => f.write_str("'{' is not closed; a brace itself is '{{'"),
            Self::Unopened => f.write_str("'}' closes nothing; a brace itself is '}}'"),
            Self::InvalidName(name) => write!(f, "no field can be called '{name}'"),
            Self::UnknownConversion(word) => {
                write!(f, "unknown conversion '{word}'; there are json, shell, csv and escape")
            }
            Self::InvalidLayout(text) => {
                write!(
                    f,
                    "'{text}' is no layout such as '>8', '<20' or '.30', up to {}, nor a time format",
                    CELLS.end()
                )
            }
            Self::InvalidTimeFormat(error) => write!(f, "time format: {error}"),
            Self::UnknownEscape(Some(letter)) => write!(f, "unknown escape '\\{letter}'"),
            Self::UnknownEscape(None) => f.write_str("a backslash with nothing behind it"),
        }
    }
}

impl Default for Template {
    /// The message alone.
    fn default() -> Self {
        let message = Placeholder { names: vec![b"MESSAGE".to_vec()], ..Placeholder::default() };
        Self { parts: vec![Part::Placeholder(message)] }
    }
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it, and its column.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_output::Template;
    ///
    /// assert!(Template::parse(b"{__REALTIME_TIMESTAMP:%F %T} {_COMM|-}[{_PID}]: {MESSAGE}").is_ok());
    /// let error = Template::parse(b"{_COMM}: {MESSAGE!xml}").unwrap_err();
    /// assert_eq!(error.to_string(), "column 19: unknown conversion 'xml'; there are json, shell, csv and escape");
    /// ```
    pub fn parse(template: &[u8]) -> Result<Self, TemplateError> {
        let text = std::str::from_utf8(template).map_err(|error| {
            let before = template.get(..error.valid_up_to()).unwrap_or_default();
            TemplateError {
                column: String::from_utf8_lossy(before).chars().count() + 1,
                cause: TemplateCause::NoText,
            }
        })?;
        let mut parser = Parser { rest: text, column: 1 };
        let mut parts = Vec::new();
        loop {
            let literal = parser.literal(&['{', '}'])?;
            if !literal.is_empty() {
                parts.push(Part::Text(literal));
            }
            match parser.peek() {
                None => return Ok(Self { parts }),
                Some(brace) if parser.rest.starts_with(&[brace, brace].iter().collect::<String>()) => {
                    parser.next();
                    parser.next();
                    parts.push(Part::Text(brace.to_string().into_bytes()));
                }
                Some('}') => return Err(parser.error(TemplateCause::Unopened)),
                Some(_) => parts.push(Part::Placeholder(parser.placeholder()?)),
            }
        }
    }
}

/// What is left of a template.
struct Parser<'t> {
    rest: &'t str,
    column: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.rest = self.rest.get(next.len_utf8()..).unwrap_or_default();
        self.column += 1;
        Some(next)
    }

    /// Takes a sign if it comes next.
    fn take(&mut self, sign: char) -> bool {
        self.peek() == Some(sign) && self.next().is_some()
    }

    fn error(&self, cause: TemplateCause) -> TemplateError {
        TemplateError { column: self.column, cause }
    }

    /// Takes what stands before one of the signs, without escapes.
    fn word(&mut self, ends: &[char]) -> &'t str {
        let (word, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        self.column += word.chars().count();
        word
    }

    /// Takes what stands before one of the signs, with escapes replaced by what they mean.
    fn literal(&mut self, ends: &[char]) -> Result<Vec<u8>, TemplateError> {
        let mut literal = String::new();
        while let Some(next) = self.peek().filter(|next| !ends.contains(next)) {
            let begin = self.column;
            self.next();
            if next != '\\' {
                literal.push(next);
                continue;
            }
            let meant = match self.next() {
                Some('n') => Some('\n'),
                Some('t') => Some('\t'),
                Some('0') => Some('\0'),
                Some(sign) if !sign.is_alphanumeric() => Some(sign),
                other => {
                    return Err(TemplateError { column: begin, cause: TemplateCause::UnknownEscape(other) });
                }
            };
            literal.extend(meant);
        }
        Ok(literal.into_bytes())
    }

    /// Takes a placeholder with its braces.
    fn placeholder(&mut self) -> Result<Placeholder, TemplateError> {
        let unclosed = self.error(TemplateCause::Unclosed);
        self.next();
        let mut placeholder = Placeholder::default();
        loop {
            let begin = self.column;
            let name = self.word(&[',', '|', '!', ':', '}', '{']);
            if !crate::field::is_valid_name(name.as_bytes()) {
                let cause = TemplateCause::InvalidName(name.to_owned());
                return Err(if self.rest.is_empty() {
                    unclosed
                } else {
                    TemplateError { column: begin, cause }
                });
            }
            placeholder.names.push(name.as_bytes().to_vec());
            if !self.take(',') {
                break;
            }
        }
        if self.take('|') {
            placeholder.default = self.literal(&['!', ':', '}'])?;
        }
        if self.take('!') {
            placeholder.conversion = Some(self.conversion()?);
        }
        if self.take(':') {
            self.format(&mut placeholder)?;
        }
        if self.take('}') { Ok(placeholder) } else { Err(unclosed) }
    }

    fn conversion(&mut self) -> Result<Conversion, TemplateError> {
        let begin = self.column;
        match self.word(&[':', '}']) {
            "json" => Ok(Conversion::Json),
            "shell" => Ok(Conversion::Shell),
            "csv" => Ok(Conversion::Csv),
            "escape" => Ok(Conversion::Escape),
            word => {
                let cause = TemplateCause::UnknownConversion(word.to_owned());
                Err(TemplateError { column: begin, cause })
            }
        }
    }

    /// Takes a layout, a time format, or both with a colon between them.
    fn format(&mut self, placeholder: &mut Placeholder) -> Result<(), TemplateError> {
        if self.peek() != Some('%') {
            let begin = self.column;
            let text = self.word(&[':', '}']);
            let invalid =
                || TemplateError { column: begin, cause: TemplateCause::InvalidLayout(text.to_owned()) };
            placeholder.layout = parse_layout(text).ok_or_else(invalid)?;
            if !self.take(':') {
                return Ok(());
            }
        }
        let begin = self.column;
        let format = self.word(&['}']);
        let invalid = |error| TemplateError { column: begin, cause: TemplateCause::InvalidTimeFormat(error) };
        crate::strftime::check(format).map_err(invalid)?;
        placeholder.time_format = Some(format.to_owned());
        Ok(())
    }
}

fn parse_layout(text: &str) -> Option<Layout> {
    let (align, sizes) = match text.split_at_checked(1) {
        Some(("<", rest)) => (Align::Left, rest),
        Some((">", rest)) => (Align::Right, rest),
        Some(("^", rest)) => (Align::Centre, rest),
        _ => (Align::Left, text),
    };
    let (width, most) = match sizes.split_once('.') {
        Some((width, most)) => (width, Some(parse_cells(most)?)),
        None => (sizes, None),
    };
    let width = if width.is_empty() { 0 } else { parse_cells(width)? };
    (width > 0 || most.is_some()).then_some(Layout { align, width, most })
}

fn parse_cells(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|cells| is_number && CELLS.contains(cells))
}

#[cfg(test)]
mod tests;
