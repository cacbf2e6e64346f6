//! The growing end of a buffer that a streaming decoder writes to.

use super::CodecError;

/// How many bytes a payload may announce and have reserved at once.
const MAX_FIRST_STEP: usize = 1 << 20;

/// How many bytes are made room for when nothing is known about the payload's length.
const MIN_STEP: usize = 4 << 10;

/// Appends to a buffer, at most `max` bytes, growing with what was really written.
///
/// The room that a decoder did not fill is cut off again when this is dropped.
#[derive(Debug)]
pub(super) struct Output<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    len: usize,
    max: usize,
}

impl<'a> Output<'a> {
    /// Appends to what `out` holds.
    pub(super) const fn new(out: &'a mut Vec<u8>, max: usize) -> Self {
        let start = out.len();
        Self { out, start, len: 0, max }
    }

    /// The bytes written so far.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Tells whether all `max` bytes were written.
    pub(super) const fn is_full(&self) -> bool {
        self.len == self.max
    }

    /// The room behind what was written: not empty unless full.
    ///
    /// `hint` is the announced length of the whole payload, 0 when unknown. The room doubles from step to step.
    pub(super) fn space(&mut self, hint: usize) -> Result<&mut [u8], CodecError> {
        let end = self.start.saturating_add(self.len);
        if self.out.len() == end {
            let step = if self.len == 0 { hint.min(MAX_FIRST_STEP) } else { self.len };
            let room = step.max(MIN_STEP).min(self.max.saturating_sub(self.len));
            self.out.try_reserve(room).map_err(|_| CodecError::OutOfMemory)?;
            self.out.resize(end.saturating_add(room), 0);
        }
        Ok(self.out.get_mut(end..).unwrap_or_default())
    }

    /// Counts `written` bytes at the start of [`space`](Self::space) as part of the payload.
    pub(super) fn advance(&mut self, written: usize) {
        self.len = self.len.saturating_add(written).min(self.max);
    }
}

impl Drop for Output<'_> {
    fn drop(&mut self) {
        self.out.truncate(self.start.saturating_add(self.len));
    }
}
