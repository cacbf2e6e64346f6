//! The offsets that entries and entry arrays consist of: 4 bytes each in the compact layout, more in the regular one.

use std::{iter, slice};

use zerocopy::FromBytes;
use zerocopy::little_endian::{U32, U64};

use crate::layout::object::EntryItem;
use crate::layout::offset::DataOffset;

/// The DATA objects of an entry; made by [`Entry::items`](crate::Entry::items).
#[derive(Clone, Debug)]
pub struct Items<'a>(Layout<slice::Iter<'a, U32>, slice::Iter<'a, EntryItem>>);

#[derive(Clone, Copy, Debug)]
enum Layout<C, R> {
    Compact(C),
    Regular(R),
}

/// The items of an entry, in the file's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryItems<'a>(Layout<&'a [U32], &'a [EntryItem]>);

/// The items of an entry array, in the file's bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArrayItems<'a>(Layout<&'a [U32], &'a [U64]>);

impl<'a> EntryItems<'a> {
    /// `None` where the bytes are no whole number of items.
    pub(crate) fn new(bytes: &'a [u8], compact: bool) -> Option<Self> {
        Some(Self(if compact {
            Layout::Compact(<[U32]>::ref_from_bytes(bytes).ok()?)
        } else {
            Layout::Regular(<[EntryItem]>::ref_from_bytes(bytes).ok()?)
        }))
    }

    pub(crate) const fn len(self) -> usize {
        match self.0 {
            Layout::Compact(items) => items.len(),
            Layout::Regular(items) => items.len(),
        }
    }

    /// How many bytes they take.
    pub(crate) const fn size(self) -> usize {
        match self.0 {
            Layout::Compact(items) => size_of_val(items),
            Layout::Regular(items) => size_of_val(items),
        }
    }

    /// What stands in each item, whether an offset can be that or not.
    #[inline]
    pub(crate) fn offsets(self) -> Offsets<'a, EntryItem> {
        Offsets(match self.0 {
            Layout::Compact(items) => Layout::Compact(items.iter()),
            Layout::Regular(items) => Layout::Regular(items.iter()),
        })
    }

    /// The copies of the hashes that the regular layout has, one for each item.
    pub(crate) fn hashes(self) -> impl Iterator<Item = u64> + use<'a> {
        let items = match self.0 {
            Layout::Compact(_) => &[],
            Layout::Regular(items) => items,
        };
        items.iter().map(|item| item.hash.get())
    }

    /// The items as stored, those of 0 included: the offset and, in the regular layout, the copy of the hash.
    pub(crate) fn stored(self) -> impl Iterator<Item = (u64, Option<u64>)> + use<'a> {
        self.offsets().zip(self.hashes().map(Some).chain(iter::repeat(None)))
    }

    #[inline]
    pub(crate) fn push_wanted(self, is_wanted: impl Fn(u64) -> bool, out: &mut Vec<DataOffset>) {
        match self.0 {
            Layout::Compact(items) => push_wanted(items, compact_offset, is_wanted, out),
            Layout::Regular(items) => push_wanted(items, regular_offset, is_wanted, out),
        }
    }

    #[inline]
    pub(crate) fn iter(self) -> Items<'a> {
        Items(match self.0 {
            Layout::Compact(items) => Layout::Compact(items.iter()),
            Layout::Regular(items) => Layout::Regular(items.iter()),
        })
    }
}

impl Iterator for Items<'_> {
    type Item = DataOffset;

    #[inline]
    fn next(&mut self) -> Option<DataOffset> {
        match &mut self.0 {
            Layout::Compact(items) => items.find_map(compact),
            Layout::Regular(items) => items.find_map(regular),
        }
    }

    // One loop for each layout, instead of a look at the layout for each item.
    #[inline]
    fn fold<B, F: FnMut(B, DataOffset) -> B>(self, init: B, take: F) -> B {
        match self.0 {
            Layout::Compact(items) => items.filter_map(compact).fold(init, take),
            Layout::Regular(items) => items.filter_map(regular).fold(init, take),
        }
    }
}

/// What stands in items, those without a value included.
#[derive(Clone, Debug)]
pub(crate) struct Offsets<'a, R>(Layout<slice::Iter<'a, U32>, slice::Iter<'a, R>>);

impl Iterator for Offsets<'_, EntryItem> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match &mut self.0 {
            Layout::Compact(items) => items.next().map(|item| item.get().into()),
            Layout::Regular(items) => items.next().map(|item| item.data_offset.get()),
        }
    }
}

impl Iterator for Offsets<'_, U64> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        match &mut self.0 {
            Layout::Compact(items) => items.next().map(|item| item.get().into()),
            Layout::Regular(items) => items.next().map(|item| item.get()),
        }
    }
}

