//! What a seal vouches for: the objects from behind the previous TAG up to and with its own, for the first one with the
//! immutable part of the header before them.
//!
//! Of an object that is what no later write changes: the links by which objects find each other are left out.
//!
//! ```text
//! header       0..16 signature, flags  24..56 file_id, machine_id  72..96 seqnum_id, header_size  104..136 hash tables
//! every object 0..16 type, flags, size
//! DATA         16..24 hash, then the payload as stored
//! FIELD        16..24 hash, then the name
//! ENTRY        16.. everything
//! TAG          16..32 seqnum, epoch
//! ```

use std::mem::{offset_of, size_of};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::generator::EpochKey;
use crate::error::{FormatError, ObjectCause};
use crate::file::JournalFile;
use crate::layout::header::RawHeader;
use crate::layout::id128::Id128;
use crate::layout::object::{DataHead, ObjectHeader, ObjectType, TagObject};

/// A stretch of a file that ends with a TAG.
#[derive(Clone, Copy, Debug)]
pub(super) struct Covered<'a> {
    pub(super) file: JournalFile<'a>,
    /// Where the header's IDs stood when the file was created, for the first seal of a file; `None` for the others.
    pub(super) header: Option<HeaderIds>,
    /// The offset of the first object.
    pub(super) begin: u64,
    /// The offset of the TAG.
    pub(super) tag: u64,
}

/// The IDs of a header that its writer may replace later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeaderIds {
    pub(super) machine_id: Id128,
    pub(super) seqnum_id: Id128,
}

