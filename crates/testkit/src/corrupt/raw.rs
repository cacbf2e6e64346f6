//! Damage that knows nothing of the format: what disks, copies and file systems do.

use std::ops::Range;

use super::draft::Draft;
use super::original::{Original, PAGE};
use crate::random::Random;

/// The file ends anywhere behind the smallest header and before the end of the last object.
pub(super) fn cut(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let used = original.used();
    let len = random.within(used.start..used.end);
    draft.cut(len);
    Some(format!("cut at {len:#x} of {:#x}", original.bytes.len()))
}

pub(super) fn zeroed_page(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let pages = random.within(1..5);
    let at = original.some_page(random)?;
    let end = (at + pages * PAGE).min(original.used().end);
    draft.put(at, &zeros(at..end));
    Some(format!("zeros from {at:#x} to {end:#x}"))
}

fn zeros(range: Range<u64>) -> Vec<u8> {
    range.map(|_| 0).collect()
}

pub(super) fn bit_flips(original: &Original<'_>, random: &mut Random, draft: &mut Draft) -> Option<String> {
    let count = 1 << random.within(0..7);
    let mut places = Vec::new();
    for _ in 0..count {
        let (at, bit) = (original.somewhere(random, 1, 1)?, random.within(0..8));
        draft.flip_bit(at, bit);
        places.push(format!("{at:#x}.{bit}"));
    }
    Some(format!("bits flipped: {}", places.join(" ")))
}

pub(super) fn random_range(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let used = original.used();
    let len = random.within(8..16 << 10).min((used.end - used.start) / 2);
    let at = original.somewhere(random, len, 1)?;
    draft.put(at, &random.bytes(len));
    Some(format!("random bytes from {at:#x} to {:#x}", at + len))
}

pub(super) fn word_of_ones(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    let at = original.somewhere(random, 8, 8)?;
    draft.put_u64(at, u64::MAX);
    Some(format!("eight bytes of ones at {at:#x}"))
}

/// Two different pages, each other's place.
pub(super) fn swapped_pages(
    original: &Original<'_>,
    random: &mut Random,
    draft: &mut Draft,
) -> Option<String> {
    // Most of a hash table may be zeros: a few attempts find pages that differ.
    (0..64).find_map(|_| {
        let [a, b] = [original.some_page(random)?, original.some_page(random)?];
        let [page_a, page_b] = [a, b].map(|page| draft.get(page..page + PAGE).to_vec());
        (page_a != page_b && page_a.len() == page_b.len()).then(|| {
            draft.put(a, &page_b);
            draft.put(b, &page_a);
            format!("pages at {a:#x} and {b:#x} swapped")
        })
    })
}
