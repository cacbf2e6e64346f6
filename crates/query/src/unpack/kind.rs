//! What a file is, by its first bytes.

use journalq_file::layout::header::SIGNATURE;

use super::codec::Codec;

/// How many bytes it takes to tell: a header of a tar archive.
pub(super) const HEAD: u64 = 512;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Journal,
    Compressed(Codec),
    Tar,
    Zip,
    Other,
}

impl Kind {
    /// Whether there may be journals in it.
    pub(super) const fn is_packed(self) -> bool {
        !matches!(self, Self::Journal | Self::Other)
    }

    /// What a file is that begins like this.
    pub(super) fn of(head: &[u8]) -> Self {
        /// A local header, and the end of an archive without members.
        const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
        if head.starts_with(&SIGNATURE) {
            Self::Journal
        } else if let Some(codec) = Codec::of(head) {
            Self::Compressed(codec)
        } else if ZIP.iter().any(|magic| head.starts_with(magic)) {
            Self::Zip
        } else if is_tar(head) {
            Self::Tar
        } else {
            Self::Other
        }
    }
}

/// Whether this is the header of a member: the oldest archives have nothing but its checksum.
fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.first_chunk::<512>() else { return false };
    let header = tar::Header::from_byte_slice(header);
    let is_checksum = |at: &usize| (148..156).contains(at);
    let bytes = header.as_bytes().iter().enumerate();
    let sum: u32 = bytes.map(|(at, byte)| if is_checksum(&at) { 32 } else { u32::from(*byte) }).sum();
    header.cksum().is_ok_and(|found| found == sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let mut tar = tar::Header::new_old();
        tar.set_cksum();
        let mut damaged = tar.clone();
        damaged.set_size(1);
        for (head, kind) in [
            (&b"LPKSHHRH"[..], Kind::Journal),
            (b"LPKSHHR", Kind::Other),
            (b"\x1f\x8b\x08\0", Kind::Compressed(Codec::Gzip)),
            (b"\x1f\x8b\x07\0", Kind::Other),
            (b"\xfd7zXZ\0\0\x04", Kind::Compressed(Codec::Xz)),
            (b"BZh91AY&SY", Kind::Compressed(Codec::Bzip2)),
            (b"BZh1\x17\x72\x45\x38\x50\x90", Kind::Compressed(Codec::Bzip2)),
            (b"BZh91AY&S", Kind::Other),
            (b"BZh01AY&SY", Kind::Other),
            (b"\x28\xb5\x2f\xfd", Kind::Compressed(Codec::Zstd)),
            (b"\x5a\x2a\x4d\x18\x04\0\0\0", Kind::Compressed(Codec::Zstd)),
            (b"\x04\x22\x4d\x18", Kind::Compressed(Codec::Lz4)),
            (b"PK\x03\x04", Kind::Zip),
            (b"PK\x05\x06", Kind::Zip),
            (tar.as_bytes(), Kind::Tar),
            (&tar.as_bytes()[..511], Kind::Other),
            (damaged.as_bytes(), Kind::Other),
            (&[0; 512], Kind::Other),
            (b"", Kind::Other),
        ] {
            assert_eq!(Kind::of(head), kind, "{}", head.escape_ascii());
        }
    }
}
