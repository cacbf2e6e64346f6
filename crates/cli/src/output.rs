//! Standard output, or the pager's input, in portions.

use std::io::{self, Write};

use crate::pager::{self, Reader};

/// Collects text and writes it in portions. To a terminal each entry goes at once, and to a pager a page; elsewhere portions
/// grow: the first line is out soon, later writes are few.
pub(crate) struct Output {
    pub(crate) text: Vec<u8>,
    portion: usize,
    largest_portion: usize,
    to: Box<dyn Write + Send>,
}

impl Output {
    const FIRST_PORTION: usize = 1 << 12;
    const LARGEST_PORTION: usize = 1 << 17;

    pub(crate) fn new() -> Self {
        let largest_portion = match pager::reader() {
            Reader::Terminal => 1,
            Reader::Pager => Self::FIRST_PORTION,
            Reader::Other => Self::LARGEST_PORTION,
        };
        let portion = Self::FIRST_PORTION.min(largest_portion);
        Self { portion, largest_portion, ..Self::to(pager::stdout()) }
    }

    /// Output to anything else.
    pub(crate) fn to(to: Box<dyn Write + Send>) -> Self {
        Self { text: Vec::new(), portion: Self::FIRST_PORTION, largest_portion: Self::LARGEST_PORTION, to }
    }

    /// Writes the text if there is enough of it.
    pub(crate) fn write_if_full(&mut self) -> io::Result<()> {
        if self.text.len() < self.portion {
            return Ok(());
        }
        self.portion = self.largest_portion.min(self.portion.saturating_mul(2));
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.to.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }

    /// Writes a text that is not among what is collected here.
    pub(crate) fn write_now(&mut self, text: &[u8]) -> io::Result<()> {
        self.to.write_all(text)
    }

    /// Writes all that there is.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.to.flush()
    }
}
