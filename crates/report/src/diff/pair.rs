//! Which of the entries that have no equal one are the same entry in both sets, altered.

use std::collections::HashMap;
use std::hash::Hash;

use journalq_file::EntryHead;

use super::{Difference, Place, Side};

/// Pairs what is left of both sets: first by cursor, that is by sequence number within a series, then by both times and the boot
/// where no other entry that is left has the same ones. What finds no partner is in one set alone. Returned in order of time.
///
/// `head` reads the head of an entry; one without is in one set alone.
#[must_use]
pub fn pair(left: [Vec<Place>; 2], head: impl Fn(Side, &Place) -> Option<EntryHead>) -> Vec<Difference> {
    let [a, b] = left;
    let a: Vec<(Place, Option<EntryHead>)> =
        a.into_iter().map(|place| (place, head(Side::A, &place))).collect();
    let b: Vec<(Place, Option<EntryHead>)> =
        b.into_iter().map(|place| (place, head(Side::B, &place))).collect();
    let mut pairs = Pairs { partners: vec![None; a.len()], is_taken: vec![false; b.len()], a: &a, b: &b };
    pairs.add_by(|head| (head.seqnum_id, head.seqnum));
    pairs.add_by(|head| (head.boot_id, head.monotonic_usec, head.realtime_usec));
    let mut differences = Vec::new();
    for ((place, _), partner) in a.iter().zip(&pairs.partners) {
        let partner = partner.and_then(|partner| b.get(partner));
        differences.push(match partner {
            Some((other, _)) => Difference::Altered(*place, *other),
            None => Difference::Only(Side::A, *place),
        });
    }
    let alone = b.iter().zip(&pairs.is_taken).filter(|(_, is_taken)| !**is_taken);
    differences.extend(alone.map(|((place, _), _)| Difference::Only(Side::B, *place)));
    differences.sort_by_key(Difference::key);
    differences
}

/// The pairs that were found so far.
struct Pairs<'p> {
    a: &'p [(Place, Option<EntryHead>)],
    b: &'p [(Place, Option<EntryHead>)],
    /// For each entry of A the index of the one of B.
    partners: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl Pairs<'_> {
    /// Pairs those without a partner that have the same key, if it is the key of one in each set alone.
    fn add_by<K: Eq + Hash>(&mut self, key: impl Fn(&EntryHead) -> K) {
        let of_a = by_key(self.a, &key, |index| self.partners.get(index).is_some_and(Option::is_none));
        let of_b = by_key(self.b, &key, |index| self.is_taken.get(index) == Some(&false));
        for (key, index) in of_a {
            if let (Some(index), Some(Some(other))) = (index, of_b.get(&key))
                && let (Some(partner), Some(is_taken)) =
                    (self.partners.get_mut(index), self.is_taken.get_mut(*other))
            {
                (*partner, *is_taken) = (Some(*other), true);
            }
        }
    }
}

/// The entries that are free, by key; `None` for a key of several.
fn by_key<K: Eq + Hash>(
    entries: &[(Place, Option<EntryHead>)],
    key: impl Fn(&EntryHead) -> K,
    is_free: impl Fn(usize) -> bool,
) -> HashMap<K, Option<usize>> {
    let mut found = HashMap::new();
    for (index, (_, head)) in entries.iter().enumerate() {
        if let Some(head) = head.as_ref().filter(|_| is_free(index)) {
            found.entry(key(head)).and_modify(|known| *known = None).or_insert(Some(index));
        }
    }
    found
}
