//! Work that is shared among threads, and how far it is.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// Does something with each item, on at most so many threads. Each thread has a state of its own, which is returned. Items are
/// taken in order.
pub(super) fn for_each<T: Sync, S: Send>(
    threads: NonZeroUsize,
    items: &[T],
    make: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) + Sync,
) -> Vec<S> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut state = make();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(&mut state, item);
        }
        state
    };
    let helpers = threads.get().min(items.len()).saturating_sub(1);
    thread::scope(|scope| {
        // Where the system lets nobody help, one does it all.
        let started: Vec<_> =
            (0..helpers).map_while(|_| thread::Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut states = vec![run()];
        states.extend(
            started.into_iter().map(|helper| helper.join().unwrap_or_else(|cause| resume_unwind(cause))),
        );
        states
    })
}

/// Cuts what is counted from 0 into pieces of that length.
pub(super) fn pieces(count: u64, length: u64) -> Vec<Range<u64>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < count {
        let end = start.saturating_add(length.max(1)).min(count);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// Tells how far something is, in steps.
pub(super) struct Meter<'p> {
    progress: &'p (dyn Fn(u64) + Sync),
    steps: u64,
    total: u64,
    done: AtomicU64,
}

impl<'p> Meter<'p> {
    /// Work of `total` parts, told in so many steps.
    pub(super) const fn new(progress: &'p (dyn Fn(u64) + Sync), steps: u64, total: u64) -> Self {
        Self { progress, steps, total, done: AtomicU64::new(0) }
    }

    /// So many more parts are done.
    pub(super) fn add(&self, parts: u64) {
        let before = self.done.fetch_add(parts, Ordering::Relaxed);
        let steps = self.at(before.saturating_add(parts)).saturating_sub(self.at(before));
        if steps > 0 {
            (self.progress)(steps);
        }
    }

    /// The steps at so many parts.
    fn at(&self, parts: u64) -> u64 {
        let steps = u128::from(self.steps).saturating_mul(parts.min(self.total).into());
        let steps = steps.checked_div(self.total.into()).unwrap_or_default();
        u64::try_from(steps).unwrap_or(u64::MAX)
    }
}
