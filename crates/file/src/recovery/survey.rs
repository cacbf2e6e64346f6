//! Everything that the indexes of a file reach: entries, DATA objects, FIELD objects, and the lists that are broken.

use std::collections::HashMap;

use zerocopy::little_endian::U64;

use super::marks::Marks;
use crate::check::is_aligned;
use crate::data::DataObject;
use crate::file::JournalFile;
use crate::hash_table::Buckets;
use crate::layout::object::ObjectType;
use crate::layout::offset::{DataOffset, EntryArrayOffset, EntryOffset, FieldOffset};

/// What was found in a file; all lists are in ascending order.
#[derive(Debug)]
pub(crate) struct Survey {
    entries: Vec<U64>,
    /// The entries of the DATA objects whose own list is broken.
    lists: HashMap<DataOffset, Vec<U64>>,
    /// The hash of each DATA object, and its offset.
    data: Vec<(u64, DataOffset)>,
    fields: Vec<FieldOffset>,
}

impl Survey {
    /// Looks at everything in a file that is read as it is.
    pub(super) fn of(file: JournalFile<'_>) -> Self {
        let mut surveyor = Surveyor::new(file);
        surveyor.begin();
        surveyor.walk_objects();
        let lists = surveyor.broken_lists();
        let Surveyor { entries, data, fields, .. } = surveyor;
        let hash = |offset| Some((file.read_data(offset).ok()?.hash(), offset));
        let mut data: Vec<_> = data.iter().filter_map(DataOffset::new).filter_map(hash).collect();
        data.sort_unstable();
        Self {
            entries: entries.iter().map(U64::new).collect(),
            lists,
            data,
            fields: fields.iter().filter_map(FieldOffset::new).collect(),
        }
    }

    /// The entries of the file, or of a DATA object. `None` where that list is not broken.
    pub(crate) fn list(&self, of: Option<DataOffset>) -> Option<&[U64]> {
        match of {
            None => Some(&self.entries),
            Some(data) => self.lists.get(&data).map(Vec::as_slice),
        }
    }

    /// The DATA objects with a hash.
    pub(crate) fn data_with_hash(&self, hash: u64) -> impl Iterator<Item = DataOffset> {
        let first = self.data.partition_point(|(other, _)| *other < hash);
        let from_there = self.data.get(first..).unwrap_or_default();
        from_there.iter().take_while(move |(other, _)| *other == hash).map(|(_, offset)| *offset)
    }

    /// Tells whether there are as many DATA objects as were written: then one that is not found never was in the file.
    pub(crate) fn has_all_data(&self, file: &JournalFile<'_>) -> bool {
        file.header().n_data().is_some_and(|n| usize::try_from(n).is_ok_and(|n| n <= self.data.len()))
    }

    /// Tells whether there are as many FIELD objects as were written.
    pub(crate) fn has_all_fields(&self, file: &JournalFile<'_>) -> bool {
        file.header().n_fields().is_some_and(|n| usize::try_from(n).is_ok_and(|n| n <= self.fields.len()))
    }

    /// The DATA objects before an offset, the last one first.
    pub(crate) fn data_before(&self, end: u64) -> Vec<DataOffset> {
        let offsets = self.data.iter().map(|(_, offset)| *offset);
        let mut before: Vec<_> = offsets.filter(|offset| offset.get() < end).collect();
        before.sort_unstable_by(|a, b| b.cmp(a));
        before
    }

    /// The FIELD objects.
    pub(crate) fn fields(&self) -> &[FieldOffset] {
        &self.fields
    }
}

/// What was found and still has to be looked at.
enum Todo {
    Entry(EntryOffset),
    Data(DataOffset),
    Array(EntryArrayOffset),
}

struct Surveyor<'a> {
    file: JournalFile<'a>,
    entries: Marks,
    data: Marks,
    fields: Marks,
    arrays: Marks,
    todo: Vec<Todo>,
    /// How many items of arrays and entries may still be looked at: no file has room for more, unless they overlap.
    budget: u64,
}

