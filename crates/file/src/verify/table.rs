//! The data hash table: every chain of every bucket, and which objects a look-up finds.

use std::ops::Range;

use zerocopy::FromBytes;

use super::fault::Fault;
use super::findings::{Finding, Findings, Moment, Stage};
use super::object::{Body, Data};
use super::offset_set::OffsetSet;
use super::subject::Subject;
use super::walk::Objects;
use crate::check::{bucket_count, size_of_u64};
use crate::layout::object::{HashItem, ObjectType};

/// What the chains lead to.
#[derive(Debug)]
pub(super) struct Found {
    /// The DATA objects that are in the bucket where they belong.
    pub(super) data: OffsetSet,
    /// Those that were met in a bucket where they do not belong.
    strays: OffsetSet,
}

impl Found {
    pub(super) fn new(subject: &Subject<'_>) -> Self {
        Self { data: OffsetSet::new(subject.file.len()), strays: OffsetSet::new(subject.file.len()) }
    }
}

/// How many buckets there are.
pub(super) fn buckets(subject: &Subject<'_>) -> u64 {
    let header = subject.header();
    let count = bucket_count(header.data_hash_table_size());
    // As many as are there.
    let room = subject.file.len().saturating_sub(header.data_hash_table_offset());
    count.min(bucket_count(room))
}

/// A bucket's first and last object.
pub(super) fn bucket(subject: &Subject<'_>, index: u64) -> (u64, u64) {
    let at = index.checked_mul(size_of_u64::<HashItem>());
    let at = at.and_then(|at| subject.header().data_hash_table_offset().checked_add(at));
    let item = at.and_then(|at| subject.file.window().get(at, size_of_u64::<HashItem>()));
    let item = item.and_then(|bytes| HashItem::ref_from_bytes(bytes).ok());
    item.map_or((0, 0), |item| (item.head_hash_offset.get(), item.tail_hash_offset.get()))
}

/// Follows the chains of some buckets. Returns how many entries the objects list altogether.
pub(super) fn follow(
    subject: &Subject<'_>,
    objects: &Objects,
    range: Range<u64>,
    found: &Found,
    findings: &mut Findings,
) -> u64 {
    let count = buckets(subject);
    let mut chains = Chains { subject, objects, count, found, findings, listed: 0 };
    for index in range {
        chains.follow(index);
    }
    chains.listed
}

struct Chains<'s, 'a> {
    subject: &'s Subject<'a>,
    objects: &'s Objects,
    count: u64,
    found: &'s Found,
    findings: &'s mut Findings,
    listed: u64,
}

impl<'a> Chains<'_, 'a> {
    fn follow(&mut self, index: u64) {
        let (head, tail) = bucket(self.subject, index);
        let (mut last, mut next) = (0, head);
        while next != 0 {
            // What was added since the verification began may be half linked.
            if self.subject.is_beyond(next) {
                return;
            }
            let Some(data) = self.load(index, next) else { return };
            if data.array != 0 && data.n_entries < 2 {
                self.note(next, Fault::NeedlessArray { array: data.array, count: data.n_entries });
            }
            let is_at_home = data.hash.checked_rem(self.count) == Some(index);
            if is_at_home {
                self.found.data.insert(next);
                self.listed = self.listed.saturating_add(data.n_entries);
            } else {
                self.note(next, Fault::WrongBucket { index, count: self.count });
                // Two chains that meet go on as one.
                if !self.found.strays.insert(next) {
                    return;
                }
            }
            (last, next) = (next, data.next_hash);
        }
        if last != tail && !self.subject.is_beyond(tail) {
            self.note(last, Fault::TableTail { found: last, tail });
        }
    }

    fn load(&mut self, index: u64, offset: u64) -> Option<Data<'a>> {
        if !self.objects.data.contains(offset) {
            self.note(offset, Fault::InvalidDataInTable { index, count: self.count });
            return None;
        }
        match self.subject.load(offset, ObjectType::DATA).map(|loaded| loaded.body) {
            Ok(Body::Data(data)) => Some(data),
            Ok(_) => None,
            Err(error) => {
                self.note(offset, Fault::Unreadable { error });
                None
            }
        }
    }

    fn note(&mut self, offset: u64, fault: Fault) {
        let finding = Finding::at(ObjectType::DATA, offset, fault);
        self.findings.add(Moment(offset, Stage::Later), finding);
    }
}

/// The DATA objects that no look-up finds.
pub(super) fn lost<'s>(objects: &'s Objects, found: &'s Found) -> impl Iterator<Item = u64> + 's {
    objects.data.iter().filter(|&data| !found.data.contains(data))
}
