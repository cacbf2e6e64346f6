//! From the objects found to graded entries.

use std::collections::HashSet;

use super::anchor::array;
use super::layout::Inferred;
use super::objects::{Object, Objects, Proof};
use super::report::ItemLoss;
use super::sweep::{BOOT_ID_FIELD, Embedded, Found};
use super::timeline::{Place, in_line};
use super::{Grade, HeaderState, SalvagedEntry};
use crate::data::Scratch;
use crate::entry::Entry;
use crate::file::JournalFile;
use crate::layout::id128::Id128;
use crate::layout::object::{DataHead, ObjectType};
use crate::layout::offset::{DataOffset, EntryOffset};

/// No chain of entry arrays has more links, since each is twice as long as the one before.
const MAX_ARRAYS: usize = 64;

/// The entries found, embedded ones included, in file order.
pub(super) fn judge(inferred: &Inferred<'_>, found: &Found) -> Vec<SalvagedEntry> {
    let judge = Judge { file: inferred.file, objects: &found.objects };
    let mut candidates = judge.candidates();
    let places: Vec<Place> = candidates.iter().filter(|c| c.object.anchored).map(Candidate::place).collect();
    let damaged = is_damaged(inferred, &found.objects);
    let mut fits = in_line(&places, damaged).into_iter();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.object.anchored) {
        candidate.in_line = fits.next().unwrap_or_default();
    }
    let header_lost = inferred.identity.header == HeaderState::Lost;
    let mut entries: Vec<SalvagedEntry> =
        candidates.iter().map(|candidate| candidate.salvaged(header_lost)).collect();
    entries.extend(found.embedded.iter().filter_map(|embedded| judge.embedded(*embedded)));
    entries.sort_by_key(|entry| entry.offset);
    without_copies(entries)
}

/// The DATA object that an item of an entry leads to, or why the item is lost. Where the entry's own hash `agrees` with
/// its fields, a payload need not agree with the hash beside it.
pub(super) fn item_data(
    file: JournalFile<'_>,
    objects: &Objects,
    offset: u64,
    agrees: bool,
) -> Result<Object, ItemLoss> {
    match objects.find(offset, ObjectType::DATA) {
        Some(data @ Object { proof: Proof::Damaged(ItemLoss::WrongHash), .. }) if agrees => Ok(*data),
        Some(Object { proof: Proof::Damaged(loss), .. }) => Err(*loss),
        Some(data) => Ok(*data),
        None if offset == 0 => Err(ItemLoss::Zeroed),
        None if offset < file.len() => Err(ItemLoss::NoData),
        None => Err(ItemLoss::BeyondEnd),
    }
}

/// Tells whether an item's copy of the hash, if it has one, is that of the DATA object at `offset`.
pub(super) fn copy_agrees(file: JournalFile<'_>, offset: u64, copy: Option<u64>) -> bool {
    copy.is_none_or(|copy| file.window().read::<DataHead>(offset).is_some_and(|head| head.hash.get() == copy))
}

/// Tells whether anything in the file is not as a writer leaves it.
fn is_damaged(inferred: &Inferred<'_>, objects: &Objects) -> bool {
    let broken = |pair: &[Object]| matches!(pair, [first, second] if first.end() != second.offset);
    inferred.identity.header != HeaderState::Intact
        || objects.list().iter().any(Object::is_damaged)
        || objects.list().windows(2).any(broken)
}

struct Judge<'f, 'a> {
    file: JournalFile<'a>,
    objects: &'f Objects,
}

/// An entry before it is graded.
struct Candidate<'a> {
    object: Object,
    entry: Entry<'a>,
    /// The DATA object in whose extent it lies.
    within: Option<u64>,
    lost: usize,
    /// Whether its `xor_hash` agrees with its fields, of which none is lost.
    agrees: bool,
    /// Whether all of its fields are proven to be its own.
    linked: bool,
    /// Whether the hash of one of them at least could not be checked.
    keyless: bool,
    boot_agrees: Option<bool>,
    in_line: bool,
}

impl Candidate<'_> {
    fn place(&self) -> Place {
        Place { head: self.entry.head(), boot_agrees: self.boot_agrees }
    }

    fn salvaged(&self, header_lost: bool) -> SalvagedEntry {
        let grade = match self.within {
            Some(data) => Grade::Embedded { data },
            None if header_lost || self.keyless || !self.object.anchored || !self.in_line => Grade::Carved,
            None if self.lost > 0 => Grade::Partial,
            None if !self.linked => Grade::Carved,
            None if self.object.indexed => Grade::Intact,
            None => Grade::Orphan,
        };
        salvaged(&self.entry, grade, self.lost, self.agrees)
    }
}

fn salvaged(entry: &Entry<'_>, grade: Grade, lost: usize, agrees: bool) -> SalvagedEntry {
    SalvagedEntry {
        offset: entry.offset(),
        grade,
        head: entry.head(),
        n_items: u32::try_from(entry.n_items()).unwrap_or(u32::MAX),
        lost_items: u32::try_from(lost).unwrap_or(u32::MAX),
        agrees,
    }
}