impl<'a> Surveyor<'a> {
    fn new(file: JournalFile<'a>) -> Self {
        let marks = || Marks::new(file.len());
        Self {
            file,
            entries: marks(),
            data: marks(),
            fields: marks(),
            arrays: marks(),
            todo: Vec::new(),
            budget: file.len(),
        }
    }

    /// Follows what the header and the hash tables point at.
    fn begin(&mut self) {
        let header = self.file.header();
        self.add_array(EntryArrayOffset::new(header.entry_array_offset()));
        self.add_array(header.tail_entry_array_offset().and_then(|tail| EntryArrayOffset::new(tail.into())));
        self.add_entry(header.tail_entry_offset().and_then(EntryOffset::new));
        self.finish();
        for offset in ends(self.file, self.file.data_buckets()) {
            self.add_data(DataOffset::new(offset));
            self.finish();
        }
        for offset in ends(self.file, self.file.field_buckets()) {
            self.add_field(FieldOffset::new(offset));
        }
    }

    /// Goes over the objects from the header on, and behind one that is damaged from the next known one on.
    fn walk_objects(&mut self) {
        let mut next = Some(self.file.header().header_size());
        while let Some(at) = next {
            let object_type = self.file.type_at(at);
            next = match self.file.object(at, object_type) {
                Ok(object) => {
                    match object_type {
                        ObjectType::DATA => self.add_data(DataOffset::new(at)),
                        ObjectType::FIELD => self.add_field(FieldOffset::new(at)),
                        ObjectType::ENTRY_ARRAY => self.add_array(EntryArrayOffset::new(at)),
                        // An entry that no index lists may never have been finished.
                        _ => {}
                    }
                    self.finish();
                    let size = u64::try_from(object.bytes.len()).unwrap_or(u64::MAX);
                    size.checked_next_multiple_of(8).and_then(|size| at.checked_add(size))
                }
                Err(_) => at.checked_add(8).and_then(|from| self.known_from(from)),
            };
        }
    }

    /// The first known object at or behind an offset.
    fn known_from(&self, offset: u64) -> Option<u64> {
        let kinds = [&self.entries, &self.data, &self.fields, &self.arrays];
        kinds.into_iter().filter_map(|marks| marks.next_from(offset)).min()
    }

    fn add_entry(&mut self, entry: Option<EntryOffset>) {
        if let Some(offset) = entry.filter(|offset| is_aligned(offset.get()))
            && !self.entries.contains(offset.get())
            && self.file.read_entry(offset).is_ok()
            && self.entries.insert(offset.get())
        {
            self.todo.push(Todo::Entry(offset));
        }
    }

    fn add_data(&mut self, data: Option<DataOffset>) {
        if let Some(offset) = data.filter(|offset| is_aligned(offset.get()))
            && !self.data.contains(offset.get())
            && self.file.read_data(offset).is_ok()
            && self.data.insert(offset.get())
        {
            self.todo.push(Todo::Data(offset));
        }
    }

    fn add_array(&mut self, array: Option<EntryArrayOffset>) {
        if let Some(offset) = array.filter(|offset| is_aligned(offset.get()))
            && self.arrays.insert(offset.get())
        {
            self.todo.push(Todo::Array(offset));
        }
    }

    /// Adds a FIELD object and those behind it in the chain of its bucket.
    fn add_field(&mut self, field: Option<FieldOffset>) {
        let mut next = field;
        while let Some(field) = next.and_then(|offset| self.file.read_field(offset).ok())
            && self.fields.insert(field.offset().get())
        {
            self.add_data(field.head_data());
            next = field.next_hash().unwrap_or_default();
        }
        self.finish();
    }

