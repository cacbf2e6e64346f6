//! The verification key: what sealing prints once, and whoever verifies has to keep.
//!
//! ```text
//! 9a1a67-aa57eb-523454-9235d3/ab37787-989680
//! seed, 12 bytes, any dashes  start   interval in microseconds; the seal's epoch 0 begins at start * interval
//! ```
//!
//! The numbers are read as the C library's `%llx` does, as journalctl 262 has it: white space before them, a sign and
//! `0x` are allowed, what follows the second one is ignored, and too large a number counts as the largest.

use std::fmt;

/// Bytes of the seed from which the keys of all epochs are derived.
pub(super) const SEED_SIZE: usize = 12;

/// A verification key. Whoever has it can verify seals, and forge them: it is not shown when formatted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerificationKey {
    pub(super) seed: [u8; SEED_SIZE],
    start_usec: u64,
    interval_usec: u64,
}

impl VerificationKey {
    /// Parses a key in exactly the notations that journalctl 262 takes.
    ///
    /// # Errors
    ///
    /// When the seed is not 24 hex digits with `/` after them (dashes may stand before each pair), when two hexadecimal
    /// numbers with `-` between do not follow, or when one of them is 0 or their product exceeds 64 bits.
    pub fn parse(text: &[u8]) -> Result<Self, InvalidKey> {
        if text.is_empty() {
            return Err(InvalidKey::Empty);
        }
        let (seed, rest) = parse_seed(text).ok_or(InvalidKey::Seed)?;
        let (start, interval_usec) = parse_times(rest).ok_or(InvalidKey::Times)?;
        if start == 0 || interval_usec == 0 {
            return Err(InvalidKey::Zero);
        }
        let start_usec = start.checked_mul(interval_usec).ok_or(InvalidKey::OutOfRange)?;
        Ok(Self { seed, start_usec, interval_usec })
    }

    /// When epoch 0 begins, in microseconds since the Unix epoch; never 0.
    #[must_use]
    pub const fn start_usec(&self) -> u64 {
        self.start_usec
    }

    /// The length of an epoch in microseconds; never 0.
    #[must_use]
    pub const fn interval_usec(&self) -> u64 {
        self.interval_usec
    }

    /// The epoch of a time; `None` before epoch 0.
    #[must_use]
    pub fn epoch_at(&self, realtime_usec: u64) -> Option<u64> {
        realtime_usec.checked_sub(self.start_usec)?.checked_div(self.interval_usec)
    }

    /// When `epoch` begins and when it ends, in microseconds since the Unix epoch; `None` beyond 64 bits.
    #[must_use]
    pub fn times_of(&self, epoch: u64) -> Option<(u64, u64)> {
        let start = epoch.checked_mul(self.interval_usec)?.checked_add(self.start_usec)?;
        Some((start, start.checked_add(self.interval_usec)?))
    }
}

/// Shows when epochs begin, not the seed.
impl fmt::Debug for VerificationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerificationKey")
            .field("start_usec", &self.start_usec)
            .field("interval_usec", &self.interval_usec)
            .finish_non_exhaustive()
    }
}

/// Why a text is no verification key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidKey {
    /// There is no text.
    Empty,
    /// It does not start with 12 bytes in hex digits and a slash.
    Seed,
    /// Behind the slash there are not two hexadecimal numbers with a dash between.
    Times,
    /// The start or the interval is 0.
    Zero,
    /// The time at which epoch 0 begins exceeds 64 bits.
    OutOfRange,
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "key is empty",
            Self::Seed => "key does not start with 24 hex digits and a slash",
            Self::Times => "key does not end with two hexadecimal numbers, as in `ab37787-989680`",
            Self::Zero => "start or interval of the key is 0",
            Self::OutOfRange => "start of the key is out of range",
        })
    }
}

impl std::error::Error for InvalidKey {}

/// The seed, and what follows its slash.
fn parse_seed(mut text: &[u8]) -> Option<([u8; SEED_SIZE], &[u8])> {
    let mut seed = [0; SEED_SIZE];
    for byte in &mut seed {
        while let [b'-', rest @ ..] = text {
            text = rest;
        }
        let [high, low, rest @ ..] = text else { return None };
        *byte = (hex_digit(*high)? << 4) | hex_digit(*low)?;
        text = rest;
    }
    Some((seed, text.strip_prefix(b"/")?))
}

/// The two numbers behind the slash: when epoch 0 begins, counted in intervals, and the interval.
fn parse_times(text: &[u8]) -> Option<(u64, u64)> {
    let (start, rest) = scan_hex(text)?;
    let (interval, _) = scan_hex(rest.strip_prefix(b"-")?)?;
    Some((start, interval))
}

