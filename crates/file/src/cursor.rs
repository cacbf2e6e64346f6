//! Cursors: the text that names one entry across files, `s=…;i=…;b=…;m=…;t=…;x=…`.
//!
//! A cursor printed here is read by journalctl and the other way round (`docs/format.md`, "Cursors").

use std::fmt;

use crate::layout::id128::Id128;

/// What identifies an entry and places it in time: the values that every entry object carries, and the
/// sequence number namespace of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntryHead {
    /// Sequence number, from 1, strictly increasing within a file.
    pub seqnum: u64,
    /// The namespace of `seqnum`: the `seqnum_id` of the entry's file.
    pub seqnum_id: Id128,
    /// Wall clock time in microseconds since the Unix epoch, 1 to 2^55 - 1.
    pub realtime_usec: u64,
    /// Time in microseconds since the boot, 0 to 2^55 - 1.
    pub monotonic_usec: u64,
    /// The boot during which the entry was written.
    pub boot_id: Id128,
    /// The fields' Jenkins hashes, XORed by the writer; an opaque value (it does not always agree with the items).
    pub xor_hash: u64,
}

/// A parsed cursor: the parts that were given, each of which may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// `s=`: the sequence number namespace.
    pub seqnum_id: Option<Id128>,
    /// `i=`: the sequence number.
    pub seqnum: Option<u64>,
    /// `b=`: the boot.
    pub boot_id: Option<Id128>,
    /// `m=`: microseconds since the boot.
    pub monotonic_usec: Option<u64>,
    /// `t=`: microseconds since the Unix epoch.
    pub realtime_usec: Option<u64>,
    /// `x=`: the entry's `xor_hash`.
    pub xor_hash: Option<u64>,
}

/// A text that is no cursor, or one that names no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid cursor")
    }
}

impl std::error::Error for InvalidCursor {}

impl Cursor {
    /// Parses a cursor as `sd_journal_seek_cursor()` does.
    ///
    /// Items are separated by `;`, in any order; unknown letters are ignored and the last of a repeated item counts.
    /// Numbers are hexadecimal as `scanf("%llx")` reads them: leading blanks, a sign and `0x` are allowed, what follows
    /// the digits is ignored.
    ///
    /// # Errors
    ///
    /// When an item is not `letter=value`, an ID or number is malformed, or the items name no position: needed are
    /// `s` and `i`, or `b` and `m`, or `t`.
    ///
    /// # Examples
    ///
    /// ```
    /// use journalq_file::cursor::Cursor;
    ///
    /// let cursor = Cursor::parse(b"t=60a24181e4000;q=ignored")?;
    /// assert_eq!(cursor.realtime_usec, Some(1_700_000_000_000_000));
    /// assert!(Cursor::parse(b"m=1").is_err());
    /// # Ok::<(), journalq_file::cursor::InvalidCursor>(())
    /// ```
    pub fn parse(text: &[u8]) -> Result<Self, InvalidCursor> {
        let mut cursor = Self::default();
        for item in text.split(|&byte| byte == b';') {
            let [letter, b'=', value @ ..] = item else { return Err(InvalidCursor) };
            match letter {
                b's' => cursor.seqnum_id = Some(parse_id(value)?),
                b'b' => cursor.boot_id = Some(parse_id(value)?),
                b'i' => cursor.seqnum = Some(scan_hex(value)?),
                b'm' => cursor.monotonic_usec = Some(scan_hex(value)?),
                b't' => cursor.realtime_usec = Some(scan_hex(value)?),
                b'x' => cursor.xor_hash = Some(scan_hex(value)?),
                _ => {}
            }
        }
        let names_a_position = (cursor.seqnum_id.is_some() && cursor.seqnum.is_some())
            || (cursor.boot_id.is_some() && cursor.monotonic_usec.is_some())
            || cursor.realtime_usec.is_some();
        if names_a_position { Ok(cursor) } else { Err(InvalidCursor) }
    }

    /// Tells whether `entry` is the one that the cursor describes: each part that is present must be equal.
    ///
    /// This is `sd_journal_test_cursor()`.
    #[must_use]
    pub fn describes(&self, entry: &EntryHead) -> bool {
        self.seqnum_id.is_none_or(|id| id == entry.seqnum_id)
            && self.seqnum.is_none_or(|seqnum| seqnum == entry.seqnum)
            && self.boot_id.is_none_or(|id| id == entry.boot_id)
            && self.monotonic_usec.is_none_or(|usec| usec == entry.monotonic_usec)
            && self.realtime_usec.is_none_or(|usec| usec == entry.realtime_usec)
            && self.xor_hash.is_none_or(|hash| hash == entry.xor_hash)
    }
}

