//! Zip archives: their members are listed at the end, so that one that comes through a stream is read into memory first.

use std::ffi::OsStr;
use std::io::{self, Read};

use journalq_file::UnpackError;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use super::budget::Metered;
use super::codec::Codec;
use super::{Walk, member};

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
        let read = ZipArchive::from_slice(bytes).and_then(|archive| {
            let mut members = archive.entries();
            while !self.is_over
                && let Some(member) = members.next_entry()?
            {
                self.zip_member(name, depth, &archive, &member);
            }
            Ok(())
        });
        if let Err(error) = read {
            self.tell_cause(name, io::Error::other(error));
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
        data: &'d mut &[u8],
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
            None => Box::new(flate2::bufread::DeflateDecoder::new(data)),
        };
        Ok(Box::new(Metered::new(self.budget, decoder)))
    }
}
