//! A time axis: where a time stands, and where there are marks on it.

/// Steps between marks, in microseconds, that people count in: 1, 2 and 5 of each power of ten below a minute, then parts of an
/// hour, of a day, and days.
const STEPS: [u64; 18] = [
    60 * SEC,
    2 * 60 * SEC,
    5 * 60 * SEC,
    10 * 60 * SEC,
    15 * 60 * SEC,
    30 * 60 * SEC,
    3_600 * SEC,
    2 * 3_600 * SEC,
    3 * 3_600 * SEC,
    6 * 3_600 * SEC,
    12 * 3_600 * SEC,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    91 * DAY,
    365 * DAY,
];
const SEC: u64 = 1_000_000;
const DAY: u64 = 86_400 * SEC;

/// Maps times, in microseconds, to pixels.
///
/// # Examples
///
/// ```
/// use journalq_report::svg::Axis;
///
/// let axis = Axis { from_usec: 0, to_usec: 10_000_000, x: 100, width: 500 };
/// assert_eq!(axis.x_of(1_000_000), 150);
/// assert_eq!(axis.marks(5, 0).collect::<Vec<_>>(), [0, 2_000_000, 4_000_000, 6_000_000, 8_000_000, 10_000_000]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The time at its left end.
    pub from_usec: u64,
    /// The time at its right end, not before `from_usec`.
    pub to_usec: u64,
    /// Where its left end is.
    pub x: u64,
    /// How long it is.
    pub width: u64,
}

impl Axis {
    /// Where a time stands: at the nearer end where it is beyond one.
    #[must_use]
    pub fn x_of(&self, usec: u64) -> u64 {
        let span = u128::from(self.span()).max(1);
        let offset = u128::from(usec.saturating_sub(self.from_usec).min(self.span()));
        let pixels = offset.saturating_mul(u128::from(self.width)) / span;
        self.x.saturating_add(u64::try_from(pixels).unwrap_or(self.width))
    }

    /// The times of marks, evenly spaced, of which there are at most `most` and one. They are multiples of their
    /// distance, counted from `origin_usec`: the beginning of a day, say.
    pub fn marks(&self, most: u64, origin_usec: u64) -> impl Iterator<Item = u64> + use<> {
        let step = step(self.span().div_ceil(most.max(1)));
        // The first multiple that is not before the beginning.
        let (from, to, origin) = (self.from_usec, self.to_usec, origin_usec % step);
        let first = from.saturating_sub(origin).div_ceil(step).saturating_mul(step).saturating_add(origin);
        let n_marks = most.saturating_add(1);
        (0..n_marks)
            .map(move |n| first.saturating_add(n.saturating_mul(step)))
            .take_while(move |&usec| usec <= to)
    }

    const fn span(&self) -> u64 {
        self.to_usec.saturating_sub(self.from_usec)
    }
}

/// The smallest step that is not below `least`.
fn step(least: u64) -> u64 {
    let decimal = (0..8).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let mut steps = decimal.take_while(|&step| step < 60 * SEC).chain(STEPS);
    // Beyond years, these are doubled.
    let years = || std::iter::successors(Some(365 * DAY), |step| step.checked_mul(2));
    steps.find(|&step| step >= least).or_else(|| years().find(|&step| step >= least)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_few_and_within() {
        for span in [0, 1, 999, 61 * SEC, 3_599 * SEC, DAY, 400 * DAY, u64::MAX] {
            for from in [0, 1_700_000_000 * SEC, u64::MAX - span] {
                let axis = Axis { from_usec: from, to_usec: from.saturating_add(span), x: 10, width: 100 };
                for most in [0, 1, 10] {
                    let marks: Vec<u64> = axis.marks(most, 0).collect();
                    assert!(marks.len() as u64 <= most.max(1) + 1, "{span} {most} {marks:?}");
                    assert!(
                        marks.iter().all(|&mark| from <= mark && mark <= axis.to_usec),
                        "{span} {marks:?}"
                    );
                    assert!(marks.is_sorted());
                }
            }
        }
    }

    #[test]
    fn steps_are_round() {
        for (least, expected) in [
            (0, 1),
            (3, 5),
            (700_000, SEC),
            (21 * SEC, 50 * SEC),
            (51 * SEC, 60 * SEC),
            (7 * 3600 * SEC, 12 * 3600 * SEC),
            (366 * DAY, 730 * DAY),
        ] {
            assert_eq!(step(least), expected, "{least}");
        }
    }

    #[test]
    fn marks_begin_where_a_day_does() {
        let axis = Axis { from_usec: 5 * DAY + 1, to_usec: 8 * DAY, x: 0, width: 10 };
        let two_hours = 2 * 3600 * SEC;
        assert_eq!(axis.marks(3, two_hours).collect::<Vec<_>>(), [5, 6, 7].map(|day| day * DAY + two_hours));
    }

    #[test]
    fn places_are_within() {
        let axis = Axis { from_usec: 100, to_usec: 200, x: 10, width: 50 };
        assert_eq!([0, 100, 150, 200, u64::MAX].map(|usec| axis.x_of(usec)), [10, 10, 35, 60, 60]);
        let point = Axis { from_usec: 5, to_usec: 5, x: 3, width: 50 };
        assert_eq!([0, 5, 9].map(|usec| point.x_of(usec)), [3, 3, 3]);
    }
}
