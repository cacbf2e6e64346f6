//! Waiting for files and folders to change.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Error, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// What is watched, and who may end the waiting.
#[derive(Debug)]
pub(crate) struct Changes {
    /// `None` where the system tells of nothing.
    watcher: Option<RecommendedWatcher>,
    wakes: Receiver<()>,
    stopper: Stopper,
}

/// Ends waiting, for good.
#[derive(Clone, Debug)]
pub struct Stopper {
    stopped: Arc<AtomicBool>,
    wake: SyncSender<()>,
}

impl Stopper {
    /// Ends the present waiting and all later ones.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Where there is no room, there is something to wake up for.
        let _ = self.wake.try_send(());
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}

impl Changes {
    /// How long nothing may have been told before one looks all the same: not every file system tells.
    const UNTOLD: Duration = Duration::from_secs(2);

    /// How long to wait where nothing is told.
    const UNWATCHED: Duration = Duration::from_millis(250);

    pub(crate) fn new() -> Self {
        let (wake, wakes) = sync_channel(1);
        let stopper = Stopper { stopped: Arc::default(), wake: wake.clone() };
        let tell = move |event: notify::Result<Event>| {
            // That a file was opened or read is no change: it may have been us.
            if !event.is_ok_and(|event| event.kind.is_access()) {
                let _ = wake.try_send(());
            }
        };
        let watcher = notify::recommended_watcher(tell).ok();
        Self { watcher, wakes, stopper }
    }

    pub(crate) fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Watches these files and folders, also those that were watched before: one that was made anew since then is another.
    ///
    /// What is gone by now is passed over. Where the system has no more watches left, none is relied on.
    pub(crate) fn watch(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let watched =
                self.watcher.as_mut().map(|watcher| watcher.watch(path, RecursiveMode::NonRecursive));
            if let Some(Err(Error { kind: ErrorKind::MaxFilesWatch, .. })) = watched {
                self.watcher = None;
            }
        }
    }

    /// Waits for a change, and then on until `earliest`. Tells whether to go on.
    pub(crate) fn wait(&self, earliest: Instant) -> bool {
        let patience = if self.watcher.is_some() { Self::UNTOLD } else { Self::UNWATCHED };
        // Whoever tells of changes lives as long as this, so that the end of waiting is the only error.
        let _ = self.wakes.recv_timeout(patience);
        if !self.stopper.is_stopped() {
            thread::sleep(earliest.saturating_duration_since(Instant::now()));
            self.wakes.try_iter().for_each(drop);
        }
        !self.stopper.is_stopped()
    }
}
