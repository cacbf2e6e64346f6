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

/// How far the differences of the clocks of neighbours may lie apart, in microseconds: the clocks are read one after the
/// other, on some machines more quickly than on others.
const CLOCK_STEPS_USEC: [u64; 4] = [0, 1, 4, 16];

/// The clocks of the neighbours themselves have to run side by side, in microseconds.
const CLOCK_DRIFT_USEC: u64 = 1000;

/// Tells for each of the entries, given in file order, whether its numbers fit.
///
/// `damaged` says whether anything else in the file is damaged: then what does not fit is more likely to be, too.
pub(super) fn in_line(places: &[Place], damaged: bool) -> Vec<bool> {
    let mut fits = increasing(places);
    let line: Vec<usize> =
        (0..places.len()).filter(|&at| fits.get(at).copied().unwrap_or_default()).collect();
    // One boot behind the other, each in the order of the file.
    let mut boots = line.clone();
    boots.sort_by_key(|&at| places.get(at).map(|place| place.head.boot_id));
    let alone = odd_boots(places, &boots);
    let realtime = odd_ones(places, &line, |first, this, second| {
        stands_out(first, this, second, |head| head.realtime_usec)
    });
    let monotonic = odd_ones(places, &boots, |first, this, second| {
        share_boot(first, this, second) && stands_out(first, this, second, |head| head.monotonic_usec)
    });
    // What is common in the file is a habit of its writer.
    let tolerated = if damaged { line.len() / 8 } else { line.len() / 128 };
    let is_rare = |odd: &Vec<usize>| odd.len() <= tolerated.max(2);
    let clocks = CLOCK_STEPS_USEC.into_iter().map(|step| odd_clocks(places, &boots, step)).find(is_rare);
    for odd in [alone, realtime, monotonic].into_iter().filter(is_rare).chain(clocks) {
        for at in odd {
            if let Some(fits) = fits.get_mut(at) {
                *fits = false;
            }
        }
    }
    fits
}

/// The entries that are odd between their neighbours in this order, as `test` tells of the second of three; and two that
/// both are between theirs, since each hides what is wrong with the other.
fn odd_ones(places: &[Place], order: &[usize], test: impl Fn(&Place, &Place, &Place) -> bool) -> Vec<usize> {
    let is_odd =
        |first: usize, this: usize, second: usize| match [first, this, second].map(|at| places.get(at)) {
            [Some(first), Some(this), Some(second)] => test(first, this, second),
            _ => false,
        };
    let alone = order.windows(3).filter_map(|window| match *window {
        [first, this, second] if is_odd(first, this, second) => Some([this, this]),
        _ => None,
    });
    let pairs = order.windows(4).filter_map(|window| match *window {
        [first, this, next, second] if is_odd(first, this, second) && is_odd(first, next, second) => {
            Some([this, next])
        }
        _ => None,
    });
    let mut odd: Vec<usize> = alone.chain(pairs).flatten().collect();
    odd.sort_unstable();
    odd.dedup();
    odd
}

/// The entries of a boot that their fields contradict; without such fields, those of a boot that no other entry has.
fn odd_boots(places: &[Place], boots: &[usize]) -> Vec<usize> {
    let boot = |at: &usize| places.get(*at).map(|place| place.head.boot_id);
    let runs = boots.chunk_by(|a, b| boot(a) == boot(b));
    let odd = runs.flat_map(|run| {
        // Of so few that nothing is common, nothing is odd.
        let alone = run.len() == 1 && boots.len() > 2;
        run.iter().copied().filter(move |&at| {
            let agrees = places.get(at).and_then(|place| place.boot_agrees);
            agrees.map_or(alone, |agrees| !agrees)
        })
    });
    odd.collect()
}