impl<'a> Judge<'_, 'a> {
    fn candidates(&self) -> Vec<Candidate<'a>> {
        let enclosing = self.enclosing();
        let mut enclosing = enclosing.iter().peekable();
        let mut candidates = Vec::new();
        // Where the entries so far end: what only looks like one does not overlap them.
        let mut end = 0;
        for object in self.objects.list().iter().filter(|object| object.object_type == ObjectType::ENTRY) {
            while enclosing.next_if(|data| data.end() <= object.offset).is_some() {}
            let within = enclosing.peek().filter(|data| data.offset < object.offset).map(|data| data.offset);
            let Some(candidate) = self.candidate(*object, within) else { continue };
            let floating = !object.anchored && within.is_none();
            if floating
                && (object.offset < end || candidate.lost.saturating_mul(2) > candidate.entry.n_items())
            {
                continue;
            }
            end = end.max(object.end());
            candidates.push(candidate);
        }
        candidates
    }

    /// The unproven DATA objects whose extent is known all the same, since anchored objects begin and end it.
    fn enclosing(&self) -> Vec<Object> {
        let mut enclosing = Vec::new();
        let mut next = None;
        for object in self.objects.list().iter().rev().filter(|object| object.anchored) {
            let known = next.is_none_or(|next| next == object.end()) && object.proof != Proof::Proven;
            if known && object.object_type == ObjectType::DATA {
                enclosing.push(*object);
            }
            next = Some(object.offset);
        }
        enclosing.reverse();
        enclosing
    }

    fn candidate(&self, object: Object, within: Option<u64>) -> Option<Candidate<'a>> {
        let entry = self.file.read_entry(EntryOffset::new(object.offset)?).ok()?;
        let (mut xor, mut lost, mut unproven, mut keyless) = (0, 0_usize, 0_usize, false);
        let mut boot_agrees = None;
        for (offset, copy) in entry.stored_items() {
            let Ok(data) = item_data(self.file, self.objects, offset, true) else {
                lost = lost.saturating_add(1);
                continue;
            };
            xor ^= data.jenkins;
            keyless |= data.proof == Proof::Plausible;
            let proven = !data.is_damaged() && copy_agrees(self.file, offset, copy);
            unproven = unproven.saturating_add(usize::from(!proven));
            if data.names_boot {
                let agrees = self.names_boot(data, entry.head().boot_id);
                boot_agrees = Some(agrees || boot_agrees.unwrap_or_default());
            }
        }
        // Hashes can be damaged themselves; not so that all else agrees.
        let agrees = lost == 0 && xor == entry.head().xor_hash;
        let lost = if agrees { lost } else { lost.saturating_add(unproven) };
        // A size that became smaller takes fields away without a trace, but that nothing follows there.
        let whole = agrees || self.objects.contains(object.end()) || self.is_last(object);
        let listed = || !self.file.is_compact() || self.is_listed(&entry);
        let linked = agrees || (lost == 0 && whole && listed());
        Some(Candidate { object, entry, within, lost, agrees, linked, keyless, boot_agrees, in_line: true })
    }

    /// Tells whether nothing was written behind an object.
    fn is_last(&self, object: Object) -> bool {
        const ENOUGH: usize = 64;
        let behind = self.file.window().from(object.end()).unwrap_or_default();
        behind.iter().take(ENOUGH).all(|&byte| byte == 0)
    }

    /// Tells whether the `_BOOT_ID` field `data` names this boot.
    fn names_boot(&self, data: Object, boot_id: Id128) -> bool {
        let mut scratch = Scratch::within(self.file.limits());
        let data = DataOffset::new(data.offset).and_then(|offset| self.file.read_data(offset).ok());
        data.is_some_and(|data| {
            let payload = data.payload(&mut scratch).unwrap_or_default();
            payload.strip_prefix(BOOT_ID_FIELD).and_then(Id128::parse) == Some(boot_id)
        })
    }

    /// Tells whether all DATA objects of an entry lead back to it.
    fn is_listed(&self, entry: &Entry<'a>) -> bool {
        entry.items().all(|data| self.lists(data.get(), entry.offset().get()))
    }

    /// Tells whether the DATA object at `data` leads to the entry at `entry`.
    fn lists(&self, data: u64, entry: u64) -> bool {
        let Some(head) = self.file.window().read::<DataHead>(data) else { return false };
        if head.entry_offset.get() == entry {
            return true;
        }
        let mut next = head.entry_array_offset.get();
        for _ in 0..MAX_ARRAYS {
            let found = self.objects.find(next, ObjectType::ENTRY_ARRAY).filter(|array| array.anchored);
            let Some((following, items)) = found.and_then(|found| array(self.file, *found)) else {
                return false;
            };
            let at = items.partition_point(|item| item != 0 && item < entry);
            match items.get(at) {
                Some(item) if item == entry => return true,
                Some(item) if item != 0 => return false,
                _ => next = following,
            }
        }
        false
    }

    fn embedded(&self, Embedded { entry, data }: Embedded) -> Option<SalvagedEntry> {
        let entry = self.file.read_entry(EntryOffset::new(entry)?).ok()?;
        let is_lost = |&(offset, copy): &(u64, Option<u64>)| {
            item_data(self.file, self.objects, offset, false).is_err()
                || !copy_agrees(self.file, offset, copy)
        };
        let lost = entry.stored_items().filter(is_lost).count();
        Some(salvaged(&entry, Grade::Embedded { data }, lost, false))
    }
}

/// Leaves out entries that are there more than once, as where pages were copied: the best proven one stays.
fn without_copies(mut entries: Vec<SalvagedEntry>) -> Vec<SalvagedEntry> {
    if entries.iter().all(|entry| entry.grade == Grade::Intact) {
        return entries;
    }
    let mut by_grade: Vec<&SalvagedEntry> = entries.iter().collect();
    by_grade.sort_by_key(|entry| (entry.grade.index(), entry.offset));
    let mut known = HashSet::new();
    let mut kept = HashSet::new();
    for entry in by_grade {
        // Anybody may have logged bytes that resemble an entry: they are no copy of it.
        let is_embedded = matches!(entry.grade, Grade::Embedded { .. });
        if is_embedded || known.insert(entry.head) {
            kept.insert(entry.offset);
        }
    }
    entries.retain(|entry| kept.contains(&entry.offset));
    entries
}
