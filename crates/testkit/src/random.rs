//! Numbers that look random and are the same for the same seed for ever, which no library promises across its versions.

use std::ops::Range;

/// The generator SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number of the range; its start where it is empty.
    pub(crate) fn within(&mut self, range: Range<u64>) -> u64 {
        match range.end.saturating_sub(range.start) {
            0 => range.start,
            len => range.start + self.next() % len,
        }
    }

    /// True once in `n` times on average.
    pub(crate) fn once_in(&mut self, n: u64) -> bool {
        self.within(0..n) == 0
    }

    /// One of these; `None` where there is none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let index = self.within(0..of.len() as u64);
        of.get(usize::try_from(index).ok()?)
    }

    pub(crate) fn bytes(&mut self, len: u64) -> Vec<u8> {
        (0..len).map(|_| self.next().to_le_bytes()[0]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published sequence of this generator for the seed 1234567.
    #[test]
    fn reference_vectors() {
        let mut random = Random::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.next(), random.next(), random.next()], expected);
    }

    #[test]
    fn ranges() {
        let mut random = Random::new(1);
        assert!((0..100).all(|_| (3..5).contains(&random.within(3..5))));
        assert_eq!(random.within(7..7), 7);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.bytes(9).len(), 9);
    }
}
