//! The same work on many things, by several threads.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use journalq_file::Limits;

/// How many threads make sense: one for files of unknown origin.
pub(super) fn threads(limits: Limits) -> NonZeroUsize {
    if limits == Limits::untrusted() {
        return NonZeroUsize::MIN;
    }
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// The results of some work on each of the items, by so many threads, in no order. Items are taken in order.
pub(super) fn map<T: Sync, R: Send>(
    threads: NonZeroUsize,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut results = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            results.push(work(item));
        }
        results
    };
    let helpers = threads.get().min(items.len()).saturating_sub(1);
    thread::scope(|scope| {
        // Where the system lets nobody help, one does it all.
        let started: Vec<_> =
            (0..helpers).map_while(|_| thread::Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut results = run();
        for helper in started {
            results.extend(helper.join().unwrap_or_else(|cause| resume_unwind(cause)));
        }
        results
    })
}
