//! Groups of entries, and what is counted of each.

use std::collections::{HashMap, HashSet};

use journalq_file::Share;
use journalq_query::value_counts::ValueCounts;

/// A value of a field by its number, so that it is held once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Value {
    /// The entry does not have the field.
    None,
    /// A value, by its place.
    Of(usize),
    /// One of those that are not among the largest.
    Other,
}

/// What entries of a group have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    /// When the stretch of time begins, in microseconds since the epoch; 0 where time makes no groups.
    pub(super) begin: u64,
    /// The values of the fields that make groups.
    pub(super) values: Vec<Value>,
}

/// What is counted of a group.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) entries: u64,
    /// The earliest and latest wall clock time, in microseconds since the epoch.
    pub(super) seen: Option<(u64, u64)>,
    pub(super) usage: Share,
    /// The values that each of the counted fields has.
    pub(super) distinct: Vec<HashSet<Value>>,
}

/// All groups.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) counts: HashMap<Key, Counts>,
    /// The values by their numbers.
    pub(super) values: Vec<Vec<u8>>,
    /// The number of entries, of which each may be in several groups.
    pub(super) entries: u64,
}

impl Counts {
    /// Adds what was counted elsewhere.
    fn add(&mut self, other: Self) {
        self.entries = self.entries.saturating_add(other.entries);
        self.usage.add(other.usage);
        self.seen = match (self.seen, other.seen) {
            (Some((first, last)), Some((other_first, other_last))) => {
                Some((first.min(other_first), last.max(other_last)))
            }
            (seen, other) => seen.or(other),
        };
        self.distinct.resize_with(self.distinct.len().max(other.distinct.len()), HashSet::new);
        for (values, others) in self.distinct.iter_mut().zip(other.distinct) {
            values.extend(others);
        }
    }

    /// What groups are compared by.
    pub(super) fn rank(&self, by_usage: bool) -> u64 {
        if by_usage { self.usage.bytes() } else { self.entries }
    }
}

impl Groups {
    /// Groups by the values of one field, of which only the entries were counted.
    pub(super) fn of_values(ValueCounts { values, without, entries }: ValueCounts) -> Self {
        let mut groups = Self { entries, ..Self::default() };
        let counts = |entries| Counts { entries, ..Counts::default() };
        for (value, entries) in values {
            let key = Key { begin: 0, values: vec![Value::Of(groups.values.len())] };
            groups.values.push(value);
            groups.counts.insert(key, counts(entries));
        }
        if without > 0 {
            groups.counts.insert(Key { begin: 0, values: vec![Value::None] }, counts(without));
        }
        groups
    }

    /// Puts all but the `top` largest groups together, those of each stretch of time apart.
    pub(super) fn keep_largest(&mut self, top: usize, by_usage: bool) {
        let mut sums: HashMap<&[Value], u64> = HashMap::new();
        for (key, counts) in &self.counts {
            let sum = sums.entry(&key.values).or_default();
            *sum = sum.saturating_add(counts.rank(by_usage));
        }
        let mut ranked: Vec<_> = sums.into_iter().collect();
        ranked.sort_unstable_by(|(a, a_sum), (b, b_sum)| b_sum.cmp(a_sum).then_with(|| self.compare(a, b)));
        let others: HashSet<Vec<Value>> =
            ranked.iter().skip(top).map(|(values, _)| values.to_vec()).collect();
        let counts = std::mem::take(&mut self.counts);
        for (mut key, counts) in counts {
            if others.contains(&key.values) {
                key.values.fill(Value::Other);
            }
            self.counts.entry(key).or_default().add(counts);
        }
    }

    /// Orders values by their bytes, behind them those without, last all others.
    pub(super) fn compare(&self, a: &[Value], b: &[Value]) -> std::cmp::Ordering {
        let order = |value: &Value| match value {
            Value::Of(place) => (0, self.values.get(*place)),
            Value::None => (1, None),
            Value::Other => (2, None),
        };
        a.iter().map(order).cmp(b.iter().map(order))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_stay_and_the_others_are_one_group() {
        let values = [("a", 5), ("b", 9), ("c", 5), ("d", 1)];
        let values = values.into_iter().map(|(value, count)| (value.into(), count)).collect();
        let mut groups = Groups::of_values(ValueCounts { values, without: 2, entries: 22 });
        groups.keep_largest(2, false);
        let mut left: Vec<(Option<&[u8]>, u64)> = groups
            .counts
            .iter()
            .map(|(key, counts)| {
                let value = match key.values[..] {
                    [Value::Of(place)] => Some(groups.values[place].as_slice()),
                    [Value::Other] => None,
                    _ => panic!("{key:?}"),
                };
                (value, counts.entries)
            })
            .collect();
        left.sort();
        assert_eq!(left, [(None, 8), (Some(&b"a"[..]), 5), (Some(b"b"), 9)]);
    }
}
