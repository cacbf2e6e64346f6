//! The list of entries of a DATA object, item by item: the first entry, then the chain of arrays.

use super::contents::length;
use super::fault::Fault;
use super::object::{Body, Data};
use super::offset_set::OffsetSet;
use super::subject::Subject;
use crate::items::ArrayItems;
use crate::layout::object::ObjectType;

/// A place in a list.
#[derive(Clone, Debug)]
pub(super) struct List<'a> {
    /// The item that stands here; `None` at the end.
    item: Option<u64>,
    /// The item before; 0 before the first.
    pub(super) previous: u64,
    /// How many items follow this one.
    left: u64,
    /// The array that is being read; 0 before the first.
    pub(super) array: u64,
    items: Option<ArrayItems<'a>>,
    /// The index in that array of the item behind this one.
    pub(super) index: u64,
    next_array: u64,
    /// What ends the list before its time.
    pub(super) broken: Option<Box<Fault>>,
}

/// How many arrays a search passes over.
const MOST_ARRAYS: usize = 64;

/// What lists are read with.
#[derive(Clone, Copy)]
pub(super) struct Lists<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) arrays: &'s OffsetSet,
    /// The arrays that belong to some list already, where that is asked for: else many lists could share long ones.
    pub(super) taken: Option<&'s OffsetSet>,
}

impl<'a> Lists<'_, 'a> {
    /// The beginning of the list.
    pub(super) fn open(&self, data: &Data<'a>) -> List<'a> {
        List {
            item: (data.n_entries > 0).then_some(data.entry),
            previous: 0,
            left: data.n_entries.saturating_sub(1),
            array: 0,
            items: None,
            index: 0,
            next_array: data.array,
            broken: None,
        }
    }

    /// The first place whose item is not before `entry`. All items before that place are taken to be smaller; the one right
    /// before it is.
    pub(super) fn seek(&self, data: &Data<'a>, entry: u64) -> List<'a> {
        let mut list = self.open(data);
        if data.entry >= entry {
            return list;
        }
        // Arrays grow from one to the next, so that there are few.
        for _ in 0..MOST_ARRAYS {
            if list.left == 0 || !self.enter(&mut list) {
                break;
            }
            let Some(items) = list.items else { return list };
            let used = length(items.len()).min(list.left);
            let last = items.get(used.saturating_sub(1)).unwrap_or_default();
            if last >= entry || used == list.left {
                return Self::narrow(list, items, used, entry);
            }
            list.left = list.left.saturating_sub(used);
            (list.item, list.previous) = (None, last);
        }
        list.item = None;
        list
    }

    /// Finds the place within an array.
    fn narrow(mut list: List<'a>, items: ArrayItems<'a>, used: u64, entry: u64) -> List<'a> {
        let (mut low, mut high) = (0, used);
        while low < high {
            let middle = low.midpoint(high);
            if items.get(middle).unwrap_or_default() < entry {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        list.item = if low < used { items.get(low) } else { None };
        list.index = low.saturating_add(1);
        list.left = list.left.saturating_sub(list.index);
        list
    }

    /// The last array of a list that is whole, and how many of its items are in use.
    pub(super) fn end(&self, data: &Data<'a>) -> Option<(u64, u64)> {
        let mut list = self.open(data);
        for _ in 0..MOST_ARRAYS {
            if !self.enter(&mut list) {
                return None;
            }
            let capacity = length(list.items?.len());
            if list.left <= capacity {
                return Some((list.array, list.left));
            }
            list.left = list.left.saturating_sub(capacity);
        }
        None
    }

    /// Goes on to the next item.
    #[inline]
    pub(super) fn step(&self, list: &mut List<'a>) {
        list.previous = list.previous.max(list.item.take().unwrap_or_default());
        if list.left == 0 {
            return;
        }
        let here = list.items.and_then(|items| items.get(list.index));
        let item = match here {
            Some(item) => item,
            None => {
                if !self.enter(list) {
                    return;
                }
                list.items.and_then(|items| items.get(0)).unwrap_or_default()
            }
        };
        list.item = Some(item);
        list.index = list.index.saturating_add(1);
        list.left = list.left.saturating_sub(1);
    }

    /// Goes on to the next array. Tells whether there is one; else the list is broken here.
    fn enter(&self, list: &mut List<'a>) -> bool {
        let array = list.next_array;
        let broken = if array == 0 {
            Fault::DataChainTooShort
        } else if self.subject.is_beyond(array) {
            // It is being written: what it will hold is of no interest.
            (list.item, list.left) = (None, 0);
            return false;
        } else if !self.arrays.contains(array) {
            Fault::DataInvalidArray { array }
        } else if self.taken.is_some_and(|taken| !taken.insert(array)) {
            Fault::SharedArray { array }
        } else {
            match self.subject.load(array, ObjectType::ENTRY_ARRAY).map(|loaded| loaded.body) {
                Ok(Body::Array(body)) => {
                    (list.array, list.index) = (array, 0);
                    (list.items, list.next_array) = (Some(body.items), body.next);
                    return true;
                }
                Ok(_) => Fault::DataInvalidArray { array },
                Err(error) => Fault::Unreadable { error },
            }
        };
        list.broken = Some(Box::new(broken));
        (list.item, list.left) = (None, 0);
        false
    }
}

impl List<'_> {
    /// What stands here; `None` at the end.
    #[inline]
    pub(super) const fn item(&self) -> Option<u64> {
        self.item
    }

    /// What stands behind it in the same array.
    pub(super) fn following(&self) -> Option<u64> {
        self.items.filter(|_| self.left > 0)?.get(self.index)
    }
}
