//! Which of the objects found are the file's own, and which only look like objects.
//!
//! Whoever logs a value chooses its bytes, but not what links to them. So an object is taken for the file's own, or
//! *anchored*, where it follows another that is, at the place where that one ends for sure; or where one that is links to it.
//! It all begins with the header: with the object behind it, and with those that it leads to.
//!
//! An entry is *indexed* where an anchored entry array or DATA object leads to it.

use zerocopy::FromBytes;

use super::HeaderState;
use super::layout::Inferred;
use super::objects::{Object, Objects, Proof};
use crate::check::size_of_u64;
use crate::file::JournalFile;
use crate::items::ArrayItems;
use crate::layout::object::{DataHead, EntryArrayHead, FieldHead, HashItem, ObjectHeader, ObjectType};
use crate::layout::offset::EntryOffset;

/// Marks the anchored objects and the indexed entries.
pub(super) fn anchor(inferred: &Inferred<'_>, objects: &mut Objects) {
    let file = inferred.file;
    let mut anchors =
        Anchors { file, keyless: inferred.identity.hash.is_none(), objects, pending: Vec::new() };
    anchors.begin(inferred);
    anchors.follow(Anchors::reach_next);
    // Where one object follows another through the whole file, nothing is left to be told by links.
    if anchors.objects.list().iter().any(|object| !object.anchored) {
        let anchored = anchors.objects.list().iter().enumerate().filter(|(_, object)| object.anchored);
        anchors.pending = anchored.map(|(index, _)| index).collect();
        anchors.follow(|anchors, object| {
            anchors.reach_next(object);
            anchors.reach_linked(object);
        });
    }
    index(file, objects);
}

struct Anchors<'o, 'a> {
    file: JournalFile<'a>,
    /// Whether hashes prove nothing, since their key is lost.
    keyless: bool,
    objects: &'o mut Objects,
    /// The objects that were anchored, and not yet asked where they lead.
    pending: Vec<usize>,
}

impl Anchors<'_, '_> {
    /// Anchors what the header leads to; without one, the first object.
    fn begin(&mut self, inferred: &Inferred<'_>) {
        let first = self.objects.list().first().copied();
        let lost = inferred.identity.header == HeaderState::Lost;
        let begin = first.filter(|first| lost || first.offset == self.file.header_size());
        if let Some(first) = begin.filter(|_| lost || inferred.begins_with_object) {
            self.reach(first.offset, first.object_type);
        }
        let header = self.file.header();
        let object = |items: u64| items.saturating_sub(size_of_u64::<ObjectHeader>());
        self.reach(object(header.data_hash_table_offset()), ObjectType::DATA_HASH_TABLE);
        self.reach(object(header.field_hash_table_offset()), ObjectType::FIELD_HASH_TABLE);
        self.reach(header.entry_array_offset(), ObjectType::ENTRY_ARRAY);
        let tail_array = header.tail_entry_array_offset().map_or(0, u64::from);
        self.reach(tail_array, ObjectType::ENTRY_ARRAY);
        self.reach(header.tail_entry_offset().unwrap_or_default(), ObjectType::ENTRY);
    }

    /// Anchors the object at `offset`, if one of this type was found there.
    fn reach(&mut self, offset: u64, object_type: ObjectType) {
        let Some(index) = self.objects.index(offset) else { return };
        if let Some(object) = self.objects.list_mut().get_mut(index)
            && object.object_type == object_type
            && !object.anchored
        {
            object.anchored = true;
            self.pending.push(index);
        }
    }

    fn follow(&mut self, mut lead: impl FnMut(&mut Self, Object)) {
        while let Some(index) = self.pending.pop() {
            if let Some(object) = self.objects.list().get(index).copied() {
                lead(self, object);
            }
        }
    }

    /// Anchors the object that follows, where it is certain where that is.
    fn reach_next(&mut self, object: Object) {
        let ends_for_sure = match object.proof {
            Proof::Proven => true,
            Proof::Plausible => self.keyless,
            Proof::Damaged(_) => false,
        };
        if let Some(next) = self.objects.index(object.end()).filter(|_| ends_for_sure) {
            let next_type = self.objects.list().get(next).map(|next| next.object_type);
            next_type.into_iter().for_each(|next_type| self.reach(object.end(), next_type));
        }
    }