/// First a bit for each item, without a branch that the processor would have to guess, then those that are set.
#[inline]
fn push_wanted<T>(
    items: &[T],
    offset: impl Fn(&T) -> u64,
    is_wanted: impl Fn(u64) -> bool,
    out: &mut Vec<DataOffset>,
) {
    for items in items.chunks(64) {
        let bits =
            items.iter().rev().fold(0_u64, |bits, item| bits << 1 | u64::from(is_wanted(offset(item))));
        let mut left = bits;
        while left != 0 {
            let item = usize::try_from(left.trailing_zeros()).ok().and_then(|at| items.get(at));
            out.extend(item.and_then(|item| DataOffset::new(offset(item))));
            left &= left.wrapping_sub(1);
        }
    }
}

fn compact(item: &U32) -> Option<DataOffset> {
    DataOffset::new(compact_offset(item))
}

fn regular(item: &EntryItem) -> Option<DataOffset> {
    DataOffset::new(regular_offset(item))
}

fn compact_offset(item: &U32) -> u64 {
    item.get().into()
}

const fn regular_offset(item: &EntryItem) -> u64 {
    item.data_offset.get()
}

impl<'a> ArrayItems<'a> {
    /// What is left behind the last whole item is passed over.
    pub(crate) fn new(bytes: &'a [u8], compact: bool) -> Self {
        let whole = |size: usize| {
            let rest = bytes.len().checked_rem(size).unwrap_or_default();
            bytes.get(..bytes.len().saturating_sub(rest)).unwrap_or_default()
        };
        Self(if compact {
            Layout::Compact(<[U32]>::ref_from_bytes(whole(size_of::<U32>())).unwrap_or_default())
        } else {
            Layout::Regular(<[U64]>::ref_from_bytes(whole(size_of::<U64>())).unwrap_or_default())
        })
    }

    pub(crate) const fn len(self) -> usize {
        match self.0 {
            Layout::Compact(items) => items.len(),
            Layout::Regular(items) => items.len(),
        }
    }

    /// What stands in each item.
    #[inline]
    pub(crate) fn offsets(self) -> Offsets<'a, U64> {
        Offsets(match self.0 {
            Layout::Compact(items) => Layout::Compact(items.iter()),
            Layout::Regular(items) => Layout::Regular(items.iter()),
        })
    }

    /// How many items at the beginning satisfy `is_before`, which none behind them does.
    pub(crate) fn partition_point(self, is_before: impl Fn(u64) -> bool) -> u64 {
        let len = match self.0 {
            Layout::Compact(items) => items.partition_point(|item| is_before(item.get().into())),
            Layout::Regular(items) => items.partition_point(|item| is_before(item.get())),
        };
        u64::try_from(len).unwrap_or(u64::MAX)
    }

    /// Offsets that are stored nowhere in the file.
    pub(crate) const fn of(offsets: &'a [U64]) -> Self {
        Self(Layout::Regular(offsets))
    }

    /// The offset at `index`, if it stands between a lower and a higher one.
    #[inline]
    pub(crate) fn get_between(self, index: u64) -> Option<u64> {
        let begin = usize::try_from(index).ok()?.checked_sub(1)?;
        let end = begin.checked_add(3)?;
        let (before, at, behind): (u64, u64, u64) = match self.0 {
            Layout::Compact(items) => match items.get(begin..end)? {
                [before, at, behind] => (before.get().into(), at.get().into(), behind.get().into()),
                _ => return None,
            },
            Layout::Regular(items) => match items.get(begin..end)? {
                [before, at, behind] => (before.get(), at.get(), behind.get()),
                _ => return None,
            },
        };
        (before < at && at < behind).then_some(at)
    }

    /// The offset at `index`; 0 where none was written.
    #[inline]
    pub(crate) fn get(self, index: u64) -> Option<u64> {
        let index = usize::try_from(index).ok()?;
        match self.0 {
            Layout::Compact(items) => items.get(index).map(|item| item.get().into()),
            Layout::Regular(items) => items.get(index).map(|item| item.get()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn wanted_items_are_those_that_a_filter_finds(
            compact in any::<bool>(),
            items in prop::collection::vec(0..40_u32, 1..200),
            wanted in any::<u64>(),
        ) {
            let bytes: Vec<u8> = match compact {
                true => items.iter().flat_map(|item| item.to_le_bytes()).collect(),
                false => items.iter().flat_map(|&item| [u64::from(item), 7]).flat_map(u64::to_le_bytes).collect(),
            };
            let items = EntryItems::new(&bytes, compact).unwrap();
            let is_wanted = |offset: u64| wanted >> (offset % 64) & 1 == 1;
            let mut found = Vec::new();
            items.push_wanted(is_wanted, &mut found);
            let filtered: Vec<_> = items.iter().filter(|offset| is_wanted(offset.get())).collect();
            prop_assert_eq!(found, filtered);
        }
    }
}
