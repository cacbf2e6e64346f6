//! Members of tar archives with holes, as POSIX archives have them: behind the header of the member stands a list of the
//! stretches that are stored, then these.
//!
//! ```text
//! "2\n" "0\n" "4096\n" "65536\n" "512\n" zeros up to a multiple of 512 | 4096 bytes | 512 bytes
//! count  offset, length  offset, length
//! ```

use std::collections::VecDeque;
use std::io::{self, Read};

/// A member, its holes filled with zeros.
pub(super) struct Filled<R> {
    inner: R,
    /// Offsets and lengths of what is stored, of the first what is left of it.
    stored: VecDeque<(u64, u64)>,
    /// Where in the member the reader is.
    at: u64,
    size: u64,
}

impl<R: Read> Filled<R> {
    /// Reads the list of a member of `size` bytes.
    ///
    /// # Errors
    ///
    /// When there is none, or one of more than 64 KiB, or of stretches out of order.
    pub(super) fn new(mut inner: R, size: u64) -> io::Result<Self> {
        let mut list = List { inner: &mut inner, read: 0 };
        let count = list.number()?;
        let mut stored = VecDeque::new();
        let mut end = 0;
        for _ in 0..count {
            let (offset, length) = (list.number()?, list.number()?);
            if offset < end {
                return Err(invalid());
            }
            end = offset.checked_add(length).filter(|end| *end <= size).ok_or_else(invalid)?;
            stored.push_back((offset, length));
        }
        list.skip_to_block()?;
        Ok(Self { inner, stored, at: 0, size })
    }
}

impl<R: Read> Read for Filled<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.stored.front().is_some_and(|(_, length)| *length == 0) {
            self.stored.pop_front();
        }
        let (until, is_hole) = match self.stored.front() {
            Some((offset, length)) if *offset <= self.at => (self.at.saturating_add(*length), false),
            Some((offset, _)) => (*offset, true),
            None => (self.size, true),
        };
        let left = usize::try_from(until.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let (room, _) = out.split_at_mut(left.min(out.len()));
        let read = if is_hole {
            room.fill(0);
            room.len()
        } else {
            self.inner.read(room)?
        };
        let bytes = u64::try_from(read).unwrap_or(u64::MAX);
        self.at = self.at.saturating_add(bytes);
        if !is_hole && let Some((offset, length)) = self.stored.front_mut() {
            *offset = self.at;
            *length = length.saturating_sub(bytes);
        }
        Ok(read)
    }
}

/// The list on its way through.
struct List<R> {
    inner: R,
    read: u64,
}

impl<R: Read> List<R> {
    /// The longest list, in bytes: some thousand stretches.
    const LONGEST: u64 = 64 << 10;

    fn byte(&mut self) -> io::Result<u8> {
        self.read = self.read.saturating_add(1);
        if self.read > Self::LONGEST {
            return Err(invalid());
        }
        let mut byte = [0];
        self.inner.read_exact(&mut byte)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number: Option<u64> = None;
        loop {
            match self.byte()? {
                b'\n' => return number.ok_or_else(invalid),
                digit @ b'0'..=b'9' => {
                    let before = number.unwrap_or(0).checked_mul(10);
                    let digit = u64::from(digit.saturating_sub(b'0'));
                    number = Some(before.and_then(|before| before.checked_add(digit)).ok_or_else(invalid)?);
                }
                _ => return Err(invalid()),
            }
        }
    }

    fn skip_to_block(&mut self) -> io::Result<()> {
        const BLOCK: u64 = 512;
        while !self.read.is_multiple_of(BLOCK) {
            self.byte()?;
        }
        Ok(())
    }
}

fn invalid() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its list of holes is invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(list: &str, stored: &[u8], size: u64) -> io::Result<Vec<u8>> {
        let mut member = list.as_bytes().to_vec();
        member.resize(list.len().next_multiple_of(512), 0);
        member.extend_from_slice(stored);
        let mut bytes = Vec::new();
        Filled::new(&*member, size)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn holes_are_zeros() {
        assert_eq!(filled("2\n1\n2\n5\n1\n", b"abc", 8).unwrap(), b"\0ab\0\0c\0\0");
        assert_eq!(filled("3\n0\n1\n1\n0\n1\n2\n", b"abc", 3).unwrap(), b"abc");
        assert_eq!(filled("0\n", b"", 3).unwrap(), b"\0\0\0");
        assert_eq!(filled("1\n2\n4\n", b"ab", 9).unwrap(), b"\0\0ab", "cut");
    }

    #[test]
    fn lists_that_are_none() {
        let long = "0\n".repeat(40_000);
        for list in
            ["", "x\n", "\n", "1\n0\n", "1\n0\n9\n", "2\n4\n1\n3\n1\n", "99999999999999999999\n", &long]
        {
            let list = if list == long { format!("40000\n{long}") } else { list.to_owned() };
            assert!(filled(&list, b"", 8).is_err(), "{}", list.len());
        }
    }
}