/// The cursor of exactly this entry.
impl From<EntryHead> for Cursor {
    fn from(head: EntryHead) -> Self {
        Self {
            seqnum_id: Some(head.seqnum_id),
            seqnum: Some(head.seqnum),
            boot_id: Some(head.boot_id),
            monotonic_usec: Some(head.monotonic_usec),
            realtime_usec: Some(head.realtime_usec),
            xor_hash: Some(head.xor_hash),
        }
    }
}

/// A complete entry's cursor: `s=<seqnum_id>;i=<seqnum>;b=<boot_id>;m=<monotonic>;t=<realtime>;x=<xor_hash>`.
impl fmt::Display for EntryHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "s={};i={:x};b={};m={:x};t={:x};x={:x}",
            self.seqnum_id, self.seqnum, self.boot_id, self.monotonic_usec, self.realtime_usec, self.xor_hash
        )
    }
}

fn parse_id(value: &[u8]) -> Result<Id128, InvalidCursor> {
    Id128::parse(value).ok_or(InvalidCursor)
}

/// Reads a hexadecimal number as `scanf("%llx")` does: the sign negates modulo 2^64, an overflow saturates.
fn scan_hex(value: &[u8]) -> Result<u64, InvalidCursor> {
    let value = value.trim_ascii_start();
    let (negative, value) = match value {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let digits = match value {
        [b'0', b'x' | b'X', rest @ ..] if rest.first().is_some_and(u8::is_ascii_hexdigit) => rest,
        rest => rest,
    };
    let mut number = None;
    for &byte in digits {
        let Some(digit) = char::from(byte).to_digit(16) else { break };
        number =
            Some(number.unwrap_or(0_u64).checked_mul(16).map_or(u64::MAX, |high| high | u64::from(digit)));
    }
    number.map(|number| if negative { number.wrapping_neg() } else { number }).ok_or(InvalidCursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> EntryHead {
        EntryHead {
            seqnum: 8,
            seqnum_id: Id128::parse(b"f0a1d51a3dfa4691b6c1287fb8ba3ac1").unwrap(),
            realtime_usec: 0x0006_60d9_7be6_1a80,
            monotonic_usec: 0x3b13_6080,
            boot_id: Id128::parse(b"29e470d756e34cdcbdf10ee19751f75d").unwrap(),
            xor_hash: 0x8bfc_c761_a648_e31c,
        }
    }

    const TEXT: &str = "s=f0a1d51a3dfa4691b6c1287fb8ba3ac1;i=8;b=29e470d756e34cdcbdf10ee19751f75d;m=3b136080;t=660d97be61a80;x=8bfcc761a648e31c";

    #[test]
    fn prints_and_parses_the_complete_form() {
        assert_eq!(entry().to_string(), TEXT);
        let cursor = Cursor::parse(TEXT.as_bytes()).unwrap();
        assert!(cursor.describes(&entry()));
        assert!(!cursor.describes(&EntryHead { seqnum: 9, ..entry() }));
    }

    #[test]
    fn absent_parts_are_not_tested() {
        assert!(Cursor::parse(b"t=660d97be61a80").unwrap().describes(&entry()));
        assert!(!Cursor::parse(b"t=660d97be61a81").unwrap().describes(&entry()));
    }

    #[test]
    fn numbers_are_read_like_scanf() {
        for (text, number) in [
            ("0", 0),
            (" 1f", 31),
            ("0x1F", 31),
            ("+a", 10),
            ("-1", u64::MAX),
            ("12zz", 0x12),
            ("0x", 0),
            ("fffffffffffffffff", u64::MAX),
        ] {
            assert_eq!(scan_hex(text.as_bytes()), Ok(number), "{text}");
        }
        assert_eq!(scan_hex(b""), Err(InvalidCursor));
        assert_eq!(scan_hex(b"zz"), Err(InvalidCursor));
        assert_eq!(Cursor::parse(b"t=0;t=-1;t=0;t=0x0").unwrap().realtime_usec, Some(0));
    }

    #[test]
    fn malformed_cursors_are_refused() {
        for text in ["", "foo", "t=1;", ";t=1", "s=f0;i=1", "i=1", "b=29e470d756e34cdcbdf10ee19751f75d", "t="]
        {
            assert_eq!(Cursor::parse(text.as_bytes()), Err(InvalidCursor), "{text}");
        }
    }
}
