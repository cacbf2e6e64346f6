//! Many workers, one output: entries are rendered in batches at once, and written in order.
//!
//! ```text
//! items -> batches, numbered -> any worker -> text -> whoever finishes the batch whose turn it is writes it, and those behind
//! ```
//!
//! Nobody waits for a turn but who has more text than should be kept, and who brings more batches than are worked on.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::{mem, thread};

use anyhow::anyhow;
use journalq_file::{Findings, JournalFile};

use crate::entry_text::EntryText;
use crate::output::Output;
use crate::printer::Item;

/// The number of items of the first batch; each further one has twice as many, up to the largest.
const FIRST_BATCH: usize = 128;
const LARGEST_BATCH: usize = 1024;

/// A worker with as much text writes it before it goes on.
const LARGEST_TEXT: usize = 4 << 20;

/// Prints `items`, which come from this thread, with the help of so many `workers`. Tells whether one of them counted; `None`
/// where the system lets nobody help, and no item was taken.
pub(crate) fn print<'a>(
    items: impl Iterator<Item = Item<'a>>,
    files: &[JournalFile<'_>],
    text: &EntryText,
    workers: usize,
    out: &mut Output,
    lost: &mut [Findings],
) -> anyhow::Result<Option<bool>> {
    let workshop = Workshop::new(workers, out);
    let started = thread::scope(|scope| {
        let start = |_| {
            let text = text.another();
            thread::Builder::new().spawn_scoped(scope, || workshop.work(text, files)).ok()
        };
        let started = (0..workers).map_while(start).count();
        if started > 0 {
            workshop.supply(items);
        }
        started
    });
    if started == 0 { Ok(None) } else { workshop.close(lost).map(Some) }
}

struct Workshop<'a, 'o> {
    state: Mutex<State<'a, 'o>>,
    changed: Condvar,
    /// How many batches there may be that are not written yet.
    most: usize,
}

struct State<'a, 'o> {
    /// The batches that nobody works on yet, with their numbers.
    waiting: VecDeque<(usize, Vec<Item<'a>>)>,
    /// No more will come.
    is_complete: bool,
    /// What is finished, and whose turn it is not.
    finished: BTreeMap<usize, Finished>,
    /// The number of the batch that is to be written next.
    turn: usize,
    /// The output; `None` while somebody writes to it.
    out: Option<&'o mut Output>,
    /// Buffers for more text.
    buffers: Vec<Vec<u8>>,
    shown: bool,
    lost: Vec<(usize, Findings)>,
    failure: Option<anyhow::Error>,
}

/// What became of a batch.
#[derive(Default)]
struct Finished {
    text: Vec<u8>,
    shown: bool,
    lost: Vec<(usize, Findings)>,
    failure: Option<anyhow::Error>,
}

impl<'a, 'o> Workshop<'a, 'o> {
    fn new(workers: usize, out: &'o mut Output) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            is_complete: false,
            finished: BTreeMap::new(),
            turn: 0,
            out: Some(out),
            buffers: Vec::new(),
            shown: false,
            lost: Vec::new(),
            failure: None,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
            most: workers.saturating_mul(2).saturating_add(2),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a, 'o>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a condition holds, or somebody failed.
    fn wait_until(&self, holds: impl Fn(&State<'a, 'o>) -> bool) -> MutexGuard<'_, State<'a, 'o>> {
        let unless = |state: &mut State<'a, 'o>| !holds(state) && state.failure.is_none();
        self.changed.wait_while(self.lock(), unless).unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands the items to the workers.
    fn supply(&self, mut items: impl Iterator<Item = Item<'a>>) {
        let _alarm = Alarm(self);
        let mut size = FIRST_BATCH;
        for number in 0.. {
            let batch: Vec<Item<'a>> = items.by_ref().take(size).collect();
            let mut state = self.wait_until(|state| number < state.turn.saturating_add(self.most));
            if batch.is_empty() || state.failure.is_some() {
                state.is_complete = true;
                drop(state);
                self.changed.notify_all();
                return;
            }
            state.waiting.push_back((number, batch));
            drop(state);
            self.changed.notify_all();
            size = size.saturating_mul(2).min(LARGEST_BATCH);
        }
    }

    /// Works on batches until there are no more.
    fn work(&self, mut text: EntryText, files: &[JournalFile<'_>]) {
        let _alarm = Alarm(self);
        let mut lost = vec![Findings::default(); files.len()];
        loop {
            let mut state = self.wait_until(|state| !state.waiting.is_empty() || state.is_complete);
            if state.failure.is_some() {
                return;
            }
            let Some((number, batch)) = state.waiting.pop_front() else { return };
            let mut finished =
                Finished { text: state.buffers.pop().unwrap_or_default(), ..Finished::default() };
            drop(state);
            for item in batch {
                match item.push(files, &mut text, &mut lost, &mut finished.text) {
                    Ok(counts) => finished.shown |= counts,
                    Err(error) => {
                        finished.failure = Some(error);
                        break;
                    }
                }
                if finished.text.len() >= LARGEST_TEXT && !self.write_early(number, &mut finished.text) {
                    return;
                }
            }
            let found = lost.iter_mut().enumerate().filter(|(_, lost)| !lost.is_empty());
            finished.lost = found.map(|(index, lost)| (index, mem::take(lost))).collect();
            self.finish(number, finished);
        }
    }

    /// Writes what there is of a batch when its turn has come. Tells whether to go on, which after a failure nobody does.
    fn write_early(&self, number: usize, text: &mut Vec<u8>) -> bool {
        let state = self.wait_until(|state| state.turn == number && state.out.is_some());
        state.failure.is_none() && self.write(state, text).failure.is_none()
    }

    /// Writes and clears a text. The output has to be there.
    fn write<'s>(
        &'s self,
        mut state: MutexGuard<'s, State<'a, 'o>>,
        text: &mut Vec<u8>,
    ) -> MutexGuard<'s, State<'a, 'o>> {
        let Some(out) = state.out.take() else { return state };
        drop(state);
        let result = out.write_now(text);
        text.clear();
        // What one huge entry needed is no measure for those that follow.
        text.shrink_to(LARGEST_TEXT);
        let mut state = self.lock();
        state.out = Some(out);
        if let Err(error) = result {
            state.fail(error.into());
        }
        self.changed.notify_all();
        state
    }

