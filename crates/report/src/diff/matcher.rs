//! Finds for each entry of one set an equal one of the other.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use super::{Place, Side};

/// Takes the entries of both sets in any order, and keeps those for which no equal one of the other set has come yet: few, as
/// long as both sets are walked side by side.
#[derive(Debug, Default)]
pub struct Matcher {
    waiting: [Waiting; 2],
    equal: u64,
}

/// The entries of a set that have no equal one so far.
#[derive(Debug, Default)]
struct Waiting {
    places: HashMap<u128, Places>,
    len: u64,
    /// The latest time of all that came.
    latest_usec: u64,
}

/// The places of entries that say the same, the first first. Most say something that no other says.
#[derive(Debug)]
enum Places {
    One(Place),
    Many(VecDeque<Place>),
}

impl Matcher {
    /// Adds an entry of a set, by its fingerprint.
    pub fn add(&mut self, side: Side, place: Place, fingerprint: u128) {
        let [a, b] = &mut self.waiting;
        let (own, others) = match side {
            Side::A => (a, b),
            Side::B => (b, a),
        };
        own.latest_usec = own.latest_usec.max(place.realtime_usec);
        if others.take(fingerprint) {
            self.equal = self.equal.saturating_add(1);
        } else {
            own.put(fingerprint, place);
        }
    }

    /// The set whose next entry should come now, so that few entries have to wait: the one that is behind in time, else the one
    /// of which fewer are waiting.
    #[must_use]
    pub fn wanted(&self) -> Side {
        let [a, b] = self.waiting.each_ref().map(|waiting| (waiting.latest_usec, waiting.len));
        if a <= b { Side::A } else { Side::B }
    }

    /// How many entries wait for an equal one.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.waiting.iter().fold(0, |sum, waiting| sum.saturating_add(waiting.len))
    }

    /// How many pairs of equal entries there were, and the entries of A and of B that are left, each in order of time.
    #[must_use]
    pub fn finish(self) -> (u64, [Vec<Place>; 2]) {
        (self.equal, self.waiting.map(Waiting::into_places))
    }
}

impl Waiting {
    fn put(&mut self, fingerprint: u128, place: Place) {
        self.len = self.len.saturating_add(1);
        match self.places.entry(fingerprint) {
            Entry::Vacant(vacant) => {
                vacant.insert(Places::One(place));
            }
            Entry::Occupied(mut occupied) => match occupied.get_mut() {
                Places::One(first) => {
                    let both = VecDeque::from([*first, place]);
                    occupied.insert(Places::Many(both));
                }
                Places::Many(many) => many.push_back(place),
            },
        }
    }

    /// Takes the first entry of this fingerprint out. Tells whether there was one.
    fn take(&mut self, fingerprint: u128) -> bool {
        let Entry::Occupied(mut occupied) = self.places.entry(fingerprint) else { return false };
        self.len = self.len.saturating_sub(1);
        let is_last = match occupied.get_mut() {
            Places::One(_) => true,
            Places::Many(many) => {
                many.pop_front();
                many.is_empty()
            }
        };
        if is_last {
            occupied.remove();
        }
        true
    }

    fn into_places(self) -> Vec<Place> {
        let mut left = Vec::new();
        for places in self.places.into_values() {
            match places {
                Places::One(place) => left.push(place),
                Places::Many(many) => left.extend(many),
            }
        }
        left.sort_unstable();
        left
    }
}
