//! Whether extents are of one file: what the entries of some say of DATA objects in others.
//!
//! Two journals of one host can be alike down to their offsets, so that a DATA object where an entry expects one proves
//! little. What proves: the `xor_hash` of an entry, over all its fields; the hash that an item of the regular layout repeats;
//! and, beside many items that fit, the entry's boot ID in a `_BOOT_ID` field.

use zerocopy::FromBytes;

use super::group::Budget;
use super::run::plain_data_at;
use super::scan::Extent;
use crate::items::EntryItems;
use crate::layout::hash::jenkins64;
use crate::layout::object::{EntryItem, RawEntryHead};
use crate::window::Window;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Entries all of whose fields are there, with their `xor_hash`, and with another one.
    entries: Count,
    /// Items of the regular layout that repeat the DATA object's hash, and that do not.
    hashes: Count,
    /// Items that lead from the one part to a DATA object of the other, and that lead to none.
    items: Count,
    /// Entries whose boot ID stands in a field in the other part, and of which another one does.
    boots: Count,
}

/// How often something was as it should be.
#[derive(Debug, Default)]
pub(super) struct Count {
    fits: u64,
    fails: u64,
}

impl Count {
    pub(super) fn add(&mut self, fits: bool) {
        let count = if fits { &mut self.fits } else { &mut self.fails };
        *count = count.saturating_add(1);
    }

    /// What most say; `None` if there is nothing.
    pub(super) const fn verdict(&self) -> Option<bool> {
        if self.fits == 0 && self.fails == 0 { None } else { Some(self.fits > self.fails) }
    }

    /// Tells whether at least so many fit, and hardly any fails.
    const fn convinces(&self, least: u64) -> bool {
        self.fits >= least && self.fails.saturating_mul(8) <= self.fits
    }
}

impl Evidence {
    pub(super) const fn convinces(&self) -> bool {
        self.entries.convinces(2)
            || self.hashes.convinces(3)
            || self.entries.fails == 0 && self.items.convinces(8) && self.boots.convinces(2)
    }

    /// Tells whether more speaks against one file than for it.
    pub(super) const fn contradicts(&self) -> bool {
        self.entries.fails > self.entries.fits
            || self.hashes.fails > self.hashes.fits
            || self.items.fails.saturating_mul(8) > self.items.fits
            || self.boots.fails > 0
    }

    /// Looks at entries of `from`, with the DATA objects in it and in `to`, as far as the budget goes.
    pub(super) fn look(&mut self, image: Window<'_>, from: &[Extent], to: &[Extent], budget: &mut Budget) {
        let entries = from
            .iter()
            .flat_map(|extent| extent.sample.entries().iter().map(|&at| (at, extent.place.compact)));
        for (at, compact) in entries {
            if let Some(entry) = EntryAt::read(image, at, compact) {
                self.look_at(&entry, from, to, budget);
            }
        }
    }

    fn look_at(&mut self, entry: &EntryAt<'_>, from: &[Extent], to: &[Extent], budget: &mut Budget) {
        let boot = format!("_BOOT_ID={}", entry.head.boot_id);
        let (mut xor_hash, mut is_complete, mut reaches_over) = (0, true, false);
        for (index, offset) in entry.items.iter().enumerate() {
            let other = place_in(to, offset.get());
            let data = other.or_else(|| place_in(from, offset.get()));
            let data = data.and_then(|at| plain_data_at(entry.image, at, entry.compact));
            let cost = data.map_or(0, |(_, payload)| payload.len()).saturating_add(from.len());
            if !budget.spend(cost.saturating_add(to.len())) {
                return;
            }
            match data {
                Some((_, payload)) => xor_hash ^= jenkins64(payload),
                None => is_complete = false,
            }
            if other.is_none() {
                continue;
            }
            reaches_over = true;
            self.items.add(data.is_some());
            let Some((hash, payload)) = data else { continue };
            if let Some(repeated) = entry.repeated_hash(index) {
                self.hashes.add(repeated == hash);
            }
            if payload.starts_with(b"_BOOT_ID=") {
                self.boots.add(payload == boot.as_bytes());
            }
        }
        if is_complete && reaches_over {
            self.entries.add(xor_hash == entry.head.xor_hash.get());
        }
    }
}

/// An entry in an image.
struct EntryAt<'a> {
    image: Window<'a>,
    compact: bool,
    head: &'a RawEntryHead,
    items: EntryItems<'a>,
    /// The items as those of the regular layout, if they are.
    regular: &'a [EntryItem],
}

impl<'a> EntryAt<'a> {
    fn read(image: Window<'a>, at: u64, compact: bool) -> Option<Self> {
        let head: &RawEntryHead = image.read(at)?;
        let bytes = image.get(at, head.object.size.get())?.get(size_of::<RawEntryHead>()..)?;
        let items = EntryItems::new(bytes, compact)?;
        let regular = if compact { &[] } else { <[EntryItem]>::ref_from_bytes(bytes).ok()? };
        Some(Self { image, compact, head, items, regular })
    }

    /// The hash of the DATA object, which an item of the regular layout repeats.
    fn repeated_hash(&self, index: usize) -> Option<u64> {
        self.regular.get(index).map(|item| item.hash.get())
    }
}

/// Where the byte at `offset` of the file is in the image, if one of these extents has it.
fn place_in(extents: &[Extent], offset: u64) -> Option<u64> {
    let extent = extents.iter().find(|extent| extent.in_file().contains(&offset))?;
    Some(extent.place.in_image(offset))
}