    /// Writes this batch and those behind it that are finished, or leaves it to whoever writes those before it.
    fn finish(&self, number: usize, finished: Finished) {
        let mut state = self.lock();
        state.finished.insert(number, finished);
        while state.failure.is_none() && state.out.is_some() {
            let turn = state.turn;
            let Some(mut next) = state.finished.remove(&turn) else { break };
            state = self.write(state, &mut next.text);
            state.shown |= next.shown;
            state.lost.append(&mut next.lost);
            state.buffers.push(next.text);
            if let Some(failure) = next.failure {
                state.fail(failure);
            }
            state.turn = turn.saturating_add(1);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Tells how it went when all is done.
    fn close(self, lost: &mut [Findings]) -> anyhow::Result<bool> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (index, findings) in &state.lost {
            if let Some(lost) = lost.get_mut(*index) {
                lost.append(findings);
            }
        }
        state.failure.map_or(Ok(state.shown), Err)
    }
}

/// Lets nobody wait for one that panicked.
struct Alarm<'w, 'a, 'o>(&'w Workshop<'a, 'o>);

impl Drop for Alarm<'_, '_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().fail(anyhow!("A worker panicked."));
            self.0.changed.notify_all();
        }
    }
}

impl State<'_, '_> {
    /// The first failure counts.
    fn fail(&mut self, failure: anyhow::Error) {
        self.failure.get_or_insert(failure);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, LazyLock};

    use journalq_file::Id128;
    use journalq_file::write::{JournalWriter, NewEntry, WriteOptions};
    use journalq_output::Mode;
    use journalq_query::grep::Pattern;
    use journalq_query::{Merge, Window, WindowOptions};

    use super::*;
    use crate::args::Args;
    use crate::printer::Separator;

    const ENTRIES: u64 = 12_000;