/// A number as the C library's `%llx` reads it, and what follows.
fn scan_hex(text: &[u8]) -> Option<(u64, &[u8])> {
    let blanks = text.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
    let text = text.get(blanks..)?;
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let text = match text {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => text,
    };
    let n_digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (digits, rest) = text.split_at_checked(n_digits).filter(|_| n_digits > 0)?;
    let value = digits
        .iter()
        .try_fold(0_u64, |value, &digit| Some(value.checked_mul(16)? | u64::from(hex_digit(digit)?)));
    Some((value.map_or(u64::MAX, |value| if negative { value.wrapping_neg() } else { value }), rest))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "9a1a67-aa57eb-523454-9235d3";

    fn parse(times: &str) -> Result<(u64, u64), InvalidKey> {
        let key = VerificationKey::parse(format!("{SEED}/{times}").as_bytes())?;
        Ok((key.start_usec(), key.interval_usec()))
    }

    #[test]
    fn a_key_gives_seed_and_times() {
        let key = VerificationKey::parse(b"9a1a67-aa57eb-523454-9235d3/ab37787-989680").unwrap();
        assert_eq!(key.seed, [0x9a, 0x1a, 0x67, 0xaa, 0x57, 0xeb, 0x52, 0x34, 0x54, 0x92, 0x35, 0xd3]);
        assert_eq!((key.start_usec(), key.interval_usec()), (1_795_337_030_000_000, 10_000_000));
        assert_eq!(key.epoch_at(1_795_337_029_999_999), None);
        assert_eq!(key.epoch_at(1_795_337_039_999_999), Some(0));
        assert_eq!(key.epoch_at(1_795_337_040_000_000), Some(1));
        assert_eq!(key.times_of(2), Some((1_795_337_050_000_000, 1_795_337_060_000_000)));
        assert_eq!(key.times_of(u64::MAX), None);
        assert!(!format!("{key:?}").contains("154"), "the seed's first byte in decimal");
    }

    /// Each was tried with journalctl 262.
    #[test]
    fn takes_what_journalctl_takes() {
        for text in [
            "9A1A67AA57EB5234549235D3/AB37787-989680",
            "--9a-1a67---aa57eb-523454-9235d3/ab37787-989680",
            "9a1a67-aa57eb-523454-9235d3/ab37787-989680zzz",
            "9a1a67-aa57eb-523454-9235d3/ab37787-989680 x",
            "9a1a67-aa57eb-523454-9235d3/ ab37787-\t989680",
            "9a1a67-aa57eb-523454-9235d3/\n ab37787-\x0b 989680",
            "9a1a67-aa57eb-523454-9235d3/0xab37787-0X989680",
            "9a1a67-aa57eb-523454-9235d3/+ab37787-+989680",
            "9a1a67-aa57eb-523454-9235d3/00000000000000000000ab37787-989680",
        ] {
            let key =
                VerificationKey::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(key.start_usec(), 1_795_337_030_000_000, "{text}");
        }
        assert_eq!(parse("-1-1"), Ok((u64::MAX, 1)));
        assert_eq!(parse("-ab37787-1"), Ok((0xab3_7787_u64.wrapping_neg(), 1)));
        assert_eq!(parse("fffffffffffffffff-1"), Ok((u64::MAX, 1)));
        assert_eq!(parse("-fffffffffffffffff-1"), Ok((u64::MAX, 1)));
    }

    /// Each was tried with journalctl 262.
    #[test]
    fn refuses_what_journalctl_refuses() {
        assert_eq!(VerificationKey::parse(b""), Err(InvalidKey::Empty));
        for text in [
            " ",
            "9a1a67-aa57eb-523454-9235d3",
            " 9a1a67-aa57eb-523454-9235d3/ab37787-989680",
            "--9-a1a67-aa57eb-523454-9235d3/ab37787-989680",
            "9a1a67-aa57eb-523454-9235d3-/ab37787-989680",
            "9a1a67-aa57eb-523454-9235d3 /ab37787-989680",
            "9a1a67-aa57eb-523454-9235d/ab37787-989680",
            "9a1a67-aa57eb-523454-9235d312/ab37787-989680",
            "fss://9a1a67-aa57eb-523454-9235d3/ab37787-989680",
        ] {
            assert_eq!(VerificationKey::parse(text.as_bytes()), Err(InvalidKey::Seed), "{text}");
        }
        for times in [
            "",
            "ab37787",
            "ab37787-",
            "ab37787 -1",
            "0x-5",
            "0xg-5",
            "5-0x",
            "+-1-1",
            "1-+ 1",
            "00x1-1",
            "0x0x1-1",
        ] {
            assert_eq!(parse(times), Err(InvalidKey::Times), "{times}");
        }
        assert_eq!(parse("0-989680"), Err(InvalidKey::Zero));
        assert_eq!(parse("ab37787-0"), Err(InvalidKey::Zero));
        for times in ["ab37787--989680", "-ab37787-989680", "ab37787-10000000000989680", "2-8000000000000000"]
        {
            assert_eq!(parse(times), Err(InvalidKey::OutOfRange), "{times}");
        }
    }
}
