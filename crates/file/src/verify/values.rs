//! What journalctl does not look at: fields, the lists of their values, and copies of what stands elsewhere, too.

use zerocopy::FromBytes;

use super::fault::Fault;
use super::findings::{Finding, Findings, Moment, Stage};
use super::list::Lists;
use super::object::{Body, Data, Field};
use super::offset_set::OffsetSet;
use super::subject::Subject;
use super::walk::Objects;
use crate::check::{bucket_count, size_of_u64};
use crate::codec::{Codec, Decompressor};
use crate::layout::object::{DataHead, HashItem, ObjectType};

/// Checks what is left. A file that is being written is not looked at: it changes at the head of these lists.
pub(super) fn check(subject: &Subject<'_>, objects: &Objects, limit: usize) -> Findings {
    let mut values = Values {
        subject,
        objects,
        findings: Findings::new(limit),
        listed: OffsetSet::new(subject.file.len()),
        decompressor: Decompressor::default(),
        prefix: Vec::new(),
    };
    if subject.is_whole() {
        values.field_hash_table();
        values.fields();
        values.tails();
        values.copies();
    }
    values.findings
}

struct Values<'s, 'a> {
    subject: &'s Subject<'a>,
    objects: &'s Objects,
    findings: Findings,
    /// The DATA objects that are in a list of values.
    listed: OffsetSet,
    decompressor: Decompressor,
    /// The beginning of a payload that was decompressed.
    prefix: Vec<u8>,
}

impl<'a> Values<'_, 'a> {
    fn field_hash_table(&mut self) {
        let header = self.subject.header();
        let (offset, size) = (header.field_hash_table_offset(), header.field_hash_table_size());
        let count = bucket_count(size);
        let found = OffsetSet::new(self.subject.file.len());
        for index in 0..count.min(bucket_count(self.subject.file.len())) {
            let at = index.saturating_mul(size_of_u64::<HashItem>()).saturating_add(offset);
            let item = self.subject.file.window().get(at, size_of_u64::<HashItem>());
            let Some(item) = item.and_then(|item| HashItem::ref_from_bytes(item).ok()) else { return };
            let (mut last, mut next, tail) = (0, item.head_hash_offset.get(), item.tail_hash_offset.get());
            while next != 0 {
                let Some(field) = self.field(next) else {
                    self.note(ObjectType::FIELD, next, Fault::InvalidFieldInTable { index, count });
                    break;
                };
                if field.hash.checked_rem(count) != Some(index) {
                    self.note(ObjectType::FIELD, next, Fault::FieldWrongBucket { index, count });
                }
                if !found.insert(next) {
                    break;
                }
                (last, next) = (next, field.next_hash);
            }
            if next == 0 && last != tail {
                self.note(ObjectType::FIELD, last, Fault::FieldTableTail { found: last, tail });
            }
        }
        for field in self.objects.fields.iter().filter(|&field| !found.contains(field)) {
            self.note(ObjectType::FIELD, field, Fault::FieldNotFound);
        }
    }

    /// The values of each field.
    fn fields(&mut self) {
        if self.objects.fields.len() == 0 {
            // Writers before v195 had none.
            return;
        }
        let objects = self.objects;
        for offset in objects.fields.iter() {
            if let Some(field) = self.field(offset) {
                self.values(offset, &field);
            }
        }
        for data in objects.data.iter() {
            if !self.listed.contains(data) {
                self.note(ObjectType::DATA, data, Fault::ValueNotListed);
            }
        }
    }

    fn values(&mut self, offset: u64, field: &Field<'_>) {
        let (mut at, mut next) = ((ObjectType::FIELD, offset), field.head_data);
        while next != 0 {
            let Some((data, codec)) = self.data(next).filter(|_| self.objects.data.contains(next)) else {
                return self.note(at.0, at.1, Fault::InvalidValue { data: next });
            };
            if !self.is_of_field(&data, codec, field.name) {
                self.note(ObjectType::DATA, next, Fault::ForeignValue { field: offset });
            }
            // Lists that meet go on as one.
            if !self.listed.insert(next) {
                return;
            }
            (at, next) = ((ObjectType::DATA, next), data.next_field);
        }
    }

    fn is_of_field(&mut self, data: &Data<'_>, codec: Option<Codec>, name: &[u8]) -> bool {
        let begins = |payload: &[u8]| payload.strip_prefix(name).is_some_and(|rest| rest.starts_with(b"="));
        let Some(codec) = codec else { return begins(data.payload) };
        self.prefix.clear();
        let (limit, len) = (self.subject.file.limits().payload_bytes, name.len().saturating_add(1));
        match self.decompressor.decompress_prefix(codec, data.payload, len, limit, &mut self.prefix) {
            Ok(()) => begins(&self.prefix),
            // That was found where its contents were looked at.
            Err(_) => true,
        }
    }

    /// What DATA objects say of the ends of their lists.
    fn tails(&mut self) {
        if !self.subject.file.is_compact() {
            return;
        }
        let objects = self.objects;
        let lists = Lists { subject: self.subject, arrays: &objects.arrays, taken: None };
        for offset in objects.shared.iter() {
            let Some((data, _)) = self.data(offset) else { continue };
            let (Some((array, count)), Some(end)) = (data.tail, lists.end(&data)) else { continue };
            if array != end.0 {
                self.note(ObjectType::DATA, offset, Fault::DataTailArray { found: end.0, data: array });
            } else if count != end.1 {
                self.note(ObjectType::DATA, offset, Fault::DataTailArrayCount { found: end.1, data: count });
            }
        }
    }

    /// The copies of hashes in the items of entries.
    fn copies(&mut self) {
        if self.subject.file.is_compact() {
            return;
        }
        for offset in self.objects.entries.iter() {
            let Ok(Body::Entry(entry)) =
                self.subject.load(offset, ObjectType::ENTRY).map(|loaded| loaded.body)
            else {
                continue;
            };
            for (index, (data, item)) in (0_u64..).zip(entry.items.offsets().zip(entry.items.hashes())) {
                let head: Option<&DataHead> = self.subject.file.window().read(data);
                let Some(hash) =
                    head.filter(|_| self.objects.data.contains(data)).map(|head| head.hash.get())
                else {
                    continue;
                };
                if hash != item {
                    self.note(ObjectType::ENTRY, offset, Fault::ItemHash { index, item, data: hash });
                }
            }
        }
    }

    fn field(&self, offset: u64) -> Option<Field<'a>> {
        match self.subject.load(offset, ObjectType::FIELD).ok()?.body {
            Body::Field(field) if self.objects.fields.contains(offset) => Some(field),
            _ => None,
        }
    }

    fn data(&self, offset: u64) -> Option<(Data<'a>, Option<Codec>)> {
        let loaded = self.subject.load(offset, ObjectType::DATA).ok()?;
        match loaded.body {
            Body::Data(data) => Some((data, Codec::from_object_flags(loaded.flags).ok().flatten())),
            _ => None,
        }
    }

    fn note(&mut self, object: ObjectType, offset: u64, fault: Fault) {
        self.findings.add(Moment(offset, Stage::Later), Finding::at(object, offset, fault));
    }
}