    /// Entries of two boots, two of them large and one of them hard to match.
    fn journal() -> Vec<u8> {
        let mut writer = JournalWriter::new(WriteOptions::default()).unwrap();
        for n in 1..=ENTRIES {
            let message = match n {
                7000 | 9500 => format!("MESSAGE={}", "long ".repeat(2 << 20)),
                9000 => format!("MESSAGE={}!", "a".repeat(2000)),
                n => format!("MESSAGE=message {n}{}", "\nmore".repeat(usize::try_from(n % 7).unwrap())),
            };
            let entry = NewEntry {
                seqnum: None,
                realtime_usec: n,
                monotonic_usec: n,
                boot_id: Id128([if n < 5000 { 1 } else { 2 }; 16]),
                xor_hash: None,
                payloads: &[message.as_bytes(), b"PRIORITY=6"],
            };
            writer.append(&entry).unwrap();
        }
        writer.finish()
    }

    /// Keeps what is written, as long as there is room.
    #[derive(Clone)]
    struct Kept {
        bytes: Arc<Mutex<Vec<u8>>>,
        room: usize,
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut kept = self.bytes.lock().unwrap();
            if kept.len() + bytes.len() > self.room {
                return Err(io::ErrorKind::StorageFull.into());
            }
            kept.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What so many workers print into a file of this size, and how it ends.
    fn printed(workers: usize, pattern: Option<&str>, room: usize) -> (Vec<u8>, Result<bool, String>) {
        static JOURNAL: LazyLock<Vec<u8>> = LazyLock::new(journal);
        let files = [JournalFile::open(&JOURNAL).unwrap()];
        let args = Args { mode: Mode::Verbose, ..Args::default() };
        let pattern = pattern.map(|pattern| Pattern::new(pattern, None).unwrap());
        let text = EntryText::new(&args, pattern);
        let kept = Kept { bytes: Arc::default(), room };
        let mut out = Output::to(Box::new(kept.clone()));
        let mut separator = Separator::new(true);
        let window = Window::new(Merge::new(&files, None), WindowOptions::default());
        let items = window.map(|position| separator.item(position));
        let mut lost = [Findings::default()];
        let result = print(items, &files, &text, workers, &mut out, &mut lost);
        assert!(lost[0].is_empty());
        let written = kept.bytes.lock().unwrap().clone();
        (written, result.map(Option::unwrap).map_err(|error| error.to_string()))
    }

    #[test]
    #[should_panic(expected = "out of items")]
    fn a_panic_ends_the_work() {
        let mut out = Output::to(Box::new(Kept { bytes: Arc::default(), room: 0 }));
        let items = std::iter::from_fn(|| panic!("out of items"));
        let text = EntryText::new(&Args::default(), None);
        let _ = print(items, &[], &text, 2, &mut out, &mut []);
    }

    #[test]
    fn the_order_does_not_depend_on_the_number_of_workers() {
        let (alone, result) = printed(1, None, usize::MAX);
        assert_eq!(result, Ok(true));
        assert_eq!(alone.windows(8).filter(|bytes| *bytes == b"\n-- Boot").count(), 1);
        assert_eq!(alone.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 12_000);
        for workers in [2, 8] {
            assert!(printed(workers, None, usize::MAX) == (alone.clone(), Ok(true)), "{workers} workers");
        }
    }

    #[test]
    fn entries_that_do_not_match_are_left_out() {
        let (text, result) = printed(3, Some("message 1199[89]"), usize::MAX);
        assert_eq!(result, Ok(true));
        assert_eq!(text.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 2);
        assert_eq!(printed(3, Some("nowhere"), usize::MAX).1, Ok(false));
    }

    #[test]
    fn what_fails_ends_the_output_where_it_stands() {
        let (all, _) = printed(1, None, usize::MAX);
        for room in [0, 100_000, all.len() - 1] {
            let (text, result) = printed(3, None, room);
            assert!(result.is_err());
            assert!(all.starts_with(&text));
        }
        let (text, result) = printed(3, Some("^(a+)+$|^m|^long"), usize::MAX);
        assert_eq!(result.unwrap_err(), "Pattern matching failed: match limit exceeded");
        // All before the entry that it fails at, nothing behind it.
        assert_eq!(text.windows(9).filter(|bytes| *bytes == b" MESSAGE=").count(), 8999);
    }
}
