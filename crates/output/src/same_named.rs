//! Which fields of an entry have the same name, for `-o json`.

use crate::Field;

/// Finds the repeated fields of an entry, in time that stays bounded for a forged entry of a million fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct SameNamed {
    /// Names that are not in here are not repeated. This spares most names the search.
    maybe_repeated: NameSet,
    /// Places of fields whose names may be repeated, sorted by name, then by place.
    order: Vec<usize>,
}

impl SameNamed {
    /// Looks an entry's fields over.
    pub(crate) fn find(&mut self, fields: &[Field<'_>]) {
        let mut seen = NameSet::default();
        self.maybe_repeated = NameSet::default();
        for field in fields {
            if !seen.insert(field.name) {
                self.maybe_repeated.insert(field.name);
            }
        }
        let names = self.maybe_repeated;
        let candidates = fields.iter().enumerate().filter(|(_, field)| names.may_hold(field.name));
        self.order.clear();
        self.order.extend(candidates.map(|(place, _)| place));
        self.order.sort_unstable_by_key(|&place| (name_at(fields, place), place));
    }

    /// Returns the places of the fields of that name, in stored order; nothing or one place if it is not repeated.
    pub(crate) fn places(&self, fields: &[Field<'_>], name: &[u8]) -> &[usize] {
        if !self.maybe_repeated.may_hold(name) {
            return &[];
        }
        let start = self.order.partition_point(|&place| name_at(fields, place) < name);
        let from_start = self.order.get(start..).unwrap_or_default();
        let length = from_start.partition_point(|&place| name_at(fields, place) == name);
        from_start.get(..length).unwrap_or_default()
    }
}

/// A set of names that may also hold names that nobody put in: one bit for all names with the same hash.
#[derive(Clone, Copy, Debug, Default)]
struct NameSet([u64; 8]);

impl NameSet {
    /// Puts a name in. Returns whether it certainly was not in.
    fn insert(&mut self, name: &[u8]) -> bool {
        let (word, bit) = Self::place(name);
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    fn may_hold(&self, name: &[u8]) -> bool {
        let (word, bit) = Self::place(name);
        self.0[word] & bit != 0
    }

    fn place(name: &[u8]) -> (usize, u64) {
        let byte = |at: usize| name.get(at).copied().map_or(0, usize::from);
        let length = name.len();
        let hash = length * 37 + byte(1) * 17 + byte(length / 2) * 11 + byte(length.saturating_sub(2)) * 5;
        (hash / 64 % 8, 1 << (hash % 64))
    }
}

fn name_at<'a>(fields: &[Field<'a>], place: usize) -> &'a [u8] {
    fields.get(place).map_or(&[], |field| field.name)
}
