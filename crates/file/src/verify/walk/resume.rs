//! Where to go on behind something that is no object: at the next place that is one in all likelihood.

use super::super::object::{Body, Loaded};
use super::super::subject::Subject;
use crate::codec::{Codec, Decompressor};
use crate::error::{FormatError, ObjectCause};
use crate::layout::flags::ObjectFlags;

/// Looks for objects.
pub(super) struct Resume<'s, 'a> {
    subject: &'s Subject<'a>,
    /// The last place where an object can start.
    tail: u64,
    /// How many bytes of payloads may still be hashed. Overlapping objects could have the same bytes hashed over and over.
    budget: u64,
    decompressor: Decompressor,
}

impl<'s, 'a> Resume<'s, 'a> {
    pub(super) fn new(subject: &'s Subject<'a>, tail: u64) -> Self {
        let budget = subject.file.len().saturating_mul(4);
        Self { subject, tail, budget, decompressor: Decompressor::default() }
    }

    /// The next object behind `at`, where there was none for that reason. Entries are known by a sequence number greater
    /// than `seqnum`.
    pub(super) fn behind(&mut self, at: u64, error: &FormatError, seqnum: u64) -> Option<u64> {
        if let Some(next) = self.by_size(at, error) {
            return Some(next);
        }
        let mut next = at.checked_add(8)?;
        while next <= self.tail {
            let zeros = zeros_at(self.subject.file.window().from(next)?);
            // No object starts with a zero.
            if zeros >= 8 {
                next = next.checked_add(zeros.checked_div(8)?.checked_mul(8)?)?;
                continue;
            }
            if zeros == 0
                && let Ok(object) = self.subject.file.load(next, None)
                && self.is_plausible(&object, seqnum)
            {
                return Some(next);
            }
            next = next.checked_add(8)?;
        }
        None
    }

    /// The object behind one whose size can be believed.
    fn by_size(&self, at: u64, error: &FormatError) -> Option<u64> {
        let FormatError::Object { cause: ObjectCause::Value { .. } | ObjectCause::NotForward { .. }, .. } =
            error
        else {
            return None;
        };
        let header: &crate::layout::object::ObjectHeader = self.subject.file.window().read(at)?;
        let next = at.checked_add(header.size.get().checked_next_multiple_of(8)?)?;
        (next > at && next <= self.tail && self.subject.file.load(next, None).is_ok()).then_some(next)
    }

    fn is_plausible(&mut self, object: &Loaded<'a>, seqnum: u64) -> bool {
        let next = object.end();
        let is_followed =
            object.offset == self.tail || next <= self.tail && self.subject.file.load(next, None).is_ok();
        is_followed
            && match object.body {
                Body::Data(data) => self.has_hash(data.payload, object.flags, data.hash),
                Body::Field(field) => self.has_hash(field.name, ObjectFlags(0), field.hash),
                Body::Entry(entry) => {
                    entry.seqnum > seqnum
                        && entry.items.offsets().all(|item| item != 0 && item.is_multiple_of(8))
                }
                Body::Array(array) => array.items.offsets().all(|item| item.is_multiple_of(8)),
                Body::Table(_) | Body::Tag { .. } => true,
            }
    }

    fn has_hash(&mut self, stored: &[u8], flags: ObjectFlags, hash: u64) -> bool {
        let cost = u64::try_from(stored.len()).unwrap_or(u64::MAX);
        let Some(budget) = self.budget.checked_sub(cost) else { return true };
        self.budget = budget;
        let function = self.subject.file.hash_function();
        match Codec::from_object_flags(flags) {
            Ok(None) => function.hash(stored) == hash,
            Ok(Some(codec)) => {
                let mut payload = Vec::new();
                let limit = usize::try_from(self.budget).unwrap_or(usize::MAX).min(1 << 20);
                let result = self.decompressor.decompress(codec, stored, limit, &mut payload);
                self.budget = self.budget.saturating_sub(u64::try_from(payload.len()).unwrap_or(u64::MAX));
                result.is_ok() && function.hash(&payload) == hash
            }
            Err(_) => false,
        }
    }
}

/// How many zeros there are at the beginning. Files can have gigabytes of them.
fn zeros_at(bytes: &[u8]) -> u64 {
    const BLOCK: usize = 4096;
    let is_zero = |block: &&[u8]| block.iter().fold(0, |bits, byte| bits | byte) == 0;
    let blocks = bytes.chunks(BLOCK).take_while(is_zero).count();
    let rest = bytes.get(blocks.saturating_mul(BLOCK)..).unwrap_or_default();
    let zeros = blocks.saturating_mul(BLOCK).min(bytes.len());
    let zeros = zeros.saturating_add(rest.iter().take_while(|byte| **byte == 0).count());
    u64::try_from(zeros).unwrap_or(u64::MAX)
}
