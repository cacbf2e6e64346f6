//! The objects that a sweep found, in file order, and the way to each by its offset.

use super::report::ItemLoss;
use crate::layout::object::ObjectType;

/// Objects start at multiples of this.
pub(super) const ALIGNMENT: u64 = 8;

/// An object that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub(super) offset: u64,
    /// As its header says, without padding.
    pub(super) size: u64,
    /// The Jenkins hash of a DATA object's payload, which entries XOR.
    pub(super) jenkins: u64,
    pub(super) object_type: ObjectType,
    pub(super) proof: Proof,
    /// Whether it is a DATA object of the field `_BOOT_ID`.
    pub(super) names_boot: bool,
    /// Whether it is known to be an object of this file, and not bytes that look like one.
    pub(super) anchored: bool,
    /// Whether an entry array or a DATA object leads to this entry.
    pub(super) indexed: bool,
}

/// What an object's own bytes prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Its content is what it was, and its size with it.
    Proven,
    /// Its content makes sense, and its hash cannot be checked since the key is lost.
    Plausible,
    /// It is not what it was.
    Damaged(ItemLoss),
}

impl Object {
    /// Where the next object starts.
    pub(super) fn end(&self) -> u64 {
        let end = self.offset.saturating_add(self.size);
        end.checked_next_multiple_of(ALIGNMENT).unwrap_or(u64::MAX)
    }

    pub(super) fn is_damaged(&self) -> bool {
        matches!(self.proof, Proof::Damaged(_))
    }
}

/// Objects, each with an offset of its own; in their order once they are ranked.
#[derive(Clone, Debug)]
pub(super) struct Objects {
    list: Vec<Object>,
    /// A bit for each place where an object can start.
    places: Vec<u64>,
    /// How many objects start before those of each word of `places`.
    ranks: Vec<u32>,
}

impl Objects {
    /// None yet, in a file of `len` bytes.
    pub(super) fn new(len: u64) -> Self {
        let words = len.div_ceil(ALIGNMENT).div_ceil(u64::from(u64::BITS));
        let words = usize::try_from(words).unwrap_or(usize::MAX);
        Self { list: Vec::new(), places: vec![0; words], ranks: Vec::new() }
    }

    /// Adds an object, of which there is none at its offset so far.
    pub(super) fn push(&mut self, object: Object) {
        let Some((word, bit)) = place(object.offset) else { return };
        if let Some(word) = self.places.get_mut(word) {
            *word |= bit;
            self.list.push(object);
        }
    }

    /// Makes ready for [`index`](Self::index): no object is added any more.
    pub(super) fn rank(&mut self) {
        self.list.sort_by_key(|object| object.offset);
        let mut rank: u32 = 0;
        self.ranks = Vec::with_capacity(self.places.len());
        for word in &self.places {
            self.ranks.push(rank);
            rank = rank.saturating_add(word.count_ones());
        }
    }

    /// Tells whether an object starts at `offset`.
    pub(super) fn contains(&self, offset: u64) -> bool {
        let at = place(offset);
        at.is_some_and(|(word, bit)| self.places.get(word).is_some_and(|places| places & bit != 0))
    }

    /// The index of the object that starts at `offset`.
    pub(super) fn index(&self, offset: u64) -> Option<usize> {
        let (word, bit) = place(offset)?;
        let places = self.places.get(word).filter(|&&places| places & bit != 0)?;
        let before = (places & bit.wrapping_sub(1)).count_ones();
        usize::try_from(self.ranks.get(word)?.saturating_add(before)).ok()
    }

    /// The object of this type at `offset`.
    pub(super) fn find(&self, offset: u64, object_type: ObjectType) -> Option<&Object> {
        self.list.get(self.index(offset)?).filter(|object| object.object_type == object_type)
    }

    pub(super) fn list(&self) -> &[Object] {
        &self.list
    }

    pub(super) fn list_mut(&mut self) -> &mut [Object] {
        &mut self.list
    }
}

/// The word and the bit of a place; `None` for one at which no object can start.
fn place(offset: u64) -> Option<(usize, u64)> {
    let number = offset.checked_div(ALIGNMENT).filter(|_| offset.is_multiple_of(ALIGNMENT))?;
    let word = number.checked_div(u64::from(u64::BITS))?;
    let bit = 1_u64.wrapping_shl(u32::try_from(number.checked_rem(u64::from(u64::BITS))?).ok()?);
    Some((usize::try_from(word).ok()?, bit))
}