impl Covered<'_> {
    /// Tells whether `key` makes the seal that the TAG holds. Compares in constant time.
    ///
    /// # Errors
    ///
    /// When the objects do not lead from `begin` to the TAG.
    pub(super) fn is_sealed_with(&self, key: &EpochKey) -> Result<bool, FormatError> {
        let tag = self.file.object(self.tag, ObjectType::TAG)?.bytes;
        let seal = tag.get(offset_of!(TagObject, hmac)..size_of::<TagObject>()).unwrap_or_default();
        Ok(self.hash_with(key)?.verify_slice(seal).is_ok())
    }

    /// The HMAC over all that is covered, not finished.
    pub(super) fn hash_with(&self, key: &EpochKey) -> Result<Hmac<Sha256>, FormatError> {
        // by its definition, an HMAC fills a key up with zeros to the hash's 64 bytes
        let key: [u8; 64] = zerocopy::transmute!([*key, [0; 32]]);
        let mut hmac = Hmac::<Sha256>::new(&key.into());
        if let Some(ids) = &self.header {
            self.hash_header(ids, &mut hmac);
        }
        let mut offset = self.begin;
        while offset <= self.tag {
            offset = self.hash_object(offset, &mut hmac)?;
        }
        Ok(hmac)
    }

    fn hash_header(&self, ids: &HeaderIds, hmac: &mut Hmac<Sha256>) {
        let bytes = |from: usize, to: usize| {
            let header = self.file.window().from(0).unwrap_or_default();
            header.get(from..to).unwrap_or_default()
        };
        hmac.update(bytes(0, offset_of!(RawHeader, state)));
        hmac.update(bytes(offset_of!(RawHeader, file_id), offset_of!(RawHeader, machine_id)));
        hmac.update(&ids.machine_id.0);
        hmac.update(&ids.seqnum_id.0);
        hmac.update(bytes(offset_of!(RawHeader, header_size), offset_of!(RawHeader, arena_size)));
        hmac.update(bytes(
            offset_of!(RawHeader, data_hash_table_offset),
            offset_of!(RawHeader, tail_object_offset),
        ));
    }

    /// Feeds one object; returns where the next one starts.
    fn hash_object(&self, offset: u64, hmac: &mut Hmac<Sha256>) -> Result<u64, FormatError> {
        let object_type = self.file.type_at(offset);
        let bytes = self.file.object(offset, object_type)?.bytes;
        let mut update = |from: usize, to: usize| hmac.update(bytes.get(from..to).unwrap_or_default());
        let (head, hash_end) = (size_of::<ObjectHeader>(), offset_of!(DataHead, next_hash_offset));
        update(0, head);
        match object_type {
            ObjectType::DATA | ObjectType::FIELD => {
                update(head, hash_end);
                update(object_type.head_size(self.file.is_compact()).unwrap_or(head), bytes.len());
            }
            ObjectType::ENTRY => update(head, bytes.len()),
            ObjectType::TAG => update(head, offset_of!(TagObject, hmac)),
            _ => {}
        }
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let next = size.checked_next_multiple_of(8).and_then(|size| offset.checked_add(size));
        next.filter(|&next| offset == self.tag || next <= self.tag).ok_or(FormatError::Object {
            object: object_type,
            offset,
            cause: ObjectCause::Size { found: size },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
    }

    fn key(hex: &str) -> EpochKey {
        bytes(hex).try_into().unwrap()
    }

    /// A new file of journald 257: header, both hash tables, which are empty, and its first seal.
    fn new_file() -> Vec<u8> {
        let mut file = vec![0; 0x1_dd50];
        let mut put = |offset: usize, hex: &str| {
            let bytes = bytes(hex);
            file[offset..][..bytes.len()].copy_from_slice(&bytes);
        };
        put(0, "4c504b5348485248 07000000 1c000000");
        put(24, "33d693441e7e4d02816e80d66da11953 0cf5dfb2d2c44416a9750c6dff74700f");
        put(72, "33d693441e7e4d02816e80d66da11953 1001000000000000");
        put(104, "0016000000000000 10c7010000000000 2001000000000000 d014000000000000");
        put(0x110, "0500000000000000 e014000000000000");
        put(0x15f0, "0400000000000000 20c7010000000000");
        put(0x1_dd10, "0700000000000000 4000000000000000 0100000000000000 0000000000000000");
        put(0x1_dd30, "d2a20fbd551fcfc982c16e7b52005aec318d6fc977e076073f2d18be0d3f64fa");
        file
    }

    const KEY_0: &str = "59922b1f66cea8d657ba3f4ca6bf52a66c0f95a5752e975c39e9cdae118554b7";

    fn first_seal(file: JournalFile<'_>) -> Covered<'_> {
        let header = file.header();
        let ids = HeaderIds { machine_id: header.machine_id(), seqnum_id: header.seqnum_id() };
        Covered { file, header: Some(ids), begin: 0x110, tag: 0x1_dd10 }
    }

    #[test]
    fn the_first_seal_covers_the_header() {
        let bytes = new_file();
        let file = JournalFile::open_damaged(&bytes, Limits::default()).unwrap();
        let covered = first_seal(file);
        assert_eq!(covered.is_sealed_with(&key(KEY_0)), Ok(true));
        assert_eq!(covered.is_sealed_with(&[0; 32]), Ok(false));
        let other = HeaderIds { machine_id: Id128::NULL, seqnum_id: file.header().seqnum_id() };
        assert_eq!(Covered { header: Some(other), ..covered }.is_sealed_with(&key(KEY_0)), Ok(false));
        assert_eq!(Covered { header: None, ..covered }.is_sealed_with(&key(KEY_0)), Ok(false));
    }

    /// Everything that is covered, and nothing else, changes the seal: each byte is turned once.
    #[test]
    fn covers_what_does_not_change() {
        let original = new_file();
        let covered_bytes =
            [0..16, 24..56, 72..96, 104..136, 0x110..0x120, 0x15f0..0x1600, 0x1_dd10..0x1_dd50];
        let interesting = (0..0x130).chain(0x15e8..0x1610).chain(0x1_dd08..0x1_dd50);
        for at in interesting {
            let mut bytes = original.clone();
            bytes[at] ^= 0x80;
            let Ok(file) = JournalFile::open_damaged(&bytes, Limits::default()) else { continue };
            let sealed = first_seal(file).is_sealed_with(&key(KEY_0)) == Ok(true);
            assert_eq!(sealed, !covered_bytes.iter().any(|range| range.contains(&at)), "byte {at:#x}");
        }
    }

    /// A seal of an epoch in which nothing was written covers only itself.
    #[test]
    fn a_seal_without_objects() {
        let tag = "0700000000000000 4000000000000000 0500000000000000 0300000000000000";
        for (epoch_key, seal) in [
            (
                "1a676ec1071e2c57c9d57c5c0b06eeea09b5a2e44da73688501df7ec2d373acb",
                "e9faa553853049d4ed1a6d83604871c84b655094e44d075c0a8a89792ef60f36",
            ),
            (
                "e6577d2a655306b0cc1780158cfdbef4f59c7dc1617756e9d7120cf042351169",
                "3546503c9ebe14dcfbab38ef4698737dadc1ec5c2cc721f0e9702eb714ba15e0",
            ),
        ] {
            let mut file = new_file();
            file.extend(bytes(tag));
            file.extend(bytes(seal));
            let file = JournalFile::open_damaged(&file, Limits::default()).unwrap();
            let covered = Covered { file, header: None, begin: 0x1_dd50, tag: 0x1_dd50 };
            assert_eq!(covered.is_sealed_with(&key(epoch_key)), Ok(true));
        }
    }

    #[test]
    fn objects_that_do_not_lead_to_the_tag_are_an_error() {
        let mut bytes = new_file();
        bytes[0x15f8..0x1600].copy_from_slice(&0x1_c730_u64.to_le_bytes());
        let file = JournalFile::open_damaged(&bytes, Limits::default()).unwrap();
        let error = first_seal(file).is_sealed_with(&key(KEY_0)).unwrap_err();
        assert_eq!(error.to_string(), "data hash table at 0x15f0: invalid size 0x1c730");
    }
}
