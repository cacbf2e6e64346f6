//! Sets of offsets, one bit for each place where an object can start.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use zerocopy::FromZeros;

/// Bytes of a file that one word of bits stands for.
const STRIDE: u64 = 512;

/// A set of offsets that are multiples of 8. It can be added to from several threads.
#[derive(Debug)]
pub(super) struct OffsetSet {
    words: Vec<AtomicU64>,
    /// How many offsets there are before each word, once that is asked for.
    ranks: OnceLock<Vec<u32>>,
}

impl OffsetSet {
    /// An empty set for a file of `len` bytes. Memory that holds no bit is never touched.
    pub(super) fn new(len: u64) -> Self {
        let words = usize::try_from(len.div_ceil(STRIDE)).unwrap_or_default();
        // Where there is no memory for it everything is missing, and said to be.
        Self { words: AtomicU64::new_vec_zeroed(words).unwrap_or_default(), ranks: OnceLock::new() }
    }

    /// Adds an offset. Tells whether it was not there before.
    pub(super) fn insert(&self, offset: u64) -> bool {
        let Some((word, bit)) = self.place(offset) else { return false };
        word.fetch_or(bit, Ordering::Relaxed) & bit == 0
    }

    #[inline]
    pub(super) fn contains(&self, offset: u64) -> bool {
        self.place(offset).is_some_and(|(word, bit)| word.load(Ordering::Relaxed) & bit != 0)
    }

    #[inline]
    fn place(&self, offset: u64) -> Option<(&AtomicU64, u64)> {
        if !offset.is_multiple_of(8) {
            return None;
        }
        let word = self.words.get(usize::try_from(offset / STRIDE).ok()?)?;
        Some((word, 1 << (offset % STRIDE / 8)))
    }

    /// How many offsets there are before this one. The set must not be added to any more.
    #[inline]
    pub(super) fn rank(&self, offset: u64) -> usize {
        let ranks = self.ranks.get_or_init(|| self.count());
        let Some((word, bit)) = self.place(offset) else { return usize::MAX };
        let before = usize::try_from(offset / STRIDE).ok().and_then(|at| ranks.get(at)).copied();
        let within = (word.load(Ordering::Relaxed) & bit.wrapping_sub(1)).count_ones();
        let rank = before.and_then(|before| before.checked_add(within));
        rank.and_then(|rank| usize::try_from(rank).ok()).unwrap_or(usize::MAX)
    }

    fn count(&self) -> Vec<u32> {
        let before = |sum: &mut u32, word: &AtomicU64| {
            let before = *sum;
            *sum = sum.saturating_add(word.load(Ordering::Relaxed).count_ones());
            Some(before)
        };
        self.words.iter().scan(0, before).collect()
    }

    /// How many offsets there are.
    pub(super) fn len(&self) -> usize {
        let ones = |word: &AtomicU64| usize::try_from(word.load(Ordering::Relaxed).count_ones()).unwrap_or(0);
        self.words.iter().map(ones).fold(0, usize::saturating_add)
    }

    /// The offsets, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0_u64..).zip(&self.words).flat_map(|(at, word)| {
            let mut bits = word.load(Ordering::Relaxed);
            std::iter::from_fn(move || {
                if bits == 0 {
                    return None;
                }
                let bit = u64::from(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
                Some(at.saturating_mul(STRIDE).saturating_add(bit.saturating_mul(8)))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_offsets() {
        let set = OffsetSet::new(2000);
        for offset in [0, 8, 504, 512, 1024, 1992] {
            assert!(set.insert(offset));
            assert!(!set.insert(offset));
        }
        for offset in [1, 4, 1993, 16, 496, 520, 4096, u64::MAX - 7] {
            assert!(!set.contains(offset), "{offset}");
        }
        assert!(!set.insert(1 << 40), "beyond the file");
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 8, 504, 512, 1024, 1992]);
        assert_eq!(set.len(), 6);
        let ranks: Vec<_> = [0, 8, 16, 504, 512, 520, 1992].map(|offset| set.rank(offset)).into();
        assert_eq!(ranks, [0, 1, 2, 2, 3, 4, 5]);
    }
}