    /// Looks at what was found until there is nothing new.
    fn finish(&mut self) {
        while let Some(todo) = self.todo.pop() {
            match todo {
                Todo::Entry(offset) => self.look_at_entry(offset),
                Todo::Data(offset) => {
                    if let Ok(data) = self.file.read_data(offset) {
                        self.look_at_data(&data);
                    }
                }
                Todo::Array(offset) => self.look_at_array(offset),
            }
        }
    }

    fn look_at_entry(&mut self, offset: EntryOffset) {
        let Ok(entry) = self.file.read_entry(offset) else { return };
        for data in entry.items() {
            if !self.spend(1) {
                return;
            }
            self.add_data(Some(data));
        }
    }

    fn look_at_data(&mut self, data: &DataObject<'a>) {
        self.add_entry(data.entry());
        self.add_array(data.entry_array());
        self.add_data(data.next_hash().unwrap_or_default());
        self.add_data(data.next_field().unwrap_or_default());
    }

    fn look_at_array(&mut self, offset: EntryArrayOffset) {
        let Ok((next, items)) = self.file.read_entry_array(offset) else { return };
        for index in 0.. {
            let Some(item) = items.get(index).filter(|_| self.spend(1)) else { break };
            self.add_entry(EntryOffset::new(item));
        }
        self.add_array(EntryArrayOffset::new(next));
    }

    fn spend(&mut self, items: u64) -> bool {
        let left = self.budget.checked_sub(items);
        self.budget = left.unwrap_or_default();
        left.is_some()
    }

    /// The lists that lack entries, with those that have their DATA object among their items.
    fn broken_lists(&mut self) -> HashMap<DataOffset, Vec<U64>> {
        let mut lists = HashMap::new();
        let mut broken = Marks::new(self.file.len());
        self.budget = self.file.len();
        for offset in self.data.iter().filter_map(DataOffset::new) {
            let Ok(data) = self.file.read_data(offset) else { continue };
            let mut list = self.file.entries_of(&data);
            let Some(left) = self.budget.checked_sub(list.len()) else { break };
            self.budget = left;
            let slots = (0..list.len()).map(|index| list.get(index).map(EntryOffset::get));
            let slots: Vec<_> = slots.collect();
            let is_whole = slots.is_sorted_by(|a, b| a < b)
                && slots.iter().all(|slot| slot.is_some_and(|slot| self.entries.contains(slot)));
            if list.defect().is_some() || !is_whole {
                let known = slots.into_iter().flatten().filter(|slot| self.entries.contains(*slot));
                lists.insert(offset, known.collect::<Vec<u64>>());
                broken.insert(offset.get());
            }
        }
        self.fill(&mut lists, &broken);
        let in_order = |mut list: Vec<u64>| {
            list.sort_unstable();
            list.dedup();
            list.into_iter().map(U64::new).collect()
        };
        lists.into_iter().map(|(data, list)| (data, in_order(list))).collect()
    }

    /// Adds to each of these lists the entries that have its DATA object.
    fn fill(&mut self, lists: &mut HashMap<DataOffset, Vec<u64>>, broken: &Marks) {
        if lists.is_empty() {
            return;
        }
        self.budget = self.file.len();
        for offset in self.entries.iter() {
            let entry = EntryOffset::new(offset).and_then(|offset| self.file.read_entry(offset).ok());
            let Some(entry) = entry else { continue };
            let items = u64::try_from(entry.n_items()).unwrap_or(u64::MAX);
            let Some(left) = self.budget.checked_sub(items) else { break };
            self.budget = left;
            for data in entry.items().filter(|data| broken.contains(data.get())) {
                if let Some(list) = lists.get_mut(&data) {
                    list.push(offset);
                }
            }
        }
    }
}

/// The first and last object of each bucket.
fn ends(file: JournalFile<'_>, buckets: Buckets) -> impl Iterator<Item = u64> {
    let ends = (0..buckets.count).map_while(move |bucket| buckets.item(file, bucket).ok());
    ends.flat_map(|item| [item.head_hash_offset.get(), item.tail_hash_offset.get()])
}
