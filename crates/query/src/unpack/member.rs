//! A member on its way through: its name, its beginning, and whether it is whole.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};

use super::kind::HEAD;

/// The name of a member of an archive, as text for messages: behind the archive's, without what could drive a terminal.
pub(super) fn name(archive: &OsStr, member: &[u8]) -> OsString {
    let member = member.strip_prefix(b"./").unwrap_or(member);
    let mut text = String::new();
    for chunk in member.utf8_chunks() {
        for char in chunk.valid().chars() {
            if char.is_control() { text.extend(char.escape_default()) } else { text.push(char) }
        }
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    let mut name = archive.to_owned();
    name.push(":");
    name.push(text);
    name
}

/// The first bytes of a stream.
pub(super) struct Head {
    pub(super) bytes: Vec<u8>,
    /// Why there are no more.
    pub(super) failed: Option<io::Error>,
}

impl Head {
    pub(super) fn of(stream: &mut dyn Read) -> Self {
        let mut bytes = Vec::new();
        let failed = stream.take(HEAD).read_to_end(&mut bytes).err();
        Self { bytes, failed }
    }
}

/// Appends what comes through a stream to `bytes`, up to `limit` bytes. No more than a quarter more memory is asked for than
/// there are bytes.
pub(super) fn read_to_end(stream: &mut dyn Read, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    const LEAST: usize = 1 << 16;
    let mut left = limit;
    while left > 0 {
        let step = LEAST.max(bytes.len() / 4).min(usize::try_from(left).unwrap_or(usize::MAX));
        bytes.try_reserve_exact(step).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let asked = u64::try_from(step).unwrap_or(u64::MAX);
        let read = u64::try_from(stream.take(asked).read_to_end(bytes)?).unwrap_or(u64::MAX);
        left = left.saturating_sub(read);
        if read < asked {
            break;
        }
    }
    Ok(())
}

/// A stream whose first bytes were looked at.
pub(super) struct Begun<'a> {
    head: io::Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    rest: &'a mut dyn Read,
}

impl<'a> Begun<'a> {
    /// The `head` again, then why it could not be read any further, else the rest.
    pub(super) const fn new(head: Vec<u8>, failed: Option<io::Error>, rest: &'a mut dyn Read) -> Self {
        Self { head: io::Cursor::new(head), failed, rest }
    }
}

impl Read for Begun<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.head.read(out)?;
        if read > 0 || out.is_empty() {
            return Ok(read);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.rest.read(out),
        }
    }
}

/// A member that says how long it is: one that ends earlier is cut.
pub(super) struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Whole<R> {
    pub(super) const fn new(inner: R, size: u64) -> Self {
        Self { inner, left: size }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.left = self.left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        if read == 0 && self.left > 0 && !out.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_members_are_text() {
        for (member, text) in [
            (&b"var/log/a.journal"[..], "x.tar:var/log/a.journal"),
            (b"./a", "x.tar:a"),
            (b"../../a", "x.tar:../../a"),
            (b"/etc/a", "x.tar:/etc/a"),
            (b"a\x1b[2J\nb", "x.tar:a\\u{1b}[2J\\nb"),
            (b"\xff\xc2\x9b\xe2\x82\xac", "x.tar:\\xff\\u{9b}\u{20ac}"),
        ] {
            assert_eq!(name(OsStr::new("x.tar"), member), text);
        }
    }
}