    /// Anchors the objects that this one links to.
    fn reach_linked(&mut self, object: Object) {
        let file = self.file;
        let window = file.window();
        // What is damaged may be any bytes; only a DATA object's head lies before all that is logged.
        match object.object_type {
            ObjectType::DATA => {
                let Some(head) = window.read::<DataHead>(object.offset) else { return };
                self.reach(head.next_hash_offset.get(), ObjectType::DATA);
                self.reach(head.next_field_offset.get(), ObjectType::DATA);
                self.reach(head.entry_offset.get(), ObjectType::ENTRY);
                self.reach(head.entry_array_offset.get(), ObjectType::ENTRY_ARRAY);
            }
            _ if object.is_damaged() => {}
            ObjectType::FIELD => {
                let Some(head) = window.read::<FieldHead>(object.offset) else { return };
                self.reach(head.next_hash_offset.get(), ObjectType::FIELD);
                self.reach(head.head_data_offset.get(), ObjectType::DATA);
            }
            ObjectType::ENTRY => {
                let entry = EntryOffset::new(object.offset).and_then(|offset| file.read_entry(offset).ok());
                let items = entry.into_iter().flat_map(|entry| entry.items());
                items.for_each(|item| self.reach(item.get(), ObjectType::DATA));
            }
            ObjectType::ENTRY_ARRAY => {
                let Some((next, items)) = array(file, object) else { return };
                self.reach(next, ObjectType::ENTRY_ARRAY);
                items.offsets().for_each(|item| self.reach(item, ObjectType::ENTRY));
            }
            ObjectType::DATA_HASH_TABLE => self.reach_bucket_ends(object, ObjectType::DATA),
            ObjectType::FIELD_HASH_TABLE => self.reach_bucket_ends(object, ObjectType::FIELD),
            _ => {}
        }
    }

    fn reach_bucket_ends(&mut self, table: Object, object_type: ObjectType) {
        let bytes = self.file.window().get(table.offset, table.size).unwrap_or_default();
        let items = bytes.get(size_of::<ObjectHeader>()..).unwrap_or_default();
        for item in <[HashItem]>::ref_from_bytes(items).unwrap_or_default() {
            self.reach(item.head_hash_offset.get(), object_type);
            self.reach(item.tail_hash_offset.get(), object_type);
        }
    }
}

/// The next array, and the items.
pub(super) fn array<'a>(file: JournalFile<'a>, object: Object) -> Option<(u64, ArrayItems<'a>)> {
    let bytes = file.window().get(object.offset, object.size)?;
    let (head, items) = EntryArrayHead::ref_from_prefix(bytes).ok()?;
    Some((head.next_entry_array_offset.get(), ArrayItems::new(items, file.is_compact())))
}

/// Marks the entries that anchored arrays and DATA objects lead to.
fn index(file: JournalFile<'_>, objects: &mut Objects) {
    let is_entry = |object: &&Object| object.object_type == ObjectType::ENTRY;
    let mut missing = objects.list().iter().filter(is_entry).count();
    let anchored = |object: &Object| object.anchored && !object.is_damaged();
    // The global chain leads to all entries of a healthy file; then nothing else needs to be asked.
    let mut next = file.header().entry_array_offset();
    while let Some(object) = objects.find(next, ObjectType::ENTRY_ARRAY).copied().filter(anchored) {
        let before = next;
        next = mark_items(file, objects, object, &mut missing);
        if next <= before {
            break;
        }
    }
    for at in 0..objects.list().len() {
        let Some(object) = objects.list().get(at).copied().filter(|object| missing > 0 && object.anchored)
        else {
            continue;
        };
        match object.object_type {
            ObjectType::ENTRY_ARRAY if !object.is_damaged() => {
                mark_items(file, objects, object, &mut missing);
            }
            ObjectType::DATA => {
                let head: Option<&DataHead> = file.window().read(object.offset);
                mark(objects, head.map_or(0, |head| head.entry_offset.get()), &mut missing);
            }
            _ => {}
        }
    }
}

/// Marks the entries of an array. Returns the next array.
fn mark_items(file: JournalFile<'_>, objects: &mut Objects, object: Object, missing: &mut usize) -> u64 {
    let Some((next, items)) = array(file, object) else { return 0 };
    items.offsets().take_while(|&item| item != 0).for_each(|item| mark(objects, item, missing));
    next
}

fn mark(objects: &mut Objects, offset: u64, missing: &mut usize) {
    let index = objects.index(offset);
    if let Some(entry) = index.and_then(|index| objects.list_mut().get_mut(index))
        && entry.object_type == ObjectType::ENTRY
        && !entry.indexed
    {
        entry.indexed = true;
        *missing = missing.saturating_sub(1);
    }
}
