//! Times as they stand in the lines of a verdict.

use std::cell::RefCell;

use journalq_output::{Clock, TimeStyle};

use crate::environment;

/// Shows times in the time zone of the output.
pub(crate) struct Times(RefCell<Clock>);

impl Times {
    pub(crate) fn new() -> Self {
        Self(RefCell::new(Clock::new(TimeStyle::Pretty, environment::time_zone())))
    }

    /// A point in time, given in microseconds since the Unix epoch.
    pub(crate) fn show(&self, usec: u64) -> String {
        let mut text = Vec::new();
        self.0.borrow_mut().push(&mut text, usec);
        String::from_utf8_lossy(&text).into_owned()
    }
}
