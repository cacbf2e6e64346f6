//! Zip archives: their members are listed at the end, so that one that comes through a stream is read into memory first. What
//! lacks the list is read from its beginning.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, Read};

use journalq_file::UnpackError;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use super::budget::Metered;
use super::codec::Codec;
use super::member::{self, Whole};
use super::{Content, Walk};

impl Walk<'_> {
    /// Reads the members of an archive that comes through a stream, which takes memory meanwhile.
    pub(super) fn zip_stream(&mut self, name: &OsStr, depth: u32, stream: &mut dyn Read) {
        let (room, why) = self.budget.room();
        let mut bytes = Vec::new();
        if let Err(error) = member::read_to_end(stream, room.saturating_add(1), &mut bytes) {
            return self.tell_cause(name, error);
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > room {
            return self.tell(name, why);
        }
        self.budget.keep(bytes.len());
        self.zip(name, depth, &bytes);
        self.budget.release(bytes.len());
    }

    /// Reads the members of an archive.
    pub(super) fn zip(&mut self, name: &OsStr, depth: u32, bytes: &[u8]) {
        let mut listed = HashSet::new();
        let read = ZipArchive::from_slice(bytes).and_then(|archive| {
            let mut members = archive.entries();
            while !self.is_over
                && let Some(member) = members.next_entry()?
            {
                listed.insert(member.local_header_offset());
                self.zip_member(name, depth, &archive, &member);
            }
            Ok(())
        });
        if let Err(error) = read {
            self.tell_cause(name, io::Error::other(error));
            self.zip_without_list(name, depth, bytes, &listed);
        }
    }

    /// Reads the members of an archive whose list of them is lost, but for those at the offsets that the rest of the list has
    /// told: one after the other as they are stored, up to the first one that does not say how long it is. Nothing checks
    /// their content then but what they are.
    fn zip_without_list(&mut self, name: &OsStr, depth: u32, bytes: &[u8], listed: &HashSet<u64>) {
        let mut left = bytes;
        while !self.is_over
            && let Some((stored, rest)) = Stored::split(left)
        {
            let offset = bytes.len().saturating_sub(left.len());
            left = rest;
            if u64::try_from(offset).is_ok_and(|offset| listed.contains(&offset)) {
                continue;
            }
            if let Err(error) = self.budget.add_member() {
                return self.tell(name, error);
            }
            let name = member::name(name, stored.name);
            let mut data = Whole::new(stored.data, stored.size);
            // Of what is no journal nothing is told twice.
            if let Ok(mut decoder) = self.zip_decoder(stored.method, &mut data) {
                let _: Content = self.read(&name, depth, &mut decoder);
            }
        }
    }

    fn zip_member(
        &mut self,
        archive_name: &OsStr,
        depth: u32,
        archive: &ZipSliceArchive<&[u8]>,
        member: &ZipFileHeaderRecord<'_>,
    ) {
        if let Err(error) = self.budget.add_member() {
            return self.tell(archive_name, error);
        }
        if member.is_dir() {
            return;
        }
        let name = member::name(archive_name, member.file_path().as_bytes());
        if member.flags().is_encrypted() {
            return self.tell(&name, UnpackError::Unsupported("encryption"));
        }
        let stored = match archive.get_entry(member.wayfinder()) {
            Ok(stored) => stored,
            Err(error) => return self.tell_cause(&name, io::Error::other(error)),
        };
        let data = &mut stored.data();
        let decoder = match self.zip_decoder(member.compression_method(), data) {
            Ok(decoder) => decoder,
            Err(error) => return self.tell(&name, error),
        };
        self.read_decoded(&name, depth, &mut stored.verifying_reader(decoder));
    }

    fn zip_decoder<'d>(
        &self,
        method: CompressionMethod,
        data: &'d mut dyn Read,
    ) -> Result<Box<dyn Read + 'd>, UnpackError>
    where
        Self: 'd,
    {
        let codec = match method {
            CompressionMethod::STORE => return Ok(Box::new(data)),
            CompressionMethod::DEFLATE => None,
            CompressionMethod::BZIP2 => Some(Codec::Bzip2),
            CompressionMethod::ZSTD => Some(Codec::Zstd),
            CompressionMethod::XZ => Some(Codec::Xz),
            _ => return Err(UnpackError::Unsupported("its way of compression")),
        };
        let window = self.budget.limits().unpacking.window_bytes;
        let decoder: Box<dyn Read + 'd> = match codec {
            Some(codec) => codec.decode(data, window).map_err(|error| self.budget.cause(error))?,
            None => Box::new(flate2::read::DeflateDecoder::new(data)),
        };
        Ok(Box::new(Metered::new(self.budget, decoder)))
    }
}

/// A member as it is stored.
///
/// ```text
/// 0 signature, 6 flags, 8 method, 18 stored size, 26 length of the name, 28 of what is behind it, 30 name, ..., content
/// ```
struct Stored<'a> {
    name: &'a [u8],
    method: CompressionMethod,
    /// How many bytes there should be.
    size: u64,
    /// Those that there are.
    data: &'a [u8],
}

impl<'a> Stored<'a> {
    /// The first member, and what is behind it.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        /// Encrypted, or of a size that stands behind the content.
        const UNREADABLE: u16 = 1 | 8;
        /// The size is elsewhere.
        const ZIP64: u32 = u32::MAX;
        let (header, behind) = bytes.split_first_chunk::<30>()?;
        let u16_at = |at: usize| header.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes));
        let size = header.get(18..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))?;
        if !header.starts_with(b"PK\x03\x04") || u16_at(6)? & UNREADABLE != 0 || size == ZIP64 {
            return None;
        }
        let (name, behind) = behind.split_at_checked(u16_at(26)?.into())?;
        let (_, behind) = behind.split_at_checked(u16_at(28)?.into())?;
        let (data, rest) = behind.split_at(usize::try_from(size).ok()?.min(behind.len()));
        let method = CompressionMethod::new(u16_at(8)?);
        Some((Self { name, method, size: size.into(), data }, rest))
    }
}
