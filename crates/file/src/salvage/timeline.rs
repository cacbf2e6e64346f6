//! Whether an entry's own numbers fit those of its neighbours.
//!
//! No hash covers an entry's sequence number, times and boot. But they are not independent: sequence numbers increase from
//! entry to entry, the boot ID is also one of the fields, and the two clocks run side by side, so that within a boot their
//! difference hardly changes. What does not fit is not what was written, or is odd enough to be told apart.
//!
//! Journals that were received from other hosts, or whose clock was set, are not in order all the time. A test that many
//! entries of a file fail says nothing about any of them.

use crate::cursor::EntryHead;

/// An entry, and what its fields tell about its boot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) head: EntryHead,
    /// Whether one of its `_BOOT_ID` fields is its boot ID; `None` if there is no such field.
    pub(super) boot_agrees: Option<bool>,
}

/// How far the differences of the clocks of neighbours lie apart, in microseconds: the clocks are read one after the other.
const CLOCK_STEP_USEC: u64 = 1;

/// The clocks of the neighbours themselves have to run side by side, in microseconds.
const CLOCK_DRIFT_USEC: u64 = 1000;

/// Tells for each of the entries, given in file order, whether its numbers fit.
pub(super) fn in_line(places: &[Place]) -> Vec<bool> {
    let mut fits = increasing(places);
    let kept: Vec<usize> =
        (0..places.len()).filter(|&at| fits.get(at).copied().unwrap_or_default()).collect();
    let line: Vec<Place> = kept.iter().filter_map(|&at| places.get(at).copied()).collect();
    for test in [boot_is_strange, clocks_differ, monotonic_stands_out, realtime_stands_out] {
        let odd: Vec<usize> = (0..line.len()).filter(|&at| test(&line, at)).collect();
        // What is common in the file is a habit of its writer.
        if odd.len() > (line.len() / 128).max(2) {
            continue;
        }
        for place in odd.into_iter().filter_map(|at| kept.get(at)) {
            if let Some(fits) = fits.get_mut(*place) {
                *fits = false;
            }
        }
    }
    fits
}

/// Marks a longest selection of entries whose sequence numbers increase.
fn increasing(places: &[Place]) -> Vec<bool> {
    let seqnum = |at: usize| places.get(at).map_or(0, |place| place.head.seqnum);
    // The last entry of the best selection of each length, and the one before each entry in its best selection.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for at in 0..places.len() {
        let length = match tails.last() {
            Some(&last) if seqnum(last) < seqnum(at) => tails.len(),
            _ => tails.partition_point(|&tail| seqnum(tail) < seqnum(at)),
        };
        before.push(length.checked_sub(1).and_then(|length| tails.get(length).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut chosen = vec![false; places.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        if let Some(chosen) = chosen.get_mut(at) {
            *chosen = true;
        }
        next = before.get(at).copied().flatten();
    }
    chosen
}

/// The two entries nearest to that at `at`: one on each side, or both on one side at an end.
fn neighbours(line: &[Place], at: usize) -> Option<(Place, Place, Place)> {
    let (first, second) = match (at.checked_sub(1), at.checked_add(1)) {
        (Some(before), Some(behind)) if behind < line.len() => (before, behind),
        (Some(before), _) => (before.checked_sub(1)?, before),
        (None, _) => (1, 2),
    };
    Some((*line.get(first)?, *line.get(at)?, *line.get(second)?))
}

/// A boot that no field tells of, and no other entry.
fn boot_is_strange(line: &[Place], at: usize) -> bool {
    let Some((first, this, second)) = neighbours(line, at) else { return false };
    match this.boot_agrees {
        Some(agrees) => !agrees,
        None => {
            let boot = this.head.boot_id;
            boot != first.head.boot_id && boot != second.head.boot_id
        }
    }
}

/// The difference of the clocks is another one than that of the neighbours.
fn clocks_differ(line: &[Place], at: usize) -> bool {
    let Some((first, this, second)) = neighbours(line, at) else { return false };
    let boot = this.head.boot_id;
    if first.head.boot_id != boot || second.head.boot_id != boot {
        return false;
    }
    let [first, this, second] = [first, this, second]
        .map(|place| place.head.realtime_usec.wrapping_sub(place.head.monotonic_usec).cast_signed());
    let (low, high) = (first.min(second), first.max(second));
    low.abs_diff(high) <= CLOCK_DRIFT_USEC
        && (this < low || this > high)
        && this.abs_diff(low).min(this.abs_diff(high)) > CLOCK_STEP_USEC
}

fn monotonic_stands_out(line: &[Place], at: usize) -> bool {
    let same_boot = |(first, this, second): &(Place, Place, Place)| {
        first.head.boot_id == this.head.boot_id && second.head.boot_id == this.head.boot_id
    };
    neighbours(line, at)
        .filter(same_boot)
        .is_some_and(|places| stands_out(places, |head| head.monotonic_usec))
        && is_inside(line, at)
}

fn realtime_stands_out(line: &[Place], at: usize) -> bool {
    neighbours(line, at).is_some_and(|places| stands_out(places, |head| head.realtime_usec))
        && is_inside(line, at)
}

/// The neighbours are in order, and this is not between them.
fn stands_out((first, this, second): (Place, Place, Place), key: impl Fn(EntryHead) -> u64) -> bool {
    let (first, this, second) = (key(first.head), key(this.head), key(second.head));
    first <= second && !(first..=second).contains(&this)
}

/// Tells whether there is an entry on both sides.
const fn is_inside(line: &[Place], at: usize) -> bool {
    at > 0 && at.saturating_add(1) < line.len()
}
