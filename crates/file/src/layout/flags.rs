//! Header flags, file state and object flags. Unknown values are kept, not refused, at this level.

use std::fmt;

/// Incompatible flags: a reader that does not know a set bit cannot read the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IncompatibleFlags(pub u32);

impl IncompatibleFlags {
    /// DATA payloads may be XZ-compressed (before v189).
    pub const COMPRESSED_XZ: Self = Self(1);
    /// DATA payloads may be LZ4-compressed (v216).
    pub const COMPRESSED_LZ4: Self = Self(1 << 1);
    /// Object hashes are SipHash-2-4 keyed by the file ID, instead of Jenkins (v246).
    pub const KEYED_HASH: Self = Self(1 << 2);
    /// DATA payloads may be Zstandard-compressed (v246).
    pub const COMPRESSED_ZSTD: Self = Self(1 << 3);
    /// 32-bit offsets in entry items and entry arrays (v252).
    pub const COMPACT: Self = Self(1 << 4);

    /// The flags that this reader knows, with journald's names for them.
    pub const NAMES: [(Self, &'static str); 5] = [
        (Self::COMPRESSED_XZ, "COMPRESSED-XZ"),
        (Self::COMPRESSED_LZ4, "COMPRESSED-LZ4"),
        (Self::COMPRESSED_ZSTD, "COMPRESSED-ZSTD"),
        (Self::KEYED_HASH, "KEYED-HASH"),
        (Self::COMPACT, "COMPACT"),
    ];

    /// Tells whether every bit of `flag` is set.
    #[must_use]
    pub const fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }

    /// The union of two sets of flags.
    #[must_use]
    pub const fn with(self, flag: Self) -> Self {
        Self(self.0 | flag.0)
    }

    /// The set bits that this reader does not know.
    #[must_use]
    pub fn unknown(self) -> Self {
        Self(Self::NAMES.iter().fold(self.0, |bits, (flag, _)| bits & !flag.0))
    }
}

/// Names the known flags and gives unknown ones by bit: `COMPACT, bit 7`.
impl fmt::Display for IncompatibleFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known =
            Self::NAMES.iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, name)| (*name).to_owned());
        let unknown =
            (0..u32::BITS).filter(|bit| self.unknown().0 & (1 << bit) != 0).map(|bit| format!("bit {bit}"));
        f.write_str(&known.chain(unknown).collect::<Vec<_>>().join(", "))
    }
}

/// Compatible flags: a reader ignores the bits that it does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompatibleFlags(pub u32);

impl CompatibleFlags {
    /// The file carries TAG objects (v189).
    pub const SEALED: Self = Self(1);
    /// `tail_entry_boot_id` is the boot of the last entry (v254).
    pub const TAIL_ENTRY_BOOT_ID: Self = Self(1 << 1);
    /// There is a tag for every epoch (v255).
    pub const SEALED_CONTINUOUS: Self = Self(1 << 2);

    /// Tells whether every bit of `flag` is set.
    #[must_use]
    pub const fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }
}

/// What the file's writer was doing with it; carries no information that reading needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State(pub u8);

impl State {
    /// Closed cleanly.
    pub const OFFLINE: Self = Self(0);
    /// Being written, or its writer died.
    pub const ONLINE: Self = Self(1);
    /// Rotated away.
    pub const ARCHIVED: Self = Self(2);
}

/// The flags of an object, which tell how a DATA payload is compressed; meaningless on other objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObjectFlags(pub u8);

impl ObjectFlags {
    /// The payload is XZ.
    pub const COMPRESSED_XZ: Self = Self(1);
    /// The payload is LZ4.
    pub const COMPRESSED_LZ4: Self = Self(1 << 1);
    /// The payload is Zstandard.
    pub const COMPRESSED_ZSTD: Self = Self(1 << 2);

    /// The compression bits alone; others are undefined and ignored.
    #[must_use]
    pub const fn compression(self) -> Self {
        Self(self.0 & 0b111)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_flags_are_named_by_bit() {
        let flags = IncompatibleFlags(IncompatibleFlags::COMPACT.0 | 1 << 7 | 1 << 31);
        assert_eq!(flags.to_string(), "COMPACT, bit 7, bit 31");
        assert_eq!(flags.unknown().0, 1 << 7 | 1 << 31);
        assert_eq!(IncompatibleFlags(0x1f).unknown().0, 0);
    }
}
