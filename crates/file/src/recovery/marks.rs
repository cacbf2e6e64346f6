//! A set of offsets of objects: a bit for every 8 bytes of the file.

/// Marked offsets, all multiples of 8.
#[derive(Debug)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// How many offsets a word tells of.
    const OFFSETS: u64 = 64;

    /// No offsets of a file of `len` bytes.
    pub(super) fn new(len: u64) -> Self {
        let words = usize::try_from(len / (8 * Self::OFFSETS)).unwrap_or_default();
        Self(vec![0; words.saturating_add(1)])
    }

    fn place(offset: u64) -> Option<(usize, u64)> {
        let bit = offset / 8;
        let mask = 1_u64.checked_shl(u32::try_from(bit % Self::OFFSETS).ok()?)?;
        Some((usize::try_from(bit / Self::OFFSETS).ok()?, mask))
    }

    /// Marks an offset. Tells whether it was not marked before and is in the file.
    pub(super) fn insert(&mut self, offset: u64) -> bool {
        let Some((word, mask)) = Self::place(offset) else { return false };
        let Some(word) = self.0.get_mut(word) else { return false };
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    }

    pub(super) fn contains(&self, offset: u64) -> bool {
        Self::place(offset).is_some_and(|(word, mask)| self.0.get(word).is_some_and(|word| word & mask != 0))
    }

    /// The offsets, in ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let next = self.next_from(from?)?;
            from = next.checked_add(1);
            Some(next)
        })
    }

    /// The first marked offset at or behind `offset`.
    pub(super) fn next_from(&self, offset: u64) -> Option<u64> {
        let bit = offset.div_ceil(8);
        let (word, skipped) = (bit / Self::OFFSETS, bit % Self::OFFSETS);
        let first = usize::try_from(word).ok()?;
        let rest = u64::MAX.checked_shl(u32::try_from(skipped).ok()?)?;
        let masks = std::iter::once(rest).chain(std::iter::repeat(u64::MAX));
        let found = (word..).zip(self.0.get(first..)?).zip(masks).find_map(|((index, word), mask)| {
            let left = word & mask;
            (left != 0)
                .then(|| index.saturating_mul(Self::OFFSETS).saturating_add(left.trailing_zeros().into()))
        });
        found.map(|bit| bit.saturating_mul(8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_kept_in_order() {
        let mut marks = Marks::new(5000);
        assert_eq!(marks.next_from(0), None);
        for offset in [4096, 8, 504, 512, 4992] {
            assert!(marks.insert(offset));
            assert!(!marks.insert(offset) && marks.contains(offset));
        }
        assert!(!marks.insert(1 << 40) && !marks.contains(1 << 40) && !marks.contains(16));
        assert_eq!(marks.iter().collect::<Vec<_>>(), [8, 504, 512, 4096, 4992]);
        for (from, next) in [(0, 8), (8, 8), (9, 504), (505, 512), (513, 4096), (4097, 4992)] {
            assert_eq!(marks.next_from(from), Some(next), "{from}");
        }
        assert_eq!(marks.next_from(4993), None);
        assert_eq!(marks.next_from(u64::MAX), None);
    }
}
