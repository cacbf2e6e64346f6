//! Whether an entry has the fields that it was written with, by its own hash.
//!
//! `xor_hash` is the exclusive or of the hashes of all fields as they were sent. A field that was sent twice is in the entry once,
//! and its hashes cancel each other out: what the hash then lacks are hashes of fields that are there. Where a field was
//! exchanged it lacks something else.
//!
//! Which combinations of hashes give what is lacking is a question of linear algebra over single bits: it does not take the
//! trying of all. Of 64 bits some 40 hashes give one in millions by chance; where there are more, nothing can be told.

/// How many independent hashes still tell something.
const TELLING: usize = 48;

/// Tells whether the fields with these hashes were not all that the entry was written with, or others were.
pub(super) fn contradicts(hashes: &[u64], xor_hash: u64) -> bool {
    let lacking = hashes.iter().fold(xor_hash, |rest, hash| rest ^ hash);
    if lacking == 0 {
        return false;
    }
    // The place of each is that of its highest bit, which those behind it do not have.
    let mut independent = [0_u64; 64];
    let mut count = 0_usize;
    for hash in hashes {
        let rest = reduced(*hash, &independent);
        if let Some(place) = highest(rest).and_then(|bit| independent.get_mut(bit)) {
            *place = rest;
            count = count.saturating_add(1);
        }
    }
    count <= TELLING && reduced(lacking, &independent) != 0
}

/// What is left of a number when all is taken away that combinations of others give.
fn reduced(number: u64, independent: &[u64; 64]) -> u64 {
    let mut rest = number;
    for known in independent.iter().rev().filter(|known| **known != 0) {
        rest = rest.min(rest ^ known);
    }
    rest
}

/// The place of the highest bit.
fn highest(number: u64) -> Option<usize> {
    usize::try_from(number.checked_ilog2()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use journalq_file::layout::hash::HashFunction;

    fn hash(number: u64) -> u64 {
        HashFunction::Jenkins.hash(&number.to_le_bytes())
    }

    fn contradiction(there: u64, sent: impl Iterator<Item = u64>) -> bool {
        let hashes: Vec<u64> = (0..there).map(hash).collect();
        contradicts(&hashes, sent.map(hash).fold(0, |xor, hash| xor ^ hash))
    }

    #[test]
    fn fields_that_were_sent_several_times_are_no_contradiction() {
        assert!(!contradiction(30, 0..30));
        assert!(!contradiction(30, (0..30).chain([3])));
        assert!(!contradiction(30, (0..30).chain(3..20)));
        assert!(!contradiction(30, (0..30).chain([3, 3, 5, 5, 5])));
        assert!(!contradiction(0, 0..0));
    }

    #[test]
    fn fields_that_were_exchanged_are_one() {
        assert!(contradiction(30, 0..31), "one is left out");
        assert!(contradiction(30, 1..31), "one was another");
        assert!(contradiction(30, (1..31).chain(3..20)), "even then");
        assert!(contradiction(3, 100..103));
        assert!(!contradiction(60, 1..61), "where there are so many nothing can be told");
    }
}
