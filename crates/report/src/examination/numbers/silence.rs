//! How long a series is usually silent, and when it was silent for far longer.
//!
//! Logging is bursty: most gaps between entries last milliseconds, but most of the time passes in long ones. So gaps are
//! weighed by their length: half of the time lies in gaps that are no longer than the *usual* one. Where entries come at
//! random at a steady rate that is 1.7 times the mean gap, and a gap of twenty times as much is not to be expected in the
//! life of a host; where a timer logs every hour it is an hour. The three longest gaps are left out of that, so that a long
//! silence does not make itself usual.

use super::super::anomaly::Place;

/// Below that nothing is a silence, in microseconds.
const LEAST_USEC: u64 = 600_000_000;

/// How many times the usual gap a silence is.
const TIMES: u64 = 20;

/// How many gaps have to be known before any can be called unusual.
const KNOWN: u64 = 50;

/// How many of the longest gaps say nothing of what is usual.
const LEFT_OUT: usize = 3;

/// How many of the longest gaps are looked at.
const LONGEST: usize = 32;

/// Classes of gaps: four for each doubling.
const CLASSES: usize = 256;

/// A gap between two entries of a boot, by the time since the start of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Silence {
    pub(in super::super) usec: u64,
    /// What was usual, in microseconds.
    pub(in super::super) usual_usec: u64,
    pub(in super::super) before: Place,
    pub(in super::super) after: Place,
}

/// The gaps of a series.
#[derive(Debug)]
pub(super) struct Gaps {
    /// For each class how many gaps there are, and how long they are together.
    classes: Vec<(u64, u64)>,
    /// The longest ones, in no order.
    longest: Vec<(u64, Place, Place)>,
}

impl Gaps {
    pub(super) fn new() -> Self {
        Self { classes: vec![(0, 0); CLASSES], longest: Vec::new() }
    }

    pub(super) fn add(&mut self, usec: u64, before: Place, after: Place) {
        if let Some((count, sum)) = self.classes.get_mut(class(usec)) {
            (*count, *sum) = (count.saturating_add(1), sum.saturating_add(usec));
        }
        if usec < LEAST_USEC {
            return;
        }
        if self.longest.len() < LONGEST {
            self.longest.push((usec, before, after));
        } else if let Some(least) = self.longest.iter_mut().min_by_key(|(usec, ..)| *usec)
            && least.0 < usec
        {
            *least = (usec, before, after);
        }
    }

    /// The gaps that are silences, longest first.
    pub(super) fn silences(mut self) -> Vec<Silence> {
        self.longest.sort_by_key(|(usec, ..)| std::cmp::Reverse(*usec));
        for (usec, ..) in self.longest.iter().take(LEFT_OUT) {
            if let Some((count, sum)) = self.classes.get_mut(class(*usec)) {
                (*count, *sum) = (count.saturating_sub(1), sum.saturating_sub(*usec));
            }
        }
        let Some(usual_usec) = self.usual() else { return Vec::new() };
        let is_silence = |usec: &u64| *usec >= usual_usec.saturating_mul(TIMES);
        let silences = self.longest.into_iter().filter(|(usec, ..)| is_silence(usec));
        silences.map(|(usec, before, after)| Silence { usec, usual_usec, before, after }).collect()
    }

    /// The usual gap; `None` where too few are known.
    fn usual(&self) -> Option<u64> {
        let (count, sum) = self.classes.iter().fold((0_u64, 0_u64), |(count, sum), class| {
            (count.saturating_add(class.0), sum.saturating_add(class.1))
        });
        let mut so_far = 0_u64;
        let half = self.classes.iter().position(|class| {
            so_far = so_far.saturating_add(class.1);
            so_far >= sum.div_ceil(2)
        })?;
        (count >= KNOWN).then(|| end_of_class(half))
    }
}

/// Four classes for each doubling, by the two bits behind the highest.
fn class(usec: u64) -> usize {
    let bits = u64::BITS.saturating_sub(usec.leading_zeros());
    let fraction = if bits >= 3 { usec >> bits.saturating_sub(3) & 3 } else { 0 };
    let class = u64::from(bits).saturating_mul(4).saturating_add(fraction);
    usize::try_from(class).unwrap_or(usize::MAX).min(CLASSES.saturating_sub(1))
}

/// What the gaps of a class are shorter than.
fn end_of_class(class: usize) -> u64 {
    let class = u64::try_from(class).unwrap_or(u64::MAX);
    let (bits, fraction) = (class / 4, class % 4);
    let shift = u32::try_from(bits.saturating_sub(3)).unwrap_or(u32::MAX);
    fraction.saturating_add(5).checked_shl(shift).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { file: 0, offset: 0, seqnum: 0, realtime_usec: 0 };
    const SECOND: u64 = 1_000_000;

    fn silences(gaps: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let mut all = Gaps::new();
        gaps.into_iter().for_each(|usec| all.add(usec, PLACE, PLACE));
        all.silences().iter().map(|silence| silence.usec).collect()
    }

    #[test]
    fn classes_hold_what_they_should() {
        for usec in [1, 4, 5, 7, 8, 9, 1000, SECOND, 1 << 40, (1 << 55) - 1] {
            let end = end_of_class(class(usec));
            assert!(usec < end || usec < 4, "{usec} {end}");
            assert!(end <= usec.max(4) * 5 / 4 + 4, "{usec} {end}");
        }
    }

    #[test]
    fn what_is_far_longer_than_usual_is_a_silence() {
        let busy = || std::iter::repeat_n(3 * SECOND, 1000);
        assert_eq!(silences(busy().chain([7200 * SECOND])), [7200 * SECOND]);
        assert_eq!(silences(busy().chain([599 * SECOND])), [0; 0], "short");
        assert_eq!(silences(std::iter::repeat_n(SECOND, 40).chain([7200 * SECOND])), [0; 0], "few are known");
    }

    #[test]
    fn silences_that_are_usual_are_none() {
        let hourly = || (0..60).flat_map(|_| [3600 * SECOND, 1000, 1000, 1000]);
        assert_eq!(silences(hourly()), [0; 0]);
        assert_eq!(silences(hourly().chain([8 * 3600 * SECOND])), [0; 0]);
        assert_eq!(silences(hourly().chain([30 * 3600 * SECOND])), [30 * 3600 * SECOND]);
    }
}
