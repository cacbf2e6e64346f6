//! What an object holds: hashes, payloads, items. Each object is judged by itself, so that many can be at once.

use super::fault::Fault;
use super::object::{Body, Data, Loaded};
use crate::check::is_aligned;
use crate::codec::{Codec, CodecError, Decompressor, exceeds_announced};
use crate::data::split_field;
use crate::error::{ErrorClass, FormatError};
use crate::file::JournalFile;
use crate::layout::flags::IncompatibleFlags;
use crate::layout::object::{HashItem, ObjectType};

/// Checks contents, with the room that decompressing needs.
#[derive(Debug)]
pub(super) struct Contents<'a> {
    file: JournalFile<'a>,
    flags: IncompatibleFlags,
    decompressor: Decompressor,
    /// The payload that was decompressed last.
    decompressed: Vec<u8>,
}

impl<'a> Contents<'a> {
    pub(super) fn new(file: JournalFile<'a>, flags: IncompatibleFlags) -> Self {
        Self { file, flags, decompressor: Decompressor::default(), decompressed: Vec::new() }
    }

    /// Loads an object, of whatever type.
    pub(super) fn load(&self, offset: u64) -> Result<Loaded<'a>, FormatError> {
        self.file.load(offset, None)
    }

    /// Hands the faults of an object to `found`, in journalctl's order: the first is the one that it would stop at.
    pub(super) fn check(&mut self, object: &Loaded<'a>, found: &mut dyn FnMut(Fault)) {
        let is_data = object.object_type == ObjectType::DATA;
        if object.flags.compression().0 != 0 && !is_data {
            found(Fault::CompressedObject { object: object.object_type });
        }
        match object.body {
            Body::Data(data) => self.check_data(object, &data, found),
            Body::Field(field) => {
                let computed = self.file.hash_function().hash(field.name);
                if computed != field.hash {
                    found(Fault::InvalidHash { stored: field.hash, computed });
                }
            }
            Body::Entry(entry) => {
                let count = length(entry.items.len());
                if let Some((index, item)) =
                    first(entry.items.offsets(), |item| item == 0 || !is_aligned(item))
                {
                    found(Fault::EntryItem { index, count, item });
                }
            }
            Body::Table(items) => check_table(object.object_type, items, found),
            Body::Array(array) => {
                let count = length(array.items.len());
                if let Some((index, item)) = first(array.items.offsets(), |item| !is_aligned(item)) {
                    found(Fault::ArrayItem { index, count, item });
                }
            }
            Body::Tag { .. } => {}
        }
        if object.reserved() != [0; 6] {
            found(Fault::ObjectReserved);
        }
    }

    fn check_data(&mut self, object: &Loaded<'a>, data: &Data<'a>, found: &mut dyn FnMut(Fault)) {
        let codec = match Codec::from_object_flags(object.flags) {
            Ok(codec) => codec,
            Err(_) => return found(Fault::SeveralCodecs),
        };
        self.check_payload(data, codec, found);
        if let Some(codec) = codec
            && !self.flags.contains(codec.incompatible_flags())
        {
            found(Fault::UnannouncedCodec { codec });
        }
    }

    fn check_payload(&mut self, data: &Data<'a>, codec: Option<Codec>, found: &mut dyn FnMut(Fault)) {
        let payload = match codec {
            None => data.payload,
            Some(codec) => {
                self.decompressed.clear();
                let (limit, out) = (self.file.limits().payload_bytes, &mut self.decompressed);
                if let Err(error) = self.decompressor.decompress(codec, data.payload, limit, out) {
                    let class = if codec == Codec::Zstd && exceeds_announced(data.payload, limit) {
                        ErrorClass::NoBufferSpace
                    } else {
                        class_of(codec, error)
                    };
                    return found(Fault::Decompression { codec, class });
                }
                &self.decompressed
            }
        };
        let computed = self.file.hash_function().hash(payload);
        if computed != data.hash {
            found(Fault::InvalidHash { stored: data.hash, computed });
        }
        if split_field(payload).is_none() {
            found(Fault::NoField);
        }
    }
}

/// The first item of which something holds, with its index.
fn first(items: impl Iterator<Item = u64>, is_bad: impl Fn(u64) -> bool) -> Option<(u64, u64)> {
    (0_u64..).zip(items).find(|(_, item)| is_bad(*item))
}

fn check_table(table: ObjectType, items: &[HashItem], found: &mut dyn FnMut(Fault)) {
    let count = length(items.len());
    for (index, item) in (0_u64..).zip(items) {
        let (head, tail) = (item.head_hash_offset.get(), item.tail_hash_offset.get());
        if !is_aligned(head) {
            found(Fault::BucketHead { table, index, count, head });
        } else if !is_aligned(tail) {
            found(Fault::BucketTail { table, index, count, tail });
        } else if (head == 0) != (tail == 0) {
            found(Fault::BucketEnds { table, index, count, head, tail });
        }
    }
}

/// The class under which journald files a payload that cannot be decompressed.
const fn class_of(codec: Codec, error: CodecError) -> ErrorClass {
    match (codec, error) {
        (Codec::Xz, _) => ErrorClass::OutOfMemory,
        (_, CodecError::AnnouncedTooLong | CodecError::OverLimit) => ErrorClass::TooLarge,
        _ => ErrorClass::BadMessage,
    }
}

pub(super) fn length(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}