/// The entries whose clocks differ from those of their neighbours, which for the first and the last of a boot are the two
/// next to it.
fn odd_clocks(places: &[Place], boots: &[usize], step_usec: u64) -> Vec<usize> {
    let clocks_differ =
        |first: &Place, this: &Place, second: &Place| clocks_differ(first, this, second, step_usec);
    let boot_at = |at: Option<usize>| Some(places.get(*boots.get(at?)?)?.head.boot_id);
    let mut odd = odd_ones(places, boots, clocks_differ);
    for (at, &this) in boots.iter().enumerate() {
        let boot = boot_at(Some(at));
        let (before, behind) = (boot_at(at.checked_sub(1)) == boot, boot_at(at.checked_add(1)) == boot);
        let beside = match (before, behind) {
            (false, true) => (at.checked_add(1), at.checked_add(2)),
            (true, false) => (at.checked_sub(2), at.checked_sub(1)),
            _ => continue,
        };
        let place = |at: Option<usize>| places.get(*boots.get(at?)?);
        if let (Some(first), Some(second), Some(place)) = (place(beside.0), place(beside.1), places.get(this))
            && clocks_differ(first, place, second)
        {
            odd.push(this);
        }
    }
    odd
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

fn share_boot(first: &Place, this: &Place, second: &Place) -> bool {
    first.head.boot_id == this.head.boot_id && second.head.boot_id == this.head.boot_id
}

/// The difference of the clocks is another one than that of the neighbours.
fn clocks_differ(first: &Place, this: &Place, second: &Place, step_usec: u64) -> bool {
    let difference =
        |place: &Place| place.head.realtime_usec.wrapping_sub(place.head.monotonic_usec).cast_signed();
    let [first_usec, this_usec, second_usec] = [first, this, second].map(difference);
    let (low, high) = (first_usec.min(second_usec), first_usec.max(second_usec));
    share_boot(first, this, second)
        && low.abs_diff(high) <= CLOCK_DRIFT_USEC
        && !(low..=high).contains(&this_usec)
        && this_usec.abs_diff(low).min(this_usec.abs_diff(high)) > step_usec
}

/// The neighbours are in order, and this is not between them.
fn stands_out(first: &Place, this: &Place, second: &Place, key: fn(&EntryHead) -> u64) -> bool {
    let (first, this, second) = (key(&first.head), key(&this.head), key(&second.head));
    first <= second && !(first..=second).contains(&this)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::id128::Id128;

    /// Entries a second apart, each 40 ms later on the wall clock than since the boot.
    fn places(n: u64) -> Vec<Place> {
        let place = |n: u64| {
            let (boot, since) = if n < 50 { (1, n) } else { (2, n - 50) };
            let head = EntryHead {
                seqnum: n * 3 + 1,
                seqnum_id: Id128::NULL,
                realtime_usec: 1_700_000_000_040_000 + n * 1_000_000,
                monotonic_usec: since * 1_000_000,
                boot_id: Id128([boot; 16]),
                xor_hash: 0,
            };
            Place { head, boot_agrees: None }
        };
        (0..n).map(place).collect()
    }

    fn odd(places: &[Place], damaged: bool) -> Vec<usize> {
        let fits = in_line(places, damaged);
        (0..fits.len()).filter(|&at| !fits[at]).collect()
    }

    #[test]
    fn what_stands_out_is_told() {
        let healthy = places(300);
        assert_eq!(odd(&healthy, false), []);
        type Change = fn(&mut Place);
        let changes: [Change; 7] = [
            |place| place.head.seqnum += 1 << 20,
            |place| place.head.seqnum = 1,
            |place| place.head.realtime_usec += 1,
            |place| place.head.realtime_usec -= 1 << 30,
            |place| place.head.monotonic_usec ^= 1,
            |place| place.head.boot_id = Id128([9; 16]),
            |place| place.boot_agrees = Some(false),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            for at in [2, 30, 49, 50, 51, 200, 298] {
                let mut places = healthy.clone();
                change(&mut places[at]);
                assert_eq!(odd(&places, false), [at], "change {number}");
            }
        }
    }

    #[test]
    fn two_beside_each_other_do_not_vouch_for_each_other() {
        type Change = fn(&mut Place, u64);
        let changes: [Change; 3] = [
            |place, n| place.head.realtime_usec += n << 30,
            |place, n| place.head.realtime_usec -= (3 - n) << 30,
            |place, n| place.head.monotonic_usec ^= n << 30,
        ];
        for (number, change) in changes.into_iter().enumerate() {
            for at in [2, 30, 60, 200, 296] {
                for second in [1, 2] {
                    let mut places = places(300);
                    change(&mut places[at], 1);
                    change(&mut places[at + 1], second);
                    assert_eq!(odd(&places, true), [at, at + 1], "change {number}, {second}");
                }
            }
        }
    }

    #[test]
    fn a_clock_that_was_set_is_no_fault() {
        let mut places = places(300);
        for place in &mut places[100..] {
            place.head.realtime_usec -= 50_000_000;
        }
        assert_eq!(odd(&places, true), []);
    }

    /// One in twenty has a time of its own: that counts only where something else is damaged.
    #[test]
    fn what_is_common_is_a_habit() {
        let mut places = places(300);
        let strange: Vec<usize> = (5..300).step_by(20).collect();
        for &at in &strange {
            places[at].head.realtime_usec += 90_000_000;
        }
        assert_eq!(odd(&places, false), []);
        assert_eq!(odd(&places, true), strange);
    }
}
